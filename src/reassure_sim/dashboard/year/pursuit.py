"""Pursue and withdraw: how far apart the two stand, who comes closer, and whether one feeds the other in this life."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...year import lately
from ...year.life import Life

Numbers = NDArray[np.float64]

FIELDS = ("asks", "answers", "withdraws", "distance", "guard_a", "guard_b")
"""A's asking, B's answers and B's refusing or withdrawing, all a week over the last weeks; then in hundredths
distance, which is what the two lack in intimacy, and how guarded each is, that evening. The whole numbers add up: what
A asks is answered or refused, and what is not refused of B's drawing back is withdrawing unasked."""

VERDICTS = ("early", "both", "draws", "asks_more", "neither")
"""What this life says so far: too early; each feeds the other; A's asking feeds B's drawing back; that A's asking;
neither."""

LEAST = 8
"""Weeks before which nothing can be said of what goes along with what."""


def pursuit(life: Life) -> NDArray[np.int64]:
    """Return whole numbers of each day, (days, len(FIELDS))."""
    weeks = lately.weeks(life)
    refused = lately.count(life, 0, "rebuffed")
    asks = np.round(lately.count(life, 0, "asked") / weeks)
    last = np.minimum(np.arange(life.diary.shape[1]), life.lived - 1)
    intimacy = (life.column(0, "intimacy") + life.column(1, "intimacy"))[last] / 2.0
    found = [
        asks,
        asks - np.round(refused / weeks),
        (refused + lately.count(life, 1, "withdrew")) / weeks,
        100.0 * (1.0 - intimacy),
        *(100.0 * life.column(partner, "guard")[last] for partner in (0, 1)),
    ]
    return np.round(np.stack(found, axis=1)).astype(np.int64)


def verdicts(life: Life) -> list[int]:
    """Return what can be said on each day, as a place in ``VERDICTS``.

    Whole weeks are compared: those in which A asks more with the share of them that B refuses, and that share with A's
    asking in the week after. They go together if their correlation is more than two standard errors above zero.
    """
    whole = life.lived // 7
    by_week = [life.column(0, field)[: 7 * whole].reshape(whole, 7).sum(axis=1) for field in ("asked", "rebuffed")]
    asked, refused = by_week
    drawn = lately.share(refused, asked)
    draws = _together(asked, drawn, asked > 0.0)
    asks = _together(drawn[:-1], asked[1:], asked[:-1] > 0.0)
    said = [0] * (whole + 1)
    for week in range(LEAST, whole + 1):
        said[week] = {(True, True): 1, (True, False): 2, (False, True): 3}.get((draws[week], asks[week - 1]), 4)
    days = life.diary.shape[1]
    return [said[min((day + 1) // 7, whole)] for day in range(days)]


def _together(x: Numbers, y: Numbers, known: NDArray[np.bool_]) -> list[bool]:
    """Tell after each number of weeks, from none on, whether x and y have gone together so far."""
    w = known.astype(float)

    def total(values: Any) -> Numbers:
        return np.concatenate([[0.0], np.cumsum(w * values)])

    n, sx, sy = total(1.0), total(x), total(y)
    cross, spread_x, spread_y = n * total(x * y) - sx * sy, n * total(x * x) - sx**2, n * total(y * y) - sy**2
    spread = spread_x * spread_y
    r = np.where(spread > 1e-9, cross / np.sqrt(np.maximum(spread, 1e-9)), 0.0)
    found: list[bool] = ((n >= LEAST - 1) & (r > 2.0 / np.sqrt(np.maximum(n, 1.0)))).tolist()
    return found
