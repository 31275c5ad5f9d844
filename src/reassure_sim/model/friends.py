"""Friends in the Mesa model: the network as Mesa's space, who stands where, and singles who find each other."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from mesa.discrete_space import Network
from numpy.typing import NDArray

from ..agents import Couple, Partner, no_evening
from ..draws import Key
from ..rules import Public
from ..society import Meeting, Side, Society

if TYPE_CHECKING:
    from .model import ReassuranceModel


class Friends:
    """The society of a model: ``space`` is Mesa's, ``people`` the agent of each person (``None``: nobody), ``evenings``
    what each place showed last, ``joined`` the parameters of each couple that formed on the way."""

    def __init__(self, model: ReassuranceModel, society: Society) -> None:
        self.model, self.society = model, society
        self.space = _space(society.network, model.random)
        self.people: dict[int, Partner] = {}
        for number, (one, node) in enumerate(zip(model.partners(), society.node.tolist(), strict=True)):
            if node >= 0:
                self.people[number], one.cell = one, self.space[node]
        for couple in model.couples[society.couples :]:
            couple.pair = couple.pair._replace(together=0.0)
            couple.a.evening = couple.b.evening = no_evening(False)
        self.evenings: dict[Any, Public] = {}
        self.meeting = Meeting(society, model.couples[0].key.seed)
        self.joined: list[Any] = []
        self._met = 0

    def heard(self, place: Any) -> Iterator[tuple[Public, float]]:
        """Yield the evening of each friend's place, and how much it is heard, in the order of the network."""
        network = self.society.network
        for link in range(network.start[place.coordinate], network.start[place.coordinate + 1]):
            yield self.evenings[place.connections[int(network.to[link])]], float(network.weight[link])

    def gather(self) -> None:
        """Take the mean evening of the people of each place."""
        self.evenings = {place: _mean_evening(place) for place in self.space.all_cells}

    def last(self) -> NDArray[np.float64]:
        """Return what each person showed last, (people, len(Public)); nobody: zeros."""
        found = np.zeros((len(self.society.node), len(Public._fields)))
        for number, one in self.people.items():
            found[number] = one.evening
        return found

    def meet(self) -> None:
        """Let singles who found each other begin as couples; at most once a morning."""
        tick, per_day = self.model.tick, self.model.per_day
        if tick == self._met or tick % per_day or self.society.repairing is None:
            return
        self._met = tick
        partnered = np.zeros(len(self.society.node), bool)
        partnered[[number for number, one in self.people.items() if one.evening.partnered == 1.0]] = True
        for pair in self.meeting.meet(tick // per_day, partnered):
            self._join(*pair)

    def _join(self, a: int, b: int) -> None:
        """Make two persons a couple: they leave the agents that they were with the partners before."""
        old = [self.people[a], self.people[b]]
        sides = [Side(one.brings(), one.origin, one.state) for one in old]
        number = len(self.model.couples)
        begin = self.meeting.begin(self.model.base, sides[0], sides[1], number)
        key: Key = self.model.couples[0].key._replace(couple=number, first=0)
        couple: Couple = self.model.add_couple(begin.values, key)
        couple.pair, couple.origin = begin.pair, begin.standing
        both = zip((a, b), old, (couple.a, couple.b), (begin.a, begin.b), begin.satisfied, strict=True)
        for person, was, one, state, satisfied in both:
            place, was.cell = was.cell, None
            one.cell, one.state, one.origin = place, state, was.origin
            one.evening = was.evening._replace(partnered=1.0, satisfied=satisfied)
            self.people[person] = one
        self.joined.append(begin.values)


def _space(network: Any, random: Any) -> Network:
    """Return the network as Mesa's space; positions of nodes, which newer versions work out, are not needed."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.n))
    graph.add_edges_from(zip(network.source.tolist(), network.to.tolist(), strict=True))
    plain = {"layout": None} if "layout" in inspect.signature(Network).parameters else {}
    return Network(graph, random=random, **plain)


def _mean_evening(place: Any) -> Public:
    """Return the mean evening of the people of a place, who are summed in the order of their numbers."""
    people = sorted(place.agents, key=lambda one: one.number)
    total = [0.0] * len(Public._fields)
    for one in people:
        total = [x + y for x, y in zip(total, one.evening, strict=True)]
    return Public(*(x / len(people) if people else 0.0 for x in total))
