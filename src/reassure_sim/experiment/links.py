"""A link of the dashboard: what a page shows, in numbers and names only, read with care and written short."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from ..measures import KINDS
from ..parameters import NUMBERS, nearest, shown
from ..scenario import PRESETS
from .gathering import COUPLES, FLOW_SETS, FRIENDS, JOINED, TROUBLES, WEEKS
from .view import (
    CELLS,
    DAYS,
    GUESSES,
    LIVES,
    LOCKABLE,
    LOOKS,
    NOTHING,
    OTHERS,
    PATHS_OF,
    SIZES,
    START,
    USES,
    State,
)

VERSION = 1
"""Of the link's words; a link of another version is read as far as it can be."""

HOME = "http://127.0.0.1:8765"
"""Where the dashboard answers if nothing else is asked for."""

LONGEST = 2048
"""Characters of a link."""

OTHER = "2."
"""Stands before the path of a number that differs in the other couple of a comparison."""

_CHANGES = {"changes": "", "differ": OTHER}
_WORDS = tuple(name for name in State._fields if name not in ("page", *_CHANGES))
_ALLOWED: Mapping[str, Iterable[object]] = {
    "preset": PRESETS,
    "use": USES,
    "since": range(DAYS),
    "seed": range(2**32),
    "day": range(1, DAYS + 1),
    "held": (0, 1),
    "lang": (),  # the languages are the page's
    "size": SIZES,
    "look": LOOKS,
    "other": OTHERS,
    "other_use": USES,
    "about": GUESSES,
    "told": (0, 1),
    "x": NUMBERS,
    "y": NUMBERS,
    "cells": CELLS,
    "lives": LIVES,
    "joined": JOINED,
    "couples": COUPLES,
    "friends": FRIENDS,
    "flows": FLOW_SETS,
    "people": range(2**32),
    "trouble": TROUBLES,
    "week": range(WEEKS + 1),
    "couple": range(max(COUPLES) + 1),
}
_SHAPED = {
    "guess": re.compile(r"(\d\d){0,13}", re.ASCII),
    "without": re.compile(rf"(\d{{1,4}}-[ab]-({'|'.join(KINDS)}))?", re.ASCII),
}
_MOST_NOTES = 3

NOTES: Mapping[str, str] = MappingProxyType(
    {
        "long": "The link is longer than {most} characters, so it was not followed.",
        "absent": "The link asks for {name} {value}, which does not exist; it was left out.",
        "near": "The link names {name}, which is unknown (near: {near}).",
        "unknown": "The link names {name}, which is unknown.",
        "version": "The link is of version {value}; it was read as version {version}.",
        "axes": "A map needs two different numbers, so it shows the usual two.",
        "couple": "There is no couple {couple} among {couples}, so one of the five is shown.",
        "range": "The link sets {name} to {value}; allowed is {low} to {high}. It was left alone.",
        "more": "And {n} more like this.",
    }
)
"""What can be said of a link, by name."""


class Note(NamedTuple):
    """What could not be followed in a link: which of ``NOTES``, and what it is about."""

    name: str
    about: Mapping[str, str]

    def __str__(self) -> str:
        return self.told(NOTES)

    def told(self, words: Mapping[str, str]) -> str:
        """Return the note in the words of a language."""
        return words[self.name].format(**self.about)


def link(state: State) -> str:
    """Return the address of a view; what is as at the start is left out."""
    words: list[tuple[str, object]] = [("v", VERSION)]
    for name in _WORDS:
        if getattr(state, name) != getattr(START, name):
            words.append((name, getattr(state, name)))
    for field, before in _CHANGES.items():
        words += [(before + path, written(value)) for path, value in getattr(state, field)]
    return PATHS_OF[state.page] + "?" + urlencode(words, safe=",")


def written(value: float) -> str:
    """Return a number in as few digits as tell it from every other."""
    short = f"{value:.6g}"
    return short if float(short) == value else repr(value)


