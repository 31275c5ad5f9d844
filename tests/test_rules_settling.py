"""What reassurance reaches a partner, and what an episode leaves in both: worked examples, state by state."""

from __future__ import annotations

import math
from typing import Any

import pytest

from reassure_sim import rules
from worked import (
    ASK, HINT, LEAVE, NO, QUIET, REACH, YES,
    about, constants, couple, logistic, luck, moment, pair, person, rates, state,
)  # fmt: skip

BELIEVED = constants(
    credible_base=1.5, credible_seeking=3.0, credible_fear=1.6, credible_mistrust=2.0, credible_esteem=1.2,
    habituation_credibility=0.5, habituation_amplitude=0.5, tolerance_amplitude=0.6, reach_share=0.4,
)  # fmt: skip
HEARER, ESTEEM = state(recent_seeking=0.4, fear=0.68, trust=0.45, tolerance=0.3), person(self_esteem=0.7)
OWN = 1.5 - 2.0 * 0.2 + 1.2 * 0.2  # log-odds of belief, before own seeking is held against it
DISCOUNT = 0.5 * 3.0 * 0.4 * (1 + 1.6 * 0.25)


def test_own_recent_seeking_discounts_what_was_asked_for_more_so_in_the_fearful() -> None:
    assert rules.credibility(HEARER, ESTEEM, BELIEVED, 1.0) == about(logistic(OWN - DISCOUNT))
    assert rules.credibility(HEARER, ESTEEM, BELIEVED, 0.0) == about(logistic(OWN))


@pytest.mark.parametrize(
    ("mine", "theirs", "provides", "believed"),
    [
        (QUIET, QUIET, 0.0, 0.0),
        (ASK, QUIET, 0.0, 0.0),
        (ASK, QUIET, 1.0, logistic(OWN - DISCOUNT)),
        (QUIET, REACH, 0.0, 0.4 * logistic(OWN)),
        (LEAVE, REACH, 0.0, 0.4 * logistic(OWN)),
        (HINT, REACH, 0.0, 0.4 * logistic(OWN)),
        (ASK, REACH, 1.0, logistic(OWN - DISCOUNT) + 0.4 * logistic(OWN)),
        (QUIET, ASK, 1.0, 0.0),
    ],
)
def test_a_pulse_is_what_one_asked_for_or_was_offered_as_far_as_believed(mine, theirs, provides, believed) -> None:
    to_me = rules.Reply(criticised=math.nan, provides=provides, quality=0.7)
    dulled = 1 - 0.5 * 0.6 * 0.3
    assert rules.reassurance(HEARER, ESTEEM, BELIEVED, mine, theirs, to_me) == about(0.7 * believed * dulled)


def test_mastery_is_the_share_of_a_day_spent_soothing_alone_down_to_calm() -> None:
    m = moment(alone=0.05, insecurity=0.2)  # flow 0.2 a day, 0.2 / (0.2 + 0.3) of the most; calm 0.8
    assert rules.mastery(m, constants(soothed_half=0.3), 0.25) == about(0.25 * 0.4 * 0.8**2)


def test_support_completes_what_is_missing_of_encouragement() -> None:
    assert rules.encouraging(person(encouragement=0.3, support=0.0)) == about(0.3)
    assert rules.encouraging(person(encouragement=0.3, support=0.5)) == about(0.65)
    assert rules.encouraging(person(encouragement=0.3, support=1.0)) == about(1.0)


# -- settling: each example names what one state needs, and looks at that state ----------------------


def settled(
    k: Any, s: Any, mine=QUIET, theirs=QUIET, to_me=NO, by_me=NO, m: Any = None, p: Any = None, r: Any = None, c: Any = None,
    years: float = math.nan, drift: float = math.nan, pulse: float = 0.0, their_pulse: float = 0.0, encouragement: float = 0.0,
    mood: float = math.nan,
) -> tuple[rules.State, rules.Episode]:  # fmt: skip
    m, p, r, c = m or moment(), p or person(), r or rates(), c or couple()
    both = pair(drift=drift, years=years)
    return rules.settle(
        s, m, p, c, k, r, both, mine, to_me, theirs, by_me, pulse, their_pulse, encouragement, luck(mood=mood), 0.25
    )  # fmt: skip


