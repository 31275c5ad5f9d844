"""Like pairs with like.

What is it?      People are drawn once and matched so that partners are alike in one trait: not at all, somewhat, very.
                 Are there more struggling couples, when only who lives with whom differs?
How it works     *Struggling* couples are not stable in their last four weeks together (escalation or exhaustion). What
                 pairing does is the difference from the same people paired by luck, with friends (all flows) and not.
Things to notice (1) Likeness of 0.8 in anxiety makes 2 to 5 % more of all couples struggle. (2) That is by exhaustion:
                 the share in escalation changes by less than 1.5 %. (3) Likeness in avoidance changes the share by less
                 than 1.5 %. (4) Friends lower the share by 0.5 to 3 % whoever lives with whom. (5) What pairing does is
                 the same with friends, within 1.5 %.
Things to try    `population.pairing.trait: stamina`, or a correlation below 0.
Extending        Is it the sum of both partners' anxiety that counts, or more than the sum?
References       Strauss, Morry & Kito 2012 (partners are slightly alike in security; as cited, not re-read).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from societies import all_owed, panels
from study import show

KEYS = {"population.pairing.trait": "trait", "population.pairing.correlation": "likeness"}


def see(folder: Path) -> pd.DataFrame:
    """Return the shares of struggling and exhausted couples, a row a society, by trait, likeness and friends."""
    runs = pd.read_parquet(folder / "runs.parquet").rename(columns=KEYS)
    friends = runs["population.flows"].eq("[]").map({True: "without friends", False: "with friends"}).rename("friends")
    shares = pd.DataFrame({"struggling": 1 - runs["share_stability"], "exhausted": runs["share_exhaustion"]})
    return shares.set_index([runs["trait"], friends, runs["likeness"], runs["replicate"]])


def notice(seen: pd.DataFrame) -> list[bool]:
    """Return whether likeness in anxiety, not in avoidance, makes couples struggle, by exhaustion, friends or not."""
    very = all_owed(seen, "likeness", 0.0).xs(0.8, level="likeness").groupby(["trait", "friends"]).mean()
    friends = all_owed(seen, "friends", "without friends")["struggling"].groupby(["trait", "likeness"]).mean()
    anxiety, avoidance = very.loc["anxiety"], very.loc["avoidance"]["struggling"]
    tired = (anxiety["struggling"] - anxiety["exhausted"]).abs().max() < 0.015
    fewer, same = friends.between(-0.03, -0.005).all(), very["struggling"].unstack().diff(axis=1).abs().max(axis=None)
    return [anxiety["struggling"].between(0.02, 0.05).all(), tired, avoidance.abs().max() < 0.015, fewer, same < 0.015]


def draw(seen: pd.DataFrame) -> Figure:
    """Return the picture: what pairing adds to the share of struggling couples, a panel a trait."""
    added = all_owed(seen, "likeness", 0.0)["struggling"].groupby("trait")
    return panels({f"struggling, added by likeness in {trait}": own for trait, own in added}, "likeness", "friends")


def tell(seen: pd.DataFrame) -> str:
    """Return the picture in words."""
    added = all_owed(seen, "likeness", 0.0)["struggling"].groupby(["likeness", "trait"]).mean().loc[0.8]
    words = " and ".join(f"{share:+.1%} in {trait}" for trait, share in added.items())
    return f"Likeness of 0.8 changes the share of struggling couples: {words}."


if __name__ == "__main__":
    show(__name__)
