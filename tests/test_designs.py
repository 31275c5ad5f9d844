"""Design blocks know their size without being built, and give any part of their points; lists come from files too."""

from __future__ import annotations

import json
import os
import time
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.sample import morris, sobol

from reassure_sim.experiment import ConfigError, Experiment, load, loads, run
from reassure_sim.experiment.designs import Block, levels, told, total
from reassure_sim.experiment.reading.schema import schema
from reassure_sim.experiment.runs import identity

AB = ("a.anxiety", "b.avoidance")
ENDS = ((0.2, 0.8), (-1.0, 1.0))
COUPLE = "{preset: anxious_avoidant, days: 2}"
PEOPLE = "{population: {couples: 4}, days: 2}"


def design(block: str, model: str = COUPLE, file: str = "config") -> Experiment:
    """Return an experiment of one block."""
    return loads(f"experiment: x\nmodel: {model}\ndesign:\n  - {{name: d, {block}}}\nreplicates: {{n: 2}}\n", file)


def fault(block: str, model: str = COUPLE, file: str = "config") -> str:
    """Return what is wrong with a block, its place first."""
    with pytest.raises(ConfigError) as error:
        design(block, model, file)
    assert error.value.code == 64
    return str(error.value)


def test_levels_are_even_exact_at_both_ends_and_readable() -> None:
    """0.15 is 0.15 and not 0.15000000000000002."""
    assert levels(0.0, 1.0, 21)[3] == 0.15
    assert levels(0.0, 1.0, 21)[0] == 0.0
    assert levels(0.0, 1.0, 21)[-1] == 1.0
    assert levels(0.3, 0.3, 1) == (0.3,)


@given(st.floats(-10, 10), st.floats(-10, 10), st.integers(2, 50))
def test_levels_rise_within_their_ends(a: float, b: float, steps: int) -> None:
    """Levels never leave the range that was checked."""
    low, high = min(a, b), max(a, b)
    values = levels(low, high, steps)
    assert len(values) == steps
    assert all(low <= v <= high for v in values)
    assert list(values) == sorted(values)


def test_a_grid_holds_every_combination_once_last_axis_fastest() -> None:
    """Points of a grid come in the order of nested loops."""
    block = Block("g", "grid", AB, ((0.0, 1.0), (0.1, 0.2, 0.3)))
    assert block.size == 6
    assert block.points(0, 6, 1).tolist() == [[x, y] for x in (0.0, 1.0) for y in (0.1, 0.2, 0.3)]


def test_zip_and_list_hold_their_points_in_order() -> None:
    """One value of each axis a point."""
    for kind in ("zip", "list"):
        block = Block("z", kind, AB, ((0.0, 1.0, 0.5), (0.1, 0.2, 0.3)))
        assert block.size == 3
        assert block.points(1, 3, 1).tolist() == [[1.0, 0.2], [0.5, 0.3]]


def test_a_block_without_axes_is_one_point() -> None:
    """An experiment without a design is the couple that the model describes."""
    assert Block("base", "list").size == 1
    assert Block("base", "list").points(0, 1, 1).shape == (1, 0)


@settings(max_examples=40, deadline=None)
@given(kind=st.sampled_from(["grid", "zip", "lhs", "sobol"]), cuts=st.tuples(st.integers(0, 16), st.integers(0, 16)))
def test_parts_of_a_block_are_parts_of_the_whole(kind: str, cuts: tuple[int, int]) -> None:
    """Asking for points in pieces gives the same points as asking for all."""
    values = tuple(levels(0.0, 1.0, 4 if kind == "grid" else 16)) if kind in ("grid", "zip") else (0.2, 0.8)
    block = Block("b", kind, AB, (values, values), 16)
    start, stop = sorted(cuts)
    whole = block.points(0, 16, 5)
    assert whole.shape == (16, 2)
    np.testing.assert_array_equal(block.points(start, stop, 5), whole[start:stop])


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
def test_drawn_points_fill_their_range_and_depend_on_the_seed_alone(kind: str) -> None:
    """One point in each sixteenth of every axis; another seed gives other points, another name does not."""
    block = Block("b", kind, AB, ((0.2, 0.8), (-1.0, 1.0)), 16)
    points = block.points(0, 16, 3)
    unit = (points - [0.2, -1.0]) / [0.6, 2.0]
    for axis in unit.T:
        assert sorted((axis * 16).astype(int)) == list(range(16))
    np.testing.assert_array_equal(Block("other", kind, AB, block.levels, 16).points(0, 16, 3), points)
    assert (block.points(0, 16, 4) != points).any()


