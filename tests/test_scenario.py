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


def test_a_couples_culture_is_one_for_each_and_what_is_given_wins() -> None:
    mixed = Scenario.of({"preset": "anxious_avoidant", "culture": "mixed", "b": {"asking_cost": 0.1}}).parameters
    assert (mixed.a.words_wanted, mixed.b.words_wanted) == (0.7, 0.3)
    assert mixed.b.asking_cost == 0.1
    assert mixed.a.anxiety == 0.78
    other = Scenario.of({"culture": "expressive", "b": {"culture": "reserved"}})
    assert other.parameters == Scenario.of({}).with_({"culture": "mixed"}).parameters
    assert other.with_({"culture": "reserved", "a.asking_cost": 0.2}).parameters.a.asking_cost == 0.2
    for bad in ({"culture": "loud"}, {"culture": 3}):
        with pytest.raises(ParameterError, match="culture of a couple"):
            Scenario.of(bad)
        with pytest.raises(ParameterError, match="culture of a couple"):
            Scenario.of({}).with_(bad)


def test_with_keeps_the_interventions_or_replaces_them_all() -> None:
    plan = [{"use": "talk_openly", "start": 20}, {"shock": 1, "day": 30}]
    couple = Scenario.preset("anxious_avoidant").with_({"interventions": plan})
    assert couple == Scenario.of({"preset": "anxious_avoidant", "interventions": plan})
    assert couple.with_({"a.anxiety": 0.5}).interventions == couple.interventions
    assert [one.of for one in couple.interventions] == ["talk_openly", "shock"]
    assert couple.with_({"interventions": []}) == Scenario.preset("anxious_avoidant")
    with pytest.raises(ParameterError) as caught:
        couple.with_({"interventions": [{"use": "x"}], "days": 0})
    assert {problem.path for problem in caught.value.problems} == {"interventions.0.use", "days"}


def test_lives_hold_what_is_scheduled_and_nothing_when_nothing_is() -> None:
    couple = Scenario.preset("secure_secure", days=60)
    assert scenario_lives(couple, 3, 1).changes is None
    changes = scenario_lives(couple.with_({"interventions": [{"shock": 1, "day": 30, "for": "b"}]}), 3, 1).changes
    assert changes is not None
    assert changes.life.tolist() == [0, 0, 1, 1, 2, 2]
    assert changes.step.tolist() == [240, 241] * 3
    assert changes.value.tolist() == [1.0, 0.0] * 3
    late = couple.with_({"interventions": [{"shock": 1, "day": 60}]})
    assert scenario_lives(late, 3, 1).changes is None
    with pytest.raises(ParameterError, match="allowed is a mapping"):
        scenario_lives(couple._replace(interventions=(3,)), 1, 1)  # type: ignore[arg-type]


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


@pytest.mark.parametrize("given", [5, None, "days", [1]])
def test_changes_that_are_no_mapping_get_one_sentence(given: object) -> None:
    with pytest.raises(ParameterError, match="allowed is a mapping"):
        Scenario.preset("secure_secure").with_(given)
