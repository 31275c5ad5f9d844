"""The last word is the simulation's: what the fitted numbers give in studies that the fit has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...evidence.findings import Finding, register
from ...evidence.scoring import Estimate, calibration_statistics
from .design import Say, Simulate, simulated, statistics
from .emulator import Emulator
from .free import placed, scaled, short, split
from .posterior import Posterior
from .targets import PARTING, Target, distance

Array = NDArray[np.float64]

SEED = 45_000_000
"""Names the couples of the confirming studies."""
FEW = 100
"""Fewer draws than these are not enough for a median."""
REPEATS, DRAWS = 4, 8
"""How often the usual number of studies is simulated at the fitted values, and how many draws of the posterior are."""


def chosen(posterior: Posterior, emulator: Emulator, wanted: Sequence[Target]) -> tuple[Array, float]:
    """Return the fitted values, (p,) numbers of three significant digits, and the share of draws inside all regions, as
    far as the emulator tells.

    The posterior also holds what misses regions by little. So the values are medians of the draws that miss the fewest:
    of those sets of missed regions that at least ``FEW`` draws share, the smallest, and of the smallest the commonest.
    If no set is shared by so many, they are the medians of the whole posterior.
    """
    missed = distance(emulator.predict(posterior.unit)[0], wanted) > 0.0
    sets, of, counts = np.unique(missed, axis=0, return_inverse=True, return_counts=True)
    often = np.flatnonzero(counts >= FEW)
    best = min(often.tolist(), key=lambda i: (sets[i].sum(), -counts[i]), default=None)
    middle = np.median(posterior.unit if best is None else posterior.unit[of == best], axis=0)
    return np.array([short(x) for x in scaled(middle).tolist()]), float(np.mean(~missed.any(axis=1)))


def at_median(out: Path, values: Array, workers: int, say: Say, simulate: Simulate = statistics) -> dict[str, Estimate]:
    """Return the statistics that the fitted ``values`` give, from ``REPEATS`` times the usual number of studies."""
    found = simulated(out / "median.csv", np.tile(values, (REPEATS, 1)), SEED, workers, say, simulate, 1.0)
    return _pooled(found.names, found.value, found.error)


def parting(values: Array, solved: Mapping[str, float]) -> dict[str, Estimate]:
    """Return the shares that part within a year, at the fitted ``values`` and the hazards ``solved`` for them."""
    constants, spread = split(values)
    seeds = range(SEED + 2_000, SEED + 2_000 + REPEATS)
    found = [calibration_statistics({**constants, **solved}, spread, seed, ids=(PARTING,)) for seed in seeds]
    table = np.array([[tuple(estimate) for estimate in one.values()] for one in found])
    return _pooled(tuple(found[0]), table[..., 0], table[..., 1])


def _pooled(names: Sequence[str], value: Array, error: Array) -> dict[str, Estimate]:
    """Return the means of repeated estimates (repeats, s) and the Monte-Carlo errors of these means."""
    mean, left = value.mean(axis=0), np.sqrt(np.sum(error**2, axis=0)) / len(error)
    return {name: Estimate(*pair) for name, *pair in zip(names, mean.tolist(), left.tolist(), strict=True)}


def surprise(
    out: Path, posterior: Posterior, emulator: Emulator, workers: int, say: Say, simulate: Simulate = statistics
) -> dict[str, float]:
    """Return, by statistic, how far simulations at draws of the posterior are from the emulator (root mean square).

    In standard deviations, of emulator and simulation together: about 1 if the emulator knew what it did not know.
    """
    every = np.linspace(0, len(posterior.unit) - 1, DRAWS).astype(int)
    found = simulated(out / "draws.csv", scaled(posterior.unit[every]), SEED + 1_000, workers, say, simulate)
    mean, variance = emulator.predict(placed(scaled(posterior.unit[every])))
    own = [found.names.index(name) for name in emulator.names]
    off = (found.value[:, own] - mean) / np.sqrt(variance + emulator.noise**2)
    return dict(zip(emulator.names, np.sqrt(np.nanmean(off**2, axis=0)).tolist(), strict=True))


class Explained(NamedTuple):
    """R2 of own traits on satisfaction, measured and true (without errors of measurement)."""

    measured: Estimate
    true: Estimate


def explained(values: Array, heterogeneity: bool = True) -> Explained:
    """Return what traits explain of satisfaction; without ``heterogeneity``, couples and persons have no lasting shifts
    and equally stressful lives, as in ``Population(heterogeneity=0)``."""
    constants, spread = split(values)
    without = {} if heterogeneity else {"bond": 0.0, "outlook": 0.0, "life_stress": 0.0}
    found = calibration_statistics(constants, {**spread, **without}, SEED, ids=("F10",))
    return Explained(found["F10.r2"], found["F10.r2_true"])


class Row(NamedTuple):
    """One claim of a calibration finding against the simulation at the fitted values."""

    name: str
    finding: Finding
    target: str
    estimate: Estimate
    verdict: str


def rows(found: dict[str, Estimate]) -> list[Row]:
    """Return the claims of all calibration findings with what was simulated, and the register's verdict."""
    return [
        Row(f"{f.id}.{name}", f, claim.target, found[f"{f.id}.{name}"], claim.verdict(*found[f"{f.id}.{name}"]))
        for f in register("calibration")
        for name, claim in f.claims.items()
    ]
