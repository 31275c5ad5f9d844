"""How a decision stood when it fell: how soon an act was due, and how many such bids are answered."""

from __future__ import annotations

import math
from typing import NamedTuple

from .... import rules
from ....kernel import logistic
from ....measures import EVENT_COLUMNS
from ....parameters import Constants
from ....rules import REACH_OUT, SEEK, WITHDRAW
from ....tables import Tables
from .given import Given, Side

_STEP, _PERSON, _KIND, _STYLE, _READ = (
    1 + EVENT_COLUMNS.index(name) for name in ("step", "person", "kind", "style", "read_as")
)


class Odds(NamedTuple):
    """How an act stood: ``felt``: felt insecurity of the one who acts; ``due``: hours after which such an act comes on
    average if all stays as it is; ``calm``: the same without any felt insecurity; ``answered``: the chance that a bid
    which is heard like this one is answered (NaN for what is no bid)."""

    felt: float
    due: float
    calm: float
    answered: float


def odds(tables: Tables) -> list[Odds | None]:
    """Return how each event of the first life stood, none for triggers and doubts; the tables hold their episodes."""
    given = Given(tables)
    found: list[Odds | None] = []
    for row in tables.events().tolist():
        step, person, kind = int(row[_STEP]), int(row[_PERSON]), row[_KIND]
        if kind not in (SEEK, REACH_OUT, WITHDRAW):
            found.append(None)
            continue
        numbers, sides = given.numbers(step), given.sides(step)
        me, them, k = sides[person], sides[1 - person], numbers.constants
        contact = me.p.acts * (1.0 - numbers.couple.apart)
        due, calm = (
            24.0 / max(contact * _rate(kind, side, k, them.m.shown), 1e-300)
            for side in (me, me._replace(m=me.m._replace(felt=0.0)))
        )
        answered = math.nan
        if kind == SEEK:
            answered = logistic(rules.answer_odds(them.s, them.m, k, me.m.shown, row[_STYLE], row[_READ]))
        found.append(Odds(me.m.felt, due, calm, answered))
    return found


def _rate(kind: float, side: Side, k: Constants, seen: float) -> float:
    """Return how often one does an act (1/day)."""
    if kind == SEEK:
        return rules.seek_rate(side.s, side.m, side.p, k)
    return rules.reach_rate(side.s, side.m, k, seen) if kind == REACH_OUT else rules.withdraw_rate(side.s, side.m, k)
