"""How long couples stay together: the Kaplan-Meier curve of groups of points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..experiment.designs import Block
from ..experiment.results import Results

if TYPE_CHECKING:
    from pandas import DataFrame


def survival(results: Results, block: Block, groups: Sequence[Sequence[int]]) -> DataFrame:
    """Return the share of couples together by Kaplan and Meier (1958): one row a group of points and day.

    ``together``: the chance to be together after that day, with pointwise 95 % intervals on the log-log scale with
    Greenwood's variance (``ci_low``, ``ci_high``; NaN before the first parting and where nobody is left); ``at_risk``:
    couples together at the day's dawn; ``parted``: partings on that day. Lives that failed or are not there yet are
    left out; a group without any life has no rows.
    """
    import pandas
    from scipy.stats import CensoredData, ecdf

    over, parted_on = results.values(block, "share_separated"), results.values(block, "separation_day")
    last = results.experiment.model.days
    days = np.arange(last + 1)
    names = ("group", "day", "together", "ci_low", "ci_high", "at_risk", "parted")
    tables = [pandas.DataFrame(columns=names)]
    for group, points in enumerate(groups):
        known = np.isfinite(over[list(points)])
        ended = over[list(points)][known] == 1.0
        time = np.where(ended, parted_on[list(points)][known], last)
        if not len(time):
            continue
        curve = ecdf(CensoredData.right_censored(time, ~ended)).sf
        together = curve.evaluate(days)
        table: dict[str, Any] = {"group": group, "day": days, "together": together, "ci_low": np.nan, "ci_high": np.nan}
        if ended.any():
            with np.errstate(all="ignore"):  # where nobody has parted yet, or everybody, there is no interval
                interval = curve.confidence_interval(method="log-log")
            inside = (together > 0.0) & (together < 1.0)
            table["ci_low"] = np.where(inside, interval.low.evaluate(days), np.nan)
            table["ci_high"] = np.where(inside, interval.high.evaluate(days), np.nan)
        table["at_risk"] = len(time) - np.searchsorted(np.sort(time), days)
        table["parted"] = np.bincount(time[ended].astype(int), minlength=len(days))
        tables.append(pandas.DataFrame(table))
    return pandas.concat(tables[1:] or tables, ignore_index=True)
