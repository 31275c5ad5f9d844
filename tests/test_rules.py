"""The rules: what may stand in them, that nothing leaves its bounds, and the sign of every mechanism."""

from __future__ import annotations

import ast
import inspect
import textwrap

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reassure_sim import kernel, rules
from reassure_sim.draws import Luck, SharedLuck
from reassure_sim.engines import live
from reassure_sim.layout import CONSTANTS, COUPLE, SEEN, STATE_A, STATE_B, A
from reassure_sim.parameters import Parameters, rows
from reassure_sim.parameters.registry import ConstantsRecord, CoupleRecord, PersonRecord
from strategies import lives

VALUES = rows(Parameters()).tolist()
P = PersonRecord(*VALUES[A.first : A.end])
C = CoupleRecord(*VALUES[COUPLE.first : COUPLE.end])
K = ConstantsRecord(*VALUES[CONSTANTS.first : CONSTANTS.end])
S = rules.first_state(P, C, K)
M = rules.Moment(0.4, 0.1, 0.1, 0.3, 0.25, 0.0, 0.0, 0.0, 0.05)
R = rules.rates(P, K, 0.125)
PAIR = rules.first_pair(C)
QUIET = rules.Bid(rules.CARRY_ON, 0.0)
SILENT = rules.Reply(0.0, 0.0, 0.8)
LUCK = Luck(*[0.999] * 6, 0.5, 0.5)
SHARED = SharedLuck(0.999, 0.999, 0.5, 0.999)

OUR_RULES = [f for f in kernel.RULES if f.__module__.startswith(("reassure_sim.rules", "reassure_sim.draws"))]


