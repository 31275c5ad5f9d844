"""Operant: asking is learned.

What is it?      Relief may reward asking, so that asking turns into a habit. Relief itself then need not change at all.
How it works     Extinction: 90 days of answers, then none. Refusals do not hurt, so that only missing relief speaks.
Things to notice (1) Only under *operant* does asking outlive the answers: the first two weeks without have over 1.5
                 times the bids of the end, under all other forms less than 1.3 times. (2) Then it fades over weeks, to
                 less than 1.2 times the bids without the form. (3) Yet one answer relieves as much as ever, within 2 %.
                 (4) There is no burst: bids rise by less than 10 %; the model knows no frustration.
Things to try    `constants.habit_days: 10`: asking soon fades. Or answer every third bid only (`answer_base: -0.7`).
Extending        Stop the answers at day 10, 30, 60: how long must asking have paid before it outlives the answers?
References       Lerman, Iwata & Wallace 1999, J Appl Behav Anal 32:1 (bursts when reward stops; as cited, not re-read).
"""

from __future__ import annotations

import numpy as np
from forms import COLOURS, SEEK, Numbers, Seen, label, means, measured, only, told
from matplotlib.figure import Figure
from study import show

STOP, WEEK, END = 90, 7, 210  # days


@measured
def see(lives: Seen) -> dict[str, float]:
    """Return bids per week at times, their excess when answers stop, the effect kept, and the weekly course."""
    asked, day = lives["a.act"] == SEEK, np.arange(lives["a.act"].shape[1]) // 8
    spans = {"learned": (STOP - 14, STOP), "stopped": (STOP, STOP + 14), "late": (END - 56, END)}
    found = {name: 8 * WEEK * asked[:, (start <= day) & (day < end)].mean() for name, (start, end) in spans.items()}
    early, last = (lives["a.pulse"][:, time][asked[:, time]].mean() for time in (day < 7, (day >= 76) & (day < STOP)))
    weeks = 8 * WEEK * asked.reshape(len(asked), -1, 8 * WEEK).mean(axis=(0, 2))
    return {**found, "effect_kept": last / early, **{f"week {week}": bids for week, bids in enumerate(weeks)}}


def notice(seen: Numbers) -> list[bool]:
    """Return whether asking goes on, fades, leaves the effect as it was, and does not burst."""
    habit, usual = means(seen).loc["operant"], means(seen).loc["none"]
    persists = only(seen.assign(excess=seen["stopped"] / seen["late"]), "excess", {"operant"}, 0.5, 0.3, way=1)
    falls = np.diff([habit[f"week {week}"] for week in (13, 17, 21, 28)]).max() <= 0
    fades, burst = falls and habit["late"] < 1.2 * usual["late"], habit["stopped"] / habit["learned"]
    return [persists, fades, abs(habit["effect_kept"] - 1) < 0.02, burst < 1.1]


def draw(seen: Numbers) -> Figure:
    """Return the picture: bids per week, a line a form, and the day on which answers stop."""
    axes = (figure := Figure(figsize=(8, 4), layout="constrained")).subplots(subplot_kw={"ylim": (0, 25)})
    table = means(seen).filter(like="week ").set_axis(np.arange(0.5 * WEEK, END, WEEK), axis=1)
    table.T.plot(ax=axes, color=COLOURS, legend=False, xlabel="day (answers stop at the line)", ylabel="bids per week")
    axes.axvline(STOP, color="0.6", linewidth=1)
    label(axes, {str(form): (45.5, bids) for form, bids in table[45.5].items()})
    return figure


def tell(seen: Numbers) -> str:
    """Return the picture in words."""
    return f"Bids a week, as answers stop: {told(seen, 'stopped', 1)}; at the end: {told(seen, 'late', 1)}."


if __name__ == "__main__":
    show(__name__)
