"""The project's Mesa agents, improved once after profiling.

``cProfile`` of ``ReassuranceModel.step`` gives 35 % to the interpreted Philox and 25 % to the interpreted ``exp``. So
here the luck of all couples is drawn at once, by Philox on NumPy arrays, eight episodes ahead, and dealt to the agents;
no data are collected. Agents, rules and their order are untouched: the trajectories are the model's, bit for bit
(``engine.py`` checks it). With ``with_libm_exp()`` the agents also call C's ``exp``, as an ordinary Mesa modeller
would; its last bits differ from ours, so that row agrees within rounding until a draw falls between the two.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import sys
from collections.abc import Iterator
from typing import Any

import mesa
import numpy as np

from reassure_sim import kernel, rules
from reassure_sim.agents import NOTHING, Couple, Partner
from reassure_sim.block import Lives
from reassure_sim.draws import SHARED, Key, Luck, SharedLuck, Words, philox
from reassure_sim.layout import CONSTANTS, COUPLE, A, B
from reassure_sim.scenario import Scenario, scenario_lives

AHEAD = 8
"""Episodes whose luck is drawn in one go."""


class DealtPartner(Partner):
    """A partner who is dealt luck instead of drawing it."""

    def feel(self) -> None:
        """Meet the world with the luck of this episode."""
        couple = self.couple
        self.moment = rules.feel(
            self.state, self.traits, couple.traits, couple.constants, self.luck, couple.luck, self.model.dt
        )


class DealtCouple(Couple):
    """A couple that is dealt luck instead of drawing it."""

    def decide(self) -> None:
        """First phase, as in ``Couple``."""
        if not self.together:
            self.a.episode = self.b.episode = NOTHING
            return
        self.a.feel()
        self.b.feel()
        self.a.bid, self.b.bid = self.a.decide(), self.b.decide()


class DealtModel(mesa.Model):  # type: ignore[misc]
    """``ReassuranceModel`` without its data collector, with luck drawn by NumPy for all couples."""

    def __init__(self, lives: Lives, per_day: int) -> None:
        super().__init__(rng=int(lives.seed[0]) % 2**32)
        self.dt = 1.0 / per_day
        self.tick = 0
        self.couples: list[Couple] = []
        words = lives.keys().astype(np.int64)
        for lane in range(lives.n):
            values = np.asarray(lives.values)[:, lane].tolist()
            traits_a, traits_b, couple, constants = (
                section.record(*values[section.first : section.end]) for section in (A, B, COUPLE, CONSTANTS)
            )
            key = Key(*(int(word) for word in words[:, lane]))
            a = DealtPartner(self, "a", key.first, traits_a)
            b = DealtPartner(self, "b", 1 - key.first, traits_b)
            self.couples.append(DealtCouple(self, a, b, couple, constants, key))
        self.keys = Key(*words.astype(np.uint64))
        self.dealt: Iterator[Any] = iter(())

    def step(self) -> None:
        """Live one episode."""
        luck = next(self.dealt, None)
        if luck is None:
            self.dealt = _deal(self.keys, self.tick, AHEAD)
            luck = next(self.dealt)
        for couple, (for_a, for_b, shared) in zip(self.couples, luck, strict=True):
            couple.a.luck, couple.b.luck, couple.luck = for_a, for_b, shared
        couples = self.agents_by_type[DealtCouple]
        couples.do("decide")
        couples.do("settle")
        self.tick += 1


def _deal(key: Key, first: int, steps: int) -> Iterator[Any]:
    """Return the luck of every couple in each of ``steps`` episodes; the rules of ``draws.py``, given arrays."""
    step = np.arange(first, first + steps, dtype=np.uint64)[:, None] + np.zeros_like(key.couple)
    mask = np.uint64(0xFFFFFFFF)

    def block(person: Any) -> list[Any]:
        counter = Words(key.couple & mask, step, person + np.zeros_like(step), key.seed_high + np.zeros_like(step))
        return [(word.astype(np.float64) + 0.5) * 2.0**-32 for word in philox(counter, key.seed_low, key.replicate)]

    four = np.uint64(4)
    a, b = key.first, np.uint64(1) - key.first
    of_a, of_b = block(a) + block(a + four), block(b) + block(b + four)
    shared = block(np.uint64(SHARED))
    for i in range(steps):
        yield zip(
            map(Luck._make, zip(*(x[i].tolist() for x in of_a), strict=True)),
            map(Luck._make, zip(*(x[i].tolist() for x in of_b), strict=True)),
            map(SharedLuck._make, zip(*(x[i].tolist() for x in shared), strict=True)),
            strict=True,
        )


def model(couples: int, seed: int, days: int = 365) -> DealtModel:
    """Return the model of ``couples`` anxious-avoidant pairs."""
    scenario = Scenario.preset("anxious_avoidant", days=days)
    return DealtModel(scenario_lives(scenario, couples, seed), scenario.episodes_per_day)


@contextlib.contextmanager
def with_libm_exp() -> Iterator[None]:
    """Have interpreted rules call C's ``exp`` meanwhile."""
    ours = kernel.exp
    homes = [m for name, m in list(sys.modules.items()) if name.startswith("reassure_sim")]
    changed = [home for home in homes if getattr(home, "exp", None) is ours]
    try:
        for home in changed:
            home.exp = math.exp  # type: ignore[attr-defined]
        yield
    finally:
        for home in changed:
            home.exp = ours  # type: ignore[attr-defined]


class Run(DealtModel):
    """What ``mesa.batch_run`` can run: ``couples`` pairs for exactly ``episodes`` episodes.

    3.3.1 runs one step more than ``max_steps``, and reads every collected row by the number of the step; so the model
    stops itself, and collects one number a step. 3.5 hands over an ``rng`` or ``seed`` of its own, which is not used:
    ``luck`` is the seed.
    """

    def __init__(self, couples: int = 50, luck: int = 0, episodes: int = 8, rng: Any = None, seed: Any = None) -> None:
        scenario = Scenario.preset("anxious_avoidant")
        super().__init__(scenario_lives(scenario, couples, luck), scenario.episodes_per_day)
        self.episodes = episodes
        self.datacollector = mesa.DataCollector({"together": lambda m: sum(c.together for c in m.couples)})

    def step(self) -> None:
        """Live one episode and collect its row."""
        super().step()
        self.datacollector.collect(self)
        self.running = self.tick < self.episodes


def batch(runs: int, couples: int, episodes: int, processes: int) -> int:
    """Run ``mesa.batch_run`` and return how many runs came back."""
    from mesa.batchrunner import batch_run

    parameters = {"couples": couples, "luck": list(itertools.islice(itertools.count(), runs)), "episodes": episodes}
    rows = batch_run(
        Run,
        parameters,
        number_processes=processes,
        max_steps=episodes,
        data_collection_period=-1,
        display_progress=False,
    )
    return len({row["luck"] for row in rows})
