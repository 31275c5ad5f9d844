"""The one call that everything above the engines uses: it picks the engine."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import MODEL_VERSION, __version__
from .block import RECORDS, Lives
from .parameters import ParameterError, Problem, shown, unknown
from .result import Result, Tables
from .scenario import Scenario, scenario_lives

ENGINES = ("batch", "mesa")


def live(
    lives: Lives,
    days: int,
    episodes_per_day: int,
    *,
    engine: str = "batch",
    record: Collection[str] = (),
    workers: int = 1,
) -> Tables:
    """Live all ``lives`` and return their tables; the same bits from either engine and any number of workers.

    ``record``: any of ``daily``, ``episodes``, ``events``; the summary is always kept.

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

        blocks = model.live(lives, days, episodes_per_day, record)
    else:
        from . import batch

        blocks = batch.live(lives, days, episodes_per_day, record, int(workers))
    return Tables.of(lives, days, episodes_per_day, blocks)


def simulate(
    scenario: Scenario,
    *,
    couples: int = 1,
    seed: int = 0,
    engine: str = "batch",
    record: Collection[str] | str = (),
    workers: int = 1,
) -> Result:
    """Simulate ``couples`` lives of a scenario and return the result.

    ``seed`` in [0, 2**64); ``record`` any of ``summary`` (always), ``daily``, ``episodes``, ``events``;
    ``engine`` ``batch`` or ``mesa`` (the same bits).

    Raises:
        ParameterError: with one sentence for each thing that is wrong.
    """
    lives = scenario_lives(scenario, couples, seed)
    if not isinstance(record, Collection):
        raise ParameterError([Problem("record", f"read {shown(record)}, allowed are any of {', '.join(RECORDS)}")])
    wanted = (record,) if isinstance(record, str) else tuple(record)
    wanted = tuple(r for r in RECORDS if r in wanted) + tuple(r for r in wanted if r not in (*RECORDS, "summary"))
    per_day = scenario.episodes_per_day
    tables = live(lives, scenario.days, per_day, engine=engine, record=wanted, workers=workers)
    provenance: dict[str, Any] = {
        "package": __version__,
        "model": MODEL_VERSION,
        "engine": engine,
        "seed": int(seed),
        "couples": int(couples),
        "days": scenario.days,
        "episodes_per_day": per_day,
        "parameters": scenario.parameters.model_dump(),
    }
    return Result(tables, run_ids(lives, scenario.days, per_day), provenance, wanted)


def run_ids(lives: Lives, days: int, episodes_per_day: int) -> Sequence[str]:
    """Return one 16-digit hex name a life: a hash of model version, parameters, days and the key of its luck."""
    start = hashlib.blake2b(f"{MODEL_VERSION} {days} {episodes_per_day} ".encode(), digest_size=8)
    columns: NDArray[np.float64] = np.ascontiguousarray(lives.values.T) + 0.0  # -0.0 and 0.0 are one value
    keys = lives.keys().T + 0.0
    names = []
    for values, key in zip(columns, np.ascontiguousarray(keys), strict=True):
        digest = start.copy()
        digest.update(values.tobytes())
        digest.update(key.tobytes())
        names.append(digest.hexdigest())
    return names
