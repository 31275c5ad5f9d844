"""Credibility: what one asked for counts for less.

What is it?      Whoever has asked a lot lately may doubt what was said on asking, and still believe what comes unasked.
How it works     A field study without any set times: couples live as they like for 120 days. Of every reassurance that
                 a fearful partner receives we note how far felt insecurity fell, how high it was before, whether it was
                 asked for, and the own bids of the 14 days before. A regression gives the change of the fall per ten
                 such bids at the same insecurity, in per cent of the fall without any.
Things to notice (1) Reassurance that was asked for relieves less after much asking under *amplitude* and *credibility*:
                 more than 15 % less for ten bids, under no other form 3 %. (2) Unasked reassurance does so under
                 *amplitude* only: more than 12 % less, under no other form 3 %.
Things to try    `a.self_esteem: 0.9` with `constants.credible_esteem: 2`: believing more to begin with, is less lost?
Extending        Let trust move (`trust_loss`, `credible_mistrust`): mistrust discounts both ways.
References       Coyne 1976, Psychiatry 39:28 (support that was drawn out is doubted; as cited, not re-read).
"""

from __future__ import annotations

import numpy as np
from forms import REACH_OUT, SEEK, Numbers, Seen, measured, only, points, told
from matplotlib.figure import Figure
from study import show

WINDOW = 14 * 8  # episodes


@measured
def see(lives: Seen) -> dict[str, float]:
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


def notice(seen: Numbers) -> list[bool]:
    """Return whether each way of being reassured loses under its forms, and under no other."""
    asked = only(seen, "asked", {"amplitude", "credibility"}, 15, 3, usual=0, way=-1)
    return [asked, only(seen, "unasked", {"amplitude"}, 12, 3, usual=0, way=-1)]


def draw(seen: Numbers) -> Figure:
    """Return the picture: the asked slope against the unasked one, a point each share of the lives of a form."""
    labels = {way: f"{way}: change of relief per ten bids (%)" for way in ("unasked", "asked")}
    return points(seen, labels, {"xlim": (-40, 15), "ylim": (-40, 15)})


def tell(seen: Numbers) -> str:
    """Return the picture in words."""
    asked, unasked = told(seen, "asked", 0), told(seen, "unasked", 0)
    return f"Change of relief per ten own bids of the last 14 days, in per cent: asked {asked}; unasked {unasked}."


if __name__ == "__main__":
    show(__name__)
