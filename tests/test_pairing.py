"""Pairing: partners are as alike as asked for, nobody changes, and what cannot be is said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reassure_sim.parameters import ParameterError
from reassure_sim.society.pairing import attained, matched


def people(shape: str, n: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    if shape == "normal":
        return rng.normal(size=n), rng.normal(1.0, 3.0, size=n)
    if shape == "beta":
        return rng.beta(2, 5, size=n), rng.beta(3, 2, size=n)
    return np.round(rng.normal(size=n)), np.round(rng.normal(size=n))  # many alike


@pytest.mark.parametrize("shape", ["normal", "beta", "alike"])
@pytest.mark.parametrize("correlation", [-0.8, -0.3, 0.0, 0.05, 0.3, 0.5, 0.9])
def test_partners_correlate_as_asked_for(shape: str, correlation: float) -> None:
    for n in (200, 3000):
        a, b = people(shape, n)
        order = matched(a, b, correlation, 7)
        assert sorted(order) == list(range(n))
        assert np.corrcoef(a, b[order])[0, 1] == pytest.approx(correlation, abs=0.01), n


def test_luck_is_keyed_and_who_pairs_whom_hangs_on_it() -> None:
    a, b = people("beta", 1000)
    order = matched(a, b, 0.5, 7)
    assert np.array_equal(order, matched(a.copy(), b.copy(), 0.5, 7))
    assert np.mean(order == matched(a, b, 0.5, 8)) < 0.05
    assert order[:8].tolist() == [602, 484, 135, 216, 244, 241, 178, 256]


def test_full_assortment_pairs_rank_with_rank() -> None:
    a, b = people("normal", 500)
    order = matched(a, a, 1.0, 7)
    assert np.array_equal(a[order], a)
    assert np.array_equal(a[matched(a, -a, -1.0, 7)], a)
    assert np.array_equal(np.argsort(b[matched(a, b, 1.0, 7)]), np.argsort(a))


@pytest.mark.parametrize("n", range(11))
def test_a_handful_gets_the_nearest_there_is(n: int) -> None:
    a, b = people("normal", n)
    for correlation in (-1.0, 0.0, 0.5, 1.0):
        order = matched(a, b, correlation, 3)
        assert sorted(order) == list(range(n))
    if n > 2:
        assert attained(a, b[matched(a, b, 1.0, 3)]) > attained(a, b[matched(a, b, -1.0, 3)])


def test_an_impossible_likeness_is_refused_with_what_is_possible() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.exponential(size=300), rng.exponential(size=300)
    with pytest.raises(
        ParameterError, match=r"^pairing.correlation: read -0.99; these people can be paired from -0.6\d"
    ):
        matched(a, b, -0.99, 7)
    with pytest.raises(ParameterError, match=r"from 0.00 to 0.00"):
        matched(np.full(60, 0.5), b[:60], 0.5, 7)
    assert sorted(matched(a[:20], b[:20], -0.99, 7)) == list(range(20))


@pytest.mark.parametrize("correlation", [1.1, -2, float("nan"), "high", None, True])
def test_a_correlation_is_a_number_from_minus_one_to_one(correlation: object) -> None:
    a, b = people("normal", 20)
    with pytest.raises(ParameterError, match="allowed is a number from -1 to 1"):
        matched(a, b, correlation, 7)  # type: ignore[arg-type]


@given(st.lists(st.floats(0, 1), max_size=40), st.floats(-1, 1), st.integers(0, 2**64 - 1))
def test_any_few_people_can_be_paired(traits: list[float], correlation: float, seed: int) -> None:
    a = np.array(traits)
    order = matched(a, a[::-1].copy(), correlation, seed)
    assert sorted(order) == list(range(len(a)))
    assert -1.0 - 1e-9 <= attained(a, a[::-1][order]) <= 1.0 + 1e-9
