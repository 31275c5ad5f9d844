"""The final tables of an experiment, built from its chunk files alone, piece by piece: the same bytes every time."""

from __future__ import annotations

import io
import math
import shlex
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from threading import Event
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..designs import Block, total
from ..errors import disk_trouble
from ..kinds import LIVES, Kind
from ..living import Interrupted
from ..plan import Experiment
from ..rounds import needs
from ..runs import Chunk, Runs, chunks, hexadecimal, runs_of
from . import disk
from .dictionary import dictionary
from .index import FAILURE, Index
from .store import Store
from .summary import COLUMNS, Statistics, measures, sound, summarise

Table = dict[str, Any]

FINAL = ("design.csv", "runs.parquet", "runs.csv", "summary.csv", "failures.csv")
"""Tables that say nothing true while runs are missing."""

LARGE = ("design.parquet", "summary.parquet")
"""What stands in the place of a CSV that would be too long to be read as text; runs.csv is then left out."""

MOST_LINES = 5_000_000
"""Lines of the longest CSV."""

PIECE = 1 << 15
"""Runs that become rows at a time, so that a large experiment needs no large memory."""


class Rebuilt(NamedTuple):
    """The hash of each table, by name, and how many runs failed."""

    sha256: dict[str, str]
    failures: int


def rebuild(experiment: Experiment, index: Index, store: Store, stop: Event) -> Rebuilt:
    """Write the final tables of an experiment whose runs are all in ``index``.

    Raises:
        ExperimentError: the disk refuses (74).
        Interrupted: ``stop`` was set.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    failures, names = 0, files_of(experiment, index)
    with disk_trouble(store.folder), ExitStack() as stack:
        files = {name: stack.enter_context(disk.growing(store.folder / name)) for name in names}
        writers: dict[str, Any] = {}
        for number, piece in enumerate(_pieces(experiment, index, str(store.folder / "experiment.yaml"))):
            if stop.is_set():
                raise Interrupted
            for name, file in files.items():
                part, _, suffix = name.partition(".")
                if suffix == "csv":
                    file.write((b"" if number else header(piece[part])) + lines(piece[part]))
                    continue
                if not number:
                    schema = pa.table(piece[part]).schema
                    writers[name] = stack.enter_context(pq.ParquetWriter(file, schema, compression="zstd"))
                writers[name].write_table(pa.table(piece[part], schema=writers[name].schema))
            failures += len(piece["failures"]["run_id"])
    for name in {*FINAL, *LARGE} - files.keys():  # of an earlier, smaller or larger run
        disk.remove(store.folder / name)
    store.put("dictionary.csv", csv(dictionary(experiment)))
    hashes = {name: file.sha256 for name, file in files.items()}
    return Rebuilt({**hashes, "dictionary.csv": disk.sha256(store.folder / "dictionary.csv")}, failures)


def files_of(experiment: Experiment, index: Index | None = None) -> list[str]:
    """Return the names of the tables that an experiment has; of one whose runs are all in ``index``, if given."""
    points, runs = total(experiment.design), experiment.runs
    if index is not None:
        runs = sum(int(needs(experiment, block, index).sum()) for block in experiment.design)
    lengths = {"design": points, "summary": points * len(measures(experiment.kind))}
    found = [f"{name}.{'csv' if length <= MOST_LINES else 'parquet'}" for name, length in lengths.items()]
    return [*found, "runs.parquet", *(["runs.csv"] if runs <= MOST_LINES else []), "failures.csv"]


def _pieces(experiment: Experiment, index: Index, config: str) -> Iterator[dict[str, Table]]:
    """Yield design, runs, summary and failures of some points at a time; ``config``: what rerun commands name."""
    for block in experiment.design:
        needed = needs(experiment, block, index)
        most = int(needed.max())
        for chunk in chunks(block, 1, max(PIECE // most, 1)):
            points = chunk.points
            everyone = runs_of(experiment, Chunk(block, points, range(most)))
            yield _piece(experiment, block, everyone, needed[points.start : points.stop], index, config)


def _piece(
    experiment: Experiment, block: Block, everyone: Runs, needed: NDArray[np.int64], index: Index, config: str
) -> dict[str, Table]:
    """Return the tables of some points; ``everyone``: as many runs at each as the neediest has."""
    kind, width = experiment.kind, len(everyone.ids) // len(needed)
    asked = np.tile(np.arange(width), len(needed)) < np.repeat(needed, width)
    place = np.where(asked, index.rows(everyone.ids), -1)
    if (place[asked] < 0).any():
        raise RuntimeError(f"{int((place[asked] < 0).sum())} runs of block {block.name} are missing")
    columns = index.columns(place, [*(c.name for c in kind.columns), FAILURE])
    why = columns.pop(FAILURE)
    good = asked & (why == "") & sound(columns, kind)

    first = np.arange(0, len(place), width)  # the first run of each point
    axes = axis_columns(experiment, block, everyone.axes[first])
    point: Table = {"block": np.full(len(first), block.name, dtype=object), "point": everyone.point[first], **axes}
    key: Table = {"run_id": np.array(hexadecimal(everyone.ids), dtype=object)}
    key |= {name: np.repeat(point[name], width) for name in ("block", "point")}
    key[kind.place] = everyone.couple
    if kind is not LIVES:  # whoever wants one of them again needs it
        key["seed"] = everyone.seeds
    key |= {name: np.repeat(values, width) for name, values in axes.items()}
    bad = np.flatnonzero(asked & ~good)
    failures: Table = {name: values[bad] for name, values in key.items()}
    failures["what"] = np.array([why[row] or _what(kind, columns, row) for row in bad.tolist()], dtype=object)
    again = "".join(f" --set {shlex.quote(setting)}" for setting in experiment.settings)
    command = f"reassure run {shlex.quote(config)} --only"
    failures["rerun"] = np.array([f"{command} {name}{again}" for name in failures["run_id"]], dtype=object)
    shaped = {name: values.reshape(-1, width) for name, values in columns.items()}
    return {
        "design": {**point, kind.tally: np.array(needed), "seed": everyone.seeds[first]},
        "runs": {
            **{name: values[good] for name, values in key.items()},
            **{name: _in_words(kind, name, values[good]) for name, values in columns.items()},
        },
        "summary": _summary_table(point, summarise(shaped, good.reshape(-1, width), needed, kind), kind),
        "failures": failures,
    }


def axis_columns(experiment: Experiment, block: Block, points: NDArray[np.float64]) -> Table:
    """Return a column for every axis, one entry a point; where this block does not vary it, what it was.

    An axis that is no number somewhere is told in words everywhere.
    """
    worded = {path for other in experiment.design for path in other.words}
    found: Table = {}
    for path in experiment.axes:
        if path in block.axes:
            values = [block.meant(path, level) for level in points[:, block.axes.index(path)].tolist()]
        else:
            values = experiment.usual(path, block, points.tolist())
        if path in worded:
            found[path] = np.array([told(value) for value in values], dtype=object)
        else:
            found[path] = np.array([math.nan if value is None else value for value in values], dtype=np.float64)
    return found


def told(value: Any) -> str:
    """Return what an axis is as it would stand in a file on one line: ``{kind: barabasi_albert, mean_degree: 10}``."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {told(one)}" for name, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(told(one) for one in value) + "]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:.12g}"
    return {None: "null", True: "true", False: "false"}.get(value) or str(value)


