"""Predict: what a guess is told about a life follows the two courses, and nothing else."""

import math
import re
from typing import Any

import numpy as np
import pytest

from reassure_sim.dashboard.pages.predict import board, saying
from reassure_sim.dashboard.words import words
from reassure_sim.experiment.links import link, read
from reassure_sim.experiment.view import GUESSES, State, follow
from reassure_sim.scenario import PRESETS
from reassure_sim.year import life, reason, shapes
from reassure_sim.year.course import POINTS, TOP, Course, course, place, said, value
from reassure_sim.year.stairs import stairs

WORDS = words()["predict"]
DAYS = [round(day) for day in np.linspace(1, 365, POINTS)]


def lived(places: Any, about: str = "felt_insecurity") -> Course:
    """A life with these places; NaN after a parting."""
    way = tuple(np.linspace(0.0, 1.0, len(places)))
    values = tuple(value(about, at) if math.isfinite(at) else math.nan for at in places)
    return Course(about, way, values, tuple((day, day) for day in DAYS[: len(places)]), ())


def told(guess: Any, found: Course) -> str:
    return " ".join(saying.sentences(list(guess), found, WORDS))


FLAT, FALLING = [60.0] * 13, np.linspace(60, 5, 13).tolist()
DROPPING = [60.0, 30.0, 12.0, *[8.0] * 10]
LATE = [10.0] * 9 + [30.0, 55.0, 70.0, 75.0]


def test_flat_against_falling_names_both_shapes_and_the_end() -> None:
    sentence = told(FLAT, lived(FALLING))
    assert "You drew: felt insecurity stays about the same." in sentence
    assert "In this life felt insecurity falls slowly: from 61 of 100 to 5 of 100." in sentence
    assert WORDS["lower"] in sentence and WORDS["higher"] not in sentence
    assert "furthest apart around day 365: 61 of 100 on your line, 5 of 100 in this life" in sentence


def test_a_late_rise_is_furthest_apart_late() -> None:
    sentence = told([10.0] * 13, lived(LATE))
    assert "rises slowly" in sentence and "around day 365" in sentence
    assert saying.contrast([10.0] * 13, LATE).worst == 12


def test_no_difference_is_said_calmly_and_nothing_is_furthest_apart() -> None:
    assert told(FALLING, lived(FALLING)).endswith(WORDS["together"])
    assert "furthest" not in told(np.array(FALLING) + 5, lived(FALLING))


def test_what_the_guess_saw_is_the_direction_or_the_end() -> None:
    assert WORDS["direction"] in told(FALLING, lived(DROPPING))
    assert WORDS["end"] in told(
        DROPPING, lived([60.0, 20.0, 70.0, 10.0, 80.0, 20.0, 60.0, 15.0, 70.0, 5.0, 5.0, 5.0, 8.0])
    )
    assert WORDS["direction"] not in told(FLAT, lived(FALLING)) and WORDS["end"] not in told(FLAT, lived(FALLING))


def test_after_a_parting_only_what_was_lived_is_compared() -> None:
    found = lived([*FALLING[:5], *[math.nan] * 8])
    assert len(found.places) == 5
    assert told([*FALLING[:5], *[99.0] * 8], found).endswith(WORDS["together"])


@pytest.mark.parametrize("name", shapes.SHAPES)
@pytest.mark.parametrize("start", [25, 50, 75])
def test_a_ready_shape_is_told_as_what_it_is_called(name: str, start: int) -> None:
    guess = shapes.ready(name, start, POINTS)
    assert guess[0] == start and guess.min() >= 0 and guess.max() <= TOP
    assert shapes.shape(guess) == name


@pytest.mark.parametrize("about", GUESSES)
def test_the_scale_is_fixed_and_there_and_back_is_the_same(about: str) -> None:
    places = [place(about, value(about, at)) for at in range(TOP + 1)]
    assert places == pytest.approx(range(TOP + 1))
    assert place("relief", 1e6) == TOP
    assert said("relief", place("relief", 5.0), WORDS) == "5\u00a0h"
    assert [said("relief", at, WORDS) for at in (0, TOP)] == [WORDS["none"], WORDS["week"]]


def test_courses_are_the_models_own_numbers() -> None:
    state = State(preset="anxious_secure", seed=3)
    one = life.of(follow(state)[0], state.seed)
    relief, strength = course(one, "relief"), course(one, "energy")
    assert relief and strength
    assert list(relief.values) == [step.hours for step in stairs(one)]
    days = one.column(1, "energy")[: one.lived]
    assert strength.values[3] == pytest.approx(days[91 - 7 : 91 + 8].mean())
    assert [math.isfinite(v) for v in strength.values] == [day <= one.lived for day in DAYS]


