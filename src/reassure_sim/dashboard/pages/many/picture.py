"""Many lives as the browser draws them: shares, fans, and a dot for each life, with what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....experiment.folder.summary import describe
from ....measures import REGIMES
from ....year.curves import CURVES
from ....year.stairs import SCALES
from ...words import figure
from .fan import LEVELS
from .lives import EARLY, PERSONS, Climb, Group
from .shares import Share, shares

MEASURES = (*CURVES, "relief")
"""What can be looked at: the curves of a year, and the hours of relief."""

_GOOD_LOW = ("felt_insecurity",)  # of these, less is luckier
_TENTH = 10
_MIDDLE = (25, 50, 75)


def column(measure: str, who: str) -> str:
    """Return the column of a run's table that a dot shows: of a curve the last weeks, of relief the later laps."""
    return f"relief_late_{who}" if measure == "relief" else f"{measure}_{who}"


def picture(group: Group, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is drawn of a group; lists over lives have one entry for each, in the order of the seeds."""
    return {
        "seeds": group.seeds.tolist(),
        "regimes": [REGIMES[int(code)] for code in group.runs["regime"]],
        "parted": _plain(group.runs["separation_day"]),
        "shares": [_bar(one, words) for one in shares(group.runs)],
        "fans": {
            f"{measure}_{who}": _stairs(group.stairs[who], words)
            if measure == "relief"
            else _fan(group, f"{measure}_{who}", words)
            for measure in MEASURES
            for who in PERSONS
        },
        "dots": {f"{measure}_{who}": _dots(group, measure, who, words) for measure in MEASURES for who in PERSONS},
    }


def _bar(one: Share, words: Mapping[str, Any]) -> dict[str, Any]:
    label = words["many"]["parted"] if one.name == "parted" else words["regimes"][one.name]
    low, high = round(100 * one.low), round(100 * one.high)
    text = words["many"]["share"].format(name=label, n=one.n, lives=one.lives, low=low, high=high)
    return {"name": one.name, "share": one.n / one.lives, "low": one.low, "high": one.high, "text": text,
            "row": [one.name, one.n, one.lives, round(one.low, 4), round(one.high, 4)]}  # fmt: skip


def _fan(group: Group, name: str, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return a fan in hundredths, and its last day in words."""
    fan, own = 100.0 * group.fans[name], 100.0 * group.own[name]
    last = int(np.flatnonzero(np.isfinite(fan[0]))[-1])
    return {"bands": [_plain(line, 1) for line in fan], "own": _plain(own, 1), "top": 100,
            "text": _spread(fan[:, last], "spread", 0, words)}  # fmt: skip


def _stairs(climb: Climb, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return a relief staircase in hours, and its first and last step in words."""
    highest = float(np.nanmax(climb.bands)) if climb.bands.size else 0.0
    top = next((scale for scale in SCALES if scale >= highest), SCALES[-1])
    text = words["many"]["no_laps"]
    if climb.own.size:
        first = zip(_MIDDLE, climb.bands[1:4, 0], strict=True)
        more = {f"first{level}": figure(f"{hours:.1f}", words) for level, hours in first}
        text = _spread(climb.bands[:, -1], "spread_relief", 1, words, first=climb.laps[1], last=climb.laps[-1], **more)
    return {"bands": [_plain(line, 2) for line in climb.bands], "own": _plain(climb.own, 2), "top": top,
            "laps": climb.laps, "text": text}  # fmt: skip


def _spread(levels: NDArray[np.float64], name: str, digits: int, words: Mapping[str, Any], **more: object) -> str:
    """Return where the bands of a fan lie, in the words of that name."""
    numbers = {
        f"q{100 * level:02.0f}": figure(f"{value:.{digits}f}", words)
        for level, value in zip(LEVELS, levels, strict=True)
    }
    told: str = words["many"][name].format(**numbers, **more)
    return told


def _dots(group: Group, measure: str, who: str, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return every life's number, which lives were luckiest and unluckiest by it, and what early luck has to do."""
    values = group.runs[column(measure, who)] * (1.0 if measure == "relief" else 100.0)
    order = np.argsort(values, kind="stable")[: int(np.isfinite(values).sum())]  # NaN goes last
    lucky = order if measure in _GOOD_LOW else order[::-1]
    tenth = len(order) // _TENTH
    ends = [group.stress[lives] for lives in (lucky[:tenth], lucky[len(lucky) - tenth :])]
    return {"values": _plain(values, 1), "luckiest": _first(lucky), "unluckiest": _first(lucky[::-1]),
            "early": _early(ends, words) if tenth > 1 else ""}  # fmt: skip


def _first(lives: NDArray[np.int64]) -> int | None:
    return int(lives[0]) if len(lives) else None


def _early(ends: list[NDArray[np.float64]], words: Mapping[str, Any]) -> str:
    """Say how often stress strikes early in the luckiest and in the unluckiest tenth, and whether that differs."""
    told = describe(np.stack(ends))
    (lucky, unlucky), apart = told.mean, told.ci_high[0] < told.ci_low[1] or told.ci_high[1] < told.ci_low[0]
    rates = {name: figure(f"{rate:.1f}", words) for name, rate in (("lucky", lucky), ("unlucky", unlucky))}
    said = words["many"]
    numbers = said["early"].format(n=len(ends[0]), days=EARLY, **rates)
    return f"{numbers} {said['early_matters' if apart else 'early_alike']}"


def _plain(values: NDArray[np.float64], digits: int = 0) -> list[float | None]:
    """Return numbers as JSON has them; None where there is none."""
    shown = zip(np.isnan(values).tolist(), np.round(values, digits).tolist(), strict=True)
    return [None if unknown else value for unknown, value in shown]
