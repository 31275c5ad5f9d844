"""Map: where a couple tips, over two numbers at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import solara

from ....experiment.view import CELLS, LIVES, State
from ....parameters import NUMBERS
from ...calm import Sorry, attempt
from ...parts.knobs import MAIN, groups, label
from ...parts.question import question
from ..society.guest import guest
from . import sweep
from .cells import cells


@solara.component_vue("map.vue", vuetify=False)
def Chart(
    words: dict[str, Any],
    form: dict[str, Any],
    chart: str,
    progress: dict[str, Any],
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
    drawn, set_drawn = solara.use_state((wanted, np.zeros((3, state.cells**2), np.int64)))
    status, set_status = solara.use_state(("", 0))
    stop = solara.use_ref(threading.Event())
    chunk = solara.use_memo(lambda: attempt(sweep.pace), [])
    said = words["map"]
    running = status[0] == "running"
    refusal = _refusal(wanted, said)

    def leave() -> Callable[[], None]:
        return lambda: stop.current.set()

    solara.use_effect(leave, [])

    def ask(given: Any) -> None:
        allowed: dict[str, Any] = {"x": NUMBERS, "y": NUMBERS, "cells": CELLS, "lives": LIVES}
        if isinstance(given, dict) and all(
            isinstance(value, (str, int)) and value in allowed.get(name, ()) for name, value in given.items()
        ):
            go(state._replace(**given))

    def begin(_: Any) -> None:
        if running or refusal:
            return
        event = stop.current = threading.Event()
        set_status(("running", 0))
        set_drawn((wanted, np.zeros((3, state.cells**2), np.int64)))

        def tell(counts: Any, done: int) -> None:
            set_drawn((wanted, counts))
            if not event.is_set():
                set_status(("running", done))
            else:
                set_status(("cancelled", done))

        def work() -> None:
            try:
                finished = sweep.run(wanted, event, tell)
            except Exception:
                set_status(("failed", 0))
                raise
            if finished:
                set_status(("finished", wanted.lives))

        threading.Thread(target=work, name="map", daemon=True).start()

    def cancel(_: Any) -> None:
        stop.current.set()

    def show(cell: Any) -> None:
        whole = drawn[0]
        if isinstance(cell, int) and 0 <= cell < len(whole.x) * len(whole.y):
            x, y = float(whole.x[cell % len(whole.x)]), float(whole.y[cell // len(whole.x)])
            asked = whole.state
            go(asked.changed({asked.x: x, asked.y: y})._replace(page="play", lang=state.lang))

    chart = solara.use_memo(lambda: attempt(lambda: json.dumps(cells(drawn[0], drawn[1], words))), [drawn, state.lang])
    if chunk is None or chart is None:
        Sorry(state, words, go)
        return
    question(said)
    Chart(
        words={**said, "regimes": words["regimes"], "couple": _whose(state, words)},
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
        },
        chart=chart,
        progress={
            "running": running,
            "share": status[1] / drawn[0].lives,
            "text": said[status[0]].format(done=status[1], lives=drawn[0].lives) if status[0] else "",
        },
        event_ask=ask,
        event_begin=begin,
        event_cancel=cancel,
        event_open=show,
    )


def _whose(state: State, words: Mapping[str, Any]) -> str:
    """Return whose numbers are swept."""
    whose: str = words["couples"][state.preset]
    return guest(state, words) if state.couple else whose


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
        found += [group, *group["groups"]]
    return [
        {"title": group["title"], "options": [{"path": path, "label": label(path, words)} for path in group["paths"]]}
        for group in found
        if group["paths"]
    ]
