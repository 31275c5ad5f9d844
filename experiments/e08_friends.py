"""Friends as a buffer.

What is it?      A stressful time strikes one half of a town, the north. Does comfort from friends protect its couples,
                 and what is left of that when the friends are struck as well?
How it works     The north's stress is tripled for 90 days, or not. Felt insecurity of its couples is the mean of the
                 last 28 days. The *shock* is the rise owed to the stress, between societies of the same people and
                 luck; the *buffer* is that shock less the one without any comfort: below 0, friends protect.
Things to notice
Things to try
Extending
References       Cohen & Wills 1985, Psychological Bulletin 98:310 (buffering; as cited, not re-read).

Run it: python experiments/e08_friends.py results/e08_friends
(after: reassure run configs/e08_friends.yaml)
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from societies import community, interval, lines, owed, relived

AXES = {
    "population.network.within": "friends in the north",
    "constants.comfort_rate": "comfort",
    "interventions.0.by": "stress",
}


def measured(folder: Path) -> pd.Series:
    """Return the felt insecurity of the north's couples, a number a society."""
    found = {}
    for point, replicate, result in relived(folder):
        runs, north = result.tables.runs, community(result, "north")
        felt = 0.5 * (runs["felt_insecurity_a"] + runs["felt_insecurity_b"])
        found[(*(point[axis] for axis in AXES), replicate)] = float(felt[north].mean())
    return pd.Series(found).rename_axis([*AXES.values(), "replicate"])


def shock(felt: pd.Series) -> pd.Series:
    """Return the rise of felt insecurity that is owed to the stress, a number a pair of societies."""
    return owed(felt, "stress", 0.0).droplevel("stress")


def buffer(felt: pd.Series) -> pd.Series:
    """Return the shock less that of the same town without comfort."""
    return owed(shock(felt), "comfort", 0.0)


def draw(felt: pd.Series) -> Figure:
    """Return the picture: the buffer against the share of friends who are struck too."""
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    lines(axes, interval(buffer(felt)), "friends in the north", "comfort")
    axes.set(ylabel="buffer: shock with comfort - without")
    return figure


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    felt = measured(folder)
    for name, table in {"felt": interval(felt), "shock": interval(shock(felt)), "buffer": interval(buffer(felt))}.items():
        print(f"{name}\n{table.round(4).to_string()}\n")
    (folder / "figures").mkdir(exist_ok=True)
    draw(felt).savefig(folder / "figures" / "friends.png", dpi=150)
