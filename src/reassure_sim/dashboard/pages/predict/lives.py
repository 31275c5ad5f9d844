"""Lives that a page asks for beside the one it shows, lived off the session's thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

import solara

from ...server import work


class Lives(NamedTuple):
    """What came of lives that were asked for."""

    state: str = ""  # "" while none are wanted, then "living", at last "lived", "busy" or "sorry"
    found: tuple[Any, ...] = ()  # what the tasks returned, as they ended


def use_lives(wanted: Hashable, tasks: Callable[[], Sequence[Callable[[], Any]]]) -> Lives:
    """Return what the tasks return, once all have; ``wanted`` names what they are about, None: nothing.

    Work for what is wanted no more stops at once, also when the page is left.
    """
    ended, set_ended = solara.use_state((None, Lives()))  # type: tuple[Any, Lives], Any
    who = work.visitor()

    def begin() -> Callable[[], None] | None:
        if wanted is None:
            return None
        stop = threading.Event()

        def run() -> None:
            try:
                told = Lives("lived", tuple(work.each(who, tasks(), stop)))
            except work.BusyError:
                told = Lives("busy")
            except Exception:
                logging.getLogger(__name__).exception("lives could not be lived")
                told = Lives("sorry")
            if not stop.is_set():
                set_ended((wanted, told))

        threading.Thread(target=run, name="predict", daemon=True).start()
        return stop.set

    solara.use_effect(begin, [wanted])
    if wanted is None:
        return Lives()
    return ended[1] if ended[0] == wanted else Lives("living")
