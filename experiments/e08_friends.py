"""Friends as a buffer.

What is it?      A stressful time strikes one half of a town, the north. Does comfort from friends protect its couples,
                 and what is left of that when the friends are struck as well?
How it works     Two mean people's stress is added for 90 days, or not. Felt insecurity of the north's couples is a mean
                 of the last 28 days. The *shock* is its rise against the same town without the stress; the *buffer* is
                 that shock less the one without any comfort: below 0, friends protect.
Things to notice The stress raises felt insecurity by 0.122. Usual comfort takes 5 % off this rise when nearly all
                 friends live elsewhere, 3 % when nearly all are struck too, being tired themselves; comfort four times
                 as strong takes off 20 % and 14 %. In quiet times usual comfort takes 3 % off felt insecurity as well:
                 friends who are struck too do nothing beyond that share.
Things to try    `flows: [comfort, stress]`: friends' distress spills over. Is a struck circle of friends still a help?
Extending        Let the stress last a year: do friends tire for good?
References       Cohen & Wills 1985, Psychological Bulletin 98:310 (buffering; as cited, not re-read).

Run it: python experiments/e08_friends.py results/e08_friends (after: reassure run configs/e08_friends.yaml)
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from societies import interval, lines, measured, owed, save

NEAR, COMFORT, STRESS, FELT = "share of friends who are struck too", "comfort", "stress", "felt_insecurity"
AXES = {"population.network.within": NEAR, "constants.comfort_rate": COMFORT, "interventions.0.by": STRESS}


def seen(folder: Path) -> dict[str, pd.Series]:
    """Return the felt insecurity of the north, the shock, and the buffer, each a number a society or pair of them."""
    felt = measured(folder, AXES, [FELT])[FELT].xs("north", level="community")
    shock = owed(felt, STRESS, 0.0).droplevel(STRESS)
    return {"felt": felt, "shock": shock, "buffer": owed(shock, COMFORT, 0.0)}


def draw(numbers: dict[str, pd.Series]) -> Figure:
    """Return the picture: the buffer against the share of friends who are struck too."""
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    lines(axes, interval(numbers["buffer"]), NEAR, COMFORT)
    axes.set(ylabel="buffer: shock with comfort, less without")
    return figure


if __name__ == "__main__":
    for name, found in (numbers := seen(folder := Path(sys.argv[1]))).items():
        print(f"{name}\n{interval(found).round(4).to_string()}\n")
    save(draw(numbers), folder, "friends")
