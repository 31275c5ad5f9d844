"""The answer in a few sentences: the turning points of a year, each with its largest causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ....measures import THRESHOLDS
from ....report.turning_points import WEEK, Point
from ....year.life import Life
from .log import LANES, Entry, number

MOST = 6
"""Turning points that are told."""

ORDER = (
    "parting",
    "nobody_asks",
    "first_request",
    "first_refusal",
    "longest_relief",
    "change",
    "first_weeks",
    "worst_week",
    "hardest_blow",
)
"""Which of them are told first if there are more."""

_CUTS = {
    "exhausted_energy": "energy",
    "worn_energy": "energy",
    "detached_trust": "trust",
    "strained_trust": "trust",
    "frequent_bids": "bids",
    "many_rebuffed": "rebuffed",
    "high_felt": "felt",
}
"""The cuts that a regime is read by, each with the number of the last weeks that it cuts."""


def chosen(found: Sequence[Point]) -> list[Point]:
    """Return the points that are told, by day: of changes of regime the last; without any, how all of it reads."""
    changes = [point for point in found if point.names == ("change",)]
    left_out = changes[:-1] or ()
    kept = [
        point
        for point in found
        if point not in left_out and not (changes and point.names == ("first_weeks",)) and _rank(point) < len(ORDER)
    ]
    return sorted(sorted(kept, key=_rank)[:MOST], key=lambda point: point.day)


def _rank(point: Point) -> int:
    return min(ORDER.index(name) if name in ORDER else len(ORDER) for name in point.names)


def told(point: Point, life: Life, entries: Sequence[Entry], words: Mapping[str, Any]) -> dict[str, Any]:
    """Return a turning point as it is shown: day (from 1), title, sentences, and the event that it is, if it is one."""
    said = words["why"]["points"]
    first, *more = (said[name] for name in point.names)
    title = ", ".join([first, *(name[:1].lower() + name[1:] for name in more)])
    event = entries[point.event] if point.event is not None else None
    text = event.explained if event else _text(point, life, entries, words)
    shown = {"day": point.day + 1, "title": title, "said": text, "event": event.name if event else ""}
    return {**shown, "asks": asks(point, life.per_day, entries)}


def asks(point: Point, per_day: int, entries: Sequence[Entry]) -> list[int]:
    """Return who asks and on which day (from 1) where it is told how that partner stands: after a change of regime the
    first request, in the worst week the last one; nothing otherwise."""
    begins = point.day * per_day
    bids = [entry for entry in entries if entry.kind == "seek" and entry.step >= begins]
    match point.names[0]:
        case "change":
            found = bids[:1]
        case "worst_week":
            found = [bid for bid in bids if bid.step < begins + WEEK * per_day][-1:]
        case _:
            found = []
    return [value for bid in found for value in ("ab".index(bid.partner), bid.step // per_day + 1)]


def _text(point: Point, life: Life, entries: Sequence[Entry], words: Mapping[str, Any]) -> str:
    """Return the sentences for a turning point that is no event."""
    said, regimes, about = words["why"]["points"], words["regimes"], point.about
    match point.names[0]:
        case "worst_week":
            steps = range(point.day * life.per_day, (point.day + WEEK) * life.per_day)
            lanes = [entry.lane for entry in entries if entry.step in steps]
            counts = {lane: lanes.count(lane) for lane in LANES}
            mean, usual = (round(100.0 * about[name]) for name in ("mean", "usual"))
            return str(said["worst_week_said"].format(last=point.day + WEEK, mean=mean, usual=usual, **counts))
        case "first_weeks":
            return str(said["first_weeks_said"].format(regime=_tappable(about["regime"], regimes)))
        case "change":
            now, before = (_tappable(about[name], regimes) for name in ("regime", "before"))
            text = said["change_said"].format(regime=now, before=before)
            crossed = crossings(life, point.day, words)
            return f"{text} {said['crossed'].format(list='; '.join(crossed))}" if crossed else str(text)
        case "parting":
            ends = {
                f"{name}_{who}": round(100.0 * value)
                for name, both in about.items()
                for who, value in zip("ab", both, strict=True)
            }
            return str(said["parting_said"].format(**ends))
    return str(said["nobody_asks_said"])


def _tappable(regime: str, words: Mapping[str, str]) -> str:
    """Return the word for a regime, marked as one of the glossary."""
    return f"[{regime}|{words[regime]}]"


def crossings(life: Life, day: int, words: Mapping[str, Any]) -> list[str]:
    """Return which numbers of the last weeks crossed a cut of the regimes on a day (from 0)."""
    said, found = words["why"]["signs"], []
    for cut, field in _CUTS.items():
        level, values = getattr(THRESHOLDS, cut), np.asarray(getattr(life.weeks, field))
        before, now = (float(values[at]) > level for at in (day - 1, day))
        if before != now:
            shown = number(level if field == "bids" else 100.0 * level, 0, words)
            found.append(said["rises" if now else "falls"].format(name=said[field], cut=shown))
    return found
