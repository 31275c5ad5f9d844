"""Amplitude: every reassurance relieves less.

What is it?      When relief shrinks, is it reassurance itself that has become dull, wherever it comes from, or only the
                 reassurance that one had to ask for?
How it works     A fearful partner is reassured once on asking and once unasked, asks daily for three weeks, rests for
                 some days, and is again reassured once each way. The peak of relief (fall of felt insecurity) after
                 the three weeks is put against the peak before them.
Things to notice (1) Only under *amplitude* does unasked reassurance lose, more than 15 %; under all other forms its
                 peak stays within 5 %. (2) Reassurance that was asked for loses more than 15 % under *amplitude* and
                 *credibility*; under the four other forms its peak, too, stays within 5 %.
Things to try    `constants.tolerance_gain: 0.02`: how many bids does it take before the loss shows?
Extending        Let the three weeks be of unasked reassurance. Here only what was asked for dulls; is that right?
References       Thompson & Spencer 1966, Psychological Review 73:16 (habituation; as cited, not re-read).
"""

from __future__ import annotations

import numpy as np
from forms import REACH_OUT, SEEK, Numbers, Seen, after, measured, only, relief, rows, told
from matplotlib.figure import Figure
from study import show

DAYS = {"asked": (3, 34), "unasked": (5, 36)}  # when each way is tried, before and after the three weeks


@measured
def see(lives: Seen) -> dict[str, float]:
    """Return the share of the peak of relief that is kept, asked and unasked."""
    day, found = np.arange(lives["a.act"].shape[1]) // 24, {}
    acts = {"asked": lives["a.act"] == SEEK, "unasked": lives["b.act"] == REACH_OUT}
    for way, days in DAYS.items():
        before, late = (relief(after(lives, acts[way] & (day == start), 20), 1.0)[0] for start in days)
        found[way] = late / before
    return found


def notice(seen: Numbers) -> list[bool]:
    """Return whether each way of being reassured loses under its forms, and under no other."""
    asked = only(seen, "asked", {"amplitude", "credibility"}, 0.15, 0.05, way=-1)
    return [only(seen, "unasked", {"amplitude"}, 0.15, 0.05, way=-1), asked]


def draw(seen: Numbers) -> Figure:
    """Return the picture: a panel each way of being reassured, a row a form."""
    return rows(seen, list(DAYS), "peak of relief, late / early", (0, 1.2))


def tell(seen: Numbers) -> str:
    """Return the picture in words."""
    return f"Peak of relief, late against early: asked {told(seen, 'asked')}; unasked {told(seen, 'unasked')}."


if __name__ == "__main__":
    show(__name__)
