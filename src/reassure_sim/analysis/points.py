"""What the points of a block are called in a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ..experiment.designs import Block
from ..experiment.folder.results import Results


class Named(NamedTuple):
    """Names of some points, by what differs between them, and what they have in common ("" for nothing)."""

    names: tuple[str, ...]
    common: str


def named(results: Results, block: Block, points: Sequence[int]) -> Named:
    """Return what some points of a block are called; a block without axes is the couple of the file."""
    seed = results.experiment.replicates.seed
    rows = [block.values(block.points(point, point + 1, seed)[0]) for point in points]
    differ = [axis for axis in block.axes if len({str(row[axis]) for row in rows}) > 1]
    common = ", ".join(level_words(results, axis, rows[0][axis]) for axis in block.axes if axis not in differ)
    if not block.axes:
        return Named(tuple("the couple of the file" for _ in points), "")
    if not differ:  # one point
        return Named(tuple(common for _ in points), "")
    names = [", ".join(level_words(results, axis, row[axis]) for axis in differ) for row in rows]
    if len(differ) > 3:  # too long to read
        names = [f"point {point}" for point in points]
    return Named(tuple(names), common)


def level_words(results: Results, axis: str, level: Any) -> str:
    """Return an axis and its level as a label says it: a kind of couple speaks for itself, and the number of an
    intervention tells which intervention it is."""
    name = axis
    if axis.startswith("interventions.") and axis in results.experiment.numbers:
        which = results.experiment.numbers[axis].meaning.rpartition("; ")[2].removeprefix("use ").replace("_", " ")
        name = f"{which} {axis.rpartition('.')[2]}"
    value = value_words(level)
    return value if axis == "preset" else f"{name} {value}"


def value_words(level: Any) -> str:
    """Return a level by itself."""
    if isinstance(level, str):
        return level.replace("_", "-")
    return f"{level:g}" if isinstance(level, (int, float)) else str(level)
