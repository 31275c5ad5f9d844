"""One process at a time in a results folder; the lock is the system's and dies with the process."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import IN_USE, ExperimentError, command, disk_trouble

NAME = ".lock"

_TRIES, _PAUSE = 10, 0.05  # whoever only asks whether a folder is held holds it for a moment


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder.

    Raises:
        ExperimentError: another process holds it (75), or the lock file cannot be written (74).
    """
    with disk_trouble(folder):
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with disk_trouble(folder):
            tries = 1
            while not _take(handle):
                if tries == _TRIES:
                    say = f"{folder} is in use by another run of reassure"
                    raise ExperimentError(IN_USE, say, command("status", folder))
                tries += 1
                time.sleep(_PAUSE)
        yield
    finally:
        with suppress(OSError):
            os.close(handle)  # this lets go, and so does the end of the process, however it ends


def held_by_another(folder: Path) -> bool:
    """Tell whether a process is at work in a folder."""
    try:
        handle = os.open(folder / NAME, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _take(handle)
    except OSError:
        return False
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # not a POSIX system
        return _take_elsewhere(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take_elsewhere(handle: int) -> bool:
    import importlib

    msvcrt = importlib.import_module("msvcrt")
    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
