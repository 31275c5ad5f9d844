"""What a study would have collected of a result: the same tables with the errors of measurement, and nothing else."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from .. import measurement
from ..instrument import INSTRUMENT, Instrument
from .result import Result

if TYPE_CHECKING:
    from pandas import DataFrame


class Observed(Result):
    """What a study would have collected: ``people``, ``diary`` and ``runs`` (a last questionnaire and the separations)
    with their errors, and nothing else. ``true`` is the result that it was collected from.
    """

    def __init__(self, true: Result, seed: int, tool: Instrument):
        how = {"observed": {"seed": int(seed), **tool.model_dump()}}
        record = tuple(r for r in true.record if r == "daily")
        super().__init__(true.tables, true.run_ids, {**true.provenance, **how}, record, true.weight)
        self.true, self.seed, self.tool = true, int(seed), tool

    def observed(self, seed: int = 0, tool: Instrument = INSTRUMENT) -> Observed:
        """Return what another study would have collected of the same lives."""
        return self.true.observed(seed, tool)

    @functools.cached_property
    def people(self) -> DataFrame:
        """One row a life and partner: traits as questionnaires show them."""
        return measurement.people(self.true.people, self.seed, self.tool)

    @functools.cached_property
    def diary(self) -> DataFrame:
        """One row a life, partner and day lived together: states as reported, acts as recalled."""
        return measurement.diary(self.true.diary, self.true.people, self.seed, self.tool)

    @functools.cached_property
    def runs(self) -> DataFrame:
        """One row a life: states as a last questionnaire shows them, and separation."""
        return measurement.runs(self.true.runs, self.true.people, self.seed, self.tool)

    @functools.cached_property
    def events(self) -> DataFrame:
        """Nobody collects these: no rows."""
        return self.true.events.iloc[:0]

    @functools.cached_property
    def episodes(self) -> DataFrame:
        """Nobody collects these: no rows."""
        return self.true.episodes.iloc[:0]

    def __repr__(self) -> str:
        satisfied = self.runs[["satisfaction_a", "satisfaction_b"]].to_numpy()
        return "\n".join(
            [
                f"{len(self.runs)} couples over {self.tables.days} days, as a study would have seen them",
                f"satisfaction at the end: {np.mean(satisfied):.2f} of 1",
                f"separated: {int(self.runs['separated'].sum())} of {len(self.runs)}",
            ]
        )