def unlocked(names: Iterable[str]) -> str:
    """Return the word of a link that leaves these of ``LOCKABLE`` free, in one order; "" if that is all of them."""
    named = {*names}
    free = [name for name in LOCKABLE if name in named]
    return ",".join(free) or NOTHING if len(free) < len(LOCKABLE) else ""


def read(path: str, search: str | None, languages: Iterable[str] = ("en",)) -> tuple[State, list[Note]]:
    """Return the view that an address names, and a note on each part of it that could not be followed."""
    page = next((p for p, known in PATHS_OF.items() if known.strip("/") == path.strip("/")), START.page)
    search = search or ""
    if len(search) > LONGEST:
        return START._replace(page=page), [Note("long", {"most": str(LONGEST)})]
    found: dict[str, object] = {"page": page}
    numbers: dict[str, dict[str, float]] = {field: {} for field in _CHANGES}
    notes: list[Note] = []
    for name, text in parse_qsl(search, keep_blank_values=True):
        field = "differ" if name.startswith(OTHER) else "changes"
        if (number := name.removeprefix(_CHANGES[field])) in NUMBERS:
            _number(number, text, numbers[field], notes)
        elif name == "only":
            found[name] = _only(text, notes)
        elif name in _WORDS:
            value: object = int(text) if _is_whole(text) and isinstance(getattr(START, name), int) else text
            if _is_allowed(name, value, languages):
                found[name] = value
            else:
                notes.append(Note("absent", {"name": name, "value": shown(text)}))
        elif name != "v":
            # Looking for the nearest name is slow, so a link cannot ask for it often.
            near = nearest(name, [*NUMBERS, *_WORDS]) if len(name) <= 30 and len(notes) < _MOST_NOTES else None
            notes.append(Note("near" if near else "unknown", {"name": shown(name), "near": near or ""}))
        elif text != str(VERSION):
            notes.append(Note("version", {"value": shown(text), "version": str(VERSION)}))
    changed = {field: tuple(sorted(values.items())) for field, values in numbers.items()}
    state = START._replace(**found, **changed)  # type: ignore[arg-type]
    if state.x == state.y:
        state = state._replace(x=START.x, y=START.y)
        notes.append(Note("axes", {}))
    if state.couple > state.couples:
        notes.append(Note("couple", {"couple": str(state.couple), "couples": str(state.couples)}))
        state = state._replace(couple=0)
    more = len(notes) - _MOST_NOTES
    return state, notes[:_MOST_NOTES] + ([Note("more", {"n": str(more)})] if more > 0 else [])


def _only(text: str, notes: list[Note]) -> str:
    """Read what can be turned; where nothing of it is known, all can."""
    if text in (START.only, NOTHING):
        return text
    names = dict.fromkeys(text.split(","))
    strange = [name for name in names if name not in LOCKABLE]
    notes += [Note("absent", {"name": "only", "value": shown(name)}) for name in strange]
    return unlocked(names) if len(strange) < len(names) else START.only


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10


def _is_allowed(name: str, value: object, languages: Iterable[str]) -> bool:
    """Tell whether a word of a link can have a value."""
    if name in _SHAPED:
        return isinstance(value, str) and _SHAPED[name].fullmatch(value) is not None
    allowed = tuple(languages) if name == "lang" else _ALLOWED[name]
    # A text is never asked of a range: that would count the range through.
    return isinstance(value, int) is isinstance(getattr(START, name), int) and value in allowed


def _number(path: str, text: str, changes: dict[str, float], notes: list[Note]) -> None:
    """Read one parameter; out of range or not a number leaves it as it is."""
    number = NUMBERS[path]
    try:
        value = float(text) if len(text) <= 24 else math.nan
    except ValueError:
        value = math.nan
    if number.low <= value <= number.high:
        changes[path] = value
    else:
        about = {"name": path, "value": shown(text), "low": f"{number.low:g}", "high": f"{number.high:g}"}
        notes.append(Note("range", about))
