"""Whether a results folder is what it says: every file against its hash, and runs lived again against what is saved.

Nothing is written, and nothing hangs on the machine: a folder may be verified wherever the same model is installed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .. import MODEL_VERSION
from ..experiment.errors import OTHER_EXPERIMENT, ExperimentError, disk_trouble
from ..experiment.folder import manifest
from ..experiment.folder.index import Index
from ..experiment.folder.store import Store
from .reruns import all_runs, compared, first, missing, same, sampled

if TYPE_CHECKING:
    from ..experiment.folder.results import Results

SAMPLE = 20
"""Runs that are lived again unless another number is asked for."""


class Verdict(NamedTuple):
    """How much was looked at, what of it is wrong (``faults``), and what is only worth knowing (``notes``).

    Of the ``saved`` runs ``lived`` were lived again, with so many ``numbers``.
    """

    chunks: int
    tables: int
    saved: int
    lived: int
    numbers: int
    faults: tuple[str, ...]
    notes: tuple[str, ...]


def verify(results: Results, sample: int | None = SAMPLE, tell: Callable[[int, int], None] | None = None) -> Verdict:
    """Hold the files of a results folder against their hashes, and a sample of runs (``None``: all) against the same
    runs lived again.

    The sample is the same every time. ``tell`` hears how many runs were lived, of how many.

    Raises:
        ExperimentError: two chunk files disagree about a run (65), the disk cannot be read (74), or the runs are those
            of another version of the model, so that none can be lived again (76).
    """
    with disk_trouble(results.folder):
        store = Store(results.folder)
        index, chunks = store.load(mend=False), len(store.names())
        faults = [f"parts/{path.name} was changed: it does not have the hash in its name" for path in index.damaged]
        faults += _changed(results, index)
    if results.manifest.get("model_version") != MODEL_VERSION and not faults:
        raise _other_model(results)
    lived = 0
    if results.manifest.get("model_version") == MODEL_VERSION:
        if results.complete and (lost := missing(results, index)):
            faults.append(f"parts/ lacks {lost:,} runs, and manifest.json says that all are there")
        runs = all_runs(results, index) if sample is None else sampled(results, index, sample)
        for count, differ in compared(results.experiment, index, runs):
            lived += count
            faults += differ
            if tell:
                tell(lived, max(lived, min(sample or len(index.ids), len(index.ids))))
    numbers = lived * len(results.experiment.kind.columns)
    tables = len(results.manifest.get("sha256", {}))
    return Verdict(chunks, tables, len(index.ids), lived, numbers, tuple(faults), tuple(_notes(results)))


def _changed(results: Results, index: Index) -> Iterator[str]:
    """Say which files are not those that the manifest has the hashes of."""
    told = results.manifest
    for name, known in {"experiment.yaml": told.get("config_sha256"), **told.get("sha256", {})}.items():
        path = results.folder / name
        if not path.is_file():
            yield f"{name} is missing, and manifest.json has its hash"
        elif known and _sha256(path) != known:
            where = _rows_changed(results, index) if name == "runs.csv" else ""
            yield f"{name} was changed: it does not have the hash in manifest.json{where}"
    for name, known in results.experiment.files.items():
        if told.get("files", {}).get(name, known) != known:
            yield f"{name}, which the experiment reads, was changed: it does not have the hash in manifest.json"


def _sha256(path: Path) -> str:
    """Return the hash of a file that may be larger than the memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _rows_changed(results: Results, index: Index) -> str:
    """Say which numbers of runs.csv are not those of the chunk files."""
    kind = results.experiment.kind
    try:
        table = results.table("runs", checked=False)
        place = index.rows(np.array([int(name, 16) for name in table["run_id"]], np.uint64))
        differ = []
        for name, values in index.columns(place, [column.name for column in kind.columns]).items():
            words = {word: float(code) for code, word in enumerate(kind.codes.get(name, ()))}
            theirs = table[name].fillna("").map(words) if words else table[name]
            wrong = (place >= 0) & ~same(np.asarray(theirs, np.float64), values)
            differ += [(int(row), name) for row in np.flatnonzero(wrong)]
    except (KeyError, TypeError, ValueError):  # it is no such table any more
        return ""
    told = first([f"{name} of run {table['run_id'][row]}" for row, name in sorted(differ)])
    return f"; against the chunk files: {told}" if differ else ""


def _other_model(results: Results) -> ExperimentError:
    theirs, package = results.manifest.get("model_version"), results.manifest.get("package", {}).get("version")
    say = f"{results.folder} was made by model version {theirs} and this is {MODEL_VERSION}: the files are as they were"
    return ExperimentError(
        OTHER_EXPERIMENT,
        f"{say}, but no run of it can be lived again here",
        f"install version {package} of the package, and type the same command again",
    )


def _notes(results: Results) -> Iterator[str]:
    """Say what differs between that which made the folder and that which is installed here."""
    here: dict[str, Any] = json.loads(manifest.describe(results.experiment, {}, {}))
    then, now = (_versions(one) for one in (results.manifest, here))
    for name in now:
        if then.get(name) != now[name]:
            yield f"{name} was {then.get(name)} and is {now[name]} here"


def _versions(told: dict[str, Any]) -> dict[str, Any]:
    """Return the versions that a manifest names."""
    package = told.get("package", {})
    own = {"the package's version": package.get("version"), "the hash of its sources": package.get("sources")}
    return {**own, "python": told.get("python"), **told.get("dependencies", {})}
