"""What one run is, and so what a row of the tables tells: a life of one couple, or a whole population."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..measures import REGIMES, RUN_COLUMNS, SHADES, Column
from ..society_measures import SOCIETY_COLUMNS

CODES: dict[str, tuple[str, ...]] = {"regime": REGIMES, "shade": SHADES}
"""Columns of a life that hold the place of a word, and their words."""

_COUNTED = {
    "regime": "share of couples whose last weeks together are {}",
    "shade": "share of couples that are stable and {}",
    "separated": "share of couples that parted during the run",
}
"""What the share of couples means that a column of a life is counted into."""

YES_NO = ("separated",)
"""Columns of a life that hold 0 or 1: told as shares."""


class Kind(NamedTuple):
    """What a run is called, and many; ``place`` and ``tally``: the columns that number the runs of a point and tell
    how many there are; and the ``columns`` that each has.

    ``codes`` and ``yes_no``: the columns that are told in words and as shares, where there are any.
    """

    one: str
    many: str
    place: str
    tally: str
    columns: tuple[Column, ...]
    codes: Mapping[str, tuple[str, ...]]
    yes_no: tuple[str, ...]

    @property
    def shares(self) -> dict[str, tuple[str, float]]:
        """Return the shares that summaries tell, each with the column and the value that it counts."""
        words = {f"share_{w}": (name, float(i)) for name, ws in self.codes.items() for i, w in enumerate(ws) if w}
        return {**words, **{f"share_{name}": (name, 1.0) for name in self.yes_no}}

    @property
    def numbers(self) -> tuple[Column, ...]:
        """Return the columns that are told as numbers."""
        return tuple(c for c in self.columns if c.name not in self.codes and c.name not in self.yes_no)


LIVES = Kind("life", "lives", "couple", "couples", RUN_COLUMNS, CODES, YES_NO)
"""A run is one life of one couple."""


def _of_a_population() -> tuple[Column, ...]:
    """Return the columns of a population: counts and shares, means over couples, and measures of its network."""
    counted = {name: _COUNTED[column].format(name.removeprefix("share_")) for name, (column, _) in LIVES.shares.items()}
    return (
        Column("couples", "1", "couples that there were on day 0; all means and shares are over these"),
        *(Column(name, "1", meaning) for name, meaning in counted.items()),
        *(c._replace(meaning=f"mean over couples of: {c.meaning}") for c in LIVES.numbers),
        *(c._replace(meaning=f"{c.meaning}; empty without a network", may_be_empty=True) for c in SOCIETY_COLUMNS),
    )


POPULATIONS = Kind("population", "populations", "replicate", "populations", _of_a_population(), {}, ())
"""A run is one whole population."""
