"""How many runs a point needs for an interval of a wanted width, from the runs that it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..experiment.designs import Block
from ..experiment.folder.summary import wilson
from ..experiment.rounds import ALIKE, alike, interval

if TYPE_CHECKING:
    from ..experiment.folder.results import Results

MOST = 10_000_000
"""Runs a point that are never advised: what needs more cannot be had."""

Half = Callable[[NDArray[np.int64]], NDArray[np.float64]]
"""Half the width of the interval at each point, given how many runs it has."""


class Need(NamedTuple):
    """What points have and need, each of shape (points,), of those with two runs at least.

    ``half_width`` of the present 95 % interval over ``n`` runs; ``needed`` runs for the wanted one if the spread is as
    it looks now, and ``at_most`` if it is at the upper end of its own 95 % interval. ``MOST`` stands for more.
    """

    n: NDArray[np.int64]
    half_width: NDArray[np.float64]
    needed: NDArray[np.int64]
    at_most: NDArray[np.int64]


def need(results: Results, block: Block, measure: str, half_width: float) -> Need:
    """Return what the points of a block need for a half-width of a measure of ``summary.csv``, in its unit.

    Raises:
        ExperimentError: no measure is called so (64).
    """
    values = results.values(block, measure)
    of = share_need if measure in results.experiment.kind.shares else mean_need
    return of(values[np.isfinite(values).sum(axis=1) > 1], half_width)


def share_need(values: NDArray[np.float64], half_width: float) -> Need:
    """Return what shares need, given hits (1.0, 0.0, NaN where missing), (points, replicates); by Wilson's interval.

    At most: with the share nearest to one half that its present interval holds.
    """
    found = interval(values, counted=True)

    def half(p: NDArray[np.float64]) -> Half:
        def at(n: NDArray[np.int64]) -> NDArray[np.float64]:
            low, high = wilson(p * n, n)  # type: ignore[arg-type]  # hits need not be whole
            return 0.5 * (high - low)

        return at

    worst = np.clip(0.5, found.ci_low, found.ci_high)
    now = 0.5 * (found.ci_high - found.ci_low)
    return Need(found.n, now, _fewest(half(found.mean), half_width, now), _fewest(half(worst), half_width, now))


def mean_need(values: NDArray[np.float64], half_width: float) -> Need:
    """Return what means need, given numbers (NaN where missing), (points, replicates); by Student's interval.

    At most: with the standard deviation at the upper end of its 95 % interval (chi-squared: of normal numbers). Where
    all numbers are the same, they need ``ALIKE`` runs, which is what ``until`` asks for.
    """
    from scipy.special import chdtri, stdtrit

    found = interval(values, counted=False)

    def half(sd: NDArray[np.float64]) -> Half:
        return lambda n: np.asarray(stdtrit(n - 1, 0.975) * sd / np.sqrt(n))

    free = np.maximum(found.n - 1, 1)
    worst = found.sd * np.sqrt(free / chdtri(free, 0.975))
    now = 0.5 * (found.ci_high - found.ci_low)
    fewest = np.where(alike(values), ALIKE, 2)
    needed, at_most = (np.maximum(_fewest(half(sd), half_width, now), fewest) for sd in (found.sd, worst))
    return Need(found.n, now, needed, at_most)


def _fewest(half: Half, wanted: float, like: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the smallest number of runs, from 2 to ``MOST``, at which half the width is at most what is wanted."""
    low, high = np.full(len(like), 2), np.full(len(like), MOST)
    while (low < high).any():
        middle = (low + high) // 2
        enough = half(middle) <= wanted
        low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
    return low
