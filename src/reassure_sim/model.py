"""The Mesa model: couples of agents, two phases an episode, and a data collector.

Use it on its own in a notebook, or through ``simulate(..., engine="mesa")``; the batch engine gives
the same numbers bit for bit.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from typing import Any

import mesa
import numpy as np

from . import measures
from .agents import Couple, Partner
from .block import Block, Lived, Lives
from .draws import Key
from .kernel import can_cache, numba_ready
from .layout import (
    BEFORE_A,
    BEFORE_B,
    CONSTANTS,
    COUPLE,
    EPISODE_A,
    EPISODE_B,
    LANES,
    PAIR,
    ROWS,
    STATE_A,
    STATE_B,
    A,
    B,
)
from .parameters import PATHS
from .rules import SEEK, State
from .scenario import Scenario, scenario_lives


class ReassuranceModel(mesa.Model):  # type: ignore[misc]
    """Couples that live side by side, one ``step()`` an episode.

    scenario: what each couple is like; couples: how many; seed: in [0, 2**64). ``partner_class`` may be a
    subclass of ``Partner`` that decides otherwise. ``datacollector`` holds one row a day.
    """

    def __init__(
        self,
        scenario: Scenario | None = None,
        couples: int = 1,
        seed: int = 0,
        partner_class: type[Partner] = Partner,
    ) -> None:
        scenario = scenario or Scenario.preset("anxious_avoidant")
        self._start(scenario_lives(scenario, couples, seed), scenario.episodes_per_day, partner_class)

    @classmethod
    def of(cls, lives: Lives, per_day: int, partner_class: type[Partner] = Partner) -> ReassuranceModel:
        """Return a model of any ``lives``, each with parameters and luck of its own."""
        model = cls.__new__(cls)
        model._start(lives, per_day, partner_class)
        return model

    def _start(self, lives: Lives, per_day: int, partner_class: type[Partner]) -> None:
        # all luck is keyed (draws.py); Mesa's own generator is only told where to start
        super().__init__(rng=int(lives.seed[0]) % 2**32)
        self.per_day = per_day
        self.dt = 1.0 / per_day
        self.tick = 0
        self.asked_today = 0
        self.couples: list[Couple] = []
        keys = lives.keys()
        for lane in range(lives.n):
            values = np.asarray(lives.values)[:, lane].tolist()
            traits_a, traits_b, couple, constants = (
                section.record(*values[section.first : section.end]) for section in (A, B, COUPLE, CONSTANTS)
            )
            key = Key(*(int(word) for word in keys[:, lane]))
            a = partner_class(self, "a", key.first, traits_a)
            b = partner_class(self, "b", 1 - key.first, traits_b)
            self.couples.append(Couple(self, a, b, couple, constants, key))
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

    def partners(self) -> list[Partner]:
        """Return both partners of every couple, in order."""
        return [one for couple in self.couples for one in (couple.a, couple.b)]

    def step(self) -> None:
        """Live one episode: all couples decide, then all settle. The order of couples does not matter."""
        if self.tick in self._ahead:
            for life, row, _, value in zip(*(column.tolist() for column in self._ahead[self.tick]), strict=True):
                self.couples[life].change(PATHS[row], value)
        couples = self.agents_by_type[Couple]
        couples.do("decide")
        couples.do("settle")
        self.tick += 1
        self.asked_today += sum(one.episode.act == SEEK for one in self.partners())
        if self.tick % self.per_day == 0:
            self.datacollector.collect(self)
            self.asked_today = 0

    def run_days(self, days: int) -> None:
        """Live ``days`` days."""
        for _ in range(days * self.per_day):
            self.step()


def _reporter(name: str) -> Callable[[Partner], float]:
    """Return a data collector's function that reads one state of a partner."""
    return lambda one: float(getattr(one.state, name))


def live(lives: Lives, days: int, per_day: int, record: Collection[str]) -> list[Lived]:
    """Return what is kept of each block of ``lives``, lived by agents; the same bits as ``batch.live``."""
    found = []
    for first in range(0, lives.n, LANES):
        part = lives.part(first, first + LANES)
        block = Block.of(part, days, per_day, record)
        model = ReassuranceModel.of(part, per_day)
        numbers = block.numbers.reshape(ROWS, LANES)
        for step in range(days * per_day):
            for lane, couple in enumerate(model.couples):
                for section, state in ((BEFORE_A, couple.a.state), (BEFORE_B, couple.b.state)):
                    numbers[section.first : section.end, lane] = state
            model.step()
            for lane, couple in enumerate(model.couples):
                for section, values in (
                    (STATE_A, couple.a.state),
                    (STATE_B, couple.b.state),
                    (PAIR, couple.pair),
                    (EPISODE_A, couple.a.episode),
                    (EPISODE_B, couple.b.episode),
                    (A, couple.a.traits),
                    (B, couple.b.traits),
                    (COUPLE, couple.traits),
                    (CONSTANTS, couple.constants),
                ):
                    numbers[section.first : section.end, lane] = values
            _watch()(*block.arrays, step, per_day, model.dt)
        found.append(block.lived(record))
    return found


@functools.cache
def _watch() -> Any:
    """Return the measures' compiled ``watch``: what is noted of a life has one statement, too."""
    return numba_ready().njit(nogil=True, error_model="numpy", cache=can_cache())(measures.watch)
