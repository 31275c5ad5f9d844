"""Scripts in links and inputs do not run, and a hostile client changes nothing for anybody else."""

import contextlib
import json
import re
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from reassure_sim.experiment.links import OTHER
from reassure_sim.experiment.view import PATHS_OF, State

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")

PAYLOADS = (
    "<img src=x onerror=window.hit=1>",
    "<script>window.hit=1</script>",
    "\"><svg onload=window.hit=1>",
    "' onfocus=window.hit=1 autofocus='",
    "javascript:window.hit=1",
    "{{constructor.constructor('window.hit=1')()}}",
    "{{_c.constructor('window.hit=1')()}}",
    "${window.hit=1}",
    "</style><script>window.hit=1</script>",
    "%3Cscript%3Ewindow.hit=1%3C/script%3E",
)  # fmt: skip
LONG = 60_000
NAMES = [name for name in State._fields if name not in ("page", "changes", "differ")]
NAMES += ["v", "a.anxiety", f"{OTHER}a.anxiety"]
TRAPS = """
window.hit = undefined;
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => { window.hit = name; };
"""
INPUTS = (
    "input:not([type=range]):not([type=radio]):not([type=checkbox]):not([readonly]), textarea, [contenteditable=true]"
)


def links() -> list[str]:
    """Return one link a page and payload: each carries the payload as word and as name; all words have each payload."""
    found = []
    for turn, payload in enumerate(PAYLOADS):
        for shift, path in enumerate(PATHS_OF.values()):
            # few at a time: a link holds so many characters, and three notes are shown
            names = [NAMES[(3 * (turn * len(PATHS_OF) + shift) + i) % len(NAMES)] for i in range(3)]
            pairs = [f"{name}={quote(payload)}" for name in names] + [f"{quote(payload)}=1"]
            found.append(f"{path}?v=1&{'&'.join(pairs)}")
    return found


def test_every_word_of_a_link_meets_several_payloads() -> None:
    met = {name: sum(f"&{name}=" in link for link in links()) for name in NAMES}
    assert min(met.values()) >= 4, met


@pytest.mark.parametrize("page_name", PATHS_OF)
def test_no_script_in_a_link_or_an_input_runs(page: Any, server_url: str, traffic: Any, page_name: str) -> None:
    page.add_init_script(TRAPS)
    page.on("dialog", lambda dialog: traffic.errors.append(f"dialog: {dialog.message}") or dialog.dismiss())
    path = PATHS_OF[page_name]
    page.goto(f"{server_url}{path.strip('/')}?v=1")
    sync_api.expect(page.get_by_role("main").or_(page.locator(".content")).first).to_contain_text(
        re.compile(r"\S"), timeout=LONG
    )
    sync_api.expect(page.locator(".warming")).to_have_count(0, timeout=LONG)
    for link in links():
        if link.startswith(f"{path}?"):
            # as the browser's own Back and Forward do: no new page has to be loaded for each
            page.evaluate(
                "link => { history.pushState({}, '', link); dispatchEvent(new PopStateEvent('popstate')); }", link
            )
            sync_api.expect(page.locator(".notes").first).to_be_visible(timeout=LONG)
            assert page.evaluate("window.hit") is None, link
    page.goto(f"{server_url}{link_of(path).strip('/')}")
    sync_api.expect(page.locator(".notes").first).to_be_visible(timeout=LONG)
    for number in range(page.locator(INPUTS).count()):
        field = page.locator(INPUTS).nth(number)
        if not field.is_visible() or not field.is_enabled():
            continue
        for payload in PAYLOADS[:3]:
            field.evaluate(
                "(field, text) => { field.value = text;"
                " for (const what of ['input', 'change']) field.dispatchEvent(new Event(what, { bubbles: true })); }",
                payload,
            )
    page.wait_for_function("document.readyState === 'complete'")
    assert page.evaluate("window.hit") is None
    assert traffic.errors == []


def link_of(path: str) -> str:
    return next(link for link in links() if link.startswith(f"{path}?"))


class Stranger:
    """A client that speaks to the server without a browser, and without manners."""

    def __init__(self, url: str) -> None:
        from websockets.sync.client import connect

        self.url = url.rstrip("/")
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "text/html"})) as answer:
            cookie = answer.headers["Set-Cookie"].partition(";")[0]
        self.kernel, self.page, self.control = (str(uuid.uuid4()) for _ in range(3))
        address = f"ws{self.url[4:]}/jupyter/api/kernels/{self.kernel}/channels?session_id={self.page}"
        self.line = connect(address, origin=self.url, additional_headers={"Cookie": cookie}, max_size=None)
        self.widgets: dict[str, Any] = {}

    def __enter__(self) -> "Stranger":
        self.socket = self.line.__enter__()
        self.say("comm_open", comm_id=self.control, target_name="solara.control", data={})
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def message(self, kind: str, **content: Any) -> dict[str, Any]:
        header = {"msg_id": str(uuid.uuid4()), "msg_type": kind, "session": self.page, "username": "", "version": "5.2"}
        message = {"buffers": [], "channel": "shell", "content": content, "header": {**header, "date": ""}}
        return {**message, "metadata": {}, "parent_header": {}}

    def say(self, kind: str, **content: Any) -> None:
        self.socket.send(json.dumps(self.message(kind, **content)))

    def run(self, path: str) -> None:
        args = {"path": path, "dark": False, "themes": {"light": {}, "dark": {}}, "appName": None}
        self.say("comm_msg", comm_id=self.control, data={"method": "run", "args": args})

    def listen(self, trait: str) -> str:
        """Listen until there is a widget with this trait, and return its id."""
        while True:
            said = json.loads(self.socket.recv(timeout=60.0))
            assert "Traceback (most recent" not in json.dumps(said)
            if said["msg_type"] == "comm_open":
                self.widgets[said["content"]["comm_id"]] = said["content"]["data"]["state"]
            for model, state in self.widgets.items():
                if trait in state:
                    return model

    def answers(self) -> bool:
        """Tell whether it still gets an answer."""
        self.say("kernel_info_request")
        while True:
            if json.loads(self.socket.recv(timeout=60.0))["msg_type"] == "kernel_info_reply":
                return True


