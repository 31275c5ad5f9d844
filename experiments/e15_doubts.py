"""Doubts.

What is it?      Doubts come without any sign of rejection. Is it they, or who answers, that wears a couple out?
How it works     Ari is prone to doubts not at all or ever more; what answers soothe at the surface feeds them or not.
Things to notice (1) Without doubts an anxious Ari asks over 0.7 times as often as with most, beside a secure Bo. (2)
                 In two secure partners most doubts make over 1.7 times the requests, at under 0.04 of satisfaction.
                 (3) Answers feed doubts: over 1.7-fold at proneness 0.3 (secure Bo), under 1.2-fold at 0.9. (4) It is
                 who answers: over 80 % with a secure Bo are stable with most doubts, under 20 % with an avoidant, none.
Things to try    `b.encouragement: 1` (answers that help to cope): do answers still feed doubts?
Extending        `constants.doubt_fear: 1` lets doubts grow with fear. Is (1) still so?
References       Doron et al. 2012 (doubts without evidence), Kobori & Salkovskis 2013 (what answers do): as cited.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from couples import means, measured, panels, spells
from matplotlib.figure import Figure
from study import show

AXES = {"preset": "couple", "a.doubt_proneness": "proneness", "constants.doubt_feed": "feeding"}
SHOWN = {"bids_per_week_a": "Ari's requests a week", "satisfaction_a": "Ari's satisfaction"}


def see(folder: Path) -> pd.DataFrame:
    """Return what is SHOWN, ``doubts`` a week and ``steady``, by couple, proneness, feeding and replicate."""
    lives = measured(folder, AXES, lambda run: {**run.runs, "doubts": 7 * spells(run, "doubts", 365)[:, 0, 0]}, "daily")
    return lives.assign(steady=lives["regime"] == 0)[[*SHOWN, "doubts", "steady"]].droplevel("block")


def notice(seen: pd.DataFrame) -> list[bool]:
    """Return whether each thing to notice shows."""
    mean = means(seen, "proneness").xs(0.12, level="feeding")
    each = means(seen, "feeding")["doubts"].loc["anxious_secure"]
    fed = each[0.12] / each[0.0]
    none, most = (mean.xs(level, level="proneness", axis=1) for level in (0.0, 0.9))
    still, cost = none["bids_per_week_a"] / most["bids_per_week_a"], (none - most)["satisfaction_a"]["secure_secure"]
    return [
        0.7 < still["anxious_secure"] < 1,
        still["secure_secure"] < 1 / 1.7 and 0 < cost < 0.04,
        fed.loc[0.3] > 1.7 and fed.loc[0.9] < 1.2,
        most["steady"]["anxious_secure"] > 0.8 > 4 * none["steady"]["anxious_avoidant"],
    ]


def draw(seen: pd.DataFrame) -> Figure:
    """Return the picture: what is SHOWN, by couple and proneness, where answers feed doubts."""
    return panels(seen.xs(0.12, level="feeding"), SHOWN, "couple", "proneness")


def tell(seen: pd.DataFrame) -> str:
    """Return the picture in words."""
    asked = means(seen, "proneness")["bids_per_week_a"].loc[("anxious_secure", 0.12)]
    return f"Beside a secure Bo, Ari asks {asked[0.0]:.1f} times a week without doubts, {asked[0.9]:.1f} with most."


if __name__ == "__main__":
    show(__name__)
