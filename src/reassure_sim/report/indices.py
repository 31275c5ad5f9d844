"""Sensitivity indices as a page tells them: a row an axis of a measure, each index with its interval."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..experiment.folder.results import Results
from .answer import MEASURES
from .pictures import Rows, short

SHOWN = {"sobol": ("S1", "ST"), "morris": ("mu_star", "sigma")}
"""The indices of each method that a page shows; the file has all of them."""
NOISE = "noise_share"
MOST = 60
"""Rows of a block that a page shows."""


class Indices(NamedTuple):
    """The indices of a block by one method."""

    block: str
    method: str
    table: Rows


def indices(results: Results) -> list[Indices]:
    """Return what ``analysis/sensitivity.csv`` says of the reported measures; nothing where it was not written."""
    path = results.folder / "analysis" / "sensitivity.csv"
    if not path.is_file():
        return []
    cells: dict[tuple[str, str], dict[tuple[str, str], dict[str, str]]] = {}
    with path.open(encoding="utf-8", errors="replace", newline="") as text:
        for row in csv.DictReader(text):
            if row["measure"] in MEASURES and row["method"] in SHOWN and not row["axis_2"]:
                block = cells.setdefault((row["block"], row["method"]), {})
                block.setdefault((row["measure"], row["axis"]), {})[row["index"]] = _cell(row)
    return [Indices(block, method, _table(found, SHOWN[method])) for (block, method), found in cells.items()]


def _table(found: Mapping[tuple[str, str], Mapping[str, str]], names: tuple[str, ...]) -> Rows:
    rows = list(_lines(found, names))
    return Rows(["measure", "axis", *names, NOISE], rows[:MOST], len(rows))


def _lines(found: Mapping[tuple[str, str], Mapping[str, str]], names: tuple[str, ...]) -> Iterator[list[str]]:
    """Yield a row an axis; the share of luck belongs to the measure and stands in each of its rows."""
    for (measure, axis), told in found.items():
        if axis:
            noise = found.get((measure, ""), {}).get(NOISE, "")
            yield [MEASURES[measure], axis, *(told.get(name, "") for name in names), noise]


def _cell(row: Mapping[str, str]) -> str:
    value, low, high = (short(row[name], 3) for name in ("value", "ci_low", "ci_high"))
    return f"{value} ({low} to {high})" if low and high else value