HEARD = NO._replace(criticised=1.0)

FAST = constants(
    relief_drop=0.5, relief_gain=0.5, hurt=0.2, withdrawal_hurt=0.1, hurt_fear=2.0, habituation_rebound=0.5, rebound_size=0.8
)  # fmt: skip


@pytest.mark.parametrize(
    ("mine", "theirs", "to_me", "pulse", "insecurity"),
    [
        (QUIET, QUIET, NO, 0.0, 0.4),
        (ASK, QUIET, YES, 0.6, 0.4 - 0.4 * 0.5 * 0.6),
        (QUIET, REACH, NO, 0.6, 0.28),
        (ASK, QUIET, NO, 0.0, 0.4 + 0.3 * 0.6),  # refused: 0.2 * 1.5
        (ASK, REACH, NO, 0.6, 0.28 + 0.3 * 0.72),
        (QUIET, LEAVE, NO, 0.0, 0.4 + 0.15 * 0.6),  # left: 0.1 * 1.5
        (ASK, LEAVE, NO, 0.0, 0.4 + 0.3 * 0.6),  # left when asking: hurts once, as a refusal
        (LEAVE, QUIET, NO, 0.0, 0.4),
        (REACH, ASK, NO, 0.0, 0.4),
    ],
)
def test_reassurance_calms_and_refusal_or_being_left_hurts_the_fearful(mine, theirs, to_me, pulse, insecurity) -> None:
    s, m = state(fear=0.68), moment(insecurity=0.4, relief=0.2, overshoot=0.3)
    after, seen = settled(FAST, s, mine, theirs, to_me, m=m, pulse=pulse)
    relief, overshoot = 0.2 + 0.5 * pulse * 0.8, 0.3 + 0.5 * pulse * 0.7
    felt = insecurity - relief + 0.5 * 0.8 * 0.68 * (overshoot - relief)
    assert (after.insecurity, after.relief, after.overshoot) == about((insecurity, relief, overshoot))
    assert (seen.felt, seen.d_insecurity) == about((max(felt, 0.0), insecurity - 0.4))
    assert seen.soothed_by_partner == about(0.4 * 0.5 * pulse)


def test_repetition_leaves_tolerance_in_the_reassured_and_recent_seeking_in_all_who_ask() -> None:
    k, s = constants(tolerance_gain=0.2, seeking_gain=0.3), state(tolerance=0.4, recent_seeking=0.5)
    r = rates(tolerance=0.9, recent_seeking=0.8)
    for mine, to_me, tolerance, seeking in (
        (QUIET, NO, 0.36, 0.4),
        (REACH, NO, 0.36, 0.4),
        (HINT, NO, 0.36, 0.4 + 0.3 * 0.6),
        (ASK, YES, 0.36 + 0.2 * 0.64, 0.4 + 0.3 * 0.6),
    ):
        after, _ = settled(k, s, mine, to_me=to_me, r=r)
        assert (after.tolerance, after.recent_seeking) == about((tolerance, seeking))


def test_habit_is_learned_by_the_calm_that_an_answer_brought() -> None:
    k = constants(habituation_operant=0.5, habit_gain=0.4, relief_drop=0.5)
    s, m, r = state(habit=0.3), moment(insecurity=0.4), rates(habit=0.9)
    assert settled(k, s, ASK, to_me=YES, m=m, r=r, pulse=0.6)[0].habit == about(0.27 + 0.5 * 0.4 * 0.12 * 0.73)
    assert settled(k, s, ASK, REACH, m=m, r=r, pulse=0.6)[0].habit == about(0.27)  # refused, though reached out to


def test_a_bid_presses_less_where_asking_is_the_custom_and_leaving_or_refusing_sheds_pressure() -> None:
    k, s, r = constants(pressure_gain=0.2, pressure_norm=1.5, withdraw_release=0.3), state(pressure=0.5), rates(pressure=0.8)
    for norm, gain in ((0.5, 0.2), (0.7, 0.2 * 0.7), (0.3, 0.2 * 1.3)):
        for mine, theirs, by_me, pressure in (
            (QUIET, QUIET, NO, 0.4),
            (ASK, REACH, NO, 0.4),
            (QUIET, ASK, YES, 0.4 + gain * 0.6),
            (QUIET, ASK, NO, (0.4 + gain * 0.6) * 0.7),
            (LEAVE, QUIET, NO, 0.4 * 0.7),
            (LEAVE, ASK, NO, (0.4 + gain * 0.6) * 0.7),
        ):
            after, _ = settled(k, s, mine, theirs, by_me=by_me, p=person(asking_norm=norm), r=r)
            assert after.pressure == about(pressure)


