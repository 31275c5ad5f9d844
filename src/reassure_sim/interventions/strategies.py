"""The five strategies, as data: what each moves, how far at dose 1, how fast, and what of it is kept."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

REFERENCES: Mapping[str, str] = MappingProxyType(
    {
        "assumption": "neither fitted nor cited: a working value, set by hand with the findings in view",
        "hawkins-2008": "Hawkins et al. 2008, Journal of Consulting and Clinical Psychology 76:723: relationship "
        "education raises communication by d = .44; as log-odds 0.8, the sum of both moves at the default constants",
        "neal-radomsky-2019": "Neal & Radomsky 2019, Cognitive Therapy and Research: supporting coping beats "
        "withholding reassurance (sign only; size: assumption)",
        "burgess-moser-2016": "Burgess Moser et al. 2016, Journal of Marital and Family Therapy 42:231: avoidance "
        "falls first, anxiety after softening (order only; as cited, not re-read)",
    }
)
"""Citation keys that a move's ``source`` may name."""


class Move(NamedTuple):
    """One number that an intervention moves: ``how`` it takes ``size`` (``to`` it, ``by`` it, ``times`` it, or that
    share of the way ``towards`` the other partner's ``goal``), over ``ramp`` days in weekly steps; the share ``kept``
    of the change stays when the intervention ends."""

    name: str
    how: str
    size: float
    ramp: float = 0.0
    kept: float = 0.0
    source: str = "assumption"
    goal: str = ""


class Strategy(NamedTuple):
    """What a strategy moves at dose 1. ``strength`` scales all its moves at once; ``length``: days it lasts when no end
    is given; ``uptake`` and ``relapse``: the shares used when none are given."""

    meaning: str
    moves: tuple[Move, ...]
    strength: float = 1.0
    length: float = math.inf
    uptake: float = 1.0
    relapse: float = 0.0


def _skill(name: str, how: str, size: float, source: str = "assumption", goal: str = "") -> Move:
    """A skill takes weeks of practice, and half of it stays without practice."""
    return Move(name, how, size, 28.0, 0.5, source, goal)


def _gain(name: str, size: float) -> Move:
    """What grows over about 20 weekly sessions."""
    return Move(name, "by", size, 140.0, 0.7)


STRATEGIES: Mapping[str, Strategy] = MappingProxyType(
    {
        "recognise_styles": Strategy(
            "both know their own and the other's attachment style: a protest is heard as a need",
            (_skill("insight", "by", 0.3),),
        ),
        "talk_openly": Strategy(
            "needs are voiced directly, at less cost",
            (
                _skill("clarity", "by", 0.15, source="hawkins-2008"),
                _skill("asking_cost", "by", -0.1, source="hawkins-2008"),
            ),
        ),
        "words_and_actions": Strategy(
            "reassurance comes in the channel, words or acts, that the other hopes for",
            (_skill("words_given", "towards", 0.7, goal="words_wanted"),),
        ),
        "address_fear": Strategy(
            "answers reach the fear and help to cope, instead of the surface request only",
            (_skill("encouragement", "by", 0.4, source="neal-radomsky-2019"),),
        ),
        "professional_support": Strategy(
            "a programme of about 20 weekly sessions: avoidance falls first, anxiety after softening events",
            (
                Move("support", "by", 1.0, source="burgess-moser-2016"),
                _gain("self_esteem", 0.1),
                _gain("self_soothing", 0.15),
                _gain("clarity", 0.15),
            ),
            length=140.0,
            uptake=0.7,
            relapse=0.1,
        ),
    }
)
"""The five strategies by name. ``professional_support``'s uptake is its response: some do not respond."""
