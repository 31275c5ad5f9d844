"""What an episode leaves in both partners: worked examples, state by state.

Each example names what its state needs, and looks at that state: the others come out as nan.
"""

from __future__ import annotations

import pytest

from reassure_sim import rules
from worked import (
    ASK,
    HINT,
    LEAVE,
    NO,
    QUIET,
    REACH,
    YES,
    about,
    constants,
    couple,
    moment,
    person,
    rates,
    settled,
    state,
)

HEARD = NO._replace(criticised=1.0)

FAST = constants(
    relief_drop=0.5, relief_gain=0.5, hurt=0.2, withdrawal_hurt=0.1, hurt_fear=2.0, contagion=0.4,
    habituation_rebound=0.5, rebound_size=0.8,
)  # fmt: skip


@pytest.mark.parametrize(
    ("mine", "theirs", "to_me", "pulse", "insecurity"),
    [
        (QUIET, QUIET, NO, 0.0, 0.4),
        (ASK, QUIET, YES, 0.6, 0.4 - 0.4 * 0.5 * 0.6),
        (QUIET, REACH, NO, 0.6, 0.28),
        (ASK, QUIET, NO, 0.0, 0.4 + 0.3),  # refused: 0.2 * 1.5
        (ASK, REACH, NO, 0.6, 0.28 + 0.3),
        (QUIET, LEAVE, NO, 0.0, 0.4 + 0.15),  # left: 0.1 * 1.5
        (ASK, LEAVE, NO, 0.0, 0.4 + 0.3),  # left when asking: hurts once, as a refusal
        (LEAVE, QUIET, NO, 0.0, 0.4),
        (REACH, ASK, NO, 0.0, 0.4),
    ],
)
def test_reassurance_calms_refusal_or_being_left_hurts_the_fearful_and_distress_is_caught(
    mine, theirs, to_me, pulse, insecurity
) -> None:
    s, m = state(fear=0.68), moment(insecurity=0.4, relief=0.2, overshoot=0.3)
    near = couple(apart=0.25)
    after, seen = settled(FAST, s, mine, theirs, to_me, m=m, c=near, pulse=pulse, seen=0.3)
    insecurity += 0.4 * 0.3 * 0.75 * 0.25  # the distress that the other shows is caught, as far as they meet
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
    k, s, r = (
        constants(pressure_gain=0.2, pressure_norm=1.5, withdraw_release=0.3),
        state(pressure=0.5),
        rates(pressure=0.8),
    )
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
def test_giving_costs_by_repetition_and_gives_back_what_helped(
    mine, theirs, to_me, by_me, good, lift, burden, drain
) -> None:
    s, m = state(energy=0.6, pressure=0.3, guard=0.4), moment(felt=0.5, good=good)
    after, _ = settled(SPENDING, s, mine, theirs, to_me, by_me, m=m, r=rates(energy=0.75), their_pulse=0.6)
    rested = (1 - 0.4 * 0.75) / (1 + 0.8 * 0.5 * 0.25)
    assert after.energy == about((rested + lift * (1 - rested) - burden * rested) * drain)


SET_POINTS = {"trust_rest": 0.6, "trust_fear": 0.5, "trust_bond": 0.4}
SET_POINTS |= {
    "commitment_years": 6.0,
    "intimacy_rest": 0.8,
    "intimacy_guard": 0.5,
    "intimacy_outlook": 0.7,
    "intimacy_fade": 0.2,
}
HERE = {"p": person(outlook=0.03), "c": couple(bond=0.05), "drift": -0.04, "years": 2.0}


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
    set_point = 0.6 - 0.5 * 0.25 + 0.03 + 0.02 + 0.4 * (0.05 - 0.04)
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
    k = constants(
        **SET_POINTS, take_in=0.5, intimacy_gain=0.2, good_gain=0.05, intimacy_loss=0.1, withdrawal_distance=0.06
    )
    s, m = state(intimacy=0.4, guard=0.3, mood=0.02), moment(good=good)
    after, _ = settled(k, s, mine, theirs, to_me, by_me, m=m, r=rates(intimacy=0.9), pulse=pulse, **HERE)
    set_point = 0.8 * (1 - 0.5 * 0.3) + 0.05 - 0.04 + 0.7 * (0.03 + 0.02) - 0.2 * 2.0 / 8.0
    intimacy = set_point + (0.4 - set_point) * 0.9
    intimacy += (0.2 * pulse * (1 - 0.5 * 0.3) + 0.05 * good) * (1 - intimacy)
    assert after.intimacy == about(intimacy * (1 - distance))


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


