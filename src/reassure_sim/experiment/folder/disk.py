"""Every touch of the disk by an experiment, in one place: so that a test can make each of them fail.

Files appear whole or not at all. They are written beside their place, synced, renamed, and the folder
is synced. A sync that fails is not tried again: the system may have dropped what it could not write.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_AT_ONCE = 1 << 20


class Growing:
    """A file that is being written beside its place; ``sha256`` is of what was written so far."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._waiting = bytearray()
        self._digest = hashlib.sha256()
        self.size = 0
        self.closed = False

    def write(self, content: bytes) -> int:
        """Add to the file; small pieces are gathered before they are handed to the system."""
        view = memoryview(content).cast("B")
        self._digest.update(view)
        self._waiting += view
        self.size += len(view)
        if len(self._waiting) >= _AT_ONCE:
            self.hand_over()
        return len(view)

    def hand_over(self) -> None:
        """Hand everything to the system."""
        done = 0
        while done < len(self._waiting):
            done += os.write(self._handle, self._waiting[done : done + _AT_ONCE])
        self._waiting.clear()

    @property
    def sha256(self) -> str:
        """The hash of the content."""
        return self._digest.hexdigest()

    def tell(self) -> int:
        """Return how much was written."""
        return self.size

    def flush(self) -> None:
        """Do nothing: what is written is handed to the system at the latest when the file is put in its place."""

    def close(self) -> None:
        """Do nothing: the file is closed when it is put in its place."""

    def readable(self) -> bool:
        """Tell that it cannot be read."""
        return False

    def writable(self) -> bool:
        """Tell that it can be written."""
        return True

    def seekable(self) -> bool:
        """Tell that it only grows."""
        return False


@contextmanager
def growing(path: Path) -> Iterator[Growing]:
    """Yield a file to write to; it takes its place when the block ends well, and vanishes otherwise."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
        try:
            file = Growing(handle)
            yield file
            file.hand_over()
            os.fsync(handle)
        finally:
            os.close(handle)
        time.sleep(float(os.environ.get("REASSURE_TEST_SLOW_WRITE", "0")))  # lets tests aim a kill here
        os.replace(beside, path)
        _sync_folder(path.parent)
    except BaseException:
        remove(beside)
        raise


def half_written(name: str) -> bool:
    """Tell whether a file is one that ``growing`` has not put in its place."""
    return name.startswith(".") and name.endswith(".tmp")


def being_written(name: str) -> bool:
    """Tell whether the process that a half-written file is named after still lives, as far as one can ask."""
    owner = name.split(".")[-2]
    if os.name != "posix" or not owner.isdigit() or int(owner) == os.getpid():
        return False
    try:
        os.kill(int(owner), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def write(path: Path, content: bytes) -> None:
    """Put a file in its place whole or not at all."""
    with growing(path) as file:
        file.write(content)


def read(path: Path) -> bytes:
    """Return the content of a file."""
    return b"".join(_parts(path))


def _parts(path: Path) -> Iterator[bytes]:
    """Yield the content of a file piece by piece."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        while part := os.read(handle, _AT_ONCE):
            yield part
    except OSError as error:  # the system does not say which file it was
        error.filename = str(path)
        raise
    finally:
        os.close(handle)


def size(path: Path) -> int:
    """Return how many bytes a file has; none where there is no file."""
    try:
        return os.stat(path).st_size
    except (FileNotFoundError, NotADirectoryError):
        return 0


def sha256(path: Path) -> str:
    """Return the hash of a file's content, however large it is."""
    digest = hashlib.sha256()
    for part in _parts(path):
        digest.update(part)
    return digest.hexdigest()


def remove(path: Path) -> None:
    """Take a file away, if it is there and can be."""
    try:
        os.unlink(path)
    except OSError:
        return


def aside(path: Path, folder: Path) -> None:
    """Move a file into another folder of the same disk."""
    make(folder)
    os.replace(path, folder / path.name)


def make(folder: Path) -> None:
    """Make a folder, and those above it, where there is none; it outlasts a power cut as its files do."""
    try:
        try:
            os.mkdir(folder)
        except FileNotFoundError:
            make(folder.parent)
            os.mkdir(folder)
    except FileExistsError:
        if not stat.S_ISDIR(os.stat(folder).st_mode):
            raise
    else:
        with suppress(PermissionError):  # whoever may write in a folder need not be allowed to read it
            _sync_folder(folder.parent)


def names(folder: Path) -> list[str]:
    """Return the names in a folder, sorted; none where there is no folder."""
    try:
        return sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []


def _sync_folder(folder: Path) -> None:
    """Make a rename outlast a power cut, where folders can be synced."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
