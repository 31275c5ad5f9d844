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

AT_ONCE = 2_500
"""Lives up to which a map is drawn as soon as it is asked for."""

Counts = NDArray[np.int64]
"""How many lives of each cell are in each regime in their last weeks together, and apart from that, last, how many of
these lives part, (regimes + 1, cells)."""


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
        return np.zeros((len(REGIMES) + 1, self.cells), np.int64)


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
    runs = live(lives, DAYS, EPISODES).runs
    counts = whole.none()
    np.add.at(counts, (runs["regime"].astype(int), cell), 1)
    np.add.at(counts[-1], cell, runs["separated"] == 1.0)
    return counts, len(cell)


KEPT = 8
"""Finished maps that are kept; so to come back costs nothing."""

_shelf: dict[State, Counts] = {}


def kept(whole: Plan) -> Counts | None:
    """Return the counts of a plan that was finished lately."""
    return _shelf.get(whole.key)


class _Sweep:
    """A sweep that is under way: what it knows, and whether it is over."""

    def __init__(self, whole: Plan) -> None:
        self.known = whole.none(), 0
        self.over = threading.Event()


_under_way: dict[State, _Sweep] = {}
_lock = threading.Lock()


def run(whole: Plan, who: str, stop: threading.Event, tell: Callable[[Counts, int], None]) -> bool:
    """Live a whole plan, telling the counts so far and the lives done; return False if stopped.

    All who ask for the same map at the same time share one sweep: that of whoever asked first. Should it be given up,
    the next of them takes over.

    Raises:
        BusyError: there is no room for more work.
    """
    now_and_then = work.seldom(tell)
    while not stop.is_set():
        if (counts := kept(whole)) is not None:
            tell(counts, whole.lives)
            return True
        with _lock:
            first = whole.key not in _under_way
            sweep = _under_way.setdefault(whole.key, _Sweep(whole))
        if first:
            return _lead(whole, sweep, who, stop, tell)
        while not (stop.is_set() or sweep.over.wait(work.LOOK)):
            now_and_then(*sweep.known)
    return False


def _lead(whole: Plan, sweep: _Sweep, who: str, stop: threading.Event, tell: Callable[[Counts, int], None]) -> bool:
    """Live a plan for all who share its sweep; at its end it is ``kept``, unless stopped."""
    now_and_then = work.seldom(tell)
    try:
        for found, n in work.each(who, (partial(_chunk, whole, at) for at in range(0, whole.lives, LANES)), stop):
            sweep.known = sweep.known[0] + found, sweep.known[1] + n
            now_and_then(*sweep.known)
        tell(*sweep.known)
        if sweep.known[1] < whole.lives:
            return False
        _shelf[whole.key] = sweep.known[0]
        while len(_shelf) > KEPT:
            _shelf.pop(next(iter(_shelf)), None)
        return True
    finally:
        with _lock:
            del _under_way[whole.key]
        sweep.over.set()
