"""A network: who hears whom, as arrays that an engine can walk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..parameters import ParameterError, Problem, shown
from .chance import SHUFFLING, fractions
from .links import Links, Real, Whole, compressed, heard, weight_text, wrong


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """Friendships: node i hears the nodes ``to[start[i]:start[i + 1]]``, in ascending order.

    start: (n + 1,) int64. to: (edges,) int64. weight: (edges,) float64 above 0, how much each is heard; 1 where none
    was given. names: (n,) object, the nodes' names in their file, or ``None``. block: (n,) int64, the community of
    each node as a place in ``block_names``, or ``None``. A friendship that goes both ways stands twice.
    """

    start: Whole
    to: Whole
    weight: Real
    names: NDArray[np.object_] | None = None
    block: Whole | None = None
    block_names: tuple[str, ...] = ()

    @classmethod
    def joined(
        cls,
        n: int,
        links: Links,
        *,
        names: Sequence[str] | None = None,
        blocks: Sequence[object] | None = None,
        place: Callable[[int], str] = "link {}".format,
        path: str = "network",
    ) -> Network:
        """Return the network of n nodes with checked ``links``; ``blocks``: the label of each node's community.

        Raises:
            ParameterError: under ``path``; ``place`` says where a link was read.
        """
        sentence = wrong(links, (lambda i: names[i]) if names is not None else str, place)
        if sentence:
            raise ParameterError([Problem(path, sentence)])
        named = None
        if names is not None:
            named = np.empty(n, object)
            named[:] = names
        block, block_names = None, {}
        if blocks is not None:
            labels = [str(label) for label in blocks]
            block_names = {label: i for i, label in enumerate(dict.fromkeys(labels))}
            block = np.array([block_names[label] for label in labels], np.int64)
        return cls(*compressed(n, *heard(links)), named, block, tuple(block_names))

    @classmethod
    def of(cls, graph: Any) -> Network:
        """Return the network of a ``networkx`` graph; in a directed one, the source hears the target.

        Nodes stand in the graph's order, or by number where they are the numbers 0 to n - 1. Attributes that are read:
        ``weight`` of edges, ``block`` of nodes (any label; all nodes or none) and, of numbered nodes, ``name``.

        Raises:
            ParameterError: not a graph, no nodes, self-loops, parallel edges, wrong weights, or some blocks missing.
        """
        import networkx as nx

        if not isinstance(graph, nx.Graph):
            raise _refused(f"read {shown(graph)}, allowed is a networkx Graph or DiGraph")
        n = len(graph)
        if n == 0:
            raise _refused("the graph has no nodes")
        labels = list(graph.nodes)
        numbered = all(type(v) is int and 0 <= v < n for v in labels)
        labels = list(range(n)) if numbered else labels
        number = {label: i for i, label in enumerate(labels)}
        names: list[str] | None = None if numbered else [str(label) for label in labels]
        attributes = [graph.nodes[label] for label in labels]
        if numbered and all("name" in own for own in attributes):
            names = [str(own["name"]) for own in attributes]
        blocks = None
        if any("block" in own for own in attributes):
            lacking = [label for label, own in zip(labels, attributes, strict=True) if "block" not in own]
            if lacking:
                raise _refused(f"node {shown(lacking[0])} has no block, others have: give all nodes one, or none")
            blocks = [own["block"] for own in attributes]
        ends = list(graph.edges(data="weight", default=1.0))
        weight = np.ones(len(ends))
        for i, (source, target, w) in enumerate(ends):
            try:
                weight[i] = float(w)
            except (TypeError, ValueError, OverflowError):
                raise _refused(f"edge ({source!r}, {target!r}) has the weight {weight_text(w)}") from None
        links = Links(
            np.array([number[source] for source, _, _ in ends], np.int64),
            np.array([number[target] for _, target, _ in ends], np.int64),
            weight,
            np.full(len(ends), not graph.is_directed()),
        )
        place = lambda i: f"edge ({ends[i][0]!r}, {ends[i][1]!r})"  # noqa: E731
        return cls.joined(n, links, names=names, blocks=blocks, place=place)

    @property
    def n(self) -> int:
        """Number of nodes."""
        return len(self.start) - 1

    @property
    def edges(self) -> int:
        """Number of links of hearing: a friendship that goes both ways counts twice."""
        return len(self.to)

    @property
    def source(self) -> Whole:
        """Return who hears, for each link, (edges,) int64."""
        return np.repeat(np.arange(self.n, dtype=np.int64), np.diff(self.start))

    def degree(self) -> Real:
        """Return how much each node hears: the sum of its weights, (n,)."""
        found: Real = np.bincount(self.source, self.weight, minlength=self.n).astype(np.float64)
        return found

    def friends(self, node: int) -> Whole:
        """Return whom a node hears, ascending (a view of ``to``)."""
        return self.to[self.start[node] : self.start[node + 1]]

    def is_symmetric(self) -> bool:
        """Tell whether everyone is heard by those they hear, as much."""
        from scipy import sparse  # imported when needed: a run does not ask

        matrix = sparse.csr_array((self.weight, self.to, self.start), shape=(self.n, self.n))
        return bool((matrix != matrix.T).nnz == 0)

    def fingerprint(self) -> str:
        """Return 16 hex digits that tell this network from others: links, weights and blocks, not the nodes' names."""
        digest = hashlib.blake2b(digest_size=8)
        for values in (self.start, self.to, self.weight, np.empty(0) if self.block is None else self.block):
            digest.update(np.int64(len(values)).tobytes() + values.astype(values.dtype.newbyteorder("<")).tobytes())
        digest.update("\0".join(self.block_names).encode())
        return digest.hexdigest()

    def permuted(self, order: Whole) -> Network:
        """Return the same graph with other numbers: node ``order[i]`` is i now; names and blocks go with their nodes.

        Raises:
            ParameterError: ``order`` does not hold each of 0 to n - 1 once.
        """
        order = np.asarray(order)
        if order.shape != (self.n,) or not np.array_equal(np.sort(order), np.arange(self.n)):
            raise ParameterError([Problem("order", f"read {shown(order)}, allowed is each of 0 to {self.n - 1}, once")])
        now = np.empty(self.n, np.int64)
        now[order] = np.arange(self.n)
        return Network(
            *compressed(self.n, now[self.source], now[self.to], self.weight),
            None if self.names is None else self.names[order],
            None if self.block is None else self.block[order],
            self.block_names,
        )

    def shuffled(self, seed: int) -> Network:
        """Return the same graph with its nodes' numbers shuffled: other couples at each place, a null for whatever
        friends have in common. ``seed`` in [0, 2**64)."""
        by, _ = fractions(seed, SHUFFLING, np.arange(self.n, dtype=np.int64))
        return self.permuted(np.argsort(by, kind="stable"))

    def to_networkx(self) -> Any:
        """Return a ``networkx`` graph, undirected if the network is symmetric: nodes 0 to n - 1 with the attributes
        ``name`` and ``block``, edges with ``weight``, where there are any."""
        import networkx as nx

        graph = nx.Graph() if self.is_symmetric() else nx.DiGraph()
        graph.add_nodes_from(range(self.n))
        ends = zip(self.source.tolist(), self.to.tolist(), strict=True)
        if np.all(self.weight == 1.0):
            graph.add_edges_from(ends)
        else:
            graph.add_weighted_edges_from((i, j, w) for (i, j), w in zip(ends, self.weight.tolist(), strict=True))
        if self.names is not None:
            nx.set_node_attributes(graph, dict(enumerate(self.names)), "name")
        if self.block is not None:
            nx.set_node_attributes(graph, {i: self.block_names[k] for i, k in enumerate(self.block)}, "block")
        return graph

    def __repr__(self) -> str:
        blocks = f", blocks={list(self.block_names)}" if self.block is not None else ""
        return f"Network(n={self.n}, edges={self.edges}{blocks})"


def _refused(sentence: str) -> ParameterError:
    return ParameterError([Problem("network", sentence)])
