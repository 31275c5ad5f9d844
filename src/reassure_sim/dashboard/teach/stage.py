"""Where a lesson stands: one for the whole process, from which all that its windows show is derived."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from ...lessons import Beat, Lesson, Scene, Step, Vote, steps
from ..poll.ballot import MOST_HANDS, Ballot
from .ahead import Ahead

CARD = 0
"""The place of the safety card; the steps of the lesson follow from 1 on."""

CONTACT = 200
"""Letters that can be typed as whom to turn to."""

DAY = 86_400
"""Seconds for which the clock of an address is believed."""

_log = logging.getLogger(__name__)


class Stage:
    """A lesson under way; any thread may turn to it, and whoever waits hears of each change.

    Args:
        lesson: what is taught.
        language: of the lesson's texts and of the words around them.
        plan: 0 for the short plan, 1 for the long one.
        contact: whom one can turn to, shown on the safety card; kept in memory only.
    """

    def __init__(self, lesson: Lesson, language: str = "en", plan: int = 0, contact: str = "") -> None:
        self.lesson, self.language, self.plan = lesson, language, plan
        self.steps: Sequence[Step] = steps(lesson)
        self.contact = contact[:CONTACT]
        self.ballot = Ballot()
        self.poll: Any = None  # dashboard/poll/poll.py::Poll, once the speaker has switched it on; kept when off again
        self.address = ""  # of the poll's, the one that the class sees while it is on
        self.trouble = ""  # why there is no voting by phone: a name of the words, if any
        self.place, self.blank, self.began, self.moved = CARD, False, 0.0, False
        self.version = 0
        self._hands: dict[str, list[int]] = {}
        self.answers: dict[str, int | None] = {}  # what the run shows, by the name of a vote, once it was looked up
        self._ahead = Ahead(1 + len(self.steps))
        self._news = threading.Condition(threading.RLock())
        self._switching = threading.Lock()
        self.ballot.listen(self._tell)

    def wait(self, seen: int, seconds: float) -> int:
        """Return the number of changes so far, as soon as it is not ``seen`` or after so many seconds."""
        with self._news:
            self._news.wait_for(lambda: self.version != seen, seconds)
            return self.version

    def still(self) -> AbstractContextManager[Any]:
        """Return what keeps the lesson where it is, so that all that is read of it belongs together."""
        return self._news

    # Where it stands.

    @property
    def step(self) -> Step | None:
        """Return the step that is shown, None for the safety card."""
        return self.step_at(self.place)

    def step_at(self, place: int) -> Step | None:
        """Return the step at a place, None for the safety card."""
        return self.steps[place - 1] if place > CARD else None

    def scene_at(self, place: int) -> Scene:
        """Return the scene at a place; the safety card belongs to the first."""
        return self.lesson.scenes[self.steps[max(place - 1, 0)].scene]

    def beat_at(self, place: int) -> Beat | None:
        """Return the beat at a place, None for the safety card."""
        step = self.step_at(place)
        return self.lesson.scenes[step.scene].beats[step.beat] if step else None

    @property
    def vote(self) -> Vote | None:
        """Return the vote of the step that is shown, asked or told, if it is one."""
        beat = self.beat_at(self.place)
        return beat.vote if beat else None

    @property
    def asks(self) -> bool:
        """Tell whether a vote is open."""
        return bool(self.vote and self.step and not self.step.told)

    # What the speaker does.

    def press(self, name: str) -> None:
        """Do what a key stands for: ``next``, ``back``, ``first`` or ``blank``; anything else does nothing."""
        with self._news:
            if name == "blank":
                self.blank = not self.blank
                self._tell()
            elif name in ("next", "back", "first"):
                self.go({"next": self.place + 1, "back": self.place - 1, "first": CARD}[name])

    def go(self, place: int) -> None:
        """Go to a place; the window is no longer blank, and the clock runs once the safety card is left."""
        with self._news:
            self.place, self.blank, self.moved = min(max(place, CARD), len(self.steps)), False, True
            if self.place > CARD and not self.began:
                self.began = time.time()
            if self.asks and self.vote:
                self.ballot.open(self.vote.name, len(self.vote.choices))
            elif self.ballot.now:
                self.ballot.close()
            self._tell()

    def resume(self, place: int, began: float = 0.0) -> None:
        """Go where an address says that the lesson stood, if nobody has gone anywhere since this server started."""
        with self._news:
            if not self.moved and CARD < place <= len(self.steps):
                now = time.time()
                self.began = began if now - DAY < began <= now else 0.0
                self.go(place)

    def restart_clock(self) -> None:
        """Let the clock begin anew."""
        with self._news:
            self.began = time.time()
            self._tell()

    def set_contact(self, contact: str) -> None:
        """Note whom one can turn to."""
        with self._news:
            self.contact = " ".join(contact.split())[:CONTACT]
            self._tell()

    # Votes.

    def hands(self, vote: Vote) -> list[int]:
        """Return how many hands were counted for each choice."""
        with self._news:
            return list(self._hands.get(vote.name) or [0] * len(vote.choices))

    def count(self, choice: int, hands: int, *, more: bool = False) -> None:
        """Note so many hands for a choice of the open vote, or with ``more`` so many more than before."""
        with self._news:
            vote = self.vote
            if not (vote and self.asks and 0 <= choice < len(vote.choices)):
                return
            counted = self.hands(vote)
            counted[choice] = min(max(hands + (counted[choice] if more else 0), 0), MOST_HANDS)
            self._hands[vote.name] = counted
            self.ballot.hands(vote.name, counted)

    def clear(self) -> None:
        """Forget all votes of all questions, and every device; a question that is open stays open."""
        with self._switching, self._news:
            self._hands.clear()
            (self.poll.forget if self.poll is not None else self.ballot.clear)()
            self.go(self.place)

    def phones(self, on: bool) -> None:
        """Switch voting by phone on or off; off keeps code, devices and votes, and on again goes on there."""
        with self._switching:  # and not the other lock: it takes a while
            trouble = ""
            if on:
                from ..poll.poll import Poll

                try:
                    self.poll = self.poll or Poll(self.ballot, self.lesson, self.language)
                    self.poll.start()
                    if self.address not in self.addresses:
                        self.address = next(iter(self.addresses), "")
                except Exception:  # no network, a package that is missing: the lesson goes on by show of hands
                    _log.exception("voting by phone could not be switched on")
                    trouble = "no_phones"
            elif self.poll is not None:
                self.poll.stop()
            self.trouble = trouble
            self._tell()

    def end(self) -> None:
        """End voting by phone and forget everything."""
        with self._switching:
            if self.poll is not None:
                self.poll.end()

    @property
    def phoning(self) -> bool:
        """Tell whether phones can vote."""
        return self.poll is not None and self.poll.on

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return what devices can type, none while they cannot vote."""
        poll = self.poll
        return tuple(poll.addresses) if poll is not None else ()

    def show_address(self, address: str) -> None:
        """Choose which of the poll's addresses the class sees."""
        with self._news:
            if address in self.addresses:
                self.address = address
                self._tell()

    # What is shown.

    def drawn(self, place: int) -> str | None:
        """Return what is shown at a place, None if it is not computed yet."""
        return self._ahead.at(place)

    def draw(self, draw: Callable[[Stage, int], str]) -> None:
        """Compute what is shown at every place, from where the lesson stands on."""
        for place in self._ahead.each(lambda place: draw(self, place), lambda: self.place):
            with self._news:
                if place == self.place:
                    self._tell()

    def _tell(self) -> None:
        with self._news:
            self.version += 1
            self._news.notify_all()


_now: Stage | None = None


def begin(lesson: Lesson, settings: Mapping[str, Any]) -> Stage:
    """Let this process teach a lesson; ``settings``: the other arguments of ``Stage``."""
    global _now
    _now = Stage(lesson, **settings)
    return _now


def now() -> Stage:
    """Return the lesson that this process teaches.

    Raises:
        RuntimeError: it teaches none.
    """
    if _now is None:
        raise RuntimeError("no lesson has begun; start it with: reassure teach")
    return _now
