"""What a page does when something fails: a calm sentence, and the reason for whoever runs the server."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import solara
from solara.server.kernel_context import has_current_context

from ..experiment.view import State

T = TypeVar("T")
Go = Callable[[State], None]
Page = Callable[[State, Mapping[str, Any], Go], Any]

FAILED = solara.reactive(False)
"""Whether something of this page has failed while it answered a click; each open page has its own."""


def attempt(compute: Callable[[], T]) -> T | None:
    """Return what ``compute`` returns, or None if it fails; the reason goes to the log, never to the page."""
    try:
        return compute()
    except Exception:
        logging.getLogger(__name__).exception("a page could not be drawn")
        return None


def _hear(record: logging.LogRecord) -> bool:
    """Note that an answer to a click has failed: all that Solara does then is to log it, in the page's own thread."""
    if record.exc_info and has_current_context():
        FAILED.value = True
    return True


logging.getLogger("solara.server.patch").addFilter(_hear)


@solara.component
def Calm(state: State, words: Mapping[str, Any], go: Go, page: Page) -> None:
    """Show a page, or a calm word if it fails while it is drawn, or while it answers; another view is a fresh start."""
    failure, clear = solara.use_exception()

    def start() -> None:
        FAILED.value = False
        clear()

    def afresh(view: State) -> None:
        start()
        go(view)

    solara.use_effect(start, [state])
    if failure is not None or FAILED.value:
        Sorry(state, words, afresh)
        return
    _Between(page, state, words, go)


@solara.component
def _Between(page: Page, state: State, words: Mapping[str, Any], go: Go) -> None:
    """Stand between, because an effect that fails is counted among the failures of what stands directly above."""
    page(state, words, go)


@solara.component
def Sorry(state: State, words: Mapping[str, Any], go: Go) -> None:
    """Say that something failed, and offer a fresh start."""
    said = words["page"]
    with solara.Div(classes=["warming"]):
        solara.HTML(tag="p", unsafe_innerHTML=said["sorry"], attributes={"role": "alert"})
        solara.Button(said["afresh"], on_click=lambda: go(state.afresh), outlined=True)
