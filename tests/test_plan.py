"""A plan is measured on real runs, counts what is there, and stands against the limits before anything is run."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from command import reassure
from reassure_sim.experiment import ExperimentError, estimate, loads, run
from reassure_sim.experiment.estimate import hours, refuse_above, size

TEXT = """\
experiment: planned
model: {preset: anxious_avoidant, days: 5}
design:
  - {name: map, kind: grid, over: {a.anxiety: {from: 0, to: 1, steps: 5}, b.avoidance: [0.2, 0.8]}}
  - {name: spots, kind: list, points: [{couple.bond: 0.5}, {couple.bond: -0.5}]}
replicates: {n: 20, seed: 11}
"""


@pytest.fixture(autouse=True)
def small_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimate, "SAMPLE_SECONDS", 0.1)


def test_what_is_there_is_counted_and_not_planned_again(tmp_path: Path) -> None:
    """Half of the design is run; the plan is for the other half."""
    found = estimate.estimate(loads(TEXT), tmp_path / "r", 1)
    assert (found.runs, found.most, found.there) == (240, 240, 0)
    assert found.seconds > 0 and 1 <= found.sample <= 240
    run(loads(TEXT.replace("b.avoidance: [0.2, 0.8]", "b.avoidance: [0.2]")), tmp_path / "r")
    half = estimate.estimate(loads(TEXT), tmp_path / "r", 1)
    assert half.there == 140
    run(loads(TEXT), tmp_path / "r")
    assert estimate.estimate(loads(TEXT), tmp_path / "r", 1).seconds == 0.0


def test_the_disk_is_told_within_a_factor_of_two(tmp_path: Path) -> None:
    """Bytes are no matter of luck: what a whole run takes is near what the sample says."""
    text = TEXT.replace("steps: 5", "steps: 101")
    found = estimate.estimate(loads(text), tmp_path / "r", 1)
    run(loads(text), tmp_path / "r")
    used = sum(path.stat().st_size for path in (tmp_path / "r").rglob("*") if path.is_file())
    assert 0.5 < found.bytes / used < 2.0


def test_nothing_is_left_of_the_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    estimate.estimate(loads(TEXT), tmp_path / "r", 1)
    assert list(tmp_path.iterdir()) == []


def test_points_that_may_need_more_are_told_with_their_most() -> None:
    until = TEXT.replace("seed: 11", "seed: 11, until: {metric: trust_a, ci_half_width: 0.01, max: 90}")
    found = estimate.estimate(loads(until), Path("nowhere"), 1)
    assert (found.runs, found.most) == (240, 1080)


def test_a_large_run_above_its_limits_is_refused_before_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time and disk are named; a small one is not even estimated."""
    tight = loads(TEXT + "run: {max_hours: 0, max_disk_gb: 0.000001}\n")
    refuse_above(tight, tmp_path / "r", 1)
    monkeypatch.setattr(estimate, "WORTH", 1)
    with pytest.raises(ExperimentError, match=r"run\.max_hours is 0; .* run\.max_disk_gb is 1e-06") as caught:
        refuse_above(tight, tmp_path / "r", 1)
    assert caught.value.code == 4
    refuse_above(loads(TEXT), tmp_path / "r", 1)


def test_the_command_says_all_of_it_and_obeys_when_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.yaml").write_text(TEXT + "run: {max_hours: 0}\n")

    assert reassure("plan", "p.yaml") == 4
    told = capsys.readouterr()
    assert "map: grid, 10 points x 20 = 200 runs" in told.out
    assert "240: lives of 5 days" in told.out
    assert "this is above a limit" in told.err and "--anyway" in told.err
    assert reassure("plan", "p.yaml", "--anyway", "-o", "my r", "--set", "b.stamina=0.4") == 0
    assert "Next: reassure run p.yaml --anyway -o 'my r' --set b.stamina=0.4\n" in capsys.readouterr().err
    monkeypatch.setattr(estimate, "WORTH", 1)
    assert reassure("run", "p.yaml", "-o", "r") == 4
    assert not Path("r").exists()
    assert reassure("run", "p.yaml", "-o", "r", "--anyway") in (0, 4)
    assert Path("r/parts").exists()


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 s"), (89, "89 s"), (600, "10 min"), (7200, "2.0 h")])
def test_times_are_told_as_people_say_them(seconds: float, words: str) -> None:
    assert hours(seconds) == words


@pytest.mark.parametrize(("count", "words"), [(10, "1 kB"), (2e6, "2 MB"), (3.21e9, "3.2 GB")])
def test_sizes_are_told_as_people_say_them(count: float, words: str) -> None:
    assert size(count) == words
