"""The network page, on and off: a room of the local network in which a class votes from its own devices."""

from __future__ import annotations

import functools
import io
import secrets
import socket
import sys
import threading
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ...lessons import Lesson
from ..server.reach import addresses

if TYPE_CHECKING:
    from .ballot import Ballot

PORT = 8767
"""What is taken if it is free and nothing else is asked for, so that a school can open its firewall for it."""

LOOPBACK = "127.0.0.1"
"""Shown where this machine is in no network."""

PATIENCE = 10.0


class PollError(Exception):
    """The network page cannot be had; the text says why and what to do."""


class Poll:
    """A room for one lesson's votes, closed until ``start``. What devices send over the network is not encrypted.

    It knows nothing of a device but a random mark and its address, holds all of it in memory, and writes no log. While
    it is closed it keeps code, marks and votes, until ``forget`` or ``end``. Someone who opens many private windows has
    many votes; ``devices`` shows how many there are, and ``sources`` from how many addresses.

    Args:
        ballot: where votes are cast, and what is asked now.
        lesson: whose questions are shown.
        language: the one shown first.
        port: 0 takes 8767, or any free one.
        host: the address to listen on.
    """

    def __init__(self, ballot: Ballot, lesson: Lesson, language: str, port: int = 0, host: str = "0.0.0.0") -> None:
        self.ballot, self.lesson, self.language = ballot, lesson, language
        self._asked, self._host = port, host
        self._lock = threading.Lock()
        self._door: Any = None
        self._server: Any = None
        self._thread: threading.Thread | None = None
        self._port, self._code = 0, ""

    @property
    def on(self) -> bool:
        """Whether the page can be reached."""
        thread = self._thread
        return thread is not None and thread.is_alive()

    @property
    def addresses(self) -> tuple[str, ...]:
        """What devices type: one for each network that this machine is in, the usual way out first; none while off."""
        if not self.on:
            return ()
        hosts = (addresses() or [LOOPBACK]) if self._host == "0.0.0.0" else [self._host]
        return tuple(f"http://{host}:{self._port}/{self._code}" for host in hosts)

    @property
    def devices(self) -> int:
        """How many devices take part."""
        door = self._door
        return len(door.devices) if door else 0

    @property
    def sources(self) -> int:
        """From how many addresses they come."""
        door = self._door
        return door.devices.sources if door else 0

    def picture(self, address: str) -> str:
        """Return an address as a QR code in SVG, black on white; "" if ``segno`` is not installed."""
        return _picture(address)

    def start(self) -> None:
        """Open the room, as it was left, or with a code and marks of its own; nothing if it is open.

        Raises:
            PollError: the port cannot be used, or the server is not installed.
        """
        with self._lock:
            if self.on:
                return
            if find_spec("uvicorn") is None or find_spec("starlette") is None:
                raise PollError("The network page is not installed. Type: pip install 'reassure-sim[teach]'")
            import uvicorn

            from .devices import Devices
            from .door import ALPHABET, Door
            from .line import LONGEST, Crowd, Line
            from .page import Pages

            listening = _listen(self._host, self._asked, self._port or PORT)
            self._port = listening.getsockname()[1]
            if self._door is None:
                self._code = "".join(secrets.choice(ALPHABET) for _ in range(4))
                self._door = Door(Pages(self.ballot, self.lesson, self.language), self._code, Devices())
            config = uvicorn.Config(
                self._door,
                http=type("OurLine", (Line,), {"crowd": Crowd()}),
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=False,
                backlog=200,
                h11_max_incomplete_event_size=LONGEST,
                timeout_graceful_shutdown=1,
            )
            self._server = uvicorn.Server(config)
            run = {"sockets": [listening]}
            self._thread = threading.Thread(target=self._server.run, kwargs=run, name="poll", daemon=True)
            self._thread.start()
            until = time.monotonic() + PATIENCE
            while not self._server.started and self._thread.is_alive() and time.monotonic() < until:
                time.sleep(0.01)
        if not self._server.started:
            self.stop()
            listening.close()
            raise PollError("The network page did not start. Count hands instead.")

    def stop(self) -> None:
        """Close the room; ``start`` goes on where it was. Nothing if it is closed."""
        with self._lock:
            if self._thread is None:
                return
            self._server.should_exit = True
            self._thread.join(PATIENCE)
            self._thread = self._server = None

    def forget(self) -> None:
        """Forget every vote and every device; a room that is closed gets a new code too."""
        self.ballot.clear()  # both, so that no device votes twice under two marks
        with self._lock:
            if self._thread is None:
                self._door, self._port, self._code = None, 0, ""
            else:
                self._door.devices = self._door.devices.anew()

    def end(self) -> None:
        """Close the room and forget everything."""
        self.stop()
        self.forget()


@functools.lru_cache(8)
def _picture(address: str) -> str:
    if find_spec("segno") is None:
        return ""
    import segno

    drawn = io.BytesIO()
    look = {"border": 4, "dark": "#000", "light": "#fff", "omitsize": True}
    segno.make(address, micro=False).save(drawn, kind="svg", xmldecl=False, svgclass=None, lineclass=None, **look)
    return drawn.getvalue().decode().strip()


def _listen(host: str, port: int, usual: int) -> socket.socket:
    for number in (port,) if port else (usual, 0):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if sys.platform != "win32":  # there it would share the port with a server that is running
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, number))
            return listening
        except (OSError, OverflowError) as error:
            listening.close()
            why = error
    raise PollError(f"Port {port} cannot be used for the network page ({why}). Take another one, or 0 for a free one.")
