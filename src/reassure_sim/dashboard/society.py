"""Society: many couples who are friends, a year of it, and what friends make of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import wait
from typing import Any
from urllib.parse import urlencode

import solara

from . import gathering, living
from .calm import Sorry, attempt
from .gathering import Asked
from .state import START, State, link, read

AT_ONCE = 200
"""Couples up to which a society is lived as soon as it is asked for."""


@solara.component_vue("society.vue", vuetify=False)
def Picture(
    words: dict[str, Any],
    form: dict[str, Any],
    picture: str,
    stamp: str,
    start: dict[str, int],
    progress: dict[str, Any],
    event_ask: Callable[[dict[str, Any]], None],
    event_begin: Callable[[Any], None],
    event_cancel: Callable[[Any], None],
    event_settle_week: Callable[[int], None],
    event_open: Callable[[dict[str, int]], None],
) -> None:
    """Show the form, the progress, and the year, which the browser plays by itself."""


@solara.component
def Society(state: State, words: Mapping[str, Any], go: Callable[[State], None]) -> None:
    """Let the visitor gather a society, watch its year, and open any of its couples in Play."""
    asked = state.asked
    shown, set_shown = solara.use_state((asked, ""))
    status, set_status = solara.use_state(("", 0.0))
    stop = solara.use_ref(threading.Event())
    rate = solara.use_memo(lambda: attempt(living.pace), [])
    said = words["society"]

    def begin(_: Any = None) -> None:
        stop.current.set()
        event = stop.current = threading.Event()
        set_status(("waiting", 0.0))

        def watch() -> None:
            began = time.monotonic()
            future = living.QUEUE.submit(living.picture, asked, event)
            while not event.is_set() and not future.done():
                set_status(("running" if future.running() else "waiting", time.monotonic() - began))
                wait([future], timeout=0.25)
            future.cancel()
            if stop.current is not event:  # another society is asked for by now, or the page is gone
                return
            if event.is_set():
                set_status(("cancelled", 0.0))
            elif future.exception() is not None:
                set_status(("failed", 0.0))
                future.result()
            else:
                set_shown((asked, future.result()))
                set_status(("finished", time.monotonic() - began))

        threading.Thread(target=watch, name="society", daemon=True).start()

    def arrive() -> Callable[[], None]:
        found = living.kept(asked)
        set_status(("", 0.0))
        if found is not None:
            set_shown((asked, found))
        elif asked.couples <= AT_ONCE:
            begin()

        def leave() -> None:
            event, stop.current = stop.current, threading.Event()
            event.set()

        return leave

    solara.use_effect(arrive, [asked])

    def cancel(_: Any) -> None:
        stop.current.set()

    def ask(given: Any) -> None:
        if isinstance(given, dict):
            wanted = read("society", urlencode({name: given.get(name, "") for name in Asked._fields}))[0].asked
            view = state._replace(**wanted._asdict())
            go(view if view.couple <= view.couples else view._replace(couple=0))

    def settle_week(week: Any) -> None:
        if isinstance(week, int) and 1 <= week <= gathering.WEEKS and week != state.week:
            go(state._replace(week=week))

    def meet(who: Any) -> None:
        couple, week = (who.get("couple"), who.get("week")) if isinstance(who, dict) else (None, None)
        if isinstance(couple, int) and isinstance(week, int):
            society = shown[0]
            if 1 <= couple <= society.couples and 1 <= week <= gathering.WEEKS:
                own = {"couple": couple, "seed": society.people, "day": 7 * week, "week": week, "changes": ()}
                go(state._replace(page="play", **society._asdict(), **own))

    if rate is None:
        Sorry(state, words, go)
        return
    needed = max(1, round(rate * asked.couples))
    with solara.Div(classes=["question"]):
        solara.HTML(tag="h1", unsafe_innerHTML=said["question"])
        solara.HTML(tag="p", unsafe_innerHTML=said["lead"])
    time_needed = said["second"] if needed == 1 else said["seconds"].format(n=needed)
    Picture(
        words={**said, "regimes": words["regimes"]},
        form={
            **asked._asdict(),
            "all": {
                "joined": list(gathering.JOINED),
                "couples": gathering.COUPLES,
                "friends": gathering.FRIENDS,
                "flows": gathering.FLOW_NAMES,
                "hard_weeks": gathering.HARD_WEEKS,
            },
            "cost": said["cost"].format(couples=f"{asked.couples:,}", seconds=time_needed),
        },
        picture=shown[1],
        stamp=link(START._replace(page="society", **shown[0]._asdict())) if shown[1] else "",
        start={"week": state.week, "couple": state.couple},
        progress={
            "running": status[0] in ("running", "waiting"),
            "stale": not shown[1] or shown[0] != asked,
            "share": min(0.97, status[1] / (rate * asked.couples + 1.0)),
            "text": said[status[0]].format(seconds=f"{status[1]:.0f}", n=needed) if status[0] else "",
        },
        event_ask=ask,
        event_begin=begin,
        event_cancel=cancel,
        event_settle_week=settle_week,
        event_open=meet,
    )
