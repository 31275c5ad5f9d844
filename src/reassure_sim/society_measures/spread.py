"""How far a shock travels: by distance from those who were struck, and over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..networks import Network
from .neighbours import Ints, hearing

if TYPE_CHECKING:
    from pandas import DataFrame

UNREACHED = -1
"""The distance of those whom no chain of friends joins to the struck."""


def distances(network: Network, struck: Ints) -> Ints:
    """Return how many steps each node (n,) is from the nearest of ``struck``: 0 themselves, ``UNREACHED`` without a
    way. A step leads from somebody to those who hear them, as influence does."""
    heard_by = hearing(network).T.tocsr()
    found = np.full(network.n, UNREACHED, np.int64)
    front = np.unique(np.asarray(struck, np.int64))
    step = 0
    while len(front):
        found[front] = step
        step += 1
        listeners = np.unique(heard_by[front].indices)
        front = listeners[found[listeners] == UNREACHED].astype(np.int64)
    return found


def spread(
    network: Network,
    shocked: NDArray[np.floating[Any]],
    spared: NDArray[np.floating[Any]],
    struck: Ints,
    days: NDArray[Any] | None = None,
) -> DataFrame:
    """Return what a shock did, by distance from it: one row a day and distance.

    ``shocked``, ``spared``: (T, n), the same number of each node in two runs of one luck, with and without the shock
    to the nodes ``struck``; so every difference is owed to the shock. ``days`` (T,), else 0, 1, ...

    Columns: ``day``; ``distance`` in steps (``UNREACHED``: none leads there); ``nodes`` counted at that distance, those
    with a NaN in either run left out; ``difference``, the mean of shocked less spared, NaN when none is counted;
    ``changed``, the share of the counted nodes with any difference.
    """
    import pandas  # imported when needed: a run does not ask

    far = distances(network, struck)
    kinds, place = np.unique(far, return_inverse=True)
    tables = []
    for t, day in enumerate(np.arange(len(shocked)) if days is None else np.asarray(days)):
        gap = np.asarray(shocked[t], np.float64) - np.asarray(spared[t], np.float64)
        known = ~np.isnan(gap)
        count = np.bincount(place[known], minlength=len(kinds))
        total = np.bincount(place[known], gap[known], minlength=len(kinds))
        moved = np.bincount(place[known], gap[known] != 0.0, minlength=len(kinds))
        some = np.where(count > 0, count, np.nan)
        tables.append((np.full(len(kinds), day), kinds, count, total / some, moved / some))
    columns = [np.concatenate(parts) for parts in zip(*tables, strict=True)]
    return pandas.DataFrame(dict(zip(("day", "distance", "nodes", "difference", "changed"), columns, strict=True)))
