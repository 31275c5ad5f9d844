"""Edge lists: a table with a row for each friendship."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from ..parameters import shown
from .links import weight_text
from .sheet import Refused, Rows, Sheet

_COLUMNS = {"source": ("source", "from"), "target": ("target", "to"), "weight": ("weight",), "type": ("type",)}
_LONGEST = 1 << 16  # bytes of a line
_DELIMITERS = ",;\t"  # a space if none of these
_GAP = 10_000  # lines without a row, after which nothing is looked for


def read_edge_list(file: BinaryIO) -> Sheet:
    """Return the links of a table with the columns ``source`` and ``target`` (or ``from`` and ``to``).

    Further columns: ``weight``; ``type``, whose word "Directed" (as Gephi writes it) makes the source hear the target
    only; others are left alone. Columns are told apart by comma, semicolon, tab or space. Comments, which begin with #,
    and empty lines count for nothing. Without a header, a table of two columns of whole numbers is one of links. Names
    are any text; nodes stand in the order in which they come first; nodes without a link cannot be told.

    Raises:
        Refused: at the first thing that is wrong, with its line.
    """
    lines = _Lines(file)
    rows = Rows()
    column: dict[str, int] = {}
    width = 0
    try:
        reader = csv.reader(lines, delimiter=lines.delimiter, skipinitialspace=True, strict=True)
        for row in reader:
            fields = [field.strip() for field in row]
            if not any(fields):
                continue
            if not column:
                column, width = _header(fields, lines.number), len(fields)
                if fields[column["source"]].casefold() in _COLUMNS["source"]:
                    continue
            _add(rows, fields, column, width, lines.number)
    except csv.Error as error:
        raise Refused(f", line {lines.number}: not a row of a table ({error}); check its quotes") from None
    if not rows.lines:
        raise Refused(" holds no links: give a header with 'source' and 'target', then a row for each friendship")
    return Sheet(list(rows.number), rows.links(), rows.lines)


class _Lines(Iterator[str]):
    """A file's lines as text, counted, without comments; the first tells how columns are told apart."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.number, self.delimiter = file, 0, ","
        self.gaps = 0  # between columns; 0: no row yet
        self.waiting: str | None = None
        self.waiting = next(self, None)
        if self.waiting is not None:
            seen = max(_DELIMITERS, key=self.waiting.count)
            self.delimiter = seen if seen in self.waiting else " "
            self.waiting = self._trimmed(self.waiting)
            self.gaps = self.waiting.count(self.delimiter)

    def __next__(self) -> str:
        if self.waiting is not None:
            first, self.waiting = self.waiting, None
            return first
        for _ in range(_GAP):
            raw = self.file.readline(_LONGEST)
            if not raw:
                raise StopIteration
            self.number += 1
            if b"\r" in raw.rstrip(b"\r\n"):
                raise Refused(f", line {self.number}: a carriage return within a line: save the table with line feeds")
            if len(raw) == _LONGEST:
                raise Refused(f", line {self.number}: longer than {_LONGEST} characters, so no table of links")
            try:
                text = raw.decode("utf-8-sig" if self.number == 1 else "utf-8")
            except UnicodeDecodeError:
                say = "not UTF-8 text: save the table as CSV in UTF-8"
                raise Refused(f", line {self.number}: {say}") from None
            if "\0" in text:
                raise Refused(f", line {self.number}: binary data, not a table of links")
            if text.lstrip().startswith("#"):
                self._spared(text.strip())
            elif text.strip():
                return self._trimmed(text)
        raise Refused(f", line {self.number}: {_GAP} lines without a row: take them out")

    def _trimmed(self, text: str) -> str:
        """Return a line without the spaces around it, where spaces stand between columns."""
        return text.strip() if self.delimiter == " " else text

    def _spared(self, text: str) -> None:
        """Refuse to pass over a link of '#me' as if it were a comment."""
        if self.gaps and text[1:2] not in " \t#" and text.count(self.delimiter) == self.gaps:
            say = f"read {shown(text)}, a comment or a link? Put the name in quotes, or a space after the #"
            raise Refused(f", line {self.number}: {say}")


def _header(fields: list[str], line: int) -> dict[str, int]:
    """Return the place of each column that is read."""
    names = [field.casefold() for field in fields]
    found = {
        column: next(names.index(name) for name in known if name in names)
        for column, known in _COLUMNS.items()
        if any(name in names for name in known)
    }
    if "source" in found and "target" in found:
        return found
    if len(fields) == 2 and all(field.isdecimal() for field in fields):
        return {"source": 0, "target": 1}
    needed = "needed is a header with 'source' and 'target', and 'weight' if links differ: put it above the first row"
    say = f"read {shown(', '.join(fields))}, {needed}"
    raise Refused(f", line {line}: {say}")


def _add(rows: Rows, fields: list[str], column: dict[str, int], width: int, line: int) -> None:
    if len(fields) < width or any(fields[width:]):
        raise Refused(f", line {line}: {len(fields)} fields, the first row has {width}")
    source, target = fields[column["source"]], fields[column["target"]]
    if not source or not target:
        raise Refused(f", line {line}: a link needs the names of both nodes")
    weight = 1.0
    if "weight" in column:
        try:
            weight = float(fields[column["weight"]])
        except ValueError:
            raise Refused(f", line {line} has the weight {weight_text(fields[column['weight']])}") from None
    one_way = "type" in column and fields[column["type"]].casefold() == "directed"
    rows.add(source, target, weight, not one_way, line)