def test_ten_million_points_cost_nothing_until_asked_for() -> None:
    """Sizes are arithmetic, and the last points come without the first."""
    axis = levels(0.0, 1.0, 3163)
    block = Block("large", "grid", AB, (axis, axis))
    began = time.perf_counter()
    assert total([block, block]) == 2 * 3163**2
    assert block.points(block.size - 2, block.size, 1)[-1].tolist() == [1.0, 1.0]
    assert time.perf_counter() - began < 1.0


@pytest.mark.parametrize(
    ("block", "size"),
    [
        (Block("s", "saltelli", AB, ENDS, 8), 8 * (2 + 2)),
        (Block("s", "saltelli", AB, ENDS, 8, second_order=True), 8 * (2 * 2 + 2)),
        (Block("m", "morris", AB, ENDS, 10), 10 * (2 + 1)),
    ],
)
def test_designs_for_sensitivity_are_salibs_own_whichever_part_is_asked_for(block: Block, size: int) -> None:
    """The points are those of SALib's sampler under the block's luck, scaled; a part is a part of the whole."""
    problem = {"num_vars": 2, "names": list(AB), "bounds": [list(ends) for ends in ENDS]}
    luck = block._luck(7)
    if block.kind == "morris":
        known = morris.sample(problem, 10, num_levels=4, seed=luck)
    else:
        known = sobol.sample(problem, 8, calc_second_order=block.second_order, seed=luck)
    whole = block.points(0, size, 7)
    assert block.size == size == len(whole)
    np.testing.assert_allclose(whole, known, rtol=0, atol=1e-12)
    for start in range(size):
        for stop in range(start, size + 1):
            np.testing.assert_array_equal(block.points(start, stop, 7), whole[start:stop])
    assert (block.points(0, size, 8) != whole).any()


@pytest.mark.parametrize("steps", [2, 4, 6])
def test_a_trajectory_moves_each_axis_once_by_the_same_share_of_its_range(steps: int) -> None:
    """Morris' step is levels / (2 (levels - 1)) of the range, and every value is one of the levels."""
    block = Block("m", "morris", AB, ENDS, 20, steps=steps)
    unit = (block.points(0, block.size, 1) - [0.2, -1.0]) / [0.6, 2.0]
    moves = np.abs(np.diff(unit.reshape(20, 3, 2), axis=1))
    step = steps / (2 * (steps - 1))
    np.testing.assert_allclose(np.sort(moves, axis=2), np.broadcast_to([0.0, step], moves.shape), atol=1e-12)
    np.testing.assert_allclose(moves.sum(axis=1), step)
    np.testing.assert_allclose(unit * (steps - 1), np.round(unit * (steps - 1)), atol=1e-9)


