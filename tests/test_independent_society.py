"""Both engines' societies against ``independent_society.py``, a second program written from docs/model.md alone.

As in ``test_independent.py``, bits may differ, but here by no more than 1e-12; a draw that fell between two such
probabilities would part the lives at once, and fixed seeds never meet one.
"""

from types import SimpleNamespace as Names

import networkx as nx
import numpy as np
import pytest

from independent_society import PUBLIC
from independent_society import live as live_again
from reassure_sim.block import Changes
from reassure_sim.engines import ENGINES, live
from reassure_sim.layout import EPISODE_A, EPISODE_B, PAIR, SEEN, STATE_A, STATE_B
from reassure_sim.networks import Network
from reassure_sim.parameters import PATHS, ROW
from reassure_sim.society import Repairing, Society
from test_independent import page_numbers, wild

CLOSE, SINGLE = 1e-12, 1e-7
"""How near numbers are that are kept in double, and in single precision."""
PER_DAY = 2


def graph(kind, n, rng):
    """A networkx graph of n nodes; in a directed one the source hears the target."""
    seed = int(rng.integers(2**31))
    if kind == "small world":
        return nx.watts_strogatz_graph(n, 4, 0.3, seed=seed)
    found = nx.gnp_random_graph(n, 0.15, seed=seed, directed=kind == "directed and weighted")
    if kind != "sparse":
        for _, _, link in found.edges(data=True):
            link["weight"] = rng.uniform(0.05, 20)
    return found


