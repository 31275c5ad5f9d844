"""A society's network, coloured by regime, at several moments, and the shares of regimes over time."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..society_measures import friendships, layout, shares, told
from .drawing import Drawing
from .regime_map import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..networks import Network
    from ..society import Snapshots

_INK = "#22303c"
_FRAME = "#8a949c"
_EDGES = 3_000  # friendships that are drawn at most
_MANY = 1_000  # couples from which panels are pixels
_NAMED = 8  # communities whose names are written down at most
_MOMENTS = 4


class Look(NamedTuple):
    """How a state is drawn: a shape of its own, or hollow, so that colour is never needed."""

    mark: str
    fill: str
    rim: str
    area: float
    line: str


LOOKS = {
    "stability": Look("o", COLOURS["stability"], "#6aa89a", 0.8, "-"),
    "escalation": Look("^", COLOURS["escalation"], "#7a3d00", 1.2, "-"),
    "exhaustion": Look("X", COLOURS["exhaustion"], COLOURS["exhaustion"], 1.3, "-"),
    "apart": Look("o", "#ffffff", "#8a949c", 0.5, "--"),
}
"""Marks as on the regime map, filled; those who have parted are hollow."""


def draw_network(
    network: Network, snapshots: Snapshots, *, places: NDArray[np.float64] | None = None, caption: str = ""
) -> Drawing:
    """Draw the network of couples at four moments, and beneath it the shares of regimes over time.

    ``network``: of couples. ``places`` (n, 2) from ``society_measures.layout``, found if not given. Of more than 3,000
    friendships that many are drawn, evenly chosen. The table has one row a snapshot, as ``society_measures.shares``;
    the words are those of ``told``.
    """
    from matplotlib.figure import Figure

    at = layout(network) if places is None else places
    over_time = shares(snapshots)
    moments = np.unique(np.linspace(0, len(snapshots.day) - 1, _MOMENTS).round().astype(int))
    tall = float(np.clip(0.5 * np.ptp(at[:, 1]), 0.45, 1.0))  # of a panel, as wide as it is tall at most
    rows = -(-len(moments) // 2)
    high = 4.1 + 3.75 * tall * rows
    figure = Figure(figsize=(8.8, high), dpi=150, facecolor="white")
    grid = figure.add_gridspec(
        rows + 1, 2, height_ratios=(*[tall] * rows, 0.55), left=0.075, right=0.925, top=1.0 - 0.93 / high,
        bottom=1.15 / high, wspace=0.03, hspace=0.12,
    )  # fmt: skip
    for place, t in enumerate(moments):
        axes = figure.add_subplot(grid[place // 2, place % 2])
        _society(axes, network, at, np.asarray(snapshots.regime[t]))
        axes.set_title(f"day {snapshots.day[t]}", fontsize=9.5, color=_INK, pad=3)
    _courses(figure.add_subplot(grid[rows, :]), over_time.to_dict("list"), np.asarray(snapshots.day)[moments])
    figure.text(0.075, 1.0 - 0.33 / high, "Couples among friends", fontsize=13, color=_INK, weight="bold")
    _legend(figure, 1.0 - 0.4 / high)
    figure.text(
        0.075, 0.23 / high, textwrap.fill(caption, 150), fontsize=7.6, color="#55606a", va="bottom", linespacing=1.45
    )
    return Drawing(figure, {str(name): over_time[name].to_numpy() for name in over_time}, told(network, snapshots))


def _society(axes: Axes, network: Network, at: NDArray[np.float64], regime: NDArray[np.int8]) -> None:
    """Draw friendships faintly, then the couples."""
    from matplotlib.collections import LineCollection

    one, other = friendships(network)
    step = max(1, -(-len(one) // _EDGES))
    lines = np.stack([at[one[::step]], at[other[::step]]], axis=1)
    faint = float(np.clip(60.0 / max(len(lines), 1), 0.05, 0.35))
    many = len(at) > _MANY  # as dots of the picture also in svg, which would be megabytes of marks
    axes.add_collection(
        LineCollection(list(lines), colors=_INK, linewidths=0.5, alpha=faint, zorder=1, rasterized=many)
    )
    size = float(np.clip(26_000.0 / max(len(at), 1), 1.5, 90.0))
    rim = float(np.clip(0.09 * np.sqrt(size), 0.15, 0.9))
    for code, look in enumerate(LOOKS.values()):
        here = at[regime == code]
        axes.scatter(
            here[:, 0], here[:, 1], s=size * look.area, marker=look.mark, facecolors=look.fill, edgecolors=look.rim,
            linewidths=rim, zorder=2, rasterized=many,
        )  # fmt: skip
    for block, name in enumerate(network.block_names if len(network.block_names) <= _NAMED else ()):
        x, y = at[network.block == block].T
        axes.text(x.mean(), y.max() + 0.05, name, ha="center", va="bottom", fontsize=8, color=_INK)
    edge = 0.5 * np.ptp(at[:, 1]) + 0.06
    axes.set_xlim(-1.06, 1.06)
    axes.set_ylim(-edge, edge + 0.08)
    axes.set_aspect("equal")
    axes.axis("off")


def _courses(axes: Axes, table: dict[Any, list[Any]], moments: NDArray[Any]) -> None:
    """Draw the share of all couples in each regime over time, each line with its mark and its name."""
    day, together = np.array(table["day"]), 1.0 - np.array(table["parted"])
    some = slice(None, None, max(1, len(day) // 12))
    for name, look in LOOKS.items():
        share = 100.0 * (1.0 - together if name == "apart" else np.nan_to_num(np.array(table[name])) * together)
        axes.plot(day, share, color=look.rim if name == "apart" else look.fill, linestyle=look.line, linewidth=1.8)
        axes.scatter(
            day[some], share[some], s=34 * look.area, marker=look.mark, facecolors=look.fill, edgecolors=look.rim,
            linewidths=0.8, zorder=3,
        )  # fmt: skip
    for moment in moments:
        axes.axvline(moment, color=_FRAME, linewidth=0.6, linestyle=":", zorder=0)
    axes.set_xlabel("days lived (dotted: the days drawn above)", color=_INK, fontsize=9)
    axes.set_ylabel("% of all couples", color=_INK, fontsize=9)
    axes.set_ylim(0, 100)
    axes.tick_params(labelsize=8.5, colors=_INK, length=3)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(_FRAME)


def _legend(figure: Figure, top: float) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D(
            [], [], linestyle="none", marker=look.mark, markersize=8.5 * np.sqrt(look.area), color=look.fill,
            markeredgecolor=look.rim, markeredgewidth=0.8,
        )
        for look in LOOKS.values()
    ]  # fmt: skip
    figure.legend(
        handles, ["stability", "escalation", "exhaustion", "parted"], loc="upper left", bbox_to_anchor=(0.065, top),
        ncols=4, frameon=False, fontsize=9, handletextpad=0.3, columnspacing=1.6, labelcolor=_INK,
    )  # fmt: skip
