"""Starts the dashboard: one process, this machine only unless told otherwise, no network."""

import atexit
import contextlib
import ctypes
import gc
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import warnings
import webbrowser
from collections.abc import Iterable
from importlib.util import find_spec
from ipaddress import ip_address
from typing import TYPE_CHECKING

from reassure_sim.dashboard.server import log, reach
from reassure_sim.dashboard.server.environment import ASSETS, ASSETS_URL, KERNELS
from reassure_sim.dashboard.server.tie import tie

if TYPE_CHECKING:
    from starlette.types import ASGIApp

PORT = 8765
READY = "reassure_sim {what}: {url}"
"""The one line on standard output, once pages can be opened."""

ELSEWHERE = "Other devices on this network can open: {url}"
NOWHERE = "This machine is on no network: only it can open the pages."
"""Said on standard error where others are let in."""

USAGE, BAD_INPUT = 2, 64
SWITCH = 0.0005
"""Seconds after which a thread that computes lets another one have the interpreter: many answers are short."""

YOUNG = 20_000
"""New objects after which rubbish is looked for; a picture is some ten thousand, and Python's own 700 stops everybody
again and again."""

M_ARENA_MAX = -8
"""The name of a setting of glibc's `mallopt`."""


class DashboardError(Exception):
    """The dashboard cannot start; `code` is the exit code of the command."""

    def __init__(self, why: str, code: int) -> None:
        super().__init__(why)
        self.code = code


def serve(
    host: str = "127.0.0.1",
    port: int = PORT,
    *,
    what: str = "dashboard",
    public: bool = False,
    names: Iterable[str] = (),
    open_browser: bool = False,
) -> None:
    """Serve the dashboard until Ctrl-C or SIGTERM, and print its address once it answers.

    Args:
        host: the address to listen on, such as `127.0.0.1`, `::1`, or `0.0.0.0` for a class.
        port: the port; 0 takes a free one.
        what: what its users call it.
        public: allow an address that other machines can reach.
        names: further host names under which it may be reached.
        open_browser: open the page in the default browser.

    Raises:
        DashboardError: the address is not allowed or in use, or the `dashboard` extra is not installed.
    """
    names = list(names)
    listening = listen(host, port, public=public)
    log.tell()
    _one_heap()
    sys.setswitchinterval(SWITCH)
    gc.set_threshold(YOUNG)
    with listening:
        app = application(loopback=_is_loopback(listening), names=names)

        import uvicorn

        address, port = listening.getsockname()[:2]
        url = reach.here(address, port)
        reach.OTHERS[:] = [] if _is_loopback(listening) else reach.others(address, port, names)
        elsewhere = [ELSEWHERE.format(url=f"{other}/") for other in reach.OTHERS]
        elsewhere = elsewhere or ([] if _is_loopback(listening) else [NOWHERE])

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                if self.started:
                    print(READY.format(what=what, url=url), flush=True)
                    tie()
                    for line in elsewhere:
                        print(line, file=sys.stderr, flush=True)
                    if open_browser:
                        webbrowser.open(url)

        config = uvicorn.Config(
            app,
            lifespan="on",
            log_config=None,
            log_level="warning",
            access_log=False,
            proxy_headers=False,  # no proxy stands before it, so such headers are somebody's invention
            server_header=False,
            ws_max_size=2**20,
            ws_per_message_deflate=not _is_loopback(listening),  # on one machine packing costs more than it saves
            timeout_graceful_shutdown=2,
        )
        # uvicorn stops at a signal and then raises it again, to no purpose here: being told to stop is no failure.
        before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            Server(config).run(sockets=[listening])
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def application(*, loopback: bool = True, names: Iterable[str] = ()) -> "ASGIApp":
    """Return the whole dashboard as an ASGI application: the door, our front-end files, and Solara.

    Args:
        loopback: whether only this machine can reach it.
        names: further host names under which it may be reached.

    Raises:
        DashboardError: the `dashboard` extra is not installed.
    """
    if not all(map(find_spec, ("solara", "starlette", "uvicorn", "ipyvuetify"))):
        raise DashboardError("The dashboard is not installed. Type: pip install 'reassure-sim[dashboard]'", BAD_INPUT)
    # Solara brings IPython, which would keep a history in the user's home. Removed last: IPython writes when it ends.
    scratch = tempfile.mkdtemp(prefix="reassure_sim-")
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    os.environ["IPYTHONDIR"] = scratch
    # Reacton looks into pandas as soon as anybody has begun to import it, and fails if that is not yet done.
    import pandas  # noqa: F401

    with warnings.catch_warnings():
        # Solara still reads a part of `websockets` that is announced to go; our users can do nothing about it.
        warnings.simplefilter("ignore", DeprecationWarning)
        import solara.server.starlette
    from solara.server import kernel_context
    from starlette.applications import Starlette
    from starlette.middleware.gzip import GZipMiddleware
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    from reassure_sim.dashboard.server.config import config
    from reassure_sim.dashboard.server.goodbye import end, goodbye
    from reassure_sim.dashboard.server.guard import Guard
    from reassure_sim.dashboard.server.page import Page
    from reassure_sim.dashboard.server.paper import key, worksheet
    from reassure_sim.year.life import warm

    class Frozen(StaticFiles):
        """Files whose address holds their version: a browser need never ask twice."""

        def file_response(self, *args: object, **kwargs: object) -> Response:
            response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
            return response

    async def nothing(_: Request) -> Response:
        return PlainTextResponse("", 404)

    # Without https Solara warns at every visit that it cannot be shown inside a page of another site. Nor should it.
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    inside: Starlette = solara.server.starlette.app
    assets: ASGIApp = Frozen(directory=ASSETS)
    app = Starlette(
        routes=[
            Mount(ASSETS_URL, assets if loopback else GZipMiddleware(assets)),
            Route("/config.yaml", config),
            Route("/worksheet.{form}", worksheet),
            Route("/key.{form}", key),
            # Solara would tell others how many there are, and what they take.
            *([] if loopback else [Route("/resourcez", nothing)]),
            Route("/_solara/api/close/{kernel}", goodbye, methods=["POST"]),
            Mount("", inside),
        ],
        lifespan=inside.router.lifespan_context,
    )
    # The first visitor need not wait for what takes seconds; pages say so until it is done.
    threading.Thread(target=warm, name="warm", daemon=True).start()
    ours = names if loopback else [*names, socket.gethostname(), f"{socket.gethostname()}.local"]
    return Guard(Page(app), loopback=loopback, names=ours, live=kernel_context.contexts, close=end, total=KERNELS)


