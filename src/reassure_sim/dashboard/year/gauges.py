"""The four gauges, named after the rows of the source's table, each from healthy to what harms."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...measures import LAST_DAYS, THRESHOLDS
from ...year.life import Life

Numbers = NDArray[np.float64]

WEEK = 7
"""Days at the beginning, and at the end, of which a mean is taken to say what has been won or lost in between."""

LEVEL = (44.0, 56.0)
"""Between these places of a needle a change is hardly any."""


class Gauge(NamedTuple):
    """A number of a life up to each day, as it is shown, and its scale: the middle is where healthy ends.

    What a gauge calls a number is read off the number shown, so that word and number always agree.
    """

    name: str
    number: Callable[[Life], Numbers]
    healthy: float
    cut: float
    excessive: float
    settles: int = 1  # days before which it would be luck only
    still: float = 0.0  # as near to the cut as this it is called neither healthy nor excessive
    digits: int = 1  # decimals that are shown
    who: Callable[[Life], NDArray[np.int64]] | None = None  # whose number it is on each day: 0 is A, 1 is B

    def values(self, life: Life) -> Numbers:
        """Return the number up to each day; NaN where it is not known yet."""
        days = np.arange(1, life.diary.shape[1] + 1)
        known = np.minimum(days, life.lived) >= self.settles
        return np.where(known, np.round(self.number(life), self.digits) + 0.0, np.nan)  # no minus before a zero

    def level(self, life: Life) -> NDArray[np.bool_]:
        """Return on which days the number is too near to the cut to be called either."""
        near: NDArray[np.bool_] = np.abs(self.values(life) - self.cut) <= self.still
        return near & (self.still > 0.0)

    def places(self, life: Life) -> Numbers:
        """Return where the needle stands on each day: 0 healthy, 50 the cut, 100 excessive; NaN where unknown."""
        way = -1.0 if self.excessive < self.healthy else 1.0
        values = way * self.values(life)
        healthy, cut, excessive = (way * end for end in (self.healthy, self.cut, self.excessive))
        scale, places = [healthy, cut, excessive], [0.0, 50.0, 100.0]
        if self.still:
            scale, places = [healthy, cut - self.still, cut + self.still, excessive], [0.0, *LEVEL, 100.0]
        return np.where(np.isnan(values), np.nan, np.interp(values, scale, places))


def won(life: Life) -> Numbers:
    """Return how many points of trust each partner has won, up to each day, (2, days): the mean of the last week lived
    against the mean of the first; less than nothing where trust was lost."""
    until = np.minimum(np.arange(1, life.diary.shape[1] + 1), life.lived)
    found = []
    for partner in (0, 1):
        total = np.concatenate([[0.0], np.cumsum(life.column(partner, "trust"))])
        week = np.minimum(until, WEEK)
        found.append(100.0 * (total[until] - total[until - week] - total[week]) / week)
    return np.round(np.stack(found))


def worse_off(life: Life) -> NDArray[np.int64]:
    """Return on each day who has lost more trust, or won less: 0 is A, who is named where both are alike, 1 is B."""
    who: NDArray[np.int64] = np.argmin(won(life), axis=0)
    return who


# The cuts of frequency and partner response are those of the regimes; the other two divide at no change.
GAUGES = (
    Gauge("frequency", lambda life: np.asarray(life.weeks.bids), 0.0, THRESHOLDS.frequent_bids, 25.0),
    Gauge("emotional_impact", lambda life: 100.0 * life.felt_next_day, -2.0, 0.0, 2.0, LAST_DAYS, still=0.5),
    Gauge(
        "partner_response",
        lambda life: 100.0 * np.asarray(life.weeks.rebuffed),
        0.0,
        100.0 * THRESHOLDS.many_rebuffed,
        60.0,
    ),
    Gauge(
        "long_term_outcome",
        lambda life: np.min(won(life), axis=0),
        40.0,
        0.0,
        -40.0,
        LAST_DAYS,
        still=2.0,
        digits=0,
        who=worse_off,
    ),
)
