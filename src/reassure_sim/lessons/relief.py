"""What a run answers to a question about relief: its hours lap by lap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..engines import live
from ..experiment.view import State, follow
from ..measures import EVENT_COLUMNS, KINDS
from ..scenario import scenario_lives
from .lesson import Vote

AROUND = 2
"""Laps before and after the one asked about: how long one lap lasts is much luck, so five are averaged."""


def laps(view: State) -> NDArray[np.float64]:
    """Return the hours of relief of A's laps in the year of a view, in order; one without a seen end is left out."""
    scenario = follow(view)[0]
    lives = scenario_lives(scenario, 1, view.seed)._replace(couple=np.array([view.luck], np.int64))
    events = live(lives, scenario.days, scenario.episodes_per_day, record=("events",)).events()[:, 1:]
    kind, person, hours = (events[:, EVENT_COLUMNS.index(name)] for name in ("kind", "person", "hours_of_relief"))
    own: NDArray[np.float64] = hours[(person == 0) & (kind == KINDS.index("seek")) & np.isfinite(hours)]
    return own


def shown_by(vote: Vote, view: State) -> int | None:
    """Return which choice of a vote the year shows: that whose share of the first laps' relief is nearest to what is
    left around the lap asked about. None if the vote is about something else, or the year has too few laps."""
    hours = laps(view)
    if not vote.lap or len(hours) < vote.lap + AROUND:
        return None
    first = hours[: AROUND + 1].mean()
    left = hours[vote.lap - 1 - AROUND : vote.lap + AROUND].mean() / first
    shares = [choice.share for choice in vote.choices]
    return min(range(len(shares)), key=lambda i: abs(np.log(max(shares[i] or 0.0, 0.02) / max(left, 0.02))))
