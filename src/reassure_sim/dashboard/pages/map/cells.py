"""The regime map as the browser draws it: what became of most lives in each cell, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....experiment.folder.summary import wilson
from ....figures.cells import leading
from ....measures import REGIMES
from ....parameters import NUMBERS
from ...parts.knobs import label, text, values
from .sweep import Counts, Plan
from .told import Verdicts, told


def verdicts(counts: Counts) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return each cell's most frequent regime (-1 where nothing was lived), and whether that is too close to call.

    Too close: the 95 % intervals of the most and the second most frequent regime overlap.
    """
    regimes = counts[:-1]
    n = np.broadcast_to(regimes.sum(axis=0), regimes.shape)
    with np.errstate(invalid="ignore"):
        return leading(regimes / n, *wilson(regimes, n))


def steadiness(counts: Counts) -> NDArray[np.int64]:
    """Return 1 for a cell of which surely most lives are in stability, 0 where surely most do not, -1 where unsure.

    Sure: a half lies outside the 95 % interval of the share.
    """
    low, high = wilson(counts[0], counts[:-1].sum(axis=0))
    return np.where(low > 0.5, 1, np.where(high < 0.5, 0, -1))


def cells(whole: Plan, counts: Counts, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is drawn and said of a map, cell by cell, row by row from below."""
    top, unsure = verdicts(counts)
    said, state = words["map"], whole.state
    names = {axis: label(path, words) for axis, path in (("x", state.x), ("y", state.y))}
    found = []
    for cell, (code, doubt) in enumerate(zip(top.tolist(), unsure.tolist(), strict=True)):
        x, y = whole.at(cell)
        here = {**names, "xv": text(state.x, x, words), "yv": text(state.y, y, words)}
        if code < 0:
            found.append({"regime": "", "unsure": False, "x": x, "y": y, "text": said["blank"].format(**here), "n": [],
                          "parted": 0})  # fmt: skip
            continue
        *n, parted = counts[:, cell].tolist()
        share = round(100 * n[code] / sum(n))
        line = said["cell"].format(**here, regime=words["regimes"][REGIMES[code]], share=share, n=sum(n))
        line += said["unsure"] if doubt else ""
        line += said["cell_parts"].format(n=parted)
        found.append({"regime": REGIMES[code], "unsure": doubt, "x": x, "y": y, "text": line, "n": n, "parted": parted})
    tally = ", ".join(f"{words['regimes'][name]} {int((top == code).sum())}" for code, name in enumerate(REGIMES))
    return {
        "across": len(whole.x),
        "paths": [state.x, state.y],
        "names": names,
        "ticks": {"x": _ticks(state.x, whole.x, words), "y": _ticks(state.y, whole.y, words)},
        "cells": found,
        "here": _place(whole),
        "answer": " ".join(
            filter(None, [told(whole, Verdicts(top, unsure, steadiness(counts)), words), _parting(counts, said)])
        ),
        "alt": said["alt"].format(cells=len(found), counts=tally, unsure=int(unsure.sum())),
    }


def _parting(counts: Counts, said: Mapping[str, str]) -> str:
    """Say how many of all lives part, and between which shares the cells lie; nothing before any were lived."""
    lived = counts[:-1].sum(axis=0)
    if not lived.any():
        return ""
    shares = 100.0 * counts[-1][lived > 0] / lived[lived > 0]
    numbers = {"n": int(counts[-1].sum()), "lives": int(lived.sum())}
    return said["parting"].format(**numbers, low=round(float(shares.min())), high=round(float(shares.max())))


_SHORT = 6  # letters of a number that leave room for six of them on an axis


def _ticks(path: str, levels: NDArray[np.float64], words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return which cells of an axis bear their number: six of them, or if numbers are long the first and the last."""
    last = len(levels) - 1
    found = {last * part // 5: text(path, float(levels[last * part // 5]), words) for part in range(6)}
    ticks = [{"at": cell, "text": told} for cell, told in found.items()]
    return ticks if max(map(len, found.values())) <= _SHORT else [ticks[0], ticks[-1]]


def _place(whole: Plan) -> list[float]:
    """Return where the couple of the view stands on the map, in cells from the left and from below."""
    own, found = values(whole.state), []
    for path, levels in ((whole.state.x, whole.x), (whole.state.y, whole.y)):
        low, high = NUMBERS[path].low, NUMBERS[path].high
        found.append(round(0.5 + (len(levels) - 1) * (own[path] - low) / (high - low), 3))
    return found
