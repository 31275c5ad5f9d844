"""The last weeks up to each day of a life: counts, means, and what befell in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..measures import EVENT_COLUMNS, LAST_DAYS
from .life import Life

Numbers = NDArray[np.float64]
_STEP = EVENT_COLUMNS.index("step")


def window(life: Life) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the last weeks up to each day begin, and where they end (days lived)."""
    until = np.minimum(np.arange(1, life.diary.shape[1] + 1), life.lived)
    return np.maximum(until - LAST_DAYS, 0), until


def summed(life: Life, by_day: Numbers) -> Numbers:
    """Return the sum over the last weeks up to each day, of one number a day."""
    total = np.concatenate([[0.0], np.cumsum(by_day)])
    since, until = window(life)
    counted: Numbers = total[until] - total[since]
    return counted


def count(life: Life, partner: int, field: str) -> Numbers:
    """Return a partner's count over the last weeks up to each day."""
    return summed(life, life.column(partner, field))


def mean(life: Life, partner: int, field: str) -> Numbers:
    """Return a partner's mean over the last weeks up to each day."""
    since, until = window(life)
    return count(life, partner, field) / (until - since)


def weeks(life: Life) -> Numbers:
    """Return how many weeks the last weeks up to each day are: fewer than four at first."""
    since, until = window(life)
    return (until - since) / 7.0


def of_events(life: Life, steps: Numbers, values: Numbers) -> Numbers:
    """Return the sum over the last weeks up to each day, of a number of some events."""
    days = life.diary.shape[1]
    by_day = np.bincount(steps.astype(int) // life.per_day, values, days).astype(np.float64)
    return summed(life, by_day[:days])


def share(part: Numbers, whole: Numbers) -> Numbers:
    """Return a share, 0 of nothing."""
    return np.where(whole > 0.0, part / np.maximum(whole, 1e-12), 0.0)


def steps_of(events: Numbers) -> Numbers:
    """Return the episodes in which events fell."""
    steps: Numbers = events[:, _STEP]
    return steps
