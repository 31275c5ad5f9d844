"""The six rival forms of habituation: a results folder lived once more, and what one sees of relief in it.

A results folder keeps one row a life. Luck is keyed, so the same parameters and seed give the very same lives again:
the studies e02 to e07 relive theirs and look at every episode.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

import reassure_sim as rs
from reassure_sim.experiment import load

FORMS = ("none", "duration", "amplitude", "rebound", "credibility", "operant")
COLOURS = dict(zip(FORMS, ("#555555", "#0072B2", "#D55E00", "#CC79A7", "#009E73", "#E69F00"), strict=True))
"""Okabe & Ito's colours: told apart with any kind of colour vision."""

PARTS = 8
SEEK, REACH_OUT = 1, 2
SEEN = ("act", "answered", "pulse", "felt_before", "felt")
Seen = dict[str, NDArray[np.float64]]
"""What is looked at, by names like ``a.felt``: (lives, episodes)."""
Numbers = pd.DataFrame
"""What is measured: a row a form, other axes, and share of the lives; a column a number."""


def relived(folder: Path) -> Iterator[tuple[str, dict[str, float], rs.Result]]:
    """Yield the form, the point and the lives, with every episode, of each point of a results folder."""
    settings = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["settings"]
    study = load(folder / "experiment.yaml", settings)
    n, seed = study.replicates.n, study.replicates.seed
    for block in study.design:
        for values in block.points(0, block.size, seed).tolist():
            point = dict(zip(block.axes, values, strict=True))
            on = [form for form in FORMS[1:] if point[f"constants.habituation_{form}"]]
            result = rs.simulate(study.scenario.with_(point), couples=n, seed=seed, record="episodes")
            yield "+".join(on) or "none", point, result


def seen(result: rs.Result) -> Seen:
    """Return what partners a and b did and felt."""
    table, n = result.episodes, len(result.run_ids)
    partners = table.groupby("partner")
    return {f"{who}.{name}": own[name].to_numpy().reshape(n, -1) for who, own in partners for name in SEEN}


def measured(measure: Callable[[Seen], dict[str, float]]) -> Callable[[Path], Numbers]:
    """Make of a measure of some lives the ``see`` of a study: a row a form, other axes, and share of the lives.

    There are ``PARTS`` equal shares of the lives; the spread over them tells how much of a number is luck.
    """

    @wraps(measure)
    def see(folder: Path) -> Numbers:
        rows = []
        for form, point, result in relived(folder):
            others = {path: value for path, value in point.items() if "habituation" not in path}
            whole = seen(result)
            for part, lives in enumerate(np.array_split(np.arange(len(result.run_ids)), PARTS)):
                found = measure({name: values[lives] for name, values in whole.items()})
                rows.append({"form": form, **others, "part": part, **found})
        return pd.DataFrame(rows)

    return see


def means(numbers: Numbers) -> pd.DataFrame:
    """Return the mean of each number, a row a form, in the order of ``FORMS``, and other axes."""
    keys = ["form", *(name for name in numbers.columns if "." in name)]
    order = numbers.assign(form=pd.Categorical(numbers["form"], FORMS))
    return order.drop(columns="part").groupby(keys, observed=True).mean()


def only(
    numbers: Numbers, name: str, forms: set[str], beyond: float, within: float, usual: float = 1.0, way: int = 0
) -> bool:
    """Return whether a number lies off its ``usual`` for these forms only, by three Monte-Carlo errors each.

    Theirs lie off by more than ``beyond``, in the direction ``way`` (1 up, -1 down, 0 either); all others by less than
    ``within``. The error is that of a mean over the shares of the lives. Forms without any numbers are left out.
    """
    groups = numbers.groupby("form")[name]
    off, error = groups.mean() - usual, 3 * groups.sem()
    off = off.abs() if way == 0 else way * off
    far, near = off - error > beyond, off.abs() + error < within
    return bool((far | near).all()) and set(far.index[far]) == forms & set(groups.groups)


def told(numbers: Numbers, name: str, digits: int = 2) -> str:
    """Return the means of a number in words; the largest group of forms with the same number comes last."""
    together: dict[str, list[str]] = {}
    for form in FORMS:
        mean = f"{numbers.loc[numbers['form'] == form, name].mean():z.{digits}f}"
        together.setdefault(mean, []).append(form)
    *some, (usual, others) = sorted(together.items(), key=lambda found: len(found[1]))
    words = [f"{mean} under {' and '.join(forms)}" for mean, forms in some]
    return ", ".join([*words, f"{usual} under {'all others' if len(others) > 1 else others[0]}"])


def after(one: Seen, moments: NDArray[np.bool_], episodes: int) -> NDArray[np.float64]:
    """Return the mean course of felt insecurity after some moments, against the felt just before: (episodes,)."""
    life, step = np.nonzero(moments[:, : moments.shape[1] - episodes])
    lags = np.arange(episodes)
    felt = one["a.felt"][life[:, None], step[:, None] + lags]
    return np.asarray((felt - one["a.felt_before"][life, step][:, None]).mean(axis=0))


def relief(course: NDArray[np.float64], hours: float) -> tuple[float, float]:
    """Return the peak of relief, and the hours until half of it is gone; an episode has ``hours`` hours."""
    peak = -course[0]
    gone = int(np.argmax(-course < 0.5 * peak))
    before, late = -course[gone - 1], -course[gone]
    return float(peak), float(hours * (gone - 1 + (before - 0.5 * peak) / (before - late)))


def label(axes: Axes, places: dict[str, tuple[float, float]]) -> None:
    """Write the names of forms beside their points; forms whose points fall together share one, below."""
    left = dict(places)
    while left:
        x, y = axes.transData.transform(next(iter(left.values())))
        near = [form for form, place in left.items() if np.hypot(*(axes.transData.transform(place) - (x, y))) < 25]
        one = len(near) == 1
        look = {"color": COLOURS[near[0]] if one else "black", "va": "bottom" if one else "top"}
        axes.annotate("\n".join(near), left[near[0]], (7, 5 if one else -5), textcoords="offset points", **look)
        left = {form: place for form, place in left.items() if form not in near}


def points(numbers: Numbers, labels: dict[str, str], limits: dict[str, tuple[float, float]]) -> Figure:
    """Return the picture of two numbers, the first across, with their labels: a point each share of a form's lives."""
    x, y = labels
    axes = (figure := Figure(figsize=(6, 5), layout="constrained")).subplots()
    axes.scatter(numbers[x], numbers[y], c=numbers["form"].map(COLOURS), s=12)
    axes.set(xlabel=labels[x], ylabel=labels[y], **limits)
    label(axes, {str(form): (across, up) for form, across, up in means(numbers)[[x, y]].itertuples()})
    return figure


def rows(numbers: Numbers, names: list[str], xlabel: str, xlim: tuple[float, float]) -> Figure:
    """Return the picture of ratios: a panel a number, a row a form; 1 is no change."""
    figure = Figure(figsize=(2.5 * len(names), 3), layout="constrained")
    table = means(numbers)[::-1]
    for axes, name in zip(figure.subplots(1, len(names), sharey=True), names, strict=True):
        axes.axvline(1, color="0.6", linewidth=1)
        axes.scatter(table[name], table.index, color=[COLOURS[form] for form in table.index], zorder=2)
        axes.set(title=name, xlabel=xlabel, xlim=xlim)
    return figure
