"""Reading the ``figures`` of a config: which recipe, over which block, with which of the recipe's keys."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ...parameters import NUMBERS
from ..designs import Block
from ..errors import BAD_INPUT, ExperimentError, Fault
from ..folder.summary import measures
from ..kinds import LIVES, POPULATIONS
from ..plan import Experiment, FigureRequest
from ..populations import PREFIX, Populations
from ..words import WORDS
from .fields import Fields, is_number, seen
from .repertoire import COLUMNS, CURVES, MOST_LIVES, PLACES, RECIPES, Key, Recipe
from .source import BROKEN, Node, parse, plain

_ITS_OWN = ("interventions.", PREFIX, *WORDS)
"""Axes that only a sound model and block can tell of: where these are at fault themselves, the axes are not blamed."""


class Figure(NamedTuple):
    """A figure that is being read: where it stands, its entries, its recipe, its block if that is sound, and what has
    been read of it."""

    node: Node
    here: str
    found: dict[str, Node]
    recipe: Recipe
    block: Block | None
    fields: Fields
    options: dict[str, Any]


def read_figures(
    node: Node | None, designed: Node | None, design: tuple[Block, ...], fields: Fields
) -> tuple[FigureRequest, ...]:
    """Return the figures that a config asks for; ``design``: the sound blocks of the node ``designed``."""
    figures: list[FigureRequest] = []
    listed = fields.items(node, "figures", "figures like {recipe: regime_map, ...}") if node else []
    for index, item in enumerate(listed):
        here, before = f"figures[{index}]", len(fields.faults)
        entries = item.value if isinstance(item.value, dict) else {}
        wanted = entries.get("recipe")
        wanted = None if wanted is None or wanted.value is BROKEN else wanted
        recipe = fields.choice(wanted, f"{here}.recipe", RECIPES, "recipe", "")
        if recipe and RECIPES[recipe].lives and isinstance(fields.model, Populations):
            say = f"{recipe} counts lives and there is none over populations; shares stand in summary.csv"
            fields.fault(entries["recipe"], f"{here}.recipe", f"{say}; take `figures` out, or this one of them")
            continue
        keys = RECIPES[recipe].keys if recipe else tuple(key for each in RECIPES.values() for key in each.keys)
        needed = ("recipe", "block", *(key.name for key in keys if key.required and recipe))
        found = fields.mapping(item, here, ("recipe", "block", *(k.name for k in keys), "name"), needed)
        called = [b.name for b in design] + _unsound(designed, design)
        chosen = fields.choice(found.get("block"), f"{here}.block", called, "block of the design", "")
        name = _name(found.get("name"), here, fields)
        block = next((b for b in design if b.name == chosen), None)
        if not recipe:
            continue
        options = _options(Figure(item, here, found, RECIPES[recipe], block, fields, {}), before)
        name = name or (recipe if recipe not in [f.name for f in figures] else f"{recipe}-{chosen}-{index}")
        if name in [f.name for f in figures]:
            fields.fault(item, here, f"a figure above is already called {name!r}; give this one another `name`")
        figures.append(FigureRequest(name, recipe, chosen or "", options))
    return tuple(figures)


def ask(experiment: Experiment, recipe: str, block: str, settings: Sequence[str]) -> FigureRequest:
    """Return one figure of an experiment that its file does not ask for; ``block`` "" is the first of the design,
    ``settings`` are the recipe's keys, like ``points=[0, 12]``.

    Raises:
        ExperimentError: one sentence for each thing that is wrong (64).
    """
    faults: list[Fault] = []
    entries = {"recipe": Node(recipe), "block": Node(block or experiment.design[0].name)}
    for setting in settings:
        key, equals, text = setting.partition("=")
        value = parse(text, []) if equals else None
        if value is None:
            faults.append(Fault(0, 0, "", f"--option reads {setting!r}, allowed is key=value, like points=[0, 2]"))
        else:
            entries[key.strip()] = value
    fields = Fields(faults)
    fields.model, fields.numbers = experiment.model, experiment.numbers
    read = read_figures(Node([Node(entries)]), None, experiment.design, fields)
    if faults:
        told = [": ".join(part for part in (f.path.replace("figures[0]", recipe), f.sentence) if part) for f in faults]
        raise ExperimentError(BAD_INPUT, "\n".join(dict.fromkeys(told)), "reassure figures --recipes")
    return read[0]


def _name(node: Node | None, here: str, fields: Fields) -> str:
    name = fields.text(node, f"{here}.name", 64)
    if node is not None and isinstance(node.value, str) and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        say = f"read {seen(name)}, allowed are letters, digits, _ and - (it names files)"
        fields.fault(node, f"{here}.name", say)
    return name


def _options(figure: Figure, before: int) -> dict[str, Any]:
    """Return the keys of a figure, defaults filled in; what is sound by itself is then judged as a whole."""
    block, kinds = figure.block, figure.recipe.kinds
    if block and kinds and block.kind not in kinds:
        say = f"read the block {block.name!r} of kind {block.kind}, allowed is a block of kind {' or '.join(kinds)}"
        figure.fields.fault(figure.found["block"], f"{figure.here}.block", say)
    unread = figure.node.value.keys() - figure.found.keys()  # these were reported already
    for key in (key for key in figure.recipe.keys if key.name not in unread):
        value = _FORMS[key.form](figure, key, figure.found.get(key.name))
        if value is not None:
            figure.options[key.name] = value
    if block and figure.fields.numbers is not None and not unread and len(figure.fields.faults) == before:
        say = _contradiction(figure.recipe, block, figure.options)
        if say:
            figure.fields.fault(figure.node, figure.here, say)
    return figure.options


def _contradiction(recipe: Recipe, block: Block, options: dict[str, Any]) -> str:
    """Say why keys that are each sound do not go together; empty if they do."""
    if recipe is RECIPES["regime_map"]:
        x, y, held = options["x"], options["y"], options.get("at", {})
        left = [axis for axis in block.axes if axis not in (x, y, *held)]
        if x == y or left:
            what = f"{x} twice" if x == y else f"a {block.kind} over {', '.join(block.axes)}"
            fix = f"; hold {' and '.join(left)} at a level, like at: {{{left[0]}: ...}}" if left and x != y else ""
            return f"read {what}, allowed is a grid over two parameters, x and y{fix}"
        return next((f"{axis} is drawn, so it cannot be held" for axis in (x, y) if axis in held), "")
    if options.get("by") is not None and options["by"] == options.get("contrast"):
        return f"read {options['by']} twice, allowed are different axes in contrast and by"
    if "by" in options and "points" in options:
        return "read by and points, allowed is one of them"
    if "contrast" in options and "levels" not in options and len(_levels(block, options["contrast"])) < 2:
        return f"{options['contrast']} has one level in the block {block.name!r}, allowed are two or more"
    return ""


def _axis(figure: Figure, key: Key, node: Node | None) -> str | None:
    where, block = f"{figure.here}.{key.name}", figure.block
    unsure = block is None or figure.fields.numbers is None
    if node is None or (unsure and str(node.value).startswith(_ITS_OWN)):
        return None
    if block is None:  # the block is at fault, but an axis must be a parameter in any case
        return figure.fields.choice(node, where, NUMBERS, "parameter", "")
    axis = figure.fields.choice(node, where, block.axes, f"axis of the block {block.name!r}", "")
    if axis and key.name == "by" and figure.recipe is RECIPES["survival"]:
        count = len(_levels(block, axis)) if block.kind in ("grid", "list", "zip") else block.size
        if count > CURVES:
            figure.fields.fault(node, where, f"{axis} has {count:,} levels, allowed are at most {CURVES}; name points")
    return axis


def _number_axis(figure: Figure, key: Key, node: Node | None) -> str | None:
    axis = _axis(figure, key, node)
    if axis and node and figure.block and axis in figure.block.words:
        figure.fields.fault(node, f"{figure.here}.{key.name}", f"{axis} is an axis of words, allowed is one of numbers")
    return axis


def _at(figure: Figure, key: Key, node: Node | None) -> dict[str, Any] | None:
    where = f"{figure.here}.{key.name}"
    if node is None or figure.block is None:
        return None
    held = figure.fields.mapping(node, where, figure.block.axes, kind=f"axis of the block {figure.block.name!r}")
    return {axis: _level(figure, figure.block, axis, one, f"{where}.{axis}") for axis, one in held.items()}


def _two_levels(figure: Figure, key: Key, node: Node | None) -> list[Any] | None:
    where, axis = f"{figure.here}.{key.name}", figure.options.get("contrast")
    if node is None or figure.block is None or axis is None:
        return None
    items = figure.fields.items(node, where, "two levels, like [0, 1]")
    read = [_level(figure, figure.block, axis, one, where) for one in items]
    if len(read) != 2 or read[0] == read[1]:
        figure.fields.fault(node, where, f"read {len(set(map(str, read)))} levels, allowed are two, like [0, 1]")
    return read


def _level(figure: Figure, block: Block, axis: str, node: Node, where: str) -> Any:
    """Return the level of an axis that is meant by a value of the file."""
    value, known = plain(node), [block.meant(axis, level) for level in _levels(block, axis)]
    for one in known:
        if one == value or (is_number(one) and is_number(value) and math.isclose(one, value, rel_tol=1e-9)):
            return one
    told = ", ".join(f"{one:g}" if is_number(one) else str(one) for one in known[:8])
    more = ", ..." if len(known) > 8 else ""
    figure.fields.fault(node, where, f"read {seen(value)}, allowed is a level of {axis}: {told}{more}")
    return None


def _levels(block: Block, axis: str) -> list[float]:
    """Return the different levels of an axis, in the order of the file."""
    return list(dict.fromkeys(block.levels[block.axes.index(axis)]))


def _points(figure: Figure, key: Key, node: Node | None) -> list[int] | None:
    where, block = f"{figure.here}.{key.name}", figure.block
    if block is None or (node is None and "by" in figure.found):
        return None
    if node is None:
        if block.size > CURVES:
            few = f"name up to {CURVES} of them, like points: [0, {block.size - 1}]"
            figure.fields.fault(figure.node, where, f"the block {block.name!r} has {block.size:,} points; {few}")
        return list(range(min(block.size, CURVES)))
    items = figure.fields.items(node, where, "points, counted from 0")
    read = [figure.fields.whole(one, where, 0, block.size - 1, 0) for one in items]
    if len(read) > CURVES or len(set(read)) < len(read):
        figure.fields.fault(node, where, f"read {len(read)} points, allowed are at most {CURVES}, all different")
    return read


def _measure(figure: Figure, key: Key, node: Node | None) -> str | None:
    kind = POPULATIONS if isinstance(figure.fields.model, Populations) else LIVES
    return figure.fields.choice(node, f"{figure.here}.{key.name}", measures(kind), "measure", "") if node else None


def _one_of(words: Sequence[str], kind: str) -> Callable[[Figure, Key, Node | None], str | None]:
    return lambda figure, key, node: figure.fields.choice(
        node, f"{figure.here}.{key.name}", words, kind, str(key.default)
    )


_FORMS: dict[str, Callable[[Figure, Key, Node | None], Any]] = {
    "axis": _axis,
    "number axis": _number_axis,
    "at": _at,
    "levels": _two_levels,
    "points": _points,
    "measure": _measure,
    "partner": _one_of(("a", "b"), "partner"),
    "partner or both": _one_of(("a", "b", "both"), "partner"),
    "column": _one_of(COLUMNS, "column of the diary"),
    "state": _one_of(PLACES, "state"),
    "lives": lambda figure, key, node: figure.fields.whole(
        node, f"{figure.here}.{key.name}", 1, MOST_LIVES, int(key.default)
    ),
}
"""How each form of key is read: its value, or ``None`` where there is none or it is at fault."""


def _unsound(designed: Node | None, design: tuple[Block, ...]) -> list[str]:
    """Names of blocks that stand in the file but are reported as wrong: a figure of them is not to blame."""
    entries = designed.value if designed is not None and isinstance(designed.value, list) else []
    names = [e.value["name"].value for e in entries if isinstance(e.value, dict) and "name" in e.value]
    return [n for n in names if isinstance(n, str) and n not in [b.name for b in design]]
