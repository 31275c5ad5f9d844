"""The relief staircase: how long a reassurance relieves, lap after lap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .drawing import Drawing, columns
from .style import CURVE, DASH, MARK, legend, page, plain

if TYPE_CHECKING:
    from pandas import DataFrame


def staircase(table: DataFrame, names: Sequence[str], *, partner: str, caption: str = "") -> Drawing:
    """Draw hours of relief against laps, a staircase for each point; ``table`` as ``analysis.lived.staircase`` gives it,
    ``names`` of its points in order of appearance."""
    sheet = page("How long a reassurance relieves, lap after lap", caption, 3.5, head=0.3 * (1 + (len(names) - 1) // 3))
    axes = sheet.figure.add_axes((sheet.left, sheet.bottom, sheet.right - sheet.left, sheet.top - sheet.bottom))
    handles: list[object] = []
    longest = table.loc[table.groupby("point")["last"].transform("max").idxmax(), "point"]
    stair = {first: place for place, first in enumerate(table.loc[table["point"] == longest, "first"])}
    for place, (_, told) in enumerate(table.groupby("point", sort=False)):
        at = told["first"].map(stair).to_numpy(dtype=float)
        edges = np.append(at, at[-1] + 1.0)
        colour, hours = CURVE[place], told["hours"].to_numpy()
        handles.append(axes.stairs(hours, edges, color=colour, linewidth=1.8, linestyle=DASH[place], baseline=None))
        shift = (place + 1) / (len(names) + 1)  # so that whiskers stand side by side
        gaps = np.nan_to_num(np.abs(told[["ci_low", "ci_high"]].to_numpy().T - hours))
        axes.errorbar(
            at + shift, hours, gaps, fmt=MARK[place], color=colour, markersize=4.5, elinewidth=1.1, capsize=2.5
        )
    ticks = table.loc[table["point"] == longest, ["first", "last"]].to_numpy()
    axes.set_xticks(np.arange(len(ticks)) + 0.5, [f"{a}" if a == b else f"{a}–{b}" for a, b in ticks])
    plain(axes, f"laps of partner {partner}, from one reassured bid to the next bid", "hours of relief a lap")
    axes.tick_params(axis="x", labelsize=7.5 if len(ticks) > 13 else 8.5)
    axes.grid(visible=False, axis="x")
    axes.set_xlim(0, len(ticks))
    axes.set_ylim(bottom=0.0)
    legend(sheet, handles, list(names))
    return Drawing(sheet.figure, columns(table), _words(table, names, caption))


def _words(table: DataFrame, names: Sequence[str], caption: str) -> str:
    """Say what the stairs show."""
    parts = ["Hours that a reassurance relieves, against the number of the lap."]
    for name, (_, told) in zip(names, table.groupby("point", sort=False), strict=False):
        first, last = told.iloc[0], told.iloc[-1]
        parts.append(
            f"{name}: {first['hours']:.1f} h in lap 1, {last['hours']:.1f} h in laps {last['first']:.0f} to "
            f"{last['last']:.0f} (95 % interval {last['ci_low']:.1f} to {last['ci_high']:.1f}, {last['lives']:.0f} "
            "lives)."
        )
    return " ".join([*parts, caption])
