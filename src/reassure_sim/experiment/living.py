"""Living the runs of an experiment: from what they are to the row that each leaves."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .. import MODEL_VERSION, __version__
from ..block import RECORDS
from ..measures import RUN_COLUMNS
from ..parameters import ParameterError
from .designs import Block
from .errors import BAD_INPUT, ExperimentError
from .folder.index import FAILURE
from .kinds import LIVES, POPULATIONS
from .plan import Experiment
from .populations import Populations
from .runs import Chunk, Runs, every_chunk, hexadecimal, lives_of, runs_of

if TYPE_CHECKING:
    from ..result import Result


class Interrupted(Exception):
    """Somebody asked to stop while a large population was living."""


def simulate(
    experiment: Experiment, chunk: Chunk, runs: Runs, engine: str, threads: int = 1, stop: Event | None = None
) -> dict[str, NDArray[Any]]:
    """Return the summary columns of some runs, each of shape (n,), and why those that failed have none (``FAILURE``).

    ``threads`` work at each population; setting ``stop`` ends one that takes long.

    Raises:
        Interrupted: ``stop`` was set.
        OSError, MemoryError: the machine is at fault, and not a run.
    """
    try:
        return {**_simulated(experiment, chunk, runs, engine, threads, stop), FAILURE: _no_reason(len(runs.ids))}
    except (Interrupted, OSError, MemoryError):
        raise
    except Exception as error:  # whatever it is, it costs the runs that it strikes and no others
        if len(runs.ids) == 1:
            nothing = np.full(1, np.nan)
            return {**{c.name: nothing for c in experiment.kind.columns}, FAILURE: np.array([_why(error)], object)}
    singly = [simulate(experiment, chunk, one, engine, threads, stop) for one in _singly(runs)]
    return {name: np.concatenate([one[name] for one in singly]) for name in singly[0]}


def _no_reason(n: int) -> NDArray[np.object_]:
    return np.full(n, "", dtype=object)


def _why(error: Exception) -> str:
    """Say in one line why a run failed."""
    said = " ".join(str(error).split()) or "no reason given"
    return said if isinstance(error, ExperimentError) else f"{type(error).__name__}: {said}"


def _simulated(
    experiment: Experiment, chunk: Chunk, runs: Runs, engine: str, threads: int, stop: Event | None
) -> dict[str, NDArray[np.float64]]:
    if isinstance(experiment.model, Populations):
        rows = [_population(experiment.model, chunk, one, engine, threads, stop) for one in _singly(runs)]
        return {c.name: np.array([row[c.name] for row in rows]) for c in POPULATIONS.columns}
    from ..engines import live

    scenario = experiment.scenario
    lanes = lives_of(experiment, chunk.block, runs)
    told = live(lanes, scenario.days, scenario.episodes_per_day, engine=engine, workers=1).runs
    return {c.name: np.ascontiguousarray(told[c.name], dtype=np.float64) for c in RUN_COLUMNS}


def relive(experiment: Experiment, block: Block, runs: Runs, record: Collection[str], workers: int) -> Result:
    """Live some lives of a block again and return them with what is recorded of them.

    Raises:
        ExperimentError: the experiment is about populations (64).
    """
    from ..engines import live
    from ..result import Result

    scenario = experiment.scenario
    wanted = tuple(r for r in RECORDS if r in record)
    days, per_day = scenario.days, scenario.episodes_per_day
    tables = live(lives_of(experiment, block, runs), days, per_day, record=wanted, workers=workers)
    told = {"package": __version__, "model": MODEL_VERSION, "seed": experiment.replicates.seed, "days": days}
    return Result(tables, hexadecimal(runs.ids), {**told, "episodes_per_day": per_day}, wanted)


def _population(
    model: Populations, chunk: Chunk, one: Runs, engine: str, threads: int, stop: Event | None
) -> dict[str, float]:
    """Live one population and return its row."""
    lived, couples = _lived(model, chunk, one, engine, threads, stop)
    return row(lived, couples)


def _lived(
    model: Populations, chunk: Chunk, one: Runs, engine: str, threads: int, stop: Event | None = None
) -> tuple[Result, int]:
    """Live one population and return its result, and how many couples it had on day 0.

    Raises:
        ExperimentError: it cannot be put together as its description asks (64).
    """
    from ..engines import simulate as simulate_population

    def evening(days: int) -> None:
        if stop is not None and stop.is_set():
            raise Interrupted

    try:
        people = model.at(chunk.block.values(one.axes[0].tolist()))
        lived = simulate_population(people, seed=int(one.seeds[0]), engine=engine, workers=threads, tell=evening)
        return lived, int(people.couples)
    except ParameterError as error:
        here = f"population {one.couple[0]} at point {one.point[0]} of the block {chunk.block.name!r}"
        told = "; ".join(f"{problem.path}: {problem.sentence}" for problem in error.problems)
        raise ExperimentError(BAD_INPUT, f"{here}: {told}", "mend the file, then type the same command again") from None


def _singly(runs: Runs) -> Iterator[Runs]:
    """Yield runs one by one."""
    places = np.arange(len(runs.ids))
    for place in places:
        yield runs.where(places == place)


def live_one(experiment: Experiment, run_id: str, engine: str = "batch") -> dict[str, Any]:
    """Return one run of an experiment, by its id: its place, what is swept, its summary columns.

    Raises:
        ExperimentError: the experiment has no such run (64).
    """
    chunk, runs = _found(experiment, run_id)
    place = {
        "run_id": run_id,
        "block": chunk.block.name,
        "point": int(runs.point[0]),
        experiment.kind.place: int(runs.couple[0]),
    }
    axes = chunk.block.values(runs.axes[0].tolist())
    told = {name: float(v[0]) for name, v in _simulated(experiment, chunk, runs, engine, 1, None).items()}
    return {**place, **axes, **told}


def live_society(experiment: Experiment, run_id: str, threads: int = 1) -> Result:
    """Return the result of one society of an experiment, by its id; "" is the first.

    Raises:
        ExperimentError: the experiment has no such run, or its model is no population with a network (64).
    """
    if not isinstance(experiment.model, Populations):
        say = "the model of this experiment is one couple, not a society"
        raise ExperimentError(BAD_INPUT, say, "give a file with model: {population: {network: ...}}")
    lived = _lived(experiment.model, *_found(experiment, run_id), "batch", threads)[0]
    if lived.society is None:
        say = "the couples of this run know nobody"
        raise ExperimentError(BAD_INPUT, say, "give model.population a network, or name another run")
    return lived


def _found(experiment: Experiment, run_id: str) -> tuple[Chunk, Runs]:
    """Return one run by its id; "" is the first.

    Raises:
        ExperimentError: the experiment has no such run (64).
    """
    for chunk in every_chunk(experiment):
        everyone = runs_of(experiment, chunk)
        found = np.flatnonzero(np.array([name == run_id for name in hexadecimal(everyone.ids)]) | (not run_id))
        if len(found):
            return chunk, everyone.at(found[:1])
    say = f"no run of this experiment has the id {run_id!r}; ids stand in the first column of runs.csv and failures.csv"
    raise ExperimentError(BAD_INPUT, say, "give the file (and every --set) that the results were made with")


def row(result: Result, couples: int) -> dict[str, float]:
    """Return one row of ``POPULATIONS.columns``: means and shares over the couples of one population.

    The first ``couples`` lives are those that were couples on day 0. They count by their weights; where a measure is
    undefined for a couple, that couple is left out.
    """
    runs = {name: values[:couples] for name, values in result.tables.runs.items()}
    weight = result.weight[:couples]
    found = dict.fromkeys((c.name for c in POPULATIONS.columns), math.nan)
    found["couples"] = float(couples)
    for name, (column, value) in LIVES.shares.items():
        found[name] = _mean((runs[column] == value).astype(np.float64), weight)
    for told in LIVES.numbers:
        values = runs[told.name]
        defined = ~np.isnan(values) if told.may_be_empty else np.ones(len(values), dtype=bool)
        found[told.name] = _mean(values[defined], weight[defined])
    return {**found, **_society(result)}


def _society(result: Result) -> dict[str, float]:
    """Return the measures of the network; without one: none."""
    from ..society_measures import society_row

    lived = result.society
    if lived is None:
        return {}
    network, node = lived.society.network, lived.society.node
    return society_row(network, node, lived.snapshots, result.tables.runs, int(result.provenance["seed"]))


def _mean(values: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """Return a weighted mean, summed exactly, so that its bits do not hang on the order.

    NaN over nobody; infinite where a value is not a number, so that the run is told as failed.
    """
    if not np.isfinite(values).all():
        return math.inf
    total = math.fsum(weight.tolist())
    return math.fsum((weight * values).tolist()) / total if total > 0.0 else math.nan
