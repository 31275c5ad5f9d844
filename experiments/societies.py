"""Societies of a results folder lived once more, and what one change does to them.

When couples influence each other, one society is one observation. All points of these studies share people and luck, so
a change is read as the difference between two societies that differ in nothing else, and its interval is over such pairs.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray
from scipy import stats

import reassure_sim as rs
from reassure_sim.experiment import load
from reassure_sim.experiment.populations import Populations
from reassure_sim.experiment.runs import chunks, runs_of

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
"""Okabe & Ito's colours: told apart with any kind of colour vision."""


def relived(folder: Path) -> Iterator[tuple[dict[str, Any], int, rs.Result]]:
    """Yield the point, the number of the replicate and the society itself, of each run of a results folder."""
    settings = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["settings"]
    study = load(folder / "experiment.yaml", settings)
    assert isinstance(study.model, Populations)
    for chunk in chunks(study):
        runs = runs_of(study, chunk)
        for axes, replicate, seed in zip(runs.axes.tolist(), runs.couple.tolist(), runs.seeds.tolist(), strict=True):
            point = chunk.block.values(axes)
            yield point, replicate, rs.simulate(study.model.at(point), seed=seed)


def community(result: rs.Result, name: str) -> NDArray[np.bool_]:
    """Return which nodes, here couples, belong to a community of the network."""
    assert result.society is not None
    network = result.society.society.network
    assert network.block is not None
    return np.asarray(network.block == network.block_names.index(name))


def owed(values: pd.Series, axis: str, usual: Hashable) -> pd.Series:
    """Return what is owed to an axis: each society less its twin, the one where ``axis`` is ``usual``.

    ``values``: a number a society, by its conditions and ``replicate``.
    """
    wide = values.unstack(axis)
    return wide.sub(wide[usual], axis=0).drop(columns=usual).stack()


def interval(values: pd.Series) -> pd.DataFrame:
    """Return ``mean`` and ``half``, half of its 95 % interval (Student's t over replicates), a row a condition."""
    groups = values.groupby([name for name in values.index.names if name != "replicate"], sort=False)
    return pd.DataFrame({"mean": groups.mean(), "half": stats.t.ppf(0.975, groups.size() - 1) * groups.sem()})


def lines(axes: Axes, found: pd.DataFrame, across: str, by: str) -> None:
    """Draw means with their intervals over ``across``, a line for each of ``by``."""
    for colour, (label, one) in zip(COLOURS, found.groupby(level=by, sort=False), strict=False):
        x = one.index.get_level_values(across)
        axes.errorbar(x, one["mean"], one["half"], color=colour, marker="o", capsize=3, label=f"{label}")
    axes.axhline(0, color="0.6", linewidth=1)
    axes.set(xlabel=across)
    axes.legend(title=by, frameon=False)
