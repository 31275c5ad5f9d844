"""Who stands beside whom: a network's links as a matrix and as pairs, and the network whose nodes are the couples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..networks import Network
from ..networks.links import compressed

Ints = NDArray[np.int64]


def hearing(network: Network) -> sparse.csr_array:
    """Return the (n, n) matrix of weights: row i holds whom i hears."""
    return sparse.csr_array((network.weight, network.to, network.start), shape=(network.n, network.n))


def friendships(network: Network) -> tuple[Ints, Ints]:
    """Return every pair of nodes of which one hears the other, once, the lesser node first, in ascending order."""
    source = network.source
    pair = np.sort(np.minimum(source, network.to) * network.n + np.maximum(source, network.to))
    pair = pair[np.diff(pair, prepend=-1) != 0]
    first, second = np.divmod(pair, max(network.n, 1))
    return first, second


def couples_network(network: Network, node: Ints, couples: int) -> Network:
    """Return who hears whom among couples: a couple's friends are the couples of either partner's friends.

    ``node`` (people,) is each person's node, partners a and b of couple i at places 2i and 2i+1; singles drop out.
    The weights of several links between two couples are added. A couple is named after its node, or after both
    partners' nodes, and belongs to partner a's community.
    """
    a, b = node[0 : 2 * couples : 2], node[1 : 2 * couples : 2]
    if network.n == couples and np.array_equal(a, b) and np.array_equal(a, np.arange(couples)):
        return network
    row = np.repeat(np.arange(couples), 2)
    members = sparse.csr_array((np.ones(2 * couples), (row, node[: 2 * couples])), shape=(couples, network.n))
    members.data[:] = 1.0  # partners of one node are there once
    found = (members @ hearing(network) @ members.T).tocoo()
    other = found.row != found.col
    ends = found.row[other].astype(np.int64), found.col[other].astype(np.int64)
    names = None
    if network.names is not None:
        names = np.empty(couples, object)
        both = zip(network.names[a], network.names[b], strict=True)
        names[:] = [one if one == other else f"{one} & {other}" for one, other in both]
    block = None if network.block is None else network.block[a]
    return Network(*compressed(couples, *ends, found.data[other]), names, block, network.block_names)
