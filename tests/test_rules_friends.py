"""Friends, once a day: worked examples, and what holds at any numbers (docs/model.md, 7.16)."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reassure_sim import rules
from reassure_sim.mechanisms import FLOWS
from reassure_sim.parameters import NUMBERS, Constants, ConstantsRecord
from reassure_sim.parameters.registry import CoupleRecord, PersonRecord
from worked import about, chance, constants, couple, luck, only, person, settled, shared_luck, state

NORMS = ("asking_norm", "asking_cost", "words_given", "words_wanted")
public, episode = partial(only, rules.Public), partial(only, rules.Episode)
morning_of, standing_of = partial(only, rules.Morning), partial(only, rules.Standing)

# -- the evening -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("energy", "spare"), [(0.1, 0.0), (0.2, 0.0), (0.4, 0.25), (0.8, 0.75), (1.0, 1.0)])
def test_comfort_to_spare_is_the_energy_above_that_of_the_exhausted(energy: float, spare: float) -> None:
    assert rules.spare_comfort(energy, constants(comfort_spent=0.2)) == about(spare)


def test_where_all_energy_is_needed_nobody_has_comfort_to_spare() -> None:
    k = constants(comfort_spent=1.0)
    assert [rules.spare_comfort(energy, k) for energy in (0.0, 0.8, 1.0)] == [0.0, 0.0, 0.0]


K = constants(comfort_spent=0.2, expression_guard=0.5, nearby_days=20.0)
TELLING = person(asking_norm=0.61, asking_cost=0.62, words_given=0.63, words_wanted=0.64)
OWN_NORMS = (0.61, 0.62, 0.63, 0.64)


def shows(together: float, **before: float) -> rules.Public:
    e = episode(felt=0.5, satisfaction=0.7)
    return rules.evening(state(energy=0.4, guard=0.4), TELLING, K, e, together, public(**before))


def test_a_partner_shows_what_is_left_of_energy_the_distress_that_guard_lets_through_and_satisfaction() -> None:
    for parted in (0.0, 0.5):
        evening = shows(1.0, partnered=1.0, parted=parted)
        assert evening == about((0.25, 0.5 * 0.8, 0.7, 1.0, 0.0, *OWN_NORMS))


def test_on_the_evening_of_a_break_up_one_has_no_comfort_to_spare_and_shows_no_distress() -> None:
    assert shows(0.0, partnered=1.0, parted=0.0) == about((0.0, 0.0, 0.0, 0.0, 1.0, *OWN_NORMS))


def test_a_break_up_fades_and_comfort_comes_back_to_that_of_the_rested() -> None:
    parted = 0.6 * math.exp(-1 / 20)
    assert shows(0.0, partnered=0.0, parted=0.6) == about((0.75 * (1 - parted), 0.0, 0.0, 0.0, parted, *OWN_NORMS))


def test_a_single_who_never_parted_has_the_comfort_of_the_rested_whatever_the_state() -> None:
    assert shows(0.0, partnered=0.0, parted=0.0) == about((0.75, 0.0, 0.0, 0.0, 0.0, *OWN_NORMS))


# -- the morning -----------------------------------------------------------------------------------


def test_a_mean_over_friends_is_by_weight_and_0_without_friends() -> None:
    assert rules.among(1.2, 4.0) == rules.among(0.012, 0.04) == about(0.3)  # a single friend may weigh little
    assert rules.among(0.0, 0.0) == 0.0


@pytest.mark.parametrize(
    ("stubbornness", "goal"),
    [(0.0, 0.8), (0.25, 0.75 * 0.8 + 0.25 * 0.2), (1.0, 0.2)],
    ids=["open", "both", "stubborn"],
)
def test_a_norm_goes_a_share_of_the_way_to_the_friends_mean_or_back_to_where_it_came_from(stubbornness, goal) -> None:
    drawn = rules.drawn(0.5, 0.2, 2.4, 3.0, stubbornness, constants(norm_pull=0.1))  # the friends' mean is 0.8
    assert drawn == about(0.5 + 0.1 * (goal - 0.5))
    assert rules.drawn(0.5, 0.2, 0.032, 0.04, stubbornness, constants(norm_pull=0.1)) == about(drawn)


def test_without_friends_a_norm_stays_but_for_stubbornness() -> None:
    k = constants(norm_pull=0.1)
    assert rules.drawn(0.5, 0.2, 0.0, 0.0, 0.0, k) == 0.5
    assert rules.drawn(0.5, 0.2, 0.0, 0.0, 0.5, k) == about(0.5 + 0.1 * 0.5 * (0.2 - 0.5))


MORNING = constants(friends_half=3.0, comfort_gain=0.8, spill_gain=0.6, norm_pull=0.1)
HEARD = public(spare=2.5, shown=1.0, asking_norm=4.0, asking_cost=3.0, words_given=2.0, words_wanted=1.0)
BEFORE = rules.Morning(comfort=0.1, spillover=0.3, asking_norm=0.1, asking_cost=0.2, words_given=0.3, words_wanted=0.4)
WAKING = TELLING._replace(stubbornness=0.25)


def test_by_the_morning_friends_comfort_weigh_on_and_draw_a_person() -> None:
    new = rules.morning(WAKING, BEFORE, HEARD, 5.0, MORNING)
    norms = [
        x + 0.1 * (0.75 * (mean - x) + 0.25 * (first - x))
        for x, mean, first in zip(OWN_NORMS, (0.8, 0.6, 0.4, 0.2), (0.1, 0.2, 0.3, 0.4), strict=True)
    ]
    assert new == about((0.1 + 0.8 * 2.5 / 8.0, 0.3 + 0.6 * 0.2, *norms))


def test_who_has_no_friends_wakes_as_at_the_start_but_for_the_pull_of_the_own_norms() -> None:
    nothing = rules.Public(*[0.0] * len(rules.Public._fields))
    for k in (MORNING, MORNING._replace(friends_half=0.0)):
        new = rules.morning(WAKING._replace(stubbornness=0.0), BEFORE, nothing, 0.0, k)
        assert new == about((0.1, 0.3, *OWN_NORMS))


@pytest.mark.parametrize(("friends", "comfort"), [(1.0, 0.25), (3.0, 0.5), (9.0, 0.75)])
def test_friends_half_rested_friends_give_half_of_what_many_give(friends: float, comfort: float) -> None:
    k = MORNING._replace(comfort_gain=1.0)
    heard = HEARD._replace(spare=friends)
    assert rules.morning(WAKING, BEFORE._replace(comfort=0.0), heard, friends, k).comfort == about(comfort)


def test_comfort_is_never_more_than_all() -> None:
    assert rules.morning(WAKING, BEFORE._replace(comfort=0.9), HEARD, 5.0, MORNING).comfort == 1.0


# -- how a couple stands with friends --------------------------------------------------------------


def test_friends_measure_a_couple_by_those_of_them_who_have_a_partner() -> None:
    assert rules.measured(0.7, public(satisfied=1.5, partnered=3.0)) == about(0.7 - 0.5)
    assert rules.measured(0.7, public(satisfied=0.015, partnered=0.03)) == about(0.7 - 0.5)
    assert rules.measured(0.7, public(satisfied=0.0, partnered=0.0)) == 0.0


STANDING = constants(approval_gain=2.0)
BY_A, BY_B = public(satisfied=1.5, partnered=3.0, parted=1.0), public(satisfied=1.6, partnered=2.0, parted=1.5)


def test_approval_and_what_is_nearby_are_the_mean_of_what_both_partners_hear() -> None:
    new = rules.standing(rules.Standing(0.1, 0.05), 0.7, BY_A, 4.0, BY_B, 5.0, STANDING)
    assert new == about((0.1 + 2.0 * 0.5 * ((0.7 - 0.5) + (0.7 - 0.8)), 0.05 + 0.5 * (0.25 + 0.3)))


def test_a_partner_without_friends_counts_as_one_who_hears_nothing() -> None:
    silent = rules.Public(*[0.0] * len(rules.Public._fields))
    new = rules.standing(rules.Standing(0.1, 0.05), 0.7, BY_A, 4.0, silent, 0.0, STANDING)
    assert new == about((0.1 + 2.0 * 0.5 * (0.7 - 0.5), 0.05 + 0.5 * 0.25))
    assert rules.standing(rules.Standing(0.1, 0.05), 0.7, silent, 0.0, silent, 0.0, STANDING) == about((0.1, 0.05))


def test_approval_stays_between_minus_1_and_1_and_break_ups_nearby_are_at_most_all() -> None:
    k = STANDING._replace(approval_gain=5.0)
    high, low = (public(satisfied=x, partnered=3.0, parted=4.0) for x in (0.0, 3.0))
    assert rules.standing(rules.Standing(0.9, 0.5), 1.0, high, 4.0, high, 4.0, k) == (1.0, 1.0)
    assert rules.standing(rules.Standing(-0.9, 0.5), 0.0, low, 4.0, low, 4.0, k) == (-1.0, 1.0)
    near = public(satisfied=0.6, partnered=1.0, parted=0.0)  # five times 0.04 above, or below, these friends
    for content, start, approval in ((0.64, 0.75, 0.95), (0.64, 0.9, 1.0), (0.56, -0.75, -0.95), (0.56, -0.9, -1.0)):
        new = rules.standing(rules.Standing(start, 0.0), content, near, 1.0, near, 1.0, k)
        assert new == about((approval, 0.0))


# -- a new couple ----------------------------------------------------------------------------------


def test_a_new_couple_begins_at_set_points_with_what_each_has_learned_elsewhere() -> None:
    p = person(anxiety=0.9, avoidance=0.9, self_soothing=0.9, doubt_proneness=0.9, outlook=0.03)
    c = couple(bond=0.05, apart=0.0, years_together=0.0, approval=0.25)
    k = constants(
        trust_rest=0.6, trust_fear=0.5, trust_bond=0.4, intimacy_rest=0.8, intimacy_guard=0.5, intimacy_outlook=0.7,
        intimacy_fade=0.2, commitment_years=6.0, commitment_investment=0.3, approval_commitment=0.4,
        rest_base=0.05, rest_fear=0.5, rest_apart=0.25, rest_mistrust=0.4,
        satisfaction_energy=0.5, satisfaction_felt=0.25, satisfaction_acute=0.75, satisfaction_care=0.1,
        satisfaction_strain=0.15, care_most=4.0,
    )  # fmt: skip
    begun = rules.start_state(p, c, k, fear=0.63, guard=0.4, coping=0.55, doubt=0.35, mood=0.02)
    own = 0.03 + 0.02
    trust, intimacy = 0.6 - 0.5 * 0.2 + own + 0.4 * 0.05, 0.8 * 0.8 + 0.05 + 0.7 * own
    insecurity = 0.05 + 0.5 * 0.63 + 0.4 * (0.65 - trust)
    satisfied = (trust + intimacy + 0.5 * 0.8 - 0.25 * insecurity) / 2.8
    known = {"trust": trust, "intimacy": intimacy, "insecurity": insecurity, "energy": 0.8, "mood": 0.02}
    known |= {"fear": 0.63, "guard": 0.4, "coping": 0.55, "doubt": 0.35, "commitment": 0.7 * satisfied + 0.4 * 0.25}
    assert begun._asdict() == about(dict.fromkeys(rules.State._fields, 0.0) | known)


# -- signs, switches and bounds --------------------------------------------------------------------

DEFAULTS = ConstantsRecord(**Constants().model_dump())
ANYONE = PersonRecord(*[0.4] * len(PersonRecord._fields))._replace(shock=0.0)
PAIR = CoupleRecord(*[0.4] * len(CoupleRecord._fields))._replace(apart=0.0)
AT_04 = rules.State(*[0.4] * len(rules.State._fields))
NOTED = rules.Episode(*[0.4] * len(rules.Episode._fields))
COUPLED = rules.Public(*[0.4] * len(rules.Public._fields))._replace(partnered=1.0, parted=0.0)
START, STANDS = rules.Morning(*[0.0] * len(rules.Morning._fields)), rules.Standing(0.0, 0.0)
LUCK, SHARED = luck(stress=0.999, doubt=0.999), shared_luck(stress=0.999, good=0.999)
DT = 0.125


def friend(k: ConstantsRecord, together: float = 1.0, s: rules.State = AT_04, felt: float = 0.4) -> rules.Public:
    return rules.evening(s, ANYONE, k, NOTED._replace(felt=felt), together, COUPLED)


def woken(k: ConstantsRecord, heard: rules.Public) -> PersonRecord:
    """Return a person who has one friend, on the morning after that friend's evening."""
    new = rules.morning(ANYONE._replace(stubbornness=0.0), START._replace(asking_norm=0.4), heard, 1.0, k)
    return ANYONE._replace(**new._asdict())


