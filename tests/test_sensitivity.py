"""Sensitivity indices of functions whose indices are known, through the design and the analysis of an experiment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from SALib.test_functions import Ishigami, Sobol_G, linear_model_2

from reassure_sim.analysis.sensitivity import (
    COLUMNS,
    elementary_effects,
    morris_effects,
    noise_share,
    sensitivity,
    sobol_indices,
)
from reassure_sim.experiment import ExperimentError, loads, run
from reassure_sim.experiment.designs import Block
from reassure_sim.experiment.folder.results import Results

THREE = ("a.anxiety", "b.stamina", "a.clarity")
TABLE = ["axis", "axis_2", "index", "value", "ci_low", "ci_high"]

# Ishigami's variances with A = 7 and B = 0.1: Saltelli et al. 2008, Global Sensitivity Analysis: The Primer, Wiley,
# https://doi.org/10.1002/9780470725184
V1, V2, V13 = (1 + 0.1 * np.pi**4 / 5) ** 2 / 2, 7**2 / 8, 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50)
ISHIGAMI = {
    ("S1", 0): V1, ("S1", 1): V2, ("S1", 2): 0.0,
    ("ST", 0): V1 + V13, ("ST", 1): V2, ("ST", 2): V13,
    ("S2", 0, 1): 0.0, ("S2", 0, 2): V13, ("S2", 1, 2): 0.0,
}  # fmt: skip


def block_of(kind: str, axes: tuple[str, ...], *, seed: int = 5) -> tuple[Block, NDArray[np.float64]]:
    """Return a block as a config describes it, over 0 to 1, and its points."""
    over = ", ".join(f"{axis}: [0, 1]" for axis in axes)
    text = f"experiment: x\nmodel: {{preset: anxious_avoidant}}\ndesign: [{{name: d, {kind}, over: {{{over}}}}}]\n"
    block = loads(text + f"replicates: {{seed: {seed}}}\n").design[0]
    return block, block.points(0, block.size, seed)


def ishigami(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Ishigami's function of three axes scaled from 0..1 to -pi..pi."""
    return np.asarray(Ishigami.evaluate((2 * points - 1) * np.pi))


def test_ishigamis_indices_lie_in_their_intervals() -> None:
    """S1, ST and S2 of all axes and pairs, and the intervals say something."""
    block, points = block_of("kind: saltelli, points: 1024, second_order: true", THREE)
    table = sobol_indices(block, ishigami(points), 5)
    assert list(table.columns) == TABLE
    known = {(key[0], *(THREE[i] for i in key[1:])): v / (V1 + V2 + V13) for key, v in ISHIGAMI.items()}
    found = {}
    for axis, other, index, value, low, high in table.itertuples(index=False):
        found[index, *filter(None, (axis, other))] = value
        assert low <= known[index, *filter(None, (axis, other))] <= high
        assert low < value < high < low + 0.3
    assert found.keys() == known.keys()
    assert max(abs(found[key] - known[key]) for key in known) < 0.06


def test_sobols_g_function_has_its_known_indices() -> None:
    """Six axes of falling weight; the middle of each interval nears the truth, which lies inside."""
    a = [0, 1, 4.5, 9, 99, 99]
    axes = (*THREE, "b.anxiety", "b.avoidance", "a.avoidance")
    block, points = block_of("kind: saltelli, points: 2048", axes)
    table = sobol_indices(block, Sobol_G.evaluate(points, np.array(a)), 5).set_index(["index", "axis"])
    for index, known in (("S1", Sobol_G.sensitivity_index(a)), ("ST", Sobol_G.total_sensitivity_index(a))):
        for axis, truth in zip(axes, known, strict=True):
            assert table.loc[index, axis].ci_low <= truth <= table.loc[index, axis].ci_high
            assert table.loc[index, axis].value == pytest.approx(truth, abs=0.03)


def test_large_samples_are_bootstrapped_in_parts_that_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """The half-width is the same within its own luck, however many resamples are held at once."""
    block, points = block_of("kind: saltelli, points: 512", THREE)
    y = ishigami(points)
    whole = sobol_indices(block, y, 5)
    monkeypatch.setattr("reassure_sim.analysis.sensitivity._AT_ONCE", 512 * 20)
    parts = sobol_indices(block, y, 5)
    np.testing.assert_array_equal(parts.value, whole.value)
    np.testing.assert_allclose(parts.ci_high - parts.value, whole.ci_high - whole.value, rtol=0.35)
    assert (parts.ci_high != whole.ci_high).any()


