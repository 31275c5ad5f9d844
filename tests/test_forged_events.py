"""What a page reports can be any JSON: none of it makes a page fail, and only what can be meant moves anything."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("solara", reason="needs the dashboard extra")

from ipyvue import VueTemplate
from solara.server.websocket import WebsocketWrapper

from reassure_sim.dashboard import calm
from reassure_sim.dashboard.asked import counted, is_one_of, is_whole
from reassure_sim.dashboard.server.serve import application
from reassure_sim.experiment.view import PATHS_OF
from reassure_sim.year import life

pytestmark = pytest.mark.filterwarnings("ignore")

DEAF = {"another", "again", "back", "begin", "cancel", "live_others", "put_back", "reset", "tell"}
"""Buttons: what they do is done whatever is said with it."""

SAID: list[Any] = [
    None, True, 1.0, -1, 10**15, "", "x", "\x00", "__class__", [], ["x"], {}, {"path": []}, [[]], [None],
    {"path": {}, "place": 1, "count": None}, {"path": "a.anxiety", "place": True}, {"path": "a.anxiety", "place": 1.5},
    {"path": "a.anxiety", "place": -7}, {"path": "a.anxiety", "place": 50, "count": []},
    {"path": "a.anxiety", "place": 50, "count": "x"}, {"path": "a.anxiety", "place": 50, "count": 1e300},
    {"day": [], "name": {}}, {"day": True, "name": "1-a-seek"}, {"group": True, "life": True}, {"group": 0, "life": 1.0},
    {"group": 0, "life": []}, {"couple": [], "week": {}}, {"couple": 1.0, "week": True}, {"couple": -1, "week": 99},
    {"x": [], "y": {}, "cells": None, "lives": "x"}, {"use": []}, {"preset": {}}, {"number": ["a.anxiety"]},
    {"couple": {}, "use": []}, {"other": None}, {"people": [], "couples": {}, "friends": None, "rewiring": []},
    {"page": [], "preset": {}, "lang": None, "free": [[]], "origin": "http://[::1"}, {"origin": {}, "at": []},
]  # fmt: skip


class Deaf(WebsocketWrapper):
    """A line to a browser that nobody reads."""

    def send_text(self, data: str) -> None:
        pass

    def send_bytes(self, data: bytes) -> None:
        pass

    def close(self) -> None:
        pass

    async def receive(self) -> str:
        raise NotImplementedError


def parts(widget: Any) -> Iterator[VueTemplate]:
    """Return all parts of a page that report events."""
    if isinstance(widget, VueTemplate):
        yield widget
    for child in [*getattr(widget, "children", ())]:
        if not isinstance(child, str):
            yield from parts(child)


@pytest.fixture(scope="module")
def app() -> Any:
    """The dashboard as Solara runs it."""
    application()
    from solara.server import app as apps  # not before: it reads our settings when it is imported

    found = apps.apps["__default__"]
    found.check()
    life.warm()
    return found


@pytest.mark.parametrize("name", PATHS_OF)
def test_no_event_makes_a_page_fail(app: Any, name: str, caplog: pytest.LogCaptureFixture) -> None:
    import ipyvuetify
    from solara.server.app import load_app_widget, load_themes
    from solara.server.kernel_context import initialize_virtual_kernel

    opened = initialize_virtual_kernel("session", f"forged-{name}", Deaf())
    where = f"{PATHS_OF[name]}?v=1"
    with opened:
        opened.container = ipyvuetify.Html(tag="div")
        load_themes({"light": {}, "dark": {}}, False)
        load_app_widget(None, app, where)
        router = next(part for part in parts(opened.container) if part.has_trait("location"))
        events = {event for part in parts(opened.container) for event in dir(part) if event.startswith("vue_event_")}
        assert events >= {"vue_event_go", "vue_event_invite"}
        for event in sorted(event for event in events if event.removeprefix("vue_event_") not in DEAF):
            for said in SAID:
                reporting = [part for part in parts(opened.container) if hasattr(part, event)]
                assert reporting, f"{event} is there no more"
                for part in reporting:
                    getattr(part, event)(said)
                assert not calm.FAILED.value, (event, said)
                if router.location != where:
                    router.location = where
        failed = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    opened.close()
    assert not failed


def test_only_what_can_be_meant_is_taken() -> None:
    assert is_one_of("x", ("x", "y")) and is_one_of("x", {"x": 1})
    assert not any(is_one_of(said, {"x": 1}) for said in (None, 1, [], {}, ["x"], "z", b"x"))
    assert is_whole(0) and is_whole(5, 1, 6)
    assert not any(is_whole(said, 1, 6) for said in (0, 6, 1.0, True, "1", None, [], float("nan"), 10**400))
    assert counted({"count": 3}) == 3 and counted({"count": True}) == counted({"count": "3"}) == counted({}) == 0
