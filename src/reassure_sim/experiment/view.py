"""One view of the dashboard: which page shows which couple, with what changed, whose luck, which day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..interventions import STRATEGIES
from ..parameters import NUMBERS, ParameterError
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

LUCK, STRATEGY = "seed", "use"
LOCKABLE = (*NUMBERS, STRATEGY, LUCK)
"""What a link can lock or leave free: each number of the couple by its path, the strategy, and the luck."""

NOTHING = "none"
"""Stands for ``only`` where nothing at all can be turned."""


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
    only: str = ""  # which of LOCKABLE can be turned, parted by commas, in that order; "": all
    held: int = 0  # 1: a class link, whose couple and locks stay as they are whatever is done on a page
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

    def turns(self, name: str) -> bool:
        """Tell whether one of ``LOCKABLE`` can be turned."""
        return not self.only or name in self.only.split(",")

    @property
    def beside(self) -> State:
        """Return Compare about this couple: on one side without the strategy it takes up, on the other with it."""
        there = self._replace(page="compare")
        apart = there._replace(use=NO_USE, other=SAME, other_use=self.use, differ=())
        return apart if self.use != NO_USE and self.allows(apart) else there

    def opened(self, page: str) -> State:
        """Return the same view on another page; on Compare, if nothing differs yet, without and with the strategy."""
        apart = page == "compare" != self.page and self.compared == self
        return self.beside if apart else self._replace(page=page)

    @property
    def locked(self) -> State:
        """Return what a class link locks of this view; all that stays free is as at the start."""
        free = [*_FREE, *(() if self.couple else Asked._fields)]
        free += [LUCK] if self.turns(LUCK) else []
        free += [STRATEGY, "since", "other_use"] if self.turns(STRATEGY) else []
        view = self._replace(**{name: getattr(START, name) for name in free})
        return view._replace(changes=self._shut(self.changes), differ=self._shut(self.differ))

    def allows(self, other: State) -> bool:
        """Tell whether a page of this view may open another one: nothing leads out of what a class link locks."""
        return not self.held or self.locked == other.locked

    @property
    def restored(self) -> State:
        """Return the same view with the couple as it was, but for what a class link locks."""
        changes = self._shut(self.changes) if self.held else ()
        kept = self.held and not self.turns(STRATEGY)
        return self._replace(changes=changes, use=self.use if kept else NO_USE)

    @property
    def afresh(self) -> State:
        """Return where a fresh start leads: to the first page, in a class link with what it locks."""
        return (self.locked if self.held else START)._replace(page=START.page, lang=self.lang)

    def _shut(self, changes: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
        return tuple((path, value) for path, value in changes if not self.turns(path))

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

_FREE = (
    *("page", "day", "lang", "size", "look", "about", "guess", "told", "without"),
    *("other", "x", "y", "cells", "lives", "week"),
)
"""What of a view no class link locks: where one looks, and how."""


def follow(state: State) -> tuple[Scenario, str]:
    """Return the scenario of a view, and a note where the changes do not go together (then the couple as it was)."""
    try:
        return state.scenario(), ""
    except ParameterError as error:
        return state.origin(), error.problems[0].sentence
