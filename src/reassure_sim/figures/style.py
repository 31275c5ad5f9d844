"""The look that all figures share: the ink, the lines of several curves, the page with its title and caption."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

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

DASH: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)), (0, (10, 3)), (0, (3, 3)))
MARK = ("o", "s", "^", "D", "v", "P")

WIDE = 8.8  # inches
_LINE = 0.155  # inches of a line of the caption
_TITLE = 105  # letters of panels' titles that stand side by side
_LETTERS = 125  # of the legend that stand side by side


class Page(NamedTuple):
    """An empty page: the figure, the columns of its legend, and where that begins and its drawing may stand, as shares
    of its size."""

    figure: Figure
    columns: int
    legend: float
    top: float
    bottom: float
    left: float
    right: float


def page(
    title: str,
    caption: str,
    tall: float,
    *,
    labels: Sequence[str] = (),
    left: float = 0.085,
    head: float = 0.15,
    foot: float = 0.6,
) -> Page:
    """Return a page for a drawing ``tall`` inches high, under its title and above its caption.

    ``labels`` of the legend; ``left``: share of the width left of the drawing; ``head`` and ``foot``: inches above it
    for titles of its own, and under it for the names of its axis.
    """
    from matplotlib.figure import Figure

    long = [len(label) + 8 for label in labels]  # with the room of the mark
    columns = len(long) if sum(long) <= _LETTERS else min(max(_LETTERS // max(long), 1), 4)
    head += 0.2 * -(-len(labels) // max(columns, 1))
    titled, told = textwrap.wrap(title, 76), textwrap.wrap(caption, 150)
    under = 0.2 + _LINE * len(told) + foot
    above = 0.3 + 0.24 * len(titled) + head
    high = under + tall + above
    figure = Figure(figsize=(WIDE, high), dpi=150, facecolor="white")
    figure.text(0.03, 1.0 - 0.14 / high, "\n".join(titled), fontsize=13, color=INK, weight="bold", va="top")
    figure.text(0.03, 0.16 / high, "\n".join(told), fontsize=7.6, color=QUIET, va="bottom", linespacing=1.45)
    return Page(figure, columns, 1.0 - (above - head) / high, 1.0 - above / high, under / high, left, 0.965)


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


def shape(panels: int) -> tuple[int, int]:
    """Return into how many rows and columns so many panels are laid."""
    across = 2 if panels == 4 else min(panels, 3)
    return -(-panels // across), across


def wrapped(titles: Sequence[str]) -> tuple[list[str], float]:
    """Return the titles of panels in lines that fit, and the inches that they take."""
    lines = [textwrap.wrap(title, _TITLE // shape(len(titles))[1]) for title in titles]
    return ["\n".join(each) for each in lines], 0.16 * max(map(len, lines))


def panels(page: Page, titles: Sequence[str], across: str, upward: str) -> list[Axes]:
    """Return axes side by side, which share their scales, under their titles; the outer ones name the scales."""
    rows, columns = shape(len(titles))
    titles, room = wrapped(titles)
    inches = (page.top - page.bottom) * page.figure.get_figheight() / rows
    grid = page.figure.add_gridspec(
        rows, columns, left=page.left, right=page.right, top=page.top, bottom=page.bottom, wspace=0.08,
        hspace=(0.44 + room) / inches,
    )  # fmt: skip
    made: list[Axes] = []
    for place, title in enumerate(titles):
        first = made[0] if made else None
        axes = page.figure.add_subplot(grid[place // columns, place % columns], sharex=first, sharey=first)
        low, outer = place + columns >= len(titles), place % columns == 0
        plain(axes, across if low else "", upward if outer else "")
        axes.tick_params(labelbottom=low, labelleft=outer)
        axes.set_title(title, fontsize=8.8, color=INK, pad=4, loc="left")
        made.append(axes)
    return made


def legend(page: Page, handles: list[Any], labels: Sequence[str]) -> None:
    """Write the legend between title and drawing."""
    at = (0.02, page.legend + 0.12 / page.figure.get_figheight())
    page.figure.legend(
        handles, labels, loc="upper left", bbox_to_anchor=at, ncols=page.columns, frameon=False, fontsize=8.6,
        handletextpad=0.6, columnspacing=1.6, labelcolor=INK, handlelength=2.6,
    )  # fmt: skip
