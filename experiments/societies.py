"""Societies of a results folder lived once more, and what one change does to them.

When couples influence each other, one society is one observation. All points of these studies share people and luck,
so a change is read as the difference between two societies that differ in nothing else, with an interval over pairs.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from scipy import stats

import reassure_sim as rs
from reassure_sim.experiment import load
from reassure_sim.experiment.populations import Populations
from reassure_sim.experiment.runs import every_chunk, runs_of
from reassure_sim.parameters import NUMBERS
from reassure_sim.rules import Public

Numbers = NDArray[np.float64]
Tables = dict[str, pd.DataFrame]
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Okabe & Ito's colours: told apart with any kind of colour vision."""


def relived(folder: Path) -> Iterator[tuple[dict[str, Any], int, rs.Result]]:
    """Yield the point, the number of the replicate and the society itself, of each run of a results folder."""
    settings = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["settings"]
    study = load(folder / "experiment.yaml", settings)
    assert isinstance(study.model, Populations)
    for chunk in every_chunk(study):
        runs = runs_of(study, chunk)
        for axes, replicate, seed in zip(runs.axes.tolist(), runs.couple.tolist(), runs.seeds.tolist(), strict=True):
            point = chunk.block.values(axes)
            yield point, replicate, rs.simulate(study.model.at(point), seed=seed)


def measured(folder: Path, axes: Mapping[str, str], ends: Sequence[str], course: str = "") -> pd.DataFrame:
    """Return one row a society and community, by the short names of ``axes``; no couple is to form on the way.

    First the ``ends``, columns of ``runs`` without ``_a`` or ``_b``: means over couples and both partners. Then, under
    the number of days lived, the mean of what is shown to friends as ``course``, a field of ``Public``.
    """
    rows = []
    for point, replicate, result in relived(folder):
        assert result.society is not None
        runs, network, (day, _, public) = result.tables.runs, result.society.society.network, result.society.snapshots
        told = {name: 0.5 * (runs[f"{name}_a"] + runs[f"{name}_b"]) for name in ends}
        if course:
            told |= dict(zip(day.tolist(), public[:, :, Public._fields.index(course)].astype(float), strict=True))
        key = {**{short: point[path] for path, short in axes.items()}, "replicate": replicate}
        for code, name in enumerate(network.block_names):
            here = network.block == code
            rows.append({**key, "community": name, **{what: values[here].mean() for what, values in told.items()}})
    return pd.DataFrame(rows).set_index([*axes.values(), "replicate", "community"])


def owed(values: pd.Series, axis: str, usual: Hashable) -> pd.Series:
    """Return what is owed to an axis: each society less its twin, the one where ``axis`` is ``usual``.

    ``values``: a number a society, by its conditions and ``replicate``; in the result only the other levels stand.
    """
    wide = values.unstack(axis)
    return pd.Series(wide.sub(wide[usual], axis=0).drop(columns=usual).stack().dropna())


def all_owed(values: pd.DataFrame, axis: str, usual: Hashable) -> pd.DataFrame:
    """Return what is owed to an axis (see ``owed``) in every column."""
    return pd.DataFrame({name: owed(values[name], axis, usual) for name in values})


def interval(values: pd.Series) -> pd.DataFrame:
    """Return ``mean`` and ``half``, half of its 95 % interval (Student's t over replicates), a row a condition."""
    groups = values.groupby([name for name in values.index.names if name != "replicate"], sort=False)
    return pd.DataFrame({"mean": groups.mean(), "half": stats.t.ppf(0.975, groups.size() - 1) * groups.sem()})


def lines(axes: Axes, found: pd.DataFrame, across: str, by: str) -> None:
    """Draw means with their intervals over ``across``, a line for each of ``by``."""
    looks = zip(COLOURS, "os^DvP", strict=True)
    for (colour, marker), (label, one) in zip(looks, found.groupby(level=by, sort=False), strict=False):
        x = one.index.get_level_values(across)
        axes.errorbar(x, one["mean"], one["half"], color=colour, marker=marker, capsize=3, label=str(label))
    axes.axhline(0, color="0.6", linewidth=1)
    axes.set(xlabel=across)
    axes.legend(title=by, frameon=False)


def panels(shown: Mapping[str, pd.Series], across: str, by: str) -> Figure:
    """Return a picture with a panel for each series that is shown, by its label: means with intervals over ``across``,
    a line for each of ``by``."""
    columns = min(2, len(shown))
    figure = Figure(figsize=(4.5 * columns + 1.5 * (columns == 1), 3.8 * -(-len(shown) // 2)), layout="constrained")
    every = figure.subplots(-(-len(shown) // columns), columns, squeeze=False).flat
    for axes, (label, values) in zip(every, shown.items(), strict=True):
        lines(axes, interval(values), across, by)
        axes.set(ylabel=label.replace("_", " "))
    return figure


def degroot(within: ArrayLike, stubbornness: ArrayLike, days: ArrayLike) -> tuple[Numbers, Numbers]:
    """Return how far the norms of the half that changed by 1, and of the other, stand off after some days.

    By DeGroot's rule as if all people of a half were alike. With pull p and a share w of friends in one's own half the
    gap shrinks by 2p(1 - w) of itself a day, the mean stays; with stubbornness s friends count 1 - s, and norms return
    by ps a day.
    """
    w, s, day = (np.asarray(known, float) for known in (within, stubbornness, days))
    pull = NUMBERS["constants.norm_pull"].default
    mean = 0.5 * (1 - pull * s) ** day
    gap = 0.5 * (1 - pull * ((1 - s) * 2 * (1 - w) + s)) ** day
    return mean + gap, mean - gap


def shifted(norms: pd.DataFrame, norm: float, start: int) -> pd.DataFrame:
    """Return the shift of each half's norm that is owed to a change, found and expected; the change itself is 1.

    ``norms``: of each society, half and day (a column each), after a change of the north's to ``norm`` that is first
    shown on the evening of day ``start``, and without that change (``change`` 0).
    """
    every = pd.Series(norms.rename_axis(columns="day").stack())
    before = max(day for day in norms.columns if day < start)
    step = norm - every.xs((0.0, "north", before), level=("change", "community", "day")).mean()
    found = interval(owed(every, "change", 0.0).droplevel("change"))["mean"].unstack("community") / step
    within, stubbornness, day = (found.index.get_level_values(name) for name in ("within", "stubbornness", "day"))
    north, south = degroot(within, stubbornness, day - start)
    return found.assign(north_expected=north, south_expected=south)[day > start]
