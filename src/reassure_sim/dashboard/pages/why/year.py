"""A year as the browser draws it on this page: two curves, the events with their causes, and the turning points."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from ....event_table import event_table
from ....report.course import course
from ....report.turning_points import points
from ....tables import Tables
from ....year.curves import line
from ....year.life import Life
from .answer import chosen, told
from .log import LANES, compact, log
from .odds import odds
from .standing import standings
from .twin import comparison, life

CURVES = ((0, "felt_insecurity"), (1, "energy"))
"""The curves: whose, and which number."""


def heights(lived: Life) -> list[list[float]]:
    """Return both curves, one number from 0 to 100 for each day lived."""
    return [np.round(100.0 * line(lived, partner, field), 1).tolist() for partner, field in CURVES]


def year(tables: Tables, words: Mapping[str, Any], stamp: str = "") -> str:
    """Return a year as it is sent; ``stamp`` says what it is a picture of. The tables hold every record."""
    lived, events = life(tables), event_table(tables, [stamp])
    entries = log(events, words, odds(tables))
    curves = heights(lived)
    counts = Counter(entry.lane for entry in entries)
    names = words["events"]["lanes"]
    ends = {f"{who}{i}": round(curve[-i]) for who, curve in zip("ab", curves, strict=True) for i in (0, 1)}
    listed = ", ".join(f"{names[lane]}: {counts[lane]}" for lane in LANES)
    drawn = {
        "stamp": stamp,
        "days": lived.diary.shape[1],
        "lived": lived.lived,
        "parted": lived.parted,
        "per_day": lived.per_day,
        "curves": curves,
        "alt": words["why"]["alt"].format(**ends, counts=listed),
        "points": [told(point, lived, entries, words) for point in chosen(points(course(tables), events))],
        "standings": standings(tables, lived),
        **compact(entries, words),
    }
    return json.dumps(drawn, separators=(",", ":"), ensure_ascii=False)


def twin(original: Tables, other: Tables, name: str, words: Mapping[str, Any]) -> str:
    """Return the twin of a year, without the event of that ``name``, as it is sent."""
    curves = heights(life(other))
    ends = {who: round(curve[-1]) for who, curve in zip("ab", curves, strict=True)}
    told_of = {
        "name": name,
        "curves": curves,
        "alt": words["why"]["alt_without"].format(**ends),
        **comparison(original, other, words),
    }
    return json.dumps(told_of, separators=(",", ":"), ensure_ascii=False)
