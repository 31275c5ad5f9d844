"""Calibration: which numbers agree with the published findings of the role *calibration*, and how narrowly.

A design of simulated points (``design``), an emulator of each statistic (``emulator``), a posterior on it
(``posterior``), recovery of known truths (``recovery``), simulations that confirm (``confirm``), and two hazards solved
at the end (``intercepts``). docs/decisions/0010-calibration.md says why.
"""

from __future__ import annotations

import functools
import importlib.util
import json
from importlib import resources
from pathlib import Path
from typing import Any

from ...parameters import ParameterError, Problem
from . import confirm, design, emulator, fit, intercepts, posterior, recovery, report
from .design import POINTS, Say, Simulate, statistics
from .fit import Calibration
from .free import FREE, NAMES, held, scaled, split
from .targets import fitted_targets

__all__ = ["FREE", "Calibration", "held", "run", "shipped", "stale"]

HELD_OUT = 8
"""Of so many points of the design one is held out, to check the emulator and to be recovered."""


def run(
    out: Path,
    workers: int = 1,
    say: Say = print,
    points: int = POINTS,
    simulate: Simulate = statistics,
    steps: int = posterior.STEPS,
    truths: int = recovery.TRUTHS,
) -> Calibration:
    """Calibrate, and write ``report.md``, ``calibrated.json`` and ``posterior.csv`` into ``out``.

    Takes about an hour of one core. A run that was stopped goes on where it was: every simulated point stands in
    ``design.csv`` at once. ``workers``: processes; the same numbers for any number of them. ``steps``: of the
    chains; ``truths``: to recover. ``simulate``: in the place of the model.

    Raises:
        ParameterError: fewer than 64 points, libraries missing, or a folder with a design of another model.
        ExperimentError: the folder is in use, or cannot be written.
    """
    from ...experiment.errors import disk_trouble
    from ...experiment.folder.lock import locked

    _check(points)
    with disk_trouble(out):
        out.mkdir(parents=True, exist_ok=True)
        with locked(out):
            found = _calibrated(out, workers, say, points, simulate, steps, truths)
            _write(out, found)
    say(f"calibrated: {out / 'report.md'}")
    return found


def _calibrated(
    out: Path, workers: int, say: Say, points: int, simulate: Simulate, steps: int, truths: int
) -> Calibration:
    whole = design.build(out, points, workers, say, simulate)
    wanted = fitted_targets()
    names = tuple(target.name for target in wanted)
    cut = points - points // HELD_OUT
    seen, unseen = whole.part(slice(cut)), whole.part(slice(cut, None))
    say("emulator: fitting, checking, recovering known truths")
    partial = emulator.fit(seen, names, workers)
    checks = emulator.validate(partial, unseen)
    recovered = recovery.recover(partial, unseen, truths, workers, steps // 2)
    say("posterior: drawing")
    full = emulator.fit(whole, names, workers)
    drawn = posterior.fitted(full, wanted, steps=steps)
    values, inside = confirm.chosen(drawn, full, wanted)
    solved = intercepts.solved(*split(values), workers=workers)
    simulated = {**confirm.at_median(out, values, workers, say, simulate), **confirm.parting(values, solved)}
    return Calibration(
        points=points,
        wanted=wanted,
        checks=checks,
        posterior=drawn,
        match=posterior.matched(full, wanted, drawn),
        recovery=recovered,
        values=values,
        inside=inside,
        rows=confirm.rows(simulated),
        surprise=confirm.surprise(out, drawn, full, workers, say, simulate),
        solved=solved,
        explained=confirm.explained(values),
        uniform=confirm.explained(values, heterogeneity=False),
    )


def _check(points: int) -> None:
    problems = []
    if points < 64:
        problems.append(Problem("points", f"read {points}, allowed is a whole number from 64"))
    missing = [name for name in ("emcee", "joblib", "sklearn") if importlib.util.find_spec(name) is None]
    if missing:
        say = f"{' and '.join(missing)} cannot be found; install the package with its extra: reassure-sim[calibration]"
        problems.append(Problem("calibration", say))
    if problems:
        raise ParameterError(problems)


def _write(out: Path, found: Calibration) -> None:
    import pandas

    from ...experiment import write

    draws = pandas.DataFrame(scaled(found.posterior.unit), columns=list(NAMES))
    texts = {
        "report.md": report.markdown(found),
        "calibrated.json": json.dumps(fit.plain(found), indent=1, allow_nan=False) + "\n",
        "posterior.csv": draws.to_csv(index=False, float_format="%.5g", lineterminator="\n"),
    }
    for name, text in texts.items():
        write(out / name, text.encode())


@functools.cache
def shipped() -> dict[str, Any]:
    """Return the calibration from which the package's defaults come: values, priors, posterior, provenance."""
    text = resources.files(__package__).joinpath("calibrated.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def stale() -> dict[str, tuple[float, float]]:
    """Return the numbers that the shipped fit took as they were and that have changed since: then and now, by path.

    NaN: there was, or is, no such number.
    """
    now, then, none = held(), shipped()["held"], float("nan")
    every = {path: (then.get(path, none), now.get(path, none)) for path in (*then, *(p for p in now if p not in then))}
    return {path: pair for path, pair in every.items() if pair[0] != pair[1]}
