"""Running an experiment: what is missing is computed on threads, saved chunk by chunk, and told."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..measures import RUN_COLUMNS
from . import manifest
from .errors import BAD_INPUT, DISK, ExperimentError
from .ownership import refuse_other
from .plan import Experiment
from .runs import Chunk, Runs, chunks, hexadecimal, lives_of, runs_of
from .store import Saved, Store
from .tables import build

FINAL = ("runs.parquet", "runs.csv", "summary.csv", "failures.csv")
MESA_LIVES = 32
"""Lives in a chunk of the slow engine, so that stopping stays quick."""


class Progress(NamedTuple):
    """How far a run is: lives saved, all, those that were there before, and seconds since the start."""

    done: int
    total: int
    reused: int
    seconds: float


class Outcome(NamedTuple):
    """How a run ended: ``complete``, ``interrupted`` or ``limit``, with counts and things worth saying."""

    state: str
    folder: Path
    total: int
    reused: int
    computed: int
    failures: int
    seconds: float
    notes: tuple[str, ...] = ()


def run(
    experiment: Experiment,
    folder: Path,
    workers: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
    *,
    engine: str = "batch",
    stop: threading.Event | None = None,
) -> Outcome:
    """Run an experiment, or what is missing of it, into ``folder``; 0 workers are one a core.

    Setting ``stop`` ends it within a few seconds with everything computed saved.

    Raises:
        ExperimentError: the folder is in use (75), holds another experiment (76) or contradicts itself
            (65), or the disk refuses (74).
    """
    store = Store(folder)
    with store.held():
        return _Run(experiment, store, workers, on_progress, engine, stop or threading.Event()).go()


class _Run:
    """One call of ``run`` while it holds the folder."""

    def __init__(
        self,
        experiment: Experiment,
        store: Store,
        workers: int,
        on_progress: Callable[[Progress], None] | None,
        engine: str,
        stop: threading.Event,
    ) -> None:
        self.experiment, self.store, self.engine, self.stop = experiment, store, engine, stop
        self.workers = workers or experiment.limits.workers or os.cpu_count() or 1
        self.tell = on_progress or (lambda progress: None)
        self.began = time.monotonic()
        self.reused = self.computed = self.there = self.bytes = 0
        self.notes: list[str] = []

    def go(self) -> Outcome:
        saved = self._load()
        refuse_other(self.experiment, self.store.folder, saved)
        self.notes += manifest.changed_sources(self.store.folder)
        self._begin()
        for _ in range(3):  # again only if a chunk is damaged between writing and reading
            ended = self._fill(saved)
            if ended != "complete":
                self._manifest({}, complete=False, state=ended)
                return self._outcome(ended, 0)
            if not self.computed:
                break
            saved = self._load()
            if not saved.damaged:
                break
        else:
            say = f"chunk files in {self.store.folder} keep getting damaged between writing and reading"
            raise ExperimentError(DISK, say, "check the disk, and choose another folder with -o")
        tables = build(self.experiment, saved, str(self.store.folder / "experiment.yaml"))
        for name, content in tables.files.items():
            self.store.put(name, content)
        self._manifest(tables.files, complete=True, state="complete", failures=tables.failures)
        return self._outcome("complete", tables.failures)

    def _load(self) -> Saved:
        saved = self.store.load()
        self.notes += [f"{what}: moved to damaged/ and computed again" for what in saved.damaged]
        return saved

    def _begin(self) -> None:
        """Write what is known before the first life."""
        if self.experiment.source:
            self.store.put("experiment.yaml", self.experiment.source)
        resolved = json.dumps(self.experiment.resolved(), indent=2, ensure_ascii=False) + "\n"
        self.store.put("resolved.json", resolved.encode())
        self.bytes = self.store.size()

    def _manifest(self, tables: dict[str, bytes], **state: Any) -> None:
        done = self.reused + self.computed
        counts = {"runs": self.experiment.runs, "runs_done": done, "engine": self.engine, "workers": self.workers}
        seconds = {"seconds": round(time.monotonic() - self.began, 3)}
        self.store.put("manifest.json", manifest.describe(self.experiment, {**state, **counts, **seconds}, tables))

    def _fill(self, saved: Saved) -> str:
        """Compute and save every missing chunk; return how that ended."""
        self.reused = self.computed = 0
        self.there = min(len(saved.ids), self.experiment.runs)
        waiting: set[Future[tuple[int, int]]] = set()
        todo = self._missing(saved)
        ended = ""
        with ThreadPoolExecutor(self.workers, thread_name_prefix="lives") as pool:
            try:
                more = True
                while more or waiting:
                    while more and not ended and len(waiting) < 2 * self.workers:
                        item = next(todo, None)
                        more = item is not None
                        if item is not None:
                            waiting.add(pool.submit(self._live, *item))
                    done, waiting = wait(waiting, timeout=0.1, return_when=FIRST_COMPLETED)
                    self._count(done)
                    ended = ended or self._must_end()
                    if ended:
                        more = False
                        waiting = {job for job in waiting if not job.cancel()}
            except BaseException:
                for job in waiting:
                    job.cancel()
                raise
        if ended and self.reused + self.computed < self.experiment.runs:
            return ended
        self.notes = [note for note in self.notes if not note.startswith("run.max_")]  # nothing was cut short
        return "complete"

    def _count(self, done: set[Future[tuple[int, int]]]) -> None:
        for job in done:
            lives, size = job.result()
            self.computed += lives
            self.bytes += size
            seconds = time.monotonic() - self.began
            there = max(self.reused, self.there)  # what is further on in the design is not counted yet
            self.tell(Progress(there + self.computed, self.experiment.runs, there, seconds))

    def _must_end(self) -> str:
        limits = self.experiment.limits
        if self.stop.is_set():
            return "interrupted"
        if time.monotonic() - self.began > limits.max_hours * 3600.0:
            self.notes.append(f"run.max_hours is {limits.max_hours:g}")
            return "limit"
        if self.bytes > limits.max_disk_gb * 1e9:
            self.notes.append(f"run.max_disk_gb is {limits.max_disk_gb:g}")
            return "limit"
        return ""

    def _missing(self, saved: Saved) -> Iterator[tuple[Chunk, Runs]]:
        """Yield what is not on disk yet, a chunk at a time."""
        first = True
        lives = int(os.environ.get("REASSURE_TEST_CHUNK_LIVES", "0"))  # small chunks, for tests that kill
        for chunk in chunks(self.experiment, lives or (MESA_LIVES if self.engine == "mesa" else None)):
            everyone = runs_of(self.experiment, chunk)
            missing = saved.rows(everyone.ids) < 0
            self.reused += int((~missing).sum())
            if not missing.any():
                continue
            if first:  # tables of an earlier, smaller run would not say what they leave out
                first = False
                for name in FINAL:
                    (self.store.folder / name).unlink(missing_ok=True)
                self._manifest({}, complete=False, state="running")
            yield chunk, everyone if missing.all() else everyone.where(missing)

    def _live(self, chunk: Chunk, runs: Runs) -> tuple[int, int]:
        """Live the runs of a chunk and save them; return how many and how many bytes."""
        columns: dict[str, NDArray[Any]] = {"run_id": runs.ids, **simulate(self.experiment, chunk, runs, self.engine)}
        return len(runs.ids), self.store.add(chunk.block.name, chunk.first, chunk.last, columns)

    def _outcome(self, state: str, failures: int) -> Outcome:
        seconds = time.monotonic() - self.began
        folder, total = self.store.folder, self.experiment.runs
        return Outcome(state, folder, total, self.reused, self.computed, failures, seconds, tuple(self.notes))


def simulate(experiment: Experiment, chunk: Chunk, runs: Runs, engine: str) -> dict[str, NDArray[np.float64]]:
    """Return the summary columns of some runs, each of shape (n,)."""
    from ..engines import live

    scenario = experiment.scenario
    lanes = lives_of(experiment, chunk.block, runs)
    told = live(lanes, scenario.days, scenario.episodes_per_day, engine=engine, workers=1).runs
    return {c.name: np.ascontiguousarray(told[c.name], dtype=np.float64) for c in RUN_COLUMNS}


def live_one(experiment: Experiment, run_id: str, engine: str = "batch") -> dict[str, Any]:
    """Return one life of an experiment, by its id: its place, its swept parameters, its summary columns.

    Raises:
        ExperimentError: the experiment has no such run (64).
    """
    for chunk in chunks(experiment):
        everyone = runs_of(experiment, chunk)
        found = np.array([name == run_id for name in hexadecimal(everyone.ids)])
        if found.any():
            runs = everyone.where(found)
            place = {
                "run_id": run_id,
                "block": chunk.block.name,
                "point": int(runs.point[0]),
                "couple": int(runs.couple[0]),
            }
            axes = dict(zip(chunk.block.axes, runs.axes[0].tolist(), strict=True))
            told = {name: float(v[0]) for name, v in simulate(experiment, chunk, runs, engine).items()}
            return {**place, **axes, **told}
    say = f"no run of this experiment has the id {run_id!r}; ids stand in the first column of runs.csv and failures.csv"
    raise ExperimentError(BAD_INPUT, say, "give the file (and every --set) that the results were made with")
