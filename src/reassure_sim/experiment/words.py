"""Axes of words: a preset or a culture that takes its place in the couple of a config, point by point."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..parameters import PATHS, ROW, rows
from ..scenario import COUPLE_CULTURES, CULTURES, PRESETS, Scenario
from .designs import Block

WORDS: Mapping[str, tuple[str, ...]] = {
    "preset": tuple(PRESETS),
    "culture": tuple(COUPLE_CULTURES),
    "a.culture": tuple(CULTURES),
    "b.culture": tuple(CULTURES),
}
"""What a design over one couple may vary that is no number, and which words it takes."""


def couple(tree: Mapping[str, Any], words: Mapping[str, str]) -> Scenario:
    """Return the couple that the ``model`` of a file, ``tree``, describes when some words stand in their places.

    What else stands there keeps its rank: a number of the file overrides what a word stands for.
    """
    changed = dict(tree)
    for path, word in words.items():
        partner, _, key = path.rpartition(".")
        changed |= {partner: {**changed.get(partner, {}), key: word}} if partner else {key: word}
    return Scenario.of(changed)


def written(tree: Mapping[str, Any], path: str) -> str:
    """Return the word that a file gives; empty where it gives none."""
    partner, _, key = path.rpartition(".")
    held = tree.get(partner, {}) if partner else tree
    return str(held.get(key) or "")


def values(model: Scenario, tree: Mapping[str, Any], block: Block, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the parameter values at some points of a block, shape (len(PATHS), n), in the order of ``PATHS``.

    Words come first, and the numbers of the point override what they stand for. ``tree`` is read only for words.
    """
    found = np.repeat(rows(model.parameters)[:, None], len(points), axis=1)
    columns = [column for column, path in enumerate(block.axes) if path in block.words]
    if columns:
        if couple(tree, {}).parameters != model.parameters:
            raise ValueError("to put words in their places, an experiment needs the `tree` of its model")
        places, which = np.unique(points[:, columns], axis=0, return_inverse=True)
        paths = [block.axes[column] for column in columns]
        levels = [{p: block.meant(p, place) for p, place in zip(paths, row, strict=True)} for row in places.tolist()]
        couples = np.stack([rows(couple(tree, words).parameters) for words in levels], axis=1)
        found = couples[:, which.reshape(-1)]
    for column, path in enumerate(block.axes):
        if path in ROW:
            found[ROW[path]] = points[:, column]
    return np.asarray(found + 0.0)  # turns -0.0 into 0.0: equal values, equal name


def meanings(model: Scenario, tree: Mapping[str, Any], block: Block) -> list[dict[str, Any]]:
    """Return what the words of a block stand for: of all that may meet, the words and the numbers they change."""
    usual = dict(zip(PATHS, rows(model.parameters).tolist(), strict=True))
    found = []
    for chosen in itertools.product(*block.words.values()):
        words = dict(zip(block.words, map(json.loads, chosen), strict=True))
        numbers = dict(zip(PATHS, rows(couple(tree, words).parameters).tolist(), strict=True))
        found.append({**words, **{path: value for path, value in numbers.items() if value != usual[path]}})
    return found
