"""A run in parts gives the tables of a run in one piece, and says what is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reassure_sim.experiment import ExperimentError, loads, run
from reassure_sim.experiment.folder.shards import Shard, gathered, named, unfinished
from reassure_sim.experiment.folder.status import describe

TEXT = """\
experiment: parts
model: {preset: anxious_avoidant, days: 10}
design:
  - {name: map, kind: grid, over: {a.anxiety: {from: 0, to: 1, steps: 5}, b.avoidance: [0.2, 0.8]}}
  - {name: one, kind: list, points: [{couple.bond: 0.5}]}
replicates: {n: 11, seed: 11}
"""
UNTIL = TEXT.replace("seed: 11", "seed: 11, until: {metric: satisfaction_b, ci_half_width: 0.01, max: 40}")
TABLES = ("design.csv", "runs.parquet", "runs.csv", "summary.csv", "failures.csv", "dictionary.csv")


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REASSURE_TEST_CHUNK_LIVES", "7")


@pytest.mark.parametrize("text", [TEXT, UNTIL], ids=["fixed", "until"])
@pytest.mark.parametrize("count", [1, 3, 40])
def test_any_number_of_parts_in_any_order_makes_the_same_tables(text: str, count: int, tmp_path: Path) -> None:
    """Also with more parts than there is work; no run is made twice."""
    whole = run(loads(text), tmp_path / "whole")
    made = 0
    for number in range(count, 0, -1):
        outcome = run(loads(text), tmp_path / "r", shard=Shard(number, count))
        assert outcome.state == "shard"
        made += outcome.computed
    assert made == whole.total
    assert unfinished(tmp_path / "r") == []
    merged = run(gathered(tmp_path / "r"), tmp_path / "r", compute=False)
    assert (merged.state, merged.computed) == ("complete", 0)
    assert tables(tmp_path / "r") == tables(tmp_path / "whole")


def test_a_part_that_is_missing_is_named_and_made_later(tmp_path: Path) -> None:
    for number in (1, 3):
        run(loads(TEXT), tmp_path / "r", shard=Shard(number, 3))
    assert unfinished(tmp_path / "r") == ["2/3"]
    assert "not done    2/3" in describe(tmp_path / "r")
    with pytest.raises(ExperimentError, match="are missing") as caught:
        run(gathered(tmp_path / "r"), tmp_path / "r", compute=False)
    assert caught.value.code == 4
    run(loads(TEXT), tmp_path / "r", shard=Shard(2, 3))
    assert run(gathered(tmp_path / "r"), tmp_path / "r", compute=False).state == "complete"
    assert "complete, 0 failed" in describe(tmp_path / "r")


def test_what_was_damaged_in_a_part_is_missing_and_not_taken_over(tmp_path: Path) -> None:
    for number in (1, 2):
        run(loads(TEXT), tmp_path / "r", shard=Shard(number, 2))
    path = next((tmp_path / "r" / "shards" / "0001-of-0002" / "parts").iterdir())
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(ExperimentError, match="are missing"):
        run(gathered(tmp_path / "r"), tmp_path / "r", compute=False)
    run(loads(TEXT), tmp_path / "r", shard=Shard(1, 2))
    assert run(gathered(tmp_path / "r"), tmp_path / "r", compute=False).state == "complete"


def test_parts_of_different_experiments_are_not_mixed(tmp_path: Path) -> None:
    run(loads(TEXT), tmp_path / "r", shard=Shard(1, 2))
    run(loads(TEXT.replace("seed: 11", "seed: 12")), tmp_path / "s", shard=Shard(2, 2))
    shutil.copytree(tmp_path / "s" / "shards", tmp_path / "r" / "shards", dirs_exist_ok=True)
    with pytest.raises(ExperimentError, match="another experiment") as caught:
        gathered(tmp_path / "r")
    assert caught.value.code == 76


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "1/0", "-1/3", "1.5/3"])
def test_a_part_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ExperimentError, match="allowed is i/n") as caught:
        named(text)
    assert caught.value.code == 2


def test_a_folder_without_parts_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match="holds no parts") as caught:
        gathered(tmp_path)
    assert caught.value.code == 64
