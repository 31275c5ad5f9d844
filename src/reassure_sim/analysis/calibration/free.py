"""The free constants: which numbers are fitted, within what ranges, and why each of them is free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...instrument import INSTRUMENT, REFERENCE
from ...measures.regimes import THRESHOLDS
from ...parameters import NUMBERS, SET_BY_FRIENDS, Constants, Couple, Person
from ...population.norms import LIKENESS, NORMS, Spread

Array = NDArray[np.float64]


class Free(NamedTuple):
    """A number that is fitted: the ends of its uniform prior, and what it moves that no source states directly."""

    low: float
    high: float
    why: str


FREE: Mapping[str, Free] = {
    "rest_fear": Free(0.35, 0.65, "how much of felt security is trait (F12), and so how often the anxious ask (F15)"),
    "seek_base": Free(-6.5, -4.5, "how often anybody asks; daily bids have no published rate"),
    "seek_fear": Free(0.0, 1.2, "how much more the anxious ask at equal distress (F15), and how urgently again (F21)"),
    "trust_fear": Free(0.1, 0.45, "the path from own anxiety to low trust, and so to satisfaction (F9, F10, F15)"),
    "intimacy_guard": Free(0.5, 0.95, "the path from own avoidance to low intimacy, and so to satisfaction (F9, F10)"),
    "energy_distress": Free(0.1, 0.3, "what distress costs a giver, which decides how many couples wear out (D1)"),
    "fear_rebuff": Free(0.02, 0.07, "how fast refusals teach fear: the strength of the spiral (D1, F31)"),
    "answer_base": Free(4.0, 6.0, "how often bids are answered, which divides couples (D1, F31, F45)"),
    "reach_intimacy": Free(0.0, 0.8, "how far care follows closeness, so how far it goes with satisfaction (F45)"),
    "drift_person": Free(0.18, 0.36, "change that comes from outside: how much satisfaction keeps its ranks (F42)"),
    "guard_support": Free(0.006, 0.02, "what professional support does directly; sets the dose of therapy (F30)"),
    "bond": Free(0.12, 0.25, "differences between couples that no questionnaire asks for (F10, F42, F45)"),
}
"""Fitted numbers by name: ``bond`` is a spread of the population, all others are constants."""

NAMES = tuple(FREE)
SOLVED = ("parting_unmarried", "parting_married")
"""Constants solved after the fit (see ``intercepts``): its couples stay together, so nothing in it hangs on these."""
_LOW = np.array([free.low for free in FREE.values()])
_HIGH = np.array([free.high for free in FREE.values()])


def scaled(unit: Array) -> Array:
    """Return numbers for places (..., len(FREE)) in the unit box of the prior."""
    return np.asarray(_LOW + unit * (_HIGH - _LOW))


def placed(values: Array) -> Array:
    """Return the places in the unit box of the prior of numbers (..., len(FREE))."""
    return np.asarray((values - _LOW) / (_HIGH - _LOW))


def split(values: Iterable[float]) -> tuple[dict[str, float], dict[str, float]]:
    """Return fitted numbers, in the order of ``FREE``, as constants and as spread of the population."""
    named = {name: float(value) for name, value in zip(NAMES, values, strict=True)}
    constants = {name: value for name, value in named.items() if name in Constants.model_fields}
    return constants, {name: value for name, value in named.items() if name in Spread.model_fields}


def held() -> dict[str, float]:
    """Return the numbers that a fit takes as they are, by group and name, like ``constants.trust_rest``.

    All that its statistics hang on and that is neither fitted nor solved: defaults of a person, a couple and the
    psychology, norms, spreads and likenesses, errors of measurement, and the cuts between regimes. What only friends
    move is left out: the couples of a calibration have none.
    """
    groups: dict[str, Mapping[str, float]] = {
        "person": Person().model_dump(),
        "couple": Couple().model_dump(),
        "constants": Constants().model_dump(),
        "norms": NORMS["ecr_r"].model_dump(),
        "spread": Spread().model_dump(),
        "likeness": LIKENESS.model_dump(),
        "instrument": INSTRUMENT.model_dump(),
        "reference": REFERENCE.model_dump(),
        "regimes": THRESHOLDS._asdict(),
    }
    friends = {f"constants.{n.path.partition('.')[2]}" for n in NUMBERS.values() if n.block == "friends"}
    friends |= {f"{group}.{name}" for group in ("person", "couple") for name in (*SET_BY_FRIENDS, "stubbornness")}
    moved = {*friends, *(f"constants.{name}" for name in (*FREE, *SOLVED)), *(f"spread.{name}" for name in FREE)}
    every = {f"{group}.{name}": float(value) for group, own in groups.items() for name, value in own.items()}
    return {path: value for path, value in every.items() if path not in moved}


def short(x: float) -> float:
    """Return a number to three significant digits, as it is told and as it ships."""
    return float(f"{x:.3g}")
