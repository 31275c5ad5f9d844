"""What happens now, in plain words: one sentence or three for each day of a year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...measures import LAST_DAYS, REGIMES, SHADES, THRESHOLDS
from .life import Life


def regime_name(life: Life, day: int) -> str:
    """Return the regime up to a day (0 is the first), or the shade of a stable couple's."""
    shade = SHADES[life.shade[day]]
    return shade or REGIMES[life.regime[day]]


def story(life: Life, words: Mapping[str, Any]) -> list[str]:
    """Return what to say on each day."""
    said, names = words["story"], words["curves"]
    asked, refused = (_lately(life, field) for field in ("asked", "rebuffed"))
    relief, energy = _relief(life), np.stack([_mean(life, partner, "energy") for partner in (0, 1)], axis=1)
    told = []
    for day in range(life.diary.shape[1]):
        if life.parted and day >= life.lived - 1:
            told.append(said["parted"].format(day=life.lived))
            continue
        weeks = min(day + 1, LAST_DAYS) / 7.0
        parts = [_asking(asked[day] / weeks, refused[day] / max(asked[day], 1.0), said)]
        if not np.isnan(relief[day]):
            parts.append(_lasting(relief[day], said))
        parts.append(_outlook(regime_name(life, day), energy[day].tolist(), said, names))
        told.append(" ".join(parts))
    return told


def _window(life: Life) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the last weeks up to each day begin, and where they end (days lived)."""
    until = np.minimum(np.arange(1, life.diary.shape[1] + 1), life.lived)
    return np.maximum(until - LAST_DAYS, 0), until


def _lately(life: Life, field: str) -> NDArray[np.float64]:
    """Return A's count over the last weeks up to each day."""
    total = np.concatenate([[0.0], np.cumsum(life.column(0, field))])
    since, until = _window(life)
    counted: NDArray[np.float64] = total[until] - total[since]
    return counted


def _mean(life: Life, partner: int, field: str) -> NDArray[np.float64]:
    """Return a partner's mean over the last weeks up to each day."""
    total = np.concatenate([[0.0], np.cumsum(life.column(partner, field))])
    since, until = _window(life)
    mean: NDArray[np.float64] = (total[until] - total[since]) / (until - since)
    return mean


def _relief(life: Life) -> NDArray[np.float64]:
    """Return the mean hours of relief of the laps that began in the last weeks; NaN without any."""
    days = life.diary.shape[1]
    count, hours = np.zeros(days + 1), np.zeros(days + 1)
    for lap in life.laps():
        count[lap.step // life.per_day + 1] += 1.0
        hours[lap.step // life.per_day + 1] += lap.hours
    count, hours = np.cumsum(count), np.cumsum(hours)
    since, until = _window(life)
    laps = count[until] - count[since]
    return np.where(laps > 0.0, (hours[until] - hours[since]) / np.maximum(laps, 1.0), np.nan)


def _asking(bids: float, refused: float, said: Mapping[str, str]) -> str:
    if bids < 0.5:
        return said["quiet"] + said["alone"]
    asks = said["asks_once"] if round(bids) <= 1 else said["asks"].format(n=round(bids))
    answered = round(10.0 * (1.0 - refused))
    reply = "answered" if answered >= 10 else "often" if answered >= 6 else "seldom"
    return f"{asks} {said[reply].format(k=answered)}"


def _lasting(hours: float, said: Mapping[str, str]) -> str:
    if hours < 0.5:
        return said["relief_none"]
    if hours < 1.5:
        return said["relief_hour"]
    if hours < 47.5:
        return said["relief_hours"].format(n=round(hours))
    return said["relief_days"].format(n=round(hours / 24.0))


def _outlook(name: str, energy: list[float], said: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return where it leads; ``energy``: both partners' mean of the last weeks."""
    tired = names["a"] if energy[0] < energy[1] else names["b"]
    if name != "exhaustion":
        return said[name].format(who=tired)
    if max(energy) < THRESHOLDS.exhausted_energy:
        return said["both_depleted"]
    return said["depleted"].format(who=tired) if min(energy) < THRESHOLDS.exhausted_energy else said["detached"]
