"""A server that a command has started does not outlive it, however the command ends."""

import os
import signal
import sys
import threading

TIED = "REASSURE_TIED"
"""Set in the environment of a server whose standard input stays open for as long as its command lives."""


def tie() -> None:
    """Tell this process to stop once standard input ends, if it was started that way; else do nothing."""
    if os.environ.pop(TIED, ""):
        threading.Thread(target=_wait, name="tie", daemon=True).start()


def _wait() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