SPENDING = constants(
    energy_distress=0.8, giving_cost=0.4, giving_cost_base=0.2, giving_effect=0.7, giving_criticism=0.6, giving_guard=0.5,
    giving_gain=0.1, voluntary_gain=0.05, withdraw_rest=0.03, good_gain=0.02, criticism_drain=0.1, rebuff_drain=0.15,
)  # fmt: skip
BURDEN = 0.4 * (0.2 + 0.3) * (1 - 0.7 * 0.6) * (1 + 0.5 * 0.4)
GIVEN_BACK = 0.1 * 0.6


@pytest.mark.parametrize(
    ("mine", "theirs", "to_me", "by_me", "good", "lift", "burden", "drain"),
    [
        (QUIET, QUIET, NO, NO, 0.0, 0.0, 0.0, 1.0),
        (QUIET, QUIET, NO, NO, 1.0, 0.02, 0.0, 1.0),
        (QUIET, ASK, NO, YES, 0.0, GIVEN_BACK, BURDEN, 1.0),
        (QUIET, HINT, NO, YES._replace(criticised=1.0), 0.0, GIVEN_BACK, 1.6 * BURDEN, 0.9),
        (QUIET, HINT, NO, HEARD, 0.0, 0.03, 0.0, 0.9),
        (REACH, QUIET, NO, NO, 0.0, 0.05, 0.0, 1.0),
        (REACH, ASK, NO, YES, 1.0, GIVEN_BACK + 0.05 + 0.02, BURDEN, 1.0),
        (LEAVE, QUIET, NO, NO, 0.0, 0.03, 0.0, 1.0),
        (LEAVE, ASK, NO, NO, 0.0, 0.03, 0.0, 1.0),
        (ASK, QUIET, NO, NO, 0.0, 0.0, 0.0, 0.85),
        (ASK, HINT, NO, HEARD, 0.0, 0.03, 0.0, 0.9 * 0.85),
        (ASK, QUIET, YES, NO, 0.0, 0.0, 0.0, 1.0),
    ],
)
def test_giving_costs_by_repetition_and_gives_back_what_helped(mine, theirs, to_me, by_me, good, lift, burden, drain) -> None:
    s, m = state(energy=0.6, pressure=0.3, guard=0.4), moment(felt=0.5, good=good)
    after, _ = settled(SPENDING, s, mine, theirs, to_me, by_me, m=m, r=rates(energy=0.75), their_pulse=0.6)
    rested = (1 - 0.4 * 0.75) / (1 + 0.8 * 0.5 * 0.25)
    assert after.energy == about((rested + lift * (1 - rested) - burden * rested) * drain)


SET_POINTS = {"trust_rest": 0.6, "trust_fear": 0.5, "intimacy_rest": 0.8, "intimacy_guard": 0.5}
HERE = {"p": person(outlook=0.03), "c": couple(bond=0.05), "drift": -0.04}


@pytest.mark.parametrize(
    ("mine", "theirs", "to_me", "by_me", "pulse", "loss"),
    [
        (QUIET, QUIET, NO, NO, 0.0, 0.0),
        (ASK, QUIET, YES, NO, 0.6, 0.0),
        (QUIET, REACH, NO, NO, 0.6, 0.0),
        (ASK, QUIET, NO, NO, 0.0, 0.1 * 1.3),
        (QUIET, HINT, NO, HEARD, 0.0, 0.07),
        (ASK, HINT, NO, HEARD, 0.0, 0.1 * 1.3 + 0.07),
        (LEAVE, LEAVE, NO, NO, 0.0, 0.0),
    ],
)
def test_trust_returns_to_its_set_point_gains_by_what_is_taken_in_and_loses_by_rebuffs(
    mine, theirs, to_me, by_me, pulse, loss
) -> None:
    k = constants(**SET_POINTS, take_in=0.5, trust_gain=0.2, trust_loss=0.1, trust_loss_fear=1.2, criticism_trust=0.07)
    s = state(trust=0.4, fear=0.68, guard=0.3, mood=0.02)
    after, seen = settled(k, s, mine, theirs, to_me, by_me, r=rates(trust=0.9), pulse=pulse, **HERE)
    set_point = 0.6 - 0.5 * 0.25 + 0.05 + 0.03 + 0.02 - 0.04
    trust = set_point + (0.4 - set_point) * 0.9
    trust += 0.2 * pulse * (1 - 0.5 * 0.3) * (1 - trust)
    assert (after.trust, seen.d_trust) == about((trust * (1 - loss), trust * (1 - loss) - 0.4))


