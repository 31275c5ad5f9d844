"""What tests of networks share: how to look at one, and graphs of any shape."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import strategies as st

from reassure_sim.networks import Network
from reassure_sim.parameters import ParameterError


def links(network: Network) -> set[tuple[int, int]]:
    return set(zip(network.source.tolist(), network.to.tolist(), strict=True))


def same(one: Network, other: Network) -> bool:
    return one.fingerprint() == other.fingerprint() and names(one) == names(other)


def names(network: Network) -> list[str] | None:
    return None if network.names is None else list(network.names)


def sentence(value: Any) -> str:
    with pytest.raises(ParameterError) as caught:
        value()
    assert len(caught.value.problems) == 1, caught.value
    return str(caught.value)


def paths(value: Any) -> list[str]:
    with pytest.raises(ParameterError) as caught:
        value()
    return [problem.path for problem in caught.value.problems]


LABELS = st.one_of(st.integers(-5, 30), st.text(max_size=4))


@st.composite
def graphs(draw: Any) -> Any:
    graph = nx.DiGraph() if draw(st.booleans()) else nx.Graph()
    nodes = draw(st.lists(LABELS, min_size=1, max_size=9, unique=True))
    graph.add_nodes_from(nodes)
    pairs = draw(st.lists(st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)), max_size=15))
    weight = st.floats(1e-3, 1e3) if draw(st.booleans()) else st.just(1.0)
    graph.add_weighted_edges_from([(i, j, draw(weight)) for i, j in pairs if i != j])
    if draw(st.booleans()):
        nx.set_node_attributes(graph, {node: draw(st.sampled_from(["x", "y", 3])) for node in nodes}, "block")
    return graph
