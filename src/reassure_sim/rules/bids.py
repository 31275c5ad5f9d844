"""Blocks 4 and 5 of an episode: what a partner does, and how directly."""

from __future__ import annotations

from ..draws import Luck
from ..kernel import exp, logistic, rule
from ..parameters import Constants, Couple, Person
from .derived import steeper
from .states import CARRY_ON, COST_NORM, FEAR_NORM, GUARD_NORM, REACH_OUT, SEEK, WITHDRAW, Bid, Moment, State


@rule
def seek_rate(s: State, m: Moment, p: Person, k: Constants) -> float:
    """Return how often one asks for reassurance (1/day)."""
    hope = logistic((s.trust - k.seek_hope) / k.seek_hope_width)
    wish = k.seek_felt * m.felt * steeper(k.seek_fear, s.fear, FEAR_NORM) * hope
    held = (
        k.seek_avoidance * s.guard
        + k.seek_avoidance_felt * s.guard * m.felt
        + k.seek_cost * (p.asking_cost - COST_NORM)
    )
    spent = k.seek_spent - s.energy
    despair = k.seek_despair * (spent if spent > 0.0 else 0.0)
    habit = k.habituation_operant * k.habit_seek * s.habit
    return k.seek_max * logistic(k.seek_base + wish - held - despair + habit)


@rule
def reach_rate(s: State, m: Moment, k: Constants, seen: float) -> float:
    """Return how often one reassures or shows affection unasked (1/day); ``seen``: the other's visible distress."""
    readiness = k.reach_base + k.reach_intimacy * (s.intimacy - 0.5) + k.reach_energy * (s.energy - 0.6)
    need = k.reach_need * seen * (1.0 - k.reach_need_guard * s.guard)
    held = k.reach_guard * s.guard + k.reach_distress * m.felt
    return k.reach_max * logistic(readiness - held + need)


@rule
def withdraw_rate(s: State, m: Moment, k: Constants) -> float:
    """Return how often one withdraws unasked (1/day): the guarded under pressure and in distress."""
    push = k.withdraw_pressure * s.pressure * steeper(k.withdraw_pressure_guard, s.guard, GUARD_NORM)
    push = push + k.withdraw_felt * m.felt * s.guard + k.withdraw_strain * s.strain
    return k.withdraw_max * logistic(k.withdraw_base + push + k.withdraw_guard * s.guard)


@rule
def choose(seek: float, reach: float, withdraw: float, busy: float, u: float, dt: float) -> float:
    """Return the act of this episode: competing hazards over the time not ``busy``; else carry on."""
    total = seek + reach + withdraw
    free = dt - busy
    acts = 1.0 - exp(-total * (free if free > 0.0 else 0.0))
    v = u * total / (acts + 1e-300)  # uniform on (0, total) when there is an act at all
    act = SEEK if v < seek else (REACH_OUT if v < seek + reach else WITHDRAW)
    return act if u < acts else CARRY_ON


@rule
def speaks_directly(s: State, m: Moment, p: Person, k: Constants, u: float) -> float:
    """Return 1.0 when the need is voiced directly, 0.0 when it comes out as protest."""
    ease = k.direct_base + k.direct_clarity * (p.clarity - 0.5) - k.direct_felt * m.felt
    ease = ease - k.direct_guard * (s.guard - GUARD_NORM) - k.direct_cost * (p.asking_cost - COST_NORM)
    return 1.0 if u < logistic(ease) else 0.0


@rule
def bid(s: State, m: Moment, p: Person, c: Couple, k: Constants, seen: float, luck: Luck, dt: float) -> Bid:
    """Return what a partner does, given their own state and the distress they see; who is apart meets less often."""
    contact = p.acts * (1.0 - c.apart)
    seek, reach = contact * seek_rate(s, m, p, k), contact * reach_rate(s, m, k, seen)
    act = choose(seek, reach, contact * withdraw_rate(s, m, k), s.busy, luck.act, dt)
    direct = speaks_directly(s, m, p, k, luck.style)
    return Bid(act=act, direct=direct if act == SEEK else 0.0)
