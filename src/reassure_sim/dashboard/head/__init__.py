"""What stands above every page: the way to the others, language, type, projector, sharing, help, and the glossary."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import solara

from ...experiment.view import LOOKS, SIZES


@solara.component_vue("head.vue", vuetify=False)
def Head(
    words: dict[str, Any],
    pages: list[dict[str, str]],
    view: dict[str, Any],
    languages: dict[str, str],
    glossary: dict[str, dict[str, str]],
    invitation: dict[str, Any] | None,
    components: dict[str, str],
    event_go: Callable[[str], None],
    event_set_up: Callable[[dict[str, Any]], None],
    event_invite: Callable[[dict[str, Any]], None],
) -> None:
    """Show the header, and explain any glossary word that is tapped on the page; ``invite`` asks for a class link."""


@solara.component_vue("notes.vue", vuetify=False)
def Notes(notes: list[str], words: dict[str, Any], event_dismiss: Callable[[Any], None]) -> None:
    """Show what of a link could not be followed, as plain text."""


@solara.component_vue("held.vue", vuetify=False)
def Held(told: str, words: dict[str, Any]) -> None:
    """Say on every page of a class link what it locks and what can be turned."""


CLASS_LINK = {"the-class-link": (Path(__file__).parent / "class_link.vue").read_text(encoding="utf-8")}
"""The part of the share dialog that makes a link for a class."""


def settings(asked: Any, languages: Collection[str]) -> dict[str, Any]:
    """Return which settings a header asks for; nothing for anything that it cannot ask for."""
    allowed: Mapping[str, Collection[Any]] = {"lang": languages, "size": SIZES, "look": LOOKS}
    if not isinstance(asked, dict):
        return {}
    return {n: value for n, value in asked.items() if isinstance(value, (str, int)) and value in allowed.get(n, ())}


def glossary(words: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return each word of the glossary and what it means, by the name that texts know it by."""
    return {name: dict(entry) for name, entry in words["glossary"].items()}
