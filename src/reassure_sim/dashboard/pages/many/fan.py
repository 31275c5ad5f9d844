"""A fan: where most of many lives lie, day by day or lap by lap."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ....year.stairs import edges

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The edges of the bands: nine lives of ten lie between the outer two, half of them between the inner two."""

FEWEST = 0.1
"""Share of the lives that a fan needs, so that it does not tell of the last few only."""


def bands(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the quantiles of lives, (levels, ...); NaN where too few of them have a number.

    values: (lives, ...), NaN where a life has none.
    """
    enough = np.isfinite(values).sum(axis=0) >= max(1, math.ceil(FEWEST * len(values)))
    found = np.full((len(LEVELS), *values.shape[1:]), np.nan)
    found[:, enough] = np.nanquantile(values[:, enough], LEVELS, axis=0)
    return found


def climb(hours: Sequence[NDArray[np.float64]]) -> tuple[list[int], NDArray[np.float64], NDArray[np.float64]]:
    """Return the relief staircase of many lives: where its steps begin (laps from 0), bands, and the first life's own.

    hours: of relief, lap by lap, an array a life. A step is the mean over its laps; the steps are those of one life's
    staircase, and end where fewer than half of the lives have laps.
    """
    begins = edges(int(np.median([len(life) for life in hours])))
    steps = np.full((len(hours), len(begins) - 1), np.nan)
    for place, life in enumerate(hours):
        for step, (first, end) in enumerate(itertools.pairwise(begins)):
            if len(life) > first:
                steps[place, step] = life[first:end].mean()
    return begins, bands(steps), steps[0]
