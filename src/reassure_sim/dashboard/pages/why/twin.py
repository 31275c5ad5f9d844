"""A year and its twin, in which one event did not happen: where they part, why, and how the twin ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....analysis.turning import TAKEN_OUT, Turn, turn
from ....measures import EVENT_COLUMNS
from ....tables import Tables
from ....year.life import Life, measured, regime_name
from ...year.gauges import GAUGES
from .log import number

SHARES = {"felt", "insecurity", "relief", "shown", "energy", "trust", "intimacy", "pressure", "fear", "guard", "habit"}
SHARES |= {"commitment", "satisfied"}
"""Inputs that lie between none and full; they are said in points of 100."""

_ACTS = [EVENT_COLUMNS.index(name) for name in ("step", "person", "kind", "style", "read_as", "answer")]


def life(tables: Tables) -> Life:
    """Return the first life of tables, measured."""
    return measured(tables.diary()[0], tables.events()[:, 1:], tables.episodes_per_day)


def different_days(one: Life, two: Life) -> list[int]:
    """Return the days (from 1) on which something happens in one life that does not happen so in the other."""
    first, second = (set(map(tuple, life.events[:, _ACTS].tolist())) for life in (one, two))
    return sorted({int(act[0]) // one.per_day + 1 for act in first ^ second})


def comparison(original: Tables, other: Tables, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told of a twin: ``days`` on which something differs, ``said``: sentences, ``rows``: how the two
    years end."""
    one, two = life(original), life(other)
    days, rows = different_days(one, two), endings(one, two, words)
    otherwise = _next(original, other, words)
    went = [otherwise, _extent(days, one, two, words)] if otherwise else [str(words["why"]["twin"]["never"])]
    return {"days": days, "said": [*went, _end(rows, words)], "rows": rows}


def _next(original: Tables, other: Tables, words: Mapping[str, Any]) -> str:
    """Say what the two first do otherwise, besides what was taken out, and because of what; nothing if nothing is."""
    found = turn(original, other)
    if found is not None and found.cause == TAKEN_OUT:
        found = turn(original, other, found)
    if found is None:
        return ""
    said = words["why"]["twin"]
    done, day = words["why"]["turns"], found.step // original.episodes_per_day + 1
    who = words["curves"].get(found.partner, "")
    now, was = (done[f"{found.decision}_{code:.0f}"].format(who=who) for code in (found.after, found.before))
    return f"{said['next'].format(day=day, now=now, was=was)} {_reason(found, words)}"


def _reason(found: Turn, words: Mapping[str, Any]) -> str:
    """Say which input made the difference."""
    said, names = words["why"]["twin"], words["causes"]["inputs"]
    owner, _, name = found.by.partition(".")
    who = words["curves"].get(owner, "")
    if name == "direct":
        return str(said["reason_open" if found.now else "reason_veiled"].format(who=who))
    called = names.get(name, names["other"])
    owned = said["owned"].format(who=who, name=called) if who else called
    per, least = (100.0, 0) if name in SHARES else (1.0, 2)
    digits = next((d for d in range(least, 5) if f"{per * found.now:.{d}f}" != f"{per * found.was:.{d}f}"), 5)
    level = said["higher" if found.now > found.was else "lower"]
    now, was = (number(per * value, digits, words) for value in (found.now, found.was))
    told = said["reason_points" if name in SHARES else "reason"]
    return str(told.format(name=owned, level=level, now=now, was=was))


def _extent(days: list[int], one: Life, two: Life, words: Mapping[str, Any]) -> str:
    """Say on how many days something differs, and whether the two years go together again."""
    said = words["why"]["twin"]
    text = said["extent"].format(n=len(days), first=days[0], last=days[-1])
    together = days[-1] < min(one.lived, two.lived)
    return f"{text} {said['again' if together else 'apart']}"


def endings(one: Life, two: Life, words: Mapping[str, Any]) -> list[list[str]]:
    """Return rows of name, how the year ended, and how its twin did: the four signs, the last weeks, and a parting."""
    said, gauges = words["why"]["twin"], words["gauges"]
    rows = []
    for gauge in GAUGES:
        values = [float(gauge.values(each)[-1]) for each in (one, two)]
        owners = ["ab"[int(gauge.who(each)[-1])] if gauge.who else "a" for each in (one, two)]
        told = gauges[f"{gauge.name}_number"]
        signed = min(gauge.healthy, gauge.excessive) < 0.0
        plus = ["+" if signed and v > 0.0 else "" for v in values]
        texts = [
            told.format(n=sign + number(v, gauge.digits, words), who=gauges[who]) if v == v else gauges["unknown"]
            for sign, v, who in zip(plus, values, owners, strict=True)
        ]
        rows.append([gauges[gauge.name], *texts])
    rows.append([words["regimes"]["now"], *(words["regimes"][regime_name(each, -1)] for each in (one, two))])
    ends = (said["parted"].format(day=each.lived) if each.parted else said["together"] for each in (one, two))
    return [*rows, [said["end"], *ends]]


def _end(rows: list[list[str]], words: Mapping[str, Any]) -> str:
    """Say whether the twin ends otherwise."""
    said = words["why"]["twin"]
    if all(was == now for _, was, now in rows):
        return str(said["swallowed"])
    changed = [(was, now) for _, was, now in rows[-2:] if was != now]
    if not changed:
        return str(said["alike"].format(regime=rows[-2][1]))
    return " ".join(said["otherwise"].format(now=now, was=was) for was, now in changed)
