"""Credibility: what one asked for counts for less.

What is it?      Whoever has asked a lot lately may doubt what was said on asking, and still believe what comes unasked.
How it works     A field study without any set times: couples live as they like for 120 days. Of every reassurance that
                 a fearful partner receives we note how far felt insecurity fell, how high it was before, whether it was
                 asked for, and the own bids of the 14 days before. A regression gives the change of the fall per ten
                 such bids at the same insecurity, in per cent of the fall without any.
Things to notice Under *credibility* the asked one loses, the unasked one does not; under *amplitude* both lose. Under
                 all other forms neither does: what changes there is not the effect of a reassurance.
Things to try    `a.self_esteem: 0.9` with `constants.credible_esteem: 2`: believing more to begin with, is less lost?
Extending        Let trust move (`trust_loss`, `credible_mistrust`): mistrust discounts both ways.
References       Coyne 1976, Psychiatry 39:28 (support that was drawn out is doubted; as cited, not re-read).

Run it: python experiments/e06_credibility.py results/e06_credibility
(after: reassure run configs/e06_credibility.yaml)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from forms import COLOURS, REACH_OUT, SEEK, Seen, label, means, measured
from matplotlib.figure import Figure

WINDOW = 14 * 8  # episodes


def measure(lives: Seen) -> dict[str, float]:
    """Return the change of relief per ten own bids of the last 14 days, asked and unasked (per cent)."""
    bids = lives["a.act"] == SEEK
    total = np.cumsum(bids, axis=1) - bids
    recent, reached = total - np.pad(total, ((0, 0), (WINDOW, 0)))[:, :-WINDOW], lives["b.act"] == REACH_OUT
    ways, found = {"asked": (lives["a.answered"] == 1) & ~reached, "unasked": reached & ~bids}, {}
    for way, moments in ways.items():
        felt, count = lives["a.felt_before"][moments], recent[moments]
        known = np.column_stack([count, felt - felt.mean(), np.ones_like(felt)])
        slope, _, start = np.linalg.lstsq(known, felt - lives["a.felt"][moments])[0]
        found[way] = 1000 * slope / start
    return found


def draw(numbers: pd.DataFrame) -> Figure:
    """Return the picture: the asked slope against the unasked one, a point each share of the lives of a form."""
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.subplots()
    axes.scatter(numbers["unasked"], numbers["asked"], c=numbers["form"].map(COLOURS), s=12)
    axes.set(xlabel="unasked: change of relief per ten bids (%)", ylabel="asked: change of relief per ten bids (%)")
    axes.set(xlim=(-40, 15), ylim=(-40, 15))
    label(axes, {str(form): (x, y) for form, x, y in means(numbers)[["unasked", "asked"]].itertuples()})
    return figure


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    print(means(numbers := measured(folder, measure)).round(2).to_string())
    (folder / "figures").mkdir(exist_ok=True)
    draw(numbers).savefig(folder / "figures" / "credibility.png", dpi=150)
