"""Counterfactual twins: one thing differs, everything upstream of it is the same, and the reason named is the reason."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

import reassure_sim as rs
from reassure_sim import rules
from reassure_sim.analysis import turning
from reassure_sim.analysis.removal import REMOVED, Event, removed
from reassure_sim.analysis.twins import Twins, twins
from reassure_sim.block import RECORDS, Changes, Lives
from reassure_sim.engines import live
from reassure_sim.measures import KINDS
from reassure_sim.parameters import PATHS, ROW, rows
from reassure_sim.scenario import scenario_lives

DAYS = 60
COUPLE = rs.Scenario.preset("anxious_avoidant", days=DAYS)


def episodes(result: rs.Result) -> np.ndarray:
    return result.tables.episodes()[0]


def parts_at(pair: Twins) -> int | None:
    """The first step at which the two lives differ, found without the library's own search."""
    one, two = episodes(pair.original), episodes(pair.other)
    return next((step for step in range(len(one)) if one[step].tobytes() != two[step].tobytes()), None)


@pytest.mark.parametrize(
    "different",
    [
        {"change": {"b.stamina": 0.8}},
        {"change": {"a.insight": 0.0}},
        {"change": {"couple.married": 1.0}},
        {"interventions": [{"set": "b.stamina", "to": 0.9, "start": 20}]},
        {"interventions": [{"shock": 1.0, "day": 30, "for": "a"}]},
        {"interventions": [{"use": "address_fear", "start": 10}]},
    ],
)
def test_all_that_is_upstream_of_the_difference_is_the_same(different: dict) -> None:
    """Bit for bit: states, acts and diary up to the step at which the lives part."""
    pair = twins(COUPLE, **different)
    assert pair.step == parts_at(pair)
    if pair.step is not None:
        assert pair.day == pair.step // 8
        diary = pair.differences
        assert not diary[diary["day"] < pair.day].drop(columns=["couple", "partner", "day"]).to_numpy().any()
    if "interventions" in different:
        start = different["interventions"][0].get("start", different["interventions"][0].get("day"))
        assert pair.step is not None and pair.step >= 8 * start


def test_what_changes_nothing_gives_no_step() -> None:
    """A constant of a mechanism that is off: the same life to the last bit, and said so."""
    couple = COUPLE.with_({"constants.habituation_operant": 0.0})
    pair = twins(couple, change={"constants.habit_gain": 0.9})
    assert pair.step is None and pair.day is None and pair.turn is None
    assert "Nothing differs" in pair.reason
    assert not pair.differences.drop(columns=["couple", "partner", "day"]).to_numpy().any()
    assert pair.original.run_ids != pair.other.run_ids


