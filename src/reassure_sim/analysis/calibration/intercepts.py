"""The hazards of separation: two constants solved so that populations part as often as couples do (F41)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ...evidence.findings import register
from ...evidence.scoring import calibration_statistics
from ...parameters import ParameterError, Problem
from .free import short
from .targets import PARTING

SEEDS = tuple(range(44_000_000, 44_000_016))
"""Each names the couples and the luck of one set of studies of households."""
CLOSE = 0.01
"""How near, on the log scale, a yearly hazard must come."""

Shares = Mapping[str, float]
"""Share that parts within a year, by ``unmarried`` and ``married``."""


def published() -> dict[str, float]:
    """Return the published shares of couples that part within a year."""
    [finding] = (finding for finding in register("calibration") if finding.id == PARTING)
    return {name: 0.5 * sum(claim.region) for name, claim in finding.claims.items()}


def solve(shares: Callable[[Shares], Shares], wanted: Shares, start: Shares, rounds: int = 8) -> dict[str, float]:
    """Return the intercepts, by the same names, at which ``shares`` of them are those ``wanted``.

    A secant on the log of both intercept and hazard, for all names at once; each share hangs on its own intercept only.

    Raises:
        ParameterError: after so many ``rounds`` a share is still not close.
    """

    def hazards(of: Shares) -> dict[str, float]:
        return {name: float(np.log(-np.log1p(-min(max(of[name], 1e-9), 1.0 - 1e-9)))) for name in wanted}

    aim = hazards(wanted)
    here = {name: float(np.log(start[name])) for name in wanted}
    before: dict[str, tuple[float, float]] = {}
    for _ in range(rounds):
        found = hazards(shares({name: float(np.exp(x)) for name, x in here.items()}))
        if all(abs(found[name] - aim[name]) < CLOSE for name in wanted):
            return {name: float(np.exp(x)) for name, x in here.items()}
        for name, x in list(here.items()):
            if abs(found[name] - aim[name]) < CLOSE:
                continue
            slope = 1.0  # the first step, and wherever two points tell nothing
            if name in before and x != before[name][0]:
                slope = (found[name] - before[name][1]) / (x - before[name][0])
            before[name] = (x, found[name])
            here[name] = x + (aim[name] - found[name]) / (slope if slope > 0.1 else 1.0)
    say = f"read shares that do not come near those wanted in {rounds} rounds; look at the hazards of separation"
    raise ParameterError([Problem(f"parting_{name}", say) for name in wanted])


def solved(
    constants: Mapping[str, float], spread: Mapping[str, float], seeds: tuple[int, ...] = SEEDS, workers: int = 1
) -> dict[str, float]:
    """Return ``parting_unmarried`` and ``parting_married`` at which the model with these constants meets F41."""
    from joblib import Parallel, delayed

    def studied(intercepts: Mapping[str, float], seed: int) -> dict[str, float]:
        found = calibration_statistics({**constants, **intercepts}, spread, seed, ids=(PARTING,))
        return {name.partition(".")[2]: estimate.value for name, estimate in found.items()}

    def shares(at: Shares) -> Shares:
        intercepts = {f"parting_{name}": value for name, value in at.items()}
        found = Parallel(workers)(delayed(studied)(intercepts, seed) for seed in seeds)
        return {name: float(np.mean([one[name] for one in found])) for name in at}

    wanted = published()
    start = {name: -float(np.log1p(-share)) for name, share in wanted.items()}
    return {f"parting_{name}": short(value) for name, value in solve(shares, wanted, start).items()}
