"""A society as a graph with its states: for networkx, and as GraphML for Gephi, igraph, yEd and others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from numpy.typing import NDArray

from ..measures import REGIMES
from ..networks import Network
from ..parameters import ParameterError, Problem
from ..rules import Public
from .neighbours import Ints
from .polarisation import NORMS

if TYPE_CHECKING:
    import networkx as nx
    from pandas import DataFrame

    from ..society import Snapshots

Runs = Mapping[str, NDArray[np.float64]]

STATES = (*REGIMES, "apart")
"""The words for ``Snapshots.regime``."""

MOMENTS = 13
"""Snapshots that are exported at most: about one a month of a year."""


def states(network: Network, node: Ints, snapshots: Snapshots, runs: Runs, moments: int = MOMENTS) -> DataFrame:
    """Return one row a node: what stands in its row of a table, or in its attributes.

    ``name`` and ``block`` where the network has them; ``couple``, the couple's number, where nodes are persons; then,
    of the couple in which the node's people began (empty for singles), ``regime`` on the last day, in words (``apart``
    once it has parted), ``separation_day`` (NaN while together) and ``satisfaction`` (mean of both partners over the
    last weeks together); the four norms on the last day; and ``regime_day_<d>`` on at most ``moments`` days, the first
    and the last among them: a program that colours by one of these after the other plays the story.
    """
    import pandas  # imported when needed: a run does not ask

    regime = np.asarray(snapshots.regime)
    couples = regime.shape[1]
    couple = np.full(network.n, -1, np.int64)
    couple[node[: 2 * couples]] = np.repeat(np.arange(couples), 2)
    paired = couple >= 0
    table: dict[str, NDArray[Any]] = {}
    if network.names is not None:
        table["name"] = network.names
    if network.block is not None:
        table["block"] = np.array(network.block_names, object)[network.block]
    if not np.array_equal(node[0 : 2 * couples : 2], node[1 : 2 * couples : 2]):
        table["couple"] = np.where(paired, couple.astype(object), np.array(None, object))
    words, nobody = np.array(STATES, object), np.array(None, object)

    def in_words(row: NDArray[Any]) -> NDArray[np.object_]:
        return np.where(paired, words[row[couple]], nobody)

    def number(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(paired, values[couple], np.nan)  # later rows: couples that formed on the way

    table["regime"] = in_words(regime[-1])
    table["separation_day"] = number(runs["separation_day"])
    table["satisfaction"] = number(0.5 * (runs["satisfaction_a"] + runs["satisfaction_b"])).round(6)
    for norm in NORMS:
        table[norm] = snapshots.public[-1][:, Public._fields.index(norm)].astype(np.float64).round(6)
    chosen = np.unique(np.linspace(0, len(regime) - 1, min(moments, len(regime))).round().astype(int))
    for t in chosen:
        table[f"regime_day_{int(snapshots.day[t])}"] = in_words(regime[t])
    return pandas.DataFrame(table)


def graph(network: Network, node: Ints, snapshots: Snapshots, runs: Runs, moments: int = MOMENTS) -> nx.Graph:
    """Return the network as a ``networkx`` graph with ``states`` as node attributes, where they are known."""
    found = network.to_networkx()
    table = states(network, node, snapshots, runs, moments)
    for name in table:
        known = table[name].dropna()
        for i, value in zip(known.index, known.tolist(), strict=True):
            found.nodes[i][name] = value
    return found


def write_graphml(
    path: str | Path, network: Network, node: Ints, snapshots: Snapshots, runs: Runs, moments: int = MOMENTS
) -> Path:
    """Write the network and ``states`` as GraphML, line by line, and return the file.

    Nodes bear their names as ids, or their numbers where there are no names, or the same twice; the same society gives
    the same bytes. ``networks.read_network`` reads it back as the same network.

    Raises:
        ParameterError: the file cannot be written.
    """
    path = Path(path)
    table = states(network, node, snapshots, runs, moments)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.writelines(_lines(network, table))
    except OSError as e:
        sentence = f"{path} cannot be written: {e.strerror}; give a file in a folder that you may write to"
        raise ParameterError([Problem("path", sentence)]) from None
    return path


def _lines(network: Network, table: DataFrame) -> Iterator[str]:
    """Return the lines of a GraphML file."""
    mutual = network.is_symmetric()
    weighted = bool(np.any(network.weight != 1.0))
    ids = [quoteattr(name) for name in _ids(network)]
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    kinds = {"couple": "int"} | {n: "double" for n in table if table[n].dtype == np.float64}
    for name in table:
        yield f'<key id="{name}" for="node" attr.name="{name}" attr.type="{kinds.get(name, "string")}"/>\n'
    if weighted:
        yield '<key id="weight" for="edge" attr.name="weight" attr.type="double"/>\n'
    yield f'<graph edgedefault="{"undirected" if mutual else "directed"}">\n'
    for at in range(0, network.n, _AT_ONCE):
        part = table.iloc[at : at + _AT_ONCE]
        columns = [_data(str(name), part[name]) for name in part]
        for own, *data in zip(ids[at : at + _AT_ONCE], *columns, strict=True):
            yield f"<node id={own}>{''.join(data)}</node>\n"
    kept = network.source < network.to if mutual else np.ones(network.edges, bool)
    ends = zip(network.source[kept].tolist(), network.to[kept].tolist(), network.weight[kept].tolist(), strict=True)
    for i, j, weight in ends:
        end = f'><data key="weight">{weight!r}</data></edge>' if weighted else "/>"
        yield f"<edge source={ids[i]} target={ids[j]}{end}\n"
    yield "</graph>\n</graphml>\n"


def _ids(network: Network) -> list[str]:
    """Return an id for each node that no other node has."""
    if network.names is not None:
        names = [_plain(str(name)) for name in network.names]
        if all(names) and len(set(names)) == network.n:
            return names
    return [str(i) for i in range(network.n)]


def _data(name: str, column: Any) -> list[str]:
    """Return an attribute of all nodes, as elements; empty where it is not known."""
    known = column.notna()
    return [
        f'<data key="{name}">{escape(_plain(str(value)))}</data>' if there else ""
        for value, there in zip(column.tolist(), known.tolist(), strict=True)
    ]


_AT_ONCE = 10_000  # nodes that are made into text together, which bounds the memory

_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), "\N{REPLACEMENT CHARACTER}")


def _plain(text: str) -> str:
    """Return a text without the characters that XML has no way to write."""
    return text.translate(_CONTROL)
