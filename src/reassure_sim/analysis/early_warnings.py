"""Whether couples show warnings before they leave stability: fluctuations that grow, last longer and are shared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..experiment.designs import Block
from ..layout import Day
from ..measures import LAST_DAYS
from .indicators import INDICATORS
from .matching import Pairs, contrast, match, nobody, together
from .tipping import course, readings

if TYPE_CHECKING:
    from pandas import DataFrame

    from ..experiment.folder.results import Results

SERIES = ("felt_insecurity", "satisfaction")
WINDOW = 84
"""Days before a tipping that are looked at; half of it is the rolling window."""

LIVES = 2000
"""Lives of a block that are lived again."""

_BYTES = 2e8  # of diary pages at a time
_DAY = 2 * len(Day._fields) * 8  # bytes of one couple's day


def early_warnings(results: Results, lives: int = LIVES, window: int = WINDOW) -> DataFrame:
    """Return what indicators do before couples tip, one row a block, series and indicator (see ``matching.contrast``).

    About ``lives`` of each block are lived again, at the points where outcomes are most mixed. ``tipped`` and
    ``stayed`` count the lives that are compared; the runs are too short for any below ``window + 2 * LAST_DAYS`` days.

    Raises:
        ExperimentError: the experiment is about populations (64).
    """
    import pandas

    rows = []
    for block in results.experiment.design:
        found = list(_matched(results, block, lives, window))
        for place, series in enumerate(SERIES):
            pairs = together([nobody(_replicates(results, lives), window), *(both[place] for both in found)])
            told = contrast(pairs, results.experiment.replicates.seed)
            for i, indicator in enumerate(INDICATORS):
                key = {"block": block.name, "series": series, "indicator": indicator}
                counts = {"tipped": len(pairs.tau), "stayed": pairs.stayed}
                rows.append({**key, **counts, **{name: values[i] for name, values in told.items()}})
    return pandas.DataFrame(rows)


def warns(table: DataFrame) -> DataFrame:
    """Return the rows that speak for a warning: a higher trend than couples that stay have, and than surrogates.

    A block has several rows, each of which may warn by luck, so the surrogates' 5 % are shared among them (Bonferroni).
    Of AR(1) series that do not change, one row in 60 warned at 5 % each, and where all couples change alike, one in 23.
    """
    return table[(table["ci_low"] > 0.0) & (table["p_surrogate"] < 0.05 / max(len(table), 1))]


def _matched(results: Results, block: Block, lives: int, window: int) -> Iterator[tuple[Pairs, ...]]:
    """Yield the pairs of each point that is lived again, one ``Pairs`` for each of ``SERIES``."""
    replicates, days = _replicates(results, lives), results.experiment.scenario.days
    mixed = _mixed(results, block)
    chosen = np.argsort(-mixed, kind="stable")[: max(lives // replicates, 1)]
    chosen = np.sort(chosen[mixed[chosen] > 0])
    at_once = max(int(_BYTES / (_DAY * days * replicates)), 1)
    if days < window + LAST_DAYS:
        return
    for first in range(0, len(chosen), at_once):
        lived = results.live(block, chosen[first : first + at_once].tolist(), replicates, record=("daily",))
        pages, runs = lived.tables.diary(), lived.tables.runs
        together = runs["days_together"].astype(np.int64)
        went = course(readings(pages, together), together, runs["separated"] == 1.0)
        for start in range(0, len(pages), replicates):
            own = slice(start, start + replicates)
            point = went.part(own)
            yield tuple(match(pages[own, :, :, Day._fields.index(name)], point, window) for name in SERIES)


def _replicates(results: Results, lives: int) -> int:
    return max(min(results.experiment.replicates.n, lives), 1)


def _mixed(results: Results, block: Block) -> NDArray[np.int64]:
    """Return how many of the runs at each point end out of stability while as many stay in it, (points,)."""
    stable, parted = (results.values(block, name) for name in ("share_stability", "share_separated"))
    stayed = (stable == 1.0) & (parted == 0.0)
    left = np.isfinite(stable) & ~stayed
    return np.asarray(np.minimum(stayed.sum(axis=1), left.sum(axis=1)))
