"""Diaries and events of some runs of an experiment, written down: the runs are keyed, so they are lived once more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..designs import Block, total
from ..errors import disk_trouble
from ..living import Interrupted, relive
from ..plan import Experiment
from ..rounds import needs
from ..runs import Chunk, Runs, hexadecimal, runs_of, together
from . import disk
from .index import Index
from .store import Store

if TYPE_CHECKING:
    from pandas import DataFrame

    from ...result import Result

DIARY, PEOPLE, EVENTS = "diary.parquet", "people.parquet", "events.jsonl"
RECORDED = (DIARY, PEOPLE, EVENTS)

AT_ONCE = 128
"""Lives that are in memory together with all their days."""


def record(experiment: Experiment, index: Index, store: Store, workers: int, stop: Event) -> dict[str, str]:
    """Write the diaries, people and events that an experiment asks for; return the hash of each file, by name.

    Raises:
        ExperimentError: the disk refuses (74).
        Interrupted: ``stop`` was set.
    """
    asked = experiment.recorded
    hashes: dict[str, str] = {}
    with disk_trouble(store.folder):
        if asked.diary:
            hashes |= _diaries(store, _lived(experiment, index, asked.diary, "daily", workers, stop))
        if asked.events:
            with disk.growing(store.folder / EVENTS) as file:
                for block, runs, result in _lived(experiment, index, asked.events, "events", workers, stop):
                    file.write(_lines(_placed(block, runs, result.events)))
            hashes[EVENTS] = file.sha256
    return hashes


def chosen(experiment: Experiment, index: Index, count: int) -> Iterator[tuple[Block, Runs]]:
    """Yield, block by block, ``count`` runs of an experiment, or all if there are fewer.

    They are the first of each point, so that points can be compared life by life; where there are fewer than points,
    the first of evenly spaced points. Failed runs are left out.
    """
    points = total(experiment.design)
    each, more = divmod(count, points)
    wanted = np.full(points, each, dtype=np.int64)
    wanted[np.arange(more) * points // max(more, 1)] += 1
    for block in experiment.design:
        here, wanted = np.minimum(wanted[: block.size], needs(experiment, block, index)), wanted[block.size :]
        asked = np.flatnonzero(here).tolist()
        found = [runs_of(experiment, Chunk(block, range(p, p + 1), range(int(here[p])))) for p in asked]
        if found:
            runs = together(found)
            place = index.rows(runs.ids)
            yield block, runs.where((place >= 0) & ~index.failed[place])


def _lived(
    experiment: Experiment, index: Index, count: int, what: str, workers: int, stop: Event
) -> Iterator[tuple[Block, Runs, Result]]:
    """Yield the chosen runs, some at a time, with what is recorded of them."""
    for block, runs in chosen(experiment, index, count):
        for first in range(0, len(runs.ids), AT_ONCE):
            if stop.is_set():
                raise Interrupted
            some = runs.at(np.arange(first, min(first + AT_ONCE, len(runs.ids))))
            yield block, some, relive(experiment, block, some, (what,), workers)


def _placed(block: Block, runs: Runs, table: DataFrame) -> DataFrame:
    """Return a table with the block and the point of each row's run."""
    point = dict(zip(hexadecimal(runs.ids), runs.point.tolist(), strict=True))
    told = table.copy()
    told.insert(1, "block", block.name)
    told.insert(2, "point", told["run_id"].map(point).astype("int64"))
    return told


def _diaries(store: Store, lived: Iterator[tuple[Block, Runs, Result]]) -> dict[str, str]:
    """Write diaries and people as Parquet, some lives at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with ExitStack() as stack:
        files = {name: stack.enter_context(disk.growing(store.folder / name)) for name in (DIARY, PEOPLE)}
        writers: dict[str, Any] = {}
        for block, runs, result in lived:
            for name, told in ((DIARY, result.diary), (PEOPLE, result.people)):
                table = pa.Table.from_pandas(_placed(block, runs, told), preserve_index=False)
                table = table.replace_schema_metadata(None)
                if name not in writers:
                    writers[name] = stack.enter_context(pq.ParquetWriter(files[name], table.schema, compression="zstd"))
                writers[name].write_table(table)
    return {name: file.sha256 for name, file in files.items()}


def _lines(table: DataFrame) -> bytes:
    """Return a table as JSON, one object a row; what is undefined is left out."""
    rows = (
        {name: value for name, value in row.items() if value is not None and value == value}
        for row in table.astype(object).to_dict("records")
    )
    return "".join(json.dumps(row, default=_plain) + "\n" for row in rows).encode()


def _plain(value: Any) -> Any:
    """Return a NumPy number as Python's own."""
    return value.item()
