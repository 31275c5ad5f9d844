"""Whether like sits beside like: Newman's assortativity of what couples are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..networks import Network


def assortativity(network: Network, labels: NDArray[Any], among: NDArray[np.bool_] | None = None) -> float:
    """Return how far friends share a label: 1 always, 0 as often as by chance, below 0 less often.

    Newman (2003, doi:10.1103/PhysRevE.67.026126), equation 2, over links, whatever their weight; ``labels`` (n,) may
    be of any kind. Links with an end outside ``among`` (n,) are left out; for regimes that is the place to leave out
    couples who are apart, since a regime is a state of a couple. NaN where all ends bear one label, or without links.
    """
    who, whom = network.source, network.to
    if among is not None:
        kept = among[who] & among[whom]
        who, whom = who[kept], whom[kept]
    kinds, place = np.unique(labels, return_inverse=True)
    mixing = np.bincount(place[who] * len(kinds) + place[whom], minlength=len(kinds) ** 2)
    mixing = mixing.reshape(len(kinds), len(kinds))
    total, chance = len(who), int(mixing.sum(0) @ mixing.sum(1))  # integers: the case of one label is exact
    if chance == total * total:
        return float("nan")
    return float((total * np.trace(mixing) - chance) / (total * total - chance))


def numeric_assortativity(network: Network, values: NDArray[np.floating[Any]]) -> float:
    """Return the correlation of a number over the two ends of links, in [-1, 1] (Newman 2003, equation 21).

    Links with a NaN at an end are left out. NaN where the number does not vary over the ends.
    """
    values = np.asarray(values, np.float64)
    who, whom = network.source, network.to
    x, y = values[who], values[whom]
    known = ~(np.isnan(x) | np.isnan(y))
    if not known.any():
        return float("nan")
    x, y = x[known] - x[known].mean(), y[known] - y[known].mean()
    # a spread of rounding errors is none
    spread = float(np.sqrt((x @ x) * (y @ y)))
    small = 1e-24 * len(x) * max(float(np.nanmax(np.abs(values))) ** 2, 1e-300)
    return float(x @ y) / spread if spread > small else float("nan")
