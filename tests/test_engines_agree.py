"""One statement of the equations: agents, compiled blocks, threads and order give the same bits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reassure_sim.block import RECORDS, Lives
from reassure_sim.engines import live
from reassure_sim.layout import LANES, A, B, Day
from reassure_sim.scenario import PRESETS, Scenario, scenario_lives
from reassure_sim.tables import Tables
from strategies import lives


def same(one: Tables, other: Tables) -> bool:
    """Every number that was recorded is the same, bit for bit (NaN counts as equal to NaN)."""
    return (
        np.array_equal(one.episodes(), other.episodes())
        and np.array_equal(one.diary(), other.diary(), equal_nan=True)
        and np.array_equal(one.events(), other.events(), equal_nan=True)
        and all(np.array_equal(one.runs[name], other.runs[name], equal_nan=True) for name in one.runs)
    )


@settings(max_examples=60)
@given(lives(), st.integers(1, 6), st.sampled_from([1, 4, 8, 16]))
def test_mesa_agents_and_the_batch_engine_agree(some: Lives, days: int, per_day: int) -> None:
    assert same(
        live(some, days, per_day, engine="mesa", record=RECORDS),
        live(some, days, per_day, engine="batch", record=RECORDS),
    )


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_they_agree_over_a_season_of_each_preset(preset: str) -> None:
    some = scenario_lives(Scenario.preset(preset), 2, 2026)
    assert same(live(some, 90, 8, engine="mesa", record=RECORDS), live(some, 90, 8, engine="batch", record=RECORDS))


def many(n: int) -> Lives:
    """Lives that all differ: presets in turn, seeds and couples of their own."""
    parts = [scenario_lives(Scenario.preset(name), n, 9) for name in sorted(PRESETS)]
    values = np.concatenate([part.values for part in parts], axis=1)[:, :n]
    index = np.arange(n)
    return Lives(values, index.astype(np.uint64) * 7919, index % 3, index * 11)


def test_threads_blocks_and_order_change_nothing() -> None:
    some = many(2 * LANES + 5)
    whole = live(some, 40, 8, record=RECORDS)
    assert same(whole, live(some, 40, 8, record=RECORDS, workers=3))
    order = np.random.default_rng(1).permutation(some.n)
    mixed = live(Lives(*(np.asarray(x)[..., order] for x in some[:4])), 40, 8, record=RECORDS, workers=2)
    assert np.array_equal(whole.episodes()[order], mixed.episodes())
    assert np.array_equal(whole.diary()[order], mixed.diary())
    for name, column in whole.runs.items():
        assert np.array_equal(column[order], mixed.runs[name], equal_nan=True)
    alone = live(some.part(LANES + 3, LANES + 4), 40, 8, record=RECORDS)
    assert np.array_equal(whole.episodes()[LANES + 3], alone.episodes()[0])


@settings(max_examples=20)
@given(lives(most=2), st.integers(2, 20))
def test_swapping_the_partners_swaps_the_results(some: Lives, days: int) -> None:
    values = some.values.copy()
    values[A.first : A.end], values[B.first : B.end] = some.values[B.first : B.end], some.values[A.first : A.end]
    swapped = some._replace(values=values, first=1 - some.first)
    one, other = (live(x, days, 8, record=("daily",)) for x in (some, swapped))
    assert np.array_equal(one.diary()[:, 0], other.diary()[:, 1], equal_nan=True)
    assert np.array_equal(one.diary()[:, 1], other.diary()[:, 0], equal_nan=True)
    assert np.array_equal(one.runs["regime"], other.runs["regime"])
    for name in one.runs:
        if name.endswith("_a"):
            assert np.array_equal(one.runs[name], other.runs[name[:-1] + "b"], equal_nan=True)


def test_luck_does_not_hang_on_the_parameters() -> None:
    """Twins share everything upstream of what sets them apart: here the stress of the world."""
    calm, other = Scenario.preset("secure_secure", days=30), Scenario.preset("anxious_avoidant", days=30)
    fear = {"constants.stress_fear": 0.0, "constants.separation": 0.0}
    tables = [live(scenario_lives(s.with_(fear), 4, 3), 30, 8, record=("daily",)) for s in (calm, other)]
    assert np.array_equal(*(t.diary()[..., Day._fields.index("stress")] for t in tables))


def test_the_compiled_step_is_vectorised() -> None:
    """Packed multiplications of doubles, counted in a freshly compiled, uncached kernel."""
    from reassure_sim.batch.episode import episode as step
    from reassure_sim.block import Blocks
    from reassure_sim.kernel import numba_ready

    def run(block, dt):
        step(block, 0, dt, LANES)

    kernel = numba_ready().njit(error_model="numpy")(run)
    kernel(Blocks.of(many(LANES), 1, 8, ()).numbers[0], 0.125)
    text = "".join(kernel.inspect_asm().values())
    packed, scalar = text.count("mulpd"), text.count("mulsd")
    assert packed > 300, (packed, scalar)
    assert packed > 20 * scalar, (packed, scalar)
