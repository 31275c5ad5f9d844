"""From couples to waves: the same couples live, and what they would tell of some days is collected.

Tables are seen through the measurement layer; of what it does not cover (fear, guard, bids misread, who soothed whom)
the truth is taken, as a trained observer or a model of latent variables would have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import measurement
from ..block import Lives
from ..engines import live
from ..event_table import PARTNERS
from ..interventions import checked, schedule
from ..layout import Day
from ..parameters import ROW, Person
from ..population import Population
from ..tables import Tables
from .wave import Array, Wave

PER_DAY = 8
"""Episodes a day."""
_CHUNK = 256  # couples whose diaries are in memory at a time

Couples = NDArray[np.int64]
"""Numbers of couples."""


@dataclass
class Source:
    """Couples of one version of the model.

    constants: psychology that differs from the defaults, by name. spread: as in ``Population``. seed: names people,
    luck and errors of measurement. size: how many studies of each design, as a share of the usual number. workers:
    threads.
    Couples stay together unless ``separation`` is among the constants.
    """

    constants: Mapping[str, float] = field(default_factory=dict)
    spread: Mapping[str, float] = field(default_factory=dict)
    seed: int = 20_261_122
    size: float = 1.0
    workers: int = 1

    def couples(self, studies: int, couples: int) -> Couples:
        """Return the numbers of so many couples for each of so many studies (or of the share of them, at least two)."""
        return np.arange(max(2, round(studies * self.size)) * couples)

    def population(self, constants: Mapping[str, float], culture: str | None) -> Population:
        """Return the population from which couples come."""
        shared = {"separation": 0.0, **self.constants, **constants}
        return Population(couples=1, constants=shared, spread=self.spread, culture=culture)

    def lived(
        self,
        couple: Couples,
        days: int,
        record: Sequence[str],
        plan: Sequence[Mapping[str, Any]] = (),
        constants: Mapping[str, float] | None = None,
        culture: str | None = None,
    ) -> Iterator[Tables]:
        """Yield the lives of couples, some at a time; ``plan``: interventions."""
        population, interventions = self.population(constants or {}, culture), checked(plan)
        for start in range(0, len(couple), _CHUNK):
            own = couple[start : start + _CHUNK]
            values, seed = population.values(self.seed, own), np.full(len(own), self.seed, np.uint64)
            changes = schedule(interventions, values, seed, own, days, PER_DAY)
            lives = Lives(values, seed, np.zeros_like(own), own, changes=changes)
            yield live(lives, days, PER_DAY, record=record, workers=self.workers)

    def wave(
        self,
        couple: Couples,
        first: int,
        days: int,
        plan: Sequence[Mapping[str, Any]] = (),
        culture: str | None = None,
    ) -> Wave:
        """Return what couples tell of the days from ``first`` to the end of ``days``; ``plan``: interventions."""
        values, pages = [], []
        for tables in self.lived(couple, days, ("daily",), plan, culture=culture):
            values.append(tables.lives.values)
            pages.append(tables.diary()[:, :, first:].copy())
        return told(couple, np.concatenate(values, axis=1), np.concatenate(pages), first, self.seed)


def persons(values: Array) -> dict[str, Array]:
    """Return both partners' traits by name, (couples, 2), given (len(PATHS), couples)."""
    return {t: np.stack([values[ROW[f"{p}.{t}"]] for p in PARTNERS], axis=1) for t in Person.model_fields}


def told(couple: Couples, values: Array, pages: Array, first: int, seed: int) -> Wave:
    """Return diary pages (couples, 2, days, len(Day)) and traits as seen through the measurement layer.

    The truth stands beside as ``true_satisfaction`` and as traits ``true_...``.
    """
    import pandas

    n, _, days, _ = pages.shape
    keys = {"run_id": np.repeat(np.arange(n), 2), "couple": np.repeat(couple, 2), "partner": np.tile(PARTNERS, n)}
    true = persons(values)
    who = pandas.DataFrame({**keys, "bond": 0.0, **{t: v.reshape(-1) for t, v in true.items()}})
    answered = measurement.people(who, seed)
    people = {t: answered[t].to_numpy().reshape(n, 2) for t in measurement.TRAITS}
    diary = pandas.DataFrame({k: np.repeat(v, days) for k, v in keys.items()})
    diary["day"] = np.tile(np.arange(first, first + days), 2 * n)
    diary[list(Day._fields)] = pages.reshape(-1, len(Day._fields))
    noted = measurement.diary(diary, who, seed)
    columns = [noted[f] if f in noted else diary[f] for f in Day._fields] + [diary["satisfaction"]]
    return Wave(
        people={**people, **{f"true_{t}": v for t, v in true.items()}},
        pages=np.stack([c.to_numpy() for c in columns], axis=-1).reshape(n, 2, days, -1),
        facts={"married": values[ROW["couple.married"]]},
        fields=(*Day._fields, "true_satisfaction"),
    )
