"""Friends, once a day: what each person shows in the evening, and what the friends' evenings do by the morning.

Not a part of an episode: the numbers that it sets (``comfort``, ``spillover``, ``approval``, ``nearby`` and the four
norms) hold for all episodes of the day.
"""

from __future__ import annotations

from typing import NamedTuple

from ..kernel import clip01, exp, rule
from ..parameters import Constants, Person
from .states import FIRST_ENERGY, Episode, State


class Public(NamedTuple):
    """What friends can see of a person in the evening, each in [0, 1]; summed over friends by weight, what is heard."""

    spare: float  # comfort that this person can give
    shown: float  # distress that shows
    satisfied: float  # satisfaction with the relationship; 0 without one
    partnered: float  # 1 within a couple, else 0
    parted: float  # 1 on the day of a break-up, then fading; 0 within a couple
    asking_norm: float
    asking_cost: float
    words_given: float
    words_wanted: float


class Morning(NamedTuple):
    """What friends have done to a person by the morning: numbers of a ``Person``."""

    comfort: float
    spillover: float
    asking_norm: float
    asking_cost: float
    words_given: float
    words_wanted: float


NORMS = Morning._fields[2:]
"""Norms of a person that friends draw."""

MOST_STRESS = 6.0
"""Life stress that friends add at most: as much as a life can have by itself."""


class Standing(NamedTuple):
    """How a couple stands with friends in the morning: numbers of a ``Couple``."""

    approval: float
    nearby: float


@rule
def spare_comfort(energy: float, k: Constants) -> float:
    """Return the comfort that somebody can give to a friend: none when exhausted, all when rested."""
    return clip01((energy - k.comfort_spent) / (1.0 - k.comfort_spent + 1e-300))


@rule
def evening(s: State, p: Person, k: Constants, e: Episode, together: float, before: Public) -> Public:
    """Return what a person shows after the day's last episode ``e``; ``before``: the evening before.

    Who has no partner has the energy of a rested person, less what a fresh break-up takes, and shows no distress
    about a relationship.
    """
    faded = before.parted * exp(-1.0 / k.nearby_days)
    parted = (1.0 - together) * (1.0 if before.partnered == 1.0 else faded)
    single = spare_comfort(FIRST_ENERGY, k) * (1.0 - parted)
    return Public(
        spare=spare_comfort(s.energy, k) if together == 1.0 else single,
        shown=together * e.felt * (1.0 - k.expression_guard * s.guard),
        satisfied=together * e.satisfaction,
        partnered=together,
        parted=parted,
        asking_norm=p.asking_norm,
        asking_cost=p.asking_cost,
        words_given=p.words_given,
        words_wanted=p.words_wanted,
    )


@rule
def drawn(x: float, origin: float, total: float, friends: float, stubbornness: float, k: Constants) -> float:
    """Return a norm in the morning: drawn to the friends' mean (DeGroot 1974) and, by stubbornness, to where it came
    from (Friedkin & Johnsen 1990). ``total``: the friends' norms, summed by weight; ``friends``: the sum of weights."""
    mean = total / friends if friends > 0.0 else x
    return clip01(x + k.norm_pull * ((1.0 - stubbornness) * (mean - x) + stubbornness * (origin - x)))


@rule
def among(total: float, friends: float) -> float:
    """Return the mean over friends of what was summed by weight; 0 without friends."""
    return total / friends if friends > 0.0 else 0.0


@rule
def morning(p: Person, origin: Morning, heard: Public, friends: float, k: Constants) -> Morning:
    """Return a person's numbers after hearing of the friends' evenings; ``origin``: these as at the start.

    ``heard``: sums over friends by weight; ``friends``: the sum of weights, 0 or more.
    """
    spillover = origin.spillover + k.spill_gain * among(heard.shown, friends)
    return Morning(
        comfort=clip01(origin.comfort + k.comfort_gain * heard.spare / (k.friends_half + friends + 1e-300)),
        spillover=spillover if spillover < MOST_STRESS else MOST_STRESS,
        asking_norm=drawn(p.asking_norm, origin.asking_norm, heard.asking_norm, friends, p.stubbornness, k),
        asking_cost=drawn(p.asking_cost, origin.asking_cost, heard.asking_cost, friends, p.stubbornness, k),
        words_given=drawn(p.words_given, origin.words_given, heard.words_given, friends, p.stubbornness, k),
        words_wanted=drawn(p.words_wanted, origin.words_wanted, heard.words_wanted, friends, p.stubbornness, k),
    )


@rule
def measured(satisfied: float, heard: Public) -> float:
    """Return how a relationship looks to one partner's friends, who measure it by their own; 0 where none has one."""
    return satisfied - heard.satisfied / heard.partnered if heard.partnered > 0.0 else 0.0


@rule
def standing(
    origin: Standing, satisfied: float, by_a: Public, friends_a: float, by_b: Public, friends_b: float, k: Constants
) -> Standing:
    """Return how a couple stands with friends; ``origin``: as at the start, ``satisfied``: the mean of both partners'
    satisfaction in the evening, ``by_a``, ``friends_a`` and so on: what each has heard, as in ``morning``."""
    seen = k.approval_gain * 0.5 * (measured(satisfied, by_a) + measured(satisfied, by_b))
    approval = origin.approval + seen
    approval = approval if approval < 1.0 else 1.0
    return Standing(
        approval=approval if approval > -1.0 else -1.0,
        nearby=clip01(origin.nearby + 0.5 * (among(by_a.parted, friends_a) + among(by_b.parted, friends_b))),
    )
