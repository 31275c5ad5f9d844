"""The figures of a folder as a page holds them: the picture within the page, its words, the numbers behind it."""

from __future__ import annotations

import base64
from typing import NamedTuple

from ..experiment.folder.results import Results

LARGE = 400_000
"""Bytes of a drawing from which its png is taken, which is smaller."""
ROWS = 30
"""Rows of the numbers behind a figure that a page shows."""


class Rows(NamedTuple):
    """A table as a page shows it: names, the first rows as text, and how many rows there are."""

    names: list[str]
    rows: list[list[str]]
    total: int


class Picture(NamedTuple):
    """A figure: its name, the drawing as a data address ("" where it could not be drawn), its words and numbers."""

    name: str
    source: str
    words: str
    numbers: Rows | None


def pictures(results: Results) -> list[Picture]:
    """Return the figures that the experiment asks for, as they lie in the folder."""
    return [_picture(results, asked.name) for asked in results.experiment.figures]


def _picture(results: Results, name: str) -> Picture:
    place = results.folder / "figures"
    drawings = [(place / f"{name}.svg", "image/svg+xml"), (place / f"{name}.png", "image/png")]
    there = [(path, kind) for path, kind in drawings if path.is_file()]
    small = [(path, kind) for path, kind in there if path.stat().st_size <= LARGE]
    source = ""
    for path, kind in (small or there[::-1])[:1]:
        source = f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
    words = place / f"{name}.txt"
    told = " ".join(words.read_text(encoding="utf-8", errors="replace").split()) if words.is_file() else name
    return Picture(name, source, told, table(results, f"figures/{name}.csv"))


def table(results: Results, file: str, most: int = ROWS) -> Rows | None:
    """Return the beginning of a table of the folder, numbers to four digits; ``None`` where there is none."""
    import csv

    path = results.folder / file
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", errors="replace", newline="") as text:
        lines = csv.reader(text)
        names = next(lines, [])
        rows, total = [], 0
        for total, row in enumerate(lines, 1):
            if total <= most:
                rows.append([short(cell) for cell in row])
    return Rows(names, rows, total)


def short(cell: str, digits: int = 4) -> str:
    """Return a cell as a page shows it: a number that is no whole one to so many digits."""
    try:
        return cell if cell.lstrip("-").isdigit() else f"{float(cell):.{digits}g}"
    except ValueError:
        return cell
