"""Reading the numbers: paths, rows, records and errors, all taken from the declared fields.

A *path* names one number: ``a.anxiety``, ``couple.bond``, ``constants.relief_days``. The order of
``PATHS`` is the order of the rows in which both engines hold parameters.
"""

from __future__ import annotations

import difflib
from collections import namedtuple
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from .numbers import BLOCKS, Constants, Couple, Numbers, Parameters, Person


class Number(NamedTuple):
    """What is declared of one number, under its path."""

    path: str
    default: float
    low: float
    high: float
    unit: str
    symbol: str
    meaning: str
    source: str
    block: str


class Problem(NamedTuple):
    """One thing wrong with given values: where (a path) and a sentence saying what to do."""

    path: str
    sentence: str


class ParameterError(ValueError):
    """Values that the model does not allow; ``problems`` lists all of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(f"{p.path}: {p.sentence}" for p in self.problems))


def _declared(group: str, model: type[Numbers]) -> list[Number]:
    starts = {first: block for block, first in BLOCKS.items()}
    block = {Person: "person", Couple: "couple"}.get(model, "")
    found = []
    for name, field in model.model_fields.items():
        block = starts.get(name, block) if model is Constants else block
        limits = {type(m).__name__: m for m in field.metadata}
        extra: dict[str, Any] = dict(field.json_schema_extra)  # type: ignore[arg-type]
        found.append(
            Number(
                path=f"{group}.{name}",
                default=float(field.default),
                low=limits["Ge"].ge,
                high=limits["Le"].le,
                meaning=str(field.description),
                block=block,
                **extra,
            )
        )
    return found


GROUPS: dict[str, type[Numbers]] = {"a": Person, "b": Person, "couple": Couple, "constants": Constants}

NUMBERS: dict[str, Number] = {n.path: n for group, model in GROUPS.items() for n in _declared(group, model)}
"""Every number of the model by its path, in the order of the rows."""

PATHS: tuple[str, ...] = tuple(NUMBERS)
ROW: dict[str, int] = {path: row for row, path in enumerate(PATHS)}

# Records: what a rule receives as ``p``, ``c`` and ``k``. Same attribute names as the models.
PersonRecord = namedtuple("PersonRecord", tuple(Person.model_fields))  # type: ignore[misc]
CoupleRecord = namedtuple("CoupleRecord", tuple(Couple.model_fields))  # type: ignore[misc]
ConstantsRecord = namedtuple("ConstantsRecord", tuple(Constants.model_fields))  # type: ignore[misc]


def rows(parameters: Parameters) -> NDArray[np.float64]:
    """Return the values in row order, shape (len(PATHS),)."""
    return np.array([float(v) for group in GROUPS for v in dict(getattr(parameters, group)).values()])


def from_rows(values: NDArray[np.float64]) -> Parameters:
    """Return the checked parameters of one column of rows, shape (len(PATHS),)."""
    return check(nested({path: float(values[row]) for path, row in ROW.items()}))


def nested(flat: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Turn ``{"a.anxiety": 0.8}`` into ``{"a": {"anxiety": 0.8}}``; a path without a dot is refused."""
    tree: dict[str, dict[str, Any]] = {}
    for path, value in flat.items():
        group, dot, name = path.partition(".")
        if not dot:
            raise ParameterError([Problem(path, unknown(path, PATHS))])
        tree.setdefault(group, {})[name] = value
    return tree


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like ``name``, or ``None`` when none is near."""
    known = list(known)
    same = [k for k in known if k.casefold() == name.casefold()]
    if same:
        return same[0]
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    close = [k for k in known if k.rpartition(".")[2] == name][:1] or close
    if not close and "." in name:  # right name, wrong or missing group
        tail = name.rpartition(".")[2]
        close = difflib.get_close_matches(tail, [k.rpartition(".")[2] for k in known], n=1, cutoff=0.75)
        close = [k for k in known if close and k.rpartition(".")[2] == close[0]][:1]
    return close[0] if close else None


def unknown(name: str, known: Iterable[str], kind: str = "parameter") -> str:
    """Return the sentence for a name that does not exist, with the nearest that does."""
    known = list(known)
    near = nearest(name, known)
    if near:
        return f"no {kind} is called {name!r}; the nearest is {near!r}"
    listed = ", ".join(known[:8]) + (", ..." if len(known) > 8 else "")
    return f"no {kind} is called {name!r}; known: {listed}"


def shown(value: object) -> str:
    """Return a value as an error shows it: short, and never on several lines."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def out_of_range(number: Number, value: object) -> str:
    """Return the sentence for a value that ``number`` does not allow."""
    unit = "" if number.unit == "1" else f" ({number.unit})"
    return f"read {shown(value)}, allowed is a number from {number.low:g} to {number.high:g}{unit}"


def check(tree: Mapping[str, Any]) -> Parameters:
    """Return the parameters of a nested mapping, defaults filled in.

    Raises:
        ParameterError: naming every unknown name and every value out of range, NaN, infinite or
            of the wrong type, each with what is allowed.
    """
    try:
        return Parameters.model_validate(dict(tree))
    except ValidationError as error:
        raise ParameterError(_problem(dict(e)) for e in error.errors()) from None


def _problem(error: dict[str, Any]) -> Problem:
    path = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        group = path.rpartition(".")[0]
        known = [n for n in PATHS if n.startswith(group + ".")] if group else list(GROUPS)
        return Problem(path, unknown(path, known or PATHS))
    if path in NUMBERS:
        return Problem(path, out_of_range(NUMBERS[path], error["input"]))
    return Problem(path, f"read {shown(error['input'])}, allowed is a group of parameters ({', '.join(GROUPS)})")


def wrong_numbers(model: type[Numbers], error: ValidationError, kind: str, prefix: str = "") -> list[Problem]:
    """Return the sentences for the numbers of ``model`` that a validation refused; ``prefix`` begins their paths."""
    found = []
    for line in error.errors():
        name = str(line["loc"][0])
        if name in model.model_fields:
            limits = {type(m).__name__: m for m in model.model_fields[name].metadata}
            range_ = f"allowed is a number from {limits['Ge'].ge:g} to {limits['Le'].le:g}"
            say = f"read {shown(line['input'])}, {range_}"
        else:
            say = unknown(name, model.model_fields, kind)
        found.append(Problem(prefix + name, say))
    return found


def validate_value(path: str, value: object) -> float:
    """Return one value for ``path`` as a float.

    Raises:
        ParameterError: unknown path, wrong type, or out of range.
    """
    group, _, name = path.partition(".")
    if path not in NUMBERS:
        raise ParameterError([Problem(path, unknown(path, PATHS))])
    return float(getattr(getattr(check({group: {name: value}}), group), name))
