"""Amplitude: every reassurance relieves less.

What is it?      When relief shrinks, is it reassurance itself that has become dull, wherever it comes from, or only the
                 reassurance that one had to ask for?
How it works     A fearful partner is reassured once on asking and once unasked, asks daily for three weeks, rests for
                 some days, and is again reassured once each way. The peak of relief (fall of felt insecurity) after
                 the three weeks is put against the peak before them.
Things to notice Under *amplitude* both lose about the same. Under *credibility* the asked one loses and the unasked one
                 does not. The four other forms leave both peaks as they were.
Things to try    `constants.tolerance_gain: 0.02`: how many bids does it take before the loss shows?
Extending        Let the three weeks be of unasked reassurance. Here only what was asked for dulls; is that right?
References       Thompson & Spencer 1966, Psychological Review 73:16 (habituation; as cited, not re-read).

Run it: python experiments/e04_amplitude.py results/e04_amplitude
(after: reassure run configs/e04_amplitude.yaml)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from forms import COLOURS, REACH_OUT, SEEK, Seen, after, means, measured, relief
from matplotlib.figure import Figure

DAYS = {"asked": (3, 34), "unasked": (5, 36)}  # when each way is tried, before and after the three weeks


def measure(lives: Seen) -> dict[str, float]:
    """Return the share of the peak of relief that is kept, asked and unasked."""
    day, found = np.arange(lives["a.act"].shape[1]) // 24, {}
    acts = {"asked": lives["a.act"] == SEEK, "unasked": lives["b.act"] == REACH_OUT}
    for way, days in DAYS.items():
        before, late = (relief(after(lives, acts[way] & (day == start), 20), 1.0)[0] for start in days)
        found[way] = late / before
    return found


def draw(numbers: pd.DataFrame) -> Figure:
    """Return the picture: a row a form, asked (filled) and unasked (open)."""
    table = means(numbers)[::-1]
    figure = Figure(figsize=(7, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.axvline(1, color="0.6", linewidth=1)
    for row, (form, kept) in enumerate(table.iterrows()):
        colour = COLOURS[str(form)]
        axes.plot(kept, [row + 0.1, row - 0.1], color=colour, linewidth=1)
        axes.scatter(kept, [row + 0.1, row - 0.1], edgecolors=colour, facecolors=[colour, "white"], s=50, zorder=2)
    axes.set_yticks(range(len(table)), table.index)
    axes.set(xlabel="peak of relief after three weeks of asking / before: filled asked, open unasked", xlim=(0, 1.1))
    return figure


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    print(means(numbers := measured(folder, measure)).round(3).to_string())
    (folder / "figures").mkdir(exist_ok=True)
    draw(numbers).savefig(folder / "figures" / "amplitude.png", dpi=150)
