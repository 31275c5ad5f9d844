"""The relief staircase: how long a reassurance relieves, lap after lap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .drawing import Drawing, by_point, columns
from .style import CURVE, DASH, MARK, legend, page, plain

if TYPE_CHECKING:
    from pandas import DataFrame


def staircase(table: DataFrame, names: Mapping[int, str], *, partner: str, caption: str = "") -> Drawing:
    """Draw hours of relief against laps, a staircase for each point, as far as at least half of its lives came.

    ``table`` as ``analysis.lived.staircase`` gives it, ``names`` of its points.
    """
    told = by_point(table[2 * table["lives"] >= table["of"]], names)
    labels = [name for name, _ in told]
    sheet = page("How long a reassurance relieves, lap after lap", caption, 3.5, labels=labels, foot=0.8)
    axes = sheet.figure.add_axes((sheet.left, sheet.bottom, sheet.right - sheet.left, sheet.top - sheet.bottom))
    handles: list[Any] = []
    ticks = max((here[["first", "last"]].to_numpy() for _, here in told), key=len)
    stair = {first: place for place, first in enumerate(ticks[:, 0])}
    for place, (_, here) in enumerate(told):
        at = here["first"].map(stair).to_numpy(dtype=float)
        edges = np.append(at, at[-1] + 1.0)
        colour, hours = CURVE[place], here["hours"].to_numpy()
        handles.append(axes.stairs(hours, edges, color=colour, linewidth=1.8, linestyle=DASH[place], baseline=None))
        shift = (place + 1) / (len(told) + 1)  # so that whiskers stand side by side
        gaps = np.nan_to_num(np.abs(here[["ci_low", "ci_high"]].to_numpy().T - hours))
        axes.errorbar(
            at + shift, hours, gaps, fmt=MARK[place], color=colour, markersize=4.5, elinewidth=1.1, capsize=2.5
        )
    axes.set_xticks(np.arange(len(ticks)) + 0.5, [f"{a}" if a == b else f"{a}–{b}" for a, b in ticks])
    plain(axes, f"laps of partner {partner}, from one reassured bid to the next bid", "hours of relief a lap")
    if len(ticks) > 12:
        axes.tick_params(axis="x", labelsize=7.5, labelrotation=35, pad=1)
    axes.grid(visible=False, axis="x")
    axes.set_xlim(0, len(ticks))
    axes.set_ylim(bottom=0.0)
    legend(sheet, handles, labels)
    return Drawing(sheet.figure, columns(table), _words(told, caption))


def _words(told: list[tuple[str, DataFrame]], caption: str) -> str:
    """Say what the stairs show."""
    parts = ["Hours that a reassurance relieves, against the number of the lap."]
    for name, here in told:
        first, last = here.iloc[0], here.iloc[-1]
        parts.append(
            f"{name}: {first['hours']:.1f} h in lap 1, {last['hours']:.1f} h in laps {last['first']:.0f} to "
            f"{last['last']:.0f} (95 % interval {last['ci_low']:.1f} to {last['ci_high']:.1f}, {last['lives']:.0f} "
            "lives)."
        )
    return " ".join([*parts, caption])
