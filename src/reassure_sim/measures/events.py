"""Events: what happened in a life, one row each, as a story would tell it."""

from __future__ import annotations

from typing import Any

from ..kernel import measure, rule
from ..layout import read_episode
from ..rules import SEEK, Episode
from .causes import why

KINDS = ("", "seek", "reach_out", "withdraw", "stress", "doubt")
"""Kinds of event; the first three after none are acts, with the acts' own codes."""
STRESS, DOUBT = 4.0, 5.0

EVENT_COLUMNS = (
    "step",
    "person",
    "kind",
    "style",
    "read_as",
    "answer",
    "quality",
    "size",
    "d_insecurity",
    "d_trust",
    "hours_of_relief",
    "cause",
    "cause_size",
    "second_cause",
    "second_size",
    "answer_cause",
    "answer_cause_size",
    "answer_second_cause",
    "answer_second_size",
)
"""``person`` 0 or 1; ``style`` 1 = direct; ``read_as`` 1 = criticism; ``answer`` 1 = reassured; ``size`` the
shock, the doubt's rise of insecurity, or the pulse of reassurance received (seek) or given (reach_out);
``d_insecurity``, ``d_trust`` of the person in the episode of an act, NaN for stress and doubt;
``hours_of_relief`` of the lap that a reassured bid opens, else NaN; then the two largest causes of an act, and of the
answer to a bid, as places in ``CAUSES`` with their sizes (0: none)."""
HOURS = EVENT_COLUMNS.index("hours_of_relief")
WHY = EVENT_COLUMNS.index("cause")


@rule
def eventful(block: Any, episode: int, lane: int) -> bool:
    """Tell whether anything befell this partner, or was done by them, in the episode just lived."""
    e: Episode = read_episode(block, episode, lane)
    return e.stress > 0.0 or e.doubted > 0.0 or e.act > 0.0


@measure
def row(events: Any, counts: Any, lane: int, step: int, person: int, kind: float, e: Episode, size: float) -> None:
    """Append one event of ``lane`` (events: capacity x lanes x columns)."""
    at = counts[lane]
    if at < events.shape[0]:
        events[at, lane, 0] = step
        events[at, lane, 1] = person
        events[at, lane, 2] = kind
        events[at, lane, 3] = e.direct
        events[at, lane, 4] = e.misread
        events[at, lane, 5] = e.answered
        events[at, lane, 6] = e.quality if kind < STRESS else float("nan")
        events[at, lane, 7] = size
        acted = kind < STRESS
        events[at, lane, 8] = e.d_insecurity if acted else float("nan")
        events[at, lane, 9] = e.d_trust if acted else float("nan")
        events[at, lane, HOURS] = float("nan")
        for column in range(WHY, WHY + 8):
            events[at, lane, column] = 0.0
        counts[lane] = at + 1


@measure
def jot(
    events: Any,
    counts: Any,
    opened: Any,
    lane: int,
    step: int,
    person: int,
    e: Episode,
    hours: float,
    block: Any,
    dt: float,
) -> None:
    """Note the events of one partner's episode, and the ``hours`` of the lap that it ended (-1: none)."""
    if hours >= 0.0 and opened[person, lane] >= 0:
        events[opened[person, lane], lane, HOURS] = hours
        opened[person, lane] = -1
    if e.stress > 0.0:
        row(events, counts, lane, step, person, STRESS, e, e.stress)
    if e.doubted > 0.0:
        row(events, counts, lane, step, person, DOUBT, e, e.doubted)
    if e.act > 0.0:
        if e.answered == 1.0 and counts[lane] < events.shape[0]:
            opened[person, lane] = counts[lane]
        at = counts[lane]
        row(events, counts, lane, step, person, e.act, e, e.pulse if e.act == SEEK else e.given)
        if counts[lane] > at:
            why(events, at, lane, WHY, block, step, dt, person, e)
