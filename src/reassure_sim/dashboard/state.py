"""What a page shows, as a link says it: numbers and names only, read with care and written short."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from ..parameters import NUMBERS, ParameterError, nearest, shown
from ..scenario import PRESETS, Scenario

VERSION = 1
"""Of the link's words; a link of another version is read as far as it can be."""

DAYS = 365
LONGEST = 4096
"""Characters of a link that are read at all."""

PATHS_OF = {"play": "/", "map": "/map"}
CELLS = (6, 11, 16, 21, 31)
LIVES = (5, 10, 20, 50, 100)
_MOST_NOTES = 3


class State(NamedTuple):
    """One view: which couple with which changes, whose luck, which day; and what a map sweeps."""

    page: str = "play"
    preset: str = "anxious_avoidant"
    changes: tuple[tuple[str, float], ...] = ()  # (path, value), sorted
    seed: int = 8  # with this luck none of the five couples parts within the year, so every picture is whole
    day: int = DAYS  # days lived that are shown
    lang: str = "en"
    x: str = "a.anxiety"
    y: str = "b.avoidance"
    cells: int = 11
    lives: int = 10

    def changed(self, changes: Mapping[str, float]) -> State:
        """Return the same view with more numbers changed."""
        return self._replace(changes=tuple(sorted({**dict(self.changes), **changes}.items())))

    def scenario(self) -> Scenario:
        """Return the couple to simulate."""
        return Scenario.preset(self.preset, DAYS).with_(dict(self.changes))


START = State()


def link(state: State) -> str:
    """Return the address of a view; what is as at the start is left out."""
    words: list[tuple[str, object]] = [("v", VERSION)]
    for name in ("preset", "seed", "day", "lang", "x", "y", "cells", "lives"):
        if getattr(state, name) != getattr(START, name):
            words.append((name, getattr(state, name)))
    words += [(path, f"{value:.6g}") for path, value in state.changes]
    return PATHS_OF[state.page] + "?" + urlencode(words)


def read(path: str, search: str | None, languages: Iterable[str] = ("en",)) -> tuple[State, list[str]]:
    """Return the view that an address names, and a sentence for each part of it that could not be followed."""
    page = next((p for p, known in PATHS_OF.items() if known.strip("/") == path.strip("/")), START.page)
    search = search or ""
    if len(search) > LONGEST:
        return START._replace(page=page), [f"The link is longer than {LONGEST} characters, so it was not followed."]
    found: dict[str, object] = {"page": page}
    changes: dict[str, float] = {}
    notes: list[str] = []
    allowed: dict[str, Iterable[object]] = {
        "preset": PRESETS,
        "lang": tuple(languages),
        "x": NUMBERS,
        "y": NUMBERS,
        "cells": CELLS,
        "lives": LIVES,
        "seed": range(2**32),
        "day": range(1, DAYS + 1),
    }
    for name, text in parse_qsl(search, keep_blank_values=True):
        if name in NUMBERS:
            _number(name, text, changes, notes)
        elif name in allowed:
            value: object = int(text) if _is_whole(text) else text
            # A text is never asked of a range: that would count the range through.
            if isinstance(value, int) is isinstance(getattr(START, name), int) and value in allowed[name]:
                found[name] = value
            else:
                notes.append(f"The link asks for {name} {shown(text)}, which does not exist; it was left out.")
        elif name != "v":
            # Looking for the nearest name is slow, so a link cannot ask for it often.
            near = nearest(name, [*NUMBERS, *allowed]) if len(name) <= 30 and len(notes) < _MOST_NOTES else None
            notes.append(f"The link names {shown(name)}, which is unknown" + (f" (near: {near})." if near else "."))
        elif text != str(VERSION):
            notes.append(f"The link is of version {shown(text)}; it was read as version {VERSION}.")
    state = START._replace(**found).changed(changes)  # type: ignore[arg-type]
    if state.x == state.y:
        state = state._replace(x=START.x, y=START.y)
        notes.append("A map needs two different numbers, so it shows the usual two.")
    more = len(notes) - _MOST_NOTES
    return state, notes[:_MOST_NOTES] + ([f"And {more} more like this."] if more > 0 else [])


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10


def _number(path: str, text: str, changes: dict[str, float], notes: list[str]) -> None:
    """Read one parameter; out of range or not a number leaves it as it is."""
    number = NUMBERS[path]
    try:
        value = float(text) if len(text) <= 24 else math.nan
    except ValueError:
        value = math.nan
    if number.low <= value <= number.high:
        changes[path] = value
    else:
        notes.append(
            f"The link sets {path} to {shown(text)}; allowed is {number.low:g} to {number.high:g}. It was left alone."
        )


def follow(state: State) -> tuple[Scenario, str]:
    """Return the scenario of a view, and a note where the changes do not go together (then the preset alone)."""
    try:
        return state.scenario(), ""
    except ParameterError as error:
        return Scenario.preset(state.preset, DAYS), error.problems[0].sentence
