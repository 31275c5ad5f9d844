"""Like pairs with like.

What is it?      People are drawn once and matched so that partners are alike in one trait: not at all, somewhat, very.
                 Are there more struggling couples, when only who lives with whom differs?
How it works     *Struggling* is the share of couples whose last four weeks together are not stable (escalation or
                 exhaustion). What pairing does is the difference from the same people paired by luck, with friends
                 (all flows) and without.
Things to notice Likeness of 0.8 in anxiety makes 3.5 % more of all couples struggle (26 instead of 23 %), by
                 exhaustion, not escalation; likeness in avoidance makes no difference beyond 1 %. Friends lower the
                 share by 1.5 % whoever lives with whom; what pairing does is the same with them, within 1 %.
Things to try    `population.pairing.trait: stamina`, or a correlation below 0.
Extending        Is it the sum of both partners' anxiety that counts, or more than the sum?
References       Strauss, Morry & Kito 2012 (partners are slightly alike in security; as cited, not re-read).

Run it: python experiments/e11_pairing.py results/e11_pairing (after: reassure run configs/e11_pairing.yaml)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from societies import interval, lines, owed, save

SEEN = ["struggling", "exhausted", "parted", "satisfaction"]


def seen(runs: pd.DataFrame) -> pd.DataFrame:
    """Return what is looked at, a row a society, by trait, friends, likeness of partners and replicate."""
    told = {"population.pairing.trait": "trait", "population.pairing.correlation": "likeness"}
    told |= {"share_exhaustion": "exhausted", "share_separated": "parted"}
    table = runs.rename(columns=told)
    table["friends"] = np.where(table["population.flows"] == "[]", "without friends", "with friends")
    table["struggling"] = 1 - table["share_stability"]
    table["satisfaction"] = 0.5 * (table["satisfaction_a"] + table["satisfaction_b"])
    return table.set_index(["trait", "friends", "likeness", "replicate"])[SEEN]


def draw(runs: pd.DataFrame) -> Figure:
    """Return the picture: what pairing adds to the share of struggling couples, a panel a trait."""
    figure = Figure(figsize=(9, 3.8), layout="constrained")
    panels = interval(owed(seen(runs)["struggling"], "likeness", 0.0)).groupby(level="trait", sort=False)
    for axes, (trait, panel) in zip(figure.subplots(1, 2, sharey=True), panels, strict=True):
        lines(axes, panel, "likeness", "friends")
        axes.set(title=f"{trait}", xlabel="correlation of partners", ylabel="struggling, against paired by luck")
    return figure


if __name__ == "__main__":
    runs = pd.read_parquet((folder := Path(sys.argv[1])) / "runs.parquet")
    table = seen(runs)
    for name in SEEN:
        found = {"": interval(table[name]), "owed to pairing": interval(owed(table[name], "likeness", 0.0))}
        print(f"{name}\n{pd.concat(found, axis=1).round(4).to_string()}")
    between = owed(owed(table["struggling"], "likeness", 0.0), "friends", "without friends")
    print(f"struggling: what pairing does, with friends less without\n{interval(between).round(4).to_string()}")
    save(draw(runs), folder, "pairing")
