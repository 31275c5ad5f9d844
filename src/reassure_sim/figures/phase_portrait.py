"""The phase portrait: where couples stand in the plane of two states, where they drift, and the mean course."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .drawing import Drawing, by_point, columns
from .style import legend, page, panels, shape, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame

_DRIFT, _COURSE = "#8a949c", "#0072b2"
_LABELS = ("mean change to the next week", "mean course", "first week", "last week")


def phase_portrait(table: DataFrame, names: Mapping[int, str], *, x: str, y: str, caption: str = "") -> Drawing:
    """Draw the drift of weeks as arrows and the mean course over them, a panel for each point.

    ``table`` as ``analysis.lived.portrait`` gives it, ``names`` of its points; ``x`` and ``y``
    are states like ``felt_insecurity_a``.
    """
    from matplotlib.lines import Line2D

    told = by_point(table, names)
    rows, across = shape(len(told))
    tall = (4.4, 3.6 if rows == 1 else 3.0, 2.9)[across - 1] * rows
    title = "Where couples drift from week to week, and their mean course"
    titles = [name for name, _ in told]
    sheet = page(title, caption, tall, labels=_LABELS, head=0.24 + wrapped(titles)[1])
    for axes, (_, here) in zip(panels(sheet, titles, state_words(x), state_words(y)), told, strict=True):
        _panel(axes, here)
    legend(
        sheet,
        [
            Line2D([], [], color=_DRIFT, linewidth=1.2, marker=">", markevery=[1], markersize=4.5),
            Line2D([], [], color=_COURSE, linewidth=2.0),
            Line2D([], [], linestyle="none", marker="o", markersize=7, markerfacecolor="white", color=_COURSE),
            Line2D([], [], linestyle="none", marker="s", markersize=7, color=_COURSE),
        ],
        _LABELS,
    )
    return Drawing(sheet.figure, columns(table), _words(told, x, y, caption))


def _panel(axes: Axes, told: DataFrame) -> None:
    """Draw one point's arrows, true to the scale of the axes, and its course."""
    flow, course = (told[told["part"] == part] for part in ("flow", "course"))
    axes.quiver(
        flow["x"], flow["y"], flow["dx"], flow["dy"], angles="xy", scale_units="xy", scale=1.0, color=_DRIFT,
        width=0.0045, headwidth=4.5, headlength=5.0, minlength=0.3,
    )  # fmt: skip
    axes.plot(course["x"], course["y"], color="white", linewidth=4.0)
    axes.plot(course["x"], course["y"], color=_COURSE, linewidth=2.0)
    for row, mark, fill in ((0, "o", "white"), (-1, "s", _COURSE)):
        end = course.iloc[row]
        axes.plot(end["x"], end["y"], mark, markersize=7, color=_COURSE, markerfacecolor=fill, zorder=4)


def state_words(state: str) -> str:
    """Return a state like ``felt_insecurity_a`` in words."""
    return f"partner {state[-1]}'s {state[:-2].replace('_', ' ')} (0 to 1)"


def _words(told: list[tuple[str, DataFrame]], x: str, y: str, caption: str) -> str:
    """Say where the courses begin and end."""
    parts = [f"Across {state_words(x)}, upwards {state_words(y)}; arrows show the mean change to the next week."]
    for name, here in told:
        start, end = here[here["part"] == "course"].iloc[[0, -1]].to_dict("records")
        parts.append(
            f"{name}: the mean course leads from {start['x']:.2f}, {start['y']:.2f} in week {start['week']:.0f} to "
            f"{end['x']:.2f}, {end['y']:.2f} in week {end['week']:.0f}."
        )
    return " ".join([*parts, caption])
