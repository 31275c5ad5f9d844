"""Why an act was done, or a bid answered: the inputs that moved the decision most.

Each input in turn is put back to its resting value and the same rule is asked again; the change of the
log-odds is its size (of the log of a rate for an act, which for a short episode is the same). Positive: it
pushed towards what happened. It is a local attribution of one decision, one input at a time.
"""

from __future__ import annotations

import math
from typing import Any

from ..draws import luck, shared_luck
from ..kernel import measure, rule
from ..layout import (
    BEFORE_A,
    BEFORE_B,
    CONSTANTS,
    COUPLE,
    KEY,
    LANES,
    PAIR,
    SCRATCH,
    A,
    B,
    read_constants,
    read_couple,
    read_key,
    read_pair,
    read_person,
    read_state,
)
from ..rules import (
    REACH_OUT,
    SEEK,
    Episode,
    Moment,
    State,
    answer_odds,
    feel,
    intimacy_set_point,
    reach_rate,
    resting_insecurity,
    seek_rate,
    trust_set_point,
    withdraw_rate,
)

CAUSES = (
    "",
    "fear",
    "guard",
    "trust",
    "intimacy",
    "energy",
    "pressure",
    "strain",
    "habit",
    "distress",
    "their_distress",
    "criticism",
)
"""Inputs that can be a cause; the first eight after none are states by name, ``distress`` is felt insecurity."""

_STATES = len(State._fields)
_ROWS = tuple(SCRATCH.first + State._fields.index(name) for name in CAUSES[1:9])
_DISTRESS, _THEIRS, _CRITICISM = 9, 10, 11
_BEFORE_A, _BEFORE_B, _SCRATCH = BEFORE_A.first, BEFORE_B.first, SCRATCH.first


@measure
def remember(block: Any, state: int, before: int) -> None:
    """Keep the states with which an episode begins; both numbers are first rows."""
    for i in range(_STATES * LANES):
        block[before * LANES + i] = block[state * LANES + i]


@measure
def _willing(kind: float, s: Any, m: Any, p: Any, k: Any, seen: float) -> float:
    """Return the log of the rate of an act."""
    if kind == SEEK:
        rate = seek_rate(s, m, p, k)
    elif kind == REACH_OUT:
        rate = reach_rate(s, m, k, seen)
    else:
        rate = withdraw_rate(s, m, k)
    return math.log(rate + 1e-300)


@rule
def _calmed(m: Moment, felt: float) -> Moment:
    """Return the moment with another felt insecurity."""
    return Moment(m.insecurity, m.relief, m.overshoot, felt, m.shown, m.stress, m.doubted, m.good, m.alone)


@measure
def _keep(events: Any, at: int, lane: int, column: int, cause: int, size: float) -> None:
    """Keep a cause if it is larger than the first or the second so far (columns: cause, size, cause, size)."""
    if abs(size) > abs(events[at, lane, column + 1]):
        events[at, lane, column + 2] = events[at, lane, column]
        events[at, lane, column + 3] = events[at, lane, column + 1]
        events[at, lane, column] = cause
        events[at, lane, column + 1] = size
    elif abs(size) > abs(events[at, lane, column + 3]):
        events[at, lane, column + 2] = cause
        events[at, lane, column + 3] = size


@measure
def why(
    events: Any, at: int, lane: int, column: int, block: Any, step: int, dt: float, person: int, e: Episode
) -> None:
    """Write the causes of an act, and of the answer to a bid, into eight columns of an event from ``column`` on."""
    c, k = read_couple(block, COUPLE.first, lane), read_constants(block, CONSTANTS.first, lane)
    pair, key = read_pair(block, PAIR.first, lane), read_key(block, KEY.first, lane)
    pa, pb = read_person(block, A.first, lane), read_person(block, B.first, lane)
    a, b = read_state(block, _BEFORE_A, lane), read_state(block, _BEFORE_B, lane)
    shared = shared_luck(key, step)
    ma = feel(a, pa, c, k, luck(key, key.first, step), shared, dt)
    mb = feel(b, pb, c, k, luck(key, 1 - key.first, step), shared, dt)
    for i in range(8):
        events[at, lane, column + i] = 0.0
    for turn in range(2 if e.act == SEEK else 1):  # first the act, then the other's answer to a bid
        mine = (person == 0) == (turn == 0)
        s, m, p, before, seen = (a, ma, pa, _BEFORE_A, mb.shown) if mine else (b, mb, pb, _BEFORE_B, ma.shown)
        calm = resting_insecurity(c, k, s.fear, s.trust)
        rested = _calmed(m, calm)
        towards = 1.0 if turn == 0 or e.answered == 1.0 else -1.0
        criticised = e.misread
        base = _willing(e.act, s, m, p, k, seen) if turn == 0 else answer_odds(s, m, k, seen, e.direct, criticised)
        for i in range(8):
            for row in range(_STATES):
                block[(_SCRATCH + row) * LANES + lane] = block[(before + row) * LANES + lane]
            if i == 0:
                rest = p.anxiety
            elif i == 1:
                rest = p.avoidance
            elif i == 2:
                rest = trust_set_point(p, c, k, s.mood, pair.drift, s.fear)
            elif i == 3:
                rest = intimacy_set_point(p, c, k, s.mood, pair.drift, s.guard, pair.years)
            elif i == 4:
                rest = 1.0
            else:
                rest = 0.0
            block[_ROWS[i] * LANES + lane] = rest
            t = read_state(block, _SCRATCH, lane)
            other = _willing(e.act, t, m, p, k, seen) if turn == 0 else answer_odds(t, m, k, seen, e.direct, criticised)
            _keep(events, at, lane, column + 4 * turn, i + 1, towards * (base - other))
        other = (
            _willing(e.act, s, rested, p, k, seen)
            if turn == 0
            else answer_odds(s, rested, k, seen, e.direct, criticised)
        )
        _keep(events, at, lane, column + 4 * turn, _DISTRESS, towards * (base - other))
        other = _willing(e.act, s, m, p, k, 0.0) if turn == 0 else answer_odds(s, m, k, 0.0, e.direct, criticised)
        _keep(events, at, lane, column + 4 * turn, _THEIRS, towards * (base - other))
        if turn == 1:
            other = answer_odds(s, m, k, seen, e.direct, 0.0)
            _keep(events, at, lane, column + 4, _CRITICISM, towards * (base - other))
