"""How many runs each point needs: a fixed number, or so many that an interval is narrow enough.

Points are looked at after so many runs as ``Replicates.stages`` says, so the number depends on what the
runs say and on nothing else. Looking often makes intervals a little too narrow: a point may stop
because its runs happen to agree (doubling keeps the looks few).
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from .designs import Block
from .index import Index
from .kinds import Kind
from .plan import Experiment
from .runs import Chunk, chunks, fitting, runs_of
from .summary import Statistics, describe, share


def needs(experiment: Experiment, block: Block, index: Index) -> NDArray[np.int64]:
    """Return how many runs each point of a block needs as far as those in ``index`` can tell, (points,)."""
    replicates = experiment.replicates
    if replicates.until is None:
        return np.broadcast_to(np.int64(replicates.n), block.size)
    found = np.full(block.size, replicates.n, dtype=np.int64)
    for chunk in chunks(block, 1, fitting(experiment)):
        found[chunk.points.start : chunk.points.stop] = _needed(experiment, block, index, chunk.points)
    return found


def _needed(experiment: Experiment, block: Block, index: Index, points: range) -> NDArray[np.int64]:
    until, stages = experiment.replicates.until, experiment.replicates.stages
    assert until is not None
    found = np.full(len(points), stages[0], dtype=np.int64)
    for stage, further in itertools.pairwise(stages):
        asking = np.flatnonzero(found == stage)
        if not len(asking):
            break
        some = range(points.start + int(asking[0]), points.start + int(asking[-1]) + 1)
        runs = runs_of(experiment, Chunk(block, some, range(stage)))
        place = index.rows(runs.ids)
        told = measured(experiment.kind, index, place, until.metric).reshape(len(some), stage)
        known = (place >= 0).reshape(len(some), stage).all(axis=1)
        wide = ~(half_width(told, until.metric in experiment.kind.shares) <= until.ci_half_width)
        chosen = asking - (some.start - points.start)
        found[asking[(known & wide)[chosen]]] = further
    return found


def measured(kind: Kind, index: Index, places: NDArray[np.int64], measure: str) -> NDArray[np.float64]:
    """Return a measure of the runs at some places of an index; a share is 1 or 0 a run, NaN is no value."""
    column, code = kind.shares.get(measure, (measure, None))
    values = index.columns(places, [column])[column]
    values = np.where(np.isfinite(values), values, np.nan)
    return values if code is None else np.where(np.isnan(values), np.nan, (values == code).astype(np.float64))


def half_width(values: NDArray[np.float64], counted: bool) -> NDArray[np.float64]:
    """Return half the width of the 95 % interval at each point, from values of shape (points, runs).

    ``counted``: the values are hits of a share (Wilson's interval), otherwise numbers (Student's t). NaN: unknown.
    """
    found = interval(values, counted)
    return np.asarray(0.5 * (found.ci_high - found.ci_low))


def interval(values: NDArray[np.float64], counted: bool) -> Statistics:
    """Return the statistics of a measure at each point, from values of shape (points, runs); NaN is none."""
    return share(values == 1.0, ~np.isnan(values)) if counted else describe(values)
