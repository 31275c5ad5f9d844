"""Two cultures.

What is it?      Expressive people hope for words and ask freely; reserved ones act. Which is better, or is it to match?
How it works     Both partners grew up in either culture, in three kinds of couple; the same lives in all (twins).
Things to notice (1) An anxious Ari and a secure Bo lose over 0.08 of satisfaction by a mismatch, and over half of late
                 relief. (2) Who is reserved matters by under 0.03. (3) The others lose under 0.05. (4) Matched cultures
                 differ by under 0.06; with a secure Bo, the expressive have over 1.4 times the relief of the reserved.
Things to try    `b.words_given: 0.7` for a reserved Bo: only the form of the answers is learned. What is left?
Extending        A mixed couple that takes up *words_and_actions* on day 60: how far does it come?
References       S8 of docs/model.md (no culture is better); the sizes are the model's, no study is behind them.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from couples import means, panels
from matplotlib.figure import Figure
from study import show

SHOWN = {"satisfaction_a": "Ari's satisfaction", "satisfaction_b": "Bo's satisfaction"}
SHOWN |= {"relief_late_a": "hours of relief a lap", "bids_per_week_a": "Ari's requests a week"}
SAME, MIXED = ["expressive\nexpressive", "reserved\nreserved"], ["expressive\nreserved", "reserved\nexpressive"]


def see(folder: Path) -> pd.DataFrame:
    """Return what is SHOWN, a row a life, by couple, cultures (Ari's, Bo's) and replicate."""
    runs = pd.read_parquet(folder / "runs.parquet").rename(columns={"couple": "replicate", "preset": "couple"})
    runs["relief_late_a"] = runs["relief_late_a"].where(runs["couple"] != "secure_secure")  # hundreds of hours
    runs["cultures"] = runs["a.culture"] + "\n" + runs["b.culture"]
    return runs.set_index(["couple", "cultures", "replicate"])[list(SHOWN)]


def notice(seen: pd.DataFrame) -> list[bool]:
    """Return whether each thing to notice shows."""
    ari, bo, hours, _ = (means(seen, "cultures")[name] for name in SHOWN)
    worth, relief = (ari + bo) / 2, hours.loc["anxious_secure"]
    lost = worth[SAME].mean(axis=1) - worth[MIXED].mean(axis=1)
    return [
        lost["anxious_secure"] > 0.08 and relief[MIXED].max() < 0.5 * relief[SAME].min(),
        worth[MIXED].diff(axis=1).abs().max(axis=None) < 0.03,
        lost.drop("anxious_secure").between(0, 0.05).all(),
        worth[SAME].diff(axis=1).abs().max(axis=None) < 0.06 and relief[SAME[0]] > 1.4 * relief[SAME[1]],
    ]


def draw(seen: pd.DataFrame) -> Figure:
    """Return the picture: what is SHOWN, by couple and cultures."""
    return panels(seen, SHOWN, "couple", "cultures")


def tell(seen: pd.DataFrame) -> str:
    """Return the picture in words."""
    worth = means(seen, "cultures")["satisfaction_a"].loc["anxious_secure"][[*SAME, *MIXED]].round(2).to_list()
    return "Satisfaction of Ari with a secure Bo: both expressive {}, both reserved {}, mixed {} and {}.".format(*worth)


if __name__ == "__main__":
    show(__name__)
