"""Networks from files that anybody made: each is read as a stream, and what is wrong gets one sentence."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

from ..parameters import ParameterError, Problem, shown
from .edge_list import read_edge_list
from .graphml import read_graphml
from .network import Network
from .sheet import Refused

MAX_BYTES = 4_000_000_000
"""Largest file that is looked at."""

_READERS = {
    ".graphml": read_graphml,
    ".xml": read_graphml,
    ".csv": read_edge_list,
    ".tsv": read_edge_list,
    ".txt": read_edge_list,
}


class Found(NamedTuple):
    """A file's network, and the couple that each of its nodes says it belongs to (``None``: none; see ``persons``)."""

    network: Network
    couple: list[str | None] | None


def read_network(path: str | Path) -> Network:
    """Return the network of a GraphML file (.graphml, .xml) or an edge list (.csv, .tsv, .txt).

    Edges of an edge list and of an undirected GraphML graph join friends who hear each other; of a directed one, the
    source hears the target. See ``read_graphml`` and ``read_edge_list`` for what is read.

    Raises:
        ParameterError: one sentence with the file, the line and what is wrong there.
    """
    return found_in(path).network


def found_in(path: str | Path) -> Found:
    """Return everything that a file says.

    Raises:
        ParameterError: as ``read_network``.
    """
    try:
        if not isinstance(path, (str, Path)) or not str(path).strip():
            raise Refused(f"read {shown(path)}, allowed is the name of a file, like 'friends.graphml'")
        where = Path(path)
        return _read(where, *_looked_at(where))
    except Refused as refusal:
        raise ParameterError([Problem("network.file", str(refusal))]) from None


def _looked_at(path: Path) -> tuple[int, int]:
    """Return when a file was written, and its size; refuse what is none."""
    try:
        if path.is_dir():
            raise Refused(f"{path} is a folder; name a file in it")
        if not path.exists():
            raise Refused(f"{path} does not exist; check the name, or the folder you are in")
        if not path.is_file():
            raise Refused(f"{path} is not an ordinary file")
        state = path.stat()
    except (OSError, ValueError) as error:  # a name with a NUL, or longer than a name can be
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused(f"{shown(str(path))} cannot be opened: {reason}") from None
    if path.suffix.lower() not in _READERS:
        raise Refused(f"{path} ends with {path.suffix!r}, allowed are {', '.join(_READERS)}")
    if state.st_size == 0:
        raise Refused(f"{path} is empty")
    if state.st_size > MAX_BYTES:
        raise Refused(f"{path} has {state.st_size} bytes, allowed are {MAX_BYTES}")
    return state.st_mtime_ns, state.st_size


@functools.lru_cache(maxsize=2)  # a study of many cells reads its file once
def _read(path: Path, written: int, size: int) -> Found:
    try:
        with path.open("rb") as file:
            sheet = _READERS[path.suffix.lower()](file)
    except Refused as refusal:
        raise Refused(f"{path}{refusal}") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from None
    place = lambda i: f"{path}, line {sheet.lines[i]} (link {i + 1})"  # noqa: E731
    network = Network.joined(
        len(sheet.names), sheet.links, names=sheet.names, blocks=sheet.block, place=place, path="network.file"
    )
    return Found(network, sheet.couple)
