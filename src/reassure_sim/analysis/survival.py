"""How long couples stay together: the Kaplan-Meier curve of groups of points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..experiment.designs import Block
from ..experiment.folder.results import Results
from ..experiment.folder.summary import Z95

if TYPE_CHECKING:
    from pandas import DataFrame

COLUMNS = ("group", "day", "together", "ci_low", "ci_high", "at_risk", "parted")

Ends = tuple[NDArray[np.float64], NDArray[np.float64]]


def survival(results: Results, block: Block, groups: Sequence[Sequence[int]]) -> DataFrame:
    """Return the share of couples together by Kaplan and Meier (1958): one row a group of points and day.

    ``together``: the chance to be together after that day, with pointwise 95 % intervals on the log-log scale
    (``ci_low``, ``ci_high``; NaN before the first parting and where nobody is left); ``at_risk``: couples together at
    the day's dawn; ``parted``: partings on that day. The variance is Greenwood's; where a group holds several points
    that share their luck, it is that of the replicates' sums, because a replicate's lives are then no independent ones.
    Lives that failed or are not there yet are left out; a group without any life has no rows.
    """
    import pandas
    from scipy.stats import CensoredData, ecdf

    over, parted_on = results.values(block, "share_separated"), results.values(block, "separation_day")
    last = results.experiment.model.days
    common, days = results.experiment.replicates.pairing == "common", np.arange(last + 1)
    tables = [pandas.DataFrame(columns=COLUMNS)]
    for group, points in enumerate(groups):
        known = np.isfinite(over[list(points)])
        ended = over[list(points)][known] == 1.0
        time = np.where(ended, parted_on[list(points)][known], last)
        if not len(time):
            continue
        curve = ecdf(CensoredData.right_censored(time, ~ended)).sf
        together = curve.evaluate(days)
        low, high = np.full((2, len(days)), np.nan)
        if ended.any():
            with np.errstate(all="ignore"):  # where nobody has parted yet, or everybody, there is no interval
                if common and len(points) > 1:
                    low, high = _clustered(np.where(ended, time, np.inf), np.nonzero(known)[1], together, days)
                else:
                    interval = curve.confidence_interval(method="log-log")
                    low, high = interval.low.evaluate(days), interval.high.evaluate(days)
        inside = (together > 0.0) & (together < 1.0)
        table: dict[str, Any] = {"group": group, "day": days, "together": together}
        table |= {"ci_low": np.where(inside, low, np.nan), "ci_high": np.where(inside, high, np.nan)}
        table["at_risk"] = len(time) - np.searchsorted(np.sort(time), days)
        table["parted"] = np.bincount(time[ended].astype(int), minlength=len(days))
        tables.append(pandas.DataFrame(table))
    return pandas.concat(tables[1:] or tables, ignore_index=True)


def _clustered(
    time: NDArray[np.float64], replicate: NDArray[np.int64], together: NDArray[np.float64], days: NDArray[np.int64]
) -> Ends:
    """Return the interval of ``together`` when lives of one replicate are one observation; ``time`` of the parting, or
    infinite. Nobody is lost sight of before the end, so that the share is a mean, and its variance that of the
    replicates' sums of residuals."""
    off = (time[:, None] > days) - together  # (lives, days)
    sums = np.zeros((int(replicate.max()) + 1, len(days)))
    np.add.at(sums, replicate, off)
    n = len(np.unique(replicate))
    error = np.sqrt((sums**2).sum(axis=0) * (n / (n - 1.0) if n > 1 else np.nan)) / len(time)
    spread = np.exp(Z95 * error / np.abs(together * np.log(together)))
    return together**spread, together ** (1.0 / spread)
