"""The shares of regimes over a grid of two parameters, as a map needs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..measures import REGIMES


class Cells(NamedTuple):
    """A grid of points: axis values, and per cell (y, x) shares by regime, the most frequent, and doubt."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    share: NDArray[np.float64]  # (regimes, y, x); also low and high
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    n: NDArray[np.int64]
    top: NDArray[np.int64]  # place in REGIMES, -1 where no life is left to count
    unsure: NDArray[np.bool_]


def lay_out(summary: Mapping[str, Any], x: str, y: str, block: str, at: Mapping[str, Any]) -> Cells:
    """Take one block's shares out of a summary, where further axes are ``at`` a level, and lay them on the grid."""
    measure, here = np.asarray(summary["measure"]), np.asarray(summary["block"]) == block
    if not here.any():
        raise ValueError(f"the summary has no block called {block!r}")
    for axis, level in at.items():
        here = here & (np.asarray(summary[axis]) == level)
    found = {r: np.flatnonzero(here & (measure == f"share_{r}")) for r in REGIMES}
    first = found[REGIMES[0]]
    xs, column = np.unique(np.asarray(summary[x], dtype=float)[first], return_inverse=True)
    ys, row = np.unique(np.asarray(summary[y], dtype=float)[first], return_inverse=True)

    def laid(name: str) -> NDArray[np.float64]:
        out = np.full((len(REGIMES), len(ys), len(xs)), np.nan)
        for place, regime in enumerate(REGIMES):
            out[place, row, column] = np.asarray(summary[name], dtype=float)[found[regime]]
        return out

    share, low, high, n = laid("mean"), laid("ci_low"), laid("ci_high"), laid("n")[0]
    top, unsure = leading(share, low, high)
    return Cells(xs, ys, share, low, high, np.nan_to_num(n).astype(int), top, unsure)


def leading(
    share: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the place of the most frequent regime, and whether the intervals of the two most frequent overlap.

    ``share`` and the ends of its interval, each (regimes, ...); -1, and no doubt, where nothing is known (NaN).
    """
    order = np.argsort(-np.nan_to_num(share, nan=-1.0), axis=0, kind="stable")
    lowest = np.take_along_axis(low, order[:1], axis=0)[0]
    highest = np.take_along_axis(high, order[1:2], axis=0)[0]
    known = np.isfinite(share).all(axis=0)
    return np.where(known, order[0], -1), (lowest <= highest) & known


def behind(cells: Cells, x: str, y: str) -> dict[str, NDArray[Any]]:
    """Return the numbers of a regime map, one row a cell."""
    row, column = (part.ravel() for part in np.indices(cells.top.shape))
    words = np.array([*REGIMES, ""], dtype=object)
    table: dict[str, NDArray[Any]] = {x: cells.x[column], y: cells.y[row], "lives": cells.n.ravel()}
    table["regime"] = words[cells.top.ravel()]
    table["uncertain"] = cells.unsure.ravel().astype(int)
    for place, regime in enumerate(REGIMES):
        for name, values in (("share", cells.share), ("low", cells.low), ("high", cells.high)):
            table[f"{regime}_{name}"] = values[place].ravel()
    return table


def in_words(cells: Cells, paths: tuple[str, str], words: tuple[str, str], caption: str) -> str:
    """Say in words what a regime map shows; ``words``: what its two axes are."""
    x, y = paths
    count = max(int((cells.top >= 0).sum()), 1)
    parts = [f"A map of {len(cells.x)} by {len(cells.y)} cells: {words[0]} across, {words[1]} upwards."]
    for place, regime in enumerate(REGIMES):
        row, column = np.nonzero(cells.top == place)
        if not len(row):
            parts.append(f"{regime.capitalize()} is nowhere the most frequent regime.")
            continue
        across, upward = cells.x[column], cells.y[row]
        where = f"{x} {across.min():g} to {across.max():g} and {y} {upward.min():g} to {upward.max():g}"
        middle = f"{cells.x[column].mean():.2f}, {cells.y[row].mean():.2f}"
        parts.append(
            f"{regime.capitalize()} is the most frequent regime in {len(row)} cells ({100 * len(row) / count:.0f} %), "
            f"within {where}; the middle of these cells is at {middle}."
        )
    unsure = int(cells.unsure.sum())
    parts.append(
        f"In {unsure} cells ({100 * unsure / count:.0f} %) the two most frequent regimes are too close to call."
    )
    return " ".join([*parts, caption])
