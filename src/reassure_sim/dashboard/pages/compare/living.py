"""Many lives off the page's own thread: begun by a press, told as they come, ended by another press or by leaving."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple

import solara

from ....experiment.view import USES
from ...server import work
from .helps import Found, Part


class Living(NamedTuple):
    """What is known so far: the ``parts`` lived, how it stands ("" not begun, running, cancelled, finished, busy or
    failed), and what begins and ends it."""

    parts: tuple[Part, ...]
    status: str
    begin: Callable[[], None]
    cancel: Callable[[], None]

    @property
    def running(self) -> bool:
        """Return whether lives are being lived."""
        return self.status == "running"

    @property
    def lives(self) -> int:
        """Return how many lives were lived."""
        return sum(len(part.measured["regime"]) for part in self.parts)

    @property
    def found(self) -> Found:
        """Return what was measured, by strategy and first life."""
        return {use: {part.first: part.measured for part in self.parts if part.use == use} for use in USES}


def use_living(about: Hashable, tasks: Callable[[], Iterable[Callable[[], Part]]]) -> Living:
    """Return the lives of ``about``; once that is another, what was found before is not told any more."""
    # One state: the lives of one run are never told with the standing of another.
    (whose, parts, status), tell = solara.use_state((about, (), ""))
    stop = solara.use_ref(threading.Event())
    who = work.visitor()

    def leave() -> Callable[[], None]:
        return lambda: stop.current.set()

    solara.use_effect(leave, [about])  # another couple, or another page: nobody waits for these lives any more

    def begin() -> None:
        event = stop.current = threading.Event()
        tell((about, (), "running"))

        def live() -> None:
            lived: tuple[Part, ...] = ()

            def stand(how: str) -> None:
                if not event.is_set():
                    tell((about, lived, how))

            try:
                for part in work.each(who, tasks(), event):
                    lived = (*lived, part)
                    stand("running")
            except work.BusyError:
                stand("busy")
            except Exception:
                stand("failed")
                raise
            else:
                stand("finished")

        threading.Thread(target=live, name="compare", daemon=True).start()

    def cancel() -> None:
        stop.current.set()
        tell((about, parts, "cancelled"))

    if whose != about:
        return Living((), "", begin, cancel)
    # Left while it ran, and come back to: it does not run any more.
    return Living(parts, "cancelled" if status == "running" and stop.current.is_set() else status, begin, cancel)
