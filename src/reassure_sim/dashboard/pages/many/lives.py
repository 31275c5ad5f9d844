"""Many lives of the same couple: the same two people with other luck each time, lived in short tasks."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ....block import Lives
from ....engines import live
from ....experiment.gathering import EPISODES, Asked
from ....experiment.sharing import MANY
from ....experiment.view import DAYS, NO_USE, START, State, follow
from ....interventions import schedule
from ....layout import Day
from ....measures import EVENT_COLUMNS, KINDS
from ....parameters import rows
from ....year.curves import CURVES, SMOOTH
from ...server import work
from .fan import bands, climb

SEEDS = 2**32
"""Seeds that a link can name; after the last comes the first."""

EARLY = 90
"""Days at the beginning in which the luckiest and the unluckiest lives are compared."""

PERSONS = ("a", "b")
_AT_ONCE = 20  # lives in one task: some hundredths of a second, and 30 MB of events
_STRESS = Day._fields.index("stress")
_STEP, _PERSON, _KIND, _HOURS = (EVENT_COLUMNS.index(name) for name in ("step", "person", "kind", "hours_of_relief"))


class Part(NamedTuple):
    """Some lives: ``runs`` as a run's table has them, ``days`` (len(CURVES), 2, lives, DAYS) as the curves show them
    and NaN once parted, ``hours`` of relief of each partner's laps in order, one list a life, and ``stress``: days a
    week on which a blow struck A, of the first ``EARLY`` days together."""

    runs: Mapping[str, NDArray[np.float64]]
    days: NDArray[np.float64]
    hours: tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]
    stress: NDArray[np.float64]


class Climb(NamedTuple):
    """A relief staircase of many lives: ``laps`` where each step begins and the last ends, ``bands``, ``own`` steps."""

    laps: list[int]
    bands: NDArray[np.float64]
    own: NDArray[np.float64]


class Group(NamedTuple):
    """What many lives come to: ``seeds`` and ``runs`` (lives,); by curve and partner (as in ``felt_insecurity_a``) the
    ``fans`` (levels, DAYS) and the first life's ``own`` days; by partner the ``stairs``."""

    seeds: NDArray[np.int64]
    runs: Mapping[str, NDArray[np.float64]]
    fans: Mapping[str, NDArray[np.float64]]
    own: Mapping[str, NDArray[np.float64]]
    stairs: Mapping[str, Climb]
    stress: NDArray[np.float64]


def couple_of(state: State) -> State:
    """Return of a view only what says which couple it is and whose luck it has: the same lives have the same key."""
    mine = ["preset", "changes", "seed"] + (["use", "since"] if state.use != NO_USE else [])
    mine += [*Asked._fields, "couple"] if state.couple else []
    return START._replace(**{name: getattr(state, name) for name in mine})


def seeds_of(state: State) -> NDArray[np.int64]:
    """Return the lucks that the couple lives with, one after another from that of the view on."""
    return (state.seed + np.arange(MANY)) % SEEDS


def lives_of(state: State, seeds: NDArray[np.int64]) -> Lives:
    """Return a life of a view's couple for each seed: the very life that Play shows with that seed."""
    scenario, n = follow(state)[0], len(seeds)
    values = np.repeat(rows(scenario.parameters)[:, None], n, axis=1)
    keys, couple = seeds.astype(np.uint64), np.full(n, state.luck, np.int64)
    planned = schedule(scenario.interventions, values, keys, couple, DAYS, EPISODES)
    return Lives(values, keys, np.zeros(n, np.int64), couple, changes=planned)