@pytest.mark.parametrize("function", OUR_RULES, ids=lambda f: f.__name__)
def test_a_rule_uses_arithmetic_and_our_own_functions_only(function) -> None:
    """Powers, libm and loops differ between Python and compiled code, or keep LLVM from vectorising."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    known = {f.__name__ for f in kernel.RULES} | {"sqrt", "float", "int"}
    records = {name for name in dir(rules) if name[0].isupper()} | {"Words", "Luck", "SharedLuck", "Key"}
    banned = (ast.Pow, ast.FloorDiv, ast.Mod, ast.For, ast.While, ast.Raise, ast.Try, ast.List, ast.Dict, ast.ListComp)
    for node in ast.walk(tree):
        assert not isinstance(node, banned), ast.dump(node)
        if isinstance(node, ast.Call):
            assert isinstance(node.func, ast.Name), ast.unparse(node)
            assert node.func.id in known | records | {"rule"}, ast.unparse(node)
        if isinstance(node, ast.If):  # an `if` statement would be a branch with side effects
            raise AssertionError(ast.unparse(node))


def test_no_rule_knows_a_preset_or_a_regime() -> None:
    from reassure_sim.measures import REGIMES, SHADES
    from reassure_sim.scenario import PRESETS

    for function in OUR_RULES:
        source = inspect.getsource(function)
        assert not [word for word in (*PRESETS, *REGIMES, *filter(None, SHADES)) if word in source], function


@settings(max_examples=80)
@given(lives(), st.integers(1, 40), st.sampled_from([1, 8, 24]))
def test_states_stay_in_bounds_at_extreme_parameters(some, days: int, per_day: int) -> None:
    seen = live(some, days, per_day, record=("episodes",)).episodes()
    assert np.isfinite(seen).all()
    unbounded = {"care", "strain", "mood", "busy"}
    for section in (STATE_A, STATE_B):
        for field in rules.State._fields:
            values = seen[..., section.row(field) - SEEN[0]]
            if field not in unbounded:
                assert values.min() >= 0.0, field
                assert values.max() <= 1.0, field


def state(**changes: float) -> rules.State:
    return S._replace(**changes)


def felt(value: float) -> rules.Moment:
    return M._replace(felt=value)


SIGNS = {
    "asking rises with felt insecurity": lambda x: rules.seek_rate(S, felt(x), P, K),
    "asking rises with fear": lambda x: rules.seek_rate(state(fear=x), M, P, K),
    "asking falls with guard": lambda x: -rules.seek_rate(state(guard=x), M, P, K),
    "asking falls when trust is gone (despair)": lambda x: rules.seek_rate(state(trust=0.4 * x), felt(0.6), P, K),
    "asking falls when energy is spent": lambda x: rules.seek_rate(state(energy=0.4 * x), M, P, K),
    "reaching out rises with intimacy": lambda x: rules.reach_rate(state(intimacy=x), M, K, 0.2),
    "reaching out rises with energy": lambda x: rules.reach_rate(state(energy=x), M, K, 0.2),
    "an open partner reaches out more when distress shows": lambda x: rules.reach_rate(state(guard=0.1), M, K, x),
    "a guarded partner reaches out less when distress shows": lambda x: -rules.reach_rate(state(guard=0.9), M, K, x),
    "withdrawing rises with pressure": lambda x: rules.withdraw_rate(state(pressure=x), M, K),
    "withdrawing rises with guard": lambda x: rules.withdraw_rate(state(guard=x), M, K),
    "quality falls with guard": lambda x: -rules.giving_quality(state(guard=x), P, P, K),
    "quality falls with fear": lambda x: -rules.giving_quality(state(fear=x), P, P, K),
    "quality rises with energy": lambda x: rules.giving_quality(state(energy=x), P, P, K),
    "quality falls with a mismatch of channels": lambda x: (
        -rules.giving_quality(S, P._replace(words_given=0.0), P._replace(words_wanted=x), K)
    ),
    "credibility falls with own recent seeking": lambda x: -rules.credibility(state(recent_seeking=x), P, K, 1.0),
    "credibility rises with trust": lambda x: rules.credibility(state(trust=x), P, K, 1.0),
    "credibility rises with self-esteem": lambda x: rules.credibility(S, P._replace(self_esteem=x), K, 1.0),
    "rest rises with fear": lambda x: rules.resting_insecurity(C, K, x, 0.6),
    "rest rises with mistrust": lambda x: -rules.resting_insecurity(C, K, 0.5, x),
    "what shows falls with guard": lambda x: -rules.feel(state(guard=x), P, C, K, LUCK, SHARED, 0.125).shown,
    "coping soothes": lambda x: -rules.soothed(state(coping=x), K, 1.0),
    "parting falls with commitment": lambda x: -rules.parting_rate(state(commitment=x), 0.6, C, K),
    "parting falls with trust": lambda x: -rules.parting_rate(state(trust=x), 0.6, C, K),
    "parting falls with marriage": lambda x: -rules.parting_rate(S, 0.6, C._replace(married=x), K),
    "satisfaction rises with trust": lambda x: rules.satisfaction(x, 0.5, 0.5, 0.2, 0.2, 1.0, 0.0, K),
    "satisfaction falls with felt insecurity": lambda x: -rules.satisfaction(0.5, 0.5, 0.5, x, 0.2, 1.0, 0.0, K),
    "satisfaction rises with the day's care": lambda x: rules.satisfaction(0.5, 0.5, 0.5, 0.2, 0.2, x, 0.0, K),
    "satisfaction falls with the day's strain": lambda x: -rules.satisfaction(0.5, 0.5, 0.5, 0.2, 0.2, 1.0, x, K),
}


@pytest.mark.parametrize("claim", SIGNS)
def test_sign(claim: str) -> None:
    assert SIGNS[claim](0.8) > SIGNS[claim](0.2)


def test_unasked_reassurance_is_exempt_from_the_discount_of_own_seeking() -> None:
    assert rules.credibility(state(recent_seeking=0.9), P, K, 0.0) == rules.credibility(S, P, K, 0.0)


def chance(threshold_rule) -> float:
    """Invert a rule that compares a draw with a probability."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if threshold_rule(middle) == 1.0 else (low, middle)
    return low


CHANCES = {
    "directness rises with clarity": lambda x: lambda u: rules.speaks_directly(S, M, P._replace(clarity=x), K, u),
    "directness falls with distress": lambda x: lambda u: rules.speaks_directly(S, felt(1 - x), P, K, u),
    "directness falls with guard": lambda x: lambda u: rules.speaks_directly(state(guard=1 - x), M, P, K, u),
    "directness falls with the cost of asking": lambda x: (
        lambda u: rules.speaks_directly(S, M, P._replace(asking_cost=1 - x), K, u)
    ),
    "an indirect bid is heard as criticism more": lambda x: (
        lambda u: rules.hears_criticism(S, M, P, K, 0.0 if x > 0.5 else 1.0, u)
    ),
    "misreading rises with pressure": lambda x: lambda u: rules.hears_criticism(state(pressure=x), M, P, K, 0.0, u),
    "misreading rises with mistrust": lambda x: lambda u: rules.hears_criticism(state(trust=1 - x), M, P, K, 0.0, u),
    "misreading rises with the reader's distress": lambda x: lambda u: rules.hears_criticism(S, felt(x), P, K, 0.0, u),
    "misreading rises with the reader's fear": lambda x: (
        lambda u: rules.hears_criticism(state(fear=x), M, P, K, 0.0, u)
    ),
    "answering rises with intimacy": lambda x: lambda u: rules.answers(state(intimacy=x), M, K, 0.2, 1.0, 0.0, u),
    "answering rises with energy": lambda x: lambda u: rules.answers(state(energy=x), M, K, 0.2, 1.0, 0.0, u),
    "answering rises with the need that shows": lambda x: lambda u: rules.answers(S, M, K, x, 1.0, 0.0, u),
    "answering falls with pressure": lambda x: lambda u: rules.answers(state(pressure=1 - x), M, K, 0.2, 1.0, 0.0, u),
    "answering falls with guard": lambda x: lambda u: rules.answers(state(guard=1 - x), M, K, 0.2, 1.0, 0.0, u),
    "answering falls with own distress": lambda x: lambda u: rules.answers(S, felt(1 - x), K, 0.2, 1.0, 0.0, u),
    "answering falls when criticism is heard": lambda x: lambda u: rules.answers(S, M, K, 0.2, 1.0, 1 - round(x), u),
    "answering rises when asked directly": lambda x: lambda u: rules.answers(S, M, K, 0.2, round(x), 0.0, u),
}


