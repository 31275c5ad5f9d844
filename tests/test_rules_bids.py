"""What partners do, how they hear each other, and how they answer: worked examples."""

from __future__ import annotations

import math

import pytest

from reassure_sim import rules
from worked import (
    ASK,
    HINT,
    LEAVE,
    QUIET,
    REACH,
    about,
    chance,
    constants,
    couple,
    joined,
    log_odds,
    logistic,
    luck,
    moment,
    person,
    state,
)  # fmt: skip

SEEKING = constants(
    seek_max=4.0, seek_base=-2.0, seek_felt=8.0, seek_fear=2.0, seek_hope=0.2, seek_hope_width=0.1, seek_cost=3.0,
    seek_avoidance=1.5, seek_avoidance_felt=2.5, seek_despair=6.0, seek_spent=0.4, habituation_operant=0.5, habit_seek=1.2,
)  # fmt: skip
SEEKER = state(fear=0.68, trust=0.4, guard=0.2, energy=0.33, habit=0.25)


def test_asking_is_a_hopeful_wish_less_what_holds_it_back() -> None:
    hope = logistic((0.4 - 0.2) / 0.1)
    wish = 8.0 * 0.5 * (1 + 2.0 * 0.25) * hope  # felt 0.5, fear 0.25 above its norm
    held = 1.5 * 0.2 + 2.5 * 0.2 * 0.5 + 3.0 * 0.1
    despair, habit = 6.0 * 0.07, 0.5 * 1.2 * 0.25
    rate = rules.seek_rate(SEEKER, moment(felt=0.5), person(asking_cost=0.4), SEEKING)
    assert log_odds(rate / 4.0) == about(-2.0 + wish - held - despair + habit)


def test_asking_at_the_norms_by_the_rested_hangs_on_distress_and_guard_alone() -> None:
    s = state(fear=0.43, trust=0.2, guard=0.0, energy=0.6, habit=0.0)
    for felt in (0.0, 0.3, 0.9):
        rate = rules.seek_rate(s, moment(felt=felt), person(asking_cost=0.3), SEEKING)
        assert log_odds(rate / 4.0) == about(-2.0 + 8.0 * felt * 0.5)  # at seek_hope half of the hope is gone


REACHING = constants(
    reach_max=3.0, reach_base=-0.5, reach_intimacy=1.5, reach_energy=2.0, reach_guard=0.7, reach_need=2.5,
    reach_need_guard=2.0, reach_distress=1.2,
)  # fmt: skip


def test_reaching_out_needs_closeness_strength_and_calm_and_the_guarded_turn_from_distress() -> None:
    for guard, need in ((0.0, 2.5 * 0.4), (0.3, 2.5 * 0.4 * 0.4), (0.5, 0.0), (0.8, -2.5 * 0.4 * 0.6)):
        rate = rules.reach_rate(state(intimacy=0.7, energy=0.8, guard=guard), moment(felt=0.3), REACHING, 0.4)
        assert log_odds(rate / 3.0) == about(-0.5 + 1.5 * 0.2 + 2.0 * 0.2 - 0.7 * guard - 1.2 * 0.3 + need)


LEAVING = constants(
    withdraw_max=3.0, withdraw_base=-4.0, withdraw_pressure=2.5, withdraw_pressure_guard=1.5, withdraw_guard=0.8,
    withdraw_felt=1.2, withdraw_strain=0.9,
)  # fmt: skip


def test_withdrawing_is_pressure_that_guard_steepens_guard_guarded_distress_and_strain() -> None:
    rate = rules.withdraw_rate(state(pressure=0.6, guard=0.52, strain=0.7), moment(felt=0.3), LEAVING)
    push = 2.5 * 0.6 * (1 + 1.5 * 0.2) + 1.2 * 0.3 * 0.52 + 0.9 * 0.7
    assert log_odds(rate / 3.0) == about(-4.0 + push + 0.8 * 0.52)


