"""Verification: what must hold whatever the constants are, and that each preset does what its name says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import reassure_sim as rs
from reassure_sim.engines import live
from reassure_sim.layout import SEEN, STATE_A, Day
from reassure_sim.scenario import PRESETS, Scenario, scenario_lives

GOLDEN = Path(__file__).parent / "golden" / "presets.json"
QUIET = {
    f"constants.{name}": 0.0
    for name in (
        "stress_rate",
        "doubt_rate",
        "good_rate",
        "seek_max",
        "reach_max",
        "withdraw_max",
        "drift_couple",
        "drift_person",
        "separation",
    )
}


def means(preset: str, per_day: int, couples: int = 1000) -> np.ndarray:
    """Means over couples and the year of the main states and of bids a day, (2 partners, measures)."""
    scenario = Scenario.preset(preset, days=364, episodes_per_day=per_day).with_({"constants.separation": 0.0})
    tables = live(scenario_lives(scenario, couples, 11), 364, per_day, record=("daily",), workers=2)
    fields = [Day._fields.index(f) for f in ("felt_insecurity", "trust", "intimacy", "energy", "satisfaction", "asked")]
    return tables.diary()[..., fields].mean(axis=(0, 2))


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_half_the_time_step_changes_a_year_s_means_by_less_than_5_percent(preset: str) -> None:
    """Single weeks of couples near the tipping point may differ more: luck is not paired across time steps."""
    whole, half = means(preset, 8), means(preset, 16)
    assert np.abs(half / whole - 1.0).max() < 0.05


def test_without_stress_doubts_and_acts_nothing_moves_off_its_fixed_point() -> None:
    couple = Scenario.preset("anxious_avoidant", days=900).with_(QUIET)
    episodes = live(scenario_lives(couple, 1, 1), 900, 8, record=("episodes",)).episodes()[0]
    fixed = {"insecurity", "trust", "intimacy", "relief", "pressure", "guard", "doubt"}
    for field in fixed:
        values = episodes[:, STATE_A.row(field) - SEEN[0]]
        assert abs(values[-1] - values[-800]) < 1e-6, field


def test_presets_do_what_their_names_say() -> None:
    """Secure pairs settle; anxious pairs cycle; anxious-avoidant pairs pursue and withdraw; givers tire."""
    runs = {
        name: live(scenario_lives(Scenario.preset(name), 200, 5), 365, 8, workers=2).runs for name in sorted(PRESETS)
    }
    share = {name: np.bincount(r["regime"].astype(int), minlength=3) / 200 for name, r in runs.items()}
    assert share["secure_secure"][0] > 0.95
    assert share["anxious_secure"][0] > 0.9
    for regime in (1, 2):
        assert share["anxious_avoidant"][regime] > 0.15
    secure, anxious, pursuit = runs["secure_secure"], runs["anxious_secure"], runs["anxious_avoidant"]
    assert anxious["bids_per_week_a"].mean() > 3 * secure["bids_per_week_a"].mean()
    assert anxious["dependency_a"].mean() > 2 * secure["dependency_a"].mean()
    assert pursuit["bids_per_week_a"].mean() > 10 * pursuit["bids_per_week_b"].mean()
    assert pursuit["withdrew_per_week_b"].mean() > 5 * secure["withdrew_per_week_b"].mean()
    assert pursuit["energy_b"].mean() < secure["energy_b"].mean() - 0.2
    assert np.nanmean(pursuit["relief_late_a"]) < 0.3 * np.nanmean(pursuit["relief_early_a"])
    assert np.nanmean(secure["relief_late_a"]) > 0.8 * np.nanmean(secure["relief_early_a"])


def test_golden_summaries() -> None:
    """Changed numbers need a new MODEL_VERSION and a line in CHANGELOG.md; never edit the file to get green."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert golden["model"] == rs.MODEL_VERSION
    for name, expected in golden["runs"].items():
        preset, days, seed = name.split("/")
        result = rs.simulate(Scenario.preset(preset, days=int(days)), seed=int(seed))
        found = {k: v[0].hex() for k, v in result.tables.runs.items()}
        assert found == expected, name


def write_golden() -> None:
    """Run by hand after a bump of MODEL_VERSION: python tests/test_verification.py."""
    runs = {}
    for preset, days, seed in [(p, d, s) for p in sorted(PRESETS) for d, s in ((365, 1), (730, 2))] + [
        ("anxious_avoidant", 28, 3),
        ("secure_secure", 1, 4),
    ]:
        result = rs.simulate(Scenario.preset(preset, days=days), seed=seed)
        runs[f"{preset}/{days}/{seed}"] = {k: v[0].hex() for k, v in result.tables.runs.items()}
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(json.dumps({"model": rs.MODEL_VERSION, "runs": runs}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_golden()
