"""The regimes at each point of a design: how frequent each is, how surely, and which is the most frequent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..experiment.designs import Block
from ..experiment.folder.summary import Statistics, describe, share
from ..experiment.folder.tables import axis_columns
from ..experiment.kinds import LIVES
from ..figures.cells import leading
from ..measures import REGIMES

if TYPE_CHECKING:
    from pandas import DataFrame

    from ..experiment.folder.results import Results


def regimes(results: Results) -> DataFrame:
    """Return one row a point and regime: its ``share``, in [0, 1], with a 95 % interval, over ``n`` runs.

    The interval is Wilson's. Over populations a share is the mean of the shares of all populations at the point, with
    the interval of a mean. ``most_frequent`` is 1 in one row a point; ``uncertain`` is 1 in all rows of a point where
    the intervals of the two most frequent regimes overlap. One column an axis of the design, as in ``design.csv``.
    """
    import pandas

    tables = []
    for block in results.experiment.design:
        found = [shares(results, block, regime) for regime in REGIMES]
        mean, low, high = (np.array([getattr(one, name) for one in found]) for name in ("mean", "ci_low", "ci_high"))
        top, unsure = leading(mean, low, high)
        points, k = results.points(block), len(REGIMES)
        table = {"block": np.full(len(points) * k, block.name, dtype=object), "point": np.repeat(range(len(points)), k)}
        for axis, values in axis_columns(results.experiment, block, points).items():
            table[axis] = np.repeat(values, k)
        table["regime"] = np.tile(np.array(REGIMES, dtype=object), len(points))
        numbers = {"share": mean, "ci_low": low, "ci_high": high, "n": np.array([one.n for one in found])}
        numbers["most_frequent"] = (np.arange(k)[:, None] == top).astype(np.int64)
        numbers["uncertain"] = np.tile(unsure.astype(np.int64), (k, 1))
        tables.append(pandas.DataFrame({**table, **{name: values.T.ravel() for name, values in numbers.items()}}))
    return pandas.concat(tables, ignore_index=True)


def shares(results: Results, block: Block, regime: str) -> Statistics:
    """Return what is known of a regime's share at each point of a block."""
    values = results.values(block, f"share_{regime}")
    if results.experiment.kind is LIVES:
        return share(values == 1.0, np.isfinite(values))
    return describe(values)