VALUES = (
    None, True, -1, 0, 1e308, 10**30, "", "x" * 40_000, [], [[]] * 100, {}, {"path": "a.anxiety"},
    {"path": "a.anxiety", "place": "9"}, {"path": "a.anxiety", "place": 10**12, "count": 1},
    {"path": "a.anxiety", "place": -5, "count": -1}, {"path": "__class__", "place": 5, "count": 1},
    {"path": "a.anxiety", "place": 5, "count": "x"}, {"path": ["a.anxiety"], "place": 5}, {"couple": {}, "week": []},
    {"x": "<script>", "y": None, "cells": 10**9}, {"preset": "nobody"}, 366, -366, 0.5, [1, "2", None] * 50,
)  # fmt: skip


def test_a_hostile_client_is_answered_in_peace_and_changes_nothing_for_others(
    page: Any, server_url: str, traffic: Any
) -> None:
    page.goto(server_url)
    picture = page.locator("[data-stamp]").first
    sync_api.expect(picture).to_be_attached(timeout=LONG)
    before = picture.get_attribute("data-stamp")
    with Stranger(server_url) as stranger:
        stranger.run("/?v=1")
        molest(stranger, stranger.listen("board"))
        assert stranger.answers()
        # what is longer than a megabyte ends the line, and only the own one
        stranger.say("comm_msg", comm_id="w", data={"method": "x" * (2**20)})
    with Stranger(server_url) as other:
        other.run("/map?v=1")
        other.listen("chart")
        assert other.answers()
    assert picture.get_attribute("data-stamp") == before
    page.locator('input[data-path="a.anxiety"]').press("ArrowRight")
    sync_api.expect(picture).not_to_have_attribute("data-stamp", before, timeout=LONG)
    assert traffic.errors == []


def molest(stranger: Stranger, knobs: str) -> None:
    """Say everything to all parts of a page that nobody should."""
    said = json.dumps(stranger.message("comm_msg", comm_id=knobs, data={"method": "custom", "content": {}}))
    for raw in ("", "{", "null", "[]", "NaN", "[" * 5000, said.replace("header", "heart"), b"\x00\x01", b"\xff" * 64):
        stranger.socket.send(raw)
    for model in [*stranger.widgets, str(uuid.uuid4())]:
        for name in (
            "turn",
            "settle",
            "choose",
            "another",
            "reset",
            "settle_day",
            "go",
            "set_up",
            "invite",
            "nothing",
            "__init__",
        ):
            for value in VALUES if model == knobs else VALUES[::5]:
                custom = {"event": name, "data": value}
                stranger.say("comm_msg", comm_id=model, data={"method": "custom", "content": custom})
        for state in (
            {"year": 5},
            {"template": None},
            {"children": "x"},
            {"location": "//evil.example/?v=1"},
            {"x": []},
        ):
            stranger.say("comm_msg", comm_id=model, data={"method": "update", "state": state, "buffer_paths": []})
    for hostile in (
        {"create_widget": ["os", "system"], "id": "x", "props": {}},
        {"update_ref": {"functionRef": "close"}},
    ):
        stranger.say("comm_msg", comm_id=knobs, data={"method": "custom", "content": hostile})
    stranger.say("shutdown_request")


def test_a_kernel_cannot_be_taken_by_another_browser(server_url: str) -> None:
    from websockets.sync.client import connect

    with Stranger(server_url) as owner:
        owner.run("/?v=1")
        owner.listen("board")
        address = f"ws{owner.url[4:]}/jupyter/api/kernels/{owner.kernel}/channels?session_id=thief"
        with connect(address, origin=owner.url, additional_headers={"Cookie": "solara-session-id=thief"}) as thief:
            heard = [str(text) for text in until_closed(thief)]
        assert not any("board" in text for text in heard)
        close = f"{owner.url}/_solara/api/close/{owner.kernel}?session_id={owner.page}"
        urllib.request.urlopen(urllib.request.Request(close, b"", {"Origin": owner.url})).close()
        assert owner.answers(), "only the page itself can end its kernel"


def until_closed(line: Any) -> Iterator[str]:
    """Yield what is said until the server hangs up."""
    from websockets.exceptions import ConnectionClosed

    with contextlib.suppress(ConnectionClosed):
        while True:
            yield line.recv(timeout=LONG / 1000)
