"""Runs lived again and held against what is saved of them, bit for bit."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..experiment import Experiment
from ..experiment.designs import Block
from ..experiment.folder.index import FAILURE, Index
from ..experiment.living import simulate
from ..experiment.rounds import needs
from ..experiment.runs import Chunk, Runs, chunks, fitting, hexadecimal, runs_of, together

if TYPE_CHECKING:
    from ..experiment.folder.results import Results

Piece = tuple[Chunk, Runs]
"""Some runs of a block."""

_TRIES = 8  # draws in a part of a partial folder until one is a run that is there


def sampled(results: Results, index: Index, count: int) -> Iterator[Piece]:
    """Yield about ``count`` runs that are there, the same every time: of each block one in each of as many equal
    parts as its share of all runs gives, and one at least."""
    experiment = results.experiment
    luck = np.random.default_rng([experiment.replicates.seed, count])
    ends = [np.cumsum(needs(experiment, block, index)) for block in experiment.design]
    total = sum(int(end[-1]) for end in ends)
    for block, end in zip(experiment.design, ends, strict=True):
        parts = min(max(round(count * int(end[-1]) / total), 1), int(end[-1]))
        edges = [part * int(end[-1]) // parts for part in range(parts + 1)]
        found = []
        for low, high in itertools.pairwise(edges):
            drawn = (_run(experiment, block, end, int(luck.integers(low, high))) for _ in range(_TRIES))
            found += [runs for runs in drawn if index.rows(runs.ids)[0] >= 0][:1]
        if found:
            yield Chunk(block, range(block.size), range(1)), together(found)


def _run(experiment: Experiment, block: Block, ends: NDArray[np.int64], place: int) -> Runs:
    """Return the run at a place of a block, counted point by point; ``ends``: where the next point begins."""
    point = int(np.searchsorted(ends, place, side="right"))
    replicate = place - (int(ends[point - 1]) if point else 0)
    return runs_of(experiment, Chunk(block, range(point, point + 1), range(replicate, replicate + 1)))


def all_runs(results: Results, index: Index) -> Iterator[Piece]:
    """Yield all runs that are there."""
    for chunk, runs in _asked(results, index):
        there = runs.where(index.rows(runs.ids) >= 0)
        if len(there.ids):
            yield chunk, there


def missing(results: Results, index: Index) -> int:
    """Return how many runs are not there."""
    return sum(int((index.rows(runs.ids) < 0).sum()) for _, runs in _asked(results, index))


def _asked(results: Results, index: Index) -> Iterator[Piece]:
    """Yield all runs that the experiment has, as many at a point as it needs."""
    experiment = results.experiment
    for block in experiment.design:
        needed = needs(experiment, block, index)
        for chunk in chunks(block, int(needed.max()), fitting(experiment)):
            runs = runs_of(experiment, chunk)
            yield chunk, runs.where(runs.couple < needed[runs.point])


def compared(experiment: Experiment, index: Index, pieces: Iterator[Piece]) -> Iterator[tuple[int, list[str]]]:
    """Live runs again on all cores; yield how many were compared, and a sentence for each that differs."""
    threads = os.cpu_count() or 1

    def live(piece: Piece) -> dict[str, NDArray[Any]]:
        return simulate(experiment, *piece, "batch")

    with ThreadPoolExecutor(threads) as pool:
        while some := list(itertools.islice(pieces, 2 * threads)):
            for (_, runs), lived in zip(some, pool.map(live, some), strict=True):
                yield len(runs.ids), list(_differing(index, runs, lived))


def _differing(index: Index, runs: Runs, lived: dict[str, NDArray[Any]]) -> Iterator[str]:
    """Say which runs differ from what is saved, and in which columns."""
    saved = index.columns(index.rows(runs.ids), list(lived))
    wrong = {name: ~same(lived[name], saved[name]) for name in lived if name != FAILURE}
    wrong[FAILURE] = (lived[FAILURE] == "") != (saved[FAILURE] == "")
    for row in np.flatnonzero(np.any(list(wrong.values()), axis=0)):
        name = hexadecimal(runs.ids[row : row + 1])[0]
        columns = first([column for column, differs in wrong.items() if differs[row]])
        yield f"run {name}, lived again, differs from what is saved in {columns}"


def same(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return where two columns have the same bits; NaN is like NaN."""
    bits = np.ascontiguousarray(one).view(np.uint64) == np.ascontiguousarray(other).view(np.uint64)
    return np.asarray(bits | (np.isnan(one) & np.isnan(other)))


def first(names: list[str], most: int = 5) -> str:
    """Return some names as a list in words, the first few of them."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
