"""Laps and re-asking: what needs memory from one bid to the next.

A lap runs from one reassured bid to that person's next bid. Its *hours of relief* last until felt
insecurity is back at half its level before the bid, by the closed-form decay of that moment (not in
whole episodes, and without the shocks that luck may send meanwhile), at most to the end of the lap.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..kernel import measure, rule
from ..layout import CONSTANTS, COUPLE, LANES, read_constants, read_couple, read_episode, read_state, reader, writer
from ..parameters import Constants, Couple
from ..rules import SEEK, Episode, State, fading, felt_insecurity, soothed

FELT_BINS = 4
"""Felt insecurity is matched in quarters when re-asking is compared."""


class Tally(NamedTuple):
    """What every episode adds to, whatever was done in it: days since the last reassurance and since the running
    lap began; and the episodes and bids of each quarter of felt insecurity, after reassurance and otherwise."""

    since: float
    started: float
    after_0: float
    bids_after_0: float
    else_0: float
    bids_else_0: float
    after_1: float
    bids_after_1: float
    else_1: float
    bids_else_1: float
    after_2: float
    bids_after_2: float
    else_2: float
    bids_else_2: float
    after_3: float
    bids_after_3: float
    else_3: float
    bids_else_3: float


class Memory(NamedTuple):
    """Slots of what is remembered of one partner (the values are the slots' numbers)."""

    since: int = 0  # a Tally, first of it the days since last reassured
    started: int = 1  # days since the running lap began
    matched: int = 2  # FELT_BINS x (episodes after, bids after, episodes else, bids else)
    open: int = len(Tally._fields)  # 1.0 while a lap runs
    felt: int = len(Tally._fields) + 1  # felt insecurity before the running lap's bid
    laps: int = len(Tally._fields) + 2  # laps ended
    early: int = len(Tally._fields) + 3  # sum of hours over the first EARLY laps
    late: int = len(Tally._fields) + 4  # sum of hours over the later ones
    state: int = len(Tally._fields) + 5  # the state that the running lap's bid left


M = Memory()
_STATES = len(State._fields)
NEVER = 1e9
"""Days since the last reassurance of somebody who has had none yet."""

MEMORY = M.state + _STATES
"""Slots in all."""

read_tally, write_tally = reader(Tally), writer(Tally)

EARLY = 3
"""Laps that count as early: relief before repetition can have worn it."""

_LOOKS, _HALVINGS = 6, 12  # hours to within lap / 25,000

UNTIL = 1.0
"""Days within which reassurance counts as recent when re-asking is compared."""


@rule
def felt_after(days: float, s: State, c: Couple, k: Constants) -> float:
    """Return felt insecurity ``days`` after a reassured bid that left state ``s``, if nothing else happens."""
    insecurity, relief, overshoot = fading(s, c, k, days, soothed(s, k, days))
    return felt_insecurity(insecurity, relief, overshoot, s.fear, k)


@rule
def hours_of_relief(s: State, c: Couple, k: Constants, felt_before: float, lap_days: float) -> float:
    """Return the hours until felt insecurity is back at half of ``felt_before``, at most ``lap_days``."""
    half = 0.5 * felt_before
    if felt_after(0.0, s, c, k) >= half:
        return 0.0
    low = 0.0
    high = 0.0
    above = 0.0  # felt need not rise steadily: look at a few places before halving the interval
    for i in range(1, _LOOKS + 1):
        high = lap_days * i / _LOOKS
        above = felt_after(high, s, c, k)
        if above >= half:
            break
        low = high
    if above < half:
        return 24.0 * lap_days
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if felt_after(middle, s, c, k) >= half:
            high = middle
        else:
            low = middle
    return 24.0 * high


@rule
def counted(t: Tally, e: Episode, dt: float) -> Tally:
    """Return the tally with one more episode in it (nothing is added to it after a separation)."""
    asked = 1.0 if e.act == SEEK else 0.0
    recent = e.lived if t.since <= UNTIL else 0.0
    past = e.lived - recent
    third = 1.0 if e.felt_before * FELT_BINS >= 3.0 else 0.0
    second = (1.0 if e.felt_before * FELT_BINS >= 2.0 else 0.0) - third
    first = (1.0 if e.felt_before * FELT_BINS >= 1.0 else 0.0) - third - second
    lowest = 1.0 - third - second - first
    return Tally(
        since=t.since + dt * e.lived,
        started=t.started + dt * e.lived,
        after_0=t.after_0 + lowest * recent,
        bids_after_0=t.bids_after_0 + lowest * recent * asked,
        else_0=t.else_0 + lowest * past,
        bids_else_0=t.bids_else_0 + lowest * past * asked,
        after_1=t.after_1 + first * recent,
        bids_after_1=t.bids_after_1 + first * recent * asked,
        else_1=t.else_1 + first * past,
        bids_else_1=t.bids_else_1 + first * past * asked,
        after_2=t.after_2 + second * recent,
        bids_after_2=t.bids_after_2 + second * recent * asked,
        else_2=t.else_2 + second * past,
        bids_else_2=t.bids_else_2 + second * past * asked,
        after_3=t.after_3 + third * recent,
        bids_after_3=t.bids_after_3 + third * recent * asked,
        else_3=t.else_3 + third * past,
        bids_else_3=t.bids_else_3 + third * past * asked,
    )


@measure
def tally(memory: Any, block: Any, episode: int, dt: float, lanes: int) -> None:
    """Count the episode just lived in one partner's ``memory``, for the first ``lanes`` couples of the block."""
    for lane in range(lanes):
        e = read_episode(block, episode, lane)
        write_tally(memory, 0, lane, counted(read_tally(memory, 0, lane), e, dt), True)


@rule
def asks(block: Any, episode: int, lane: int) -> bool:
    """Tell whether this partner asked in the episode just lived."""
    e: Episode = read_episode(block, episode, lane)
    return e.act == SEEK


@measure
def follow(memory: Any, block: Any, lane: int, state: int, episode: int) -> float:
    """Close and open laps in the ``memory`` of one partner who asked in the episode just counted.

    Return the hours of the lap that it ended, or -1.0. ``state`` and ``episode`` are the first rows of that
    partner's records."""
    e = read_episode(block, episode, lane)
    ended = -1.0
    if memory[M.open * LANES + lane] == 1.0:
        s = read_state(memory, M.state, lane)
        k = read_constants(block, CONSTANTS.first, lane)
        c = read_couple(block, COUPLE.first, lane)
        ended = hours_of_relief(s, c, k, memory[M.felt * LANES + lane], memory[M.started * LANES + lane])
        total = M.early if memory[M.laps * LANES + lane] < EARLY else M.late
        memory[total * LANES + lane] += ended
        memory[M.laps * LANES + lane] += 1.0
    memory[M.open * LANES + lane] = e.answered
    if e.answered == 1.0:
        memory[M.since * LANES + lane] = 0.0
        memory[M.started * LANES + lane] = 0.0
        memory[M.felt * LANES + lane] = e.felt_before
        for i in range(_STATES):
            memory[(M.state + i) * LANES + lane] = block[(state + i) * LANES + lane]
    return ended
