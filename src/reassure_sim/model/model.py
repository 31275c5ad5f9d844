"""The Mesa model: couples of agents, two phases an episode, friends once a day, and a data collector.

Use it on its own in a notebook, or through ``simulate(..., engine="mesa")``; the batch engine gives
the same numbers bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
from mesa.discrete_space import Network

from ..agents import Couple, Partner
from ..block import Lives
from ..draws import Key
from ..layout import CONSTANTS, COUPLE, A, B
from ..parameters import PATHS
from ..population import Population, gathered
from ..rules import SEEK, State
from ..scenario import Scenario, scenario_lives
from ..society import Society
from .friends import Friends


class ReassuranceModel(mesa.Model):  # type: ignore[misc]
    """Couples that live side by side, one ``step()`` an episode.

    scenario: what each couple is like, or a ``Population`` with a network, whose couples are friends in ``space``;
    couples: how many (a population brings its own number); seed: in [0, 2**64). ``partner_class`` may be a subclass
    of ``Partner`` that decides otherwise. ``datacollector`` holds one row a day.
    """

    def __init__(
        self,
        scenario: Scenario | Population | None = None,
        couples: int = 1,
        seed: int = 0,
        partner_class: type[Partner] = Partner,
    ) -> None:
        scenario = scenario or Scenario.preset("anxious_avoidant")
        if isinstance(scenario, Population):
            lives, society = gathered(scenario, seed)
            self._start(lives, scenario.episodes_per_day, partner_class, society)
        else:
            self._start(scenario_lives(scenario, couples, seed), scenario.episodes_per_day, partner_class)

    @classmethod
    def of(
        cls, lives: Lives, per_day: int, partner_class: type[Partner] = Partner, society: Society | None = None
    ) -> ReassuranceModel:
        """Return a model of any ``lives``, each with parameters and luck of its own; ``society``: who knows whom."""
        model = cls.__new__(cls)
        model._start(lives, per_day, partner_class, society)
        return model

    def _start(self, lives: Lives, per_day: int, partner_class: type[Partner], society: Society | None = None) -> None:
        # all luck is keyed (draws.py); Mesa's own generator is only told where to start
        super().__init__(rng=int(lives.seed[0]) % 2**32)
        self.per_day = per_day
        self.dt = 1.0 / per_day
        self.tick = 0
        self.asked_today = 0
        self.couples: list[Couple] = []
        keys = lives.keys()
        self._partner_class = partner_class
        values = np.asarray(lives.values)
        self.base = values[:, 0]
        for life in range(lives.n):
            self.add_couple(values[:, life], Key(*(int(word) for word in keys[:, life])))
        self.friends = None if society is None else Friends(self, society)
        self._ahead = dict(lives.changes.by_step()) if lives.changes is not None else {}
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "day": lambda m: m.tick // m.per_day,
                "together": lambda m: sum(couple.together for couple in m.couples),
                "asked": lambda m: m.asked_today,
                "mean_trust": lambda m: float(
                    np.mean([p.state.trust for p in m.partners() if p.couple.together] or np.nan)
                ),
            },
            agenttype_reporters={
                partner_class: {
                    "slot": "slot",
                    **{name: _reporter(name) for name in State._fields},
                    "satisfaction": lambda one: one.episode.satisfaction if one.episode.lived else float("nan"),
                }
            },
        )

    def add_couple(self, values: Any, key: Key) -> Couple:
        """Add a couple of two new agents, with parameters ``values`` (len(PATHS),) and luck of its own."""
        told = values.tolist()
        traits_a, traits_b, couple, constants = (
            section.record(*told[section.first : section.end]) for section in (A, B, COUPLE, CONSTANTS)
        )
        a = self._partner_class(self, "a", key.first, traits_a)
        b = self._partner_class(self, "b", 1 - key.first, traits_b)
        self.couples.append(Couple(self, a, b, couple, constants, key))
        return self.couples[-1]

    @property
    def space(self) -> Network | None:
        """The network of friendships as Mesa's space; ``None`` where couples know nobody."""
        return None if self.friends is None else self.friends.space

    def partners(self) -> list[Partner]:
        """Return both partners of every couple, in order."""
        return [one for couple in self.couples for one in (couple.a, couple.b)]

    def step(self) -> None:
        """Live one episode: all couples decide, then all settle. The order of couples does not matter."""
        couples = self.agents_by_type[Couple]
        if self.friends is not None and self.tick > 0 and self.tick % self.per_day == 0:
            self.friends.meet()
            couples.do("hear")
        if self.tick in self._ahead:
            for life, row, _, value in zip(*(column.tolist() for column in self._ahead[self.tick]), strict=True):
                self.couples[life].change(PATHS[row], value)
        couples.do("decide")
        couples.do("settle")
        self.tick += 1
        self.asked_today += sum(one.episode.act == SEEK for one in self.partners())
        if self.tick % self.per_day == 0:
            if self.friends is not None:
                couples.do("show")
                self.friends.gather()
            self.datacollector.collect(self)
            self.asked_today = 0

    def run_days(self, days: int) -> None:
        """Live ``days`` days."""
        for _ in range(days * self.per_day):
            self.step()


def _reporter(name: str) -> Callable[[Partner], float]:
    """Return a data collector's function that reads one state of a partner."""
    return lambda one: float(getattr(one.state, name))
