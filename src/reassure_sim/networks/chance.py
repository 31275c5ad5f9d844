"""The luck of networks: draws in (0, 1) that hang on their name only, many at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..draws import Words, philox
from ..kernel import measure

Fractions = NDArray[np.float64]

REWIRING, ATTACHING, JOINING, SHUFFLING = 515, 519, 523, 527
"""Owners of the draws of each generator and of ``Network.shuffled``; see ``draws``: no life uses them."""

_AT_ONCE = 1 << 15  # blocks of draws that stay in the processor's cache


@measure
def fraction(high: Any, low: Any) -> Any:
    """Return two 32-bit words as a number in (0, 1) of 52 bits: fine enough to choose among any number of nodes."""
    return (high * 1048576 + (low >> 12) + 0.5) * 2.220446049250313e-16  # 2**20 and 2**-52


def fractions(seed: int, owner: int, number: NDArray[np.int64], step: int = 0) -> tuple[Fractions, Fractions]:
    """Return two draws of 52 bits in (0, 1) for each ``number`` (n,) in [0, 2**32): each hangs on its name only."""
    found = np.empty((2, len(number)))
    for at in range(0, len(number), _AT_ONCE):
        part = slice(at, at + _AT_ONCE)
        counter = Words(number[part], step, owner, seed >> 32)  # type: ignore[arg-type]
        w = philox(counter, seed & 0xFFFFFFFF, 0)
        found[0, part] = fraction(w.w0, w.w1)
        found[1, part] = fraction(w.w2, w.w3)
    return found[0], found[1]
