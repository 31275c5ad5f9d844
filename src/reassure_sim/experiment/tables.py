"""The final tables of an experiment, built from its chunk files alone: the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..measures import RUN_COLUMNS
from ..parameters import ROW, rows
from .designs import Block
from .plan import Experiment
from .runs import Chunk, hexadecimal, runs_of
from .store import Saved, encode
from .summary import CODES, COLUMNS, YES_NO, Statistics, measures, summarise

Table = dict[str, Any]


class Tables(NamedTuple):
    """Files of the results folder by name, and how many lives failed."""

    files: dict[str, bytes]
    failures: int


def axes_of(experiment: Experiment) -> tuple[str, ...]:
    """Return every parameter that some block varies, in order of first appearance."""
    return tuple(dict.fromkeys(path for block in experiment.design for path in block.axes))


def build(experiment: Experiment, saved: Saved, config: str) -> Tables:
    """Return the final tables of an experiment whose runs are all in ``saved``.

    ``config`` is the file that a failed life's rerun command names.
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
    couples = experiment.replicates.n
    everyone = runs_of(experiment, Chunk(block, 0, block.size * couples - 1))
    place = saved.rows(everyone.ids)
    if (place < 0).any():
        raise RuntimeError(f"{int((place < 0).sum())} runs of block {block.name} are missing")
    columns = {c.name: saved.columns[c.name][place].astype(np.float64) for c in RUN_COLUMNS}
    good = np.ones(len(place), dtype=bool)
    for column in RUN_COLUMNS:
        values = columns[column.name]
        good &= ~np.isinf(values) if column.may_be_empty else np.isfinite(values)
    for name, words in CODES.items():
        good &= (columns[name] >= 0) & (columns[name] < len(words))

    axes = _axis_columns(experiment, block, everyone.axes)
    key: Table = {
        "run_id": np.array(hexadecimal(everyone.ids), dtype=object),
        "block": np.full(len(place), block.name, dtype=object),
        "point": everyone.point,
        "couple": everyone.couple,
        **axes,
    }
    first = np.arange(0, len(place), couples)  # the first life of each point
    point = {name: values[first] for name, values in key.items() if name not in ("run_id", "couple")}
    design = {**point, "couples": np.full(len(first), couples), "seed": everyone.seeds[first]}
    shown = {name: _in_words(name, values[good]) for name, values in columns.items()}
    runs = {**{name: values[good] for name, values in key.items()}, **shown}
    shaped = {name: values.reshape(-1, couples) for name, values in columns.items()}
    summary = _summary_table(point, summarise(shaped, good.reshape(-1, couples)))
    failures = {name: values[~good] for name, values in key.items()}
    bad = np.flatnonzero(~good).tolist()
    failures["what"] = np.array([_what(columns, row) for row in bad], dtype=object)
    again = "".join(f" --set {setting}" for setting in experiment.settings)
    failures["rerun"] = np.array([f"reassure run {config} --only {i}{again}" for i in failures["run_id"]], dtype=object)
    return design, runs, summary, failures


def _axis_columns(experiment: Experiment, block: Block, axes: NDArray[np.float64]) -> Table:
    """Return a column for every swept parameter; where this block does not vary it, the value it had."""
    base = rows(experiment.scenario.parameters)
    usual = {path: base[ROW[path]] if path in ROW else number.default for path, number in experiment.numbers.items()}
    return {
        path: axes[:, block.axes.index(path)] if path in block.axes else np.full(len(axes), usual[path])
        for path in axes_of(experiment)
    }


def _in_words(name: str, values: NDArray[np.float64]) -> NDArray[Any]:
    if name in CODES:
        return np.array(CODES[name], dtype=object)[values.astype(np.int64)]
    return values.astype(np.int64) if name in YES_NO else values