def test_a_linear_model_has_its_slopes_for_elementary_effects() -> None:
    """5, 4, 3, 2 and 1 a whole range, without spread, and their size when they fall."""
    axes = (*THREE, "b.anxiety", "b.avoidance")
    block, points = block_of("kind: morris, trajectories: 10, levels: 6", axes)
    table = morris_effects(block, -linear_model_2.evaluate(points), 5).set_index(["index", "axis"])
    for slope, axis in zip((5, 4, 3, 2, 1), axes, strict=True):
        for index, known in (("mu", -slope), ("mu_star", slope), ("sigma", 0)):
            assert list(table.loc[index, axis][["value", "ci_low", "ci_high"]]) == pytest.approx([known] * 3, abs=1e-9)


def test_elementary_effects_come_to_what_salib_tells() -> None:
    """Of a function that bends and interacts, on an axis with other ends too; intervals hold the estimate."""
    ends = ((0.0, 1.0), (-3.0, 5.0), (0.2, 0.4))
    block = Block("m", "morris", THREE, ends, 40)
    points = block.points(0, block.size, 5)
    y = ishigami((points - [0, -3, 0.2]) / [1, 8, 0.2])
    table = morris_effects(block, y, 5)
    effects = elementary_effects(block, points, y)
    told = {"mu": effects.mean(0), "mu_star": np.abs(effects).mean(0), "sigma": effects.std(0, ddof=1)}
    for index, known in told.items():
        np.testing.assert_allclose(table[table["index"] == index].value, known, rtol=1e-9)
    assert (table.ci_low <= table.value + 1e-12).all()
    assert (table.value <= table.ci_high + 1e-12).all()
    assert effects.shape == (40, 3)


def test_morris_means_are_covered_by_their_intervals_as_often_as_they_say() -> None:
    """Over 200 designs, the mean of many more trajectories lies in 90 to 99 % of the intervals of mu and mu_star."""
    truth = morris_effects(*_bent(4000, 1000)).set_index(["index", "axis"]).value
    covered = []
    for seed in range(200):
        table = morris_effects(*_bent(40, seed))
        known = np.array([truth[index, axis] for index, axis in zip(table["index"], table.axis, strict=True)])
        covered.append(((table.ci_low <= known) & (known <= table.ci_high))[table["index"] != "sigma"])
    assert 0.90 <= np.mean(covered) <= 0.99


def _bent(trajectories: int, seed: int) -> tuple[Block, NDArray[np.float64], int]:
    """Return a morris block, a function on it that bends and interacts, and the seed."""
    block = Block("m", "morris", ("a", "b"), ((0.0, 1.0),) * 2, trajectories)
    x, y = block.points(0, block.size, seed).T
    return block, np.exp(x) * (1 + y) + y**3, seed


@pytest.mark.parametrize(("pairing", "left"), [("independent", 4.0 + 0.25), ("common", 0.25)])
def test_the_share_of_noise_is_what_the_runs_were_made_with(pairing: str, left: float) -> None:
    """Under common luck, what raises all points alike is no noise; how couples differ in their response is."""
    block, points = block_of("kind: saltelli, points: 256", THREE)
    rng, n = np.random.default_rng(3), 20
    level = rng.normal(0, 2.0, (1 if pairing == "common" else len(points), n))
    values = points[:, :1] + level + rng.normal(0, 0.5, (len(points), n))
    known = left / n / (points[:, 0].var() + left / n)
    _, _, index, share, low, high = noise_share(block, values, pairing)
    assert index == "noise_share"
    assert low <= known <= high
    assert share == pytest.approx(known, rel=0.1)


def test_uneven_runs_under_common_luck_have_an_upper_bound() -> None:
    """Where runs differ from point to point, the share is told as if nothing cancelled, and so is not smaller."""
    block, points = block_of("kind: saltelli, points: 64", THREE)
    rng = np.random.default_rng(4)
    values = points[:, :1] + rng.normal(0, 2.0, (1, 10)) + rng.normal(0, 0.5, (len(points), 10))
    even = noise_share(block, values, "common")[3]
    values[0, 9] = np.nan
    uneven = noise_share(block, values, "common")
    assert uneven == noise_share(block, values, "independent")
    assert uneven[3] > even


def test_one_run_a_point_tells_nothing_about_noise() -> None:
    """The share and its interval are empty, not 0."""
    block, points = block_of("kind: saltelli, points: 8", THREE)
    assert np.isnan(noise_share(block, points[:, :1], "independent")[3:]).all()


