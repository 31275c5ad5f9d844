"""Replicates are added until an interval is narrow enough, whoever computes them and however often it is stopped."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pandas
import pytest
from scipy import stats

from reassure_sim.experiment import ConfigError, loads, run
from reassure_sim.experiment.folder.results import Results
from reassure_sim.experiment.folder.status import describe

TEXT = """\
experiment: until
model: {preset: anxious_avoidant, days: 60}
design: [{name: map, kind: grid, over: {a.anxiety: [0.1, 0.5, 0.9], b.avoidance: [0.2, 0.8]}}]
replicates: {n: 4, seed: 11, until: {metric: METRIC, ci_half_width: WIDTH, max: 50}}
"""
TABLES = ("design.csv", "runs.parquet", "runs.csv", "summary.csv", "failures.csv", "dictionary.csv")
NARROW = TEXT.replace("METRIC", "satisfaction_a").replace("WIDTH", "0.02")
STAGES = (4, 8, 16, 32, 50)


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


def half_width(values: np.ndarray) -> float:
    """Half of Student's 95 % interval of the mean, by scipy."""
    return float(stats.sem(values) * stats.t.ppf(0.975, len(values) - 1))


def wilson(hits: np.ndarray) -> float:
    """Half of Wilson's 95 % interval of a share, by scipy."""
    found = stats.binomtest(int(hits.sum()), len(hits)).proportion_ci(0.95, "wilson")
    return float(found.high - found.low) / 2


def test_each_point_stops_at_the_first_look_at_which_its_interval_is_narrow(tmp_path: Path) -> None:
    """Recomputed by scipy from the runs themselves; points differ in how many they need."""
    outcome = run(loads(NARROW), tmp_path / "r")
    runs = pandas.read_csv(tmp_path / "r" / "runs.csv")
    counts = runs.groupby("point").size()
    assert outcome.total == len(runs) == pandas.read_csv(tmp_path / "r" / "design.csv")["couples"].sum()
    assert counts.nunique() > 1
    for point, count in counts.items():
        values = runs.loc[runs["point"] == point].sort_values("couple")["satisfaction_a"].to_numpy()
        looks = [half_width(values[:n]) for n in STAGES if n <= count]
        assert count in STAGES
        assert all(width > 0.02 for width in looks[:-1])
        assert looks[-1] <= 0.02 or count == 50


def test_shares_are_judged_by_wilsons_interval(tmp_path: Path) -> None:
    text = TEXT.replace("METRIC", "share_stability").replace("WIDTH", "0.2")
    run(loads(text), tmp_path / "r")
    runs = pandas.read_csv(tmp_path / "r" / "runs.csv")
    for _, some in runs.groupby("point"):
        hits = (some.sort_values("couple")["regime"] == "stability").to_numpy()
        assert wilson(hits) <= 0.2 or len(hits) == 50
        assert all(wilson(hits[:n]) > 0.2 for n in STAGES if n < len(hits))


def test_runs_that_are_all_alike_are_not_enough_while_they_are_few(tmp_path: Path) -> None:
    """Of four couples that stay together nobody can tell how few part: the first look after 60 runs may stop."""
    text = TEXT.replace("METRIC", "days_together").replace("WIDTH", "0.02").replace("max: 50", "max: 200")
    text = text.replace("days: 60", "days: 60, constants: {separation: 0}")
    run(loads(text), tmp_path / "r")
    runs = pandas.read_csv(tmp_path / "r" / "runs.csv")
    assert (runs.groupby("point")["days_together"].nunique() == 1).all()
    assert set(runs.groupby("point").size()) == {64}


def test_tables_do_not_depend_on_workers_chunks_or_interruptions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after every chunk and taken up again, with chunks of five lives: the same bytes."""
    run(loads(NARROW), tmp_path / "whole", 1)
    monkeypatch.setenv("REASSURE_TEST_CHUNK_LIVES", "5")
    for _ in range(500):
        stop = threading.Event()
        outcome = run(loads(NARROW), tmp_path / "r", 2, lambda progress, stop=stop: stop.set(), stop=stop)  # type: ignore[misc]
        if outcome.state == "complete":
            break
    assert outcome.state == "complete" and outcome.computed < outcome.total
    assert tables(tmp_path / "r") == tables(tmp_path / "whole")


def test_asking_for_more_uses_what_is_there_and_equals_a_fixed_number(tmp_path: Path) -> None:
    """A narrower interval adds runs; where all points reach the maximum, the runs are those of n: 50."""
    first = run(loads(NARROW), tmp_path / "r")
    again = run(loads(NARROW.replace("0.02", "0.000001")), tmp_path / "r")
    assert (again.reused, again.total) == (first.total, 6 * 50)
    fixed = NARROW.replace("n: 4", "n: 50").replace(
        ", until: {metric: satisfaction_a, ci_half_width: 0.02, max: 50}", ""
    )
    run(loads(fixed), tmp_path / "fixed")
    assert (tmp_path / "r" / "runs.csv").read_bytes() == (tmp_path / "fixed" / "runs.csv").read_bytes()


def test_results_know_which_runs_were_asked_for(tmp_path: Path) -> None:
    """Beyond what a point needed there is nothing, also when the folder holds more."""
    run(loads(NARROW.replace("0.02", "0.000001")), tmp_path / "r")
    run(loads(NARROW), tmp_path / "r")
    results = Results(tmp_path / "r")
    asked = results.manifest["runs"]
    assert f"{asked:,} of {asked:,} (100 %), and {300 - asked:,} more in" in describe(tmp_path / "r")
    block = results.block("map")
    values = results.values(block, "satisfaction_a")
    counts = pandas.read_csv(tmp_path / "r" / "design.csv")["couples"].to_numpy()
    assert (np.isfinite(values).sum(axis=1) == counts).all()
    summary = results.table("summary").query("measure == 'satisfaction_a'")
    np.testing.assert_allclose(np.nanmean(values, axis=1), summary["mean"].to_numpy(), rtol=1e-12)
    assert (summary["missing"] == 0).all()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("metric: satisfaction_a", "metric: satisfaction"),
        ("max: 50", "max: 4"),
        ("ci_half_width: 0.02", "ci_half_width: -1"),
        ("n: 4", "n: 1"),
    ],
)
def test_what_cannot_be_is_told_at_its_line(wrong: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loads(NARROW.replace(wrong, words))
    assert all(fault.line == 4 for fault in caught.value.faults)
    assert "replicates.until" in str(caught.value)
