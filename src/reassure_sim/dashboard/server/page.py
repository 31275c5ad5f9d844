"""The finish of each page: a language, zoom, a word to browsers without JavaScript, and a lock on its network."""

import re
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .environment import ASSETS_URL
from .plain import absent

NOSCRIPT = {
    "en": "This page is a simulation that runs in your browser: please switch JavaScript on.",
    "ru": "Эта страница — модель, которая работает в браузере: включите, пожалуйста, JavaScript.",
}
"""By language; the first is the fallback."""

FILES = (f"{ASSETS_URL}/", "/static/", "/jupyter/", "/_solara/", "/worksheet.", "/key.")


class Page:
    """ASGI middleware that finishes each page that Solara renders, and locks each answer that is no mere file.

    Solara's template has no place for these few words, and a copy of it would go stale.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and finish the answer if it is a page."""
        if scope["type"] != "http" or scope["path"].startswith(FILES):
            await self.app(scope, receive, send)
            return
        # Compressed text cannot be finished, so Solara is not told that the browser would take it.
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        language = parse_qs(scope["query_string"].decode("latin-1")).get("lang", ["en"])[0]
        host = Headers(scope=scope).get("host", "")
        start: Message = {}
        body = b""

        async def finish(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            response = MutableHeaders(raw=start["headers"])
            if start["status"] == 404:
                body = absent(scope).encode()
                response["content-type"] = "text/html; charset=utf-8"
            elif response.get("content-type", "").startswith("text/html"):
                body = finished(body.decode(), language).encode()
            if "content-length" in response:
                response["content-length"] = str(len(body))
            response["content-security-policy"] = policy(host)
            response["referrer-policy"] = "same-origin"
            response["x-content-type-options"] = "nosniff"
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self.app({**scope, "headers": headers}, receive, finish)


def finished(html: str, language: str) -> str:
    """Return the page with its language, with zoom allowed, and with a sentence for browsers without JavaScript."""
    language = language if language in NOSCRIPT else "en"
    html = html.replace("<html>", f'<html lang="{language}">', 1)
    html = html.replace(", maximum-scale=1, user-scalable=no, minimal-ui", "", 1)
    return re.sub(r"<body[^>]*>", rf"\g<0>\n    <noscript><p>{NOSCRIPT[language]}</p></noscript>", html, count=1)


def policy(host: str) -> str:
    """Return the rule by which the browser itself refuses to load from, or talk to, any other machine."""
    return (
        # Vue compiles templates in the browser and Solara's page has scripts of its own: hence the two `unsafe` words.
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
        f"connect-src 'self' ws://{host} wss://{host} data: blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    )
