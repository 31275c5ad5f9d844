"""A change of norms that starts in one half of a town.

What is it?      On day 30 asking for reassurance becomes usual and cheap in the north of a town. Does the south follow?
How it works     All is read against the same town without the change. DeGroot: norms drift to the friends' mean.
Things to notice (1) By the year's end the south has gone 36 % of the north's step where half of one's friends live in
                 the other half, 19 % where a fifth, 6 % where a twentieth do. (2) Stubbornness of 0.3 about halves it.
                 (3) DeGroot's rule holds to 2.5 % of the step, a little fast: one's own norm is handed back. (4) The
                 north asks 0.2 to 0.55 times a week more, over twice the south; it gains 0.005 to 0.02 satisfaction.
Things to try    `mean_degree: 40`: the rule comes nearer, as each friend hands back less.
Extending        Change the norms of those with most friends on a network of hubs.
References       DeGroot 1974, JASA 69:118; Friedkin & Johnsen 1990, J Math Sociol 15:193 (as cited, not re-read).
"""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure
from societies import COLOURS, Tables, measured, owed, shifted
from study import show

AXES = {"population.network.within": "within", "a.stubbornness": "stubbornness", "interventions.0.uptake": "change"}
ENDS = ["bids_per_week", "satisfaction"]


def see(folder: Path) -> Tables:
    """Return what the change adds: to either half's norm day by day (of the north's step), and to the ends."""
    numbers = measured(folder, AXES, ENDS, "asking_norm")
    ends = owed(numbers[ENDS].rename_axis(columns="end").stack(), "change", 0.0).unstack("replicate").mean(axis=1)
    return {"course": shifted(numbers.drop(columns=ENDS), 0.9, 31), "ends": ends.unstack("community")}


def notice(seen: Tables) -> list[bool]:
    """Return whether the south follows by so much, less if stubborn, by the rule, and what it does for the north."""
    course, (asks, content) = seen["course"], (seen["ends"].xs(end, level="end") for end in ENDS)
    gone = course["south"].xs(365, level="day").unstack("stubbornness")
    step, halves = (gone[0.0] - [0.36, 0.19, 0.06]).abs().max(), gone[0.3] / gone[0.0]
    north, south = (course[half] - course[f"{half}_expected"] for half in ("north", "south"))
    rule = max(north.abs().max(), south.abs().max()) < 0.025 and north.mean() > 0 > south.mean()
    more = 0.55 > asks["north"].max() > asks["north"].min() > max(0.2, 2 * asks["south"].max())
    return [step < 0.02, halves.between(0.4, 0.65).all(), rule, more and content["north"].between(0.005, 0.02).all()]


def draw(seen: Tables) -> Figure:
    """Return the picture: the south's shift, found (lines) and expected (dots), for each town."""
    axes = (figure := Figure(figsize=(8, 4), layout="constrained")).subplots()
    found = seen["course"].unstack(["stubbornness", "within"])
    found["south"].plot(ax=axes, color=COLOURS, ylabel="shift of the south's norm, of the north's step")
    axes.plot(found["south_expected"], ":", color="black")
    return figure


def tell(seen: Tables) -> str:
    """Return the picture in words."""
    gone = ", ".join(f"{share:.0%}" for share in seen["course"]["south"].xs((365, 0.0), level=("day", "stubbornness")))
    return f"After a year the south has gone {gone} of the north's step, where 50, 20 and 5 % of friends live there."


if __name__ == "__main__":
    show(__name__)
