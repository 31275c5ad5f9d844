"""One connection of the network page: short, quiet, and it gives way where there are too many."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 256
"""Connections at one time; each serves one request, so a class of hundreds needs a few dozen."""

LIFE = 10.0
"""Seconds after which a connection ends, whatever it does: one that trickles, or listens and never takes."""

LONGEST = 8192
"""Bytes that a client may say: browsers take less than a tenth for a vote with all its headers."""

MOMENT, SHARE = 0.05, 0.4
"""Seconds, and the share of them that the page may work: other threads of the process need the interpreter too."""

QUIET = logging.Logger("reassure_sim.poll", logging.CRITICAL + 1)
"""Hears nothing: who asked for what is nobody's business, and a flood would fill the speaker's terminal."""


class Crowd:
    """The connections that are open, by address; where there are too many, the address with most gives way."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.count = 0
        self._of: dict[str, dict[Line, None]] = {}
        self._since, self._used = time.monotonic(), 0.0

    def breathe(self) -> None:
        """Rest where this thread has worked for its share of a moment: a flood must not slow what the speaker does."""
        now, used = time.monotonic(), time.thread_time()
        if now - self._since > MOMENT:
            self._since, self._used = now, used
        elif used - self._used > SHARE * MOMENT:
            time.sleep(self._since + MOMENT - now)

    def enter(self, line: Line) -> None:
        """Note a connection; if there is no room, the oldest of the address that holds most ends."""
        if self.count >= self.most:
            heaviest = max(self._of.values(), key=lambda lines: len(lines))
            next(iter(heaviest)).end()
        self._of.setdefault(line.address, {})[line] = None
        self.count += 1

    def leave(self, line: Line) -> None:
        """Note that a connection has ended; once or twice."""
        lines = self._of.get(line.address, {})
        if line in lines:
            del lines[line]
            self.count -= 1
        if not lines:
            self._of.pop(line.address, None)


class Line(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with an end in time; ``crowd`` is set on a subclass."""

    crowd: Crowd

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = self.access_logger = QUIET

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a seat in the crowd."""
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        self.heard = 0
        self.crowd.breathe()
        self.crowd.enter(self)
        self.late = self.loop.call_later(LIFE, self.end)

    def data_received(self, data: bytes) -> None:
        """Listen to one request, and to no speech."""
        self.heard += len(data)
        if self.heard > LONGEST:
            self.end()
        else:
            super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the crowd."""
        self.late.cancel()
        self.crowd.leave(self)
        super().connection_lost(exc)

    def end(self) -> None:
        """Hang up, without a word."""
        self.crowd.leave(self)
        self.transport.abort()
