"""Duration: relief fades sooner.

What is it?      Two ways in which reassurance can wear out: there may be as much relief as ever that fades sooner, or
                 less relief that fades as slowly as ever.
How it works     A fearful partner asks once, then daily for three weeks, rests for six days, and asks once more. Felt
                 insecurity is averaged from the first and from the last bid on. Its fall right after the bid is the
                 peak of relief; the half-life is the time until half of that fall is gone.
Things to notice Only under *duration* does the half-life shorten, and the peak stays. Under *amplitude* and
                 *credibility* it is the peak that falls, and the half-life stays. The other forms change neither.
Things to try    `constants.tolerance_days: 3`: six days of rest are now enough to recover, and nothing is to be seen.
Extending        Ask for the half-life after 1, 2, 4, ... bids: how soon could a diary notice?
References       Thompson & Spencer 1966, Psychological Review 73:16 (habituation, and recovery with rest; as cited, not
                 re-read). That it shortens relief in couples is an assumption of this form.

Run it: python experiments/e03_duration.py results/e03_duration
(after: reassure run configs/e03_duration.yaml)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from forms import COLOURS, SEEK, Seen, after, label, means, measured, relief
from matplotlib.figure import Figure

BIDS = {"first": (5, 6), "last": (34, 35)}  # days of the two bids that are compared


def measure(lives: Seen) -> dict[str, float]:
    """Return the peak (of 1) and half-life (hours) of relief after both bids, and how much of each is kept."""
    day, found = np.arange(lives["a.act"].shape[1]) / 24, {}
    for name, (start, end) in BIDS.items():
        bids = (lives["a.act"] == SEEK) & (start <= day) & (day < end)
        found[f"peak_{name}"], found[f"half_life_{name}"] = relief(after(lives, bids, 20), 1.0)
    kept = {f"{what}_kept": found[f"{what}_last"] / found[f"{what}_first"] for what in ("peak", "half_life")}
    return {**found, **kept}


def draw(numbers: pd.DataFrame) -> Figure:
    """Return the picture: half-life kept against peak kept, a point each share of the lives of a form."""
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.subplots()
    axes.scatter(numbers["peak_kept"], numbers["half_life_kept"], c=numbers["form"].map(COLOURS), s=12)
    axes.set(xlabel="peak of relief, last / first bid", ylabel="half-life of relief, last / first bid")
    axes.set(xlim=(0.6, 1.2), ylim=(0.5, 1.2))
    label(axes, {str(form): (x, y) for form, x, y in means(numbers)[["peak_kept", "half_life_kept"]].itertuples()})
    return figure


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    print(means(numbers := measured(folder, measure)).round(3).to_string())
    (folder / "figures").mkdir(exist_ok=True)
    draw(numbers).savefig(folder / "figures" / "duration.png", dpi=150)
