"""The doctor says before the class what would go wrong in it, and what to do: each check is made to fail once."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from command import reassure
from reassure_sim.cli import classroom
from reassure_sim.lessons import SHIPPED, load, shown_by

LESSON = """
lesson: mine
view: {preset: anxious_avoidant, seed: 179}
title: {en: Mine, ru: Моё}
scenes:
  - scene: one
    title: {en: One, ru: Один}
    minutes: [2, 4]
    beats:
      - title: {en: "How long?", ru: "Как долго?"}
        vote: {name: how_long, lap: 10, choices: [{text: {en: Same, ru: Столько же}, share: 1}, {text: {en: Less, ru: Меньше}, share: 0.1}]}
      - {title: {en: "What would you try?", ru: "Что попробовать?"}, vote: {name: talk, choices: [{en: This, ru: Это}, {en: That, ru: То}]}}
      - {title: {en: See, ru: Видно}, show: {picture: stairs, guess: how_long}}
"""

Doctor = Callable[..., tuple[int, str, str]]


@pytest.fixture
def doctor(capsys: pytest.CaptureFixture[str]) -> Doctor:
    def run(*words: str) -> tuple[int, str, str]:
        return reassure("doctor", "--classroom", *words), *capsys.readouterr()

    return run


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, int], None]:
    """Let a module of the dashboard say what a test wants to hear; all others are well, and no process is started."""
    said = {"server.offline": ("", 0), "poll": (json.dumps({"port": 0, "answers": {"192.168.1.5:8767": True}}), 0)}

    def asked(module: str) -> subprocess.CompletedProcess[str]:
        out, code = said[module]
        return subprocess.CompletedProcess([], code, "" if code else out, out)

    monkeypatch.setattr(classroom, "_asked", asked)
    return lambda module, out, code: said.update({module: (out, code)})


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "mine.yaml").write_text(LESSON, encoding="utf-8")
    return tmp_path / "mine.yaml"


def line(out: str, about: str) -> str:
    """Return the state that is told of something, and all that is said and to be done."""
    (found,) = re.findall(rf"^(\w+ +{about} .*(?:\n +-> .*)?)", out, re.M)
    return " ".join(found.split())


def test_the_shipped_lesson_is_ready_here(doctor: Doctor) -> None:
    pytest.importorskip("solara")
    code, out, err = doctor()
    assert code == 0 and "problem" not in out and err.strip().endswith("Next: reassure teach")
    assert re.search(r"network page (answers|.*no network was found)", line(out, "network page"))
    assert "en and ru, every text in each" in line(out, "languages")
    assert re.search(r"ok pictures \d+ years lived in \d", line(out, "pictures"))
    assert "the run shows" in line(out, "vote lap_ten")


@pytest.mark.usefixtures("quick")
def test_a_lesson_of_ones_own_is_tried(doctor: Doctor, mine: Path) -> None:
    code, out, err = doctor(str(mine))
    assert code == 0 and f"Next: reassure teach {mine}" in err
    assert "mine: 1 scenes, 5 steps" in line(out, "lesson") and "2 in the short plan, 4 in the long" in out
    assert "1 years lived" in line(out, "pictures")
    lesson = load(mine)
    vote = lesson.scenes[0].beats[0].vote
    assert vote is not None
    shown = ("A: Same", "B: Less")[shown_by(vote, lesson.view) or 0]
    assert f"the run shows {shown}" in line(out, "vote how_long") and "for discussion" in line(out, "vote talk")


@pytest.mark.usefixtures("quick")
def test_a_lesson_that_is_not_valid_is_a_problem_told_by_line(doctor: Doctor, mine: Path) -> None:
    mine.write_text(LESSON.replace("picture: stairs", "picture: stars"), encoding="utf-8")
    code, out, err = doctor(str(mine))
    assert code == 64 and re.search(r"problem +lesson", out) and "mine.yaml:13:" in out and "'stars'" in out
    assert "1 problem: a lesson would not do well here" in err and "then: reassure doctor --classroom" in err
    code, out, _ = doctor(str(mine.with_name("none.yaml")))
    assert code == 64 and "none.yaml" in out and "Traceback" not in out


@pytest.mark.usefixtures("quick")
def test_what_a_lesson_lacks_is_a_note(doctor: Doctor, mine: Path) -> None:
    text = (
        LESSON.replace("lap: 10", "lap: 300")
        .replace("anxious_avoidant", "secure_secure")
        .replace("minutes: [2, 4]", "minutes: [21, 45]")
    )
    mine.write_text(re.sub(r"\{en: ([^{}]+), ru: [^{}]+\}", r"\1", text), encoding="utf-8")
    code, out, _ = doctor(str(mine))
    assert code == 0
    assert line(out, "vote how_long").startswith("note") and "earlier lap" in line(out, "vote how_long")
    assert "note languages one that the lesson does not name" in line(out, "languages")
    mine.write_text(re.sub(r", ru: [^{}]+\}", "}", LESSON), encoding="utf-8")
    assert "note languages en, and nothing else" in line(doctor(str(mine))[1], "languages")
    assert line(out, "minutes").startswith("note") and "21 in the short plan" in out


def test_a_missing_file_of_the_page_or_a_font_is_a_problem(
    doctor: Doctor, quick: Callable[[str, str, int], None]
) -> None:
    pytest.importorskip("solara")
    quick("server.offline", "solara/app.js", 0)
    code, out, _ = doctor()
    assert code == 2 and line(out, "page files").startswith("problem") and line(out, "fonts").startswith("ok")
    quick("server.offline", "roboto/roboto-cyrillic-400.woff2", 0)
    code, out, err = doctor()
    assert code == 2 and line(out, "page files").startswith("ok") and line(out, "fonts").startswith("problem")
    assert "Next: pip install --force-reinstall" in err
    quick("server.offline", "Traceback", 1)
    assert doctor()[0] == 2


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"192.168.1.5:8767": True}, "ok network page answers this machine at 192.168.1.5:8767"),
        ({"127.0.0.1:8767": True}, "note network page answers, but no network was found"),
        ({"192.168.1.5:1": True, "10.42.0.1:1": False}, "note network page this machine does not reach itself at 10.42.0.1:1"),
    ],
)  # fmt: skip
def test_a_class_that_could_not_vote_is_a_note(
    doctor: Doctor, quick: Callable[[str, str, int], None], answers: dict[str, bool], said: str
) -> None:
    pytest.importorskip("solara")
    quick("poll", json.dumps({"port": 0, "answers": answers}), 0)
    code, out, _ = doctor()
    assert code == 0 and line(out, "network page").startswith(said) and " -> " in line(out, "network page")


def test_a_network_page_that_does_not_open_is_a_note(doctor: Doctor, quick: Callable[[str, str, int], None]) -> None:
    pytest.importorskip("solara")
    quick("poll", "warning\nPort 1 cannot be used.", 1)
    code, out, _ = doctor()
    assert code == 0 and "note network page Port 1 cannot be used. -> " in line(out, "network page")
    assert "count hands" in line(out, "network page")


def test_a_port_that_is_taken_is_a_note(doctor: Doctor, quick: Callable[[str, str, int], None]) -> None:
    pytest.importorskip("solara")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        quick("poll", json.dumps({"port": port, "answers": {}}), 0)
        code, out, _ = doctor()
    assert code == 0 and f"note port {port} is taken" in line(out, "port") and "--port 0" in line(out, "port")


@pytest.mark.usefixtures("quick")
def test_packages_that_are_missing_are_told(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classroom, "find_spec", lambda name: None)
    for name in ("segno", "typst"):  # to import them is an ImportError, as where they are missing or broken
        monkeypatch.setitem(sys.modules, name, None)
    code, out, err = doctor()
    assert code == 2 and "solara, starlette, uvicorn missing" in out and 'pip install "reassure-sim[teach]"' in err
    assert line(out, "paper").startswith("note") and line(out, "address picture").startswith("note")
    assert line(out, "lesson").startswith("ok")  # the other checks went on


def test_a_lesson_without_classroom_is_told_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert reassure("doctor", str(SHIPPED / "the_cycle.yaml")) == 2
    assert "--classroom FILE" in " ".join(capsys.readouterr().err.replace("│", " ").split())
