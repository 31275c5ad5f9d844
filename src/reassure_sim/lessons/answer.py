"""What a run answers to a question that was put to the class."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..engines import live
from ..experiment.view import USES, State, follow
from ..scenario import scenario_lives
from .lesson import Lesson, Vote
from .relief import laps, left

LEAST = 0.02
"""Shares below this are as good as none: shares are compared by their ratio."""


def shown_by(vote: Vote, view: State) -> int | None:
    """Return which choice of a vote the year of a view shows, counted from 0.

    Of a question about a ``lap``, the choice whose share is nearest to that of the first laps' relief that is left
    (by ratio); of one about strategies, the choice with the ``most``. None if the vote is about neither, if the year
    has too few laps, or if two choices come out the same.
    """
    if vote.most:
        found = [outcomes(view, choice.strategy)[vote.most] for choice in vote.choices]
        best = max((number for number in found if not np.isnan(number)), default=np.nan)
        return found.index(best) if found.count(best) == 1 else None
    share = left(laps(view), vote.lap) if vote.lap else None
    if share is None:
        return None
    away = [abs(np.log(max(choice.share or 0.0, LEAST) / max(share, LEAST))) for choice in vote.choices]
    return int(np.argmin(away))


def view_of(vote: Vote, lesson: Lesson) -> State:
    """Return whose year answers a vote of a lesson: that in which it is drawn, or else that of the lesson's couple."""
    pictures = [beat.picture for scene in lesson.scenes for beat in scene.beats if beat.picture]
    return next((picture.view for picture in pictures if picture.guess == vote.name), lesson.view)


def outcomes(view: State, use: str) -> Mapping[str, float]:
    """Return what comes of the year of a view if the two take up a strategy: ``relief`` (mean hours of A's laps after
    the first twenty; NaN without any), ``satisfaction`` of both and ``energy`` of B over the last weeks, both 0 to 100.

    Raises:
        ValueError: there is no such strategy.
    """
    if use not in USES:
        raise ValueError(f"no strategy is called {use}; known: {', '.join(USES)}")
    scenario = follow(view._replace(use=use))[0]
    lives = scenario_lives(scenario, 1, view.seed)._replace(couple=np.array([view.luck], np.int64))
    run = {
        name: float(column[0]) for name, column in live(lives, scenario.days, scenario.episodes_per_day).runs.items()
    }
    both = 0.5 * (run["satisfaction_a"] + run["satisfaction_b"])
    return {"relief": run["relief_late_a"], "satisfaction": 100.0 * both, "energy": 100.0 * run["energy_b"]}
