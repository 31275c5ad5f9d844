"""The windows of a lesson: where to open them, the class's, the speaker's; and the pages of the dashboard."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import solara

from ...lessons import said
from ..app import LOOK, Layout, Shell
from ..app import routes as pages
from ..parts import parts
from .stage import Stage, now
from .told import desk, said_by, standing

HERE = Path(__file__).parent
BREATH = 0.1
"""Seconds between two drawings of a window at least: votes come by hundreds."""

LOOKS = 2.0
"""Seconds after which a window looks whether it is still wanted."""


@functools.cache
def own(*names: str) -> dict[str, str]:
    """Return parts of this room, as ``parts`` does those that all pages share."""
    return {f"the-{name}": (HERE / f"{name}.vue").read_text(encoding="utf-8") for name in names}


@solara.component_vue("home.vue", vuetify=False)
def _Home(words: dict[str, Any], title: str, lang: str) -> None:
    """Show which window is which, and open them."""


@solara.component_vue("class.vue", vuetify=False)
def _Class(
    words: dict[str, Any],
    seat: dict[str, Any],
    shown: str,
    standing: dict[str, Any],
    components: dict[str, str],
    event_press: Callable[[str], None],
) -> None:
    """Show a step of the lesson in large type; ``shown``: JSON of what stays while it is shown."""


@solara.component_vue("speaker.vue", vuetify=False)
def _Speaker(
    words: dict[str, Any],
    seat: dict[str, Any],
    desk: dict[str, Any],
    components: dict[str, str],
    event_press: Callable[[str], None],
    event_count: Callable[[dict[str, Any]], None],
    event_clear: Callable[[Any], None],
    event_phones: Callable[[bool], None],
    event_address: Callable[[str], None],
    event_contact: Callable[[str], None],
    event_clock: Callable[[Any], None],
) -> None:
    """Show what the speaker needs, and take what the speaker does."""


@solara.component
def Home() -> None:
    """Say which window is which; an address that names a view opens that view in Play."""
    if "v=" in (solara.use_router().search or ""):
        Shell()
        return
    stage = now()
    _dress(stage, "home")
    _Home(words=said_by(stage)["teach"], title=_title(stage), lang=stage.language)


@solara.component
def Class() -> None:
    """The window that the class sees."""
    stage = _followed()
    _dress(stage, "class")
    with stage.still():
        seat, shown, stands = _seat(stage, "class"), stage.drawn(stage.place) or "", standing(stage)
    _Class(
        words=said_by(stage),
        seat=seat,
        shown=shown,
        standing=stands,
        components={
            **own("window", "choices", "strategies", "guess"),
            **parts("cycle", "stairs", "pursuit", "curve"),
        },
        event_press=_pressed(stage),
    )


@solara.component
def Speaker() -> None:
    """The window that only the speaker sees."""
    stage = _followed()
    _dress(stage, "speaker")

    def count(asked: Any) -> None:
        if isinstance(asked, dict) and all(type(asked.get(name)) is int for name in ("choice", "hands")):
            stage.count(asked["choice"], asked["hands"], more=asked.get("more") is True)

    with stage.still():
        seat, sees = _seat(stage, "speaker"), desk(stage)
    _Speaker(
        words=said_by(stage)["teach"],
        seat=seat,
        desk=sees,
        components=own("window", "field"),
        event_press=_pressed(stage),
        event_count=count,
        event_clear=lambda _: stage.clear(),
        event_phones=lambda on: stage.phones(on is True),
        event_address=lambda address: stage.show_address(str(address)),
        event_contact=lambda contact: stage.set_contact(str(contact)),
        event_clock=lambda _: stage.restart_clock(),
    )


def _followed() -> Stage:
    """Return the stage, have this window drawn again whenever it changes, and go where the address says it stood."""
    stage = now()
    search = parse_qs(solara.use_router().search or "")
    _, see = solara.use_state(stage.version)

    def follow() -> Callable[[], None]:
        stage.resume(*(_whole(search, name) for name in ("at", "began")))
        closed = threading.Event()

        def listen() -> None:
            seen = -1
            while not closed.is_set():
                version = stage.wait(seen, LOOKS)
                if version != seen and not closed.is_set():
                    see(version)
                    seen = version
                    time.sleep(BREATH)

        threading.Thread(target=listen, name="window", daemon=True).start()
        return closed.set

    solara.use_effect(follow, [])
    return stage


def _whole(search: dict[str, list[str]], name: str) -> int:
    text = search.get(name, [""])[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else 0


def _seat(stage: Stage, kind: str) -> dict[str, Any]:
    """Return what either window does alike: its language, and where its address says that the lesson stands."""
    return {"kind": kind, "lang": stage.language, "at": stage.place, "began": int(stage.began), "asks": stage.asks}


def _pressed(stage: Stage) -> Callable[[Any], None]:
    return lambda name: stage.press(str(name))


def _title(stage: Stage) -> str:
    return said(stage.lesson.title, stage.language)


def _dress(stage: Stage, name: str) -> None:
    solara.Title(f"{said_by(stage)['teach'][name]} · {_title(stage)}")
    solara.Style(LOOK)


routes = [
    solara.Route("/", component=Home, layout=Layout),
    solara.Route("class", component=Class),
    solara.Route("speaker", component=Speaker),
    *(page for page in pages if page.path != "/"),
]
