"""Laps and re-asking: what needs memory from one bid to the next.

A lap runs from one reassured bid to that person's next bid. Its *hours of relief* last until felt
insecurity is back at half its level before the bid, by the closed-form decay of that moment (not in
whole episodes, and without the shocks that luck may send meanwhile), at most to the end of the lap.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..kernel import measure, rule
from ..layout import CONSTANTS, LANES, read_constants, read_episode, read_state
from ..parameters import Constants
from ..rules import SEEK, State, fading, felt_insecurity, soothed

FELT_BINS = 4
"""Felt insecurity is matched in quarters when re-asking is compared."""


class Memory(NamedTuple):
    """Slots of what is remembered of one partner (the values are the slots' numbers)."""

    since: int = 0  # days since last reassured
    open: int = 1  # 1.0 while a lap runs
    started: int = 2  # days since the running lap began
    felt: int = 3  # felt insecurity before the running lap's bid
    laps: int = 4  # laps ended
    early: int = 5  # sum of hours over the first EARLY laps
    late: int = 6  # sum of hours over the later ones
    state: int = 7  # the state that the running lap's bid left
    matched: int = 7 + len(State._fields)  # FELT_BINS x (episodes after, bids after, episodes else, bids else)


M = Memory()
_STATES = len(State._fields)
MEMORY = M.matched + 4 * FELT_BINS
"""Slots in all."""

EARLY = 3
"""Laps that count as early: relief before repetition can have worn it."""

_LOOKS, _HALVINGS = 6, 12  # hours to within lap / 25,000

UNTIL = 1.0
"""Days within which reassurance counts as recent when re-asking is compared."""


@rule
def felt_after(days: float, s: State, k: Constants) -> float:
    """Return felt insecurity ``days`` after a reassured bid that left state ``s``, if nothing else happens."""
    insecurity, relief, overshoot = fading(s, k, days, soothed(s, k, days))
    return felt_insecurity(insecurity, relief, overshoot, s.fear, k)


@measure
def hours_of_relief(s: State, k: Constants, felt_before: float, lap_days: float) -> float:
    """Return the hours until felt insecurity is back at half of ``felt_before``, at most ``lap_days``."""
    half = 0.5 * felt_before
    if felt_after(0.0, s, k) >= half:
        return 0.0
    low = 0.0
    high = 0.0
    above = 0.0  # felt need not rise steadily: look at a few places before halving the interval
    for i in range(1, _LOOKS + 1):
        high = lap_days * i / _LOOKS
        above = felt_after(high, s, k)
        if above >= half:
            break
        low = high
    if above < half:
        return 24.0 * lap_days
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if felt_after(middle, s, k) >= half:
            high = middle
        else:
            low = middle
    return 24.0 * high


@measure
def follow(memory: Any, block: Any, lane: int, state: int, episode: int, dt: float) -> float:
    """Update one partner's ``memory`` (MEMORY rows, as in a block) by the episode just lived.

    Return the hours of the lap that it ended, or -1.0. ``state`` and ``episode`` are the first rows of that
    partner's records."""
    e = read_episode(block, episode, lane)
    if e.lived == 0.0:
        return -1.0
    place = M.matched + 4 * min(FELT_BINS - 1, int(e.felt_before * FELT_BINS))
    if memory[M.since * LANES + lane] > UNTIL:
        place += 2
    memory[place * LANES + lane] += 1.0
    memory[M.since * LANES + lane] += dt
    memory[M.started * LANES + lane] += dt
    if e.act != SEEK:
        return -1.0
    memory[(place + 1) * LANES + lane] += 1.0
    ended = -1.0
    if memory[M.open * LANES + lane] == 1.0:
        s = read_state(memory, M.state, lane)
        k = read_constants(block, CONSTANTS.first, lane)
        ended = hours_of_relief(s, k, memory[M.felt * LANES + lane], memory[M.started * LANES + lane])
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
