"""What ``reassure doctor --classroom`` looks at: all that a lesson needs, and the lesson itself, once through."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .checkup import NAME, NOTE, OK, PROBLEM, Finding

if TYPE_CHECKING:
    from ..lessons import Lesson

TEACH = f'pip install "{NAME}[teach]"'
HANDS = "reassure teach works without it: count hands"
SCREEN = (1024, 768)
"""Pixels of the smallest projector that a class window is made for."""

SHORT, LONG = 20.0, 45.0
"""Minutes of a short and of a long lesson."""


def findings(file: Path | None = None) -> Iterator[Finding]:
    """Yield what every check finds; ``file``: a lesson of one's own, the shipped one if not given."""
    missing = [name for name in ("solara", "starlette", "uvicorn") if find_spec(name) is None]
    if missing:
        yield Finding(PROBLEM, "windows", f"{', '.join(missing)} missing: a lesson cannot be shown", TEACH, 2)
    else:
        yield from _pages()
        yield from _network()
    yield _package("segno", "address picture", "the address is shown as a QR code too", "the address is shown as text")
    yield _package("typst", "paper", "worksheets and plans are written as PDF", "they are written as HTML")
    yield Finding(
        NOTE,
        "projector",
        f"only you can see it: the class window is made for {SCREEN[0]} x {SCREEN[1]} pixels and more",
        "before the class: reassure teach, the class window on the projector, F11; from the last row, read the safety "
        "card's last line; all four edges of the window must be on the screen, and the browser's zoom at 100 %",
    )
    yield from _lesson(file)


def _asked(module: str) -> subprocess.CompletedProcess[str]:
    """Let a module of the dashboard say how it finds itself."""
    words = [sys.executable, "-m", f"reassure_sim.dashboard.{module}"]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)


def _pages() -> Iterator[Finding]:
    asked = _asked("server.offline")
    lost = asked.stdout.split() if not asked.returncode else ["nobody can tell which"]
    for about, those in (("page files", [f for f in lost if not _is_font(f)]), ("fonts", [*filter(_is_font, lost)])):
        if those:
            todo = f'pip install --force-reinstall "{NAME}[dashboard]"'
            yield Finding(PROBLEM, about, f"missing: {', '.join(those[:3])}", todo, 2)
        else:
            yield Finding(OK, about, "all here, so the windows work without a network")


def _is_font(path: str) -> bool:
    return path.endswith(".woff2")


def _network() -> Iterator[Finding]:
    """Yield whether the windows' port is free, and whether a class would reach the page on which it votes."""
    asked = _asked("poll")
    if asked.returncode:
        said = (asked.stderr.strip().splitlines() or ["it does not answer"])[-1]
        yield Finding(NOTE, "network page", said, HANDS)
        return
    found = json.loads(asked.stdout)
    yield _port(found["port"])
    answers: dict[str, bool] = found["answers"]
    open_, silent = [a for a, well in answers.items() if well], [a for a, well in answers.items() if not well]
    if silent:
        said = f"this machine does not reach itself at {', '.join(silent)}"
        yield Finding(NOTE, "network page", said, f"let Python through the firewall for its port; or {HANDS}")
    elif all(address.startswith("127.") for address in open_):
        said = "answers, but no network was found: nobody else can reach it"
        yield Finding(NOTE, "network page", said, f"join the network that the class is in; or {HANDS}")
    else:
        said = f"answers this machine at {', '.join(open_)}, and is closed again"
        todo = (
            "a firewall, or a guest network that keeps devices apart, would still stop the class: "
            "try it with one phone before the lesson"
        )
        yield Finding(OK, "network page", said, todo)


def _port(port: int) -> Finding:
    try:
        with socket.socket() as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(("127.0.0.1", port))
    except OSError:
        said = f"{port} is taken, perhaps by a lesson that is open already"
        return Finding(NOTE, "port", said, "close it, or: reassure teach --port 0")
    return Finding(OK, "port", f"{port} is free for the windows")


def _package(name: str, about: str, with_it: str, without: str) -> Finding:
    try:
        import_module(name)
    except ImportError:  # missing, or there and broken
        return Finding(NOTE, about, f"{name} is missing: {without}", TEACH)
    return Finding(OK, about, with_it)


def _lesson(file: Path | None) -> Iterator[Finding]:
    """Go through a lesson: yield how it reads, what its run shows and answers, its languages and its minutes."""
    from ..experiment.errors import ExperimentError
    from ..lessons import SHIPPED, load, steps

    path = file or SHIPPED / "the_cycle.yaml"
    try:
        lesson = load(path)
    except ExperimentError as error:
        yield Finding(PROBLEM, "lesson", error.sentence, error.next_command, error.code)
        return
    yield Finding(OK, "lesson", f"{lesson.name}: {len(lesson.scenes)} scenes, {len(steps(lesson))} steps")
    yield _pictures(lesson)
    yield from _votes(lesson)
    yield _languages(lesson)
    yield _minutes(lesson)


def _pictures(lesson: Lesson) -> Finding:
    """Live the year of every picture, as the windows do while the safety card is read."""
    from ..experiment.view import USES
    from ..lessons import laps, outcomes

    pictures = [beat.picture for scene in lesson.scenes for beat in scene.beats if beat.picture]
    began, lived = time.perf_counter(), 0
    for picture in pictures:
        if picture.kind == "strategies":
            lived += len([outcomes(picture.view, use) for use in USES])
        else:
            lived += len([laps(view) for view in (picture.view, picture.beside) if view])
    took = time.perf_counter() - began
    said = f"{lived} years lived in {took:.1f} s"
    if took < 20.0:
        return Finding(OK, "pictures", said)
    return Finding(NOTE, "pictures", said, "open the windows a minute before the class, so that all is drawn")


def _votes(lesson: Lesson) -> Iterator[Finding]:
    """Yield what the run answers to each vote, about the year in which the vote is drawn, or the lesson's own."""
    from ..lessons import said, shown_by, view_of

    beats = [beat for scene in lesson.scenes for beat in scene.beats]
    for vote in filter(None, (beat.vote for beat in beats)):
        about = f"vote {vote.name}"
        answer = shown_by(vote, view_of(vote, lesson))
        if answer is not None:
            yield Finding(OK, about, f"the run shows {'ABCD'[answer]}: {said(vote.choices[answer].text, 'en')}")
        elif vote.lap or vote.most:
            todo = "ask about an earlier lap, or take another couple or seed"
            yield Finding(
                NOTE, about, "the run does not answer it: too few laps, or two choices come out the same", todo
            )
        else:
            yield Finding(OK, about, "is for discussion: the run is not asked")


def _languages(lesson: Lesson) -> Finding:
    """Tell which languages the class can choose; that each has every text is a matter of reading the file."""
    from ..lessons.reading import LANGUAGES

    spoken = lesson.languages
    missing = [language for language in LANGUAGES if language not in spoken]
    if not missing:
        return Finding(OK, "languages", f"{' and '.join(spoken)}, every text in each")
    said = f"{' and '.join(spoken) or 'one that the lesson does not name'}, and nothing else to choose"
    return Finding(NOTE, "languages", said, f"for a class that reads {' or '.join(missing)}, add it to every text")


def _minutes(lesson: Lesson) -> Finding:
    short, long = lesson.minutes(0), lesson.minutes(1)
    said = f"{short:g} in the short plan, {long:g} in the long one"
    if short <= SHORT and long <= LONG:
        return Finding(OK, "minutes", said)
    return Finding(NOTE, "minutes", said, f"for lessons of {SHORT:g} and {LONG:g} minutes, leave beats or scenes out")
