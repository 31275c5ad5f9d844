"""Reading the axes of a block: what may be varied, and over which values."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ...parameters import NUMBERS, Number, out_of_range
from ..designs import levels
from ..populations import PREFIX, Populations
from ..words import WORDS
from .fields import LEVELS, Fields, is_number, seen
from .source import BROKEN, Node, plain

_FIXED = {
    "interventions": "the numbers of interventions are called like interventions.0.dose",
    "days": "all runs of an experiment have the same days; make a file for each",
    "episodes_per_day": "all runs of an experiment have the same steps; make a file for each",
}
"""What of a population is no axis, and what to do instead."""

Level = float | str
"""A value of an axis: a number, or anything else as JSON: a word, or what stands inside a population."""

MOST_STEPS = 100_000

KINDS_OF_WORDS = "blocks of kind grid, zip and list"

L = TypeVar("L")


def axes_in(node: Node, here: str, fields: Fields, drawn: bool = False) -> dict[str, Node]:
    """Return the entries whose key may be varied; ``drawn``: by a block that draws between two numbers."""
    if not isinstance(node.value, dict):
        fields.fault(
            node, here, f"read {seen(node.value)}, allowed is a mapping from parameters, like {{a.anxiety: ...}}"
        )
        return {}
    if not node.value:
        fields.fault(node, here, "read an empty mapping, allowed is at least one parameter")
    found: dict[str, Node] = {}
    numbers = _numbers(fields)
    for path, child in node.value.items():
        if path in numbers:
            if child.value is not BROKEN:
                found[path] = child
        elif path.startswith(("interventions.", PREFIX)) and fields.numbers is None:
            continue  # the model is at fault: whether it has such a number, nobody can say
        elif path.startswith(PREFIX) and isinstance(fields.model, Populations):
            say = _no_axis(path, node.value)
            if say:
                fields.fault_key(node, path, f"{here}.{path}", say)
            elif child.value is not BROKEN:
                found[path] = child
        elif path in WORDS and isinstance(fields.model, Populations):
            say = f"{path!r} describes one couple, and a population has many"
            fields.fault_key(node, path, f"{here}.{path}", say + "; vary 'population.culture'" * (path != "preset"))
        elif path in WORDS and drawn:
            say = f"{path!r} takes words, and these points are drawn between numbers; vary it in {KINDS_OF_WORDS}"
            fields.fault_key(node, path, f"{here}.{path}", say)
        elif path in WORDS:
            if child.value is not BROKEN:
                found[path] = child
        else:
            fields.fault_key(node, path, f"{here}.{path}", fields.no_such(path, [*numbers, *WORDS], "parameter"))
    return found


def _no_axis(path: str, axes: Mapping[str, Node]) -> str:
    """Say why something inside a population cannot be varied under this name; empty if it can."""
    _, first, *rest = path.split(".", 2)
    if first in _FIXED:
        return f"this cannot be varied: {_FIXED[first]}"
    if first in ("constants", "fixed") and rest:
        return f"write {rest[0] if first == 'fixed' else f'constants.{rest[0]}'!r}: it is the same for everybody"
    around = next((other for other in axes if path.startswith(other + ".")), "")
    return f"{around!r} holds this already; vary one of the two" if around else ""


def _declared(path: str, fields: Fields) -> Number:
    """Return the declaration of an axis; what stands inside a population has its range from there."""
    inside = Number(path, 0.0, -math.inf, math.inf, "1", "", "", "", "population")
    return _numbers(fields).get(path, inside)


def _numbers(fields: Fields) -> Mapping[str, Number]:
    """Return everything that a design may vary."""
    return NUMBERS if fields.numbers is None else fields.numbers


def _value(node: Node, path: str, where: str, fields: Fields) -> float:
    number = _declared(path, fields)
    if is_number(node.value) and number.low <= node.value <= number.high:
        return float(node.value) + 0.0  # so that -0.0 is 0.0 and names the same run
    say = out_of_range(number, node.value) if not isinstance(node.value, (dict, list, bool, type(None))) else ""
    unit = "" if number.unit == "1" else f" ({number.unit})"
    within = "" if math.isinf(number.low) else f" from {number.low:g} to {number.high:g}{unit}"
    fields.fault(node, where, say if say and within else f"read {seen(node.value)}, allowed is a number{within}")
    return number.default


def level(node: Node, path: str, where: str, fields: Fields) -> Level:
    """Return a number; of an axis of words a word, and inside a population also a list or a mapping, as JSON."""
    if path in WORDS:
        return json.dumps(fields.choice(node, where, WORDS[path], path.rpartition(".")[2], ""))
    if path.startswith(PREFIX) and not isinstance(node.value, float):
        return float(node.value) if is_number(node.value) else json.dumps(plain(node))
    return _value(node, path, where, fields)


def levels_in(node: Node, path: str, where: str, fields: Fields) -> tuple[Level, ...] | None:
    """Return the entries of a list, or ``None`` when something in it is wrong."""
    return _each(node, path, where, fields, level)


def numbers_in(node: Node, path: str, where: str, fields: Fields) -> tuple[float, ...] | None:
    """Return a list of numbers, or ``None`` when something in it is wrong."""
    return _each(node, path, where, fields, _value)


def _each(
    node: Node, path: str, where: str, fields: Fields, read: Callable[[Node, str, str, Fields], L]
) -> tuple[L, ...] | None:
    before = len(fields.faults)
    values = tuple(
        read(child, path, where, fields) for child in fields.items(node, where, "words" if path in WORDS else "numbers")
    )
    return values if len(fields.faults) == before and values else None


def span(node: Node, path: str, where: str, fields: Fields, steps: bool = True) -> tuple[float, ...] | None:
    """Return the levels of ``{from, to, steps}``, or ``None`` when something in it is wrong."""
    keys = ("from", "to", "steps") if steps else ("from", "to")
    if path in WORDS:
        some = ", ".join(WORDS[path][:2])
        fields.fault(node, where, f"read {seen(node.value)}, allowed is a list of words, like [{some}]")
        return None
    if not isinstance(node.value, dict):
        number = _declared(path, fields)
        low, high = (0.0, 1.0) if math.isinf(number.low) else (number.low, number.high)
        say = f"read {seen(node.value)}, allowed is {{from: {low:g}, to: {high:g}, steps: 11}} or a list of values"
        fields.fault(node, where, say)
        return None
    before = len(fields.faults)
    found: dict[str, Any] = fields.mapping(node, where, keys, keys)
    low, high = (_value(found[k], path, f"{where}.{k}", fields) if k in found else 0.0 for k in ("from", "to"))
    count = fields.whole(found.get("steps"), f"{where}.steps", 1, MOST_STEPS, 2)
    fields.levels -= count * steps
    if fields.levels < 0:
        say = f"with this range the design has more than {LEVELS:,} levels; use fewer steps, or a sobol block"
        fields.fault(found.get("steps", node), f"{where}.steps", say)
    if len(fields.faults) > before:
        return None
    if low > high:
        fields.fault(node, where, f"read a range from {low:g} to {high:g}, allowed is one that rises; swap the two")
        return None
    if low == high and count > 1:
        fields.fault(node, where, f"read {count} steps from {low:g} to {high:g}, an empty range; use steps: 1")
        return None
    if low < high and count == 1:
        fields.fault(
            node, where, f"read 1 step from {low:g} to {high:g}, allowed are 2 or more; or make both ends equal"
        )
        return None
    return levels(low, high, count) if steps else (low, high)
