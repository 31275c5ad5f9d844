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
    found, set_found = solara.use_state((about, ()))
    status, set_status = solara.use_state("")
    stop = solara.use_ref(threading.Event())
    who = work.visitor()

    def leave() -> Callable[[], None]:
        return lambda: stop.current.set()

    solara.use_effect(leave, [about])  # another couple, or another page: nobody waits for these lives any more

    def begin() -> None:
        event = stop.current = threading.Event()
        set_found((about, ()))
        set_status("running")

        def end(how: str) -> None:
            if not event.is_set():
                set_status(how)

        def live() -> None:
            lived: tuple[Part, ...] = ()
            try:
                for part in work.each(who, tasks(), event):
                    lived = (*lived, part)
                    if not event.is_set():
                        set_found((about, lived))
            except work.BusyError:
                end("busy")
            except Exception:
                end("failed")
                raise
            else:
                end("finished")

        threading.Thread(target=live, name="compare", daemon=True).start()

    def cancel() -> None:
        stop.current.set()
        set_status("cancelled")

    if found[0] != about:
        return Living((), "", begin, cancel)
    # Left while it ran, and come back to: it does not run any more.
    return Living(found[1], "cancelled" if status == "running" and stop.current.is_set() else status, begin, cancel)
