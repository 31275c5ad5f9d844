"""Duration: relief fades sooner.

What is it?      Two ways in which reassurance can wear out: there may be as much relief as ever that fades sooner, or
                 less relief that fades as slowly as ever.
How it works     A fearful partner asks once, then daily for three weeks, rests for six days, and asks once more. Felt
                 insecurity is averaged from the first and from the last bid on. Its fall right after the bid is the
                 peak of relief; the half-life is the time until half of that fall is gone.
Things to notice (1) Only under *duration* does the half-life shorten, by more than 20 %; under all other forms it stays
                 within 10 %. (2) Only under *amplitude* and *credibility* does the peak fall, by more than 20 %; under
                 the others, duration among them, it stays within 5 %.
Things to try    `constants.tolerance_days: 3`: six days of rest are now enough to recover, and nothing is to be seen.
Extending        Ask for the half-life after 1, 2, 4, ... bids: how soon could a diary notice?
References       Thompson & Spencer 1966, Psychological Review 73:16 (habituation, and recovery with rest; as cited, not
                 re-read). That it shortens relief in couples is an assumption of this form.
"""

from __future__ import annotations

import numpy as np
from forms import SEEK, Numbers, Seen, after, measured, only, points, relief, told
from matplotlib.figure import Figure
from study import show

BIDS = {"first": (5, 6), "last": (34, 35)}  # days of the two bids that are compared


@measured
def see(lives: Seen) -> dict[str, float]:
    """Return the peak (of 1) and half-life (hours) of relief after both bids, and how much of each is kept."""
    day, found = np.arange(lives["a.act"].shape[1]) / 24, {}
    for name, (start, end) in BIDS.items():
        bids = (lives["a.act"] == SEEK) & (start <= day) & (day < end)
        found[f"peak_{name}"], found[f"half_life_{name}"] = relief(after(lives, bids, 20), 1.0)
    kept = {f"{what}_kept": found[f"{what}_last"] / found[f"{what}_first"] for what in ("peak", "half_life")}
    return {**found, **kept}


def notice(seen: Numbers) -> list[bool]:
    """Return whether half-life and peak fall under their forms, and under no other."""
    peak = only(seen, "peak_kept", {"amplitude", "credibility"}, 0.2, 0.05, way=-1)
    return [only(seen, "half_life_kept", {"duration"}, 0.2, 0.1, way=-1), peak]


def draw(seen: Numbers) -> Figure:
    """Return the picture: half-life kept against peak kept, a point each share of the lives of a form."""
    labels = {
        "peak_kept": "peak of relief, last / first bid",
        "half_life_kept": "half-life of relief, last / first bid",
    }
    return points(seen, labels, {"xlim": (0.6, 1.2), "ylim": (0.5, 1.2)})


def tell(seen: Numbers) -> str:
    """Return the picture in words."""
    half_life, peak = told(seen, "half_life_kept"), told(seen, "peak_kept")
    return f"Last bid against the first: half-life of relief {half_life}; peak of relief {peak}."


if __name__ == "__main__":
    show(__name__)