def part(state: State, seeds: NDArray[np.int64]) -> Part:
    """Live some lives, and keep of them what the page shows."""
    tables = live(lives_of(state, seeds), DAYS, EPISODES, record=("daily", "events"))
    diary, events = tables.diary(), tables.events()
    lived = np.arange(DAYS) < tables.runs["days_together"][:, None]
    shown = np.stack([diary[..., Day._fields.index(field)] for field in CURVES]).swapaxes(1, 2)
    smooth = [[_smooth(p, SMOOTH.get(field, 1)) for p in pages] for field, pages in zip(CURVES, shown, strict=True)]
    early = lived[:, :EARLY]
    struck = ((diary[:, 0, :EARLY, _STRESS] > 0.0) & early).sum(axis=1)
    days = np.where(lived, smooth, np.nan)
    return Part(
        tables.runs,
        days,
        (_hours(events, 0, len(seeds)), _hours(events, 1, len(seeds))),
        7.0 * struck / early.sum(axis=1),
    )


def _smooth(days: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Return the mean of the last days up to each, as the curves of a year are smoothed; (lives, days)."""
    return days if width == 1 else pd.DataFrame(days.T).rolling(width, min_periods=1).mean().to_numpy().T


def _hours(events: NDArray[np.float64], person: int, lives: int) -> list[NDArray[np.float64]]:
    """Return the hours of relief of a partner's laps, life by life, in order; events: as ``Tables.events`` has them."""
    acts = events[:, 1:]
    laps = (acts[:, _PERSON] == person) & (acts[:, _KIND] == KINDS.index("seek")) & np.isfinite(acts[:, _HOURS])
    life, step, hours = events[laps, 0], acts[laps, _STEP], acts[laps, _HOURS]
    order = np.lexsort((step, life))
    return np.split(hours[order], np.searchsorted(life[order], np.arange(1, lives)))


def gathered(seeds: NDArray[np.int64], parts: list[Part]) -> Group:
    """Return what lives come to, part after part in the order of their seeds."""
    days = np.concatenate([one.days for one in parts], axis=2)
    fans, own, stairs = {}, {}, {}
    for place, who in enumerate(PERSONS):
        for field, pages in zip(CURVES, days[:, place], strict=True):
            fans[f"{field}_{who}"], own[f"{field}_{who}"] = bands(pages), pages[0]
        stairs[who] = Climb(*climb([hours for one in parts for hours in one.hours[place]]))
    runs = {name: np.concatenate([one.runs[name] for one in parts]) for name in parts[0].runs}
    return Group(seeds, runs, fans, own, stairs, np.concatenate([one.stress for one in parts]))


def pace() -> float:
    """Return the seconds that one task takes here and now."""
    began = time.perf_counter()
    part(START, np.arange(_AT_ONCE))
    return time.perf_counter() - began


def seconds(groups: int) -> float:
    """Return about how long so many groups of lives take, if nobody else asks for any."""
    return math.ceil(groups * MANY / _AT_ONCE / work.WORKERS) * pace() if groups else 0.0


KEPT = 8
"""Groups that are kept, of half a megabyte each; so to come back costs nothing."""

_shelf: dict[State, Group] = {}


def kept(state: State) -> Group | None:
    """Return the lives of a view's couple, if they were lived lately."""
    return _shelf.get(couple_of(state))


def run(state: State, who: str, stop: threading.Event) -> Iterator[int]:
    """Live the lives of a view's couple, yielding how many are done; at the end they are ``kept``, unless stopped.

    Raises:
        BusyError: there is no room for more work.
    """
    seeds = seeds_of(state)
    pieces = np.array_split(seeds, -(-len(seeds) // _AT_ONCE))
    found: dict[int, Part] = {}
    for place, one in work.each(who, [_placed(i, partial(part, state, piece)) for i, piece in enumerate(pieces)], stop):
        found[place] = one
        yield sum(len(pieces[done]) for done in found)
    if stop.is_set():
        return
    for group in work.each(who, [partial(gathered, seeds, [found[i] for i in range(len(pieces))])], stop):
        _shelf[couple_of(state)] = group
        while len(_shelf) > KEPT:
            _shelf.pop(next(iter(_shelf)), None)


def _placed(place: int, task: Callable[[], Part]) -> Callable[[], tuple[int, Part]]:
    return lambda: (place, task())
