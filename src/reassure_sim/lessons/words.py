"""The words of the safety card and of all that is printed, from one file a language."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).parent / "words"
FIRST = "en"
"""The language that is used where there is no file for the one asked for."""


@functools.cache
def words(language: str = FIRST) -> Mapping[str, Any]:
    """Return all words of a language, by section and name."""
    path = FOLDER / f"{language}.toml"
    known = language.isalpha() and path.is_file()
    return MappingProxyType(tomllib.loads((path if known else FOLDER / f"{FIRST}.toml").read_text(encoding="utf-8")))
