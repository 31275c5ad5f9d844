"""Asking clearly.

What is it?      Needs can be hinted at or said in plain words. Does it help Ari to say them plainly, whoever Bo is?
How it works     Ari is anxious; `a.clarity` goes from 0.1 (hints) to 1 (plain words) with each Bo. Luck is the same.
Things to notice (1) Plain words help beside anybody, least where least is wrong: from 0.1 to 1 Ari's satisfaction rises
                 by 0.04 to 0.12 beside a secure Bo, 0.28 to 0.42 beside an avoidant, 0.16 to 0.3 beside an anxious.
                 (2) Beside a secure Bo over 70 % of that is had at 0.4 already, beside the others under 15 %: half
                 clear words are in vain. (3) Who asks plainly asks over 40 % less, beside anybody. (4) Plain words
                 make over 80 % stable beside a secure or avoidant Bo, under 40 % beside an anxious one.
Things to try    `b.clarity: 1` beside the anxious Bo: does it take two?
Extending        Let clarity be learned: the strategy `talk_openly`, see e17.
References       Overall & McNulty 2017; Barbee & Cunningham 1995 (as cited in docs/model.md, not re-read).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from societies import panels
from study import show

SHOWN = {"satisfaction_a": "Ari's satisfaction", "stable": "share of stable couples"}
SHOWN |= {"bids_per_week_a": "Ari's requests a week", "energy_b": "Bo's energy"}


def see(folder: Path) -> pd.DataFrame:
    """Return what is SHOWN, a row a life, by Bo, clarity and replicate."""
    runs = pd.read_parquet(folder / "runs.parquet").rename(
        columns={"couple": "replicate", "a.clarity": "Ari's clarity"}
    )
    runs = runs.assign(Bo=runs["preset"].str.removeprefix("anxious_"), stable=1.0 * (runs["regime"] == "stability"))
    return runs.set_index(["Bo", "Ari's clarity", "replicate"])[list(SHOWN)]


def notice(seen: pd.DataFrame) -> list[bool]:
    """Return whether plain words help each pair by so much, from where on, and with how much asking."""
    content, stable, asked, _ = (seen[name].groupby(["Ari's clarity", "Bo"]).mean().unstack() for name in SHOWN)
    gain, fewer, plain = content.loc[1.0] - content.loc[0.1], asked.loc[1.0] / asked.loc[0.1], stable.loc[1.0]
    early, low, high = (content.loc[0.4] - content.loc[0.1]) / gain, [0.16, 0.28, 0.04], [0.3, 0.42, 0.12]
    helps, sooner = gain[["anxious", "avoidant", "secure"]].between(low, high), early.drop("secure").max() < 0.15
    steady = plain.drop("anxious").min() > 0.8 and plain["anxious"] < 0.4
    return [helps.all(), early["secure"] > 0.7 and sooner, (fewer < 0.6).all(), steady]


def draw(seen: pd.DataFrame) -> Figure:
    """Return the picture: what is SHOWN against clarity, a line each Bo."""
    return panels({label: seen[name] for name, label in SHOWN.items()}, "Ari's clarity", "Bo")


def tell(seen: pd.DataFrame) -> str:
    """Return the picture in words."""
    ends = seen["satisfaction_a"].groupby(["Bo", "Ari's clarity"]).mean().unstack()[[0.1, 1.0]]
    words = ", ".join(f"{low:.2f} to {high:.2f} beside the {bo} Bo" for bo, low, high in ends.itertuples())
    return f"As Ari's clarity rises from 0.1 to 1, Ari's satisfaction rises from {words}."


if __name__ == "__main__":
    show(__name__)
