"""The picture of a society shows each couple once at each moment, and tells the same without colour or eyes."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from reassure_sim.figures import LOOKS, draw_network, files
from reassure_sim.networks import Network, stochastic_block, watts_strogatz
from reassure_sim.rules import Public
from reassure_sim.society import APART, Snapshots
from reassure_sim.society_measures import STATES, layout, shares, told


def lived(network: Network, weeks: int = 9, seed: int = 0) -> Snapshots:
    """Return made-up snapshots in which couples part one after the other."""
    rng = np.random.default_rng(seed)
    regime = rng.integers(0, 3, (weeks, network.n)).astype(np.int8)
    regime[np.arange(weeks)[:, None] > rng.integers(1, 4 * weeks, network.n)] = APART
    public = rng.random((weeks, network.n, len(Public._fields))).astype(np.float32)
    return Snapshots(7 * np.arange(1, weeks + 1), regime, public)


@pytest.mark.parametrize("couples", [3, 50, 1200])
def test_each_panel_shows_every_couple_once_by_the_mark_of_its_state(couples: int) -> None:
    network = watts_strogatz(couples, 2, 0.1, 1)
    snapshots, at = lived(network), layout(network)
    panels = draw_network(network, snapshots).figure.axes[:-1]
    assert [panel.get_title() for panel in panels] == ["day 7", "day 28", "day 42", "day 63"]
    for panel, t in zip(panels, (0, 3, 5, 8), strict=True):
        marks = panel.collections[1:]
        assert len(marks) == len(STATES)
        for code, shown in enumerate(marks):
            np.testing.assert_allclose(np.asarray(shown.get_offsets()), at[snapshots.regime[t] == code])


def test_states_differ_in_more_than_colour() -> None:
    assert tuple(LOOKS) == STATES
    shapes = {(look.mark, look.fill == "#ffffff") for look in LOOKS.values()}
    assert len(shapes) == len(LOOKS)


def test_the_numbers_and_words_behind_the_picture_are_the_measures() -> None:
    network = watts_strogatz(40, 4, 0.1, 1)
    snapshots = lived(network)
    drawing = draw_network(network, snapshots, caption="Made up.")
    assert drawing.alt == told(network, snapshots)
    for name, values in shares(snapshots).items():
        np.testing.assert_array_equal(drawing.table[str(name)], values)
    rows = list(csv.DictReader(io.StringIO(files(drawing)["csv"].decode())))
    assert [int(row["day"]) for row in rows] == snapshots.day.tolist()
    assert float(rows[-1]["parted"]) == np.mean(snapshots.regime[-1] == APART)


def test_the_same_society_gives_the_same_bytes() -> None:
    network = watts_strogatz(40, 4, 0.1, 1)
    first, again = (files(draw_network(network, lived(network))) for _ in range(2))
    assert set(first) == {"svg", "png", "csv", "txt"}
    assert first == again


def test_communities_are_called_by_their_names() -> None:
    network = stochastic_block(60, {"expressive": 0.5, "reserved": 0.5}, 6, 0.9, 1)
    for panel in draw_network(network, lived(network)).figure.axes[:-1]:
        assert [text.get_text() for text in panel.texts] == ["expressive", "reserved"]


def test_one_snapshot_is_one_panel_and_given_places_are_kept() -> None:
    network = watts_strogatz(10, 2, 0.0, 1)
    places = np.random.default_rng(0).random((10, 2))
    drawing = draw_network(network, lived(network, weeks=1), places=places)
    (panel, _) = drawing.figure.axes
    drawn = np.concatenate([np.asarray(each.get_offsets()) for each in panel.collections[1:]])
    np.testing.assert_allclose(np.sort(drawn[:, 0]), np.sort(places[:, 0]))
