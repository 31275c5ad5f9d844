"""A society: two engines, threads and days of one barrier give the same bits; without strength friends change nothing."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reassure_sim as rs
from reassure_sim.agents import Partner
from reassure_sim.block import RECORDS, Changes, Lives
from reassure_sim.engines import live
from reassure_sim.layout import LANES
from reassure_sim.measures import REGIMES
from reassure_sim.mechanisms import FLOWS
from reassure_sim.networks import Network
from reassure_sim.parameters import NUMBERS, PATHS, ROW, ParameterError
from reassure_sim.population import gathered
from reassure_sim.rules import Public
from reassure_sim.society import APART, Repairing, Society
from reassure_sim.society.pairing import attained
from strategies import extreme_parameters
from test_engines_agree import same

SMALL_WORLD = {"kind": "watts_strogatz", "mean_degree": 4, "rewiring": 0.2}
TWO_BLOCKS = {
    "kind": "stochastic_block",
    "mean_degree": 6,
    "within": 0.8,
    "blocks": {"expressive": 0.5, "reserved": 0.5},
}
PARTING = {"parting_unmarried": 1.0, "parting_married": 1.0}
NORMS = ("asking_norm", "asking_cost", "words_given", "words_wanted")


def same_society(one, other) -> bool:
    """Every number of both results is the same, bit for bit."""
    a, b = one.chronicle, other.chronicle
    return (
        same(one, other)
        and np.array_equal(a.snapshots.day, b.snapshots.day)
        and np.array_equal(a.snapshots.regime, b.snapshots.regime)
        and np.array_equal(a.snapshots.public, b.snapshots.public)
        and np.array_equal(a.evening, b.evening)
        and np.array_equal(a.values, b.values)
        and all(np.array_equal(x, y) for x, y in zip(a.formed, b.formed, strict=True))
    )


@st.composite
def societies(draw: st.DrawFn) -> tuple[Lives, Society]:
    """A few lives with any numbers, and any network among their couples or persons: directed, weighted, with loners."""
    couples, singles = draw(st.integers(1, 3)), draw(st.integers(0, 2))
    n = couples + -(-singles // 2)
    values = np.stack([draw(extreme_parameters()) for _ in range(n)], axis=1)
    seed = draw(st.integers(0, 2**64 - 1))
    changes = None
    if draw(st.booleans()):
        row = ROW[draw(st.sampled_from(PATHS))]
        changes = Changes(
            np.array([draw(st.integers(0, n - 1))]),
            np.array([row]),
            np.array([draw(st.integers(0, 20))]),
            np.array([NUMBERS[PATHS[row]].high]),
        )
    people = np.full(2 * n, -1)
    if draw(st.booleans()):  # nodes are couples and singles
        people[: 2 * couples] = np.repeat(np.arange(couples), 2)
        people[2 * couples : 2 * couples + singles] = couples + np.arange(singles)
        nodes = couples + singles
    else:
        nodes = 2 * couples + singles
        people[:nodes] = draw(st.permutations(range(nodes)))
    graph = nx.DiGraph()
    graph.add_nodes_from(range(nodes))
    for i, j in itertools.permutations(range(nodes), 2):
        if draw(st.booleans()):
            graph.add_edge(i, j, weight=draw(st.sampled_from([1.0, 0.25, 3.0])))
    repairing = draw(st.sampled_from([None, Repairing(1.0, 0.0), Repairing(2.0, 2.0)]))
    index = np.arange(n)
    lives = Lives(values, np.full(n, seed, np.uint64), 0 * index, index, changes=changes)
    return lives, Society(Network.of(graph), people, couples, draw(st.integers(1, 3)), repairing, 0.3)


@settings(max_examples=60)
@given(societies(), st.integers(1, 6), st.sampled_from([1, 4, 8]))
def test_mesa_agents_and_the_batch_engine_agree_on_any_society(some, days: int, per_day: int) -> None:
    lives, society = some
    assert same_society(
        live(lives, days, per_day, engine="mesa", record=RECORDS, society=society),
        live(lives, days, per_day, engine="batch", record=RECORDS, society=society),
    )


def everything(couples: int = 40, **given) -> rs.Population:
    """A society in which all flows are strong, people part, find others, and something is scheduled."""
    usual = {
        "network": TWO_BLOCKS,
        "singles": 0.2,
        "repairing": {"days": 10, "wait": 3},
        "pairing": {"trait": "anxiety", "correlation": 0.4},
        "interventions": [
            {"shock": 0.8, "day": 5, "for": {"block": "reserved"}},
            {"set": "asking_norm", "to": 0.9, "start": 7.5, "end": 12, "for": {"block": "expressive"}},
        ],
        "constants": {**PARTING, "norm_pull": 0.1, "parting_nearby": 3.0, "spill_gain": 2.0},
        "every": 5,
        "days": 24,
    }
    return rs.Population(couples=couples, **{**usual, **given})


def test_the_engines_agree_where_everything_happens_at_once() -> None:
    days = {"repairing": {"days": 4, "wait": 1}, "singles": 0.5, "days": 30}
    people = everything(couples=61, **days)  # new couples need further blocks
    mesa, batch = (rs.simulate(people, seed=7, engine=engine, record=RECORDS) for engine in ("mesa", "batch"))
    assert same_society(mesa.tables, batch.tables)
    assert mesa.run_ids == batch.run_ids
    assert mesa.diary.equals(batch.diary)
    formed = batch.society.formed
    assert len(formed.day) > 30 and len(batch.runs) == 61 + len(formed.day)
    assert batch.runs["separated"].iloc[:61].sum() > 3


def test_threads_change_nothing_in_a_society() -> None:
    people = everything(couples=5 * LANES)
    one, three, many = (rs.simulate(people, seed=3, workers=workers) for workers in (1, 3, 10**6))
    assert same_society(one.tables, three.tables)
    assert same_society(one.tables, many.tables)


@pytest.mark.parametrize("engine", ["batch", "mesa"])
def test_a_society_tells_its_days_and_can_be_stopped(engine: str) -> None:
    class Enough(Exception):
        pass

    told: list[int] = []

    def tell(day: int) -> None:
        told.append(day)
        if day == 4:
            raise Enough

    lives, society = gathered(everything(), 1)
    with pytest.raises(Enough):
        live(lives, 9, 8, engine=engine, society=society, tell=tell)
    assert told == [1, 2, 3, 4]


def test_what_is_recorded_changes_no_life() -> None:
    people = everything()
    bare, full = rs.simulate(people, seed=1), rs.simulate(people, seed=1, record=RECORDS)
    assert bare.runs.equals(full.runs)
    assert full.diary.groupby("run_id")["day"].count().sum() == 2 * full.runs["days_together"].sum()


@pytest.mark.parametrize("network", [SMALL_WORLD, TWO_BLOCKS], ids=["small world", "cultures"])
def test_without_strength_friends_change_no_bit(network) -> None:
    """Bit for bit the couples who know nobody: same people, same luck, in every table."""
    people = rs.Population(couples=150, network=network, flows=(), days=60)
    lives, society = gathered(people, 5)
    together = live(lives, 60, 8, record=RECORDS, society=society)
    alone = live(lives, 60, 8, record=RECORDS)
    assert same(together, alone)
    stronger = gathered(rs.Population(couples=150, network=network, days=60), 5)
    assert not same(live(*stronger[:1], 60, 8, record=RECORDS, society=stronger.society), alone)


@pytest.mark.parametrize("flow", [flow.name for flow in FLOWS])
def test_each_flow_alone_changes_lives_and_its_switch_undoes_it(flow: str) -> None:
    def runs(*flows: str, **fixed: float):
        people = rs.Population(
            couples=100,
            network=SMALL_WORLD,
            flows=flows,
            days=120,
            constants={**PARTING, "parting_nearby": 5.0},
            fixed=fixed,
        )
        return rs.simulate(people, seed=11).runs.drop(columns="run_id")

    without = runs()
    assert not runs(flow).equals(without)
    off = next(f.off for f in FLOWS if f.name == flow)
    assert runs(flow, **off).equals(without)


def connected(n: int, weighted: bool) -> nx.Graph:
    graph = nx.connected_watts_strogatz_graph(n, 4, 0.4, seed=3)
    for k, (i, j) in enumerate(graph.edges):
        graph.edges[i, j]["weight"] = 0.5 + k % 5 if weighted else 1.0
    return graph


def norms_at_the_end(people: rs.Population, engine: str) -> tuple[np.ndarray, np.ndarray]:
    """The four norms of every person, before and after: (people, 4)."""
    result = rs.simulate(people, seed=2, engine=engine)
    values = result.society.everybody.values
    before = np.array([[values[ROW[f"{who}.{name}"]] for name in NORMS] for who in "ab"])
    after = result.society.evening[:, [Public._fields.index(name) for name in NORMS]]
    return before.transpose(2, 0, 1).reshape(-1, len(NORMS)), after


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("engine", ["batch", "mesa"])
def test_norms_tend_to_the_mean_weighted_by_the_stationary_distribution(engine: str, weighted: bool) -> None:
    """DeGroot 1974: of a random walk on friendships that go both ways, the stationary weight is the sum of weights."""
    graph = connected(16, weighted)
    people = rs.Population(
        couples=16, network=graph, flows=("norms",), constants={"norm_pull": 0.5}, days=220, episodes_per_day=1
    )
    before, after = norms_at_the_end(people, engine)
    weight = np.array([d for _, d in graph.degree(weight="weight")])
    limit = weight @ before.reshape(16, 2, 4).mean(axis=1) / weight.sum()
    assert np.abs(after - limit).max() < 1e-9
    assert np.abs(before - limit).max() > 0.1


def test_stubborn_people_settle_between_their_own_norms_and_those_of_the_friends() -> None:
    """Friedkin & Johnsen 1990: the fixed point solves x = (1 - s) W x + s x0, here over people who hear nodes' means."""
    graph, s = connected(16, True), 0.3
    fixed = {"a.stubbornness": s, "b.stubbornness": s}
    people = rs.Population(
        couples=16,
        network=graph,
        flows=("norms",),
        constants={"norm_pull": 0.5},
        fixed=fixed,
        days=220,
        episodes_per_day=1,
    )
    before, after = norms_at_the_end(people, "batch")
    hear = nx.to_numpy_array(graph, nodelist=range(16))
    hear /= hear.sum(axis=1, keepdims=True)
    hear = np.repeat(np.repeat(hear, 2, axis=0), 2, axis=1) / 2.0  # people hear the mean of both partners of each node
    limit = np.linalg.solve(np.eye(32) - (1.0 - s) * hear, s * before)
    assert np.abs(after - limit).max() < 1e-9


