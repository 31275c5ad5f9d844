"""All that a lesson needs on paper, by the name of its file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...experiment.view import State
from ..lesson import Lesson, said
from .plan import PLANS, plan
from .printing import can_pdf, html, pdf
from .sheet import sheet


def contents(view: State, lesson: Lesson, language: str, at: str, file: str = "") -> dict[str, dict[str, Any]]:
    """Return worksheet, key and both plans as plain values, by name.

    ``view``: whose year worksheet and key are about; ``at``: where the dashboard answers; ``file``: of a lesson that is
    not shipped.
    """
    title = said(lesson.title, language)
    sheets = {name: sheet(view, language, key=name == "key", title=title, at=at) for name in ("worksheet", "key")}
    return {**sheets, **{f"plan-{length}": plan(lesson, language, length, file) for length in PLANS}}


def files(made: dict[str, dict[str, Any]], paper: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each file: HTML, and PDF where typst is installed."""
    for name, content in made.items():
        yield f"{name}.html", html(content, paper).encode()
        if can_pdf():
            yield f"{name}.pdf", pdf(content, paper)
