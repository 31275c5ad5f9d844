"""The four gauges, named after the rows of the source's table, each from healthy to excessive."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...measures import LAST_DAYS, THRESHOLDS
from ...year.life import Life

Numbers = NDArray[np.float64]


class Gauge(NamedTuple):
    """A number of a life up to each day, and its scale: the middle is where healthy ends and excessive begins."""

    name: str
    number: Callable[[Life], Numbers]
    healthy: float
    cut: float
    excessive: float
    per: float = 1.0  # what the number is multiplied with to be shown
    settles: int = 1  # days before which it would be luck only
    still: float = 0.0  # nearer to the cut than this it is called neither healthy nor excessive

    def values(self, life: Life) -> Numbers:
        """Return the number up to each day; NaN where it is not known yet."""
        days = np.arange(1, life.diary.shape[1] + 1)
        known = np.minimum(days, life.lived) >= self.settles
        return np.where(known, self.number(life), np.nan)

    def level(self, life: Life) -> NDArray[np.bool_]:
        """Return on which days the number is too near to the cut to be called either."""
        return np.abs(self.values(life) - self.cut) < self.still

    def places(self, life: Life) -> Numbers:
        """Return where the needle stands on each day: 0 healthy, 50 the cut, 100 excessive; NaN where unknown."""
        values = self.values(life)
        scale = (self.healthy, self.cut, self.excessive)
        if self.excessive < self.healthy:
            values, scale = -values, (-self.healthy, -self.cut, -self.excessive)
        return np.where(np.isnan(values), np.nan, np.interp(values, scale, (0.0, 50.0, 100.0)))


STILL = 0.01
"""Trust that changes by less than this part of its scale in a year hardly goes anywhere."""

# The cuts of frequency and partner response are those of the regimes; the other two divide at no change.
GAUGES = (
    Gauge("frequency", lambda life: np.asarray(life.weeks.bids), 0.0, THRESHOLDS.frequent_bids, 25.0),
    Gauge("emotional_impact", lambda life: life.felt_next_day, -0.02, 0.0, 0.02, 100.0, LAST_DAYS),
    Gauge("partner_response", lambda life: np.asarray(life.weeks.rebuffed), 0.0, THRESHOLDS.many_rebuffed, 0.6, 100.0),
    Gauge("long_term_outcome", lambda life: life.trust_slope, 1.0, 0.0, -1.0, 100.0, LAST_DAYS, STILL),
)
