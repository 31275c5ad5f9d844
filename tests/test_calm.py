"""Whatever fails on a page, in drawing, in an effect or in answering a click, ends in a calm word and no traceback."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

import pytest

pytest.importorskip("solara", reason="needs the dashboard extra")

import ipyvuetify
import ipywidgets
import reacton
import solara
from solara.server import kernel, kernel_context

from reassure_sim.dashboard import calm
from reassure_sim.dashboard.calm import Calm
from reassure_sim.dashboard.words import languages, words
from reassure_sim.experiment.view import PATHS_OF, START, State

Go = Callable[[State], None]
WHEN = {"drawing", "memo", "child", "effect"}
SORRY = words()["page"]["sorry"]
ill: set[str] = set()


def fail(when: str) -> None:
    if when in ill:
        raise ZeroDivisionError("a secret of the machine")


@solara.component
def Child() -> None:
    fail("child")
    solara.Text("a child")


@solara.component
def Whole(state: State, words: Mapping[str, Any], go: Go) -> None:
    fail("drawing")
    solara.use_memo(lambda: fail("memo"), [state])
    solara.use_effect(lambda: fail("effect"), [state])
    solara.Text(f"day {state.day}")
    solara.Button("click", on_click=lambda: fail("click"))
    Child().key(str(state.day))


@pytest.fixture(autouse=True)
def _well() -> Iterator[None]:
    page = kernel_context.VirtualKernelContext(id="calm", session_id="s", kernel=kernel.Kernel())
    ill.clear()
    with page:
        yield
    ill.clear()


def shown(box: ipywidgets.Widget) -> str:
    """Return all text that is on the page."""
    texts = [str(getattr(box, name, "")) for name in ("value", "children", "v_slots")]
    inner = [shown(child) for child in getattr(box, "children", []) if isinstance(child, ipywidgets.Widget)]
    return " ".join([*texts, *inner])


def open_page(went: list[State]) -> Any:
    return reacton.render(Calm(START, words(), went.append, Whole))


@pytest.mark.parametrize("when", sorted(WHEN))
def test_a_page_that_fails_at_once_ends_in_a_calm_word_and_can_start_afresh(when: str) -> None:
    ill.add(when)
    went: list[State] = []
    box, context = open_page(went)
    assert SORRY in shown(box) and "secret" not in shown(box) and "Traceback" not in shown(box)
    ill.clear()
    context.find(ipyvuetify.Btn).widget.fire_event("click", {})
    assert went == [START]
    assert "day 365" in shown(box) and SORRY not in shown(box)
    context.close()


@pytest.mark.parametrize("when", sorted(WHEN))
def test_a_page_that_fails_at_a_change_ends_in_a_calm_word_and_the_next_view_is_a_fresh_start(when: str) -> None:
    box, context = open_page([])
    assert "day 365" in shown(box)
    ill.add(when)
    context.render(Calm(START._replace(day=5), words(), [].append, Whole))
    assert SORRY in shown(box) and "secret" not in shown(box)
    ill.clear()
    context.render(Calm(START._replace(day=6), words(), [].append, Whole))
    assert "day 6" in shown(box) and SORRY not in shown(box)
    context.close()


def test_a_button_that_fails_ends_in_a_calm_word() -> None:
    box, context = open_page([])
    ill.add("click")
    context.find(ipyvuetify.Btn).widget.fire_event("click", {})
    assert SORRY in shown(box) and "secret" not in shown(box)
    context.close()


def test_a_picture_that_fails_to_answer_ends_in_a_calm_word_on_its_own_page_only() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import_module("solara.server.starlette")  # what is kept for a page is kept apart once there is a server
    from solara.server.patch import FakeIPython

    box, context = open_page([])
    other = kernel_context.VirtualKernelContext(id="other", session_id="s", kernel=kernel.Kernel())
    ill.add("click")
    try:
        fail("click")
    except ZeroDivisionError:
        FakeIPython(kernel_context.get_current_context()).showtraceback()
    assert SORRY in shown(box)
    with other:
        assert not calm.FAILED.value
    context.close()


def test_what_fails_while_drawing_is_told_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    assert calm.attempt(lambda: 1 // 0) is None and "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("name", PATHS_OF)
@pytest.mark.parametrize("said", languages())
def test_every_page_of_the_dashboard_ends_in_a_calm_word_if_it_fails(
    name: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reassure_sim.dashboard.app import Ready
    from reassure_sim.dashboard.pages import PAGES
    from reassure_sim.year.life import WARM

    monkeypatch.setitem(PAGES, name, Whole)
    WARM.set()
    ill.add("drawing")
    box, context = reacton.render(Calm(START._replace(page=name, lang=said), words(said), [].append, Ready))
    assert words(said)["page"]["sorry"] in shown(box) and "secret" not in shown(box)
    context.close()
