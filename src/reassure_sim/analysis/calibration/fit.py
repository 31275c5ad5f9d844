"""A calibration: a fit with everything that was asked of it, and its short form that ships with the package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ... import MODEL_VERSION
from . import design, intercepts, posterior
from .confirm import Explained, Row
from .emulator import Check
from .free import FREE, NAMES, held, scaled, short
from .posterior import Match, Posterior
from .recovery import Recovery
from .targets import Target

Array = NDArray[np.float64]


class Calibration(NamedTuple):
    """A fit with everything that was asked of it.

    points: of the design. values: (p,) fitted; inside: share of the posterior inside all regions. rows: claims at
    these values. surprise: see ``confirm``. solved: the hazards of separation. explained, uniform: R2 of traits, as
    fitted and without heterogeneity.
    """

    points: int
    wanted: Sequence[Target]
    checks: Sequence[Check]
    posterior: Posterior
    match: Match
    recovery: Recovery
    values: Array
    inside: float
    rows: Sequence[Row]
    surprise: Mapping[str, float]
    solved: Mapping[str, float]
    explained: Explained
    uniform: Explained


def plain(found: Calibration) -> dict[str, Any]:
    """Return what ships: values, priors, a summary of the posterior, and how it came about."""
    unit = found.posterior.unit
    shares, mixtures = directions(unit)
    low, middle, high = scaled(np.quantile(unit, (0.05, 0.5, 0.95), axis=0))
    return {
        "model": MODEL_VERSION,
        "points": found.points,
        "size": design.SIZE,
        "seeds": {"design": design.SEED, "chains": posterior.SEED, "hazards": [*intercepts.SEEDS]},
        "fitted": {
            name: {
                "value": float(found.values[i]),
                "prior": [FREE[name].low, FREE[name].high],
                "median": short(middle[i]),
                "interval_90": [short(low[i]), short(high[i])],
                "shrinkage": round(told.shrinkage, 3),
                "pinned": told.pinned,
                "edge": told.edge,
                "truths_covered": int(found.recovery.covered[:, i].sum()),
            }
            for i, (name, told) in enumerate(zip(NAMES, posterior.told(unit), strict=True))
        },
        "correlations": np.round(np.corrcoef(unit.T), 2).tolist(),
        "directions": [
            {"variance_share": round(s, 3), "of": mixture} for s, mixture in zip(shares, mixtures, strict=True)
        ],
        "truths": len(found.recovery.truth),
        "never_met_together": [list(pair) for pair in found.match.apart],
        "solved": dict(found.solved),
        "targets": {
            row.name: {
                "wanted": row.target,
                "value": short(row.estimate.value),
                "error": short(row.estimate.error),
                "verdict": row.verdict,
                "caution": row.finding.caution,
            }
            for row in found.rows
        },
        "held": held(),
    }


def directions(unit: Array) -> tuple[list[float], list[dict[str, float]]]:
    """Return, from the least pinned, shares of the prior's variance, and the weights of .3 or more of each mixture."""
    vectors, shares = posterior.directions(unit)
    vectors = vectors * np.sign(vectors[np.abs(vectors).argmax(axis=0), np.arange(len(NAMES))])
    mixtures = [
        {name: round(float(w), 2) for name, w in zip(NAMES, vector, strict=True) if abs(w) >= 0.3}
        for vector in vectors.T
    ]
    return shares.tolist(), mixtures
