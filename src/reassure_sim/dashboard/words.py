"""The words on the page, from one file a language."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).parent / "words"
FIRST = "en"
"""The language that is always there."""


def languages() -> tuple[str, ...]:
    """Return the languages that there is a file for, the first one first."""
    return (FIRST, *sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != FIRST))


@functools.cache
def words(language: str = FIRST) -> MappingProxyType[str, Any]:
    """Return all words of a language, by section and name."""
    name = language if language in languages() else FIRST
    return MappingProxyType(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))
