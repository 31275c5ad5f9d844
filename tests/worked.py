"""What the worked examples of the rules share: records that hold only what an example names.

Everything else is nan, so an example also shows what its rule does *not* read. Arithmetic stands in the examples
themselves, from docs/model.md and with Python's own ``math``; nothing here is taken from the package's equations.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from reassure_sim import rules
from reassure_sim.draws import Luck, SharedLuck
from reassure_sim.parameters import ConstantsRecord
from reassure_sim.parameters.registry import CoupleRecord, PersonRecord


def only(record: Any, **named: float) -> Any:
    """Return the record with nothing but the ``named`` fields."""
    return record(**dict.fromkeys(record._fields, math.nan) | named)


def joined(*records: Any) -> Any:
    """Return one record with all that several of a kind name."""
    named = [{field: value for field, value in record._asdict().items() if not math.isnan(value)} for record in records]
    return records[0]._replace(**{field: value for some in named for field, value in some.items()})


constants, person, couple = (partial(only, record) for record in (ConstantsRecord, PersonRecord, CoupleRecord))
state, moment, pair, rates = (partial(only, record) for record in (rules.State, rules.Moment, rules.Pair, rules.Rates))
luck, shared_luck = partial(only, Luck), partial(only, SharedLuck)

QUIET, ASK, HINT, REACH, LEAVE = (
    rules.Bid(act, direct)
    for act, direct in (
        (rules.CARRY_ON, 0.0),
        (rules.SEEK, 1.0),
        (rules.SEEK, 0.0),
        (rules.REACH_OUT, 0.0),
        (rules.WITHDRAW, 0.0),
    )
)
YES, NO = rules.Reply(criticised=0.0, provides=1.0, quality=0.8), rules.Reply(criticised=0.0, provides=0.0, quality=0.8)


def settled(
    k: Any,
    s: Any,
    mine: rules.Bid = QUIET,
    theirs: rules.Bid = QUIET,
    to_me: rules.Reply = NO,
    by_me: rules.Reply = NO,
    *,
    years: float = math.nan,
    drift: float = math.nan,
    mood: float = math.nan,
    dt: float = 0.25,
    **given: Any,
) -> tuple[rules.State, rules.Episode]:
    """Return a partner after an episode of a quarter of a day, and what was seen of it; no pulse unless ``given``."""
    silent = dict.fromkeys(("pulse", "their_pulse", "their_encouragement"), 0.0)
    given = {"m": moment(), "p": person(), "c": couple(), "r": rates(), "seen": math.nan} | silent | given
    acts = {"mine": mine, "theirs": theirs, "to_me": to_me, "by_me": by_me}
    return rules.settle(s=s, k=k, pair=pair(drift=drift, years=years), luck=luck(mood=mood), dt=dt, **acts, **given)


def about(value: Any) -> Any:
    """Return ``value`` up to rounding."""
    return pytest.approx(value, rel=1e-9, abs=1e-12)


def logistic(odds: float) -> float:
    """Return the probability with these log-odds."""
    return 1.0 / (1.0 + math.exp(-odds))


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability."""
    return math.log(probability / (1.0 - probability))


def chance(happens: Callable[[float], float]) -> float:
    """Return the probability with which a draw makes it happen: where the answer of ``happens(u)`` falls to 0."""
    low, high = 0.0, 1.0
    for _ in range(45):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if happens(middle) == 1.0 else (low, middle)
    return low
