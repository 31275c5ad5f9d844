"""Designs: named blocks of parameter points, whose size is known without building them."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

KINDS = ("grid", "list", "zip", "lhs", "sobol")
KINDS_LATER = ("saltelli", "morris")


@dataclass(frozen=True)
class Block:
    """A named part of a design over ``axes`` (parameter paths).

    ``levels`` holds the values of each axis: of a grid all its levels, of a list or zip one value a
    point, of lhs and sobol the two ends. ``drawn`` is the number of points of lhs and sobol.
    ``words`` holds what the levels of an axis stand for where they are no numbers themselves but places, from 0:
    words, lists and mappings, each as JSON.
    """

    name: str
    kind: str
    axes: tuple[str, ...] = ()
    levels: tuple[tuple[float, ...], ...] = field(default=(), repr=False)
    drawn: int = 1
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False, hash=False)

    @property
    def size(self) -> int:
        """The number of points; a block without axes is the one point that the model describes."""
        if not self.axes:
            return 1
        if self.kind == "grid":
            return math.prod(len(values) for values in self.levels)
        return self.drawn if self.kind in ("lhs", "sobol") else len(self.levels[0])

    def points(self, start: int, stop: int, seed: int) -> NDArray[np.float64]:
        """Return points ``start`` to ``stop``, shape (stop - start, len(axes)); a grid's last axis runs fastest.

        ``seed`` matters for lhs and sobol only.
        """
        start, stop = max(0, start), min(stop, self.size)
        if not self.axes:
            return np.zeros((stop - start, 0))
        if self.kind == "grid":
            shape = tuple(len(values) for values in self.levels)
            places = np.unravel_index(np.arange(start, stop), shape)
            columns = [np.asarray(values)[place] for values, place in zip(self.levels, places, strict=True)]
            return np.stack(columns, axis=1)
        if self.kind in ("lhs", "sobol"):
            low, high = np.array([(values[0], values[-1]) for values in self.levels]).T
            draws = _sobol if self.kind == "sobol" else _latin
            unit = draws(len(self.axes), self.drawn, self._luck(seed), start, stop)
            return np.asarray(np.clip(low + (high - low) * unit, low, high), dtype=np.float64)
        return np.array([values[start:stop] for values in self.levels], dtype=np.float64).T.copy()

    def resolved(self) -> dict[str, Any]:
        """Return what the block is, in plain values."""
        plain: dict[str, Any] = {"name": self.name, "kind": self.kind, "points": self.size}
        levels = dict(zip(self.axes, self.levels, strict=True))
        plain["over"] = {axis: [self.meant(axis, level) for level in values] for axis, values in levels.items()}
        return plain

    def values(self, point: Sequence[float]) -> dict[str, Any]:
        """Return what each axis is at a point (a row of ``points``): a number, or what stands for it in the file."""
        return {axis: self.meant(axis, float(level)) for axis, level in zip(self.axes, point, strict=True)}

    def meant(self, axis: str, level: float) -> Any:
        """Return what a level of an axis stands for: itself, if it is a number."""
        return json.loads(self.words[axis][int(level)]) if axis in self.words else level

    def _luck(self, seed: int) -> int:
        """The seed of this block's own draws: from what it is, not from its name or place."""
        what = json.dumps([seed, self.kind, self.axes, self.levels, self.drawn]).encode()
        return int.from_bytes(hashlib.blake2b(what, digest_size=8).digest(), "little")


def levels(low: float, high: float, steps: int) -> tuple[float, ...]:
    """Return ``steps`` evenly spaced values with both ends, rounded so that 0.15 stays 0.15."""
    if steps == 1:
        return (low,)
    return tuple(min(max(float(f"{v:.12g}"), low), high) for v in np.linspace(low, high, steps).tolist())


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
