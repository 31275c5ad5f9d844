"""When a couple leaves stability: the model's own reading of regimes, taken of every four weeks in turn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..measures import LAST_DAYS, REGIMES, THRESHOLDS, last_weeks, regime
from ..measures.summary import Pages

STABLE = REGIMES.index("stability")


class Course(NamedTuple):
    """How the lives of some couples went, each of shape (n,): whether the first reading was ``stable``, the day on
    which stability was left (``tipped``, -1: never), and the days that were ``lived`` together."""

    stable: NDArray[np.bool_]
    tipped: NDArray[np.int64]
    lived: NDArray[np.int64]

    def part(self, own: slice) -> Course:
        """Return the course of some of the couples."""
        return Course(self.stable[own], self.tipped[own], self.lived[own])

    @property
    def stayed(self) -> NDArray[np.bool_]:
        """Whether a couple was stable from the first reading to the last, and together."""
        return self.stable & (self.tipped < 0)


def readings(pages: NDArray[np.float64], lived: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the regime that the ``LAST_DAYS`` days up to each day give, a place in ``REGIMES``, (n, days).

    ``pages`` is a diary, (n, 2 partners, days, len(Day)); NaN before there are so many days, and after the couple's
    last day together. The reading of the last day is the regime of the life.
    """
    n, _, days, _ = pages.shape
    a, b = (pages[:, partner].transpose(1, 2, 0) for partner in (0, 1))
    whole = np.full(n, float(LAST_DAYS))
    found = np.full((n, days), np.nan)
    for day in range(LAST_DAYS - 1, days):
        window = slice(day + 1 - LAST_DAYS, day + 1)
        found[:, day] = regime(last_weeks(Pages(a[window], whole), Pages(b[window], whole)), THRESHOLDS)
    found[np.arange(days) >= lived[:, None]] = np.nan
    return found


def course(read: NDArray[np.float64], lived: NDArray[np.int64], parted: NDArray[np.bool_]) -> Course:
    """Return when stability was left, given ``readings``.

    It is left on the first day from which on no reading is stable for ``LAST_DAYS`` days, or up to the end of the time
    together; otherwise on the day of a separation.
    """
    n, days = read.shape
    good = read == STABLE
    before = np.concatenate([np.zeros((n, 1), np.int64), np.cumsum(good, axis=1)], axis=1)
    until = np.minimum(np.arange(days) + LAST_DAYS, days)
    left = np.isfinite(read) & (before[:, until] == before[:, :-1])
    day = np.where(left.any(axis=1), np.argmax(left, axis=1), np.where(parted, lived - 1, -1))
    return Course(good[:, LAST_DAYS - 1] if days >= LAST_DAYS else np.zeros(n, bool), day, lived)
