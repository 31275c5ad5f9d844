"""Results: tables with keys, five plain lines, saved and loaded whole; and what simulate refuses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import reassure_sim as rs
from reassure_sim.block import Changes
from reassure_sim.engines import run_ids
from reassure_sim.parameters import ROW
from reassure_sim.result import SCHEDULED
from reassure_sim.scenario import scenario_lives

COUPLE = rs.Scenario.preset("anxious_secure", days=20)


def test_tables_share_their_keys() -> None:
    result = rs.simulate(COUPLE, couples=3, seed=1, record={"daily", "events", "episodes"})
    ids = set(result.runs["run_id"])
    assert len(ids) == 3
    for table in (result.people, result.diary, result.events, result.episodes):
        assert set(table["run_id"]) == ids
        assert set(table["couple"]) == {0, 1, 2}
    assert len(result.people) == 6
    assert len(result.diary) == 3 * 2 * 20
    assert len(result.episodes) == 3 * 2 * 160
    assert not result.diary.duplicated(["run_id", "partner", "day"]).any()


def test_what_was_not_recorded_is_an_empty_table_with_its_columns() -> None:
    bare, full = (rs.simulate(COUPLE, record=r) for r in ("summary", {"daily", "events", "episodes"}))
    for name in ("diary", "events", "episodes"):
        assert len(getattr(bare, name)) == 0
        assert list(getattr(bare, name)) == list(getattr(full, name))


def test_it_prints_as_five_lines() -> None:
    text = repr(rs.simulate(COUPLE, couples=2, seed=1))
    assert len(text.splitlines()) == 5
    assert text.startswith("2 lives of 20 days\nregimes: ")


def test_saved_tables_come_back(tmp_path: Path) -> None:
    result = rs.simulate(COUPLE, couples=2, seed=1, record={"daily", "events"})
    result.save(tmp_path / "saved")
    back = rs.load(tmp_path / "saved")
    for name in ("runs", "people", "diary", "events"):
        pd.testing.assert_frame_equal(back[name], getattr(result, name), check_dtype=False)
    assert back["provenance"]["seed"] == 1
    assert back["provenance"]["model"] == rs.MODEL_VERSION
    with pytest.raises(FileExistsError, match="not empty"):
        result.save(tmp_path / "saved")
    with pytest.raises(FileNotFoundError, match="no saved result"):
        rs.load(tmp_path)


def test_run_ids_name_model_parameters_days_and_luck() -> None:
    ids = [
        rs.simulate(COUPLE.with_(change), couples=2, seed=seed).runs["run_id"].tolist()
        for change, seed in (({}, 1), ({}, 2), ({"a.clarity": 0.9}, 1), ({"days": 21}, 1))
    ]
    assert len({name for row in ids for name in row}) == 8
    assert rs.simulate(COUPLE, couples=1, seed=1).runs["run_id"].tolist() == ids[0][:1]


def test_run_ids_tell_who_is_first() -> None:
    lives = scenario_lives(COUPLE, 1, 1)
    swapped = lives._replace(first=np.ones(1, np.int64))
    assert run_ids(lives, 20, 8) != run_ids(swapped, 20, 8)
    assert run_ids(lives, 20, 8) == run_ids(lives._replace(first=np.zeros(1, np.int64)), 20, 8)


def test_run_ids_tell_what_is_scheduled() -> None:
    lives = scenario_lives(COUPLE, 2, 1)
    plain = run_ids(lives, 20, 8)

    def named(life: list[int], step: list[int], value: list[float]) -> list[str]:
        row = np.full(len(life), ROW["a.stamina"])
        return list(
            run_ids(lives._replace(changes=Changes(np.array(life), row, np.array(step), np.array(value))), 20, 8)
        )

    one = named([1], [16], [0.3])
    assert one[0] == plain[0] and one[1] != plain[1]  # a life without changes keeps its name
    assert len({named(*c)[1] for c in (([1], [16], [0.3]), ([1], [17], [0.3]), ([1], [16], [0.4]))}) == 3
    assert named([1], [160], [0.3]) == plain  # after the last day: never lived
    assert named([1, 1], [16, 40], [0.3, 0.1]) == named([1, 1], [40, 16], [0.1, 0.3])
    assert named([1, 1], [16, 16], [0.3, 0.1]) != named([1, 1], [16, 16], [0.1, 0.3])  # the later one holds


def test_people_hold_traits_and_what_the_couple_brings_and_nothing_scheduled() -> None:
    people = rs.simulate(COUPLE, couples=2, days=1).people
    assert list(people)[:4] == ["run_id", "couple", "partner", "anxiety"]
    assert list(people)[-4:] == ["bond", "married", "years_together", "weight"]
    assert not {"support", "shock", "meets_stress", "meets_doubts", "acts", "apart", "good"} & set(people)
    assert set(SCHEDULED) <= {path.partition(".")[2] for path in ROW}


def test_days_given_override_those_of_the_scenario() -> None:
    result = rs.simulate(COUPLE, days=3)
    assert result.provenance["days"] == result.tables.days == 3
    assert result.runs["days_together"].item() == 3


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"engine": "numpy"}, "engine: no engine is called 'numpy'; known: batch, mesa"),
        ({"record": "dairy"}, "record: no record is called 'dairy'; the nearest is 'daily'"),
        ({"couples": 0}, "couples: read 0, allowed is a whole number from 1"),
        ({"couples": 2.5}, "couples: read 2.5, allowed"),
        ({"seed": -1}, "seed: read -1, allowed is a whole number from 0"),
        ({"couples": 10**9}, "couples: read 1000000000, allowed is a whole number from 1 to 10000000"),
        ({"record": None}, "record: read None, allowed are any of daily, episodes, events"),
        ({"workers": True}, "workers: read True, allowed is a whole number from 1"),
        ({"workers": 0}, "workers: read 0, allowed is a whole number from 1"),
    ],
)
def test_simulate_says_what_is_wrong(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(rs.ParameterError) as caught:
        rs.simulate(COUPLE, **wrong)  # type: ignore[arg-type]
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    "wrong", ["anxious_avoidant", None, COUPLE._replace(days=0), COUPLE._replace(episodes_per_day=0)]
)
def test_only_a_checked_scenario_is_simulated(wrong: object) -> None:
    with pytest.raises(rs.ParameterError, match="allowed is a"):
        rs.simulate(wrong)  # type: ignore[arg-type]


def test_an_empty_table_has_the_types_of_a_full_one() -> None:
    bare, full = (rs.simulate(COUPLE, record=r) for r in ("summary", {"daily", "events", "episodes"}))
    for name in ("diary", "episodes"):
        for key in ("run_id", "couple"):
            assert getattr(bare, name)[key].dtype == getattr(full, name)[key].dtype
