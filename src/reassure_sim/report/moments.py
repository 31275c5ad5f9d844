"""The turning points of a life: the few days of a year that a story would tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..measures import LAST_DAYS, REGIMES
from .course import Course
from .wording import counted, happened

if TYPE_CHECKING:
    from pandas import DataFrame

WEEK = 7
CHANGES = 4
"""Most changes of regime that are told one by one."""


class Moment(NamedTuple):
    """Something worth telling: the day it falls on, counted from 0, and a sentence or two."""

    day: int
    said: str


def moments(life: Course, events: DataFrame) -> list[Moment]:
    """Return the turning points of a life by day; ``events``: its ``Result.events``."""
    found = [*_bids(events), *_blow(events), *_worst_week(life), *_regimes(life), *_parting(life)]
    return sorted(found, key=lambda moment: moment.day)


def first_refusal(events: DataFrame) -> Any:
    """Return the first bid that was met by withdrawal, as a row; ``None`` without one."""
    refused = events[events["answer"] == "withdrew"]
    return None if refused.empty else refused.iloc[0]


def _bids(events: DataFrame) -> Iterator[Moment]:
    """Yield the first bid, the first refusal, the first bid heard as criticism and the one that relieved longest;
    a bid that is several of these is told once."""
    bids = events[events["kind"] == "seek"]
    if bids.empty:
        yield Moment(0, "Nobody ever asks for reassurance.")
        return
    named: dict[str, Any] = {"The first request": bids.iloc[0]}
    if (refused := first_refusal(bids)) is not None:
        named["The first refusal"] = refused
    heard = bids[bids["read_as"] == "criticism"]
    if not heard.empty:
        named["The first request heard as criticism"] = heard.iloc[0]
    if bids["hours_of_relief"].max() > 0.0:
        named["The longest relief"] = bids.iloc[int(np.nanargmax(bids["hours_of_relief"].to_numpy()))]
    titled: dict[Any, list[str]] = {}
    for name, row in named.items():
        titled.setdefault(row.name, []).append(name)
    for names in titled.values():
        row, title = named[names[0]], ", ".join([names[0], *(name.lower() for name in names[1:])])
        yield Moment(int(row["day"]), f"{title}: {happened(row)}")


def _blow(events: DataFrame) -> Iterator[Moment]:
    """Yield the largest blow from outside."""
    blows = events[events["kind"] == "stress"]
    if not blows.empty:
        worst: Any = blows.iloc[int(blows["size"].to_numpy().argmax())]
        yield Moment(int(worst["day"]), f"The hardest blow from outside: {happened(worst)}")


def _worst_week(life: Course) -> Iterator[Moment]:
    """Yield the seven days in which felt insecurity, the mean of both, was highest."""
    felt = life.days("felt_insecurity").mean(axis=0)
    if len(felt) < 2 * WEEK:
        return
    weekly = np.convolve(felt, np.ones(WEEK) / WEEK, "valid")
    day = int(weekly.argmax())
    asked, refused = (float(life.days(name)[:, day : day + WEEK].sum()) for name in ("asked", "rebuffed"))
    mean, usual = f"{weekly[day]:.2f}", f"{felt.mean():.2f}"
    bids = f"{counted(asked, 'request')}, {refused:.0f} refused" if asked else "no requests"
    said = f"felt insecurity averages {mean} over both, against {usual} over the whole life; {bids}."
    yield Moment(day, f"The worst week (days {day} to {day + WEEK - 1}): {said}")


def _regimes(life: Course) -> Iterator[Moment]:
    """Yield what the first four weeks read as, and where that changes; of many changes the first and the last two."""
    first = LAST_DAYS - 1
    if life.lived <= first:
        return
    names = [REGIMES[int(code)] for code in life.regime[first:]]
    yield Moment(first, f"The first four weeks read as {names[0]}.")
    days = [first + i for i in range(1, len(names)) if names[i] != names[i - 1]]
    told = days if len(days) <= CHANGES else [*days[:2], *days[-2:]]
    for day in told:
        before, now = names[day - 1 - first], names[day - first]
        left_out = len(days) - CHANGES if day == told[-2:][0] else 0
        between = f" {counted(left_out, 'more change')} came in between." if left_out > 0 else ""
        yield Moment(day, f"From here on the last four weeks read as {now} (before: {before}).{between}")


def _parting(life: Course) -> Iterator[Moment]:
    """Yield the day of a separation."""
    if life.days("together")[0, -1] == 1.0:
        return
    day = life.lived - 1
    ends = {name: life.days(name)[:, -1] for name in ("commitment", "satisfaction", "trust")}
    pairs = [f"{name} {a:.2f} (a) and {b:.2f} (b)" for name, (a, b) in ends.items()]
    yield Moment(day, f"They part, with {', '.join(pairs)}.")
