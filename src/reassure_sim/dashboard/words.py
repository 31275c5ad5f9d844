"""The words on the page, from one file a language; what other rooms already say in English is not said again."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..experiment.links import NOTES
from ..parameters import NUMBERS

FOLDER = Path(__file__).parent / "words"
FIRST = "en"
"""The language that is always there."""

MINUS = "\u2212"
"""The sign before a negative number, in every language; Python writes a hyphen."""

_SAID: Mapping[str, Any] = {"notes": NOTES, "meanings": {path: number.meaning for path, number in NUMBERS.items()}}
"""Sections that stand in English where they belong: what is said of a link, and what each number means."""


def languages() -> tuple[str, ...]:
    """Return the languages that there is a file for, the first one first."""
    return (FIRST, *sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != FIRST))


@functools.cache
def words(language: str = FIRST) -> MappingProxyType[str, Any]:
    """Return all words of a language, by section and name."""
    name = language if language in languages() else FIRST
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text.replace(" — ", "\u00a0— "))  # no line begins with a dash
    if "meanings" in found:  # both partners have the same numbers, so a file says each once, without group
        found["meanings"] = {path: found["meanings"][path.partition(".")[2]] for path in NUMBERS}
    return MappingProxyType({**_SAID, **found} if name == FIRST else _merged(dict(words()), found))


def figure(number: str, said: Mapping[str, Any]) -> str:
    """Return a number that Python has written, such as -1,234.5, with the marks of a language (all its words)."""
    marks = said["units"]
    return number.translate({ord("."): marks["decimal"], ord(","): marks["thousands"], ord("-"): MINUS})


def figures(text: str, said: Mapping[str, Any]) -> str:
    """Return a text in which every number, written as Python writes it, has the marks of a language."""
    text = re.sub(r"(?<=\d)\.(?=\d)", said["units"]["decimal"], text)
    return re.sub(r"(?<![\w-])-(?=\d)", MINUS, text)


def measure(number: str, unit: str, said: Mapping[str, Any]) -> str:
    """Return a number with its unit, as a language says it; a unit of a scale is not said."""
    shown = figure(number, said)
    form = said["units"].get(unit)
    return form.format(n=shown) if form else shown


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(one)
    for key, value in other.items():
        both[key] = _merged(one[key], value) if isinstance(value, Mapping) and key in one else value
    return both
