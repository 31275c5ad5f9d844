"""Where a lesson stands: steps, votes, the clock, and what both windows are told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from command import reassure

pytest.importorskip("solara", reason="needs the dashboard extra")

from reassure_sim.dashboard.poll import poll
from reassure_sim.dashboard.teach import stage as stages
from reassure_sim.dashboard.teach.ahead import FAILED
from reassure_sim.dashboard.teach.pictures import lived
from reassure_sim.dashboard.teach.stage import CARD, Stage
from reassure_sim.dashboard.teach.told import desk, planned, shown, standing
from reassure_sim.dashboard.year import pursuit
from reassure_sim.lessons import outcomes, relief, said
from reassure_sim.lessons.reading import SHIPPED, load, loads
from reassure_sim.year.cycle import percents, shares

OWN = """
lesson: own
title: Ours
scenes:
  - scene: asking
    title: Asking
    minutes: [2, 4]
    beats:
      - {title: One, notes: Say one.}
      - title: Two
        vote: {name: first, choices: [{text: Yes, share: 1}, {text: No, share: 0.1}], lap: 10}
  - scene: seeing
    title: Seeing
    minutes: [3, 6]
    beats:
      - title: Three
        show: {picture: stairs, laps: 12, guess: first}
      - title: Four
        show: {picture: cycle, day: 7, stages: 2}
