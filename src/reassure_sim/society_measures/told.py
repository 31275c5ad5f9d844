"""A society in a paragraph, for those who do not see its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..measures import REGIMES
from ..networks import Network
from ..society import APART
from .assortativity import assortativity

if TYPE_CHECKING:
    from ..society import Snapshots

Seated = Literal["together", "apart", "chance", "unknown"]
"""Whether those who struggle are friends of each other; unknown where no two friends differ in it."""


class Account(NamedTuple):
    """A society's course in numbers.

    couples: how many. friends: of each, on average. days: (day, couples in each regime and last the parted), of the
    first, the middle and the last snapshot. seated, like, theirs: of those who struggle (escalation or exhaustion) at
    the end; how they sit, the assortativity, in [-1, 1], and the shares of friends who struggle too, of the friends of
    a struggling couple and of a stable one (NaN: none).
    """

    couples: int = 0
    friends: float = 0.0
    days: tuple[tuple[int, tuple[int, ...]], ...] = ()
    seated: Seated = "unknown"
    like: float = np.nan
    theirs: tuple[float, float] = (np.nan, np.nan)


def account(network: Network, snapshots: Snapshots) -> Account:
    """Return how a society fared. ``network``: of couples.

    They sit *together* where the assortativity of struggling lies above twice 1 / sqrt(friendships), which is about
    the spread that chance gives it, and *apart* below minus that.
    """
    regime, day = np.asarray(snapshots.regime), np.asarray(snapshots.day)
    with_regime = regime[-1] != APART
    struggling = with_regime & (regime[-1] != REGIMES.index("stability"))
    kept = with_regime[network.source] & with_regime[network.to]
    hearer, heard = struggling[network.source[kept]], struggling[network.to[kept]]
    like = float(assortativity(network, struggling, with_regime))
    luck = 2.0 / np.sqrt(max(len(hearer), 1) / 2.0)
    among = [float(heard[hearer == kind].mean()) if (hearer == kind).any() else np.nan for kind in (True, False)]
    return Account(
        couples=network.n,
        friends=len(network.to) / max(network.n, 1),
        days=tuple((int(day[t]), _counts(regime[t])) for t in sorted({0, len(day) // 2, len(day) - 1})),
        seated="unknown" if np.isnan(like) else "together" if like > luck else "apart" if like < -luck else "chance",
        like=like,
        theirs=(among[0], among[1]),
    )


def told(network: Network, snapshots: Snapshots) -> str:
    """Say how many couples are in which regime at the first, the middle and the last snapshot, and whether those who
    struggle are friends of each other at the end. ``network``: of couples."""
    found = account(network, snapshots)
    couples = "one couple" if found.couples == 1 else f"{found.couples:,} couples"
    parts = [f"A society of {couples} with {found.friends:.1f} friends each on average."]
    parts += [f"On day {day}: {_counted(counts)}." for day, counts in found.days]
    return " ".join([*parts, _together(found)])


def _counts(regime: NDArray[np.int8]) -> tuple[int, ...]:
    return tuple(np.bincount(regime, minlength=APART + 1).tolist())


def _counted(counts: tuple[int, ...]) -> str:
    """Say how many couples are in each regime."""
    words = [f"{counts[code]:,} in {name}" for code, name in enumerate(REGIMES)]
    return ", ".join([*words, f"{counts[APART]:,} parted"])


def _together(found: Account) -> str:
    """Say whether struggling couples sit together."""
    if found.seated == "unknown":
        return "Whether struggling couples are friends of each other cannot be told: no two friends differ in it."
    verdict = "are spread about as by chance" if found.seated == "chance" else f"sit {found.seated}"
    theirs = ["none" if np.isnan(share) else f"{100 * share:.0f} %" for share in found.theirs]
    return (
        f"On the last day struggling couples {verdict}: of the friends of a struggling couple {theirs[0]} struggle "
        f"too, of those of a stable couple {theirs[1]} do (assortativity {found.like:.2f}; 0 is chance, 1 is always)."
    )
