"""Survival curves: the share of couples still together, day after day."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .drawing import Drawing, columns
from .style import CURVE, DASH, INK, QUIET, legend, page, plain

if TYPE_CHECKING:
    from pandas import DataFrame

_ROW = 0.17  # inches of a row of numbers


def survival(table: DataFrame, names: Sequence[str], *, caption: str = "") -> Drawing:
    """Draw a curve for each group with its intervals, and the numbers still together under them.

    ``table`` as ``analysis.survival.survival`` gives it; ``names`` by the number of the group.
    """
    from matplotlib.lines import Line2D

    groups = list(dict.fromkeys(table["group"]))
    labels = [names[group] for group in groups]
    sheet = page(
        "How many couples are still together", caption, 3.4, labels=labels, left=0.1, foot=0.8 + _ROW * len(groups)
    )
    high = sheet.figure.get_figheight()
    axes = sheet.figure.add_axes((sheet.left, sheet.bottom, sheet.right - sheet.left, sheet.top - sheet.bottom))
    handles: list[Any] = []
    ticks = _ticks(int(table["day"].max()))
    for row, group in enumerate(groups):
        told = table[table["group"] == group]
        day, colour = told["day"].to_numpy(), CURVE[row]
        share, low, highest = (100.0 * told[name].to_numpy(dtype=float) for name in ("together", "ci_low", "ci_high"))
        axes.fill_between(day, low, highest, step="post", color=colour, alpha=0.25 / len(groups), linewidth=0)
        for edge in (low, highest):
            axes.step(day, edge, where="post", color=colour, linewidth=0.6, linestyle=DASH[row], alpha=0.7)
        handles += axes.step(day, share, where="post", color=colour, linewidth=1.8, linestyle=DASH[row])
        at = sheet.bottom - (0.66 + _ROW * row) / high
        counts = told.set_index("day")["at_risk"]
        for tick in ticks:
            across = sheet.left + (sheet.right - sheet.left) * tick / day.max()
            sheet.figure.text(across, at, f"{counts[tick]:,}", ha="center", fontsize=7.6, color=colour)
        sample = Line2D([0.03, 0.06], [at + 0.04 / high] * 2, color=colour, linestyle=DASH[row], linewidth=1.6)
        sheet.figure.add_artist(sample)
    sheet.figure.text(0.03, sheet.bottom - 0.5 / high, "Couples together on that day", fontsize=7.6, color=QUIET)
    plain(axes, "days", "% of couples together")
    axes.xaxis.label.set_color(INK)
    axes.set_xticks(ticks)
    axes.set_xlim(0, table["day"].max())
    lowest = float(np.nanmin(table[["ci_low", "together"]].to_numpy(dtype=float)))
    axes.set_ylim(10.0 * math.floor(10.0 * lowest), 101.0)
    legend(sheet, handles, labels)
    return Drawing(sheet.figure, columns(table), _words(table, names, caption))


def _ticks(days: int) -> list[int]:
    """Return about six days, evenly apart, from 0."""
    step = next((s for s in (1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825) if days / s <= 7), 3650)
    return list(range(0, days + 1, step))


def _words(table: DataFrame, names: Sequence[str], caption: str) -> str:
    """Say how many couples are together in the end."""
    parts = ["Share of couples still together against days (Kaplan and Meier)."]
    for group, told in table.groupby("group", sort=False):
        last = told.iloc[-1]
        between = f" (95 % interval {100 * last['ci_low']:.0f} to {100 * last['ci_high']:.0f} %)"
        between = between if np.isfinite(last["ci_low"]) else ""
        parts.append(
            f"{names[int(str(group))]}: {100 * last['together']:.0f} %{between} "
            f"on day {last['day']:.0f}, of {told['at_risk'].iloc[0]:,} couples."
        )
    return " ".join([*parts, caption])
