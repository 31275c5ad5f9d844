"""Every knock-out removes its mechanism from the rules, and the mechanism is there without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reassure_sim import rules
from reassure_sim.mechanisms import KNOCKOUTS
from reassure_sim.parameters import NUMBERS, Constants, ConstantsRecord
from reassure_sim.parameters.registry import CoupleRecord, PersonRecord
from worked import ASK, LEAVE, NO, QUIET, REACH, YES, about, chance, log_odds, luck, settled, shared_luck

K = ConstantsRecord(**Constants().model_dump())
P = PersonRecord(*[0.4] * len(PersonRecord._fields))._replace(outlook=0.0, shock=0.0, meets_doubts=1.0, comfort=0.0)
C = CoupleRecord(*[0.4] * len(CoupleRecord._fields))._replace(bond=0.0)
S = rules.State(*[0.4] * len(rules.State._fields))
M = rules.Moment(*[0.4] * len(rules.Moment._fields))
DT = 0.25
LUCK, SHARED = luck(stress=0.999, doubt=0.2), shared_luck(stress=0.999, good=0.999, drift=0.5, parting=0.999)


def after(k, *acts, s=S, p=P, mood=0.5, **given):
    given = {"m": M, "c": C, "seen": 0.4, "their_encouragement": 0.4, "r": rules.rates(p, k, DT)} | given
    return settled(k, s, *acts, p=p, drift=0.0, years=3.0, mood=mood, **given)[0]


def seek(k, s=S, p=P):
    return rules.seek_rate(s, M, p, k)


def gives(k, s=S, criticised=0.0, direct=0.0):
    return log_odds(chance(lambda u: rules.answers(s, M, k, 0.4, direct, criticised, u)))


def voices(k, s=S, m=M, p=P):
    return log_odds(chance(lambda u: rules.speaks_directly(s, m, p, k, u)))


def hears(k, p=P, direct=0.0):
    return log_odds(chance(lambda u: rules.hears_criticism(S, M, p, k, direct, u)))


def refused(k, x, s=S):
    """Return a partner who was refused (``x`` high) or did not ask, with nothing soothed alone."""
    return after(k, ASK if x > 0.5 else QUIET, s=s, m=M._replace(alone=0.0))


def asked(k, x, s=S, by_me=YES):
    return after(k, QUIET, ASK if x > 0.5 else QUIET, by_me=by_me if x > 0.5 else NO, s=s)


# What each mechanism makes to depend on ``x``, be it a state, a trait, or what happened (x above 1/2).
EFFECTS: dict[str, Callable[[Any, float], tuple[float, ...]]] = {
    "anxious_rest": lambda k, x: (rules.resting_insecurity(C, k, x, 0.65),),
    "anxious_asking": lambda k, x: (seek(k, S._replace(fear=x)),),
    "anxious_distrust": lambda k, x: (rules.trust_set_point(P, C, k, 0.0, 0.0, x),),
    "anxious_hurt": lambda k, x: (
        after(k, ASK, s=S._replace(fear=x)).insecurity,
        after(k, ASK, s=S._replace(fear=x)).trust / after(k, s=S._replace(fear=x)).trust,
    ),
    "anxious_reactivity": lambda k, x: (
        # without shock only rest and rebound hang on fear, and they are the same in both
        rules.feel(S._replace(fear=x), P._replace(shock=0.2), C, k, LUCK, SHARED, DT).insecurity
        - rules.feel(S._replace(fear=x), P, C, k, LUCK, SHARED, DT).insecurity,
    ),
    "intrusive_doubt": lambda k, x: (rules.feel(S._replace(doubt=x), P, C, k, LUCK, SHARED, DT).doubted,),
    "doubt_feeding": lambda k, x: (after(k, ASK, to_me=YES, pulse=0.6, their_encouragement=x).doubt,),
    "avoidant_restraint": lambda k, x: (
        seek(k, S._replace(guard=x)),
        rules.feel(S._replace(guard=x), P, C, k, LUCK, SHARED, DT).shown,
    ),
    "avoidant_care": lambda k, x: (
        rules.reach_rate(S._replace(guard=x), M, k, 0.4),
        gives(k, S._replace(guard=x, pressure=0.0)),
        rules.giving_quality(S._replace(guard=x), P, P, k),
    ),
    "avoidant_distance": lambda k, x: (
        rules.intimacy_set_point(P, C, k, 0.0, 0.0, x, 3.0),
        after(k, ASK, to_me=YES, pulse=0.6, s=S._replace(guard=x)).trust,
    ),
    "intrusion": lambda k, x: (
        asked(k, 1.0, S._replace(pressure=x)).guard,
        gives(k._replace(answer_pressure=0.0), S._replace(pressure=x)),
        rules.withdraw_rate(S._replace(pressure=x), M, k),
    ),
    "asking": lambda k, x: (rules.seek_rate(S, M._replace(felt=x), P, k),),
    "despair": lambda k, x: (
        seek(k, S._replace(trust=x)),
        seek(k._replace(seek_spent=0.6), S._replace(energy=0.6 * x)),
    ),
    "protest": lambda k, x: (
        voices(k, m=M._replace(felt=x)),
        voices(k, S._replace(guard=x)),
        voices(k, p=P._replace(asking_cost=x)),
    ),
    "directness": lambda k, x: (
        hears(k, P._replace(asking_cost=rules.COST_NORM), direct=round(x)),
        gives(k, direct=round(x)),
        after(k, ASK._replace(direct=round(x)), to_me=YES, pulse=0.6).fear,
    ),
    "insight": lambda k, x: (hears(k, P._replace(insight=x)),),
    "criticism": lambda k, x: (
        asked(k, 1.0, by_me=YES._replace(criticised=round(x))).energy,
        asked(k, 1.0, by_me=YES._replace(criticised=round(x))).trust,
        gives(k, criticised=round(x)),
    ),
    "channels": lambda k, x: (rules.giving_quality(S, P, P._replace(words_wanted=x), k),),
    "customs": lambda k, x: (
        hears(k, P._replace(asking_cost=x)),
        after(k, QUIET, ASK, p=P._replace(asking_norm=x)).pressure,
        seek(k, p=P._replace(asking_cost=x)),
        voices(k, p=P._replace(asking_cost=x)),
    ),
    "pressure": lambda k, x: (asked(k, x).pressure,),
    "esteem": lambda k, x: (rules.credibility(S, P._replace(self_esteem=x), k, 1.0),),
    "habituation": lambda k, x: (
        rules.fading(S._replace(tolerance=x), C, k, DT, 0.5)[1],
        rules.reassurance(S._replace(tolerance=x), P, k, ASK, QUIET, YES),
        rules.felt_insecurity(0.4, 0.1, x, 0.4, k),
        rules.credibility(S._replace(recent_seeking=x), P, k, 1.0),
        seek(k, S._replace(habit=x)),
        after(k, ASK, to_me=YES, pulse=x).habit,
    ),
    "reliance": lambda k, x: (after(k, ASK, to_me=YES, pulse=x, their_encouragement=0.0).coping,),
    "refusal_hurts": lambda k, x: (
        refused(k, x).insecurity,
        refused(k, x).trust,
        refused(k, x).intimacy,
        refused(k, x).energy,
        after(k, QUIET, LEAVE if x > 0.5 else QUIET).insecurity,
    ),
    "fear_learning": lambda k, x: (refused(k, x).fear,),
    "understanding": lambda k, x: (
        after(k, ASK, to_me=YES, pulse=0.6, their_encouragement=x).fear,
        after(k, ASK, to_me=YES, pulse=0.6, p=P._replace(support=x)).fear,
        after(k, QUIET, REACH, pulse=0.6, their_encouragement=x).coping,
    ),
    "self_mastery": lambda k, x: (after(k, m=M._replace(alone=x)).fear, after(k, m=M._replace(alone=x)).coping),
    "guard_learning": lambda k, x: (
        refused(k, x).guard,
        asked(k, 1.0, S._replace(pressure=x)).guard,
        after(k, QUIET, REACH, pulse=x).guard,
        after(k, p=P._replace(support=x)).guard,
    ),
    "giving_costs": lambda k, x: (asked(k, 1.0, S._replace(pressure=x)).energy,),
    "giving_is_good": lambda k, x: (
        after(k._replace(giving_effect=0.0), QUIET, ASK, by_me=YES, their_pulse=x).energy,
        after(k, REACH if x > 0.5 else QUIET).energy,
        rules.satisfaction(0.4, 0.4, 0.4, 0.4, 0.4, x, 0.0, k),
    ),
    "energy_in_care": lambda k, x: (
        rules.giving_quality(S._replace(energy=x), P, P, k),
        gives(k, S._replace(energy=x)),
        rules.reach_rate(S._replace(energy=x), M, k, 0.4),
    ),
    "commitment": lambda k, x: (
        rules.parting_rate(S._replace(commitment=x), 0.4, C, k),
        rules.parting_rate(S._replace(trust=x), 0.4, C, k),
        rules.parting_rate(S, x, C, k),
    ),
    "contagion": lambda k, x: (after(k, seen=x).insecurity,),
    "day_s_distress": lambda k, x: (
        rules.satisfaction(0.4, 0.4, 0.4, 0.4, x, 0.0, 0.0, k),
        rules.satisfaction(0.4, 0.4, 0.4, 0.4, 0.4, 0.0, x, k),
        rules.withdraw_rate(S._replace(strain=x), M, k),
        rules.reach_rate(S, M._replace(felt=x), k, 0.4),
    ),
    "slow_luck": lambda k, x: (
        after(k, mood=x).mood,
        rules.pair_on(rules.Pair(0.0, 3.0, 1.0), 0.1, rules.rates(P, k, DT), SHARED._replace(drift=x), DT).drift,
    ),
}


def test_every_knock_out_has_an_effect_to_remove() -> None:
    assert set(EFFECTS) == set(KNOCKOUTS)


@pytest.mark.parametrize("name", KNOCKOUTS)
def test_a_knock_out_removes_its_mechanism(name: str) -> None:
    numbers = {path.removeprefix("constants."): (NUMBERS[path], off) for path, off in KNOCKOUTS[name].items()}
    # whatever the defaults are, the mechanism works when its numbers stand a quarter up their ranges
    at_work = {n: number.low + 0.25 * (number.high - number.low) for n, (number, off) in numbers.items() if off == 0.0}
    working, knocked_out = K._replace(**at_work), K._replace(**{n: off for n, (_, off) in numbers.items()})
    effect = EFFECTS[name]
    assert all(high != about(low) for high, low in zip(effect(working, 0.8), effect(working, 0.2), strict=True))
    # hope is a logistic of trust, so it can be made to come so early that nobody lacks it, and no more
    assert effect(knocked_out, 0.8) == pytest.approx(effect(knocked_out, 0.2), rel=1e-6)
