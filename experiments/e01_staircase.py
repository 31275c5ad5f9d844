"""The relief staircase.

What is it?      One partner's attachment anxiety rises from low to high, beside an open and beside an avoidant
                 partner. How long does a reassurance last at first, and how long later on?
How it works     A lap runs from one reassured bid to the next bid. Its hours of relief end when felt insecurity is
                 back at half its level before the bid. We compare the first three laps of a life with all later ones.
Things to notice (1) There is a step, not a slope: beside an open partner late laps keep more than 90 % of early relief
                 up to an anxiety of 0.7, and less than 30 % at 1. (2) Beside an avoidant partner the step comes at far
                 less anxiety: more than 90 % is kept up to 0.4, less than 20 % from 0.7 on.
Things to try    Set `constants.habituation_credibility` to 0 (own asking no longer discounts the next answer), or
                 `b.encouragement` to 1 (answers that help to cope). Does the step move?
Extending        Put `b.stamina` in the place of `b.avoidance`: is it coldness or tiredness that wears relief?
References       Salkovskis & Kobori 2015, J Behav Ther Exp Psychiatry (relief, then return of the urge).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from societies import COLOURS
from study import show


def see(folder: Path) -> pd.DataFrame:
    """Return the share of early relief that late laps keep: a row an anxiety, a column an avoidance of the other."""
    groups = pd.read_parquet(folder / "runs.parquet").groupby(["a.anxiety", "b.avoidance"])
    hours = groups[["relief_early_a", "relief_late_a"]].mean()
    return (hours["relief_late_a"] / hours["relief_early_a"]).unstack()


def notice(seen: pd.DataFrame) -> list[bool]:
    """Return whether the step shows beside either partner."""
    kept, avoidant = seen[0.15], seen[0.68]
    step = (kept[kept.index < 0.75] > 0.9).all() and kept[1.0] < 0.3
    return [step, (avoidant[avoidant.index < 0.45] > 0.9).all() and (avoidant[avoidant.index > 0.65] < 0.2).all()]


def draw(seen: pd.DataFrame) -> Figure:
    """Return the picture: the share of early relief that is left later, against anxiety."""
    axes = (figure := Figure(figsize=(7, 4.2), layout="constrained")).subplots()
    for (avoidance, kept), marker, colour in zip(seen.items(), "os", COLOURS, strict=False):
        axes.plot(kept.index, kept, marker=marker, color=colour, label=f"partner's avoidance {avoidance:g}")
    axes.axhline(1.0, color="0.6", linewidth=1)
    axes.set(xlabel="attachment anxiety", ylabel="late relief / early relief", ylim=(0, None))
    axes.legend(frameon=False)
    return figure


def tell(seen: pd.DataFrame) -> str:
    """Return the picture in words."""
    ends = [f"{kept.iloc[0]:.0%} to {kept.iloc[-1]:.0%} beside avoidance {other:g}" for other, kept in seen.items()]
    return f"As anxiety rises from 0.2 to 1, the share of early relief that is left falls from {' and '.join(ends)}."


if __name__ == "__main__":
    show(__name__)