TEXT = """experiment: tiny
model: {preset: anxious_avoidant, days: 2}
design:
  - {name: sens, kind: saltelli, points: 64, second_order: true, over: {a.anxiety: [0, 1], b.stamina: [0, 1], a.clarity: [0, 1]}}
  - {name: screen, kind: morris, trajectories: 8, over: {a.anxiety: [0, 1], b.stamina: [0, 1], a.clarity: [0, 1]}}
  - {name: map, kind: grid, over: {a.anxiety: [0, 1]}}
replicates: {n: 4, seed: 5}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished folder of an experiment with a saltelli, a morris and another block."""
    out = tmp_path_factory.mktemp("sensitivity") / "out"
    assert run(loads(TEXT), out, 1).state == "complete"
    return out


def test_a_folder_tells_its_indices_the_same_each_time(folder: Path) -> None:
    """A row a block, measure, axis and index; blocks that have no indices are left alone."""
    results = Results(folder)
    table = sensitivity(results)
    assert tuple(table.columns) == COLUMNS
    assert set(zip(table.block, table.method, strict=True)) == {("sens", "sobol"), ("screen", "morris")}
    assert (table.groupby(["block", "measure"]).size() == table.block.map({"sens": 10, "screen": 10}).iloc[0]).all()
    assert table[table["index"] != "noise_share"].notna().all().all()
    assert table.equals(sensitivity(Results(folder)))
    some = sensitivity(results, ["satisfaction_a"])
    assert some.equals(table[table.measure == "satisfaction_a"].reset_index(drop=True))
    assert table.attrs["left_out"]
    assert not set(table.attrs["left_out"]) & set(zip(table.block, table.measure, strict=True))


def test_the_output_of_a_point_is_the_mean_of_its_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ishigami's function and luck in place of lives: the indices of its means, and its share of luck."""
    results = Results(folder)
    noise = np.random.default_rng(1).normal(0, 1, (512, 4))

    def values(self: Results, block: Block, measure: str) -> NDArray[np.float64]:
        return np.asarray(ishigami(self.points(block))[:, None] + noise[: block.size])

    monkeypatch.setattr(Results, "values", values)
    table = sensitivity(results, ["satisfaction_a"])
    block = results.block("sens")
    means = values(results, block, "").mean(axis=1)
    sobol = table[(table.block == "sens") & (table["index"] != "noise_share")].reset_index(drop=True)
    assert sobol[TABLE].equals(sobol_indices(block, means, 5))
    share = table[(table.block == "sens") & (table["index"] == "noise_share")].iloc[0]
    assert share.ci_low <= 0.25 / (V1 + V2 + V13 + 0.25) <= share.ci_high


def test_constant_and_undefined_measures_are_named_and_not_made_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No rows, and a reason for each."""

    def values(self: Results, block: Block, measure: str) -> NDArray[np.float64]:
        found = np.ones((block.size, 4))
        if measure == "satisfaction_b":
            found[3:5] = np.nan
        return found

    monkeypatch.setattr(Results, "values", values)
    table = sensitivity(Results(folder), ["satisfaction_a", "satisfaction_b"])
    assert table.empty
    assert table.attrs["left_out"]["sens", "satisfaction_a"] == "it is the same at all points"
    assert table.attrs["left_out"]["sens", "satisfaction_b"] == "no run has a value at 2 of 512 points"


def _refused(results: Results, **changes: Any) -> ExperimentError:
    with pytest.raises(ExperimentError) as error:
        sensitivity(results, **changes)
    return error.value


def test_indices_are_refused_where_points_are_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A partial folder and failed runs: how many, and the command that mends it."""
    results = Results(folder)
    results.manifest |= {"complete": False}
    results.__dict__["done"] = 7  # which is counted once
    error = _refused(results)
    assert error.code == 65
    assert "7 of 2,184 runs are there" in error.sentence
    assert error.next_command == f"reassure run {folder / 'experiment.yaml'} -o {folder}"

    from pandas import DataFrame

    rows = {"block": ["sens", "sens", "map"], "point": [3, 3, 0], "rerun": ["first", "second", "third"]}
    monkeypatch.setattr(Results, "table", lambda self, name: DataFrame(rows) if name == "failures" else None)
    error = _refused(Results(folder))
    assert error.code == 65
    assert "2 runs failed, at 1 points" in error.sentence
    assert error.next_command == "first"


def test_indices_need_a_block_made_for_them(tmp_path: Path) -> None:
    """Otherwise a sentence and what to type."""
    grid = "".join(line for line in TEXT.splitlines(True) if "name: s" not in line)
    run(loads(grid), tmp_path / "grid", 1)
    error = _refused(Results(tmp_path / "grid"))
    assert error.code == 64
    assert "saltelli and morris" in error.sentence


def test_an_unknown_measure_is_told_with_the_nearest(folder: Path) -> None:
    """As everywhere."""
    error = _refused(Results(folder), measures=["satisfaction"])
    assert error.code == 64
    assert "the nearest is 'satisfaction_" in error.sentence
