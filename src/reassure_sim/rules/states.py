"""What the rules pass to each other: a partner's state, the pair, and the steps of an episode."""

from __future__ import annotations

from typing import NamedTuple

CARRY_ON, SEEK, REACH_OUT, WITHDRAW = 0.0, 1.0, 2.0, 3.0
"""What a partner may do in an episode."""

# Norms of the population around which effects are centred (ECR-R means mapped to [0, 1]).
FEAR_NORM = 0.43
GUARD_NORM = 0.32
TRUST_NORM = 0.65
ESTEEM_NORM = 0.5
COST_NORM = 0.3
FIRST_ENERGY = 0.8
DAYS_A_YEAR = 365.25


class State(NamedTuple):
    """One partner at the start of an episode."""

    insecurity: float
    relief: float
    overshoot: float
    tolerance: float
    energy: float
    trust: float
    intimacy: float
    pressure: float
    fear: float
    guard: float
    coping: float
    doubt: float
    habit: float
    recent_seeking: float
    care: float
    strain: float
    commitment: float
    mood: float
    busy: float


class Pair(NamedTuple):
    """What the two share: the drift of their bond, years together, and whether they still are."""

    drift: float
    years: float
    together: float


class Rates(NamedTuple):
    """What one partner's parameters and ``dt`` give once and for all, until a parameter changes."""

    tolerance: float
    pressure: float
    trust: float
    intimacy: float
    fear: float
    guard: float
    coping: float
    doubt: float
    habit: float
    recent_seeking: float
    half_care: float
    commitment: float
    energy: float
    drift: float
    drift_couple: float
    drift_person: float


class Moment(NamedTuple):
    """One partner at the moment of deciding: after the world, doubts and self-soothing."""

    insecurity: float
    relief: float
    overshoot: float
    felt: float
    shown: float
    stress: float
    doubted: float
    good: float
    alone: float


class Bid(NamedTuple):
    """What a partner does: the act, and whether an asking is direct."""

    act: float
    direct: float


class Reply(NamedTuple):
    """How a partner takes the other's bid: whether it is heard as criticism, whether it is answered,
    and the quality of any reassurance that this partner gives in the episode."""

    criticised: float
    provides: float
    quality: float


class Episode(NamedTuple):
    """What an observer may note of one partner in one episode, beside the states."""

    lived: float
    act: float
    direct: float
    misread: float
    answered: float
    provided: float
    quality: float
    pulse: float
    given: float
    stress: float
    doubted: float
    felt_before: float
    felt: float
    satisfaction: float
    soothed_alone: float
    soothed_by_partner: float
    d_insecurity: float
    d_trust: float
