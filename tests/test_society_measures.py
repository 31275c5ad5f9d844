"""What is measured of a society equals counts by hand, networkx, and chance where there is only chance."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from reassure_sim.measures import REGIMES
from reassure_sim.networks import Network, barabasi_albert, read_network, stochastic_block, watts_strogatz
from reassure_sim.parameters import ParameterError
from reassure_sim.rules import Public
from reassure_sim.society import APART, Snapshots
from reassure_sim.society_measures import (
    SOCIETY_COLUMNS,
    UNREACHED,
    assortativity,
    cascades,
    clustering,
    communities,
    couples_network,
    distances,
    friendships,
    graph,
    layout,
    like_degree,
    norms_over_time,
    numeric_assortativity,
    polarisation,
    shares,
    society_row,
    spread,
    states,
    told,
    write_graphml,
)
from reassure_sim.society_measures.cascades import _beside
from reassure_sim.society_measures.neighbours import hearing

NAN = float("nan")


def random_graph(n: int, p: float, seed: int, directed: bool = False) -> Network:
    return Network.of(nx.gnp_random_graph(n, p, seed=seed, directed=directed))


def evening(regime: np.ndarray, nodes: int, seed: int = 0) -> np.ndarray:
    """Return what nodes show; of those with a couple that has parted, no relationship."""
    public = np.random.default_rng(seed).random((len(regime), nodes, len(Public._fields))).astype(np.float32)
    couples = min(regime.shape[1], nodes)
    together = (regime[:, :couples] != APART).astype(np.float32)
    public[:, :couples, Public._fields.index("partnered")] = together
    for field in ("shown", "satisfied"):
        public[:, :couples, Public._fields.index(field)] *= together
    return public


def society(network: Network, seed: int = 0, weeks: int = 6) -> tuple[np.ndarray, Snapshots, dict[str, np.ndarray]]:
    """Return (node, snapshots, runs) of couples on the nodes of a network: made up, not simulated."""
    rng, n = np.random.default_rng(seed), network.n
    day = 7 * np.arange(1, weeks + 1)
    parted = np.where(rng.random(n) < 0.3, rng.integers(0, day[-1], n), NAN)
    regime = rng.integers(0, len(REGIMES), (weeks, n)).astype(np.int8)
    regime[day[:, None] > parted] = APART
    runs = {"separation_day": parted, "satisfaction_a": rng.random(n), "satisfaction_b": rng.random(n)}
    return np.repeat(np.arange(n), 2), Snapshots(day, regime, evening(regime, n)), runs


# shares


def test_shares_count_couples_together_and_couples_parted() -> None:
    regime = np.array([[0, 0, 1, 2], [0, 2, APART, APART], [APART] * 4], np.int8)
    public = np.zeros((3, 4, len(Public._fields)), np.float32)
    public[..., Public._fields.index("partnered")] = regime != APART
    public[..., Public._fields.index("shown")] = 0.25 * (regime != APART)
    public[..., Public._fields.index("spare")] = [0.0, 0.5, 0.5, 1.0]
    table = shares(Snapshots(np.array([7, 14, 21]), regime, public))
    assert table["day"].tolist() == [7, 14, 21]
    np.testing.assert_array_equal(table["stability"], [0.5, 0.5, NAN])
    np.testing.assert_array_equal(table["escalation"], [0.25, 0.0, NAN])
    np.testing.assert_array_equal(table["exhaustion"], [0.25, 0.5, NAN])
    np.testing.assert_array_equal(table["parted"], [0.0, 0.5, 1.0])
    np.testing.assert_array_equal(table["distress"], [0.25, 0.25, NAN])
    np.testing.assert_array_equal(table["comfort"], [0.5, 0.5, 0.5])


# likeness of friends


@pytest.mark.parametrize("directed", [False, True])
def test_assortativity_is_that_of_networkx(directed: bool) -> None:
    for seed in range(5):
        network = random_graph(40, 0.1, seed, directed)
        rng = np.random.default_rng(seed)
        label, number = rng.integers(0, 3, 40), rng.integers(0, 9, 40)
        other = network.to_networkx()
        nx.set_node_attributes(other, dict(enumerate(label.tolist())), "label")
        nx.set_node_attributes(other, dict(enumerate(number.tolist())), "number")
        expected = nx.attribute_assortativity_coefficient(other, "label")
        assert assortativity(network, label) == pytest.approx(expected, abs=1e-12)
        expected = nx.numeric_assortativity_coefficient(other, "number")
        assert numeric_assortativity(network, number.astype(float)) == pytest.approx(expected, abs=1e-12)


def test_assortativity_is_1_within_camps_and_undefined_with_one_kind() -> None:
    camps = Network.of(nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(5)))
    label = np.repeat([0, 2], [4, 5])
    assert assortativity(camps, label) == 1.0
    assert numeric_assortativity(camps, 0.1 * label) == pytest.approx(1.0, abs=1e-12)
    assert np.isnan(assortativity(camps, np.ones(9)))
    assert np.isnan(numeric_assortativity(camps, np.full(9, 0.3)))
    assert np.isnan(assortativity(Network.of(nx.empty_graph(3)), np.arange(3)))
    pair = Network.of(nx.complete_bipartite_graph(3, 3))
    assert assortativity(pair, np.repeat([0, 1], 3)) == -1.0


def test_those_left_out_leave_the_assortativity_of_the_rest() -> None:
    network, rng = random_graph(60, 0.15, 3), np.random.default_rng(3)
    label, kept = rng.integers(0, 3, 60), rng.random(60) < 0.6
    rest = network.to_networkx().subgraph(np.flatnonzero(kept).tolist()).copy()
    nx.set_node_attributes(rest, {i: int(label[i]) for i in rest}, "label")
    expected = nx.attribute_assortativity_coefficient(rest, "label")
    assert assortativity(network, label, kept) == pytest.approx(expected, abs=1e-12)
    nx.set_node_attributes(rest, {i: int(label[i]) for i in rest}, "number")
    number = np.where(kept, label, NAN)
    expected = nx.numeric_assortativity_coefficient(rest, "number")
    assert numeric_assortativity(network, number) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("at_once", [1 << 22, 7])
def test_clustering_is_that_of_networkx(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["reassure_sim.society_measures.clustering"], "_AT_ONCE", at_once)
    graphs = [
        nx.watts_strogatz_graph(80, 6, 0.1, seed=1),
        nx.barabasi_albert_graph(80, 3, seed=1),
        nx.star_graph(9),
        nx.complete_graph(6),
        nx.empty_graph(4),
        nx.gnp_random_graph(30, 0.1, seed=2),
    ]
    for each in graphs:
        assert clustering(Network.of(each)) == pytest.approx(nx.average_clustering(each), abs=1e-12)
    one_way = nx.gnp_random_graph(30, 0.1, seed=2, directed=True)
    assert clustering(Network.of(one_way)) == pytest.approx(nx.average_clustering(one_way.to_undirected()), abs=1e-12)


# couples out of persons


def test_the_friends_of_a_couple_are_those_of_either_partner() -> None:
    people = nx.Graph([("ann", "cy"), ("bo", "cy"), ("ann", "bo"), ("bo", "eve"), ("cy", "eve"), ("dot", "fay")])
    people.add_nodes_from(["gus"])
    network = Network.of(people)
    place = {name: i for i, name in enumerate(network.names)}
    node = np.array([place[name] for name in ("ann", "bo", "cy", "dot", "fay", "gus", "eve")])
    found = couples_network(network, node, 3)
    assert list(found.names) == ["ann & bo", "cy & dot", "fay & gus"]
    assert found.start.tolist() == [0, 1, 3, 4]
    assert found.to.tolist() == [1, 0, 2, 1]
    assert found.weight.tolist() == [2.0, 2.0, 1.0, 1.0]


def test_a_network_of_couples_is_its_own_and_singles_drop_out() -> None:
    network = watts_strogatz(20, 4, 0.2, 1)
    assert couples_network(network, np.repeat(np.arange(20), 2), 20) is network
    node = np.concatenate([np.repeat(np.arange(15), 2), np.arange(15, 20)])
    rest = couples_network(network, node, 15)
    expected = network.to_networkx().subgraph(range(15))
    assert set(rest.to_networkx().edges) == set(expected.edges)


# partings beside partings


def by_hand(network: Network, when: np.ndarray, days: int, window: int) -> tuple[int, int, int, int, list[int]]:
    """Count partings and couple-days day by day, and chains by networkx."""
    exposed = under = other = 0
    chain = nx.Graph()
    for i in range(network.n):
        parts = when[i] < days
        heard = [when[j] for j in network.friends(i)]
        for day in range(int(min(when[i], days - 1)) + 1):
            beside = any(1 <= day - d <= window for d in heard if d < days)
            under, other = under + beside, other + (not beside)
            exposed += parts and day == when[i] and beside
        if parts:
            chain.add_node(i)
            chain.add_edges_from((i, int(j)) for j in network.friends(i) if 1 <= when[i] - when[j] <= window)
    sizes = sorted((len(c) for c in nx.connected_components(chain)), reverse=True)
    return int((when < days).sum()), exposed, under, other, sizes


@pytest.mark.parametrize("directed", [False, True])
def test_exposed_partings_and_couple_days_are_those_counted_day_by_day(directed: bool) -> None:
    for seed in range(6):
        network, rng = random_graph(25, 0.15, seed, directed), np.random.default_rng(seed)
        when = np.where(rng.random(25) < 0.6, rng.integers(0, 40, 25), 40)
        found = _beside(hearing(network).T.tocsr(), when, 40, 9)
        assert (*found[:4], found.sizes.tolist()) == by_hand(network, when, 40, 9)


def test_a_chain_of_partings_is_a_cascade_and_ends_with_the_window() -> None:
    line = Network.of(nx.path_graph(6))
    found = cascades(line, np.array([10.0, 100.0, 190.0, 300.0, NAN, 12.0]), 365, seed=1, null=19)
    assert found.sizes.tolist() == [3, 1, 1]
    assert (found.partings, found.exposed, found.largest) == (5, 2, 3)
    # couple 0 is never exposed in its 11 days; 1 from day 11 to 100; 2 from 101 to 190; 3 from 191 to 280;
    # 4 from 301 on and from 13 to 102; 5 never, since 4 stays
    assert found.exposed_days == 90 + 90 + 90 + 64 + 90
    assert found.exposed_days + found.other_days == 11 + 101 + 191 + 301 + 365 + 13
    expected = (2 / found.exposed_days) / (3 / found.other_days)
    assert found.ratio == pytest.approx(expected, rel=1e-12)


def test_without_partings_nothing_is_claimed() -> None:
    found = cascades(watts_strogatz(30, 4, 0.1, 1), np.full(30, NAN), 365, seed=1, null=9)
    assert (found.partings, found.exposed, found.exposed_days, found.other_days) == (0, 0, 0, 30 * 365)
    assert (found.largest, len(found.sizes)) == (0, 0)
    assert np.isnan([found.ratio, found.p, found.null_mean]).all()


def test_partings_by_chance_are_no_cascade() -> None:
    """Of 40 societies whose couples part by chance alone, about one in twenty is below p = .05."""
    network = watts_strogatz(300, 6, 0.1, 5)
    p = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        parted = np.where(rng.random(300) < 0.25, rng.integers(0, 365, 300), NAN)
        p.append(cascades(network, parted, 365, seed, null=59).p)
    assert np.mean(np.array(p) <= 0.05) <= 0.125
    assert 0.4 < np.mean(p) < 0.6


def test_partings_that_make_partings_are_a_cascade() -> None:
    network, rng = watts_strogatz(300, 6, 0.05, 5), np.random.default_rng(2)
    parted = np.full(300, NAN)
    for day in range(365):
        recent = (~np.isnan(parted)) & (day - parted <= 90)
        beside = np.array([recent[network.friends(i)].any() for i in range(300)])
        parted[np.isnan(parted) & (rng.random(300) < np.where(beside, 0.004, 0.0004))] = day
    found = cascades(network, parted, 365, seed=1)
    assert found.ratio > found.null_high
    assert found.p == 1 / 201
    assert found.largest > found.largest_null_mean


def test_a_wave_in_time_is_no_cascade() -> None:
    """When all part in one month, couples are exposed just then; the shuffles know it."""
    network, found = watts_strogatz(300, 6, 0.1, 5), []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        parted = np.where(rng.random(300) < 0.5, 180 + rng.integers(0, 30, 300), NAN)
        found.append(cascades(network, parted, 365, seed, null=59))
    assert min(one.ratio for one in found) > 2.0
    assert 0.3 < np.mean([one.p for one in found]) < 0.7


def test_a_community_that_parts_more_is_no_cascade_within_it() -> None:
    network = stochastic_block(400, {"one": 0.5, "other": 0.5}, 8, 0.95, 3)
    chance = np.where(network.block == 0, 0.5, 0.05)
    within, everywhere = [], []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        parted = np.where(rng.random(400) < chance, rng.integers(0, 365, 400), NAN)
        within.append(cascades(network, parted, 365, seed, null=59).p)
        everywhere.append(cascades(network, parted, 365, seed, null=59, alike=np.zeros(400, np.int64)).p)
    assert 0.3 < np.mean(within) < 0.7
    assert np.max(everywhere) < 0.05


def test_those_with_few_friends_may_part_more_without_hiding_or_making_a_cascade() -> None:
    network = barabasi_albert(600, 6, 3)
    chance = np.minimum(0.9 / np.diff(network.start) ** 0.7, 0.9)
    within, everywhere = [], []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        parted = np.where(rng.random(600) < chance, rng.integers(0, 365, 600), NAN)
        within.append(cascades(network, parted, 365, seed, null=59).p)
        everywhere.append(cascades(network, parted, 365, seed, null=59, alike=np.zeros(600, np.int64)).p)
    assert 0.3 < np.mean(within) < 0.7
    assert np.mean(everywhere) > 0.8


def test_shuffles_keep_to_couples_of_like_degree() -> None:
    network = barabasi_albert(500, 6, 1)
    label, degree = like_degree(network), np.diff(network.start)
    assert 3 <= len(np.unique(label)) <= 10
    lowest = [degree[label == each].min() for each in np.unique(label)]
    highest = [degree[label == each].max() for each in np.unique(label)]
    assert all(a < b for a, b in zip(highest[:-1], lowest[1:], strict=True))
    ring = watts_strogatz(50, 4, 0.0, 1)
    assert not like_degree(ring).any()


def test_shuffles_hang_on_their_seed_only() -> None:
    network, rng = watts_strogatz(100, 6, 0.1, 5), np.random.default_rng(2)
    parted = np.where(rng.random(100) < 0.4, rng.integers(0, 365, 100), NAN)
    first, again, other = (cascades(network, parted, 365, seed, null=40) for seed in (1, 1, 2))
    assert first.null_mean == again.null_mean
    assert first.null_mean != other.null_mean
    assert first.ratio == other.ratio


# norms


def test_polarisation_has_its_closed_forms() -> None:
    camps = stochastic_block(60, {"one": 0.5, "other": 0.5}, 6, 1.0, 3)
    apart = polarisation(camps, camps.block.astype(float))
    assert (apart.mean, apart.sd) == (0.5, 0.5)
    assert apart.between == pytest.approx(1.0, abs=1e-12)
    assert apart.moran == pytest.approx(1.0, abs=1e-12)
    everybody = Network.of(nx.complete_graph(11))
    spread_out = polarisation(everybody, np.random.default_rng(1).random(11))
    assert spread_out.moran == pytest.approx(-1 / 10, abs=1e-12)
    assert np.isnan(spread_out.between)
    ring = Network.of(nx.cycle_graph(10))
    assert polarisation(ring, np.arange(10) % 2).moran == pytest.approx(-1.0, abs=1e-12)
    agreed = polarisation(camps, np.full(60, 0.1))
    assert agreed.sd == pytest.approx(0.0, abs=1e-12)
    assert np.isnan([agreed.between, agreed.moran]).all()
    assert np.isnan(polarisation(Network.of(nx.empty_graph(4)), np.arange(4.0)).moran)


def test_between_is_the_share_of_variance_between_communities() -> None:
    network = stochastic_block(90, {"a": 0.5, "b": 0.3, "c": 0.2}, 6, 0.8, 3)
    x = np.random.default_rng(1).random(90) + 0.5 * network.block
    means = np.array([x[network.block == k].mean() for k in range(3)])[network.block]
    assert polarisation(network, x).between == pytest.approx(means.var() / x.var(), rel=1e-12)


def test_moran_weighs_friends_by_how_much_they_are_heard() -> None:
    line = nx.Graph()
    line.add_weighted_edges_from([(0, 1, 1.0), (1, 2, 3.0)])
    x = np.array([0.0, 1.0, 3.0])
    z = x - x.mean()
    drawn = np.array([z[1], 0.25 * z[0] + 0.75 * z[2], z[1]])
    assert polarisation(Network.of(line), x).moran == pytest.approx(z @ drawn / (z @ z), rel=1e-12)


def test_norms_over_time_are_the_polarisation_of_each_evening() -> None:
    network = watts_strogatz(20, 4, 0.1, 1)
    _, snapshots, _ = society(network)
    table = norms_over_time(network, snapshots)
    assert len(table) == 6 * 4
    row = table[(table["day"] == 21) & (table["norm"] == "words_given")].iloc[0]
    expected = polarisation(network, snapshots.public[2, :, Public._fields.index("words_given")])
    assert (row["mean"], row["sd"], row["moran"]) == (expected.mean, expected.sd, expected.moran)


# shocks


def test_distances_are_those_of_networkx_along_the_way_of_influence() -> None:
    network = random_graph(60, 0.03, 1, directed=True)
    heard_by = network.to_networkx().reverse()
    struck = np.array([3, 7, 7])
    expected = np.full(60, UNREACHED)
    for node in (3, 7):
        for reached, steps in nx.single_source_shortest_path_length(heard_by, node).items():
            expected[reached] = steps if expected[reached] == UNREACHED else min(steps, expected[reached])
    np.testing.assert_array_equal(distances(network, struck), expected)


def test_spread_is_the_mean_difference_at_each_distance() -> None:
    line = nx.path_graph(4)
    line.add_node(4)
    spared = np.zeros((2, 5))
    shocked = np.array([[1.0, 0, 0, 0, 0], [1.0, 0.5, NAN, 0.25, 0]])
    table = spread(Network.of(line), shocked, spared, np.array([0]), days=np.array([7, 14]))
    assert table["day"].tolist() == [7] * 5 + [14] * 5
    assert table["distance"].tolist() == [UNREACHED, 0, 1, 2, 3] * 2
    assert table["nodes"].tolist() == [1, 1, 1, 1, 1, 1, 1, 1, 0, 1]
    np.testing.assert_array_equal(table["difference"], [0, 1, 0, 0, 0, 0, 1, 0.5, NAN, 0.25])
    np.testing.assert_array_equal(table["changed"], [0, 1, 0, 0, 0, 0, 1, 1, NAN, 1])


# one society in one row


def test_a_societys_row_holds_its_columns_and_only_undefined_ones_are_empty() -> None:
    network = watts_strogatz(60, 4, 0.1, 1)
    node, snapshots, runs = society(network)
    row = society_row(network, node, snapshots, runs, seed=3, null=20)
    assert list(row) == [column.name for column in SOCIETY_COLUMNS]
    assert [c.name for c in SOCIETY_COLUMNS if np.isnan(row[c.name])] == ["asking_norm_between"]
    regime = snapshots.regime[-1]
    together = regime != APART
    assert row["stability_at_end"] == np.mean(regime[together] == 0)
    assert row["parted_at_end"] == np.mean(~together)
    assert row["regime_assortativity"] == assortativity(network, regime, together)
    assert row["clustering"] == clustering(network)
    assert row["mean_friends"] == 4.0
    peak = shares(snapshots).set_index("day")["exhaustion"]
    assert (row["exhaustion_peak"], row["exhaustion_peak_day"]) == (peak.max(), peak.idxmax())
    parting = cascades(network, runs["separation_day"], 42, 3, 20)
    assert (row["cascade_ratio"], row["cascade_null_low"]) == (parting.ratio, parting.null_low)


def test_where_all_have_parted_at_once_only_columns_that_may_be_are_empty() -> None:
    network = watts_strogatz(20, 4, 0.1, 1)
    regime = np.full((1, 20), APART, np.int8)
    snapshots = Snapshots(np.array([7]), regime, evening(regime, 20))
    runs = {name: np.zeros(20) for name in ("separation_day", "satisfaction_a", "satisfaction_b")}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        row = society_row(network, np.repeat(np.arange(20), 2), snapshots, runs)
    empty = {name for name, value in row.items() if np.isnan(value)}
    assert empty <= {column.name for column in SOCIETY_COLUMNS if column.may_be_empty}
    assert {"stability_at_end", "exhaustion_peak", "cascade_ratio", "regime_assortativity"} <= empty


# export


def persons() -> tuple[Network, np.ndarray, Snapshots, dict[str, np.ndarray]]:
    """Return a society of persons: two couples and a single, with awkward names, one-way and weighted."""
    people = nx.DiGraph()
    names = ['Zoë & "Jo"', "<b>", "c", "d", "e"]
    people.add_nodes_from((name, {"block": f"town {i % 2}"}) for i, name in enumerate(names))
    people.add_weighted_edges_from([(names[0], "c", 0.1), ("c", names[0], 2.5), ("d", "e", 1 / 3), ("e", "<b>", 1.0)])
    regime = np.array([[0, 2], [1, APART]], np.int8)
    runs = {
        "separation_day": np.array([NAN, 9.0, NAN]),
        "satisfaction_a": np.array([0.25, 0.5, NAN]),
        "satisfaction_b": np.array([0.75, 0.5, NAN]),
    }
    return (
        Network.of(people),
        np.array([0, 2, 1, 3, 4, -1]),
        Snapshots(np.array([7, 14]), regime, evening(regime, 5)),
        runs,
    )


def test_states_say_what_each_node_is_and_was() -> None:
    network, node, snapshots, runs = persons()
    table = states(network, node, snapshots, runs)
    assert table["couple"].tolist()[:4] == [0, 1, 0, 1]
    assert table["regime"].tolist()[:4] == ["escalation", "apart", "escalation", "apart"]
    assert table["regime_day_7"].tolist()[:4] == ["stability", "exhaustion", "stability", "exhaustion"]
    np.testing.assert_array_equal(table["separation_day"], [NAN, 9, NAN, 9, NAN])
    np.testing.assert_array_equal(table["satisfaction"], [0.5, 0.5, 0.5, 0.5, NAN])
    assert table.loc[4, ["couple", "regime", "regime_day_7"]].isna().all()
    assert table["block"].tolist() == ["town 0", "town 1", "town 0", "town 1", "town 0"]


def test_at_most_so_many_moments_are_exported_the_first_and_the_last_among_them() -> None:
    network = watts_strogatz(20, 4, 0.1, 1)
    node, snapshots, runs = society(network, weeks=53)
    days = [c for c in states(network, node, snapshots, runs) if c.startswith("regime_day_")]
    assert (len(days), days[0], days[-1]) == (13, "regime_day_7", "regime_day_371")
    assert "couple" not in states(network, node, snapshots, runs)


@pytest.mark.parametrize("of", ["persons", "couples"])
def test_graphml_comes_back_as_the_same_graph_in_networkx(of: str, tmp_path: Path) -> None:
    if of == "persons":
        network, node, snapshots, runs = persons()
    else:
        network = stochastic_block(40, {"expressive": 0.5, "reserved": 0.5}, 6, 0.8, 3)
        node, snapshots, runs = society(network)
    expected = graph(network, node, snapshots, runs)
    file = write_graphml(tmp_path / "new" / "society.graphml", network, node, snapshots, runs)
    found = nx.read_graphml(file)
    ids = {i: str(i) if network.names is None else network.names[i] for i in range(network.n)}
    assert found.is_directed() == expected.is_directed()
    assert {node: dict(found.nodes[node]) for node in found} == {ids[i]: dict(expected.nodes[i]) for i in expected}
    key = frozenset if not expected.is_directed() else tuple
    assert {key(e[:2]): e[2] for e in found.edges(data="weight", default=1.0)} == {
        key((ids[i], ids[j])): w for i, j, w in expected.edges(data="weight", default=1.0)
    }


@pytest.mark.parametrize("of", ["persons", "couples"])
def test_graphml_is_read_back_as_the_same_network(of: str, tmp_path: Path) -> None:
    if of == "persons":
        network, node, snapshots, runs = persons()
    else:
        network = stochastic_block(40, {"expressive": 0.5, "reserved": 0.5}, 6, 0.8, 3)
        node, snapshots, runs = society(network)
    back = read_network(write_graphml(tmp_path / "society.graphml", network, node, snapshots, runs))
    for field in ("start", "to", "weight", "block"):
        np.testing.assert_array_equal(getattr(back, field), getattr(network, field))
    assert back.block_names == network.block_names
    assert list(back.names) == (list(network.names) if network.names is not None else [str(i) for i in range(40)])


@pytest.mark.parametrize("called", [["Anna", "Anna", "Ben"], ["", "Anna", "Ben"], ["a\1", "a\2", "Ben"]])
def test_nodes_without_a_name_of_their_own_bear_their_numbers_in_graphml(called: list[str], tmp_path: Path) -> None:
    path = nx.path_graph(3)
    nx.set_node_attributes(path, dict(enumerate(called)), "name")
    network = Network.of(path)
    node, snapshots, runs = society(network)
    file = write_graphml(tmp_path / "society.graphml", network, node, snapshots, runs)
    back, found = read_network(file), nx.read_graphml(file)
    assert back.fingerprint() == network.fingerprint() and list(found) == ["0", "1", "2"]
    assert found.nodes["2"]["name"] == "Ben"


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ParameterError, match="cannot be written"):
        write_graphml(tmp_path / "file" / "society.graphml", *persons())


# places


LAID_OUT = {
    "ring": watts_strogatz(50, 6, 0.1, 1),
    "hubs": barabasi_albert(1500, 10, 1),
    "camps": stochastic_block(600, {"one": 0.6, "other": 0.4}, 10, 0.9, 1),
    "pieces": Network.of(nx.disjoint_union_all([nx.path_graph(2), nx.cycle_graph(30), nx.empty_graph(7)])),
    "nobody": Network.of(nx.empty_graph(700)),
    "one": Network.of(nx.empty_graph(1)),
    "two": Network.of(nx.path_graph(2)),
    "three": Network.of(nx.path_graph(3)),
}


@pytest.mark.parametrize("name", LAID_OUT)
def test_every_couple_has_a_place_of_its_own_the_same_each_time(name: str) -> None:
    network = LAID_OUT[name]
    at = layout(network)
    assert at.shape == (network.n, 2)
    assert np.isfinite(at).all()
    assert np.abs(at).max() <= 1.0 + 1e-12
    assert len(np.unique(at.round(6), axis=0)) == network.n
    np.testing.assert_array_equal(at, layout(network))


@pytest.mark.parametrize("name", ["ring", "hubs", "camps"])
def test_friends_are_nearer_than_others(name: str) -> None:
    network = LAID_OUT[name]
    at = layout(network)
    one, other = friendships(network)
    theirs = np.hypot(*(at[one] - at[other]).T).mean()
    strangers = np.random.default_rng(0).permutation(network.n)
    assert theirs < 0.85 * np.hypot(*(at - at[strangers]).T).mean()


def test_discs_of_communities_do_not_overlap() -> None:
    for name in ("hubs", "camps"):
        at, of = layout(LAID_OUT[name]), communities(LAID_OUT[name])
        centre = np.array([at[of == k].mean(axis=0) for k in range(of.max() + 1)])
        radius = np.array([np.hypot(*(at[of == k] - centre[k]).T).max() for k in range(of.max() + 1)])
        far = np.hypot(*(centre[:, None] - centre[None]).transpose(2, 0, 1))
        assert (far >= 0.97 * (radius[:, None] + radius[None]))[~np.eye(len(centre), dtype=bool)].all()


# in words


def test_the_paragraph_counts_and_says_whether_the_struggling_sit_together() -> None:
    camps = Network.of(nx.disjoint_union(nx.complete_graph(10), nx.complete_graph(10)))
    apart = np.array([[0] * 20, [0] * 10 + [1] * 10, [0] * 10 + [2] * 9 + [APART]], np.int8)
    said = told(camps, Snapshots(np.array([7, 14, 21]), apart, evening(apart, 20)))
    assert "20 couples with 9.0 friends" in said
    assert "On day 7: 20 in stability, 0 in escalation, 0 in exhaustion, 0 parted." in said
    assert "On day 21: 10 in stability, 0 in escalation, 9 in exhaustion, 1 parted." in said
    assert "struggling couples sit together: of the friends of a struggling couple 100 % struggle too" in said
    alone = np.array([[0, 1] * 5], np.int8)
    ring = Network.of(nx.cycle_graph(10))
    assert "sit apart" in told(ring, Snapshots(np.array([7]), alone, evening(alone, 10)))
    calm = np.zeros((1, 10), np.int8)
    assert "cannot be told" in told(ring, Snapshots(np.array([7]), calm, evening(calm, 10)))


def test_struggling_by_chance_is_said_to_be_chance() -> None:
    network = watts_strogatz(2000, 8, 0.1, 1)
    said = []
    for seed in range(20):
        regime = np.random.default_rng(seed).integers(0, 3, (1, 2000)).astype(np.int8)
        said.append("as by chance" in told(network, Snapshots(np.array([7]), regime, evening(regime, 2000))))
    assert np.mean(said) >= 0.85
