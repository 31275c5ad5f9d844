"""The door of the dashboard: who may talk to it, and how many at a time."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from ipaddress import ip_address

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketClose

from .plain import AGAIN, crowded
from .talk import Talk, Turns

FULL = "This dashboard has as many open pages as it can serve."
TRY_AGAIN_LATER = 1013
READING = {"GET", "HEAD", "OPTIONS"}
HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([0-9a-z._-]+))(?::\d+)?", re.ASCII | re.IGNORECASE)


class Guard:
    """ASGI middleware that refuses foreign pages and foreign host names, and caps the open pages (kernels).

    A web page from elsewhere can make a browser talk to this machine; its `Origin` gives it away. A foreign
    host name that points here (DNS rebinding) shows in `Host`. Where there is no room, the page that has been away
    for longest gives way; only where all are in use is a new one refused.

    Args:
        app: the application behind the door.
        loopback: whether the server listens on this machine only; then only its own names are answered.
        names: further host names that are ours.
        live: the kernels that exist now, by id; a kernel outlives its connection for some minutes.
        close: ends the kernel with this id; called in a thread of its own.
        per_client: pages that one address may hold, which may be that of a whole school.
        total: pages in all.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        loopback: bool = True,
        names: Iterable[str] = (),
        live: Collection[str] = (),
        close: Callable[[str], None] = lambda _: None,
        per_client: int = 160,
        total: int = 256,
    ) -> None:
        self.app = app
        self.loopback = loopback
        self.names = {"localhost", *(name.lower() for name in names)}
        self.live = live
        self.close = close
        self.per_client = per_client
        self.total = total
        self.turns = Turns()
        self.connected: list[tuple[str, str]] = []  # (client, kernel), one a websocket
        self.waiting: dict[str, str] = {}  # kernel -> client, of kernels whose page went away

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        acts = scope["type"] == "websocket" or scope["method"] not in READING
        if not self.is_ours(headers):
            await self._refuse("This dashboard does not answer to that host name.\n", scope, receive, send)
        elif acts and not is_same_origin(headers):
            await self._refuse("This dashboard only answers its own pages.\n", scope, receive, send)
        elif scope["type"] == "websocket" and b"session_id=" not in scope.get("query_string", b""):
            await self._refuse("Open the page itself; it connects by itself.\n", scope, receive, send)
        elif scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif "text/html" in headers.get("accept", "") and not self.has_room(_client(scope)):
            await HTMLResponse(crowded(scope), 503, {"Retry-After": str(AGAIN)})(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def is_ours(self, headers: Headers) -> bool:
        """Tell whether the request names this machine; an address cannot be rebound, a name can."""
        host = HOST.fullmatch(headers.get("host", ""))
        if not host:
            return False
        name = (host[1] or host[2]).lower()
        try:
            return ip_address(name).is_loopback or not self.loopback
        except ValueError:
            return name in self.names

    def has_room(self, client: str) -> bool:
        """Tell whether this client may open a page: pages that are away do not count, since they would give way."""
        held = Counter(c for c, _ in self.connected)
        return held[client] < self.per_client and held.total() < self.total

    def to_close(self, client: str, kernel: str) -> str | None:
        """Return the kernel that has to give way to this one, if any: the client's own one, or anybody's."""
        at_work = {connected for _, connected in self.connected}
        self.waiting = {k: c for k, c in self.waiting.items() if k in self.live and k not in at_work}
        held = Counter(c for c, _ in self.connected) + Counter(c for k, c in self.waiting.items() if k != kernel)
        away = [k for k in self.waiting if k != kernel]
        if held[client] >= self.per_client:
            away = [k for k in away if self.waiting[k] == client]
        elif held.total() < self.total:
            return None
        return next(iter(away), None)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        client, kernel = _client(scope), scope["path"].rpartition("/kernels/")[2].partition("/")[0]
        if not self.has_room(client):
            # Accepted first: a browser shows the code and reason of a close only after the handshake.
            websocket = WebSocket(scope, receive, send)
            await websocket.accept()
            await websocket.close(TRY_AGAIN_LATER, FULL)
            return
        give_way = self.to_close(client, kernel)
        if give_way:
            del self.waiting[give_way]
        self.connected.append((client, kernel))
        talk = Talk(receive, send, self.turns)
        try:
            if give_way:
                await run_sync(self.close, give_way)
            await self.app(scope, talk.hear, talk.tell)
        finally:
            talk.end()
            self.connected.remove((client, kernel))
            self.waiting.pop(kernel, None)
            self.waiting[kernel] = client  # at the end of the row

    async def _refuse(self, why: str, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = WebSocketClose(1008, why.strip()) if scope["type"] == "websocket" else PlainTextResponse(why, 403)
        await refusal(scope, receive, send)


def is_same_origin(headers: Headers) -> bool:
    """Tell whether a page of this very server sent the request; a missing or `null` origin counts as foreign."""
    host = headers.get("host", "").lower()
    return headers.get("origin", "null").lower() in {f"http://{host}", f"https://{host}"}


def _client(scope: Scope) -> str:
    return str(scope["client"][0]) if scope.get("client") else ""