def _what(columns: Mapping[str, NDArray[np.float64]], row: int) -> str:
    """Say which numbers of a failed life are not numbers."""
    wrong = [c.name for c in RUN_COLUMNS if not np.isfinite(columns[c.name][row]) and not c.may_be_empty]
    wrong += [c.name for c in RUN_COLUMNS if np.isinf(columns[c.name][row]) and c.may_be_empty]
    return "not finite: " + ", ".join(wrong[:5]) if wrong else "no such regime"


def _summary_table(point: Table, statistics: Mapping[str, Statistics]) -> Table:
    """Return one row per point and measure."""
    names = measures()
    count = len(point["point"])
    table: Table = {name: np.repeat(values, len(names)) for name, values in point.items()}
    table["measure"] = np.tile(np.array(names, dtype=object), count)
    for column in COLUMNS:
        table[column] = np.stack([getattr(statistics[name], column) for name in names], axis=1).ravel()
    return table


def _stacked(tables: list[Table]) -> Table:
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def dictionary(experiment: Experiment) -> Table:
    """Return what every column of every table means."""
    lines: list[tuple[str, str, str, str]] = []
    key = {
        "run_id": ("", "hash of all that decides this life; the same life has the same id in every experiment"),
        "block": ("", "block of the design"),
        "point": ("", "number of the point within its block, from 0"),
        "couple": ("", "number of the life at this point, from 0: lives with the same number share their luck"),
    }
    declared = {path: experiment.numbers[path] for path in axes_of(experiment)}
    axes = {path: (number.unit, f"{number.meaning} ({path.rpartition('.')[0]})") for path, number in declared.items()}
    per_point = {name: key[name] for name in ("block", "point")}
    luck = (
        "all points share their luck" if experiment.replicates.pairing == "common" else "each point has luck of its own"
    )
    design = {**per_point, **axes, "couples": ("", "lives at this point"), "seed": ("", f"seed of this point; {luck}")}
    words = {name: ("word", f"one of: {', '.join(w or '(none)' for w in CODES[name])}") for name in CODES}
    runs = {**key, **axes, **{c.name: words.get(c.name, (c.unit, c.meaning)) for c in RUN_COLUMNS}}
    statistics = {
        "measure": ("", "what the row tells: a column of runs.csv, or share_ and a word for a share of lives"),
        "n": ("", "lives that enter the row"),
        "missing": ("", "lives that do not: the measure is undefined for them, or they failed"),
        "mean": ("of the measure", "mean, or the share"),
        "sd": ("of the measure", "standard deviation between lives (n - 1)"),
        "ci_low": ("of the measure", "lower end of the 95 % interval of the mean (Student's t; of a share: Wilson)"),
        "ci_high": ("of the measure", "upper end of that interval"),
        "q05": ("of the measure", "5 % quantile of the lives"),
        "q50": ("of the measure", "median of the lives"),
        "q95": ("of the measure", "95 % quantile of the lives"),
    }
    failed = {"what": ("", "what is not a number"), "rerun": ("", "command that lives this one life again")}
    content = {
        "design.csv": design,
        "runs.csv": runs,
        "runs.parquet": runs,
        "summary.csv": {**per_point, **axes, **statistics},
        "failures.csv": {**key, **axes, **failed},
    }
    for table, columns in content.items():
        lines += [(table, name, unit, meaning) for name, (unit, meaning) in columns.items()]
    for name in measures():
        column = next((c for c in RUN_COLUMNS if c.name == name), None)
        what = (column.unit, column.meaning) if column else ("1", f"share of lives: {name.removeprefix('share_')}")
        lines.append(("summary.csv", f"measure = {name}", *what))
    own = {"table": "file", "column": "column of that file", "unit": "unit; 1 is a pure number", "meaning": "in words"}
    lines += [("dictionary.csv", name, "", meaning) for name, meaning in own.items()]
    names = ("table", "column", "unit", "meaning")
    return {name: np.array([line[i] for line in lines], dtype=object) for i, name in enumerate(names)}


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
