"""What a map says in sentences: how many cells end in what, and where the couple tips."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....measures import REGIMES
from ...parts.knobs import label, text, values
from .sweep import Plan


class Verdicts(NamedTuple):
    """What is known of each cell, (cells,): its most frequent regime ``top`` (-1: nothing lived), whether that is
    ``unsure``, and whether it is ``steady`` (1 surely, 0 surely not, -1 unsure)."""

    top: NDArray[np.int64]
    unsure: NDArray[np.bool_]
    steady: NDArray[np.int64]


class Way(NamedTuple):
    """One number turned from end to end of its axis while the other stays: the cells passed, and ``here`` of them."""

    axis: str
    levels: NDArray[np.float64]
    here: int
    cells: Verdicts
    fixed: str
    value: float

    def turn(self, line: NDArray[np.int64]) -> tuple[int, int] | None:
        """Return the nearest two cells between which ``line`` turns for sure; cells of -1 between them are passed."""
        sure = np.flatnonzero(line >= 0).tolist()
        turns = [(low, high) for low, high in itertools.pairwise(sure) if line[low] != line[high]]
        return min(turns, key=self.distance, default=None)

    def distance(self, turn: tuple[int, int]) -> float:
        """Return how many cells the couple stands from the middle of a turn."""
        return abs(sum(turn) / 2.0 - self.here)


def told(whole: Plan, known: Verdicts, words: Mapping[str, Any]) -> str:
    """Return the answer that a map gives; nothing before any of it is known."""
    lived = known.top >= 0
    if not lived.any():
        return ""
    said, names = words["map"], [words["regimes"][name] for name in REGIMES]
    first = ""
    if lived.all() and len(set(known.top.tolist())) == 1 and not known.unsure.any():
        first = said["nowhere"].format(regime=names[known.top[0]])
    elif lived.all():
        first = _tipping(_ways(whole, known), words)
    counts = [(int((known.top == code).sum()), name) for code, name in enumerate(names)]
    listed = ", ".join(said["count"].format(n=n, regime=name) for n, name in counts if n)
    tally: str = said["tally"].format(cells=int(lived.sum()), counts=listed, unsure=int(known.unsure.sum()))
    return f"{first} {tally}".strip()


def _ways(whole: Plan, known: Verdicts) -> list[Way]:
    """Return both ways to turn one number of the couple of the view, through the cells nearest to the couple."""
    state, own = whole.state, values(whole.state)
    top, unsure, steady = known
    grid = np.arange(whole.cells).reshape(len(whole.y), len(whole.x))
    column, row = (int(np.abs(axis - own[path]).argmin()) for axis, path in ((whole.x, state.x), (whole.y, state.y)))
    across, upwards = (Verdicts(top[line], unsure[line], steady[line]) for line in (grid[row], grid[:, column]))
    return [
        Way(state.x, whole.x, column, across, state.y, float(whole.y[row])),
        Way(state.y, whole.y, row, upwards, state.x, float(whole.x[column])),
    ]


def _tipping(ways: list[Way], words: Mapping[str, Any]) -> str:
    """Say where the couple of the view tips when one of the two numbers is turned and the other stays as it is.

    Named is the turn nearest to the couple between two cells that are sure of their regime; else between one that is
    surely steady and one that surely is not. Where there is neither, what is in doubt is told as a doubt.
    """
    names = [words["regimes"][name] for name in REGIMES]
    shaken = words["map"]["either"].format(one=names[1], two=names[2])
    regimes = [np.where(way.cells.unsure, -1, way.cells.top) for way in ways]
    calm = [np.where(way.cells.unsure, way.cells.steady, way.cells.top == 0) for way in ways]
    for lines, named in ((regimes, names), (calm, [shaken, names[0]])):
        found = [(way, line, turn) for way, line in zip(ways, lines, strict=True) if (turn := way.turn(line))]
        if found:
            way, line, turn = min(found, key=lambda one: one[0].distance(one[2]))
            low, high = (text(way.axis, float(way.levels[cell]), words) for cell in turn)
            before, after = (named[line[cell]] for cell in turn)
            apart = turn[1] - turn[0] > 1
            return _said("tips_within" if apart else "tips", way, words, low=low, high=high, before=before, after=after)
    doubtful = [way for way in ways if way.cells.unsure.any()]
    if doubtful:
        return _said("doubtful", max(doubtful, key=lambda way: len(set(way.cells.top.tolist()))), words)
    return _said("steady", ways[0], words, regime=names[ways[0].cells.top[0]])


def _said(name: str, way: Way, words: Mapping[str, Any], **more: str) -> str:
    fixed = {"fixed": label(way.fixed, words), "value": text(way.fixed, way.value, words)}
    sentence: str = words["map"][name].format(axis=label(way.axis, words), **fixed, **more)
    return sentence
