"""Five strategies, five couples.

What is it?      Each of five strategies begins on day 60, in five kinds of couple. Whom does it help?
How it works     The same lives are lived without any (twins); told is what a strategy adds in a year. Support reaches 7
                 of 10 couples. Ari hopes for words where Bo acts, so that each strategy has something to mend.
Things to notice (1) Where Ari is anxious and Bo is not secure, support adds over 0.2 of satisfaction, all else under
                 0.08. (2) Beside a secure Bo all five add over 0.02; reaching the fear does as much as support, within
                 0.04. (3) Recognising styles adds over twice what reaching the fear does if Bo is avoidant, under 0.6
                 if secure. (4) Talk takes over 0.8 requests a week off beside a secure Bo, adds over 0.1 if anxious.
Things to try    `model.b.words_given: 0.7`: which strategy adds nothing at all now?
Extending        Two strategies at once: do they add up?
References       Hawkins et al. 2008, Burgess Moser et al. 2016 (as cited, not re-read); other sizes are assumptions.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from couples import means, panels
from matplotlib.figure import Figure
from study import show


def see(folder: Path) -> pd.DataFrame:
    """Return the runs by couple, strategy and replicate; hours of relief where Ari is anxious: others end few laps."""
    lives = pd.read_parquet(folder / "runs.parquet")
    lives["satisfaction"] = 0.5 * (lives["satisfaction_a"] + lives["satisfaction_b"])
    lives["hours"] = lives["relief_late_a"].where(lives["preset"].str.startswith("anxious"))
    return lives.set_index(["preset", "block", "couple"]).rename_axis(["couple", "strategy", "replicate"])


def notice(seen: pd.DataFrame) -> list[bool]:
    """Return whether each thing to notice shows."""
    worth, asks = (means(seen[[name]], "strategy", "nothing")[name] for name in ("satisfaction", "bids_per_week_a"))
    near, deep = worth.loc["anxious_secure"], worth.loc[["anxious_avoidant", "anxious_anxious"]]
    talk, times = asks["talk_openly"], worth["recognise_styles"] / worth["address_fear"]
    return [
        min(deep.pop("professional_support")) > 0.2 and deep.max(axis=None) < 0.08,
        min(near) > 0.02 and abs(near["address_fear"] - near["professional_support"]) < 0.04,
        times["anxious_avoidant"] > 2 and times["anxious_secure"] < 0.6,
        talk["anxious_secure"] < -0.8 and talk["anxious_anxious"] > 0.1,
    ]


def draw(seen: pd.DataFrame) -> Figure:
    """Return the picture: what each strategy adds, by couple."""
    shown = {"satisfaction": "satisfaction", "hours": "hours of relief", "bids_per_week_a": "requests a week"}
    return panels(seen, {**shown, "energy_b": "Bo's energy"}, "couple", "strategy", "nothing")


def tell(seen: pd.DataFrame) -> str:
    """Return the picture in words."""
    added = means(seen[["satisfaction"]], "strategy", "nothing").loc["anxious_avoidant", "satisfaction"]
    told = [f"{strategy.replace('_', ' ')} {worth:+.2f}" for strategy, worth in added.items()]
    return f"Added to the satisfaction of an anxious Ari and an avoidant Bo: {', '.join(told)}."


if __name__ == "__main__":
    show(__name__)
