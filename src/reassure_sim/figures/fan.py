"""Fan charts: how a column of the diary spreads over lives, day after day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .drawing import Drawing, columns, day_words
from .style import INK, QUIET, legend, page, plain

if TYPE_CHECKING:
    from pandas import DataFrame

_OUTER, _INNER, _MIDDLE, _ONE = "#cfe0ec", "#8fb7d3", "#0b4a78", "#b34700"


def fan(table: DataFrame, names: Sequence[str], *, column: str, whose: str, caption: str = "") -> Drawing:
    """Draw a fan for each point side by side; ``table`` as ``analysis.lived.fan`` gives it, ``names`` of its points in
    order of appearance, ``whose`` days they are in words."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    across = min(len(names), 3 if len(names) != 4 else 2)
    rows = -(-len(names) // across)
    words = day_words(column)
    sheet = page(f"How {words} spreads over lives", caption, (3.4 if rows == 1 else 2.4) * rows, head=0.6)
    grid = sheet.figure.add_gridspec(
        rows, across, left=sheet.left, right=sheet.right, top=sheet.top, bottom=sheet.bottom, wspace=0.08, hspace=0.32
    )
    first = None
    for place, (name, (_, told)) in enumerate(zip(names, table.groupby("point", sort=False), strict=True)):
        axes = sheet.figure.add_subplot(grid[place // across, place % across], sharex=first, sharey=first)
        first = first or axes
        day = told["day"].to_numpy()
        axes.fill_between(day, told["q05"], told["q95"], color=_OUTER, linewidth=0)
        axes.fill_between(day, told["q25"], told["q75"], color=_INNER, linewidth=0)
        axes.plot(day, told["q50"], color=_MIDDLE, linewidth=2.0)
        middle = told["day"] % 7 == 3  # one number a week
        axes.plot(day[middle], told.loc[middle, "one_life"], color=_ONE, linewidth=0.9, linestyle=(0, (5, 1.5)))
        low = place + across >= len(names)
        plain(axes, "days" if low else "", words + ("" if " a day" in words else " (0 to 1)") if axes is first else "")
        axes.tick_params(labelbottom=low, labelleft=place % across == 0)
        axes.set_title(name, fontsize=8.8, color=INK, pad=4, loc="left")
        left = int(told["lives"].iloc[-1])
        note = f"{left} of {int(told['lives'].max())} lives still together at the end"
        axes.annotate(note, (0.99, 0.98), xycoords="axes fraction", ha="right", va="top", fontsize=7.2, color=QUIET)
        axes.margins(x=0)
    if first is not None and np.nanmax(table["q95"]) <= 1.0:
        first.set_ylim(0.0, 1.0)
    legend(
        sheet,
        [
            Patch(color=_INNER),
            Patch(color=_OUTER),
            Line2D([], [], color=_MIDDLE, linewidth=2.0),
            Line2D([], [], color=_ONE, linewidth=0.9, linestyle=(0, (5, 1.5))),
        ],
        ["the middle half", "nine of ten", "median", "one life, week by week: no course need follow the median"],
        columns=4,
    )
    return Drawing(sheet.figure, columns(table), _words(table, names, words, whose, caption))


def _words(table: DataFrame, names: Sequence[str], words: str, whose: str, caption: str) -> str:
    """Say what the fans show."""
    parts = [f"Quantiles of {words} of {whose} over lives, against days."]
    for name, (_, told) in zip(names, table.groupby("point", sort=False), strict=True):
        ends = told.loc[told["lives"] > 0].iloc[[0, -1]]
        told_ends = (
            f"on day {e['day']:.0f} the median is {e['q50']:.2f}, nine of ten lie between {e['q05']:.2f} and "
            f"{e['q95']:.2f}"
            for _, e in ends.iterrows()
        )
        parts.append(f"{name}: {'; '.join(told_ends)}.")
    return " ".join([*parts, caption])
