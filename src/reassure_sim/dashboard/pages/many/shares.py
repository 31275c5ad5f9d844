"""What becomes of many lives: the share of each ending, how sure it is, and the answer in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....experiment.folder.summary import share
from ....measures import REGIMES

LITTLE, SOME = 0.8, 0.5
"""Where the share of the most frequent outcome surely lies above, luck decides little, or has a say."""

PARTED = "parted"
"""How a life is called whose couple parts within the year."""


class Share(NamedTuple):
    """How many of the lives end so, and Wilson's 95 % interval of the share."""

    name: str
    n: int
    lives: int
    low: float
    high: float


def shares(runs: Mapping[str, NDArray[np.float64]]) -> list[Share]:
    """Return the share of each regime of the last weeks together, and apart from these the share of those that part."""
    return _shares([*(runs["regime"] == code for code in range(len(REGIMES))), runs["separated"] == 1.0])


def outcomes(runs: Mapping[str, NDArray[np.float64]]) -> list[Share]:
    """Return the share of each outcome, of which a life has one: its regime if the two stay together, else parted."""
    parted = runs["separated"] == 1.0
    return _shares([*((runs["regime"] == code) & ~parted for code in range(len(REGIMES))), parted])


def _shares(lives: list[NDArray[np.bool_]]) -> list[Share]:
    names, hits = (*REGIMES, PARTED), np.stack(lives)
    found = share(hits, np.ones_like(hits))
    columns = (hits.sum(axis=1), found.n, found.ci_low, found.ci_high)
    rows = zip(names, *(column.tolist() for column in columns), strict=True)
    return [Share(*row) for row in rows]


def answer(runs: Mapping[str, NDArray[np.float64]], seed: int, words: Mapping[str, Any]) -> list[str]:
    """Say in sentences how much luck decides: the outcome of most lives, how many part, whether the first does, and
    what the last weeks together are like in most lives, whether they part or not.

    seed: luck of the first life, the one that Play shows.
    """
    said, (*regimes, parted) = words["many"], shares(runs)
    most, lately = (max(found, key=lambda one: one.n) for found in (outcomes(runs), regimes))
    how = "little" if most.low >= LITTLE else "some" if most.low >= SOME else "lots"
    told = [said[how].format(way=said["ways"][most.name], **_numbers(most))]
    if not parted.n:
        return [*told, said["no_parting"].format(**_numbers(parted))]
    if most.name != PARTED:
        told.append(said["parting"].format(**_numbers(parted)))
    told.append(said["own_parts" if runs["separated"][0] else "own_stays"].format(seed=seed))
    told.append(said["lately"].format(regime=words["regimes"][lately.name], **_numbers(lately)))
    return told


def _numbers(one: Share) -> dict[str, Any]:
    return {"n": one.n, "lives": one.lives, "low": round(100 * one.low), "high": round(100 * one.high)}
