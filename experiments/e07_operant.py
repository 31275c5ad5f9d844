"""Operant: asking is learned.

What is it?      Relief may reward asking, so that asking turns into a habit. Relief itself then need not change at all.
How it works     Extinction. For 90 days every bid is answered, and from then on none. Refusals are made painless
                 (`hurt` and their lessons are 0), so that nothing but missing relief speaks. We count bids a week.
Things to notice Under *operant* asking doubles while it is answered, persists when answers stop, and fades over weeks;
                 yet one answer relieves as much as ever. Under the other forms asking finds its new level within days.
                 There is no burst beyond that of the other forms: the model knows no frustration.
Things to try    `constants.habit_days: 10`: the burst is short. Or answer every third bid only (`answer_base: -0.7`).
Extending        Stop the answers at day 10, 30, 60: how long must asking have paid before it outlives the answers?
References       Lerman, Iwata & Wallace 1999, J Appl Behav Anal 32:1 (bursts when reward stops; as cited, not re-read).

Run it: python experiments/e07_operant.py results/e07_operant
(after: reassure run configs/e07_operant.yaml)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from forms import COLOURS, SEEK, Seen, label, means, measured
from matplotlib.figure import Figure

STOP, WEEK, END = 90, 7, 210  # days


def measure(lives: Seen) -> dict[str, float]:
    """Return bids per week at times, their excess when answers stop, the effect kept, and the weekly course."""
    asked, day = lives["a.act"] == SEEK, np.arange(lives["a.act"].shape[1]) // 8
    spans = {"first": (0, 14), "learned": (STOP - 14, STOP), "stopped": (STOP, STOP + 14), "late": (END - 56, END)}
    found = {name: WEEK * asked[:, (start <= day) & (day < end)].sum(axis=1).mean() / (end - start)
             for name, (start, end) in spans.items()}  # fmt: skip
    early, last = (lives["a.pulse"][:, time][asked[:, time]].mean() for time in (day < 7, (day >= 76) & (day < STOP)))
    weeks = asked[:, : END // WEEK * WEEK * 8].reshape(len(asked), -1, WEEK * 8).sum(axis=2).mean(axis=0)
    course = {f"week {week}": bids for week, bids in enumerate(weeks)}
    return {**found, "excess": found["stopped"] / found["late"], "effect_kept": last / early, **course}


def draw(numbers: pd.DataFrame) -> Figure:
    """Return the picture: bids per week, a line a form, and the day on which answers stop."""
    table = means(numbers).filter(like="week ")
    figure = Figure(figsize=(8, 4), layout="constrained")
    axes = figure.subplots()
    for form, course in table.iterrows():
        axes.plot(WEEK * (np.arange(len(course)) + 0.5), course, color=COLOURS[str(form)])
    axes.axvline(STOP, color="0.6", linewidth=1)
    axes.set(xlabel="day (answers stop at the line)", ylabel="bids per week", ylim=(0, 25))
    label(axes, {str(form): (45, course["week 6"]) for form, course in table.iterrows()})
    return figure


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    print(means(numbers := measured(folder, measure)).filter(regex="^(?!week)").round(2).to_string())
    (folder / "figures").mkdir(exist_ok=True)
    draw(numbers).savefig(folder / "figures" / "operant.png", dpi=150)
