"""Whether one break-up makes others more likely: rates beside a parting, chains of partings, and chance.

Two things look like contagion and are not: partings come in waves of time, and like sits beside like. The null keeps
the network and all parting days, so every wave, and shuffles only which couple has which day; it does so among couples
of like degree within one community, since who has more friends is beside partings more often, and communities differ
in norms. What remains may still be likeness that no label tells (Shalizi & Thomas 2011,
doi:10.1177/0049124111404820); only a twin run without the flow of break-ups tells the two apart for certain.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..networks import Network
from ..population.sampling import uniforms
from .neighbours import Ints, hearing

OWNER = 1031
"""The owner of the shuffles' luck (see ``draws``)."""

_CLASSES = 10
"""Degree is told apart in this many classes of about equal size."""


class Cascades(NamedTuple):
    """How partings sit beside partings; ``null`` is the same under shuffled couples (NaN where undefined)."""

    partings: int
    exposed: int
    """Partings of couples who were exposed: a friend had parted within the window before."""
    exposed_days: int
    """Couple-days lived together while exposed."""
    other_days: int
    ratio: float
    """Rate of parting per exposed couple-day over the rate on the other days; NaN without partings,
    or when nobody was ever exposed."""
    null_mean: float
    null_low: float
    """2.5 % of the shuffles lie below; ``null_high``: above."""
    null_high: float
    p: float
    """Chance of so large a ratio under the null: (1 + shuffles as large) / (1 + shuffles); one-sided."""
    sizes: Ints
    """Couples in each cascade, the largest first; a parting that neither follows nor is followed is one of size 1."""
    largest: int
    largest_null_mean: float
    largest_null_low: float
    largest_null_high: float
    largest_p: float


class _Beside(NamedTuple):
    """Counts of one arrangement of parting days."""

    partings: int
    exposed: int
    exposed_days: int
    other_days: int
    sizes: Ints

    def ratio(self) -> float:
        """Return the rate ratio."""
        below = (self.partings - self.exposed) * self.exposed_days  # the first parting of all is never exposed
        return self.exposed * self.other_days / below if below else float("nan")


def cascades(
    network: Network,
    separation_day: NDArray[np.floating[Any]],
    days: int,
    seed: int,
    null: int = 200,
    window: int = 90,
    alike: Ints | None = None,
) -> Cascades:
    """Return whether a break-up makes those who hear of it more likely to part, against ``null`` shuffles.

    ``network``: of couples (``couples_network``). ``separation_day`` (n,): the day, from 0, on which each couple
    parted, NaN for those together after ``days``. A couple is exposed from the day after the parting of a couple that
    it hears until ``window`` days after it, as long as it is together, the day of its own parting included. A cascade
    joins a parting to those of heard couples at most ``window`` days before; partings of one day are not joined.

    ``alike`` (n,) labels the couples among whom days are shuffled: without it ``like_degree``; zeros shuffle all.
    """
    when = np.where(np.isnan(separation_day), days, separation_day).astype(np.int64)
    labels = like_degree(network) if alike is None else np.unique(alike, return_inverse=True)[1].astype(np.int64)
    heard_by = hearing(network).T.tocsr()
    seen = _beside(heard_by, when, days, window)
    ratios, largest = np.empty(null), np.empty(null)
    places = np.argsort(labels, kind="stable")
    for draw in range(null):
        if draw % 4 == 0:  # one block of the generator serves four shuffles
            luck = uniforms(seed, np.arange(network.n, dtype=np.int64), OWNER, 4, step=draw // 4)
        shuffled = np.empty_like(when)
        shuffled[places] = when[np.argsort(labels + luck[draw % 4], kind="stable")]
        one = _beside(heard_by, shuffled, days, window)
        ratios[draw], largest[draw] = one.ratio(), one.sizes[0] if len(one.sizes) else 0
    biggest = int(seen.sizes[0]) if len(seen.sizes) else 0
    return Cascades(
        *seen[:4], seen.ratio(), *_against(seen.ratio(), ratios), seen.sizes, biggest, *_against(biggest, largest)
    )


def like_degree(network: Network) -> Ints:
    """Return labels (n,) of couples who are alike in their community, if there are any, and in how many hear them and
    they hear, in at most ten classes of about equal size."""
    degree = np.diff(network.start) + np.bincount(network.to, minlength=network.n)
    _, place, count = np.unique(degree, return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - 0.5 * count  # of each degree's couples, in order of degree
    label = np.floor(_CLASSES * middle / max(network.n, 1)).astype(np.int64)[place]
    if network.block is not None:
        label = label + _CLASSES * network.block
    return np.unique(label, return_inverse=True)[1].astype(np.int64)


def _beside(heard_by: sparse.csr_array, when: Ints, days: int, window: int) -> _Beside:
    """Count partings and couple-days beside partings; ``when`` is ``days`` for those who stay together."""
    n = len(when)
    gone = np.flatnonzero(when < days)
    alive = int(np.minimum(when + 1, days).sum())  # couple-days lived together
    count = np.diff(heard_by.indptr)[gone]
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    hearer = heard_by.indices[np.repeat(heard_by.indptr[gone], count) + offset].astype(np.int64)
    of, since = np.repeat(gone, count), np.repeat(when[gone], count)
    last = np.minimum(when[hearer], days - 1)  # the last day lived together
    touched = since < last
    hearer, of, since, last = hearer[touched], of[touched], since[touched], last[touched]
    near = (when[hearer] < days) & (when[hearer] - since <= window)
    chain = sparse.coo_array((np.ones(int(near.sum())), (of[near], hearer[near])), shape=(n, n))
    label = sparse.csgraph.connected_components(chain, directed=False)[1][gone]
    sizes = np.sort(np.bincount(label)[np.unique(label)])[::-1].astype(np.int64)
    exposed = len(np.unique(hearer[near]))
    key = np.sort(hearer * (days + 1) + since)  # by hearer, then by day: windows overlap only with the next
    who, since = np.divmod(key, days + 1)
    until = np.minimum(when[who], days - 1)
    until[:-1] = np.where(who[1:] == who[:-1], np.minimum(until[:-1], since[1:]), until[:-1])
    under = int(np.minimum(until - since, window).sum())
    return _Beside(len(gone), exposed, under, alive - under, sizes)


def _against(seen: float, null: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Return the null's mean, its middle 95 %, and the one-sided p-value; undefined shuffles are left out."""
    known = null[~np.isnan(null)]
    if not len(known) or np.isnan(seen):
        return (float("nan"),) * 4
    low, high = np.quantile(known, (0.025, 0.975), method="inverted_cdf")
    p = (1 + np.count_nonzero(known >= seen)) / (1 + len(known))
    return float(known.mean()), float(low), float(high), float(p)
