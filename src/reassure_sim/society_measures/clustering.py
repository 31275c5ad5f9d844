"""How often two friends of a couple are friends of each other."""

from __future__ import annotations

import itertools

import numpy as np

from ..networks import Network
from .neighbours import Ints, friendships

_AT_ONCE = 1 << 22  # pairs of friends looked at together, which bounds the memory


def clustering(network: Network) -> float:
    """Return the mean local clustering coefficient in [0, 1] (Watts & Strogatz 1998, doi:10.1038/30918).

    Direction and weight are left aside; a node with fewer than two friends counts as 0. Each pair is looked for from
    the friend of lowest degree, so that hubs cost little: at most about edges ** 1.5 look-ups.
    """
    n = network.n
    one, other = friendships(network)
    degree = np.bincount(one, minlength=n) + np.bincount(other, minlength=n)
    rank = np.empty(n, np.int64)
    rank[np.argsort(degree, kind="stable")] = np.arange(n)
    low, high = np.minimum(rank[one], rank[other]), np.maximum(rank[one], rank[other])
    friends = np.sort(low * n + high)
    low, high = np.divmod(friends, max(n, 1))
    later = np.cumsum(np.bincount(low, minlength=n))[low] - np.arange(len(low)) - 1
    triangles = np.zeros(n, np.int64)
    for begin, end in _portions(later):
        first = np.repeat(np.arange(begin, end), later[begin:end])
        turn = np.arange(len(first)) - np.repeat(np.cumsum(later[begin:end]) - later[begin:end], later[begin:end])
        second = first + 1 + turn
        wanted = high[first] * n + high[second]
        at = np.minimum(np.searchsorted(friends, wanted), len(friends) - 1)
        closed = friends[at] == wanted
        for corner in (low[first], high[first], high[second]):
            triangles += np.bincount(corner[closed], minlength=n)
    k = np.sort(degree, kind="stable").astype(np.float64)  # by rank, as the triangles are
    pairs = k * (k - 1.0) / 2.0
    return float(np.mean(triangles / np.maximum(pairs, 1.0))) if n else float("nan")


def _portions(work: Ints) -> list[tuple[int, int]]:
    """Return ranges of ``work`` whose sums stay near ``_AT_ONCE``."""
    done = np.cumsum(work)
    total = int(done[-1]) if len(done) else 0
    cuts = np.searchsorted(done, np.arange(_AT_ONCE, total + _AT_ONCE, _AT_ONCE), side="left") + 1
    edges = [0, *np.unique(np.minimum(cuts, len(work))).tolist()]
    return list(itertools.pairwise(edges))
