"""Design blocks know their size without being built, and give any part of their points."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reassure_sim.experiment.designs import Block, levels, total

AB = ("a.anxiety", "b.avoidance")


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
