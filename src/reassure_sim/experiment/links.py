"""A link of the dashboard: what a page shows, in numbers and names only, read with care and written short."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from ..parameters import NUMBERS, ParameterError, nearest, shown
from ..scenario import PRESETS, Scenario
from .gathering import COUPLES, FLOW_SETS, FRIENDS, JOINED, TROUBLES, WEEKS, Asked, member

VERSION = 1
"""Of the link's words; a link of another version is read as far as it can be."""

HOME = "http://127.0.0.1:8765"
"""Where the dashboard answers if nothing else is asked for."""

DAYS = 365
LONGEST = 4096
"""Characters of a link that are read at all."""

PATHS_OF = {"play": "/", "map": "/map", "society": "/society"}
CELLS = (6, 11, 16, 21, 31)
LIVES = (5, 10, 20, 50, 100)
_MOST_NOTES = 3


class State(NamedTuple):
    """One view: which couple with which changes, whose luck, which day; what a map sweeps; and which society.

    The couple is one of the five, or number ``couple`` (from 1) of the society, if that is not 0.
    """

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
    joined: str = Asked().joined
    couples: int = Asked().couples
    friends: int = Asked().friends
    flows: str = Asked().flows
    people: int = Asked().people  # the society's luck
    trouble: str = Asked().trouble
    week: int = 0  # that is shown of a society; 0: not said, so the year is played
    couple: int = 0

    def changed(self, changes: Mapping[str, float]) -> State:
        """Return the same view with more numbers changed."""
        return self._replace(changes=tuple(sorted({**dict(self.changes), **changes}.items())))

    @property
    def asked(self) -> Asked:
        """Return the society that is asked for."""
        return Asked(**{name: getattr(self, name) for name in Asked._fields})

    @property
    def luck(self) -> int:
        """Return whose luck the couple has, of all couples that live with one seed."""
        return max(self.couple - 1, 0)

    def origin(self) -> Scenario:
        """Return the couple as it was before any change."""
        return member(self.asked, self.couple, DAYS) if self.couple else Scenario.preset(self.preset, DAYS)

    def scenario(self) -> Scenario:
        """Return the couple to simulate."""
        return self.origin().with_(dict(self.changes)) if self.changes else self.origin()


START = State()
_WORDS = tuple(name for name in State._fields if name not in ("page", "changes"))


def link(state: State) -> str:
    """Return the address of a view; what is as at the start is left out."""
    words: list[tuple[str, object]] = [("v", VERSION)]
    for name in _WORDS:
        if getattr(state, name) != getattr(START, name):
            words.append((name, getattr(state, name)))
    words += [(path, written(value)) for path, value in state.changes]
    return PATHS_OF[state.page] + "?" + urlencode(words)


def written(value: float) -> str:
    """Return a number in as few digits as tell it from every other."""
    short = f"{value:.6g}"
    return short if float(short) == value else repr(value)


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
        "joined": JOINED,
        "couples": COUPLES,
        "friends": FRIENDS,
        "flows": FLOW_SETS,
        "people": range(2**32),
        "trouble": TROUBLES,
        "week": range(WEEKS + 1),
        "couple": range(max(COUPLES) + 1),
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
    if state.couple > state.couples:
        notes.append(f"There is no couple {state.couple} among {state.couples}, so one of the five is shown.")
        state = state._replace(couple=0)
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
    """Return the scenario of a view, and a note where the changes do not go together (then the couple as it was)."""
    try:
        return state.scenario(), ""
    except ParameterError as error:
        return state.origin(), error.problems[0].sentence
