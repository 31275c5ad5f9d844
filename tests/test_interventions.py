"""Timed changes: what is written becomes settings of single numbers, the same in both engines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reassure_sim.block import RECORDS, Changes, Lives
from reassure_sim.engines import live
from reassure_sim.interventions import STRATEGIES, axes, checked, schedule, swept
from reassure_sim.interventions.timing import OWNER
from reassure_sim.layout import LANES
from reassure_sim.parameters import NUMBERS, PATHS, ROW, Constants, ParameterError, rows
from reassure_sim.population import sampling
from reassure_sim.scenario import Scenario, scenario_lives
from strategies import lives
from test_engines_agree import same

PER_DAY = 8
DAYS = 400


def planned(*specs: Any, n: int = 1, days: int = DAYS, first: int = 0, **values: float) -> Changes:
    """The settings of ``n`` couples at the defaults, but for ``values`` like ``a_anxiety``."""
    parameters = rows(Scenario.of({}).parameters)
    for name, value in values.items():
        parameters[ROW[name.replace("_", ".", 1)]] = value
    block = np.repeat(parameters[:, None], n, axis=1)
    found = schedule(checked(specs), block, np.full(n, 11, np.uint64), np.arange(first, first + n), days, PER_DAY)
    none = np.zeros(0, np.int64)
    return found if found is not None else Changes(none, none, none, np.zeros(0))


def course(changes: Changes, path: str, life: int = 0) -> list[tuple[float, float]]:
    """When, in days, a number of one life takes which values."""
    own = (changes.life == life) & (changes.row == ROW[path])
    days = (changes.step[own] / PER_DAY).tolist()
    return list(zip(days, changes.value[own].round(12).tolist(), strict=True))


# -- forms ----------------------------------------------------------------------------------------
def test_a_number_is_set_and_given_back() -> None:
    changes = planned({"set": "b.stamina", "to": 0.8, "start": 30, "end": 90})
    assert course(changes, "b.stamina") == [(30, 0.8), (90, 0.5)]
    assert set(changes.row.tolist()) == {ROW["b.stamina"]}


@pytest.mark.parametrize(
    ("way", "value"),
    [({"to": 0.8}, 0.8), ({"by": 0.2}, 0.7), ({"by": 0.9}, 1.0), ({"by": -0.9}, 0.0), ({"times": 1.5}, 0.75)],
)
def test_to_by_and_times_act_on_the_number_and_stay_in_its_range(way: dict[str, float], value: float) -> None:
    assert course(planned({"set": "a.clarity", **way}), "a.clarity") == [(0, value)]


def test_stress_can_be_multiplied_for_a_month() -> None:
    changes = planned({"set": "life_stress", "times": 5, "start": 100, "end": 130})
    assert course(changes, "a.life_stress") == course(changes, "b.life_stress") == [(100, 5.0), (130, 1.0)]


def test_any_number_can_be_set() -> None:
    for path in PATHS:
        number = NUMBERS[path]
        value = number.high if number.default < number.high else number.low
        assert course(planned({"set": path, "to": value, "start": 3}), path) == [(3, value)]


def test_a_ramp_grows_linearly_in_weekly_steps_and_is_whole_at_its_end() -> None:
    changes = planned({"set": "a.clarity", "by": 0.4, "start": 10, "ramp": 28, "end": 60})
    assert course(changes, "a.clarity") == [(17, 0.6), (24, 0.7), (31, 0.8), (38, 0.9), (60, 0.5)]
    short = planned({"set": "a.clarity", "by": 0.4, "start": 10, "ramp": 10})
    assert course(short, "a.clarity") == [(17, 0.78), (24, 0.9)]


def test_what_is_kept_stays_after_the_end() -> None:
    changes = planned({"set": "a.clarity", "by": 0.4, "start": 10, "end": 50, "kept": 0.25})
    assert course(changes, "a.clarity") == [(10, 0.9), (50, 0.6)]
    half = planned({"set": "a.clarity", "by": 0.4, "start": 10, "end": 24, "ramp": 28, "kept": 0.5})
    assert course(half, "a.clarity") == [(17, 0.6), (24, 0.6)][:1]  # half of the half that had grown


def test_a_shock_and_a_good_event_last_one_episode() -> None:
    changes = planned({"shock": 0.5, "day": 40, "for": "a"}, {"good": 1, "day": 41.5})
    assert course(changes, "a.shock") == [(40, 0.5), (40.125, 0)]
    assert course(changes, "b.shock") == []
    assert course(changes, "couple.good") == [(41.5, 1), (41.625, 0)]
    assert course(planned({"shock": 0.5, "day": 4}), "b.shock") == [(4, 0.5), (4.125, 0)]
    for day in np.arange(0, 1, 0.03125):
        assert np.diff(planned({"shock": 0.5, "day": day, "for": "a"}).step).tolist() == [1]


def test_a_spell_apart_has_a_beginning_and_an_end() -> None:
    assert course(planned({"apart": 0.7, "start": 10, "end": 24}), "couple.apart") == [(10, 0.7), (24, 0)]


def test_what_lies_after_the_run_changes_nothing() -> None:
    assert len(planned({"shock": 1, "day": 400}, {"use": "talk_openly", "start": 500}).life) == 0
    assert course(planned({"set": "a.clarity", "to": 1, "start": 399, "end": 500}), "a.clarity") == [(399, 1)]


def test_for_whom_is_a_partner_or_whoever_has_the_traits() -> None:
    spec = {"set": "stamina", "to": 1, "start": 1}
    assert set(planned({**spec, "for": "b"}).row.tolist()) == {ROW["b.stamina"]}
    assert set(planned({**spec, "for": "both"}).row.tolist()) == {ROW["a.stamina"], ROW["b.stamina"]}
    anxious = {**spec, "for": {"anxiety": [0.6, 1], "avoidance": [0, 0.5]}}
    assert set(planned(anxious, a_anxiety=0.6, b_anxiety=0.59).row.tolist()) == {ROW["a.stamina"]}
    assert len(planned(anxious, a_anxiety=0.9, a_avoidance=0.6).row) == 0


# -- strategies -----------------------------------------------------------------------------------
def test_a_strategy_without_dose_or_couples_is_none() -> None:
    for name in STRATEGIES:
        assert len(planned({"use": name, "dose": 0}).life) == 0
        assert len(planned({"use": name, "uptake": 0}).life) == 0


@pytest.mark.parametrize("name", sorted(STRATEGIES))
def test_a_strategy_moves_what_its_table_says_in_both_partners(name: str) -> None:
    changes = planned(
        {"use": name, "uptake": 1, "relapse": 0}, a_words_given=0.2, b_words_given=0.2, a_words_wanted=0.9
    )
    moved = {f"{slot}.{move.name}" for slot in "ab" for move in STRATEGIES[name].moves}
    assert {PATHS[row] for row in changes.row.tolist()} == moved


def test_half_a_dose_moves_half_as_far() -> None:
    for dose in (0.5, 1):
        last = course(planned({"use": "address_fear", "dose": dose}), "a.encouragement")[-1]
        assert last == (28, 0.3 + 0.4 * dose)


def test_words_go_towards_what_the_other_hopes_for_as_it_then_is() -> None:
    changes = planned(
        {"set": "b.words_wanted", "to": 1, "start": 5},
        {"use": "words_and_actions"},
        a_words_given=0.2,
        b_words_given=0.5,
    )
    assert course(changes, "a.words_given")[-1] == (28, round(0.2 + 0.7 * 0.8, 12))
    assert course(changes, "b.words_given") == []  # a hopes for 0.5, and gets it


def test_talking_openly_raises_direct_bids_by_the_published_size() -> None:
    """d = .44 is d * pi / sqrt(3) = 0.80 in log-odds; the two moves add up to it at the default constants."""
    constants, size = Constants(), {move.name: move.size for move in STRATEGIES["talk_openly"].moves}
    gained = constants.direct_clarity * size["clarity"] - constants.direct_cost * size["asking_cost"]
    assert gained == pytest.approx(0.44 * np.pi / np.sqrt(3), abs=0.02)


def test_a_programme_lasts_twenty_weeks_and_leaves_part_of_its_gains() -> None:
    changes = planned({"use": "professional_support", "start": 10, "uptake": 1, "relapse": 0})
    assert course(changes, "a.support") == [(10, 1), (150, 0)]
    soothing = course(changes, "b.self_soothing")
    assert len(soothing) == 20
    assert soothing[0] == (17, 0.5075)
    assert soothing[-1] == (150, round(0.5 + 0.7 * 0.15, 12))  # on the day of the last, whole step
    grown = [value for _, value in soothing[:-1]]
    assert grown == sorted(grown)


def test_one_number_scales_a_whole_strategy(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = {"use": "professional_support", "uptake": 1, "relapse": 0}
    half = planned({**spec, "dose": 0.5})
    scaled = {name: strategy._replace(strength=0.5) for name, strategy in STRATEGIES.items()}
    monkeypatch.setattr("reassure_sim.interventions.timing.STRATEGIES", scaled)
    assert all(np.array_equal(x, y) for x, y in zip(half, planned(spec), strict=True))


def test_a_relapse_loses_what_was_kept() -> None:
    changes = planned({"use": "professional_support", "uptake": 1, "relapse": 1}, days=300)
    assert course(changes, "a.clarity")[-1] == (140, 0.5)


# -- luck -----------------------------------------------------------------------------------------
def test_uptake_is_the_share_of_couples_that_takes_part() -> None:
    n = 20_000
    for uptake in (0.1, 0.7):
        changes = planned({"set": "a.clarity", "to": 1, "uptake": uptake}, n=n, days=2)
        assert len(np.unique(changes.life)) / n == pytest.approx(uptake, abs=4 * 0.5 / np.sqrt(n))


def test_dropout_is_the_share_that_stops_in_thirty_days() -> None:
    n = 20_000
    changes = planned({"set": "a.support", "to": 1, "dropout": 0.2, "end": 390}, n=n)
    stops = changes.step[changes.value == 0.0] / PER_DAY
    assert n - 50 < len(stops) <= n  # a few stop before their first episode is over
    for month in (1, 2, 6):
        assert (n - np.sum(stops > 30 * month)) / n == pytest.approx(1 - 0.8**month, abs=4 * 0.5 / np.sqrt(n))
    assert np.sum(stops == 390) / n == pytest.approx(0.8**13, abs=4 * 0.25 / np.sqrt(n))


def test_relapse_is_the_share_that_loses_its_gains_in_a_year_after_the_end() -> None:
    n = 20_000
    changes = planned({"set": "a.clarity", "to": 1, "end": 30, "kept": 0.5, "relapse": 0.3}, n=n, days=30 + 365)
    lost = changes.step[changes.value == 0.5] / PER_DAY
    assert len(lost) / n == pytest.approx(1 - 0.7 ** (365 / 365.25), abs=4 * 0.5 / np.sqrt(n))
    assert lost.min() >= 30


def test_who_takes_part_hangs_on_the_couple_and_the_intervention_alone() -> None:
    spec = {"use": "professional_support", "dropout": 0.3, "relapse": 0.5}
    many, few = planned(spec, spec, n=50), planned(spec, spec, n=7, first=20)
    own = (many.life >= 20) & (many.life < 27)
    assert np.array_equal(many.life[own] - 20, few.life)
    assert all(np.array_equal(x[own], y) for x, y in zip(many[1:], few[1:], strict=True))
    one, two = planned(spec, n=50), planned({"apart": 0}, spec, n=50)
    assert set(one.life.tolist()) != set(two.life.tolist())  # another place in the list has luck of its own
    assert OWNER % 4 == 3
    assert OWNER > sampling.OWNER + 4 * 8


def test_more_lives_than_are_worked_out_at_a_time_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = {"use": "professional_support", "dropout": 0.3}
    whole = planned(spec, n=50)
    monkeypatch.setattr("reassure_sim.interventions.timing._LIVES", 7)
    assert all(np.array_equal(x, y) for x, y in zip(whole, planned(spec, n=50), strict=True))


# -- several --------------------------------------------------------------------------------------
def test_changes_of_the_same_number_compose_in_the_order_given() -> None:
    by, to = (
        {"set": "a.clarity", "by": 0.2, "start": 10, "end": 40},
        {"set": "a.clarity", "to": 0.3, "start": 20, "end": 30},
    )
    assert course(planned(by, to), "a.clarity") == [(10, 0.7), (20, 0.3), (30, 0.7), (40, 0.5)]
    assert course(planned(to, by), "a.clarity") == [(10, 0.7), (20, 0.5), (30, 0.7), (40, 0.5)]
    double = {"set": "a.clarity", "times": 2, "start": 20}
    assert course(planned(by, double), "a.clarity") == [(10, 0.7), (20, 1.0)]  # 1.4 and 1.0, held to the range
    assert course(planned({"shock": 0.4, "day": 2}, {"shock": 0.5, "day": 2}), "a.shock")[0] == (2, 0.9)


SPECS = st.one_of(
    st.fixed_dictionaries(
        {"use": st.sampled_from(sorted(STRATEGIES)), "start": st.integers(0, 9)},
        optional={
            "end": st.integers(10, 30),
            "dose": st.floats(0, 1),
            "uptake": st.floats(0, 1),
            "dropout": st.floats(0, 1),
            "relapse": st.floats(0, 1),
            "for": st.sampled_from(["a", "b", "both", {"anxiety": [0.4, 1]}]),
        },
    ),
    st.fixed_dictionaries(
        {
            "set": st.sampled_from(
                ["clarity", "a.avoidance", "couple.bond", "constants.relief_days", "life_stress", "a.acts"]
            ),
            "start": st.floats(0, 9),
        },
        optional={
            "ramp": st.integers(0, 30),
            "end": st.integers(10, 30),
            "kept": st.floats(0, 1),
            "dropout": st.floats(0, 1),
        },
    ).flatmap(
        lambda spec: st.one_of(
            st.floats(-0.9, 0.9).map(lambda v: {**spec, "by": v}), st.floats(0, 9).map(lambda v: {**spec, "times": v})
        )
    ),
    st.fixed_dictionaries({"shock": st.floats(0, 2), "day": st.floats(0, 9)}),
    st.fixed_dictionaries({"good": st.just(1), "day": st.floats(0, 9)}),
    st.fixed_dictionaries({"apart": st.floats(0, 1), "start": st.integers(0, 9), "end": st.integers(10, 30)}),
)


def with_plan(some: Lives, specs: list[dict[str, Any]], days: int, per_day: int) -> Lives:
    return some._replace(changes=schedule(checked(specs), some.values, some.seed, some.couple, days, per_day))


@settings(max_examples=50)
@given(lives(), st.lists(SPECS, max_size=4), st.sampled_from([1, 4, 8]))
def test_settings_are_sorted_single_in_range_and_end_where_they_began(
    some: Lives, specs: list[dict[str, Any]], per_day: int
) -> None:
    changes = with_plan(some, specs, 40, per_day).changes
    if changes is None:
        return
    key = np.stack([changes.life, changes.row, changes.step], axis=1)
    assert (np.lexsort(key.T[::-1]) == np.arange(len(key))).all()
    assert len(np.unique(key, axis=0)) == len(key)
    low, high = (np.array([getattr(NUMBERS[path], end) for path in PATHS]) for end in ("low", "high"))
    assert (changes.value >= low[changes.row]).all()
    assert (changes.value <= high[changes.row]).all()
    assert ((changes.step >= 0) & (changes.step < 40 * per_day)).all()
    ends = ["use" not in spec and ("day" in spec or ("end" in spec and not spec.get("kept"))) for spec in specs]
    if all(ends):
        last = np.flatnonzero(np.append((np.diff(key[:, :2], axis=0) != 0).any(axis=1), True))
        assert np.array_equal(changes.value[last], some.values[changes.row[last], changes.life[last]])


@settings(max_examples=30)
@given(lives(), st.lists(SPECS, min_size=1, max_size=4), st.integers(1, 12), st.sampled_from([1, 4, 8]))
def test_agents_and_compiled_blocks_agree_under_any_plan(
    some: Lives, specs: list[dict[str, Any]], days: int, per_day: int
) -> None:
    some = with_plan(some, specs, days, per_day)
    assert same(
        live(some, days, per_day, engine="mesa", record=RECORDS),
        live(some, days, per_day, engine="batch", record=RECORDS),
    )


PLAN = [
    {"use": "professional_support", "start": 2, "end": 20, "dropout": 0.5},
    {"set": "life_stress", "times": 3, "start": 5, "end": 15, "uptake": 0.5},
    {"shock": 1, "day": 7, "for": "a"},
    {"apart": 1, "start": 8, "end": 12},
]


def test_threads_blocks_and_order_of_lives_change_nothing_under_a_plan() -> None:
    n = 2 * LANES + 5
    some = scenario_lives(Scenario.preset("anxious_avoidant", days=30).with_({"interventions": PLAN}), n, 3)
    whole = live(some, 30, 8, record=RECORDS)
    assert same(whole, live(some, 30, 8, record=RECORDS, workers=3))
    alone = live(some.part(LANES + 3, LANES + 4), 30, 8, record=RECORDS)
    assert np.array_equal(whole.episodes()[LANES + 3], alone.episodes()[0])
    order = np.random.default_rng(1).permutation(n)
    mixed = with_plan(Lives(*(np.asarray(x)[..., order] for x in some[:4])), PLAN, 30, 8)
    assert np.array_equal(whole.episodes()[order], live(mixed, 30, 8, record=RECORDS).episodes())


def test_everything_before_the_first_change_is_the_same_life() -> None:
    """A plan changes no luck: twins part when it begins, and not before."""
    plain = Scenario.preset("anxious_avoidant", days=30)
    timed = plain.with_({"interventions": [{"use": "address_fear", "start": 10}]})
    one, other = (live(scenario_lives(s, 4, 3), 30, 8, record=("episodes",)).episodes() for s in (plain, timed))
    assert np.array_equal(one[:, : 17 * 8], other[:, : 17 * 8])  # the first weekly step of the ramp
    assert not np.array_equal(one, other)


# -- reading --------------------------------------------------------------------------------------
BROKEN = [
    ("no list", "interventions: read 'no list', allowed is a list"),
    ({"use": "talk_openly"}, "interventions: read {'use': 'talk_openly'}, allowed is a list"),
    ([7], "interventions.0: read 7, allowed is a mapping"),
    ([{"start": 3}], "interventions.0: read the keys start, allowed is exactly one of use, set, shock, good, apart"),
    ([{"use": "talk_openly", "set": "a.clarity"}], "read use and set, allowed is exactly one of"),
    ([{"use": "talk_opnly"}], "interventions.0.use: no strategy is called 'talk_opnly'; the nearest is 'talk_openly'"),
    ([{"use": 3}], "interventions.0.use: read 3, allowed is a strategy"),
    (
        [{"use": "talk_openly", "doze": 1}],
        "interventions.0.doze: no key of `use` is called 'doze'; the nearest is 'dose'",
    ),
    ([{"use": "talk_openly", "ramp": 1}], "interventions.0.ramp: no key of `use` is called 'ramp'"),
    ([{"use": "talk_openly", "dose": 1.5}], "interventions.0.dose: read 1.5, allowed is a number from 0 to 1"),
    ([{"use": "talk_openly", "dose": True}], "interventions.0.dose: read True, allowed is a number from 0 to 1"),
    ([{"use": "talk_openly", "start": float("nan")}], "interventions.0.start: read nan, allowed is a number from 0"),
    (
        [{"use": "talk_openly", "start": 9, "end": 9}],
        "interventions.0.end: read 9, allowed is a day after the start (9)",
    ),
    ([{"use": "talk_openly", "for": "c"}], "interventions.0.for: read 'c', allowed is a, b, both, or traits like"),
    ([{"use": "talk_openly", "for": {}}], "interventions.0.for: read {}, allowed is a, b, both, or traits like"),
    ([{"use": "talk_openly", "for": {"anxeity": [0, 1]}}], "no trait is called 'anxeity'; the nearest is 'anxiety'"),
    ([{"use": "talk_openly", "for": {"anxiety": [0.8, 0.2]}}], "read [0.8, 0.2], allowed is a range within [0, 1]"),
    (
        [{"use": "talk_openly", "for": {"anxiety": [0.8, 2]}}],
        "for.anxiety: read [0.8, 2], allowed is a range within [0, 1]",
    ),
    (
        [{"set": "a.stamna", "to": 1}],
        "interventions.0.set: no parameter is called 'a.stamna'; the nearest is 'a.stamina'",
    ),
    ([{"set": "a.stamina"}], "interventions.0: read no new value, allowed is exactly one of to, by, times"),
    ([{"set": "a.stamina", "to": 1, "by": 1}], "interventions.0: read to and by, allowed is exactly one of"),
    ([{"set": "a.stamina", "to": 1.2}], "interventions.0.to: read 1.2, allowed is a number from 0 to 1"),
    ([{"set": "a.life_stress", "by": 7}], "interventions.0.by: read 7, allowed is a number from -6 to 6 (x mean)"),
    ([{"set": "a.stamina", "times": -1}], "interventions.0.times: read -1, allowed is a number from 0 to 1000"),
    ([{"set": "a.stamina", "to": 1, "for": "a"}], "interventions.0.for: a.stamina says for whom"),
    ([{"shock": 0.5}], "interventions.0.day: the key 'day' is missing"),
    ([{"shock": 3, "day": 1}], "interventions.0.shock: read 3, allowed is a number from 0 to 2 (insecurity)"),
    ([{"good": 1, "day": 1, "for": "a"}], "interventions.0.for: no key of `good` is called 'for'"),
    ([{"apart": 2}], "interventions.0.apart: read 2, allowed is a number from 0 to 1"),
]


@pytest.mark.parametrize(("specs", "sentence"), BROKEN, ids=[f"{i}" for i in range(len(BROKEN))])
def test_a_broken_intervention_is_told_in_one_sentence(specs: Any, sentence: str) -> None:
    with pytest.raises(ParameterError) as caught:
        checked(specs)
    assert len(caught.value.problems) == 1
    assert sentence in str(caught.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        checked([{"use": "x", "dose": 2}, {"shock": 9}, {"good": 1, "day": 3}])
    told = [p.path for p in caught.value.problems]
    assert told == ["interventions.0.dose", "interventions.0.use", "interventions.1.shock", "interventions.1.day"]


@settings(max_examples=60)
@given(st.lists(SPECS, max_size=4))
def test_what_was_checked_reads_back_as_itself(specs: list[dict[str, Any]]) -> None:
    once = checked(specs)
    assert checked(once) == checked([one.plain() for one in once]) == once
    assert hash(once) == hash(checked(once))


def test_one_number_a_life_does_what_one_number_for_all_does() -> None:
    """Sweeps over the numbers of an intervention are lanes, like sweeps over parameters."""
    plan = checked(
        [
            {"use": "professional_support", "dropout": 0.1},
            {"set": "stamina", "by": 0.2, "ramp": 20, "kept": 0.5, "end": 90},
        ]
    )
    doses, starts = np.array([0.0, 0.5, 1.0]), np.array([3.0, 80.0, 200.0])
    assert {"interventions.0.dose", "interventions.1.by", "interventions.1.start"} <= set(axes(plan))
    values = np.repeat(rows(Scenario.of({}).parameters)[:, None], 3, axis=1)
    seed, couple = np.full(3, 5, np.uint64), np.full(3, 4)
    lanes = schedule(
        swept(plan, {"interventions.0.dose": doses, "interventions.1.start": starts}), values, seed, couple, 300, 8
    )
    assert lanes is not None
    for life, (dose, start) in enumerate(zip(doses, starts, strict=True)):
        single = checked([{**plan[0].plain(), "dose": dose}, plan[1]])
        single = (single[0], single[1]._replace(start=start))
        alone = schedule(single, values[:, :1], seed[:1], couple[:1], 300, 8)
        own = lanes.life == life
        if alone is None:
            assert not own.any()
        else:
            assert all(np.array_equal(x[own], y) for x, y in zip(lanes[1:], alone[1:], strict=True))
