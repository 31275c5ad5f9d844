"""Heavy work off the pages' own threads: two lanes that all visitors share, in which they take turns."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

WORKERS = min(4, os.cpu_count() or 1)
WAIT = 0.5
"""Seconds that a task waits at most for gestures to be answered. (Workers of a lower priority would hold up everybody
whenever they hold the interpreter.)"""

MINE, ALL = 4, 128
"""Jobs that one visitor, and all together, may have under way."""

SELDOM = 0.25
SHARE = 4.0
"""Progress is drawn with this many seconds between at least, and as many times what all together take to draw it."""

LOOK = 0.05
"""Seconds between two looks at whether a job is still wanted."""


class BusyError(Exception):
    """A visitor, or all together, have as much work under way as there is room for."""


class Gestures:
    """What pages are being told just now: work gives way to it."""

    def __init__(self) -> None:
        self._under_way = 0
        self._changed = threading.Condition()

    def begin(self) -> None:
        """Note that the answer to a gesture is begun."""
        with self._changed:
            self._under_way += 1

    def end(self) -> None:
        """Note that an answer is given."""
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()

    def give_way(self) -> None:
        """Wait until no gesture is being answered, but not for long."""
        with self._changed:
            self._changed.wait_for(lambda: not self._under_way, WAIT)


GESTURES = Gestures()


class Lane:
    """Threads that take from each visitor in turn, however much any one of them has waiting."""

    def __init__(self, workers: int, name: str) -> None:
        # Compiled rules let go of the interpreter, so threads suffice. Its own queue only says that somebody waits.
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._waiting: dict[str, deque[tuple[Future[Any], Callable[[], Any]]]] = {}
        self._lock = threading.Lock()

    def submit(self, who: str, task: Callable[[], T]) -> Future[T]:
        """Let a task wait for its visitor's turn."""
        future: Future[T] = Future()
        with self._lock:
            self._waiting.setdefault(who, deque()).append((future, task))
        self._threads.submit(self._turn)
        return future

    def waiting(self) -> int:
        """Return how many tasks wait, those that nobody wants any more among them."""
        with self._lock:
            return sum(map(len, self._waiting.values()))

    def _turn(self) -> None:
        """Do one task of the visitor who has waited longest for a turn."""
        GESTURES.give_way()
        with self._lock:
            who = next(iter(self._waiting))
            queue = self._waiting.pop(who)
            future, task = queue.popleft()
            if queue:
                self._waiting[who] = queue  # at the end of the row
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(task())
        except BaseException as error:
            future.set_exception(error)


SHORT = Lane(WORKERS, "work")
"""Where lives are lived, some hundredths of a second at a time."""

LONG = Lane(1, "long")
"""Where what cannot be cut up is done, one after another, so that the memory stays bounded."""

_under_way: Counter[str] = Counter()
_lock = threading.Lock()


def visitor() -> str:
    """Return who is asking, to be called while a page is being drawn: all tabs of a browser are one visitor."""
    import solara

    return str(solara.get_session_id())


def each(who: str, tasks: Iterable[Callable[[], T]], stop: threading.Event) -> Iterator[T]:
    """Yield what each task returns, as they finish; ends early, within a tenth of a second, once ``stop`` is set.

    It also ends when the page that asked is gone. Tasks are short (some hundredths of a second): visitors take turns
    between them. Call it from a thread of your own. What a task raises is raised here.

    Raises:
        BusyError: there is no room for more work, of this visitor or at all.
    """
    gone = _page()
    _enter(who)
    todo, waiting = iter(tasks), set[Future[T]]()
    try:
        while not (stop.is_set() or gone()):
            for task in islice(todo, WORKERS + 1 - len(waiting)):
                waiting.add(SHORT.submit(who, task))
            if not waiting:
                return
            ready, waiting = wait(waiting, timeout=LOOK, return_when=FIRST_COMPLETED)
            for future in ready:
                yield future.result()
                if stop.is_set() or gone():
                    return
    finally:
        for future in waiting:
            future.cancel()
        _leave(who)


def seldom(tell: Callable[P, None]) -> Callable[P, None]:
    """Return what tells of progress now and then only: to draw it takes time, which all who work have to share."""
    again = 0.0

    def told(*given: P.args, **named: P.kwargs) -> None:
        nonlocal again
        if time.monotonic() < again:
            return
        GESTURES.give_way()
        began = time.monotonic()
        tell(*given, **named)
        took = time.monotonic() - began
        again = began + took + max(SELDOM, SHARE * took * len(_under_way))

    return told


def alone(who: str, task: Callable[[], T]) -> Future[T]:
    """Return the future of a long task; it must itself heed a wish to stop, and is skipped if cancelled before.

    Raises:
        BusyError: there is no room for more work, of this visitor or at all.
    """
    _enter(who)
    future = LONG.submit(who, task)
    future.add_done_callback(lambda _: _leave(who))
    return future


def _enter(who: str) -> None:
    with _lock:
        if _under_way[who] >= MINE or _under_way.total() >= ALL:
            raise BusyError
        _under_way[who] += 1


def _leave(who: str) -> None:
    with _lock:
        _under_way[who] -= 1
        if not _under_way[who]:
            del _under_way[who]


def _page() -> Callable[[], bool]:
    """Return what tells whether the page whose thread this is has been closed."""
    kernels = sys.modules.get("solara.server.kernel_context")
    if kernels is None or not kernels.has_current_context():
        return bool
    closed: Callable[[], bool] = kernels.get_current_context().closed_event.is_set
    return closed
