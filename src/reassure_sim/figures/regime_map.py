"""The regime map: which regime is the most frequent over two parameters, and how sure that is."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..measures import REGIMES
from ..parameters import NUMBERS, Number
from .cells import Cells, behind, in_words, lay_out
from .drawing import Drawing, axis_words
from .style import FRAME, GRID, INK, QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh
    from matplotlib.figure import Figure

COLOURS = {"stability": "#9fd3c7", "escalation": "#ef8a17", "exhaustion": "#4b2e83"}
"""Told apart by hue and, for every kind of colour vision and in print, by lightness."""

MARKS = {"stability": "", "escalation": "^", "exhaustion": "x"}
_MARK_INK = {"stability": "#22303c", "escalation": "#7a3d00", "exhaustion": "#ffffff"}
_MANY = 41  # cells along an axis from which marks would be crumbs


def regime_map(
    summary: Mapping[str, Any],
    x: str,
    y: str,
    *,
    block: str,
    at: Mapping[str, Any] = MappingProxyType({}),
    numbers: Mapping[str, Number] = NUMBERS,
    caption: str = "",
) -> Drawing:
    """Draw which regime is the most frequent over two parameters, and how sure that is.

    ``summary`` has the columns of ``summary.csv``; ``at``: levels at which further axes of the block are held;
    ``numbers``: what is declared of the axes. Cells where the 95 % Wilson intervals of the two
    most frequent regimes overlap are hatched.
    """
    from matplotlib.figure import Figure

    cells = lay_out(summary, x, y, block, at)
    figure = Figure(figsize=(8.8, 6.3), dpi=150, facecolor="white")
    figure.subplots_adjust(left=0.085, right=0.925, top=0.855, bottom=0.19)
    grid = figure.add_gridspec(3, 2, width_ratios=(3.7, 1), wspace=0.17, hspace=0.42)
    main = figure.add_subplot(grid[:, 0])
    _paint(main, cells)
    main.set_xlabel(axis_words(x, numbers), color=INK)
    main.set_ylabel(axis_words(y, numbers), color=INK)
    for place, regime in enumerate(REGIMES):
        mesh = _share_panel(figure.add_subplot(grid[place, 1]), cells, place, regime)
    _share_scale(figure, mesh)
    figure.text(
        0.085, 0.955, "What becomes of the couple: the most frequent regime", fontsize=13, color=INK, weight="bold"
    )
    _legend(figure, cells)
    figure.text(0.085, 0.03, textwrap.fill(caption, 150), fontsize=7.6, color=QUIET, va="bottom", linespacing=1.45)
    return Drawing(
        figure, behind(cells, x, y), in_words(cells, (x, y), (axis_words(x, numbers), axis_words(y, numbers)), caption)
    )


def _edges(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the borders of cells around axis values."""
    if len(values) == 1:
        return np.array([values[0] - 0.5, values[0] + 0.5])
    middle = (values[1:] + values[:-1]) / 2
    return np.concatenate([[2 * values[0] - middle[0]], middle, [2 * values[-1] - middle[-1]]])


def _paint(axes: Axes, cells: Cells) -> None:
    """Paint the cells, marks, hatching, and borders between regimes."""
    from matplotlib.collections import LineCollection, PolyCollection
    from matplotlib.colors import ListedColormap

    xe, ye = _edges(cells.x), _edges(cells.y)
    palette = ListedColormap([GRID, *(COLOURS[regime] for regime in REGIMES)])
    axes.pcolormesh(xe, ye, cells.top, cmap=palette, vmin=-1.5, vmax=len(REGIMES) - 0.5, edgecolors="none")
    size = 260.0 / max(len(cells.x), len(cells.y), 10)
    for place, regime in enumerate(REGIMES):
        row, column = np.nonzero(cells.top == place)
        if MARKS[regime] and max(len(cells.x), len(cells.y)) < _MANY:
            ink = _MARK_INK[regime]
            axes.scatter(cells.x[column], cells.y[row], s=size, marker=MARKS[regime], c=ink, alpha=0.75, linewidths=0.9)
    row, column = np.nonzero(cells.unsure)
    boxes = [
        [(xe[i], ye[j]), (xe[i + 1], ye[j]), (xe[i + 1], ye[j + 1]), (xe[i], ye[j + 1])]
        for j, i in zip(row, column, strict=True)
    ]
    pale, ink_line = (1.0, 1.0, 1.0, 0.30), (0.13, 0.19, 0.24, 0.85)
    axes.add_collection(PolyCollection(boxes, facecolors=[pale], edgecolors=[ink_line], hatch="/////", linewidths=0))
    axes.add_collection(LineCollection(_borders(cells, xe, ye), colors=INK, linewidths=1.1, capstyle="round"))
    _plain_frame(axes, xe, ye)


