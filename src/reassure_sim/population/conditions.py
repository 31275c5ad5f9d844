"""What ``where`` asks for: ranges of traits, by path, and how couples live, by columns of their runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..measures import REGIMES, RUN_COLUMNS, SHADES
from ..parameters import NUMBERS, PATHS, ROW, Problem, shown, unknown

Where = Mapping[str, Any]
Fits = NDArray[np.bool_]

_WORDS = {"regime": REGIMES, "shade": SHADES}
_COLUMNS = tuple(c.name for c in RUN_COLUMNS)
_MEANS = tuple(n.removesuffix("_a") for n in _COLUMNS if n.endswith("_a"))


def outcomes(where: Where) -> list[str]:
    """Return the conditions that say how a couple lives, so that it has to be simulated to know."""
    return [name for name in where if "." not in name]


def traits_fit(where: Where, values: NDArray[np.float64]) -> Fits:
    """Tell which of some couples, (len(PATHS), n), have the traits asked for."""
    fits: Fits = np.ones(values.shape[1], dtype=bool)
    for path in set(where) - set(outcomes(where)):
        low, high = where[path]
        fits &= (values[ROW[path]] >= low) & (values[ROW[path]] <= high)
    return fits


def lives_fit(where: Where, runs: Mapping[str, NDArray[np.float64]]) -> Fits:
    """Tell which of some couples, by the columns of their runs, live as asked for, and live together."""
    fits: Fits = np.equal(runs["separated"], 0.0)
    for name in outcomes(where):
        if name in _WORDS:
            fits = fits & np.isin(runs[name], [_WORDS[name].index(word) for word in _listed(where[name])])
            continue
        low, high = where[name]
        found = 0.5 * (runs[f"{name}_a"] + runs[f"{name}_b"]) if name in _MEANS else runs[name]
        fits = fits & (found >= low) & (found <= high)
    return fits


def problems(where: Where) -> list[Problem]:
    """Return what is wrong with the conditions."""
    return [problem for name, condition in where.items() for problem in _problems(str(name), condition)]


def _problems(name: str, condition: Any) -> list[Problem]:
    path = f"where.{name}"
    if name in _WORDS:
        words = _listed(condition)
        if not words:
            return [Problem(path, f"read {shown(condition)}, allowed are words, like [{_WORDS[name][1]}]")]
        return [Problem(path, unknown(str(word), _WORDS[name], name)) for word in words if word not in _WORDS[name]]
    if name not in (*NUMBERS, *_COLUMNS, *_MEANS):
        return [Problem(path, unknown(name, PATHS if "." in name else (*_MEANS, *_COLUMNS), "trait or outcome"))]
    pair = isinstance(condition, (list, tuple)) and len(condition) == 2 and all(is_number(end) for end in condition)
    if not pair or not condition[0] <= condition[1]:
        return [Problem(path, f"read {shown(condition)}, allowed is a pair [lowest, highest]")]
    return []


def _listed(words: Any) -> list[Any]:
    """Return one word or several as a list; anything else: none."""
    if isinstance(words, str):
        return [words]
    return list(words) if isinstance(words, (list, tuple, set, frozenset)) else []


def is_number(value: object) -> bool:
    """Tell whether a value is one number, and no truth value."""
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
