"""Who pairs with whom: people matched so that partners are as alike in a trait as asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ..networks.chance import fractions
from ..parameters import ParameterError, Problem, shown

Values = NDArray[np.float64]
Order = NDArray[np.int64]

OWNER = 1027
"""The owner of the draws of matching; see ``draws``: no life uses it."""

NEAR = 0.05
"""How far the correlation of 50 couples or more may be from what was asked for: two digits, read generously."""

_ENOUGH = 50  # couples below which so few pairings exist that the nearest one is taken, whatever it is
_STEPS = 40


def matched(a: Values, b: Values, correlation: float, seed: int) -> Order:
    """Return which b each a is paired with, (n,) int64, so that ``a`` and ``b[order]`` correlate as asked for.

    Each a looks for a partner by its own rank and by luck: its normal score times rho, plus keyed noise, ranked; the
    b of the same rank is its partner. rho is found by bisection on these very people, and at the end a few change
    partners, so the Pearson correlation is ``correlation`` to within 0.01 from 200 couples on, if these people can be
    paired so; of fewer, it is the nearest that was found. Nobody's trait changes.

    a, b: (n,); correlation: -1 to 1; seed: 0 to 2**64 - 1.
    Source: ranks of a normal score, after Iman & Conover 1982, Communications in Statistics B11:311-334 (as cited,
    not re-read).

    Raises:
        ParameterError: the correlation is no number from -1 to 1, or these people cannot be paired so.
    """
    number = isinstance(correlation, (int, float, np.integer, np.floating)) and not isinstance(correlation, bool)
    if not number or not -1.0 <= correlation <= 1.0:
        say = f"read {shown(correlation)}, allowed is a number from -1 to 1"
        raise ParameterError([Problem("pairing.correlation", say)])
    n = len(a)
    own = special.ndtri((_ranks(a) + 0.5) / n)
    luck = special.ndtri(fractions(seed, OWNER, np.arange(n, dtype=np.int64))[0])
    waiting = np.argsort(b, kind="stable")

    def pairing(rho: float) -> Order:
        order = np.empty(n, np.int64)
        order[np.argsort(rho * own + np.sqrt(1.0 - rho * rho) * luck, kind="stable")] = waiting
        return order

    low, high = -1.0, 1.0
    best = pairing(0.0)
    least, most = attained(a, b[pairing(low)]), attained(a, b[pairing(high)])
    for end, reached in ((low, least), (high, most)):
        if abs(reached - correlation) < abs(attained(a, b[best]) - correlation):
            best = pairing(end)
    missing = abs(attained(a, b[best]) - correlation)
    for _ in range(_STEPS):
        if missing < 1e-4 or not least < correlation < most:
            break
        rho = 0.5 * (low + high)
        order = pairing(rho)
        reached = attained(a, b[order])
        if abs(reached - correlation) < missing:
            best, missing = order, abs(reached - correlation)
        low, high = (rho, high) if reached < correlation else (low, rho)
    if missing >= 1e-4 and least < correlation < most:
        best = _nearer(a, b, best, correlation)
        missing = abs(attained(a, b[best]) - correlation)
    if missing > NEAR and n >= _ENOUGH:
        say = f"read {correlation:g}; these people can be paired from {least:.2f} to {most:.2f}: ask for one of these"
        raise ParameterError([Problem("pairing.correlation", say)])
    return best


def _nearer(a: Values, b: Values, order: Order, correlation: float) -> Order:
    """Return a pairing in which a few couples have changed partners, so that the correlation is nearer."""
    order = order.copy()
    scale = len(a) * a.std() * b.std()
    for apart in range(1, min(8, len(a))):
        mine = b[order]
        change = -(a - np.roll(a, -apart)) * (mine - np.roll(mine, -apart)) / scale
        gap = correlation - attained(a, mine)
        i = int(np.argmin(np.abs(gap - change)))
        if abs(gap - change[i]) < abs(gap):
            j = (i + apart) % len(a)
            order[i], order[j] = order[j], order[i]
    return order


def attained(a: Values, b: Values) -> float:
    """Return the Pearson correlation of two traits (n,) (n,); 0 where one of them does not vary."""
    if len(a) < 2:
        return 0.0
    one, other = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum() / scale) if scale > 1e-12 * len(a) else 0.0


def _ranks(values: Values) -> Values:
    """Return each value's place, from 0; of equal values the first comes first."""
    ranks = np.empty(len(values))
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks
