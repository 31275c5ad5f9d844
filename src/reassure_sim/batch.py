"""The batch engine: the rules, compiled into one SIMD loop over a block of couples.

No formula stands here. ``episode`` names the rules in the order of one episode; the Mesa model's
agents call the same ones. Threads share nothing: each task lives one block from its first day to
its last with the interpreter's lock released.
"""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .block import Block, Lived, Lives
from .draws import luck, shared_luck
from .kernel import can_cache, measure, numba_ready
from .layout import (
    BEFORE_A,
    BEFORE_B,
    CONSTANTS,
    COUPLE,
    EPISODE_A,
    EPISODE_B,
    KEY,
    LANES,
    PAIR,
    RATES_A,
    RATES_B,
    STATE_A,
    STATE_B,
    STRIP,
    A,
    B,
    read_constants,
    read_couple,
    read_key,
    read_pair,
    read_person,
    read_rates,
    read_state,
    write_episode,
    write_pair,
    write_rates,
    write_state,
)
from .measures import remember, watch
from .rules import (
    bid,
    encouraging,
    feel,
    first_pair,
    first_state,
    pair_on,
    parting_rate,
    rates,
    reassurance,
    reply,
    settle,
)


@measure
def _begin(block: Any, person: int, to_rates: int, to_state: int, fresh: bool, dt: float) -> None:
    """Bring one partner's rates up to date with the parameters; on day 0 (``fresh``) also set the first state."""
    for lane in range(LANES):
        p = read_person(block, person, lane)
        k = read_constants(block, CONSTANTS.first, lane)
        write_rates(block, to_rates, lane, rates(p, k, dt), True)
        if fresh:
            c = read_couple(block, COUPLE.first, lane)
            write_state(block, to_state, lane, first_state(p, c, k), True)
            write_pair(block, PAIR.first, lane, first_pair(c), True)


@measure
def _step(block: Any, step: int, dt: float) -> None:
    """Live one episode of all couples of the block."""
    for strip in range(0, LANES, STRIP):
        for i in range(STRIP):
            lane = strip + i
            pa, pb = read_person(block, A.first, lane), read_person(block, B.first, lane)
            c, k = read_couple(block, COUPLE.first, lane), read_constants(block, CONSTANTS.first, lane)
            ra, rb = read_rates(block, RATES_A.first, lane), read_rates(block, RATES_B.first, lane)
            a, b = read_state(block, STATE_A.first, lane), read_state(block, STATE_B.first, lane)
            pair, key = read_pair(block, PAIR.first, lane), read_key(block, KEY.first, lane)
            luck_a, luck_b, shared = luck(key, key.first, step), luck(key, 1 - key.first, step), shared_luck(key, step)
            # both decide from the same state ...
            ma, mb = feel(a, pa, c, k, luck_a, shared, dt), feel(b, pb, c, k, luck_b, shared, dt)
            bid_a, bid_b = bid(a, ma, pa, c, k, mb.shown, luck_a, dt), bid(b, mb, pb, c, k, ma.shown, luck_b, dt)
            by_a = reply(a, ma, pa, pb, k, bid_b, mb.shown, luck_a)
            by_b = reply(b, mb, pb, pa, k, bid_a, ma.shown, luck_b)
            # ... then everything settles
            pulse_a, pulse_b = reassurance(a, pa, k, bid_a, bid_b, by_b), reassurance(b, pb, k, bid_b, bid_a, by_a)
            new_a, seen_a = settle(
                a,
                ma,
                pa,
                c,
                k,
                ra,
                pair,
                bid_a,
                by_b,
                bid_b,
                by_a,
                pulse_a,
                pulse_b,
                encouraging(pb),
                mb.shown,
                luck_a,
                dt,
            )
            new_b, seen_b = settle(
                b,
                mb,
                pb,
                c,
                k,
                rb,
                pair,
                bid_b,
                by_a,
                bid_a,
                by_b,
                pulse_b,
                pulse_a,
                encouraging(pa),
                ma.shown,
                luck_b,
                dt,
            )
            rate = 0.5 * (
                parting_rate(new_a, seen_a.satisfaction, c, k) + parting_rate(new_b, seen_b.satisfaction, c, k)
            )
            after = pair_on(pair, rate, ra, shared, dt)
            alive = pair.together == 1.0
            write_state(block, STATE_A.first, lane, new_a, alive)
            write_state(block, STATE_B.first, lane, new_b, alive)
            write_pair(block, PAIR.first, lane, after, alive)
            write_episode(block, EPISODE_A.first, lane, seen_a, alive)
            write_episode(block, EPISODE_B.first, lane, seen_b, alive)


def _live(
    block: Any,
    diary: Any,
    memory_a: Any,
    memory_b: Any,
    events: Any,
    counts: Any,
    opened: Any,
    episodes: Any,
    fresh: bool,
    first: int,
    last: int,
    per_day: int,
) -> None:
    """Live the episodes from ``first`` up to, not including, ``last``; a ``fresh`` one sets first states."""
    dt = 1.0 / per_day
    _begin(block, A.first, RATES_A.first, STATE_A.first, fresh, dt)
    _begin(block, B.first, RATES_B.first, STATE_B.first, fresh, dt)
    for step in range(first, last):
        if events.shape[0] > 0:
            remember(block, STATE_A.first, BEFORE_A.first)
            remember(block, STATE_B.first, BEFORE_B.first)
        _step(block, step, dt)
        watch(block, diary, memory_a, memory_b, events, counts, opened, episodes, step, per_day, dt)


numba = numba_ready()
_compiled_live: Any = numba.njit(nogil=True, error_model="numpy", cache=can_cache())(_live)


def live(lives: Lives, days: int, per_day: int, record: Collection[str], workers: int) -> list[Lived]:
    """Return what is kept of each block, in the order of ``lives``; any number of ``workers`` gives the same bits."""

    def task(first: int) -> Lived:
        part = lives.part(first, first + LANES)
        block = Block.of(part, days, per_day, record)
        now, end, fresh = 0, days * per_day, True
        for step, changes in part.changes.by_step() if part.changes is not None else ():
            if step >= end:
                break
            _compiled_live(*block.arrays, fresh, now, step, per_day)
            block.change(changes)
            now, fresh = step, False
        _compiled_live(*block.arrays, fresh, now, end, per_day)
        return block.lived(record)

    starts = range(0, lives.n, LANES)
    if workers == 1 or len(starts) == 1:
        return [task(first) for first in starts]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(task, starts))
