"""Links and files say the same couple, and what one of them cannot hold is told."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import reassure
from reassure_sim.engines import live
from reassure_sim.experiment import ExperimentError, loads
from reassure_sim.experiment.gathering import COUPLES, FLOW_SETS, FRIENDS, JOINED, Asked
from reassure_sim.experiment.links import HOME, link, read
from reassure_sim.experiment.runs import Chunk, lives_of, runs_of
from reassure_sim.experiment.sharing import from_link
from reassure_sim.experiment.showing import to_link
from reassure_sim.experiment.view import CELLS, DAYS, LIVES, NO_USE, START, USES, State, follow
from reassure_sim.parameters import NUMBERS
from reassure_sim.population import Population
from reassure_sim.scenario import PRESETS, scenario_lives

PATHS = st.sampled_from(sorted(NUMBERS))
CHANGES = st.dictionaries(PATHS, st.floats(0, 1), max_size=8).map(
    lambda shares: {p: NUMBERS[p].low + s * (NUMBERS[p].high - NUMBERS[p].low) for p, s in shares.items()}
)
COUPLES_SEEN = st.builds(
    lambda page, preset, use, since, changes, seed, axes, cells, lives: State(
        page, preset, (), use, since if use != NO_USE else START.since, seed, x=axes[0], y=axes[1], cells=cells, lives=lives
    ).changed(changes),
    st.sampled_from(["play", "map"]), st.sampled_from(sorted(PRESETS)), st.sampled_from(USES), st.integers(0, DAYS - 1),
    CHANGES, st.integers(0, 2**32 - 1),
    st.lists(PATHS, min_size=2, max_size=2, unique=True), st.sampled_from(CELLS), st.sampled_from(LIVES),
)  # fmt: skip


def state_of(address: str) -> State:
    path, _, search = address.removeprefix(HOME).partition("?")
    state, notes = read(path, search)
    assert notes == []
    return state


@given(COUPLES_SEEN)
def test_a_link_of_a_couple_comes_back_from_its_file(state: State) -> None:
    if follow(state)[1]:  # numbers that do not go together: the couple as it was is told, with a note
        state = state._replace(changes=(), use=NO_USE, since=START.since)
    text, _ = from_link(HOME + link(state))
    experiment = loads(text)
    assert experiment.scenario == follow(state)[0]
    address, notes = to_link(experiment)
    back = state_of(address)
    assert follow(back)[0] == follow(state)[0] and len(back.changes) <= len(state.changes)
    shown = ("page", "seed", *(("x", "y", "cells", "lives") if state.page == "map" else ()))
    assert [getattr(back, name) for name in shown] == [getattr(state, name) for name in shown]
    assert notes == ["Name, question, figures and limits stay behind."]
    assert to_link(loads(from_link(address)[0]))[0] == address


@given(st.sampled_from(sorted(PRESETS)), CHANGES)
def test_a_file_of_a_couple_comes_back_from_its_link(preset: str, changes: dict[str, float]) -> None:
    groups = "".join(f"  {g}: {{{', '.join(f'{p[len(g) + 1:]}: {v!r}' for p, v in changes.items() if p.startswith(g + '.'))}}}\n"
                     for g in dict.fromkeys(p.partition(".")[0] for p in changes))  # fmt: skip
    try:
        experiment = loads(f"experiment: one\nmodel:\n  preset: {preset}\n{groups}replicates: {{n: 1, seed: 3}}\n")
    except ExperimentError:
        return  # numbers that do not go together
    again = loads(from_link(to_link(experiment)[0])[0])
    assert again.model == experiment.model and again.replicates.seed == 3


def test_the_file_lives_the_life_that_the_page_shows() -> None:
    state = START._replace(couple=4, couples=50, trouble="month", seed=11)
    experiment = loads(from_link(link(state))[0])
    assert experiment.scenario == state.scenario() and experiment.scenario.interventions
    block, n = experiment.design[0], experiment.replicates.n
    last = runs_of(experiment, Chunk(block, range(1), range(n))).at(np.array([n - 1]))
    theirs = scenario_lives(state.scenario(), 1, state.seed)._replace(couple=np.array([state.luck]))
    ours = lives_of(experiment, block, last)
    assert (ours.values == theirs.values).all() and (ours.keys() == theirs.keys()).all()


@pytest.mark.parametrize(
    "view",
    [
        START._replace(other_use="address_fear", differ=(("b.stamina", 0.8),), since=30),
        START._replace(use="talk_openly", other_use="words_and_actions"),
        START._replace(use="talk_openly", other="secure_secure", differ=(("a.clarity", 0.1),)),
        START._replace(couple=4, couples=50, trouble="month", differ=(("a.clarity", 0.1),), seed=11),
        START,
    ],
)
def test_the_file_of_a_comparison_lives_both_couples_with_the_same_luck(view: State) -> None:
    state = view._replace(page="compare")
    experiment = loads(from_link(link(state))[0])
    (block,), n = experiment.design, experiment.replicates.n
    for point, one in enumerate([state, state.compared] if len(block.points(0, 2, 0)) == 2 else [state]):
        number = runs_of(experiment, Chunk(block, range(point, point + 1), range(n))).at(np.array([state.luck]))
        ours, theirs = lives_of(experiment, block, number), scenario_lives(one.scenario(), 1, state.seed)
        theirs = theirs._replace(couple=np.array([state.luck]))
        assert (ours.keys() == theirs.keys()).all()
        one_way, other_way = (live(lives, DAYS, 8).runs for lives in (ours, theirs))
        assert all(np.array_equal(one_way[measure], other_way[measure], equal_nan=True) for measure in one_way)


@settings(max_examples=25)
@given(st.builds(Asked, st.sampled_from(sorted(JOINED)), st.sampled_from(COUPLES), st.sampled_from(FRIENDS),
                 st.sampled_from(FLOW_SETS), st.integers(0, 2**32 - 1), st.just("no")))  # fmt: skip
def test_a_link_of_a_society_comes_back_from_its_file(asked: Asked) -> None:
    state = START._replace(page="society", **asked._asdict())
    text, notes = from_link(link(state))
    experiment = loads(text)
    assert isinstance(experiment.model.population, Population) and "drawn anew" in notes[0]  # type: ignore[union-attr]
    assert state_of(to_link(experiment)[0]) == state


EVERYTHING = """\
experiment: rich
model:
  preset: anxious_avoidant
  days: 90
  episodes_per_day: 4
  interventions: [{use: address_fear, start: 30, dose: 0.5}]
