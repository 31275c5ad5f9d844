"""The world, doubt, self-soothing, and staying together: worked examples."""

from __future__ import annotations

import math

import pytest

from reassure_sim import rules
from worked import about, constants, couple, luck, pair, person, rates, shared_luck, state


def test_coping_speeds_self_soothing() -> None:
    k = constants(soothing_rate=2.0, soothing_coping=1.5)
    assert rules.soothed(state(coping=0.5), k, 0.5) == about(math.exp(-1.0))
    assert rules.soothed(state(coping=0.7), k, 0.5) == about(math.exp(-1.0 * 1.3))


RESTING = {"rest_base": 0.1, "rest_fear": 0.0, "rest_apart": 0.0, "rest_mistrust": 0.0}


def test_alone_insecurity_falls_to_rest_and_tolerance_shortens_relief() -> None:
    k = constants(**RESTING, habituation_duration=0.5, tolerance_duration=2.0, relief_days=0.7, rebound_days=1.75)
    s = state(insecurity=0.6, relief=0.3, overshoot=0.5, tolerance=0.4, fear=0.6, trust=0.5)
    speed = 1 + 0.5 * 2.0 * 0.4
    expected = (0.1 + 0.5 * 0.64, 0.3 * math.exp(-0.35 * speed / 0.7), 0.5 * math.exp(-0.35 / 1.75))
    assert rules.fading(s, couple(apart=0.0), k, 0.35, 0.64) == about(expected)


def test_rest_is_that_of_ones_own_fear_and_trust_in_this_couple() -> None:
    k = constants(**RESTING, habituation_duration=0.0, tolerance_duration=0.0, relief_days=1.0, rebound_days=1.0)
    k = k._replace(rest_fear=0.5, rest_apart=0.25, rest_mistrust=0.4)
    s = state(insecurity=0.9, relief=0.0, overshoot=0.0, tolerance=0.0, fear=0.6, trust=0.5)
    assert rules.fading(s, couple(apart=0.4), k, 1.0, 0.0)[0] == about(0.1 + 0.6 * 0.6 + 0.4 * 0.15)


def size(u: float, expected: float) -> float:
    """Return the size of a strike: 3 v^2 of mean 1, for v the draw's place below the chance of any."""
    chance = 1.0 - math.exp(-expected)
    return 3.0 * (u / chance) ** 2 * expected / chance if u < chance else 0.0


def test_one_draw_says_whether_anything_strikes_and_how_hard() -> None:
    half = math.log(2.0)  # that many due events strike with chance 1/2
    assert rules.strike(0.25, half) == about(3 * 0.5**2 * half / 0.5)
    assert rules.strike(0.4, half) == about(3 * 0.8**2 * half / 0.5)
    assert rules.strike(0.6, half) == 0.0
    assert rules.strike(0.1, 0.0) == 0.0


def test_comfort_of_friends_eases_distress_and_guard_keeps_it_out() -> None:
    k = constants(comfort_rate=2.0, comfort_guard=0.6)
    assert rules.eased(state(guard=0.0), person(comfort=0.25), k, 0.5) == about(math.exp(-0.25))
    assert rules.eased(state(guard=0.5), person(comfort=0.25), k, 0.5) == about(math.exp(-0.25 * 0.7))
    assert rules.eased(state(guard=1.0), person(comfort=0.25), k._replace(comfort_guard=1.0), 0.5) == 1.0
    assert rules.eased(state(guard=0.5), person(comfort=0.0), k, 0.5) == 1.0


K = constants(
    **RESTING, habituation_duration=0.0, tolerance_duration=0.0, relief_days=0.7, rebound_days=1.75,
    habituation_rebound=0.5, rebound_size=0.8, soothing_rate=-4 * math.log(0.8), soothing_coping=1.0,
    stress_rate=1.2, stress_shared=0.25, stress_size=0.1, stress_fear=2.0,
    doubt_rate=2.0, doubt_size=0.2, doubt_fear=1.5, doubt_mistrust=3.0, good_rate=0.4, expression_guard=0.5,
    comfort_rate=-4 * math.log(0.9), comfort_guard=0.5,
)  # fmt: skip
S = state(
    insecurity=0.6, relief=0.05, overshoot=0.2, tolerance=0.3, coping=0.5, fear=0.68, trust=0.55, guard=0.4, doubt=0.35
)  # fmt: skip
P = person(life_stress=2.0, meets_stress=1.0, meets_doubts=1.0, shock=0.0, comfort=0.0, spillover=0.0)
SAFE, SAFE_BOTH = luck(stress=0.999, doubt=0.999), shared_luck(stress=0.999, good=0.999)
DT = 0.5
CALM = 0.1 + 0.5 * 0.64  # half an episode leaves 0.8 of distress above rest, a whole one 0.64
GAIN = 1 + 2.0 * (0.68 - 0.43)


