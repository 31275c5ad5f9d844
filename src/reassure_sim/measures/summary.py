"""One life in one row: the four rows of the healthy-versus-excessive table, regime, separation.

Read off what the days of a life add up to (``sums``) and what ``laps`` remembers; the same measures, taken of saved
diary pages (``Pages``), give the same bits.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..layout import Day
from .laps import EARLY, FELT_BINS, M
from .regimes import LAST_DAYS, THRESHOLDS, LastWeeks, regime, shade
from .sums import LATELY, Passed, ratio, slope


class Column(NamedTuple):
    """A column of a table: name, unit, meaning in words, and whether it may be empty (undefined)."""

    name: str
    unit: str
    meaning: str
    may_be_empty: bool = False


_PERSON = (
    Column("bids_per_week", "1/week", "frequency: bids for reassurance"),
    Column(
        "reseek_ratio",
        "1",
        "frequency: chance of a bid within 24 h of reassurance over the chance otherwise, at matched felt insecurity",
        True,
    ),
    Column("direct_share", "1", "share of bids voiced directly", True),
    Column(
        "felt_next_day",
        "1/day",
        "emotional impact: mean change of felt insecurity to the day after a reassured day",
        True,
    ),
    Column("trust_next_day", "1/day", "emotional impact: mean change of trust to the day after a reassured day", True),
    Column("rebuffed_share", "1", "partner response: share of bids met by withdrawal", True),
    Column("misread_share", "1", "partner response: share of bids heard as criticism", True),
    Column("energy_slope", "1/year", "partner response: slope of this person's energy", True),
    Column("satisfaction_slope", "1/year", "partner response: slope of this person's satisfaction", True),
    Column("trust_slope", "1/year", "long-term outcome: slope of trust", True),
    Column("fear_slope", "1/year", "long-term outcome: slope of fear", True),
    Column("provided_per_week", "1/week", "answers given when asked"),
    Column("reached_out_per_week", "1/week", "unasked reassurance or affection given"),
    Column("withdrew_per_week", "1/week", "unasked withdrawals"),
    Column("laps", "1", "laps ended (from one reassured bid to the next bid)"),
    Column("relief_early", "h", f"hours of relief per lap, mean of the first {EARLY} laps", True),
    Column("relief_late", "h", f"hours of relief per lap, mean from lap {EARLY + 1} on", True),
    Column("dependency", "1", "share of the fall of insecurity that is owed to the partner", True),
    Column("satisfaction", "1", f"mean of the last {LAST_DAYS} days together"),
    Column("trust", "1", f"mean of the last {LAST_DAYS} days together"),
    Column("intimacy", "1", f"mean of the last {LAST_DAYS} days together"),
    Column("energy", "1", f"mean of the last {LAST_DAYS} days together"),
    Column("felt_insecurity", "1", f"mean of the last {LAST_DAYS} days together"),
    Column("fear", "1", f"mean of the last {LAST_DAYS} days together"),
    Column("guard", "1", f"mean of the last {LAST_DAYS} days together"),
)
_COUPLE = (
    Column("regime", "code", "0 stability, 1 escalation, 2 exhaustion, over the last weeks together"),
    Column("shade", "code", "0 none, 1 costly, 2 distant (of stable couples)"),
    Column("days_together", "days", "days lived together, at most the days of the run"),
    Column("separated", "1", "1 when the couple parted during the run"),
    Column("separation_day", "days", "day on which the couple parted", True),
)

RUN_COLUMNS: tuple[Column, ...] = _COUPLE + tuple(
    c._replace(name=f"{c.name}_{who}", meaning=f"{c.meaning} ({who})") for who in ("a", "b") for c in _PERSON
)
"""Every column that a run's summary holds, in order."""

PAGES = len(Day._fields)
"""Numbers on one partner's page; partner b's page follows a's."""

Lanes = NDArray[np.float64]
"""One number a couple, shape (LANES,)."""


def _sum(values: NDArray[np.float64]) -> Lanes:
    """Return the sum over the first axis, row by row in order, so that the bits do not hang on the lane."""
    total: Lanes = np.add.reduce(values, axis=0)
    return total


