"""The one call that everything above the engines uses: it picks the engine."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import MODEL_VERSION, __version__
from .block import RECORDS, Lives
from .interventions import schedule
from .parameters import ParameterError, Parameters, Problem, shown, unknown
from .population import Chosen, Population, choose, gathered, lives_fit, outcomes, plain
from .result import Result
from .scenario import Scenario, scenario_lives
from .society import Chronicle, Society
from .tables import Tables

ENGINES = ("batch", "mesa")


def live(
    lives: Lives,
    days: int,
    episodes_per_day: int,
    *,
    engine: str = "batch",
    record: Collection[str] = (),
    workers: int = 1,
    society: Society | None = None,
    tell: Callable[[int], None] | None = None,
) -> Tables:
    """Live all ``lives`` and return their tables; the same bits from either engine and any number of workers.

    ``record``: any of ``daily``, ``episodes``, ``events``; the summary is always kept. ``society``: who hears whom;
    ``tell`` is called each evening of a society with the days lived, and may raise to stop it.

    Raises:
        ParameterError: unknown engine or record, or fewer than one worker.
    """
    problems = []
    if engine not in ENGINES:
        problems.append(Problem("engine", unknown(str(engine), ENGINES, "engine")))
    problems += [Problem("record", unknown(str(r), RECORDS, "record")) for r in record if r not in RECORDS]
    if not isinstance(workers, (int, np.integer)) or isinstance(workers, bool) or workers < 1:
        problems.append(Problem("workers", f"read {shown(workers)}, allowed is a whole number from 1"))
    if problems:
        raise ParameterError(problems)
    if engine == "mesa":
        from . import model

        blocks, chronicle = model.live(lives, days, episodes_per_day, record, society, tell)
    else:
        from . import batch

        if society is None:
            blocks, chronicle = batch.live(lives, days, episodes_per_day, record, int(workers)), None
        else:
            blocks, chronicle = batch.live_society(lives, society, days, episodes_per_day, record, int(workers), tell)
    return Tables.of(lives, days, episodes_per_day, blocks, chronicle)


def simulate(
    scenario: Scenario | Population,
    *,
    couples: int | None = None,
    days: int | None = None,
    seed: int = 0,
    engine: str = "batch",
    record: Collection[str] | str = (),
    workers: int = 1,
    observed: bool = False,
    tell: Callable[[int], None] | None = None,
) -> Result:
    """Simulate ``couples`` lives of a scenario, or the couples of a population, and return the result.

    ``couples``: 1 if not given; a population brings its own number. ``days`` overrides those of the scenario.
    ``seed`` in [0, 2**64): in a population it also names who the people are; ``record`` any of ``summary`` (always),
    ``daily``, ``episodes``, ``events``; ``engine`` ``batch`` or ``mesa`` (the same bits). ``observed``: return what a
    study would have collected, see ``Result.observed``. ``tell``: of a society, called each evening with the days
    lived; it may raise to stop it.

    Raises:
        ParameterError: with one sentence for each thing that is wrong.
    """
    if not isinstance(record, Collection):
        raise ParameterError([Problem("record", f"read {shown(record)}, allowed are any of {', '.join(RECORDS)}")])
    if not isinstance(observed, bool):
        raise ParameterError([Problem("observed", f"read {shown(observed)}, allowed is True or False")])
    wanted = (record,) if isinstance(record, str) else tuple(record)
    wanted = tuple(r for r in RECORDS if r in wanted) + tuple(r for r in wanted if r not in (*RECORDS, "summary"))
    if days is not None and isinstance(scenario, Scenario):
        scenario = scenario._replace(days=days)
    elif days is not None and isinstance(scenario, Population):
        scenario = dataclasses.replace(scenario, days=days)
    weight: NDArray[np.float64] | None = None
    society: Society | None = None
    what: dict[str, Any]
    if isinstance(scenario, Population):
        if couples is not None:
            say = f"read {shown(couples)}, but a population brings its own number: Population(couples=...)"
            raise ParameterError([Problem("couples", say)])
        if scenario.network is None:
            lives, weight = population_lives(scenario, seed, engine=engine, workers=workers)
        else:
            scenario_lives(Scenario(Parameters()), 1, seed)  # checks the seed
            lives, society = gathered(scenario, int(seed))
        what = {"population": scenario.provenance()}
    else:
        lives = scenario_lives(scenario, 1 if couples is None else couples, seed)
        what = {"parameters": scenario.parameters.model_dump(), "interventions": plain(scenario.interventions)}
    per_day = scenario.episodes_per_day
    tables = live(
        lives, scenario.days, per_day, engine=engine, record=wanted, workers=workers, society=society, tell=tell
    )
    provenance: dict[str, Any] = {
        "package": __version__,
        "model": MODEL_VERSION,
        "engine": engine,
        "seed": int(seed),
        "couples": tables.lives.n,
        "days": scenario.days,
        "episodes_per_day": per_day,
        **what,
    }
    ids = run_ids(tables.lives, scenario.days, per_day, tables.chronicle)
    result = Result(tables, ids, provenance, wanted, weight)
    return result.observed(seed) if observed else result


def population_lives(population: Population, seed: int, *, engine: str = "batch", workers: int = 1) -> Chosen:
    """Return the lives of a population and their weights, with what is scheduled.

    Where ``where`` names outcomes, candidates first live ``population.baseline`` days without interventions. Those
    kept relive these days with the same luck; so treatment is to start at day ``baseline``.

    Raises:
        ParameterError: seed out of range, or too few candidates fit.
    """
    scenario_lives(Scenario(Parameters()), 1, seed)  # checks the seed
    per_day = population.episodes_per_day

    def look(lives: Lives) -> NDArray[np.bool_]:
        runs = live(lives, population.baseline, per_day, engine=engine, workers=workers).runs
        return lives_fit(population.where, runs)

    chosen = choose(population, int(seed), look if outcomes(population.where) else None)
    lives = chosen.lives
    changes = schedule(population.interventions, lives.values, lives.seed, lives.couple, population.days, per_day)
    return chosen._replace(lives=lives._replace(changes=changes))


_AT_ONCE = 4096


def run_ids(lives: Lives, days: int, episodes_per_day: int, chronicle: Chronicle | None = None) -> Sequence[str]:
    """Return one 16-digit hex name a life: a hash of model version, parameters, days, the key of its luck, and what
    is scheduled within these days; in a society, of all that everybody else is as well."""
    start = hashlib.blake2b(f"{MODEL_VERSION} {days} {episodes_per_day} ".encode(), digest_size=8)
    if chronicle is not None:
        start.update(chronicle.society.fingerprint(chronicle.everybody).encode())
    scheduled = _scheduled(lives, days * episodes_per_day)
    names = []
    for first in range(0, lives.n, _AT_ONCE):
        part = lives.part(first, first + _AT_ONCE)
        # -0.0 and 0.0 are one value
        columns: NDArray[np.float64] = np.ascontiguousarray(np.asarray(part.values).T) + 0.0
        keys = np.ascontiguousarray(part.keys().T + 0.0)
        for values, key, changes in zip(columns, keys, scheduled[first : first + _AT_ONCE], strict=True):
            digest = start.copy()
            digest.update(values.tobytes())
            digest.update(key.tobytes())
            digest.update(changes)
            names.append(digest.hexdigest())
    return names


def _scheduled(lives: Lives, steps: int) -> list[bytes]:
    """Return what is scheduled in each life before ``steps``, in order of time; nothing: no bytes."""
    if lives.changes is None:
        return [b""] * lives.n
    life, row, step, value = lives.changes
    order = np.lexsort((row, step, life))  # stable: of two changes of one row at one step the later stays the later
    order = order[step[order] < steps]
    table = np.column_stack([step, row, value + 0.0])[order]
    ends = np.searchsorted(life[order], np.arange(lives.n + 1))
    return [table[first:end].tobytes() for first, end in itertools.pairwise(ends.tolist())]