def test_acts_compete_in_the_time_that_is_free() -> None:
    seek, reach, withdraw, dt = 2.0, 1.0, 0.5, 0.25
    for busy, free in ((0.0, 0.25), (0.2, 0.05), (0.3, 0.0)):
        any_act = 1 - math.exp(-3.5 * free)
        acts = {rules.SEEK: (0.0, 2.0), rules.REACH_OUT: (2.0, 3.0), rules.WITHDRAW: (3.0, 3.5)}
        for act, (first, last) in acts.items():
            for place in (first + 0.01, last - 0.01):
                u = any_act * place / 3.5
                assert rules.choose(seek, reach, withdraw, busy, u, dt) == (act if free else rules.CARRY_ON)
        assert rules.choose(seek, reach, withdraw, busy, any_act + 0.01, dt) == rules.CARRY_ON
    assert rules.choose(0.0, 0.0, 0.0, 0.0, 1e-9, dt) == rules.CARRY_ON


STYLE = constants(direct_base=0.5, direct_clarity=4.0, direct_felt=2.5, direct_guard=1.5, direct_cost=2.0)


def test_a_need_is_voiced_by_the_clear_and_comes_out_as_protest_in_distress() -> None:
    p, s, m = person(clarity=0.7, asking_cost=0.4), state(guard=0.52), moment(felt=0.3)
    p_direct = chance(lambda u: rules.speaks_directly(s, m, p, STYLE, u))
    assert log_odds(p_direct) == about(0.5 + 4.0 * 0.2 - 2.5 * 0.3 - 1.5 * 0.2 - 2.0 * 0.1)


BIDDING = joined(SEEKING, STYLE, REACHING, LEAVING._replace(withdraw_base=-1.0))


@pytest.mark.parametrize(
    ("acts", "apart", "contact"), [(1.0, 0.0, 1.0), (0.5, 0.0, 0.5), (1.0, 0.6, 0.4), (0.5, 0.6, 0.2)]
)
def test_a_bid_is_a_race_of_the_three_rates_slowed_by_absence(acts: float, apart: float, contact: float) -> None:
    s = SEEKER._replace(intimacy=0.7, pressure=0.6, strain=0.7, busy=0.05)
    m, p = moment(felt=0.5), person(asking_cost=0.4, clarity=0.7, acts=acts)
    seek, reach = rules.seek_rate(s, m, p, BIDDING), rules.reach_rate(s, m, BIDDING, 0.4)
    total = seek + reach + rules.withdraw_rate(s, m, BIDDING)
    any_act = 1 - math.exp(-contact * total * 0.2)  # of an episode of 0.25 days, 0.05 are busy

    def bid(place: float, style: float = 1e-9) -> rules.Bid:
        u = luck(act=any_act * place, style=style)
        return rules.bid(s, m, p, couple(apart=apart), BIDDING, 0.4, u, 0.25)

    edges = {0.0: ASK, seek / total: REACH, (seek + reach) / total: LEAVE, 1.0: QUIET}
    assert [bid(edge + 1e-6) for edge in edges] == list(edges.values())
    assert [bid(edge - 1e-6) for edge in list(edges)[1:]] == list(edges.values())[:-1]
    assert bid(0.0, style=1 - 1e-9) == HINT  # only an asking has a style: the others are 0 whatever the draw


def test_nobody_bids_who_is_wholly_apart_or_whose_acts_are_removed() -> None:
    s = SEEKER._replace(intimacy=0.7, pressure=0.6, strain=0.7, busy=0.0)
    for acts, apart in ((0.0, 0.0), (1.0, 1.0)):
        p = person(asking_cost=0.4, clarity=0.7, acts=acts)
        u = luck(act=1e-9, style=1e-9)
        assert rules.bid(s, moment(felt=0.5), p, couple(apart=apart), BIDDING, 0.4, u, 0.25) == QUIET


# -- how a bid is heard, and answered ----------------------------------------------------------------

HEARING = constants(
    misread_base=-1.0, misread_direct=2.5, misread_pressure=1.5, misread_felt=1.2, misread_mistrust=2.0,
    misread_insight=3.0, misread_custom=4.0, misread_fear=0.8,
)  # fmt: skip
READER = state(pressure=0.6, trust=0.45, fear=0.68)


@pytest.mark.parametrize(("direct", "voiced"), [(0.0, -4.0 * 0.1), (1.0, -2.5 + 4.0 * 0.1)])
def test_a_strained_reader_hears_criticism_and_custom_decides_in_which_words(direct: float, voiced: float) -> None:
    m, p = moment(felt=0.3), person(insight=0.7, asking_cost=0.4)
    heard = chance(lambda u: rules.hears_criticism(READER, m, p, HEARING, direct, u))
    strain = 1.5 * 0.6 + 1.2 * 0.3 + 2.0 * 0.2 + 0.8 * 0.25
    assert log_odds(heard) == about(-1.0 + strain - 3.0 * 0.2 + voiced)


