"""Relief as a lesson counts it: hours lap by lap, those of the first laps, and what is left of them on a later one.

One lap is much luck, so laps are never compared singly: the first three stand against five around the one asked about.
No lap counts for more than a day: what lasts longer has lasted, and lasts until there is a new reason to ask.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..experiment.view import State, follow
from ..year import life
from ..year.stairs import SCALES

FIRST = 3
"""Laps at the beginning that are averaged."""

AROUND = 2
"""Laps before and after the one asked about that are averaged with it."""

DAY = 24.0
"""Hours for which a lap counts at most, and which a staircase shows at most."""


def laps(view: State) -> NDArray[np.float64]:
    """Return the hours of relief of A's answered requests in the year of a view, in order; an answer after which A
    never asks again is left out, because nobody sees the end of it."""
    year = life.of(follow(view)[0], view.seed, view.luck)
    return np.array([lap.hours for lap in year.laps()])


def first(hours: NDArray[np.float64]) -> float:
    """Return the mean hours of the first laps; 0 without any."""
    return float(np.minimum(hours[:FIRST], DAY).mean()) if len(hours) else 0.0


def around(hours: NDArray[np.float64], lap: int) -> float | None:
    """Return the mean hours around a lap, counted from 1; None if the year has too few laps."""
    if len(hours) < lap + AROUND:
        return None
    return float(np.minimum(hours[max(lap - 1 - AROUND, 0) : lap + AROUND], DAY).mean())


def left(hours: NDArray[np.float64], lap: int) -> float | None:
    """Return which share of the first laps' relief is left around a lap; None if that cannot be said."""
    later, early = around(hours, lap), first(hours)
    return None if later is None or early == 0.0 else later / early


def top(hours: Iterable[float]) -> float:
    """Return the hours at the top of a staircase that shows these hours (also of two couples, on one scale): the least
    round number that holds them all, but not more than a day; what lasts longer reaches the top."""
    highest = max(hours, default=0.0)
    return float(next(scale for scale in SCALES if scale >= min(highest, DAY)))
