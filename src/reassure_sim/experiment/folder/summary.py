"""What the runs at one point have in common: means, spread, quantiles and shares, with intervals.

Sums run over runs in a fixed order, so a summary is the same bits however its runs were made.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..kinds import Kind

Z95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution."""

COLUMNS = ("n", "missing", "mean", "sd", "ci_low", "ci_high", "q05", "q50", "q95")


class Statistics(NamedTuple):
    """The fields of ``COLUMNS`` over points, each array of shape (points,); NaN where undefined."""

    n: NDArray[np.int64]
    missing: NDArray[np.int64]
    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    ci_low: NDArray[np.float64]
    ci_high: NDArray[np.float64]
    q05: NDArray[np.float64]
    q50: NDArray[np.float64]
    q95: NDArray[np.float64]


def measures(kind: Kind) -> tuple[str, ...]:
    """Return the names in the summary's ``measure`` column, in order."""
    return (*kind.shares, *(c.name for c in kind.numbers))


def sound(columns: Mapping[str, NDArray[np.float64]], kind: Kind) -> NDArray[np.bool_]:
    """Return which runs have all their numbers, (n,): those that have not have failed, and count nowhere."""
    good = np.ones(len(columns[kind.columns[0].name]), dtype=bool)
    for column in kind.columns:
        values = columns[column.name]
        good &= ~np.isinf(values) if column.may_be_empty else np.isfinite(values)
    for name, words in kind.codes.items():
        good &= (columns[name] >= 0) & (columns[name] < len(words))
    return good


def summarise(
    columns: Mapping[str, NDArray[np.float64]], good: NDArray[np.bool_], asked: NDArray[np.int64], kind: Kind
) -> dict[str, Statistics]:
    """Return the statistics of each measure.

    ``columns`` are summary columns of shape (points, replicates); runs that are not ``good`` (same
    shape) enter nothing, and count as missing where they were ``asked`` for, (points,) runs of each point.
    """
    shares = {name: share(columns[column] == value, good) for name, (column, value) in kind.shares.items()}
    found = {**shares, **{c.name: describe(np.where(good, columns[c.name], np.nan)) for c in kind.numbers}}
    return {name: told._replace(missing=asked - told.n) for name, told in found.items()}


def share(hits: NDArray[np.bool_], good: NDArray[np.bool_]) -> Statistics:
    """Return the share of hits among good runs, with Wilson's 95 % interval."""
    n = good.sum(axis=1)
    k = (hits & good).sum(axis=1)
    low, high = wilson(k, n)
    with np.errstate(invalid="ignore"):
        mean = k / n
    empty = np.full(len(n), np.nan)
    return Statistics(n, good.shape[1] - n, mean, empty, low, high, empty, empty, empty)


def wilson(k: NDArray[np.int64], n: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return Wilson's 95 % interval of the share ``k / n``; NaN where ``n`` is 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        p = k / n
        middle = p + Z95 * Z95 / (2 * n)
        half = Z95 * np.sqrt(p * (1 - p) / n + Z95 * Z95 / (4.0 * n * n))
        below = 1 + Z95 * Z95 / n
        low = np.where(k == 0, 0.0, (middle - half) / below)  # the ends are exact, rounding would miss them
        high = np.where(k == n, 1.0, (middle + half) / below)
        return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def describe(values: NDArray[np.float64]) -> Statistics:
    """Return the statistics of numbers of shape (points, replicates); NaN is left out and counted."""
    seen = np.isfinite(values)
    n = seen.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = _total(np.where(seen, values, 0.0)) / n
        squares = _total(np.where(seen, (values - mean[:, None]) ** 2, 0.0))
        sd = np.where(n > 1, np.sqrt(squares / np.maximum(n - 1, 1)), np.nan)
        half = _t975(n) * sd / np.sqrt(n)
    ordered = np.sort(np.where(seen, values, np.nan), axis=1)  # NaN goes last
    low, middle, high = (_quantile(ordered, n, q) for q in (0.05, 0.5, 0.95))
    return Statistics(n, values.shape[1] - n, mean, sd, mean - half, mean + half, low, middle, high)


def _total(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum over runs, one after the other."""
    total = np.zeros(len(values))
    for column in values.T:
        total = total + column
    return total


def _quantile(ordered: NDArray[np.float64], n: NDArray[np.int64], q: float) -> NDArray[np.float64]:
    """Return a quantile of each row's first ``n`` values, linear between neighbours."""
    place = q * np.maximum(n - 1, 0)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(n - 1, 0))
    row = np.arange(len(ordered))
    low, high = ordered[row, below], ordered[row, above]
    return np.where(n > 0, low + (place - below) * (high - low), np.nan)


def _t975(n: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the 97.5 % point of Student's t for samples of size ``n``; NaN below 2."""
    from scipy.special import stdtrit

    sizes, back = np.unique(n, return_inverse=True)
    # eight digits are the same whatever version of scipy: the last ones are not
    points = [float(f"{stdtrit(size - 1, 0.975):.8g}") if size > 1 else math.nan for size in sizes.tolist()]
    return np.asarray(points)[back]
