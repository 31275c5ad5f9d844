"""Designs: named blocks of parameter points, whose size is known without building them."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import sampled

NEEDED = {
    "grid": ("over",),
    "list": ("points",),
    "zip": ("over",),
    "lhs": ("points", "over"),
    "sobol": ("points", "over"),
    "saltelli": ("points", "over"),
    "morris": ("trajectories", "over"),
}
"""Keys that each kind of block needs, beside its name and kind."""

OPTIONAL = {"saltelli": ("second_order",), "morris": ("levels",)}
KINDS = tuple(NEEDED)
KEYS = ("name", "kind", *dict.fromkeys(key for keys in (*NEEDED.values(), *OPTIONAL.values()) for key in keys))
_DRAWN = ("lhs", "sobol", *sampled.KINDS)


class Listed(NamedTuple):
    """The file that a list of points is read from: as it is ``written``, where it lies, the hash of its bytes."""

    written: str
    place: Path
    hash: str


@dataclass(frozen=True)
class Block:
    """A named part of a design over ``axes`` (parameter paths).

    ``levels`` holds the values of each axis: of a grid all its levels, of a list or zip one value a
    point, of a drawn kind (``is_drawn``) the two ends. ``drawn`` is the number of points of lhs and sobol, of base
    points of saltelli, of trajectories of morris.
    ``words`` holds what the levels of an axis stand for where they are no numbers themselves but places, from 0:
    words, lists and mappings, each as JSON.
    ``steps`` is the number of levels on which morris moves; ``second_order`` asks saltelli for the points that
    indices of pairs need. ``file`` is where a list was read from.
    """

    name: str
    kind: str
    axes: tuple[str, ...] = ()
    levels: tuple[tuple[float, ...], ...] = field(default=(), repr=False)
    drawn: int = 1
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False, hash=False)
    steps: int = 4
    second_order: bool = False
    file: Listed | None = field(default=None, compare=False)

    @property
    def size(self) -> int:
        """The number of points; a block without axes is the one point that the model describes."""
        if not self.axes:
            return 1
        if self.kind == "grid":
            return math.prod(len(values) for values in self.levels)
        return self.drawn * self.together if self.is_drawn else len(self.levels[0])

    @property
    def is_drawn(self) -> bool:
        """Whether points are drawn between two ends of each axis: lhs, sobol, saltelli and morris."""
        return self.kind in _DRAWN

    @property
    def together(self) -> int:
        """How many points in a row belong together: a trajectory of morris, the points around a base point of saltelli.

        With k axes these are k + 1, and k + 2 (2k + 2 with ``second_order``); of all other kinds, 1.
        """
        k = len(self.axes)
        return {"morris": k + 1, "saltelli": (k if not self.second_order else 2 * k) + 2}.get(self.kind, 1)

    @property
    def decides(self) -> list[Any]:
        """Everything that decides the points of the block but the seed: not its name."""
        what: list[Any] = [self.kind, self.axes, self.file.hash if self.file else self.levels, self.drawn]
        what += [self.steps] * (self.kind == "morris") + [self.second_order] * (self.kind == "saltelli")
        return [*what, self.words] if self.words else what

    def points(self, start: int, stop: int, seed: int) -> NDArray[np.float64]:
        """Return points ``start`` to ``stop``, shape (stop - start, len(axes)); a grid's last axis runs fastest.

        ``seed`` matters for drawn kinds only.
        """
        start, stop = max(0, start), min(stop, self.size)
        if not self.axes:
            return np.zeros((stop - start, 0))
        if self.kind == "grid":
            shape = tuple(len(values) for values in self.levels)
            places = np.unravel_index(np.arange(start, stop), shape)
            columns = [np.asarray(values)[place] for values, place in zip(self.levels, places, strict=True)]
            return np.stack(columns, axis=1)
        if self.is_drawn:
            low, high = np.array([(values[0], values[-1]) for values in self.levels]).T
            unit = self._unit(self._luck(seed), start, stop)
            return np.asarray(np.clip(low + (high - low) * unit, low, high), dtype=np.float64)
        return np.array([values[start:stop] for values in self.levels], dtype=np.float64).T.copy()

    def resolved(self) -> dict[str, Any]:
        """Return what the block is, in plain values."""
        plain: dict[str, Any] = {"name": self.name, "kind": self.kind, "points": self.size}
        if self.file:
            return {**plain, "file": self.file.written, "hash": self.file.hash, "over": list(self.axes)}
        if self.kind == "morris":
            plain |= {"trajectories": self.drawn, "levels": self.steps}
        if self.kind == "saltelli":
            plain |= {"base_points": self.drawn, "second_order": self.second_order}
        levels = dict(zip(self.axes, self.levels, strict=True))
        plain["over"] = {axis: [self.meant(axis, level) for level in values] for axis, values in levels.items()}
        return plain

    def values(self, point: Sequence[float]) -> dict[str, Any]:
        """Return what each axis is at a point (a row of ``points``): a number, or what stands for it in the file."""
        return {axis: self.meant(axis, float(level)) for axis, level in zip(self.axes, point, strict=True)}

    def meant(self, axis: str, level: float) -> Any:
        """Return what a level of an axis stands for: itself, if it is a number."""
        return json.loads(self.words[axis][int(level)]) if axis in self.words else level

    def _unit(self, luck: int, start: int, stop: int) -> NDArray[np.float64]:
        """Return drawn points, each axis from 0 to 1."""
        axes = len(self.axes)
        if self.kind == "morris":
            return sampled.morris(axes, self.drawn, self.steps, luck)[start:stop]
        if self.kind == "saltelli":
            return sampled.saltelli(axes, self.second_order, self.together, luck, start, stop)
        return (_sobol if self.kind == "sobol" else _latin)(axes, self.drawn, luck, start, stop)

    def _luck(self, seed: int) -> int:
        """The seed of this block's own draws: from what it is, not from its name or place."""
        what = json.dumps([seed, *self.decides]).encode()
        return int.from_bytes(hashlib.blake2b(what, digest_size=8).digest(), "little")


