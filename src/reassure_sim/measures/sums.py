"""What the days of a life add up to while they pass: so a summary needs no diary, however long the life.

A person's ``Sums`` lie in the block; the last weeks lie in rings of ``LAST_DAYS`` days, (LAST_DAYS, fields, LANES),
written at the number of the couple's own day, so that those who part keep the weeks before.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..kernel import measure, rule
from ..layout import DAY_A, DAY_B, LANES, SUMS_A, SUMS_B, Day, Sums, read_day, read_sums, write_sums
from .regimes import LAST_DAYS

LATELY = ("satisfaction", "trust", "intimacy", "energy", "felt_insecurity", "fear", "guard")
"""Numbers of a page whose last weeks are kept, partner a's then partner b's, in the ring ``recent``."""

COUNTED = ("asked", "rebuffed")
"""Counts of a page whose last weeks are kept in the ring ``counted`` (a byte holds the most: 48 episodes a day)."""

RECENT = 2 * len(LATELY)
COUNTS = 2 * len(COUNTED)

_PAGE_A, _PAGE_B = DAY_A.first, DAY_B.first
_LATELY = tuple(DAY_A.row(name) for name in LATELY) + tuple(DAY_B.row(name) for name in LATELY)
_COUNTED = tuple(DAY_A.row(name) for name in COUNTED) + tuple(DAY_B.row(name) for name in COUNTED)
_DAYS = SUMS_A.row("days")
_OVER = SUMS_A.row("over")
_SUMS_A, _SUMS_B = SUMS_A.first, SUMS_B.first


@rule
def summed(s: Sums, d: Day) -> Sums:
    """Return the sums with one more page; the day of a separation still counts, later ones do not."""
    now = 1.0 - s.over
    again = now if s.days > 0.0 else 0.0  # there is a day before
    first = now - again
    after = again if s.reassured > 0.0 else 0.0  # and it was a reassured one
    felt, trust = d.felt_insecurity - s.felt_insecurity, d.trust - s.trust
    first_energy = s.first_energy + first * d.energy
    first_satisfaction = s.first_satisfaction + first * d.satisfaction
    first_trust = s.first_trust + first * d.trust
    first_fear = s.first_fear + first * d.fear
    energy, satisfaction = now * (d.energy - first_energy), now * (d.satisfaction - first_satisfaction)
    trusting, fear = now * (d.trust - first_trust), now * (d.fear - first_fear)
    over = 1.0 if d.together == 0.0 else s.over
    return Sums(
        days=s.days + now,
        over=over,
        asked=s.asked + now * d.asked,
        asked_direct=s.asked_direct + now * d.asked_direct,
        rebuffed=s.rebuffed + now * d.rebuffed,
        misread=s.misread + now * d.misread,
        provided=s.provided + now * d.provided,
        reached_out=s.reached_out + now * d.reached_out,
        withdrew=s.withdrew + now * d.withdrew,
        soothed_alone=s.soothed_alone + now * d.soothed_alone,
        soothed_by_partner=s.soothed_by_partner + now * d.soothed_by_partner,
        reassured=d.reassured,
        felt_insecurity=d.felt_insecurity,
        trust=d.trust,
        followed=s.followed + after,
        felt_change=s.felt_change + after * felt,
        trust_change=s.trust_change + after * trust,
        first_energy=first_energy,
        energy=s.energy + energy,
        energy_by_day=s.energy_by_day + s.days * energy,
        first_satisfaction=first_satisfaction,
        satisfaction=s.satisfaction + satisfaction,
        satisfaction_by_day=s.satisfaction_by_day + s.days * satisfaction,
        first_trust=first_trust,
        trusting=s.trusting + trusting,
        trusting_by_day=s.trusting_by_day + s.days * trusting,
        first_fear=first_fear,
        fear=s.fear + fear,
        fear_by_day=s.fear_by_day + s.days * fear,
    )


@measure
def close_day(block: Any, recent: Any, counted: Any) -> None:
    """Add the day just lived to the sums and the rings of all couples of the block."""
    for lane in range(LANES):
        if block[_OVER * LANES + lane] == 0.0:
            day = int(block[_DAYS * LANES + lane]) % LAST_DAYS
            for i in range(RECENT):
                recent[day, i, lane] = block[_LATELY[i] * LANES + lane]
            for i in range(COUNTS):
                counted[day, i, lane] = int(block[_COUNTED[i] * LANES + lane])
    for lane in range(LANES):
        a, b = read_sums(block, _SUMS_A, lane), read_sums(block, _SUMS_B, lane)
        write_sums(block, _SUMS_A, lane, summed(a, read_day(block, _PAGE_A, lane)), True)
        write_sums(block, _SUMS_B, lane, summed(b, read_day(block, _PAGE_B, lane)), True)


@measure
def late_means(days: Any, recent: Any, counted: Any, means: Any) -> None:
    """Write the means of the last weeks that each couple was together: (RECENT + COUNTS, LANES), summed by day.

    days: (LANES,), lived so far; the fields are those of ``recent``, then those of ``counted``.
    """
    for lane in range(LANES):
        lived = int(days[lane])
        kept = lived if lived < LAST_DAYS else LAST_DAYS
        for i in range(RECENT + COUNTS):
            total = 0.0
            for day in range(lived - kept, lived):
                if i < RECENT:
                    total = total + recent[day % LAST_DAYS, i, lane]
                else:
                    total = total + counted[day % LAST_DAYS, i - RECENT, lane]
            means[i, lane] = total / kept if kept > 0 else 0.0


class Passed:
    """One partner's days as they have added up: (LANES,) for each name. The other source of measures is ``Pages``."""

    def __init__(self, sums: NDArray[np.float64], means: NDArray[np.float64], partner: int) -> None:
        self._sums = dict(zip(Sums._fields, sums, strict=True))
        own = slice(partner * len(LATELY), (partner + 1) * len(LATELY))
        counts = slice(RECENT + partner * len(COUNTED), RECENT + (partner + 1) * len(COUNTED))
        self._means = dict(zip((*LATELY, *COUNTED), (*means[own], *means[counts]), strict=True))
        self.lived = self._sums["days"]

    def total(self, field: str) -> NDArray[np.float64]:
        """Return the sum over the days lived."""
        found: NDArray[np.float64] = self._sums[field]
        return found

    def lately(self, field: str) -> NDArray[np.float64]:
        """Return the mean of the last ``LAST_DAYS`` days lived."""
        found: NDArray[np.float64] = self._means[field]
        return found

    def slope(self, field: str) -> NDArray[np.float64]:
        """Return the least-squares slope over the days lived (1/year); NaN below two days."""
        name = {"trust": "trusting"}.get(field, field)
        return slope(self._sums[name], self._sums[f"{name}_by_day"], self.lived)

    def next_day(self, field: str) -> NDArray[np.float64]:
        """Return the mean change to the day after a reassured day; NaN without any."""
        change = self._sums["felt_change" if field == "felt_insecurity" else "trust_change"]
        return ratio(change, self._sums["followed"])


YEAR = 365.25


def slope(total: NDArray[np.float64], by_day: NDArray[np.float64], lived: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the least-squares slope (1/year) over days 0 to ``lived`` - 1, given the sums of what a series is above
    its first value, and of that times the day; NaN below two days."""
    spread = lived * (lived * lived - 1.0) / 12.0
    return YEAR * ratio(by_day - 0.5 * (lived - 1.0) * total, spread)


def ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``above / below``, NaN where ``below`` is not positive."""
    out: NDArray[np.float64] = np.full(np.shape(below), np.nan)
    return np.divide(above, below, out=out, where=below > 0.0)
