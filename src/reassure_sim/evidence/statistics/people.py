"""Statistics of the inputs: does the population have what the model is said to be given?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...population import STYLE_CUT
from ..wave import Wave
from .regression import correlation, own


def f1_norms(study: Mapping[str, Wave]) -> dict[str, float]:
    """Return means and standard deviations of the attachment scores on 1 to 7."""
    scores = {name: 1.0 + 6.0 * study["people"].trait(name) for name in ("anxiety", "avoidance")}
    return {f"{n}_{what}": float(f(s)) for n, s in scores.items() for what, f in (("mean", np.mean), ("sd", np.std))}


def f2_correlation(study: Mapping[str, Wave]) -> dict[str, float]:
    """Return the correlation of anxiety and avoidance within a person."""
    anxiety, avoidance = (own(study["people"].trait(name)) for name in ("anxiety", "avoidance"))
    return {"correlation": correlation(anxiety, avoidance)}


def f3_styles(study: Mapping[str, Wave]) -> dict[str, float]:
    """Return the shares of attachment styles; the avoidant share holds the fearful, as three forced choices do."""
    anxious, avoidant = (study["people"].trait(name) >= STYLE_CUT for name in ("anxiety", "avoidance"))
    shares = {"secure": ~anxious & ~avoidant, "avoidant": avoidant, "anxious": anxious & ~avoidant}
    return {name: float(np.mean(share)) for name, share in shares.items()}


def f7_alike(study: Mapping[str, Wave]) -> dict[str, float]:
    """Return the correlations of the two partners' anxiety and avoidance."""
    traits = {name: study["people"].trait(name) for name in ("anxiety", "avoidance")}
    return {name: correlation(trait[:, 0], trait[:, 1]) for name, trait in traits.items()}


def f50_health(study: Mapping[str, Wave]) -> dict[str, float]:
    """Return the correlations of the attachment traits with proneness to doubts."""
    doubts = own(study["people"].trait("doubt_proneness"))
    return {name: correlation(own(study["people"].trait(name)), doubts) for name in ("anxiety", "avoidance")}
