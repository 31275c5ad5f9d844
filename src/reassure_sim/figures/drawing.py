"""A finished picture: the figure, the numbers behind it, the words for it, and the files of all three."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

from numpy.typing import NDArray

from ..parameters import NUMBERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
    names = list(drawing.table)
    rows = zip(*(drawing.table[name].tolist() for name in names), strict=True)
    found["csv"] = "\n".join([",".join(names), *(",".join(map(str, row)) for row in rows), ""]).encode()
    found["txt"] = (textwrap.fill(drawing.alt, 100) + "\n").encode()
    return found


def axis_words(path: str) -> str:
    """Return a parameter's meaning as an axis says it."""
    group, _, _ = path.partition(".")
    whose = {"a": "Partner a's ", "b": "Partner b's ", "couple": "The couple's ", "constants": "Of all couples: "}[
        group
    ]
    words = NUMBERS[path].meaning.partition(";")[0].partition(":")[0]
    unit = "" if NUMBERS[path].unit == "1" else f", {NUMBERS[path].unit}"
    return f"{whose}{words} ({path}{unit})"