def feel(s=S, p=P, mine=SAFE, both=SAFE_BOTH, good=0.0) -> rules.Moment:
    return rules.feel(s, p, couple(apart=0.0, good=good), K, mine, both, DT)


def test_a_quiet_episode_only_soothes() -> None:
    m = feel()
    relief, overshoot = 0.05 * math.exp(-0.5 / 0.7), 0.2 * math.exp(-0.5 / 1.75)
    felt = CALM - relief + 0.5 * 0.8 * 0.68 * (overshoot - relief)
    assert m == about((CALM, relief, overshoot, felt, felt * (1 - 0.5 * 0.4), 0.0, 0.0, 0.0, 0.6 - CALM))


def test_own_shocks_come_with_life_stress_shared_and_scheduled_ones_without() -> None:
    own, both = size(0.2, 0.75 * 1.2 * 2.0 * DT), size(0.05, 0.25 * 1.2 * DT)
    assert feel(mine=SAFE._replace(stress=0.2)).stress == about(0.1 * own)
    assert feel(both=SAFE_BOTH._replace(stress=0.05)).stress == about(0.1 * both)
    struck = {"mine": SAFE._replace(stress=0.2), "both": SAFE_BOTH._replace(stress=0.05)}
    assert feel(**struck).stress == about(0.1 * (own + both))
    assert feel(**struck, p=P._replace(meets_stress=0.25)).stress == about(0.025 * (own + both))
    assert feel(**struck, p=P._replace(meets_stress=0.0, shock=0.3)).stress == about(0.3)


def test_shocks_strike_the_fearful_harder_and_half_an_episode_of_soothing_is_taken_off_at_once() -> None:
    m = feel(p=P._replace(shock=0.3))
    assert m.insecurity == about(CALM + 0.8 * 0.3 * GAIN)
    assert m.alone == about(0.6 - CALM + 0.2 * 0.3 * GAIN)


def test_friends_distress_adds_to_the_own_shocks_alone() -> None:
    own, both = size(0.2, 0.75 * 1.2 * (2.0 + 0.5) * DT), size(0.05, 0.25 * 1.2 * DT)
    struck = {"mine": SAFE._replace(stress=0.2), "both": SAFE_BOTH._replace(stress=0.05)}
    assert feel(**struck, p=P._replace(spillover=0.5)).stress == about(0.1 * (own + both))


def test_comfort_takes_off_what_is_above_rest_and_half_an_episode_of_it_off_what_strikes() -> None:
    eased = 0.9**0.8  # in half an episode, at comfort 1 and guard 0.4
    p = P._replace(comfort=1.0, shock=0.3)
    calm = 0.1 + 0.5 * 0.64 * eased**2
    quiet, m = feel(p=p._replace(shock=0.0)), feel(p=p)
    assert (quiet.insecurity, m.insecurity) == about((calm, calm + 0.8 * eased * 0.3 * GAIN))
    # what friends took away is nothing that one owes to oneself, and leaves the more room for doubts
    assert (quiet.alone, m.alone) == about((0.6 - CALM, 0.6 - CALM + 0.2 * 0.3 * GAIN))
    mine = SAFE._replace(doubt=0.1)
    assert feel(mine=mine, p=p).doubted / feel(mine=mine).doubted == about((1 - calm) / (1 - CALM))
    assert feel(S._replace(guard=1.0), p=p).insecurity == about(0.1 + 0.32 * 0.9 + 0.8 * 0.9**0.5 * 0.3 * GAIN)


def test_below_rest_comfort_takes_nothing_away() -> None:
    assert feel(S._replace(insecurity=0.0), P._replace(comfort=1.0)).insecurity == about(0.1 * 0.36)