@pytest.mark.parametrize(
    ("mine", "theirs", "to_me", "by_me", "pulse", "good", "distance"),
    [
        (QUIET, QUIET, NO, NO, 0.0, 0.0, 0.0),
        (ASK, QUIET, YES, NO, 0.6, 0.0, 0.0),
        (QUIET, QUIET, NO, NO, 0.0, 1.0, 0.0),
        (QUIET, REACH, NO, NO, 0.6, 1.0, 0.0),
        (ASK, QUIET, NO, NO, 0.0, 0.0, 0.1),
        (QUIET, ASK, NO, NO, 0.0, 0.0, 0.06),
        (QUIET, ASK, NO, YES, 0.0, 0.0, 0.0),
        (LEAVE, QUIET, NO, NO, 0.0, 0.0, 0.06),
        (LEAVE, ASK, NO, NO, 0.0, 0.0, 0.06),
        (QUIET, LEAVE, NO, NO, 0.0, 0.0, 0.06),
        (LEAVE, LEAVE, NO, NO, 0.0, 0.0, 0.12),
        (ASK, LEAVE, NO, NO, 0.0, 0.0, 0.1),
        (ASK, ASK, NO, NO, 0.0, 0.0, 0.16),
    ],
)
def test_intimacy_grows_by_what_is_taken_in_and_good_events_and_distance_costs_both(
    mine, theirs, to_me, by_me, pulse, good, distance
) -> None:
    k = constants(**SET_POINTS, take_in=0.5, intimacy_gain=0.2, good_gain=0.05, intimacy_loss=0.1, withdrawal_distance=0.06)
    s, m = state(intimacy=0.4, guard=0.3, mood=0.02), moment(good=good)
    after, _ = settled(k, s, mine, theirs, to_me, by_me, m=m, r=rates(intimacy=0.9), pulse=pulse, **HERE)
    set_point = 0.8 * (1 - 0.5 * 0.3) + 0.05 + 0.03 + 0.02 - 0.04
    intimacy = set_point + (0.4 - set_point) * 0.9
    intimacy += (0.2 * pulse * (1 - 0.5 * 0.3) + 0.05 * good) * (1 - intimacy)
    assert after.intimacy == about(intimacy * (1 - distance))


LEARNING = constants(
    learning_floor=0.1, fear_rebuff=0.3, fear_understood=0.4, fear_support=1.5, fear_soothed=2.0, soothed_half=0.3,
    guard_rebuff=0.2, guard_intrusion=0.25, guard_trust=0.35, guard_support=0.8, take_in=0.5,
    coping_soothed=3.0, coping_encouraged=0.4, coping_reliance=0.15, doubt_feed=0.45,
)  # fmt: skip
TRAITS = person(anxiety=0.5, avoidance=0.2, self_soothing=0.45, doubt_proneness=0.35, support=0.2)
LEARNER = state(fear=0.7, guard=0.4, coping=0.65, doubt=0.55, pressure=0.3)
SLOWLY = rates(fear=0.9, guard=0.8, coping=0.7, doubt=0.6)
ALONE = moment(alone=0.05, insecurity=0.2)
MASTERED = 0.25 * 0.4 * 0.64
LISTENING = {"pulse": 0.6, "encouragement": 0.25}


def learned(*bids: Any, **given: Any) -> rules.State:
    return settled(LEARNING, LEARNER, *bids, m=ALONE, p=TRAITS, r=SLOWLY, **given)[0]


