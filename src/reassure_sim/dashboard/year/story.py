"""What happens now, in plain words: one sentence or three for each day of a year."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...measures import LAST_DAYS, THRESHOLDS
from ...year import lately
from ...year.life import Life, regime_name

SHORT = 5
"""Minutes of relief below which it hardly comes."""


def story(life: Life, words: Mapping[str, Any]) -> list[str]:
    """Return what to say on each day: what happened of late, and where it leads."""
    said, names = words["story"], words["curves"]
    requests = zip(*(lately.count(life, 0, field).tolist() for field in ("asked", "rebuffed")), strict=True)
    relief = _relief(life).tolist()
    energy = list(zip(*(lately.mean(life, partner, "energy").tolist() for partner in (0, 1)), strict=True))
    told = []
    for day, (asked, refused) in enumerate(requests):
        if life.parted and day >= life.lived - 1:
            told.append(said["parted"].format(day=life.lived))
            continue
        parts = [_when(day + 1, said), _asking(asked, refused, day + 1, said)]
        if not math.isnan(relief[day]):
            parts.append(_lasting(relief[day], said))
        parts.append(_outlook(regime_name(life, day), energy[day], said, names))
        told.append(" ".join(parts))
    return told


def _relief(life: Life) -> NDArray[np.float64]:
    """Return the mean hours of relief of the laps that began in the last weeks; NaN without any."""
    steps, hours = np.array([*life.laps()] or np.empty((0, 2))).T
    laps = lately.of_events(life, steps, np.ones_like(steps))
    return np.where(laps > 0.0, lately.share(lately.of_events(life, steps, hours), laps), np.nan)


def _when(lived: int, said: Mapping[str, str]) -> str:
    """Return of which days the sentences speak: of the last weeks, or of all so far while these are fewer."""
    if lived >= LAST_DAYS:
        return said["lately"]
    return said["so_far"].format(day=lived) if lived > 1 else said["first_day"]


def _asking(asked: float, refused: float, lived: int, said: Mapping[str, str]) -> str:
    """Return how often A asks and B answers; within the first week in numbers, for it has no number a week yet."""
    bids = 7.0 * asked / min(lived, LAST_DAYS)
    if bids < 0.5:
        return said["quiet"]
    if lived < 7:
        return said["few"].format(n=round(asked), k=round(asked - refused))
    asks = said["asks_once"] if round(bids) <= 1 else said["asks"].format(n=round(bids))
    answered = round(10.0 * (1.0 - refused / asked))
    reply = "answered" if answered >= 10 else "often" if answered >= 6 else "seldom"
    return f"{asks} {said[reply].format(k=answered)}"


def _lasting(hours: float, said: Mapping[str, str]) -> str:
    minutes = round(60.0 * hours)
    if minutes < SHORT:
        return said["relief_none"].format(n=SHORT)
    if hours < 1.5:
        return said["relief_minutes"].format(n=minutes)
    if hours < 47.5:
        return said["relief_hours"].format(n=round(hours))
    return said["relief_days"].format(n=round(hours / 24.0))


def _outlook(name: str, energy: Sequence[float], said: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return where it leads; ``energy``: both partners' mean of the last weeks."""
    tired = names["a"] if energy[0] < energy[1] else names["b"]
    if name != "exhaustion":
        return said[name].format(who=tired)
    if max(energy) < THRESHOLDS.exhausted_energy:
        return said["both_depleted"]
    return said["depleted"].format(who=tired) if min(energy) < THRESHOLDS.exhausted_energy else said["detached"]
