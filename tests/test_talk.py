"""What a page may say to the server, and what the server may say to a page."""

import asyncio
import json
from typing import Any

import pytest

pytest.importorskip("starlette", reason="needs the dashboard extra")

from reassure_sim.dashboard.server.talk import LONGEST, PATIENCE, Talk, Turns, is_ours
from reassure_sim.dashboard.words import languages, words


def said(kind: str = "comm_msg", content: Any = None, **more: Any) -> str:
    header = {"msg_id": "1", "msg_type": kind, "session": "s", "username": "", "version": "5.2", "date": ""}
    message = {"buffers": [], "channel": "shell", "content": content, "header": header, "metadata": {}}
    return json.dumps({**message, "parent_header": {}, **more})


def to_widget(**data: Any) -> str:
    return said(content={"comm_id": "w", "data": data})


RUN = {"path": "/?v=1", "dark": False, "themes": {"light": {}, "dark": {}}, "appName": None}
OURS = [
    said("kernel_info_request", {}),
    said("comm_open", {"comm_id": "c", "target_name": "solara.control", "data": {}}),
    to_widget(method="run", args=RUN),
    to_widget(method="app-status"),
    to_widget(method="request_state"),
    to_widget(method="update", state={"dark_effective": False}, buffer_paths=[]),
    to_widget(method="update", state={"location": "/map?v=1"}, buffer_paths=[]),
    to_widget(method="custom", content={"event": "turn", "data": {"path": "a.anxiety", "place": 79, "count": 1}}),
    said("comm_close", {"comm_id": "w", "data": {}}),
]
HOSTILE = [
    # what would load a module, build a widget, call a method, or read a file as a template
    to_widget(method="custom", content={"create_widget": ["os", "system"], "id": "x", "props": {}}),
    to_widget(method="custom", content={"create_widget": ["ipyvue", "VueTemplate"], "id": "x", "props": {"template_file": "/etc/passwd"}}),
    to_widget(method="custom", content={"update_ref": {"functionRef": "close"}, "id": "w", "prop": "vue_x"}),
    to_widget(method="custom", content={"event": "turn", "data": {}, "destroy_widget": "w"}),
    to_widget(method="custom", content={"event": ["turn"], "data": {}}),
    said("comm_open", {"comm_id": "c", "target_name": "jupyter.widget", "data": {"state": {}}}),
    said("comm_open", {"comm_id": "c", "target_name": "jupyter.widget.control", "data": {}}),
    said("shutdown_request", {}),
    said("execute_request", {"code": "1"}),
    to_widget(method="reload"),
    to_widget(method="evict"),
    to_widget(method="run", args={**RUN, "appName": "other"}),
    to_widget(method="run", args={**RUN, "path": 5}),
    to_widget(method="run", args=[]),
    to_widget(method="update", state={"_model_name": "x"}),
    to_widget(method="update", state={"location": ["/"]}),
    to_widget(method="update", state=[1]),
    to_widget(method="update", state={"children": []}),
    to_widget(method="update", state={"dark_effective": "x"}),
    to_widget(method="update", state={"location": "/"}, buffer_paths=None),
    to_widget(method="run", args={**RUN, "themes": {"light": None}}),
    to_widget(method="run", args={**RUN, "themes": {"light": {"comm": "x"}, "dark": {}}}),
    to_widget(method="run", args={**RUN, "dark": None}),
    # what would break whoever passes it on
    said("comm_open", {"comm_id": "\ud800", "target_name": "solara.control", "data": {}}),
    to_widget(method="update", state={"location": "/?\ud800"}),
    said("kernel_info_request", {}, header={"msg_id": "1", "msg_type": "kernel_info_request", "version": []}),
    said("kernel_info_request", {}, header={"msg_id": "1\n", "msg_type": "kernel_info_request"}),
    to_widget(method="custom", content={"event": "turn.x", "data": {}}),
    to_widget(method="custom", content={"event": "", "data": {}}),
    to_widget(method="custom", content={"event": "turn", "data": 1}).replace(": 1}", ": 1e999}"),
    to_widget(method="custom", content={"event": "turn", "data": 10**40}),
    to_widget(method="update"),
    to_widget(),
    said(content={"comm_id": 5, "data": {"method": "update", "state": {}}}),
    said(content={"data": {"method": "update", "state": {}}}),
    said(content="text"),
    said(content=None),
    said(kind=[]),  # type: ignore[arg-type]
    said("kernel_info_request", {}, channel="iopub"),
    said("kernel_info_request", {}, buffers=["x"]),
    said("kernel_info_request", {}, header={}),
    said("kernel_info_request", {}, metadata=None),
    said("kernel_info_request", {}, header=None),
    "",
    "null",
    "[]",
    "5",
    '"text"',
    "{",
    "NaN",
    "[" * 20_000,
    to_widget(method="custom", content={"event": "turn", "data": float("nan")}),
    to_widget(method="custom", content={"event": "turn", "data": float("inf")}),
    to_widget(method="custom", content={"event": "turn", "data": "x" * LONGEST}),
]  # fmt: skip


