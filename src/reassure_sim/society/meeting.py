"""Singles who find each other: who meets whom, and what each brings into the new couple."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ..kernel import exp
from ..layout import CONSTANTS, COUPLE, A, B
from ..networks.chance import fractions
from ..parameters import NUMBERS, ROW
from ..rules import Morning, Pair, Standing, State, satisfaction, start_state
from .among import Formed, Repairing, Society

MEETING, BONDING = 1043, 1047
"""Owners of the luck of meeting and of a new couple's bond; see ``draws``."""

Numbers = NDArray[np.float64]


class Side(NamedTuple):
    """What one person brings: the numbers of a ``Person`` as at the start, but norms as they now are; what friends
    move, as at the start; the state. What was scheduled for the couple before stays behind."""

    traits: Numbers
    origin: Morning
    state: State


class Beginning(NamedTuple):
    """A couple on its first day: ``values`` (len(PATHS),), both states, the pair, and both satisfied as they begin."""

    values: Numbers
    a: State
    b: State
    pair: Pair
    satisfied: tuple[float, float]
    standing: Standing


class Meeting:
    """Who is single since when, day by day, and who finds whom in a society; ``seed`` in [0, 2**64).

    Nobody meets where ``society.repairing`` is ``None``.
    """

    def __init__(self, society: Society, seed: int) -> None:
        self.how, self.bond, self.seed = society.repairing or Repairing(1e300), society.bond, seed
        self.since = np.where(society.node >= 0, 0, _NOBODY)  # days lived when somebody became single
        self.since[: 2 * society.couples] = _TAKEN
        self.found: list[tuple[int, int, int]] = []

    def meet(self, day: int, partnered: NDArray[np.bool_]) -> list[tuple[int, int]]:
        """Return the pairs of persons that form a couple on the evening of the ``day``-th day (1 is the first).

        partnered: (people,), this evening. Who looks is paired by luck, two by two; one may be left.
        """
        self.since[(self.since == _TAKEN) & ~partnered] = day
        free = np.flatnonzero((self.since >= 0) & (day - self.since >= self.how.wait))
        look, order = fractions(self.seed, MEETING, free, step=day)
        looking = look < 1.0 - exp(-1.0 / self.how.days)
        people = free[looking][np.argsort(order[looking], kind="stable")]
        people = people[: len(people) // 2 * 2]
        self.since[people] = _TAKEN
        pairs = [(int(a), int(b)) for a, b in people.reshape(-1, 2)]
        self.found += [(day, a, b) for a, b in pairs]
        return pairs

    def begin(self, base: Numbers, a: Side, b: Side, number: int) -> Beginning:
        """Return how the couple ``number`` begins: what they share as in ``base`` (len(PATHS),), but a bond of its own,
        unmarried, no years behind them."""
        values = base.copy()
        values[A.first : A.end], values[B.first : B.end] = a.traits, b.traits
        draw = fractions(self.seed, BONDING, np.array([number]))[0]
        low, high = NUMBERS["couple.bond"].low, NUMBERS["couple.bond"].high
        values[ROW["couple.bond"]] = np.clip(self.bond * special.ndtri(draw)[0], low, high)
        values[ROW["couple.married"]] = values[ROW["couple.years_together"]] = 0.0
        told = values.tolist()
        p, q, c, k = (section.record(*told[section.first : section.end]) for section in (A, B, COUPLE, CONSTANTS))
        states = []
        for person, old in ((p, a.state), (q, b.state)):
            states.append(start_state(person, c, k, old.fear, old.guard, old.coping, old.doubt, old.mood))
        content = [satisfaction(s.trust, s.intimacy, s.energy, s.insecurity, s.insecurity, 0.0, 0.0, k) for s in states]
        standing = Standing(*(getattr(c, name) for name in Standing._fields))
        return Beginning(values, states[0], states[1], Pair(0.0, 0.0, 1.0), (content[0], content[1]), standing)

    @property
    def formed(self) -> Formed:
        """Return the couples that have formed so far."""
        table = np.array(self.found, np.int64).reshape(-1, 3)
        return Formed(table[:, 0], table[:, 1], table[:, 2])


_TAKEN, _NOBODY = -1, -2
