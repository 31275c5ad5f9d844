"""A whole year as the browser draws it: every number and word that is on the page on any day, sent once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from ...year.curves import CURVES, curves
from ...year.cycle import RELIEF, arcs, battery, percents, shares
from ...year.life import Life, regime_name
from ...year.stairs import stairs, top
from .gauges import GAUGES, Gauge
from .loops import strengths
from .pursuit import pursuit, verdicts
from .story import story


def picture(life: Life, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is drawn; lists over days have one entry for each day of the year."""
    share = shares(life)
    told = story(life, words)
    sentences = list(dict.fromkeys(told))
    place = {sentence: i for i, sentence in enumerate(sentences)}
    energy = battery(life)
    steps = stairs(life)
    return {
        "days": len(told),
        "lived": life.lived,
        "arcs": arcs(share).reshape(len(share), -1).tolist(),
        "percent": percents(share).tolist(),
        "energy": energy.tolist(),
        "regime": [regime_name(life, day) for day in range(len(told))],
        "sentences": sentences,
        "sentence": [place[sentence] for sentence in told],
        "gauges": {gauge.name: _gauge(gauge, life) for gauge in GAUGES},
        "pursuit": pursuit(life).tolist(),
        "verdict": verdicts(life),
        "links": strengths(life, share[:, RELIEF]).tolist(),
        "stairs": [list(step) for step in steps],
        "top": top(steps),
        "laps": sorted({lap.step // life.per_day + 1 for lap in life.laps()}),
        "curves": curves(life),
        "alts": _alts(life, words),
    }


def payload(life: Life, words: Mapping[str, Any]) -> str:
    """Return the picture as it is sent, but for its stamp."""
    return json.dumps(picture(life, words), separators=(",", ":"))


def stamped(payload: str, stamp: str, before: str) -> str:
    """Return a picture as it is sent; ``stamp`` says what it is a picture of, ``before`` what the last was of."""
    return json.dumps({"stamp": stamp, "before": before})[:-1] + "," + payload[1:]


def _gauge(gauge: Gauge, life: Life) -> list[list[float] | None]:
    """Return number and needle of each day, then a 1 where it is neither healthy nor excessive, and whose number it
    is where it is one partner's; None where it is too early."""
    columns = [gauge.values(life), np.round(gauge.places(life), 1), gauge.level(life).astype(float)]
    if gauge.who:
        columns.append(gauge.who(life).astype(float))
    days = np.stack(columns, axis=1).tolist()
    return [None if day[0] != day[0] else day if gauge.who or day[2] else day[:2] for day in days]


def _alts(life: Life, words: Mapping[str, Any]) -> dict[str, str]:
    """Return the words for the pictures that do not change with the day."""
    found = {}
    for field in CURVES:
        ends = [round(100 * float(life.column(p, field)[day])) for p in (0, 1) for day in (0, life.lived - 1)]
        a0, a1, b0, b1 = ends
        found[field] = words["curves"]["alt"].format(name=words["curves"][field], a0=a0, a1=a1, b0=b0, b1=b1)
    return found