def levels(low: float, high: float, steps: int) -> tuple[float, ...]:
    """Return ``steps`` evenly spaced values with both ends, rounded so that 0.15 stays 0.15."""
    if steps == 1:
        return (low,)
    return tuple(min(max(float(f"{v:.12g}"), low), high) for v in np.linspace(low, high, steps).tolist())


def told(blocks: Sequence[Block], n: int) -> str:
    """Say how many points each block has and how many runs that is with ``n`` at each point, and how it comes to be."""
    said = []
    for block in blocks:
        k, size, drawn = len(block.axes), f"{block.size:,} point" + "s" * (block.size != 1), f"{block.drawn:,}"
        around = "2 x " * block.second_order + f"{k} + 2"
        how = {"morris": f"{drawn} trajectories x ({k} + 1) = ", "saltelli": f"{drawn} base points x ({around}) = "}
        said.append(f"{block.name}: {block.kind}, {how.get(block.kind, '')}{size} x {n:,} = {block.size * n:,} runs")
    return "; ".join(said)


def total(blocks: Sequence[Block]) -> int:
    """Return the number of points of all blocks together."""
    return sum(block.size for block in blocks)


def _sobol(axes: int, drawn: int, luck: int, start: int, stop: int) -> NDArray[np.float64]:
    from scipy.stats import qmc

    sequence = qmc.Sobol(axes, scramble=True, rng=np.random.default_rng(luck))
    if start:
        sequence.fast_forward(start)
    if start == 0 and stop == drawn:
        return np.asarray(sequence.random_base2(drawn.bit_length() - 1))
    import warnings

    with warnings.catch_warnings():  # the whole is a power of two (config.py sees to it), a part need not be
        warnings.simplefilter("ignore", UserWarning)
        return np.asarray(sequence.random(stop - start))


@lru_cache(maxsize=4)
def _latin_whole(axes: int, drawn: int, luck: int) -> NDArray[np.float64]:
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(axes, rng=np.random.default_rng(luck)).random(drawn))


def _latin(axes: int, drawn: int, luck: int, start: int, stop: int) -> NDArray[np.float64]:
    """A Latin hypercube exists as a whole only; it is kept between calls."""
    return _latin_whole(axes, drawn, luck)[start:stop]
