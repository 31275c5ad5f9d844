"""The shipped configs run, and the studies' things to notice are claims that hold on the run."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

TOP = Path(__file__).parent.parent
STUDIES = sorted(path.stem for path in (TOP / "experiments").glob("e*.py"))
FORMS = ("none", "duration", "amplitude", "rebound", "credibility", "operant")


def run(name: str, folder: Path, *settings: str) -> Path:
    """Run a shipped config as a user would, in a process of its own; ``settings``: what is set otherwise."""
    words = ["run", str(TOP / "configs" / f"{name}.yaml"), "-o", str(folder), "--workers", "2"]
    words += [word for setting in settings for word in ("--set", setting)]
    subprocess.run([sys.executable, "-m", "reassure_sim.cli", *words], check=True, capture_output=True)
    return folder


def study(name: str) -> ModuleType:
    """Import a study as Python would run it: with its folder at the head of the path."""
    if str(TOP / "experiments") not in sys.path:
        sys.path.insert(0, str(TOP / "experiments"))
    spec = importlib.util.spec_from_file_location(name, TOP / "experiments" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_quickstart_makes_the_picture_that_the_readme_shows(tmp_path: Path) -> None:
    folder = run("quickstart", tmp_path / "quickstart")
    for name in ("experiment.yaml", "resolved.json", "manifest.json", "design.csv", "runs.parquet", "runs.csv"):
        assert (folder / name).stat().st_size > 0, name
    for name in ("summary.csv", "dictionary.csv", "figures/regime_map.svg", "figures/regime_map.png"):
        assert (folder / name).stat().st_size > 0, name
    assert list((folder / "parts").glob("*.parquet"))
    assert len(pd.read_csv(folder / "runs.csv")) == 21 * 21 * 20
    shown = (TOP / "docs" / "figures" / "regime_map.csv").read_text(encoding="utf-8")
    assert (folder / "figures" / "regime_map.csv").read_text(encoding="utf-8") == shown


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_is_short_and_explains_itself(name: str) -> None:
    source = (TOP / "experiments" / f"{name}.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 60
    assert (TOP / "configs" / f"{name}.yaml").is_file()
    for heading in ("What is it?", "How it works", "Things to notice", "Things to try", "Extending", "References"):
        assert heading in source, heading


def test_e01_the_staircase_is_a_step_and_comes_earlier_beside_an_avoidant_partner(tmp_path: Path) -> None:
    folder = run("e01_staircase", tmp_path / "e01")
    runs = pd.read_parquet(folder / "runs.parquet")
    e01 = study("e01_staircase")
    kept = e01.kept(runs)
    open_, avoidant = kept[0.15], kept[0.68]
    assert (open_[open_.index < 0.75] > 0.9).all()
    assert open_[1.0] < 0.3
    assert (avoidant[avoidant.index < 0.45] > 0.9).all()
    assert (avoidant[avoidant.index > 0.65] < 0.2).all()
    assert e01.draw(runs).axes


def numbers_of(name: str, folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run one of the studies of the six forms; return its numbers, and the Monte-Carlo error of each form's mean."""
    rival = study(name)
    found = rival.measured(run(name, folder), rival.measure)
    assert rival.draw(found).axes
    table = rival.means(found)
    keys = table.index.names
    error = found.drop(columns="part").groupby(keys).sem().reindex(table.index)
    assert tuple(dict.fromkeys(table.index.get_level_values("form"))) == FORMS
    return table, error


def shows(sign: pd.Series, error: pd.Series, beyond: float, within: float) -> list[str]:
    """Return the forms whose ``sign`` lies beyond one margin; all others lie within the other, each by 3 errors."""
    far = sign - 3 * error > beyond
    assert (far | (sign.abs() + 3 * error < within)).all(), (sign, error)
    return list(sign.index[far])


