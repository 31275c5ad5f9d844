"""Is it luck?

What is it?      One couple, lived 150 times, ends its year in very different places: from one life of one couple nobody
                 can tell. How much is who they are, how much is luck, and how early can one know?
How it works     32 couples spread as people do (attachment, bond); all have the same 150 kinds of luck. The variance of
                 satisfaction in the last weeks is who they are, luck that does the same to all, and each one's own.
Things to notice (1) Who they are makes 0.4 to 0.7 of the variance; nine in ten lives of a couple still lie 0.3 to 0.5
                 apart. (2) Good luck is good for all: over 0.25 does the same to all, under 0.1 is each one's own. (3)
                 It is slow moods (drifting set points, an assumption), not events: without, who makes over 0.85. (4) In
                 a couple, month one explains under 0.05 of its ends, month six 0.2 to 0.6, month nine over 0.6.
Things to try    `model.constants.stress_rate: 2`: is it events now?
Extending        Felt insecurity in the place of satisfaction: is it settled earlier?
References       Joel et al. 2020, PNAS 117:19061 (own traits explain at most a fifth; bond is none; as cited).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from couples import COLOURS, dots, measured, ranges, satisfied, variance
from matplotlib.figure import Figure
from study import show


def see(folder: Path) -> dict[str, Any]:
    """Return the ends of years (couples by lives), the parts of their variance, and what is known by each week."""
    lately = measured(folder, {}, satisfied, ["daily"]).T.rolling(4).mean().T.dropna(axis=1)
    ends, own = lately[52].unstack(), (lately - lately.groupby(["block", "point"]).mean()).loc["as_it_is"]
    parts = pd.DataFrame({block.replace("_", " "): variance(lives) for block, lives in ends.groupby("block")})
    return {"ends": ends.loc["as_it_is"], "parts": parts, "known": own.corrwith(own[52]) ** 2}


def notice(seen: dict[str, Any]) -> list[bool]:
    """Return whether each thing to notice shows."""
    (who, alike, own), known = seen["parts"]["as it is"], seen["known"]
    apart = (seen["ends"].quantile(0.95, axis=1) - seen["ends"].quantile(0.05, axis=1)).mean()
    early = known[4] < 0.05 and 0.2 < known[26] < 0.6 and known[39] > 0.6
    moods = seen["parts"]["no slow moods"]["who"] > 0.85
    return [0.4 < who < 0.7 and 0.3 < apart < 0.5, alike > 0.25 and own < 0.1, moods, early]


def draw(seen: dict[str, Any]) -> Figure:
    """Return the picture: where lives of each couple end, the parts of the variance, and what is known when."""
    places = (figure := Figure(figsize=(7, 5.4), layout="constrained")).subplot_mosaic("AA;BC")
    ranges(places["A"], seen["ends"], "satisfaction in the end")
    dots(places["B"], seen["parts"], "variance")
    seen["known"].plot(ax=places["C"], color=COLOURS[0], ylim=(0, 1), xlabel="weeks lived", ylabel="luck known")
    return figure


def tell(seen: dict[str, Any]) -> str:
    """Return the picture in words."""
    who, half = seen["parts"]["as it is"]["who"], seen["known"][26]
    return f"Who they are makes {who:.2f} of the variance of satisfaction; half a year tells {half:.2f} of luck."


if __name__ == "__main__":
    show(__name__)
