"""Couples among people: who knows whom while they live, and what is kept of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..block import Blocks, Lives
from ..layout import PAIR, SUMS_A
from ..measures import THRESHOLDS, Passed, last_weeks, regime

if TYPE_CHECKING:
    from ..networks import Network

APART = 3
"""Regime of a couple that has parted, in ``Snapshots.regime``."""


class Repairing(NamedTuple):
    """How singles find each other: who has been single for ``wait`` days looks, on average, once in ``days`` days, and
    meets another who looks that day."""

    days: float
    wait: float = 90.0


class Society(NamedTuple):
    """What an engine needs to let lives hear of each other.

    Persons 2 i and 2 i + 1 are partners a and b of life i. ``node`` (people,): the node of each person, -1 for nobody.
    The first ``couples`` lives begin as couples; the others hold two singles each. ``every``: days between snapshots;
    ``bond``: spread of a new couple's bond.
    """

    network: Network
    node: NDArray[np.int64]
    couples: int
    every: int = 7
    repairing: Repairing | None = None
    bond: float = 0.0

    def fingerprint(self, lives: Lives) -> str:
        """Return 16 hex digits of all that decides how a society of these lives goes."""
        digest = hashlib.blake2b(
            f"{self.network.fingerprint()} {self.couples} {self.repairing} {self.bond}".encode(), digest_size=8
        )
        for row in lives.values:  # one by one: a million lives are not copied
            digest.update((row + 0.0).tobytes())
        for values in (self.node, *lives.keys(), *(lives.changes or ())):
            digest.update(np.ascontiguousarray(values).tobytes())
        return digest.hexdigest()


class Snapshots(NamedTuple):
    """A society every few evenings.

    day: (T,) days lived by then. regime: (T, couples) int8, the place in ``REGIMES``, read over the last 28 days
    together, or ``APART``; of the couples that there were on day 0. public: (T, nodes, len(Public)) float32, the mean
    evening of the people of each node.
    """

    day: NDArray[np.int64]
    regime: NDArray[np.int8]
    public: NDArray[np.float32]

    @classmethod
    def of(cls, shots: Sequence[tuple[int, NDArray[np.int8], NDArray[np.float32]]]) -> Snapshots:
        """Return snapshots from each evening's day, regimes and public."""
        day, codes, public = zip(*shots, strict=True)
        return cls(np.array(day, np.int64), np.stack(codes), np.stack(public))


class Formed(NamedTuple):
    """Couples that formed on the way, each array (m,): days lived by then, and who they are (numbers of persons).

    Their rows of the tables follow those of the first couples; days together and of separation count from then.
    """

    day: NDArray[np.int64]
    a: NDArray[np.int64]
    b: NDArray[np.int64]


class Chronicle(NamedTuple):
    """What is kept of a society that has been lived: who knows whom, how it went, who found each other.

    everybody: the lives that it began with, singles among them; values: (len(PATHS), m), the parameters of the couples
    that ``formed``; evening: (people, len(Public)), what each person showed last (nobody: zeros).
    """

    society: Society
    everybody: Lives
    snapshots: Snapshots
    formed: Formed
    values: NDArray[np.float64]
    evening: NDArray[np.float64]

    def couples(self) -> Lives:
        """Return the lives of all couples: those on day 0, then those that formed, called after their lanes."""
        then = self.everybody.part(0, self.society.couples)
        if not len(self.formed.day):
            return then
        m, n = len(self.formed.day), self.everybody.n
        first = self.everybody.part(0, 1)
        return Lives(
            np.concatenate([np.asarray(then.values), self.values], axis=1),
            np.concatenate([then.seed, np.repeat(first.seed, m)]),
            np.concatenate([then.replicate, np.repeat(first.replicate, m)]),
            np.concatenate([then.couple, np.arange(n, n + m, dtype=np.int64)]),
            None if then.first is None else np.concatenate([then.first, np.zeros(m, np.int64)]),
            then.changes,
        )


def regimes(blocks: Blocks, couples: int) -> NDArray[np.int8]:
    """Return the regime of each couple by the last weeks' means, or ``APART``."""
    means = blocks.means.transpose(1, 0, 2).reshape(blocks.means.shape[1], -1)
    none = np.broadcast_to(0.0, (len(SUMS_A.record._fields), means.shape[1]))
    codes = regime(last_weeks(Passed(none, means, 0), Passed(none, means, 1)), THRESHOLDS)
    together = blocks.laid(PAIR)[:, PAIR.record._fields.index("together")].reshape(-1)
    return np.where(together == 1.0, codes, float(APART)).astype(np.int8)[:couples]
