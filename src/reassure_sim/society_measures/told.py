"""A society in a paragraph, for those who do not see its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..measures import REGIMES
from ..networks import Network
from ..society import APART
from .assortativity import assortativity

if TYPE_CHECKING:
    from ..society import Snapshots


def told(network: Network, snapshots: Snapshots) -> str:
    """Say how many couples are in which regime at the first, the middle and the last snapshot, and whether those who
    struggle (escalation or exhaustion) are friends of each other at the end. ``network``: of couples.

    They *sit together* where the assortativity of struggling lies above twice 1 / sqrt(friendships), which is about
    the spread that chance gives it, and *apart* below minus that.
    """
    regime, day = np.asarray(snapshots.regime), np.asarray(snapshots.day)
    friends = len(network.to) / max(network.n, 1)
    parts = [f"A society of {_couples(network.n)} with {friends:.1f} friends each on average."]
    for t in sorted({0, len(day) // 2, len(day) - 1}):
        parts.append(f"On day {day[t]}: {_counted(regime[t])}.")
    return " ".join([*parts, _together(network, regime[-1])])


def _couples(count: int) -> str:
    return "one couple" if count == 1 else f"{count:,} couples"


def _counted(regime: NDArray[np.int8]) -> str:
    """Say how many couples are in each regime."""
    count = np.bincount(regime, minlength=APART + 1)
    words = [f"{count[code]:,} in {name}" for code, name in enumerate(REGIMES)]
    return ", ".join([*words, f"{count[APART]:,} parted"])


def _together(network: Network, regime: NDArray[np.int8]) -> str:
    """Say whether struggling couples sit together."""
    with_regime = regime != APART
    struggling = with_regime & (regime != REGIMES.index("stability"))
    kept = with_regime[network.source] & with_regime[network.to]
    hearer, heard = struggling[network.source[kept]], struggling[network.to[kept]]
    like = assortativity(network, struggling, with_regime)
    if np.isnan(like):
        return "Whether struggling couples are friends of each other cannot be told: no two friends differ in it."
    luck = 2.0 / np.sqrt(len(hearer) / 2.0)
    verdict = "sit together" if like > luck else "sit apart" if like < -luck else "are spread about as by chance"
    theirs = [f"{100 * np.mean(heard[hearer == kind]):.0f} %" if (hearer == kind).any() else "none" for kind in (1, 0)]
    return (
        f"On the last day struggling couples {verdict}: of the friends of a struggling couple {theirs[0]} struggle "
        f"too, of those of a stable couple {theirs[1]} do (assortativity {like:.2f}; 0 is chance, 1 is always)."
    )
