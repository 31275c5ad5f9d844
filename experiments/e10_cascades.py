"""Cascades of break-ups and exhaustion, by the shape of the network.

What is it?      Do break-ups and exhaustion run from friend to friend, on a ring, a small world, hubs, in communities?
How it works     *Excess*: the rate of parting beside a friend's parting, over the same with parting days shuffled
                 among couples of like degree. A *chain* joins friends' partings within 90 days.
Things to notice (1) As cited, friends' partings add under 0.02 to shares of parted and exhausted couples, under 0.15 to
                 mean excess. (2) Felt five times as much they add 0.2 to 0.45; eighteen times, over 1 everywhere. (3)
                 The longest chain grows by under 40 couples on the ring, by over 1.5 times that elsewhere. (4) Distress
                 felt 17 times: 0.13 to 0.19 more exhausted, 0.03 more alike, under 0.2 more excess.
Things to try    `mean_degree: 4`: one break-up is then a larger share of one's friends.
Extending        Let one community part on one day. How far does it go?
References       McDermott, Fowler & Christakis 2013, Social Forces 92:491 (divorce; as cited, not re-read).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from societies import all_owed, panels
from study import show

NETWORKS = ("ring", "small world", "hubs", "communities")
SEEN = ["excess", "largest_cascade", "parted_at_end", "exhaustion_at_end", "satisfaction_assortativity"]


def see(folder: Path) -> pd.DataFrame:
    """Return what friends add, a row a pair of societies, by what is felt, network, replicate and strength."""
    runs = pd.read_parquet(folder / "runs.parquet").eval("excess = cascade_ratio / cascade_null_mean")
    runs["network"] = [NETWORKS[number] for number in runs["population.network"].factorize()[0]]
    runs["strength"] = runs["constants.parting_nearby"].where(runs["block"] == "partings", runs["constants.spill_gain"])
    return all_owed(runs.set_index(["block", "network", "replicate", "strength"])[SEEN], "strength", 0.0)


def notice(seen: pd.DataFrame) -> list[bool]:
    """Return whether partings and distress among friends add what is told, at each strength."""
    found = seen.groupby(["block", "strength", "network"]).mean()
    cited, five, more = (found.loc["partings"].loc[strength] for strength in (0.56, 3.0, 10.0))
    stress, (ring, *others) = found.loc["stress"].loc[10.0], more["largest_cascade"][list(NETWORKS)]
    few = cited[SEEN[2:4]].abs().max(axis=None) < 0.02 and abs(cited["excess"].mean()) < 0.15
    clustered = 0.2 < five["excess"].mean() < 0.45 and more["excess"].min() > 1
    alike = stress["exhaustion_at_end"].between(0.13, 0.19).all() and stress[SEEN[-1]].min() > 0.03
    return [few, clustered, 1.5 * ring < min(others) and ring < 40, alike and abs(stress["excess"].mean()) < 0.2]


def draw(seen: pd.DataFrame) -> Figure:
    """Return the picture: what friends' partings, and friends' distress, add at each strength, a line a network."""
    shown = [("partings", SEEN[0]), ("partings", SEEN[1]), ("stress", SEEN[3]), ("stress", SEEN[4])]
    return panels({f"{name}, added by {what}": seen.loc[what][name] for what, name in shown}, "strength", "network")


def tell(seen: pd.DataFrame) -> str:
    """Return the picture in words."""
    found = seen.groupby(["block", "strength"]).mean().loc["partings"]["excess"]
    return f"Friends' partings add {found.min():.2f} to {found.max():.1f} to the mean excess, from 0.56 to 10 as felt."


if __name__ == "__main__":
    show(__name__)
