"""The runs of an experiment: what each is called, and what the engine gets.

A run is one life of one couple, or one whole population. Its ``run_id`` (``engines.run_ids``,
``populations.run_id``) is a hash of what decides its numbers and of nothing else, so a run that is
already on disk is recognised whatever the file, the block or its place in the design is called.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import MODEL_VERSION
from ..interventions import axes as intervention_axes
from ..interventions import schedule, swept
from ..parameters import PATHS, rows
from ..scenario import Scenario
from . import populations
from .designs import Block
from .plan import Experiment, Replicates
from .populations import Populations

if TYPE_CHECKING:
    from ..block import Lives

LIFE_DAYS = 512 * 365 * 8
"""Episodes that one chunk simulates: about half a second of one core, so that stopping is quick."""


class Chunk(NamedTuple):
    """Some ``replicates`` of some ``points`` of a block: as many runs as both multiply to, point by point."""

    block: Block
    points: range
    replicates: range

    @property
    def name(self) -> str:
        """What files of these runs are called."""
        ends = (self.points[0], self.points[-1], self.replicates[0], self.replicates[-1])
        return "-".join([self.block.name, *map(str, ends)])


def chunks(block: Block, replicates: int, size: int) -> Iterator[Chunk]:
    """Yield the chunks of a block, in the order of its points, of at most ``size`` runs each."""
    step = max(size // replicates, 1)
    for first in range(0, block.size, step):
        points = range(first, min(first + step, block.size))
        for start in range(0, replicates, size):
            yield Chunk(block, points, range(start, min(start + size, replicates)))


def every_chunk(experiment: Experiment, size: int = 0) -> Iterator[Chunk]:
    """Yield the chunks of all blocks, with all runs that points may need."""
    for block in experiment.design:
        yield from chunks(block, experiment.replicates.most, size or fitting(experiment))


def fitting(experiment: Experiment) -> int:
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


def together(parts: Sequence[Runs]) -> Runs:
    """Return some runs one after the other."""
    ids, seeds, point, couple, axes = zip(*parts, strict=True)
    return Runs(*(np.concatenate(column) for column in (ids, seeds, point, couple, axes)))


def runs_of(experiment: Experiment, chunk: Chunk) -> Runs:
    """Return which runs a chunk holds.

    The n-th replicate of a point is couple n of replicate 0; of populations, it is the one with the n-th seed.
    """
    replicates = experiment.replicates
    start, stop, count = chunk.points.start, chunk.points.stop, len(chunk.replicates)
    point = np.repeat(np.arange(start, stop, dtype=np.int64), count)
    couple = np.tile(np.arange(chunk.replicates.start, chunk.replicates.stop, dtype=np.int64), stop - start)
    points = chunk.block.points(start, stop, replicates.seed)
    axes, nothing = points[point - start], np.zeros(len(point), dtype=np.uint64)
    unnamed = Runs(nothing, nothing, point, couple, axes)
    if isinstance(experiment.model, Populations):
        return _populations(experiment, experiment.model, chunk.block, points, unnamed)
    seeds = np.full(len(point), replicates.seed, dtype=np.uint64)
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
    replicates, contents = experiment.replicates, [model.name(block.values(point)) for point in points.tolist()]
    own = contents if replicates.pairing == "independent" else [""] * len(points)
    first = np.array([populations.first_seed(replicates.seed, content) for content in own], dtype=np.uint64)
    place = runs.point - runs.point[0]
    seeds = populations.seeds(first[place], runs.couple)
    named = [populations.run_id(contents[p], seed) for p, seed in zip(place.tolist(), seeds.tolist(), strict=True)]
    return runs._replace(ids=np.array(named, dtype=np.uint64), seeds=seeds)


def lives_of(experiment: Experiment, block: Block, runs: Runs) -> Lives:
    """Return the lanes of some runs, parameter values in the order of ``PATHS``."""
    from ..block import Lives

    scenario, values = experiment.scenario, experiment.values(block, runs.axes)
    timed = {path: runs.axes[:, column] for column, path in enumerate(block.axes) if path.startswith("interventions.")}
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
        [block.decides for block in experiment.design],
        [
            replicates.n,
            replicates.seed,
            replicates.pairing,
            *_enough(replicates),
        ],
    ]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:16]


def _enough(replicates: Replicates) -> list[Any]:
    """Return what decides how many runs a point needs."""
    return list(vars(replicates.until).values()) if replicates.until else []


def _decides(experiment: Experiment, model: Scenario | Populations) -> list[Any]:
    """Return what of a model decides numbers."""
    if isinstance(model, Populations):
        return [model.content({}), experiment.files]
    return [
        [MODEL_VERSION, PATHS, model.days, model.episodes_per_day],
        (rows(model.parameters) + 0.0).tolist(),
        [one.plain() for one in model.interventions],
        *[experiment.meanings(block) for block in experiment.design if block.words],
    ]


def _own_seeds(experiment: Experiment, block: Block, points: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Return a seed for each point: a hash of what the point is, not of where it stands."""
    key = experiment.replicates.seed.to_bytes(8, "little")
    timed = [  # the interventions' own numbers, where there are any
        points[:, block.axes.index(path)] if path in block.axes else np.full(len(points), number.default)
        for path, number in intervention_axes(experiment.scenario.interventions).items()
    ]
    contents = np.ascontiguousarray(np.vstack([experiment.values(block, points), *timed]).T).astype("<f8")
    digests = (hashlib.blake2b(content.tobytes(), digest_size=8, key=key).digest() for content in contents)
    return np.array([int.from_bytes(digest, "little") for digest in digests], dtype=np.uint64)
