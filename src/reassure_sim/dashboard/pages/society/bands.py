"""How many couples are how, week by week, as bands that stand one on the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ACROSS, TALL = 10, 180
"""Size of the drawing: so many units a week across, and from all couples (0) down to none."""

FROM_BELOW = (2, 1, 0, 3)
"""Codes of the bands in their order: those who struggle stand on the ground, where they are easiest to compare."""

_ROOM = 16  # height that a band needs at the end to bear its mark


def bands(counts: NDArray[np.int64]) -> dict[str, list[str] | list[float]]:
    """Return, by code, each band's SVG path, and the height of its mark at the last week (0: no room for one).

    counts: (weeks, codes), couples in each week.
    """
    share = counts / counts.sum(axis=1, keepdims=True)
    top = np.cumsum(share[:, FROM_BELOW], axis=1)
    upper, lower = np.empty_like(share), np.empty_like(share)
    upper[:, FROM_BELOW] = np.round(TALL * (1.0 - top), 2)
    lower[:, FROM_BELOW] = np.round(TALL * (1.0 - np.column_stack([np.zeros(len(top)), top[:, :-1]])), 2)
    middle = (upper[-1] + lower[-1]) / 2.0
    return {
        "paths": [_path(upper[:, code], lower[:, code]) for code in range(share.shape[1])],
        "marks": np.where(lower[-1] - upper[-1] > _ROOM, middle, 0.0).tolist(),
    }


def _path(upper: NDArray[np.float64], lower: NDArray[np.float64]) -> str:
    """Return the outline of a band: along its upper edge, and back along its lower one, a step a week."""
    x = ACROSS * (np.arange(len(upper))[:, None] + np.array([0, 1]))
    along = [list(zip(x.ravel(), np.repeat(edge, 2), strict=True)) for edge in (upper, lower)]
    return "M" + "L".join(f"{x} {y:g}" for x, y in [*along[0], *reversed(along[1])]) + "Z"
