"""Parameter recovery: held-out simulations take the place of the findings. Does the posterior find what made them?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .design import Design
from .emulator import Emulator
from .posterior import SEED, STEPS, fitted, told
from .targets import Target

Array = NDArray[np.float64]

TRUTHS = 12
"""So many synthetic truths."""


class Recovery(NamedTuple):
    """t truths, p numbers. truth, median: (t, p) in the unit box. rank: (t, p) share of the posterior below the truth.
    shrinkage: (t, p), see ``Told``."""

    truth: Array
    median: Array
    rank: Array
    shrinkage: Array

    @property
    def covered(self) -> Array:
        """Return whether the truth lies in the central 90 % of its posterior, (t, p)."""
        return np.asarray((self.rank >= 0.05) & (self.rank <= 0.95))


def recover(
    emulator: Emulator, held_out: Design, truths: int = TRUTHS, workers: int = 1, steps: int = STEPS // 2
) -> Recovery:
    """Fit the statistics of the first held-out points as if they were findings.

    A target is the simulated number itself, a region without width; its margin is two Monte-Carlo errors. The emulator
    must not have seen these points.
    """
    from joblib import Parallel, delayed

    def job(i: int) -> tuple[Array, Array, Array]:
        own = [held_out.names.index(name) for name in emulator.names]
        value, error = held_out.value[i, own], held_out.error[i, own]
        synthetic = [
            Target(name, v, v, 2.0 * e) if np.isfinite(v) else Target(name, -np.inf, np.inf, 0.0)
            for name, v, e in zip(emulator.names, value.tolist(), error.tolist(), strict=True)
        ]
        unit = fitted(emulator, synthetic, SEED + 1 + i, steps).unit
        numbers = told(unit)
        rank = np.mean(unit < held_out.unit[i], axis=0)
        return np.array([n.median for n in numbers]), rank, np.array([n.shrinkage for n in numbers])

    found = Parallel(workers)(delayed(job)(i) for i in range(truths))
    median, rank, shrinkage = (np.stack(part) for part in zip(*found, strict=True))
    return Recovery(held_out.unit[:truths], median, rank, shrinkage)
