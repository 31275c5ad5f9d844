"""A list of points in a CSV file: its header names parameters, each further row is a point.

All that is wrong in the file is told by its own lines and columns, at the place of the config that names it.
"""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...parameters import NUMBERS
from ..designs import Listed
from ..errors import Fault
from ..populations import PREFIX, Populations
from .axes import Level, axes_in, level
from .fields import Fields
from .inside import within
from .source import Node

if TYPE_CHECKING:
    import pyarrow as pa

MOST_POINTS = 1_000_000
MOST_POPULATIONS = 20_000
"""Points over populations, each of which is made once to see whether it is sound."""

MOST_BYTES = 256_000_000
TOLD, COUNTED = 5, 1000
"""Faults of a file that are told one by one, and those that are counted."""

_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"


class Listing:
    """A CSV file of points, read: ``axes`` (each with a value a point), ``file``, and its faults in ``fields``.

    ``axes`` is empty where there are faults.
    """

    def __init__(self, written: str, folder: Path, fields: Fields) -> None:
        self.written, self.fields = written, copy.copy(fields)
        self.fields.faults = []
        self.axes: dict[str, tuple[Level, ...]] = {}
        self.file: Listed | None = None
        self._lines = np.zeros(0, dtype=np.int64)
        self._cells: pa.Table | None = None
        content = self._content(folder)
        if content:
            self._read(content)

    def rows(self) -> Node:
        """Return the points as they would be nodes of a config, each value with its place in the file."""
        places = range(len(self._lines))
        return Node([Node({path: self._node(path, row) for path in self.axes}, self._line(row)) for row in places])

    def is_sound(self, node: Node, where: str, fields: Fields) -> bool:
        """Report what is wrong in the file at the node that names it, and tell whether there was nothing."""
        faults, told = sorted(set(self.fields.faults)), []
        for fault in faults[:TOLD]:
            place = f"{self.written}:{fault.line}:{fault.column}" if fault.line else ""
            said = [place, fault.path.rpartition("].")[2].removeprefix("."), fault.sentence]
            told.append(": ".join(part for part in said if part))
        if len(faults) > TOLD:
            told.append(f"and {'at least ' * (len(faults) >= COUNTED)}{len(faults) - TOLD:,} more")
        if told:
            fields.fault(node, where, "; ".join(told))
        return not told

    def _content(self, folder: Path) -> bytes:
        """Return the bytes of the file; empty where it cannot be read."""
        place = within(folder, self.written)
        if isinstance(place, str):
            self._fault(0, 0, place)
            return b""
        try:
            if place.stat().st_size > MOST_BYTES:
                say = f"{self.written} has more than {MOST_BYTES // 1_000_000} MB, the most that a list may have"
                self._fault(0, 0, say)
                return b""
            content = place.read_bytes()
        except OSError as error:
            self._fault(0, 0, f"{self.written} cannot be read ({(error.strerror or str(error)).lower()})")
            return b""
        if not content.strip():
            self._fault(1, 1, "the file is empty; its first line names parameters, each further line is a point")
        self.file = Listed(self.written, place, hashlib.sha256(content).hexdigest()[:16])
        return content.strip() and content

    def _read(self, content: bytes) -> None:
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        wrong: list[Any] = []

        def keep(row: Any) -> str:
            wrong.append(row)
            return "skip"

        try:
            first = content.partition(b"\n")[0].decode("utf-8-sig")
            header = [name.strip() for name in next(csv.reader([first]))]
            found = self._header(header)
            self._cells = arrow_csv.read_csv(
                io.BytesIO(content),
                read_options=arrow_csv.ReadOptions(use_threads=False, column_names=header),
                parse_options=arrow_csv.ParseOptions(ignore_empty_lines=False, invalid_row_handler=keep),
                convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(header, pa.string())),
            ).slice(1)
        except (UnicodeDecodeError, csv.Error, StopIteration, pa.ArrowInvalid) as error:
            self._fault(1, 1, f"this is no CSV file in UTF-8 ({str(error).splitlines()[0]})")
            return
        for row in wrong:
            say = f"read {row.actual_columns} values, allowed are {len(header)}, one for each name in the first line"
            self._fault(row.number, 1, say)
        ragged = np.array([row.number for row in wrong], dtype=np.int64)
        self._lines = np.setdiff1d(np.arange(2, 2 + len(self._cells) + len(wrong)), ragged)
        self._without_blank_lines()
        most = MOST_POPULATIONS if isinstance(self.fields.model, Populations) else MOST_POINTS
        if not 0 < len(self._lines) <= most:
            self._fault(1, 1, f"read {len(self._lines):,} points, allowed are 1 to {most:,}")
        elif found:
            axes = {path: self._axis(path) for path in found}
            self.axes = axes if not self.fields.faults else {}

    def _header(self, header: list[str]) -> list[str]:
        """Return the parameters that the first line names."""
        starts = np.cumsum([1, *(len(name) + 1 for name in header)]).tolist()
        keys = {name: (1, start) for name, start in zip(header, starts, strict=False)}
        if len(keys) < len(header):
            twice = next(name for name in header if header.count(name) > 1)
            self._fault(1, 1, f"the parameter {twice!r} is here twice")
            return []
        if len(header) == 1 and ";" in header[0]:
            self._fault(1, 1, "the values are separated by semicolons, allowed are commas")
            return []
        return list(axes_in(Node(dict.fromkeys(header, Node(None)), 1, 1, keys), "", self.fields))

    def _without_blank_lines(self) -> None:
        import pyarrow as pa
        from pyarrow import compute

        assert self._cells is not None
        trimmed = [compute.utf8_trim_whitespace(column) for column in self._cells.columns]
        filled = np.any([compute.not_equal(column, "").to_numpy() for column in trimmed], axis=0)
        self._cells = pa.table(trimmed, names=self._cells.column_names).filter(filled)
        self._lines = self._lines[filled]

    def _axis(self, path: str) -> tuple[Level, ...]:
        """Return the values of a column: numbers in their range at once, whatever else one by one."""
        import pyarrow as pa
        from pyarrow import compute

        assert self._cells is not None
        cells, known = self._cells.column(path), self.fields.numbers or NUMBERS
        plain = np.asarray(compute.match_substring_regex(cells, _NUMBER))
        values = compute.cast(compute.if_else(pa.array(plain), cells, "nan"), pa.float64()).to_numpy() + 0.0
        low, high = (known[path].low, known[path].high) if path in known else (-1e300, 1e300)
        easy = (values >= low) & (values <= high) & (path in known or path.startswith(PREFIX))
        if easy.all():
            return tuple(values.tolist())
        read: list[Level] = values.tolist()
        seen: dict[str, Level] = {}
        for row in np.flatnonzero(~easy).tolist():
            cell = cells[row].as_py()
            if len(self.fields.faults) >= COUNTED:
                break
            if cell not in seen or self.fields.faults:
                seen[cell] = level(self._node(path, row), path, path, self.fields)
            read[row] = seen[cell]
        return tuple(read)

    def _node(self, path: str, row: int) -> Node:
        """Return a cell as a node: a number, what JSON makes of it, or a word."""
        assert self._cells is not None
        before = self._cells.column_names[: self._cells.column_names.index(path)]
        column = 1 + sum(len(self._cells.column(name)[row].as_py()) + 1 for name in before)
        cell = self._cells.column(path)[row].as_py()
        try:
            value = json.loads(cell)
        except (ValueError, RecursionError):
            value = cell
        return _nodes(value, self._line(row), column)

    def _line(self, row: int) -> int:
        return int(self._lines[row])

    def _fault(self, line: int, column: int, sentence: str) -> None:
        self.fields.faults.append(Fault(line, column, "", sentence))


def _nodes(value: Any, line: int, column: int) -> Node:
    """Return plain data as a tree of nodes that all stand at one place."""
    if isinstance(value, dict):
        value = {key: _nodes(one, line, column) for key, one in value.items()}
    elif isinstance(value, list):
        value = [_nodes(one, line, column) for one in value]
    return Node(value, line, column)
