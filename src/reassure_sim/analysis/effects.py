"""Treatment effects: what one level of an axis changes against another, everything else equal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..experiment.designs import Block
from ..experiment.folder.results import Results

if TYPE_CHECKING:
    from pandas import DataFrame


class Effect(NamedTuple):
    """A mean difference with its 95 % interval, from so many ``replicates`` (NaN with fewer than 2), and the means
    without and with the treatment."""

    replicates: int
    without: float
    treated: float
    difference: float
    ci_low: float
    ci_high: float


def effects(
    results: Results, block: Block, contrast: str, levels: tuple[Any, Any], by: str | None, measure: str
) -> DataFrame:
    """Return what the second of two ``levels`` of the axis ``contrast`` changes in a ``measure`` against the first.

    One row for each level of the axis ``by``, in the order of the file, and a last one, ``all``, over the whole block.
    Points that differ in nothing but the contrast are a pair; ``pairs`` of a row count alike. Common luck: the n-th
    lives of all points share it, so differences are taken life by life, averaged over the pairs, and the interval is
    Student's over replicates; a replicate counts if the measure is defined in every point. Independent luck: Welch's
    interval over the pairs' differences of means. A shared measure is in its own unit, a share from 0 to 1.
    """
    import pandas

    values = results.values(block, measure)
    effect = _paired if results.experiment.replicates.pairing == "common" else _apart
    pairs = list(_pairs(results, block, contrast, levels))
    place = block.axes.index(by) if by else 0
    rows = []
    points = results.points(block)
    groups = list(dict.fromkeys(float(points[one, place]) for one, _ in pairs)) if by else []
    for level in [*groups, None]:
        chosen = [pair for pair in pairs if level is None or float(points[pair[0], place]) == level]
        told = effect(*(values[[pair[side] for pair in chosen]] for side in (0, 1)))
        name = "all" if level is None or by is None else block.meant(by, level)
        rows.append({"by": name, "pairs": len(chosen), **told._asdict()})
    return pandas.DataFrame(rows)


def _pairs(results: Results, block: Block, contrast: str, levels: tuple[Any, Any]) -> Iterator[tuple[int, int]]:
    """Yield pairs of points that differ in nothing but the contrast."""
    points, column = results.points(block), block.axes.index(contrast)
    rest = [tuple(row) for row in np.delete(points, column, axis=1).tolist()]
    meant = [block.meant(contrast, float(level)) for level in points[:, column]]
    with_it = {others: place for place, others in enumerate(rest) if meant[place] == levels[1]}
    for place, others in enumerate(rest):
        if meant[place] == levels[0] and others in with_it:
            yield place, with_it[others]


def _paired(without: NDArray[np.float64], treated: NDArray[np.float64]) -> Effect:
    """Return the effect over pairs, (pairs, replicates) each, whose replicates share their luck."""
    known = np.isfinite(without).all(axis=0) & np.isfinite(treated).all(axis=0) & (len(without) > 0)
    n = int(known.sum())
    if not n:
        return Effect(0, *[np.nan] * 5)
    first, second = without[:, known].mean(axis=0), treated[:, known].mean(axis=0)
    error = np.std(second - first, ddof=1) / np.sqrt(n) if n > 1 else np.nan
    return _told(n, first.mean(), second.mean(), error, n - 1.0)


def _apart(without: NDArray[np.float64], treated: NDArray[np.float64]) -> Effect:
    """Return the effect over pairs, (pairs, replicates) each, whose replicates have luck of their own."""
    both = np.stack([without, treated])  # (2, pairs, replicates)
    n = np.isfinite(both).sum(axis=2)
    if not n.size or n.min() < 1:
        return Effect(0, *[np.nan] * 5)
    means = np.nanmean(both, axis=2)
    first, second = means.mean(axis=1)
    if n.min() < 2:
        return _told(int(n.min()), first, second, np.nan, np.nan)
    part = np.nanvar(both, axis=2, ddof=1) / n / len(without) ** 2
    total = part.sum()
    freedom = total**2 / (part**2 / (n - 1)).sum() if total > 0.0 else float(n.min() - 1)
    return _told(int(n.min()), first, second, np.sqrt(total), freedom)


def _told(n: int, first: float, second: float, error: float, freedom: float) -> Effect:
    from scipy.special import stdtrit

    half = float(stdtrit(freedom, 0.975)) * error if n > 1 else np.nan
    gap = float(second - first)
    return Effect(n, float(first), float(second), gap, float(gap - half), float(gap + half))