def test_the_studies_of_the_six_forms_relive_the_very_lives_of_the_results_folder(tmp_path: Path) -> None:
    folder = run("e07_operant", tmp_path / "e07")
    forms = study("forms")
    saved = pd.read_parquet(folder / "runs.parquet")
    relived = [run_id for _, _, result in forms.relived(folder) for run_id in result.run_ids]
    assert relived == list(saved["run_id"])


def test_e02_only_without_habituation_nothing_changes_with_repetition(tmp_path: Path) -> None:
    table, error = numbers_of("e02_none", tmp_path / "e02")
    for name, beyond, within, moved in (
        ("peak of relief", 0.07, 0.05, ["amplitude", "rebound", "credibility"]),
        ("half-life of relief", 0.15, 0.1, ["duration", "rebound"]),
        ("insecurity before a bid", 0.2, 0.05, ["rebound"]),
    ):
        assert shows((table[name] - 1).abs(), error[name], beyond, within) == moved, name
    bids = "bids afterwards"
    assert shows(table[bids] - 1, error[bids], 0.3, 0.27) == ["operant"]


def test_e03_only_under_duration_half_life_shortens_while_the_peak_stays(tmp_path: Path) -> None:
    table, error = numbers_of("e03_duration", tmp_path / "e03")
    assert shows(1 - table["half_life_kept"], error["half_life_kept"], 0.2, 0.1) == ["duration"]
    assert shows(1 - table["peak_kept"], error["peak_kept"], 0.2, 0.05) == ["amplitude", "credibility"]


def test_e04_only_under_amplitude_asked_and_unasked_reassurance_both_lose(tmp_path: Path) -> None:
    table, error = numbers_of("e04_amplitude", tmp_path / "e04")
    assert shows(1 - table["unasked"], error["unasked"], 0.15, 0.05) == ["amplitude"]
    assert shows(1 - table["asked"], error["asked"], 0.15, 0.05) == ["amplitude", "credibility"]


def test_e05_only_under_rebound_the_fearful_become_more_insecure_than_before(tmp_path: Path) -> None:
    table, error = numbers_of("e05_rebound", tmp_path / "e05")
    overshoot, luck = table["overshoot"].unstack(), error["overshoot"].unstack()
    assert shows(overshoot[0.84], luck[0.84], 0.03, 0.01) == ["rebound"]
    assert shows(overshoot[0.05], luck[0.05], 0.03, 0.01) == []


def test_e06_only_under_credibility_asked_reassurance_loses_and_unasked_does_not(tmp_path: Path) -> None:
    table, error = numbers_of("e06_credibility", tmp_path / "e06")
    assert shows(-table["asked"], error["asked"], 15, 3) == ["amplitude", "credibility"]
    assert shows(-table["unasked"], error["unasked"], 12, 3) == ["amplitude"]


def test_e07_only_under_operant_asking_outlives_the_answers_and_fades(tmp_path: Path) -> None:
    table, error = numbers_of("e07_operant", tmp_path / "e07")
    assert shows(table["excess"] - 1, error["excess"], 0.5, 0.3) == ["operant"]
    fading = table.loc["operant", [f"week {week}" for week in (13, 17, 21, 28)]]
    assert fading.is_monotonic_decreasing
    late = table["late"]
    assert late["operant"] < 1.2 * late["none"]
    assert abs(table.loc["operant", "effect_kept"] - 1) < 0.02


def test_e08_comfort_buffers_stress_and_less_so_when_friends_are_struck_too(tmp_path: Path) -> None:
    folder = run("e08_friends", tmp_path / "e08", "model.population.couples=120", "replicates.n=3")
    e08 = study("e08_friends")
    numbers = e08.seen(folder)
    shock, buffer = (e08.interval(numbers[name])["mean"] for name in ("shock", "buffer"))
    assert (shock > 0.08).all()
    assert shock.xs(0.0, level=e08.COMFORT).nunique() == 1  # without comfort it does not matter where friends live
    usual, strong = (buffer.xs(rate, level=e08.COMFORT) for rate in (0.4, 1.6))
    for rates, least, most in ((usual, 0.001, 0.01), (strong, 0.01, 0.035)):
        assert -most < rates[0.05] < rates[0.5] < rates[0.95] < -least, rates
        assert rates[0.95] > 0.85 * rates[0.05], rates
    assert e08.draw(numbers).axes


