"""What the chunk files hold: which run stands where, and the numbers of some runs when they are asked for.

Only ids are kept in memory. Each file is checked against the hash in its name whenever it is read:
a flipped bit in a Parquet file mostly reads back as a wrong number without any error.
"""

from __future__ import annotations

import hashlib
import io
import itertools
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import CONTRADICTION, DISK, OTHER_EXPERIMENT, ExperimentError, disk_trouble
from . import disk

FAILURE = "failure"
"""The column that says why a run has no numbers; empty where it has."""

_KEPT = 64
"""Decoded chunk files that are kept at hand."""


class Damaged(ExperimentError):
    """A chunk file is not what it was when it was written (74)."""

    def __init__(self, path: Path) -> None:
        say = f"{path} was damaged, or taken away, after it had been found sound; the other files are safe"
        super().__init__(DISK, say, "type the same command again")


class Index:
    """Where each run stands: ``ids`` sorted, (n,) uint64; ``failed`` (n,) whether it has a reason instead of numbers.

    ``damaged`` names files that are not what they were; their runs count as missing.
    """

    def __init__(self, files: Sequence[Path] = ()) -> None:
        self.files: list[Path] = []
        self.damaged: list[Path] = []
        self._decoded: OrderedDict[int, dict[str, NDArray[Any]]] = OrderedDict()
        ids, failed = [np.zeros(0, np.uint64)], [np.zeros(0, bool)]
        self.names: list[str] = []
        for path in files:
            try:
                table = _checked(path, ["run_id", FAILURE])
            except Damaged:
                self.damaged.append(path)
                continue
            if self.names and table.names != self.names:
                say = f"chunk files in {path.parent.parent} hold different columns: the model's version differs"
                raise ExperimentError(OTHER_EXPERIMENT, say, "choose another folder with -o")
            self.names = table.names
            self.files.append(path)
            ids.append(table.columns["run_id"])
            failed.append(table.columns[FAILURE] != "" if FAILURE in table.columns else np.zeros(len(ids[-1]), bool))
        counts = [len(one) for one in ids]
        part = np.repeat(np.arange(-1, len(ids) - 1, dtype=np.int32), counts)
        row = np.concatenate([np.arange(count, dtype=np.int32) for count in counts])
        everyone, reasons = np.concatenate(ids), np.concatenate(failed)
        order = np.lexsort((row, part, reasons, everyone))  # of one run, numbers stand before reasons
        self.ids, self.failed = everyone[order], reasons[order]
        self._part, self._row = part[order], row[order]
        self._settle()

    def _settle(self) -> None:
        """Keep each run once.

        Raises:
            ExperimentError: a run has different numbers in two files (65).
        """
        first = np.concatenate([np.ones(min(len(self.ids), 1), bool), self.ids[1:] != self.ids[:-1]])
        again = np.flatnonzero(~first & ~self.failed)
        if len(again):
            theirs = [name for name in self.names if name != "run_id"]
            mine, others = self.columns(again, theirs), self.columns(again - 1, theirs)
            for name in theirs:
                differs = mine[name].view("u8") != others[name].view("u8")
                if differs.any():
                    run = int(self.ids[again[np.argmax(differs)]])
                    say = f"run {run:016x} is on disk twice in {self.files[0].parent.parent} with different {name}"
                    raise ExperimentError(
                        CONTRADICTION,
                        f"{say}: these results contradict themselves",
                        "keep the folder as it is, run into a fresh one with -o, and compare",
                    )
        self.ids, self.failed, self._part, self._row = (
            column[first] for column in (self.ids, self.failed, self._part, self._row)
        )

    def rows(self, ids: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return where each of ``ids`` stands, -1 for those that are missing."""
        if not len(self.ids):
            return np.full(len(ids), -1, np.int64)
        place = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[place] == ids, place, -1)

    def columns(self, places: NDArray[np.int64], names: Sequence[str]) -> dict[str, NDArray[Any]]:
        """Return columns of the runs at some ``places`` of this index (of ``rows``), each of shape (len(places),).

        A place of -1 gives NaN, and no reason.

        Raises:
            Damaged: a file has changed since the index was made.
        """
        found: dict[str, NDArray[Any]] = {
            name: np.full(len(places), "", dtype=object) if name == FAILURE else np.full(len(places), np.nan)
            for name in names
        }
        wanted = np.flatnonzero(places >= 0)
        order = wanted[np.lexsort((self._row[places[wanted]], self._part[places[wanted]]))]
        parts = self._part[places[order]]
        starts = np.flatnonzero(np.diff(parts, prepend=-2))
        for start, stop in itertools.pairwise([*starts.tolist(), len(order)]):
            table = self._table(int(parts[start]))
            here = order[start:stop]
            for name in names:
                if name in table:  # files of before there were reasons have none
                    found[name][here] = table[name][self._row[places[here]]]
        return found

    def _table(self, part: int) -> dict[str, NDArray[Any]]:
        if part not in self._decoded:
            self._decoded[part] = _checked(self.files[part]).columns
            while len(self._decoded) > _KEPT:
                self._decoded.popitem(last=False)
        self._decoded.move_to_end(part)
        return self._decoded[part]


class Decoded:
    """The columns of a chunk file that were asked for, and the names of all it has."""

    def __init__(self, columns: dict[str, NDArray[Any]], names: list[str]) -> None:
        self.columns = columns
        self.names = [name for name in names if name != FAILURE]


def digest(content: bytes) -> str:
    """Return the hash (16 digits) that a chunk file has in its name."""
    return hashlib.sha256(content).hexdigest()[:16]


def _checked(path: Path, names: Sequence[str] | None = None) -> Decoded:
    """Return the content of a chunk file.

    Raises:
        Damaged: its bytes do not have the hash in its name.
    """
    try:
        with disk_trouble(path.parent.parent):
            content = disk.read(path)
    except ExperimentError as error:  # a link to nothing, a folder, or a file that a run has just put aside
        if isinstance(error.__cause__, (FileNotFoundError, IsADirectoryError)):
            raise Damaged(path) from None
        raise
    if digest(content) != path.stem.rpartition("-")[2]:
        raise Damaged(path)
    import pyarrow as pa

    try:
        return decode(content, names)
    except pa.ArrowInvalid:  # whoever named it so, it is no table
        raise Damaged(path) from None


def encode(columns: Mapping[str, Any]) -> bytes:
    """Return a table as the bytes of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.table(dict(columns)), sink, compression="zstd")
    return sink.getvalue()


def decode(content: bytes, names: Sequence[str] | None = None) -> Decoded:
    """Return the columns of a Parquet file; only those of ``names`` that it has, if given."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(pa.BufferReader(content))
    every = file.schema_arrow.names
    table = file.read([n for n in names if n in every] if names else None, use_threads=False)
    return Decoded({name: table.column(name).to_numpy() for name in table.column_names}, every)