def test_the_space_of_the_mesa_model_is_the_network() -> None:
    people = rs.Population(couples=12, network=SMALL_WORLD, days=3)
    model = rs.ReassuranceModel(people, seed=4)
    network = gathered(people, 4).society.network
    cells = {cell.coordinate: cell for cell in model.space.all_cells}
    assert len(cells) == 12
    for node, cell in cells.items():
        assert sorted(cell.connections) == network.friends(node).tolist()
        assert list(cell.agents) == [model.couples[node].a, model.couples[node].b]
    model.run_days(3)
    lives, society = gathered(people, 4)
    same_lives = live(lives, 3, 8, record=("episodes",), society=society).episodes()
    trust = [one.state.trust for one in model.partners()]
    from reassure_sim.layout import SEEN, STATE_A, STATE_B

    rows = [section.row("trust") - SEEN[0] for section in (STATE_A, STATE_B)]
    assert np.array_equal(np.array(trust).reshape(-1, 2), same_lives[:, -1, rows])


def test_a_partner_of_ones_own_may_hear_otherwise() -> None:
    class Hermit(Partner):
        def hear(self):
            return super().hear()[0]._replace(**dict.fromkeys(Public._fields, 0.0)), 0.0

    people = rs.Population(couples=8, network=SMALL_WORLD, days=9)
    hermits, others = rs.ReassuranceModel(people, 1, 4, Hermit), rs.ReassuranceModel(people, 1, 4)
    for model in (hermits, others):
        model.run_days(9)
    assert all(one.traits.comfort == 0.0 for one in hermits.partners())
    assert all(one.traits.comfort > 0.0 for one in others.partners())


