"""A society as a link asks for it: who is friends with whom, what flows, and one couple taken out of it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..block import Lives
from ..interventions import Intervention, checked, schedule
from ..mechanisms import FLOWS
from ..networks import Network
from ..parameters import PATHS, nested
from ..population import Population, gathered
from ..scenario import Scenario
from ..society import Society
from ..society_measures import friendships

WEEKS = 52
DAYS = 7 * WEEKS
EPISODES = 8

JOINED: Mapping[str, Mapping[str, Any]] = {
    "ring": {"kind": "watts_strogatz", "rewiring": 0.1},
    "hubs": {"kind": "barabasi_albert"},
    "two": {"kind": "stochastic_block", "within": 0.9, "blocks": {"expressive": 0.5, "reserved": 0.5}},
}
"""Ways in which couples are friends: neighbours on a ring, a few with very many friends, two communities."""

COUPLES = (50, 200, 1000, 5000)
FRIENDS = (2, 4, 6, 10, 16)
FLOW_NAMES = tuple(flow.name for flow in FLOWS)
NO_FLOW = "none"
FLOW_SETS = (
    NO_FLOW,
    *(".".join(some) for size in range(1, len(FLOW_NAMES) + 1) for some in combinations(FLOW_NAMES, size)),
)
"""Every choice of flows, as a link names it."""

TROUBLES = ("no", "month")
HARD_WEEKS = (13, 16)
"""First and last week of the hard month."""

_HARD_MONTH: dict[str, Any] = {
    "set": "life_stress",
    "by": 4.0,
    "start": 7 * (HARD_WEEKS[0] - 1),
    "end": 7 * HARD_WEEKS[1],
}
_HIT = 0.1  # share of the couples that the hard month strikes


class Asked(NamedTuple):
    """A society as it is asked for; ``people`` is the luck of who its people are and how they live."""

    joined: str = "ring"
    couples: int = 200
    friends: int = 6
    flows: str = ".".join(FLOW_NAMES)
    people: int = 7
    trouble: str = "no"

    @property
    def flowing(self) -> tuple[str, ...]:
        """Return the flows that are on."""
        return tuple(name for name in FLOW_NAMES if name in self.flows.split("."))


class Company(NamedTuple):
    """A society ready to live: its lives, who hears whom, and which couples the hard month strikes (couples,)."""

    lives: Lives
    society: Society
    struck: NDArray[np.bool_]


def gather(asked: Asked) -> Company:
    """Return the society that is asked for."""
    network = {**JOINED[asked.joined], "mean_degree": asked.friends}
    found = gathered(Population(couples=asked.couples, network=network, flows=asked.flowing, days=DAYS), asked.people)
    struck = np.zeros(asked.couples, bool)
    lives = found.lives
    if asked.trouble == "month":
        struck = _neighbourhood(found.society.network)
        here = np.where(struck, "here", "").astype(object)
        plan = checked([{**_HARD_MONTH, "for": {"block": "here"}}])
        planned = schedule(plan, lives.values, lives.seed, lives.couple, DAYS, EPISODES, here)
        lives = lives._replace(changes=planned)
    return Company(lives, found.society, struck)


def _neighbourhood(network: Network) -> NDArray[np.bool_]:
    """Return a tenth of the couples, (n,): the first with its friends, their friends, and so on."""
    one, other = friendships(network)
    ties = sparse.csr_array((np.ones(len(one)), (one, other)), shape=(network.n, network.n))
    near = sparse.csgraph.breadth_first_order(ties, 0, directed=False, return_predecessors=False)
    struck = np.zeros(network.n, bool)
    struck[near[: max(1, round(_HIT * network.n))]] = True
    return struck


@functools.lru_cache(maxsize=64)
def member(asked: Asked, number: int, days: int) -> Scenario:
    """Return couple ``number`` (from 1) of a society as a couple by itself, with its share of the hard month."""
    company = gather(asked)
    values = {path: float(v) for path, v in zip(PATHS, company.lives.values[:, number - 1], strict=True)}
    alone = Scenario.of({**nested(values), "days": days})
    plan: tuple[Intervention, ...] = checked([_HARD_MONTH]) if company.struck[number - 1] else ()
    return alone._replace(interventions=plan)
