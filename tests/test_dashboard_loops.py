"""Pursue and withdraw, and what feeds what: drawn from a life's own numbers, along the model's own arrows."""

import itertools
from typing import Any

import numpy as np
import pytest

from reassure_sim import rules
from reassure_sim.dashboard.words import languages, words
from reassure_sim.dashboard.year import loops, pursuit
from reassure_sim.layout import Day
from reassure_sim.measures import CAUSES, EVENT_COLUMNS, KINDS
from reassure_sim.parameters import Parameters
from reassure_sim.scenario import Scenario
from reassure_sim.year import cycle, life

DAYS, PER_DAY = 140, 8
CALM = {"trust": 0.65, "intimacy": 0.7, "energy": 0.8, "satisfaction": 0.7, "guard": 0.3, "together": 1.0}
COUPLE = Parameters()
K, P, C = COUPLE.constants, COUPLE.a, COUPLE.couple
STATE = rules.first_state(P, C, K)
MOMENT = rules.Moment(0.4, 0.0, 0.0, 0.4, 0.3, 0.0, 0.0, 0.0, 0.0)


def diary(**columns: Any) -> Any:
    """Return a quiet couple's diary in which some columns are put, like ``a_asked=3``."""
    pages = np.zeros((2, DAYS, len(Day._fields)))
    for field, value in CALM.items():
        pages[:, :, Day._fields.index(field)] = value
    for name, values in columns.items():
        who, _, field = name.partition("_")
        pages["ab".index(who), :, Day._fields.index(field)] = values
    return pages


def bid(day: int, **fields: float) -> list[float]:
    """Return one request of A's, answered as well as can be unless said."""
    given = {"step": day * PER_DAY, "kind": KINDS.index("seek"), "answer": 1.0, "size": 0.5, "quality": 0.8, **fields}
    return [float(given.get(name, 0.0)) for name in EVENT_COLUMNS]


def lived(pages: Any, events: Any = ()) -> life.Life:
    return life.measured(pages, np.array(events or np.empty((0, len(EVENT_COLUMNS)))), PER_DAY)


def links(one: life.Life, day: int = -1) -> dict[str, int]:
    numbers = loops.strengths(one, cycle.shares(one)[:, cycle.RELIEF])[day]
    return dict(zip((link.name for link in loops.LINKS), numbers.tolist(), strict=True))


def thicker(one: life.Life, other: life.Life) -> dict[str, int]:
    """Return the links that differ, and by how much."""
    before, after = links(one), links(other)
    return {name: after[name] - before[name] for name in before if after[name] != before[name]}


def asked(times: float = 2.0, refused: float = 0.0, **columns: Any) -> Any:
    return diary(a_asked=times, a_rebuffed=refused, a_reassured=times - refused, **columns)


def odds(state: rules.State) -> float:
    return rules.answer_odds(state, MOMENT, K, 0.3, 1.0, 0.0)


def settled(
    state: rules.State, mine: rules.Bid, to_me: rules.Reply, theirs: rules.Bid, by_me: rules.Reply, pulse: float
) -> Any:
    from reassure_sim.draws import Luck

    luck = Luck(*([0.5] * len(Luck._fields)))
    r, pair = rules.rates(P, K, 0.125), rules.first_pair(C)
    return rules.settle(state, MOMENT, P, C, K, r, pair, mine, to_me, theirs, by_me, pulse, 0.5, 0.5, 0.3, luck, 0.125)[
        0
    ]


CARRY_ON, SEEK = rules.Bid(rules.CARRY_ON, 0.0), rules.Bid(rules.SEEK, 1.0)
YES, NO, NOTHING = rules.Reply(0.0, 1.0, 0.8), rules.Reply(0.0, 0.0, 0.8), rules.Reply(0.0, 0.0, 0.8)


def put(**fields: float) -> rules.State:
    return STATE._replace(**fields)


