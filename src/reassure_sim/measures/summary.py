"""One life in one row: the four rows of the healthy-versus-excessive table, regime, separation.

Read off the diary pages of a life and what ``laps`` remembers; so the summary of a run equals the
measure of its saved tables.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..layout import Day
from .laps import EARLY, FELT_BINS, M
from .regimes import LAST_DAYS, THRESHOLDS, LastWeeks, regime, shade


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

_YEAR = 365.25
_TOGETHER = Day._fields.index("together")

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
        day = np.arange(len(pages))[:, None]
        self.counted = day < lived
        self.late = self.counted & (day >= np.maximum(0.0, lived - LAST_DAYS))
        self.centred = np.where(self.counted, day - 0.5 * (lived - 1.0), 0.0)

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
        above = _sum(self.centred * self.days(field))
        return _YEAR * ratio(above, _sum(self.centred * self.centred))

    def next_day(self, field: str) -> Lanes:
        """Return the mean change to the day after a reassured day; NaN without any."""
        after = self.counted[1:] & (self.days("reassured")[:-1] > 0.0)
        values = self.days(field)
        total = _sum(np.where(after, values[1:] - values[:-1], 0.0))
        return ratio(total, _sum(after.astype(np.float64)))


def ratio(above: Lanes, below: Lanes) -> Lanes:
    """Return ``above / below``, NaN where ``below`` is not positive."""
    out: Lanes = np.full(np.shape(below), np.nan)
    return np.divide(above, below, out=out, where=below > 0.0)


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


def _person(pages: Pages, memory: NDArray[np.float64]) -> list[Lanes]:
    weeks = pages.lived / 7.0
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
        *(pages.lately(f) for f in _LATELY),
    ]


_LATELY = ("satisfaction", "trust", "intimacy", "energy", "felt_insecurity", "fear", "guard")


def last_weeks(a: Pages, b: Pages) -> LastWeeks:
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


def summarise(diary: NDArray[np.float64], memory_a: Lanes, memory_b: Lanes) -> NDArray[np.float64]:
    """Return ``RUN_COLUMNS`` of every life of a block, (len(RUN_COLUMNS), LANES).

    diary: (days, 2 * PAGES, LANES); memory: MEMORY rows of LANES, flat. Sums run over days in order.
    """
    together = diary[:, _TOGETHER]
    lived = days_lived(together)
    a, b = Pages(diary[:, :PAGES], lived), Pages(diary[:, PAGES:], lived)
    weeks = last_weeks(a, b)
    code = regime(weeks, THRESHOLDS)
    parted = 1.0 - together[-1]
    lanes = len(lived)
    return np.array(
        [
            code,
            np.where(code == 0.0, shade(weeks, THRESHOLDS), 0.0),
            lived,
            parted,
            np.where(parted == 1.0, lived - 1.0, np.nan),
            *_person(a, memory_a.reshape(-1, lanes)),
            *_person(b, memory_b.reshape(-1, lanes)),
        ]
    )


def code_names(codes: Any, names: tuple[str, ...]) -> list[str]:
    """Return the words for an array of codes."""
    return [names[int(code)] for code in np.asarray(codes)]
