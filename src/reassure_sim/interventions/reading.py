"""Interventions as they are written, read and checked; everything wrong is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ..parameters import NUMBERS, PATHS, Number, ParameterError, Person, Problem, out_of_range, shown, unknown
from .specs import FIELDS, FORMS, WAYS, Intervention, allowed
from .strategies import STRATEGIES

TRAITS: tuple[str, ...] = tuple(Person.model_fields)


def checked(specs: Sequence[Mapping[str, Any] | Intervention]) -> tuple[Intervention, ...]:
    """Return interventions as given in a file or in Python, checked, defaults filled in.

    Forms: ``{use: address_fear, start: 120, end: 300, dose: 0.5, uptake: 0.8, dropout: 0.1, relapse: 0.2, for: both}``;
    ``{set: b.stamina, to: 0.8, start: 30, end: 90, ramp: 28}`` (or ``by``, or ``times``; ``set: stamina, for: a``);
    ``{shock: 0.5, day: 40, for: a}``; ``{good: 1, day: 40}``; ``{apart: 1, start: 10, end: 24}``.

    Raises:
        ParameterError: listing every problem at once.
    """
    if not isinstance(specs, Iterable) or isinstance(specs, (str, Mapping)):
        say = f"read {shown(specs)}, allowed is a list like [{{use: address_fear, start: 120}}]"
        raise ParameterError([Problem("interventions", say)])
    problems: list[Problem] = []
    found = []
    for index, spec in enumerate(specs):
        given = spec.plain() if isinstance(spec, Intervention) else spec
        one = _Reader(f"interventions.{index}", problems).read(given)
        if one is not None:
            found.append(one)
    if problems:
        raise ParameterError(problems)
    return tuple(found)


def strangers(interventions: Sequence[Intervention], blocks: Sequence[str]) -> list[Problem]:
    """Return a problem for each intervention in a community that is none of ``blocks``."""
    nowhere = "these couples have no communities; a network of kind stochastic_block, or a file with blocks, has some"
    return [
        Problem(
            f"interventions.{index}.for.block",
            unknown(one.block, blocks, "community") if blocks else f"read {shown(one.block)}, but {nowhere}",
        )
        for index, one in enumerate(interventions)
        if one.block and one.block not in blocks
    ]


class _Reader:
    """Reads one intervention and notes what is wrong with it."""

    def __init__(self, here: str, problems: list[Problem]) -> None:
        self.here, self.problems = here, problems

    def wrong(self, key: str, sentence: str) -> None:
        self.problems.append(Problem(f"{self.here}.{key}" if key else self.here, sentence))

    def read(self, spec: Any) -> Intervention | None:
        """Return the intervention, or ``None`` when something is wrong."""
        before = len(self.problems)
        if not isinstance(spec, Mapping):
            self.wrong("", f"read {shown(spec)}, allowed is a mapping like {{use: address_fear, start: 120}}")
            return None
        forms = [form for form in FORMS if form in spec]
        if len(forms) != 1:
            read = f"read {' and '.join(forms)}" if forms else f"read the keys {', '.join(map(str, spec)) or '(none)'}"
            self.wrong("", f"{read}, allowed is exactly one of {', '.join(FORMS)}")
            return None
        form = forms[0]
        for key in spec:
            if key not in (form, *FORMS[form]):
                self.wrong(str(key), unknown(str(key), (form, *FORMS[form]), f"key of `{form}`"))
        one = self._made(form, spec)
        if one is not None and not one.start < one.end:
            self.wrong("end", f"read {one.end:g}, allowed is a day after the start ({one.start:g})")
        return one if len(self.problems) == before else None

    def _made(self, form: str, spec: Mapping[str, Any]) -> Intervention | None:
        numbers = {key: self.number(spec, key, FIELDS[key]) for key in FORMS[form] if key in FIELDS and key != "times"}
        of, how = form, form
        if form == "use":
            named = self.name(spec, "use", STRATEGIES, "strategy")
            if named is None:
                return None
            of, how, size = named, "dose", numbers.pop("dose")
            strategy = STRATEGIES[of]
            usual = {"uptake": strategy.uptake, "relapse": strategy.relapse}
            numbers.update({key: share for key, share in usual.items() if key not in spec})
        elif form == "set":
            named = self.name(spec, "set", (*PATHS, *TRAITS), "parameter")
            ways = [way for way in WAYS if way in spec]
            if len(ways) != 1:
                self.wrong(
                    "", f"read {' and '.join(ways) or 'no new value'}, allowed is exactly one of {', '.join(WAYS)}"
                )
            if named is None or len(ways) != 1:
                return None
            of, how = named, ways[0]
            size = self.number(spec, how, allowed(of, how))
            if "." in of and "for" in spec:
                self.wrong(
                    "for", f"{of} says for whom; take `for` out, or set {of.partition('.')[2]!r} for one or both"
                )
        else:
            size = self.number(spec, form, allowed(form, form))
            if "day" in FORMS[form]:
                if "day" not in spec:
                    self.wrong("day", "the key 'day' is missing: on which day does it happen?")
                numbers["start"] = numbers.pop("day")
        others = {key: field.default for key, field in FIELDS.items() if key in Intervention._fields}
        given = spec.get("for", "both")
        block = given["block"] if isinstance(given, Mapping) and "block" in given else ""
        if not isinstance(block, str):
            self.wrong("for.block", f"read {shown(block)}, allowed is the name of a community")
            block = ""
        if block:
            given = {key: span for key, span in given.items() if key != "block"} or "both"
        whom = self.whom(given)
        return Intervention(form=form, of=of, how=how, size=size, whom=whom, block=block, **{**others, **numbers})

    def number(self, spec: Mapping[str, Any], key: str, field: Number) -> float:
        """Return one number of the spec, or its default."""
        if key not in spec:
            return field.default
        value = spec[key]
        if _within(value, field):
            return float(value) + 0.0
        self.wrong(key, out_of_range(field, value))
        return field.default

    def name(self, spec: Mapping[str, Any], key: str, known: Iterable[str], kind: str) -> str | None:
        """Return one word of ``known``."""
        known, value = list(known), spec[key]
        if isinstance(value, str) and value in known:
            return value
        self.wrong(
            key, unknown(value, known, kind) if isinstance(value, str) else f"read {shown(value)}, allowed is a {kind}"
        )
        return None

    def whom(self, value: Any) -> str | tuple[tuple[str, float, float], ...]:
        """Return for whom it is."""
        if isinstance(value, Mapping) and value:
            found = []
            for trait, span in value.items():
                number = NUMBERS.get(f"a.{trait}")
                if number is None:
                    self.wrong(f"for.{trait}", unknown(str(trait), TRAITS, "trait"))
                    continue
                ends = list(span) if isinstance(span, Sequence) and not isinstance(span, str) else []
                if len(ends) == 2 and all(_within(end, number) for end in ends) and ends[0] <= ends[1]:
                    found.append((str(trait), float(ends[0]), float(ends[1])))
                    continue
                say = f"read {shown(span)}, allowed is a range within [{number.low:g}, {number.high:g}], lowest first"
                self.wrong(f"for.{trait}", say)
            return tuple(found)
        if isinstance(value, str) and value in ("a", "b", "both"):
            return value
        self.wrong("for", f"read {shown(value)}, allowed is a, b, both, or traits like {{anxiety: [0.6, 1]}}")
        return "both"


def _within(value: Any, number: Number) -> bool:
    """Tell whether a value is a number that ``number`` allows."""
    real = isinstance(value, (int, float, np.integer)) and not isinstance(value, bool)
    return real and bool(number.low <= value <= number.high)
