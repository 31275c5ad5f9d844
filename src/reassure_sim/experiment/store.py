"""The results folder: immutable chunk files, named by their range and the hash of their bytes.

One rename commits a chunk and its checksum together. Nothing else is the truth: tables, manifest
and status can all be rebuilt from ``parts/``.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .errors import CONTRADICTION, OTHER_EXPERIMENT, ExperimentError, disk_trouble
from .lock import locked

OURS = ("manifest.json", "resolved.json", "parts")
_PART = re.compile(r"(?P<block>.+)-(?P<first>\d+)-(?P<last>\d+)-(?P<hash>[0-9a-f]{16})\.parquet")


def write(path: Path, content: bytes) -> None:
    """Put a file in its place whole or not at all: written beside, synced, renamed, folder synced."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        time.sleep(float(os.environ.get("REASSURE_TEST_SLOW_WRITE", "0")))  # lets tests aim a kill here
        os.replace(beside, path)
        _sync_folder(path.parent)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Make a rename outlast a power cut, where folders can be synced."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Saved(NamedTuple):
    """What the chunk files hold: run ids, sorted, shape (n,); each summary column, (n,); and damage found."""

    ids: NDArray[np.uint64]
    columns: dict[str, NDArray[Any]]
    damaged: tuple[str, ...] = ()

    def rows(self, ids: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return where each of ``ids`` stands, -1 for those that are missing."""
        if not len(self.ids):
            return np.full(len(ids), -1)
        place = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[place] == ids, place, -1)


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
            self.parts.mkdir(parents=True, exist_ok=True)
        with locked(self.folder):
            with disk_trouble(self.folder):
                for place in (self.folder, self.parts, self.folder / "figures"):
                    for left in place.glob(".*.tmp"):
                        left.unlink(missing_ok=True)
            yield

    def _refuse_foreign(self) -> None:
        if not self.folder.is_dir() or any((self.folder / name).exists() for name in OURS):
            return
        names = sorted(p.name for p in self.folder.iterdir() if not p.name.startswith("."))
        if names:
            say = f"{self.folder} holds files that are no results ({', '.join(names[:3])}); nothing was written"
            raise ExperimentError(OTHER_EXPERIMENT, say, "choose another folder with -o")

    def put(self, relative: str, content: bytes) -> None:
        """Write one file of the folder."""
        with disk_trouble(self.folder):
            path = self.folder / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, content)

    def add(self, block: str, first: int, last: int, columns: Mapping[str, NDArray[Any]]) -> int:
        """Save the rows of a chunk (``run_id`` and summary columns) and return the bytes it takes."""
        content = encode(columns)
        digest = hashlib.sha256(content).hexdigest()[:16]
        self.put(f"parts/{block}-{first}-{last}-{digest}.parquet", content)
        return len(content)

    def names(self) -> list[Path]:
        """Return the chunk files, by name."""
        if not self.parts.is_dir():
            return []
        return sorted(p for p in self.parts.iterdir() if _PART.fullmatch(p.name))

    def size(self) -> int:
        """Return the bytes that the chunk files take."""
        return sum(path.stat().st_size for path in self.names())

    def load(self, mend: bool = True) -> Saved:
        """Return everything on disk, each file checked against the hash in its name.

        A damaged file is named, and with ``mend`` put aside in ``damaged/`` so that its runs count as
        missing.

        Raises:
            ExperimentError: two files disagree about a run (65).
        """
        tables, damaged = [], []
        with disk_trouble(self.folder):
            for path in self.names():
                content = path.read_bytes()
                if hashlib.sha256(content).hexdigest()[:16] == path.name.rpartition("-")[2].removesuffix(".parquet"):
                    tables.append(decode(content))
                    continue
                damaged.append(f"parts/{path.name} was damaged on disk")
                if mend:
                    (self.folder / "damaged").mkdir(exist_ok=True)
                    os.replace(path, self.folder / "damaged" / path.name)
        return self._joined(tables, tuple(damaged))

    def _joined(self, tables: list[dict[str, NDArray[Any]]], damaged: tuple[str, ...]) -> Saved:
        if not tables:
            return Saved(np.zeros(0, dtype=np.uint64), {}, damaged)
        if any(list(table) != list(tables[0]) for table in tables):
            say = f"chunk files in {self.folder} hold different columns: they come from different versions of the model"
            raise ExperimentError(OTHER_EXPERIMENT, say, "choose another folder with -o")
        whole = {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}
        order = np.argsort(whole["run_id"], kind="stable")
        whole = {name: column[order] for name, column in whole.items()}
        ids = whole.pop("run_id")
        again = np.flatnonzero(ids[1:] == ids[:-1])
        for name, column in whole.items():
            bits = column.view(f"u{column.dtype.itemsize}")
            if (bits[again] != bits[again + 1]).any():
                run = int(ids[again[np.flatnonzero(bits[again] != bits[again + 1])[0]]])
                where = f"run {run:016x} is on disk twice in {self.folder} with different {name}"
                say = f"{where}: these results contradict themselves"
                raise ExperimentError(
                    CONTRADICTION, say, "keep the folder as it is, run into a fresh one with -o, and compare"
                )
        first = np.concatenate([[True], ids[1:] != ids[:-1]])
        return Saved(ids[first], {name: column[first] for name, column in whole.items()}, damaged)


def encode(columns: Mapping[str, Any]) -> bytes:
    """Return a table as the bytes of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.table(dict(columns)), sink, compression="zstd")
    return sink.getvalue()


def decode(content: bytes) -> dict[str, NDArray[Any]]:
    """Return the columns of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(pa.BufferReader(content), use_threads=False)
    return {name: table.column(name).to_numpy() for name in table.column_names}
