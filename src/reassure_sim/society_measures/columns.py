"""One society in one row: what an experiment keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..measures import LAST_DAYS, REGIMES, Column
from ..networks import Network
from ..rules import Public
from ..society import APART
from .assortativity import assortativity, numeric_assortativity
from .cascades import cascades
from .clustering import clustering
from .neighbours import Ints, couples_network
from .polarisation import polarisation
from .shares import shares

if TYPE_CHECKING:
    from ..society import Snapshots

_LAST = "on the last day"
_CHANCE = "when the same parting days are shuffled among couples of like degree in one community"

SOCIETY_COLUMNS: tuple[Column, ...] = (
    *(Column(f"{name}_at_end", "1", f"share of the couples together {_LAST} in {name}", True) for name in REGIMES),
    Column("parted_at_end", "1", "share of all couples who have parted by the last day"),
    Column("exhaustion_peak", "1", "greatest share of exhaustion among the couples together, over all snapshots", True),
    Column("exhaustion_peak_day", "days", "day of the first snapshot with that share", True),
    Column("distress_at_end", "1", f"distress that shows to friends {_LAST}, mean over people with a partner", True),
    Column("comfort_at_end", "1", f"comfort that can be spared for a friend {_LAST}, mean"),
    Column("mean_friends", "1", "couples that a couple hears, mean"),
    Column("clustering", "1", "mean local clustering of the network of couples"),
    Column(
        "regime_assortativity",
        "1",
        f"assortativity of the regimes of couples together {_LAST}: 1 friends are always alike, 0 as by chance",
        True,
    ),
    Column(
        "satisfaction_assortativity",
        "1",
        f"correlation of satisfaction (mean of both partners and of the last {LAST_DAYS} days) over friends together",
        True,
    ),
    Column("exposed_partings", "1", "partings of couples of whose friends one had parted in the 90 days before"),
    Column(
        "cascade_ratio",
        "1",
        "rate of parting per couple-day within 90 days after a friend's parting over the rate on other days",
        True,
    ),
    Column("cascade_null_mean", "1", f"mean of cascade_ratio {_CHANCE}", True),
    Column("cascade_null_low", "1", f"2.5 % of cascade_ratio lie below {_CHANCE}", True),
    Column("cascade_null_high", "1", f"2.5 % of cascade_ratio lie above {_CHANCE}", True),
    Column("cascade_p", "1", f"chance of so large a cascade_ratio {_CHANCE}", True),
    Column("largest_cascade", "1", "couples in the longest chain of partings, each within 90 days after a friend's"),
    Column("largest_cascade_null_mean", "1", f"mean of largest_cascade {_CHANCE}", True),
    Column("asking_norm_mean", "1", f"norm of asking {_LAST}, mean over nodes"),
    Column("asking_norm_sd", "1", f"norm of asking {_LAST}, standard deviation over nodes"),
    Column("asking_norm_between", "1", f"share of its variance between communities {_LAST} (eta squared)", True),
    Column("asking_norm_moran", "1", f"Moran's I of the norm of asking {_LAST}: likeness of friends", True),
)
"""Every column that a society's row holds, in order; of several moments the last, unless it says otherwise."""


def society_row(
    network: Network,
    node: Ints,
    snapshots: Snapshots,
    runs: Mapping[str, NDArray[np.float64]],
    seed: int = 0,
    null: int = 200,
) -> dict[str, float]:
    """Return ``SOCIETY_COLUMNS`` of one society.

    ``network`` and ``node`` as the society has them; ``runs``: ``separation_day``, ``satisfaction_a`` and
    ``satisfaction_b`` of each couple, those that formed on the way last (they are left out); ``seed``: of the ``null``
    shuffles.
    """
    regime = np.asarray(snapshots.regime[-1])
    together = regime != APART
    couples = couples_network(network, node, len(regime))
    over_time = shares(snapshots)
    last = over_time.iloc[-1]
    exhausted = over_time["exhaustion"].to_numpy()
    peak = int(np.nanargmax(exhausted)) if not np.isnan(exhausted).all() else None
    parted, content_a, content_b = (
        runs[name][: len(regime)] for name in ("separation_day", "satisfaction_a", "satisfaction_b")
    )
    satisfaction = 0.5 * (content_a + content_b)
    parting = cascades(couples, parted, int(snapshots.day[-1]), seed, null)
    norm = polarisation(network, snapshots.public[-1][:, Public._fields.index("asking_norm")])
    values = (
        *(last[name] for name in REGIMES),
        last["parted"],
        np.nan if peak is None else exhausted[peak],
        np.nan if peak is None else snapshots.day[peak],
        last["distress"],
        last["comfort"],
        len(couples.to) / couples.n,
        clustering(couples),
        assortativity(couples, regime, together),
        numeric_assortativity(couples, np.where(together, satisfaction, np.nan)),
        parting.exposed,
        parting.ratio,
        parting.null_mean,
        parting.null_low,
        parting.null_high,
        parting.p,
        parting.largest,
        parting.largest_null_mean,
        norm.mean,
        norm.sd,
        norm.between,
        norm.moran,
    )
    return {column.name: float(value) for column, value in zip(SOCIETY_COLUMNS, values, strict=True)}
