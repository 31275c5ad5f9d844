"""The relief staircase: hours of relief, lap after lap."""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

from .life import Life

FIRST, GROWTH = 3, 1.5
"""Laps on the first step, as many as count as early; each later step holds half as many again: relief wears off
early. Where there are few laps in all, each is a step."""

FEW = 8

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
    found = []
    for first, last in itertools.pairwise(edges(len(laps))):
        part = laps[first:last]
        hours = math.fsum(lap.hours for lap in part) / len(part)
        found.append(Stair(first + 1, len(part), round(hours, 2), part[-1].step // life.per_day + 1))
    return found


def edges(laps: int) -> list[int]:
    """Return where each step begins, and where the last ends; what would be less than half a step joins the last."""
    if laps <= FEW:
        return list(range(laps + 1))
    found, wide = [0], float(FIRST)
    while laps - found[-1] >= 1.5 * round(wide):
        found.append(found[-1] + round(wide))
        wide *= GROWTH
    return [*found, laps]


def top(steps: list[Stair]) -> int:
    """Return the hours at the top of the picture."""
    highest = max((step.hours for step in steps), default=0.0)
    return next((scale for scale in SCALES if scale >= highest), SCALES[-1])