def test_names_of_runs_tell_societies_apart() -> None:
    def ids(**given) -> list[str]:
        return rs.simulate(rs.Population(couples=30, days=2, **{"network": SMALL_WORLD, **given}), seed=1).run_ids

    usual = ids()
    assert usual == ids() == ids(every=1)  # how often one looks changes no life
    assert len(set(usual)) == 30
    for other in (
        {"network": SMALL_WORLD | {"rewiring": 0.3}},
        {"network": None},
        {"singles": 0.1},
        {"repairing": {"days": 5}},
        {"flows": ("norms",)},
    ):
        assert not set(usual) & set(ids(**other)), other


def test_people_are_paired_as_alike_as_asked_for() -> None:
    for trait, correlation in (("anxiety", 0.0), ("avoidance", 0.6), ("anxiety", 0.85), ("clarity", -0.4)):
        people = rs.Population(
            couples=3000, network=SMALL_WORLD, days=1, pairing={"trait": trait, "correlation": correlation}
        )
        values = gathered(people, 8).lives.values
        found = attained(values[ROW[f"a.{trait}"]], values[ROW[f"b.{trait}"]])
        assert found == pytest.approx(correlation, abs=0.01)
        mean = np.mean([values[ROW[f"{who}.anxiety"]].mean() for who in "ab"])
        assert mean == pytest.approx(2.56 / 6.0, abs=0.01)  # pairing changes who is with whom, not who there is


