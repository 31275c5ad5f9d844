"""A couple of a society that has come to another page, where it is without friends: what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....experiment.view import State
from ....measures import REGIMES
from ...words import figure
from .living import kept


def kinds(words: Mapping[str, Any]) -> list[str]:
    """Return the words for what a couple can be, by code."""
    return [*(words["regimes"][name] for name in REGIMES), words["society"]["parted"]]


def guest(state: State, words: Mapping[str, Any]) -> str:
    """Say which couple of a society a view shows, and how its year among friends ended, if that was lived lately."""
    said = words["society"]
    told: str = said["guest"].format(n=state.couple, couples=figure(f"{state.couples:,}", words))
    told += said["same_luck" if state.seed == state.people else "other_luck"]
    society = kept(state.asked)
    return told + (said["with_friends"].format(regime=kinds(words)[int(society.ends[state.luck])]) if society else "")
