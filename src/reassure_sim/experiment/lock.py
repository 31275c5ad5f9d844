"""One process at a time in a results folder; the lock is the system's and dies with the process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .errors import IN_USE, ExperimentError, disk_trouble

NAME = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder.

    Raises:
        ExperimentError: another process holds it (75), or the lock file cannot be written (74).
    """
    with disk_trouble(folder):
        file = (folder / NAME).open("a+b")
    with file:
        if not _take(file):
            say = f"{folder} is in use by another run of reassure"
            raise ExperimentError(IN_USE, say, f"reassure status {folder}")
        yield  # closing the file lets go, and so does the end of the process, however it ends


def held_by_another(folder: Path) -> bool:
    """Tell whether a process is at work in a folder."""
    try:
        with (folder / NAME).open("r+b") as file:
            return not _take(file)
    except OSError:
        return False


def _take(file: IO[bytes]) -> bool:
    try:
        import fcntl
    except ImportError:  # not a POSIX system
        return _take_elsewhere(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take_elsewhere(file: IO[bytes]) -> bool:
    import importlib

    msvcrt = importlib.import_module("msvcrt")
    try:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
