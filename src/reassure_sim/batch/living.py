"""Living: the compiled loop over blocks, days and episodes, and lives that do not know of each other."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..block import Blocks, Lived, Lives, aligned
from ..kernel import can_cache, numba_ready
from ..layout import BEFORE_A, BEFORE_B, LANES, PAIR, ROWS, STATE_A, STATE_B, STRIP, SUMS_A, SUMS_B
from ..measures import late_means, remember, watch
from .episode import begin, episode
from .friends import PUBLIC, SET_BY_FRIENDS, hear, show

_TOGETHER = PAIR.row("together")
_DAYS, _OVER_A, _OVER_B = SUMS_A.row("days"), SUMS_A.row("over"), SUMS_B.row("over")


class Planned(NamedTuple):
    """What is scheduled, block by block: the changes ``first[b]:first[b + 1]`` are those of block b, by step.

    ``upto`` (blocks,): the next change of each block; living moves it on.
    """

    first: NDArray[np.int64]
    step: NDArray[np.int64]
    row: NDArray[np.int64]
    lane: NDArray[np.int64]
    value: NDArray[np.float64]
    upto: NDArray[np.int64]

    @classmethod
    def of(cls, lives: Lives) -> Planned:
        """Return the plan of some lives."""
        blocks = -(-lives.n // LANES)
        if lives.changes is None:
            nothing = np.zeros(0, np.int64)
            return cls(
                np.zeros(blocks + 1, np.int64), nothing, nothing, nothing, np.zeros(0), np.zeros(blocks, np.int64)
            )
        life, row, step, value = lives.changes
        order = np.lexsort((step, life // LANES))  # stable: of two changes at one step the later stays the later
        first = np.searchsorted(life[order] // LANES, np.arange(blocks + 1))
        return cls(first, step[order], row[order], life[order] % LANES, value[order], first[:-1].copy())

    def longer(self, blocks: int) -> Planned:
        """Return the plan with so many more blocks, in which nothing is scheduled."""
        end = np.full(blocks, self.first[-1])
        return self._replace(first=np.concatenate([self.first, end]), upto=np.concatenate([self.upto, end]))


class Company(NamedTuple):
    """Who hears whom, as ``friends.hear`` and ``friends.show`` take it; ``couples``: later lives begin as singles."""

    person: NDArray[np.int64]  # (2, lives)
    node: NDArray[np.int64]  # (people,)
    people: NDArray[np.float64]  # (people, PUBLIC)
    nodes: NDArray[np.float64]  # (nodes, PUBLIC)
    start: NDArray[np.int64]
    to: NDArray[np.int64]
    weight: NDArray[np.float64]
    origin: NDArray[np.float64]  # (len(SET_BY_FRIENDS), lives)
    couples: int


def nobody(lives: int) -> Company:
    """Return the company of couples that know nobody."""
    none = np.zeros(0, np.int64)
    evenings = np.zeros((0, PUBLIC))
    origin = np.zeros((len(SET_BY_FRIENDS), 0))
    return Company(np.zeros((2, 0), np.int64), none, evenings, evenings, none, none, np.zeros(0), origin, lives)


class Desk(NamedTuple):
    """What one thread works on: a block with all its rows, and what one couple has heard."""

    block: NDArray[np.float64]  # (ROWS * LANES,)
    heard: NDArray[np.float64]  # (2, PUBLIC + 1)

    @classmethod
    def of(cls, lives: Lives) -> Desk:
        """Return a desk on which the numbers that all ``lives`` share are laid out."""
        block = aligned(1, ROWS * LANES)
        block.reshape(ROWS, LANES)[: len(lives.values)] = np.asarray(lives.values[:, :1])
        return cls(block[0], np.zeros((2, PUBLIC + 1)))


def _live(
    desk: Any,
    heard: Any,
    rows: Any,
    numbers: Any,
    recent: Any,
    counted: Any,
    diary: Any,
    memory: Any,
    events: Any,
    counts: Any,
    opened: Any,
    episodes: Any,
    means: Any,
    change_first: Any,
    change_step: Any,
    change_row: Any,
    change_lane: Any,
    change_value: Any,
    change_upto: Any,
    person: Any,
    node: Any,
    people: Any,
    nodes: Any,
    start: Any,
    to: Any,
    weight: Any,
    origin: Any,
    couples: int,
    lives: int,
    first_block: int,
    last_block: int,
    first: int,
    last: int,
    per_day: int,
    look: bool,
) -> None:
    """Live the episodes from ``first`` up to, not including, ``last``, of some blocks; the first of all sets first
    states. Friends are heard once, before, and shown an evening once, after. ``look``: take the last weeks' means."""
    dt = 1.0 / per_day
    for b in range(first_block, last_block):
        whole = len(rows) == ROWS
        block = numbers[b] if whole else desk
        if not whole:
            for i in range(len(rows)):
                for lane in range(LANES):
                    block[rows[i] * LANES + lane] = numbers[b, i * LANES + lane]
        used = min(LANES, lives - b * LANES)
        lanes = -(-used // STRIP) * STRIP  # a life alone need not wait for a whole block
        social = person.shape[1] > 0
        if social and first > 0:
            hear(block, b * LANES, used, person, node, people, nodes, start, to, weight, origin, heard)
        begin(block, first == 0, dt)
        if first == 0:
            for lane in range(LANES):
                if b * LANES + lane >= couples:
                    block[_TOGETHER * LANES + lane] = 0.0
                    block[_OVER_A * LANES + lane] = 1.0
                    block[_OVER_B * LANES + lane] = 1.0
        for step in range(first, last):
            changed = False
            while change_upto[b] < change_first[b + 1] and change_step[change_upto[b]] == step:
                at = change_upto[b]
                block[change_row[at] * LANES + change_lane[at]] = change_value[at]
                change_upto[b] = at + 1
                changed = True
            if changed:
                begin(block, False, dt)
            if events.shape[1] > 0:
                remember(block, STATE_A.first, BEFORE_A.first)
                remember(block, STATE_B.first, BEFORE_B.first)
            episode(block, step, dt, lanes)
            watch(
                block,
                recent[b],
                counted[b],
                diary[b],
                memory[b],
                events[b],
                counts[b, : min(used, counts.shape[1])],
                opened[b],
                episodes[b],
                step,
                per_day,
                dt,
                lanes,
            )
        if social:
            show(block, b * LANES, used, person, people)
        if look:
            late_means(block[_DAYS * LANES : (_DAYS + 1) * LANES], recent[b], counted[b], means[b])
        if not whole:
            for i in range(len(rows)):
                for lane in range(LANES):
                    numbers[b, i * LANES + lane] = block[rows[i] * LANES + lane]


numba = numba_ready()
compiled_live: Any = numba.njit(nogil=True, error_model="numpy", cache=can_cache())(_live)


def live(lives: Lives, days: int, per_day: int, record: Collection[str], workers: int) -> list[Lived]:
    """Return what is kept of each block, in the order of ``lives``; any number of ``workers`` gives the same bits."""

    def task(first: int) -> Lived:
        part = lives.part(first, first + LANES)
        blocks = Blocks.of(part, days, per_day, record)
        company, desk = nobody(part.n), Desk(np.zeros(0), np.zeros((0, 0)))
        end = days * per_day
        compiled_live(*desk, *blocks.arrays, *Planned.of(part), *company, part.n, 0, 1, 0, end, per_day, True)
        return blocks.lived(0, part.n, record)[0]

    starts = range(0, lives.n, LANES)
    if workers == 1 or len(starts) == 1:
        return [task(first) for first in starts]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(task, starts))