def stood(k: ConstantsRecord, heard: rules.Public, satisfied: float = 0.4) -> CoupleRecord:
    """Return a couple with one friend, on the morning after that friend's evening."""
    return PAIR._replace(**rules.standing(STANDS, satisfied, heard, 1.0, heard, 1.0, k)._asdict())


def distress(k: ConstantsRecord, p: PersonRecord, s: rules.State = AT_04) -> float:
    return rules.feel(s._replace(insecurity=0.9), p, PAIR, k, LUCK, SHARED, DT).insecurity


def commitment(k: ConstantsRecord, c: CoupleRecord) -> float:
    return settled(k, AT_04, p=ANYONE, c=c, r=rules.rates(ANYONE, k, DT), drift=0.0, years=3.0, mood=0.5,
                   m=rules.Moment(*[0.4] * len(rules.Moment._fields)), seen=0.4, dt=DT)[0].commitment  # fmt: skip


def shock(k: ConstantsRecord, p: PersonRecord) -> float:
    """Return the chance that a shock of one's own strikes."""
    return chance(lambda u: float(rules.feel(AT_04, p, PAIR, k, LUCK._replace(stress=u), SHARED, DT).stress > 0.0))


def parting(k: ConstantsRecord, c: CoupleRecord) -> float:
    return rules.parting_rate(AT_04, 0.4, c, k)