def test_millions_of_saltelli_points_are_not_made_for_a_few() -> None:
    """The last points of five million come within a megabyte."""
    block = Block("s", "saltelli", (*AB, "a.clarity"), (*ENDS, (0.0, 1.0)), 2**20)
    block.points(0, 1, 1)  # what imports take is not counted
    tracemalloc.start()
    few = block.points(block.size - 3, block.size, 1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert block.size == 5 * 2**20
    assert few.shape == (3, 3)
    assert peak < 1e6


def test_what_decides_the_points_decides_the_identity() -> None:
    """Levels of morris and pairs of saltelli make another experiment; a name does not."""
    over = "over: {a.anxiety: [0, 1], b.stamina: [0, 1]}"
    asked = [
        f"kind: morris, trajectories: 4, {over}",
        f"kind: morris, trajectories: 4, levels: 6, {over}",
        f"kind: saltelli, points: 4, {over}",
        f"kind: saltelli, points: 4, second_order: true, {over}",
    ]
    found = [design(block) for block in asked]
    assert len({identity(one) for one in found}) == len(asked)
    renamed = loads(found[0].source.decode().replace("name: d", "name: other"))
    assert identity(renamed) == identity(found[0])
    assert found[1].resolved()["design"][0] | {"over": None} == {
        "name": "d", "kind": "morris", "points": 12, "trajectories": 4, "levels": 6, "over": None
    }  # fmt: skip
    assert found[3].resolved()["design"][0]["second_order"] is True


def test_counts_are_told_before_a_run() -> None:
    """Each block with its points, how they come about, and its runs."""
    blocks = [
        Block("map", "grid", AB, (levels(0, 1, 21), levels(0, 1, 21))),
        Block("screen", "morris", (*AB, "c"), (*ENDS, (0, 1)), 40),
        Block("sens", "saltelli", AB, ENDS, 256),
        Block("pairs", "saltelli", AB, ENDS, 256, second_order=True),
        Block("base", "list"),
    ]
    assert told(blocks, 20).split("; ") == [
        "map: grid, 441 points x 20 = 8,820 runs",
        "screen: morris, 40 trajectories x (3 + 1) = 160 points x 20 = 3,200 runs",
        "sens: saltelli, 256 base points x (2 + 2) = 1,024 points x 20 = 20,480 runs",
        "pairs: saltelli, 256 base points x (2 x 2 + 2) = 1,536 points x 20 = 30,720 runs",
        "base: list, 1 point x 20 = 20 runs",
    ]


OVER = "over: {a.anxiety: [0, 1], b.stamina: [0, 1]}"
WRONG = [
    (f"kind: saltelli, points: 100, {OVER}", ["4:39", "power of two", "64 and 128"]),
    (f"kind: saltelli, points: 1, {OVER}", ["4:39", "read 1", "from 2"]),
    (f"kind: saltelli, {OVER}", ["4:5", "'points' is missing"]),
    (f"kind: saltelli, points: 8, second_order: 1, {OVER}", ["4:56", "true or false"]),
    ("kind: saltelli, points: 8, second_order: true, over: {a.anxiety: [0, 1]}", ["4:56", "only one axis"]),
    (f"kind: saltelli, points: 4194304, {OVER}", ["4:39", "16,777,216 points", "10,000,000", "points: 2097152"]),
    (f"kind: saltelli, points: 8, levels: 4, {OVER}", ["4:42", "no key is called 'levels'"]),
    ("kind: saltelli, points: 8, over: {a.anxiety: [1, 1]}", ["4:60", "allowed is one that rises"]),
    (f"kind: morris, trajectories: 1, {OVER}", ["4:43", "read 1", "from 2 to 10000"]),
    (f"kind: morris, trajectories: 4, levels: 5, {OVER}", ["4:54", "even number", "4 and 6"]),
    (f"kind: morris, {OVER}", ["4:5", "'trajectories' is missing"]),
    ("kind: morris, trajectories: 4, over: {a.anxiety: [0, 2]}", ["4:68", "read 2", "0 to 1"]),
]


@pytest.mark.parametrize(("block", "said"), WRONG)
def test_what_is_wrong_with_a_design_for_sensitivity_is_told_at_its_place(block: str, said: list[str]) -> None:
    """Line and column, what was read, what is allowed."""
    found = fault(block)
    assert all(part in found for part in said), found


def test_without_salib_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the kind of the block, when the file is read and not hours later."""
    from reassure_sim.experiment import sampled

    monkeypatch.setattr(sampled.importlib.util, "find_spec", lambda name: None)
    found = fault(f"kind: morris, trajectories: 4, {OVER}")
    assert found.startswith("config:4:21: design.d.kind: the kind 'morris' needs SALib, which is not installed")
    assert 'pip install "reassure-sim[sensitivity]"' in found
    assert "SALib" not in fault("kind: sobol, points: 3, over: {a.anxiety: [0, 1]}")


def test_axes_inside_a_population_are_screened_or_refused_in_a_sentence() -> None:
    """A share may be drawn; a number of couples must be whole and so cannot."""
    inside = design("kind: morris, trajectories: 4, over: {population.married: [0, 1], a.stamina: [0, 1]}", PEOPLE)
    assert inside.design[0].size == 12
    assert "4:73" in fault("kind: morris, trajectories: 4, over: {population.married: [0, 2]}", PEOPLE)
    refused = fault("kind: saltelli, points: 4, over: {population.couples: [10, 19]}", PEOPLE)
    assert "allowed is a whole number" in refused


def test_the_schema_knows_the_keys_of_each_kind() -> None:
    """What the reader takes an editor takes, and a key of another kind neither."""
    editor = pytest.importorskip("jsonschema").Draft202012Validator(schema())

    def valid(**block: Any) -> bool:
        content = {"experiment": "x", "model": {"preset": "anxious_avoidant"}, "design": [{"name": "d", **block}]}
        return bool(editor.is_valid(content))

    over = {"a.anxiety": [0, 1]}
    assert valid(kind="morris", trajectories=4, levels=6, over=over)
    assert valid(kind="saltelli", points=8, second_order=True, over=over)
    assert valid(kind="list", points="points.csv")
    assert not valid(kind="morris", trajectories=4, levels=5, over=over)
    assert not valid(kind="morris", points=4, over=over)
    assert not valid(kind="grid", over=over, second_order=True)
    assert not valid(kind="saltelli", over=over)


def listed(folder: Path, text: str | bytes, model: str = COUPLE) -> Experiment:
    """Return an experiment over the points of a file."""
    (folder / "p.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return design("kind: list, points: p.csv", model, str(folder / "x.yaml"))


def test_a_list_from_a_file_is_the_list_that_stands_in_it(tmp_path: Path) -> None:
    """Blanks, blank lines, exponents and a byte order mark do not matter; what is resolved names file and hash."""
    found = listed(tmp_path, b"\xef\xbb\xbfa.anxiety, b.stamina\r\n0.1,2e-1\r\n\r\n 1 ,.5\r\n")
    known = design("kind: list, points: [{a.anxiety: 0.1, b.stamina: 0.2}, {a.anxiety: 1, b.stamina: 0.5}]")
    assert found.design[0].levels == known.design[0].levels
    resolved = found.resolved()
    assert resolved["design"][0].items() >= {"kind": "list", "points": 2, "file": "p.csv"}.items()
    assert resolved["files"] == {"p.csv": resolved["design"][0]["hash"]}
    assert identity(found) != identity(listed(tmp_path, "a.anxiety,b.stamina\n0.1,0.2\n1,0.6\n"))


def test_a_hundred_thousand_points_come_from_a_file_and_not_into_the_resolved_design(tmp_path: Path) -> None:
    """More than a config of 64 kB could hold, to the last bit."""
    values = np.random.default_rng(3).random((100_000, 2))
    rows = "".join(f"{a!r},{b!r}\n" for a, b in values.tolist())
    block = listed(tmp_path, "a.anxiety,b.stamina\n" + rows).design[0]
    np.testing.assert_array_equal(block.points(0, block.size, 1), values)
    assert len(json.dumps(block.resolved())) < 300


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a.anxiety,b.stamnia\n0.1,0.2\n", ["p.csv:1:11: b.stamnia: no parameter", "nearest is 'b.stamina'"]),
        ("a.anxiety,b.stamina\n0.1,0.2\n3,\n", ["p.csv:3:1: a.anxiety: read 3", "p.csv:3:3: b.stamina: read ''"]),
        ("a.anxiety\nnan\n", ["p.csv:2:1: a.anxiety: read 'nan', allowed is a number from 0 to 1"]),
        ("a.anxiety\n1_0\n", ["p.csv:2:1", "read '1_0'"]),
        ("a.anxiety\n0.5\n\n1e400\n", ["p.csv:4:1", "allowed is a number from 0 to 1"]),
        ("a.anxiety,b.stamina\n0.1\n0,1,2\n", ["p.csv:2:1: read 1 values, allowed are 2", "p.csv:3:1: read 3 values"]),
        ("a.anxiety,a.anxiety\n0,1\n", ["p.csv:1:1", "'a.anxiety' is here twice"]),
        ("a.anxiety;b.stamina\n0;1\n", ["semicolons", "commas"]),
        ("a.anxiety\n", ["read 0 points, allowed are 1 to 1,000,000"]),
        ("", ["the file is empty"]),
        (b"a.anxiety\n\xff\n", ["no CSV file in UTF-8"]),
        ("a.anxiety\n" + "2\n" * 9, ["p.csv:6:1", "; and 4 more"]),
        ("a.anxiety\n" + "2\n" * 5000, ["; and at least 995 more"]),
    ],
)
def test_what_is_wrong_in_a_file_of_points_is_told_by_its_lines(tmp_path: Path, text: str, said: list[str]) -> None:
    """At the node of the config that names it, the first five and how many more."""
    with pytest.raises(ConfigError) as error:
        listed(tmp_path, text)
    told_ = str(error.value)
    assert told_.startswith(f"{tmp_path / 'x.yaml'}:4:35: design.d.points: ")
    assert all(part in told_ for part in said), told_


@pytest.mark.parametrize("written", ["../p.csv", "/etc/hostname", "none.csv", ".", "linked.csv", "pipe.csv"])
def test_a_file_of_points_lies_beside_the_config_or_below(tmp_path: Path, written: str) -> None:
    """Whatever leaves the folder, is missing or is no file is refused, and nothing waits for a pipe."""
    (tmp_path / "p.csv").write_text("a.anxiety\n0\n")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "linked.csv").symlink_to(tmp_path / "p.csv")
    os.mkfifo(tmp_path / "in" / "pipe.csv")
    assert "design.d.points" in fault(f"kind: list, points: {written}", COUPLE, str(tmp_path / "in" / "x.yaml"))


def test_points_over_populations_are_each_looked_at(tmp_path: Path) -> None:
    """A word is a word, a mapping is JSON, and what a population refuses is told at its line and column."""
    good = 'population.married,population.network\n0.5,"{""kind"": ""watts_strogatz"", ""mean_degree"": 2}"\n1,null\n'
    assert listed(tmp_path, good, PEOPLE).design[0].values([1.0, 1.0]) == {
        "population.married": 1.0, "population.network": None
    }  # fmt: skip
    with pytest.raises(ConfigError, match=r"p\.csv:3:1: population\.married: read 1\.5"):
        listed(tmp_path, good.replace("\n1,", "\n1.5,"), PEOPLE)


def test_a_results_folder_keeps_the_file_of_its_points(tmp_path: Path) -> None:
    """Its own experiment.yaml loads from there and goes on, also when the first file is gone."""
    experiment = listed(tmp_path, "a.anxiety\n0.1\n0.9\n")
    out = tmp_path / "out"
    assert run(experiment, out, 1).computed == 4
    (tmp_path / "p.csv").unlink()
    again = load(out / "experiment.yaml")
    assert again.design == experiment.design
    assert identity(again) == identity(experiment)
    assert run(again, out, 1).reused == 4
