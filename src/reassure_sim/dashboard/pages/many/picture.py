"""Many lives as the browser draws them: shares, fans, and a dot for each life, with what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....experiment.folder.summary import describe
from ....measures import REGIMES
from ....year.curves import CURVES
from ...words import figure
from .fan import LEVELS
from .lives import EARLY, PERSONS, Climb, Group
from .shares import PARTED, Share, shares

MEASURES = (*CURVES, "relief")
"""What can be looked at: the curves of a year, and the hours of relief."""

SCALES = {
    "minutes": (1 / 60, (2, 4, 6, 10, 20, 30, 60, 120)),
    "hours": (1.0, (4, 6, 12, 24, 48)),
    "days_of": (24.0, (4, 6, 10, 14, 20, 30, 40, 60, 90, 120, 180, 270, 366)),
}
"""In which unit (of so many hours) times of relief are read, and where its axis may end: the least that holds all."""

_OF_100 = {"unit": "of_100", "per": 1.0, "top": 100}
_GOOD_LOW = ("felt_insecurity",)  # of these, less is luckier
_TENTH = 10


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
    label = words["many"]["parted"] if one.name == PARTED else words["regimes"][one.name]
    low, high = round(100 * one.low), round(100 * one.high)
    text = words["many"]["share"].format(name=label, n=one.n, lives=one.lives, low=low, high=high)
    return {"name": one.name, "share": one.n / one.lives, "low": one.low, "high": one.high, "text": text,
            "row": [one.name, one.n, one.lives, round(one.low, 4), round(one.high, 4)]}  # fmt: skip


def _fan(group: Group, name: str, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return a fan in hundredths, and its last day in words."""
    fan, own = 100.0 * group.fans[name], 100.0 * group.own[name]
    last = int(np.flatnonzero(np.isfinite(fan[0]))[-1])
    return {"bands": [_plain(line, 1) for line in fan], "own": _plain(own, 1), **_OF_100,
            "text": _spread(fan[:, last], "spread", 0, words)}  # fmt: skip


def _stairs(climb: Climb, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return a relief staircase in hours, how it is read, and its first and last step in words."""
    read, said = _reading(climb.bands), words["many"]
    text = said["no_laps"]
    if climb.own.size:
        ends: dict[str, str] = {}
        for step, named in ((0, "first"), (-1, "q")):  # either is told in the unit that fits it
            here = _reading(climb.bands[:, step])
            numbers = _levels(climb.bands[:, step] * here["per"], 1, words, named)
            ends |= {name: said[here["unit"]].format(n=number) for name, number in numbers}
        text = said["spread_relief"].format(first=climb.laps[1], last=climb.laps[-1], **ends)
    bands = [_plain(line, 4) for line in climb.bands]
    return {"bands": bands, "own": _plain(climb.own, 4), "laps": climb.laps, "text": text, **read}


def _reading(hours: NDArray[np.float64]) -> dict[str, Any]:
    """Return in which unit times of relief are read, how many of it are an hour, and where the axis ends, in hours."""
    highest = float(np.nanmax(hours)) if np.isfinite(hours).any() else 0.0
    ends = [(unit, each, each * top) for unit, (each, tops) in SCALES.items() for top in tops]
    unit, each, top = next((end for end in ends if end[2] >= highest), ends[-1])
    return {"unit": unit, "per": 1.0 / each, "top": top}


def _spread(levels: NDArray[np.float64], name: str, digits: int, words: Mapping[str, Any]) -> str:
    """Return where the bands of a fan lie, in the words of that name."""
    told: str = words["many"][name].format(**dict(_levels(levels, digits, words)))
    return told


def _levels(
    levels: NDArray[np.float64], digits: int, words: Mapping[str, Any], named: str = "q"
) -> list[tuple[str, str]]:
    """Return the name and the number of each edge of the bands at one place."""
    return [
        (f"{named}{100 * level:02.0f}", figure(f"{value:.{digits}f}", words))
        for level, value in zip(LEVELS, levels, strict=True)
    ]


def _dots(group: Group, measure: str, who: str, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return every life's number, how it is read, which lives were luckiest and unluckiest by it, and what early luck
    has to do."""
    values = group.runs[column(measure, who)] * (1.0 if measure == "relief" else 100.0)
    read = _reading(values) if measure == "relief" else _OF_100
    order = np.argsort(values, kind="stable")[: int(np.isfinite(values).sum())]  # NaN goes last
    lucky = order if measure in _GOOD_LOW else order[::-1]
    tenth = len(order) // _TENTH
    ends = [group.stress[lives] for lives in (lucky[:tenth], lucky[len(lucky) - tenth :])]
    return {
        **read,
        "values": _plain(values, 4 if measure == "relief" else 1),
        "luckiest": _first(lucky),
        "unluckiest": _first(lucky[::-1]),
        "early": _early(ends, words) if tenth > 1 else "",
    }


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
