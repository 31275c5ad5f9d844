"""What can be guessed about a life: one of its numbers at a dozen points, on a scale that gives nothing away."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from .life import Life
from .stairs import stairs

TOP = 99
"""The highest place on the scale; the lowest is 0."""

WHOSE = {"relief": 0, "felt_insecurity": 0, "energy": 1, "satisfaction": 0}
"""The partner whose number it is: 0 is Ari, 1 is Bo."""

POINTS = 13
FEWEST = 3
"""Points below which there is nothing to guess."""

_NEAR, _MOST = 0.25, 168.0  # hours: below a quarter of an hour relief hardly counts, above a week it is all the same
_DAYS = 7  # to either side of a point over which a curve is averaged


class Course(NamedTuple):
    """One number of a life: at the points that are guessed, and as it is drawn between them."""

    about: str
    at: tuple[float, ...]  # where the points lie on the way from first to last, 0 to 1
    values: tuple[float, ...]  # hours of relief, or 0 to 1; NaN after a parting
    keys: tuple[tuple[int, int], ...]  # first and last answered request of each point, or its day twice
    line: tuple[tuple[float, float], ...]  # what is drawn: way and place

    @property
    def places(self) -> list[float]:
        """Return where the points stand on the scale, up to a parting."""
        return [place(self.about, value) for value in self.values if math.isfinite(value)]


def place(about: str, value: float) -> float:
    """Return where a number stands on its scale; relief in hours stands finer the shorter it is."""
    if about != "relief":
        return TOP * value
    return TOP * min(1.0, math.log1p(value / _NEAR) / math.log1p(_MOST / _NEAR))


def value(about: str, at: float) -> float:
    """Return the number at a place of its scale: hours of relief, or 0 to 1."""
    return at / TOP if about != "relief" else _NEAR * math.expm1(at / TOP * math.log1p(_MOST / _NEAR))


def said(about: str, at: float, words: Mapping[str, str]) -> str:
    """Return the number at a place in words; ``words``: of the section predict."""
    number = value(about, at)
    if about != "relief":
        return words["of_100"].format(n=round(100 * number))
    if number < 1 / 12:
        return words["none"]
    if number < 0.95:
        return words["minutes"].format(n=5 * round(12 * number))
    if number < 47.5:
        return words["hours"].format(n=round(number))
    return words["week"] if at > TOP - 1 else words["days"].format(n=round(number / 24))


def course(life: Life, about: str) -> Course | None:
    """Return the course of one number of a life, or None where there is too little of it to guess."""
    return _steps(life) if about == "relief" else _curve(life, about)


def _steps(life: Life) -> Course | None:
    steps = stairs(life)
    if len(steps) < FEWEST:
        return None
    at = tuple((i + 0.5) / len(steps) for i in range(len(steps)))
    keys = tuple((step.first, step.first + step.laps - 1) for step in steps)
    line = tuple((way, place("relief", step.hours)) for way, step in zip(at, steps, strict=True))
    return Course("relief", at, tuple(step.hours for step in steps), keys, line)


def _curve(life: Life, about: str) -> Course | None:
    days = life.diary.shape[1]
    whole = life.column(WHOSE[about], about)[: life.lived]

    def mean(day: int, around: int) -> float:
        near = whole[max(day - around, 0) : day + around + 1] if day < len(whole) else whole[:0]
        return float(near.mean()) if len(near) else math.nan

    points = [round(day) for day in np.linspace(0, days - 1, POINTS)]
    values = tuple(mean(day, _DAYS) for day in points)
    if np.isfinite(values).sum() < FEWEST:
        return None
    line = tuple((day / (days - 1), place(about, mean(day, _DAYS))) for day in range(0, len(whole), _DAYS))
    return Course(about, tuple(d / (days - 1) for d in points), values, tuple((d + 1, d + 1) for d in points), line)
