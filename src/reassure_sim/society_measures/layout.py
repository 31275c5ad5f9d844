"""Where to draw each couple, so that friends are near each other and no two couples share a place.

Up to ``FEW`` couples are pulled into place by their friendships. Beyond, a picture of springs is a ball of wool: the
communities are drawn as discs, as large as they have members, pushed apart until none overlaps, and within a disc the
couples take the places of a sunflower's seeds (Vogel 1979, doi:10.1016/0025-5564(79)90080-4), friends near each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..networks import Network
from .neighbours import Ints, friendships

if TYPE_CHECKING:
    import networkx as nx

Places = NDArray[np.float64]

FEW = 200
"""Couples up to which springs make a readable picture."""

MANY = 10_000
"""Nodes up to which communities are looked for where none are given."""

DISCS = 150
"""Communities that are told apart at most."""

_SEED = 7  # of the libraries' own generators: every picture of a network is the same picture
_GOLDEN = np.pi * (3.0 - np.sqrt(5.0))
_SMOOTHINGS = 60
_GAP = 1.12  # room around a disc


def layout(network: Network) -> Places:
    """Return places (n, 2) in [-1, 1], the same each time; the cost is linear in links beyond ``MANY`` nodes."""
    n = network.n
    if n < 3:
        return np.array([[-0.5, 0.0], [0.5, 0.0]])[:n] if n == 2 else np.zeros((n, 2))
    return _fitted(_springs(network) if n <= FEW else _discs(network, communities(network)))


def communities(network: Network) -> Ints:
    """Return the community (n,) of each node, from 0: the network's own, else those of Louvain's method (Blondel et al.
    2008, doi:10.1088/1742-5468/2008/10/P10008), else, beyond ``MANY`` nodes, one for all. Beyond ``DISCS`` communities
    the smallest are one."""
    import networkx as nx  # imported when needed: a run does not ask

    if network.block is not None:
        found = np.unique(network.block, return_inverse=True)[1].astype(np.int64)
    else:
        found = np.zeros(network.n, np.int64)
        if network.n <= MANY:
            for place, members in enumerate(nx.community.louvain_communities(_graph(network), seed=_SEED)):
                found[list(members)] = place
    size = np.bincount(found)
    rank = np.empty(len(size), np.int64)
    rank[np.argsort(-size, kind="stable")] = np.arange(len(size))
    return np.minimum(rank[found], DISCS)


def _graph(network: Network) -> nx.Graph:
    import networkx as nx  # imported when needed: a run does not ask

    graph = nx.Graph()
    graph.add_nodes_from(range(network.n))
    graph.add_edges_from(zip(*(ends.tolist() for ends in friendships(network)), strict=True))
    return graph


def _springs(network: Network) -> Places:
    """Return places found by springs, parts of the network without friends in the others side by side."""
    import networkx as nx  # imported when needed: a run does not ask

    graph = _graph(network)
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    label, found = np.empty(network.n, np.int64), np.zeros((network.n, 2))
    for place, part in enumerate(parts):
        members = sorted(part)
        label[members] = place
        if len(members) > 1:
            start = nx.circular_layout(members) if len(members) < 5 else nx.spectral_layout(graph.subgraph(members))
            at = nx.spring_layout(graph.subgraph(members), pos=start, seed=_SEED, iterations=200)
            found[members] = _fitted(np.array([at[node] for node in members])) * np.sqrt(len(members))
    centre = _packed(np.array([np.sqrt(len(part)) for part in parts]), np.zeros((len(parts), len(parts))))
    return found + centre[label]


def _discs(network: Network, community: Ints) -> Places:
    """Return each community as a disc of couples, discs with many friendships between them near each other."""
    count = int(community.max()) + 1
    one, other = friendships(network)
    size = np.bincount(community, minlength=count)
    between = np.zeros((count, count))
    np.add.at(between, (community[one], community[other]), 1.0)
    centre = _packed(np.sqrt(size), between + between.T)
    inside = community[one] == community[other]
    angle, radius = _sunflower(one[inside], other[inside], community)
    return np.asarray(centre[community] + radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))


def _sunflower(one: Ints, other: Ints, community: Ints) -> tuple[Places, Places]:
    """Return angle and radius (n,) of everybody in the own community's disc, whose radius is the root of its size.

    Two numbers of each couple are averaged over friends again and again (the slow directions of a walk among friends,
    begun from the order of the couples, which for rings and blocks already is a map); seeds are then given away from
    the middle outwards, ring by ring, in the order of the angle.
    """
    n = len(community)
    size = np.bincount(community)
    first = np.concatenate([[0], np.cumsum(size)])[community]
    order = np.argsort(community, kind="stable")
    turn = np.empty(n)
    turn[order] = np.arange(n) - first[order]
    turn *= 2.0 * np.pi / size[community]
    ones = np.ones(2 * len(one))
    walk = sparse.csr_array((ones, (np.r_[one, other], np.r_[other, one])), shape=(n, n)) + sparse.eye_array(n)
    walk = sparse.diags_array(1.0 / walk.sum(axis=1)) @ walk
    at = np.column_stack([np.cos(turn), np.sin(turn)])
    for _ in range(_SMOOTHINGS):
        at = walk @ at
        for axis in (0, 1):
            at[:, axis] -= (np.bincount(community, at[:, axis]) / size)[community]
            at[:, axis] /= np.sqrt(np.bincount(community, at[:, axis] ** 2) / size + 1e-300)[community]
    out = np.lexsort((np.hypot(*at.T), community))  # by community, then from the middle outwards
    seed = np.empty(n, np.int64)
    seed[out] = np.arange(n) - first[out]
    ring = np.floor(np.sqrt(seed / 3.0)).astype(np.int64)  # seeds of about equal radius
    angle_of_seed = (seed * _GOLDEN) % (2.0 * np.pi)
    wanted = np.arctan2(at[:, 1], at[:, 0]) % (2.0 * np.pi)
    people, seeds = np.lexsort((wanted, ring, community)), np.lexsort((angle_of_seed, ring, community))
    angle, radius = np.empty(n), np.empty(n)
    angle[people], radius[people] = angle_of_seed[seeds], np.sqrt(seed[seeds] + 0.5)
    return angle, radius


def _packed(radius: Places, between: Places) -> Places:
    """Return centres (k, 2) of discs that do not overlap, those with many friendships ``between`` them near."""
    import networkx as nx  # imported when needed: a run does not ask

    k = len(radius)
    if k == 1:
        return np.zeros((1, 2))
    tie = between / np.outer(radius, radius) ** 2  # friendships per pair of couples
    np.fill_diagonal(tie, 0.0)
    if tie.any():
        spring = nx.spring_layout(nx.from_numpy_array(tie / tie.max()), seed=_SEED, iterations=300)
        at = np.array([spring[i] for i in range(k)]) * np.sqrt(2.0 * np.sum(radius**2))
    else:
        turn = np.arange(k) * _GOLDEN
        at = np.sqrt(np.cumsum(radius**2))[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    need = _GAP * (radius[:, None] + radius[None, :])
    np.fill_diagonal(need, 0.0)
    weight = radius**2 / np.sum(radius**2)
    for lap in range(600):  # pulled to the middle while that is easy, pushed apart to the end
        if lap < 400:
            at = at * 0.985
        step = at[:, None, :] - at[None, :, :]
        far = np.sqrt((step**2).sum(axis=2)) + 1e-9
        push = np.maximum(need - far, 0.0) / far
        if lap >= 400 and push.max() < 1e-6:
            break
        share = radius[None, :] ** 2 / (radius[:, None] ** 2 + radius[None, :] ** 2)
        at = at + 0.5 * (step * (push * share)[:, :, None]).sum(axis=1)
    return np.asarray(at - weight @ at)


def _fitted(at: Places) -> Places:
    """Return places moved and scaled into [-1, 1]."""
    low, high = at.min(axis=0), at.max(axis=0)
    return np.asarray((at - 0.5 * (low + high)) / (0.5 * max(float(np.max(high - low)), 1e-300)))