@pytest.mark.parametrize("claim", CHANCES)
def test_sign_of_a_chance(claim: str) -> None:
    assert chance(CHANCES[claim](0.8)) > chance(CHANCES[claim](0.2))


def after(
    mine=QUIET, theirs=QUIET, to_me=SILENT, by_me=SILENT, pulse=0.0, their_pulse=0.0, s=S, encouragement=0.3, k=K
):
    return rules.settle(
        s, M, P, C, k, R, PAIR, mine, to_me, theirs, by_me, pulse, their_pulse, encouragement, 0.2, LUCK, 0.125
    )[0]


ASK, ASK_ASIDE = rules.Bid(rules.SEEK, 1.0), rules.Bid(rules.SEEK, 0.0)
YES, NO, HURT_NO = rules.Reply(0.0, 1.0, 0.8), rules.Reply(0.0, 0.0, 0.8), rules.Reply(1.0, 0.0, 0.8)
NOTHING = after()
REASSURED = after(ASK, to_me=YES, pulse=0.6)
REBUFFED = after(ASK, to_me=NO)

CONSEQUENCES = [
    ("reassurance lowers insecurity", REASSURED.insecurity < NOTHING.insecurity),
    ("reassurance gives relief", REASSURED.relief > NOTHING.relief),
    (
        "reassurance builds trust and intimacy",
        REASSURED.trust > NOTHING.trust and REASSURED.intimacy > NOTHING.intimacy,
    ),
    ("a rebuff hurts", REBUFFED.insecurity > NOTHING.insecurity),
    ("a rebuff costs trust and intimacy", REBUFFED.trust < NOTHING.trust and REBUFFED.intimacy < NOTHING.intimacy),
    ("a rebuff raises fear and guard", REBUFFED.fear > NOTHING.fear and REBUFFED.guard > NOTHING.guard),
    ("bad weighs more than good for trust", NOTHING.trust - REBUFFED.trust > REASSURED.trust - NOTHING.trust),
    (
        "being understood and encouraged lowers fear, an answer to the surface does not",
        after(ASK, to_me=YES, pulse=0.6, encouragement=1.0).fear
        < after(ASK, to_me=YES, pulse=0.6, encouragement=0.0).fear,
    ),
    (
        "encouragement builds coping, surface answers erode it",
        after(ASK, to_me=YES, pulse=0.6, encouragement=1.0).coping
        > NOTHING.coping
        > after(ASK, to_me=YES, pulse=0.6, encouragement=0.0).coping,
    ),
    ("surface answers feed doubt", after(ASK, to_me=YES, pulse=0.6, encouragement=0.0).doubt > NOTHING.doubt),
    ("being asked raises pressure", after(theirs=ASK).pressure > NOTHING.pressure),
    (
        "an effective answer costs less than an ineffective one",
        after(theirs=ASK, by_me=YES, their_pulse=0.8).energy > after(theirs=ASK, by_me=YES, their_pulse=0.0).energy,
    ),
    (
        "repetition drains the giver",
        after(theirs=ASK, by_me=YES, their_pulse=0.2, s=state(pressure=0.8)).energy
        < after(theirs=ASK, by_me=YES, their_pulse=0.2).energy,
    ),
    ("unasked care is good for the giver", after(rules.Bid(rules.REACH_OUT, 0.0)).energy > NOTHING.energy),
    ("withdrawing spares energy now", after(rules.Bid(rules.WITHDRAW, 0.0)).energy > NOTHING.energy),
    (
        "withdrawing costs both intimacy",
        after(rules.Bid(rules.WITHDRAW, 0.0)).intimacy < NOTHING.intimacy
        and after(theirs=rules.Bid(rules.WITHDRAW, 0.0)).intimacy < NOTHING.intimacy,
    ),
    (
        "criticism drains and costs the reader trust",
        after(theirs=ASK_ASIDE, by_me=HURT_NO).energy < after(theirs=ASK_ASIDE, by_me=NO).energy
        and after(theirs=ASK_ASIDE, by_me=HURT_NO).trust < after(theirs=ASK_ASIDE, by_me=NO).trust,
    ),
    (
        "guard keeps reassurance from trust",
        after(ASK, to_me=YES, pulse=0.6, s=state(guard=0.9)).trust < REASSURED.trust,
    ),
    (
        "refusing, like withdrawing, sheds pressure, spares energy and costs the refuser intimacy",
        after(theirs=ASK, by_me=NO).pressure < after(theirs=ASK, by_me=YES).pressure
        and after(theirs=ASK, by_me=NO).energy > after(theirs=ASK, by_me=YES).energy
        and after(theirs=ASK, by_me=NO).intimacy < after(theirs=ASK, by_me=YES).intimacy,
    ),
    (
        "a withdrawal that is also a refusal hurts once",
        after(ASK, theirs=rules.Bid(rules.WITHDRAW, 0.0), to_me=NO).insecurity == REBUFFED.insecurity,
    ),
    (
        "habit is learned only under the operant hypothesis",
        after(ASK, to_me=YES, pulse=0.6, k=K._replace(habituation_operant=1.0)).habit > REASSURED.habit == 0.0,
    ),
]


