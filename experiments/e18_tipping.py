"""Tipping, and the way back.

What is it?      Life stress rises slowly and is taken back as slowly. Does a couple come back the way it went?
How it works     Stress goes from 0.4 to 5 times the mean in a year, back in another, and stays low for two. Who is
                 *unsettled* (a month's felt insecurity or mistrust is beyond the cuts of the regimes) is counted less
                 those of the same lives in calm. The *loop*: how many more are so on the way back, mean over stress.
Things to notice (1) Couples at the norm come back nearly as they went: the loop is under 0.08 wide, and under 0.05 are
                 left unsettled. (2) Where Ari is anxious (0.78) it is over 0.2 wide, and over 0.45 are left. (3) Of
                 that share over a quarter is left after a calm year, under a half after two. (4) Without slow learning
                 of fear and guard the loop is under 0.07 wide whoever Ari is, and under 0.05 are left.
Things to try    Let stress rise and fall over two years each (`days`, `ramp`): which loop is only delay?
Extending        Let anxiety rise in the place of stress. Which loop is wider?
References       Davila, Karney & Bradbury 1999 (refusal teaches fear), Arriaga et al. 2018 (guard): as cited.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from couples import loops, measured, unsettled
from matplotlib.figure import Figure
from study import show

UP, DOWN = list(range(13)), list(range(25, 12, -1))  # months of the same stress


def see(folder: Path) -> pd.DataFrame:
    """Return the share unsettled, less that in calm, by month; a row a way of learning and anxiety of Ari."""
    share = measured(folder, {"a.anxiety": "anxiety"}, unsettled, ["daily"]).groupby(["block", "anxiety"]).mean()
    usual, fixed = (share.loc[f"raised{end}"] - share.loc[f"calm{end}"] for end in ("", "_unlearned"))
    return pd.concat({"as it is": usual, "no slow learning": fixed}, names=["learning"])


def notice(seen: pd.DataFrame) -> list[bool]:
    """Return whether each thing to notice shows."""
    loop, left = (seen[DOWN].set_axis(UP, axis=1) - seen[UP]).mean(axis=1), seen[26]
    norm, anxious, fixed = ("as it is", 0.43), ("as it is", 0.78), "no slow learning"
    return [
        loop[norm] < 0.08 and left[norm] < 0.05,
        loop[anxious] > 0.2 and left[anxious] > 0.45,
        seen[38][anxious] > 0.25 * left[anxious] and seen[51][anxious] < 0.5 * left[anxious],
        max(loop[fixed]) < 0.07 and max(left[fixed]) < 0.05,
    ]


def draw(seen: pd.DataFrame) -> Figure:
    """Return the picture: the share unsettled by stress, rising (filled) and falling (open), by anxiety."""
    labels = {"xlabel": "life stress, times the mean", "ylabel": "unsettled, less in calm"}
    return loops(seen, [0.4 + 4.6 * (month + 0.5) / 13 for month in UP], UP, DOWN, "anxiety", **labels)


def tell(seen: pd.DataFrame) -> str:
    """Return the picture in words."""
    left = [f"{share:.2f} at {anxiety:g} ({learning})" for (learning, anxiety), share in seen[26].items()]
    return f"Share still unsettled when stress is back where it began, by Ari's anxiety: {', '.join(left)}."


if __name__ == "__main__":
    show(__name__)
