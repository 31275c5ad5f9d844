"""Friends in the batch engine: once a day every person hears of the friends' evening, and shows their own.

All sums run over friends in the order of the network, so their bits hang on neither threads nor blocks.
"""

from __future__ import annotations

from typing import Any

from ..kernel import measure
from ..layout import (
    CONSTANTS,
    COUPLE,
    EPISODE_A,
    EPISODE_B,
    LANES,
    PAIR,
    STATE_A,
    STATE_B,
    A,
    B,
    read_constants,
    read_episode,
    read_person,
    read_state,
)
from ..rules import Morning, Public, Standing, evening, morning, standing

PUBLIC = len(Public._fields)
_SATISFIED = Public._fields.index("satisfied")
_TOGETHER = PAIR.row("together")
_A, _B, _CONSTANTS = A.first, B.first, CONSTANTS.first

_MORNING_A = tuple(A.row(name) for name in Morning._fields)
_MORNING_B = tuple(B.row(name) for name in Morning._fields)
_STANDING = tuple(COUPLE.row(name) for name in Standing._fields)
SET_BY_FRIENDS = (*_MORNING_A, *_MORNING_B, *_STANDING)
"""Rows that friends set each morning; ``origin`` holds them as at the start, in this order."""
_AT_B = len(_MORNING_A)
_AT_COUPLE = _AT_B + len(_MORNING_B)


@measure
def _public(table: Any, at: int) -> Public:
    """Return a row of a table of evenings."""
    row = table[at]
    return Public(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8])


@measure
def _sum(heard: Any, nodes: Any, start: Any, to: Any, weight: Any, node: int) -> None:
    """Write what the friends of a node have shown, summed by weight, into ``heard``; last of all the sum of weights."""
    for i in range(PUBLIC + 1):
        heard[i] = 0.0
    for link in range(start[node], start[node + 1]):
        for i in range(PUBLIC):
            heard[i] += weight[link] * nodes[to[link], i]
        heard[PUBLIC] += weight[link]


@measure
def _wake(block: Any, lane: int, life: int, person: int, rows: Any, first: int, origin: Any, heard: Any) -> None:
    """Set the numbers of one person who has heard of the friends' evening; ``person``: first row of that partner."""
    k = read_constants(block, _CONSTANTS, lane)
    before = Morning(
        origin[first, life],
        origin[first + 1, life],
        origin[first + 2, life],
        origin[first + 3, life],
        origin[first + 4, life],
        origin[first + 5, life],
    )
    new = morning(read_person(block, person, lane), before, _public_of(heard), heard[PUBLIC], k)
    block[rows[0] * LANES + lane] = new.comfort
    block[rows[1] * LANES + lane] = new.spillover
    block[rows[2] * LANES + lane] = new.asking_norm
    block[rows[3] * LANES + lane] = new.asking_cost
    block[rows[4] * LANES + lane] = new.words_given
    block[rows[5] * LANES + lane] = new.words_wanted


@measure
def _public_of(heard: Any) -> Public:
    return Public(heard[0], heard[1], heard[2], heard[3], heard[4], heard[5], heard[6], heard[7], heard[8])


@measure
def hear(
    block: Any,
    first: int,
    used: int,
    person: Any,
    node: Any,
    people: Any,
    nodes: Any,
    start: Any,
    to: Any,
    weight: Any,
    origin: Any,
    heard: Any,
) -> None:
    """Let everybody of a block hear of the friends' evening, before the day begins.

    first: life in lane 0; person: (2, lives) or -1 for nobody; node: (people,); people, nodes: evenings, (n, PUBLIC);
    start, to, weight: the network; origin: (len(SET_BY_FRIENDS), lives); heard: (2, PUBLIC + 1), scratch.
    """
    for lane in range(used):
        life = first + lane
        a, b = person[0, life], person[1, life]
        if a >= 0:
            _sum(heard[0], nodes, start, to, weight, node[a])
            _wake(block, lane, life, _A, _MORNING_A, 0, origin, heard[0])
        if b >= 0:
            if a >= 0 and node[a] == node[b]:
                heard[1, :] = heard[0, :]
            else:
                _sum(heard[1], nodes, start, to, weight, node[b])
            _wake(block, lane, life, _B, _MORNING_B, _AT_B, origin, heard[1])
        if a >= 0 and b >= 0:
            k = read_constants(block, _CONSTANTS, lane)
            satisfied = 0.5 * (people[a, _SATISFIED] + people[b, _SATISFIED])
            before = Standing(origin[_AT_COUPLE, life], origin[_AT_COUPLE + 1, life])
            by_a, by_b = _public_of(heard[0]), _public_of(heard[1])
            new = standing(before, satisfied, by_a, heard[0, PUBLIC], by_b, heard[1, PUBLIC], k)
            block[_STANDING[0] * LANES + lane] = new.approval
            block[_STANDING[1] * LANES + lane] = new.nearby


@measure
def _show(block: Any, lane: int, person: int, first: int, state: int, seen: int, people: Any) -> None:
    """Write the evening of one person; the numbers are first rows of that partner's records."""
    k, e = read_constants(block, _CONSTANTS, lane), read_episode(block, seen, lane)
    together = block[_TOGETHER * LANES + lane]
    new = evening(
        read_state(block, state, lane), read_person(block, first, lane), k, e, together, _public(people, person)
    )
    row = people[person]
    row[0], row[1], row[2], row[3], row[4] = new.spare, new.shown, new.satisfied, new.partnered, new.parted
    row[5], row[6], row[7], row[8] = new.asking_norm, new.asking_cost, new.words_given, new.words_wanted


@measure
def show(block: Any, first: int, used: int, person: Any, people: Any) -> None:
    """Write what everybody of a block shows in the evening into ``people``."""
    for lane in range(used):
        a, b = person[0, first + lane], person[1, first + lane]
        if a >= 0:
            _show(block, lane, a, A.first, STATE_A.first, EPISODE_A.first, people)
        if b >= 0:
            _show(block, lane, b, B.first, STATE_B.first, EPISODE_B.first, people)


@measure
def gather(people: Any, members: Any, member: Any, nodes: Any, first: int, last: int) -> None:
    """Write the mean evening of the people of each node from ``first`` up to, not including, ``last``.

    members (nodes + 1,), member (people,): the people of each node, as a network's ``start`` and ``to``.
    """
    for node in range(first, last):
        count = members[node + 1] - members[node]
        for i in range(PUBLIC):
            total = 0.0
            for at in range(members[node], members[node + 1]):
                total += people[member[at], i]
            nodes[node, i] = total / count if count > 0 else 0.0
