"""A sweep over two numbers: many short tasks, in which every cell has its first life before any has its second."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....block import Lives
from ....engines import live
from ....experiment.designs import levels
from ....experiment.gathering import EPISODES
from ....experiment.view import DAYS, State, follow
from ....interventions import schedule
from ....layout import LANES
from ....measures import REGIMES
from ....parameters import NUMBERS, ROW, rows
from ...server import work
from ..many.lives import couple_of

MOST_LIVES = 30_000
"""Lives that one sweep may have on this page; more is a matter for the command line."""

Counts = NDArray[np.int64]
"""How many lives of each cell end in each regime, (regimes, cells)."""


class Plan(NamedTuple):
    """The cells of a map, row by row from below, and how many lives each is given."""

    state: State
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    @property
    def cells(self) -> int:
        """Return the number of cells."""
        return len(self.x) * len(self.y)

    @property
    def lives(self) -> int:
        """Return the lives in all."""
        return self.cells * self.state.lives

    @property
    def key(self) -> State:
        """Return what decides the map: the couple, its luck, and what is swept; another language does not."""
        swept = {name: getattr(self.state, name) for name in ("x", "y", "cells", "lives")}
        return couple_of(self.state)._replace(**swept)

    def at(self, cell: int) -> tuple[float, float]:
        """Return the two numbers of a cell."""
        return float(self.x[cell % len(self.x)]), float(self.y[cell // len(self.x)])

    def part(self, first: int, last: int) -> tuple[NDArray[np.int64], Lives]:
        """Return the cells and the lives of one task: every cell has its first life before any has its second."""
        number = np.arange(first, min(last, self.lives))
        cell, life = number % self.cells, self.state.luck + number // self.cells
        scenario = follow(self.state)[0]
        values = np.repeat(rows(scenario.parameters)[:, None], len(number), axis=1)
        values[ROW[self.state.x]] = self.x[cell % len(self.x)]
        values[ROW[self.state.y]] = self.y[cell // len(self.x)]
        # The n-th life of a cell has the luck of the n-th life of that couple; so all cells share their luck.
        seed = np.full(len(number), self.state.seed, np.uint64)
        planned = schedule(scenario.interventions, values, seed, life, DAYS, EPISODES)
        return cell, Lives(values, seed, np.zeros(len(number), np.int64), life, changes=planned)

    def none(self) -> Counts:
        """Return the counts of a map of which nothing is known yet."""
        return np.zeros((len(REGIMES), self.cells), np.int64)


def plan(state: State) -> Plan:
    """Return the sweep that a view asks for, over the whole range of both numbers: the levels that its file has."""
    axes = (levels(NUMBERS[path].low, NUMBERS[path].high, state.cells) for path in (state.x, state.y))
    return Plan(state, *map(np.array, axes))


def pace() -> float:
    """Return the seconds that one task takes here and now."""
    whole = plan(State(cells=11, lives=1))
    began = time.perf_counter()
    _chunk(whole, 0)
    return time.perf_counter() - began


def seconds(lives: int, chunk: float) -> float:
    """Return about how long so many lives take, if nobody else asks for any."""
    return math.ceil(math.ceil(lives / LANES) / work.WORKERS) * chunk


def _chunk(whole: Plan, first: int) -> tuple[Counts, int]:
    """Live one task, and return how many lives of each cell ended in each regime, and how many there were."""
    cell, lives = whole.part(first, first + LANES)
    codes = live(lives, DAYS, EPISODES).runs["regime"].astype(int)
    counts = whole.none()
    np.add.at(counts, (codes, cell), 1)
    return counts, len(cell)


KEPT = 8
"""Finished maps that are kept; so to come back costs nothing."""

_shelf: dict[State, Counts] = {}


def kept(whole: Plan) -> Counts | None:
    """Return the counts of a plan that was finished lately."""
    return _shelf.get(whole.key)


def run(whole: Plan, who: str, stop: threading.Event, tell: Callable[[Counts, int], None]) -> bool:
    """Live a whole plan, telling the counts so far and the lives done; return False if stopped.

    Raises:
        BusyError: there is no room for more work.
    """
    counts, done, tell_now_and_then = whole.none(), 0, work.seldom(tell)
    tasks = (partial(_chunk, whole, first) for first in range(0, whole.lives, LANES))
    for found, n in work.each(who, tasks, stop):
        counts, done = counts + found, done + n
        tell_now_and_then(counts, done)
    tell(counts, done)
    if done < whole.lives:
        return False
    _shelf[whole.key] = counts
    while len(_shelf) > KEPT:
        _shelf.pop(next(iter(_shelf)), None)
    return True
