"""What follows from states and traits alone: worked examples, and the first day."""

from __future__ import annotations

import math

import pytest

from reassure_sim import rules
from worked import about, constants, couple, person


def test_the_norms_and_the_codes_of_acts_are_those_of_the_page() -> None:
    assert (rules.FEAR_NORM, rules.GUARD_NORM, rules.TRUST_NORM) == (0.43, 0.32, 0.65)
    assert (rules.ESTEEM_NORM, rules.COST_NORM, rules.FIRST_ENERGY, rules.DAYS_A_YEAR) == (0.5, 0.3, 0.8, 365.25)
    assert (rules.CARRY_ON, rules.SEEK, rules.REACH_OUT, rules.WITHDRAW) == (0, 1, 2, 3)


@pytest.mark.parametrize(
    ("slope", "factor"), [(0.0, 1.0), (2.0, 1.6), (-2.0, 0.4), (-3.2, 0.04), (-3.4, 0.0), (-9.0, 0.0)]
)
def test_an_effect_grows_with_a_state_from_1_at_the_norm_and_never_turns_around(slope: float, factor: float) -> None:
    assert rules.steeper(slope, 0.7, 0.4) == about(factor)  # 1 + slope * 0.3
    assert rules.steeper(slope, 0.4, 0.4) == 1.0


def test_relief_is_felt_at_once_and_its_overshoot_comes_back_in_the_fearful() -> None:
    k = constants(habituation_rebound=0.5, rebound_size=0.8)
    assert rules.felt_insecurity(0.5, 0.2, 0.6, 0.4, k) == about(0.3 + 0.5 * 0.8 * 0.4 * 0.4)
    assert rules.felt_insecurity(0.5, 0.2, 0.6, 0.0, k) == about(0.3)
    assert rules.felt_insecurity(0.5, 0.3, 0.1, 0.9, k) == about(0.2)  # no rebound while relief is the greater
    assert rules.felt_insecurity(0.1, 0.4, 0.4, 0.9, k) == 0.0


def test_satisfaction_weighs_trust_and_intimacy_alike_and_counts_care_and_strain_up_to_a_most() -> None:
    k = constants(satisfaction_energy=0.5, satisfaction_felt=0.25, satisfaction_acute=0.75, satisfaction_care=0.1)
    k = k._replace(satisfaction_strain=0.15, care_most=4.0)
    most = 2.0 + 0.5 + 3 * 0.1
    states = 0.8 + 0.6 + 0.5 * 0.4 - 0.25 * 0.3 - 0.75 * (0.3 - 0.1)  # felt 0.3, used to 0.1
    for care, strain, counted in (
        (0.0, 0.0, 0.0),
        (2.0, 0.0, 0.1 * 2),
        (9.0, 0.0, 0.1 * 4),
        (0.0, 1.0, -0.15 * 1),
        (2.0, 9.0, 0.1 * 2 - 0.15 * 4),
    ):
        assert rules.satisfaction(0.8, 0.6, 0.4, 0.3, 0.1, care, strain, k) == about((states + counted) / most)
        assert rules.satisfaction(0.6, 0.8, 0.4, 0.3, 0.1, care, strain, k) == about((states + counted) / most)


def test_commitment_weighs_satisfaction_against_years_invested() -> None:
    k = constants(commitment_investment=0.3, commitment_years=6.0, approval_commitment=0.4)
    assert (rules.invested(0.0, k), rules.invested(2.0, k), rules.invested(6.0, k)) == about((0.0, 0.25, 0.5))
    assert rules.commitment_target(0.9, 2.0, 0.0, k) == about(0.7 * 0.9 + 0.3 * 0.25)
    assert rules.commitment_target(0.9, 6.0, 0.0, k) == about(0.7 * 0.9 + 0.3 * 0.5)


def test_friends_approval_lifts_the_level_of_commitment_and_disapproval_lowers_it_within_0_and_1() -> None:
    k = constants(commitment_investment=0.3, commitment_years=6.0, approval_commitment=0.4)
    own = 0.7 * 0.9 + 0.3 * 0.25
    for approval, target in ((0.5, own + 0.2), (-0.5, own - 0.2), (-1.0, own - 0.4), (1.0, 1.0)):
        assert rules.commitment_target(0.9, 2.0, approval, k) == about(target)
    assert rules.commitment_target(0.1, 0.0, -0.5, k) == 0.0  # 0.07 - 0.2


def test_rest_rises_with_fear_and_mistrust_and_for_the_fearful_while_apart() -> None:
    k = constants(rest_base=0.05, rest_fear=0.5, rest_apart=0.25, rest_mistrust=0.4)
    assert rules.resting_insecurity(couple(apart=0.0), k, 0.6, 0.65) == about(0.05 + 0.3)
    assert rules.resting_insecurity(couple(apart=0.4), k, 0.6, 0.65) == about(0.05 + 0.6 * 0.6)
    assert rules.resting_insecurity(couple(apart=0.4), k, 0.6, 0.40) == about(0.05 + 0.36 + 0.4 * 0.25)
    assert rules.resting_insecurity(couple(apart=0.4), k, 0.0, 0.90) == 0.0