@pytest.mark.parametrize(
    ("mine", "theirs", "to_me", "by_me", "stings"),
    [
        (QUIET, QUIET, NO, NO, 0.0),
        (LEAVE, REACH, NO, NO, 0.0),
        (ASK, QUIET, YES, NO, 0.0),
        (ASK, QUIET, NO, NO, 1.0),
        (QUIET, LEAVE, NO, NO, 1.0),
        (ASK, LEAVE, NO, NO, 1.0),
        (QUIET, ASK, NO, YES, 0.3),
        (QUIET, HINT, NO, HEARD, 1.3),
        (ASK, HINT, NO, HEARD, 2.3),
    ],
)
def test_strain_counts_rebuffs_criticism_and_bids_under_pressure(mine, theirs, to_me, by_me, stings) -> None:
    s = state(strain=1.5, pressure=0.3)
    after, _ = settled(constants(), s, mine, theirs, to_me, by_me, r=rates(half_care=0.9))
    assert after.strain == about(0.9 * 0.9 * 1.5 + 0.9 * stings)


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
        _, noted = settled(constants(), state(), mine, ASK, to_me, by_me, m=m, pulse=0.6, their_pulse=0.5)
        names = ("lived", "act", "direct", "misread", "answered", "provided", "quality", "pulse", "given", "stress")
        return {name: noted._asdict()[name] for name in (*names, "doubted", "felt_before", "soothed_alone")}

    always = {"lived": 1.0, "pulse": 0.6, "stress": 0.11, "doubted": 0.12, "felt_before": 0.13, "soothed_alone": 0.14}
    asked = {"act": 1.0, "direct": 1.0, "misread": 1.0, "answered": 1.0, "provided": 1.0, "quality": 0.8, "given": 0.5}
    reached = {
        "act": 2.0,
        "direct": 0.0,
        "misread": 0.0,
        "answered": 0.0,
        "provided": 1.0,
        "quality": 0.7,
        "given": 0.5,
    }
    idle = {"act": 0.0, "direct": 0.0, "misread": 0.0, "answered": 0.0, "provided": 0.0, "quality": 0.0, "given": 0.0}
    assert seen(ASK, given, got) == about(always | asked)
    assert seen(REACH, given, NO) == about(always | reached)
    assert seen(REACH, given._replace(provides=0.0), NO) == about(always | reached | {"provided": 0.0})
    assert seen(QUIET, given._replace(provides=0.0), NO) == about(always | idle)


def test_satisfaction_is_made_of_the_new_states_and_commitment_follows_it() -> None:
    idle = "withdrawal_hurt hurt hurt_fear habituation_rebound rebound_size giving_cost giving_cost_base giving_effect"
    idle += " giving_criticism giving_guard giving_gain withdraw_rest good_gain criticism_drain rebuff_drain trust_loss"
    idle += " trust_loss_fear criticism_trust intimacy_loss withdrawal_distance contagion"
    k = constants(
        **dict.fromkeys(idle.split(), 0.0), **SET_POINTS, relief_drop=0.5, relief_gain=0.5, energy_distress=0.8,
        voluntary_gain=0.05, take_in=0.5, trust_gain=0.2, intimacy_gain=0.3,
        rest_base=0.05, rest_fear=0.1, rest_apart=0.2, rest_mistrust=0.4,
        satisfaction_energy=0.5, satisfaction_felt=0.25, satisfaction_acute=0.75, satisfaction_care=0.1,
        satisfaction_strain=0.15, care_most=4.0, commitment_investment=0.3, approval_commitment=0.4,
    )  # fmt: skip
    s = state(energy=0.6, trust=0.4, intimacy=0.45, fear=0.68, guard=0.3, pressure=0.1, mood=0.02, care=1.5, strain=0.8)
    s = s._replace(commitment=0.9)
    m = moment(insecurity=0.6, relief=0.1, overshoot=0.1, felt=0.5, good=0.0)
    r = rates(trust=0.9, intimacy=0.9, energy=0.75, half_care=0.9, commitment=0.8)
    here = {**HERE, "c": couple(bond=0.05, apart=0.5, approval=0.2)}
    after, seen = settled(k, s, REACH, REACH, m=m, r=r, pulse=0.6, seen=0.3, **here)
    assert (after.insecurity, after.care, after.strain) == about((0.42, 3.015, 0.648))
    assert seen.felt == about(0.42 - after.relief)
    used_to = 0.05 + (0.1 + 0.2 * 0.5) * 0.68 + 0.4 * (0.65 - 0.4)
    total = after.trust + after.intimacy + 0.5 * after.energy + 0.1 * after.care - 0.15 * after.strain
    felt = 0.5 * (0.5 + seen.felt)  # the act falls in the middle of the episode
    total -= 0.25 * felt + 0.75 * (felt - used_to)
    assert seen.satisfaction == about(total / 2.8)
    wanted = 0.7 * seen.satisfaction + 0.3 * 2.0 / 8.0 + 0.4 * 0.2
    assert after.commitment == about(wanted + (0.9 - wanted) * 0.8)