"""


@pytest.fixture
def stage() -> Stage:
    return Stage(loads(OWN))


@pytest.fixture(scope="module")
def shipped() -> Stage:
    return Stage(load(SHIPPED / "the_cycle.yaml"))


def test_a_lesson_begins_at_the_safety_card_and_stays_within_its_steps(stage: Stage) -> None:
    assert stage.place == CARD
    stage.press("back")
    assert stage.place == CARD
    for _ in range(20):
        stage.press("next")
    assert stage.place == len(stage.steps) == 5
    stage.press("first")
    assert stage.place == CARD
    stage.press("anything else")
    assert stage.place == CARD


def test_every_lesson_has_the_safety_card_before_its_first_scene(stage: Stage) -> None:
    told = json.loads(shown(stage, CARD))
    assert told["card"] and len(told["lines"]) >= 3 and "limits" in told["limits"]
    assert standing(stage)["contact"] == ""
    stage.set_contact("  Ms Young,\n room 12 ")
    assert standing(stage)["contact"].endswith("Ms Young, room 12")
    stage.set_contact("x" * 1000)
    assert len(stage.contact) == stages.CONTACT


def test_a_vote_is_open_exactly_while_it_is_asked(stage: Stage) -> None:
    opened = []
    for place in range(len(stage.steps) + 1):
        stage.go(place)
        opened.append(stage.ballot.now)
    assert opened == ["", "", "first", "", "", ""]
    stage.go(2)
    assert stage.ballot.now == "first"


def test_a_class_sees_no_counts_before_they_are_told_but_how_many_have_voted(stage: Stage) -> None:
    stage.go(2)
    assert json.loads(shown(stage, 2))["vote"]["told"] is False
    stage.count(1, 5)
    stage.go(3)
    assert json.loads(shown(stage, 3))["vote"]["told"] is True
    assert standing(stage)["counts"] == [0, 5]


def test_hands_are_counted_by_key_and_by_number_and_never_below_none(stage: Stage) -> None:
    stage.go(2)
    assert stage.vote
    stage.count(0, 1, more=True)
    stage.count(0, 1, more=True)
    stage.count(1, -1, more=True)
    stage.count(7, 1, more=True)
    stage.count(1, 10**9)
    assert stage.hands(stage.vote) == [2, 9999]
    stage.go(1)
    stage.count(0, 1, more=True)  # nothing is asked there
    stage.go(2)
    assert list(stage.ballot.counts("first")) == [2, 9999]


def test_hands_and_phones_add_up_and_survive_a_step_back(stage: Stage) -> None:
    stage.go(2)
    stage.count(0, 3)
    assert stage.ballot.cast("a phone", 1)
    stage.go(4)
    stage.go(2)
    assert stage.ballot.cast("another", 1)
    assert desk(stage)["vote"]["counts"] == [3, 2]
    stage.clear()
    assert desk(stage)["vote"]["counts"] == [0, 0]
    assert stage.ballot.now == "first"


def test_votes_are_drawn_over_the_staircase_where_their_share_of_the_first_laps_puts_them(stage: Stage) -> None:
    picture = json.loads(shown(stage, 4))["picture"]
    hours = relief.laps(stage.lesson.view)
    assert [mark["hours"] for mark in picture["guess"]["marks"]] == [
        round(share * relief.first(hours), 2) for share in (1.0, 0.1)
    ]
    assert [step[2] for step in picture["couples"][0]["stairs"]] == [round(h, 2) for h in hours[:12].tolist()]
    stage.go(2)
    stage.count(1, 4)
    stage.go(4)
    assert standing(stage)["guessed"] == [0, 4]


def test_blank_is_black_until_pressed_again_or_the_next_step(stage: Stage) -> None:
    stage.press("blank")
    assert standing(stage)["blank"]
    stage.press("blank")
    assert not standing(stage)["blank"]
    stage.press("blank")
    stage.press("next")
    assert not standing(stage)["blank"]


def test_the_clock_starts_with_the_first_step_and_the_plan_says_when_a_scene_is(stage: Stage) -> None:
    assert desk(stage)["began"] == 0.0
    before = time.time()
    stage.press("next")
    assert before <= desk(stage)["began"] <= time.time()
    assert planned(stage) == (0.0, 2.0)
    stage.go(4)
    assert planned(stage) == (2.0, 5.0)
    stage.plan = 1
    assert planned(stage) == (4.0, 10.0)


def test_an_address_brings_a_new_server_back_where_the_lesson_stood_but_moves_no_lesson_under_way() -> None:
    fresh = Stage(loads(OWN))
    began = int(time.time()) - 300
    fresh.resume(3, began)
    assert (fresh.place, fresh.began) == (3, began)
    fresh.resume(1)
    assert fresh.place == 3
    for place, since in ((0, 0), (99, 0), (-1, 0)):
        other = Stage(loads(OWN))
        other.resume(place, since)
        assert other.place == CARD
    late = Stage(loads(OWN))
    late.resume(2, time.time() + 10_000)  # a clock of the future is not believed
    assert late.place == 2 and late.began <= time.time()


def test_whoever_waits_hears_of_each_change(stage: Stage) -> None:
    heard: list[int] = []
    seen = stage.version
    waiting = threading.Thread(target=lambda: heard.append(stage.wait(seen, 30.0)))
    waiting.start()
    stage.press("next")
    waiting.join(30.0)
    assert heard and heard[0] > seen
    stage.go(2)
    asked = stage.version
    stage.ballot.cast("a phone", 0)
    assert stage.wait(asked, 30.0) > asked


def test_a_picture_that_fails_stops_neither_the_lesson_nor_the_other_pictures(stage: Stage) -> None:
    def draw(_: Stage, place: int) -> str:
        if place == 2:
            raise ZeroDivisionError
        return str(place)

    stage.draw(draw)
    assert [stage.drawn(place) for place in range(6)] == ["0", "1", FAILED, "3", "4", "5"]
    assert json.loads(FAILED)["failed"]


def test_a_lesson_goes_on_where_no_phone_can_vote(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise poll.PollError("no network")

    monkeypatch.setattr(poll.Poll, "start", fail)
    stage.phones(True)
    nobody = {"addresses": [], "address": "", "devices": 0, "sources": 0}
    assert desk(stage)["phones"] == {"on": False, **nobody, "trouble": "no_phones"}
    stage.go(2)
    stage.count(0, 1)
    assert desk(stage)["vote"]["counts"] == [1, 0]


def test_the_class_sees_address_and_code_only_while_a_vote_is_open(stage: Stage) -> None:
    stage.phones(True)
    try:
        assert stage.address
        assert standing(stage)["address"] == ""
        stage.go(2)
        assert standing(stage)["address"] == stage.address
        assert "<svg" in standing(stage)["code"] or not standing(stage)["code"]
        stage.show_address("http://elsewhere.example/")
        assert stage.address in stage.addresses
    finally:
        stage.phones(False)
    assert standing(stage)["address"] == standing(stage)["code"] == "" and stage.addresses == ()


def test_phones_off_and_on_again_lose_no_vote_and_keep_the_address(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll, "PORT", 0)  # any free one: nobody else takes it meanwhile
    stage.go(2)
    stage.phones(True)
    try:
        where = stage.addresses
        stage.show_address(where[-1])
        assert stage.ballot.cast("a phone", 1) and stage.ballot.cast("another", 1)
        stage.phones(False)
        assert not desk(stage)["phones"]["on"] and desk(stage)["vote"]["counts"] == [0, 2]
        stage.phones(True)
        assert desk(stage)["phones"]["on"] and stage.addresses == where and standing(stage)["address"] == where[-1]
        assert stage.ballot.cast("a phone", 0) and desk(stage)["vote"]["counts"] == [1, 1]
    finally:
        stage.end()
    assert not desk(stage)["phones"]["on"] and desk(stage)["vote"]["counts"] == []


def test_clearing_keeps_the_code_of_an_open_room_and_forgets_that_of_a_closed_one(stage: Stage) -> None:
    stage.go(2)
    stage.phones(True)
    try:
        where = stage.address
        assert stage.ballot.cast("a phone", 1)
        stage.clear()
        assert stage.addresses[0] == where and desk(stage)["vote"]["counts"] == [0, 0] and stage.ballot.now == "first"
        stage.phones(False)
        stage.clear()
        assert stage.poll._code == ""
        stage.phones(True)
        assert stage.address in stage.addresses and stage.ballot.now == "first"
    finally:
        stage.end()


def test_only_the_speaker_is_told_what_the_run_shows(shipped: Stage) -> None:
    asked = [place for place in range(1, len(shipped.steps) + 1) if (shipped.go(place), shipped.asks)[1]]
    assert asked
    for place in asked:
        shipped.go(place)
        vote = shipped.vote
        assert vote
        told = desk(shipped)["vote"]
        assert told["answer"] in range(len(vote.choices))
        assert "answer" not in json.loads(shown(shipped, place))["vote"]
        assert set(standing(shipped)) == {"blank", "contact", "counts", "guessed", "address", "code"}


def test_notes_are_for_the_speaker_only(shipped: Stage) -> None:
    for place in range(1, len(shipped.steps) + 1):
        shipped.go(place)
        beat = shipped.beat_at(place)
        assert beat
        notes = said(beat.notes, "en")
        assert desk(shipped)["notes"] == notes
        assert not notes or json.dumps(notes)[1:-1] not in shown(shipped, place) + json.dumps(standing(shipped))


def test_each_picture_shows_the_measures_of_its_year(shipped: Stage) -> None:
    kinds = set()
    for place in range(1, len(shipped.steps) + 1):
        beat = shipped.beat_at(place)
        if not (beat and beat.picture):
            continue
        told = json.loads(shown(shipped, place))["picture"]
        view = beat.picture.view
        assert told["luck"][0] == view.seed
        kinds.add(told["kind"])
        year = lived(view)
        if told["kind"] == "cycle":
            assert told["couples"][0]["percent"][-1] == percents(shares(year))[beat.picture.day - 1].tolist()
            assert len(told["couples"][0]["percent"]) == (beat.picture.day if beat.picture.plays else 1)
        elif told["kind"] == "pursuit":
            assert told["couples"][0]["pursuit"][-1] == pursuit.pursuit(year)[beat.picture.day - 1].tolist()
        elif told["kind"] == "strategies":
            found = {row["use"]: row["cells"][2]["text"] for row in told["rows"]}
            assert found == {use: f"{outcomes(view, use)['energy']:.0f}" for use in found} and len(found) == 6
    assert kinds == {"cycle", "stairs", "pursuit", "curves", "strategies"}


def test_two_starts_show_the_same_to_the_byte(tmp_path: Path) -> None:
    program = (
        "import hashlib, sys\n"
        "from reassure_sim.dashboard.teach.stage import Stage\n"
        "from reassure_sim.dashboard.teach.told import shown\n"
        "from reassure_sim.lessons import SHIPPED, load\n"
        "for language in ('en', 'ru'):\n"
        "    stage = Stage(load(SHIPPED / 'the_cycle.yaml'), language)\n"
        "    stage.draw(shown)\n"
        "    for place in range(len(stage.steps) + 1):\n"
        "        print(place, hashlib.sha256(stage.drawn(place).encode()).hexdigest(), 'failed' in stage.drawn(place))\n"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert found[0] == found[1]
    assert found[0].count("False") == len(found[0].splitlines()) > 20


def test_a_check_says_how_long_both_plans_take(capsys: pytest.CaptureFixture[str]) -> None:
    assert reassure("teach", "--check") == 0
    told = capsys.readouterr().out
    assert "20 (short plan), 45 (long plan)" in told and "7 scenes" in told


def test_a_broken_lesson_is_told_with_every_fault_and_opens_no_window(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "mine.yaml"
    broken.write_text(OWN.replace("Say one.", "{x: 1}").replace("picture: cycle", "picture: spiral"))
    assert reassure("teach", str(broken)) == 64
    told = capsys.readouterr().err
    assert f"{broken}:9:" in told and "spiral" in told and "Traceback" not in told
    assert f"reassure teach {broken} --check" in told


def test_an_unknown_language_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert reassure("teach", "--lang", "xx") == 2
    assert "allowed are en, ru" in capsys.readouterr().err
