"""What the year of a link answers to the questions of its worksheet: sentences chosen, and numbers measured, in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ...experiment.view import USES, State, follow
from ...year import cycle, lately, life, reason
from ...year.course import TOP, Course, course, place, said, value
from ...year.life import Life, regime_name
from ...year.shapes import direction, shape

EARLY = 27
"""The day that ends the first four weeks, counted from 0."""

SHORT = 0.5
"""Hours below which relief is short, and requests a week below which nothing can be said of the answers."""


class Year(NamedTuple):
    """The year of a view; a course is None where there is too little of it to draw."""

    view: State
    life: Life
    relief: Course | None
    felt: Course | None
    energy: Course | None


class Row(NamedTuple):
    """What becomes of the same year with one strategy; all but relief are of the last four weeks together."""

    use: str
    relief: float | None  # place on the scale, mean of the last third of the year
    asks: float  # a week
    energy: float
    regime: str
    felt: float


def lived(view: State) -> Year:
    """Live the year of a view."""
    found = life.of(follow(view)[0], view.seed, view.luck)
    relief, felt, energy = (course(found, about) for about in ("relief", "felt_insecurity", "energy"))
    return Year(view, found, relief, felt, energy)


def verdict(year: Year) -> str:
    """Return what becomes of relief: it falls, rises, stays, wavers; is short all along; or too few requests to say."""
    if year.relief is None:
        return "few"
    moved = direction(shape(year.relief.places))
    if moved in ("stays", "wavers") and reason.late(year.relief) <= place("relief", SHORT):
        return "short"
    return moved


def answered(year: Year) -> int:
    """Return how many of the asking partner's requests are answered in the year."""
    return round(float(year.life.column(0, "reassured").sum()))


def later(year: Year, words: Mapping[str, Any]) -> list[str]:
    """Return whether relief lasts on later laps, and what in this year makes it so."""
    if year.relief is None:
        return [words["key"]["few"].format(n=answered(year))]
    return [_moved(year.relief, verdict(year), words), *_because(year.view, year.relief, words)]


def cost(year: Year, words: Mapping[str, Any]) -> list[str]:
    """Return what the cycle costs the one who answers: strength, and how many requests are still answered."""
    key = words["key"]
    early, late = (_asking(year.life, day) for day in (EARLY, -1))
    form = key["asks" if early[0] >= SHORT <= late[0] else "asks_never"]
    asks = form.format(early=round(early[0]), late=round(late[0]), answered=early[1], answers=late[1])
    if year.energy is None:
        return [key["strength_unknown"].format(day=year.life.lived), asks]
    moved = _moved(year.energy, f"strength_{direction(shape(year.energy.places))}", words)
    return [moved, asks, *_because(year.view, year.energy, words)]


def strategies(year: Year) -> list[Row]:
    """Live the year again with nothing new and with each of the five strategies."""
    return [_with(year.view, use) for use in USES]


def change(found: list[Row], words: Mapping[str, Any]) -> str:
    """Return with which of the strategies felt insecurity ends lowest, and whether that is much below nothing new."""
    none, *five = found
    best = min(five, key=lambda row: row.felt)
    old, new = (round(100 * row.felt) for row in (none, best))
    name = words["paper"]["strategies"][best.use]
    return str(
        words["key"]["best" if old - new >= reason.NOTABLE else "best_none"].format(name=name, best=new, old=old)
    )


def shares(year: Year) -> list[tuple[str, int, int]]:
    """Return each stage with its share of the asking partner's time, in per cent: first four weeks, last four."""
    found = cycle.percents(cycle.shares(year.life))
    return list(zip(cycle.STAGES, found[EARLY].tolist(), found[-1].tolist(), strict=True))


def _asking(lived: Life, day: int) -> tuple[float, int]:
    """Return the asking partner's requests a week in the four weeks up to a day, and how many of 10 are answered."""
    asked = lately.count(lived, 0, "asked")
    refused = lately.share(lately.count(lived, 0, "rebuffed"), asked)
    return float((asked / lately.weeks(lived))[day]), round(10.0 * (1.0 - float(refused[day])))


def _moved(found: Course, name: str, words: Mapping[str, Any]) -> str:
    start, end = (said(found.about, at, words["paper"]["numbers"]) for at in (found.places[0], reason.late(found)))
    return str(words["key"][name].format(start=start, end=end))


def _because(view: State, found: Course, words: Mapping[str, Any]) -> list[str]:
    """Return the parts of the model without which the last third of this year moves most: each by living it again."""
    key, numbers, late = words["key"], words["paper"]["numbers"], reason.late(found)
    tried = dict(task() for task in reason.twins(view, found.about))
    chosen = reason.largest(late, tried)

    def twin(name: str) -> str:
        instead, so = (said(found.about, at, numbers) for at in (tried[name], late))
        return f"{key[f'because_{name}']} {key['without'].format(instead=instead, life=so)}"

    return [" ".join([key["lead"], *map(twin, chosen)]) if chosen else key["nothing"]]


def _with(view: State, use: str) -> Row:
    year = lived(view._replace(use=use))
    return Row(
        use,
        reason.late(year.relief) if year.relief else None,
        _asking(year.life, -1)[0],
        float(lately.mean(year.life, 1, "energy")[-1]),
        regime_name(year.life, -1),
        float(lately.mean(year.life, 0, "felt_insecurity")[-1]),
    )


def hours(at: float) -> str:
    """Return hours of relief at a place of the scale, whole, for the top of a bar."""
    found = value("relief", at)
    return "0" if found < 0.05 else "<1" if found < 0.95 else f"{found:.0f}{'+' if at >= TOP else ''}"
