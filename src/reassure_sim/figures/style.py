"""The look that all figures share: the ink, the lines of several curves, the page with its title and caption."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#22303c"
FRAME = "#8a949c"
QUIET = "#55606a"
GRID = "#e3e6e8"

CURVE = ("#0072b2", "#d55e00", "#009e73", "#8f4a7d", "#3d3d3d", "#b58900")
"""Colours of curves, told apart by every kind of colour vision (Okabe & Ito 2008; the last three darker, so that lines
stand out on white)."""

DASH = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)), (0, (10, 3)), (0, (3, 3)))
MARK = ("o", "s", "^", "D", "v", "P")

WIDE = 8.8  # inches
_MARGIN = 0.75
_LINE = 0.155  # inches of a line of the caption


class Page(NamedTuple):
    """An empty page: the figure, and where its drawing may stand, in inches from below and as shares of the width."""

    figure: Figure
    top: float
    bottom: float
    left: float
    right: float


def page(title: str, caption: str, tall: float, *, left: float = 0.085, head: float = 0.0, foot: float = 0.6) -> Page:
    """Return a page for a drawing ``tall`` inches high, under its title and above its caption.

    ``left``: share of the width left of the drawing; ``head`` and ``foot``: inches above it for a legend, and under it
    for the names of its axis.
    """
    from matplotlib.figure import Figure

    titled, told = textwrap.wrap(title, 84), textwrap.wrap(caption, 150)
    under = 0.2 + _LINE * len(told) + foot
    above = 0.3 + 0.24 * len(titled) + head
    high = under + tall + above
    figure = Figure(figsize=(WIDE, high), dpi=150, facecolor="white")
    figure.text(0.03, 1.0 - 0.14 / high, "\n".join(titled), fontsize=13, color=INK, weight="bold", va="top")
    figure.text(0.03, 0.16 / high, "\n".join(told), fontsize=7.6, color=QUIET, va="bottom", linespacing=1.45)
    return Page(figure, 1.0 - above / high, under / high, left, 0.965)


def plain(axes: Axes, across: str = "", upward: str = "") -> None:
    """Draw axes in the house style: quiet frame below and at the left, quiet lines behind, names in ink."""
    axes.set_xlabel(across, color=INK, fontsize=9)
    axes.set_ylabel(upward, color=INK, fontsize=9)
    axes.tick_params(labelsize=8.5, colors=INK, length=3)
    axes.grid(color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(FRAME)
        spine.set_linewidth(0.8)


def legend(page: Page, handles: list[object], labels: list[str], columns: int = 3) -> None:
    """Write the legend between title and drawing."""
    page.figure.legend(
        handles, labels, loc="lower left", bbox_to_anchor=(0.02, page.top), ncols=columns, frameon=False, fontsize=8.6,
        handletextpad=0.6, columnspacing=1.6, labelcolor=INK, handlelength=2.6,
    )  # fmt: skip