# What each arrow says, asked of the rules themselves: how much more of the target there is where there is more of the
# source. Being answered is what asking can lead to; being asked is a bid of the other.
ARROWS = {
    "felt_asking": lambda: rules.seek_rate(STATE, MOMENT._replace(felt=0.6), P, K) - rules.seek_rate(STATE, MOMENT, P, K),
    "asking_answer": lambda: rules.reply(STATE, MOMENT, P, P, K, SEEK, 0.3, low()).provides
    - rules.reply(STATE, MOMENT, P, P, K, CARRY_ON, 0.3, low()).provides,
    "answer_relief": lambda: settled(STATE, SEEK, YES, CARRY_ON, NOTHING, 0.5).relief
    - settled(STATE, SEEK, NO, CARRY_ON, NOTHING, 0.0).relief,
    "relief_felt": lambda: rules.felt_insecurity(0.5, 0.3, 0.0, 0.4, K) - rules.felt_insecurity(0.5, 0.0, 0.0, 0.4, K),
    "asking_relief": lambda: rules.credibility(put(recent_seeking=0.6), P, K, 1.0) - rules.credibility(STATE, P, K, 1.0),
    "asking_pressure": lambda: settled(STATE, CARRY_ON, NOTHING, SEEK, YES, 0.0).pressure
    - settled(STATE, CARRY_ON, NOTHING, CARRY_ON, NOTHING, 0.0).pressure,
    "pressure_answer": lambda: odds(put(pressure=0.6)) - odds(STATE),
    "pressure_strength": lambda: settled(put(pressure=0.6), CARRY_ON, NOTHING, SEEK, YES, 0.0).energy
    - settled(STATE, CARRY_ON, NOTHING, SEEK, YES, 0.0).energy,
    "strength_answer": lambda: odds(put(energy=0.9)) - odds(put(energy=0.3)),
    "answer_felt": lambda: settled(STATE, SEEK, YES, CARRY_ON, NOTHING, 0.0).insecurity
    - settled(STATE, SEEK, NO, CARRY_ON, NOTHING, 0.0).insecurity,
}  # fmt: skip


def low() -> Any:
    """Return luck with which anything that can happen does."""
    from reassure_sim.draws import Luck

    return Luck(*([1e-9] * len(Luck._fields)))


@pytest.mark.parametrize("link", loops.LINKS, ids=lambda link: link.name)
def test_every_arrow_is_one_of_the_model_with_its_sign(link: loops.Link) -> None:
    assert np.sign(ARROWS[link.name]()) == link.sign


def test_every_loop_is_closed_and_one_of_them_balances() -> None:
    by_name = {link.name: link for link in loops.LINKS}
    for loop in loops.LOOPS.values():
        way = [by_name[name] for name in loop.links]
        assert loop.own in loop.links
        assert all(one.target == next_.source for one, next_ in itertools.pairwise([*way, way[0]]))
    assert {name for name, loop in loops.LOOPS.items() if loop.balances} == {"soothing"}
    assert set(loops.NODES) == {node for link in loops.LINKS for node in (link.source, link.target)}


def test_more_asking_thickens_what_asking_drives_and_nothing_else() -> None:
    assert thicker(lived(asked(2.0)), lived(asked(3.0))) == {"felt_asking": 7, "asking_pressure": 7}


def test_refusals_thin_the_answer_and_thicken_the_hurt_and_nothing_else() -> None:
    assert thicker(lived(asked(2.0)), lived(asked(2.0, 0.5))) == {"asking_answer": -25, "answer_felt": 25}


def test_a_tired_partner_thickens_the_link_from_pressure_to_strength_only() -> None:
    assert thicker(lived(asked()), lived(asked(b_energy=0.4))) == {"pressure_strength": 50}


@pytest.mark.parametrize(("cause", "link"), [("pressure", "pressure_answer"), ("energy", "strength_answer")])
def test_a_refusal_thickens_the_link_of_its_cause_only(cause: str, link: str) -> None:
    pages = asked(1.0, 0.5)
    causes = [{"answer_cause": CAUSES.index(name), "answer_cause_size": 0.4} for name in ("guard", cause)]
    plain, due = ([bid(day, answer=0.0, **why) for day in range(0, DAYS, 2)] for why in causes)
    assert thicker(lived(pages, plain), lived(pages, due)) == {link: 50}
    against = [
        bid(day, answer=0.0, answer_cause=CAUSES.index(cause), answer_cause_size=-0.4) for day in range(0, DAYS, 2)
    ]
    assert thicker(lived(pages, plain), lived(pages, against)) == {}


def test_strength_is_compared_with_what_there_is_of_it_at_the_very_beginning() -> None:
    full = loops.shape()["first_strength"]
    assert full == 100 * rules.FIRST_ENERGY
    assert links(lived(asked(b_energy=0.5)))["pressure_strength"] == round(100 * (1 - 50 / full))


