"""Pictures tell the numbers of the summary and nothing else, the same bytes each time."""

from __future__ import annotations

import csv
import itertools
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest

from reassure_sim.analysis.gallery import draw
from reassure_sim.experiment import loads, run, write
from reassure_sim.figures import COLOURS, axis_words, files, regime_map
from reassure_sim.measures import REGIMES

X, Y = "a.anxiety", "b.avoidance"


def summary(shares: dict[tuple[float, float], tuple[float, float, float]], n: int = 20) -> dict[str, np.ndarray]:
    """Return a summary table with the shares of the three regimes at each point, and a simple interval."""
    rows = [
        (x, y, regime, share) for (x, y), each in shares.items() for regime, share in zip(REGIMES, each, strict=True)
    ]
    share = np.array([r[3] for r in rows])
    return {
        "block": np.array(["map"] * len(rows), dtype=object),
        X: np.array([r[0] for r in rows]),
        Y: np.array([r[1] for r in rows]),
        "measure": np.array([f"share_{r[2]}" for r in rows], dtype=object),
        "n": np.full(len(rows), n),
        "mean": share,
        "ci_low": np.clip(share - 0.2, 0, 1),
        "ci_high": np.clip(share + 0.2, 0, 1),
    }


POINTS = {
    (0.0, 0.0): (0.9, 0.1, 0.0),
    (0.5, 0.0): (0.5, 0.4, 0.1),
    (0.0, 1.0): (0.0, 0.9, 0.1),
    (0.5, 1.0): (0.0, 0.1, 0.9),
}


def test_each_cell_shows_its_most_frequent_regime_and_doubt_where_intervals_overlap() -> None:
    """The table behind the map, cell by cell."""
    drawing = regime_map(summary(POINTS), X, Y, block="map")
    table = drawing.table
    told = {(x, y): (r, u) for x, y, r, u in zip(table[X], table[Y], table["regime"], table["uncertain"], strict=True)}
    assert told == {
        (0.0, 0.0): ("stability", 0),
        (0.5, 0.0): ("stability", 1),
        (0.0, 1.0): ("escalation", 0),
        (0.5, 1.0): ("exhaustion", 0),
    }


def test_a_cell_without_lives_is_no_regime() -> None:
    """Where every life failed nothing is claimed."""
    nothing = summary({(0.0, 0.0): (np.nan, np.nan, np.nan), (1.0, 0.0): (1.0, 0.0, 0.0)})
    nothing["n"][:3] = 0
    table = regime_map(nothing, X, Y, block="map").table
    assert table["regime"].tolist() == ["", "stability"]
    assert table["uncertain"].tolist() == [0, 0]


def test_colours_differ_in_lightness_too() -> None:
    """Greyscale and every colour vision tell the regimes apart: luminances are far from each other."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lights = sorted(luminance(colour) for colour in COLOURS.values())
    assert all((b + 0.05) / (a + 0.05) > 1.4 for a, b in itertools.pairwise(lights))


def test_files_are_the_same_bytes_each_time_and_well_formed() -> None:
    """svg without date or random ids, png, csv, and words."""
    first, second = (files(regime_map(summary(POINTS), X, Y, block="map", caption="20 lives")) for _ in range(2))
    assert first == second
    assert set(first) == {"svg", "png", "csv", "txt"}
    ElementTree.fromstring(first["svg"])
    assert b"<dc:date>" not in first["svg"]
    assert first["png"].startswith(b"\x89PNG")
    words = first["txt"].decode()
    assert "Stability is the most frequent regime in 2 cells (50 %)" in " ".join(words.split())
    assert "20 lives" in words


def test_axes_are_in_words() -> None:
    """A parameter's meaning, whose it is, its path and its unit."""
    assert axis_words("a.anxiety") == "Partner a's attachment anxiety (a.anxiety)"
    assert axis_words("couple.years_together").endswith("(couple.years_together, years)")


def test_unknown_blocks_are_named() -> None:
    """A block that the summary does not hold is a clear error."""
    with pytest.raises(ValueError, match="no block called 'other'"):
        regime_map(summary(POINTS), X, Y, block="other")


def test_a_results_folder_draws_what_its_experiment_asks_for(tmp_path: Path) -> None:
    """From a run to files whose table repeats the summary."""
    text = (
        "experiment: x\nmodel: {preset: anxious_avoidant, days: 3}\n"
        "design: [{name: map, kind: grid, over: {a.anxiety: [0, 1], b.avoidance: [0, 0.5, 1]}}]\nreplicates: {n: 4}\n"
        "figures: [{recipe: regime_map, block: map, x: a.anxiety, y: b.avoidance}]\n"
    )
    run(loads(text), tmp_path)
    made = draw(tmp_path, write)
    assert sorted(p.name for p in made) == [f"regime_map.{suffix}" for suffix in ("csv", "png", "svg", "txt")]
    with (tmp_path / "figures" / "regime_map.csv").open() as file:
        cells = list(csv.DictReader(file))
    with (tmp_path / "summary.csv").open() as file:
        told = [r for r in csv.DictReader(file) if r["measure"] == "share_stability"]
    key = [(float(r[X]), float(r[Y]), float(r["mean"])) for r in told]
    assert sorted(key) == sorted((float(c[X]), float(c[Y]), float(c["stability_share"])) for c in cells)
    assert json.loads((tmp_path / "resolved.json").read_text())["replicates"]["seed"] == 1
    assert "seed 1" in (tmp_path / "figures" / "regime_map.txt").read_text()
