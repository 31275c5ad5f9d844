"""What the server tells whoever runs it: enough to mend a fault by, never so much that somebody could fill the disk."""

import logging
import threading
import time
from collections.abc import Callable

A_MINUTE = 20
"""Faults told in a minute; one client can cause thousands."""


class Seldom(logging.Filter):
    """Lets so many records pass in a stretch of time; the last of them says that there may be more."""

    def __init__(
        self, most: int = A_MINUTE, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.most, self.seconds, self.clock = most, seconds, clock
        self.began, self.passed = clock(), 0
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is let through."""
        with self._lock:
            now = self.clock()
            if now - self.began >= self.seconds:
                self.began, self.passed = now, 0
            self.passed += 1
            if self.passed == self.most:
                record.msg, record.args = f"{record.getMessage()} (what else fails in this minute is not told)", ()
            return self.passed <= self.most


def tell() -> None:
    """Let this process tell its faults, and those of the libraries in it, on standard error, few at a time."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.addFilter(Seldom())
    logging.basicConfig(handlers=[handler], format="%(asctime)s %(name)s: %(message)s")
