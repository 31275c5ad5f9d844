"""A disk that fails at the k-th call, and what must be true of an experiment that it struck."""

from __future__ import annotations

import errno
import os
import re
import shutil
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from reassure_sim.experiment import Experiment, ExperimentError, Outcome, Store, loads, pool, run
from reassure_sim.experiment.folder import disk, lock, manifest
from reassure_sim.experiment.folder.index import FAILURE, Index
from reassure_sim.experiment.folder.records import RECORDED
from reassure_sim.experiment.folder.tables import FINAL

UNTIL = ", until: {metric: satisfaction_a, ci_half_width: 0.07, max: 8}"
CONFIG = f"""\
experiment: small
model: {{preset: anxious_avoidant, days: 4}}
design:
  - {{name: map, kind: grid, over: {{a.anxiety: [0, 1], b.avoidance: [0.2, 0.8]}}}}
  - {{name: spots, kind: list, points: [{{couple.bond: 0.5}}, {{couple.bond: -0.5}}]}}
replicates: {{n: 4, seed: 11{UNTIL}}}
measure: {{diary: {{couples: 3}}, events: {{couples: 3}}}}
"""
"""Two blocks, points that need more runs than others, everything recorded; ``failing`` makes some runs fail."""

SMALLER = CONFIG.replace("[0.2, 0.8]", "[0.2]")
CHUNK = "5"

KINDS = ("open", "read", "write", "fsync", "close", "replace", "unlink", "mkdir", "listdir", "stat")
"""Calls of the system that the store makes through ``os``; ``flock`` is the tenth."""


class Struck(NamedTuple):
    """What happens to which call: ``how`` is once, onwards (it and all later ones) or short (half is written first)."""

    call: int
    error: int = errno.EIO
    how: str = "once"


