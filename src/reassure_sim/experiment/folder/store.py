"""The results folder: immutable chunk files, named by their range and the hash of their bytes.

One rename commits a chunk and its checksum together. Nothing else is the truth: tables, manifest
and status can all be rebuilt from ``parts/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ..errors import OTHER_EXPERIMENT, ExperimentError, disk_trouble
from . import disk
from .disk import write as write
from .index import Index, digest, encode
from .lock import locked

OURS = ("manifest.json", "resolved.json", "parts")
SHARDS = "shards"
"""Where the parts of job arrays keep what they have made, until they are merged."""

_PART = re.compile(r".+-[0-9a-f]{16}\.parquet")


class Store:
    """One results folder; use ``with Store(folder).held():`` while writing to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts = folder / "parts"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for this process alone and clear away what a killed one left half-written.

        Raises:
            ExperimentError: another process holds it (75), it holds foreign files (76), or the disk (74).
        """
        with disk_trouble(self.folder):
            self._refuse_foreign()
            disk.make(self.parts)
        with locked(self.folder):
            with disk_trouble(self.folder):
                for place in (self.folder, self.parts, self.folder / "figures", self.folder / "analysis"):
                    for name in disk.names(place):
                        if disk.half_written(name) and (place == self.parts or not disk.being_written(name)):
                            disk.remove(place / name)  # parts are written by whoever holds the folder, and by no other
            yield

    def _refuse_foreign(self) -> None:
        names = [name for name in disk.names(self.folder) if not name.startswith(".")]
        if names and not any(name in (*OURS, SHARDS) for name in names):
            say = f"{self.folder} holds files that are no results ({', '.join(names[:3])}); nothing was written"
            raise ExperimentError(OTHER_EXPERIMENT, say, "choose another folder with -o")

    def put(self, relative: str, content: bytes) -> None:
        """Write one file of the folder."""
        with disk_trouble(self.folder):
            path = self.folder / relative
            disk.make(path.parent)
            write(path, content)

    def add(self, name: str, columns: Mapping[str, NDArray[Any]]) -> int:
        """Save the rows of a chunk (``run_id`` and what each run has) under its name; return the bytes it takes."""
        content = encode(columns)
        self.put(f"parts/{name}-{digest(content)}.parquet", content)
        return len(content)

    def take(self, path: Path) -> bool:
        """Take over a chunk file of another folder, unless it is damaged; return whether it was there already."""
        with disk_trouble(self.folder):
            if disk.size(self.parts / path.name):
                return True
            content = disk.read(path)
            if digest(content) == path.stem.rpartition("-")[2]:
                write(self.parts / path.name, content)
            return False

    def names(self) -> list[Path]:
        """Return the chunk files, by name."""
        return [self.parts / name for name in disk.names(self.parts) if _PART.fullmatch(name)]

    def size(self) -> int:
        """Return the bytes that the chunk files take."""
        with disk_trouble(self.folder):
            return sum(disk.size(path) for path in self.names())

    def load(self, mend: bool = True) -> Index:
        """Return where every run stands, each file checked against the hash in its name.

        A damaged file is named, and with ``mend`` put aside in ``damaged/`` so that its runs count as
        missing.

        Raises:
            ExperimentError: two files disagree about a run (65), or the disk cannot be read (74).
        """
        with disk_trouble(self.folder):
            index = Index(self.names())
            for path in index.damaged if mend else ():
                disk.aside(path, self.folder / "damaged")
        return index
