"""What a page and the server may say to each other: the rest of Solara's language is not spoken here.

Solara and ipywidgets take a page at its word: a message can make the server load any Python module, build any widget,
or read a file as a template. Our pages never say such things, so nobody may. And what fails inside is shown by Solara
with all its lines of code; a reader is better served by a sentence.
"""

from __future__ import annotations

import asyncio
import html
import json
import math
import os
import re
from collections.abc import Callable
from typing import Any

from starlette.types import Message, Receive, Send

from ..words import languages, words
from .work import GESTURES

AT_ONCE = max(2, min(4, os.cpu_count() or 1))
"""Messages of all pages that are dealt with at one time."""

LONGEST = 2**16
"""Characters of a message from a page; what our pages say takes less than a hundredth of it."""

DIGITS = 16
"""Figures of a whole number from a page, minus sign included."""

ID = re.compile(r"[\w-]{1,64}", re.ASCII)
"""What a message or a part of the page is called."""

FOLLOWED = {"location": str, "hash": str, "dark_effective": bool}
"""What a page may set by itself, and its kind: where it is, and whether it is dark. All else it says as events."""

EVENT = re.compile(r"[a-z_]{1,40}", re.ASCII)

PATIENCE = 0.1
"""Seconds for which a page that has been told something may let all others wait until it has heard it."""

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


class Talk:
    """What one page and the server say to each other, over one websocket.

    Args:
        receive: where the page is heard.
        send: where it is told something.
        turns: which it shares with all pages.
    """

    def __init__(self, receive: Receive, send: Send, turns: Turns) -> None:
        self.receive, self.send, self.turns = receive, send, turns
        self._end: Callable[[], None] = lambda: None

    def end(self) -> None:
        """Let others have their turn."""
        self._end()

    async def hear(self) -> Message:
        """Return what the page says, once it is its turn; whatever no page of ours would say is passed over."""
        self.end()
        while True:
            message = await self.receive()
            if message["type"] != "websocket.receive":
                return message
            if is_ours(message.get("text")):
                self._end = await self.turns.begin()
                return message

    async def tell(self, message: Message) -> None:
        """Tell the page something, a calm sentence in place of every traceback; whoever listens slowly waits alone."""
        text = message.get("text")
        if text and MARK in text:
            message = {**message, "text": json.dumps(_calmed(json.loads(text)))}
        late = asyncio.get_running_loop().call_later(PATIENCE, self.end)
        try:
            await self.send(message)
        finally:
            late.cancel()


def is_ours(text: str | None) -> bool:
    """Tell whether a page of ours could have said this."""
    if not text or len(text) > LONGEST:
        return False
    try:
        said = json.loads(text, parse_constant=_no_number, parse_float=_number, parse_int=_whole)
        header, content = said["header"], said["content"]
        json.dumps(said, ensure_ascii=False).encode()  # half a character would break whoever passes it on
        plain = said["channel"] == "shell" and said["buffers"] == [] and ID.fullmatch(header["msg_id"])
        fine = plain and isinstance(content, dict) and isinstance(said["metadata"], dict)
        fine = fine and all(isinstance(word, str) for word in header.values())
        return bool(fine) and (header["msg_type"] == "kernel_info_request" or _is_ours_of(header["msg_type"], content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _is_ours_of(kind: str, content: dict[str, Any]) -> bool:
    if not ID.fullmatch(content["comm_id"]):
        return False
    if kind == "comm_msg":
        return _is_message(content["data"])
    return kind == "comm_close" or (kind == "comm_open" and content["target_name"] == CONTROL)


def _is_message(data: dict[str, Any]) -> bool:
    """Tell whether this starts the page, asks for news, follows a trait of a part, or reports an event in one."""
    method = data["method"]
    if method == "run":
        given = data["args"]
        plain = isinstance(given["path"], str) and given.get("appName") is None and isinstance(given["dark"], bool)
        return plain and given["themes"] in ({}, {"light": {}, "dark": {}})
    if method == "update":
        known = all(isinstance(value, FOLLOWED[name]) for name, value in data["state"].items())
        return known and data.get("buffer_paths", []) == []
    if method == "custom":
        event = data["content"]
        return set(event) <= {"event", "data"} and bool(EVENT.fullmatch(event["event"]))
    return method in ("app-status", "request_state")


def _no_number(name: str) -> float:
    raise ValueError(name)


def _number(text: str) -> float:
    """Return a number of JSON; one that is too large to be finite is no number."""
    return found if math.isfinite(found := float(text)) else _no_number(text)


def _whole(text: str) -> float:
    return int(text) if len(text) <= DIGITS else _no_number(text)


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
