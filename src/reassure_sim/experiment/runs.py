"""The runs of an experiment: what each life is called, and the lanes that the engine gets.

A run is one life of one couple. Its ``run_id`` (``engines.run_ids``) is a hash of what decides its
numbers and of nothing else, so a run that is already on disk is recognised whatever the file, the
block or its place in the design is called.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import MODEL_VERSION
from ..interventions import axes as intervention_axes
from ..interventions import schedule, swept
from ..parameters import PATHS, ROW, rows
from .designs import Block
from .plan import Experiment

if TYPE_CHECKING:
    from ..block import Lives

LIFE_DAYS = 512 * 365 * 8
"""Episodes that one chunk simulates: about half a second of one core, so that stopping is quick."""


class Chunk(NamedTuple):
    """Runs ``first`` to ``last`` (both included) of a block; run = point x couples + couple."""

    block: Block
    first: int
    last: int


def chunks(experiment: Experiment, lives: int | None = None) -> Iterator[Chunk]:
    """Yield the chunks of all blocks, of at most ``lives`` runs each."""
    scenario = experiment.scenario
    fitting = LIFE_DAYS // (scenario.days * scenario.episodes_per_day) // 128 * 128
    size = lives or min(max(fitting, 128), 4096)
    for block in experiment.design:
        count = block.size * experiment.replicates.n
        for first in range(0, count, size):
            yield Chunk(block, first, min(first + size, count) - 1)


class Runs(NamedTuple):
    """The runs of a chunk, each array of shape (n,): identity, seed, point and couple; the points' axes."""

    ids: NDArray[np.uint64]
    seeds: NDArray[np.uint64]
    point: NDArray[np.int64]
    couple: NDArray[np.int64]
    axes: NDArray[np.float64]  # (n, axes of the block)

    def where(self, chosen: NDArray[np.bool_]) -> Runs:
        """Return the chosen runs alone."""
        return Runs(self.ids[chosen], self.seeds[chosen], self.point[chosen], self.couple[chosen], self.axes[chosen])


def runs_of(experiment: Experiment, chunk: Chunk) -> Runs:
    """Return who lives in a chunk. The n-th replicate of a point is couple n of replicate 0."""
    from ..engines import run_ids

    scenario, replicates = experiment.scenario, experiment.replicates
    run = np.arange(chunk.first, chunk.last + 1, dtype=np.int64)
    point, couple = run // replicates.n, run % replicates.n
    start = int(point[0])
    points = chunk.block.points(start, int(point[-1]) + 1, replicates.seed)
    axes = points[point - start]
    seeds = np.full(len(run), replicates.seed, dtype=np.uint64)
    if replicates.pairing == "independent":
        seeds = _own_seeds(experiment, chunk.block, points)[point - start]
    unnamed = Runs(np.zeros(len(run), dtype=np.uint64), seeds, point, couple, axes)
    names = run_ids(lives_of(experiment, chunk.block, unnamed), scenario.days, scenario.episodes_per_day)
    return unnamed._replace(ids=np.array([int(name, 16) for name in names], dtype=np.uint64))


def lives_of(experiment: Experiment, block: Block, runs: Runs) -> Lives:
    """Return the lanes of some runs, parameter values in the order of ``PATHS``."""
    from ..block import Lives

    scenario, values = experiment.scenario, _values(experiment, block, runs.axes)
    timed = {path: runs.axes[:, column] for column, path in enumerate(block.axes) if path not in ROW}
    interventions = swept(scenario.interventions, timed)
    changes = schedule(interventions, values, runs.seeds, runs.couple, scenario.days, scenario.episodes_per_day)
    return Lives(values, runs.seeds, np.zeros(len(runs.ids), dtype=np.int64), runs.couple, changes=changes)


def hexadecimal(ids: NDArray[np.uint64]) -> list[str]:
    """Return run ids as they are written: 16 hexadecimal digits."""
    return [f"{number:016x}" for number in ids.tolist()]


def identity(experiment: Experiment) -> str:
    """Return a hash (16 digits) of everything that decides numbers: not of names, comments or figures."""
    scenario, replicates = experiment.scenario, experiment.replicates
    what = [
        [MODEL_VERSION, PATHS, scenario.days, scenario.episodes_per_day],
        (rows(scenario.parameters) + 0.0).tolist(),
        [one.plain() for one in scenario.interventions],
        [[b.kind, b.axes, b.levels, b.drawn] for b in experiment.design],
        [replicates.n, replicates.seed, replicates.pairing],
    ]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:16]


def _values(experiment: Experiment, block: Block, axes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the parameter values of some points, shape (len(PATHS), n)."""
    values = np.repeat(rows(experiment.scenario.parameters)[:, None], len(axes), axis=1)
    for column, path in enumerate(block.axes):
        if path in ROW:
            values[ROW[path]] = axes[:, column]
    return np.asarray(values + 0.0)  # turns -0.0 into 0.0: equal values, equal name


def _own_seeds(experiment: Experiment, block: Block, points: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Return a seed for each point: a hash of what the point is, not of where it stands."""
    key = experiment.replicates.seed.to_bytes(8, "little")
    timed = [  # the interventions' own numbers, where there are any
        points[:, block.axes.index(path)] if path in block.axes else np.full(len(points), number.default)
        for path, number in intervention_axes(experiment.scenario.interventions).items()
    ]
    contents = np.ascontiguousarray(np.vstack([_values(experiment, block, points), *timed]).T).astype("<f8")
    digests = (hashlib.blake2b(content.tobytes(), digest_size=8, key=key).digest() for content in contents)
    return np.array([int.from_bytes(digest, "little") for digest in digests], dtype=np.uint64)
