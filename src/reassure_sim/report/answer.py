"""The answer in plain numbers: how the runs fell out over a design, and where they differ most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..analysis.points import named
from ..experiment.designs import Block
from ..experiment.folder.results import Results
from ..experiment.folder.summary import Statistics, describe, share
from ..experiment.kinds import LIVES
from ..figures.cells import leading
from ..measures import REGIMES

MEASURES = {
    **{f"share_{name}": f"share in {name}" for name in REGIMES},
    "share_separated": "share separated",
    "satisfaction_a": "satisfaction of a (0 to 1)",
    "satisfaction_b": "satisfaction of b (0 to 1)",
    "bids_per_week_a": "requests of a, a week",
    "bids_per_week_b": "requests of b, a week",
}
"""What a report tells, and how: what became of the couples, how content they are, how often they ask."""


def is_share(measure: str) -> bool:
    """Tell whether a measure is a share of couples."""
    return measure.startswith("share_")


class Place(NamedTuple):
    """A measure at one point: its mean with a 95 % interval (NaN: unknown), the runs that enter, the point in words."""

    mean: float
    low: float
    high: float
    n: int
    where: str = ""


class Found(NamedTuple):
    """A measure over a block: the mean over its points, and the points at which it is lowest and highest."""

    measure: str
    overall: Place
    lowest: Place
    highest: Place


class Leading(NamedTuple):
    """At how many points each regime is the most frequent, of how many points; and at how many of them the intervals of
    the two most frequent overlap."""

    counts: dict[str, int]
    points: int
    uncertain: int


class Answer(NamedTuple):
    """What is found over a block: each of ``MEASURES`` that is known of any run, and which regimes lead."""

    found: list[Found]
    leading: Leading


def answer(results: Results, block: Block) -> Answer:
    """Return what is found over a block.

    The interval of a point is that of ``summary.csv``. The interval of the mean over points is Student's t over the
    replicates, each averaged over the points: so it holds also where all points share their luck.
    """
    told, at_points = [], {}
    for measure in MEASURES:
        values = results.values(block, measure)
        s = at_points[measure] = _at_points(values, is_share(measure) and results.experiment.kind is LIVES)
        if not (s.n > 0).any():
            continue
        lowest, highest = (_place(results, block, s, int(at)) for at in (np.nanargmin(s.mean), np.nanargmax(s.mean)))
        told.append(Found(measure, _overall(values[s.n > 0], s, is_share(measure)), lowest, highest))
    return Answer(told, _leading([at_points[f"share_{name}"] for name in REGIMES]))


def _leading(regimes: Sequence[Statistics]) -> Leading:
    """Return which regime leads at how many points, given the shares of each."""
    told = (np.array([getattr(s, field) for s in regimes]) for field in ("mean", "ci_low", "ci_high"))
    top, unsure = leading(*told)
    counts = {name: int((top == code).sum()) for code, name in enumerate(REGIMES)}
    return Leading(counts, int((top >= 0).sum()), int(unsure.sum()))


def _at_points(values: NDArray[np.float64], counted: bool) -> Statistics:
    """Return what (points, replicates) say of each point; ``counted``: they are 0 or 1."""
    return share(values == 1.0, np.isfinite(values)) if counted else describe(values)


def _place(results: Results, block: Block, s: Statistics, at: int) -> Place:
    where = named(results, block, [at]).names[0]
    return Place(float(s.mean[at]), float(s.ci_low[at]), float(s.ci_high[at]), int(s.n[at]), where)


def _overall(values: NDArray[np.float64], s: Statistics, in_range: bool) -> Place:
    """Return the mean over the points that are known; replicates that some of them lack enter no interval, and
    replicates that do not differ give none."""
    whole = np.isfinite(values).all(axis=0)
    over = describe(values[:, whole].mean(axis=0)[None, :])
    low, high = (float(end[0]) if over.sd[0] > 0.0 else np.nan for end in (over.ci_low, over.ci_high))
    if in_range:
        low, high = (float(np.clip(end, 0.0, 1.0)) for end in (low, high))
    return Place(float(np.nanmean(s.mean)), low, high, int(s.n.sum()))
