"""Why a life went as it did: the same life is lived again, with the same luck, without one mechanism of the model."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from ..experiment.view import State, follow
from ..scenario import Scenario
from . import life
from .course import Course, course

RIVALS = ("credibility", "rebound", "duration", "amplitude", "operant")

# What is put out of force, under the name of the sentence that says it.
_OFF: Mapping[str, Mapping[str, float]] = {
    **{name: {f"constants.habituation_{name}": 0.0} for name in RIVALS},
    "tired": {"constants.quality_energy": 0.0},
    "guarded": {"constants.quality_avoidance": 0.0},
    "mistrust": {"constants.credible_mistrust": 0.0},
    "doubts": {"a.meets_doubts": 0.0},
    "stress": {"a.meets_stress": 0.0},
    "refusals": {"constants.hurt": 0.0, "constants.fear_rebuff": 0.0, "constants.trust_loss": 0.0},
    "giving": {"constants.giving_cost": 0.0},
    "distress": {"constants.energy_distress": 0.0},
    "criticism": {"constants.criticism_drain": 0.0},
}

REASONS: Mapping[str, tuple[str, ...]] = {
    "relief": (*RIVALS, "tired", "guarded", "mistrust"),
    "felt_insecurity": ("doubts", "stress", "refusals", "credibility", "rebound"),
    "energy": ("giving", "distress", "criticism", "credibility"),
    "satisfaction": ("doubts", "stress", "refusals", "credibility"),
}
"""What may be a reason, for each thing that can be guessed."""

NOTABLE = 6.0
"""Places on the scale from which a mechanism is worth a sentence."""

_MOST = 2


def late(found: Course) -> float:
    """Return the mean place over the last third of a course."""
    places = found.places[-math.ceil(len(found.places) / 3) :]
    return math.fsum(places) / len(places)


def twins(couple: State, about: str) -> list[Callable[[], tuple[str, float]]]:
    """Return the lives to live: each returns the name of what it goes without, and its late place (NaN: too few laps).

    A mechanism that has no part in this couple's model is not tried.
    """

    def without(name: str, scenario: Scenario) -> Callable[[], tuple[str, float]]:
        def task() -> tuple[str, float]:
            found = course(life.of(scenario, couple.seed, couple.luck), about)
            return name, late(found) if found else math.nan

        return task

    whole = follow(couple)[0]
    changed = ((name, whole.with_(_OFF[name])) for name in REASONS[about])
    return [without(name, other) for name, other in changed if other.parameters != whole.parameters]


def largest(lived: float, tried: Mapping[str, float]) -> list[str]:
    """Return the mechanisms that count most, if any does: how late the life stood, and each twin without one."""
    gaps = {name: abs(place - lived) for name, place in tried.items() if math.isfinite(place)}
    return sorted((name for name in gaps if gaps[name] >= NOTABLE), key=lambda name: -gaps[name])[:_MOST]