def test_a_life_with_hardly_a_request_has_no_staircase_to_guess() -> None:
    state = State(preset="avoidant_avoidant", seed=8)
    one = life.of(follow(state)[0], state.seed)
    assert len(one.laps()) < 3
    assert course(one, "relief") is None and course(one, "satisfaction") is not None


def test_a_guess_fits_any_number_of_points_and_begins_where_the_life_does() -> None:
    found = lived(FALLING)
    assert board.points("", found) == []
    assert board.points("6099", found) == [60, *np.round(np.linspace(60, 99, 13)).astype(int)[1:]]
    assert board.points("00" * 13, found) == [60, *[0] * 12]
    digits = "".join(f"{p:02}" for p in shapes.ready("wavers", 60, POINTS))
    assert board.points(digits, found) == shapes.ready("wavers", 60, POINTS).tolist()


def test_the_axes_tell_nothing_of_the_life_but_its_beginning() -> None:
    ends = [[60.0, *rest] for rest in ([5.0] * 12, [99.0] * 12)]
    state = State(about="felt_insecurity")
    assert board.axes(state, lived(ends[0]), WORDS) == board.axes(state, lived(ends[1]), WORDS)


def test_the_reason_is_the_mechanism_whose_twin_ends_elsewhere() -> None:
    tried = {"doubts": 58.0, "stress": 20.0, "refusals": 40.0, "credibility": 59.0, "rebound": math.nan}
    lead, *why = saying.because(60.0, tried, "felt_insecurity", WORDS)
    assert lead == WORDS["why_lead"]
    assert [sentence.split(" Without")[0] for sentence in why] == [WORDS["because_stress"], WORDS["because_refusals"]]
    assert "20 of 100 instead of 61 of 100" in why[0]
    assert saying.because(60.0, {"doubts": 57.0}, "felt_insecurity", WORDS) == [WORDS["no_reason"]]


def test_a_twin_lives_with_the_same_luck_and_without_one_mechanism() -> None:
    couple = State(preset="anxious_avoidant", seed=8)
    scenario = follow(couple)[0]
    tried = dict(task() for task in reason.twins(couple, "relief"))
    assert {"credibility", "rebound"} <= set(tried) and "duration" not in tried  # has no part in this couple's model
    without = course(life.of(scenario.with_({"constants.habituation_credibility": 0.0}), 8), "relief")
    assert without and tried["credibility"] == reason.late(without)
    assert set(reason.REASONS) == set(GUESSES)


def test_lives_that_lie_close_together_make_a_guess_sure() -> None:
    def among(levels: Any) -> list[Course]:
        return [Course("energy", (0.0, 1.0), (0.0, 0.0), ((1, 1), (365, 365)), ((0.0, p), (1.0, p))) for p in levels]

    assert saying.spread(among([50.0] * 20)) == 0.0
    assert saying.spread(among(range(0, 101, 5))) == pytest.approx(80.0)
    parted = Course("energy", (0.0, 1.0), (0.9, math.nan), ((1, 1), (365, 365)), ((0.0, 90.0), (0.2, 90.0)))
    assert saying.spread([*among([50.0] * 3), parted]) == 0.0, "who has parted counts no more"
    assert saying.spread(among([50.0])) == math.inf


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_reason_shape_and_question_has_words(language: str) -> None:
    found = words(language)["predict"]
    assert all(found[f"because_{name}"] for names in reason.REASONS.values() for name in names)
    assert all(found[name] for name in (*shapes.SHAPES, *map(shapes.direction, shapes.SHAPES)))
    assert all(found[key + about] for about in GUESSES for key in ("", "ask_", "what_"))


@pytest.mark.parametrize("guess", ["1", "5a50", "<b>50", "50" * 14, "-1-1", "٥٠", "50 50"])
def test_a_hostile_guess_in_a_link_falls_back_with_a_note(guess: str) -> None:
    state, notes = read("/predict", f"v=1&told=1&guess={guess}")
    assert state.guess == "" and [note.name for note in notes] == ["absent"]


def test_a_link_carries_the_guess_and_whether_it_was_looked_at() -> None:
    state = State(
        page="predict", about="energy", guess="".join(f"{p:02}" for p in range(13)), told=1, preset="anxious_secure"
    )
    path, _, search = link(state).partition("?")
    assert read(path, search) == (state, [])
    assert re.search("guess=00010203", search)


@pytest.mark.parametrize("preset", PRESETS)
def test_something_can_be_guessed_of_every_couple(preset: str) -> None:
    state = State(preset=preset)
    one = life.of(follow(state)[0], state.seed)
    assert sum(course(one, about) is not None for about in GUESSES) >= 3
