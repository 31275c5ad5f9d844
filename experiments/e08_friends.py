"""Friends as a buffer.

What is it?      A stressful time strikes one half of a town, the north. Does comfort from friends protect its couples,
                 and what is left of that when the friends are struck as well?
How it works     Two mean people's stress for 90 days, or none. The *shock* is what that adds to felt insecurity of the
                 last 28 days; the *buffer* is the shock with comfort less that without: below 0, friends protect.
Things to notice (1) The stress raises felt insecurity by 0.12. (2) Usual comfort takes 5 % off this rise when nearly
                 all friends live elsewhere, 3 % when nearly all are struck too, being tired themselves. (3) Comfort
                 four times as strong takes off 20 % and 14 %. (4) In quiet times usual comfort takes 3 % off felt
                 insecurity as well: friends who are struck too do nothing beyond that share.
Things to try    `flows: [comfort, stress]`: friends' distress spills over. Is a struck circle of friends still a help?
Extending        Let the stress last a year: do friends tire for good?
References       Cohen & Wills 1985, Psychological Bulletin 98:310 (buffering; as cited, not re-read).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from societies import measured, owed, panels
from study import show

NEAR, COMFORT, STRESS, FELT = "share of friends who are struck too", "comfort", "stress", "felt_insecurity"
AXES = {"population.network.within": NEAR, "constants.comfort_rate": COMFORT, "interventions.0.by": STRESS}


def see(folder: Path) -> dict[str, pd.Series]:
    """Return felt insecurity of the north, shock and buffer, a number a society or pair, and what comfort takes off."""
    felt = measured(folder, AXES, [FELT])[FELT].xs("north", level="community")
    shock = owed(felt, STRESS, 0.0).droplevel(STRESS)
    buffer = owed(shock, COMFORT, 0.0)
    off = -buffer.groupby([COMFORT, NEAR]).mean() / shock.xs(0.0, level=COMFORT).mean()
    return {"felt": felt, "shock": shock, "buffer": buffer, "off": off}


def notice(seen: dict[str, pd.Series]) -> list[bool]:
    """Return whether the shock, both buffers (less, the more friends are struck) and the quiet times are as told."""
    off, quiet = seen["off"].unstack(COMFORT), seen["felt"].xs(0.0, level=STRESS).groupby(COMFORT).mean()
    met = ((off.loc[0.05] - [0.05, 0.2]).abs() < 0.015) & ((off.loc[0.95] - [0.03, 0.14]).abs() < 0.015)
    met &= off.diff().max() < 0
    shock, spared = seen["shock"].xs(0.0, level=COMFORT), 1 - quiet[0.4] / quiet[0.0]
    same = abs(spared - 0.03) < 0.005 and abs(off.loc[0.95, 0.4] - spared) < 0.01
    return [abs(shock - 0.12).max() < 0.01, met[0.4], met[1.6], same]


def draw(seen: dict[str, pd.Series]) -> Figure:
    """Return the picture: the buffer against the share of friends who are struck too."""
    return panels({"buffer: shock with comfort, less without": seen["buffer"]}, NEAR, COMFORT)


def tell(seen: dict[str, pd.Series]) -> str:
    """Return the picture in words."""
    words = [f"comfort {rate:g} takes {off.max():.1%} to {off.min():.1%}" for rate, off in seen["off"].groupby(COMFORT)]
    return f"Off the rise under stress {' and '.join(words)}, less the more friends are struck too."


if __name__ == "__main__":
    show(__name__)
