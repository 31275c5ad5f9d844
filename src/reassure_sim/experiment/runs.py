"""The runs of an experiment: what each is called, and what the engine gets.

A run is one life of one couple, or one whole population. Its ``run_id`` (``engines.run_ids``,
``populations.run_id``) is a hash of what decides its numbers and of nothing else, so a run that is
already on disk is recognised whatever the file, the block or its place in the design is called.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import MODEL_VERSION
from ..interventions import axes as intervention_axes
from ..interventions import schedule, swept
from ..parameters import PATHS, ROW, rows
from ..scenario import Scenario
from . import populations
from .designs import Block
from .plan import Experiment
from .populations import Populations

if TYPE_CHECKING:
    from ..block import Lives

LIFE_DAYS = 512 * 365 * 8
"""Episodes that one chunk simulates: about half a second of one core, so that stopping is quick."""


class Chunk(NamedTuple):
    """Runs ``first`` to ``last`` (both included) of a block; run = point x replicates + replicate."""

    block: Block
    first: int
    last: int


def chunks(experiment: Experiment, runs: int | None = None) -> Iterator[Chunk]:
    """Yield the chunks of all blocks, of at most ``runs`` runs each."""
    size = runs or _fitting(experiment)
    for block in experiment.design:
        count = block.size * experiment.replicates.n
        for first in range(0, count, size):
            yield Chunk(block, first, min(first + size, count) - 1)


def _fitting(experiment: Experiment) -> int:
    """Return how many runs are about half a second's work."""
    model = experiment.model
    episodes = model.days * model.episodes_per_day
    if isinstance(model, Populations):
        return max(LIFE_DAYS // (episodes * int(model.population.couples)), 1)
    return min(max(LIFE_DAYS // episodes // 128 * 128, 128), 4096)


class Runs(NamedTuple):
    """The runs of a chunk, each array of shape (n,): identity, seed, point and couple (of populations: replicate);
    the points' axes."""

    ids: NDArray[np.uint64]
    seeds: NDArray[np.uint64]
    point: NDArray[np.int64]
    couple: NDArray[np.int64]
    axes: NDArray[np.float64]  # (n, axes of the block)

    def where(self, chosen: NDArray[np.bool_]) -> Runs:
        """Return the chosen runs alone."""
        return self.at(np.flatnonzero(chosen))

    def at(self, places: NDArray[np.intp]) -> Runs:
        """Return the runs that stand at some places."""
        p = places
        return Runs(self.ids[p], self.seeds[p], self.point[p], self.couple[p], self.axes[p])


def runs_of(experiment: Experiment, chunk: Chunk) -> Runs:
    """Return which runs a chunk holds.

    The n-th replicate of a point is couple n of replicate 0; of populations, it is the one with the n-th seed.
    """
    replicates = experiment.replicates
    run = np.arange(chunk.first, chunk.last + 1, dtype=np.int64)
    point, couple = run // replicates.n, run % replicates.n
    start = int(point[0])
    points = chunk.block.points(start, int(point[-1]) + 1, replicates.seed)
    axes = points[point - start]
    unnamed = Runs(np.zeros(len(run), dtype=np.uint64), np.zeros(len(run), dtype=np.uint64), point, couple, axes)
    if isinstance(experiment.model, Populations):
        return _populations(experiment, experiment.model, chunk.block, points, unnamed)
    seeds = np.full(len(run), replicates.seed, dtype=np.uint64)
    if replicates.pairing == "independent":
        seeds = _own_seeds(experiment, chunk.block, points)[point - start]
    return _lives(experiment, chunk.block, unnamed._replace(seeds=seeds))


def _lives(experiment: Experiment, block: Block, runs: Runs) -> Runs:
    """Return lives with their names."""
    from ..engines import run_ids

    scenario = experiment.scenario
    names = run_ids(lives_of(experiment, block, runs), scenario.days, scenario.episodes_per_day)
    return runs._replace(ids=np.array([int(name, 16) for name in names], dtype=np.uint64))


def _populations(
    experiment: Experiment, model: Populations, block: Block, points: NDArray[np.float64], runs: Runs
) -> Runs:
    """Return populations with their seeds and names."""
    replicates, contents = experiment.replicates, [model.content(block.values(point)) for point in points.tolist()]
    own = contents if replicates.pairing == "independent" else [""] * len(points)
    first = np.array([populations.first_seed(replicates.seed, content) for content in own], dtype=np.uint64)
    place = runs.point - runs.point[0]
    seeds = populations.seeds(first[place], runs.couple)
    named = [populations.run_id(contents[p], seed) for p, seed in zip(place.tolist(), seeds.tolist(), strict=True)]
    return runs._replace(ids=np.array(named, dtype=np.uint64), seeds=seeds)


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
    model, replicates = experiment.model, experiment.replicates
    what = [
        *_decides(experiment, model),
        [[b.kind, b.axes, b.levels, b.drawn, *([b.words] if b.words else [])] for b in experiment.design],
        [replicates.n, replicates.seed, replicates.pairing],
    ]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:16]


def _decides(experiment: Experiment, model: Scenario | Populations) -> list[Any]:
    """Return what of a model decides numbers."""
    if isinstance(model, Populations):
        return [model.content({}), experiment.files]
    return [
        [MODEL_VERSION, PATHS, model.days, model.episodes_per_day],
        (rows(model.parameters) + 0.0).tolist(),
        [one.plain() for one in model.interventions],
    ]


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
