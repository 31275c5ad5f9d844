"""Where a partner who asks stands: the levels of the last seven days, beside those of the first week."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....layout import CONSTANTS, COUPLE
from ....measures import EVENT_COLUMNS
from ....rules import resting_insecurity
from ....tables import Tables
from ....year.life import Life

WEEK = 7
FIELDS = ("felt_insecurity", "fear", "trust", "soothed_by_partner")
"""The numbers of the diary that are told; the resting level that follows from fear and trust comes after them."""

_STEP = EVENT_COLUMNS.index("step")


def standings(tables: Tables, life: Life) -> dict[str, Any]:
    """Return, for each partner, the levels of the ``first`` week and of the week up to each day of ``asks``, by day
    (from 1): the ``FIELDS`` and the resting level in whole points of 100, and which of fear and trust has moved the
    resting level more since the first week (nothing if it stands where it stood)."""
    rests = _Rests(tables)
    asked = [{int(step) // life.per_day for step in life.acts(i, "seek")[:, _STEP]} for i in (0, 1)]
    days = sorted({WEEK - 1, *asked[0], *asked[1]})
    there = min(WEEK, life.lived) - 1
    sent: dict[str, Any] = {"first": [], "asks": []}
    forces = {day: rests.force(min(day, life.lived - 1), life.per_day) for day in days}
    for partner in (0, 1):
        first = _week(life, partner, there)
        begun = _rest(forces[WEEK - 1], *first[1:3])
        sent["first"].append(_points([*first, begun]))
        own = {}
        for day in sorted(asked[partner]):
            now = _week(life, partner, day)
            rest = _rest(forces[day], *now[1:3])
            own[day + 1] = [*_points([*now, rest]), _mover(forces[day], first, now, rest)]
        sent["asks"].append(own)
    return sent


class _Rests:
    """What the rule of the resting level is given of a couple, day by day."""

    def __init__(self, tables: Tables) -> None:
        lives = tables.lives.part(0, 1)
        self.values = lives.values[:, 0].copy()
        self.changes = list(lives.changes.by_step()) if lives.changes is not None else []

    def force(self, day: int, per_day: int) -> tuple[Any, Any]:
        """Return the couple and the constants that hold on the evening of a day (from 0)."""
        values = self.values.copy()
        for at, changed in self.changes:
            if at < (day + 1) * per_day:
                values[changed.row] = changed.value
        couple, constants = (s.record(*values[s.first : s.end].tolist()) for s in (COUPLE, CONSTANTS))
        return couple, constants


def _week(life: Life, partner: int, day: int) -> list[float]:
    """Return the means of a partner's numbers over the seven days up to a day (from 0)."""
    days = slice(max(0, day + 1 - WEEK), day + 1)
    return [float(life.column(partner, field)[days].mean()) for field in FIELDS]


def _rest(force: tuple[Any, Any], fear: float, trust: float) -> float:
    return float(resting_insecurity(*force, fear, trust))


def _mover(force: tuple[Any, Any], first: list[float], now: list[float], rest: float) -> str:
    """Return which of fear and trust, put back to the first week, changes the resting level more."""
    moved = {
        "fear": abs(rest - _rest(force, first[1], now[2])),
        "trust": abs(rest - _rest(force, now[1], first[2])),
    }
    name = max(moved, key=lambda one: moved[one])
    return name if moved[name] >= 0.01 else ""


def _points(values: list[float]) -> list[int]:
    points: NDArray[np.float64] = np.round(100.0 * np.array(values))
    return [int(point) for point in points]
