"""The life that a view shows, and its twin: the same luck with one event taken out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from ....analysis.removal import Event, removed
from ....block import RECORDS
from ....engines import live
from ....experiment.view import State, follow
from ....measures import EVENT_COLUMNS, KINDS
from ....scenario import scenario_lives
from ....tables import Tables

_STEP, _PERSON, _KIND = (EVENT_COLUMNS.index(name) + 1 for name in ("step", "person", "kind"))


def lived(state: State, without: Sequence[Event] = (), record: Collection[str] = RECORDS) -> Tables:
    """Return one year of a view's couple, ``without`` some of its events."""
    couple = follow(state)[0]
    lives = scenario_lives(couple, 1, state.seed)._replace(couple=np.array([state.luck], np.int64))
    taken = removed(lives, without) if without else lives
    return live(taken, couple.days, couple.episodes_per_day, record=record)


def event(name: str, life: Tables) -> Event | None:
    """Return the event of a life that is called ``step-partner-kind``; None if there is no such event."""
    step, partner, kind = (*name.split("-"), "", "")[:3]
    if kind not in KINDS[1:] or partner not in ("a", "b"):
        return None
    rows = life.events()
    named = (rows[:, _STEP] == int(step)) & (rows[:, _PERSON] == "ab".index(partner))
    return Event(0, int(step), partner, kind) if (named & (rows[:, _KIND] == KINDS.index(kind))).any() else None
