"""Play: one couple, one year, and what becomes of it when one thing is changed."""

from __future__ import annotations

import functools
import json
import random
from collections.abc import Callable, Mapping
from typing import Any

import solara

from ....experiment.links import link
from ....experiment.view import DAYS, LUCK, NO_USE, START, STRATEGY, State, follow
from ....interventions import STRATEGIES
from ....parameters import NUMBERS
from ....scenario import PRESETS
from ....year import life
from ...asked import counted, is_one_of, is_whole
from ...calm import Sorry, attempt
from ...parts import knobs, parts
from ...parts.couples import couples
from ...parts.question import question
from ...words import words as words_of
from ...year import loops, pursuit
from ...year.picture import payload, stamped
from ..society.guest import guest
from .controls import Couples, Help, Knobs

Go = Callable[[State], None]

KEPT = 200
"""Years that are kept for whoever asks for the same, of a tenth of a megabyte each."""

YEAR = parts("frame", "transport", "badge", "cycle", "stages", "pursuit", "loops", "stairs", "gauge", "curve")
"""Of what the pictures of a year are made."""

SECTIONS = ("play", "cycle", "pursuit", "loops", "stairs", "gauges", "curves", "regimes", "frame")
NEXT = ("why", "many", "compare")
"""Pages that say more about the same couple."""

YEAR_OF = (
    *("preset", "changes", "use", "since", "seed", "couple"),
    *("joined", "couples", "friends", "flows", "people", "trouble"),
)
"""What of a view a year depends on."""


@solara.component_vue("year.vue", vuetify=False)
def Year(
    words: dict[str, Any],
    year: str,
    shape: dict[str, Any],
    verdicts: list[str],
    since: int,
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
    settled = solara.use_ref(("", ""))  # the view at rest, and the one before it
    path, value, heard = draft
    path = path if state.turns(path) else ""
    shown = state.changed({path: value}) if path else state
    now, before = settled.current
    if _key(state) != now:
        settled.current = now, before = _key(state), now
    if path:
        before = now

    board = solara.use_memo(lambda: knobs.board(words), [state.lang])

    def draw() -> tuple[str, str]:
        year, settings = _drawn(_alone(shown), state.lang)
        return stamped(year, _key(shown), before), settings

    drawn = solara.use_memo(lambda: attempt(draw), [_key(shown), state.lang])
    if drawn is None:
        Sorry(state, words, go)
        return
    year, settings = drawn

    def turn(said: Any) -> None:
        turned = _turned(said, state)
        if turned is not None:
            set_draft((*turned, counted(said)))

    def settle(said: Any) -> None:
        turned = _turned(said, state)
        if turned is None:
            return
        go(own(state.changed(dict([turned]))))
        set_draft(("", 0.0, heard))

    def own(view: State) -> State:
        """Leave out changes that change nothing about the couple, but for locked ones."""
        before = dict(knobs.values(view._replace(changes=())))
        return view._replace(changes=tuple((p, v) for p, v in view.changes if before[p] != v or not view.turns(p)))

    def choose(name: Any) -> None:
        if is_one_of(name, PRESETS):
            settled.current = ("", "")  # the year of other people is no ghost of this one
            go(state._replace(preset=name, couple=0, changes=()))

    def another(_: Any) -> None:
        if state.turns(LUCK):
            go(state._replace(seed=random.randrange(1, 10_000)))

    def reset(_: Any) -> None:
        go(state.restored)

    def lock(name: Any) -> None:
        if is_one_of(name, ("", *NUMBERS)):
            go(state._replace(only=name))

    def take(name: Any) -> None:
        if is_one_of(name, ("", *STRATEGIES)):
            go(state._replace(use=name or NO_USE))

    def begin(day: Any) -> None:
        if is_whole(day, 0, DAYS):
            go(state._replace(since=day))

    def open_page(name: Any) -> None:
        if is_one_of(name, NEXT):
            go(state.beside if name == "compare" else state._replace(page=name))

    def settle_day(day: Any) -> None:
        if is_whole(day, 1, DAYS + 1) and day != state.day:
            go(state._replace(day=day))

    said = words["play"]
    held = words["class_link"]["locked"] if state.held else ""
    takes_up = state.turns(STRATEGY) or not held
    question(said)
    Couples(
        words={**said, "to_society": words["society"]["to_society"]},
        couples=couples(state, words),
        preset=state.preset,
        luck=said["luck"].format(seed=state.seed),
        changed=state != state.restored and not state.held,  # the couple of a class link is its own beginning
        kept="" if state.turns(LUCK) else held or said["kept"],
        guest=guest(state, words) if state.couple else "",
        event_choose=choose,
        event_another=another,
        event_reset=reset,
        event_back=lambda _: go(state._replace(page="society")),
    )
    with solara.Div(classes=["play-grid"]):
        with solara.Div(classes=["side"]):
            Knobs(
                words=dict(said),
                board=board,
                settings=settings,
                only=state.only,
                held=held,
                heard=heard,
                event_turn=turn,
                event_settle=settle,
                event_lock=lock,
            )
            Help(
                words=dict(said),
                strategies=[
                    {"use": name, **words["strategies"][name]} for name in STRATEGIES if takes_up or name == state.use
                ],
                shut="" if takes_up else held,
                use=state.use if state.use != NO_USE else "",
                since=state.since,
                pages=[{"name": page, "label": said[f"to_{page}"]} for page in NEXT],
                event_take=take,
                event_begin=begin,
                event_open=open_page,
            )
        Year(
            words={name: words[name] for name in SECTIONS},
            year=year,
            shape=loops.shape(),
            verdicts=list(pursuit.VERDICTS),
            since=state.since if state.use != NO_USE else -1,
            start=state.day,
            components=YEAR,
            event_settle_day=settle_day,
        )


def _alone(view: State) -> State:
    """Return the couple's year alone: whichever day, page or type is shown, it stays the same."""
    return START._replace(**{name: getattr(view, name) for name in YEAR_OF})


def _key(view: State) -> str:
    """Return the link of the couple's year alone."""
    return link(_alone(view))


@functools.lru_cache(maxsize=KEPT)
def _drawn(alone: State, language: str) -> tuple[str, str]:
    """Return a couple's year as it is drawn, and where its sliders stand; a class asks for the same ones again."""
    said = words_of(language)
    lived = life.of(follow(alone)[0], alone.seed, alone.luck)
    return payload(lived, said), json.dumps(knobs.settings(alone, said))


def _turned(said: Any, state: State) -> tuple[str, float] | None:
    """Return which number a slider was turned to, or None for anything that no slider says, or a locked one."""
    if not isinstance(said, dict) or not is_one_of(said.get("path"), NUMBERS) or not is_whole(said.get("place")):
        return None
    path: str = said["path"]
    return (path, knobs.value_at(path, said["place"])) if state.turns(path) else None
