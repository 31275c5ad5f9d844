"""Sensitivity bars: which parameters a measure hangs on."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parameters import NUMBERS, Number
from .drawing import Drawing, columns
from .style import CURVE, INK, legend, page, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame

_ROW = 0.45  # inches of a parameter
_MORRIS = ("mean size of an effect (mu*)", "spread of effects (sigma): interactions or curvature")
_SOBOL = ("with all interactions (ST)", "alone (S1)")


def sensitivity(
    table: DataFrame, *, measure: str, unit: str, numbers: Mapping[str, Number] = NUMBERS, caption: str = ""
) -> Drawing:
    """Draw the indices of one block and measure, the most influential parameter first.

    ``table``: rows of ``analysis/sensitivity.csv``. Sobol: total (ST) and first-order (S1) indices; Morris: mean size
    of elementary effects (mu_star) as bars, their spread (sigma) as a mark; ``measure`` and its ``unit`` in words.
    """
    morris = bool((table["method"] == "morris").all())
    bars, mark = ("mu_star", "sigma") if morris else ("ST", "S1")
    shown = table[table["index"].isin([bars, mark])]
    ranked = shown[shown["index"] == bars].sort_values("value", ascending=False, kind="stable")
    axes_names = list(ranked["axis"])
    told = _MORRIS if morris else _SOBOL
    tall = 0.3 + _ROW * len(axes_names)
    sheet = page(f"What it hangs on: {measure}", caption, tall, labels=told, left=0.36)
    axes = sheet.figure.add_axes((sheet.left, sheet.bottom, sheet.right - sheet.left, sheet.top - sheet.bottom))
    at = np.arange(len(axes_names))[::-1].astype(float)
    first = shown[shown["index"] == mark].set_index("axis").loc[axes_names]
    handles: list[Any] = [_bars(axes, at, ranked, morris), _marks(axes, at, first, morris)]
    spread = f", {unit}" if unit not in ("", "1") else ""
    plain(axes, f"change of the measure{spread}" if morris else "share of the variance that the design makes")
    axes.grid(visible=False, axis="y")
    axes.set_yticks(at, [_axis(path, numbers) for path in axes_names])
    axes.set_ylim(-0.6, len(at) - 0.4)
    axes.tick_params(axis="y", length=0, labelsize=8.6)
    low = float(np.nanmin(shown["ci_low"]))
    axes.set_xlim(left=1.08 * low if low < 0.0 else 0.0)
    legend(sheet, handles, told)
    return Drawing(sheet.figure, columns(table), _words(ranked, first, measure, morris, caption))


def _axis(path: str, numbers: Mapping[str, Number]) -> str:
    """Return what an axis means and, beneath, its path."""
    meaning = numbers[path].meaning.partition(";")[0].partition(":")[0] if path in numbers else ""
    return f"{textwrap.shorten(meaning, 48, placeholder=' ...')}\n({path})" if meaning else path


def _bars(axes: Axes, at: np.ndarray, told: DataFrame, morris: bool) -> object:
    value = told["value"].to_numpy()
    gaps = np.abs(told[["ci_low", "ci_high"]].to_numpy().T - value)
    bars = axes.barh(at + (0.0 if morris else 0.17), value, height=0.5 if morris else 0.32, color="#8fb7d3")
    axes.errorbar(value, at + (0.0 if morris else 0.17), xerr=gaps, fmt="none", ecolor=INK, elinewidth=1.1, capsize=3)
    return bars


def _marks(axes: Axes, at: np.ndarray, told: DataFrame, morris: bool) -> object:
    value = told["value"].to_numpy()
    gaps = np.nan_to_num(np.abs(told[["ci_low", "ci_high"]].to_numpy().T - value))
    shape, below = ("D", 0.0) if morris else ("o", 0.17)
    style: dict[str, Any] = {
        "elinewidth": 1.1,
        "capsize": 3,
        "markersize": 6,
        "color": CURVE[1],
        "markeredgecolor": "white",
    }
    return axes.errorbar(value, at - below, xerr=gaps, fmt=shape, **style)


def _words(bars: DataFrame, marks: DataFrame, measure: str, morris: bool, caption: str) -> str:
    """Say the indices."""
    names = ("mu*", "sigma") if morris else ("total index", "first-order index")
    parts = [f"How much {measure} hangs on each parameter, the most influential first."]
    for _, row in bars.iterrows():
        between = f"(95 % interval {row['ci_low']:.3g} to {row['ci_high']:.3g})"
        parts.append(
            f"{row['axis']}: {names[0]} {row['value']:.3g} {between}, {names[1]} {marks.loc[row['axis'], 'value']:.3g}."
        )
    return " ".join([*parts, caption])