def society(kind, seed, *, numbers="few", many=20, couples=12, singles=5, persons=False, parting=None, repairing=None):
    """Lives with any numbers, and who knows whom; persons stand anywhere if nodes are ``persons``."""
    rng = np.random.default_rng(seed)
    lives = wild(couples + -(-singles // 2), seed, kind=numbers, many=many)
    lives.seed[:] = lives.seed[0]
    if parting is not None:
        lives.values[ROW["constants.separation"]] = parting
    node = np.full(2 * lives.n, -1)
    node[: 2 * couples + singles] = np.concatenate([np.repeat(np.arange(couples), 2), couples + np.arange(singles)])
    if persons:
        node[: 2 * couples + singles] = rng.permutation(2 * couples + singles)
    network = Network.of(graph(kind, node.max() + 1, rng))
    return lives, Society(network, node, couples, every=1, repairing=repairing, bond=0.5)


def apart(lives, society, days, engines=ENGINES, values=None):
    """How far engines and the second program are apart, in anything noted of couples, and in what nodes show; and the
    second program's society. ``values``: give that one other numbers."""
    network, node = society.network, society.node.reshape(-1, 2).T
    links = [slice(*network.start[i : i + 2]) for i in range(network.n)]
    friends = [list(zip(network.to[own].tolist(), network.weight[own].tolist(), strict=True)) for own in links]
    changes = () if lives.changes is None else zip(*lives.changes, strict=True)
    repairing = society.repairing and Names(**society.repairing._asdict(), bond=society.bond)
    how = {"repairing": repairing, "scheduled": [(step, PATHS[row], life, value) for life, row, step, value in changes]}
    luck = (lives.seed, lives.replicate, lives.couple, lives.first)
    values = lives.values if values is None else values
    again, evenings, formed = live_again(values, PATHS, luck, days, PER_DAY, friends, node, society.couples, **how)
    kept = np.r_[: society.couples, lives.n : lives.n + len(formed)]
    begins = np.array([0] * society.couples + [day * PER_DAY for day, _, _ in formed])
    alive = np.arange(days * PER_DAY)[:, None] >= begins
    worst = shown = 0.0
    for engine in engines:
        tables = live(lives, days, PER_DAY, engine=engine, record=("episodes",), society=society)
        table, chronicle = tables.episodes(), tables.chronicle
        assert formed == list(zip(*(x.tolist() for x in chronicle.formed), strict=True))
        for section, who in [(STATE_A, 0), (EPISODE_A, 0), (STATE_B, 1), (EPISODE_B, 1), (PAIR, None)]:
            for name in section.record._fields:
                mine = again[name] if who is None else again[name][:, who]
                theirs = table[..., section.row(name) - SEEN[0]].T
                worst = max(worst, np.abs(np.where(alive, theirs - mine[:, kept], 0.0)).max())
        shown = max(shown, np.abs(chronicle.snapshots.public - evenings).max())
    return worst, shown, Names(**again, evenings=evenings, formed=formed)


KINDS = ["small world", "sparse", "weighted", "directed and weighted"]
COMMON = [row for row, path in enumerate(PATHS) if path.startswith("constants.")]


@pytest.mark.parametrize("persons", [False, True], ids=["couples", "persons"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_society_lives_the_same_lives_on_any_network(kind, persons):
    worst, shown, again = apart(*society(kind, 3, persons=persons, parting=6.0), 12)
    assert worst < CLOSE and shown < SINGLE
    parted = ~(again.together[-1, :12] == 1)
    assert 0 < parted.sum() < 12


@pytest.mark.parametrize("numbers", ["few", "uniform", "ends"])
def test_any_numbers_live_the_same_lives_among_friends(numbers):
    # the constants are each couple's own here: a person shows and hears by those of the own couple
    for seed in range(4):
        lives, friends = society(KINDS[seed], seed, numbers=numbers, many=60, persons=seed > 1, couples=20)
        lives.values[ROW["constants.separation"], ::2] = 0.0
        worst, shown, _ = apart(lives, friends, 10)
        assert worst < CLOSE and shown < SINGLE


@pytest.mark.parametrize("wait", [0.0, 3.5])
def test_singles_find_each_other_and_live_the_same_lives(wait):
    again = {}
    for persons in (False, True):
        lives, friends = society("weighted", 5, persons=persons, parting=30.0, repairing=Repairing(2.0, wait))
        lives.values[COMMON] = lives.values[COMMON, :1]
        worst, shown, again[persons] = apart(lives, friends, 18)
        assert worst < CLOSE and shown < SINGLE
    people = [person for _, *pair in again[False].formed for person in pair]
    assert len(people) > len(set(people)) > 10  # some for the second time
    assert again[False].formed[-1][0] > 10


def test_what_is_scheduled_holds_from_its_episode_and_a_norm_is_drawn_again_from_the_next_morning():
    lives, friends = society("small world", 2, many=0)
    lives.values[ROW["constants.norm_pull"]] = 0.3
    told = [(0, "a.asking_cost", 7, 0.9), (1, "b.words_wanted", 10, 0.1), (1, "a.comfort", 10, 0.5)]
    told += [(2, "couple.approval", 13, -0.8), (13, "a.asking_norm", 9, 1.0)]  # life 13 holds singles
    life, row, step, value = zip(*[(i, ROW[path], at, x) for i, path, at, x in told], strict=True)
    changes = Changes(np.array(life), np.array(row), np.array(step), np.array(value))
    worst, shown, again = apart(lives._replace(changes=changes), friends, 12)
    assert worst < CLOSE and shown < SINGLE
    cost = again.evenings[:, friends.node[0], PUBLIC.index("asking_cost")]
    assert cost[3] > cost[2] + 0.1 and (np.diff(cost[3:]) < 0).all()


def test_what_was_scheduled_for_the_partners_before_stays_behind_in_a_new_couple():
    lives, friends = society("small world", 5, many=0, parting=30.0, repairing=Repairing(2.0, 0.0))
    life = np.arange(lives.n)
    changes = Changes(life, 0 * life + ROW["a.encouragement"], 0 * life + 7, 0.0 * life + 1.0)
    worst, shown, again = apart(lives._replace(changes=changes), friends, 12)
    assert any(day > 4 for day, *_ in again.formed)
    assert worst < CLOSE and shown < SINGLE


BY_FRIENDS = ["a.stubbornness", "a.comfort", "b.spillover", "couple.approval", "couple.nearby"]
COMFORT = [
    f"constants.{name}" for name in ("friends_half", "comfort_gain", "comfort_spent", "comfort_rate", "comfort_guard")
]
FLOWING = [f"constants.{name}" for name in ("spill_gain", "approval_gain", "approval_commitment", "norm_pull")]
PARTING = [f"constants.{name}" for name in ("parting_nearby", "nearby_days")]


def test_a_slip_in_any_number_of_friends_is_noticed():
    lives, friends = society("small world", 4, many=0, couples=30, parting=4.0)
    lives.values[ROW["constants.norm_pull"]], lives.values[ROW["constants.parting_nearby"]] = 0.1, 5.0
    lives.values[[ROW["a.stubbornness"], ROW["a.comfort"], ROW["b.spillover"], ROW["couple.nearby"]]] = 0.3
    lives.values[ROW["a.asking_norm"]] = np.random.default_rng(4).random(lives.n)
    worst, shown, _ = apart(lives, friends, 8, ["batch"])
    assert worst < CLOSE and shown < SINGLE
    low, _, high = page_numbers()
    for path in (*BY_FRIENDS, *COMFORT, *FLOWING, *PARTING):
        values = lives.values.copy()
        values[ROW[path]] += (high - low)[ROW[path]] / 10
        worst, shown, _ = apart(lives, friends, 8, ["batch"], values)
        assert worst > 1e-6 or shown > 1e-4, path
