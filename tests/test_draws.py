"""Luck is keyed: the published vectors, and nothing else decides a draw than its name."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reassure_sim.draws import Key, Words, luck, philox, shared_luck, uniform
from reassure_sim.kernel import numba_ready

# Random123 1.14, kat_vectors, philox4x32 10 rounds: counter, key, result
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
WORD = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_philox_gives_the_published_vectors(counter, key, expected) -> None:
    assert tuple(philox(Words(*counter), *key)) == expected


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_compiled_philox_gives_the_published_vectors(counter, key, expected) -> None:
    @numba_ready().njit(error_model="numpy")
    def run(a, b, c, d, k0, k1):
        return philox(Words(a, b, c, d), k0, k1)

    assert tuple(run(*counter, *key)) == expected


@given(WORD, WORD, WORD, WORD, st.integers(0, 30_000))
def test_draws_lie_strictly_between_0_and_1(low, high, replicate, couple, step) -> None:
    key = Key(low, high, replicate, couple, 0)
    for draws in (luck(key, 0, step), luck(key, 1, step), shared_luck(key, step)):
        assert all(0.0 < u < 1.0 for u in draws)


def test_ends_of_the_scale() -> None:
    assert uniform(0) == 2.0**-33
    assert uniform(2**32 - 1) == 1.0 - 2.0**-33


def test_every_part_of_the_name_changes_the_draws() -> None:
    base = Key(7, 0, 0, 3, 0)
    names = [base, Key(8, 0, 0, 3, 0), Key(7, 1, 0, 3, 0), Key(7, 0, 1, 3, 0), Key(7, 0, 0, 4, 0)]
    draws = [luck(key, 0, 5) for key in names] + [luck(base, 1, 5), luck(base, 0, 6)]
    assert len({u for draw in draws for u in draw}) == 8 * len(draws)
    assert not set(shared_luck(base, 5)) & set(luck(base, 0, 5))


def test_draws_are_uniform_and_uncorrelated() -> None:
    table = np.array(
        [[*luck(Key(1, 0, 0, c, 0), 0, s), *shared_luck(Key(1, 0, 0, c, 0), s)] for c in range(40) for s in range(50)]
    )
    assert np.abs(table.mean(axis=0) - 0.5).max() < 0.025  # sd of a mean is 0.0065
    assert np.abs(table.std(axis=0) - 12**-0.5).max() < 0.02
    assert np.abs(np.corrcoef(table.T) - np.eye(12)).max() < 0.1
