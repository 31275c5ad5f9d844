"""The regime map as the browser draws it: what became of most lives in each cell, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....experiment.folder.summary import wilson
from ....measures import REGIMES
from ...parts.knobs import label, text
from .sweep import Plan


def verdicts(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return each cell's most frequent regime (-1 where nothing was lived), and whether that is too close to call.

    counts: (regimes, cells). Too close: the 95 % intervals of the most and the second most frequent regime overlap.
    """
    n = counts.sum(axis=0)
    low, high = wilson(counts, np.broadcast_to(n, counts.shape))
    order = np.argsort(-counts, axis=0, kind="stable")
    lowest = np.take_along_axis(low, order[:1], axis=0)[0]
    highest = np.take_along_axis(high, order[1:2], axis=0)[0]
    return np.where(n > 0, order[0], -1), (n > 0) & (lowest <= highest)


def cells(whole: Plan, counts: NDArray[np.int64], words: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is drawn and said of a map, cell by cell, row by row from below."""
    top, unsure = verdicts(counts)
    said, state = words["map"], whole.state
    names = {axis: label(path, words) for axis, path in (("x", state.x), ("y", state.y))}
    found = []
    for cell, (code, doubt) in enumerate(zip(top.tolist(), unsure.tolist(), strict=True)):
        x, y = float(whole.x[cell % len(whole.x)]), float(whole.y[cell // len(whole.x)])
        values = {**names, "xv": text(state.x, x), "yv": text(state.y, y)}
        if code < 0:
            found.append({"regime": "", "unsure": False, "x": x, "y": y, "text": said["blank"].format(**values)})
            continue
        n = int(counts[:, cell].sum())
        share = round(100 * int(counts[code, cell]) / n)
        told = said["cell"].format(**values, regime=words["regimes"][REGIMES[code]], share=share, n=n)
        told += said["unsure"] if doubt else ""
        found.append({"regime": REGIMES[code], "unsure": doubt, "x": x, "y": y, "text": told})
    tally = ", ".join(f"{words['regimes'][name]} {int((top == code).sum())}" for code, name in enumerate(REGIMES))
    return {
        "across": len(whole.x),
        "names": names,
        "ticks": {"x": _ticks(state.x, whole.x), "y": _ticks(state.y, whole.y)},
        "cells": found,
        "alt": said["alt"].format(cells=len(found), counts=tally, unsure=int(unsure.sum())),
    }


def _ticks(path: str, values: NDArray[np.float64]) -> list[str]:
    """Return the numbers at the ends and the middle of an axis."""
    return [text(path, float(values[i])) for i in (0, len(values) // 2, -1)]
