"""How far norms have come apart, between communities and between neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..networks import Network
from ..rules import Public
from .neighbours import hearing

if TYPE_CHECKING:
    from pandas import DataFrame

    from ..society import Snapshots

NORMS = ("asking_norm", "asking_cost", "words_given", "words_wanted")
"""The numbers that friends draw towards their own."""


class Polarisation(NamedTuple):
    """How one number is spread over a network."""

    mean: float
    sd: float
    between: float
    """Share of the variance that lies between communities (eta squared), in [0, 1]; NaN without communities."""
    moran: float
    """Moran's I: 1 where everybody is like the friends, -1 / (n - 1) on average where who is where is chance."""


def polarisation(network: Network, values: NDArray[np.floating[Any]]) -> Polarisation:
    """Return how a number (n,), one for each node, is spread over a network.

    Moran's I (1950, doi:10.1093/biomet/37.1-2.17) with rows of weights that sum to 1: the slope of the friends'
    weighted mean on one's own value. Nodes that hear nobody take part in the mean and variance only. ``between`` and
    ``moran`` are NaN where the number does not vary.
    """
    x = np.asarray(values, np.float64)
    z = x - x.mean()
    total = float(z @ z)
    sd = float(np.sqrt(total / len(x)))
    if sd <= 1e-12 * max(float(np.abs(x).max()), 1e-300):  # rounding errors are no spread
        return Polarisation(float(x.mean()), sd, float("nan"), float("nan"))
    between = float("nan")
    if network.block is not None:
        size = np.maximum(np.bincount(network.block), 1)
        between = float(np.sum(np.bincount(network.block, z) ** 2 / size)) / total
    matrix = hearing(network)
    weight = matrix @ np.ones(len(x))
    hears = weight > 0.0
    drawn = np.divide(matrix @ z, weight, out=np.zeros_like(z), where=hears)
    count = int(np.count_nonzero(hears))
    moran = len(x) / count * float(z @ drawn) / total if count else float("nan")
    return Polarisation(float(x.mean()), sd, between, moran)


def norms_over_time(network: Network, snapshots: Snapshots, norms: tuple[str, ...] = NORMS) -> DataFrame:
    """Return one row a snapshot and norm: ``day``, ``norm``, then the fields of ``Polarisation``.

    ``network`` is the society's own, since norms are read at its nodes; ``norms`` may name any field of ``Public``.
    """
    import pandas  # imported when needed: a run does not ask

    rows = [
        (int(day), norm, *polarisation(network, public[:, Public._fields.index(norm)]))
        for day, public in zip(snapshots.day, snapshots.public, strict=True)
        for norm in norms
    ]
    return pandas.DataFrame(rows, columns=["day", "norm", *Polarisation._fields])
