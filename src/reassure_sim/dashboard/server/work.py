"""Heavy work off the pages' own threads: one bounded pool that all visitors share."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")

WORKERS = min(4, os.cpu_count() or 1)
POOL = ThreadPoolExecutor(WORKERS, thread_name_prefix="work")
"""Where lives are lived; the compiled rules let go of the interpreter, so threads suffice."""


class BusyError(Exception):
    """A visitor, or all together, have as much work under way as there is room for."""


def visitor() -> str:
    """Return who is asking, to be called while a page is being drawn: all tabs of a browser are one visitor."""
    import solara

    return solara.get_session_id()


def each(who: str, tasks: Iterable[Callable[[], T]], stop: threading.Event) -> Iterator[T]:
    """Yield what each task returns, as they finish; ends early, within a tenth of a second, once ``stop`` is set.

    Tasks are short (some hundredths of a second): visitors take turns between them. Call it from a thread of your own.

    Raises:
        BusyError: there is no room for more work, of this visitor or at all.
    """
    todo, waiting = iter(tasks), set[Future[T]]()
    while not stop.is_set():
        for task in todo:
            waiting.add(POOL.submit(task))
            if len(waiting) > WORKERS:
                break
        if not waiting:
            break
        ready, waiting = wait(waiting, timeout=0.1, return_when=FIRST_COMPLETED)
        for future in ready:
            yield future.result()
    for future in waiting:
        future.cancel()
