"""What a file of friendships holds, once read."""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

import numpy as np

from .links import Links

MAX_NODES = 2_000_000
"""Most nodes of a file: a million couples, or as many couples by their persons."""

MAX_LINKS = 50_000_000
"""Most links of a file: they take 1.6 GB while they are read."""


class Refused(Exception):
    """A file that cannot be read; the sentence begins right after the file's name: ", line 3: ..." or " is ..."."""


class Sheet(NamedTuple):
    """A file's nodes and links: ``names`` of nodes in their order, ``lines`` (m,) of links, and the labels ``block``
    and ``couple`` of nodes, where there are any (``couple``: ``None`` for a single)."""

    names: list[str]
    links: Links
    lines: array[int]
    block: list[str] | None = None
    couple: list[str | None] | None = None


class Rows:
    """Links as they come in, one after the other, in little memory."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self.source, self.target, self.lines = array("q"), array("q"), array("q")
        self.weight, self.both = array("d"), bytearray()

    def node(self, name: str) -> int:
        """Return the number of a node: the order in which names come first."""
        found = self.number.setdefault(name, len(self.number))
        if found >= MAX_NODES:
            raise Refused(f" has more than {MAX_NODES} nodes: take a smaller network")
        return found

    def add(self, source: str, target: str, weight: float, both: bool, line: int) -> None:
        """Add a link between two nodes by name."""
        if len(self.lines) == MAX_LINKS:
            raise Refused(f" has more than {MAX_LINKS} links: take a smaller network")
        self.source.append(self.node(source))
        self.target.append(self.node(target))
        self.weight.append(weight)
        self.both.append(both)
        self.lines.append(line)

    def links(self) -> Links:
        """Return all links as arrays."""
        whole: dict[str, Any] = {"dtype": np.int64}
        return Links(
            np.frombuffer(self.source, **whole),
            np.frombuffer(self.target, **whole),
            np.frombuffer(self.weight, np.float64),
            np.frombuffer(self.both, np.bool_),
        )
