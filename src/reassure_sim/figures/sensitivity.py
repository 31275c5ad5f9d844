"""Sensitivity bars: which parameters a measure hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..parameters import NUMBERS, Number
from .drawing import Drawing, axis_words, columns
from .style import CURVE, INK, legend, page, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame

_ROW = 0.42  # inches of a parameter


def sensitivity(
    table: DataFrame, *, measure: str, unit: str, numbers: Mapping[str, Number] = NUMBERS, caption: str = ""
) -> Drawing:
    """Draw the indices of one block and measure, the most influential parameter first.

    ``table``: rows of ``analysis/sensitivity.csv``. Sobol: total (ST) and first-order (S1) indices; Morris: mean size
    of elementary effects (mu_star) as bars, their spread (sigma) as a mark; ``measure`` and its ``unit`` in words.
    """
    morris = (table["method"] == "morris").all()
    bars, mark = ("mu_star", "sigma") if morris else ("ST", "S1")
    shown = table[table["index"].isin([bars, mark])]
    ranked = shown[shown["index"] == bars].sort_values("value", ascending=False, kind="stable")
    axes_names = list(ranked["axis"])
    sheet = page(
        f"What it hangs on: {measure}", caption, 0.3 + _ROW * len(axes_names), head=0.32, left=0.36, foot=0.6
    )
    axes = sheet.figure.add_axes((sheet.left, sheet.bottom, sheet.right - sheet.left, sheet.top - sheet.bottom))
    at = np.arange(len(axes_names))[::-1].astype(float)
    first = shown[shown["index"] == mark].set_index("axis").loc[axes_names]
    handles: list[object] = [_bars(axes, at, ranked, morris), _marks(axes, at, first, morris)]
    spread = f", {unit}" if unit not in ("", "1") else ""
    plain(axes, f"change of the measure{spread}" if morris else "share of the variance that the design makes")
    axes.grid(visible=False, axis="y")
    axes.set_yticks(at, [axis_words(path, numbers).rpartition(" (")[0] or path for path in axes_names])
    axes.set_ylim(-0.6, len(at) - 0.4)
    axes.tick_params(axis="y", length=0, labelsize=8.6)
    axes.set_xlim(left=min(0.0, float(np.nanmin(shown["ci_low"]))))
    told = ["mean size of an effect (mu*)", "spread of effects (sigma): interactions or curvature"]
    legend(sheet, handles, told if morris else ["with all interactions (ST)", "alone (S1)"], columns=2)
    return Drawing(sheet.figure, columns(table), _words(ranked, first, measure, morris, caption))


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
    style = {"elinewidth": 1.1, "capsize": 3, "markersize": 6, "color": CURVE[1], "markeredgecolor": "white"}
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
