"""Reading one field of a config: its type, its range, and the sentence when either is wrong."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...parameters import Number, nearest, shown
from ...scenario import Scenario
from ..errors import Fault
from ..populations import Populations
from .source import BROKEN, Node
from .text import hidden, named

SOUGHT = 300
"""Unknown names of one file for which the nearest known one is looked up; nobody reads on to the next."""

# Letters of other scripts that look like Latin ones in most fonts.
_LOOK_ALIKE = dict(
    zip(
        "абвгеёіјкмнорстухѕһԁԛԝαβεηικνοπρτυχωϲ",
        "a6breeijkmhopctyxshdqwabenikvonptuxwc",
        strict=True,
    )
)

LOOKS = 1024
"""Points of a design over populations that are looked at, half of what is left of them in each block."""

LEVELS = 500_000
"""Levels that all the ranges of a design may have together."""


class Fields:
    """Reads fields of a tree and collects what is wrong in ``faults``.

    ``model`` and ``numbers``: what a design is over, and the numbers of declared range that it may vary, by path;
    ``None``: not known, because the model itself is at fault. ``tree``: a couple's model as it stands in the file.
    """

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.model: Scenario | Populations | None = None
        self.numbers: Mapping[str, Number] | None = None
        self.tree: Mapping[str, Any] = {}
        self.sought = 0
        self.looks = LOOKS
        self.levels = LEVELS

    def fault(self, node: Node, path: str, sentence: str) -> None:
        """Report a value."""
        self.faults.append(Fault(node.line, node.column, _printable(path), sentence))

    def fault_key(self, holder: Node, key: str, path: str, sentence: str) -> None:
        """Report a key of ``holder``."""
        line, column = holder.keys.get(key, (holder.line, holder.column))
        self.faults.append(Fault(line, column, _printable(path), sentence))

    def no_such(self, name: str, known: Iterable[str], kind: str) -> str:
        """Return the sentence for an unknown name, with the nearest known one."""
        self.sought += 1
        return no_such(name, known, kind) if self.sought <= SOUGHT else f"no {kind} is called {shown(name)}"

    def mapping(
        self,
        node: Node,
        path: str,
        known: Iterable[str],
        required: Iterable[str] = (),
        kind: str = "key",
    ) -> dict[str, Node]:
        """Return the known entries of a mapping; unknown and missing ones are reported."""
        known = list(known)
        if node.value is BROKEN:
            return {}
        if not isinstance(node.value, dict):
            keys = ", ".join(known[:9])
            self.fault(node, path, f"read {seen(node.value)}, allowed is a mapping with the keys {keys}")
            return {}
        found: dict[str, Node] = {}
        for key, child in node.value.items():
            here = f"{path}.{key}" if path else key
            if key in known:
                if child.value is not BROKEN:
                    found[key] = child
            else:
                self.fault_key(node, key, here, self.no_such(key, known, kind))
        for key in required:
            if key not in node.value:
                self.fault(node, f"{path}.{key}" if path else key, f"the key {key!r} is missing")
        return found

    def items(self, node: Node, path: str, what: str) -> list[Node]:
        """Return the entries of a list that is not empty."""
        if node.value is BROKEN:
            return []
        if not isinstance(node.value, list):
            self.fault(node, path, f"read {seen(node.value)}, allowed is a list of {what}")
            return []
        if not node.value:
            self.fault(node, path, f"read an empty list, allowed is a list of at least one of {what}")
        return [child for child in node.value if child.value is not BROKEN]

    def whole(self, node: Node | None, path: str, low: int, high: int, default: int) -> int:
        """Return a whole number from ``low`` to ``high``."""
        if node is None:
            return default
        if isinstance(node.value, int) and not isinstance(node.value, bool) and low <= node.value <= high:
            return node.value
        self.fault(node, path, f"read {seen(node.value)}, allowed is a whole number from {low} to {high}")
        return default

    def number(self, node: Node | None, path: str, low: float, high: float, default: float, unit: str = "") -> float:
        """Return a finite number from ``low`` to ``high``."""
        if node is None:
            return default
        if is_number(node.value) and low <= node.value <= high:
            return float(node.value)
        tail = f" ({unit})" if unit not in ("", "1") else ""
        self.fault(node, path, f"read {seen(node.value)}, allowed is a number from {low:g} to {high:g}{tail}")
        return default

    def text(self, node: Node | None, path: str, longest: int, default: str = "") -> str:
        """Return a text of at most ``longest`` characters."""
        if node is None:
            return default
        if isinstance(node.value, str) and len(node.value) <= longest:
            return node.value
        self.fault(node, path, f"read {seen(node.value)}, allowed is a text of at most {longest} characters")
        return default

    def choice(self, node: Node | None, path: str, known: Iterable[str], kind: str, default: str) -> str | None:
        """Return one word of ``known``, or ``None`` when something else stands there."""
        known = list(known)
        if node is None:
            return default
        if isinstance(node.value, str) and node.value in known:
            return node.value
        if isinstance(node.value, str):
            self.fault(node, path, self.no_such(node.value, known, kind))
        else:
            self.fault(node, path, f"read {seen(node.value)}, allowed is one of {listed(known)}")
        return None


def is_number(value: Any) -> bool:
    """Tell whether a value is a finite number and not a truth value."""
    return (
        isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300 and math.isfinite(value)
    )


def seen(value: Any) -> str:
    """Return what was read as a person would call it."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else shown(value)


def no_such(name: str, known: Iterable[str], kind: str) -> str:
    """Return the sentence for an unknown name: the nearest known one, and letters that only look Latin."""
    known = list(known)
    foreign = "".join(c for c in name if not c.isascii())
    near = nearest(latin(name), known)
    if foreign:
        write = f"; write {near!r}" if near else ""
        return f"no {kind} is called {shown(name)}: it holds {named(foreign)}, which is not a plain Latin letter{write}"
    if near:
        return f"no {kind} is called {shown(name)}; the nearest is {near!r}"
    return f"no {kind} is called {shown(name)}; known: {listed(known)}"


def listed(known: Sequence[str]) -> str:
    """Return the first of some names, as many as one reads."""
    return ", ".join(known[:8]) + (", ..." if len(known) > 8 else "")


def latin(name: str) -> str:
    """Return a name with look-alike letters and accents replaced by plain Latin ones."""
    folded = unicodedata.normalize("NFKD", name)
    kept = "".join(c for c in folded if not unicodedata.combining(c) and c not in hidden(folded))
    return "".join(_LOOK_ALIKE.get(c, _LOOK_ALIKE.get(c.lower(), c)) for c in kept)


def _printable(path: str) -> str:
    """Return a path as one short line."""
    clean = "".join(c if c.isprintable() else "?" for c in path)
    return clean if len(clean) <= 80 else clean[:77] + "..."