design:
  - {name: lines, kind: grid, over: {a.anxiety: [0, 0.5]}}
  - {name: map, kind: grid, over: {a.anxiety: {from: 0.2, to: 1, steps: 9}, b.avoidance: {from: 0, to: 1, steps: 11}}}
  - {name: hyper, kind: lhs, points: 8, over: {a.anxiety: [0, 1], b.stamina: [0, 1]}}
replicates:
  n: 30
  seed: 5000000000
  pairing: independent
  until: {metric: share_escalation, ci_half_width: 0.05, max: 90}
"""


def test_what_a_link_cannot_say_is_told() -> None:
    address, notes = to_link(loads(EVERYTHING))
    state = state_of(address)
    assert (state.page, state.x, state.y, state.cells, state.lives) == ("map", "a.anxiety", "b.avoidance", 11, 20)
    told = "\n".join(notes)
    for thing in ("seed 5000000000", "90 days", "4 episodes a day", "address_fear", "from 0.2 to 1 in 9 steps",
                  "30 lives", "(until)", "independent luck", "'lines'", "'hyper'", "stay behind"):  # fmt: skip
        assert thing in told, thing
    assert "b.avoidance" not in told


def test_what_a_file_cannot_say_is_told() -> None:
    notes = from_link("/?day=120&lang=en&couple=2")[1]
    assert len(notes) == 1 and "(120)" in notes[0] and "friends of couple 2" in notes[0]
    assert "which does not exist" in from_link("?preset=nobody")[1][0]
    assert "hard month" in from_link("society?trouble=month")[1][0]


def test_a_population_of_its_own_making_has_no_link() -> None:
    with pytest.raises(ExperimentError, match="no link can say it") as refused:
        to_link(loads("experiment: town\nmodel: {population: {couples: 37}}\n"))
    assert refused.value.code == 64


def share(*words: str) -> int:
    return reassure("share", *words)


@settings(max_examples=200)
@given(
    st.one_of(st.text(), st.text().map(lambda t: f"/?{t}"), st.text().map(lambda t: f"map?a.anxiety={quote(t)}&{t}"))
)
def test_no_link_ends_in_a_traceback(text: str) -> None:
    try:
        written, _ = from_link(text)
    except ExperimentError as refused:
        told = (refused.code, bool(refused.next_command))
    else:
        told = (64, loads(written).scenario.days == DAYS)
    assert told == (64, True)


@pytest.mark.parametrize("text", ["", "nobody", "http://[", "//[::1", "\x00", "http://127.0.0.1:8765/elsewhere"])
def test_what_is_no_link_is_refused_in_a_sentence(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert share("--", text) == 64
    out, err = capsys.readouterr()
    assert out == "" and "no link of the dashboard" in err and "Next: " in err


def test_the_command_writes_the_one_from_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert share("http://127.0.0.1:8765/map?a.clarity=0.9&y=b.stamina") == 0
    out, err = capsys.readouterr()
    Path("map.yaml").write_text(out)
    assert err.endswith("reassure run couple.yaml\n")
    assert share("map.yaml") == 0
    out, err = capsys.readouterr()
    assert out == "http://127.0.0.1:8765/map?v=1&y=b.stamina&a.clarity=0.9\n" and "stay behind" in err
    assert share("missing.yaml") == 64
    assert "there is no such file" in capsys.readouterr().err


def test_links_lead_to_where_the_dashboard_answers() -> None:
    server = pytest.importorskip("reassure_sim.dashboard.server.serve")
    assert HOME.endswith(f":{server.PORT}")
