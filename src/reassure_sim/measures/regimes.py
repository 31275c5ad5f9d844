"""Regimes: stability, escalation or exhaustion, read off the last weeks that a couple was together.

No rule of the model knows these words. Exactly one regime holds for every life:

* *exhaustion*: a partner has no energy left, or one has lost trust and asking is no longer frequent;
* *escalation*: asking is frequent and wears the couple: it is refused, leaves distress high, or wears the giver out;
* *stability*: neither. ``costly`` when it lasts at the giver's expense, ``distant`` when closeness is
  low without conflict.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Number = float | NDArray[np.float64]
"""One couple's number, or one for each of many couples."""

REGIMES = ("stability", "escalation", "exhaustion")
SHADES = ("", "costly", "distant")
LAST_DAYS = 28
"""Days at the end of the time together from which the regime is read."""


class LastWeeks(NamedTuple):
    """What the regime is read from: means over the last ``LAST_DAYS`` days together."""

    bids: Number  # a week, both partners
    rebuffed: Number  # share of bids that were refused
    felt: Number  # felt insecurity, the higher of the two
    trust: Number  # the lower of the two
    intimacy: Number  # the lower of the two
    energy: Number  # the lower of the two


class Thresholds(NamedTuple):
    """Where one regime ends and the next begins (units as in ``LastWeeks``).

    Over couples at the norms, bids are cut before a valley of their distribution, the others on shoulders; between
    escalation and exhaustion (energy) there is no valley: one grows into the other.
    """

    exhausted_energy: float = 0.32
    worn_energy: float = 0.40
    detached_trust: float = 0.3
    frequent_bids: float = 12.0
    many_rebuffed: float = 0.18
    high_felt: float = 0.53
    strained_trust: float = 0.3
    costly_energy: float = 0.58
    distant_intimacy: float = 0.42


THRESHOLDS = Thresholds()


def regime(w: LastWeeks, t: Thresholds) -> NDArray[np.float64]:
    """Return the regime's place in ``REGIMES``."""
    depleted = np.less(w.energy, t.exhausted_energy)
    detached = np.less(w.trust, t.detached_trust) & np.less_equal(w.bids, t.frequent_bids)
    wearing = np.greater(w.rebuffed, t.many_rebuffed) | np.greater(w.felt, t.high_felt)
    wearing = wearing | np.less(w.trust, t.strained_trust) | np.less(w.energy, t.worn_energy)
    escalating = np.greater(w.bids, t.frequent_bids) & wearing
    return np.where(depleted | detached, 2.0, np.where(escalating, 1.0, 0.0))


def shade(w: LastWeeks, t: Thresholds) -> NDArray[np.float64]:
    """Return the place in ``SHADES`` of a stable couple's sub-label (0 = none)."""
    costly = np.less(w.energy, t.costly_energy)
    distant = np.less(w.intimacy, t.distant_intimacy)
    return np.where(costly, 1.0, np.where(distant, 2.0, 0.0))
