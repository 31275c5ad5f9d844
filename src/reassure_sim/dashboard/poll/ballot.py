"""The votes of a class, in memory only: one open question at a time, and the last answer of each device counts."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress

MOST_HANDS = 9999
"""Hands that can be counted for one choice."""

SOON = 0.05
"""Seconds within which listeners hear of a vote."""


class Ballot:
    """What has been voted so far; safe to use from any thread.

    Choices are numbered from 0. A vote that is opened again keeps what it has, so that a speaker can go back a step.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now = ""
        self._sizes: dict[str, int] = {}
        self._cast: dict[str, dict[str, int]] = {}  # by vote: each device's choice
        self._hands: dict[str, tuple[int, ...]] = {}
        self._listeners: list[Callable[[], None]] = []
        self._telling = False  # of votes: soon

    @property
    def now(self) -> str:
        """The name of the vote that is open, or "" if none is."""
        return self._now

    def open(self, vote: str, choices: int) -> None:
        """Open a vote of so many choices; one that is open is closed."""
        with self._lock:
            if self._sizes.get(vote) != choices:  # another vote of that name: what was cast means nothing in it
                self._cast[vote], self._hands[vote] = {}, (0,) * choices
            self._now, self._sizes[vote] = vote, choices
        self._tell()

    def close(self) -> None:
        """Close the vote that is open, if any; what was cast stays until ``clear``."""
        with self._lock:
            self._now = ""
        self._tell()

    def cast(self, device: str, choice: int, vote: str | None = None) -> bool:
        """Note a device's choice in place of its last one; tell whether it counts.

        Args:
            device: anything that tells this device from the others.
            choice: from 0; one that does not exist does not count.
            vote: the vote that is meant, if the device knows: it does not count in another.
        """
        with self._lock:
            size = self._sizes.get(self._now, 0) if self._now else 0
            if vote not in (None, self._now) or not 0 <= choice < size:
                return False
            news = self._cast[self._now].get(device) != choice
            self._cast[self._now][device] = choice
        if news:
            self.tell_soon()
        return True

    def chosen(self, device: str) -> int | None:
        """Return what a device has chosen in the open vote, if anything."""
        with self._lock:
            return self._cast[self._now].get(device) if self._now else None

    def hands(self, vote: str, counts: Sequence[int]) -> None:
        """Note a show of hands, in place of the last one: for each choice, how many.

        Raises:
            ValueError: the vote was never opened, or these are not as many counts from 0 to 9999 as it has choices.
        """
        with self._lock:
            size = self._sizes.get(vote, 0)
            if not size or len(counts) != size or not all(0 <= count <= MOST_HANDS for count in counts):
                say = f"read {list(counts)} hands for {vote!r}, allowed are {size} counts from 0 to {MOST_HANDS}"
                raise ValueError(say if size else f"there was no vote {vote!r} yet; open it first")
            self._hands[vote] = tuple(counts)
        self._tell()

    def counts(self, vote: str) -> tuple[int, ...]:
        """Return the votes for each choice, of devices and hands; none of a vote that was never opened."""
        with self._lock:
            return tuple(map(sum, zip(self._voted(vote), self._hands.get(vote, ()), strict=True)))

    def clear(self) -> None:
        """Forget everything that was ever cast, in every vote, and close."""
        with self._lock:
            self._now = ""
            for known in (self._sizes, self._cast, self._hands):
                known.clear()
        self._tell()

    def listen(self, call: Callable[[], None]) -> Callable[[], None]:
        """Have ``call`` called after each change, and return what ends this.

        The thread that made the change calls it. Votes come by hundreds in a second, from devices that should not wait
        for what is done then: a thread of the ballot's own tells of them, of many at once.
        """
        with self._lock:
            self._listeners.append(call)

        def end() -> None:
            with self._lock, suppress(ValueError):
                self._listeners.remove(call)

        return end

    def _voted(self, vote: str) -> tuple[int, ...]:
        voted = Counter(self._cast.get(vote, {}).values())
        return tuple(voted[choice] for choice in range(self._sizes.get(vote, 0)))

    def tell_soon(self) -> None:
        """Have listeners called soon, once for all that happens until then: also where devices come and go."""
        with self._lock:
            begin, self._telling = not self._telling, True
        if begin:
            soon = threading.Timer(SOON, self._tell_votes)
            soon.daemon = True
            soon.start()

    def _tell_votes(self) -> None:
        with self._lock:
            self._telling = False
        self._tell()

    def _tell(self) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for call in listeners:
            call()
