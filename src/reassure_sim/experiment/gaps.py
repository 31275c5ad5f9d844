"""What an experiment asks for and a folder does not have yet."""

from __future__ import annotations

import os
from collections.abc import Iterator

from .folder.index import Index
from .folder.shards import Shard
from .kinds import LIVES
from .plan import Experiment
from .rounds import needs
from .runs import Chunk, Runs, chunks, fitting, runs_of

MESA_LIVES = 32
"""Lives in a chunk of the slow engine, so that stopping stays quick; of populations: one."""


class Gaps:
    """Looks for missing runs, and counts: ``asked`` for so far (with ``until`` points may turn out to need more),
    ``reused`` because they were there at the first look, and at least ``there`` before that look has come to its end.

    ``shard``: only the runs of this part.
    """

    def __init__(self, experiment: Experiment, engine: str, shard: Shard | None) -> None:
        self.experiment, self.engine, self.shard = experiment, engine, shard
        self.asked = experiment.runs
        self.reused = self.there = 0
        self._first = True

    def missing(self, index: Index, again: bool) -> Iterator[tuple[Chunk, Runs]]:
        """Yield what is not in ``index``, a chunk at a time; with ``again`` also what has failed before."""
        wanted = [needs(self.experiment, block, index) for block in self.experiment.design]
        self.asked = sum(int(needed.sum()) for needed in wanted) // (self.shard.of if self.shard else 1)
        if self._first:
            self.there = min(int((~index.failed).sum()), self.asked)
        counted, number, size = 0, 0, self._size()
        for block, needed in zip(self.experiment.design, wanted, strict=True):
            for chunk in chunks(block, int(needed.max()), size):
                number += 1
                if self._of_others(number - 1):
                    continue
                everyone = runs_of(self.experiment, chunk)
                ours = everyone.couple < needed[everyone.point]
                if self.shard is not None and self.experiment.replicates.until is not None:
                    ours &= everyone.point % self.shard.of == self.shard.number - 1
                place = index.rows(everyone.ids)
                missing = ours & (place < 0)
                if again and len(index.ids):
                    missing |= ours & index.failed[place]
                counted += int(ours.sum())
                if self._first:
                    self.reused += int((ours & ~missing).sum())
                if missing.any():
                    yield chunk, everyone.where(missing)
        self.asked, self._first = counted, False

    def _size(self) -> int:
        """Return how many runs make a chunk; for parts it must not hang on the engine."""
        asked = int(os.environ.get("REASSURE_TEST_CHUNK_LIVES", "0"))  # small chunks, for tests that kill
        if self.engine == "mesa" and self.shard is None:
            return asked or (MESA_LIVES if self.experiment.kind is LIVES else 1)
        return asked or fitting(self.experiment)

    def _of_others(self, number: int) -> bool:
        """Tell whether a chunk belongs to other parts; with ``until`` whole points do, since only who has all runs of a
        point sees whether they are enough."""
        whole = self.shard is None or self.experiment.replicates.until is not None
        return not whole and number % self.shard.of != self.shard.number - 1  # type: ignore[union-attr]
