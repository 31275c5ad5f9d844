"""Compare: what differs between two lives, said in words that follow from their numbers, and what helps a couple."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

pytest.importorskip("solara", reason="needs the dashboard extra")

import reassure_sim as rs
from reassure_sim.dashboard.pages.compare import helps
from reassure_sim.dashboard.pages.compare.answer import alone, answer, differs
from reassure_sim.dashboard.pages.compare.compare import picked, turned
from reassure_sim.dashboard.pages.compare.measured import (
    HARDLY,
    HARMS,
    HELPS,
    HELPS_LITTLE,
    MEASURES,
    UNCLEAR,
    Effect,
    effect,
)
from reassure_sim.dashboard.pages.compare.parting import parting
from reassure_sim.dashboard.pages.many import lives as many
from reassure_sim.dashboard.pages.many.shares import shares
from reassure_sim.dashboard.server import work
from reassure_sim.dashboard.words import languages, words
from reassure_sim.experiment.sharing import MANY
from reassure_sim.experiment.view import NO_USE, START, USES, State, follow
from reassure_sim.measures import LAST_DAYS
from reassure_sim.year import life

HERE = START._replace(page="compare")
EN = words("en")


def lived(view: State) -> life.Life:
    return life.of(follow(view)[0], view.seed, view.luck)


def both(state: State) -> tuple[State, State]:
    return alone(state), alone(state.compared)


@pytest.fixture(scope="module")
def found() -> Any:
    """All lives of the couple at the start, with nothing new and with each strategy."""
    parts = [task() for task in helps.tasks(helps.couple(HERE))]
    return {use: {part.first: part.measured for part in parts if part.use == use} for use in USES}


def test_where_nothing_differs_the_two_views_are_one() -> None:
    one, two = both(HERE)
    assert one == two
    assert differs(one, two, EN) == ""


def test_one_number_is_named_with_both_its_values() -> None:
    one, two = both(HERE._replace(differ=(("b.stamina", 0.9),)))
    said = differs(one, two, EN)
    assert said.endswith(" at 0.9 instead of 0.45") and "," not in said and "(" not in said
    assert follow(two)[0] == follow(one)[0].with_({"b.stamina": 0.9})


@pytest.mark.parametrize("language", languages())
def test_what_differs_begins_as_a_sentence_does(language: str) -> None:
    for view in (HERE._replace(other_use="talk_openly"), HERE._replace(other="secure_secure")):
        said = differs(*both(view), words(language))
        assert said[0].lower() != said[0] or not said[0].isalpha()


@pytest.mark.parametrize("use", USES[1:])
def test_the_sentence_holds_the_numbers_of_the_two_lives(use: str) -> None:
    state = HERE._replace(other_use=use)
    views = both(state)
    said = answer(*map(lived, views), differs(*views, EN), EN)
    for view in views:
        run = rs.simulate(follow(view)[0], seed=view.seed, record="daily")
        days = run.diary[run.diary["together"] == 1.0] if run.runs["separated"][0] else run.diary
        last = days[days["day"] > days["day"].max() - 28]
        strength = 100 * last.loc[last["partner"] == "b", "energy"].mean()
        asked = 7 * last.loc[last["partner"] == "a", "asked"].mean()
        assert f"{strength:.0f} of 100" in said or f"instead of {strength:.0f}" in said
        assert f"{asked:.0f} times a week" in said or f"instead of {asked:.0f}" in said
        regime = run.runs["shade"][0] or run.runs["regime"][0]
        assert EN["regimes"][regime] in said


def test_equal_lives_are_told_as_equal() -> None:
    same = lived(alone(HERE))
    said = answer(same, same, "x", EN)
    assert "instead" not in said
    assert EN["compare"]["ends_same"].split("{")[0] in said


@pytest.mark.parametrize("language", languages())
def test_where_they_part_is_the_day_that_twins_say(language: str) -> None:
    one, two = both(HERE._replace(other_use="address_fear"))
    couple = follow(one)[0]
    taken = {"use": "address_fear", "start": HERE.since, "uptake": 1.0}
    turn = rs.twins(couple, interventions=[taken], seed=HERE.seed).turn
    assert turn is not None
    said = parting(one, two, words(language))
    assert str(turn.step // 8 + 1) in said.replace("\u00a0", " ").split()
    assert words(language)["compare"]["does"][turn.decision][int(turn.after)][0] in said


def test_the_effect_is_the_paired_one_of_lives_with_the_same_seeds(found: Any) -> None:
    rows = {row.use: row for row in helps.rows(found)}
    views = {use: HERE._replace(use=use) for use in (NO_USE, "talk_openly")}
    seeds = range(HERE.seed, HERE.seed + MANY)
    runs = {
        use: pd.concat([rs.simulate(follow(view)[0], seed=seed).runs for seed in seeds]) for use, view in views.items()
    }
    columns = {
        "felt": ["felt_insecurity_a"],
        "energy": ["energy_b"],
        "satisfaction": ["satisfaction_a", "satisfaction_b"],
    }
    for name, chosen in columns.items():
        old, new = (100.0 * table[chosen].mean(axis=1).to_numpy() for table in runs.values())
        test = stats.ttest_rel(new, old)
        interval = test.confidence_interval(0.95)
        one = rows["talk_openly"].effects[name]
        np.testing.assert_allclose(one, [old.mean(), new.mean(), (new - old).mean(), *interval], rtol=1e-6)
    shares = [(runs["talk_openly"]["regime"] == regime).mean() for regime in ("stability", "escalation", "exhaustion")]
    np.testing.assert_allclose(rows["talk_openly"].regimes, shares)
    assert rows["talk_openly"].parted == runs["talk_openly"]["separated"].mean()


def test_compare_and_many_say_the_same_shares_of_one_couple(found: Any) -> None:
    rows = {row.use: row for row in helps.rows(found)}
    for use in (NO_USE, "address_fear"):
        view = HERE._replace(use=use)
        for _ in many.run(view, "me", threading.Event()):
            pass
        group = many.kept(view)
        assert group is not None
        *regimes, parted = (one.n / MANY for one in shares(group.runs))
        assert (list(rows[use].regimes), rows[use].parted) == (regimes, parted)


def test_nothing_new_comes_first_and_then_what_helps_most(found: Any) -> None:
    rows = helps.rows(found)
    gains = [row.effects["satisfaction"].difference for row in rows[1:]]
    assert [row.lives for row in rows] == [MANY] * len(USES)
    assert rows[0].use == NO_USE and rows[0].same
    assert gains == sorted(gains, reverse=True)
    assert {row.use for row in rows} == set(USES)


def test_only_lives_that_every_strategy_has_lived_count(found: Any) -> None:
    part = {use: dict(list(lives.items())[: 1 if use == "talk_openly" else 3]) for use, lives in found.items()}
    assert {row.lives for row in helps.rows(part)} == {64}
    assert helps.rows({**part, "talk_openly": {}}) == []


@pytest.mark.parametrize(
    ("low", "mean", "high", "verdict"),
    [
        (4.0, 6.0, 8.0, HELPS),
        (0.5, 2.0, 3.5, HELPS_LITTLE),
        (-3.5, -2.0, -0.5, HARMS),
        (0.1, 0.4, 0.7, HARDLY),
        (-0.5, 0.1, 0.7, HARDLY),
        (-2.0, 3.0, 8.0, UNCLEAR),
        (np.nan, np.nan, np.nan, UNCLEAR),
    ],
)
def test_a_verdict_says_no_more_than_its_interval(low: float, mean: float, high: float, verdict: str) -> None:
    assert Effect(0.0, mean, mean, low, high).verdict("satisfaction") == verdict
    mirrored = Effect(0.0, -mean, -mean, -high, -low).verdict("felt")  # where less is better
    assert mirrored == verdict


def test_lives_in_which_a_measure_is_undefined_are_left_out() -> None:
    without, treated = np.array([1.0, 2.0, np.nan, 4.0]), np.array([2.0, 4.0, 9.0, np.nan])
    assert effect(without, treated)[:3] == (1.5, 3.0, 1.5)
    assert np.isnan(effect(np.array([np.nan]), np.array([1.0]))).all()


@pytest.mark.parametrize("language", languages())
def test_why_names_the_steps_that_were_taken_and_those_that_were_not(language: str) -> None:
    still = Effect(40.0, 40.0, 0.0, -0.1, 0.1)
    effects = dict.fromkeys(MEASURES, still)
    best = helps.Row("professional_support", 9, (1.0, 0.0, 0.0), 0.0, effects, False)
    taken = {**effects, "fear": Effect(90.0, 70.0, -20.0, -21.0, -19.0)}
    said, steps = words(language)["compare"], words(language)["compare"]["steps"]
    row = best._replace(use="address_fear", effects=taken)
    told = helps.why(row, best, words(language))
    assert steps["fear"][1].format(was="90", now="70").lower() in told.lower()
    assert steps["energy"][2].format(was="40", now="40").lower() in told.lower()
    assert steps["energy"][1].split("(")[0] not in told
    assert helps.why(row._replace(same=True), best, words(language)) == said["moves_nothing"]


def told_of(name: str, one: Effect, language: str) -> tuple[str, str]:
    """Return why and the mark of a step of a strategy, all of whose other steps were taken."""
    better = {n: Effect(40.0, 40.0 + 20.0 * m.better, 20.0 * m.better, 19.0, 21.0) for n, m in MEASURES.items()}
    row = helps.Row("recognise_styles", 9, (1.0, 0.0, 0.0), 0.0, {**better, name: one}, False)
    nothing = helps.Row(NO_USE, 9, (1.0, 0.0, 0.0), 0.0, better, True)
    shown = helps.told([nothing, row], words(language))[1]
    at = helps.CHAINS["recognise_styles"].index(name)
    return shown["why"], shown["chain"][at]["mark"]


@pytest.mark.parametrize("language", languages())
def test_words_and_marks_of_a_step_say_what_its_rounded_numbers_say(language: str) -> None:
    said = words(language)["compare"]
    name = said["steps"]["refused"][0]
    hardly, mark = told_of("refused", Effect(13.9, 12.1, -1.8, -2.4, -1.2), language)
    assert said["hardly_step"].format(name=name, was="14", now="12") in hardly.replace("\u00a0", " ") and mark == "≈"
    unclear, mark = told_of("refused", Effect(14.0, 9.0, -5.0, -12.0, 2.0), language)
    assert said["unclear_step"].format(name=name, was="14", now="9.0").partition("(")[0] in unclear and mark == "?"
    alike, mark = told_of("asked", Effect(26.3, 25.7, -0.6, -0.7, -0.5), language)  # it reads 26 → 26
    assert said["steps"]["asked"][2].format(now="26").lower() in alike.lower() and mark == "="
    taken, mark = told_of("refused", Effect(14.0, 9.0, -5.0, -6.0, -4.0), language)
    assert "→" in taken and mark == "▼"


@pytest.mark.parametrize("language", languages())
def test_there_is_no_but_about_what_there_is_hardly_any_of(language: str) -> None:
    but = words(language)["compare"]["but"].split("{")[0]
    without, _ = told_of("refused", Effect(0.2, 0.2, 0.0, -0.1, 0.1), language)
    assert but not in without and "0.2" not in without and "0,2" not in without
    never, _ = told_of("misread", Effect(*[np.nan] * 5), language)
    assert but not in never and "–" not in never.replace("\u00a0", " ")
    some, _ = told_of("refused", Effect(5.0, 5.0, 0.0, -0.1, 0.1), language)
    assert but in some


@pytest.mark.parametrize("language", languages())
def test_the_answer_says_of_which_days_its_numbers_are(language: str) -> None:
    said = words(language)["compare"]
    told = answer(*map(lived, both(HERE._replace(other_use="professional_support"))), "X", words(language))
    assert told.startswith(f"X: {said['lately'].split(',')[0]}") and str(LAST_DAYS) == "28"


def test_every_step_and_every_turn_has_words_in_every_language() -> None:
    for language in languages():
        said = words(language)["compare"]
        assert {step for chain in helps.CHAINS.values() for step in chain} == set(said["steps"])
        assert {len(phrases) for phrases in said["steps"].values()} == {4}
        assert {name: len(codes) for name, codes in said["does"].items()} == {
            "act": 4,
            "direct": 2,
            "misread": 2,
            "answered": 2,
            "together": 2,
        }
        assert set(words(language)["strategies"]) == set(USES)
        shown = helps.told([], words(language))
        assert shown == []


def test_a_wish_to_stop_ends_the_lives_early() -> None:
    stop = threading.Event()
    parts = []
    for part in work.each("somebody", helps.tasks(helps.couple(HERE)), stop):
        parts.append(part)
        stop.set()
    assert len(parts) < len(list(helps.tasks(helps.couple(HERE))))


def test_the_form_changes_one_thing_and_refuses_what_it_does_not_offer() -> None:
    strategy = picked(HERE._replace(differ=(("a.anxiety", 0.1),), use="talk_openly"), {"use": "address_fear"})
    assert strategy == HERE._replace(other_use="address_fear")
    other = picked(HERE, {"other": "secure_secure"})
    assert other is not None and other.compared.preset == "secure_secure"
    same = picked(HERE, {"other": HERE.preset})
    assert same is not None and same.compared == HERE
    plain = picked(HERE._replace(changes=(("a.anxiety", 0.1),), use="talk_openly"), {"preset": HERE.preset})
    assert plain == HERE
    cell = picked(HERE, {"couple": "secure_secure", "use": "talk_openly"})
    assert cell == HERE._replace(preset="secure_secure", other_use="talk_openly")
    assert picked(HERE, {"use": "<b>"}) is None
    assert picked(HERE, {"preset": ["x"]}) is None
    assert picked(HERE, {}) is None


def test_a_slider_back_at_its_place_leaves_nothing_different() -> None:
    assert turned(HERE, "b.stamina", 80).differ == (("b.stamina", 0.8),)
    assert turned(turned(HERE, "b.stamina", 80), "b.stamina", 45).differ == ()
    assert turned(HERE, "since", 90).since == 90
