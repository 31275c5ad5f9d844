"""A change of norms that starts in one half of a town.

What is it?      On day 30 asking for reassurance becomes usual and cheap in the north. How far, how fast does the south
                 follow, and does anybody ask more or live better for it?
How it works     All is read against the same town without the change. DeGroot's rule, as if all of a half were alike:
                 with pull p and a share w of friends in one's own half, the gap shrinks by 2p(1 - w) of itself a day,
                 the mean stays. With stubbornness s friends count 1 - s, and norms return by ps a day.
Things to notice By the year's end the south has gone 36 % of the north's step where half of one's friends live in the
                 other half, 20 % where a fifth, 6 % where a twentieth do. Stubbornness of 0.3 halves that. The rule
                 holds to 0.01, a little fast: friends hand one's own norm back. The north asks 0.4 times a week more
                 and is up to 0.015 more satisfied; the south follows its norm.
Things to try    `mean_degree: 40`: the rule comes nearer, as each friend hands back less.
Extending        Change the norms of those with most friends on a network of hubs.
References       DeGroot 1974, JASA 69:118; Friedkin & Johnsen 1990, J Math Sociol 15:193 (as cited, not re-read).

Run it: python experiments/e09_norms.py results/e09_norms (after: reassure run configs/e09_norms.yaml)
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from societies import COLOURS, interval, measured, owed, save

from reassure_sim.parameters import NUMBERS

AXES = {"population.network.within": "within", "a.stubbornness": "stubbornness", "interventions.0.uptake": "change"}
NORM, START, PULL = 0.9, 31, NUMBERS["constants.norm_pull"].default  # the first evening with the new norm is the 31st
ENDS = ["bids_per_week", "satisfaction"]


def course(numbers: pd.DataFrame) -> pd.DataFrame:
    """Return the shift of each half's norm that is owed to the change, and the expected one, after so many days."""
    norms = pd.Series(numbers.drop(columns=ENDS).rename_axis(columns="day").stack())
    found = interval(owed(norms, "change", 0.0).droplevel("change"))["mean"].unstack("community")
    first = NORM - norms.xs((0.0, "north", 28), level=("change", "community", "day")).mean()
    w, s, day = (found.index.get_level_values(name) for name in ("within", "stubbornness", "day"))
    mean = 0.5 * first * (1 - PULL * s) ** (day - START)
    half = 0.5 * first * (1 - PULL * ((1 - s) * 2 * (1 - w) + s)) ** (day - START)
    return found.assign(north_expected=mean + half, south_expected=mean - half)[day > START]


def draw(numbers: pd.DataFrame) -> Figure:
    """Return the picture: the south's shift, found (lines) and expected (dots), for each town."""
    axes = (figure := Figure(figsize=(8, 4), layout="constrained")).subplots()
    found = course(numbers).unstack(["stubbornness", "within"])
    found["south"].plot(ax=axes, color=COLOURS, ylabel="shift of the south's norm of asking")
    axes.plot(found["south_expected"], ":", color="black")
    return figure


if __name__ == "__main__":
    numbers = measured(folder := Path(sys.argv[1]), AXES, ENDS, "asking_norm")
    print((found := course(numbers)).xs(found.index[-1][-1], level="day").round(3).to_string())
    for name in ENDS:
        print(f"{name}\n{interval(owed(numbers[name], 'change', 0.0)).round(4).to_string()}")
    save(draw(numbers), folder, "norms")
