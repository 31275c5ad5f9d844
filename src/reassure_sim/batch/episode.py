"""One episode of a block of couples: the rules in their order, compiled into one SIMD loop.

No formula stands here; the Mesa model's agents call the same rules.
"""

from __future__ import annotations

from typing import Any

from ..draws import luck, shared_luck
from ..kernel import measure
from ..layout import (
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
from ..rules import (
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
def begin(block: Any, fresh: bool, dt: float) -> None:
    """Bring both partners' rates up to date with the parameters; on day 0 (``fresh``) also set the first states."""
    _begin(block, A.first, RATES_A.first, STATE_A.first, fresh, dt)
    _begin(block, B.first, RATES_B.first, STATE_B.first, fresh, dt)


@measure
def _begin(block: Any, person: int, to_rates: int, to_state: int, fresh: bool, dt: float) -> None:
    for lane in range(LANES):
        p = read_person(block, person, lane)
        k = read_constants(block, CONSTANTS.first, lane)
        write_rates(block, to_rates, lane, rates(p, k, dt), True)
        if fresh:
            c = read_couple(block, COUPLE.first, lane)
            write_state(block, to_state, lane, first_state(p, c, k), True)
            write_pair(block, PAIR.first, lane, first_pair(c), True)


@measure
def episode(block: Any, step: int, dt: float, lanes: int) -> None:
    """Live one episode of the first ``lanes`` couples of the block, whole strips of them."""
    for strip in range(0, lanes, STRIP):
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
