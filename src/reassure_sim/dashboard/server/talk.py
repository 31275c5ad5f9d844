"""What a page and the server may say to each other: the rest of Solara's language is not spoken here.

Solara and ipywidgets take a page at its word: a message can make the server load any Python module, build any widget,
or read a file as a template. Our pages never say such things, so nobody may. And what fails inside is shown by Solara
with all its lines of code; a reader is better served by a sentence.
"""

from __future__ import annotations

import asyncio
import html
import json
import os
from collections.abc import Callable
from typing import Any

from starlette.types import Message, Receive, Send

from ..words import languages, words
from .work import GESTURES

AT_ONCE = max(2, min(4, os.cpu_count() or 1))
"""Messages of all pages that are dealt with at one time."""

LONGEST = 2**16
"""Characters of a message from a page; what our pages say takes less than a hundredth of it."""

MARK = "Traceback (most recent call last)"

CONTROL = "solara.control"
"""The one thing that a page may ask to talk to; the widgets are opened by the server."""


class Turns:
    """Lets a few pages at a time have their say: a hundred that are answered all at once would all wait for the last.

    A page's message has been dealt with when the page is listened to again. One that takes very long loses its turn.
    """

    def __init__(self, at_once: int = AT_ONCE, longest: float = 2.0) -> None:
        self.free = asyncio.Semaphore(at_once)
        self.longest = longest

    async def begin(self) -> Callable[[], None]:
        """Wait for a turn, and return what ends it."""
        await self.free.acquire()
        GESTURES.begin()
        ended = False

        def end() -> None:
            nonlocal ended
            if not ended:
                ended = True
                late.cancel()
                GESTURES.end()
                self.free.release()

        late = asyncio.get_running_loop().call_later(self.longest, end)
        return end


def heard(receive: Receive, turns: Turns) -> Receive:
    """Return a `receive` that passes over whatever no page of ours would say, and lets pages speak in turn."""
    end: Callable[[], None] = lambda: None  # noqa: E731

    async def listen() -> Message:
        nonlocal end
        end()
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            if is_ours(message.get("text")):
                end = await turns.begin()
                return message

    return listen


def told(send: Send) -> Send:
    """Return a `send` in which a calm sentence stands for every traceback."""

    async def tell(message: Message) -> None:
        text = message.get("text")
        if text and MARK in text:
            message = {**message, "text": json.dumps(_calmed(json.loads(text)))}
        await send(message)

    return tell


def is_ours(text: str | None) -> bool:
    """Tell whether a page of ours could have said this."""
    if not text or len(text) > LONGEST:
        return False
    try:
        said = json.loads(text, parse_constant=_no_number)
        kind, content = said["header"]["msg_type"], said["content"]
        plain = said["channel"] == "shell" and said["buffers"] == [] and isinstance(said["header"]["msg_id"], str)
        fine = plain and isinstance(content, dict) and isinstance(said["metadata"], dict)
        return fine and (kind == "kernel_info_request" or _is_ours_of(kind, content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _is_ours_of(kind: str, content: dict[str, Any]) -> bool:
    if not isinstance(content["comm_id"], str):
        return False
    if kind == "comm_msg":
        return _is_message(content["data"])
    return kind == "comm_close" or (kind == "comm_open" and content["target_name"] == CONTROL)


def _is_message(data: dict[str, Any]) -> bool:
    """Tell whether this starts the page, asks for news, follows a trait of a part, or reports an event in one."""
    method = data["method"]
    if method == "run":
        given = data["args"]
        return isinstance(given["path"], str) and given.get("appName") is None and isinstance(given["themes"], dict)
    if method == "update":
        return all(
            isinstance(value, str) if name in ("location", "hash") else not name.startswith("_")
            for name, value in data["state"].items()
        )
    if method == "custom":
        event = data["content"]
        return set(event) <= {"event", "data"} and isinstance(event["event"], str)
    return method in ("app-status", "request_state")


def _no_number(name: str) -> float:
    raise ValueError(name)


def _calmed(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _calmed(inner) for name, inner in part.items()}
    if isinstance(part, list):
        return [_calmed(inner) for inner in part]
    if isinstance(part, str) and MARK in part:
        return f'<div class="warming" role="alert">{"".join(map(_sorry, languages()))}</div>'
    return part


def _sorry(language: str) -> str:
    """Return the sentence in a language, since nobody knows here which one the page is in."""
    said = words(language)["page"]
    afresh = f'<a href="/?lang={language}">{html.escape(said["afresh"])}</a>'
    return f'<p lang="{language}">{html.escape(said["sorry"])} {afresh}</p>'
