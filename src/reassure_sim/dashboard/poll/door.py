"""The door of the network page: it knows one room, and answers with a page, with what is asked now, or not at all."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from ..server.guard import is_same_origin
from .devices import Devices
from .page import Pages, absent, policy

ALPHABET = "BCHKMPTX"
"""Letters of a room's code: each looks the same in Latin and in Cyrillic, none like another; no vowel makes words."""

CODE = re.compile(f"[{ALPHABET}]{{4}}")
"""What can be a room's code; browsers ask for much else by themselves, such as an icon."""

_LATIN = str.maketrans("ВСНКМРТХ", ALPHABET)
BODY = 64
"""Bytes of a vote; that of the longest name takes 54."""

FORM = "application/x-www-form-urlencoded"
SAFE = {
    "cache-control": "no-store",
    "connection": "close",  # a connection serves one request, so that few are open and none lingers
    "content-security-policy": policy(),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Door:
    """The network page as an ASGI application; ``code`` is the room's."""

    def __init__(self, pages: Pages, code: str, devices: Devices) -> None:
        self.pages, self.code, self.devices = pages, code, devices

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = await self._answer(Request(scope, receive))
        response.headers.update(SAFE)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        address = request.client.host if request.client else ""
        path, _, what = request.url.path.removeprefix("/").partition("/")
        room, known = path.upper().translate(_LATIN), self.devices
        device = known.device("; ".join(request.headers.getlist("cookie")))
        if device is None and known.shut_out(address):  # the right code too: otherwise a guesser would find it
            return _later()
        if room != self.code or what not in ("", "now"):
            if CODE.fullmatch(room):
                known.err(address)
            return PlainTextResponse(absent(), 404)
        if not _is_ours(request.scope, request.headers) or "upgrade" in request.headers:
            return PlainTextResponse("This page answers to its own address only.\n", 400)
        if request.method not in (("GET", "HEAD") if what else ("GET", "HEAD", "POST")):
            return PlainTextResponse("This page is read, or votes.\n", 405, {"allow": "GET, HEAD, POST"})
        asked = parse_qs(request.url.query, max_num_fields=8) if len(request.url.query) <= BODY else {}
        language = asked.get("lang", [""])[0]
        if device is None:
            return self._welcome(request, address, language, what)
        before = len(known)
        if not known.seat(device, address):
            return self._page(None, language, "full", 503)
        if len(known) > before:
            self.pages.ballot.tell_soon()
        if not known.may_ask(device):
            return _later()
        if what:
            return PlainTextResponse(self.pages.tag(device))
        if request.method == "POST":
            return await self._vote(request, device, known)
        return self._page(device, language)

    def _welcome(self, request: Request, address: str, language: str, what: str) -> Response:
        """Answer a device without a mark of ours: it gets one with the page, or at once for one that was forgotten."""
        if not self.devices.may_come(address):
            return _later()
        if request.method == "POST" or (what and "device" not in request.cookies):
            return self._page(None, language, "cookie", 403)
        if self.devices.full:
            return self._page(None, language, "full", 503)
        page = PlainTextResponse(self.pages.tag(None)) if what else self._page(None, language)
        page.set_cookie("device", self.devices.token(), httponly=True, samesite="strict")
        return page

    async def _vote(self, request: Request, device: str, known: Devices) -> Response:
        """Note a vote and show the page anew; one that comes too late, or makes no sense, changes nothing."""
        if not is_same_origin(request.headers):
            return PlainTextResponse("This page only hears its own buttons.\n", 403)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            return PlainTextResponse("A vote is a form.\n", 415)
        body = await _short(request)
        if body is None:
            return PlainTextResponse("A vote is short.\n", 413)
        try:
            form = parse_qs(body.decode("ascii"), strict_parsing=True, max_num_fields=2)
            (vote,), (choice,) = form["vote"], form["choice"]
        except (ValueError, KeyError):
            return PlainTextResponse("A vote names its question and one choice.\n", 400)
        if choice not in ("0", "1", "2", "3"):
            return PlainTextResponse("There is no such choice.\n", 400)
        if known is self.devices:  # not forgotten while it spoke
            self.pages.ballot.cast(device, int(choice), vote)
        return RedirectResponse(f"/{self.code}{'?' if request.url.query else ''}{request.url.query}", 303)

    def _page(self, device: str | None, language: str, trouble: str = "", status: int = 200) -> Response:
        return HTMLResponse(self.pages.page(device, language, trouble), status)


async def _short(request: Request) -> bytes | None:
    """Return the body; None as soon as it is, or says that it will be, longer than a vote."""
    if int(request.headers.get("content-length", "0")) > BODY:  # digits, otherwise the request came to nobody
        return None
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY:
            return None
    return body


def _is_ours(scope: Scope, headers: Headers) -> bool:
    """Tell whether a request names the address that it came to: a name that was made to point here does not."""
    host, port = scope["server"]
    names = {host, "localhost"} if ip_address(host).is_loopback else {host}
    allowed = {f"{name}:{port}" for name in names} | (names if port == 80 else set())
    return headers.getlist("host") in [[name] for name in allowed]


def _later() -> Response:
    return PlainTextResponse("Too much at once. Please wait a moment.\n", 429, {"retry-after": "5"})
