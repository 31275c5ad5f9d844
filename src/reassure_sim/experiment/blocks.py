"""Reading the ``design`` of a config: each entry becomes a checked block."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..parameters import NUMBERS, Number, out_of_range
from .designs import KINDS, KINDS_LATER, Block, levels
from .fields import LATER, Fields, is_number, no_such, seen
from .source import BROKEN, Node

MAX_POINTS = 100_000_000
MAX_SOBOL = 2**30

_KEYS = {
    "grid": ("over",),
    "zip": ("over",),
    "list": ("points",),
    "lhs": ("points", "over"),
    "sobol": ("points", "over"),
}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


def read_design(node: Node | None, fields: Fields) -> tuple[Block, ...]:
    """Return the blocks of a design; without one, the single point that the model describes."""
    if node is None:
        return (Block("base", "list"),)
    blocks: list[Block] = []
    taken: list[str] = []  # names of all blocks above, the sound and the wrong
    for index, item in enumerate(fields.items(node, "design", "blocks like {name: map, kind: grid, over: {...}}")):
        block = _block(item, index, taken, fields)
        if block is not None:
            blocks.append(block)
        if isinstance(item.value, dict) and "name" in item.value:
            taken.append(str(item.value["name"].value))
    return tuple(blocks)


def _block(node: Node, index: int, taken: list[str], fields: Fields) -> Block | None:
    here = f"design[{index}]"
    if not isinstance(node.value, dict):
        fields.fault(
            node, here, f"read {seen(node.value)}, allowed is a mapping like {{name: map, kind: grid, over: {{...}}}}"
        )
        return None
    named = node.value.get("name")
    name = named.value if named is not None and isinstance(named.value, str) else ""
    if named is not None and named.value is not BROKEN and not _NAME.fullmatch(name):
        fields.fault(named, f"{here}.name", f"read {seen(named.value)}, allowed are up to 40 letters, digits and . _ -")
        name = ""
    elif name in taken:
        fields.fault(named or node, f"{here}.name", f"a block above is already called {name!r}; names differ")
    here = f"design.{name}" if name else here
    kind: str | None = None
    if "kind" in node.value and node.value["kind"].value is not BROKEN:
        kind = fields.choice(node.value["kind"], f"{here}.kind", KINDS, "kind of block", "", KINDS_LATER)
    if kind is None:  # which further keys are right depends on the kind
        found = fields.mapping(node, here, ("name", "kind", "over", "points", "trajectories"), ("name", "kind"))
        if "over" in found and isinstance(found["over"].value, dict):
            _axes(found["over"], f"{here}.over", fields)  # names the unknown parameters all the same
        return None
    found = fields.mapping(node, here, ("name", "kind", *_KEYS[kind]), ("name", "kind", *_KEYS[kind]))
    if any(key not in found for key in _KEYS[kind]) or not name:
        return None
    return _KINDS[kind](name, kind, found, here, fields)


def _grid(name: str, kind: str, found: dict[str, Node], here: str, fields: Fields) -> Block | None:
    axes: dict[str, tuple[float, ...]] = {}
    for path, axis in _axes(found["over"], f"{here}.over", fields).items():
        where = f"{here}.over.{path}"
        values = (
            _values(axis, path, where, fields) if isinstance(axis.value, list) else _span(axis, path, where, fields)
        )
        if values is not None and len(set(values)) < len(values):
            fields.fault(axis, where, "a value is here twice; the values of an axis differ")
        axes[path] = values or ()
    return _made(name, kind, axes, found["over"], here, fields)


def _zip(name: str, kind: str, found: dict[str, Node], here: str, fields: Fields) -> Block | None:
    axes: dict[str, tuple[float, ...]] = {}
    for path, axis in _axes(found["over"], f"{here}.over", fields).items():
        axes[path] = _values(axis, path, f"{here}.over.{path}", fields) or ()
    if all(axes.values()) and len({len(values) for values in axes.values()}) > 1:
        counts = ", ".join(f"{path} {len(values)}" for path, values in axes.items())
        fields.fault(
            found["over"], f"{here}.over", f"read lists of different lengths ({counts}), allowed are equal ones"
        )
        return None
    return _made(name, kind, axes, found["over"], here, fields)


def _list(name: str, kind: str, found: dict[str, Node], here: str, fields: Fields) -> Block | None:
    rows = fields.items(found["points"], f"{here}.points", "points like {a.anxiety: 0.8, b.avoidance: 0.7}")
    columns: dict[str, tuple[float, ...]] = {}
    for index, row in enumerate(rows):
        where = f"{here}.points[{index}]"
        cells = _axes(row, where, fields)
        if index == 0:
            columns = dict.fromkeys(cells, ())
        elif cells and set(cells) != set(columns):
            fields.fault(row, where, f"every point names the same parameters; the first has {', '.join(columns)}")
            for path, cell in cells.items():
                _value(cell, path, f"{where}.{path}", fields)
            continue
        for path, cell in cells.items():
            columns[path] += (_value(cell, path, f"{where}.{path}", fields),)
    return _made(name, kind, columns, found["points"], here, fields) if rows else None


def _drawn(name: str, kind: str, found: dict[str, Node], here: str, fields: Fields) -> Block | None:
    most = MAX_SOBOL if kind == "sobol" else 1_000_000
    count = fields.whole(found["points"], f"{here}.points", 1, most, 0)
    if kind == "sobol" and count and count & (count - 1):
        below = 1 << (count.bit_length() - 1)
        near = f"the nearest are {below} and {2 * below}"
        say = f"read {count}, allowed is a power of two (Sobol points are balanced only then); {near}"
        fields.fault(found["points"], f"{here}.points", say)
        count = 0  # go on: the axes may have faults of their own
    axes: dict[str, tuple[float, ...]] = {}
    for path, axis in _axes(found["over"], f"{here}.over", fields).items():
        where = f"{here}.over.{path}"
        if isinstance(axis.value, list) and len(axis.value) == 2:
            ends = _values(axis, path, where, fields)
        elif isinstance(axis.value, dict):
            ends = _span(axis, path, where, fields, steps=False)
        else:
            fields.fault(axis, where, f"read {seen(axis.value)}, allowed is a range like [0, 1]")
            ends = None
        if ends is not None and ends[0] >= ends[-1]:
            fields.fault(axis, where, f"read a range from {ends[0]:g} to {ends[-1]:g}, allowed is one that rises")
            ends = None
        axes[path] = ends or ()
    return _made(name, kind, axes, found["over"], here, fields, count)


_KINDS = {"grid": _grid, "zip": _zip, "list": _list, "lhs": _drawn, "sobol": _drawn}


def _made(
    name: str, kind: str, axes: dict[str, tuple[float, ...]], node: Node, here: str, fields: Fields, drawn: int = 1
) -> Block | None:
    """Return the block when all its axes are sound and it is not absurdly large."""
    if not axes or not all(axes.values()) or drawn < 1:
        return None
    block = Block(name, kind, tuple(axes), tuple(axes.values()), drawn)
    if block.size > MAX_POINTS:
        fields.fault(node, here, f"{block.size:,} points, allowed are at most {MAX_POINTS:,}")
        return None
    return block


def _axes(node: Node, here: str, fields: Fields) -> dict[str, Node]:
    """Return the entries whose key is a parameter."""
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
        elif path.startswith("interventions.") and fields.numbers is None:
            continue  # the model is at fault: whether it has such a number, nobody can say
        elif path.endswith("culture"):
            fields.fault_key(
                node, path, f"{here}.{path}", f"sweeping {path!r} is {LATER}; sweep the numbers it stands for"
            )
        else:
            fields.fault_key(node, path, f"{here}.{path}", no_such(path, numbers, "parameter"))
    return found


def _numbers(fields: Fields) -> Mapping[str, Number]:
    """Return everything that a design may vary."""
    return NUMBERS if fields.numbers is None else fields.numbers


def _value(node: Node, path: str, where: str, fields: Fields) -> float:
    number = _numbers(fields)[path]
    if is_number(node.value) and number.low <= node.value <= number.high:
        return float(node.value) + 0.0  # so that -0.0 is 0.0 and names the same run
    say = out_of_range(number, node.value) if not isinstance(node.value, (dict, list, bool, type(None))) else ""
    unit = "" if number.unit == "1" else f" ({number.unit})"
    fields.fault(
        node, where, say or f"read {seen(node.value)}, allowed is a number from {number.low:g} to {number.high:g}{unit}"
    )
    return number.default


def _values(node: Node, path: str, where: str, fields: Fields) -> tuple[float, ...] | None:
    """Return a list of values, or ``None`` when something in it is wrong."""
    before = len(fields.faults)
    values = tuple(_value(child, path, where, fields) for child in fields.items(node, where, "numbers"))
    return values if len(fields.faults) == before and values else None


def _span(node: Node, path: str, where: str, fields: Fields, steps: bool = True) -> tuple[float, ...] | None:
    """Return the levels of ``{from, to, steps}``, or ``None`` when something in it is wrong."""
    keys = ("from", "to", "steps") if steps else ("from", "to")
    if not isinstance(node.value, dict):
        _, _, low, high, *_ = _numbers(fields)[path]
        say = f"read {seen(node.value)}, allowed is {{from: {low:g}, to: {high:g}, steps: 11}} or a list of values"
        fields.fault(node, where, say)
        return None
    before = len(fields.faults)
    found: dict[str, Any] = fields.mapping(node, where, keys, keys)
    low, high = (_value(found[k], path, f"{where}.{k}", fields) if k in found else 0.0 for k in ("from", "to"))
    count = fields.whole(found.get("steps"), f"{where}.steps", 1, 1_000_000, 2)
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
