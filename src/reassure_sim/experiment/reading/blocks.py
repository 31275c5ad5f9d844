"""Reading the ``design`` of a config: each entry becomes a checked block."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import sampled
from ..designs import KEYS, KINDS, NEEDED, OPTIONAL, Block
from ..populations import Populations
from .axes import Level, axes_in, level, levels_in, numbers_in, span
from .fields import Fields, seen
from .listed import Listing
from .sound import is_sound
from .source import BROKEN, Node

MAX_POINTS = 100_000_000
MAX_SOBOL = 2**30

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


def read_design(node: Node | None, fields: Fields, folder: Path) -> tuple[Block, ...]:
    """Return the blocks of a design; without one, the single point that the model describes.

    Files that it names count from ``folder``.
    """
    if node is None:
        return (Block("base", "list"),)
    blocks: list[Block] = []
    taken: list[str] = []  # names of all blocks above, the sound and the wrong
    for index, item in enumerate(fields.items(node, "design", "blocks like {name: map, kind: grid, over: {...}}")):
        block = _block(item, index, taken, fields, folder)
        if block is not None:
            blocks.append(block)
        if isinstance(item.value, dict) and "name" in item.value:
            taken.append(str(item.value["name"].value))
    return tuple(blocks)


def _block(node: Node, index: int, taken: list[str], fields: Fields, folder: Path) -> Block | None:
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
        kind = fields.choice(node.value["kind"], f"{here}.kind", KINDS, "kind of block", "")
    if kind is None:  # which further keys are right depends on the kind
        found = fields.mapping(node, here, KEYS, ("name", "kind"))
        if "over" in found and isinstance(found["over"].value, dict):
            axes_in(found["over"], f"{here}.over", fields)  # names the unknown parameters all the same
        return None
    needed = ("name", "kind", *NEEDED[kind])
    found = fields.mapping(node, here, (*needed, *OPTIONAL.get(kind, ())), needed)
    lacking = sampled.missing() if kind in sampled.KINDS else ""
    if lacking:
        fields.fault(node.value["kind"], f"{here}.kind", f"the kind {kind!r} {lacking}")
    if any(key not in found for key in NEEDED[kind]) or not name:
        return None
    if kind == "list" and isinstance(found["points"].value, str):
        return _from_file(name, found["points"], here, fields, folder)
    block = _KINDS[kind](name, kind, found, here, fields)
    if block is not None and isinstance(fields.model, Populations):
        return block if is_sound(block, fields.model, found, here, fields) else None
    return block


def _grid(name: str, kind: str, found: dict[str, Node], here: str, fields: Fields) -> Block | None:
    axes: dict[str, tuple[Level, ...]] = {}
    for path, axis in axes_in(found["over"], f"{here}.over", fields).items():
        where = f"{here}.over.{path}"
        listed = isinstance(axis.value, list)
        values = (levels_in if listed else span)(axis, path, where, fields)
        if values is not None and len(set(values)) < len(values):
            fields.fault(axis, where, "a value is here twice; the values of an axis differ")
        axes[path] = values or ()
    return _made(name, kind, axes, found["over"], here, fields)


def _zip(name: str, kind: str, found: dict[str, Node], here: str, fields: Fields) -> Block | None:
    axes: dict[str, tuple[Level, ...]] = {}
    for path, axis in axes_in(found["over"], f"{here}.over", fields).items():
        axes[path] = levels_in(axis, path, f"{here}.over.{path}", fields) or ()
    if all(axes.values()) and len({len(values) for values in axes.values()}) > 1:
        counts = ", ".join(f"{path} {len(values)}" for path, values in axes.items())
        fields.fault(
            found["over"], f"{here}.over", f"read lists of different lengths ({counts}), allowed are equal ones"
        )
        return None
    return _made(name, kind, axes, found["over"], here, fields)


def _list(name: str, kind: str, found: dict[str, Node], here: str, fields: Fields) -> Block | None:
    rows = fields.items(found["points"], f"{here}.points", "points like {a.anxiety: 0.8, b.avoidance: 0.7}")
    columns: dict[str, tuple[Level, ...]] = {}
    for index, row in enumerate(rows):
        where = f"{here}.points[{index}]"
        cells = axes_in(row, where, fields)
        if index == 0:
            columns = dict.fromkeys(cells, ())
        elif cells and set(cells) != set(columns):
            fields.fault(row, where, f"every point names the same parameters; the first has {', '.join(columns)}")
            for path, cell in cells.items():
                level(cell, path, f"{where}.{path}", fields)
            continue
        for path, cell in cells.items():
            columns[path] += (level(cell, path, f"{where}.{path}", fields),)
    return _made(name, kind, columns, found["points"], here, fields) if rows else None


def _from_file(name: str, points: Node, here: str, fields: Fields, folder: Path) -> Block | None:
    listing = Listing(points.value, folder, fields)
    block = _made(name, "list", listing.axes, points, here, fields, file=listing.file)
    if block is not None and isinstance(fields.model, Populations):
        is_sound(block, fields.model, {"points": listing.rows()}, "", listing.fields)
    return block if listing.is_sound(points, f"{here}.points", fields) else None


def _drawn(name: str, kind: str, found: dict[str, Node], here: str, fields: Fields) -> Block | None:
    if kind == "sobol":
        count = _power_of_two(found["points"], f"{here}.points", 1, fields)
    else:
        count = fields.whole(found["points"], f"{here}.points", 1, 1_000_000, 0)
    return _made(name, kind, _ends(found["over"], here, fields), found["over"], here, fields, drawn=count)


def _saltelli(name: str, kind: str, found: dict[str, Node], here: str, fields: Fields) -> Block | None:
    count = _power_of_two(found["points"], f"{here}.points", 2, fields)
    asked = found.get("second_order", Node(False))
    axes = _ends(found["over"], here, fields)
    if not isinstance(asked.value, bool):
        fields.fault(asked, f"{here}.second_order", f"read {seen(asked.value)}, allowed is true or false")
    elif asked.value and len(axes) == 1:
        fields.fault(asked, f"{here}.second_order", "pairs of axes are asked for, but `over` has only one axis")
    block = _made(name, kind, axes, found["over"], here, fields, drawn=count, second_order=asked.value is True)
    if block is not None and block.size > sampled.MOST_POINTS:
        most = 1 << ((sampled.MOST_POINTS // block.together).bit_length() - 1)
        say = f"{count:,} x {block.together} = {block.size:,} points, allowed are at most {sampled.MOST_POINTS:,}"
        fields.fault(found["points"], f"{here}.points", f"{say}; over these axes that is points: {most}")
        return None
    return block


def _morris(name: str, kind: str, found: dict[str, Node], here: str, fields: Fields) -> Block | None:
    count = fields.whole(found["trajectories"], f"{here}.trajectories", 2, sampled.MOST_TRAJECTORIES, 0)
    steps = fields.whole(found.get("levels"), f"{here}.levels", 2, sampled.MOST_LEVELS, 4)
    if steps % 2:
        say = f"read {steps}, allowed is an even number (then each level is reached equally often)"
        fields.fault(found["levels"], f"{here}.levels", f"{say}; the nearest are {steps - 1} and {steps + 1}")
        count = 0
    axes = _ends(found["over"], here, fields)
    block = _made(name, kind, axes, found["over"], here, fields, drawn=count, steps=steps)
    if block is not None and block.size * len(axes) > sampled.MOST_NUMBERS:
        most = sampled.MOST_NUMBERS // (block.together * len(axes))
        say = f"{block.size:,} points over {len(axes)} axes, allowed are at most {sampled.MOST_NUMBERS:,} numbers"
        fields.fault(found["trajectories"], f"{here}.trajectories", f"{say}: {most:,} trajectories")
        return None
    return block


def _power_of_two(node: Node, where: str, least: int, fields: Fields) -> int:
    """Return a power of two from ``least``; 0 when something else stands there."""
    count = fields.whole(node, where, least, MAX_SOBOL, 0)
    if count & (count - 1):
        below = 1 << (count.bit_length() - 1)
        near = f"the nearest are {below} and {2 * below}"
        fields.fault(
            node, where, f"read {count}, allowed is a power of two (Sobol points are balanced only then); {near}"
        )
        return 0
    return count


def _ends(over: Node, here: str, fields: Fields) -> dict[str, tuple[Level, ...]]:
    """Return the two ends of each axis; of one that is at fault, nothing."""
    axes: dict[str, tuple[Level, ...]] = {}
    for path, axis in axes_in(over, f"{here}.over", fields, drawn=True).items():
        where = f"{here}.over.{path}"
        if isinstance(axis.value, list) and len(axis.value) == 2:
            ends = numbers_in(axis, path, where, fields)
        elif isinstance(axis.value, dict):
            ends = span(axis, path, where, fields, steps=False)
        else:
            fields.fault(axis, where, f"read {seen(axis.value)}, allowed is a range like [0, 1]")
            ends = None
        if ends is not None and ends[0] >= ends[-1]:
            fields.fault(axis, where, f"read a range from {ends[0]:g} to {ends[-1]:g}, allowed is one that rises")
            ends = None
        axes[path] = ends or ()
    return axes


_KINDS = {
    "grid": _grid,
    "zip": _zip,
    "list": _list,
    "lhs": _drawn,
    "sobol": _drawn,
    "saltelli": _saltelli,
    "morris": _morris,
}


def _made(
    name: str, kind: str, axes: Mapping[str, tuple[Level, ...]], node: Node, here: str, fields: Fields, **more: Any
) -> Block | None:
    """Return the block when all its axes are sound and it is not absurdly large; ``more``: its further fields."""
    if not axes or not all(axes.values()) or more.get("drawn", 1) < 1:
        return None
    words = {path: _words(values) for path, values in axes.items() if any(isinstance(v, str) for v in values)}
    placed = [_places(values, words.get(path, ())) for path, values in axes.items()]
    block = Block(name, kind, tuple(axes), tuple(placed), words=words, **more)
    if block.size > MAX_POINTS:
        fields.fault(node, here, f"{block.size:,} points, allowed are at most {MAX_POINTS:,}")
        return None
    return block


def _words(levels: tuple[Level, ...]) -> tuple[str, ...]:
    """Return what an axis of words is at, each once, as JSON."""
    return tuple(dict.fromkeys(level if isinstance(level, str) else json.dumps(level) for level in levels))


def _places(levels: tuple[Level, ...], words: tuple[str, ...]) -> tuple[float, ...]:
    """Return the numbers of an axis; where it has words, their places."""
    written = [level if isinstance(level, str) else json.dumps(level) for level in levels] if words else []
    return tuple(float(words.index(w)) for w in written) or tuple(float(level) for level in levels)
