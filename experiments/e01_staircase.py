"""The relief staircase.

What is it?      One partner's attachment anxiety rises from low to high, beside an open and beside an avoidant
                 partner. How long does a reassurance last at first, and how long later on?
How it works     A lap runs from one reassured bid to the next bid. Its hours of relief end when felt insecurity is
                 back at half its level before the bid. We compare the first three laps of a life with all later ones.
Things to notice There is a step, not a slope: up to some anxiety late laps relieve as long as early ones or longer,
                 beyond it nearly all relief is lost. Beside an avoidant partner the step comes at far less anxiety.
Things to try    Set `constants.habituation_credibility` to 0 (own asking no longer discounts the next answer), or
                 `b.encouragement` to 1 (answers that help to cope). Does the step move?
Extending        Put `b.stamina` in the place of `b.avoidance`: is it coldness or tiredness that wears relief?
References       Salkovskis & Kobori 2015, J Behav Ther Exp Psychiatry (relief, then return of the urge).

Run it: python experiments/e01_staircase.py results/e01_staircase
(after: reassure run configs/e01_staircase.yaml)
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure


def kept(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the share of early relief that late laps keep: a row an anxiety, a column an avoidance of the other."""
    hours = runs.groupby(["a.anxiety", "b.avoidance"])[["relief_early_a", "relief_late_a"]].mean()
    return (hours["relief_late_a"] / hours["relief_early_a"]).unstack()


def draw(runs: pd.DataFrame) -> Figure:
    """Return the picture: the share of early relief that is left later, against anxiety."""
    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.subplots()
    for (avoidance, column), marker in zip(kept(runs).items(), "os", strict=True):
        axes.plot(column.index, column, marker=marker, label=f"partner's avoidance {avoidance:g}")
    axes.axhline(1.0, color="0.6", linewidth=1)
    axes.set(xlabel="attachment anxiety", ylabel="late relief / early relief", ylim=(0, None))
    axes.legend(frameon=False)
    return figure


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    draw(pd.read_parquet(folder / "runs.parquet")).savefig(folder / "figures" / "staircase.png", dpi=150)
    print(folder / "figures" / "staircase.png")
