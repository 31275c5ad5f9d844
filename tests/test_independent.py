"""The engine against ``independent.py``, a second model that was written from docs/model.md alone.

The second model uses another ``exp``, other groupings of terms and other arrays, so bits may differ, but no more than
1e-9; a draw that fell between two such probabilities would part the lives at once, and fixed seeds never meet one.
"""

import re
from pathlib import Path

import numpy as np
import pytest

from independent import live as live_again
from reassure_sim.block import Lives
from reassure_sim.engines import live
from reassure_sim.layout import EPISODE_A, EPISODE_B, PAIR, SEEN, STATE_A, STATE_B
from reassure_sim.parameters import PATHS, ROW
from reassure_sim.scenario import PRESETS, Scenario, scenario_lives

DOCS = Path(__file__).parent.parent / "docs"
DAYS, CLOSE = 60, 1e-9


def page_numbers():
    """Default and range of every number as docs/parameters.md gives them, (3, len(PATHS)): low, default, high."""
    found, prefixes = {}, [""]
    for line in (DOCS / "parameters.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            prefixes = ["a.", "b."] if "`a.`" in line else [""]
        row = re.match(r"\| `([\w.]+)` \| [^|]+ \| ([^|]+) \| ([^|]+) to ([^|]+) \|", line)
        for prefix in prefixes if row else []:
            found[prefix + row[1]] = [float(row[3]), float(row[2]), float(row[4])]
    assert sorted(found) == sorted(PATHS)
    return np.array([found[path] for path in PATHS]).T


def page_preset(name):
    """The numbers of a preset, from the table of section 5."""
    text = (DOCS / "model.md").read_text(encoding="utf-8")
    values = page_numbers()[1]
    for partner, style in zip("ab", name.split("_"), strict=True):
        row = re.search(rf"^\| {style} \| (anxiety .+) \|$", text, re.MULTILINE)[1]
        for pair in row.split(", "):
            trait, value = pair.split()
            values[ROW[f"{partner}.{trait}"]] = float(value)
    return values


def worst(lives, days, per_day, *, values=None):
    """The largest difference between the two models in each life, over all episodes, states and notes; and the second
    model's lives. ``values``: give the second model other numbers."""
    table = live(lives, days, per_day, record=("episodes",)).episodes()
    names = (lives.seed, lives.replicate, lives.couple)
    first = 0 if lives.first is None else lives.first
    values = lives.values if values is None else values
    again = live_again(values, PATHS, *names, days * per_day, 1 / per_day, first)
    most = np.zeros(lives.n)
    sections = [(STATE_A, 0), (EPISODE_A, 0), (STATE_B, 1), (EPISODE_B, 1), (PAIR, None)]
    rows = [(section.row(name) - SEEN[0], name, who) for section, who in sections for name in section.record._fields]
    assert sorted(row for row, _, _ in rows) == list(range(table.shape[2]))  # all that the engine keeps is compared
    for row, name, who in rows:
        mine = again[name] if who is None else again[name][:, who]
        most = np.maximum(most, np.abs(table[..., row].T - mine).max(axis=0))
    return most, again


def wild(n, seed, *, kind, many=None):
    """Lives with random numbers: uniform in their ranges, at low end, default or high end, or a preset with ``many``
    numbers changed; and with random names of their luck."""
    rng = np.random.default_rng(seed)
    low, default, high = page_numbers()[:, :, None]
    anywhere = rng.uniform(low, high, (len(PATHS), n))
    if kind == "ends":
        values = np.choose(rng.integers(0, 3, anywhere.shape), [low, default, high])
    elif kind == "few":
        presets = np.array([page_preset(name) for name in sorted(PRESETS)]).T
        values = presets[:, rng.integers(0, presets.shape[1], n)]
        values = np.where(rng.random(values.shape) < many / len(PATHS), anywhere, values)
    else:
        values = anywhere
    word = 2**32
    return Lives(
        values,
        rng.integers(0, 2**64, n, dtype=np.uint64),
        rng.integers(0, word, n),
        rng.integers(0, word, n),
        rng.integers(0, 2, n),
    )


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_preset_has_the_numbers_of_the_page(name):
    assert np.array_equal(scenario_lives(Scenario.preset(name), 1, 0).values[:, 0], page_preset(name))


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_preset_lives_the_same_lives(name):
    most, again = worst(scenario_lives(Scenario.preset(name, days=DAYS), 8, 11), DAYS, 8)
    assert most.max() < CLOSE
    assert set(np.unique(again["act"])) == {0, 1, 2, 3}
    assert again["answered"].any() and again["misread"].any() and (again["stress"] > 0).any()


@pytest.mark.parametrize("per_day", [1, 4, 16])
@pytest.mark.parametrize("kind", ["uniform", "ends", "few"])
def test_any_numbers_live_the_same_lives(kind, per_day):
    lives = wild(40, 20 + per_day, kind=kind, many=12)
    lives.values[ROW["constants.separation"], ::2] = 0  # else most wild couples part within days
    most, again = worst(lives, DAYS, per_day)
    assert most.max() < CLOSE
    assert again["together"][-1].sum() >= 20 and not again["together"][-1].all()
    assert set(np.unique(again["act"])) == {0, 1, 2, 3}


SIGNS = [
    "a.clarity",
    *(f"constants.{name}" for name in ("take_in", "hurt", "giving_effect", "contagion", "trust_bond")),
]


@pytest.mark.parametrize("path", SIGNS)
def test_a_changed_sign_is_noticed(path):
    lives = scenario_lives(Scenario.preset("anxious_avoidant", days=DAYS), 8, 11)
    values = lives.values.copy()
    values[ROW[path]] *= -1
    assert worst(lives, DAYS, 8, values=values)[0].min() > CLOSE


# numbers that only mornings and evenings read: test_independent_society.py
AMONG_FRIENDS = ["stubbornness", "friends_half", "comfort_gain", "comfort_spent", "spill_gain", "approval_gain"]
AMONG_FRIENDS += ["norm_pull", "nearby_days"]


def test_a_slip_in_any_single_number_is_noticed():
    # each life differs in one number alone, by a tenth of its range; those not yet felt share the next round of lives
    low, _, high = page_numbers()
    each = np.arange(len(PATHS))
    unfelt = each[[path.partition(".")[2] not in AMONG_FRIENDS for path in PATHS]]
    for seed in range(60):
        lives = wild(len(PATHS), seed, kind="few", many=40)
        row = np.resize(unfelt, len(PATHS))
        values = lives.values.copy()
        up = values[row, each] + (high - low)[row] / 10
        values[row, each] = np.where(up <= high[row], up, up - (high - low)[row] / 5)
        felt = row[worst(lives, 20, 4, values=values)[0] > CLOSE]
        unfelt = np.setdiff1d(unfelt, felt)
        if not len(unfelt):
            return
    pytest.fail(f"felt nowhere: {[PATHS[i] for i in unfelt]}")