def test_fear_returns_to_anxiety_is_taught_by_refusal_and_reached_by_being_understood_or_by_mastery() -> None:
    back = 0.5 + 0.2 * 0.9
    mastery = 1 - 2.0 * MASTERED * (1 - 0.4)
    understood = 1 - 0.4 * (1 + 1.5 * 0.2) * 0.25 * 0.6
    assert learned().fear == about(back * mastery)
    assert learned(QUIET, REACH, **LISTENING).fear == about(back * mastery)
    assert learned(ASK).fear == about(back + 0.3 * (0.1 + back) * (1 - back))
    assert learned(ASK, to_me=YES, **LISTENING).fear == about(back * understood)
    assert learned(HINT, to_me=YES, **LISTENING).fear == about(back)  # a protest is answered, not understood


def test_guard_is_taught_by_refusal_and_intrusion_and_yields_to_what_is_taken_in_and_to_support() -> None:
    back, supported = 0.2 + 0.2 * 0.8, 1 - 0.8 * 0.2 * 0.25
    room = (0.1 + back) * (1 - back)
    for mine, theirs, pulse, wary in (
        (QUIET, QUIET, 0.0, 0.0),
        (REACH, REACH, 0.6, 0.0),
        (ASK, QUIET, 0.0, 0.2),
        (QUIET, ASK, 0.0, 0.25 * 0.3),
        (HINT, ASK, 0.0, 0.2 + 0.25 * 0.3),
    ):
        taken_in = 1 - 0.35 * pulse * (1 - 0.5 * 0.4)
        assert learned(mine, theirs, pulse=pulse).guard == about((back + wary * room) * taken_in * supported)


def test_coping_grows_by_mastery_and_encouragement_and_wanes_with_surface_answers() -> None:
    back = 0.45 + 0.2 * 0.7
    mastered, encouraged = 3.0 * MASTERED, 0.4 * 0.25 * 0.6
    assert learned().coping == about(back + mastered * (1 - back))
    assert learned(ASK).coping == about(back)  # who asks masters nothing
    assert learned(QUIET, REACH, **LISTENING).coping == about(back + (mastered + encouraged) * (1 - back))
    surface = 1 - 0.15 * 0.75 * 0.6
    assert learned(ASK, to_me=YES, **LISTENING).coping == about((back + encouraged * (1 - back)) * surface)


def test_surface_answers_feed_the_doubts_of_those_who_are_prone() -> None:
    back = 0.35 + 0.2 * 0.6
    assert learned().doubt == learned(ASK).doubt == learned(QUIET, REACH, **LISTENING).doubt == about(back)
    assert learned(ASK, to_me=YES, **LISTENING).doubt == about(back + 0.45 * 0.35 * 0.75 * 0.6 * (1 - back))


@pytest.mark.parametrize(
    ("mine", "theirs", "to_me", "by_me", "acts"),
    [
        (QUIET, QUIET, NO, NO, 0),
        (LEAVE, LEAVE, NO, NO, 0),
        (ASK, ASK, NO, NO, 0),
        (REACH, QUIET, NO, NO, 1),
        (QUIET, REACH, NO, NO, 1),
        (ASK, QUIET, YES, NO, 1),
        (QUIET, ASK, NO, YES, 1),
        (ASK, ASK, YES, YES, 2),
        (REACH, ASK, NO, YES, 2),
    ],
)
def test_care_counts_acts_given_and_received_from_the_middle_of_the_episode(mine, theirs, to_me, by_me, acts) -> None:
    after, _ = settled(constants(), state(care=1.5), mine, theirs, to_me, by_me, r=rates(half_care=0.9))
    assert after.care == about(0.9 * 0.9 * 1.5 + 0.9 * acts)


def test_after_an_act_one_is_busy_until_the_refractory_time_is_over() -> None:
    for refractory, busy, mine, left in (
        (0.5, 0.0, REACH, 0.5 - 0.125),
        (0.5, 0.4, ASK, 0.375),
        (0.5, 0.4, LEAVE, 0.375),
        (0.5, 0.4, QUIET, 0.15),
        (0.5, 0.3, QUIET, 0.05),
        (0.5, 0.1, QUIET, 0.0),
        (0.1, 0.0, ASK, 0.0),
    ):
        assert settled(constants(refractory_days=refractory), state(busy=busy), mine)[0].busy == about(left)


