"""Fear or request.

What is it?      Ari is anxious and asks. What brings relief back: that Bo answers more requests, or that Bo's answers
                 help to cope with the fear? What does it cost Bo, who is secure, avoidant, or anxious as well?
How it works     After four months nearly all requests are answered (more answers), or Bo's `encouragement` rises by 0.4
                 (reach the fear), or both or neither, in the same lives: last four months (hours, answers) or weeks.
Things to notice (1) A secure Bo answers over 97 % of requests anyway: more answers relieve for under 2 hours longer,
                 reaching the fear 1.8 times as long or more. (2) Beside the others, against expectation, more answers
                 lower insecurity by over 0.15, reaching the fear by under 0.1. (3) There an answer relieves for under
                 1.5 hours in any case. (4) No way costs Bo over 0.01 of energy; there more answers give over 0.04.
Things to try    `constants.fear_rebuff: 0` (a refusal teaches no fear): the order of (2) turns. Why?
Extending        Let `b.stamina` fall by 0.1 where the fear is reached. (Answers come at once or never: none is faster.)
References       Neal & Radomsky 2019, Cogn Ther Res (coping beats withholding; giving more is our question; as cited).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from couples import asked, means, panels
from matplotlib.figure import Figure
from study import show

NEAR, FELT = "anxious_secure", "felt_insecurity_a"
SHOWN = {"hours": "hours of relief", "answers": "answers a week", FELT: "Ari's insecurity", "energy_b": "Bo's energy"}


def see(folder: Path) -> pd.DataFrame:
    """Return what is SHOWN, and the share of requests answered, a row a life, by way, couple and replicate."""
    return asked(folder, {"preset": "couple"}, 240, [*SHOWN, "answered"]).rename_axis(index={"block": "way"})


def notice(seen: pd.DataFrame) -> list[bool]:
    """Return whether each thing to notice shows."""
    mean, gain = means(seen, "way"), means(seen, "way", "neither")
    hours, felt, energy = mean["hours"], gain[FELT].drop(NEAR), gain["energy_b"]
    _, more, usual, fear = hours.loc[NEAR].sort_index()
    return [
        mean["answered"]["neither"][NEAR] > 0.97 and more < usual + 2 and fear > 1.8 * usual,
        max(felt["more_answers"]) < -0.15 and -0.1 < min(felt["reach_the_fear"]) < max(felt["reach_the_fear"]) < 0,
        hours.drop(NEAR).max(axis=None) < 1.5,
        energy.min(axis=None) > -0.01 and min(energy["more_answers"].drop(NEAR)) > 0.04,
    ]


def draw(seen: pd.DataFrame) -> Figure:
    """Return the picture: what is SHOWN, by couple and way."""
    return panels(seen, SHOWN, "couple", "way")


def tell(seen: pd.DataFrame) -> str:
    """Return the picture in words."""
    hours, felt = means(seen, "way")["hours"].loc[NEAR], means(seen, "way")[FELT].drop(NEAR).mean()
    told = [f"{way.replace('_', ' ')}: {hours[way]:.1f} hours, {felt[way]:.2f}" for way in hours.index]
    return f"Relief of an answer beside a secure Bo, Ari's felt insecurity beside the others: {'; '.join(told)}."


if __name__ == "__main__":
    show(__name__)