def test_a_society_reads_back_from_its_provenance() -> None:
    people = everything()
    again = rs.Population.of(people.provenance())
    assert again.provenance() == people.provenance()
    assert rs.simulate(again, seed=1).run_ids == rs.simulate(people, seed=1).run_ids


def test_singles_are_people_with_a_place_and_without_a_row() -> None:
    people = rs.Population(couples=90, singles=0.25, network=SMALL_WORLD, days=15)
    society = gathered(people, 6).society
    assert society.network.n == 90 + 60 and (society.node >= 0).sum() == 2 * 90 + 60
    assert sorted(set(society.node[society.node >= 0].tolist())) == list(range(150))
    assert len(set(society.node[:180].tolist())) == 90
    result = rs.simulate(people, seed=6)
    assert len(result.runs) == 90 and result.provenance["couples"] == 90
    evening = result.society.evening[180:240]
    assert (evening[:, Public._fields.index("partnered")] == 0.0).all()
    assert (evening[:, Public._fields.index("shown")] == 0.0).all()
    assert (evening[:, Public._fields.index("spare")] > 0.5).all()


def test_new_couples_are_of_two_singles_who_waited() -> None:
    people = everything(days=60, flows=())
    result = rs.simulate(people, seed=9, record="daily")
    society = result.society
    parted = dict.fromkeys(range(len(society.society.node)), 0)  # day on which somebody became single
    runs, formed = result.tables.runs, society.formed
    partner = {2 * i + s: i for i in range(40) for s in (0, 1)}
    for life, day in enumerate(runs["separation_day"][:40].tolist()):
        if day == day:
            parted[2 * life] = parted[2 * life + 1] = int(day) + 1
    single_since = {p: parted[p] for p in parted if p not in partner or runs["separated"][partner[p]] == 1.0}
    since = result.tables.since
    for k, (day, a, b) in enumerate(zip(*(column.tolist() for column in formed), strict=True)):
        for person in (a, b):
            assert day - single_since.pop(person) >= 3
        ended = runs["separation_day"][40 + k]
        if ended == ended:
            single_since[a] = single_since[b] = since[40 + k] + int(ended) + 1
        assert since[40 + k] == day
    values = society.values
    assert (values[ROW["couple.married"]] == 0.0).all() and len(set(values[ROW["couple.bond"]])) == values.shape[1]
    first_days = result.diary.groupby("run_id", sort=False)["day"].min().to_numpy()
    assert np.array_equal(np.sort(first_days)[::-1][: len(formed.day)], np.sort(formed.day)[::-1])


