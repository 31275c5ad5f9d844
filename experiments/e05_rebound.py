"""Rebound: more insecure than before.

What is it?      Relief may cost something afterwards: once it has faded, felt insecurity stands above where it was.
How it works     The fearful and the fearless ask once a week and are answered. Both live at the same level of
                 insecurity, so that they differ in fear only. From the hour of the bid on, felt insecurity is averaged
                 against the hour before; day 2 and 3 after the bid, when relief is gone, are the measure.
Things to notice (1) Among the fearful only *rebound* leaves insecurity above where it was, by more than 0.03; all other
                 forms bring it back to within 0.01. (2) In the fearless no form leaves it off by 0.01.
Things to try    `constants.rebound_days: 0.2` (no longer than relief itself): the overshoot all but vanishes.
Extending        Ask every day and not once a week. Overshoots then add up: see `insecurity before a bid` in e02.
References       Solomon & Corbit 1974, Psychological Review 81:119 (opponent processes; as cited, not re-read);
                 Salkovskis & Kobori 2015, J Behav Ther Exp Psychiatry (discomfort and urge return).
"""

from __future__ import annotations

from forms import COLOURS, SEEK, Numbers, Seen, after, label, means, measured, only, told
from matplotlib.figure import Figure
from study import show

HOURS = 96


@measured
def see(lives: Seen) -> dict[str, float]:
    """Return felt insecurity against before the bid: hour by hour, and its mean over days 2 and 3 (of 1)."""
    course = after(lives, lives["a.act"] == SEEK, HOURS)
    return {"overshoot": course[24:72].mean(), **{f"hour {hour}": felt for hour, felt in enumerate(course)}}


def notice(seen: Numbers) -> list[bool]:
    """Return whether insecurity overshoots in the fearful under one form, and in the fearless under none."""
    found = ((seen[seen["a.anxiety"] > 0.5], {"rebound"}), (seen[seen["a.anxiety"] < 0.5], set[str]()))
    return [only(people, "overshoot", forms, 0.03, 0.01, usual=0, way=1) for people, forms in found]


def draw(seen: Numbers) -> Figure:
    """Return the picture: the course of felt insecurity, the fearful and the fearless."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    people = means(seen).filter(like="hour ").groupby("a.anxiety", sort=False)
    for axes, (anxiety, table) in zip(figure.subplots(1, 2, sharey=True), people, strict=True):
        axes.axhline(0, color="0.6", linewidth=1)
        for form, course in (courses := table.droplevel("a.anxiety")).iterrows():
            axes.plot(range(HOURS), course, color=COLOURS[str(form)])
        axes.set(
            title=f"attachment anxiety {anxiety}", xlabel="hours after the bid", xlim=(0, HOURS), ylim=(-0.4, 0.15)
        )
        label(axes, {str(form): (30, felt) for form, felt in courses["hour 30"].items()})
        axes.set_ylabel("felt insecurity\nagainst before the bid")
    return figure


def tell(seen: Numbers) -> str:
    """Return the picture in words."""
    found = [f"at anxiety {anxiety} {told(own, 'overshoot', 3)}" for anxiety, own in seen.groupby("a.anxiety")]
    return f"Felt insecurity on days 2 and 3 after a bid, less before it: {'; '.join(found)}."


if __name__ == "__main__":
    show(__name__)
