"""Society: many couples who are friends, a year of it, and what friends make of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import wait
from math import isnan
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import solara

from ....experiment import gathering
from ....experiment.gathering import Asked
from ....experiment.links import link, read
from ....experiment.view import START, State
from ....society_measures import Account
from ...asked import is_whole
from ...calm import Sorry, attempt
from ...parts import parts
from ...parts.question import question
from ...server import work
from ...words import figure
from . import living
from .guest import kinds

AT_ONCE = 200
"""Couples up to which a society is lived as soon as it is asked for."""

FIELD = (Path(__file__).parent / "field.vue").read_text(encoding="utf-8")
"""The picture itself, a part of the component that plays it."""

NOTHING = living.Picture("", Account(), (), (), 0, "")


@solara.component_vue("gather.vue", vuetify=False)
def Gather(words: dict[str, Any], form: dict[str, Any], event_ask: Callable[[dict[str, Any]], None]) -> None:
    """Show what can be chosen of a society."""


@solara.component_vue("society.vue", vuetify=False)
def Picture(
    words: dict[str, Any],
    picture: str,
    stamp: str,
    hard: tuple[int, int],
    start: dict[str, int],
    held: str,
    progress: dict[str, Any],
    components: dict[str, str],
    event_begin: Callable[[Any], None],
    event_cancel: Callable[[Any], None],
    event_rested: Callable[[dict[str, int]], None],
    event_open: Callable[[dict[str, int]], None],
) -> None:
    """Show the progress, and the year, which the browser plays by itself; ``held``: why no couple can be met, or ""."""


@solara.component_vue("tale.vue", vuetify=False)
def Tale(words: dict[str, Any], told: list[str], kinds: list[str], rows: list[list[str]]) -> None:
    """Show the year in words and in a table."""


@solara.component
def Society(state: State, words: Mapping[str, Any], go: Callable[[State], None]) -> None:
    """Let the visitor gather a society, watch its year, and open any of its couples in Play."""
    asked = state.asked
    shown, set_shown = solara.use_state((asked, NOTHING))
    status, set_status = solara.use_state(("", 0.0))
    stop = solara.use_ref(threading.Event())
    who = work.visitor()
    rate = solara.use_memo(lambda: attempt(living.pace), [])
    said = words["society"]

    def begin() -> None:
        stop.current.set()
        event = stop.current = threading.Event()
        set_status(("waiting", 0.0))

        def watch() -> None:
            began = time.monotonic()
            try:
                future = work.alone(who, lambda: living.picture(asked, event))
            except work.BusyError:
                set_status(("busy", 0.0))
                return
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

    def seen(said: Any) -> State | None:
        """Return the view of the couple and week that the picture names; None for anything that it cannot say."""
        couple, week = (said.get("couple"), said.get("week")) if isinstance(said, dict) else (None, None)
        if not is_whole(couple) or not is_whole(week):
            return None
        society = shown[0]
        if not 0 <= couple <= society.couples or not 1 <= week <= gathering.WEEKS:
            return None
        view = state._replace(**society._asdict(), week=week)
        if couple == state.couple or state.held:  # in a class link one may look at any, and keeps the link's own
            return view._replace(day=7 * week)
        return view._replace(couple=couple, seed=society.people if couple else state.seed, day=7 * week, changes=())

    def rested(said: Any) -> None:
        view = seen(said)
        if view is not None and shown[0] == asked:
            go(view)

    def meet(said: Any) -> None:
        view = seen(said)
        if view is not None and view.couple and not state.held:
            go(view._replace(page="play", seed=view.people, changes=()))

    if rate is None:
        Sorry(state, words, go)
        return
    question(said)
    tell = {**said, "busy": words["page"]["busy"]}
    passed = figure(f"{status[1]:.1f}", words)
    society, picture = shown
    names = kinds(words)
    needed = max(1, round(rate * asked.couples))
    time_needed = said["second"] if needed == 1 else said["seconds"].format(n=needed)
    with solara.Div(classes=["society-grid"]):
        Picture(
            words={**said, **{name: words[name] for name in ("regimes", "frame")}, "lang": state.lang},
            picture=picture.drawn,
            stamp=link(START._replace(page="society", **society._asdict())) if picture.drawn else "",
            hard=gathering.HARD_WEEKS,
            start={"week": state.week, "couple": state.couple},
            held=words["class_link"]["locked"] if state.held else "",
            progress={
                "running": status[0] in ("running", "waiting"),
                "stale": not picture.drawn or society != asked,
                "share": min(0.97, status[1] / (rate * asked.couples + 1.0)),
                "text": tell[status[0]].format(seconds=passed, n=needed) if status[0] else "",
                "cost": said["cost"].format(couples=figure(f"{asked.couples:,}", words), seconds=time_needed),
            },
            components={"couple-field": FIELD, **parts("frame")},
            event_begin=lambda _: None if status[0] in ("waiting", "running") else begin(),
            event_cancel=cancel,
            event_rested=rested,
            event_open=meet,
        )
        choices = {"joined": list(gathering.JOINED), "couples": gathering.COUPLES, "friends": gathering.FRIENDS}
        Gather(
            words={**said, "lang": state.lang},
            form={**asked._asdict(), "all": {**choices, "flows": gathering.FLOW_NAMES}},
            event_ask=ask,
        )
        if picture.drawn:
            Tale(words=dict(said), told=_told(picture, names, words), kinds=names, rows=_rows(picture, words))


def _told(picture: living.Picture, kinds: list[str], words: Mapping[str, Any]) -> list[str]:
    """Return the year in two paragraphs: how it went, and how it would have gone without friends."""
    said, went = words["society"], picture.account

    def count(n: int) -> str:
        return figure(f"{n:,}", words)

    def counted(counts: tuple[int, ...]) -> str:
        return ", ".join(said["counted"].format(n=count(n), kind=kind) for n, kind in zip(counts, kinds, strict=True))

    def share(of: float) -> str:
        return said["none"] if isnan(of) else f"{100 * of:.0f} %"

    struggling, stable = map(share, went.theirs)
    paragraph = [
        said["tale"].format(couples=count(went.couples), friends=figure(f"{went.friends:.1f}", words)),
        *(said["tale_day"].format(week=day // 7, list=counted(counts)) for day, counts in went.days),
        said["seated_" + went.seated],
    ]
    if went.seated != "unknown":
        like = figure(f"{went.like:.2f}", words)
        paragraph.append(said["seated"].format(struggling=struggling, stable=stable, like=like))
    alone = {"list": counted(picture.alone), "n": count(picture.otherwise), "couples": count(sum(picture.alone))}
    return [" ".join(paragraph), said["compared"].format(**alone)]


def _rows(picture: living.Picture, words: Mapping[str, Any]) -> list[list[str]]:
    """Return the shares of each week in per cent."""
    return [[figure(f"{100 * n / sum(week):.1f} %", words) for n in week] for week in picture.counts]
