"""The curves of a year: both partners, day by day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .life import Life

CURVES = ("felt_insecurity", "trust", "energy", "satisfaction")
SMOOTH = {"felt_insecurity": 7}
"""Days over which a curve is averaged; those that are not named are shown as they are."""

HEIGHT = 100
"""A curve is drawn in a box of one unit a day across, and this many from 1 (top) to 0 (bottom)."""


def line(life: Life, partner: int, field: str) -> NDArray[np.float64]:
    """Return one number of each day lived."""
    values = life.column(partner, field)[: life.lived]
    width = SMOOTH.get(field, 1)
    if width == 1:
        return values
    total = np.concatenate([[0.0], np.cumsum(values)])
    last = np.arange(1, len(values) + 1)
    first = np.maximum(last - width, 0)
    smooth: NDArray[np.float64] = (total[last] - total[first]) / (last - first)
    return smooth


def path(values: NDArray[np.float64]) -> str:
    """Return the SVG path of a curve."""
    heights = np.round(HEIGHT * (1.0 - values), 1).tolist()
    return "M" + "L".join(f"{day} {height:g}" for day, height in enumerate(heights))


def curves(life: Life) -> dict[str, list[str]]:
    """Return the two partners' paths under the name of each curve."""
    return {field: [path(line(life, partner, field)) for partner in (0, 1)] for field in CURVES}