# what flows, as it depends on ``x``, a number of a friend or of the way to it
FLOWING: dict[str, Any] = {
    "comfort": lambda k, x: distress(k, woken(k, friend(k, s=AT_04._replace(energy=x)))),
    "approval": lambda k, x: commitment(k, stood(k, COUPLED._replace(satisfied=x))),
    "stress": lambda k, x: shock(k, woken(k, friend(k, felt=x))),
    "norms": lambda k, x: woken(k, COUPLED._replace(asking_norm=x)).asking_norm,
    "partings": lambda k, x: parting(k, stood(k, friend(k, together=round(1.0 - x)))),
}


def test_every_flow_has_an_effect_to_switch_off() -> None:
    assert set(FLOWING) == {flow.name for flow in FLOWS}


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_a_flow_works_and_at_strength_0_does_exactly_nothing(flow: Any) -> None:
    off = DEFAULTS._replace(**{path.removeprefix("constants."): value for path, value in flow.off.items()})
    effect = FLOWING[flow.name]
    assert abs(effect(DEFAULTS, 0.9) - effect(DEFAULTS, 0.2)) > 1e-6
    assert effect(off, 0.9) == effect(off, 0.2)


def test_without_strengths_a_morning_sets_nothing() -> None:
    off = DEFAULTS._replace(
        **{path.removeprefix("constants."): value for flow in FLOWS for path, value in flow.off.items()}
    )
    before = rules.Morning(0.13, 0.17, 0.4, 0.4, 0.4, 0.4)
    # a share of friends that have parted is heard, and does nothing: its strength is in the hazard
    assert rules.morning(ANYONE, before, HEARD, 5.0, off) == (0.13, 0.17, 0.4, 0.4, 0.4, 0.4)
    assert rules.standing(rules.Standing(0.3, 0.0), 0.7, BY_A, 4.0, BY_B, 5.0, off).approval == 0.3
    assert rules.eased(AT_04, ANYONE._replace(comfort=0.0), DEFAULTS, 9.0) == 1.0


