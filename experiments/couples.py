"""Lives of a results folder lived once more, a row a life, and how means over lives are drawn side by side.

Luck is keyed, so the same parameters and seed give the very same lives again, with whatever is to be recorded of them.
With common luck the n-th lives of all points are twins: what an axis changes is a difference within a life.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from societies import COLOURS, all_owed, interval

from reassure_sim.experiment.folder.results import Results
from reassure_sim.layout import Day
from reassure_sim.measures import EVENT_COLUMNS, KINDS, THRESHOLDS
from reassure_sim.tables import Tables


def measured(
    folder: Path, axes: Mapping[str, str], measure: Callable[[Tables], Mapping[Any, Any]], record: Collection[str]
) -> pd.DataFrame:
    """Return what ``measure`` finds in the lives of each point, a row a life, by block, the short names of ``axes`` of
    the design (without any: the number of the point in its block), and replicate."""
    results, found = Results(folder), []
    for block in results.experiment.design:
        for place, point in enumerate(results.points(block)):
            lived = results.live(block, [place], results.experiment.replicates.most, record)
            values = block.values(point.tolist())
            here = {short: values[path] for path, short in axes.items()} or {"point": place}
            key = {"block": block.name, **here}
            table = pd.DataFrame(dict(measure(lived.tables)))
            found.append(table.assign(**key, replicate=table.index))
    return pd.concat(found).set_index([*key, "replicate"])


def asked(folder: Path, axes: Mapping[str, str], since: float, shown: Collection[str]) -> pd.DataFrame:
    """Return columns of the run's row (``measured``), and of a's requests from a day ``since`` on: the share that is
    ``answered``, the ``hours`` of relief of an answer, and ``answers`` a week."""

    def requests(lived: Tables) -> dict[str, Any]:
        events = pd.DataFrame(lived.events(), columns=["life", *EVENT_COLUMNS])
        late = (events["step"] >= since * lived.episodes_per_day) & (events["person"] == 0)
        own = events[late & (events["kind"] == KINDS.index("seek"))].groupby("life")
        found = {"answered": own["answer"].mean(), "hours": own["hours_of_relief"].mean()}
        found["answers"] = own["answer"].sum() * 7 / (lived.days - since)
        whole = range(len(lived.runs["regime"]))  # a life without a request has no row yet
        return {**lived.runs, **{name: numbers.reindex(whole) for name, numbers in found.items()}}

    return measured(folder, axes, requests, ["events"])[list(shown)]


def spells(lived: Tables, name: str, days: int) -> NDArray[np.float64]:
    """Return the means of a column of the diary over every so many days, (lives, 2 partners, whole spells)."""
    pages = lived.diary()[:, :, : lived.days // days * days, Day._fields.index(name)]
    return np.asarray(pages.reshape(len(pages), 2, -1, days).mean(axis=3))


def unsettled(lived: Tables) -> dict[int, Any]:
    """Return, by month of four weeks, whether a couple is unsettled: felt insecurity of one of them, or mistrust, is
    beyond the cuts of the regimes."""
    felt, trust = spells(lived, "felt_insecurity", 28).max(axis=1), spells(lived, "trust", 28).min(axis=1)
    return dict(enumerate(((felt > THRESHOLDS.high_felt) | (trust < THRESHOLDS.strained_trust)).T))


def satisfied(lived: Tables) -> dict[int, Any]:
    """Return, by week from 1, the satisfaction of each couple, the mean of both."""
    return dict(enumerate(spells(lived, "satisfaction", 7).mean(axis=1).T, 1))


def means(seen: pd.DataFrame, by: str, usual: str = "") -> pd.DataFrame:
    """Return means over lives: a row a condition, columns by number and level of ``by``; with a ``usual`` level, of
    what the others add to it life by life, the luck being the same."""
    told = all_owed(seen, by, usual) if usual else seen
    return told.groupby([name for name in told.index.names if name != "replicate"], sort=False).mean().unstack(by)


def variance(ends: pd.DataFrame) -> pd.Series:
    """Return the shares of the variance of a number, given couples (rows) by luck (columns): who the couple is, luck
    that does the same to all couples, and luck that does to each couple something of its own."""
    couples, lives = ends.shape
    who, luck = ends.mean(axis=1), ends.mean()
    rest = ends.sub(who, axis=0).sub(luck - luck.mean())
    own = (rest**2).sum().sum() / ((couples - 1) * (lives - 1))
    parts = pd.Series({"who": who.var() - own / lives, "luck for all": luck.var() - own / couples, "own luck": own})
    return parts / parts.sum()


def panels(seen: pd.DataFrame, shown: Mapping[str, str], across: str, by: str, usual: str = "") -> Figure:
    """Return a picture with a panel for each column that is ``shown`` (and how it is labelled), two in a row.

    Means (see ``means``) with 95 % intervals over lives, a group for each level of ``across``, a colour and marker for
    each of ``by``.
    """
    seen = all_owed(seen[list(shown)], by, usual) if usual else seen
    rows = (len(shown) + 1) // 2
    figure = Figure(figsize=(7, 2.7 * rows + 0.4), layout="constrained")
    groups, levels = (list(seen.index.unique(name)) for name in (across, by))
    for axes, (name, label) in zip(figure.subplots(rows, 2, squeeze=False).flat, shown.items(), strict=True):
        found = interval(seen[name].dropna())
        for number, level in enumerate(levels):
            one = found.xs(level, level=by)
            places = [groups.index(group) + 0.7 * ((number + 0.5) / len(levels) - 0.5) for group in one.index]
            look = {"color": COLOURS[number], "marker": "os^DvP"[number], "markersize": 5, "linestyle": ""}
            axes.errorbar(places, one["mean"], one["half"], label=str(level).replace("_", " "), **look)
        axes.set_xticks(range(len(groups)), [str(group).replace("_", "\n") for group in groups], fontsize="small")
        axes.set(xlabel=across, ylabel=f"added: {label}" if usual else label, xlim=(-0.5, len(groups) - 0.5))
    columns = len(levels) if len(levels) < 5 else 3
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=columns, frameon=False)
    return figure


def loops(seen: pd.DataFrame, x: Collection[float], out: list[Any], back: list[Any], by: str, **labels: str) -> Figure:
    """Return a picture of ways out (filled) and back (open) over ``x``, whose columns are ``out`` and ``back``: a panel
    a first level of the rows, a colour and marker a second level, which ``by`` names. ``labels`` of the axes."""
    figure = Figure(figsize=(7, 3.4), layout="constrained")
    panels = seen.groupby(level=0, sort=False)
    for axes, (title, panel) in zip(figure.subplots(1, len(panels), sharey=True), panels, strict=True):
        for colour, marker, ((_, level), row) in zip(COLOURS, "os^DvP", panel.iterrows(), strict=False):
            axes.plot(x, row[out], f"{marker}-", color=colour, label=f"{by} {level:g}, rising")
            axes.plot(x, row[back], f"{marker}--", color=colour, markerfacecolor="white", label="falling")
        axes.set(title=title, **labels)
    axes.legend(frameon=False, fontsize="small")
    return figure


def ranges(axes: Axes, ends: pd.DataFrame, label: str) -> None:
    """Draw where the lives of couples end, given couples (rows) by lives: the middle life, and nine in ten lives."""
    order = ends.quantile([0.05, 0.5, 0.95], axis=1).T.sort_values(0.5)
    axes.vlines(range(len(order)), order[0.05], order[0.95], color=COLOURS[0], linewidth=1)
    axes.plot(range(len(order)), order[0.5], "o", color=COLOURS[0], markersize=4)
    axes.set(xlabel=f"couples: the middle life, and nine in ten of {ends.shape[1]} lives", ylabel=label, xticks=[])


def dots(axes: Axes, shares: pd.DataFrame, label: str) -> None:
    """Draw shares of what the ``label`` names, rows side by side, a colour and marker for each column."""
    for colour, marker, (name, share) in zip(COLOURS, "os^DvP", shares.items(), strict=False):
        axes.plot(range(len(share)), share, marker, color=colour, label=name)
    axes.set_xticks(range(len(shares)), shares.index)
    axes.set(xlabel=f"part of the {label}", ylabel="share", xlim=(-0.5, len(shares) - 0.5), ylim=(0, 1))
    axes.legend(frameon=False)
