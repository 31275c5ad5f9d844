"""Running an experiment: what is missing is computed by a pool of workers, saved chunk by chunk, and told."""

from __future__ import annotations

import json
import os
import shlex
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from . import pool
from .errors import DISK, LIMIT, ExperimentError, disk_trouble
from .folder import disk, manifest
from .folder.index import Index
from .folder.mending import gone
from .folder.ownership import refuse_other
from .folder.records import RECORDED, record
from .folder.shards import Shard
from .folder.store import Store
from .folder.tables import FINAL, LARGE, rebuild
from .gaps import Gaps
from .living import Interrupted
from .outcome import Outcome, Progress
from .plan import Experiment
from .reading.inside import kept
from .runs import Chunk, Runs

_PASSES = 3
"""Times that runs are computed again because their file was damaged as soon as it was written."""


def run(
    experiment: Experiment,
    folder: Path,
    workers: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
    *,
    engine: str = "batch",
    stop: threading.Event | None = None,
    shard: Shard | None = None,
    dask: str = "",
    compute: bool = True,
) -> Outcome:
    """Run an experiment, or what is missing of it, into ``folder``; 0 workers are one a core.

    Setting ``stop`` ends it within a few seconds with everything computed saved. ``shard``: only this part of it, into
    a folder of its own below ``folder``. ``dask``: address or file of a Dask scheduler, whose workers do the work.
    Without ``compute`` the tables are made of what is there.

    Raises:
        ExperimentError: the folder is in use (75), holds another experiment (76) or contradicts itself
            (65), the disk refuses (74), the cluster cannot be reached (64), or runs are missing that are not
            to be computed (4).
    """
    store = Store(folder if shard is None else shard.folder(folder))
    with disk_trouble(store.folder), store.held():
        return _Run(experiment, store, workers, on_progress, engine, stop or threading.Event(), shard, dask).go(compute)


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
        shard: Shard | None,
        dask: str,
    ) -> None:
        self.experiment, self.store, self.engine, self.stop = experiment, store, engine, stop
        self.workers = workers or experiment.limits.workers or os.cpu_count() or 1
        self.tell = on_progress or (lambda progress: None)
        self.shard, self.dask = shard, dask
        self.began = time.monotonic()
        self.gaps = Gaps(experiment, engine, shard)
        self.computed = self.bytes = 0
        self.short = False
        self.notes: list[str] = []

    def go(self, compute: bool) -> Outcome:
        index = self._load()
        refuse_other(self.experiment, self.store.folder, index)
        self.notes += manifest.changed_sources(self.store.folder)
        lost = gone(self.store.folder, self.experiment) if len(index.ids) else []
        self.notes += lost
        untouched = not lost and self._made_alike()
        self._begin()
        again, damages = True, 0
        while True:
            before = self.computed
            if not compute:
                self._refuse_gaps(index)
                break
            ended = self._fill(index, again)
            if ended:
                self._manifest({}, complete=False, state=ended)
                return self._outcome(ended, 0)
            if self.computed == before:
                break
            index, again = self._load(), False
            damages += bool(index.damaged)
            if damages >= _PASSES:
                say = f"chunk files in {self.store.folder} keep getting damaged between writing and reading"
                raise ExperimentError(DISK, say, "check the disk, and choose another folder with -o")
            if not index.damaged and self.experiment.replicates.until is None:
                break
        self.notes = [note for note in self.notes if not note.startswith("run.max_")]  # nothing was cut short
        if self.shard is not None:
            self._manifest({}, complete=False, state="shard")
            return self._outcome("shard", 0)
        if untouched and not self.computed:
            return self._outcome("complete", int(manifest.read(self.store.folder).get("failures", 0)))
        try:
            made = rebuild(self.experiment, index, self.store, self.stop)
            recorded = record(self.experiment, index, self.store, self.workers, self.stop)
        except Interrupted:
            return self._outcome("interrupted", 0)
        self._manifest({**made.sha256, **recorded}, complete=True, state="complete", failures=made.failures)
        return self._outcome("complete", made.failures)

    def _refuse_gaps(self, index: Index) -> None:
        """Refuse to make tables of an experiment that has runs missing."""
        missing = sum(len(runs.ids) for _, runs in self.gaps.missing(index, False))
        if missing:
            what, folder = self.experiment.kind.many, self.store.folder
            say = f"{missing:,} of {self.gaps.asked:,} {what} are missing in {folder}, so there are no tables yet"
            raise ExperimentError(LIMIT, say, f"reassure status {shlex.quote(str(folder))}   (names what is not done)")

    def _load(self) -> Index:
        index = self.store.load()
        self.notes += [
            f"parts/{p.name} was damaged on disk: moved to damaged/ and computed again" for p in index.damaged
        ]
        return index

    def _begin(self) -> None:
        """Write what is known before the first life; a manifest of another file says "complete" no longer."""
        if manifest.read(self.store.folder).get("complete") and not self._made_alike():
            self._manifest({}, complete=False, state="running")
        if self.experiment.source:
            self.store.put("experiment.yaml", self.experiment.source)
        for written, place in self.experiment.places().items():  # so that the folder's own config finds them too
            self.store.put(str(kept(written)), place.read_bytes())
        resolved = json.dumps(self.experiment.resolved(), indent=2, ensure_ascii=False) + "\n"
        self.store.put("resolved.json", resolved.encode())
        self.bytes = self.store.size()

    def _made_alike(self) -> bool:
        """Tell whether the folder was finished with this very file, these settings and this version."""
        told = manifest.read(self.store.folder)
        now = (manifest.config_sha256(self.experiment), list(self.experiment.settings), self.experiment.files)
        then = (told.get("config_sha256"), told.get("settings"), told.get("files", {}))
        return bool(told.get("complete")) and now == then and not manifest.changed_sources(self.store.folder)

    def _manifest(self, tables: dict[str, str], **state: Any) -> None:
        state |= {
            "runs": self.gaps.asked,
            "runs_done": self.gaps.reused + self.computed,
            "runs_computed": self.computed,
            "unit": self.experiment.kind.many,
        }
        state |= {"engine": self.engine, "workers": self.workers, **({"dask": True} if self.dask else {})}
        state |= {"seconds": round(time.monotonic() - self.began, 3)}
        if self.shard is not None:
            state |= {"shard": str(self.shard)}
        self.store.put("manifest.json", manifest.describe(self.experiment, state, tables))

    def _pool(self) -> AbstractContextManager[pool.Pool]:
        return pool.cluster(self.dask) if self.dask else pool.threads(self.workers, self.experiment.runs, self.stop)

    def _fill(self, index: Index, again: bool) -> str:
        """Compute and save every missing chunk; return why that ended early, or nothing."""
        waiting: dict[Future[pool.Numbers], tuple[Chunk, Runs]] = {}
        todo, ended, more = self.gaps.missing(index, again), "", True
        first = next(todo, None)
        if first is None:
            return ""
        if not self.computed:
            self._withdraw()
        with self._pool() as workers:
            try:
                while more or waiting:
                    while more and not ended and len(waiting) < 2 * workers.size:
                        item = first or next(todo, None)
                        first, more = None, item is not None
                        if item is not None:
                            waiting[workers.executor.submit(workers.work, self.experiment, *item, self.engine)] = item
                    done, _ = wait(waiting, timeout=0.1, return_when=FIRST_COMPLETED)
                    for job in done:
                        self._save(*waiting.pop(job), job, workers)
                    ended = ended or self._must_end()
                    if ended:
                        more = False
                        for job in [job for job in waiting if job.cancel()]:
                            self.short = bool(waiting.pop(job))
            except BaseException:
                self.stop.set()
                for job in waiting:
                    job.cancel()
                raise
        return ended if ended and (self.short or next(todo, None) is not None) else ""

    def _save(self, chunk: Chunk, runs: Runs, job: Future[pool.Numbers], workers: pool.Pool) -> None:
        """Save what was computed of a chunk."""
        try:
            numbers = pool.received(job.result())
        except Interrupted:
            self.short = True
            return
        except workers.troubles:
            raise pool.lost(chunk) from None
        self.bytes += self.store.add(chunk.name, {"run_id": runs.ids, **numbers})
        self.computed += len(runs.ids)
        there = max(self.gaps.reused, self.gaps.there)  # what is further on in the design is not counted yet
        done, seconds = there + self.computed, time.monotonic() - self.began
        self.tell(Progress(done, max(self.gaps.asked, done), there, seconds, self.experiment.kind.many))

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

    def _withdraw(self) -> None:
        """Take away tables of an earlier, smaller run, which would not say what they leave out."""
        self._manifest({}, complete=False, state="running")
        for name in (*FINAL, *LARGE, *RECORDED):
            disk.remove(self.store.folder / name)
        for place in ("analysis", "figures"):
            for name in disk.names(self.store.folder / place):
                disk.remove(self.store.folder / place / name)

    def _outcome(self, state: str, failures: int) -> Outcome:
        seconds = time.monotonic() - self.began
        folder, what = self.store.folder, self.experiment.kind.many
        asked, reused, notes = self.gaps.asked, self.gaps.reused, tuple(self.notes)
        return Outcome(state, folder, asked, reused, self.computed, failures, seconds, notes, what)
