"""Who does the work: threads of this machine, or the workers of a Dask cluster."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

from numpy.typing import NDArray

from .errors import BAD_INPUT, LIMIT, OTHER_EXPERIMENT, ExperimentError
from .living import simulate
from .plan import Experiment
from .runs import Chunk, Runs

ANSWER_SECONDS = 10
"""So long a scheduler may take to answer."""

Numbers = dict[str, NDArray[Any]]


class Pool(NamedTuple):
    """``executor`` runs ``work``, which takes (experiment, chunk, runs, engine); about ``size`` at a time.

    ``troubles``: what the executor raises when it is the pool that fails, and not a run.
    """

    executor: Executor
    size: int
    work: Callable[[Experiment, Chunk, Runs, str], Numbers]
    troubles: tuple[type[BaseException], ...] = ()


@contextmanager
def threads(workers: int, runs: int, stop: Event) -> Iterator[Pool]:
    """Yield a pool of threads; where there are fewer ``runs`` than workers, the idle ones help each run."""
    helpers = max(workers // max(runs, 1), 1)

    def work(experiment: Experiment, chunk: Chunk, todo: Runs, engine: str) -> Numbers:
        return simulate(experiment, chunk, todo, engine, helpers, stop)

    with ThreadPoolExecutor(workers, thread_name_prefix="runs") as executor:
        yield Pool(executor, workers, work)


@contextmanager
def cluster(address: str) -> Iterator[Pool]:
    """Yield the workers of a Dask cluster: ``address`` of its scheduler, like tcp://host:8786, or its scheduler file.

    Work of a worker that dies is done again by another; only this process writes to the folder.

    Raises:
        ExperimentError: Dask is not installed, or nobody answers (64).
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        say = "--dask needs a package that is not installed"
        raise ExperimentError(BAD_INPUT, say, 'pip install "reassure-sim[cluster]"') from None
    where: dict[str, Any] = {"scheduler_file": address} if Path(address).is_file() else {"address": address}
    try:
        client = distributed.Client(**where, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        say = f"no Dask scheduler answers at {address} ({type(error).__name__})"
        raise ExperimentError(BAD_INPUT, say, "start one with: dask scheduler") from None
    with client:
        size = sum(client.nthreads().values()) or os.cpu_count() or 1
        yield Pool(client.get_executor(pure=False), size, remote, (distributed.KilledWorker,))


def remote(experiment: Experiment, chunk: Chunk, todo: Runs, engine: str) -> Numbers:
    """Live runs on another machine; the first column says by which sources."""
    from ..kernel import fingerprint

    return {SOURCES: fingerprint(), **simulate(experiment, chunk, todo, engine)}  # type: ignore[dict-item]


SOURCES = "sources"


def received(numbers: Numbers) -> Numbers:
    """Return what a worker sent, once it is known to be of this very package.

    Raises:
        ExperimentError: the worker has other sources (76).
    """
    from ..kernel import fingerprint

    sources = numbers.pop(SOURCES, None)
    if sources not in (None, fingerprint()):
        say = f"a worker runs another version of the package (sources {sources}, here {fingerprint()})"
        raise ExperimentError(OTHER_EXPERIMENT, say, "install the same version on every machine of the cluster")
    return numbers


def lost(chunk: Chunk) -> ExperimentError:
    """Return what to say when the same work has killed several workers."""
    say = f"runs {chunk.name} ended several workers one after the other; what was saved before is safe"
    return ExperimentError(LIMIT, say, "give the workers more memory, or run it here without --dask")
