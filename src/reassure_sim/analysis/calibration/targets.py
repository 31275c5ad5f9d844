"""What constants are fitted to: the regions of the findings of the role *calibration*, and the cost of missing them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...evidence.findings import register

Array = NDArray[np.float64]

PARTING = "F41"
"""The finding that two constants of their own are solved for after the fit (see ``intercepts``)."""


class Target(NamedTuple):
    """The region ``low`` to ``high`` that one statistic is to lie in, its ``margin``, and what to say of its source."""

    name: str
    low: float
    high: float
    margin: float
    caution: str = ""

    def told(self) -> str:
        """Return the region in words."""
        if self.low == -np.inf:
            return f"<= {self.high:.3g}"
        return f">= {self.low:.3g}" if self.high == np.inf else f"{self.low:.3g} to {self.high:.3g}"


def fitted_ids() -> tuple[str, ...]:
    """Return the findings that constants are fitted to."""
    return tuple(finding.id for finding in register("calibration") if finding.id != PARTING)


def fitted_targets() -> tuple[Target, ...]:
    """Return every claim that constants are fitted to, named like the statistics: ``F9.own_anxiety``."""
    return tuple(
        Target(f"{finding.id}.{name}", *claim.region, claim.margin, finding.caution)
        for finding in register("calibration")
        if finding.id != PARTING
        for name, claim in finding.claims.items()
    )


def distance(mean: Array, wanted: Sequence[Target]) -> Array:
    """Return how far statistics (n, s) lie outside their regions; 0: inside."""
    low, high = (np.array([getattr(t, end) for t in wanted]) for end in ("low", "high"))
    return np.asarray(np.maximum(np.maximum(low - mean, mean - high), 0.0))


def implausibility(mean: Array, variance: Array, noise: Array, wanted: Sequence[Target]) -> Array:
    """Return these distances (n, s) in standard deviations.

    ``variance`` (n, s): of the emulator; ``noise`` (s,): Monte-Carlo error of the statistics. Half a margin is the
    third part of the standard deviation: so far may a finding itself be off.
    """
    slack = np.array([0.5 * t.margin for t in wanted])
    return np.asarray(distance(mean, wanted) / np.sqrt(slack**2 + noise**2 + variance))


def log_likelihood(mean: Array, variance: Array, noise: Array, wanted: Sequence[Target]) -> Array:
    """Return the log-likelihood (n,) of statistics: inside a region nothing is lost, outside the loss is Gaussian."""
    return np.asarray(-0.5 * np.sum(implausibility(mean, variance, noise, wanted) ** 2, axis=1))
