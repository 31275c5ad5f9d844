"""A sweep over two numbers: many short chunks in a pool that all visitors share."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....block import Lives
from ....engines import live
from ....experiment.view import DAYS, State, follow
from ....interventions import schedule
from ....layout import LANES
from ....measures import REGIMES
from ....parameters import NUMBERS, ROW, rows

WORKERS = min(4, os.cpu_count() or 1)
POOL = ThreadPoolExecutor(WORKERS, thread_name_prefix="sweep")
"""Where lives are lived; the compiled rules let go of the interpreter, so threads suffice."""

MOST_LIVES = 30_000
"""Lives that one sweep may have on this page; more is a matter for the command line."""


class Plan(NamedTuple):
    """The cells of a map, row by row from below, and how many lives each is given."""

    state: State
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    @property
    def lives(self) -> int:
        """Return the lives in all."""
        return len(self.x) * len(self.y) * self.state.lives

    def part(self, first: int, last: int) -> tuple[NDArray[np.int64], Lives]:
        """Return the cells and the lives of one chunk: every cell has its first life before any has its second."""
        cells = len(self.x) * len(self.y)
        number = np.arange(first, min(last, self.lives))
        cell, life = number % cells, self.state.luck + number // cells
        scenario = follow(self.state)[0]
        values = np.repeat(rows(scenario.parameters)[:, None], len(number), axis=1)
        values[ROW[self.state.x]] = self.x[cell % len(self.x)]
        values[ROW[self.state.y]] = self.y[cell // len(self.x)]
        # The n-th life of a cell has the luck of the n-th life of that couple; so all cells share their luck.
        seed = np.full(len(number), self.state.seed, np.uint64)
        planned = schedule(scenario.interventions, values, seed, life, DAYS, scenario.episodes_per_day)
        return cell, Lives(values, seed, np.zeros(len(number), np.int64), life, changes=planned)


def plan(state: State) -> Plan:
    """Return the sweep that a view asks for, over the whole range of both numbers."""
    axes = [np.linspace(NUMBERS[path].low, NUMBERS[path].high, state.cells) for path in (state.x, state.y)]
    return Plan(state, *(np.array([float(f"{value:.6g}") for value in axis]) for axis in axes))


def pace() -> float:
    """Return the seconds that one chunk takes here and now."""
    whole = plan(State(cells=11, lives=1))
    began = time.perf_counter()
    _chunk(whole, 0)
    return time.perf_counter() - began


def seconds(lives: int, chunk: float) -> float:
    """Return about how long so many lives take."""
    return math.ceil(math.ceil(lives / LANES) / WORKERS) * chunk


def _chunk(whole: Plan, first: int) -> tuple[NDArray[np.int64], int]:
    """Live one chunk, and return how many lives of each cell ended in each regime, and how many there were."""
    cell, lives = whole.part(first, first + LANES)
    codes = live(lives, DAYS, 8).runs["regime"].astype(int)
    counts = np.zeros((len(REGIMES), len(whole.x) * len(whole.y)), np.int64)
    np.add.at(counts, (codes, cell), 1)
    return counts, len(cell)


def run(whole: Plan, stop: threading.Event, tell: Callable[[NDArray[np.int64], int], None]) -> bool:
    """Live a whole plan, telling the counts (regimes, cells) so far and the lives done; return False if stopped.

    Few chunks wait in the pool at a time, so that a stop is quick and other visitors get their turn.
    """
    counts = np.zeros((len(REGIMES), len(whole.x) * len(whole.y)), np.int64)
    done, told = 0, 0.0
    todo = iter(range(0, whole.lives, LANES))
    waiting: set[Future[tuple[NDArray[np.int64], int]]] = set()
    while not stop.is_set():
        for first in todo:
            waiting.add(POOL.submit(_chunk, whole, first))
            if len(waiting) > WORKERS:
                break
        if not waiting:
            break
        ready, waiting = wait(waiting, timeout=0.1, return_when=FIRST_COMPLETED)
        for future in ready:
            found, n = future.result()
            counts, done = counts + found, done + n
        if ready and time.monotonic() - told > 0.25:
            told = time.monotonic()
            tell(counts, done)
    for future in waiting:
        future.cancel()
    tell(counts, done)
    return not stop.is_set()