ANSWERING = constants(
    answer_base=1.0, answer_intimacy=1.5, answer_energy=2.5, answer_need=3.0, answer_need_guard=2.0, answer_direct=0.4,
    answer_guard=0.7, answer_guard_pressure=1.4, answer_pressure=1.2, answer_distress=0.9, answer_criticism=1.6,
)  # fmt: skip
ANSWERER = state(intimacy=0.7, energy=0.8, guard=0.52, pressure=0.6)


@pytest.mark.parametrize(("direct", "criticised", "asked"), [(0.0, 0.0, 0.0), (1.0, 0.0, 0.4), (0.0, 1.0, -1.6)])
def test_the_close_and_rested_answer_need_and_guard_under_pressure_refuses(
    direct: float, criticised: float, asked: float
) -> None:
    provided = chance(lambda u: rules.answers(ANSWERER, moment(felt=0.3), ANSWERING, 0.4, direct, criticised, u))
    drawn = 1.5 * 0.2 + 2.5 * 0.2 + 3.0 * 0.4 * (1 - 2.0 * 0.2)
    refused = (0.7 + 1.4 * 0.6) * 0.52 + 1.2 * 0.6 + 0.9 * 0.3
    assert log_odds(provided) == about(1.0 + drawn - refused + asked)


GIVING = constants(channel_cost=0.5, quality_avoidance=0.4, quality_anxiety=0.2, quality_energy=0.6)


@pytest.mark.parametrize(
    ("given", "wanted", "gap"), [(0.7, 0.2, 0.5), (0.2, 0.7, 0.5), (0.55, 0.5, 0.05), (0.4, 0.4, 0.0)]
)
def test_reassurance_is_good_when_warm_rested_and_in_the_channel_that_is_wanted(given, wanted, gap) -> None:
    s, warmth, rested = state(guard=0.3, fear=0.5, energy=0.75), 1 - 0.4 * 0.3 - 0.2 * 0.5, 1 - 0.6 * 0.25
    quality = rules.giving_quality(s, person(words_given=given), person(words_wanted=wanted), GIVING)
    assert quality == about(warmth * rested * (1 - 0.5 * gap))


def test_only_an_asking_is_heard_and_answered() -> None:
    k = joined(HEARING, ANSWERING, GIVING)
    s = ANSWERER._replace(trust=0.45, fear=0.68)
    me, other = person(insight=0.7, asking_cost=0.4, words_given=0.7), person(words_wanted=0.2)
    quality = (1 - 0.4 * 0.52 - 0.2 * 0.68) * (1 - 0.6 * 0.2) * 0.75

    def reply(asked: rules.Bid, reading: float, answer: float) -> rules.Reply:
        return rules.reply(s, moment(felt=0.3), me, other, k, asked, 0.4, luck(reading=reading, answer=answer))

    low, high = 1e-9, 1 - 1e-9
    assert reply(HINT, low, low) == about((1.0, 1.0, quality))
    assert reply(HINT, high, high) == about((0.0, 0.0, quality))
    for nothing_asked in (QUIET, REACH, LEAVE):
        assert reply(nothing_asked, low, low) == about((0.0, 0.0, quality))


def test_a_reply_takes_the_style_of_the_bid_the_need_that_shows_and_what_was_heard() -> None:
    k = joined(HEARING, ANSWERING, GIVING)
    s, m = ANSWERER._replace(trust=0.45, fear=0.68), moment(felt=0.3)
    me, other = person(insight=0.7, asking_cost=0.4, words_given=0.7), person(words_wanted=0.2)
    for asked in (ASK, HINT):
        heard = chance(lambda u, a=asked: rules.reply(s, m, me, other, k, a, 0.4, luck(reading=u)).criticised)
        assert heard == about(chance(lambda u, a=asked: rules.hears_criticism(s, m, me, k, a.direct, u)))
        for reading, criticised in ((1e-9, 1.0), (1 - 1e-9, 0.0)):
            draws = luck(reading=reading)
            gives = chance(
                lambda u, a=asked, d=draws: rules.reply(s, m, me, other, k, a, 0.4, d._replace(answer=u)).provides
            )
            assert gives == about(chance(lambda u, a=asked, c=criticised: rules.answers(s, m, k, 0.4, a.direct, c, u)))