def _borders(cells: Cells, xe: NDArray[np.float64], ye: NDArray[np.float64]) -> list[list[tuple[float, float]]]:
    """Return the lines between neighbouring cells of different regimes."""
    top = cells.top
    upright = np.argwhere(top[:, 1:] != top[:, :-1])
    level = np.argwhere(top[1:, :] != top[:-1, :])
    lines = [[(xe[i + 1], ye[j]), (xe[i + 1], ye[j + 1])] for j, i in upright]
    return lines + [[(xe[i], ye[j + 1]), (xe[i + 1], ye[j + 1])] for j, i in level]


def _plain_frame(axes: Axes, xe: NDArray[np.float64], ye: NDArray[np.float64]) -> None:
    axes.set_xlim(xe[0], xe[-1])
    axes.set_ylim(ye[0], ye[-1])
    axes.tick_params(labelsize=8.5, colors=INK, length=3)
    for spine in axes.spines.values():
        spine.set_color(FRAME)
        spine.set_linewidth(0.8)


def _share_panel(axes: Axes, cells: Cells, place: int, regime: str) -> QuadMesh:
    """Paint the share of one regime; all three panels use the one scale, so that equal shares look equal."""
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("share", ["#ffffff", "#7f9fb5", "#12324a"])
    axes.set_facecolor(GRID)  # shows where no life is left to count
    xe, ye = _edges(cells.x), _edges(cells.y)
    shares = np.ma.masked_invalid(cells.share[place])
    mesh = axes.pcolormesh(xe, ye, shares, cmap=shades, vmin=0, vmax=1, edgecolors="none")
    _plain_frame(axes, xe, ye)
    axes.tick_params(labelsize=6.5, length=2)
    axes.locator_params(nbins=3)
    axes.set_title(f"lives in {regime}", fontsize=8.5, color=INK, pad=4)
    return mesh


def _share_scale(figure: Figure, mesh: QuadMesh) -> None:
    bar = figure.colorbar(mesh, cax=figure.add_axes((0.94, 0.19, 0.010, 0.665)), ticks=[0, 0.25, 0.5, 0.75, 1])
    bar.ax.set_yticklabels(["0 %", "25 %", "50 %", "75 %", "100 %"])
    bar.ax.tick_params(labelsize=6.5, length=2, colors=INK, pad=2)
    for spine in bar.ax.spines.values():
        spine.set_color(FRAME)


def _legend(figure: Figure, cells: Cells) -> None:
    from matplotlib.legend_handler import HandlerTuple
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    count = max(int((cells.top >= 0).sum()), 1)
    handles: list[Any] = []
    labels: list[str] = []
    for place, regime in enumerate(REGIMES):
        handles.append(
            (
                Line2D([], [], linestyle="none", marker="s", markersize=11, color=COLOURS[regime]),
                Line2D([], [], linestyle="none", marker=MARKS[regime], markersize=5, color=_MARK_INK[regime]),
            )
        )
        labels.append(f"{regime} ({100 * (cells.top == place).sum() / count:.0f} % of cells)")
    handles.append(Patch(facecolor="white", edgecolor=INK, hatch="/////", linewidth=0.6))
    labels.append(f"too close to call ({100 * cells.unsure.sum() / count:.0f} %)")
    legend = figure.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(0.075, 0.945), ncols=4, frameon=False, fontsize=8.6,
        handletextpad=0.5, columnspacing=1.5, labelcolor=INK, handler_map={tuple: HandlerTuple(ndivide=1)},
    )  # fmt: skip
    legend.set_in_layout(False)
