"""Reading the ``figures`` of a config: which recipe, over which block, with which options."""

from __future__ import annotations

import re

from ..parameters import NUMBERS
from .designs import Block
from .fields import LATER, Fields, seen
from .plan import FigureRequest
from .populations import Populations
from .source import Node

RECIPES = ("regime_map",)


def read_figures(
    node: Node | None, designed: Node | None, design: tuple[Block, ...], fields: Fields
) -> tuple[FigureRequest, ...]:
    """Return the figures that a config asks for; ``design``: the sound blocks of the node ``designed``."""
    if node is not None and isinstance(fields.model, Populations):
        say = f"a regime map counts lives; over populations it is {LATER}, and shares stand in summary.csv"
        fields.fault(node, "figures", f"{say}; take `figures` out")
        return ()
    figures: list[FigureRequest] = []
    for index, item in enumerate(
        fields.items(node, "figures", "figures like {recipe: regime_map, ...}") if node else ()
    ):
        here = f"figures[{index}]"
        needed = ("recipe", "block", "x", "y")
        found = fields.mapping(item, here, (*needed, "name"), needed)
        recipe = fields.choice(found.get("recipe"), f"{here}.recipe", RECIPES, "recipe", "")
        called = [b.name for b in design] + _unsound(designed, design)
        chosen = fields.choice(found.get("block"), f"{here}.block", called, "block of the design", "")
        name = fields.text(found.get("name"), f"{here}.name", 64)
        if "name" in found and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
            fields.fault(
                found["name"],
                f"{here}.name",
                f"read {seen(name)}, allowed are letters, digits, _ and - (it names files)",
            )
        block = next((b for b in design if b.name == chosen), None)
        if block is None:  # the block is at fault, but an axis must be a parameter in any case
            for k in "xy":
                fields.choice(found.get(k), f"{here}.{k}", NUMBERS, "parameter", "")
        timed = [k for k in "xy" if k in found and str(found[k].value).startswith("interventions.")]
        if block and timed:
            say = f"a figure over the numbers of interventions is {LATER}; their tables are written all the same"
            fields.fault(found[timed[0]], f"{here}.{timed[0]}", say)
        elif recipe and block and "x" in found and "y" in found:
            x, y = (
                fields.choice(found[k], f"{here}.{k}", block.axes, f"axis of the block {block.name!r}", "")
                for k in "xy"
            )
            if x and y and (x == y or block.kind != "grid" or len(block.axes) != 2):
                what = f"a {block.kind} over {', '.join(block.axes)}" if x != y else f"{x} twice"
                fields.fault(item, here, f"read {what}, allowed is a grid over two parameters, x and y")
            name = name or (recipe if recipe not in [f.name for f in figures] else f"{recipe}-{block.name}-{index}")
            if name in [f.name for f in figures]:
                fields.fault(item, here, f"a figure above is already called {name!r}; give this one another `name`")
            figures.append(FigureRequest(name, recipe, block.name, {"x": x or "", "y": y or ""}))
    return tuple(figures)


def _unsound(designed: Node | None, design: tuple[Block, ...]) -> list[str]:
    """Names of blocks that stand in the file but are reported as wrong: a figure of them is not to blame."""
    entries = designed.value if designed is not None and isinstance(designed.value, list) else []
    names = [e.value["name"].value for e in entries if isinstance(e.value, dict) and "name" in e.value]
    return [n for n in names if isinstance(n, str) and n not in [b.name for b in design]]
