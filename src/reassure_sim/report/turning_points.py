"""The turning points of a life: which few days of a year a story would tell, and what was measured of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..measures import LAST_DAYS, REGIMES
from .course import Course

if TYPE_CHECKING:
    from pandas import DataFrame

WEEK = 7
CHANGES = 4
"""Most changes of regime that are told one by one."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Point(NamedTuple):
    """A turning point: its day, counted from 0; what it is, by one or more names; the place of its event among the
    life's events, if it is one; and what else there is to tell of it."""

    day: int
    names: tuple[str, ...]
    event: int | None = None
    about: Mapping[str, Any] = _NOTHING


def points(life: Course, events: DataFrame) -> list[Point]:
    """Return the turning points of a life by day; ``events``: its ``Result.events``, and of no other life.

    Names: ``nobody_asks``; ``first_request``, ``first_refusal``, ``first_misread``, ``longest_relief`` (a bid may be
    several of these); ``hardest_blow``; ``worst_week``; ``first_weeks``, ``change`` (of regime); ``parting``.
    """
    found = [*_bids(events), *_blow(events), *_worst_week(life), *_regimes(life), *_parting(life)]
    return sorted(found, key=lambda point: point.day)


def first_refusal(events: DataFrame) -> int | None:
    """Return the place of the first bid that was met by withdrawal; ``None`` without one."""
    refused = np.flatnonzero((events["answer"] == "withdrew").fillna(False).to_numpy(bool))
    return int(refused[0]) if refused.size else None


def _bids(events: DataFrame) -> Iterator[Point]:
    """Yield the first bid, the first refusal, the first bid heard as criticism and the one that relieved longest."""
    bids = np.flatnonzero(events["kind"].to_numpy() == "seek")
    if not bids.size:
        yield Point(0, ("nobody_asks",))
        return
    named = {"first_request": int(bids[0])}
    if (refused := first_refusal(events)) is not None:
        named["first_refusal"] = refused
    misread = np.flatnonzero((events["read_as"] == "criticism").fillna(False).to_numpy(bool))
    if misread.size:
        named["first_misread"] = int(misread[0])
    hours = events["hours_of_relief"].to_numpy()
    if np.nan_to_num(hours[bids]).max() > 0.0:
        named["longest_relief"] = int(np.nanargmax(hours))
    for event in dict.fromkeys(named.values()):
        yield Point(int(events["day"].iloc[event]), tuple(name for name in named if named[name] == event), event)


def _blow(events: DataFrame) -> Iterator[Point]:
    """Yield the largest blow from outside."""
    blows = np.flatnonzero(events["kind"].to_numpy() == "stress")
    if blows.size:
        worst = int(blows[events["size"].to_numpy()[blows].argmax()])
        yield Point(int(events["day"].iloc[worst]), ("hardest_blow",), worst)


def _worst_week(life: Course) -> Iterator[Point]:
    """Yield the seven days in which felt insecurity, the mean of both, was highest."""
    felt = life.days("felt_insecurity").mean(axis=0)
    if len(felt) < 2 * WEEK:
        return
    weekly = np.convolve(felt, np.ones(WEEK) / WEEK, "valid")
    day = int(weekly.argmax())
    asked, refused = (float(life.days(name)[:, day : day + WEEK].sum()) for name in ("asked", "rebuffed"))
    about = {"mean": float(weekly[day]), "usual": float(felt.mean()), "asked": asked, "refused": refused}
    yield Point(day, ("worst_week",), about=about)


def _regimes(life: Course) -> Iterator[Point]:
    """Yield what the first four weeks read as, and where that changes; of many changes the first and the last two."""
    first = LAST_DAYS - 1
    if life.lived <= first:
        return
    names = [REGIMES[int(code)] for code in life.regime[first:]]
    yield Point(first, ("first_weeks",), about={"regime": names[0]})
    days = [first + i for i in range(1, len(names)) if names[i] != names[i - 1]]
    told = days if len(days) <= CHANGES else [*days[:2], *days[-2:]]
    for day in told:
        left_out = len(days) - CHANGES if day == told[-2:][0] else 0
        about = {"regime": names[day - first], "before": names[day - 1 - first], "left_out": max(left_out, 0)}
        yield Point(day, ("change",), about=about)


def _parting(life: Course) -> Iterator[Point]:
    """Yield the day of a separation."""
    if life.days("together")[0, -1] == 1.0:
        return
    ends = {name: life.days(name)[:, -1].tolist() for name in ("commitment", "satisfaction", "trust")}
    yield Point(life.lived - 1, ("parting",), about=ends)
