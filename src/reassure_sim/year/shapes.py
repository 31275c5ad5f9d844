"""The shapes that a course can have: told of any course, and ready to be chosen as a guess."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .course import TOP

SHAPES = ("stays", "falls_fast", "falls_slowly", "rises_fast", "rises_slowly", "wavers")

_MOVED = 10.0  # places between beginning and end from which a course rises or falls
_WIDE = 25.0  # places between lowest and highest from which it goes up and down
_EARLY = 0.25  # of the way, within which half of a fast change is made


def shape(places: ArrayLike) -> str:
    """Return the name of a course's shape; ``places``: at least two, evenly spread from its beginning to its end."""
    course = np.asarray(places, float)
    moved = float(course[-max(1, len(course) // 4) :].mean() - course[0])
    span = float(np.ptp(course))
    if span >= _WIDE and span > 2.5 * abs(moved):
        return "wavers"
    if abs(moved) < _MOVED:
        return "stays"
    halfway = int(np.argmax((course - course[0]) * np.sign(moved) >= abs(moved) / 2))
    speed = "fast" if halfway <= _EARLY * (len(course) - 1) else "slowly"
    return f"{'rises' if moved > 0 else 'falls'}_{speed}"


def direction(name: str) -> str:
    """Return a shape's direction, without its speed."""
    return name.partition("_")[0]


def ready(name: str, start: float, points: int) -> NDArray[np.int64]:
    """Return a guess of a shape that begins at a place."""
    way = np.linspace(0.0, 1.0, points)
    low, high = 0.06 * start, start + 0.88 * (TOP - start)
    middle = float(np.clip(start, 28, TOP - 28))
    course = {
        "stays": np.full(points, start),
        "falls_fast": low + (start - low) * np.exp(-9 * way),
        "falls_slowly": start + (low - start) * way,
        "rises_fast": high + (start - high) * np.exp(-9 * way),
        "rises_slowly": start + (high - start) * way,
        "wavers": middle + 26 * np.sin(5 * np.pi * way) + (start - middle) * (1 - way) ** 6,
    }[name]
    return np.clip(np.round(course), 0, TOP).astype(np.int64)
