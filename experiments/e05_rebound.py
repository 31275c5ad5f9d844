"""Rebound: more insecure than before.

What is it?      Relief may cost something afterwards: once it has faded, felt insecurity stands above where it was.
How it works     The fearful and the fearless ask once a week and are answered. Both live at the same level of
                 insecurity, so that they differ in fear only. From the hour of the bid on, felt insecurity is averaged
                 against the hour before; day 2 and 3 after the bid, when relief is gone, are the measure.
Things to notice Only under *rebound* does insecurity overshoot, hardly at all in the fearless: the overshoot is in
                 proportion to fear. Under all other forms felt insecurity comes back to where it was and stays there.
Things to try    `constants.rebound_days: 0.2` (no longer than relief itself): the overshoot all but vanishes.
Extending        Ask every day and not once a week. Overshoots then add up: see `insecurity before a bid` in e02.
References       Solomon & Corbit 1974, Psychological Review 81:119 (opponent processes; as cited, not re-read);
                 Salkovskis & Kobori 2015, J Behav Ther Exp Psychiatry (discomfort and urge return).

Run it: python experiments/e05_rebound.py results/e05_rebound
(after: reassure run configs/e05_rebound.yaml)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from forms import COLOURS, SEEK, Seen, after, label, means, measured
from matplotlib.figure import Figure

HOURS = 96


def measure(lives: Seen) -> dict[str, float]:
    """Return felt insecurity against before the bid: hour by hour, and its mean over days 2 and 3 (of 1)."""
    course = after(lives, lives["a.act"] == SEEK, HOURS)
    return {"overshoot": course[24:72].mean(), **{f"hour {hour}": felt for hour, felt in enumerate(course)}}


def draw(numbers: pd.DataFrame) -> Figure:
    """Return the picture: the course of felt insecurity, the fearful and the fearless."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    people = means(numbers).drop(columns="overshoot").groupby("a.anxiety", sort=False)
    for axes, (anxiety, table) in zip(figure.subplots(1, 2, sharey=True), people, strict=True):
        axes.axhline(0, color="0.6", linewidth=1)
        for form, course in table.droplevel("a.anxiety").iterrows():
            axes.plot(np.arange(HOURS), course, color=COLOURS[str(form)])
        axes.set(
            title=f"attachment anxiety {anxiety}", xlabel="hours after the bid", xlim=(0, HOURS), ylim=(-0.4, 0.15)
        )
        label(axes, {str(form): (30, course["hour 30"]) for form, course in table.droplevel("a.anxiety").iterrows()})
        axes.set_ylabel("felt insecurity\nagainst before the bid")
    return figure


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    print(means(numbers := measured(folder, measure))["overshoot"].unstack().round(3).to_string())
    (folder / "figures").mkdir(exist_ok=True)
    draw(numbers).savefig(folder / "figures" / "rebound.png", dpi=150)
