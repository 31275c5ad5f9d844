"""Societies of a results folder lived once more, and what one change does to them.

When couples influence each other, one society is one observation. All points of these studies share people and luck,
so a change is read as the difference between two societies that differ in nothing else, with an interval over pairs.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import stats

import reassure_sim as rs
from reassure_sim.experiment import load
from reassure_sim.experiment.populations import Populations
from reassure_sim.experiment.runs import every_chunk, runs_of
from reassure_sim.rules import Public

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
    return pd.Series(wide.sub(wide[usual], axis=0).drop(columns=usual).stack())


def interval(values: pd.Series) -> pd.DataFrame:
    """Return ``mean`` and ``half``, half of its 95 % interval (Student's t over replicates), a row a condition."""
    groups = values.groupby([name for name in values.index.names if name != "replicate"], sort=False)
    return pd.DataFrame({"mean": groups.mean(), "half": stats.t.ppf(0.975, groups.size() - 1) * groups.sem()})


def lines(axes: Axes, found: pd.DataFrame, across: str, by: str) -> None:
    """Draw means with their intervals over ``across``, a line for each of ``by``."""
    for colour, (label, one) in zip(COLOURS, found.groupby(level=by, sort=False), strict=False):
        x = one.index.get_level_values(across)
        axes.errorbar(x, one["mean"], one["half"], color=colour, marker="o", capsize=3, label=str(label))
    axes.axhline(0, color="0.6", linewidth=1)
    axes.set(xlabel=across)
    axes.legend(title=by, frameon=False)


def save(figure: Figure, folder: Path, name: str) -> None:
    """Write a picture into a results folder's ``figures``."""
    (folder / "figures").mkdir(exist_ok=True)
    figure.savefig(folder / "figures" / f"{name}.png", dpi=150)
