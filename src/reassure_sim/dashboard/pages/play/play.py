"""Play: one couple, one year, and what becomes of it when one thing is changed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from typing import Any

import solara

from ....experiment.links import link
from ....experiment.view import DAYS, State, follow
from ....parameters import NUMBERS
from ....scenario import PRESETS
from ...calm import Sorry, attempt
from ...parts import knobs, parts
from ...parts.question import question
from ...year import life
from ...year.curves import curves
from ...year.picture import payload
from ..society.guest import guest

Go = Callable[[State], None]

YEAR = parts("frame", "transport", "badge", "cycle", "stages", "stairs", "gauge", "curve")
"""Of what the pictures of a year are made."""


@solara.component_vue("../../parts/couples.vue", vuetify=False)
def Couples(
    words: dict[str, Any],
    couples: list[dict[str, str]],
    preset: str,
    luck: str,
    changed: bool,
    guest: str,
    event_choose: Callable[[str], None],
    event_another: Callable[[Any], None],
    event_reset: Callable[[Any], None],
    event_back: Callable[[Any], None],
) -> None:
    """Show the five couples, or who else is here as a ``guest``; another life, and back to the couple as it was."""


@solara.component_vue("../../parts/knobs.vue", vuetify=False)
def Knobs(
    words: dict[str, Any],
    board: dict[str, Any],
    settings: str,
    heard: int,
    event_turn: Callable[[dict[str, Any]], None],
    event_settle: Callable[[dict[str, Any]], None],
) -> None:
    """Show the sliders; ``turn`` while one moves, ``settle`` when it has come to rest."""


@solara.component_vue("year.vue", vuetify=False)
def Year(
    words: dict[str, Any],
    year: str,
    ghost: str,
    start: int,
    components: dict[str, str],
    event_settle_day: Callable[[int], None],
) -> None:
    """Show the pictures of a year; the browser plays the days by itself."""


@solara.component
def Play(state: State, words: Mapping[str, Any], go: Go) -> None:
    """Show a couple's year under a question, with everything that can be changed about it.

    Args:
        state: the view that the address names.
        words: all words of the page's language.
        go: opens another view, as a new entry of the browser's history.
    """
    # What a slider says while it moves: path, number, and how many times it has spoken.
    draft, set_draft = solara.use_state(("", 0.0, 0))
    ghost, set_ghost = solara.use_state("")
    path, value, heard = draft
    shown = state.changed({path: value}) if path else state
    couple = shown._replace(day=DAYS, page="play", lang=state.lang)

    board = solara.use_memo(lambda: knobs.board(words), [state.lang])

    def draw() -> tuple[life.Life, str, str]:
        lived = life.of(follow(shown)[0], shown.seed, shown.luck)
        return lived, payload(lived, words, link(couple)), json.dumps(knobs.settings(shown))

    drawn = solara.use_memo(lambda: attempt(draw), [couple])
    if drawn is None:
        Sorry(state, words, go)
        return
    lived, year, settings = drawn

    def turn(said: Any) -> None:
        turned = _turned(said)
        if turned is None:
            return
        if turned[0] != path:
            set_ghost(json.dumps(curves(lived)))
        set_draft((*turned, int(said.get("count", 0))))

    def settle(said: Any) -> None:
        turned = _turned(said)
        if turned is None:
            return
        go(own(state.changed(dict([turned]))))
        set_draft(("", 0.0, heard))

    def own(view: State) -> State:
        """Leave out changes that change nothing about the couple."""
        before = dict(knobs.values(view._replace(changes=())))
        return view._replace(changes=tuple((p, v) for p, v in view.changes if before[p] != v))

    def choose(name: Any) -> None:
        if name in PRESETS:
            set_ghost("")
            go(state._replace(preset=name, couple=0, changes=()))

    def another(_: Any) -> None:
        set_ghost("")
        go(state._replace(seed=random.randrange(1, 10_000)))

    def reset(_: Any) -> None:
        set_ghost(json.dumps(curves(lived)))
        go(state._replace(changes=()))

    def settle_day(day: Any) -> None:
        if isinstance(day, int) and 1 <= day <= DAYS and day != state.day:
            go(state._replace(day=day))

    said = words["play"]
    question(said)
    Couples(
        words={**said, "to_society": words["society"]["to_society"]},
        couples=[{"name": name, "label": words["couples"][name]} for name in PRESETS],
        preset=state.preset,
        luck=said["luck"].format(seed=state.seed),
        changed=bool(state.changes),
        guest=guest(state, words) if state.couple else "",
        event_choose=choose,
        event_another=another,
        event_reset=reset,
        event_back=lambda _: go(state._replace(page="society")),
    )
    with solara.Div(classes=["play-grid"]):
        Year(
            words={name: words[name] for name in ("play", "cycle", "stairs", "gauges", "curves", "regimes", "frame")},
            year=year,
            ghost=ghost,
            start=state.day,
            components=YEAR,
            event_settle_day=settle_day,
        )
        Knobs(words=dict(said), board=board, settings=settings, heard=heard, event_turn=turn, event_settle=settle)


def _turned(said: Any) -> tuple[str, float] | None:
    """Return which number a slider was turned to, or None for anything that no slider says."""
    if not isinstance(said, dict) or said.get("path") not in NUMBERS or not isinstance(said.get("place"), int):
        return None
    return said["path"], knobs.value_at(said["path"], said["place"])
