"""The emulator: one Gaussian process a statistic, which tells in a millisecond what a simulation tells in seconds."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .design import Design

Array = NDArray[np.float64]


class Process(NamedTuple):
    """A fitted Gaussian process of one statistic, as far as predictions need it.

    seen: (n, p) points in units of the length scales. scale: (p,) these scales. weights: (n,); inverse: (n, n) of the
    covariance with its nugget. amplitude: prior variance. mean, spread: of the statistic.
    """

    seen: Array
    scale: Array
    weights: Array
    inverse: Array
    amplitude: float
    mean: float
    spread: float

    def predict(self, unit: Array) -> tuple[Array, Array]:
        """Return mean and variance (m,) of the statistic at points (m, p): the variance is the emulator's own."""
        from scipy.spatial.distance import cdist

        near = self.amplitude * np.exp(-0.5 * cdist(unit / self.scale, self.seen, "sqeuclidean"))
        left = self.amplitude - np.einsum("ij,ij->i", near @ self.inverse, near)
        return self.mean + self.spread * (near @ self.weights), self.spread**2 * np.maximum(left, 0.0)


class Emulator(NamedTuple):
    """Processes of several statistics. names: of the statistics. noise: (s,) Monte-Carlo error of a simulated one."""

    names: tuple[str, ...]
    processes: tuple[Process, ...]
    noise: Array

    def predict(self, unit: Array) -> tuple[Array, Array]:
        """Return means and variances (m, s) of all statistics at points (m, p) of the unit box."""
        found = [process.predict(unit) for process in self.processes]
        return np.stack([mean for mean, _ in found], axis=1), np.stack([variance for _, variance in found], axis=1)


def fit(design: Design, names: tuple[str, ...], workers: int = 1) -> Emulator:
    """Fit the emulator of the statistics ``names`` to a design; the same numbers for any number of ``workers``."""
    from joblib import Parallel, delayed

    own = [design.names.index(name) for name in names]
    noise = np.sqrt(np.nanmean(design.error[:, own] ** 2, axis=0))
    jobs = (delayed(_process)(design.unit, design.value[:, i], error) for i, error in zip(own, noise, strict=True))
    return Emulator(names, tuple(Parallel(workers)(jobs)), noise)


def _process(unit: Array, value: Array, noise: float) -> Process:
    """Fit one process: squared-exponential with a length scale for each input, its nugget the Monte-Carlo variance."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel
    from threadpoolctl import threadpool_limits

    there = np.isfinite(value)
    unit, value = unit[there], value[there]
    mean, spread = float(value.mean()), float(value.std())
    kernel = ConstantKernel(4.0, (0.1, 1e4)) * RBF(np.full(unit.shape[1], 3.0), (0.2, 50.0))
    process: Any = GaussianProcessRegressor(kernel, alpha=max((noise / spread) ** 2, 1e-6))
    with warnings.catch_warnings(), threadpool_limits(1):  # one thread: the same bits on any number of cores
        # a length scale at its upper end says that the statistic does not hang on this input
        warnings.simplefilter("ignore", ConvergenceWarning)
        process.fit(unit, (value - mean) / spread)
    scale = np.asarray(process.kernel_.k2.length_scale)
    whole = np.linalg.inv(process.L_)
    amplitude = float(process.kernel_.k1.constant_value)
    return Process(unit / scale, scale, process.alpha_, whole.T @ whole, amplitude, mean, spread)


class Check(NamedTuple):
    """How the emulator does where it has not been: share of variance explained; its typical miss against what it said
    (1: as said); share of points within two standard deviations; Monte-Carlo error."""

    name: str
    explained: float
    ratio: float
    inside: float
    noise: float


def validate(emulator: Emulator, held_out: Design) -> list[Check]:
    """Compare predictions with simulations at points that the emulator has not seen."""
    means, variances = emulator.predict(held_out.unit)
    checks = []
    for i, name in enumerate(emulator.names):
        value = held_out.value[:, held_out.names.index(name)]
        there = np.isfinite(value)
        miss = (value - means[:, i])[there]
        off = miss / np.sqrt(variances[there, i] + emulator.noise[i] ** 2)
        explained = 1.0 - float(np.mean(miss**2) / np.var(value[there]))
        ratio, inside = float(np.sqrt(np.mean(off**2))), float(np.mean(np.abs(off) <= 2.0))
        checks.append(Check(name, explained, ratio, inside, float(emulator.noise[i])))
    return checks
