"""How much the points of a block differ, and how regimes change along each of its axes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..experiment.designs import Block
from ..experiment.folder.tables import told
from ..measures import REGIMES

GROUPS = 10
"""Parts into which an axis of more levels than ``LEVELS`` is cut, each with equally many points."""
LEVELS = 25
"""Levels that are told as they are: those of a grid."""


class Axis(NamedTuple):
    """An axis of a block: the share of the differences between points' regimes that it ``explains`` alone, in [0, 1],
    the mean ``shares`` of regimes in its groups, (regimes, groups), what the ``ends`` are, and its ``turns``: regimes
    that become the most frequent on the way, and where."""

    name: str
    explains: float
    shares: NDArray[np.float64]
    ends: tuple[str, str]
    turns: tuple[tuple[str, str], ...]


def spread(values: NDArray[np.float64]) -> float:
    """Return the share of the variance between runs that lies between points (omega squared), values (points, runs).

    NaN where nothing varies or no point has two runs. Source: Hays 1963, Statistics for Psychologists.
    """
    seen = np.isfinite(values)
    n = seen.sum(axis=1)
    known = np.where(seen, values, 0.0)
    mean = known.sum(axis=1) / np.maximum(n, 1)
    within = float((np.where(seen, values - mean[:, None], 0.0) ** 2).sum())
    points, runs = int((n > 0).sum()), int(n.sum())
    if runs <= points or points < 2:
        return float("nan")
    between = float((n * (mean - known.sum() / runs) ** 2).sum())
    luck = within / (runs - points)
    total = between + within + luck
    return max((between - (points - 1) * luck) / total, 0.0) if total > 0.0 else float("nan")


def axes_of(block: Block, points: NDArray[np.float64], mean: NDArray[np.float64]) -> list[Axis]:
    """Return the axes of a block, those that explain most first; none where no run is there.

    ``points``: those of the block; ``mean``: the shares of regimes there, (regimes, points), NaN where unknown.
    """
    known = np.isfinite(mean).all(axis=0)
    if not known.any():
        return []
    found = [_axis(block, axis, points[known, place], mean[:, known]) for place, axis in enumerate(block.axes)]
    return sorted(found, key=lambda axis: -axis.explains)


def _axis(block: Block, axis: str, at: NDArray[np.float64], mean: NDArray[np.float64]) -> Axis:
    levels, group = np.unique(at, return_inverse=True)
    if len(levels) > LEVELS:
        edges = np.quantile(at, np.arange(1, GROUPS) / GROUPS)
        _, group = np.unique(np.searchsorted(edges, at, side="right"), return_inverse=True)
    count = np.bincount(group)
    inside = np.array([np.bincount(group, weights=row) / count for row in mean])
    middle = np.bincount(group, weights=at) / count
    top = np.argmax(inside, axis=0)
    changes = [g for g in range(1, len(top)) if top[g] != top[g - 1]]
    turns = tuple((REGIMES[int(top[g])], _at(block, axis, middle, g)) for g in changes)
    ends = [told(block.meant(axis, level)) for level in (middle[0], middle[-1])]
    ends = ends if len(levels) <= LEVELS else [f"{float(end):.2g}" for end in ends]
    return Axis(axis, _explained(block, mean, group, inside), inside, (ends[0], ends[1]), turns)


def _at(block: Block, axis: str, middle: NDArray[np.float64], group: int) -> str:
    """Return where a group begins: half-way from the one before, or, of words, its own."""
    if axis in block.words:
        return told(block.meant(axis, float(middle[group])))
    return f"{0.5 * (middle[group] + middle[group - 1]):.2g}"


def _explained(block: Block, mean: NDArray[np.float64], group: NDArray[np.int64], inside: NDArray[np.float64]) -> float:
    """Return the share of the variance of points that lies between groups; of points that are drawn, less what as many
    groups give by chance."""
    points, groups = mean.shape[1], inside.shape[1]
    whole = float(((mean - mean.mean(axis=1, keepdims=True)) ** 2).sum())
    left = float(((mean - inside[:, group]) ** 2).sum())
    if block.is_drawn and points > groups:
        left *= (points - 1) / (points - groups)
    return max(1.0 - left / whole, 0.0) if whole > 0.0 else 0.0
