"""Whether a population takes what a block of the design makes of it; what it refuses is told where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...parameters import ParameterError, Problem
from ..designs import Block
from ..populations import PREFIX, Populations
from .fields import Fields
from .models import UNKNOWN, as_written, node_at
from .source import Node

DRAWN = 32
"""Points of a drawn block that are looked at beside its corners."""


def is_sound(block: Block, model: Populations, found: dict[str, Node], here: str, fields: Fields) -> bool:
    """Report all that the population refuses at the points of a block, and tell whether there was nothing."""
    before, whole = len(fields.faults), False
    most = max(fields.looks // 2, 2)
    for places, point in _points(block, most):
        fields.looks -= 1
        values = block.values(point)
        try:
            model.content(values)
        except ParameterError as error:
            for problem in error.problems:
                axis = next((axis for axis in block.axes if _meets(axis, PREFIX + problem.path)), None)
                if axis is not None:
                    _tell(axis, places[block.axes.index(axis)], problem, found, here, fields)
                elif not whole:  # two axes that do not go together: the first such point says enough
                    whole = True
                    at = ", ".join(f"{axis} = {value}" for axis, value in values.items())
                    say = f"at {at}: {problem.path}: {as_written(problem.sentence)}"
                    fields.fault(found.get("over", found.get("points", Node(None))), here, say)
            if block.is_drawn:  # the next such point would say the same
                break
    return len(fields.faults) == before


def _points(block: Block, most: int) -> Iterator[tuple[list[int | None], list[float]]]:
    """Yield at most ``most`` points to look at, each with the place of every axis' level in its list.

    Of a grid that has more, each level is looked at once; of a list, points all along it. Drawn points have no place.
    """
    sizes = [len(values) for values in block.levels]
    if block.kind == "grid":
        chosen = np.arange(min(block.size, most))
        if block.size > most:
            star = [np.ravel_multi_index(np.eye(len(sizes), dtype=int)[i][:, None] * np.arange(n), sizes)
                    for i, n in enumerate(sizes)]  # fmt: skip
            chosen = _along(np.unique(np.concatenate(star)), most)
        for number in chosen.tolist():
            places = [int(place) for place in np.unravel_index(number, sizes)]
            yield list(places), [values[place] for values, place in zip(block.levels, places, strict=True)]
    elif block.is_drawn:
        drawn = block.points(0, min(block.size, DRAWN, most - 2), 0).tolist() if most > 2 else []
        for point in [[values[0] for values in block.levels], [values[-1] for values in block.levels], *drawn]:
            yield [None] * len(sizes), point
    else:
        for number in _along(np.arange(block.size), most).tolist():
            yield [number] * len(sizes), [values[number] for values in block.levels]


def _along(places: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """Return at most ``most`` of some places, spread evenly from the first to the last."""
    return places[np.unique(np.linspace(0, len(places) - 1, min(most, len(places))).astype(np.intp))]


def _meets(axis: str, path: str) -> bool:
    """Tell whether an axis is what a path names, holds it, or is held by it."""
    return f"{axis}.".startswith(f"{path}.") or f"{path}.".startswith(f"{axis}.")


def _tell(axis: str, place: int | None, problem: Problem, found: dict[str, Node], here: str, fields: Fields) -> None:
    """Report a problem at the value of an axis, or at its key where that is what nobody knows."""
    if "over" in found:
        where, holder = f"{here}.over", found["over"]
        node: Any = holder.value[axis]
        node = node.value[place] if isinstance(node.value, list) and place is not None else node
    else:
        where, holder = f"{here}.points[{place}]", found["points"].value[place]
        node = holder.value[axis]
    path = PREFIX + problem.path
    if f"{axis}.".startswith(f"{path}.") and problem.sentence.startswith(UNKNOWN):
        fields.fault_key(holder, axis, f"{where}.{axis}", problem.sentence)
        return
    deeper = problem._replace(path=path.removeprefix(axis).removeprefix("."))
    fields.fault(node_at(node, deeper), f"{where}.{path}", as_written(problem.sentence))