def test_what_one_learned_comes_along_into_a_new_couple() -> None:
    people = everything(days=40, flows=())
    model = rs.ReassuranceModel(people, seed=9)
    fears = []  # as it was with the partner before, and as the trait says
    for _ in range(40):
        before = dict(model.friends.people)
        model.run_days(1)
        for number, one in model.friends.people.items():
            if one is not before[number]:
                fears.append((before[number].state.fear, one.traits.anxiety))
    learned = [fear for fear, anxiety in fears if fear != anxiety]
    assert len(fears) > 10 and len(learned) > 3
    assert all(
        one.origin == other.origin for one, other in zip(model.partners()[:4], model.partners()[:4], strict=True)
    )


def test_snapshots_are_those_of_the_days_asked_for() -> None:
    people = everything(every=10, days=24, couples=70)
    result = rs.simulate(people, seed=5)
    shots = result.society.snapshots
    assert shots.day.tolist() == [10, 20, 24]
    assert shots.regime.shape == (3, 70) and shots.public.shape == (3, result.society.society.network.n, 9)
    runs = result.tables.runs
    apart = runs["separated"][:70] == 1.0
    assert np.array_equal(shots.regime[-1] == APART, apart)
    assert np.array_equal(shots.regime[-1][~apart], runs["regime"][:70][~apart])
    parted = runs["separation_day"][:70]
    assert np.array_equal(shots.regime[0] == APART, parted < 10)
    assert result.series["day"].tolist() == [10, 20, 24]
    shares = result.series[list(REGIMES)]
    assert np.allclose(shares.sum(axis=1), 1.0)


def test_a_society_is_saved_with_its_graph_and_its_course(tmp_path) -> None:
    result = rs.simulate(everything(), seed=5)
    tables = rs.load(result.save(tmp_path / "kept"))
    assert tables["series"].equals(result.series)
    graph = nx.read_graphml(tmp_path / "kept" / "society.graphml")
    assert len(graph) == result.society.society.network.n
    assert nx.utils.graphs_equal(graph.__class__(graph), graph)
    words = {data.get("regime") for _, data in result.graph().nodes(data=True)}
    assert words & {*REGIMES, "apart"}
    with pytest.raises(ParameterError, match="know nobody"):
        _ = rs.simulate(rs.Population(couples=2, days=1)).series


