"""Cascades of break-ups and exhaustion, by the shape of the network.

What is it?      The same couples, luck and number of friends on a ring, a small world, a network of hubs, and in
                 communities. Do break-ups and exhaustion run from friend to friend, and on which network furthest?
How it works     *Excess* is the rate of parting beside a friend's parting against other days, over the same with the
                 parting days shuffled among couples of like degree: 1 is chance. A *chain* joins partings of friends
                 within 90 days. What friends do is the difference from the same society where it is not felt.
Things to notice At the cited strength all networks have as many partings and exhausted couples, and excess rises by
                 less than 0.1. At five times it rises by 0.3 everywhere, at eighteen times by 1.7 to 3, most on the
                 ring; yet the longest chain there has 26 couples, and shortcuts make it 79 or more. Distress felt 17
                 times as much doubles exhaustion on all alike: friends become a little alike, partings do not cluster.
Things to try    `mean_degree: 4`: one break-up is then a larger share of one's friends.
Extending        Let one community part on one day. How far does it go?
References       McDermott, Fowler & Christakis 2013, Social Forces 92:491 (divorce; as cited, not re-read).

Run it: python experiments/e10_cascades.py results/e10_cascades (after: reassure run configs/e10_cascades.yaml)
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from societies import interval, lines, owed, save

NETWORKS = ("ring", "small world", "hubs", "communities")
AXES = {"partings": "constants.parting_nearby", "stress": "constants.spill_gain"}
SEEN = ["excess", "chain", "shuffled chain", "parted", "exhausted", "likeness"]


def seen(runs: pd.DataFrame, block: str) -> pd.DataFrame:
    """Return what is looked at, a row a society, by strength of what is felt, network and replicate."""
    told = {"largest_cascade": "chain", "largest_cascade_null_mean": "shuffled chain", "parted_at_end": "parted"}
    told |= {"exhaustion_at_end": "exhausted", "satisfaction_assortativity": "likeness", AXES[block]: "strength"}
    table = runs[runs["block"] == block].rename(columns=told)
    names = dict(zip(runs["population.network"].unique(), NETWORKS, strict=True))
    table["network"] = table["population.network"].map(names)
    table["excess"] = table["cascade_ratio"] / table["cascade_null_mean"]
    return table.set_index(["strength", "network", "replicate"])[SEEN]


def draw(runs: pd.DataFrame) -> Figure:
    """Return the picture: what friends' partings, and friends' distress, add at each strength, a line a network."""
    figure = Figure(figsize=(9, 7), layout="constrained")
    panels = [("partings", "excess"), ("partings", "chain"), ("stress", "exhausted"), ("stress", "likeness")]
    for axes, (block, name) in zip(figure.subplots(2, 2).flat, panels, strict=True):
        lines(axes, interval(owed(seen(runs, block)[name], "strength", 0.0)), "strength", "network")
        axes.set(title=f"{block} felt", xlabel=AXES[block], ylabel=f"{name}, against not felt")
    return figure


if __name__ == "__main__":
    runs = pd.read_parquet((folder := Path(sys.argv[1])) / "runs.parquet")
    for table in (seen(runs, block) for block in AXES):
        print(table.groupby(level=["strength", "network"], sort=False).mean().round(3).to_string())
        against = {name: interval(owed(table[name], "strength", 0.0)) for name in SEEN}
        print("\nagainst not felt\n", pd.concat(against, axis=1).round(3).to_string(), "\n")
    save(draw(runs), folder, "cascades")
