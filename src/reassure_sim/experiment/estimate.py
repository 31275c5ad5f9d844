"""What a run will cost, measured: a sample of its runs is really made, in a folder that is thrown away."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .designs import total
from .errors import LIMIT, ExperimentError, disk_trouble
from .folder import manifest
from .folder.index import encode
from .folder.store import Store
from .folder.tables import FINAL, files_of
from .gaps import Gaps
from .kinds import LIVES
from .plan import Experiment, Recorded
from .runner import run
from .runs import identity

START = 64
"""Lives of the first sample that counts."""

SAMPLE_SECONDS = 1.5
"""How long the sample should take, so that starting and compiling do not count much."""

SHORT_SECONDS = 0.4
"""How long a sample takes that only looks whether limits are kept."""

WORTH = 2_000_000_000
"""Episodes from which a run is estimated before it starts (some minutes of a laptop)."""


class Estimate(NamedTuple):
    """Runs that are asked for (with ``until``: at least and at most), that are there, seconds and bytes for the rest.

    ``sample``: how many runs were timed, in so many ``seconds``; ``workers``: threads that did.
    """

    runs: int
    most: int
    there: int
    seconds: float
    bytes: float
    sample: int
    sample_seconds: float
    workers: int

    def above(self, experiment: Experiment, folder: Path) -> list[str]:
        """Return a sentence for each limit that is too low."""
        limits, free = experiment.limits, shutil.disk_usage(_existing(folder)).free
        said = []
        if self.seconds > limits.max_hours * 3600:
            said.append(f"about {hours(self.seconds)} are needed and run.max_hours is {limits.max_hours:g}")
        if self.bytes > limits.max_disk_gb * 1e9:
            said.append(f"about {size(self.bytes)} are needed and run.max_disk_gb is {limits.max_disk_gb:g}")
        if self.bytes > free:
            said.append(f"about {size(self.bytes)} are needed and the disk has {size(free)} left")
        return said


def estimate(experiment: Experiment, folder: Path, workers: int = 0, sample_seconds: float = 0.0) -> Estimate:
    """Return what the rest of an experiment will cost on this machine, from a sample of about ``sample_seconds``
    (``SAMPLE_SECONDS``, if 0).

    Raises:
        ExperimentError: the temporary folder cannot be written (74), or what is there contradicts itself (65).
    """
    workers = workers or experiment.limits.workers or os.cpu_count() or 1
    asked, there = _counted(experiment, folder)
    enough = sample_seconds or SAMPLE_SECONDS
    with disk_trouble(Path(tempfile.gettempdir())), tempfile.TemporaryDirectory(prefix="reassure-") as scratch:
        now = before = _timed(experiment, 1, workers, Path(scratch) / "first")  # compiles, which is not to count
        wanted = START if experiment.kind is LIVES else 1
        while True:
            before, now = now, _timed(experiment, min(wanted, experiment.runs), workers, Path(scratch) / str(wanted))
            if now.seconds >= enough or now.runs >= experiment.runs or experiment.kind is not LIVES:
                break
            wanted = max(4 * now.runs, int(now.runs * enough / now.seconds / 2))
    seconds, used = _each(before, now)
    most = total(experiment.design) * experiment.replicates.most
    return Estimate(asked, most, there, (asked - there) * seconds, asked * used, now.runs, now.seconds, workers)


class _Timed(NamedTuple):
    runs: int
    seconds: float
    bytes: int


def _each(before: _Timed, now: _Timed) -> tuple[float, float]:
    """Return seconds and bytes of one run, without what every call costs, where two samples tell them apart."""
    more = now.runs - before.runs
    if more > 0 and now.seconds > before.seconds and now.bytes > before.bytes:
        return (now.seconds - before.seconds) / more, (now.bytes - before.bytes) / more
    return now.seconds / now.runs, now.bytes / now.runs


def refuse_above(experiment: Experiment, folder: Path, workers: int) -> None:
    """Refuse a large run that its own limits, or the disk, do not allow; small ones are not estimated.

    Raises:
        ExperimentError: saying by how much (4).
    """
    if experiment.runs * experiment.model.days * experiment.model.episodes_per_day < WORTH:
        return
    said = estimate(experiment, folder, workers, SHORT_SECONDS).above(experiment, folder)
    if said:
        say = "nothing was run: " + "; ".join(said)
        raise ExperimentError(LIMIT, say, "raise the limit in the file, or give --anyway to run up to it")


def _counted(experiment: Experiment, folder: Path) -> tuple[int, int]:
    """Return how many runs an experiment asks for, as far as a folder can tell, and how many are there."""
    index = Store(folder).load(mend=False)
    sound = int((~index.failed).sum())
    if not sound:
        return experiment.runs, 0
    if experiment.replicates.until is None and manifest.read(folder).get("identity") == identity(experiment):
        return experiment.runs, min(sound, experiment.runs)  # all that it holds is this experiment's
    gaps = Gaps(experiment, "batch", None)
    for _ in gaps.missing(index, True):
        pass
    return gaps.asked, gaps.reused


def _timed(experiment: Experiment, count: int, workers: int, folder: Path) -> _Timed:
    """Make about ``count`` runs at whole points spread over the design."""
    from pyarrow import csv

    points, n = total(experiment.design), min(experiment.replicates.n, count)
    blocks = []
    for block in experiment.design:
        some = max(min(round(count / n * block.size / points), block.size), 1)
        places = (np.arange(some) * block.size // some).tolist()
        found = np.concatenate([block.points(place, place + 1, experiment.replicates.seed) for place in places])
        blocks.append(replace(block, kind="list", levels=tuple(map(tuple, found.T.tolist()))))
    sample = replace(
        experiment,
        design=tuple(blocks),
        replicates=replace(experiment.replicates, n=n, until=None),
        recorded=Recorded(),
    )
    outcome = run(sample, folder, workers)
    used = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    for name in set(FINAL) - set(files_of(experiment)):  # what is short in a sample may be too long in the whole
        content = (folder / name).read_bytes()
        used -= len(content)
        if name != "runs.csv":
            used += len(encode(csv.read_csv(io.BytesIO(content)).to_pydict()))
    return _Timed(outcome.total, outcome.seconds, used)


def _existing(folder: Path) -> Path:
    """Return the nearest folder above that is there."""
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return folder


def hours(seconds: float) -> str:
    """Return a time as people say it."""
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def size(count: float) -> str:
    """Return bytes as people say them."""
    for unit in ("kB", "MB"):
        count /= 1000
        if count < 1000:
            return f"{max(count, 1):.0f} {unit}"
    return f"{count / 1000:.1f} GB"
