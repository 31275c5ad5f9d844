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

from numpy.typing import NDArray

from . import manifest
from .errors import DISK, ExperimentError
from .kinds import LIVES
from .living import simulate as simulate
from .ownership import refuse_other
from .plan import Experiment
from .populations import kept
from .runs import Chunk, Runs, chunks, runs_of
from .store import Saved, Store
from .tables import build

FINAL = ("runs.parquet", "runs.csv", "summary.csv", "failures.csv")
MESA_LIVES = 32
"""Lives in a chunk of the slow engine, so that stopping stays quick; of populations: one."""


class Progress(NamedTuple):
    """How far a run is: runs saved, all, those that were there before, seconds since the start, what runs are."""

    done: int
    total: int
    reused: int
    seconds: float
    what: str = "lives"


class Outcome(NamedTuple):
    """How a run ended: ``complete``, ``interrupted`` or ``limit``, with counts, things worth saying, what runs are."""

    state: str
    folder: Path
    total: int
    reused: int
    computed: int
    failures: int
    seconds: float
    notes: tuple[str, ...] = ()
    what: str = "lives"


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
        self.threads = max(self.workers // max(experiment.runs, 1), 1)  # of one run: idle workers help it
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
        for written, place in self.experiment.places().items():  # so that the folder's own config finds them too
            if not kept(written).is_absolute():
                self.store.put(str(kept(written)), place.read_bytes())
        resolved = json.dumps(self.experiment.resolved(), indent=2, ensure_ascii=False) + "\n"
        self.store.put("resolved.json", resolved.encode())
        self.bytes = self.store.size()

    def _manifest(self, tables: dict[str, bytes], **state: Any) -> None:
        done = self.reused + self.computed
        state |= {"runs": self.experiment.runs, "runs_done": done, "unit": self.experiment.kind.many}
        state |= {"engine": self.engine, "workers": self.workers}
        state |= {"seconds": round(time.monotonic() - self.began, 3)}
        self.store.put("manifest.json", manifest.describe(self.experiment, state, tables))

    def _fill(self, saved: Saved) -> str:
        """Compute and save every missing chunk; return how that ended."""
        self.reused = self.computed = 0
        self.there = min(len(saved.ids), self.experiment.runs)
        waiting: set[Future[tuple[int, int]]] = set()
        todo = self._missing(saved)
        ended = ""
        with ThreadPoolExecutor(self.workers, thread_name_prefix="runs") as pool:
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
            runs, size = job.result()
            self.computed += runs
            self.bytes += size
            seconds = time.monotonic() - self.began
            there = max(self.reused, self.there)  # what is further on in the design is not counted yet
            what = self.experiment.kind.many
            self.tell(Progress(there + self.computed, self.experiment.runs, there, seconds, what))

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
        asked = int(os.environ.get("REASSURE_TEST_CHUNK_LIVES", "0"))  # small chunks, for tests that kill
        slow = MESA_LIVES if self.experiment.kind is LIVES else 1
        for chunk in chunks(self.experiment, asked or (slow if self.engine == "mesa" else None)):
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
        told = simulate(self.experiment, chunk, runs, self.engine, self.threads)
        columns: dict[str, NDArray[Any]] = {"run_id": runs.ids, **told}
        return len(runs.ids), self.store.add(chunk.block.name, chunk.first, chunk.last, columns)

    def _outcome(self, state: str, failures: int) -> Outcome:
        seconds = time.monotonic() - self.began
        folder, total, what = self.store.folder, self.experiment.runs, self.experiment.kind.many
        return Outcome(state, folder, total, self.reused, self.computed, failures, seconds, tuple(self.notes), what)
