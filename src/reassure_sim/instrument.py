"""How well things are measured: reliabilities, biases, and the spreads of the truth to which they refer."""

from __future__ import annotations

from typing import Any

from pydantic import Field, ValidationError

from .parameters import Numbers, ParameterError, wrong_numbers

REFERENCES = {
    "assumption": "neither fitted nor cited: a working value, set by hand with the findings in view",
    "own-spread": "the model's own spread at working values over populations at the norms, rounded",
    "graham-unterschute-2015": "Sibley, Fischer & Liu 2005; Graham & Unterschute 2015: reliability of attachment "
    "questionnaires (as cited, not re-read)",
    "graham-2011": "Graham, Diebels & Barnow 2011: reliability of relationship satisfaction (as cited, not re-read)",
    "cranford-2006": "Cranford et al. 2006: reliability of within-person change in daily diaries, about .7 to .8 (as "
    "cited, not re-read)",
}
"""Citation keys that a number's ``source`` may name."""


def _number(default: float, low: float, high: float, meaning: str, source: str = "assumption") -> Any:
    return Field(
        default=default,
        ge=low,
        le=high,
        allow_inf_nan=False,
        description=meaning,
        json_schema_extra={"unit": "1", "source": source},
    )


def _reliability(default: float, meaning: str, source: str = "assumption") -> Any:
    return _number(default, 0.05, 1.0, f"reliability of {meaning}: true variance over observed", source)


def _spread(default: float, meaning: str) -> Any:
    return _number(default, 0.0, 2.0, f"reference standard deviation of {meaning}", "own-spread")


_GLOW = "a person's tendency to see satisfaction, trust and intimacy as better or worse than they are"


class Instrument(Numbers):
    """How well things are measured, and what people leave out. Reliability 1 and the rest 0, recall 1: the truth.

    Raises:
        ParameterError: an unknown name, or a number out of its range.
    """

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise ParameterError(wrong_numbers(Instrument, error, "number of an instrument")) from None

    attachment_reliability: float = _reliability(0.9, "anxiety and avoidance", "graham-unterschute-2015")
    trait_reliability: float = _reliability(0.8, "the other traits")
    person_reliability: float = _reliability(0.9, "person means of states", "graham-2011")
    day_reliability: float = _reliability(0.75, "a day's deviation from the person mean", "cranford-2006")
    glow: float = _number(
        0.3, 0.0, 2.0, f"spread of {_GLOW}, in reference standard deviations; not part of reliability"
    )
    hiding: float = _number(0.3, 0.0, 1.0, "share of distress and of own asking that full avoidance leaves unreported")
    recall: float = _number(0.85, 0.0, 1.0, "chance that an act of the day is noted in the evening")


class Reference(Numbers):
    """Spreads of the truth to which reliabilities refer: between persons and, within a person, between days."""

    satisfaction_between: float = _spread(0.2, "satisfaction between persons")
    trust_between: float = _spread(0.2, "trust between persons")
    intimacy_between: float = _spread(0.2, "intimacy between persons")
    felt_insecurity_between: float = _spread(0.2, "felt insecurity between persons")
    energy_between: float = _spread(0.15, "energy between persons")
    stress_between: float = _spread(0.2, "stress between persons")
    satisfaction_within: float = _spread(0.1, "satisfaction between days")
    trust_within: float = _spread(0.035, "trust between days")
    intimacy_within: float = _spread(0.03, "intimacy between days")
    felt_insecurity_within: float = _spread(0.09, "felt insecurity between days")
    energy_within: float = _spread(0.03, "energy between days")
    stress_within: float = _spread(0.24, "stress between days")


REFERENCE = Reference()
INSTRUMENT = Instrument()
