"""What a page does when something fails: a calm sentence, and the reason for whoever runs the server."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import solara

from ..experiment.view import START, State

T = TypeVar("T")


def attempt(compute: Callable[[], T]) -> T | None:
    """Return what ``compute`` returns, or None if it fails; the reason goes to the log, never to the page.

    Solara's own `use_exception` renders for ever when a first drawing fails, and then shows the traceback.
    """
    try:
        return compute()
    except Exception:
        logging.getLogger(__name__).exception("a page could not be drawn")
        return None


@solara.component
def Sorry(state: State, words: Mapping[str, Any], go: Callable[[State], None]) -> None:
    """Say that something failed, and offer a fresh start."""
    said = words["page"]
    with solara.Div(classes=["warming"]):
        solara.HTML(tag="p", unsafe_innerHTML=said["sorry"], attributes={"role": "alert"})
        solara.Button(said["afresh"], on_click=lambda: go(START._replace(lang=state.lang)), outlined=True)
