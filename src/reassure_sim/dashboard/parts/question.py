"""The question that a page asks, and what the visitor can do to answer it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import solara

from . import parts


@solara.component_vue("question.vue", vuetify=False)
def _Question(question: str, lead: str, components: dict[str, str]) -> None:
    """Show a heading and a paragraph whose glossary words can be tapped."""


def question(words: Mapping[str, Any]) -> None:
    """Show the question of a page and its lead; ``words``: the section of the page."""
    _Question(question=words["question"], lead=words["lead"], components=parts("text"))