def test_mood_drifts() -> None:
    assert settled(constants(), state(mood=0.1), r=rates(drift=0.9, drift_person=0.2), mood=0.8)[0].mood == about(0.15)


def test_an_observer_notes_the_episode() -> None:
    m = moment(stress=0.11, doubted=0.12, felt=0.13, alone=0.14)
    given, got = rules.Reply(0.0, 1.0, 0.7), rules.Reply(1.0, 1.0, 0.8)

    def seen(mine: rules.Bid, by_me: rules.Reply, to_me: rules.Reply) -> dict[str, float]:
        after, noted = settled(constants(), state(), mine, ASK, to_me, by_me, m=m, pulse=0.6, their_pulse=0.5)
        names = ("lived", "act", "direct", "misread", "answered", "provided", "quality", "pulse", "given", "stress")
        return {name: noted._asdict()[name] for name in (*names, "doubted", "felt_before", "soothed_alone")}

    always = {"lived": 1.0, "pulse": 0.6, "stress": 0.11, "doubted": 0.12, "felt_before": 0.13, "soothed_alone": 0.14}
    asked = {"act": 1.0, "direct": 1.0, "misread": 1.0, "answered": 1.0, "provided": 1.0, "quality": 0.8, "given": 0.5}
    reached = {"act": 2.0, "direct": 0.0, "misread": 0.0, "answered": 0.0, "provided": 1.0, "quality": 0.7, "given": 0.5}
    idle = {"act": 0.0, "direct": 0.0, "misread": 0.0, "answered": 0.0, "provided": 0.0, "quality": 0.0, "given": 0.0}
    assert seen(ASK, given, got) == about(always | asked)
    assert seen(REACH, given, NO) == about(always | reached)
    assert seen(REACH, given._replace(provides=0.0), NO) == about(always | reached | {"provided": 0.0})
    assert seen(QUIET, given._replace(provides=0.0), NO) == about(always | idle)


def test_satisfaction_is_made_of_the_new_states_and_commitment_follows_it() -> None:
    k = constants(
        **SET_POINTS, relief_drop=0.5, relief_gain=0.5, hurt=0.2, hurt_fear=0.0, withdrawal_hurt=0.0,
        habituation_rebound=0.0, rebound_size=0.0, energy_distress=0.8, giving_cost=0.0, giving_cost_base=0.0,
        giving_effect=0.0, giving_criticism=0.0, giving_guard=0.0, giving_gain=0.0, voluntary_gain=0.05, withdraw_rest=0.0,
        good_gain=0.0, criticism_drain=0.0, rebuff_drain=0.0, take_in=0.5, trust_gain=0.2, trust_loss=0.0,
        trust_loss_fear=0.0, criticism_trust=0.0, intimacy_gain=0.3, intimacy_loss=0.0, withdrawal_distance=0.0,
        satisfaction_energy=0.5, satisfaction_felt=0.25, satisfaction_care=0.1, care_most=4.0,
        commitment_investment=0.3, commitment_years=6.0,
    )  # fmt: skip
    s = state(energy=0.6, trust=0.4, intimacy=0.45, fear=0.68, guard=0.3, pressure=0.1, mood=0.02, care=1.5, commitment=0.9)
    m = moment(insecurity=0.6, relief=0.1, overshoot=0.1, felt=0.5, good=0.0)
    r = rates(trust=0.9, intimacy=0.9, energy=0.75, half_care=0.9, commitment=0.8)
    after, seen = settled(k, s, REACH, REACH, m=m, r=r, pulse=0.6, years=2.0, **HERE)
    assert after.insecurity == about(0.42) and seen.felt == about(0.42 - after.relief) and after.care == about(3.015)
    total = after.trust + after.intimacy + 0.5 * after.energy - 0.25 * seen.felt + 0.1 * after.care
    assert seen.satisfaction == about(total / 2.8)
    wanted = 0.7 * seen.satisfaction + 0.3 * 2.0 / 8.0
    assert after.commitment == about(wanted + (0.9 - wanted) * 0.8)
