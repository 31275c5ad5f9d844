"""Fan charts: how a column of the diary spreads over lives, day after day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..experiment.reading.repertoire import STATES
from .drawing import Drawing, by_point, columns, day_words
from .style import QUIET, legend, page, panels, shape, wrapped

if TYPE_CHECKING:
    from pandas import DataFrame

_OUTER, _INNER, _MIDDLE, _ONE = "#cfe0ec", "#8fb7d3", "#0b4a78", "#b34700"
_LABELS = ("the middle half", "nine of ten", "median", "one life, week by week: no course need follow the median")


def fan(table: DataFrame, names: Mapping[int, str], *, column: str, whose: str, caption: str = "") -> Drawing:
    """Draw a fan for each point side by side; ``table`` as ``analysis.lived.fan`` gives it, ``names`` of its points in
    order of appearance, ``whose`` days they are in words."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    told, words = by_point(table, names), day_words(column)
    rows, _ = shape(len(told))
    tall = (3.4 if rows == 1 else 2.4) * rows
    titles = [name for name, _ in told]
    title, head = f"How lives differ, day by day: {words}", 0.24 + wrapped(titles)[1]
    sheet = page(title, caption, tall, labels=_LABELS, head=head)
    upward = f"{words} (0 to 1)" if column in STATES else words
    for axes, (_, here) in zip(panels(sheet, titles, "days", upward), told, strict=True):
        day = here["day"].to_numpy()
        axes.fill_between(day, here["q05"], here["q95"], color=_OUTER, linewidth=0)
        axes.fill_between(day, here["q25"], here["q75"], color=_INNER, linewidth=0)
        axes.plot(day, here["q50"], color=_MIDDLE, linewidth=2.0)
        middle = here["day"] % 7 == 3  # one number a week
        axes.plot(day[middle], here.loc[middle, "one_life"], color=_ONE, linewidth=0.9, linestyle=(0, (5, 1.5)))
        note = f"{here['lives'].iloc[-1]} of {here['lives'].max()} lives still together at the end"
        axes.annotate(note, (0.99, 0.98), xycoords="axes fraction", ha="right", va="top", fontsize=7.2, color=QUIET)
        axes.margins(x=0)
        axes.set_ylim(0.0, 1.0 if column in STATES else None)
    legend(
        sheet,
        [
            Patch(color=_INNER),
            Patch(color=_OUTER),
            Line2D([], [], color=_MIDDLE, linewidth=2.0),
            Line2D([], [], color=_ONE, linewidth=0.9, linestyle=(0, (5, 1.5))),
        ],
        _LABELS,
    )
    return Drawing(sheet.figure, columns(table), _words(told, words, whose, caption))


def _words(told: list[tuple[str, DataFrame]], words: str, whose: str, caption: str) -> str:
    """Say what the fans show."""
    parts = [f"Quantiles of {words} of {whose} over lives, against days."]
    for name, here in told:
        ends = here.loc[here["lives"] > 0].iloc[[0, -1]]
        both = (
            f"on day {e['day']:.0f} the median is {e['q50']:.2f}, nine of ten lie between {e['q05']:.2f} and "
            f"{e['q95']:.2f}"
            for _, e in ends.iterrows()
        )
        parts.append(f"{name}: {'; '.join(both)}.")
    return " ".join([*parts, caption])
