"""The model of an experiment over whole populations: what its file says, and the population at each point."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import MODEL_VERSION
from ..interventions import Intervention, axes, swept
from ..networks import Description, described
from ..parameters import NUMBERS, PATHS, ParameterError, Problem
from ..population import Population
from .reading.inside import within

PREFIX = "population."
NETWORK = PREFIX + "network"
REMEMBERED = 4096
"""Points whose content is kept in mind."""

_BY_PATH = ("fixed", "where")
"""Fields of a population whose keys are paths and hold dots of their own."""


@dataclass(frozen=True)
class Populations:
    """A population as a config file describes it: ``tree``, as ``Population.of`` takes it; a network's file counts
    from ``folder``.

    Raises:
        ParameterError: from ``at``, ``population`` and what is read off them: listing every problem at once.
    """

    tree: Mapping[str, Any]
    folder: Path = field(default=Path(), compare=False)

    @cached_property
    def population(self) -> Population:
        """The population where no axis changes it."""
        return self._made(self.tree)

    @property
    def days(self) -> int:
        """Days that are simulated; the same at every point."""
        return self.population.days

    @property
    def episodes_per_day(self) -> int:
        """Steps a day; the same at every point."""
        return self.population.episodes_per_day

    @property
    def interventions(self) -> tuple[Intervention, ...]:
        """What is scheduled."""
        return tuple(self.population.interventions)

    def at(self, values: Mapping[str, Any]) -> Population:
        """Return the population with some values changed, by path.

        ``a.stamina`` and its like hold for everybody; ``interventions.0.dose`` is the plan's;
        ``population.network.rewiring`` is what stands there in the file, be it a number, a word or a mapping.
        """
        return self._made(self.changed(values))

    def changed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the description with some values changed, files as they are written."""
        tree: dict[str, Any] = copy.deepcopy(dict(self.tree))
        timed = {path: value for path, value in values.items() if path.startswith("interventions.")}
        if timed:
            tree["interventions"] = [one.plain() for one in swept(self.interventions, timed)]
        for path, value in values.items():
            if path in NUMBERS:
                tree["fixed"] = {**tree.get("fixed", {}), path: value}
            elif path not in timed:
                whole = isinstance(value, float) and value.is_integer()  # a design holds 50 couples as 50.0
                _put(tree, inside(path.removeprefix(PREFIX)), int(value) if whole else value)
        return tree

    def usual(self, path: str, values: Mapping[str, Any]) -> Any:
        """Return what something is at a point that does not vary it by this name.

        ``None``: drawn for each couple, or not there, or at a point that the population refuses.
        """
        with contextlib.suppress(ParameterError):
            return self._usual(path, values)
        return None

    def _usual(self, path: str, values: Mapping[str, Any]) -> Any:
        if path.startswith("interventions."):
            return axes(self.interventions)[path].default
        if path in NUMBERS:
            return _shared(self.at(values)).get(path, NUMBERS[path].default if path.startswith("constants.") else None)
        found: Any = self.plain(values)
        for part in inside(path.removeprefix(PREFIX)):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found

    def plain(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return every field of the population at a point as plain data; a network's file as it is written."""
        told = self.at(values).provenance()
        written = _file(self.changed(values))
        if written is not None:
            told["network"] = {**told["network"], "file": written}
        return told

    def files(self, values: Mapping[str, Any]) -> dict[str, Path]:
        """Return the files that the population at a point is read from, by the name that stands in the config."""
        written = _file(self.changed(values))
        place = None if written is None else within(self.folder, written)
        return {str(written): place} if isinstance(place, Path) else {}

    def content(self, values: Mapping[str, Any]) -> str:
        """Return, as text, all that decides the numbers of the population at a point but its seed."""
        point = json.dumps(values)
        if point not in self._contents:
            if len(self._contents) >= REMEMBERED:
                self._contents.clear()
            self._contents[point] = self._content(values)
        return self._contents[point]

    def name(self, values: Mapping[str, Any]) -> str:
        """Return ``content``; of a point that the population refuses, so that its runs will fail, what was asked."""
        try:
            return self.content(values)
        except ParameterError:
            return json.dumps([MODEL_VERSION, dict(self.tree), values], sort_keys=True)

    @cached_property
    def _contents(self) -> dict[str, str]:
        """What ``content`` has told before: it is asked more than once, and to tell may mean reading a large file."""
        return {}

    def _content(self, values: Mapping[str, Any]) -> str:
        people = self.at(values)
        told = {**people.provenance(), "fixed": _shared(people), "constants": {}}
        for path in self.files(values).values():
            told["network"] = {**told["network"], "file": fingerprint(path)}
        what = [MODEL_VERSION, PATHS, told.pop("days"), told.pop("episodes_per_day"), _numbers(told)]
        return json.dumps(what, sort_keys=True)

    def _made(self, tree: Mapping[str, Any]) -> Population:
        """Return the population of a description, whose file is read from where it lies."""
        written = _file(tree)
        if written is None:
            return Population.of(dict(tree))
        place = within(self.folder, written)
        network: Any = {**tree["network"], "file": str(place) if isinstance(place, Path) else ""}
        if isinstance(place, Path):
            with contextlib.suppress(ParameterError, OSError):  # the population tells what is wrong, with all the rest
                network = _read(json.dumps(network), place.stat().st_mtime_ns, place.stat().st_size)
        try:
            return Population.of({**tree, "network": network})
        except ParameterError as error:
            if isinstance(place, Path):
                raise
            told = [p._replace(sentence=place) if p.path == "network.file" else p for p in error.problems]
            raise ParameterError(told) from None


def inside(path: str) -> list[str]:
    """Return the keys on the way to something inside a population: ``fixed.b.stamina`` is two keys deep."""
    first, _, rest = path.partition(".")
    return [first, rest] if first in _BY_PATH and rest else path.split(".")


def fingerprint(path: Path) -> str:
    """Return a hash (16 digits) of a file's bytes.

    Raises:
        ParameterError: the file cannot be read.
    """
    try:
        state = path.stat()
        return _hashed(path, state.st_mtime_ns, state.st_size)
    except OSError as error:
        say = f"read {str(path)!r}, which cannot be read ({(error.strerror or 'no such file').lower()})"
        raise ParameterError([Problem("network.file", f"{say}; paths count from the config's folder")]) from None


@lru_cache(maxsize=4)
def _read(network: str, changed: int, size: int) -> Description:
    """Return a network that is described with a file, read once as long as the file stays the same."""
    return described(json.loads(network))


@lru_cache(maxsize=64)
def _hashed(path: Path, changed: int, size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def seeds(first: NDArray[np.uint64], replicate: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the seeds of populations: those of one point follow each other, so that no two are equal."""
    return np.asarray(first + replicate.astype(np.uint64), dtype=np.uint64)  # modulo 2^64


def first_seed(seed: int, content: str) -> int:
    """Return the seed of a point's first population: a hash of the experiment's, and of ``content`` if given.

    Experiments with neighbouring seeds so have no population in common.
    """
    digest = hashlib.blake2b(content.encode(), digest_size=8, key=seed.to_bytes(8, "little"), person=b"populations")
    return int.from_bytes(digest.digest(), "little")


def run_id(content: str, seed: int) -> int:
    """Return the id of one population, a hash of all that decides its numbers."""
    digest = hashlib.blake2b(f"{seed} {content}".encode(), digest_size=8)
    return int.from_bytes(digest.digest(), "big")


def _shared(people: Population) -> dict[str, float]:
    """Return the numbers that are given for everybody, by path."""
    return {**{f"constants.{name}": value for name, value in people.constants.items()}, **people.fixed}


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    """Set what stands under ``path``, mappings on the way made where they are missing."""
    if len(path) > 1:
        held = tree.get(path[0])
        tree[path[0]] = dict(held) if isinstance(held, Mapping) else {}
        _put(tree[path[0]], path[1:], value)
    else:
        tree[path[0]] = value


def _file(tree: Mapping[str, Any]) -> str | None:
    """Return the file that a description's network is read from, as it is written."""
    network = tree.get("network")
    found = network.get("file") if isinstance(network, Mapping) else None
    return found if isinstance(found, str) else None


def _numbers(value: Any) -> Any:
    """Return plain data in which equal numbers are written equally: 1 and 1.0, 0.0 and -0.0."""
    if isinstance(value, Mapping):
        return {name: _numbers(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_numbers(one) for one in value]
    return float(value) + 0.0 if isinstance(value, (int, float)) and not isinstance(value, bool) else value
