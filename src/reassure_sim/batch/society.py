"""A society in the batch engine: all blocks live one day, then all meet at one barrier.

Only what differs between couples, and what must last, is kept between days (``kept_rows``): a million couples fit into
a few gigabytes, and a thread lays one block after the other on its desk.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..block import Blocks, Lived, Lives
from ..kernel import can_cache
from ..layout import COUPLE, DAY_A, DAY_B, KEY, LANES, PAIR, STATE_A, STATE_B, SUMS_A, SUMS_B, A, B
from ..rules import NORMS, Morning, Public, State
from ..society import Chronicle, Meeting, Side, Snapshots, Society, regimes
from .friends import PUBLIC, SET_BY_FRIENDS, gather
from .living import Company, Desk, Planned, compiled_live, numba

_PARTNERED = Public._fields.index("partnered")
_SATISFIED = Public._fields.index("satisfied")

_compiled_gather: Any = numba.njit(nogil=True, error_model="numpy", cache=can_cache())(gather)


def live_society(
    lives: Lives,
    society: Society,
    days: int,
    per_day: int,
    record: Collection[str],
    workers: int,
    tell: Callable[[int], None] | None = None,
) -> tuple[list[Lived], Chronicle]:
    """Return what is kept of each block of couples, and of the society; the same bits for any number of ``workers``."""
    crowd = _Crowd(lives, society, days, per_day, record)
    first, member = _members(society.node, society.network.n)
    workers = min(workers, crowd.blocks.n)
    desks = [Desk.of(lives) for _ in range(workers)]
    shots: list[tuple[int, NDArray[np.int8], NDArray[np.float32]]] = []

    def live_day(crew: Any, day: int, look: bool) -> None:
        steps = ((day - 1) * per_day, day * per_day, per_day, look)
        arrays = (*crowd.blocks.arrays, *crowd.planned, *crowd.company, crowd.lanes)

        def task(worker: int, begin: int, end: int) -> None:
            compiled_live(*desks[worker], *arrays, begin, end, *steps)

        def meet(_: int, begin: int, end: int) -> None:
            _compiled_gather(crowd.company.people, first, member, crowd.company.nodes, begin, end)

        crew(task, crowd.blocks.n)
        crew(meet, society.network.n)

    with _crew(workers) as crew:
        for day in range(1, days + 1):
            look = day % society.every == 0 or day == days
            live_day(crew, day, look)
            if look:
                codes = regimes(crowd.blocks, society.couples)
                shots.append((day, codes, crowd.company.nodes.astype(np.float32)))
            if tell is not None:
                tell(day)
            if day < days:
                crowd.pair(day)
    return crowd.kept(record), crowd.chronicle(Snapshots.of(shots))


class _Crowd:
    """Everybody's arrays, and the new couples that come to them."""

    def __init__(self, lives: Lives, society: Society, days: int, per_day: int, record: Collection[str]) -> None:
        self.everybody, self.society = lives, society
        self.rows: NDArray[np.int64] = kept_rows(lives, record, society.repairing is not None)
        self._kept = (days, per_day, record, self.rows, True)  # no closure: a circle would keep gigabytes alive
        self.blocks = Blocks.of(lives, *self._kept)
        self.planned = Planned.of(lives)
        self.company = _company(lives, society, self.lanes)
        self.new: list[NDArray[np.float64]] = []
        self.seat = np.arange(2 * lives.n)  # of each person: 2 x life, and 1 more for partner b
        self.meeting = Meeting(society, int(lives.seed[0]))

    @property
    def lanes(self) -> int:
        """Return how many couples there is room for."""
        return self.blocks.n * LANES

    def pair(self, day: int) -> None:
        """Let singles find each other, if they may."""
        if self.society.repairing is None:
            return
        for pair in self.meeting.meet(day, self.company.people[:, _PARTNERED] == 1.0):
            life = self.everybody.n + len(self.new)
            if life == self.lanes:
                self._grow()
            sides = [self._leave(person) for person in pair]
            base = self.everybody.values[:, 0]
            begin = self.meeting.begin(base, sides[0], sides[1], life)
            key = self.everybody.part(0, 1).keys()[:, 0].tolist()
            key[KEY.record._fields.index("couple")], key[KEY.record._fields.index("first")] = float(life), 0.0
            self.blocks.seat(life, begin.values, key, {STATE_A: begin.a, STATE_B: begin.b, PAIR: begin.pair})
            self.company.person[:, life] = pair
            self.company.origin[:, life] = (*sides[0].origin, *sides[1].origin, *begin.standing)
            self.company.people[pair, _PARTNERED] = 1.0
            self.company.people[pair, _SATISFIED] = begin.satisfied
            self.seat[list(pair)] = 2 * life, 2 * life + 1
            self.new.append(begin.values)

    def _leave(self, person: int) -> Side:
        """Take a person out of the couple that was, and return what this person brings along."""
        life, slot = divmod(int(self.seat[person]), 2)
        self.company.person[slot, life] = -1
        block, lane = self.blocks.at(life)
        n, section = self.everybody.n, (A, B)[slot]
        first = self.everybody.values[:, life] if life < n else self.new[life - n]
        traits = first[section.first : section.end].copy()
        for name in NORMS:
            at = int(np.searchsorted(self.rows, section.row(name)))
            traits[section.row(name) - section.first] = self.blocks.numbers[block, at * LANES + lane]
        state = State(*self.blocks.laid((STATE_A, STATE_B)[slot])[block, :, lane].tolist())
        own = len(Morning._fields)
        origin = Morning(*self.company.origin[slot * own : (slot + 1) * own, life].tolist())
        return Side(traits, origin, state)

    def _grow(self) -> None:
        """Make room for more couples, whose lanes lie idle until somebody takes them."""
        count = max(1, self.blocks.n // 8) * LANES
        first = self.everybody.part(0, 1)
        values = np.repeat(np.asarray(first.values), count, axis=1)
        none = np.zeros(count, np.int64)
        more = Blocks.of(Lives(values, np.repeat(first.seed, count), none, none), *self._kept)
        for section in (SUMS_A, SUMS_B):
            more.laid(section)[:, section.record._fields.index("over")] = 1.0
        self.blocks = self.blocks.grown(more)
        self.planned = self.planned.longer(more.n)
        empty = np.full((2, count), -1)
        origin = np.zeros((len(SET_BY_FRIENDS), count))
        self.company = self.company._replace(
            person=np.concatenate([self.company.person, empty], axis=1),
            origin=np.concatenate([self.company.origin, origin], axis=1),
        )

    def kept(self, record: Collection[str]) -> list[Lived]:
        """Return what is kept of the couples that there were, then of those that formed."""
        self.blocks = self.blocks._replace(recent=np.empty((0, 0, 0, 0)))  # the largest array: its means are taken
        n = self.everybody.n
        new = self.blocks.lived(n, n + len(self.new), record) if self.new else []
        return [*self.blocks.lived(0, self.society.couples, record), *new]

    def chronicle(self, shots: Snapshots) -> Chronicle:
        """Return what is kept of the society."""
        values = np.array(self.new).reshape(-1, len(self.everybody.values)).T
        return Chronicle(self.society, self.everybody, shots, self.meeting.formed, values, self.company.people)


def kept_rows(lives: Lives, record: Collection[str], pairing: bool) -> NDArray[np.int64]:
    """Return the rows of the layout that must last from one day to the next; ``pairing``: new couples will come."""
    varying = {row for row, own in enumerate(lives.values) if (own != own[0]).any()}
    scheduled = set(() if lives.changes is None else lives.changes.row.tolist())
    sections = [STATE_A, STATE_B, PAIR, SUMS_A, SUMS_B, KEY, *((DAY_A, DAY_B) if "daily" in record else ())]
    sections += [A, B, COUPLE] if pairing else []
    lasting = {row for section in sections for row in range(section.first, section.end)}
    return np.array(sorted(varying | scheduled | lasting | set(SET_BY_FRIENDS)), np.int64)


def _members(node: NDArray[np.int64], nodes: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the people of each node as (first (nodes + 1,), person): in order of their numbers."""
    order = np.argsort(node, kind="stable")
    return np.searchsorted(node[order], np.arange(nodes + 1)), order


def _company(lives: Lives, society: Society, lanes: int) -> Company:
    """Return who hears whom on day 0; nobody has shown anything yet."""
    people = np.arange(2 * lives.n).reshape(-1, 2).T
    person = np.full((2, lanes), -1)
    person[:, : lives.n] = np.where(society.node[people] >= 0, people, -1)
    evenings = np.zeros((2 * lives.n, PUBLIC))
    evenings[: 2 * society.couples, _PARTNERED] = 1.0
    origin = np.zeros((len(SET_BY_FRIENDS), lanes))
    origin[:, : lives.n] = lives.values[list(SET_BY_FRIENDS)]
    network = society.network
    return Company(
        person=person,
        node=np.asarray(society.node, np.int64),
        people=evenings,
        nodes=np.zeros((network.n, PUBLIC)),
        start=network.start,
        to=network.to,
        weight=network.weight,
        origin=origin,
        couples=society.couples,
    )


@contextmanager
def _crew(workers: int) -> Iterator[Any]:
    """Yield ``crew(task, n)``: it shares 0 to n among the workers, ``task(worker, begin, end)``, and waits for all."""
    if workers == 1:
        yield lambda task, n: task(0, 0, n)
        return
    with ThreadPoolExecutor(workers) as pool:

        def crew(task: Any, n: int) -> None:
            cuts = [n * worker // workers for worker in range(workers + 1)]
            for done in [pool.submit(task, i, cuts[i], cuts[i + 1]) for i in range(workers)]:
                done.result()

        yield crew
