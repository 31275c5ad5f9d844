"""The final tables of an experiment, built from its chunk files alone: the same bytes every time."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .designs import Block
from .dictionary import dictionary
from .kinds import LIVES, Kind
from .plan import Experiment
from .runs import Chunk, hexadecimal, runs_of
from .store import Saved, encode
from .summary import COLUMNS, Statistics, measures, summarise

Table = dict[str, Any]


class Tables(NamedTuple):
    """Files of the results folder by name, and how many runs failed."""

    files: dict[str, bytes]
    failures: int


def build(experiment: Experiment, saved: Saved, config: str) -> Tables:
    """Return the final tables of an experiment whose runs are all in ``saved``.

    ``config`` is the file that a failed run's rerun command names.
    """
    design, runs, summary, failures = [], [], [], []
    for block in experiment.design:
        d, r, s, f = _block_tables(experiment, block, saved, config)
        design.append(d)
        runs.append(r)
        summary.append(s)
        failures.append(f)
    all_runs, all_failures = _stacked(runs), _stacked(failures)
    files = {
        "design.csv": csv(_stacked(design)),
        "runs.parquet": encode(all_runs),
        "runs.csv": csv(all_runs),
        "summary.csv": csv(_stacked(summary)),
        "failures.csv": csv(all_failures),
        "dictionary.csv": csv(dictionary(experiment)),
    }
    return Tables(files, len(all_failures["run_id"]))


def _block_tables(experiment: Experiment, block: Block, saved: Saved, config: str) -> tuple[Table, Table, Table, Table]:
    """Return design, runs, summary and failures of one block."""
    kind, n = experiment.kind, experiment.replicates.n
    everyone = runs_of(experiment, Chunk(block, 0, block.size * n - 1))
    place = saved.rows(everyone.ids)
    if (place < 0).any():
        raise RuntimeError(f"{int((place < 0).sum())} runs of block {block.name} are missing")
    columns = {c.name: saved.columns[c.name][place].astype(np.float64) for c in kind.columns}
    good = np.ones(len(place), dtype=bool)
    for column in kind.columns:
        values = columns[column.name]
        good &= ~np.isinf(values) if column.may_be_empty else np.isfinite(values)
    for name, words in kind.codes.items():
        good &= (columns[name] >= 0) & (columns[name] < len(words))

    axes = _axis_columns(experiment, block, everyone.axes[::n])
    axes = {path: np.repeat(values, n) for path, values in axes.items()}
    point = {"block": np.full(len(place), block.name, dtype=object), "point": everyone.point, **axes}
    who: Table = {"run_id": np.array(hexadecimal(everyone.ids), dtype=object), kind.place: everyone.couple}
    if kind is not LIVES:  # whoever wants one of them again needs it
        who["seed"] = everyone.seeds
    key: Table = {"run_id": who.pop("run_id"), "block": point["block"], "point": point["point"], **who, **axes}
    first = np.arange(0, len(place), n)  # the first run of each point
    point = {name: values[first] for name, values in point.items()}
    design = {**point, kind.tally: np.full(len(first), n), "seed": everyone.seeds[first]}
    shown = {name: _in_words(kind, name, values[good]) for name, values in columns.items()}
    runs = {**{name: values[good] for name, values in key.items()}, **shown}
    shaped = {name: values.reshape(-1, n) for name, values in columns.items()}
    summary = _summary_table(point, summarise(shaped, good.reshape(-1, n), kind), kind)
    failures = {name: values[~good] for name, values in key.items()}
    bad = np.flatnonzero(~good).tolist()
    failures["what"] = np.array([_what(kind, columns, row) for row in bad], dtype=object)
    again = "".join(f" --set {setting}" for setting in experiment.settings)
    failures["rerun"] = np.array([f"reassure run {config} --only {i}{again}" for i in failures["run_id"]], dtype=object)
    return design, runs, summary, failures


def _axis_columns(experiment: Experiment, block: Block, points: NDArray[np.float64]) -> Table:
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


def _stacked(tables: list[Table]) -> Table:
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def csv(table: Table) -> bytes:
    """Return a table as CSV (UTF-8, comma, newline); what is undefined stays empty."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    columns = {}
    for name, values in table.items():
        floats = np.asarray(values).dtype.kind == "f"
        kind = pa.string() if np.asarray(values).dtype == object else None
        columns[name] = pa.array(values, type=kind, from_pandas=True) if floats or kind else pa.array(values)
    sink = io.BytesIO()
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="needed")
    if len(next(iter(columns.values()))):
        arrow_csv.write_csv(pa.table(columns), sink, options)
    return ",".join(columns).encode() + b"\n" + sink.getvalue()