@pytest.mark.parametrize("kind", sorted(REMOVED))
def test_an_event_taken_out_is_gone_and_nothing_before_it_changes(kind: str) -> None:
    """Of a life that is not the first; the numbers are back in the next episode."""
    happened = rs.simulate(COUPLE, couples=3, seed=7, record="events").events
    own = happened[(happened["couple"] == 2) & (happened["kind"] == kind)]
    assert len(own), kind
    row = own.iloc[len(own) // 2]
    pair = twins(COUPLE, without=[row])
    assert pair.original.run_ids[0] == row["run_id"]
    assert pair.step == parts_at(pair) == row["step"]
    left = pair.other.events
    gone = (left["step"] == row["step"]) & (left["partner"] == row["partner"]) & (left["kind"] == kind)
    assert not gone.any()
    # as a mapping, too
    again = twins(COUPLE, without=[{k: row[k] for k in ("couple", "step", "partner", "kind")}])
    assert again.summary() == pair.summary()
    if REMOVED[kind] == ("acts",):
        assert pair.turn is not None and pair.turn.cause == turning.TAKEN_OUT
        assert f"without {row['partner']}'s" in pair.summary()
        then = turning.turn(pair.original.tables, pair.other.tables, pair.turn)
        assert then is None or then.step >= pair.turn.step
        assert (
            "nothing else that they do differs" if then is None else f"; then, on day {then.step // 8}, {then}"
        ) in pair.reason


def test_every_kind_of_event_can_be_taken_out() -> None:
    """The kinds of ``result.events`` are those of ``REMOVED``."""
    assert set(REMOVED) == set(KINDS[1:])


def test_a_table_of_events_can_be_taken_out() -> None:
    """All that b withdrew; b may withdraw at other times of that other life. Either engine lives it alike."""
    happened = rs.simulate(COUPLE, seed=7, record="events").events
    withdrew = "partner == 'b' and kind == 'withdraw'"
    assert len(happened.query(withdrew)) > 1
    pair = twins(COUPLE, without=happened.query(withdrew))
    assert not set(pair.other.events.query(withdrew)["step"]) & set(happened.query(withdrew)["step"])
    mesa = live(pair.other.tables.lives, DAYS, 8, engine="mesa", record=RECORDS)
    assert np.array_equal(mesa.episodes(), pair.other.tables.episodes())


def test_a_number_taken_to_zero_goes_back_to_what_was_planned() -> None:
    """Neighbouring events, and a schedule that moves the same number meanwhile."""
    row = ROW["b.acts"]
    planned = Changes(*(np.array(column) for column in ([0, 0], [row, row], [10, 20], [0.5, 0.25])))
    lives = scenario_lives(COUPLE, 1, 7)._replace(changes=planned)
    steps = (3, 9, 10, 19, 25)
    after = removed(lives, [Event(0, step, "b", "seek") for step in steps]).changes
    assert after is not None
    acts, now = {}, 1.0
    settings = {int(step): value for r, step, value in zip(after.row, after.step, after.value, strict=True) if r == row}
    for step in range(30):
        now = settings.get(step, now)
        acts[step] = now
    assert acts == {s: 0.0 if s in steps else 1.0 if s < 10 else 0.5 if s < 20 else 0.25 for s in range(30)}
    shocked = removed(lives, [Event(0, 4, "a", "stress")]).changes
    assert shocked is not None and {PATHS[r] for r in shocked.row} == {"b.acts", "a.meets_stress", "a.shock"}


def _some_lives() -> tuple[Lives, int]:
    """One life with schedules, whose partner a is the second person."""
    values = rows(COUPLE.with_({"a.insight": 0.1, "couple.bond": -0.05}).parameters)[:, None]
    paths = ["a.shock", "a.shock", "b.stamina", "couple.apart", "couple.apart", "constants.seek_base"]
    steps, sizes = [40, 41, 100, 150, 200, 0], [0.6, 0.0, 0.9, 1.0, 0.0, -3.5]
    changes = Changes(np.zeros(6, np.int64), np.array([ROW[p] for p in paths]), np.array(steps), np.array(sizes))
    words = (np.array([11], np.uint64), np.array([3]), np.array([5]), np.array([1]))
    return Lives(values, *words, changes), 40


def test_the_inputs_of_a_decision_are_those_of_the_engine() -> None:
    """At every step of a scheduled life the rules, asked again, give what was recorded: acts, style and answers."""
    lives, days = _some_lives()
    tables = live(lives, days, 8, record=RECORDS)
    asked = 0
    for step in range(days * 8):
        scene = turning._Scene(tables, step)
        for who, other in ("ab", "ba"):
            seen, theirs = scene.sides[who].seen, scene.sides[other].seen
            if not seen.lived:
                continue
            found = rules.bid(**scene.inputs(who, "act"))
            assert (found.act, found.direct) == (seen.act, seen.direct)
            answer = rules.reply(**scene.inputs(who, "misread"))
            assert (answer.criticised, answer.provides) == (theirs.misread, theirs.answered)
            assert rules.reply(**scene.inputs(who, "answered")).provides == theirs.answered
            asked += theirs.act == rules.SEEK
    assert asked > 5


@pytest.mark.parametrize("change", [{"b.stamina": 0.9}, {"a.anxiety": 0.6}, {"a.insight": 1.0, "b.insight": 0.0}])
def test_the_draw_lies_between_the_two_chances(change: dict) -> None:
    """The decision that is named falls out otherwise because its chance crosses the draw."""
    looked = 0
    for seed in range(8):
        pair = twins(COUPLE, change=change, seed=seed)
        found = pair.turn
        if found is None or found.decision == "together":
            continue
        assert pair.step is not None and found.step >= pair.step
        one, two = (
            turning._Scene(result.tables, found.step).inputs(found.partner, found.decision)
            for result in (pair.original, pair.other)
        )
        slot = {"act": "act", "direct": "style", "misread": "reading", "answered": "answer"}[found.decision]
        draw = getattr(one["luck"], slot)
        order = turning._ALONG
        cut = min(order.index(found.before), order.index(found.after)) if found.decision == "act" else 0
        odds = sorted(turning._log_odds(found.decision, cut, given) for given in (one, two))
        assert odds[0] <= math.log(draw / (1.0 - draw)) <= odds[1]
        assert found.was != found.now
        looked += 1
    assert looked


def test_the_reason_is_what_was_changed_where_nothing_else_can_be() -> None:
    """Insight acts on nothing but how a bid is heard: the lives part there, and insight is named."""
    couple = COUPLE.with_({"a.insight": 0.0, "b.insight": 0.0, "days": 365})
    pair = twins(couple, change={"b.insight": 1.0})
    assert pair.turn is not None
    assert (pair.turn.decision, pair.turn.partner) == ("misread", "b")
    assert (pair.turn.was, pair.turn.now) == (0.0, 1.0)
    assert pair.step == pair.turn.step
    assert (
        "b hears a need where b had heard criticism, because b's insight was higher (1.00 against 0.00)" in pair.reason
    )


def test_separation_is_a_turn_of_its_own() -> None:
    """With the hazard alone changed, the two do the same until they part."""
    couple = rs.Scenario.preset("anxious_avoidant", days=1500).with_({"constants.parting_unmarried": 1.0})
    pair = twins(couple, change={"constants.separation": 0.0})
    assert pair.turn is not None and pair.turn.decision == "together"
    assert "they stay together where they had separated" in pair.reason
    assert "the constant separation was lower" in pair.reason


def test_pairing_narrows_the_differences() -> None:
    """Differences between twins vary less than differences between lives with luck of their own."""
    pair = twins(COUPLE, change={"b.stamina": 0.8}, couples=48)
    ratio = pair.variance_ratio
    assert ratio is not None and set(ratio) == {"satisfaction", "bids_per_week"}
    assert min(ratio.values()) > 1.0
    table = pair.outcomes
    assert list(table["couple"]) == list(range(48))
    whole = rs.simulate(COUPLE, couples=48, seed=7).runs
    assert np.array_equal(table["separated_original"], whole["separated"])
    assert np.array_equal(table["regime_original"], whole["regime"])
    gap = table["satisfaction_other"] - table["satisfaction_original"]
    assert np.array_equal(table["satisfaction_difference"], gap)
    one = twins(COUPLE, change={"b.stamina": 0.8})
    assert one.variance_ratio is None
    assert one.reason == pair.reason
    assert one.outcomes.iloc[0].to_dict() == table.iloc[0].to_dict()


def test_twins_print_as_five_lines_and_fit_into_json() -> None:
    """For one couple and for many."""
    for couples in (1, 5):
        pair = rs.twins(COUPLE, change={"a.culture": "reserved"}, couples=couples)
        assert len(str(pair).splitlines()) == 5 and str(pair) == repr(pair)
        told = json.loads(json.dumps(pair.plain(), allow_nan=False))
        assert told["step"] == pair.step and told["couples"] == couples
        assert told["other"]["parameters"]["a"]["asking_cost"] == 0.6
    assert "a.asking_cost 0.6 instead of 0.3" in str(pair)


EVENT = {"couple": 0, "step": 3, "partner": "b", "kind": "withdraw"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({}, "twins: nothing differs"),
        ({"change": {"days": 3}}, "days: twins live for the same days"),
        ({"change": {"a.anxity": 0.3}}, "a.anxity: no parameter is called 'a.anxity'; the nearest is 'a.anxiety'"),
        ({"change": 3}, "change: read 3, allowed is a mapping"),
        ({"change": {"interventions": []}}, "interventions: give what is to happen besides as interventions=[...]"),
        ({"interventions": [{"use": "adress_fear"}]}, "the nearest is 'address_fear'"),
        ({"change": {"a.anxiety": 1}, "couples": 0}, "couples: read 0"),
        ({"without": EVENT}, "without: read"),
        ({"without": [3]}, "without.0: read 3, allowed is a row of result.events"),
        ({"without": [{**EVENT, "kind": "withdrew"}]}, "without.0.kind: no kind of event is called 'withdrew'"),
        ({"without": [{**EVENT, "partner": "c"}]}, "without.0.partner: read 'c', allowed is a or b"),
        ({"without": [{**EVENT, "step": -1}]}, "without.0.step: read -1"),
        ({"without": [{**EVENT, "couple": 10**7}]}, "without.0.couple: read 10000000"),
        ({"without": [EVENT, {**EVENT, "couple": 1}]}, "without: read events of the couples 0, 1"),
        ({"without": [EVENT], "couples": 2}, "couples: read 2, but events belong to one life"),
        (
            {"without": [{**EVENT, "step": 10**5}]},
            "without.0: couple 0 has no withdraw of b at step 100000; the nearest",
        ),
    ],
)
def test_bad_input_gets_one_sentence(words: dict, sentence: str) -> None:
    with pytest.raises(rs.ParameterError) as error:
        twins(COUPLE, **words)
    assert sentence in str(error.value)


def test_a_scenario_is_needed() -> None:
    with pytest.raises(rs.ParameterError, match="allowed is a Scenario"):
        twins("anxious_avoidant", change={"a.anxiety": 1})  # type: ignore[arg-type]
