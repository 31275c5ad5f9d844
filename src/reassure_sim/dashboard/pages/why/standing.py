"""Where a partner who asks stands: the levels of the last seven days and what moves them, beside the first week."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....layout import EPISODE_A, EPISODE_B, SEEN, STATE_A, STATE_B
from ....measures import EVENT_COLUMNS
from ....rules import resting_insecurity
from ....tables import Tables
from ....year.life import Life
from .given import Given, Numbers

WEEK = 7
FIELDS = ("felt_insecurity", "fear", "trust", "soothed_by_partner")
"""The numbers of the diary that are told; the resting level that follows from fear and trust comes after them."""

_STEP = EVENT_COLUMNS.index("step")


def standings(tables: Tables, life: Life) -> dict[str, Any]:
    """Return, for each partner, the levels of the ``first`` week and of the week up to each day of ``asks``, by day
    (from 1): the ``FIELDS``, the resting level and the ``_Flows``, in whole points of 100, and which of fear and trust
    has moved the resting level more since the first week (nothing if it stands where it stood)."""
    given, flows = Given(tables), [_Flows(tables, life, partner) for partner in (0, 1)]
    asked = [{int(step) // life.per_day for step in life.acts(i, "seek")[:, _STEP]} for i in (0, 1)]
    days = sorted({WEEK - 1, *asked[0], *asked[1]})
    there = min(WEEK, life.lived) - 1
    sent: dict[str, Any] = {"first": [], "asks": []}
    forces = {day: given.numbers((min(day, life.lived - 1) + 1) * life.per_day - 1) for day in days}
    for partner in (0, 1):
        first = _week(life, partner, there)
        begun = _rest(forces[WEEK - 1], *first[1:3])
        sent["first"].append([*_points([*first, begun]), *flows[partner].told(there)])
        own = {}
        for day in sorted(asked[partner]):
            now = _week(life, partner, day)
            rest = _rest(forces[day], *now[1:3])
            moved = _mover(forces[day], first, now, rest)
            own[day + 1] = [*_points([*now, rest]), *flows[partner].told(day), moved]
        sent["asks"].append(own)
    return sent


class _Flows:
    """What moves one partner's insecurity in a day: what triggers and doubts add; what the other's refusals,
    withdrawals and distress add; what passes by itself; and all in all, with what the other's answers and warmth take
    away. And how much of it relief hides, net of rebound."""

    def __init__(self, tables: Tables, life: Life, partner: int) -> None:
        self._per_day = life.per_day
        state, episode = ((STATE_A, EPISODE_A), (STATE_B, EPISODE_B))[partner]
        rows = tables.episodes()[0][: life.lived * life.per_day]
        after, relieved, moved, alone, before, felt = (
            rows[:, section.row(name) - SEEN[0]]
            for section, name in (
                (state, "insecurity"),
                (episode, "soothed_by_partner"),
                (episode, "d_insecurity"),
                (episode, "soothed_alone"),
                (episode, "felt_before"),
                (episode, "felt"),
            )
        )
        decided = after - moved  # insecurity at the moment of deciding, when the world has struck
        begun = np.concatenate([[_begun(tables, partner)], after[:-1]])
        self.world, self.alone, self.eased = decided - begun + alone, alone, relieved
        self.hurt = moved + relieved
        self.hidden = 0.5 * (decided + after - before - felt)

    def told(self, day: int) -> list[int]:
        """Return, for the week up to a day (from 0) in whole points of 100: what the world and the other add in a day,
        what passes by itself, their sum with what is eased, and how much relief hides."""
        steps = slice(max(0, day + 1 - WEEK) * self._per_day, (day + 1) * self._per_day)
        per_day = [
            float(flow[steps].mean()) * self._per_day for flow in (self.world, self.hurt, self.alone, self.eased)
        ]
        world, hurt, alone, eased = _points(per_day)
        return [world, hurt, alone, world + hurt - alone - eased, *_points([float(self.hidden[steps].mean())])]


def _begun(tables: Tables, partner: int) -> float:
    """Return the insecurity with which a partner's life begins."""
    return float(Given(tables).sides(0)[partner].s.insecurity)


def _week(life: Life, partner: int, day: int) -> list[float]:
    """Return the means of a partner's numbers over the seven days up to a day (from 0)."""
    days = slice(max(0, day + 1 - WEEK), day + 1)
    return [float(life.column(partner, field)[days].mean()) for field in FIELDS]


def _rest(force: Numbers, fear: float, trust: float) -> float:
    return float(resting_insecurity(force.couple, force.constants, fear, trust))


def _mover(force: Numbers, first: list[float], now: list[float], rest: float) -> str:
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
