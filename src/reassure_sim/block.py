"""Blocks of couples while they are simulated, and what is kept of them: the arrays that both engines fill."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .layout import KEY, LANES, PAIR, ROWS, SEEN, SUMS_A, SUMS_B
from .measures import COUNTS, EVENT_COLUMNS, LAST_DAYS, MEMORY, NEVER, PAGES, RECENT, M, summarise
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
    """Lives to simulate, one lane each: ``values`` (len(PATHS), n) in the order of ``PATHS``, an array or a ``Sheet``,
    and the name of each one's luck: ``seed`` (n,) uint64, ``replicate`` and ``couple`` (n,) in [0, 2**32), ``first``
    (n,) which person (0 or 1) partner a is; ``None``: person 0. ``changes``: what is scheduled; ``None``: nothing."""

    values: Any
    seed: NDArray[np.uint64]
    replicate: NDArray[np.int64]
    couple: NDArray[np.int64]
    first: NDArray[np.int64] | None = None
    changes: Changes | None = None

    def part(self, first: int, last: int) -> Lives:
        """Return the lives from ``first`` up to, not including, ``last``."""
        lanes = slice(first, last)
        values = self.values[:, lanes]
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


ALL_ROWS = np.arange(ROWS)


class Blocks(NamedTuple):
    """The arrays of some lives, ``LANES`` to a block; the names are those of ``measures.watch``, which takes one block.

    ``rows`` (k,): which rows of the layout ``numbers`` keeps between days, ascending; all of them unless told.
    """

    lives: int
    rows: NDArray[np.int64]
    numbers: NDArray[np.float64]  # (blocks, k * LANES), see layout
    recent: NDArray[np.float64]  # (blocks, LAST_DAYS, RECENT, LANES)
    counted: NDArray[np.uint8]  # (blocks, LAST_DAYS, COUNTS, LANES)
    diary: NDArray[np.float64]  # (blocks, days, 2 * PAGES, LANES); days 0 when not kept
    memory: NDArray[np.float64]  # (blocks, 2, MEMORY * LANES)
    events: NDArray[np.float64]  # (blocks, capacity, lanes used, columns); capacity 0 when not kept
    counts: NDArray[np.int64]  # (blocks, lanes used) events noted
    opened: NDArray[np.int64]  # (blocks, 2, LANES) the event that opened the running lap, or -1
    episodes: NDArray[np.float64]  # (blocks, steps, rows seen, LANES); steps 0 when not kept
    means: NDArray[np.float64]  # (blocks, RECENT + COUNTS, LANES) of the last weeks, when last looked at

    @classmethod
    def of(
        cls,
        lives: Lives,
        days: int,
        per_day: int,
        record: Collection[str],
        rows: NDArray[np.int64] = ALL_ROWS,
        whole: bool = False,
    ) -> Blocks:
        """Return blocks for ``lives``, parameters and keys in place, nothing lived yet; ``whole``: room for events in
        unused lanes, too."""
        n = lives.n
        blocks = -(-n // LANES)
        numbers = aligned(blocks, len(rows) * LANES)
        laid = numbers.reshape(blocks, len(rows), LANES)
        values, keys = lives.values, lives.keys()
        for at, row in enumerate(rows.tolist()):
            if row < len(PATHS):
                # unused lanes repeat the first life, so that no arithmetic meets a parameter out of range
                laid[:, at] = _laned(values[row], float(values[row, 0]))
            elif KEY.first <= row < KEY.end:
                laid[:, at] = _laned(keys[row - KEY.first], 0.0)
        steps, used = days * per_day, LANES if whole else min(n, LANES)
        memory = np.zeros((blocks, 2, MEMORY, LANES))
        memory[:, :, M.since] = NEVER
        return cls(
            lives=n,
            rows=rows,
            numbers=numbers,
            recent=np.empty((blocks, LAST_DAYS, RECENT, LANES)),
            counted=np.empty((blocks, LAST_DAYS, COUNTS, LANES), np.uint8),
            diary=np.empty((blocks, days if "daily" in record else 0, 2 * PAGES, LANES)),
            memory=memory.reshape(blocks, 2, MEMORY * LANES),
            events=np.empty((blocks, 6 * steps if "events" in record else 0, used, len(EVENT_COLUMNS))),
            counts=np.zeros((blocks, used), np.int64),
            opened=np.full((blocks, 2, LANES), -1, np.int64),
            episodes=np.empty((blocks, steps if "episodes" in record else 0, SEEN[1] - SEEN[0], LANES)),
            means=np.zeros((blocks, RECENT + COUNTS, LANES)),
        )

    @property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """Return the arrays, in the order in which living takes them."""
        arrays: tuple[Any, ...] = tuple(self)
        return arrays[1:]

    @property
    def n(self) -> int:
        """Return the number of blocks."""
        return len(self.numbers)

    def laid(self, section: Any) -> NDArray[np.float64]:
        """Return the rows of a section of the layout, (blocks, rows, LANES); all of them must be kept."""
        first = int(np.searchsorted(self.rows, section.first))
        rows = self.numbers.reshape(self.n, len(self.rows), LANES)
        return rows[:, first : first + section.end - section.first]

    def at(self, life: int) -> tuple[int, int]:
        """Return the block and the lane of a life."""
        return divmod(life, LANES)

    def seat(self, life: int, values: NDArray[np.float64], key: Collection[float], start: Mapping[Any, Any]) -> None:
        """Give the lane of ``life`` to a new couple: parameters, ``key`` of its luck, and the records that it starts
        with by section; nothing lived yet."""
        block, lane = self.at(life)
        rows = self.numbers.reshape(self.n, len(self.rows), LANES)[block]
        given = {row: 0.0 for section in (SUMS_A, SUMS_B) for row in range(section.first, section.end)}
        given.update(enumerate(values.tolist()))
        given.update(enumerate(key, KEY.first))
        for section, record in start.items():
            given.update(enumerate(record, section.first))
        for at, row in enumerate(self.rows.tolist()):
            if row in given:
                rows[at, lane] = given[row]
        memory = self.memory.reshape(self.n, 2, MEMORY, LANES)[block, ..., lane]
        memory[:] = 0.0
        memory[:, M.since] = NEVER
        self.diary[block, ..., lane] = 0.0
        self.episodes[block, ..., lane] = 0.0
        self.counts[block, lane] = 0
        self.opened[block, :, lane] = -1

    def grown(self, more: Blocks) -> Blocks:
        """Return these blocks with ``more`` at the end."""
        arrays = (np.concatenate(pair) for pair in zip(self.arrays[1:], more.arrays[1:], strict=True))
        return Blocks(self.lives + more.lives, self.rows, *arrays)

    def lived(self, first: int, last: int, record: Collection[str]) -> list[Lived]:
        """Return what is kept of the lives from ``first`` up to, not including, ``last``, block by block: one summary a
        life, and what ``record`` asks for."""
        blocks = range(first // LANES, -(-last // LANES))
        return [self._lived(b, slice(max(first - b * LANES, 0), min(last - b * LANES, LANES)), record) for b in blocks]

    def _lived(self, block: int, lanes: slice, record: Collection[str]) -> Lived:
        counts = self.counts[block, lanes]
        most = int(counts.max()) if "events" in record else 0
        sums = np.stack([self.laid(SUMS_A)[block], self.laid(SUMS_B)[block]])
        together = self.laid(PAIR)[block, PAIR.record._fields.index("together")]
        memory = self.memory[block]
        return Lived(
            summary=summarise(sums, self.means[block], together, memory[0], memory[1])[:, lanes],
            diary=self.diary[block, ..., lanes] if "daily" in record else None,
            events=self.events[block, :most, lanes].swapaxes(0, 1).copy() if "events" in record else None,
            counts=counts,
            episodes=self.episodes[block, ..., lanes] if "episodes" in record else None,
        )


def _laned(row: NDArray[np.float64], empty: float) -> NDArray[np.float64]:
    """Return one number of every life as (blocks, LANES), unused lanes filled with ``empty``."""
    filled = np.full(-(-len(row) // LANES) * LANES, empty)
    filled[: len(row)] = row
    return filled.reshape(-1, LANES)


def aligned(blocks: int, numbers: int) -> NDArray[np.float64]:
    """Return zeros that begin on a cache line: no vector of a row then lies across two."""
    line = 8  # float64 in 64 bytes
    flat = np.zeros(blocks * numbers + line)
    first = -(flat.ctypes.data // flat.itemsize) % line
    return flat[first : first + blocks * numbers].reshape(blocks, numbers)


class Lived(NamedTuple):
    """What is kept of a block when its lives are over; ``None`` where not recorded."""

    summary: NDArray[np.float64]  # (len(RUN_COLUMNS), lives)
    diary: NDArray[np.float64] | None  # (days, 2 * PAGES, lives)
    events: NDArray[np.float64] | None  # (lives, most, columns), of which counts[life] are meant
    counts: NDArray[np.int64]
    episodes: NDArray[np.float64] | None  # (steps, rows seen, lives)
