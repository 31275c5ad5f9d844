"""The few pieces of arithmetic that the statistics share. Undefined (NaN) where a variable does not vary."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def own(values: Array) -> Array:
    """Return (couples, 2) numbers as one row a person: a, b, a, b ..."""
    return values.reshape(-1)


def partners(values: Array) -> Array:
    """Return for each person the partner's number."""
    return values[:, ::-1].reshape(-1)


def standardised(x: Array) -> Array:
    """Return deviations from the mean in standard deviations; NaN where there are none."""
    spread = x.std() if x.size else 0.0
    return (x - x.mean()) / spread if spread > 1e-12 else np.full_like(x, np.nan)


def correlation(x: Array, y: Array) -> float:
    """Return Pearson's r."""
    products = standardised(x) * standardised(y)
    return float(products.mean()) if products.size else float("nan")


def slopes(y: Array, *x: Array) -> Array:
    """Return standardised slopes of ``y`` on all ``x`` together, in their order."""
    design, outcome = np.column_stack([standardised(v) for v in x]), standardised(y)
    if not (np.isfinite(design).all() and np.isfinite(outcome).all()):
        return np.full(len(x), np.nan)
    return np.asarray(np.linalg.lstsq(design, outcome, rcond=None)[0])


def explained(y: Array, *x: Array) -> float:
    """Return adjusted R2 of ``y`` on all ``x`` together; an ``x`` that does not vary explains nothing."""
    varying = [standardised(v) for v in x if v.std() > 1e-12]
    outcome = standardised(y)
    if not np.isfinite(outcome).all():
        return float("nan")
    if not varying:
        return 0.0
    design = np.column_stack(varying)
    rest = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    return float(1.0 - (rest @ rest) / (outcome @ outcome) * (len(y) - 1) / (len(y) - len(varying) - 1))


def in_sd(change: Array, spread: Array) -> float:
    """Return a mean change in standard deviations of ``spread`` (Cohen's d)."""
    size = spread.std()
    return float(change.mean() / size) if change.size and size > 1e-12 else float("nan")
