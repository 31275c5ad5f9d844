"""One couple's year as a picture in text: what is asked, what comes back, how long it helps, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 40  # of the longest step of the staircase

_ENDS = {
    "stability": "It settles: asking stays in bounds and is answered.",
    "escalation": "It escalates: asking is frequent, and no longer calms.",
    "exhaustion": "It wears out: energy is spent, or trust is lost and asking with it.",
}
_SHADES = {
    "": "",
    "costly": " It lasts at the expense of the one who gives.",
    "distant": " It is calm, but closeness is low.",
}


class Row(NamedTuple):
    """A line of the picture: a name, one value a week, and what full height stands for."""

    name: str
    weeks: NDArray[np.float64]
    top: float
    unit: str


def picture(preset: str, seed: int) -> str:
    """Return the year of one couple of a preset, as some lines of text."""
    from ..engines import simulate
    from ..layout import Day
    from ..measures import EVENT_COLUMNS, REGIMES, SHADES
    from ..scenario import Scenario

    scenario = Scenario.preset(preset)
    tables = simulate(scenario, couples=1, seed=seed, record=("daily", "events")).tables
    told = {name: float(values[0]) for name, values in tables.runs.items()}
    lived = int(told["days_together"])
    pages = tables.diary()[0, :, :lived]
    events = dict(zip(EVENT_COLUMNS, tables.events()[:, 1:].T, strict=True))

    def daily(partner: int, field: str) -> NDArray[np.float64]:
        return np.asarray(pages[partner, :, Day._fields.index(field)])

    asker = int(daily(1, "asked").sum() > daily(0, "asked").sum())
    who, other = ("a", "b") if asker == 0 else ("b", "a")
    asked, rebuffed = _by_week(daily(asker, "asked"), 7.0), _by_week(daily(asker, "rebuffed"), 7.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        refused = 100.0 * rebuffed / asked
    lines = [
        Row(f"{who} asks for reassurance", asked, max(float(asked.max()), 1.0), "a week"),
        Row(f"{other} draws back instead", refused, 100.0, "% of asks"),
        Row(f"{who}'s felt insecurity", _by_week(100.0 * daily(asker, "felt_insecurity")), 100.0, "of 100"),
        Row(f"{who}'s trust", _by_week(100.0 * daily(asker, "trust")), 100.0, "of 100"),
        Row(f"{other}'s energy", _by_week(100.0 * daily(1 - asker, "energy")), 100.0, "of 100"),
    ]
    mine = (events["person"] == asker) & np.isfinite(events["hours_of_relief"])
    hours = events["hours_of_relief"][mine]
    end = f"They part on day {lived}." if told["separated"] else f"They are together after {lived} days."
    regime, shade = REGIMES[int(told["regime"])], SHADES[int(told["shade"])]
    return "\n".join(
        [
            f"One year of one couple ({preset}, seed {seed}); each column is a week",
            "",
            *map(_line, lines),
            "",
            f"The staircase of relief: how long {who} stays relieved after an answer, from first to last",
            *_staircase(hours),
            "",
            f"{end} {_ENDS[regime]}{_SHADES[shade]}",
            "This is a model of couples in general: not a diagnosis, and no advice.",
            "",
            "Try next:",
            *(f"  {command:<50} {why}" for command, why in _next(preset, seed)),
        ]
    )


def _next(preset: str, seed: int) -> Sequence[tuple[str, str]]:
    another = "secure_secure" if preset != "secure_secure" else "anxious_avoidant"
    return [
        (f"reassure demo --preset {preset} --seed {seed + 1}", "the same couple with other luck"),
        (f"reassure demo --preset {another}", "another couple"),
        ("reassure run configs/quickstart.yaml", "441 couples, 20 lives each, and a map of what becomes of them"),
        ("reassure dashboard", "the same in your browser"),
    ]


def _by_week(daily: NDArray[np.float64], times: float = 1.0) -> NDArray[np.float64]:
    """Return the mean of each week, ``times`` a factor; a last week of one or two days joins the one before."""
    cuts = list(range(7, len(daily) - 2, 7))
    return np.array([times * week.mean() for week in np.split(daily, cuts)])


def _line(row: Row) -> str:
    """Return one row: its name, a bar a week, and its first and last weeks in numbers."""
    seen = row.weeks[np.isfinite(row.weeks)]
    places = np.nan_to_num(row.weeks / row.top, nan=-1.0)
    bars = "".join(" " if p < 0 else _BARS[min(int(p * len(_BARS)), len(_BARS) - 1)] for p in places.tolist())
    if not len(seen):
        return f"{row.name:<26} {bars:<52}  never"
    early, late = seen[:4].mean(), seen[-4:].mean()
    return f"{row.name:<26} {bars:<52}  {early:.0f} -> {late:.0f} {row.unit}"


def _staircase(hours: NDArray[np.float64]) -> Sequence[str]:
    """Return one bar for answers 1 and 2, 3 and 4, 5 to 8, 9 to 16, ...: the mean hours of relief as its length."""
    if len(hours) < 4:
        return [f"  only {len(hours)} times asked and answered: too few to draw a staircase"]
    cuts = [2**power for power in range(1, len(hours).bit_length()) if 2**power < len(hours)]
    steps = np.split(np.arange(len(hours)), cuts)
    means = [float(hours[step].mean()) for step in steps]
    lines = []
    for step, mean in zip(steps, means, strict=True):
        bar = "█" * round(_WIDTH * mean / max(*means, 1e-9)) or "▏"
        lines.append(f"  answers {step[0] + 1:>3} to {step[-1] + 1:<3} {bar:<{_WIDTH}} {_duration(mean)}")
    return lines


def _duration(hours: float) -> str:
    if hours < 1.0:
        return f"{60.0 * hours:.0f} min"
    return f"{hours:.1f} h" if hours < 48.0 else f"{hours / 24.0:.1f} days"