def test_the_set_points_add_what_the_couple_the_person_and_luck_bring() -> None:
    p, c = person(outlook=0.03), couple(bond=0.05)
    k = constants(trust_rest=0.6, trust_fear=0.5, trust_bond=0.4)
    k = k._replace(intimacy_rest=0.8, intimacy_guard=0.5, intimacy_outlook=0.7, intimacy_fade=0.2, commitment_years=6.0)
    own, shared = 0.03 + 0.02, 0.05 - 0.04
    assert rules.trust_set_point(p, c, k, 0.02, -0.04, 0.63) == about(0.6 - 0.5 * 0.2 + own + 0.4 * shared)
    assert rules.trust_set_point(p, c, k, 0.0, 0.0, 0.43) == about(0.6 + 0.03 + 0.4 * 0.05)  # fear at the norm
    fresh = 0.8 * 0.8 + shared + 0.7 * own
    assert rules.intimacy_set_point(p, c, k, 0.02, -0.04, 0.4, 0.0) == about(fresh)
    assert rules.intimacy_set_point(p, c, k, 0.02, -0.04, 0.4, 2.0) == about(fresh - 0.2 * 0.25)  # and fades with years


def test_every_slow_state_keeps_the_share_that_its_own_time_leaves_it() -> None:
    dt, stamina = 0.25, 0.7
    days = {"tolerance": 2.0, "pressure": 3.0, "trust": 5.0, "intimacy": 7.0, "coping": 11.0, "doubt": 13.0}
    days |= {"habit": 17.0, "seeking": 19.0, "care": 23.0, "commitment": 29.0}
    k = constants(
        **{f"{name}_days": value for name, value in days.items()},
        fear_pull=0.1,
        guard_pull=0.2,
        energy_recovery=0.3,
        drift_days=dt / math.log(2.0),  # half of the drift is left after dt
        drift_couple=0.04,
        drift_person=0.07,
    )
    left = rules.rates(person(stamina=stamina), k, dt)._asdict()
    spread = 3.0  # sqrt(12 * (1 - 0.5 ** 2)): a uniform draw has variance 1/12
    assert (left.pop("drift"), left.pop("drift_couple"), left.pop("drift_person")) == about(
        (0.5, spread * 0.04, spread * 0.07)
    )
    expected = {"recent_seeking" if name == "seeking" else name: dt / value for name, value in days.items()}
    expected["half_care"] = expected.pop("care") / 2
    expected |= {"fear": dt * 0.1, "guard": dt * 0.2, "energy": dt * 0.3 * (0.5 + stamina)}
    assert {name: -math.log(share) for name, share in left.items()} == about(expected)


def test_a_partner_starts_at_the_set_points_rested_and_with_nothing_learned() -> None:
    p = person(anxiety=0.63, avoidance=0.4, self_soothing=0.55, doubt_proneness=0.35, outlook=0.03)
    c = couple(bond=0.05, apart=0.0, years_together=2.0, approval=-0.25)
    k = constants(
        trust_rest=0.6, trust_fear=0.5, trust_bond=0.4, intimacy_rest=0.8, intimacy_guard=0.5, intimacy_outlook=0.7,
        intimacy_fade=0.2,
        rest_base=0.05, rest_fear=0.5, rest_apart=0.25, rest_mistrust=0.4,
        satisfaction_energy=0.5, satisfaction_felt=0.25, satisfaction_acute=0.75, satisfaction_care=0.1,
        satisfaction_strain=0.15, care_most=4.0,
        commitment_investment=0.3, commitment_years=6.0, approval_commitment=0.4,
    )  # fmt: skip
    trust, intimacy = 0.6 - 0.1 + 0.03 + 0.4 * 0.05, 0.64 - 0.2 * 0.25 + 0.05 + 0.7 * 0.03
    insecurity = 0.05 + 0.5 * 0.63 + 0.4 * (0.65 - trust)
    satisfied = (trust + intimacy + 0.5 * 0.8 - 0.25 * insecurity) / 2.8  # what one feels is what one is used to
    known = {"trust": trust, "intimacy": intimacy, "insecurity": insecurity, "energy": 0.8}
    known |= {"fear": 0.63, "guard": 0.4, "coping": 0.55, "doubt": 0.35}
    known["commitment"] = 0.7 * satisfied + 0.3 * 0.25 - 0.4 * 0.25
    assert rules.first_state(p, c, k)._asdict() == about(dict.fromkeys(rules.State._fields, 0.0) | known)
    assert rules.first_pair(c) == (0.0, 2.0, 1.0)
