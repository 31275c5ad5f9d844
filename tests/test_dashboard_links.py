"""Links: every view is one, and nothing that is written in one can break a page."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from reassure_sim.dashboard.parts import knobs
from reassure_sim.dashboard.words import words
from reassure_sim.experiment import gathering
from reassure_sim.experiment.links import link, read, unlocked
from reassure_sim.experiment.view import (
    CELLS,
    DAYS,
    GUESSES,
    LIVES,
    LOCKABLE,
    LOOKS,
    OTHERS,
    PATHS_OF,
    SIZES,
    START,
    USES,
    State,
    follow,
)
from reassure_sim.measures import KINDS
from reassure_sim.parameters import NUMBERS
from reassure_sim.scenario import PRESETS


def asked(address: str) -> tuple[State, list[str]]:
    path, _, search = address.partition("?")
    return read(path, search or None)


CHANGES = st.dictionaries(st.sampled_from(sorted(NUMBERS)), st.integers(0, knobs.PLACES), max_size=8)
SOCIETIES = st.builds(
    gathering.Asked, st.sampled_from(sorted(gathering.JOINED)), st.sampled_from(gathering.COUPLES),
    st.sampled_from(gathering.FRIENDS), st.sampled_from(gathering.FLOW_SETS), st.integers(0, 2**32 - 1),
    st.sampled_from(gathering.TROUBLES),
)  # fmt: skip
PLACED = CHANGES.map(lambda changes: tuple(sorted((p, knobs.value_at(p, k)) for p, k in changes.items())))
GUESSED = st.lists(st.integers(0, 99), max_size=13).map(lambda points: "".join(f"{point:02}" for point in points))
TAKEN_OUT = st.one_of(
    st.just(""), st.builds("{}-{}-{}".format, st.integers(0, 2919), st.sampled_from("ab"), st.sampled_from(KINDS))
)
ONLY = st.one_of(
    st.sampled_from(["", *LOCKABLE]), st.lists(st.sampled_from(LOCKABLE), max_size=12).map(unlocked)
)  # fmt: skip
STATES = st.builds(
    lambda society, **words: State(**words, **society._asdict()), SOCIETIES,
    page=st.sampled_from(list(PATHS_OF)), preset=st.sampled_from(sorted(PRESETS)), changes=PLACED, differ=PLACED,
    seed=st.integers(0, 2**32 - 1), day=st.integers(1, DAYS), use=st.sampled_from(USES), since=st.integers(0, DAYS - 1),
    only=ONLY, held=st.integers(0, 1), size=st.sampled_from(SIZES), look=st.sampled_from(LOOKS),
    other=st.sampled_from(OTHERS), other_use=st.sampled_from(USES), about=st.sampled_from(GUESSES), guess=GUESSED,
    told=st.integers(0, 1), without=TAKEN_OUT, cells=st.sampled_from(CELLS), lives=st.sampled_from(LIVES),
    week=st.integers(0, gathering.WEEKS), couple=st.integers(0, min(gathering.COUPLES)),
)  # fmt: skip


@given(STATES)
def test_a_link_leads_back_to_the_view_that_it_was_made_of(state: State) -> None:
    found, notes = asked(link(state))
    assert notes == [] and found == state
    assert len(link(state)) < 2048


@settings(max_examples=300)
@given(st.one_of(st.text(), st.lists(st.tuples(
    st.one_of(st.text(max_size=20), st.sampled_from(["preset", "seed", "day", "v", "x", "cells", "lang", "couples", "flows", "a.anxiety"])),
    st.text(max_size=30),
)).map(lambda pairs: "&".join(f"{a}={b}" for a, b in pairs))))  # fmt: skip
def test_no_link_can_break_a_page(search: str) -> None:
    state, notes = read("/map", search)
    scenario, _ = follow(state)
    assert scenario.days == DAYS and len(notes) <= 4
    assert asked(link(state)) == (state, [])


def test_thousands_of_broken_links_are_read() -> None:
    luck = random.Random(1)
    whole = link(START.changed({"a.anxiety": 0.31, "constants.relief_days": 2.0})._replace(seed=4, day=9, page="map"))
    for _ in range(2_000):
        broken = list(whole)
        for _ in range(luck.randrange(1, 6)):
            broken[luck.randrange(len(broken))] = luck.choice("&=?%./0-ein\x00\u2603")
        state, _ = asked("".join(broken))
        follow(state)


def test_what_cannot_be_followed_is_said_and_left_out() -> None:
    state, notes = asked("/?v=7&preset=nobody&a.anxiety=3&b.avoidance=nan&day=0&a.anxeity=0.3&c=<script>")
    assert state == START
    assert len(notes) == 4 and str(notes[-1]) == "And 4 more like this." and "version '7'" in str(notes[0])
    assert list(map(str, asked("/?" + "x" * 2049)[1])) == [
        "The link is longer than 2048 characters, so it was not followed."
    ]
    assert asked("/map?x=a.anxiety&y=a.anxiety")[0].y == START.y
    assert "a.anxiety" in str(asked("/?a.anxeity=0.3")[1][0])


def test_every_number_of_the_model_has_one_slider_that_reaches_both_ends() -> None:
    board = knobs.board(words())

    def paths(groups: list[dict]) -> list[str]:  # type: ignore[type-arg]
        return [path for group in groups for path in [*group["paths"], *paths(group["groups"])]]

    assert sorted([*board["main"], *paths(board["groups"])]) == sorted(NUMBERS)
    for path, number in NUMBERS.items():
        assert [knobs.value_at(path, place) for place in (0, knobs.PLACES)] == [number.low, number.high]
        for place in range(knobs.PLACES + 1):
            value = knobs.value_at(path, place)
            assert number.low <= value <= number.high and abs(knobs.place_of(path, value) - place) <= 1


def test_sliders_show_what_was_changed_and_nothing_else() -> None:
    shown = knobs.settings(START.changed({"a.clarity": 0.9}), words())
    assert [path for path, (_, _, changed) in shown.items() if changed] == ["a.clarity"]
    assert shown["a.clarity"][:2] == [90, "0.9"]
