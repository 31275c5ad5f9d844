"""How lives and their twins end: one row a couple, and what the shared luck is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..measures import REGIMES, code_names
from ..tables import Tables

if TYPE_CHECKING:
    from pandas import DataFrame

NUMERIC = {"satisfaction": ("satisfaction at the end", "of 1"), "bids_per_week": ("bids for reassurance", "a week")}
"""Outcomes that are measured, in words and with their unit; beside them stand ``separated`` (1 or 0) and ``regime``."""


def ends(tables: Tables) -> dict[str, Any]:
    """Return each outcome of some lives: satisfaction (mean of both partners, last weeks together), bids a week of
    both, whether they separated, and the regime."""
    runs = tables.runs
    return {
        "satisfaction": 0.5 * (runs["satisfaction_a"] + runs["satisfaction_b"]),
        "bids_per_week": runs["bids_per_week_a"] + runs["bids_per_week_b"],
        "separated": runs["separated"],
        "regime": code_names(runs["regime"], REGIMES),
    }


def contrast(couple: NDArray[np.int64], original: Mapping[str, Any], other: Mapping[str, Any]) -> DataFrame:
    """Return one row a couple: each outcome in the ``original`` and in the ``other`` life and, of numbers, the
    ``difference`` (other less original)."""
    import pandas

    columns: dict[str, Any] = {"couple": couple}
    for name in original:
        columns[f"{name}_original"], columns[f"{name}_other"] = original[name], other[name]
        if name != "regime":
            columns[f"{name}_difference"] = other[name] - original[name]
    return pandas.DataFrame(columns)


FEW = 10
"""Of fewer couples than these, spreads are not told."""


def variance_ratio(outcomes: DataFrame, unpaired: Mapping[str, Any]) -> dict[str, float]:
    """Return, of each measured outcome, the variance of the difference when the other life has luck of its own
    (``unpaired``: its ends) over the variance between twins; NaN when all twins differ alike."""
    ratios = {}
    for name in NUMERIC:
        paired = float(np.var(outcomes[f"{name}_difference"]))
        apart = float(np.var(unpaired[name] - outcomes[f"{name}_original"].to_numpy()))
        ratios[name] = apart / paired if paired > 0.0 else float("nan")
    return ratios


def told(outcomes: DataFrame) -> list[str]:
    """Return three plain lines: satisfaction, bids, and how it ends, in the original and in the other life."""
    lines = []
    for name, (words, unit) in NUMERIC.items():
        old, new = (float(outcomes[f"{name}_{which}"].mean()) for which in ("original", "other"))
        line = f"{words}: {old:.2f} -> {new:.2f} {unit}"
        if len(outcomes) >= FEW:
            low, high = outcomes[f"{name}_difference"].quantile([0.05, 0.95])
            line += f"; the difference lies between {low:+.2f} and {high:+.2f} in nine of ten"
        lines.append(line)
    return [*lines, "in the end: " + " -> ".join(_end(outcomes, which) for which in ("original", "other"))]


def _end(outcomes: DataFrame, which: str) -> str:
    regimes, separated = outcomes[f"regime_{which}"], outcomes[f"separated_{which}"]
    if len(outcomes) == 1:
        return f"{regimes.iloc[0]}, {'separated' if separated.iloc[0] else 'together'}"
    counts = [f"{int((regimes == name).sum())} {name}" for name in REGIMES]
    return ", ".join([*counts, f"{int(separated.sum())} separated"])
