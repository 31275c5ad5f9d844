"""Anxious beside secure, avoidant, anxious.

What is it?      Ari is anxious; Bo is secure, avoidant, or as anxious. What becomes of the cycle? Luck is the same.
How it works     A couple's last four weeks are stable, in escalation, or exhausted. First laps are the first three.
Things to notice (1) Beside a secure Bo over 90 % of couples are stable, beside the two others under 10 %. (2) Of two
                 anxious partners over 95 % are exhausted; beside an avoidant Bo 20 to 40 % still escalate. (3) First
                 answers of an avoidant Bo relieve under a quarter as long as a secure one's, an anxious one's about
                 half; later under 5 % is left, while a secure one's grow. (4) A secure Bo keeps over 0.7 of the energy,
                 others under 0.4. (5) Ari is less satisfied with an anxious Bo than an avoidant, by over 0.08.
Things to try    `constants.separation` as usual (leave it out): which couples part first?
Extending        How secure must Bo be? Put `b.anxiety` and `b.avoidance` on two axes.
References       Christensen & Heavey 1990 (one asks, one withdraws; as cited in docs/model.md, not re-read).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from societies import COLOURS
from study import show

ENDS = ["stability", "escalation", "exhaustion"]
TOLD = {"relief_early_a": "first laps", "relief_late_a": "later laps", "energy_b": "energy"}


def see(folder: Path) -> pd.DataFrame:
    """Return means over lives, a row a Bo: shares of the ends, hours of relief and what is left."""
    runs = pd.read_parquet(folder / "runs.parquet").rename(columns=TOLD)
    runs = runs.assign(Bo=runs["preset"].str.removeprefix("anxious_"), **{end: runs["regime"] == end for end in ENDS})
    return runs.groupby("Bo", sort=False)[[*ENDS, *TOLD.values(), "satisfaction_a"]].mean()


def notice(seen: pd.DataFrame) -> list[bool]:
    """Return whether stability, ends, relief, energy and the worst pair are as told."""
    secure, others, worse = seen.loc["secure"], seen.drop("secure"), seen.loc["anxious"] < seen.loc["avoidant"] - 0.08
    first, kept = seen["first laps"] / secure["first laps"], seen["later laps"] / seen["first laps"]
    stays, tired = others["stability"].max() < 0.1, others["energy"].max() < 0.4 and secure["energy"] > 0.7
    wears = first["avoidant"] < 0.25 and 0.4 < first["anxious"] < 0.65 and kept.drop("secure").max() < 0.05
    ends = seen["exhaustion"]["anxious"] > 0.95 and 0.2 < seen["escalation"]["avoidant"] < 0.4
    return [stays and secure["stability"] > 0.9, ends, wears and kept["secure"] > 1.2, tired, worse["satisfaction_a"]]


def draw(seen: pd.DataFrame) -> Figure:
    """Return the picture: shares of the ends, hours of relief and Bo's energy, beside each Bo."""
    shown = {"share of couples": ENDS, "hours of relief": ["first laps", "later laps"], "Bo's energy": ["energy"]}
    panels = (figure := Figure(figsize=(9, 3.6), layout="constrained")).subplots(1, 3)
    for axes, (label, names) in zip(panels, shown.items(), strict=True):
        seen[names].plot.bar(ax=axes, rot=0, color=COLOURS, edgecolor="black", ylabel=label, legend=len(names) > 1)
    return figure


def tell(seen: pd.DataFrame) -> str:
    """Return the picture in words."""
    return f"Stable couples: {', '.join(f'{share:.0%} where Bo is {bo}' for bo, share in seen['stability'].items())}."


if __name__ == "__main__":
    show(__name__)