def test_e09_a_norm_spreads_by_friendships_between_halves_as_degroot_says(tmp_path: Path) -> None:
    folder = run("e09_norms", tmp_path / "e09", "model.population.couples=120", "replicates.n=2")
    e09 = study("e09_norms")
    numbers = e09.measured(folder, e09.AXES, e09.ENDS, "asking_norm")
    course = e09.course(numbers)
    for half in ("north", "south"):
        assert (course[half] - course[f"{half}_expected"]).abs().max() < 0.025, half
    south = course["south"].xs(365, level="day").unstack("stubbornness")
    assert 1.5 * south.loc[0.8, 0.0] < south.loc[0.5, 0.0]
    assert 2 * south.loc[0.95, 0.0] < south.loc[0.8, 0.0]
    assert (south[0.3] < 0.65 * south[0.0]).all()
    bids, satisfied = (e09.interval(e09.owed(numbers[name], "change", 0.0))["mean"] for name in e09.ENDS)
    assert bids.xs("north", level="community").min() > 2 * bids.xs("south", level="community").max() > 0.1
    assert satisfied.xs("north", level="community").between(0.002, 0.03).all()
    assert e09.draw(numbers).axes


def test_e10_networks_differ_only_where_break_ups_are_felt_far_more_than_cited(tmp_path: Path) -> None:
    folder = run("e10_cascades", tmp_path / "e10", "model.population.couples=240", "replicates.n=1")
    e10 = study("e10_cascades")
    runs = pd.read_parquet(folder / "runs.parquet")
    partings, stress = (e10.seen(runs, block).droplevel("replicate") for block in e10.AXES)
    felt = {strength: partings.loc[strength] - partings.loc[0.0] for strength in (0.56, 10.0)}
    for name in ("parted", "exhausted"):
        assert felt[0.56][name].abs().max() < 0.02, name
        assert partings.loc[0.56, name].max() - partings.loc[0.56, name].min() < 0.03, name
    assert abs(felt[0.56]["excess"].mean()) < 0.25
    assert partings.loc[0.0, "excess"].mean() < 1.3
    assert (felt[10.0]["excess"] > 0.8).all()
    chain = partings.loc[10.0, "chain"]
    assert (chain[["small world", "hubs"]] > 1.5 * chain["ring"]).all()
    distress = stress.loc[10.0] - stress.loc[0.0]
    assert distress["exhausted"].between(0.1, 0.22).all()
    assert distress["likeness"].mean() > 0.03
    assert distress["excess"].mean() < 0.5
    assert e10.draw(runs).axes


def test_e11_likeness_in_anxiety_not_in_avoidance_makes_more_couples_struggle(tmp_path: Path) -> None:
    small = ("model.population.couples=300", "replicates.n=3", "model.days=180")
    runs = pd.read_parquet(run("e11_pairing", tmp_path / "e11", *small) / "runs.parquet")
    e11 = study("e11_pairing")
    table = e11.seen(runs)
    owed = pd.DataFrame({name: e11.owed(table[name], "likeness", 0.0) for name in e11.SEEN})
    very = owed.xs(0.8, level="likeness").groupby(level=["trait", "friends"]).mean()
    anxiety, avoidance = very.loc["anxiety"], very.loc["avoidance"]
    assert (anxiety["struggling"] > 0.015).all()
    assert (anxiety["satisfaction"] < -0.01).all()
    assert (avoidance["struggling"].abs() < 0.015).all()
    assert (avoidance["satisfaction"] > -0.008).all()
    assert very["struggling"].unstack("friends").diff(axis=1).abs().max(axis=None) < 0.015  # the same with friends
    assert e11.draw(runs).axes
