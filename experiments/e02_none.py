"""No habituation: the control.

What is it?      A fearful partner asks once a day for three weeks and is answered every time. Trust, energy, fear and
                 distress are held, so that a lap differs from the one before by repetition only.
How it works     Four numbers, late against early. Between the last week's bids and the first bid: the peak of relief,
                 its half-life, and felt insecurity just before. And bids of one's own accord, in the ten days after
                 the three weeks against ten days before.
Things to notice Without any form of habituation all four stay at 1: in this model repetition as such wears nothing.
                 Each rival moves at least one of them. Amplitude and credibility look alike here: see e04 and e06.
Things to try    Let answers tire the giver (`giving_cost: 0.6`, `quality_energy: 0.55`): relief shrinks without any
                 habituation. So what looks like habituation may be a tired partner.
Extending        Two forms at once: a column with two weights of 0.5. Can their numbers still be told apart?
References       Salkovskis & Kobori 2015, J Behav Ther Exp Psychiatry (relief, then return of the urge).

Run it: python experiments/e02_none.py results/e02_none
(after: reassure run configs/e02_none.yaml)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from forms import COLOURS, SEEK, Seen, after, means, measured, relief
from matplotlib.figure import Figure

LAPS = ((25, 25.5), (39, 46))  # the first bid, and the last week of the bout (days)


def measure(lives: Seen) -> dict[str, float]:
    """Return the four ratios, late against early."""
    day, asked = np.arange(lives["a.act"].shape[1]) / 24, lives["a.act"] == SEEK
    found = []
    for start, end in LAPS:
        bids = asked & (start <= day) & (day < end)
        found.append((*relief(after(lives, bids, 20), 1.0), lives["a.felt_before"][bids].mean()))
    names = ("peak of relief", "half-life of relief", "insecurity before a bid")
    ratios = {name: late / early for name, early, late in zip(names, *found, strict=True)}
    return {**ratios, "bids afterwards": asked[:, day >= 47].mean() / asked[:, day < 10].mean()}


def draw(numbers: pd.DataFrame) -> Figure:
    """Return the picture: a panel a number, a row a form."""
    table = means(numbers)[::-1]
    figure = Figure(figsize=(10, 3), layout="constrained")
    for axes, name in zip(figure.subplots(1, len(table.columns), sharey=True), table, strict=True):
        axes.axvline(1, color="0.6", linewidth=1)
        axes.scatter(table[name], table.index, color=[COLOURS[form] for form in table.index], zorder=2)
        axes.set(title=name, xlabel="late / early", xlim=(0, 1.8))
    return figure


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    print(means(numbers := measured(folder, measure)).round(3).to_string())
    (folder / "figures").mkdir(exist_ok=True)
    draw(numbers).savefig(folder / "figures" / "none.png", dpi=150)
