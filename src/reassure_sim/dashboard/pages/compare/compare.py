"""Compare: the same luck twice with one thing different, and what would help this couple."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from typing import Any

import solara

from ....experiment.view import DAYS, LUCK, NO_USE, SAME, STRATEGY, USES, State, follow
from ....parameters import NUMBERS
from ....scenario import PRESETS
from ....year import life
from ...asked import counted, is_one_of, is_whole
from ...calm import Sorry, attempt
from ...parts import knobs, parts
from ...parts.question import question
from ...year.picture import payload
from .answer import alone, answer, differs, whose
from .parting import parting
from .which import Others, Which

SINCE = "since"
"""The slider of the day from which a strategy is taken up; its places are days."""

PARTS = parts("frame", "transport", "badge", "cycle", "stairs", "curve")


@solara.component_vue("who.vue", vuetify=False)
def Who(words: dict[str, Any], form: dict[str, Any], event_pick: Callable[[dict[str, Any]], None]) -> None:
    """Show whose year it is, and let another couple or another luck be taken."""


@solara.component_vue("choose.vue", vuetify=False)
def Choose(
    words: dict[str, Any],
    form: dict[str, Any],
    settings: str,
    heard: int,
    event_pick: Callable[[dict[str, Any]], None],
    event_turn: Callable[[dict[str, Any]], None],
    event_settle: Callable[[dict[str, Any]], None],
) -> None:
    """Show what is different about the second life; ``turn`` while a slider moves, ``settle`` once it rests."""


@solara.component_vue("pair.vue", vuetify=False)
def Pair(
    words: dict[str, Any],
    one: str,
    two: str,
    told: dict[str, Any],
    start: int,
    components: dict[str, str],
    event_settle_day: Callable[[int], None],
) -> None:
    """Show both lives: the answer in words, two cycles, two staircases, and curves with the difference shaded; where
    nothing differs, the one life."""


@solara.component
def Compare(state: State, words: Mapping[str, Any], go: Callable[[State], None]) -> None:
    """Show which strategies help a couple, and two of its lives with the same luck between which one thing differs."""
    draft, set_draft = solara.use_state(("", 0, 0))  # a slider that moves: which, its place, how often it has spoken
    path, place, heard = draft
    shown = turned(state, path, place)
    one = alone(shown)._replace(day=DAYS)
    two = alone(shown.compared)._replace(day=DAYS)

    def lived(view: State) -> tuple[life.Life, str] | None:
        def draw() -> tuple[life.Life, str]:
            found = life.of(follow(view)[0], view.seed, view.luck)
            return found, payload(found, words)

        return attempt(draw)

    first = solara.use_memo(lambda: lived(one), [one])
    second = solara.use_memo(lambda: lived(two) if two != one else first, [one, two])
    what = differs(one, two, words)
    # Where they part is looked for once a slider rests: it takes longer than a life.
    why = solara.use_memo(
        lambda: "" if path or not what else attempt(lambda: parting(one, two, words)), [one, two, path]
    )
    board = solara.use_memo(lambda: knobs.board(words), [state.lang])
    if first is None or second is None or why is None:
        Sorry(state, words, go)
        return
    said = words["compare"]

    def pick(asked: Any) -> None:
        if isinstance(asked, dict) and (wanted := picked(state, asked)) is not None:
            go(wanted)

    def turn(asked: Any) -> None:
        if (moved := _moved(asked)) and state.allows(turned(state, *moved)):
            set_draft((*moved, counted(asked)))

    def settle(asked: Any) -> None:
        if moved := _moved(asked):
            go(turned(state, *moved))
            set_draft(("", 0, heard))

    def settle_day(day: Any) -> None:
        if is_whole(day, 1, DAYS + 1) and day != state.day:
            go(state._replace(day=day))

    same = said["nothing"] if not what else said["no_effect"].format(what=what) if first[1] == second[1] else ""
    form = _form(state, shown, words, board)
    question(said)
    Who(words={**said, "another": words["play"]["another"]}, form=form, event_pick=pick)
    Which(state, words, pick)
    Choose(
        words=said,
        form={**form, "differs": bool(what)},
        settings=json.dumps({"own": knobs.settings(one, words), "other": knobs.settings(two, words)}),
        heard=heard,
        event_pick=pick,
        event_turn=turn,
        event_settle=settle,
    )
    Pair(
        words={n: words[n] for n in ("play", "cycle", "stairs", "gauges", "curves", "regimes", "frame", "compare")},
        one=first[1],
        two=second[1],
        told={
            "answer": same or answer(first[0], second[0], what, words),
            "why": why if not same else "",
            "names": [said["as_they_are"], what or said["twin"]],
            "luck": words["play"]["luck"].format(seed=state.seed),
        },
        start=state.day,
        components=PARTS,
        event_settle_day=settle_day,
    )
    if not state.held:
        Others(state, words, pick)


def turned(state: State, path: str, place: int) -> State:
    """Return the view with a slider at a place: the one number that differs, or the day of the strategy."""
    if path == SINCE:
        return state._replace(since=place)
    if not path:
        return state
    value = knobs.value_at(path, place)
    same = value == knobs.values(alone(state))[path]
    return state._replace(other=SAME, other_use=NO_USE, differ=() if same else ((path, value),))


def picked(state: State, asked: Mapping[str, Any]) -> State | None:
    """Return the view that a press of the form asks for, None for anything that it cannot ask for."""
    match dict(asked):
        case {"couple": str(preset), "use": str(use)} if preset in PRESETS and use in USES:
            return picked(state._replace(preset=preset, couple=0, changes=()), {"use": use})
        case {"preset": str(preset)} if preset in PRESETS:
            return state._replace(preset=preset, couple=0, changes=(), use=NO_USE)
        case {"other": str(other)} if other in PRESETS:
            same = other == state.preset and not state.changes and not state.couple
            return state._replace(other=SAME if same else other, other_use=state.use, differ=())
        case {"use": str(use)} if use in USES:
            return state._replace(use=NO_USE, other=SAME, other_use=use, differ=())
        case {"number": str(path)} if path in NUMBERS:
            return state._replace(other=SAME, other_use=NO_USE, differ=())
        case {"luck": _}:
            return state._replace(seed=random.randrange(1, 10_000))
        case {"open": _}:
            return alone(state.compared)
    return None


def _moved(asked: Any) -> tuple[str, int] | None:
    """Return which slider was moved where, or None for anything that no slider says."""
    if not isinstance(asked, dict) or not is_whole(asked.get("place")):
        return None
    path, place = asked.get("path"), asked["place"]
    if path == SINCE:
        return SINCE, min(max(place, 0), DAYS - 1)
    return (path, place) if is_one_of(path, NUMBERS) else None


def _form(state: State, shown: State, words: Mapping[str, Any], board: Mapping[str, Any]) -> dict[str, Any]:
    """Return what can be chosen, and what is."""
    groups = [group for outer in board["groups"] for group in (outer, *outer["groups"]) if group["paths"]]
    free = [path for path in NUMBERS if not state.held or state.turns(path)]
    groups = [{"title": g["title"], "paths": p} for g in groups if (p := [path for path in g["paths"] if path in free])]
    kinds = ["use"] if not state.held or state.turns(STRATEGY) else []
    kinds += ["number", "couple"] if free else ["couple"]
    kind = "couple" if state.other != SAME else "number" if state.differ else "use"
    return {
        "kind": kind if kind in kinds else kinds[0],
        "kinds": kinds,
        "held": words["class_link"]["locked"] if state.held else "",
        "kept": words["class_link"]["locked"] if state.held and not state.turns(LUCK) else "",
        "opens": state.allows(alone(state.compared)),
        "whose": whose(shown, words),
        "preset": "" if state.couple else state.preset,
        "other": state.other,
        "use": state.other_use if state.other == SAME else NO_USE,
        "path": state.differ[0][0] if state.differ else next((p for p in (*knobs.MAIN, *free) if p in free), ""),
        "couples": [{"name": name, "label": words["couples"][name]} for name in PRESETS],
        "uses": [
            {"name": use, "label": words["strategies"][use]["name"], "means": words["strategies"][use]["means"]}
            for use in USES
            if use != NO_USE
        ],
        "main": [path for path in knobs.MAIN if path in free],
        "groups": groups,
        "labels": {path: knob["label"] for path, knob in board["knobs"].items()},
        "places": knobs.PLACES,
        "days": DAYS,
        "since": shown.since,
        "luck": words["play"]["luck"].format(seed=state.seed),
    }
