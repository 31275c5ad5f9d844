"""What lives with and without a strategy are compared by: numbers of the last weeks together, and their intervals."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....experiment.folder.summary import describe
from ....measures.summary import Pages
from ....tables import Tables

Numbers = NDArray[np.float64]

HELPS, HELPS_LITTLE, HARMS, HARDLY, UNCLEAR = "helps", "helps_little", "harms", "hardly", "unclear"
MUCH = 5.0
"""So many times the least difference that counts is more than a little."""


class Lately(NamedTuple):
    """Some lives: the run's row, and the diary of either partner."""

    runs: dict[str, Numbers]
    a: Pages
    b: Pages

    @classmethod
    def of(cls, tables: Tables) -> Lately:
        """Return what is read; the tables hold the diary."""
        lived, diary = tables.runs["days_together"], tables.diary()
        return cls(tables.runs, *(Pages(diary[:, partner].transpose(1, 2, 0), lived) for partner in (0, 1)))

    def share(self, field: str) -> Numbers:
        """Return the share of A's requests of the last weeks; NaN without any."""
        asked = self.a.lately("asked")
        return np.where(asked > 0.0, self.a.lately(field) / np.where(asked > 0.0, asked, 1.0), np.nan)


class Measure(NamedTuple):
    """One number of a life: ``better`` is 1 where more of it is better, -1 where less is; as shown it is multiplied
    with ``per``, and a difference below ``least`` (as shown) hardly counts."""

    of: Callable[[Lately], Numbers]
    better: int
    per: float
    least: float


MEASURES: dict[str, Measure] = {
    "satisfaction": Measure(lambda x: 0.5 * (x.runs["satisfaction_a"] + x.runs["satisfaction_b"]), 1, 100.0, 1.0),
    "felt": Measure(lambda x: x.runs["felt_insecurity_a"], -1, 100.0, 1.0),
    "energy": Measure(lambda x: x.runs["energy_b"], 1, 100.0, 1.0),
    "asked": Measure(lambda x: x.a.lately("asked"), -1, 7.0, 0.5),
    "refused": Measure(lambda x: x.share("rebuffed"), -1, 100.0, 2.0),
    "misread": Measure(lambda x: x.share("misread"), -1, 100.0, 2.0),
    "direct": Measure(lambda x: x.share("asked_direct"), 1, 100.0, 5.0),
    "doubts": Measure(lambda x: x.a.lately("doubts"), -1, 7.0, 0.5),
    "fear": Measure(lambda x: x.runs["fear_a"], -1, 100.0, 2.0),
    "guard": Measure(lambda x: x.runs["guard_b"], -1, 100.0, 2.0),
    "trust": Measure(lambda x: x.runs["trust_a"], 1, 100.0, 2.0),
    "relief": Measure(lambda x: x.runs["relief_late_a"], 1, 1.0, 1.0),
}
"""Numbers by name: of the last weeks together, but ``relief`` of all laps after the first twenty."""

SHOWN = ("satisfaction", "felt", "energy")
"""What is told of every strategy."""


def measured(tables: Tables) -> dict[str, Numbers]:
    """Return each of ``MEASURES``, as shown, and ``regime`` and ``separated`` of every life, (n,) each."""
    lately = Lately.of(tables)
    found = {name: measure.per * measure.of(lately) for name, measure in MEASURES.items()}
    return {**found, "regime": tables.runs["regime"], "separated": tables.runs["separated"]}


class Effect(NamedTuple):
    """The mean of one measure ``without`` and ``treated``, and of the paired ``difference`` with its 95 % interval."""

    without: float
    treated: float
    difference: float
    low: float
    high: float

    def verdict(self, name: str) -> str:
        """Return whether this helps: only where the interval leaves no doubt on which side of nothing it lies."""
        measure = MEASURES[name]
        if np.isnan(self.low):
            return UNCLEAR
        if self.low > 0.0 or self.high < 0.0:
            gain = self.difference * measure.better / measure.least
            return HARDLY if abs(gain) < 1.0 else HARMS if gain < 0.0 else HELPS if gain >= MUCH else HELPS_LITTLE
        return HARDLY if max(-self.low, self.high) <= measure.least else UNCLEAR


def effect(without: Numbers, treated: Numbers) -> Effect:
    """Return what twins differ by, life by life, (n,) each; lives in which either is undefined are left out."""
    known = np.isfinite(without) & np.isfinite(treated)
    if not known.any():
        return Effect(*[np.nan] * 5)
    told = describe((treated - without)[known][None])
    means = (float(numbers[known].mean()) for numbers in (without, treated))
    return Effect(*means, *(float(number[0]) for number in (told.mean, told.ci_low, told.ci_high)))