def test_distress_that_rises_to_rest_is_nothing_soothed_alone() -> None:
    s = S._replace(insecurity=0.0)
    assert feel(s).alone == 0.0
    assert feel(s._replace(insecurity=0.19)).alone == about(0.09 * 0.36)


def test_doubts_come_with_readiness_fear_and_mistrust_and_have_room_to_1() -> None:
    due = 2.0 * 0.35 * math.exp(1.5 * (0.68 - 0.43) + 3.0 * (0.65 - 0.55)) * DT
    mine = SAFE._replace(doubt=0.1)
    doubted = 0.2 * size(0.1, due) * (1 - CALM)
    assert feel(mine=mine).doubted == about(doubted)
    assert feel(mine=mine).insecurity == about(CALM + 0.8 * doubted)
    assert feel(mine=mine, p=P._replace(meets_doubts=0.25)).doubted == about(0.25 * doubted)
    both = feel(mine=mine, p=P._replace(shock=0.1))
    struck = 0.1 * GAIN + doubted
    assert (both.insecurity, both.alone) == about((CALM + 0.8 * struck, 0.6 - CALM + 0.2 * struck))


def test_a_good_event_comes_by_luck_or_on_schedule() -> None:
    noticed = 1.0 - math.exp(-0.4 * DT)
    assert feel(both=SAFE_BOTH._replace(good=noticed - 0.01)).good == 1.0
    assert feel(both=SAFE_BOTH._replace(good=noticed + 0.01)).good == 0.0
    assert feel(good=1.0).good == 1.0


@pytest.mark.parametrize(("guard", "shown"), [(0.0, 1.0), (0.4, 0.8), (1.0, 0.5)])
def test_guard_hides_distress_and_does_not_lessen_it(guard: float, shown: float) -> None:
    m = feel(S._replace(guard=guard))
    assert m.felt == feel().felt
    assert m.shown == about(shown * m.felt)


# -- staying together ------------------------------------------------------------------------------


def test_the_hazard_of_parting_is_that_of_the_married_or_not_at_states_of_0_6() -> None:
    k = constants(separation=1.0, parting_unmarried=0.2, parting_married=0.04, parting_nearby=0.8)
    k = k._replace(parting_commitment=2.0, parting_trust=3.0, parting_satisfaction=5.0)
    s = state(commitment=0.6, trust=0.6)
    for married, base in ((0.0, 0.2), (0.25, 0.16), (1.0, 0.04)):
        assert rules.parting_rate(s, 0.6, couple(married=married, nearby=0.0), k) == about(base)
    c = couple(married=0.25, nearby=0.0)
    assert rules.parting_rate(s._replace(commitment=0.5), 0.6, c, k) == about(0.16 * math.exp(2.0 * 0.1))
    assert rules.parting_rate(s._replace(trust=0.5), 0.6, c, k) == about(0.16 * math.exp(3.0 * 0.1))
    assert rules.parting_rate(s, 0.5, c, k) == about(0.16 * math.exp(5.0 * 0.1))
    assert rules.parting_rate(s, 0.6, c._replace(nearby=0.5), k) == about(0.16 * math.exp(0.8 * 0.5))
    low = state(commitment=0.3, trust=0.4)
    assert rules.parting_rate(low, 0.5, c, k._replace(separation=0.5)) == about(0.08 * math.exp(0.6 + 0.6 + 0.5))
    assert rules.parting_rate(low, 0.5, c, k._replace(separation=0.0)) == 0.0


def test_a_couple_parts_with_its_yearly_hazard_and_grows_older_otherwise() -> None:
    def on(parting: float, together: float = 1.0) -> rules.Pair:
        r = rates(drift=0.9, drift_couple=0.2)
        u = shared_luck(parting=parting, drift=0.8)
        return rules.pair_on(pair(drift=0.1, years=3.0, together=together), 12.0, r, u, 2.0)

    chance = 1.0 - math.exp(-12.0 * 2.0 / 365.25)
    assert on(chance + 1e-6) == about((0.1 * 0.9 + 0.2 * 0.3, 3.0 + 2.0 / 365.25, 1.0))
    assert on(chance - 1e-6).together == 0.0
    assert on(0.999, together=0.0).together == 0.0
