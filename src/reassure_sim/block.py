"""A block of couples while it is simulated, and what is kept of it: the arrays that both engines fill."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .layout import KEY, LANES, ROWS, SEEN
from .measures import EVENT_COLUMNS, MEMORY, NEVER, PAGES, M, summarise
from .parameters import PATHS

RECORDS = ("daily", "episodes", "events")
"""What can be kept beside the summary."""

_WORD = 0xFFFFFFFF


class Changes(NamedTuple):
    """Numbers that change during lives: in life ``life`` (its place, from 0) the row ``row`` (an index into ``PATHS``)
    takes ``value`` from episode ``step`` on. All (m,), int64 but ``value`` float64, sorted by life; of two changes of
    the same row at the same step the later one holds. Step 0 is after the first state has been set."""

    life: NDArray[np.int64]
    row: NDArray[np.int64]
    step: NDArray[np.int64]
    value: NDArray[np.float64]

    def part(self, first: int, last: int) -> Changes:
        """Return the changes of the lives from ``first`` up to, not including, ``last``; these count from 0 then."""
        own = slice(*np.searchsorted(self.life, (first, last)))
        return Changes(self.life[own] - first, self.row[own], self.step[own], self.value[own])

    def by_step(self) -> Iterator[tuple[int, Changes]]:
        """Yield each step at which something changes, in order, with its changes."""
        if not len(self.step):
            return
        order = np.argsort(self.step, kind="stable")
        steps, starts = np.unique(self.step[order], return_index=True)
        for step, own in zip(steps.tolist(), np.split(order, starts[1:]), strict=True):
            yield step, Changes(self.life[own], self.row[own], self.step[own], self.value[own])


class Lives(NamedTuple):
    """Lives to simulate, one lane each: ``values`` (len(PATHS), n) in the order of ``PATHS``, and the name of
    each one's luck: ``seed`` (n,) uint64, ``replicate`` and ``couple`` (n,) in [0, 2**32), ``first`` (n,) which
    person (0 or 1) partner a is; ``None``: person 0. ``changes``: what is scheduled; ``None``: nothing."""

    values: NDArray[np.float64]
    seed: NDArray[np.uint64]
    replicate: NDArray[np.int64]
    couple: NDArray[np.int64]
    first: NDArray[np.int64] | None = None
    changes: Changes | None = None

    def part(self, first: int, last: int) -> Lives:
        """Return the lives from ``first`` up to, not including, ``last``."""
        lanes = slice(first, last)
        values = np.asarray(self.values)[:, lanes]
        first_person = None if self.first is None else self.first[lanes]
        changes = None if self.changes is None else self.changes.part(first, last)
        return Lives(values, self.seed[lanes], self.replicate[lanes], self.couple[lanes], first_person, changes)

    def keys(self) -> NDArray[np.float64]:
        """Return the rows of ``draws.Key``, (len(Key), n); 32-bit words are exact in float64."""
        seed = self.seed.astype(np.uint64)
        first = np.zeros(len(seed)) if self.first is None else self.first
        words = (seed & np.uint64(_WORD), seed >> np.uint64(32), self.replicate, self.couple, first)
        return np.array([np.asarray(word, np.float64) for word in words])

    @property
    def n(self) -> int:
        """Return the number of lives."""
        return int(self.values.shape[1])


class Block(NamedTuple):
    """The arrays of up to ``LANES`` couples; the names are those of ``measures.watch``."""

    lives: int
    numbers: NDArray[np.float64]  # (ROWS * LANES,), see layout
    diary: NDArray[np.float64]  # (days, 2 * PAGES, LANES)
    memory_a: NDArray[np.float64]  # (MEMORY * LANES,)
    memory_b: NDArray[np.float64]
    events: NDArray[np.float64]  # (capacity, lives, columns); capacity 0 when not kept
    counts: NDArray[np.int64]  # (lives,) events noted
    opened: NDArray[np.int64]  # (2, LANES) the event that opened the running lap, or -1
    episodes: NDArray[np.float64]  # (steps, rows seen, LANES); steps 0 when not kept

    @classmethod
    def of(cls, lives: Lives, days: int, per_day: int, record: Collection[str]) -> Block:
        """Return a block for at most ``LANES`` lives, parameters and keys in place, nothing lived yet."""
        n = lives.n
        numbers = _aligned(ROWS, LANES)
        numbers[: len(PATHS), :n] = lives.values
        # unused lanes repeat the first life, so that no arithmetic meets a parameter out of range
        numbers[: len(PATHS), n:] = lives.values[:, :1]
        numbers[KEY.first : KEY.end, :n] = lives.keys()
        steps = days * per_day
        memory = np.zeros((2, MEMORY, LANES))
        memory[:, M.since] = NEVER
        return cls(
            lives=n,
            numbers=numbers.reshape(-1),
            diary=np.empty((days, 2 * PAGES, LANES)),
            memory_a=memory[0].reshape(-1),
            memory_b=memory[1].reshape(-1),
            events=np.empty((6 * steps if "events" in record else 0, n, len(EVENT_COLUMNS))),
            counts=np.zeros(n, np.int64),
            opened=np.full((2, LANES), -1, np.int64),
            episodes=np.empty((steps if "episodes" in record else 0, SEEN[1] - SEEN[0], LANES)),
        )

    def change(self, changes: Changes) -> None:
        """Write changed parameters into their lanes."""
        self.numbers.reshape(ROWS, LANES)[changes.row, changes.life] = changes.value

    @property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """Return the arrays that living fills, in the order that ``measures.watch`` takes them."""
        arrays: tuple[Any, ...] = tuple(self)
        return arrays[1:]

    def lived(self, record: Collection[str]) -> Lived:
        """Return what is kept of the block: one summary a life, and what ``record`` asks for."""
        most = int(self.counts[: self.lives].max()) if "events" in record else 0
        return Lived(
            summary=summarise(self.diary, self.memory_a, self.memory_b)[:, : self.lives],
            diary=self.diary[..., : self.lives] if "daily" in record else None,
            events=self.events[:most, : self.lives].swapaxes(0, 1).copy() if "events" in record else None,
            counts=self.counts[: self.lives],
            episodes=self.episodes[..., : self.lives] if "episodes" in record else None,
        )


def _aligned(rows: int, lanes: int) -> NDArray[np.float64]:
    """Return zeros that begin on a cache line: no vector of a row then lies across two."""
    line = 8  # float64 in 64 bytes
    flat = np.zeros(rows * lanes + line)
    first = -(flat.ctypes.data // flat.itemsize) % line
    return flat[first : first + rows * lanes].reshape(rows, lanes)


class Lived(NamedTuple):
    """What is kept of a block when its lives are over; ``None`` where not recorded."""

    summary: NDArray[np.float64]  # (len(RUN_COLUMNS), lives)
    diary: NDArray[np.float64] | None  # (days, 2 * PAGES, lives)
    events: NDArray[np.float64] | None  # (lives, most, columns), of which counts[life] are meant
    counts: NDArray[np.int64]
    episodes: NDArray[np.float64] | None  # (steps, rows seen, lives)
