"""Couples that leave stability, each beside those under the same conditions that stay, and how their trends differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..measures import LAST_DAYS
from .indicators import INDICATORS, residuals, surrogate, trends
from .tipping import Course

FEW = 10
"""Of fewer couples that tip, or that stay, nothing is told."""

DRAWS = 2000
"""Bootstrap draws of an interval."""

SURROGATES = 199


class Pairs(NamedTuple):
    """Couples that tip, each beside its likes: those at the same point that stay, in the same calendar window.

    ``tau`` (m, indicators) of the m who tip; ``likes`` (m, replicates, indicators) of those who stay, NaN where there
    is none; ``replicate`` (m,) of each who tips; ``rest`` (m, 2 partners, window) the residuals behind ``tau``;
    ``stayed`` how many different lives are among the likes.
    """

    tau: NDArray[np.float64]
    likes: NDArray[np.float64]
    replicate: NDArray[np.int64]
    rest: NDArray[np.float64]
    stayed: int


def match(series: NDArray[np.float64], course: Course, window: int) -> Pairs:
    """Return the pairs among the lives of one point, whose places are their replicates.

    ``series`` (n, 2 partners, days). The ``window`` days end ``LAST_DAYS`` before the tipping day, so that no day in it
    counts in the reading that says that the couple has tipped. Those who tip too early for that, and those without
    likes, are left out.
    """
    n, others = len(series), np.flatnonzero(course.stayed)
    ends = np.where(course.stable & (course.tipped >= window + LAST_DAYS), course.tipped - LAST_DAYS, -1)
    found = [nobody(n, window)]
    for end in np.unique(ends[ends >= 0]).tolist() if len(others) else ():
        tipping = np.flatnonzero(ends == end)
        rest = residuals(series[np.concatenate([tipping, others]), :, end - window : end])
        tau, likes, k = trends(rest), np.full((len(tipping), n, len(INDICATORS)), np.nan), len(tipping)
        likes[:, others] = tau[k:]
        found.append(Pairs(tau[:k], likes, tipping, rest[:k], 0))
    return together(found)._replace(stayed=len(others) if len(found) > 1 else 0)


def nobody(replicates: int, window: int) -> Pairs:
    """Return no pairs."""
    k = len(INDICATORS)
    return Pairs(np.zeros((0, k)), np.zeros((0, replicates, k)), np.zeros(0, np.int64), np.zeros((0, 2, window)), 0)


def together(found: Sequence[Pairs]) -> Pairs:
    """Return the pairs of several points as one."""
    return Pairs(
        np.concatenate([pairs.tau for pairs in found]),
        np.concatenate([pairs.likes for pairs in found]),
        np.concatenate([pairs.replicate for pairs in found]),
        np.concatenate([pairs.rest for pairs in found]),
        sum(pairs.stayed for pairs in found),
    )


def contrast(pairs: Pairs, seed: int) -> dict[str, NDArray[np.float64]]:
    """Return what sets those who tip apart, each (indicators,); NaN with fewer than ``FEW`` who tip or who stay.

    ``tau_tipped`` and ``tau_stayed`` are means over those who tip and over their likes, ``difference`` the one less
    the other with a 95 % interval (bootstrap over replicates, since points may share their luck), ``auc`` the chance
    that one who tips has a higher tau than one of its likes, and ``p_surrogate`` the share of surrogates, stationary
    and of the same spectrum, whose mean tau is as high as that of those who tip.
    """
    names = ("tau_tipped", "tau_stayed", "difference", "ci_low", "ci_high", "auc", "p_surrogate")
    if len(pairs.tau) < FEW or pairs.stayed < FEW:
        return {name: np.full(len(INDICATORS), np.nan) for name in names}
    luck = np.random.default_rng([seed, len(pairs.tau)])
    tipped, stayed = _mean(pairs.tau, 0), _mean(_mean(pairs.likes, 1), 0)
    low, high = np.nanquantile(_drawn(pairs, luck), (0.025, 0.975), axis=0)
    won = 0.5 * (1.0 + np.sign(pairs.tau[:, None] - pairs.likes))  # NaN where there is no like
    auc = _mean(_mean(won, 1), 0)
    told = (tipped, stayed, tipped - stayed, low, high, auc, _surrogates(pairs, tipped, luck))
    return dict(zip(names, told, strict=True))


def _drawn(pairs: Pairs, luck: np.random.Generator) -> NDArray[np.float64]:
    """Return the difference in bootstrap samples of replicates, (DRAWS, indicators)."""
    n = pairs.likes.shape[1]
    weight = luck.multinomial(n, np.full(n, 1.0 / n), size=DRAWS).astype(np.float64)
    own = weight[:, pairs.replicate]  # (draws, m)
    found = np.empty((DRAWS, len(INDICATORS)))
    for i in range(len(INDICATORS)):
        there = np.isfinite(pairs.likes[..., i])
        count = weight @ there.T
        total = weight @ np.where(there, pairs.likes[..., i], 0.0).T
        use = own * (count > 0.0) * np.isfinite(pairs.tau[:, i])
        apart = np.nan_to_num(pairs.tau[:, i]) - total / np.maximum(count, 1.0)
        with np.errstate(invalid="ignore"):  # a draw without any pair is NaN, and left out
            found[:, i] = (use * apart).sum(axis=1) / use.sum(axis=1)
    return found


def _surrogates(pairs: Pairs, tipped: NDArray[np.float64], luck: np.random.Generator) -> NDArray[np.float64]:
    """Return the share of surrogates whose mean tau is at least that of those who ``tipped``, (indicators,).

    A replicate turns all its lives by the same phases, so that lives that share their luck stay as alike as they are.
    """
    n, frequencies = pairs.likes.shape[1], pairs.rest.shape[-1] // 2 + 1
    high = np.ones(len(INDICATORS))
    for _ in range(SURROGATES):
        phases = luck.uniform(0.0, 2.0 * np.pi, (n, frequencies))[pairs.replicate]
        high += _mean(trends(surrogate(pairs.rest, phases)), 0) >= tipped
    return high / (SURROGATES + 1)


def _mean(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Return the mean of what is known along an axis; NaN where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))
