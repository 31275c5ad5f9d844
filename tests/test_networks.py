"""Networks: what the generators promise, and what a network can do."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from friendships import graphs, links, names, paths, same, sentence
from reassure_sim.networks import Network, barabasi_albert, homophily, stochastic_block, watts_strogatz
from reassure_sim.networks.chance import REWIRING, fractions
from reassure_sim.networks.generated import _attach, _compiled_attach, _row
from reassure_sim.networks.ranges import sizes


# -- generated -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("made", "friendships"),
    [
        (watts_strogatz(3, 2, 1.0, 1), 3),
        (watts_strogatz(11, 10, 1.0, 1), 55),
        (watts_strogatz(3000, 10, 0.3, 2**63), 15_000),
        (watts_strogatz(40, 30, 1.0, 5), 600),
        (barabasi_albert(3, 2, 1), 2),
        (barabasi_albert(40, 30, 1), 15 * 25),
        (barabasi_albert(3000, 10, 2**63), 5 * 2995),
    ],
)
def test_friendships_are_exactly_as_many_as_promised_each_once_and_both_ways(made: Network, friendships: int) -> None:
    assert made.edges == len(links(made)) == 2 * friendships
    assert not np.any(made.source == made.to) and made.is_symmetric()
    assert all(np.all(np.diff(made.friends(i)) > 0) for i in range(made.n))
    assert made.degree().sum() == made.edges


def test_a_ring_without_rewiring_is_that_of_networkx() -> None:
    for n, degree in ((3, 2), (10, 4), (11, 10), (50, 6)):
        assert links(watts_strogatz(n, degree, 0.0, 1)) == links(Network.of(nx.watts_strogatz_graph(n, degree, 0.0)))


def test_clustering_falls_with_rewiring_as_theory_and_networkx_say() -> None:
    n, degree = 3000, 10
    ring = 3 * (degree - 2) / (4 * (degree - 1))  # Watts & Strogatz 1998; times (1-p)^3: Barrat & Weigt 2000
    found = []
    for rewiring in (0.0, 0.1, 0.3, 0.6):
        made = nx.average_clustering(watts_strogatz(n, degree, rewiring, 4).to_networkx())
        theirs = nx.average_clustering(nx.watts_strogatz_graph(n, degree, rewiring, seed=4))
        assert made == pytest.approx(theirs, abs=0.015), rewiring
        assert made == pytest.approx(ring * (1 - rewiring) ** 3, abs=0.02), rewiring
        found.append(made)
    assert found == sorted(found, reverse=True)


def test_far_ends_are_as_many_as_asked_for_and_fall_anywhere() -> None:
    n, degree, rewiring = 20_000, 10, 0.2
    made = watts_strogatz(n, degree, rewiring, 9)
    apart = np.abs(made.to - made.source)
    far = np.minimum(apart, n - apart) > degree // 2
    assert far.mean() == pytest.approx(rewiring, abs=0.01)
    distance = np.minimum(apart, n - apart)[far] / (n / 2)
    assert distance.mean() == pytest.approx(0.5, abs=0.01) and distance.std() == pytest.approx(12**-0.5, abs=0.01)


def test_preferential_attachment_has_the_tail_of_theory_and_networkx() -> None:
    n, m = 20_000, 5
    made = barabasi_albert(n, 2 * m, 3).degree()
    theirs = np.array([degree for _, degree in nx.barabasi_albert_graph(n, m, seed=3).degree()])
    for k in (6, 10, 20, 40, 80):  # P(degree >= k): Dorogovtsev, Mendes & Samukhin 2000
        theory = m * (m + 1) / (k * (k + 1))
        error = 5 * np.sqrt(theory / n)
        assert np.mean(made >= k) == pytest.approx(theory, abs=error), k
        assert np.mean(made >= k) == pytest.approx(np.mean(theirs >= k), abs=error * np.sqrt(2)), k
    tail = made[made >= 20]
    assert 1 + len(tail) / np.log(tail / 19.5).sum() == pytest.approx(3.0, abs=0.35)  # exponent, by its likelihood
    assert made.min() == m and made.max() > 20 * m


def test_attachment_compiled_and_interpreted_gives_the_same_links() -> None:
    for n, m, seed in ((3, 1, 0), (40, 30, 9), (600, 5, 2**64 - 1)):
        found = []
        for attach in (_attach, _compiled_attach()):
            ends = np.empty(2 * m * (n - m), np.int64)
            attach(n, m, seed & 0xFFFFFFFF, seed >> 32, ends)
            found.append(ends)
        assert np.array_equal(*found)


@pytest.mark.parametrize(
    ("blocks", "within"),
    [
        ({"expressive": 0.5, "reserved": 0.5}, 0.8),
        ({"small": 0.1, "large": 0.9}, 0.95),
        ({"a": 0.2, "b": 0.3, "c": 0.5}, 0.38),  # random mixing
        ({"one": 10_000, "two": 10_000}, 0.1),
    ],
)
def test_blocks_have_the_degree_and_the_links_within_that_were_asked_for(blocks: Any, within: float) -> None:
    n, degree = 20_000, 10
    made = stochastic_block(n, blocks, degree, within, 5)
    assert made.block is not None and made.block_names == tuple(blocks) and np.all(np.diff(made.block) >= 0)
    assert len(links(made)) == made.edges and made.is_symmetric() and not np.any(made.source == made.to)
    stays = made.block[made.source] == made.block[made.to]
    assert stays.mean() == pytest.approx(within, abs=0.01)
    h = homophily(sizes(blocks, n), within)
    for k in range(len(blocks)):
        mine = made.block == k
        share = mine.mean()
        assert made.degree()[mine].mean() == pytest.approx(degree, abs=5 * np.sqrt(2 * degree / mine.sum()))
        own = share + (1 - share) * h
        assert stays[mine[made.source]].mean() == pytest.approx(own, abs=5 * np.sqrt(own / mine.sum() / degree) + 1e-9)
    assert made.degree().var() == pytest.approx(degree, rel=0.1)  # each pair on its own: Poisson


def test_random_mixing_has_no_homophily_and_equal_blocks_keep_the_share_itself() -> None:
    assert homophily({"a": 30, "b": 70}, 0.3**2 + 0.7**2) == pytest.approx(0.0)
    h = homophily({"a": 50, "b": 50}, 0.8)
    assert 0.5 + 0.5 * h == pytest.approx(0.8)


def test_blocks_get_their_shares_and_the_largest_remainders_are_rounded_up() -> None:
    assert sizes({"a": 0.18, "b": 0.82}, 10) == {"a": 2, "b": 8}
    assert sizes({"a": 0.333333, "b": 0.333333, "c": 0.333333}, 100) == {"a": 34, "b": 33, "c": 33}
    assert sizes({"a": 3, "b": 7}, 10) == {"a": 3, "b": 7} and sizes({"all": 1}, 5) == {"all": 5}


def test_every_pair_of_a_block_can_be_linked_and_none_twice() -> None:
    full = stochastic_block(10, {"a": 5, "b": 5}, 4.0, 1.0, 1)
    assert links(full) == {(i, j) for i in range(10) for j in range(10) if i != j and (i < 5) == (j < 5)}
    pair = np.arange(5050)
    row = _row(pair)
    assert len(set(zip(row, pair - row * (row - 1) // 2, strict=True))) == 5050
    assert np.all((pair - row * (row - 1) // 2 < row) & (pair >= row * (row - 1) // 2)) and row.max() == 100
    last = np.arange(10**7 - 1000, 10**7)  # rows of the largest network
    assert np.array_equal(_row(last * (last - 1) // 2), last)
    assert np.array_equal(_row(last * (last - 1) // 2 - 1), last - 1)


def test_the_same_seed_gives_the_same_network_for_ever() -> None:
    assert watts_strogatz(500, 6, 0.2, 7).fingerprint() == "f0858a73df22cc51"
    assert barabasi_albert(500, 6, 7).fingerprint() == "377e804b641a02a2"
    assert stochastic_block(500, {"a": 0.3, "b": 0.7}, 6, 0.8, 7).fingerprint() == "4e727febd278a4dc"
    assert len({watts_strogatz(500, 6, 0.2, seed).fingerprint() for seed in (0, 1, 2**32, 2**64 - 1)}) == 4


def test_a_draw_hangs_on_its_name_only() -> None:
    every = np.arange(100_000)
    all_at_once, _ = fractions(7, REWIRING, every, 3)
    some, _ = fractions(7, REWIRING, every[::1000], 3)
    assert np.array_equal(all_at_once[::1000], some) and all_at_once.min() > 0 and all_at_once.max() < 1
    assert all_at_once.mean() == pytest.approx(0.5, abs=0.005)


@pytest.mark.parametrize(
    ("build", "wrong"),
    [
        (lambda: watts_strogatz(0, 3, 1.5, 1), ["network.n", "network.mean_degree", "network.rewiring"]),
        (lambda: watts_strogatz(10, 10, 0.1, 1), ["network.mean_degree"]),
        (lambda: watts_strogatz(10_000_000, 1000, 0.1, 1), ["network.mean_degree"]),
        (lambda: barabasi_albert(10, 2.0, 1), ["network.mean_degree"]),  # type: ignore[arg-type]
        (lambda: stochastic_block(10, {"a": 0.5, "b": 0.4}, 3, 2.0, 1), ["network.within", "network.blocks"]),
        (lambda: stochastic_block(10, {"a": 3, "b": 4}, 3, 0.5, 1), ["network.blocks"]),
        (lambda: stochastic_block(10, {"a": 0.2, "b": 0.8}, 8, 1.0, 1), ["network.blocks.a", "network.blocks.b"]),
        (lambda: stochastic_block(100, {"a": 0.1, "b": 0.9}, 8, 0.0, 1), ["network.within"]),
        (lambda: stochastic_block(100, {"a": 1.0}, 8, 0.5, 1), ["network.within"]),
        (lambda: stochastic_block(100, {"a": 0.5, "b": 0.5}, -1, 0.5, 1), ["network.mean_degree"]),
        (lambda: stochastic_block(10, {"a": 0.5, "b": 0.5}, 8, 0.1, 1), ["network.mean_degree"]),
        (lambda: stochastic_block(1000, {f"b{i}": 0.005 for i in range(200)}, 8, 0.5, 1), ["network.blocks"]),
        (lambda: stochastic_block(10, {}, float("nan"), 0.5, 1), ["network.mean_degree", "network.blocks"]),
    ],
)
def test_networks_that_cannot_be_are_refused_with_every_reason(build: Any, wrong: list[str]) -> None:
    assert paths(build) == wrong


# -- the network itself --------------------------------------------------------------------------
@given(graphs())
def test_a_graph_survives_the_way_in_and_out(graph: Any) -> None:
    network = Network.of(graph)
    assert network.n == len(graph) and network.edges == graph.number_of_edges() * (1 if graph.is_directed() else 2)
    numbered = set(graph.nodes) == set(range(len(graph)))
    order = sorted(graph.nodes) if numbered else list(graph.nodes)
    for i, label in enumerate(order):
        assert {order[j] for j in network.friends(i)} == set(graph[label])
        assert network.degree()[i] == pytest.approx(sum(own.get("weight", 1.0) for own in graph[label].values()))
    assert network.is_symmetric() or graph.is_directed()
    assert same(Network.of(network.to_networkx()), network)


def test_weights_blocks_and_names_come_along() -> None:
    graph = nx.Graph([("Kim", "Lee", {"weight": 2.0}), ("Lee", "Max")])
    graph.add_node("alone")
    nx.set_node_attributes(graph, {"Kim": "north", "Lee": "south", "Max": "north", "alone": "south"}, "block")
    network = Network.of(graph)
    assert names(network) == ["Kim", "Lee", "Max", "alone"] and network.block_names == ("north", "south")
    assert network.block is not None and network.block.tolist() == [0, 1, 0, 1]
    assert network.degree().tolist() == [2.0, 3.0, 1.0, 0.0]
    out = network.to_networkx()
    assert out.nodes[1] == {"name": "Lee", "block": "south"} and out.edges[0, 1] == {"weight": 2.0}
    one_way = Network.of(nx.DiGraph([(0, 1), (0, 2), (2, 0)]))
    assert links(one_way) == {(0, 1), (0, 2), (2, 0)} and one_way.to_networkx().is_directed()


def test_relabelling_moves_names_and_blocks_with_their_nodes() -> None:
    network = stochastic_block(60, {"a": 0.4, "b": 0.6}, 5, 0.8, 3)
    order = np.random.default_rng(1).permutation(60)
    moved = network.permuted(order)
    assert {(int(order[i]), int(order[j])) for i, j in links(moved)} == links(network)
    assert moved.block is not None and np.array_equal(moved.block, network.block[order])  # type: ignore[index]
    assert same(moved.permuted(np.argsort(order)), network)
    named = Network.of(nx.Graph([("Kim", "Lee"), ("Lee", "Max")])).permuted(np.array([2, 0, 1]))
    assert names(named) == ["Max", "Kim", "Lee"] and links(named) == {(0, 2), (2, 0), (1, 2), (2, 1)}
    assert paths(lambda: network.permuted(np.zeros(60, np.int64))) == ["order"]


def test_shuffling_keeps_the_topology_and_nothing_else() -> None:
    network = watts_strogatz(400, 8, 0.05, 3)
    other = network.shuffled(1)
    assert sorted(nx.triangles(other.to_networkx()).values()) == sorted(nx.triangles(network.to_networkx()).values())
    assert len(links(other) & links(network)) < 0.1 * network.edges
    assert repr(other) == "Network(n=400, edges=3200)"
    assert same(other, network.shuffled(1)) and not same(other, network.shuffled(2))


def test_a_fingerprint_tells_links_weights_and_blocks_apart() -> None:
    line = nx.path_graph(4)
    heavy, split = line.copy(), line.copy()
    heavy.edges[0, 1]["weight"] = 2.0
    nx.set_node_attributes(split, {0: "a", 1: "a", 2: "b", 3: "b"}, "block")
    found = {Network.of(graph).fingerprint() for graph in (line, heavy, split, nx.cycle_graph(4), line.to_directed())}
    assert len(found) == 4  # a line in both directions is the line
    assert all(len(digits) == 16 for digits in found)


HALF_IN_BLOCKS = nx.path_graph(4)
nx.set_node_attributes(HALF_IN_BLOCKS, {0: "x", 1: "x", 2: "y"}, "block")


@pytest.mark.parametrize(
    ("graph", "says"),
    [
        (nx.Graph(), "no nodes"),
        (nx.Graph([(1, 1)]), "edge (1, 1) links '1' to itself"),
        (nx.MultiGraph([("a", "b"), ("b", "a")]), "links 'a' and 'b' once more"),
        (nx.MultiDiGraph([("a", "b"), ("a", "b")]), "once more"),
        (nx.Graph([(1, 2, {"weight": 0})]), "has the weight 0.0"),
        (nx.Graph([(1, 2, {"weight": float("nan")})]), "has the weight nan"),
        (nx.Graph([(1, 2, {"weight": "heavy"})]), "has the weight 'heavy'"),
        ([(1, 2)], "allowed is a networkx Graph"),
        (HALF_IN_BLOCKS, "node 3 has no block, others have"),
    ],
)
def test_graphs_that_are_no_friendships_are_refused(graph: Any, says: str) -> None:
    assert says in sentence(lambda: Network.of(graph))
