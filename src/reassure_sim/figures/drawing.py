"""A finished picture: the figure, the numbers behind it, the words for it, and the files of all three."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from numpy.typing import NDArray

from ..parameters import NUMBERS, Number

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame


class Drawing(NamedTuple):
    """A figure, the table behind it, and the words for those who do not see it."""

    figure: Figure
    table: dict[str, NDArray[Any]]
    alt: str


def files(drawing: Drawing) -> dict[str, bytes]:
    """Return a drawing as svg, png, csv and txt, the same bytes each time."""
    import matplotlib

    found: dict[str, bytes] = {}
    with matplotlib.rc_context({"svg.hashsalt": "reassure_sim"}):
        for kind, metadata in (("svg", {"Date": None, "Creator": None}), ("png", {"Software": None})):
            sink = io.BytesIO()
            drawing.figure.savefig(sink, format=kind, metadata=metadata)
            found[kind] = sink.getvalue()
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(drawing.table)
    rows.writerows(zip(*(column.tolist() for column in drawing.table.values()), strict=True))
    found["csv"] = text.getvalue().encode()
    found["txt"] = (textwrap.fill(drawing.alt, 100) + "\n").encode()
    return found


def columns(table: DataFrame) -> dict[str, NDArray[Any]]:
    """Return a table as a drawing keeps it."""
    return {str(name): table[name].to_numpy() for name in table}


def by_point(table: DataFrame, names: Mapping[int, str]) -> list[tuple[str, DataFrame]]:
    """Return the rows of each point that has any, with the point's name, in the order of the names."""
    found = [(name, table[table["point"] == point]) for point, name in names.items()]
    return [(name, rows) for name, rows in found if len(rows)]


_OWNERS = {"a": "Partner a's ", "b": "Partner b's ", "couple": "The couple's ", "constants": "Of all couples: "}
_WORDS = {"preset": "Kind of couple", "culture": "Cultures of the partners"}
_DAILY = {
    "asked": "bids for reassurance a day",
    "asked_direct": "direct bids a day",
    "reassured": "reassurances received a day",
    "rebuffed": "rebuffs a day",
    "misread": "bids heard as criticism a day",
    "reached_out": "unasked reassurances a day",
    "withdrew": "withdrawals a day",
    "provided": "answers given a day",
    "stress": "stress that struck in a day",
    "doubts": "doubts a day",
    "soothed_alone": "insecurity soothed alone in a day",
    "soothed_by_partner": "insecurity soothed by the partner in a day",
}


def axis_words(path: str, numbers: Mapping[str, Number] = NUMBERS) -> str:
    """Return a parameter's meaning as an axis says it; ``numbers``: what is declared of it."""
    if path not in numbers:
        return f"{_WORDS[path]} ({path})" if path in _WORDS else path
    words = numbers[path].meaning.partition(";")[0].partition(":")[0]
    unit = "" if numbers[path].unit == "1" else f", {numbers[path].unit}"
    whose = _OWNERS.get(path.partition(".")[0], "")
    return f"{whose}{words if whose else words[:1].upper() + words[1:]} ({path}{unit})"


def day_words(column: str) -> str:
    """Return what a column of the diary tells, in words."""
    return _DAILY.get(column, column.replace("_", " "))
