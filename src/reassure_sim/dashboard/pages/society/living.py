"""A year of a society, lived once for the page: societies take turns, and the last few pictures are kept."""

from __future__ import annotations

import functools
import json
import threading
import time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from ....block import Lives
from ....engines import live
from ....experiment.gathering import DAYS, EPISODES, WEEKS, Asked, gather
from ....networks import Network
from ....society import APART, Snapshots
from ....society_measures import Account, account, friendships, layout
from .bands import bands

KEPT = 8
"""Pictures that are kept, of at most about half a megabyte each; so to come back costs nothing."""


class Picture(NamedTuple):
    """A society's year as it is shown.

    drawn: JSON for the browser, with ``x``, ``y``: places in 0 to 9999; ``near``: how far the next couple is, for
    most; ``links``: pairs of friends, one after the other; ``regimes``: a string a week, a digit a couple, 3 for a
    couple that has parted; ``alone``: the same of the last week, without friends; ``struck``: whom the hard month
    strikes; ``bands``: as ``bands`` returns them.
    account: how it went. counts: couples in each regime, and parted, week by week. alone: the same at the end, without
    friends. otherwise: how many end otherwise. ends: a digit a couple, at the end.
    """

    drawn: str
    account: Account
    counts: tuple[tuple[int, ...], ...]
    alone: tuple[int, ...]
    otherwise: int
    ends: str


class _CancelledError(Exception):
    """The visitor wants this society no more."""


_AT_ONCE = 1024  # couples without friends that live between two looks at whether to stop
_GRID = 9999  # places are sent as whole numbers up to this
_shelf: dict[Asked, Picture] = {}


class Year(NamedTuple):
    """A society's year: who hears whom, what became of each couple, also without friends, and whom the month struck."""

    network: Network
    snapshots: Snapshots
    alone: NDArray[np.int8]  # (couples,) at the end
    struck: NDArray[np.bool_]  # (couples,)
    places: NDArray[np.float64]  # (couples, 2) in [-1, 1]


def year(asked: Asked, stop: threading.Event) -> Year | None:
    """Live a society for a year, and the same couples with the same luck without friends; None if told to stop."""
    company = gather(asked)
    if stop.is_set():
        return None

    def heed(_: int) -> None:
        if stop.is_set():
            raise _CancelledError

    try:
        chronicle = live(company.lives, DAYS, EPISODES, society=company.society, tell=heed).chronicle
    except _CancelledError:
        return None
    assert chronicle is not None  # a society was given
    parts = []
    for first in range(0, asked.couples, _AT_ONCE):
        if stop.is_set():
            return None
        parts.append(_ends(company.lives.part(first, min(first + _AT_ONCE, asked.couples))))
    places = _places(asked._replace(flows=Asked().flows, trouble=Asked().trouble))
    return Year(company.society.network, chronicle.snapshots, np.concatenate(parts), company.struck, places)


def _ends(lives: Lives) -> NDArray[np.int8]:
    """Return what becomes of couples without friends by the end of the year, as snapshots say it."""
    runs = live(lives, DAYS, EPISODES).runs
    return np.where(runs["separated"] == 1.0, float(APART), runs["regime"]).astype(np.int8)


@functools.lru_cache(maxsize=KEPT)
def _places(asked: Asked) -> NDArray[np.float64]:
    """Return where each couple is drawn; neither flows nor trouble move anybody."""
    return layout(gather(asked).society.network)


def picture(asked: Asked, stop: threading.Event) -> Picture | None:
    """Return a society's year as the page shows it; None if told to stop."""
    if asked not in _shelf:
        lived = year(asked, stop)
        if lived is None:
            return None
        regimes = lived.snapshots.regime
        counts = [_counts(week) for week in regimes]
        places = np.round((lived.places + 1.0) * (0.5 * _GRID)).astype(int)
        x, y = places.T.tolist()
        drawn = {
            "x": x,
            "y": y,
            "near": round(float(np.quantile(KDTree(places).query(places, k=2)[0][:, 1], 0.3)), 1),
            "links": np.stack(friendships(lived.network), axis=1).reshape(-1).tolist(),
            "regimes": [_digits(week) for week in regimes],
            "alone": _digits(lived.alone),
            "bands": bands(np.array(counts)),
            "struck": np.flatnonzero(lived.struck).tolist(),
        }
        _shelf[asked] = Picture(
            json.dumps(drawn, separators=(",", ":")),
            account(lived.network, lived.snapshots),
            tuple(counts),
            _counts(lived.alone),
            int((regimes[-1] != lived.alone).sum()),
            _digits(regimes[-1]),
        )
        while len(_shelf) > KEPT:
            _shelf.pop(next(iter(_shelf)), None)
    return _shelf[asked]


def kept(asked: Asked) -> Picture | None:
    """Return the picture of a society that was lived lately."""
    return _shelf.get(asked)


def _counts(codes: NDArray[np.int8]) -> tuple[int, ...]:
    return tuple(np.bincount(codes, minlength=APART + 1).tolist())


def _digits(codes: NDArray[np.int8]) -> str:
    return "".join(map(str, codes.tolist()))


def pace() -> float:
    """Return the seconds that a couple's year among friends, and one without, take here and now.

    The quickest of a few tries: the browser that has just asked for the page is at work beside them.
    """
    few, weeks = gather(Asked(couples=200)), 4
    tries = []
    for _ in range(5):
        began = time.perf_counter()
        live(few.lives, 7 * weeks, EPISODES, society=few.society)
        live(few.lives, 7 * weeks, EPISODES)
        tries.append(time.perf_counter() - began)
    return min(tries) / few.lives.n * WEEKS / weeks
