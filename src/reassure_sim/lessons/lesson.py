"""What a lesson is: scenes of beats, each a thing to see, to be asked, or to be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..experiment.view import State

PICTURES = ("cycle", "stairs", "pursuit", "curves", "strategies")
"""What a beat can show: the loop of a lap, the relief staircase, who pursues and who withdraws, the course of a year,
and the year as it goes on with each of the five strategies."""

MEASURES = ("relief", "satisfaction", "energy")
"""What a strategy can bring the most of: hours of relief late in the year, satisfaction of both, strength of B."""

STAGES = 6
"""Stages of the cycle, which can be revealed one by one."""

CHOICES = 4
"""Most answers to one question: a vote has four buttons."""

Text = Mapping[str, str]
"""What is said, by language; a lesson in one language has it under ``""``."""


class Choice(NamedTuple):
    """One answer to a question; ``share``: which share of the first laps' relief it says that is left, or ``strategy``:
    which of them it names, if it does."""

    text: Text
    share: float | None
    strategy: str = ""  # one of USES: "none" for going on as they are


class Vote(NamedTuple):
    """A question to all: its ``name`` in the lesson, and what of the run answers it, if anything does: the ``lap``
    (0: none), or the measure of which a strategy brings the ``most`` ("": none)."""

    name: str
    choices: tuple[Choice, ...]
    lap: int
    most: str = ""  # one of MEASURES


class Picture(NamedTuple):
    """What is shown of a couple, and of another one ``beside`` it."""

    kind: str  # one of PICTURES
    view: State
    beside: State | None
    day: int  # until which it shows or plays, 1 to 365
    plays: bool  # the days go by until then; otherwise it stands still
    stages: int  # of the cycle that are revealed, 0 to 6
    laps: int  # of the staircase that are shown, each a step; 0: all, grouped
    guess: str  # the vote that is drawn over the staircase, if any
    names: tuple[Text, ...] = ()  # of the couple and of the one beside it, if they are not called by what they are


class Beat(NamedTuple):
    """One press of the clicker: a large line, a second one, a picture or a vote, and what only the speaker sees."""

    title: Text
    text: Text
    notes: Text
    picture: Picture | None
    vote: Vote | None


class Scene(NamedTuple):
    """One thing to understand; ``minutes`` in the short and in the long plan."""

    name: str
    title: Text
    minutes: tuple[float, float]
    discuss: tuple[Text, ...]
    beats: tuple[Beat, ...]


class Lesson(NamedTuple):
    """A lesson: ``view`` is the couple and the luck that its pictures show unless they say otherwise."""

    name: str
    title: Text
    aims: tuple[Text, ...]
    follow_up: tuple[Text, ...]
    view: State
    scenes: tuple[Scene, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages that the lesson is written in; none if it is in one that it does not name."""
        return tuple(language for language in self.title if language)

    def minutes(self, plan: int) -> float:
        """Return how long the short (0) or the long (1) plan takes."""
        return sum(scene.minutes[plan] for scene in self.scenes)


class Step(NamedTuple):
    """Where a lesson stands; a vote takes two steps: it is ``told`` how all voted in the second."""

    scene: int
    beat: int
    told: bool


def steps(lesson: Lesson) -> list[Step]:
    """Return all steps of a lesson, in order."""
    return list(_steps(lesson))


def said(text: Text, language: str) -> str:
    """Return a text in a language, or in the first that it has."""
    return text.get(language) or next(iter(text.values()), "")


def _steps(lesson: Lesson) -> Iterator[Step]:
    for s, scene in enumerate(lesson.scenes):
        for b, beat in enumerate(scene.beats):
            yield Step(s, b, False)
            if beat.vote:
                yield Step(s, b, True)