SIGNS = {
    "rested friends calm": lambda x: -FLOWING["comfort"](DEFAULTS, x),
    "a friend's exhaustion takes comfort away": lambda x: friend(DEFAULTS, s=AT_04._replace(energy=x)).spare,
    "guard keeps comfort out": lambda x: rules.eased(AT_04._replace(guard=x), ANYONE, DEFAULTS, 1.0),
    "comfort eases": lambda x: -rules.eased(AT_04, ANYONE._replace(comfort=x), DEFAULTS, 1.0),
    "more friends comfort more": lambda x: woken_by(20.0 * x).comfort,
    "a break-up takes comfort away": lambda x: friend(DEFAULTS, together=round(x)).spare,
    "friends' distress brings shocks": lambda x: FLOWING["stress"](DEFAULTS, x),
    "a friend's guard keeps distress from being heard": lambda x: -friend(DEFAULTS, s=AT_04._replace(guard=x)).shown,
    "happier than one's friends, one is more committed": lambda x: commitment(
        DEFAULTS, stood(DEFAULTS, COUPLED, satisfied=x)
    ),
    "happier friends make one's own relationship look poorer": lambda x: -FLOWING["approval"](DEFAULTS, x),
    "friends' norms draw": lambda x: FLOWING["norms"](DEFAULTS, x),
    "the stubborn stay nearer to their own": lambda x: -abs(rules.drawn(0.4, 0.4, 0.9, 1.0, x, DEFAULTS) - 0.4),
    "a break-up nearby makes the own more likely": lambda x: FLOWING["partings"](DEFAULTS, x),
}


