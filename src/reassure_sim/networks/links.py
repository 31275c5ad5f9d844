"""Links as lists of their ends: what is wrong with them, and the arrays that an engine walks."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..parameters import shown

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

WEIGHTS = (1e-9, 1e9)
"""Least and greatest weight of a link: wide enough for any unit, and their sums stay finite."""


class Links(NamedTuple):
    """Links as they were read: ``source`` and ``target`` (m,) int64, numbers of nodes; ``weight`` (m,) or ``None``
    (all 1); ``both`` (m,) bool: whether the target hears the source as well."""

    source: Whole
    target: Whole
    weight: Real | None
    both: NDArray[np.bool_]


def compressed(n: int, source: Whole, target: Whole, weight: Real | None = None) -> tuple[Whole, Whole, Real]:
    """Return (start, to, weight) of n nodes from links "source hears target" that differ: to ascends in each node."""
    keys = source * n + target
    if weight is None:
        keys.sort()
        weight = np.ones(len(keys))
    else:
        order = np.argsort(keys, kind="stable")
        keys, weight = keys[order], np.ascontiguousarray(weight[order], np.float64)
    hearer = keys // n
    keys -= hearer * n
    start = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(hearer, minlength=n), out=start[1:])
    return start, keys, weight


def heard(links: Links) -> tuple[Whole, Whole, Real | None]:
    """Return (source, target, weight) with one entry for each who hears: a link of both ways stands twice."""
    source = np.concatenate([links.source, links.target[links.both]])
    target = np.concatenate([links.target, links.source[links.both]])
    weight = None if links.weight is None else np.concatenate([links.weight, links.weight[links.both]])
    return source, target, weight


def wrong(links: Links, name: Callable[[int], str], place: Callable[[int], str]) -> str | None:
    """Return the sentence for the first thing wrong with links, or ``None``: a node linked to itself, a weight out of
    range, a link given twice. ``name``: of a node by number; ``place``: where link i was read, "line 7"."""
    loops = np.flatnonzero(links.source == links.target)
    if len(loops):
        i = int(loops[0])
        return f"{place(i)} links {shown(name(int(links.source[i])))} to itself: leave such links out"
    if links.weight is not None:
        bad = np.flatnonzero(~((links.weight >= WEIGHTS[0]) & (links.weight <= WEIGHTS[1])))
        if len(bad):
            i = int(bad[0])
            return f"{place(i)} has the weight {weight_text(float(links.weight[i]))}"
    source, target, _ = heard(links)
    # the link of each entry: those of the way back come after all links
    link = np.concatenate([np.arange(len(links.source)), np.flatnonzero(links.both)])
    keys = source * (int(max(source.max(), target.max())) + 1 if len(source) else 1) + target
    order = np.lexsort((link, keys))
    again = order[1:][keys[order[1:]] == keys[order[:-1]]]
    if not len(again):
        return None
    i = int(link[again].min())
    pair = f"{shown(name(int(links.source[i])))} and {shown(name(int(links.target[i])))}"
    way = "; a link of both ways stands once, in either order, or is marked as directed" if links.both[i] else ""
    return f"{place(i)} links {pair} once more: give each link once{way}"


def weight_text(value: object) -> str:
    """Return a refused weight and what is allowed, as the end of a sentence."""
    return f"{shown(value)}; allowed is a number above 0, from {WEIGHTS[0]:g} to {WEIGHTS[1]:g}"