def _in_words(kind: Kind, name: str, values: NDArray[np.float64]) -> NDArray[Any]:
    if name in kind.codes:
        return np.array(kind.codes[name], dtype=object)[values.astype(np.int64)]
    return values.astype(np.int64) if name in kind.yes_no else values


def _what(kind: Kind, columns: Mapping[str, NDArray[np.float64]], row: int) -> str:
    """Say which numbers of a failed run are not numbers."""
    wrong = [c.name for c in kind.columns if not np.isfinite(columns[c.name][row]) and not c.may_be_empty]
    wrong += [c.name for c in kind.columns if np.isinf(columns[c.name][row]) and c.may_be_empty]
    return "not finite: " + ", ".join(wrong[:5]) if wrong else "no such regime"


def _summary_table(point: Table, statistics: Mapping[str, Statistics], kind: Kind) -> Table:
    """Return one row per point and measure."""
    names = measures(kind)
    count = len(point["point"])
    table: Table = {name: np.repeat(values, len(names)) for name, values in point.items()}
    table["measure"] = np.tile(np.array(names, dtype=object), count)
    for column in COLUMNS:
        table[column] = np.stack([getattr(statistics[name], column) for name in names], axis=1).ravel()
    return table


def csv(table: Table) -> bytes:
    """Return a table as CSV (UTF-8, comma, newline); what is undefined stays empty."""
    return header(table) + lines(table)


def header(table: Table) -> bytes:
    """Return the first line of a table as CSV."""
    return ",".join(table).encode() + b"\n"


def lines(table: Table) -> bytes:
    """Return the rows of a table as CSV."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    columns = {}
    for name, values in table.items():
        floats = np.asarray(values).dtype.kind == "f"
        kind = pa.string() if np.asarray(values).dtype == object else None
        columns[name] = pa.array(values, type=kind, from_pandas=True) if floats or kind else pa.array(values)
    sink = io.BytesIO()
    if len(next(iter(columns.values()))):
        options = arrow_csv.WriteOptions(include_header=False, quoting_style="needed")
        arrow_csv.write_csv(pa.table(columns), sink, options)
    return sink.getvalue()