@pytest.mark.parametrize("text", OURS)
def test_what_our_pages_say_is_heard(text: str) -> None:
    assert is_ours(text)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_no_page_of_ours_would_say_is_passed_over(text: str) -> None:
    assert not is_ours(text)


def test_only_what_is_ours_comes_through_and_the_end_does_too() -> None:
    coming: list[Any] = [{"type": "websocket.receive", "text": text} for text in (HOSTILE[0], OURS[0], HOSTILE[1])]
    coming += [{"type": "websocket.receive", "bytes": b"\x00" * 8}, {"type": "websocket.disconnect"}]

    async def receive() -> Any:
        return coming.pop(0)

    async def listen() -> list[Any]:
        hear = Talk(receive, unheard, Turns()).hear
        return [await hear(), await hear()]

    first, last = asyncio.run(listen())
    assert first["text"] == OURS[0] and last["type"] == "websocket.disconnect" and not coming


def test_a_calm_word_in_every_language_stands_for_a_traceback() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def tell() -> None:
        trace = "<pre>Traceback (most recent call last)\n File secret.py</pre>"
        state = {"value": trace, "children": [trace, "a word"], "n": 3}
        talk = Talk(silence, send, Turns())
        for text in (said(content={"data": {"state": state}}), said(content="fine")):
            await talk.tell({"type": "websocket.send", "text": text})
        await talk.tell({"type": "websocket.close", "code": 1000})

    asyncio.run(tell())
    state = json.loads(sent[0]["text"])["content"]["data"]["state"]
    assert "secret" not in sent[0]["text"] and state["n"] == 3 and state["children"][1] == "a word"
    for language in languages():
        assert words(language)["page"]["sorry"] in state["value"] == state["children"][0]
    assert sent[1]["text"] == said(content="fine") and sent[2] == {"type": "websocket.close", "code": 1000}


async def unheard(_: Any) -> None:
    raise AssertionError("nobody is told anything here")


async def silence() -> Any:
    raise AssertionError("nobody says anything here")


@pytest.mark.parametrize("how", ["it failed", "it does not listen"])
def test_a_page_with_which_something_is_wrong_holds_nobody_up(how: str) -> None:
    async def lesson() -> None:
        turns = Turns(at_once=1, longest=1e6)
        message = {"type": "websocket.receive", "text": OURS[0]}

        async def receive() -> Any:
            return message

        async def for_ever(_: Any) -> None:
            await asyncio.Event().wait()

        broken, sound = Talk(receive, for_ever, turns), Talk(receive, unheard, turns)
        await broken.hear()
        if how == "it failed":
            broken.end()
        else:
            telling = asyncio.create_task(broken.tell({"type": "websocket.send", "text": ""}))
        assert await asyncio.wait_for(sound.hear(), PATIENCE + 30.0) == message
        if how != "it failed":
            assert not telling.done()
            telling.cancel()

    asyncio.run(lesson())


def test_pages_speak_in_turn_and_one_that_takes_very_long_loses_its_turn() -> None:
    async def lesson() -> None:
        turns = Turns(at_once=1, longest=0.2)
        message = {"type": "websocket.receive", "text": OURS[0]}

        async def receive() -> Any:
            return message

        first, second, third = (Talk(receive, unheard, turns).hear for _ in range(3))
        assert await first() == message
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0)
        assert not waiting.done(), "the first is still being dealt with"
        again = asyncio.create_task(first())  # done with, and it speaks again: behind the one that waits
        assert await waiting == message
        assert not again.done()
        assert await asyncio.wait_for(third(), 30.0) == message, "nobody waits for ever"
        assert await asyncio.wait_for(again, 30.0) == message

    asyncio.run(lesson())
