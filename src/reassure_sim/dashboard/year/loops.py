"""What feeds what: the links of the cycle, each with its sign and with how strong it is in this life."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...measures import CAUSES, EVENT_COLUMNS
from ...rules import FIRST_ENERGY, credibility, first_state
from ...year import lately
from ...year.life import Life
from .gauges import GAUGES

Numbers = NDArray[np.float64]

NODES = ("felt", "asking", "answer", "relief", "pressure", "strength")
"""A's felt insecurity, asking and relief; the answers, the pressure and the strength of B."""


class Link(NamedTuple):
    """One thing moves another: ``sign`` 1 where more makes more, -1 where more makes less; at a number of ``full`` the
    link is as thick as can be."""

    source: str
    target: str
    sign: int
    full: float = 100.0

    @property
    def name(self) -> str:
        """Return the name under which words are said about it."""
        return f"{self.source}_{self.target}"


_MANY = next(gauge.excessive for gauge in GAUGES if gauge.name == "frequency")

LINKS = (
    Link("felt", "asking", 1, _MANY),
    Link("asking", "answer", 1),
    Link("answer", "relief", 1),
    Link("relief", "felt", -1),
    Link("asking", "relief", -1),
    Link("asking", "pressure", 1, _MANY),
    Link("pressure", "answer", -1),
    Link("pressure", "strength", -1),
    Link("strength", "answer", 1),
    Link("answer", "felt", -1),
)


class Loop(NamedTuple):
    """A way round, by its links; ``own`` is the one that tells how far it turns."""

    links: tuple[str, ...]
    own: str

    @property
    def balances(self) -> bool:
        """Tell whether the loop balances (an odd number of links turn more into less) or feeds itself."""
        return sum(link.sign == -1 for link in LINKS if link.name in self.links) % 2 == 1


LOOPS = {
    "soothing": Loop(("felt_asking", "asking_answer", "answer_relief", "relief_felt"), "relief_felt"),
    "wearing_off": Loop(("felt_asking", "asking_relief", "relief_felt"), "asking_relief"),
    "pursuing": Loop(("felt_asking", "asking_pressure", "pressure_answer", "answer_felt"), "pressure_answer"),
    "wearing_out": Loop(
        ("felt_asking", "asking_pressure", "pressure_strength", "strength_answer", "answer_felt"), "strength_answer"
    ),
}
"""All begin with asking, so none turns further than that."""


def shape() -> dict[str, Any]:
    """Return what stays the same, for the browser: links, loops, and with how much strength B begins, in hundredths."""
    return {
        "links": [{"name": link.name, **link._asdict()} for link in LINKS],
        "loops": [
            {"name": name, "links": loop.links, "own": loop.own, "balances": loop.balances}
            for name, loop in LOOPS.items()
        ],
        "first_strength": round(100.0 * FIRST_ENERGY),
    }


def strengths(life: Life, relief: Numbers) -> NDArray[np.int64]:
    """Return the number that each link has on each day over the last weeks, (days, links), in whole per cent:

    how often A asks (times a week); the share of it that is answered; how much arrives of the best answer there could
    be; the share of time in relief; how much less an answer is believed because of asking lately; again how often A
    asks; the share that is refused with pressure among the two largest causes; how much less strength B has than at
    the very beginning; the share that is refused with low strength among the causes; the share that is refused.
    """
    asked, bids = lately.count(life, 0, "asked"), life.acts(0, "seek")
    a_week = asked / lately.weeks(life)
    answered = lately.share(lately.count(life, 0, "reassured"), asked)
    refused = lately.share(lately.count(life, 0, "rebuffed"), asked)
    arrives, believed = _arriving(life, bids)
    tired = np.maximum(1.0 - lately.mean(life, 1, "energy") / FIRST_ENERGY, 0.0)
    found = [
        a_week / 100.0,
        answered,
        arrives,
        relief,
        np.where(answered > 0.0, 1.0 - believed, 0.0),
        a_week / 100.0,
        lately.share(_refused_because(life, bids, "pressure"), asked),
        tired,
        lately.share(_refused_because(life, bids, "energy"), asked),
        refused,
    ]
    return np.round(100.0 * np.stack(found, axis=1)).astype(np.int64)


def _column(events: Numbers, name: str) -> Numbers:
    values: Numbers = events[:, EVENT_COLUMNS.index(name)]
    return values


def _arriving(life: Life, bids: Numbers) -> tuple[Numbers, Numbers]:
    """Return how much of an answer arrives, and that over what would arrive had A not asked of late."""
    got = bids[_column(bids, "answer") == 1.0]
    steps, pulse, quality = lately.steps_of(got), _column(got, "size"), _column(got, "quality")
    p, k = life.couple.a, life.couple.constants
    state = first_state(p, life.couple.couple, k)
    levels = np.linspace(0.0, 1.0, 21)
    rested = [credibility(state._replace(trust=level), p, k, 0.0) for level in levels.tolist()]
    trust = life.column(0, "trust")[steps.astype(int) // life.per_day]
    unasked = lately.of_events(life, steps, quality * np.interp(trust, levels, rested))
    arrived = lately.of_events(life, steps, pulse)
    number = lately.of_events(life, steps, np.ones_like(steps))
    return lately.share(arrived, number), np.minimum(np.where(unasked > 0.0, lately.share(arrived, unasked), 1.0), 1.0)


def _refused_because(life: Life, bids: Numbers, cause: str) -> Numbers:
    """Return how many refusals of the last weeks have this among their two largest causes."""
    due = np.zeros(len(bids), bool)
    for name, size in (("answer_cause", "answer_cause_size"), ("answer_second_cause", "answer_second_size")):
        due |= (_column(bids, name) == CAUSES.index(cause)) & (_column(bids, size) > 0.0)
    chosen = bids[due & (_column(bids, "answer") == 0.0)]
    return lately.of_events(life, lately.steps_of(chosen), np.ones(len(chosen)))
