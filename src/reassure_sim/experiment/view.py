"""One view of the dashboard: which page shows which couple, with what changed, whose luck, which day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..interventions import STRATEGIES
from ..parameters import ParameterError
from ..scenario import PRESETS, Scenario
from .gathering import Asked, member

DAYS = 365

PATHS_OF = {
    "play": "/",
    "predict": "/predict",
    "compare": "/compare",
    "many": "/many",
    "map": "/map",
    "society": "/society",
    "why": "/why",
    "learn": "/learn",
}
"""The pages in their order, each with its address."""

CELLS = (6, 11, 16, 21, 31)
LIVES = (5, 10, 20, 50, 100)
NO_USE = "none"
USES = (NO_USE, *STRATEGIES)
"""What two partners can take up: one of the five strategies, or nothing."""

SAME = "same"
OTHERS = (SAME, *PRESETS)
"""Whom a couple is compared with: itself with something different, or one of the five."""

SIZES = (100, 125, 150)
"""Sizes of type in per cent."""

LOOKS = ("paper", "projector")
GUESSES = ("relief", "felt_insecurity", "energy", "satisfaction")
"""What can be guessed before it is shown: the relief staircase, or one of the curves."""


class State(NamedTuple):
    """One view. The couple is one of the five, or number ``couple`` (from 1) of the society, if that is not 0.

    A map sweeps ``x`` and ``y``; a society is what ``asked`` reads; ``other``, ``differ`` and ``other_use`` make the
    second couple of a comparison out of the first.
    """

    page: str = "play"
    preset: str = "anxious_avoidant"
    changes: tuple[tuple[str, float], ...] = ()  # (path, value), sorted
    use: str = NO_USE  # the strategy that the two take up
    since: int = 60  # days before they do
    # The first luck with which no couple parts within the year and each ends as most of its lives do; and with which in
    # the couple shown first relief lasts as in the upper middle quarter of lives and falls for four steps.
    seed: int = 179  # tests/test_usual_luck.py finds it again
    day: int = DAYS  # days lived that are shown
    only: str = ""  # the one knob that can be turned; "": all
    lang: str = "en"
    size: int = SIZES[0]
    look: str = LOOKS[0]
    other: str = SAME
    differ: tuple[tuple[str, float], ...] = ()  # what else differs in the other couple: (path, value), sorted
    other_use: str = NO_USE
    about: str = GUESSES[0]
    guess: str = ""  # two digits a point, 00 to 99, evenly spread over the year or the laps; "": none yet
    told: int = 0  # 1: what was guessed is revealed
    without: str = ""  # the event that is taken out, as step-partner-kind
    x: str = "a.anxiety"
    y: str = "b.avoidance"
    cells: int = 11
    lives: int = 20
    joined: str = Asked().joined
    couples: int = Asked().couples
    friends: int = Asked().friends
    flows: str = Asked().flows
    people: int = Asked().people  # the society's luck
    trouble: str = Asked().trouble
    week: int = 0  # that is shown of a society; 0: not said, so the year is played
    couple: int = 0

    def changed(self, changes: Mapping[str, float]) -> State:
        """Return the same view with more numbers changed."""
        return self._replace(changes=tuple(sorted({**dict(self.changes), **changes}.items())))

    @property
    def asked(self) -> Asked:
        """Return the society that is asked for."""
        return Asked(**{name: getattr(self, name) for name in Asked._fields})

    @property
    def luck(self) -> int:
        """Return whose luck the couple has, of all couples that live with one seed."""
        return max(self.couple - 1, 0)

    @property
    def compared(self) -> State:
        """Return the view of the other couple of a comparison: the same luck, another couple or something different."""
        if self.other == SAME:
            view = self.changed(dict(self.differ))
            return view if self.other_use == NO_USE else view._replace(use=self.other_use)
        return self._replace(preset=self.other, couple=0, changes=self.differ, use=self.other_use)

    def origin(self) -> Scenario:
        """Return the couple as it was before any change."""
        return member(self.asked, self.couple, DAYS) if self.couple else Scenario.preset(self.preset, DAYS)

    def scenario(self) -> Scenario:
        """Return the couple to simulate."""
        origin = self.origin()
        changes: dict[str, Any] = dict(self.changes)
        if self.use != NO_USE:
            # Here the two do take it up: who would rather see chance decide finds it in an experiment file.
            taken = {"use": self.use, "start": self.since, "uptake": 1.0}
            changes["interventions"] = [*origin.interventions, taken]
        return origin.with_(changes) if changes else origin


START = State()


def follow(state: State) -> tuple[Scenario, str]:
    """Return the scenario of a view, and a note where the changes do not go together (then the couple as it was)."""
    try:
        return state.scenario(), ""
    except ParameterError as error:
        return state.origin(), error.problems[0].sentence
