"""How far reassurance is believed, and what it, refusal and mastery teach in the long run: worked examples."""

from __future__ import annotations

import math
from typing import Any

import pytest

from reassure_sim import rules
from worked import (
    ASK,
    HINT,
    LEAVE,
    QUIET,
    REACH,
    YES,
    about,
    constants,
    logistic,
    moment,
    person,
    rates,
    settled,
    state,
)

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
        (HINT, QUIET, 1.0, logistic(OWN - DISCOUNT)),
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
LISTENING = {"pulse": 0.6, "their_encouragement": 0.25}


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
