"""Why?: the events of a year with what moved them, and the year without one of them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import solara

from ....experiment.links import link
from ....experiment.view import DAYS, LUCK, State, follow
from ....scenario import PRESETS
from ...asked import is_one_of, is_whole
from ...calm import Sorry, attempt
from ...parts import knobs, parts
from ...parts.couples import couples
from ...parts.question import question
from ..society.guest import guest
from .lives import event, lived
from .log import LANES
from .year import twin, year

Go = Callable[[State], None]

_HERE = Path(__file__).parent
_OWN = ("points", "strip", "twin", "log")
PARTS = parts("frame", "text") | {f"the-{name}": (_HERE / f"{name}.vue").read_text(encoding="utf-8") for name in _OWN}
"""Of what the page is made."""

ABSENT = "absent"
"""Sent in place of a twin whose event this life does not have."""


@solara.component_vue("whose.vue", vuetify=False)
def Whose(
    words: dict[str, Any],
    couples: list[dict[str, str]],
    preset: str,
    luck: str,
    kept: str,
    facts: list[str],
    changed: bool,
    guest: str,
    event_choose: Callable[[str], None],
    event_another: Callable[[Any], None],
    event_reset: Callable[[Any], None],
    event_back: Callable[[Any], None],
) -> None:
    """Show whose year it is: one of the five couples or a ``guest``; why its luck is ``kept``, if it is; and as
    ``facts`` what was changed about it."""


@solara.component_vue("why.vue", vuetify=False)
def Reasons(
    words: dict[str, Any],
    lanes: list[str],
    year: str,
    twin: str,
    start: int,
    components: dict[str, str],
    event_settle_day: Callable[[int], None],
    event_take_out: Callable[[dict[str, Any]], None],
    event_put_back: Callable[[Any], None],
) -> None:
    """Show the year, its twin if there is one, and the events of the days around the one that is shown."""


@solara.component
def Why(state: State, words: Mapping[str, Any], go: Go) -> None:
    """Show why a couple's year went as it did.

    Args:
        state: the view that the address names; ``without`` names the event that is taken out.
        words: all words of the page's language.
        go: opens another view, as a new entry of the browser's history.
    """
    # What the year depends on: not on the day that is shown, nor on how the page looks.
    base = state._replace(day=DAYS, page="why", size=100, look="paper", without="")

    def draw() -> str:
        return year(lived(base), words, link(base))

    def compare() -> str:
        if not state.without:
            return ""
        whole = lived(base)
        taken = event(state.without, whole)
        return twin(whole, lived(base, (taken,)), state.without, words) if taken else ABSENT

    drawn = solara.use_memo(lambda: attempt(draw), [base])
    compared = solara.use_memo(lambda: attempt(compare), [base, state.without])
    if drawn is None or compared is None:
        Sorry(state, words, go)
        return

    def settle_day(day: Any) -> None:
        if is_whole(day, 1, DAYS + 1) and day != state.day:
            go(state._replace(day=day))

    def take_out(said: Any) -> None:
        day, name = (said.get("day"), str(said.get("name"))) if isinstance(said, dict) else (0, "")
        if re.fullmatch(r"[0-9]{1,4}-[ab]-[a-z_]{1,9}", name) and is_whole(day, 1, DAYS + 1):
            go(state._replace(without=name, day=day))

    def choose(name: Any) -> None:
        if is_one_of(name, PRESETS):
            go(state._replace(preset=name, couple=0, changes=(), without=""))

    said = words["why"]
    question(said)
    Whose(
        words={**words["play"], "to_society": words["society"]["to_society"]},
        couples=couples(state, words),
        preset=state.preset,
        luck=words["play"]["luck"].format(seed=state.seed),
        kept=words["class_link"]["locked"] if state.held and not state.turns(LUCK) else "",
        facts=facts(state, words),
        changed=state != state.restored and not state.held,
        guest=guest(state, words) if state.couple else "",
        event_choose=choose,
        event_another=lambda _: go(state._replace(seed=random.randrange(1, 10_000), without="")),
        event_reset=lambda _: go(state.restored._replace(without="")),
        event_back=lambda _: go(state._replace(page="society", without="")),
    )
    Reasons(
        words={**said, "events": words["events"], "frame": words["frame"], "curves": words["curves"]},
        lanes=list(LANES),
        year=drawn,
        twin=compared,
        start=state.day,
        components=PARTS,
        event_settle_day=settle_day,
        event_take_out=take_out,
        event_put_back=lambda _: go(state._replace(without="")),
    )


def facts(state: State, words: Mapping[str, Any]) -> list[str]:
    """Return what was changed about a couple, and which strategy it takes up."""
    said, couple = words["why"], follow(state)[0]
    found = []
    if state.changes and couple.parameters != state.origin().parameters:
        listed = (f"{knobs.label(path, words)} {knobs.text(path, value, words)}" for path, value in state.changes)
        found.append(said["changed"].format(list="; ".join(listed)))
    if couple.interventions != state.origin().interventions:
        found.append(said["taken_up"].format(name=words["strategies"][state.use]["name"], day=state.since + 1))
    return found
