"""Class links: what is locked stays locked, whatever a page asks for, and the dialog makes no other ones."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

pytest.importorskip("solara", reason="needs the dashboard extra")

from reassure_sim.dashboard.head.class_link import class_link, invitation, lock_told
from reassure_sim.dashboard.parts import knobs
from reassure_sim.dashboard.server import reach
from reassure_sim.dashboard.words import languages, words
from reassure_sim.experiment.links import LONGEST, link, read, unlocked
from reassure_sim.experiment.sharing import from_link
from reassure_sim.experiment.view import LOCKABLE, LOOKS, NOTHING, PATHS_OF, SIZES, START, State, follow
from reassure_sim.parameters import NUMBERS
from reassure_sim.scenario import PRESETS
from test_dashboard_links import STATES, asked

FREE = ["b.stamina", "use"]
HELD = STATES.map(lambda state: state._replace(held=1))
LOOKING = st.fixed_dictionaries(
    {"page": st.sampled_from([*PATHS_OF]), "lang": st.sampled_from(languages()), "size": st.sampled_from(SIZES),
     "look": st.sampled_from(LOOKS), "day": st.integers(1, 365), "told": st.integers(0, 1)}
)  # fmt: skip
ASKED = {"page": "many", "preset": "", "free": FREE, "lang": "ru", "origin": "http://127.0.0.1:8765"}


def numbers(changes: tuple[tuple[str, float], ...], state: State) -> dict[str, float]:
    """Return the changed numbers that a class link locks."""
    free = state.only.split(",") if state.only else [*NUMBERS]
    return {path: value for path, value in changes if path not in free}


def fields(state: State) -> st.SearchStrategy[State]:
    """Return views that differ from one in some of its fields, as pages ask for them."""
    return st.builds(
        lambda other, names: state._replace(**{name: getattr(other, name) for name in names}),
        STATES, st.lists(st.sampled_from(State._fields), max_size=4),
    )  # fmt: skip


@given(HELD, st.data())
def test_whatever_a_page_asks_for_a_class_link_keeps_its_couple_and_its_locks(state: State, data: Any) -> None:
    other = data.draw(st.one_of(STATES, fields(state)))
    here = other if state.allows(other) else state
    assert (here.held, here.only, here.preset, here.couple) == (1, state.only, state.preset, state.couple)
    assert numbers(here.changes, state) == numbers(state.changes, state)
    assert numbers(here.differ, state) == numbers(state.differ, state)
    free = state.only.split(",") if state.only else LOCKABLE
    assert here.seed == state.seed or "seed" in free
    assert (here.use, here.since, here.other_use) == (state.use, state.since, state.other_use) or "use" in free
    assert here.asked == state.asked or not state.couple, "who the friends of a couple are makes it what it is"


@given(HELD, LOOKING)
def test_page_language_size_look_and_day_are_free_in_a_class_link(state: State, looking: dict[str, Any]) -> None:
    assert state.allows(state._replace(**looking))
    assert state.allows(state.restored) and state.allows(state.afresh)


@given(HELD, st.sampled_from([*NUMBERS]), st.integers(0, knobs.PLACES))
def test_a_class_link_lets_free_knobs_turn_and_no_other(state: State, path: str, place: int) -> None:
    value = knobs.value_at(path, place)
    assume(dict(state.changes).get(path) != value)
    assert state.allows(state.changed({path: value})) is state.turns(path)
    assert state.allows(state._replace(seed=(state.seed + 1) % 2**32)) is state.turns("seed")
    for name in ("preset", "couple", "only", "held"):
        strange = {"preset": "nobody", "couple": 99, "only": "x", "held": 0}
        assert not state.allows(state._replace(**{name: strange[name]}))  # type: ignore[arg-type]


@given(STATES.map(lambda state: state._replace(held=0)), STATES)
def test_without_a_class_link_every_view_leads_to_every_other(state: State, other: State) -> None:
    assert state.allows(other)


@given(HELD)
def test_a_couple_restored_keeps_what_is_locked_and_nothing_else(state: State) -> None:
    assert dict(state.restored.changes) == numbers(state.changes, state)
    assert state.restored.restored == state.restored


@pytest.mark.parametrize(
    ("text", "only", "notes"),
    [
        ("b.stamina,a.clarity", "a.clarity,b.stamina", 0),
        ("b.stamina,b.stamina", "b.stamina", 0),
        ("use,seed", "use,seed", 0),
        ("none", NOTHING, 0),
        ("b.stamina,b.stamnia,<b>", "b.stamina", 2),
        ("nobody", "", 1),
        ("none,use", "use", 1),
        (",", "", 1),
    ],
)
def test_a_link_names_what_can_be_turned_in_one_order_and_says_what_it_does_not_know(
    text: str, only: str, notes: int
) -> None:
    state, told = asked(f"/?v=1&held=1&only={text}")
    assert (state.only, state.held, len(told)) == (only, 1, notes)
    assert asked(link(state)) == (state, [])


def test_all_that_can_be_locked_left_free_is_no_list_at_all() -> None:
    assert unlocked(LOCKABLE) == "" and unlocked([]) == NOTHING
    assert all(START._replace(only=unlocked(LOCKABLE)).turns(name) for name in LOCKABLE)
    assert not any(START._replace(only=NOTHING).turns(name) for name in LOCKABLE)


def test_a_file_says_that_it_has_no_locks() -> None:
    for page in ("/", "/society"):
        notes = from_link(f"{page}?v=1&held=1&only=b.stamina")[1]
        assert [note for note in notes if "which knobs are locked" in note], page
    assert not any("locked" in note for note in from_link("/?v=1&a.clarity=0.9")[1])


HERE = START.changed({"a.clarity": 0.9})._replace(
    seed=8, day=77, guess="0102", told=1, size=150, look="projector", use="talk_openly"
)


def test_a_class_link_opens_its_page_with_the_couple_as_it_is_here() -> None:
    view = class_link(ASKED, HERE)
    assert view == HERE._replace(
        page="many", lang="ru", only="b.stamina,use", held=1, guess="", told=0, size=100, look="paper"
    )
    path, _, search = link(view).partition("?")
    assert read(path, search, languages()) == (view, [])


@given(STATES, st.sampled_from([*PRESETS]), st.lists(st.sampled_from(LOCKABLE), max_size=9))
def test_a_class_link_of_one_of_the_five_couples_is_that_couple(state: State, preset: str, free: list[str]) -> None:
    view = class_link({**ASKED, "preset": preset, "free": free}, state)
    assert view is not None and view.held == 1 and view.seed == state.seed
    assert view.scenario() == START._replace(preset=preset).scenario() and follow(view.compared)[1] == ""
    assert {name for name in LOCKABLE if view.turns(name)} == {*free}


@pytest.mark.parametrize(
    "strange",
    [{}, [], "x", 5, {**ASKED, "free": 5}, {**ASKED, "page": "nowhere"}, {**ASKED, "preset": "nobody"}, {**ASKED, "lang": "../ru"},
     {**ASKED, "free": ["a.anxeity"]}, {**ASKED, "free": "use"}, {**ASKED, "free": [["use"]]}, {**ASKED, "page": []}],
)  # fmt: skip
def test_what_the_dialog_cannot_ask_for_makes_no_link(strange: Any) -> None:
    assert class_link(strange, HERE) is None
    offered = invitation(strange, HERE, words())
    assert offered is not None and offered["made"] is None


def test_nothing_is_offered_before_the_dialog_is_opened_and_then_the_usual_is_free() -> None:
    assert invitation(None, HERE, words()) == {}
    assert "only=a.anxiety,a.clarity,b.avoidance,b.stamina,use&" in made(free=None)["address"]
    for only in ("a.clarity", NOTHING):
        view = class_link({**ASKED, "free": None}, HERE._replace(only=only))
        assert view is not None and view.only == only


def made(**changes: Any) -> Any:
    offered = invitation({**ASKED, **changes}, HERE, words())
    assert offered is not None
    return offered["made"]


def test_the_address_has_the_host_by_which_the_page_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "OTHERS", [])
    for origin in ("http://192.168.7.5:8765", "https://lab.example.org", "http://[2001:db8::5]:80"):
        found = made(origin=origin)
        assert found["address"].startswith(f"{origin}/many?v=1&") and not found["alone"]
    for strange in (
        "javascript:alert(1)",
        "http://x/y",
        "http://x\n",
        "//x",
        "http://[::1",
        "http://[zz]:9",
        "http://" + "x" * 300,
        None,
        5,
    ):
        assert made(origin=strange) is None


def test_a_link_that_only_this_machine_can_open_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "OTHERS", [])
    for host in ("127.0.0.1", "localhost", "[::1]"):
        assert made(origin=f"http://{host}:8765")["alone"]
    monkeypatch.setattr(reach, "OTHERS", ["http://192.168.7.5:8765", "http://10.0.0.5:8765"])
    first, second, strange = (made(at=at) for at in (None, "http://10.0.0.5:8765", "http://evil.example"))
    assert first["address"].startswith("http://192.168.7.5:8765/many?") and not first["alone"]
    assert second["address"].startswith("http://10.0.0.5:8765/many?")
    assert strange == first


def test_too_many_free_knobs_for_a_link_are_said_and_give_none() -> None:
    assert made(free=[*NUMBERS][:150])["long"]
    assert len(made(free=[*NUMBERS][:60])["address"]) < LONGEST
    assert "only=" not in made(free=[*LOCKABLE])["address"]


def test_the_picture_of_the_link_is_the_link_itself() -> None:
    segno = pytest.importorskip("segno", reason="needs the teach extra")
    found = made()
    assert found["qr"] == segno.make(found["address"], micro=False).svg_data_uri(scale=4, light="#fff")
    assert found["qr"] != made(lang="en")["qr"] and found["qr"].startswith("data:image/svg+xml")


def test_without_the_picture_maker_the_link_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "segno", None)
    assert made()["qr"] == "" and "/many?" in made()["address"]


@given(HELD, st.sampled_from(languages()))
def test_nobody_makes_a_class_link_inside_one_and_every_page_says_what_is_locked(state: State, lang: str) -> None:
    said = words(lang)
    assert invitation(ASKED, state, said) is None
    told = lock_told(state, said)
    assert "{" not in told
    assert (said["class_link"]["watch"] in told) is (state.only == NOTHING)


def test_the_strip_names_the_couple_its_luck_and_what_turns() -> None:
    told = lock_told(START._replace(held=1, only="b.stamina,use", seed=8), words())
    assert told == (
        "The couple (Anxious and avoidant) and its luck (no. 8) stay as they are. "
        "What can be turned: How fast Bo's strength returns; the strategies."
    )
