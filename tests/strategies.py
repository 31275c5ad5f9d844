"""Random values for hypothesis, drawn from the declared ranges."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from reassure_sim.block import Lives
from reassure_sim.parameters import NUMBERS, PATHS, ROW
from reassure_sim.scenario import PRESETS, Scenario


def value(path: str) -> st.SearchStrategy[float]:
    number = NUMBERS[path]
    return st.floats(number.low, number.high, allow_nan=False, width=64)


@st.composite
def extreme_parameters(draw: st.DrawFn) -> np.ndarray:
    """A preset's rows with a dozen numbers anywhere in their ranges, ends included."""
    from reassure_sim.parameters import rows

    values = rows(Scenario.preset(draw(st.sampled_from(sorted(PRESETS)))).parameters)
    for path in draw(st.lists(st.sampled_from(PATHS), max_size=12, unique=True)):
        number = NUMBERS[path]
        values[ROW[path]] = draw(st.one_of(value(path), st.sampled_from([number.low, number.high])))
    return values


@st.composite
def lives(draw: st.DrawFn, most: int = 3) -> Lives:
    n = draw(st.integers(1, most))
    word = st.integers(0, 2**32 - 1)
    return Lives(
        np.stack([draw(extreme_parameters()) for _ in range(n)], axis=1),
        np.array([draw(st.integers(0, 2**64 - 1)) for _ in range(n)], np.uint64),
        np.array([draw(word) for _ in range(n)], np.int64),
        np.array([draw(word) for _ in range(n)], np.int64),
        np.array([draw(st.integers(0, 1)) for _ in range(n)], np.int64),
    )