class Pages:
    """One partner's diary pages, (days, PAGES, LANES), with the days that each couple ``lived`` together."""

    def __init__(self, pages: NDArray[np.float64], lived: Lanes) -> None:
        self.pages, self.lived = pages, lived
        self.day = np.arange(float(len(pages)))[:, None]
        self.counted = self.day < lived
        self.late = self.counted & (self.day >= np.maximum(0.0, lived - LAST_DAYS))

    def days(self, field: str) -> NDArray[np.float64]:
        """Return one number of every day, (days, LANES)."""
        return self.pages[:, Day._fields.index(field)]

    def total(self, field: str) -> Lanes:
        """Return the sum over the days lived."""
        return _sum(np.where(self.counted, self.days(field), 0.0))

    def lately(self, field: str) -> Lanes:
        """Return the mean of the last ``LAST_DAYS`` days lived."""
        last = np.minimum(self.lived, float(LAST_DAYS))
        return _sum(np.where(self.late, self.days(field), 0.0)) / last

    def slope(self, field: str) -> Lanes:
        """Return the least-squares slope over the days lived (1/year); NaN below two days."""
        values = self.days(field)
        above = np.where(self.counted, values - values[0], 0.0)
        return slope(_sum(above), _sum(self.day * above), self.lived)

    def next_day(self, field: str) -> Lanes:
        """Return the mean change to the day after a reassured day; NaN without any."""
        after = self.counted[1:] & (self.days("reassured")[:-1] > 0.0)
        values = self.days(field)
        total = _sum(np.where(after, values[1:] - values[:-1], 0.0))
        return ratio(total, _sum(after.astype(np.float64)))


def reseek_ratio(memory: NDArray[np.float64]) -> Lanes:
    """Return the Mantel-Haenszel risk ratio of asking after reassurance against otherwise, over felt quarters."""
    table = memory[M.matched : M.open].reshape(FELT_BINS, 4, -1)
    after, bids_after, otherwise, bids_otherwise = (table[:, i] for i in range(4))
    n = np.maximum(after + otherwise, 1.0)
    above = _sum(bids_after * otherwise / n)
    return ratio(above, _sum(bids_otherwise * after / n))


def days_lived(together: NDArray[np.float64]) -> Lanes:
    """Return the days that began together, given (days, LANES) evenings; the day of a separation counts."""
    return np.minimum(_sum(together) + 1.0, float(len(together)))


def _person(pages: Pages | Passed, memory: NDArray[np.float64]) -> list[Lanes]:
    weeks = np.maximum(pages.lived, 1.0) / 7.0  # singles have no days together
    asked, alone, by_partner = (pages.total(f) for f in ("asked", "soothed_alone", "soothed_by_partner"))
    early = np.minimum(memory[M.laps], float(EARLY))
    return [
        asked / weeks,
        reseek_ratio(memory),
        ratio(pages.total("asked_direct"), asked),
        pages.next_day("felt_insecurity"),
        pages.next_day("trust"),
        ratio(pages.total("rebuffed"), asked),
        ratio(pages.total("misread"), asked),
        *(pages.slope(field) for field in ("energy", "satisfaction", "trust", "fear")),
        *(pages.total(field) / weeks for field in ("provided", "reached_out", "withdrew")),
        memory[M.laps],
        ratio(memory[M.early], early),
        ratio(memory[M.late], memory[M.laps] - early),
        ratio(by_partner, alone + by_partner),
        *(pages.lately(f) for f in LATELY),
    ]


def last_weeks(a: Pages | Passed, b: Pages | Passed) -> LastWeeks:
    """Return what the regime is read from; each field has shape (LANES,)."""
    asked = a.lately("asked") + b.lately("asked")
    return LastWeeks(
        bids=7.0 * asked,
        rebuffed=np.nan_to_num(ratio(a.lately("rebuffed") + b.lately("rebuffed"), asked)),
        felt=np.maximum(a.lately("felt_insecurity"), b.lately("felt_insecurity")),
        trust=np.minimum(a.lately("trust"), b.lately("trust")),
        intimacy=np.minimum(a.lately("intimacy"), b.lately("intimacy")),
        energy=np.minimum(a.lately("energy"), b.lately("energy")),
    )


def summarise(
    sums: NDArray[np.float64], means: NDArray[np.float64], together: Lanes, memory_a: Lanes, memory_b: Lanes
) -> NDArray[np.float64]:
    """Return ``RUN_COLUMNS`` of every life of a block, (len(RUN_COLUMNS), LANES).

    sums: (2, len(Sums), LANES); means: of the last weeks, as ``late_means`` writes them; together: (LANES,), at the
    end; memory: MEMORY rows of LANES, flat.
    """
    a, b = Passed(sums[0], means, 0), Passed(sums[1], means, 1)
    weeks = last_weeks(a, b)
    code = regime(weeks, THRESHOLDS)
    parted = 1.0 - together
    lanes = len(together)
    return np.array(
        [
            code,
            np.where(code == 0.0, shade(weeks, THRESHOLDS), 0.0),
            a.lived,
            parted,
            np.where(parted == 1.0, a.lived - 1.0, np.nan),
            *_person(a, memory_a.reshape(-1, lanes)),
            *_person(b, memory_b.reshape(-1, lanes)),
        ]
    )


def code_names(codes: Any, names: tuple[str, ...]) -> list[str]:
    """Return the words for an array of codes."""
    return [names[int(code)] for code in np.asarray(codes)]