def test_an_answer_of_which_less_arrives_is_believed_less() -> None:
    full = rules.credibility(STATE._replace(trust=0.65), P, K, 0.0)
    whole, half = ([bid(day, size=part * 0.8 * full) for day in range(DAYS)] for part in (1.0, 0.5))
    before, after = links(lived(asked(1.0), whole)), links(lived(asked(1.0), half))
    assert before["asking_relief"] == 0 and after["asking_relief"] == 50
    assert before["answer_relief"] == round(80 * full) and after["answer_relief"] == round(40 * full)


def test_what_arrives_of_an_answer_is_what_the_rule_believes() -> None:
    couple = Scenario.preset("anxious_secure", 28)
    one = life.of(couple, 5)
    found = links(one)
    bids = one.acts(0, "seek")
    got = bids[bids[:, EVENT_COLUMNS.index("answer")] == 1.0]
    believed = got[:, EVENT_COLUMNS.index("size")] / got[:, EVENT_COLUMNS.index("quality")]
    p, k = couple.parameters.a, couple.parameters.constants
    unasked = [rules.credibility(STATE._replace(trust=trust), p, k, 0.0) for trust in one.column(0, "trust")]
    assert 0 < found["asking_relief"] < 100
    assert found["asking_relief"] == pytest.approx(100 * (1 - believed.mean() / np.mean(unasked)), abs=4)


def test_the_two_stand_further_apart_with_less_intimacy_and_nothing_else_moves() -> None:
    near, far = (pursuit.pursuit(lived(asked(a_intimacy=level)))[-1] for level in (0.7, 0.5))
    assert (far - near).tolist() == [0, 0, 0, 10, 0, 0]


@pytest.mark.parametrize(
    ("column", "value", "moved"),
    [("b_withdrew", 1.0, [0, 0, 7, 0, 0, 0]), ("a_guard", 0.5, [0, 0, 0, 0, 20, 0]), ("b_guard", 0.9, [0, 0, 0, 0, 0, 60])],
)  # fmt: skip
def test_withdrawing_and_guard_each_move_their_own_part_of_the_figure(
    column: str, value: float, moved: list[int]
) -> None:
    one, other = (pursuit.pursuit(lived(pages))[-1] for pages in (asked(), asked(**{column: value})))
    assert (other - one).tolist() == moved


def test_what_is_asked_answered_and_drawn_back_from_adds_up_on_every_day() -> None:
    for preset in ("anxious_avoidant", "anxious_anxious"):
        asks, answers, back = pursuit.pursuit(life.of(Scenario.preset(preset, 120), 5)).T[:3]
        assert (answers >= 0).all() and (back >= asks - answers).all()
        assert (asks > answers).any() and (back > asks - answers).any()


def weekly(asks: Any, refused: Any) -> str:
    """Return what is said at the end of a life with so many requests and refusals a day, week by week."""
    pages = asked(np.repeat(asks, 7), np.repeat(refused, 7))
    return pursuit.VERDICTS[pursuit.verdicts(lived(pages))[-1]]


def test_the_figure_says_that_one_feeds_the_other_only_where_this_life_says_so() -> None:
    weeks = DAYS // 7
    rising = np.linspace(1.0, 8.0, weeks)
    assert weekly(rising, rising * np.linspace(0.1, 0.9, weeks)) == "both"
    assert weekly(rising, rising * 0.5) == "neither"
    luck = np.random.default_rng(3)
    shares = luck.permutation(np.linspace(0.0, 1.0, weeks))
    after = np.concatenate([[2.0], 1.0 + 5.0 * shares[:-1]])
    assert weekly(after, after * shares) == "asks_more"
    free = luck.permutation(rising)
    assert weekly(free, free * free / 10.0) == "draws"
    assert {pursuit.VERDICTS[code] for code in pursuit.verdicts(lived(asked()))[: 7 * pursuit.LEAST - 1]} == {"early"}


def test_every_link_loop_and_verdict_has_words_in_every_language() -> None:
    for language in languages():
        said = words(language)
        assert {link.name for link in loops.LINKS} | set(loops.NODES) <= set(said["loops"])
        for name in loops.LOOPS:
            assert {name, f"{name}_means", f"{name}_own", f"because_{name}"} <= set(said["loops"])
            assert "{n}" in said["loops"][f"{name}_own"]
        assert set(pursuit.VERDICTS) <= set(said["pursuit"])
