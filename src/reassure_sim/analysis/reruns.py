"""Runs lived again and held against what is saved of them, bit for bit."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..experiment.designs import Block
from ..experiment.index import FAILURE, Index
from ..experiment.living import simulate
from ..experiment.rounds import needs
from ..experiment.runs import Chunk, Runs, chunks, fitting, hexadecimal, runs_of, together

if TYPE_CHECKING:
    from ..experiment.results import Results

_TRIES = 8  # draws in a part of a partial folder until one is a run that is there


def sample(results: Results, index: Index, count: int) -> Iterator[tuple[Chunk, Runs]]:
    """Yield runs that are spread over blocks and over the runs of each, one in each of as many equal parts."""
    experiment = results.experiment
    luck = np.random.default_rng([experiment.replicates.seed, count])
    needed = [needs(experiment, block, index) for block in experiment.design]
    total = sum(int(n.sum()) for n in needed)
    for block, n in zip(experiment.design, needed, strict=True):
        ends, found = np.cumsum(n), []
        edges = np.linspace(0.0, ends[-1], min(max(round(count * ends[-1] / total), 1), int(ends[-1])) + 1)
        for low, high in itertools.pairwise(edges.astype(np.int64).tolist()):
            for _ in range(1 if results.complete else _TRIES):
                run = int(luck.integers(low, high))
                point = int(np.searchsorted(ends, run, side="right"))
                replicate = run - int(ends[point] - n[point])
                one = Chunk(block, range(point, point + 1), range(replicate, replicate + 1))
                runs = runs_of(experiment, one)
                if index.rows(runs.ids)[0] >= 0:
                    found.append(runs)
                    break
        if found:
            yield one, together(found)


def everything(results: Results, index: Index) -> Iterator[tuple[Chunk, Runs]]:
    """Yield all runs that are there."""
    experiment = results.experiment
    for block in experiment.design:
        n = needs(experiment, block, index)
        for chunk in chunks(block, int(n.max()), fitting(experiment)):
            runs = runs_of(experiment, chunk)
            there = (index.rows(runs.ids) >= 0) & (runs.couple < n[runs.point])
            if there.any():
                yield chunk, runs.where(there)


def compared(
    results: Results, index: Index, pieces: Iterator[tuple[Chunk, Runs]]
) -> Iterator[tuple[int, list[str]]]:
    """Live runs again on all cores; yield how many were compared, and what differs from what is saved."""
    threads = os.cpu_count() or 1

    def live(piece: tuple[Chunk, Runs]) -> dict[str, NDArray[Any]]:
        return simulate(results.experiment, *piece, "batch")

    with ThreadPoolExecutor(threads) as pool:
        while group := list(itertools.islice(pieces, 2 * threads)):
            for (_, runs), lived in zip(group, pool.map(live, group), strict=True):
                yield len(runs.ids), list(_differences(index, runs, lived))


def _differences(index: Index, runs: Runs, lived: dict[str, NDArray[Any]]) -> Iterator[str]:
    """Say in which columns runs lived again differ from what is saved, a sentence a run."""
    place = index.rows(runs.ids)
    saved = index.columns(place, list(lived))
    wrong = {name: ~same(lived[name], saved[name]) for name in lived if name != FAILURE}
    wrong[FAILURE] = (lived[FAILURE] != "") != (saved[FAILURE] != "")
    for row in np.flatnonzero(np.any(list(wrong.values()), axis=0)):
        names = [name for name, differs in wrong.items() if differs[row]]
        yield f"run {hexadecimal(runs.ids[row : row + 1])[0]} lived again differs from what is saved in {some(names)}"


def same(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return where two columns have the same bits; NaN is like NaN."""
    bits = one.view(np.uint64) == other.view(np.uint64)
    return np.asarray(bits | (np.isnan(one) & np.isnan(other)))


def some(names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