@pytest.mark.parametrize(("claim", "holds"), CONSEQUENCES, ids=[claim for claim, _ in CONSEQUENCES])
def test_consequence(claim: str, holds: bool) -> None:
    assert holds


def test_fading_is_exact_in_any_number_of_steps() -> None:
    start = S._replace(insecurity=0.9, relief=0.7, overshoot=0.6)
    whole = rules.fading(start, C, K, 1.0, rules.soothed(start, K, 1.0))
    s = start
    for _ in range(8):
        x, r, o = rules.fading(s, C, K, 0.125, rules.soothed(s, K, 0.125))
        s = s._replace(insecurity=x, relief=r, overshoot=o)
    assert np.allclose(whole, (s.insecurity, s.relief, s.overshoot), rtol=1e-13)


@pytest.mark.parametrize("expected", [1e-6, 0.01, 0.1, 1.0])
def test_the_mean_size_of_events_does_not_hang_on_the_time_step(expected: float) -> None:
    chance = 1.0 - kernel.exp(-expected)
    v = (np.arange(2_000) + 0.5) / 2_000
    mean = float(np.mean([rules.strike(float(x) * chance, expected) for x in v])) * chance
    assert mean == pytest.approx(expected, rel=1e-5)
    assert rules.strike(1.0000001 * chance, expected) == 0.0


def test_competing_hazards_choose_in_proportion() -> None:
    u = (np.arange(100_000) + 0.5) / 100_000
    acts = np.array([rules.choose(2.0, 1.0, 0.5, 0.0, float(v), 0.125) for v in u])
    any_act = 1.0 - np.exp(-3.5 * 0.125)
    for act, rate in ((rules.SEEK, 2.0), (rules.REACH_OUT, 1.0), (rules.WITHDRAW, 0.5)):
        assert np.mean(acts == act) == pytest.approx(any_act * rate / 3.5, abs=2e-5)
    assert rules.choose(0.0, 0.0, 0.0, 0.0, 0.3, 0.125) == rules.CARRY_ON
    assert rules.choose(9.0, 9.0, 9.0, 0.125, 1e-9, 0.125) == rules.CARRY_ON  # still busy


def test_mastery_grows_less_and_less_with_distress_and_needs_calm() -> None:
    def learned(alone: float, insecurity: float) -> float:
        return rules.mastery(M._replace(alone=alone, insecurity=insecurity), K, 0.125)

    assert learned(0.0, 0.2) == 0.0
    steps = [learned(a, 0.2) for a in (0.05, 0.10, 0.15)]
    assert steps[1] - steps[0] > steps[2] - steps[1] > 0.0
    assert learned(0.1, 0.9) < learned(0.1, 0.2)
    assert learned(1e6, 0.0) <= 0.125
