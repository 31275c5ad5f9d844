"""What one thing makes of a year, in a few sentences: from the numbers of the two lives themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....experiment.view import NO_USE, SAME, State
from ....measures import LAST_DAYS
from ....year import lately
from ....year.life import Life, regime_name
from ...parts.knobs import label, text, values
from ...words import figures


def differs(one: State, two: State, words: Mapping[str, Any]) -> str:
    """Return in words what is different about the second couple, as a sentence begins; "" where nothing is."""
    said = words["compare"]
    if two.preset != one.preset or two.couple != one.couple:
        return str(said["as_couple"].format(couple=words["couples"][two.preset]))
    old, new = values(one), values(two)
    both = {"old": old, "new": new}
    parts = [
        said["number"].format(label=label(path, words), **{at: text(path, of[path], words) for at, of in both.items()})
        for path in new
        if new[path] != old[path]
    ]
    if two.use != one.use:
        parts.append(taken_up(two, words))
    told = ", ".join(parts)
    return told[:1].upper() + told[1:]


def taken_up(view: State, words: Mapping[str, Any]) -> str:
    """Return in words what the two take up, and when."""
    said, name = words["compare"], words["strategies"][view.use]["name"]
    return str(name if view.use == NO_USE else said["with_use"].format(strategy=name, day=view.since))


def whose(view: State, words: Mapping[str, Any]) -> str:
    """Return in words which couple the first one is."""
    said = words["compare"]
    name = said["guest"].format(n=view.couple) if view.couple else words["couples"][view.preset]
    parts = [name, *([said["changed"]] if view.changes else [])]
    return ", ".join([*parts, *([taken_up(view, words)] if view.use != NO_USE else [])])


def answer(one: Life, two: Life, what: str, words: Mapping[str, Any]) -> str:
    """Return how the second life went, against the first; each clause holds numbers of the last weeks together."""
    said = words["compare"]
    clauses = []
    for name, (old, new) in {
        "asks": [_rounded(7.0 * _lately(life, 0, "asked")) for life in (one, two)],
        "lasts": [_lasting(life, said) for life in (one, two)],
        "strength": [_rounded(100.0 * _lately(life, 1, "energy")) for life in (one, two)],
    }.items():
        if old and new:  # without an answered request there is no relief to tell of
            clauses.append(said[name if old != new else f"{name}_same"].format(old=old, new=new))
    ends = [_end(life, words) for life in (one, two)]
    end = said["ends" if ends[0] != ends[1] else "ends_same"].format(old=ends[0], new=ends[1])
    told = f"{said['lately']} {', '.join(clauses[:-1])} {said['and']} {clauses[-1]}"
    return f"{what}: {figures(told, words)}. {end}"


def _lately(life: Life, partner: int, field: str) -> float:
    """Return a partner's daily mean of the last weeks together."""
    return float(lately.mean(life, partner, field)[-1])


def _rounded(value: float) -> str:
    return f"{value:.0f}" if value >= 0.95 or value < 0.05 else f"{value:.1f}"


def _lasting(life: Life, said: Mapping[str, str]) -> str:
    """Return how long A's relief lasted in the laps that began in the last weeks; "" without any."""
    since = (life.lived - LAST_DAYS) * life.per_day
    hours = [lap.hours for lap in life.laps() if lap.step >= since]
    if not hours:
        return ""
    mean = sum(hours) / len(hours)
    if mean < 1.0:
        return said["minutes" if mean >= 1.0 / 60.0 else "under_minute"].format(n=f"{60.0 * mean:.0f}")
    return said["hours"].format(n=_rounded(mean)) if mean < 47.5 else said["days"].format(n=_rounded(mean / 24.0))


def _end(life: Life, words: Mapping[str, Any]) -> str:
    regime = words["regimes"][regime_name(life, life.lived - 1)]
    return str(words["compare"]["parted"].format(day=life.lived, regime=regime)) if life.parted else str(regime)


def alone(state: State) -> State:
    """Return the view of the first couple by itself: all that its life hangs on, and nothing of the comparison."""
    return state._replace(page="play", other=SAME, other_use=NO_USE, differ=())