def listen(host: str, port: int, *, public: bool = False) -> socket.socket:
    """Return a socket that holds the address, so that a taken port is found before anything heavy is loaded.

    Raises:
        DashboardError: no such address, one that other machines can reach without `public`, or a taken port.
    """
    if not 0 <= port <= 65535:
        raise DashboardError(f"A port is a number from 0 to 65535, not {port}. Type: --port {PORT}", USAGE)
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):  # UnicodeError: an impossible name
        raise DashboardError(f"{host!r} is no address of this machine. Type: --host 127.0.0.1", USAGE) from None
    if not public and not ip_address(str(address[0])).is_loopback:
        raise DashboardError(
            f"Other machines could reach {host}. If that is meant, add --public; if not: --host 127.0.0.1", USAGE
        )
    listening = socket.socket(family, kind)
    try:
        if sys.platform != "win32":  # there it would share the port with a server that is running
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except OSError as error:
        listening.close()
        raise DashboardError(
            f"Port {port} on {host} cannot be used ({error.strerror}). Type: --port 0 to take a free one; or, if it is "
            f"open already, go on at {reach.here(*address[:2])}",
            BAD_INPUT,
        ) from None
    return listening


def _one_heap() -> None:
    """Let all threads share a heap or two: glibc would give each a heap of its own, ten megabytes for every page."""
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):  # another C library has no such setting
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def _is_loopback(listening: socket.socket) -> bool:
    return ip_address(listening.getsockname()[0]).is_loopback
