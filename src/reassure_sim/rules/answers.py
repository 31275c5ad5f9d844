"""Blocks 6 and 7 of an episode: how a bid is heard, and whether and how well it is answered."""

from __future__ import annotations

from ..draws import Luck
from ..kernel import clip01, logistic, rule
from ..parameters import Constants, Person
from .derived import steeper
from .states import COST_NORM, FEAR_NORM, GUARD_NORM, SEEK, TRUST_NORM, Bid, Moment, Reply, State


@rule
def hears_criticism(s: State, m: Moment, p: Person, k: Constants, direct: float, u: float) -> float:
    """Return 1.0 when the other's bid is heard as criticism: indirect bids, under stress, pressure, mistrust.

    What is customary where the reader grew up is heard better: hints where asking openly costs much.
    """
    odds = k.misread_base - k.misread_direct * direct + k.misread_pressure * s.pressure
    odds = odds + k.misread_felt * m.felt + k.misread_mistrust * (TRUST_NORM - s.trust)
    odds = odds - k.misread_insight * (p.insight - 0.5)
    odds = odds - k.misread_custom * (p.asking_cost - COST_NORM) * (1.0 - 2.0 * direct)
    return 1.0 if u < logistic(odds + k.misread_fear * (s.fear - FEAR_NORM)) else 0.0


@rule
def answer_odds(s: State, m: Moment, k: Constants, seen: float, direct: float, criticised: float) -> float:
    """Return the log-odds that the one who is asked provides."""
    odds = k.answer_base + k.answer_intimacy * (s.intimacy - 0.5) + k.answer_energy * (s.energy - 0.6)
    odds = odds + k.answer_need * seen * steeper(-k.answer_need_guard, s.guard, GUARD_NORM) + k.answer_direct * direct
    odds = odds - (k.answer_guard + k.answer_guard_pressure * s.pressure) * s.guard - k.answer_pressure * s.pressure
    return odds - k.answer_distress * m.felt - k.answer_criticism * criticised


@rule
def answers(s: State, m: Moment, k: Constants, seen: float, direct: float, criticised: float, u: float) -> float:
    """Return 1.0 when the one who is asked provides, 0.0 when they withdraw."""
    return 1.0 if u < logistic(answer_odds(s, m, k, seen, direct, criticised)) else 0.0


@rule
def giving_quality(s: State, p: Person, other: Person, k: Constants) -> float:
    """Return the quality of reassurance given: less when cold, mis-attuned, tired, or in the wrong channel."""
    gap = p.words_given - other.words_wanted
    match = 1.0 - k.channel_cost * (gap if gap > 0.0 else -gap)
    warmth = 1.0 - k.quality_avoidance * s.guard - k.quality_anxiety * s.fear
    return clip01(warmth * (1.0 - k.quality_energy * (1.0 - s.energy)) * match)


@rule
def reply(s: State, m: Moment, p: Person, other: Person, k: Constants, asked: Bid, seen: float, luck: Luck) -> Reply:
    """Return how a partner takes the other's bid ``asked``, given the distress ``seen``; who withdraws may answer
    nevertheless: else the length of an episode would decide how often."""
    criticised = hears_criticism(s, m, p, k, asked.direct, luck.reading)
    provides = answers(s, m, k, seen, asked.direct, criticised, luck.answer)
    sought = 1.0 if asked.act == SEEK else 0.0
    return Reply(
        criticised=criticised * sought,
        provides=provides * sought,
        quality=giving_quality(s, p, other, k),
    )