class Disk:
    """Stands in for ``os``: keeps a list of the calls that touch the disk, and makes some fail.

    ``faults`` says what the store itself did wrong: a sync that was tried again after it had failed.
    """

    def __init__(self, struck: Struck | None = None, at: Callable[[int], None] | None = None) -> None:
        self.struck, self.at = struck, at
        self.calls: list[tuple[str, str]] = []
        self.faults: list[str] = []
        self._paths: dict[int, str] = {}
        self._unsynced: set[int] = set()

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return (lambda *words, **more: self._call(name, real, *words, **more)) if name in KINDS else real

    def flock(self, handle: int, how: int) -> None:
        """Take a lock."""
        import fcntl

        self._call("flock", _FLOCK or fcntl.flock, handle, how)

    def _call(self, name: str, real: Callable[..., Any], *words: Any, **more: Any) -> Any:
        number, struck = len(self.calls), self.struck
        path = self._paths.get(words[0], "?") if isinstance(words[0], int) else str(words[0])
        self.calls.append((name, path))
        if self.at:
            self.at(2 * number)
        if name == "fsync" and words[0] in self._unsynced:
            self.faults.append(f"{path} was synced again after it could not be")
        if struck and (number == struck.call or (number > struck.call and struck.how == "onwards")):
            if struck.how == "short" and name == "write":
                return real(words[0], bytes(words[1])[: len(words[1]) // 2])
            if name == "close":  # the handle is gone all the same
                real(*words)
            if name == "fsync":
                self._unsynced.add(words[0])
            raise OSError(struck.error, os.strerror(struck.error), *([] if isinstance(words[0], int) else [path]))
        found = real(*words, **more)
        if name == "open":
            self._paths[found] = path
            self._unsynced.discard(found)
        if self.at:
            self.at(2 * number + 1)
        return found


_FLOCK: Any = None


@contextmanager
def standing_in(stand: Disk) -> Iterator[Disk]:
    """Put a stand-in between the store and the system."""
    import fcntl

    with pytest.MonkeyPatch.context() as patch:
        global _FLOCK
        _FLOCK = _FLOCK or fcntl.flock
        for module in (disk, lock):
            patch.setattr(module, "os", stand)
        patch.setattr(fcntl, "flock", stand.flock)
        yield stand


@contextmanager
def small() -> Iterator[None]:
    """Make chunks of a few runs, some of which fail; nobody asks git."""
    real = pool.simulate

    def failing(experiment: Experiment, chunk: Any, runs: Any, engine: str, *more: Any) -> Any:
        told = real(experiment, chunk, runs, engine, *more)
        broken = runs.ids % np.uint64(13) == 0
        told["trust_a"][broken] = np.nan
        told[FAILURE][broken] = "ValueError: a test broke it"
        return told

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REASSURE_TEST_CHUNK_LIVES", CHUNK)
        patch.setattr(pool, "simulate", failing)
        patch.setattr(manifest, "_git", lambda: None)
        yield


TABLES = (*FINAL, *RECORDED, "dictionary.csv", "resolved.json", "experiment.yaml")


class Truth(NamedTuple):
    """What an undisturbed run leaves: its files by name, and every row."""

    tables: dict[str, bytes]
    rows: dict[int, tuple[Any, ...]]


def tables(folder: Path) -> dict[str, bytes]:
    """Return the final files that are there; the folder's own name, which rerun commands hold, is left out."""
    there = {name: (folder / name).read_bytes() for name in TABLES if (folder / name).is_file()}
    return {name: re.sub(rb"run \S+/experiment", b"run DIR/experiment", content) for name, content in there.items()}


def rows(index: Index) -> dict[int, tuple[Any, ...]]:
    """Return the numbers of every run as bits, and why it has none."""
    columns = index.columns(np.arange(len(index.ids)), [*index.names, FAILURE])
    columns.pop("run_id", None)
    bits = [v.tolist() if v.dtype == object else v.view("u8").tolist() for _, v in sorted(columns.items())]
    return dict(zip(index.ids.tolist(), zip(*bits, strict=True), strict=True)) if len(index.ids) else {}


def truth(folder: Path, text: str = CONFIG) -> Truth:
    """Run an experiment that nothing happens to."""
    run(loads(text), folder, 1)
    return Truth(tables(folder), rows(Store(folder).load(mend=False)))


def wrongs(folder: Path, true: Truth, smaller: Truth | None = None) -> list[str]:
    """Say what in a folder is not true: rows, tables, and what the manifest says of them.

    ``smaller``: what was there before; a run that grows it may have been struck before its first word.
    """
    store = Store(folder)
    index = store.load(mend=False)
    found = [f"{path.name} is damaged" for path in index.damaged]
    there = rows(index)
    found += [f"run {run:016x} is wrong or nobody's" for run, row in there.items() if true.rows.get(run) != row]
    kept = tables(folder)
    if manifest.read(folder).get("complete") and not (smaller and kept == smaller.tables):
        found += [f"{name} is not as it should be" for name in true.tables if kept.get(name) != true.tables[name]]
        found += ["runs are missing, and the manifest says complete"] if len(there) < len(true.rows) else []
    return found


class Ended(NamedTuple):
    """How a run ended: its outcome or its error, and how many runs it had told to be saved."""

    outcome: Outcome | None
    error: BaseException | None
    told: int


def attempt(text: str, folder: Path) -> Ended:
    """Run an experiment and return how that ended, whatever happens."""
    told = [0]
    try:
        made = run(loads(text), folder, 1, lambda progress: told.append(progress.done - progress.reused))
    except BaseException as error:
        return Ended(None, error, told[-1])
    return Ended(made, None, told[-1])


def strike(struck: Struck, folder: Path, true: Truth, smaller: tuple[Path, Truth] | None = None) -> list[str]:
    """Run an experiment while the disk fails, look at what it left, and go on undisturbed; return what went wrong.

    ``smaller``: the folder of a smaller experiment, which the run grows, and what it holds.
    """
    if smaller:
        shutil.copytree(smaller[0], folder)
    with standing_in(Disk(struck)) as stand:
        first = attempt(CONFIG, folder)
    found = [*stand.faults, *_badly(first), *wrongs(folder, true, smaller[1] if smaller else None)]
    there = Store(folder).load(mend=False)
    if len(there.ids) < first.told:
        found.append(f"{first.told} runs were told to be saved, {len(there.ids)} are there")
    second = attempt(CONFIG, folder)
    found += [*_badly(second), *wrongs(folder, true)]
    if second.outcome is None or second.outcome.state != "complete":
        found.append(f"the undisturbed run afterwards ended as {second.outcome or second.error!r}")
    elif second.outcome.computed != len(true.rows) - int((~there.failed).sum()):
        found.append(f"{second.outcome.computed} runs were computed again")
    hit = stand.calls[struck.call] if struck.call < len(stand.calls) else ("no", "call")
    return [f"{struck.how} {errno.errorcode[struck.error]} at {struck.call} ({' '.join(hit)}): {one}" for one in found]


def _badly(end: Ended) -> list[str]:
    """Say what is wrong with how a run ended: it is complete, or an error of the disk in one sentence."""
    error = end.error
    if error is None:
        return [] if end.outcome and end.outcome.state == "complete" else [f"ended as {end.outcome}"]
    if not isinstance(error, ExperimentError):
        return [f"{type(error).__name__}: {error}" + "".join(traceback.format_tb(error.__traceback__)[-3:])]
    good = error.code == 74 and error.sentence and "\n" not in error.sentence and error.next_command
    return [] if good else [f"code {error.code}: {error.sentence!r}, next {error.next_command!r}"]