def woken_by(friends: float) -> rules.Morning:
    return rules.morning(ANYONE, START, COUPLED._replace(spare=0.5 * friends), friends, DEFAULTS)


@pytest.mark.parametrize("claim", SIGNS)
def test_sign(claim: str) -> None:
    assert SIGNS[claim](0.8) > SIGNS[claim](0.2)


def within(some: Any, prefix: str, *names: str) -> st.SearchStrategy[Any]:
    """Return records like ``some``, with the named numbers anywhere in their ranges, ends included."""
    ranges = {name: NUMBERS[f"{prefix}.{name}"] for name in names}
    drawn = {name: st.sampled_from([n.low, n.high]) | st.floats(n.low, n.high) for name, n in ranges.items()}
    return st.builds(some._replace, **drawn)


SHARE = st.sampled_from([0.0, 1.0]) | st.floats(0.0, 1.0)
EVENINGS = st.builds(rules.Public, *[SHARE] * len(rules.Public._fields))
FLAGS = st.sampled_from([0.0, 1.0])
CONSTANTS = within(
    DEFAULTS, "constants", "friends_half", "comfort_gain", "comfort_spent", "comfort_rate", "comfort_guard", "spill_gain",
    "approval_gain", "norm_pull", "nearby_days", "expression_guard",
)  # fmt: skip
PEOPLE = within(ANYONE, "a", "stubbornness", *rules.Morning._fields)
PAIRS = within(PAIR, "couple", "approval", "nearby")
HEARING = st.lists(st.tuples(EVENINGS, st.sampled_from([1e-9, 1.0, 1e9]) | st.floats(1e-9, 1e9)), max_size=4)


@settings(max_examples=60)
@given(CONSTANTS, PEOPLE, EVENINGS, FLAGS, FLAGS, SHARE, SHARE, SHARE, SHARE)
def test_an_evening_is_within_0_and_1_at_any_numbers(k, p, before, together, was, energy, guard, felt, content) -> None:
    s, e = state(energy=energy, guard=guard), episode(felt=felt, satisfaction=content)
    evening = rules.evening(s, p, k, e, together, before._replace(partnered=was))
    assert all(0.0 <= x <= 1.0 for x in evening)
    assert evening.partnered == together
    assert together == 0.0 or evening.parted == 0.0
    assert together == 1.0 or evening.shown == evening.satisfied == 0.0


@settings(max_examples=60)
@given(CONSTANTS, PEOPLE, PAIRS, HEARING, SHARE)
def test_a_morning_is_within_ranges_at_any_numbers_and_friends(k, p, c, heard, content) -> None:
    friends = sum(weight for _, weight in heard)
    total = rules.Public(*(sum(w * e[i] for e, w in heard) for i in range(len(rules.Public._fields))))
    start = rules.Morning(*(getattr(p, name) for name in rules.Morning._fields))
    new = rules.morning(p, start, total, friends, k)
    assert 0.0 <= new.comfort <= 1.0
    assert all(0.0 <= getattr(new, name) <= 1.0 for name in NORMS)
    assert start.spillover <= new.spillover <= (start.spillover + k.spill_gain) * (1 + 1e-12)
    assume(total.satisfied <= total.partnered)  # nobody is satisfied without a partner
    couple_now = rules.standing(rules.Standing(c.approval, c.nearby), content, total, friends, total, friends, k)
    assert -1.0 <= couple_now.approval <= 1.0
    assert 0.0 <= couple_now.nearby <= 1.0
    eased = rules.eased(state(guard=content), p._replace(comfort=new.comfort), k, 1.0)
    assert 0.0 <= eased <= 1.0
