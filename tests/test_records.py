"""Diaries and events that are written down are those of the runs, to the last bit, and every column is explained."""

from __future__ import annotations

import json
from pathlib import Path

import pandas
import pytest

import reassure_sim as rs
from reassure_sim.experiment import ConfigError, loads, run

TEXT = """\
experiment: kept
model: {preset: anxious_avoidant, days: 12}
design:
  - {name: map, kind: grid, over: {a.anxiety: [0.2, 0.9], b.avoidance: [0.2, 0.8]}}
  - {name: one, kind: list, points: [{b.stamina: 0.1}]}
replicates: {n: 6, seed: 11}
measure: {diary: {couples: DIARY}, events: {couples: 3}}
"""


def kept(tmp_path: Path, couples: int) -> Path:
    run(loads(TEXT.replace("DIARY", str(couples))), tmp_path / "r")
    return tmp_path / "r"


def test_diary_people_and_events_are_those_of_the_same_lives(tmp_path: Path) -> None:
    folder = kept(tmp_path, 10)
    couple = rs.Scenario.preset("anxious_avoidant", days=12).with_({"b.stamina": 0.1})
    lived = rs.simulate(couple, couples=2, seed=11, record={"daily", "events"})
    diary = pandas.read_parquet(folder / "diary.parquet").query("block == 'one'").drop(columns=["block", "point"])
    pandas.testing.assert_frame_equal(diary.reset_index(drop=True), lived.diary, check_exact=True, check_dtype=False)
    people = pandas.read_parquet(folder / "people.parquet").query("block == 'one'").drop(columns=["block", "point"])
    pandas.testing.assert_frame_equal(people.reset_index(drop=True), lived.people, check_exact=True, check_dtype=False)
    events = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    assert {event["run_id"] for event in events} <= set(pandas.read_csv(folder / "runs.csv")["run_id"])
    first = rs.simulate(
        rs.Scenario.preset("anxious_avoidant", days=12).with_({"a.anxiety": 0.2, "b.avoidance": 0.2}),
        seed=11,
        record="events",
    ).events
    told = [event for event in events if (event["block"], event["point"]) == ("map", 0)]
    assert [(e["step"], e["partner"], e["kind"]) for e in told] == list(
        first[["step", "partner", "kind"]].itertuples(index=False, name=None)
    )
    assert [e.get("hours_of_relief") for e in told] == [None if h != h else h for h in first["hours_of_relief"]]


@pytest.mark.parametrize(
    ("couples", "expected"), [(2, [1, 0, 1, 0, 0]), (7, [2, 1, 2, 1, 1]), (10, [2] * 5), (99, [6] * 5)]
)
def test_runs_are_spread_over_the_points(couples: int, expected: list[int], tmp_path: Path) -> None:
    """The first ones of each point, so that points can be compared life by life; never more than there are."""
    diary = pandas.read_parquet(kept(tmp_path, couples) / "diary.parquet")
    counted = diary.groupby(["block", "point"])["couple"].nunique()
    assert [counted.get(key, 0) for key in [("map", 0), ("map", 1), ("map", 2), ("map", 3), ("one", 0)]] == expected
    assert all(set(some) == set(range(len(set(some)))) for _, some in diary.groupby(["block", "point"])["couple"])


def test_every_column_is_explained(tmp_path: Path) -> None:
    folder = kept(tmp_path, 5)
    meant = pandas.read_csv(folder / "dictionary.csv", keep_default_na=False)
    for name in ("diary.parquet", "people.parquet"):
        explained = meant.loc[meant["table"] == name, "column"].tolist()
        assert set(pandas.read_parquet(folder / name).columns) == set(explained)
    seen = {key for line in (folder / "events.jsonl").read_text().splitlines() for key in json.loads(line)}
    assert seen <= set(meant.loc[meant["table"] == "events.jsonl", "column"])
    assert (meant["meaning"] != "").all()


def test_a_file_that_is_no_longer_asked_for_does_not_stay_behind_a_change(tmp_path: Path) -> None:
    """When runs are added, what was written of fewer runs is taken away first."""
    folder = kept(tmp_path, 5)
    before = (folder / "diary.parquet").read_bytes()
    run(loads(TEXT.replace("DIARY", "50").replace("n: 6", "n: 9")), folder)
    assert (folder / "diary.parquet").read_bytes() != before


def test_whole_populations_have_no_diary_here() -> None:
    text = "experiment: x\nmodel: {population: {couples: 5}, days: 3}\nmeasure: {diary: {couples: 2}}\n"
    with pytest.raises(ConfigError, match="reassure society"):
        loads(text)
