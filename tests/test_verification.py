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
        "contagion",
        "intimacy_fade",
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


def test_without_stress_doubts_and_acts_nothing_moves_off_its_fixed_point_in_a_million_steps() -> None:
    days, per_day = 20_834, 48
    couple = Scenario.preset("anxious_avoidant").with_({**QUIET, "constants.fear_soothed": 0.0})
    diary = live(scenario_lives(couple, 1, 1), days, per_day, record=("daily",)).diary()[0]
    assert days * per_day > 1_000_000
    a, b, k = couple.parameters.a, couple.parameters.b, couple.parameters.constants
    for person, page in zip((a, b), diary, strict=True):
        last = dict(zip(Day._fields, page[-1].tolist(), strict=True))
        trust = k.trust_rest - k.trust_fear * (person.anxiety - 0.43)
        assert last["trust"] == pytest.approx(trust, abs=1e-12)
        assert last["intimacy"] == pytest.approx(k.intimacy_rest * (1 - k.intimacy_guard * person.avoidance), abs=1e-12)
        assert last["fear"] == pytest.approx(person.anxiety, abs=1e-12)
        assert last["guard"] == pytest.approx(person.avoidance, abs=1e-12)
        rest = k.rest_base + k.rest_fear * person.anxiety + k.rest_mistrust * (0.65 - trust)
        assert last["felt_insecurity"] == pytest.approx(rest, abs=1e-12)
    steady = [i for i, name in enumerate(Day._fields) if name != "commitment"]  # which grows with the years together
    assert np.array_equal(diary[:, 10_000, steady], diary[:, -1, steady])


def test_alone_every_state_follows_its_closed_form_to_1e_12() -> None:
    """Zero coupling: nobody acts. One shock, and set points that jump, decay as exponentials in one step or in many."""
    jump, days = 5, 60
    alone = {**QUIET, "a.acts": 0.0, "b.acts": 0.0, "constants.fear_soothed": 0.0, "constants.coping_soothed": 0.0}
    couple = Scenario.preset("anxious_secure", days=days).with_(
        {**alone, "constants.rest_mistrust": 0.0, "constants.stress_fear": 0.0}
    )
    plan = [
        {"shock": 0.2, "day": jump, "for": "a"},
        {"set": "a.outlook", "by": -0.2, "start": jump},
        {"set": "a.avoidance", "to": 0.6, "start": jump},
        {"set": "a.anxiety", "to": 0.5, "start": jump},
    ]
    couple = couple.with_({"interventions": plan, "constants.trust_fear": 0.0, "constants.intimacy_guard": 0.0})
    seen = live(scenario_lives(couple, 1, 3), days, 8, record=("episodes",)).episodes()[0]
    p, k = couple.parameters.a, couple.parameters.constants
    t = (np.arange(days * 8) + 1 - 8 * jump) / 8.0
    since = t > 0

    def found(name: str) -> np.ndarray:
        return seen[since, STATE_A.row(name) - SEEN[0]]

    def moved(start: float, end: float, rate: float) -> np.ndarray:
        return end + (start - end) * np.exp(-rate * t[since])

    assert np.allclose(found("trust"), moved(k.trust_rest, k.trust_rest - 0.2, 1 / k.trust_days), rtol=0, atol=1e-12)
    set_point = k.intimacy_rest
    assert np.allclose(
        found("intimacy"),
        moved(set_point, set_point - 0.2 * k.intimacy_outlook, 1 / k.intimacy_days),
        rtol=0,
        atol=1e-12,
    )
    assert np.allclose(found("fear"), moved(p.anxiety, 0.5, k.fear_pull), rtol=0, atol=1e-12)
    assert np.allclose(found("guard"), moved(p.avoidance, 0.6, k.guard_pull), rtol=0, atol=1e-12)
    kappa = k.soothing_rate * (1 + k.soothing_coping * (p.self_soothing - 0.5))
    fear = moved(p.anxiety, 0.5, k.fear_pull)
    before = np.r_[p.anxiety, fear[:-1]]  # rest follows the fear with which each episode began
    level = k.rest_base + k.rest_fear * before
    x, expected = k.rest_base + k.rest_fear * p.anxiety, []
    for step, rest in enumerate(level):
        x = rest + (x - rest) * np.exp(-kappa / 8) + (0.2 * np.exp(-0.5 * kappa / 8) if step == 0 else 0.0)
        expected.append(x)
    assert np.allclose(found("insecurity"), expected, rtol=0, atol=1e-12)


def test_alone_nobody_s_life_hangs_on_the_other_s_traits() -> None:
    alone = {"a.acts": 0.0, "b.acts": 0.0, "constants.separation": 0.0, "constants.contagion": 0.0}
    lives = [
        live(scenario_lives(Scenario.preset(name, days=90).with_(alone), 3, 4), 90, 8, record=("daily",)).diary()[:, 0]
        for name in ("anxious_secure", "anxious_avoidant", "anxious_anxious")
    ]
    assert np.array_equal(lives[0], lives[1])
    assert np.array_equal(lives[0], lives[2])


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
