"""What a map says in sentences: how many cells end in what, and where the couple tips."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....measures import REGIMES
from ...parts.knobs import label, text, values
from .sweep import Plan


def told(whole: Plan, top: NDArray[np.int64], unsure: NDArray[np.bool_], words: Mapping[str, Any]) -> str:
    """Return the answer that a map gives; nothing before any of it is known.

    top, unsure: (cells,) as ``verdicts`` returns them.
    """
    known = top >= 0
    if not known.any():
        return ""
    said, names = words["map"], [words["regimes"][name] for name in REGIMES]
    if known.all() and len(set(top.tolist())) == 1:
        first = said["nowhere"].format(regime=names[top[0]])
    else:
        first = _tipping(whole, top, words) if known.all() else ""
    counts = [(int((top == code).sum()), name) for code, name in enumerate(names)]
    listed = ", ".join(said["count"].format(n=n, regime=name) for n, name in counts if n)
    tally: str = said["tally"].format(cells=int(known.sum()), counts=listed, unsure=int(unsure.sum()))
    return f"{first} {tally}".strip()


def _tipping(whole: Plan, top: NDArray[np.int64], words: Mapping[str, Any]) -> str:
    """Say where the couple of the view tips when one of the two numbers is turned and the other stays as it is.

    Of both ways to turn, the one whose tipping is nearer to the couple; of its cells, those nearest to the couple.
    """
    state, own = whole.state, values(whole.state)
    grid = top.reshape(len(whole.y), len(whole.x))
    column, row = (int(np.abs(axis - own[path]).argmin()) for axis, path in ((whole.x, state.x), (whole.y, state.y)))
    ways = [(state.x, whole.x, grid[row], column, state.y, whole.y[row]),
            (state.y, whole.y, grid[:, column], row, state.x, whole.x[column])]  # fmt: skip
    found = []
    for axis, levels, line, here, fixed, value in ways:
        turns = np.flatnonzero(line[1:] != line[:-1])
        if len(turns):
            turn = int(turns[np.abs(turns + 0.5 - here).argmin()])
            found.append((abs(turn + 0.5 - here), axis, levels, line, turn, fixed, value))
    if not found:
        axis, _, line, _, fixed, value = ways[0]
        steady: str = words["map"]["steady"].format(
            fixed=label(fixed, words), value=text(fixed, float(value), words), axis=label(axis, words),
            regime=words["regimes"][REGIMES[line[0]]],
        )  # fmt: skip
        return steady
    _, axis, levels, line, turn, fixed, value = min(found, key=lambda one: one[0])
    before, after = (words["regimes"][REGIMES[line[turn + step]]] for step in (0, 1))
    tips: str = words["map"]["tips"].format(
        fixed=label(fixed, words), value=text(fixed, float(value), words), axis=label(axis, words),
        before=before, after=after, low=text(axis, float(levels[turn]), words),
        high=text(axis, float(levels[turn + 1]), words),
    )  # fmt: skip
    return tips
