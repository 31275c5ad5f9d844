"""What an intervention is: five forms, each with its own few keys, and the range of every number."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..parameters import NUMBERS, Number
from .strategies import STRATEGIES, Move

FORMS: Mapping[str, tuple[str, ...]] = {
    "use": ("dose", "start", "end", "uptake", "dropout", "relapse", "for"),
    "set": ("to", "by", "times", "start", "end", "ramp", "kept", "uptake", "dropout", "relapse", "for"),
    "shock": ("day", "uptake", "for"),
    "good": ("day", "uptake"),
    "apart": ("start", "end", "uptake"),
}
"""The forms of an intervention, each named by the key that it must have, with the other keys that go with it."""

WAYS = ("to", "by", "times")
"""The ways of setting a number."""

_SCHEDULED = {"shock": "a.shock", "good": "couple.good", "apart": "couple.apart"}
_LAST = 36_600.0  # a hundred years: a day after the end of the run is allowed, and means never


def _field(name: str, default: float, low: float, high: float, unit: str, meaning: str) -> Number:
    return Number(name, default, low, high, unit, "", meaning, "", "intervention")


FIELDS: Mapping[str, Number] = {
    field.path: field
    for field in (
        _field("start", 0.0, 0.0, _LAST, "days", "day on which the change begins"),
        _field(
            "end", math.inf, 0.0, _LAST, "days", "day on which it ends; without one: never, or a programme's length"
        ),
        _field("day", 0.0, 0.0, _LAST, "days", "day of the event, which falls in its first episode"),
        _field("dose", 1.0, 0.0, 1.0, "1", "how much of the strategy"),
        _field("ramp", 0.0, 0.0, 3660.0, "days", "time over which the change grows, in weekly steps"),
        _field("kept", 0.0, 0.0, 1.0, "1", "share of the change that stays after the end"),
        _field("uptake", 1.0, 0.0, 1.0, "1", "share of couples that take part"),
        _field("dropout", 0.0, 0.0, 1.0, "per 30 days", "share of those taking part that stops"),
        _field("relapse", 0.0, 0.0, 1.0, "per year", "share of those done that loses what was kept"),
        _field("times", 1.0, 0.0, 1000.0, "1", "factor of the number"),
    )
}
"""The numbers of an intervention that do not depend on what it changes, each with its range."""


class Intervention(NamedTuple):
    """One checked intervention: its ``form``; ``of`` which strategy or number; ``size``, which stands under the key
    ``how`` (dose, to, by, times, shock, good, apart); days ``start`` and ``end``; ``ramp`` days; the shares ``kept``,
    ``uptake``, ``dropout`` (per 30 days) and ``relapse`` (per year); ``whom``: a, b, both, or conditions (trait,
    lowest, highest) that must all hold; ``block``: the community of a society in which it happens, "" for all. Numbers
    may also be arrays, one value a life (``swept``).
    """

    form: str
    of: str
    how: str
    size: float
    start: float
    end: float
    ramp: float
    kept: float
    uptake: float
    dropout: float
    relapse: float
    whom: str | tuple[tuple[str, float, float], ...]
    block: str = ""

    @property
    def moves(self) -> tuple[Move, ...]:
        """Return what it moves, each number as far as at dose 1."""
        if self.form == "use":
            return STRATEGIES[self.of].moves
        how = {"shock": "by", "good": "by", "apart": "to"}.get(self.how, self.how)
        return (Move(self.of, how, self.size, self.ramp, self.kept),)

    def plain(self) -> dict[str, Any]:
        """Return it as it would stand in a file, defaults written out."""
        told: dict[str, Any] = {self.form: self.of, self.how: self.size}
        told.update({key: getattr(self, _column(key)) for key in _others(self.form)})
        if "for" in FORMS[self.form] and "." not in self.of:  # a path says whom
            told["for"] = self.whom if isinstance(self.whom, str) else {t: [low, high] for t, low, high in self.whom}
            if self.block:
                told["for"] = {**(told["for"] if isinstance(told["for"], dict) else {}), "block": self.block}
        if math.isinf(self.end):
            told.pop("end", None)
        return told


def _others(form: str) -> list[str]:
    """Return the keys of a form, beside that of the size, that hold a number."""
    return [key for key in FORMS[form] if key in FIELDS and key not in ("dose", "times")]


def _column(key: str) -> str:
    """Return the field of ``Intervention`` that holds the number under a key."""
    return "start" if key == "day" else key if key in Intervention._fields else "size"


def allowed(of: str, how: str) -> Number:
    """Return what is allowed for the size of a change of ``of`` that is given under the key ``how``."""
    if how in FIELDS:
        return FIELDS[how]
    if how in _SCHEDULED:
        return NUMBERS[_SCHEDULED[how]]
    number = NUMBERS[of if "." in of else f"a.{of}"]
    wide = number.high - number.low
    return number if how == "to" else number._replace(low=-wide, high=wide)


def axes(interventions: Sequence[Intervention]) -> dict[str, Number]:
    """Return the numbers of interventions that a design can vary, by path, like ``interventions.0.dose``."""
    found = {}
    for index, one in enumerate(interventions):
        for key in (one.how, *_others(one.form)):
            number = allowed(one.of, key)
            path, default = f"interventions.{index}.{key}", float(getattr(one, _column(key)))
            meaning = f"{number.meaning}; {' '.join(dict.fromkeys((one.form, one.of)))}"
            found[path] = number._replace(path=path, default=default, meaning=meaning)
    return found


def swept(interventions: Sequence[Intervention], values: Mapping[str, NDArray[np.float64]]) -> tuple[Intervention, ...]:
    """Return the interventions with some numbers replaced by one value a life: a mapping from paths of ``axes``."""
    changed = list(interventions)
    for path, column in values.items():
        _, index, key = path.split(".")
        number: dict[str, Any] = {_column(key): column}
        changed[int(index)] = changed[int(index)]._replace(**number)
    return tuple(changed)
