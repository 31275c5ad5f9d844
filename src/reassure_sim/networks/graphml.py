"""GraphML: networks as other programs write them, read as a stream, so that no file can fill the memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO
from xml.parsers import expat

import numpy as np

from ..parameters import shown
from .links import weight_text
from .sheet import Refused, Rows, Sheet

_CHUNK = 1 << 16
_LONGEST = 1 << 20  # bytes of one tag
_LABEL = 1000  # characters of a node's name or label
_DEEPEST = 64
_OPEN = ("data", "default", "desc")  # what stands in them is anybody's
_KNOWN = ("graphml", "graph", "node", "edge", "key", "port", "hyperedge", "endpoint", "locator", *_OPEN)
_READ = {"node": ("block", "culture", "couple"), "edge": ("weight",)}


def read_graphml(file: BinaryIO) -> Sheet:
    """Return the nodes and links of a GraphML file with one graph; in a directed one, the source hears the target.

    Attributes that are read, whatever their case: ``weight`` of edges; ``block`` (or ``culture``) and ``couple`` of
    nodes; ``default`` values count. Others, ports and what programs add of their own are left alone.
    Format: Brandes, Eiglsperger, Herman, Himsolt & Marshall 2002, Graph Drawing (LNCS 2265), 501-512,
    doi:10.1007/3-540-45848-4_59.

    Raises:
        Refused: at the first thing that is wrong, with its line.
    """
    reader = _Reader()
    fed = 0
    try:
        while chunk := file.read(_CHUNK):
            reader.parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - reader.parser.CurrentByteIndex > _LONGEST:
                raise reader.refused("a tag that does not end")
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code)
        say = "the file ends too early" if said == expat.errors.XML_ERROR_NO_ELEMENTS else f"not XML ({said})"
        raise Refused(f", line {error.lineno}: {say}") from None
    except (LookupError, ValueError) as error:
        raise Refused(f", line {reader.parser.CurrentLineNumber}: not readable text ({error})") from None
    return reader.sheet()


class _Reader:
    """What has been read so far."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._entity
        self.rows = Rows()
        self.nodes: list[str] = []
        self.declared: set[str] = set()
        self.open: list[str] = []
        self.keys: dict[str, tuple[str, str]] = {}
        self.key = ""
        self.text = ""
        self.defaults: dict[str, str] = {}
        self.labels: dict[str, dict[str, str]] = {name: {} for name in _READ["node"]}
        self.directed: bool | None = None

    def refused(self, sentence: str) -> Refused:
        """Return the refusal for the line that is being read."""
        return Refused(f", line {self.parser.CurrentLineNumber}: {sentence}")

    def _entity(self, *_: object) -> None:
        raise self.refused("it declares an XML entity, which no network needs: take the declaration out")

    def _start(self, tag: str, given: Mapping[str, str]) -> None:
        name = tag.rpartition(":")[2]
        inside = self.open[-1] if self.open else ""
        if len(self.open) >= _DEEPEST:
            raise self.refused(f"elements within elements, more than {_DEEPEST} deep")
        self.open.append(name)
        if inside in _OPEN or inside == "":
            if inside == "" and name != "graphml":
                raise self.refused(f"read the element {shown(tag)}, a GraphML file begins with 'graphml'")
            if inside:
                self.open[-1] = inside  # the same rule holds all the way down
            return
        if name not in _KNOWN:
            raise self.refused(f"read the element {shown(tag)}, which GraphML does not have here")
        if name == "key":
            self.key = given.get("id", "")
            self.keys[self.key] = (given.get("attr.name", self.key).casefold(), given.get("for", "all"))
        elif name == "graph":
            self._graph(given, inside)
        elif name == "node":
            self._node(given)
        elif name == "edge":
            self._edge(given)
        elif name == "hyperedge":
            raise self.refused("a hyperedge; a friendship joins two nodes: write it as edges")
        elif name == "data":
            self.key = given.get("key", "")
            if self.keys.get(self.key, (self.key.casefold(), ""))[0] in _READ.get(inside, ()):
                self._listen()
        elif name == "default":
            self._listen()

    def _end(self, tag: str) -> None:
        name = self.open.pop()
        if name != tag.rpartition(":")[2] or self.parser.CharacterDataHandler is None or name in self.open:
            return
        self.parser.CharacterDataHandler = None
        text = self.text.strip()
        key, scope = self.keys.get(self.key, (self.key.casefold(), "all"))
        if name == "default":
            for kind in _READ:
                if scope in (kind, "all") and key in _READ[kind]:
                    self.defaults[key] = text
        elif self.open[-1] == "node":
            self.labels[key][self.nodes[-1]] = text
        else:
            self.rows.weight[-1] = self._weight(text)

    def _listen(self) -> None:
        self.text = ""
        self.parser.CharacterDataHandler = self._hear

    def _hear(self, text: str) -> None:
        self.text += text
        if len(self.text) > _LABEL:
            raise self.refused(f"a label of more than {_LABEL} characters")

    def _graph(self, given: Mapping[str, str], inside: str) -> None:
        if inside != "graphml":
            raise self.refused(f"a graph within a {inside}; take groups apart before you save the network")
        if self.directed is not None:
            raise self.refused("a second graph; a file holds one network")
        way = given.get("edgedefault", "undirected")
        if way not in ("directed", "undirected"):
            raise self.refused(f"read edgedefault={shown(way)}, allowed is 'directed' or 'undirected'")
        self.directed = way == "directed"

    def _node(self, given: Mapping[str, str]) -> None:
        name = given.get("id", "")
        if not 0 < len(name) <= _LABEL:
            raise self.refused(f"a node's id has {len(name)} characters, allowed are 1 to {_LABEL}")
        if name in self.declared:
            raise self.refused(f"a second node with the id {shown(name)}")
        self.rows.node(name)
        self.declared.add(name)
        self.nodes.append(name)

    def _edge(self, given: Mapping[str, str]) -> None:
        source, target = given.get("source", ""), given.get("target", "")
        if not source or not target:
            raise self.refused("an edge needs a source and a target")
        one_way = given.get("directed", "true" if self.directed else "false") in ("true", "1")
        weight = self._weight(self.defaults["weight"]) if "weight" in self.defaults else 1.0
        self.rows.add(source, target, weight, not one_way, self.parser.CurrentLineNumber)

    def _weight(self, text: str) -> float:
        try:
            return float(text)
        except ValueError:
            raise self.refused(f"an edge has the weight {weight_text(text)}") from None

    def sheet(self) -> Sheet:
        """Return the whole, its nodes in the order in which they are declared."""
        if not self.nodes:
            raise Refused(" holds no nodes: a network needs a <graph> with <node> elements")
        if not self.rows.lines:
            raise Refused(" holds no edges: a network needs friendships")
        place = np.full(len(self.rows.number), -1, np.int64)
        place[[self.rows.number[name] for name in self.nodes]] = np.arange(len(self.nodes))
        links = self.rows.links()
        links = links._replace(source=place[links.source], target=place[links.target])
        lost = np.flatnonzero(np.minimum(links.source, links.target) < 0)
        if len(lost):
            name = next(name for name in self.rows.number if name not in self.declared)
            raise Refused(
                f", line {self.rows.lines[int(lost[0])]}: an edge to {shown(name)}, which is no node of the file"
            )
        block = self._labels("block") or self._labels("culture")
        if block is not None and None in block:
            lacking = self.nodes[block.index(None)]
            raise Refused(f": node {shown(lacking)} has no block, others have: give all nodes one, or none")
        return Sheet(self.nodes, links, self.rows.lines, block, self._labels("couple"))  # type: ignore[arg-type]

    def _labels(self, name: str) -> list[str | None] | None:
        """Return a label of each node, ``None`` where it has none, or ``None`` if no node has any."""
        own, default = self.labels[name], self.defaults.get(name) or None
        found = [own.get(node) or default for node in self.nodes]
        return found if any(found) else None
