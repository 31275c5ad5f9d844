"""The tables of an analysis say what the runs say, and its digest says what the tables say, in few lines."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pandas
import pytest

from command import reassure
from reassure_sim.analysis.turns import GROUPS, axes_of, spread
from reassure_sim.experiment import ExperimentError, Store, loads, run
from reassure_sim.experiment.designs import Block, levels
from reassure_sim.experiment.folder.results import Results
from reassure_sim.measures import REGIMES

GRID = """\
experiment: turns
question: Where does it turn?
model: {preset: anxious_avoidant, days: 90}
design:
  - {name: map, kind: grid, over: {a.anxiety: [0.2, 0.5, 0.8, 1.0], b.avoidance: [0.2, 0.5, 0.8]}}
  - {name: spots, kind: list, points: [{couple.bond: 0.5}]}
replicates: {n: 15, seed: 3}
"""
SCREEN = """\
experiment: screen
model: {preset: anxious_avoidant, days: 30}
design:
  - {name: morris, kind: morris, trajectories: 8, levels: 4, over: {a.anxiety: [0, 1], b.stamina: [0, 1]}}
replicates: {n: 4, seed: 3}
"""
TOWN = """\
experiment: town
model: {days: 30, population: {couples: 16, network: {kind: watts_strogatz, mean_degree: 4, rewiring: 0.1}}}
design:
  - {name: comfort, kind: grid, over: {constants.comfort_gain: [0, 1]}}
replicates: {n: 3, seed: 3}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("analyze") / "made"
    run(loads(GRID), folder, workers=1)
    return folder


