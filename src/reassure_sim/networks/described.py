"""A network as a population is given it: in words, as a file, or as a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..parameters import ParameterError, Problem, shown, unknown
from .files import Found, found_in
from .generated import barabasi_albert, stochastic_block, watts_strogatz
from .links import Whole
from .network import Network
from .ranges import KINDS, problems

GENERATORS: Mapping[str, Callable[..., Network]] = {
    "watts_strogatz": watts_strogatz,
    "barabasi_albert": barabasi_albert,
    "stochastic_block": stochastic_block,
}

NODES = ("couples", "persons")
"""What the nodes of a file are."""

_EXAMPLE = "{'kind': 'watts_strogatz', 'mean_degree': 10, 'rewiring': 0.1} or {'file': 'friends.graphml'}"


class Built(NamedTuple):
    """A network and who stands where on it: ``node`` (people,) int64, the node of each person; 2i and 2i + 1 are the
    partners a and b of couple i, singles come after them."""

    network: Network
    node: Whole


@dataclass(frozen=True)
class Description:
    """A checked network, ready to be built: ``form`` as plain data; of a file or graph also what was ``found``."""

    form: Mapping[str, Any]
    found: Found | None = field(default=None, compare=False, repr=False)

    def __repr__(self) -> str:
        return repr(self.plain())

    def problems(self, couples: int) -> list[Problem]:
        """Return why this network cannot hold so many couples; none if it can."""
        if self.found is None:
            return problems(self.form["kind"], {k: v for k, v in self.form.items() if k != "kind"}, couples)
        n, labels = self.found.network.n, self.found.couple
        path = "network.file" if "file" in self.form else "network"
        if self.form.get("nodes") != "persons":
            say = f"{n} nodes for {couples} couples: each couple needs one node; set couples to {n}"
            if labels is not None:
                say += ", or, as nodes say which couple they are of, nodes to 'persons'"
            return [] if n == couples else [Problem(path, say)]
        if labels is None:
            say = (
                f"{n} persons for {couples} couples, which are {2 * couples} persons; set couples to {n // 2} or fewer"
            )
            return [] if n >= 2 * couples else [Problem(path, say)]
        where: dict[str, int] = {}
        for label in labels:
            if label is not None:
                where[label] = where.get(label, 0) + 1
        odd = [label for label, count in where.items() if count != 2]
        if odd:
            some = "1 node" if where[odd[0]] == 1 else f"{where[odd[0]]} nodes"
            say = f"the couple {shown(odd[0])} has {some}, it needs two; a single has no 'couple'"
            return [Problem(path, say)]
        say = f"its nodes name {len(where)} couples, not {couples}; set couples to {len(where)}"
        return [] if len(where) == couples else [Problem(path, say)]

    def build(self, couples: int, seed: int) -> Built:
        """Return the network of so many couples, and the node of each person.

        A network of couples has the partners of couple i on node i. In one of persons, a couple are the two nodes with
        the same ``couple`` (couples and partners in the file's order), or, where no node has one, each two nodes that
        follow one another; all other nodes are singles. ``seed``, 0 to 2**64 - 1, is of the generated networks only.

        Raises:
            ParameterError: listing every problem at once.
        """
        wrong = self.problems(couples)
        if wrong:
            raise ParameterError(wrong)
        if self.found is None:
            numbers = {key: value for key, value in self.form.items() if key != "kind"}
            network = GENERATORS[self.form["kind"]](n=couples, seed=seed, **numbers)
        else:
            network = self.found.network
        if self.form.get("nodes") == "persons":
            return Built(network, self._people(network.n))
        return Built(network, np.repeat(np.arange(couples, dtype=np.int64), 2))

    def _people(self, n: int) -> Whole:
        """Return the nodes of a network of persons: couple by couple, then singles."""
        labels = None if self.found is None else self.found.couple
        if labels is None:
            return np.arange(n, dtype=np.int64)
        partners: dict[str, list[int]] = {}
        for i, label in enumerate(labels):
            if label is not None:
                partners.setdefault(label, []).append(i)
        singles = [i for i, label in enumerate(labels) if label is None]
        return np.array([i for pair in partners.values() for i in pair] + singles, np.int64)

    def plain(self) -> dict[str, Any]:
        """Return JSON data that ``described`` reads again; of a graph in memory, what tells it from any other."""
        return {key: dict(value) if isinstance(value, Mapping) else value for key, value in self.form.items()}


def described(value: Any, n: int | None = None) -> Description:
    """Return what a network for n couples (``None``: not known yet) is to be.

    value: ``{"kind": "watts_strogatz" | "barabasi_albert" | "stochastic_block", ...}`` with the arguments of the
    generator of that name; ``{"file": path}``, with ``"nodes": "persons"`` where the file's nodes are not couples; a
    ``Network``; or a ``networkx`` graph.

    Raises:
        ParameterError: listing every problem at once, each under ``network.<key>``.
    """
    description = _in_words(value) if isinstance(value, Mapping) else _in_memory(value)
    wrong = [] if n is None else description.problems(n)
    if wrong:
        raise ParameterError(wrong)
    return description


def _in_memory(graph: Any) -> Description:
    if isinstance(graph, (str, Path, int, float, list, tuple, type(None))):
        raise ParameterError([Problem("network", f"read {shown(graph)}, allowed is a graph, or like {_EXAMPLE}")])
    network = graph if isinstance(graph, Network) else Network.of(graph)
    form = {"fingerprint": network.fingerprint(), "n": network.n, "edges": network.edges}
    return Description(form, Found(network, None))


def _in_words(given: Mapping[str, Any]) -> Description:
    """Return the description of a mapping."""
    if "fingerprint" in given:
        say = "a fingerprint tells a graph from others but does not hold it: give the graph itself, or its file"
        raise ParameterError([Problem("network", say)])
    if "kind" in given and "file" in given:
        raise ParameterError([Problem("network", "read a kind and a file, allowed is one of the two")])
    if "file" in given:
        return _in_file(given)
    if "kind" not in given:
        raise ParameterError(
            [Problem("network", f"read {shown(dict(given))}, it needs a 'kind' or a 'file', like {_EXAMPLE}")]
        )
    kind = given["kind"]
    if not isinstance(kind, str) or kind not in KINDS:
        raise ParameterError([Problem("network.kind", unknown(str(kind), KINDS, "kind of network"))])
    numbers = {str(key): value for key, value in given.items() if key != "kind"}
    found = problems(kind, numbers, None)
    if found:
        raise ParameterError(found)
    return Description({"kind": kind, **{key: _plain(v) for key, v in {**KINDS[kind], **numbers}.items()}})


def _in_file(given: Mapping[str, Any]) -> Description:
    """Return the description of a file, which is read here."""
    wrong = [
        Problem(f"network.{key}", unknown(str(key), ("file", "nodes"), "key of a network's file"))
        for key in given
        if key not in ("file", "nodes")
    ]
    nodes = given.get("nodes", NODES[0])
    if not isinstance(nodes, str) or nodes not in NODES:
        wrong.append(Problem("network.nodes", unknown(str(nodes), NODES, "kind of node")))
    found = None
    try:
        found = found_in(given["file"])
    except ParameterError as error:
        wrong += error.problems
    if wrong:
        raise ParameterError(wrong)
    return Description({"file": str(given["file"]), "nodes": nodes}, found)


def _plain(value: Any) -> Any:
    """Return a checked number, or a mapping to numbers, as JSON takes it."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    return value.item() if isinstance(value, np.generic) else value
