"""The relief staircase: hours of relief, lap after lap."""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

from .life import Life

STEPS = 12
"""Steps of the staircase at most; later ones hold more laps, because relief wears off early."""

SCALES = (1, 3, 6, 12, 24, 48, 96, 168, 336, 720, 8760)
"""Hours at the top of the picture; the least that holds every step."""


class Stair(NamedTuple):
    """Consecutive laps: the first one's number, how many, their mean hours of relief, and the day the last began."""

    first: int
    laps: int
    hours: float
    day: int


def stairs(life: Life) -> list[Stair]:
    """Return the steps of the staircase, in order."""
    laps = life.laps()
    edges = sorted({math.ceil(len(laps) * (i / STEPS) ** 3) for i in range(STEPS + 1)})
    found = []
    for first, last in itertools.pairwise(edges):
        part = laps[first:last]
        hours = math.fsum(lap.hours for lap in part) / len(part)
        found.append(Stair(first + 1, len(part), round(hours, 2), part[-1].step // life.per_day + 1))
    return found


def top(steps: list[Stair]) -> int:
    """Return the hours at the top of the picture."""
    highest = max((step.hours for step in steps), default=0.0)
    return next((scale for scale in SCALES if scale >= highest), SCALES[-1])
