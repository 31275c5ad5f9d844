"""How many couples are in which regime, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..measures import REGIMES
from ..rules import Public
from ..society import APART

if TYPE_CHECKING:
    from pandas import DataFrame

    from ..society import Snapshots


def shares(snapshots: Snapshots) -> DataFrame:
    """Return one row a snapshot: what the couples and their friends are like on that day, shares and means in [0, 1].

    ``day``; each regime's share of the couples still together, NaN when none is; ``parted``, the share of all couples;
    ``distress`` that shows and ``satisfaction``, means over people with a partner; ``comfort`` that could be spared,
    a mean over nodes.
    """
    import pandas  # imported when needed: a run does not ask

    regime = np.asarray(snapshots.regime)
    together = np.count_nonzero(regime != APART, axis=1)
    table: dict[str, NDArray[Any]] = {"day": np.asarray(snapshots.day)}
    for code, name in enumerate(REGIMES):
        table[name] = _over(np.count_nonzero(regime == code, axis=1), together)
    table["parted"] = _over(np.count_nonzero(regime == APART, axis=1), np.full(len(regime), regime.shape[1]))
    mean: NDArray[np.float64] = np.asarray(np.mean(snapshots.public, axis=1, dtype=np.float64))
    seen = {field: mean[:, i] for i, field in enumerate(Public._fields)}
    table["distress"] = _over(seen["shown"], seen["partnered"])
    table["satisfaction"] = _over(seen["satisfied"], seen["partnered"])
    table["comfort"] = seen["spare"]
    return pandas.DataFrame(table)


def _over(above: NDArray[Any], below: NDArray[Any]) -> NDArray[np.float64]:
    """Return a ratio, NaN where nothing is to be counted."""
    found = np.full(below.shape, np.nan)
    np.divide(above, below, out=found, where=below > 0)
    return found
