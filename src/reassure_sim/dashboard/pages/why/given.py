"""What the rules are given in one life, episode by episode: the two, their states, and what each feels."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from .... import rules
from ....draws import Key, luck, shared_luck
from ....layout import CONSTANTS, COUPLE, SEEN, STATE_A, STATE_B, A, B
from ....rules import Moment, State
from ....tables import Tables


class Numbers(NamedTuple):
    """The numbers of both partners, of the couple and of the model that hold in an episode."""

    people: tuple[Any, Any]
    couple: Any
    constants: Any


class Side(NamedTuple):
    """One partner at the moment of deciding: person, state before the episode, and what is felt in it."""

    p: Any
    s: State
    m: Moment


class Given:
    """The first life of some tables; ``sides`` needs their episodes."""

    def __init__(self, tables: Tables) -> None:
        lives = tables.lives.part(0, 1)
        values = lives.values[:, 0].copy()
        self._changes = list(lives.changes.by_step()) if lives.changes is not None else []
        self._numbers = [_read(values)]
        for _, changed in self._changes:
            values[changed.row] = changed.value
            self._numbers.append(_read(values))
        self._rows = tables.episodes()[0] if tables.episodes().size else None
        self._dt = 1.0 / tables.episodes_per_day
        self._key = Key(*(int(word) for word in lives.keys()[:, 0]))
        self.sides = lru_cache(maxsize=1)(self._sides)

    def numbers(self, step: int) -> Numbers:
        """Return the numbers that hold in an episode."""
        return self._numbers[sum(at <= step for at, _ in self._changes)]

    def _sides(self, step: int) -> tuple[Side, Side]:
        """Return both partners in an episode."""
        now, begun = self.numbers(step), self._numbers[0]
        shared, found = shared_luck(self._key, step), []
        for i, section in enumerate((STATE_A, STATE_B)):
            if step and self._rows is not None:
                place = slice(section.first - SEEN[0], section.end - SEEN[0])
                state = section.record(*self._rows[step - 1, place].tolist())
            else:
                state = rules.first_state(begun.people[i], begun.couple, begun.constants)
            own = luck(self._key, self._key.first if i == 0 else 1 - self._key.first, step)
            felt = rules.feel(state, now.people[i], now.couple, now.constants, own, shared, self._dt)
            found.append(Side(now.people[i], state, felt))
        return found[0], found[1]


def _read(values: Any) -> Numbers:
    a, b, couple, constants = (s.record(*values[s.first : s.end].tolist()) for s in (A, B, COUPLE, CONSTANTS))
    return Numbers((a, b), couple, constants)
