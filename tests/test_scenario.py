"""A scenario is checked whole; presets and cultures are names for numbers."""

from __future__ import annotations

import pytest

from reassure_sim.parameters import NUMBERS, ParameterError
from reassure_sim.scenario import CULTURES, PRESETS, Scenario, scenario_lives


def test_five_presets_differ_in_traits_only() -> None:
    assert len(PRESETS) == 5
    for name, groups in PRESETS.items():
        assert set(groups) == {"a", "b"}
        assert Scenario.preset(name).days == 365


def test_with_checks_again_and_leaves_the_original_alone() -> None:
    couple = Scenario.preset("anxious_avoidant")
    other = couple.with_({"a.anxiety": 0.9, "days": 90})
    assert (other.parameters.a.anxiety, other.days) == (0.9, 90)
    assert couple.days == 365
    with pytest.raises(ParameterError, match="from 0 to 1"):
        couple.with_({"a.anxiety": 1.2})


def test_a_culture_is_four_numbers_and_what_is_given_wins() -> None:
    couple = Scenario.of({"a": {"culture": "reserved", "words_wanted": 0.9}, "b": {"culture": "expressive"}})
    assert couple.parameters.a.words_given == CULTURES["reserved"]["words_given"]
    assert couple.parameters.a.words_wanted == 0.9
    assert couple.parameters.b.asking_norm == CULTURES["expressive"]["asking_norm"]


def test_everything_wrong_is_said_at_once() -> None:
    model = {"preset": "anxious", "days": 0, "a": {"anxiety": 3, "culture": "loud"}, "couples": {}, "b": 7}
    with pytest.raises(ParameterError) as caught:
        Scenario.of(model)
    text = str(caught.value)
    for words in (
        "preset: no preset is called 'anxious'; the nearest is 'anxious_secure'",
        "days: read 0, allowed is a whole number from 1 to 3660",
        "a.anxiety: read 3, allowed is a number from 0 to 1",
        "a.culture: no culture is called 'loud'; known: expressive, reserved",
        "couples: no key of model is called 'couples'; the nearest is 'couple'",
        "b: read 7, allowed is a group of parameters",
    ):
        assert words in text, text


@pytest.mark.parametrize("changes", [{"anxiety": 0.5}, {"a.anxeity": 0.5}, {"q.z": 1}, {"days": 1.5}, {"days": True}])
def test_unknown_names_and_wrong_types_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ParameterError):
        Scenario.preset("secure_secure").with_(changes)


def test_life_n_has_the_luck_of_couple_n() -> None:
    lives = scenario_lives(Scenario.preset("secure_secure"), 4, 2**63 + 5)
    assert lives.n == 4
    assert lives.couple.tolist() == [0, 1, 2, 3]
    assert lives.values.shape == (len(NUMBERS), 4)
    assert lives.keys()[:2, 0].tolist() == [5.0, 2.0**31]
