"""Large networks from nothing but numbers and a seed, straight into arrays."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..draws import Words, philox
from ..kernel import can_cache, numba_ready
from .chance import ATTACHING, JOINING, REWIRING, fraction, fractions
from .links import Whole, compressed
from .network import Network
from .ranges import homophily, refuse, sizes

_ROUNDS = 200  # redraws of a far end before its link stays in the ring; one in a thousand is free at the least
_WORTH_COMPILING = 20_000  # links: below, compiling takes longer than it saves


def watts_strogatz(n: int, mean_degree: int, rewiring: float, seed: int) -> Network:
    """Return a small world: a ring in which everyone knows their neighbours, some links of which lead far away.

    Node i is linked to the ``mean_degree / 2`` nodes after it; each such link keeps i and gets, with probability
    ``rewiring``, another far end, any node alike, if that makes neither a loop nor a second link; exactly
    ``n * mean_degree / 2`` friendships stand. All far ends are drawn at once: of two links that want the same place
    the one of the lower number gets it, the other draws again; a link that finds no free place stays in the ring.

    n: 1 to 10,000,000; mean_degree: even, 2 to n - 1; rewiring: 0 to 1; seed: 0 to 2**64 - 1.
    Source: Watts & Strogatz 1998, Nature 393:440-442, doi:10.1038/30918.

    Raises:
        ParameterError: listing every problem at once.
    """
    refuse("watts_strogatz", n, {"mean_degree": mean_degree, "rewiring": rewiring})
    link = np.arange(n * (mean_degree // 2), dtype=np.int64)
    source = link // (mean_degree // 2)
    target = (source + link % (mean_degree // 2) + 1) % n
    _, coin = fractions(seed, REWIRING, link)
    waiting = np.flatnonzero(coin < rewiring)
    del coin, link
    for step in range(1, _ROUNDS + 1):
        if not len(waiting):
            break
        there = np.sort(_pair(source, target, n))  # a link holds its place until it has another
        far = (fractions(seed, REWIRING, waiting, step)[0] * n).astype(np.int64)
        wanted = _pair(source[waiting], far, n)
        free = there[np.minimum(np.searchsorted(there, wanted), len(there) - 1)] != wanted
        free &= far != source[waiting]
        free[free] = _first(wanted[free])
        target[waiting[free]] = far[free]
        waiting = waiting[~free]
    return _friendships(n, source, target)


def barabasi_albert(n: int, mean_degree: int, seed: int) -> Network:
    """Return a network of a few hubs and many nodes with few friends: each newcomer befriends those who have friends.

    It begins with a star of m + 1 nodes, m = ``mean_degree / 2``; each newcomer makes m friends, different ones, each
    drawn with a probability in proportion to the friends that it has. Exactly m (n - m) friendships stand, so the mean
    degree is ``mean_degree * (1 - m / n)``.

    n: 1 to 10,000,000; mean_degree: even, 2 to n - 1; seed: 0 to 2**64 - 1.
    Source: Barabasi & Albert 1999, Science 286:509-512, doi:10.1126/science.286.5439.509.

    Raises:
        ParameterError: listing every problem at once.
    """
    refuse("barabasi_albert", n, {"mean_degree": mean_degree})
    m = mean_degree // 2
    ends = np.empty(2 * m * (n - m), np.int64)
    attach: Any = _attach if len(ends) < 2 * _WORTH_COMPILING else _compiled_attach()
    attach(n, m, seed & 0xFFFFFFFF, seed >> 32, ends)
    return _friendships(n, ends[0::2], ends[1::2])


def stochastic_block(n: int, blocks: Mapping[str, float], mean_degree: float, within: float, seed: int) -> Network:
    """Return a network of communities: more links within a block of nodes than between, all else by chance.

    blocks: each name's share of the nodes (they sum to 1) or number of nodes (they sum to n); nodes stand block by
    block. Every node expects ``mean_degree`` friends, whatever its block. within: the share of all links that join
    nodes of one block; a block with the share s of the nodes keeps s + (1 - s) h of its links, with one h for all (see
    ``homophily``), which is ``within`` itself where blocks are equal. Each pair is linked on its own: the gaps between
    linked pairs are drawn, so the work grows with the links and not with the pairs.

    n: 1 to 10,000,000; mean_degree: above 0, below n; within: 0 to 1; seed: 0 to 2**64 - 1.
    Sources: Holland, Laskey & Leinhardt 1983, Social Networks 5:109-137, doi:10.1016/0378-8733(83)90021-7; the gaps:
    Batagelj & Brandes 2005, Physical Review E 71:036113, doi:10.1103/PhysRevE.71.036113.

    Raises:
        ParameterError: listing every problem at once.
    """
    refuse("stochastic_block", n, {"mean_degree": mean_degree, "within": within, "blocks": blocks})
    size = sizes(blocks, n)
    count = np.array(list(size.values()), np.int64)
    first = np.cumsum(count) - count
    h = homophily(size, within)
    sources, targets = [], []
    for one in range(len(count)):
        for other in range(one, len(count)):
            called = one * len(count) + other
            if one == other:
                friends = mean_degree * (count[one] / n + (1.0 - count[one] / n) * h)
                chance = friends / (count[one] - 1) if count[one] > 1 else 0.0
                pair = _chosen(seed, called, int(count[one]) * (int(count[one]) - 1) // 2, chance)
                high = _row(pair)
                low = pair - high * (high - 1) // 2
            else:
                pair = _chosen(seed, called, int(count[one]) * int(count[other]), mean_degree * (1.0 - h) / n)
                low, high = pair // count[other], pair % count[other]
            sources.append(first[one] + low)
            targets.append(first[other] + high)
    made = _friendships(n, np.concatenate(sources), np.concatenate(targets))
    block = np.repeat(np.arange(len(count), dtype=np.int64), count)
    return Network(made.start, made.to, made.weight, block=block, block_names=tuple(size))


def _friendships(n: int, source: Whole, target: Whole) -> Network:
    """Return the network in which both ends of every link hear each other."""
    return Network(*compressed(n, np.concatenate([source, target]), np.concatenate([target, source])))


def _pair(one: Whole, other: Whole, n: int) -> Whole:
    """Return one number for each pair of nodes, whichever comes first."""
    return np.minimum(one, other) * n + np.maximum(one, other)


def _first(values: Whole) -> NDArray[np.bool_]:
    """Tell of each value whether it is the first of its kind."""
    found = np.zeros(len(values), bool)
    found[np.unique(values, return_index=True)[1]] = True
    return found


def _attach(n: int, m: int, seed_low: int, seed_high: int, ends: Whole) -> None:
    """Fill in both ends of every link, one after the other; whoever stands in ``ends`` k times has k friends."""
    taken = np.zeros(n, np.int64)  # the latest newcomer who befriended each node; no newcomer is 0
    for leaf in range(1, m + 1):
        ends[2 * leaf - 2] = 0
        ends[2 * leaf - 1] = leaf
    for newcomer in range(m + 1, n):
        before = 2 * m * (newcomer - m)
        made = 0
        step = 0
        while made < m:
            w = philox(Words(newcomer, step, ATTACHING, seed_high), seed_low, 0)
            for half in range(2):
                where = fraction(w.w0, w.w1) if half == 0 else fraction(w.w2, w.w3)
                friend = ends[int(where * before)]
                if made < m and taken[friend] != newcomer:
                    taken[friend] = newcomer
                    ends[before + 2 * made] = newcomer
                    ends[before + 2 * made + 1] = friend
                    made += 1
            step += 1


@functools.cache
def _compiled_attach() -> Any:
    """Return ``_attach``, compiled: the same draws and the same links."""
    return numba_ready().njit(nogil=True, error_model="numpy", cache=can_cache())(_attach)


def _chosen(seed: int, called: int, pairs: int, chance: float) -> Whole:
    """Return which of ``pairs`` pairs are linked, each with the same ``chance``, ascending; ``called``: the blocks."""
    if pairs == 0 or chance <= 0.0:
        return np.empty(0, np.int64)
    if chance >= 1.0:
        return np.arange(pairs, dtype=np.int64)
    found: list[Whole] = []
    last, drawn = -1, 0
    while last < pairs:
        expected = (pairs - 1 - last) * chance
        more = int(expected + 4.0 * np.sqrt(expected)) // 2 + 8
        u = fractions(seed, JOINING, np.arange(drawn, drawn + more, dtype=np.int64), called)
        gap = np.minimum(np.log(np.stack(u, axis=1).ravel()) / np.log1p(-chance), float(pairs)).astype(np.int64)
        place = last + np.cumsum(gap + 1)
        found.append(place)
        last, drawn = int(place[-1]), drawn + more
    every = np.concatenate(found)
    return every[: np.searchsorted(every, pairs)]


def _row(pair: Whole) -> Whole:
    """Return the row of each place in a triangle whose row k holds k places; the root is exact enough to 10**8 rows."""
    return np.asarray((1.0 + np.sqrt(1.0 + 8.0 * pair)) / 2.0).astype(np.int64)
