"""What becomes of many lives: the share of each ending, how sure it is, and the answer in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....experiment.folder.summary import share
from ....measures import REGIMES

LITTLE, SOME = 0.8, 0.5
"""Where the share of the most frequent ending surely lies above, luck decides little, or has a say."""


class Share(NamedTuple):
    """How many of the lives end so, and Wilson's 95 % interval of the share."""

    name: str
    n: int
    lives: int
    low: float
    high: float


def shares(runs: Mapping[str, NDArray[np.float64]]) -> list[Share]:
    """Return the share of each regime, and of those that part (which have a regime as well: that before)."""
    names = (*REGIMES, "parted")
    hits = np.stack([*(runs["regime"] == code for code in range(len(REGIMES))), runs["separated"] == 1.0])
    found = share(hits, np.ones_like(hits))
    columns = (hits.sum(axis=1), found.n, found.ci_low, found.ci_high)
    rows = zip(names, *(column.tolist() for column in columns), strict=True)
    return [Share(*row) for row in rows]


def answer(runs: Mapping[str, NDArray[np.float64]], seed: int, words: Mapping[str, Any]) -> str:
    """Say how much luck decides: what most lives come to, how sure that is, how many part, and whether the first does.

    seed: luck of the first life, the one that Play shows.
    """
    said, found = words["many"], shares(runs)
    most, parted = max(found[:-1], key=lambda one: one.n), found[-1]
    how = "little" if most.low >= LITTLE else "some" if most.low >= SOME else "lots"
    told = [said[how].format(regime=words["regimes"][most.name], **_numbers(most))]
    told.append(said["parting" if parted.n else "no_parting"].format(**_numbers(parted)))
    if parted.n:
        told.append(said["own_parts" if runs["separated"][0] else "own_stays"].format(seed=seed))
    return " ".join(told)


def _numbers(one: Share) -> dict[str, Any]:
    return {"n": one.n, "lives": one.lives, "low": round(100 * one.low), "high": round(100 * one.high)}
