"""The picture of the cycle: how a partner's time is shared between the stages of one lap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..measures import EVENT_COLUMNS, LAST_DAYS, THRESHOLDS
from .life import Life

STAGES = ("trigger", "doubt", "ask", "answer", "relief", "calm")
"""Once round the loop, clockwise from the top; *calm* is the time outside it."""

TRIGGER, DOUBT, ASK, ANSWER, RELIEF, CALM = range(len(STAGES))
_STEP = EVENT_COLUMNS.index("step")


def hours_by_day(life: Life) -> NDArray[np.float64]:
    """Return how many of A's hours each day belong to each stage, (days, stages); each day lived adds up to 24.

    An episode with a bid is *ask*; half of it is *answer* where the partner answered. Else an episode in which stress
    struck is *trigger*, one in which a doubt struck is *doubt*. Else the hours of relief that a lap had are *relief*.
    What is left of a day is *doubt* where felt insecurity was high that day (the cut of the regimes), else *calm*.
    """
    days = life.diary.shape[1]
    steps = days * life.per_day
    weight = np.zeros((steps, len(STAGES)))
    for lap in life.laps():
        end = lap.step + 1 + lap.hours * life.per_day / 24.0
        whole = min(int(end), steps)
        weight[lap.step + 1 : whole, RELIEF] = 1.0
        if whole < steps:
            weight[whole, RELIEF] = max(weight[whole, RELIEF], end - whole)
    rest = 1.0 - weight[:, RELIEF]
    high = np.repeat(life.column(0, "felt_insecurity") > THRESHOLDS.high_felt, life.per_day)
    weight[:, DOUBT] = np.where(high, rest, 0.0)
    weight[:, CALM] = np.where(high, 0.0, rest)
    for kind, stage in (("doubt", DOUBT), ("stress", TRIGGER)):
        _claim(weight, life.acts(0, kind), stage)
    bids = life.acts(0, "seek")
    _claim(weight, bids, ASK)
    answered = bids[bids[:, EVENT_COLUMNS.index("answer")] == 1.0, _STEP].astype(int)
    weight[answered, ASK] = weight[answered, ANSWER] = 0.5
    weight[life.lived * life.per_day :] = 0.0
    hours: NDArray[np.float64] = weight.reshape(days, life.per_day, len(STAGES)).sum(axis=1) * (24.0 / life.per_day)
    return hours


def _claim(weight: NDArray[np.float64], events: NDArray[np.float64], stage: int) -> None:
    """Give the episodes of these events to one stage."""
    steps = events[:, _STEP].astype(int)
    weight[steps] = 0.0
    weight[steps, stage] = 1.0


def shares(life: Life) -> NDArray[np.float64]:
    """Return the share of time in each stage over the last weeks up to each day, (days, stages); rows add up to 1."""
    hours = hours_by_day(life)
    until = np.minimum(np.arange(1, len(hours) + 1), life.lived)
    since = np.maximum(until - LAST_DAYS, 0)
    total = np.vstack([np.zeros(len(STAGES)), np.cumsum(hours, axis=0)])
    share: NDArray[np.float64] = (total[until] - total[since]) / (24.0 * (until - since))[:, None]
    return share


def arcs(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where each stage's arc begins and how long it is, in hundredths of the loop, (days, stages, 2)."""
    ends = np.round(100.0 * np.cumsum(share, axis=-1), 2)
    starts = np.concatenate([np.zeros((*ends.shape[:-1], 1)), ends[..., :-1]], axis=-1)
    return np.stack([starts, np.round(ends - starts, 2)], axis=-1)


def percents(share: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return whole per cent that add up to 100 on each day: the largest remainders are rounded up."""
    exact = 100.0 * share
    whole = np.floor(exact)
    missing = np.round(100.0 - whole.sum(axis=-1, keepdims=True))
    rank = np.argsort(np.argsort(whole - exact, axis=-1, kind="stable"), axis=-1, kind="stable")
    shown: NDArray[np.int64] = (whole + (rank < missing)).astype(np.int64)
    return shown


def battery(life: Life) -> NDArray[np.int64]:
    """Return the giver's energy on the evening of each day, in hundredths."""
    energy = life.column(1, "energy")
    held = energy[np.minimum(np.arange(len(energy)), life.lived - 1)]
    return np.round(100.0 * held).astype(np.int64)