BROKEN = [
    ({"network": {"kind": "watts_strogatz", "mean_degree": 50, "rewiring": 0.1}}, "network.mean_degree"),
    ({"network": {"kind": "watts"}}, "network.kind"),
    ({"network": "ring"}, "network"),
    ({"network": SMALL_WORLD, "flows": ["comfort", "gossip"]}, "flows"),
    ({"network": SMALL_WORLD, "flows": "comfort"}, "flows"),
    ({"network": SMALL_WORLD, "flows": None}, "flows"),
    ({"network": SMALL_WORLD, "pairing": 0.5}, "pairing"),
    ({"network": SMALL_WORLD, "pairing": {"trait": "height", "correlation": 0.1}}, "pairing.trait"),
    ({"network": SMALL_WORLD, "pairing": {"trait": "anxiety", "correlation": 1.5}}, "pairing.correlation"),
    ({"network": SMALL_WORLD, "pairing": {"anxiety": 0.5, "correlation": 0.5}}, "pairing.anxiety"),
    ({"network": SMALL_WORLD, "singles": 1.0}, "singles"),
    ({"network": SMALL_WORLD, "singles": "many"}, "singles"),
    ({"network": SMALL_WORLD, "repairing": 5}, "repairing"),
    ({"network": SMALL_WORLD, "repairing": {"wait": 5}}, "repairing.days"),
    ({"network": SMALL_WORLD, "repairing": {"days": 0}}, "repairing.days"),
    ({"network": SMALL_WORLD, "repairing": {"days": 5, "soon": 1}}, "repairing.soon"),
    ({"network": SMALL_WORLD, "every": 0}, "every"),
    ({"network": SMALL_WORLD, "where": {"a.anxiety": [0.5, 1]}}, "where"),
    ({"network": SMALL_WORLD, "stratify": "styles"}, "stratify"),
    ({"network": SMALL_WORLD, "interventions": [{"set": "a.comfort", "to": 1}]}, "interventions"),
    (
        {"network": SMALL_WORLD, "interventions": [{"shock": 1, "day": 2, "for": {"block": "x"}}]},
        "interventions.0.for.block",
    ),
    (
        {"network": TWO_BLOCKS, "interventions": [{"shock": 1, "day": 2, "for": {"block": "x"}}]},
        "interventions.0.for.block",
    ),
    ({"interventions": [{"shock": 1, "day": 2, "for": {"block": "x"}}]}, "interventions.0.for.block"),
    ({"singles": 0.1}, "singles"),
    ({"pairing": {"trait": "anxiety", "correlation": 0.5}}, "pairing"),
    ({"repairing": {"days": 5}}, "repairing"),
]


@pytest.mark.parametrize(("given_", "path"), BROKEN, ids=[str(i) for i in range(len(BROKEN))])
def test_a_wrong_society_is_told_in_one_sentence(given_, path: str) -> None:
    with pytest.raises(ParameterError) as told:
        rs.Population(couples=40, **given_)
    paths = [problem.path for problem in told.value.problems]
    assert path in paths, paths
    for problem in told.value.problems:
        assert 15 < len(problem.sentence) < 300 and "\n" not in problem.sentence


def test_a_scheduled_constant_lasts_in_a_society_too() -> None:
    """What differs between couples is all that is kept from day to day: also what only begins to differ."""
    people = rs.Population(
        couples=80,
        network=SMALL_WORLD,
        flows=(),
        days=30,
        interventions=[{"set": "constants.seek_max", "to": 0, "start": 10, "uptake": 0.5}],
    )
    lives, society = gathered(people, 5)
    assert same(live(lives, 30, 8, record=("daily",), society=society), live(lives, 30, 8, record=("daily",)))


def test_a_sheet_reads_like_the_array_that_it_stands_for() -> None:
    sheet = gathered(rs.Population(couples=70, network=TWO_BLOCKS, fixed={"a.stamina": 0.2}), 5).lives.values
    array = np.asarray(sheet)
    assert sheet.shape == array.shape == (len(PATHS), 70) and len(sheet) == len(PATHS)
    assert len(sheet.own) < 50
    assert all(np.array_equal(one, other) for one, other in zip(sheet, array, strict=True))
    assert np.array_equal(np.asarray(sheet[:, 3:60]), array[:, 3:60])
    assert np.array_equal(sheet[4], array[4]) and sheet[4, 5] == array[4, 5]
    assert np.array_equal(sheet[[7, 2]], array[[7, 2]]) and np.array_equal(sheet[3:9, 0], array[3:9, 0])
    assert np.array_equal(sheet[:, 6], array[:, 6])
    assert (sheet[ROW["a.stamina"]] == 0.2).all()
