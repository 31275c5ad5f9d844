"""No habituation: the control.

What is it?      A fearful partner asks once a day for three weeks and is answered every time. Trust, energy, fear and
                 distress are held, so that a lap differs from the one before by repetition only.
How it works     Four numbers, late against early. The last week's bids against the first: the peak of relief, its
                 half-life, insecurity just before. Own bids: in ten free days after the three weeks against before.
Things to notice (1) Without any form of habituation repetition as such wears nothing: the peak of relief and insecurity
                 stay within 5 %, the half-life within 10 %, bids within 27 %. (2) Each rival moves at least one: the
                 peak by 7 % or more (amplitude, credibility, rebound), the half-life by 15 % (duration, rebound),
                 insecurity by 20 % (rebound), bids by 30 % (operant). Two look alike here: see e04 and e06.
Things to try    Let answers tire the giver (`giving_cost: 0.6`, `quality_energy: 0.55`): relief shrinks without any
                 habituation. So what looks like habituation may be a tired partner.
Extending        Two forms at once: a column with two weights of 0.5. Can their numbers still be told apart?
References       Salkovskis & Kobori 2015, J Behav Ther Exp Psychiatry (relief, then return of the urge).
"""

from __future__ import annotations

import numpy as np
from forms import SEEK, Numbers, Seen, after, measured, only, relief, rows, told
from matplotlib.figure import Figure
from study import show

MOVED = {
    "peak of relief": ({"amplitude", "rebound", "credibility"}, 0.07, 0.05),
    "half-life of relief": ({"duration", "rebound"}, 0.15, 0.1),
    "insecurity before a bid": ({"rebound"}, 0.2, 0.05),
    "bids afterwards": ({"operant"}, 0.3, 0.27),
}


@measured
def see(lives: Seen) -> dict[str, float]:
    """Return the four ratios, late against early."""
    day, asked = np.arange(lives["a.act"].shape[1]) / 24, lives["a.act"] == SEEK
    laps = [asked & (start <= day) & (day < end) for start, end in ((25, 25.5), (39, 46))]
    found = [(*relief(after(lives, lap, 20), 1.0), lives["a.felt_before"][lap].mean()) for lap in laps]
    found = [(*one, asked[:, days].mean()) for one, days in zip(found, (day < 10, day >= 47), strict=True)]
    return {name: late / early for name, early, late in zip(MOVED, *found, strict=True)}


def notice(seen: Numbers) -> list[bool]:
    """Return whether nothing moves without a form, and each form moves what it should."""
    both = (seen[seen["form"] == "none"], seen)
    return [all(only(some, name, *moved) for name, moved in MOVED.items()) for some in both]


def draw(seen: Numbers) -> Figure:
    """Return the picture: a panel a number, a row a form."""
    return rows(seen, list(MOVED), "late / early", (0, 1.8))


def tell(seen: Numbers) -> str:
    """Return the picture in words."""
    return "Late against early: " + "; ".join(f"{name} {told(seen, name, 1)}" for name in MOVED) + "."


if __name__ == "__main__":
    show(__name__)
