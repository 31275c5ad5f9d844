"""The turning points of a life in words: a sentence or two for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .course import Course
from .turning_points import WEEK, Point, points
from .wording import counted, happened

if TYPE_CHECKING:
    from pandas import DataFrame

_TITLES = {
    "first_request": "The first request",
    "first_refusal": "The first refusal",
    "first_misread": "The first request heard as criticism",
    "longest_relief": "The longest relief",
    "hardest_blow": "The hardest blow from outside",
}


class Moment(NamedTuple):
    """Something worth telling: the day it falls on, counted from 0, and a sentence or two."""

    day: int
    said: str


def moments(life: Course, events: DataFrame) -> list[Moment]:
    """Return the turning points of a life by day; ``events``: its ``Result.events``."""
    return [Moment(point.day, _said(point, events)) for point in points(life, events)]


def _said(point: Point, events: DataFrame) -> str:
    """Return what is told of a turning point."""
    about = point.about
    if point.event is not None:
        first, *more = (_TITLES[name] for name in point.names)
        title = ", ".join([first, *(name.lower() for name in more)])
        row: Any = events.iloc[point.event]
        return f"{title}: {happened(row)}"
    match point.names[0]:
        case "nobody_asks":
            return "Nobody ever asks for reassurance."
        case "worst_week":
            asked = about["asked"]
            bids = f"{counted(asked, 'request')}, {about['refused']:.0f} refused" if asked else "no requests"
            mean = f"{about['mean']:.2f} over both, against {about['usual']:.2f} over the whole life"
            title = f"The worst week (days {point.day} to {point.day + WEEK - 1})"
            return f"{title}: felt insecurity averages {mean}; {bids}."
        case "first_weeks":
            return f"The first four weeks read as {about['regime']}."
        case "change":
            more_ = about["left_out"]
            between = f" {counted(more_, 'more change')} came in between." if more_ else ""
            return f"From here on the last four weeks read as {about['regime']} (before: {about['before']}).{between}"
    pairs = [f"{name} {a:.2f} (a) and {b:.2f} (b)" for name, (a, b) in about.items()]
    return f"They part, with {', '.join(pairs)}."
