"""A cluster makes the same tables as this machine, also when one of its workers dies in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reassure_sim.experiment import ExperimentError, Progress, loads, pool, run

distributed = pytest.importorskip("distributed")

TEXT = """\
experiment: spread
model: {preset: anxious_avoidant, days: 20}
design: [{name: map, kind: grid, over: {a.anxiety: {from: 0, to: 1, steps: 6}, b.avoidance: [0.2, 0.5, 0.8]}}]
replicates: {n: 20, seed: 5}
"""
TABLES = ("design.csv", "runs.parquet", "runs.csv", "summary.csv", "failures.csv", "dictionary.csv")


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


@pytest.fixture
def cluster(tmp_path: Path) -> object:
    """A scheduler and two workers, each a process of its own, as on a cluster; yields the scheduler file."""
    note = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    words = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", "--no-show"]
    started = [subprocess.Popen([*words, "--scheduler-file", str(note)], **quiet)]  # type: ignore[call-overload]
    words = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(note), "--nthreads", "1"]
    words += ["--no-nanny", "--no-dashboard", "--local-directory", str(tmp_path)]
    started += [subprocess.Popen(words, **quiet) for _ in range(2)]  # type: ignore[call-overload]
    try:
        with distributed.Client(scheduler_file=str(note), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield note, started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_a_worker_that_is_killed_changes_nothing(
    cluster: tuple[Path, list[subprocess.Popen[bytes]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first worker dies by SIGKILL after a third of the chunks; the tables are byte for byte the same."""
    monkeypatch.setenv("REASSURE_TEST_CHUNK_LIVES", "10")
    run(loads(TEXT), tmp_path / "here", workers=1)
    note, workers = cluster
    killed: list[float] = []

    def heard(progress: Progress) -> None:
        if not killed and progress.done >= progress.total // 3:
            os.kill(workers[0].pid, signal.SIGKILL)
            killed.append(time.monotonic())

    outcome = run(loads(TEXT), tmp_path / "there", 0, heard, dask=str(note))
    assert killed and workers[0].wait() == -signal.SIGKILL
    assert (outcome.state, outcome.computed) == ("complete", 360)
    assert tables(tmp_path / "there") == tables(tmp_path / "here")


def test_a_scheduler_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong address is one sentence and the code of bad input; nothing is computed."""
    monkeypatch.setattr(pool, "ANSWER_SECONDS", 1)
    with pytest.raises(ExperimentError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9") as caught:
        run(loads(TEXT), tmp_path / "r", dask="tcp://127.0.0.1:9")
    assert caught.value.code == 64


def test_numbers_of_another_version_are_refused() -> None:
    """A worker with other sources may count otherwise, so what it sends is not taken."""
    with pytest.raises(ExperimentError, match="another version") as caught:
        pool.received({pool.SOURCES: "0123456789abcdef"})  # type: ignore[dict-item]
    assert caught.value.code == 76
