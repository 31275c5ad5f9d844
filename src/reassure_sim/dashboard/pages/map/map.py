"""Map: where a couple tips, over two numbers at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import solara

from ....experiment.links import link
from ....experiment.view import CELLS, LIVES, State
from ....parameters import NUMBERS
from ....scenario import PRESETS
from ...asked import is_one_of, is_whole
from ...calm import Sorry, attempt
from ...parts import parts
from ...parts.couples import couples
from ...parts.knobs import MAIN, groups, label
from ...parts.question import question
from ...server import work
from ..many.whose import using, whose
from . import sweep
from .cells import cells


@solara.component_vue("map.vue", vuetify=False)
def Chart(
    words: dict[str, Any],
    form: dict[str, Any],
    chart: str,
    progress: dict[str, Any],
    components: dict[str, str],
    event_choose: Callable[[str], None],
    event_ask: Callable[[dict[str, Any]], None],
    event_begin: Callable[[Any], None],
    event_cancel: Callable[[Any], None],
    event_open: Callable[[int], None],
) -> None:
    """Show the form, the progress and the map."""


@solara.component
def Map(state: State, words: Mapping[str, Any], go: Callable[[State], None]) -> None:
    """Let the visitor sweep two numbers of the couple, and open any cell in Play."""
    wanted = sweep.plan(state)
    key = wanted.key
    drawn, set_drawn = solara.use_state((key, wanted.none()))
    status, set_status = solara.use_state(("", 0))
    stop = solara.use_ref(threading.Event())
    chunk = solara.use_memo(lambda: attempt(sweep.pace), [])
    who = work.visitor()
    said = words["map"]
    running = status[0] == "running"
    refusal = _refusal(wanted, said)

    def arrive() -> Callable[[], None]:
        found = sweep.kept(wanted)
        set_drawn((key, wanted.none() if found is None else found))
        set_status(("", 0) if found is None else ("finished", wanted.lives))
        if found is None and wanted.lives <= sweep.AT_ONCE and not refusal:
            begin()
        return lambda: stop.current.set()

    solara.use_effect(arrive, [key])

    def ask(given: Any) -> None:
        allowed: dict[str, Any] = {"x": NUMBERS, "y": NUMBERS, "cells": CELLS, "lives": LIVES}
        if isinstance(given, dict) and all(
            isinstance(value, (str, int)) and value in allowed.get(name, ()) for name, value in given.items()
        ):
            asked = state._replace(**given)
            if asked.x != asked.y:  # a map of one number is no map
                go(asked)

    def choose(name: Any) -> None:
        if is_one_of(name, PRESETS):
            go(state._replace(preset=name, couple=0, changes=()))

    def begin(_: Any = None) -> None:
        if refusal:
            return
        stop.current.set()
        event = stop.current = threading.Event()
        set_status(("running", 0))
        set_drawn((key, wanted.none()))

        def tell(counts: sweep.Counts, done: int) -> None:
            if stop.current is event and not event.is_set():
                set_drawn((key, counts))
                set_status(("running", done))

        def sweep_it() -> None:
            end = ("finished", wanted.lives)
            try:
                sweep.run(wanted, who, event, tell)
            except work.BusyError:
                end = ("busy", 0)
            except Exception:
                end = ("failed", 0)
                raise
            finally:
                if stop.current is event and not event.is_set():
                    set_status(end)

        threading.Thread(target=sweep_it, name="map", daemon=True).start()

    def cancel(_: Any) -> None:
        stop.current.set()
        set_status(("cancelled", status[1]))

    def show(cell: Any) -> None:
        if is_whole(cell, 0, wanted.cells):
            x, y = wanted.at(cell)
            go(state.changed({state.x: x, state.y: y})._replace(page="play"))

    counts = drawn[1] if drawn[0] == key else wanted.none()
    chart = solara.use_memo(
        lambda: attempt(lambda: json.dumps(cells(wanted, counts, words))), [key, counts, state.lang]
    )
    if chunk is None or chart is None:
        Sorry(state, words, go)
        return
    opens = not state.held or (state.turns(state.x) and state.turns(state.y))
    question(said)
    told = words["page"]["busy"] if status[0] == "busy" else said[status[0]] if status[0] else ""
    Chart(
        words={**said, "regimes": words["regimes"], "frame": words["frame"], "couple": _whose(state, words)}
        | ({} if opens else {"open": words["class_link"]["locked"]}),
        form={
            "x": state.x,
            "y": state.y,
            "cells": state.cells,
            "lives": state.lives,
            "numbers": _numbers(words),
            "all_cells": CELLS,
            "all_lives": LIVES,
            "cost": refusal or _cost(wanted, chunk, said),
            "refused": bool(refusal),
            "opens": opens,
            "couples": couples(state, words),
            "preset": "" if state.couple else state.preset,
            "idle": not running and not counts.any() and (bool(status[0] or refusal) or wanted.lives > sweep.AT_ONCE),
            "config": f"/config.yaml?page=map&{urlsplit(link(state)).query}" if wanted.lives > sweep.MOST_LIVES else "",
        },
        chart=chart,
        progress={
            "running": running,
            "share": status[1] / wanted.lives,
            "text": told.format(done=status[1], lives=wanted.lives),
        },
        components=parts("frame"),
        event_choose=choose,
        event_ask=ask,
        event_begin=begin,
        event_cancel=cancel,
        event_open=show,
    )


def _whose(state: State, words: Mapping[str, Any]) -> str:
    """Return whose numbers are swept, where none of the five couples says it, and what the two take up."""
    told = whose(state, words) if state.couple or state.changes or state.held else ""
    return ". ".join(filter(None, [told, using(state, words)]))


def _refusal(wanted: sweep.Plan, said: Mapping[str, str]) -> str:
    """Return why a sweep is not begun, or nothing."""
    if wanted.state.x == wanted.state.y:
        return said["same"]
    if wanted.lives > sweep.MOST_LIVES:
        return said["too_large"].format(lives=wanted.lives, most=sweep.MOST_LIVES)
    return ""


def _cost(wanted: sweep.Plan, chunk: float, said: Mapping[str, str]) -> str:
    """Return the price of a sweep in words."""
    time = round(sweep.seconds(wanted.lives, chunk))
    words = said["second"] if time <= 1 else said["seconds"].format(n=time)
    return said["cost"].format(lives=wanted.lives, seconds=words)


def _numbers(words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the numbers that can be swept, in the groups of the sliders."""
    found = [{"title": words["play"]["knobs"], "paths": list(MAIN)}]
    for group in groups(words):
        found.append(group)
        found += [{**inner, "title": f"{group['title']}: {inner['title']}"} for inner in group["groups"]]
    return [
        {"title": group["title"], "options": [{"path": path, "label": label(path, words)} for path in group["paths"]]}
        for group in found
        if group["paths"]
    ]
