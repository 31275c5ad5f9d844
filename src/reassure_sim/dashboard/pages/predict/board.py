"""What the browser is sent: the axes, which tell nothing beforehand, and the life, once it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ....experiment.view import DAYS, NO_USE, State
from ....year.course import TOP, WHOSE, Course, place, said, value
from ....year.life import Life
from ....year.shapes import SHAPES, ready
from .saying import NEAR, contrast

_HOURS = (0, 1, 6, 24, 72, 168)
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


def points(guess: str, found: Course) -> list[int]:
    """Return a link's guess at the points of a course, the first of which is given; none if there is no guess."""
    if not guess:
        return []
    drawn = [int(guess[i : i + 2]) for i in range(0, len(guess), 2)]
    way = np.linspace(0.0, len(drawn) - 1.0, len(found.at))
    places = np.round(np.interp(way, np.arange(len(drawn)), drawn)).astype(int).tolist()
    return [_start(found), *places[1:]]


def _start(found: Course) -> int:
    return round(found.places[0])


def axes(state: State, found: Course, words: Mapping[str, str], by: Sequence[int] = ()) -> dict[str, Any]:
    """Return the axes on which a course is guessed; ``words``: of the section predict; ``by``: the day by which the
    requests of each step of a staircase had come."""
    about, steps, start = found.about, found.about == "relief", _start(found)
    marks = [(place(about, number), number) for number in (_HOURS if steps else _SHARES)]
    days = [words["day"].format(n=day) for day, _ in found.keys]
    count = len(found.at)
    return {
        "at": found.at,
        "start": start,
        "said": [said(about, at, words) for at in range(TOP + 1)],
        "numbers": [round(value(about, at), 4) for at in range(TOP + 1)],
        "ticks": [
            {"place": at, "said": said(about, at, words) if steps else f"{100 * number:.0f}"} for at, number in marks
        ],
        "steps": steps,
        "side": "ab"[WHOSE[about]],
        "first": days[0],
        "last": days[-1],
        "marks": [
            [f"{a}–{b}" if b > a else f"{a}", words["day"].format(n=day)]
            for (a, b), day in zip(found.keys, by, strict=True)
        ]
        if steps
        else [],
        "labels": [_requests(key, words) for key in found.keys] if steps else days,
        "keys": found.keys,
        "unit": "request" if steps else "day",
        "what": "hours" if steps else about,
        "since": None if steps or state.use == NO_USE else state.since / (DAYS - 1),
        "ready": {name: ready(name, start, count).tolist() for name in SHAPES},
    }


def truth(life: Life, found: Course, guess: Sequence[int], words: Mapping[str, str]) -> dict[str, Any]:
    """Return the life as it is drawn over a guess, and the point at which they are furthest apart, if they are."""
    places = found.places
    seen = contrast(guess[: len(places)], places)
    return {
        "places": places,
        "said": [said(found.about, at, words) for at in places],
        "numbers": [round(number, 4) for number in found.values[: len(places)]],
        "line": found.line,
        "lived": (life.lived - 1) / (DAYS - 1) if life.parted and found.about != "relief" else 1,
        "worst": seen.worst if seen.apart > NEAR else None,
    }


def _requests(key: tuple[int, int], words: Mapping[str, str]) -> str:
    first, last = key
    return words["requests" if last > first else "one_request"].format(first=first, last=last)
