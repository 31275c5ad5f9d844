"""What the participants of a study told: one wave of it, as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from ..layout import Day

Array = NDArray[np.float64]


class Wave(NamedTuple):
    """Couples over some days.

    people: trait -> (couples, 2 partners). pages: (couples, 2, times, fields), ``fields`` names the last axis; a time
    is a day, or an episode where fields are those of an episode. facts: name -> (couples,).
    """

    people: Mapping[str, Array]
    pages: Array
    facts: Mapping[str, Array]
    fields: tuple[str, ...] = Day._fields

    @property
    def n(self) -> int:
        """Return the number of couples."""
        return len(self.pages)

    def trait(self, name: str) -> Array:
        """Return a trait, (couples, 2)."""
        return self.people[name]

    def daily(self, field: str) -> Array:
        """Return one number of every page, (couples, 2, times)."""
        return self.pages[..., self.fields.index(field)]

    def mean(self, field: str) -> Array:
        """Return person means of a number over the wave, (couples, 2)."""
        return np.asarray(self.daily(field).mean(axis=2))

    def part(self, keep: Any) -> Self:
        """Return some of the couples: a slice, or an array of their places."""
        people = {name: values[keep] for name, values in self.people.items()}
        return self._replace(people=people, pages=self.pages[keep], facts={k: v[keep] for k, v in self.facts.items()})

    def days(self, first: int, last: int | None = None) -> Self:
        """Return the pages from day ``first`` of the wave up to, not including, ``last``."""
        return self._replace(pages=self.pages[:, :, first:last])


class Sample(NamedTuple):
    """The waves of a study design by name, all of the same couples, of which each ``study`` in turn has so many.

    Simulating many studies of the original's size gives statistics as such a study computes them, and by their
    scatter the Monte-Carlo error of the mean.
    """

    waves: Mapping[str, Wave]
    couples: int

    def studies(self) -> Iterator[Mapping[str, Wave]]:
        """Yield the waves of one study after another; a rest too small for a study is left out."""
        n = min(wave.n for wave in self.waves.values())
        for first in range(0, n - self.couples + 1, self.couples):
            yield {name: wave.part(slice(first, first + self.couples)) for name, wave in self.waves.items()}