def analyzed(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[list[str], str]:
    """Return the digest and what is said beside it."""
    assert reassure("analyze", str(folder), *words) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert 0 < len(lines) <= 25 and "Next: reassure" in err
    return lines, err


def test_regimes_are_those_of_the_summary_and_one_a_point_is_the_most_frequent(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    analyzed(made, capsys, "--lives", "0")
    table = pandas.read_csv(made / "analysis" / "regimes.csv")
    keys = ["block", "point", "a.anxiety", "b.avoidance", "couple.bond"]
    told = ["regime", "share", "ci_low", "ci_high", "n", "most_frequent", "uncertain"]
    assert list(table) == keys + told and len(table) == 13 * 3
    summary = Results(made).table("summary")
    for name in REGIMES:
        own = table[table["regime"] == name].reset_index(drop=True)
        theirs = summary[summary["measure"] == f"share_{name}"].reset_index(drop=True)
        assert own[keys].equals(theirs[keys])
        for mine, other in (("share", "mean"), ("ci_low", "ci_low"), ("ci_high", "ci_high"), ("n", "n")):
            assert np.array_equal(own[mine], theirs[other])
    for _, rows in table.groupby(["block", "point"]):
        ordered = rows.sort_values("share", ascending=False, kind="stable")
        assert ordered["most_frequent"].tolist() == [1, 0, 0]
        overlap = ordered["ci_low"].iloc[0] <= ordered["ci_high"].iloc[1]
        assert rows["uncertain"].unique().tolist() == [int(overlap)]
    assert table["uncertain"].nunique() == 2  # both kinds of points are here


def test_the_digest_says_what_the_tables_say(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, _ = analyzed(made, capsys, "--lives", "0")
    assert lines[:2] == ["turns: Where does it turn?", "195 lives at 13 points"]
    table = pandas.read_csv(made / "analysis" / "regimes.csv")
    top = table[(table["block"] == "map") & (table["most_frequent"] == 1)]
    counts = ", ".join(f"{name} at {(top['regime'] == name).sum()}" for name in REGIMES)
    assert f"  most frequent: {counts} points; at {top['uncertain'].sum()} of them too close to call" in lines
    axes = [line for line in lines if "of the differences between points" in line]
    assert axes[0].startswith("  a.anxiety (") and axes[1].startswith("  b.avoidance (")
    for end, place in ((0.2, "at 0.2"), (1.0, "at 1")):
        stable = table[(table["a.anxiety"] == end) & (table["regime"] == "stability")]["share"].mean()
        assert f"stability {100 * stable:.0f} %" in axes[0] and place in axes[0]
    measure, low, high = lines[4].removeprefix("  differs most: ").replace(",", "").split()[:3]
    summary = Results(made).table("summary")
    means = summary[(summary["block"] == "map") & (summary["measure"] == measure)]["mean"]
    assert f"{means.min():.2f}" == low and f"{means.max():.2f}" in lines[4] and high.startswith("(")


def test_warnings_have_a_row_for_each_series_and_indicator(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, err = analyzed(made, capsys, "--window", "20")
    table = pandas.read_csv(made / "analysis" / "warnings.csv")
    numbers = ["tau_tipped", "tau_stayed", "difference", "ci_low", "ci_high", "auc", "p_surrogate"]
    assert list(table) == ["block", "series", "indicator", "tipped", "stayed", *numbers]
    assert len(table) == 2 * 2 * 3 and "living up to 2,000 lives" in err
    few = (table["tipped"] < 10) | (table["stayed"] < 10)
    assert (table.loc[few, numbers].isna()).all(axis=None) and table.loc[~few, numbers].notna().all(axis=None)
    known = table[~few]
    assert len(known) and known["auc"].between(0, 1).all() and known["p_surrogate"].between(0.005, 1).all()
    assert np.allclose(known["difference"], known["tau_tipped"] - known["tau_stayed"])
    assert sum("early warning" in line for line in lines) >= 2


def test_runs_too_short_for_warnings_are_told(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, _ = analyzed(made, capsys)
    assert "no early warnings: they take runs of more than 112 days" in lines[-1]
    assert not (made / "analysis" / "warnings.csv").exists()  # that of another window is gone


def test_the_same_analysis_gives_the_same_bytes(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = []
    for _ in range(2):
        analyzed(made, capsys, "--window", "20")
        found.append({path.name: path.read_bytes() for path in (made / "analysis").iterdir()})
    assert found[0] == found[1] and set(found[0]) == {"regimes.csv", "warnings.csv"}


def test_a_partial_folder_is_called_partial_in_the_digest_and_in_the_names_of_its_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REASSURE_TEST_CHUNK_LIVES", "30")
    stop, experiment = threading.Event(), loads(GRID)
    run(experiment, tmp_path, workers=1, on_progress=lambda _: stop.set(), stop=stop)
    done = Results(tmp_path).manifest["runs_done"]
    lines, err = analyzed(tmp_path, capsys, "--lives", "0")
    assert 0 < done < 195 and lines[1].startswith(f"partial: {done} of 195 runs")
    assert [path.name for path in (tmp_path / "analysis").iterdir()] == ["regimes.partial.csv"]
    table = pandas.read_csv(tmp_path / "analysis" / "regimes.partial.csv")
    assert table[table["n"] == 0]["share"].isna().all() and (table["n"] > 0).any() and (table["n"] == 0).any()
    assert not table[table["n"] == 0]["most_frequent"].any()
    assert f"Next: reassure run {tmp_path}/experiment.yaml -o {tmp_path}" in err
    run(experiment, tmp_path, workers=1)
    analyzed(tmp_path, capsys, "--lives", "0")
    assert [path.name for path in (tmp_path / "analysis").iterdir()] == ["regimes.csv"]


def test_sensitivity_is_written_and_told_where_the_design_allows_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(loads(SCREEN), tmp_path, workers=1)
    lines, _ = analyzed(tmp_path, capsys)
    table = pandas.read_csv(tmp_path / "analysis" / "sensitivity.csv")
    assert set(table["index"]) == {"mu", "mu_star", "sigma", "noise_share"}
    told = next(line for line in lines if "morris mu_star of" in line)
    measure = told.split(":")[0].rsplit(" ", 1)[1]
    own = table[(table["measure"] == measure) & (table["index"] == "mu_star")].sort_values("value", ascending=False)
    assert f": {own['axis'].iloc[0]} {own['value'].iloc[0]:.2f} (" in told


def test_of_one_run_a_point_luck_is_called_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(loads(SCREEN.replace("n: 4", "n: 1").replace("days: 30", "days: 90")), tmp_path, workers=1)
    lines, _ = analyzed(tmp_path, capsys, "--lives", "0")
    told = next(line for line in lines if "morris mu_star of" in line)
    assert told.endswith("; one run a point: luck unknown") and "nan" not in " ".join(lines)


def test_what_sensitivity_refuses_is_told_and_everything_else_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(loads(SCREEN), tmp_path, workers=1)

    def refused(results: Results) -> None:
        raise ExperimentError(65, "3 runs have failed")

    monkeypatch.setattr("reassure_sim.analysis.sensitivity.sensitivity", refused)
    lines, _ = analyzed(tmp_path, capsys)
    assert "no sensitivity: 3 runs have failed" in lines
    assert [path.name for path in (tmp_path / "analysis").iterdir()] == ["regimes.csv"]


def test_of_populations_regimes_are_means_of_shares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(loads(TOWN), tmp_path, workers=1)
    lines, _ = analyzed(tmp_path, capsys)
    assert lines[1] == "6 populations at 2 points" and "no early warnings: a run is a whole population" in lines[-1]
    table, runs = pandas.read_csv(tmp_path / "analysis" / "regimes.csv"), Results(tmp_path).table("runs")
    means = runs.groupby("point")[[f"share_{name}" for name in REGIMES]].mean().to_numpy().ravel()
    assert table["share"].to_numpy() == pytest.approx(means) and (table["n"] == 3).all()


def test_many_blocks_fit_into_a_short_digest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = "\n".join(f"  - {{name: b{i}, kind: grid, over: {{a.anxiety: [0.{i}, 1]}}}}" for i in range(1, 9))
    text = f"experiment: many\nmodel: {{preset: anxious_avoidant, days: 3}}\ndesign:\n{blocks}\nreplicates: {{n: 3}}\n"
    run(loads(text), tmp_path, workers=1)
    lines, _ = analyzed(tmp_path, capsys)
    assert any("of 8 blocks are not told here" in line for line in lines)


def test_spread_is_the_share_of_variance_that_lies_between_points() -> None:
    luck = np.random.default_rng(1)
    values = luck.normal(0.0, np.sqrt(0.3), (2000, 1)) + luck.normal(0.0, np.sqrt(0.7), (2000, 5))
    assert spread(values) == pytest.approx(0.3, abs=0.03)
    values[::3, 3:] = np.nan
    assert spread(values) == pytest.approx(0.3, abs=0.04)
    assert spread(luck.normal(size=(2000, 5))) < 0.02
    assert np.isnan(spread(values[:, :1])) and np.isnan(spread(np.ones((4, 4)))) and np.isnan(spread(values[:1]))


def test_an_axis_turns_where_another_regime_comes_to_lead() -> None:
    """Stability falls along x from 1 to 0 and exhaustion rises; y does nothing; words turn at a word."""
    block = Block("g", "grid", ("x", "y"), (levels(0.0, 1.0, 41), (0.0, 1.0)))
    points = block.points(0, block.size, 0)
    fall = 1.0 - points[:, 0]
    x, y = axes_of(block, points, np.array([fall, np.zeros(len(fall)), 1.0 - fall]))
    assert (x.name, y.name) == ("x", "y") and x.explains > 0.97 and y.explains == pytest.approx(0.0, abs=1e-9)
    assert x.shares.shape == (3, GROUPS) and [regime for regime, _ in x.turns] == ["exhaustion"]
    assert float(x.turns[0][1]) == pytest.approx(0.5, abs=0.06) and not y.turns
    worded = Block("w", "grid", ("preset",), ((0.0, 1.0),), words={"preset": ('"secure_secure"', '"anxious_avoidant"')})
    (axis,) = axes_of(worded, np.array([[0.0], [1.0]]), np.array([[0.9, 0.2], [0.1, 0.7], [0.0, 0.1]]))
    assert axis.turns == (("escalation", "anxious_avoidant"),) and axis.ends == ("secure_secure", "anxious_avoidant")
    assert axis.explains == pytest.approx(1.0)


def test_runs_that_cannot_be_read_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(loads(TOWN), tmp_path, workers=1)
    (path,) = Store(tmp_path).names()
    path.write_bytes(path.read_bytes()[:-1])
    lines, _ = analyzed(tmp_path, capsys)
    assert lines[2] == "6 runs cannot be read and count nowhere; reassure verify says why"
    assert "  no run is there yet" in lines


def test_a_folder_without_runs_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reassure("analyze", str(tmp_path)) == 64
    out, err = capsys.readouterr()
    assert not out and "holds no results" in err and "Next: " in err


@pytest.mark.parametrize("text", [GRID, SCREEN, TOWN], ids=["grid", "screen", "town"])
def test_the_dictionary_explains_every_column_of_an_analysis(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(loads(text), tmp_path / "r", workers=1)
    analyzed(tmp_path / "r", capsys, "--lives", "30")
    meant = pandas.read_csv(tmp_path / "r" / "dictionary.csv", keep_default_na=False)
    found = sorted((tmp_path / "r" / "analysis").iterdir())
    assert found
    for path in found:
        explained = meant.loc[meant["table"] == f"analysis/{path.name}", "column"].tolist()
        assert list(pandas.read_csv(path).columns) == explained
