"""Talking to a person at a terminal: progress, a polite stop, and how an error is told."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..experiment import Progress


def say(text: str = "") -> None:
    """Tell the user something that is not data."""
    print(text, file=sys.stderr, flush=True)


def typed(command: str = "") -> str:
    """Return the command that was typed, or ``command`` with the same words after it."""
    words = [word for word in sys.argv[1:] if word != "--debug"]
    return shlex.join(["reassure", *([command, *words[1:]] if command else words)])


class Stopped:
    """Whether, and by which signal, the user asked to stop."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self.number = 0


@contextmanager
def stoppable() -> Iterator[Stopped]:
    """Turn Ctrl-C and SIGTERM into a polite end; a second one ends at once (what is saved stays sound)."""
    stopped = Stopped()

    def heard(number: int, frame: Any) -> None:
        if stopped.event.is_set():
            os._exit(128 + number)
        stopped.number = number
        stopped.event.set()
        os.write(2, b"\nstopping: saving what is at hand (again to stop at once)\n")

    before = {n: signal.signal(n, heard) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def tidy() -> Iterator[None]:
    """Let SIGTERM end what is done at once but in order, so that nothing half made stays behind."""

    def heard(number: int, frame: Any) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, heard)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def progress() -> Iterator[Callable[[Progress], None]]:
    """Show progress on stderr: a bar on a terminal, a line now and then elsewhere."""
    if not sys.stderr.isatty():
        last = [-2.0]

        def line(p: Progress) -> None:
            if p.seconds - last[0] >= 2.0 or p.done == p.total:
                last[0] = p.seconds
                say(f"{p.done:,} of {p.total:,} {p.what} ({100 * p.done // p.total} %){_left(p)}")

        yield line
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("starting", total=None)
        yield lambda p: bars.update(
            task, completed=p.done, total=p.total, description=f"{p.done:,} of {p.total:,} {p.what}{_left(p)}"
        )


def _left(p: Progress) -> str:
    """Say how long it will take, from what was run in this call."""
    lived = p.done - p.reused
    if lived <= 0 or p.done == p.total:
        return ""
    seconds = (p.total - p.done) * p.seconds / lived
    return f", about {seconds:.0f} s left" if seconds < 120 else f", about {seconds / 60:.0f} min left"


def told(error: Exception, debug: bool) -> int:
    """Say what went wrong and return the exit code."""
    if debug:
        traceback.print_exception(error)
    if hasattr(error, "show") and hasattr(error, "exit_code"):  # wrong words on the command line
        error.show()
        return int(error.exit_code)
    if type(error).__name__ == "Abort":
        return 130
    from ..experiment.errors import BUG, ConfigError, ExperimentError
    from ..parameters import ParameterError

    if isinstance(error, ParameterError):
        say(f"reassure: {error}")
        say("Next: reassure --help")
        return 2
    if isinstance(error, MemoryError):
        say("reassure: the memory of this machine does not hold so many lives; ask for fewer couples or days")
        say("Next: reassure --help")
        return 2
    if not isinstance(error, ExperimentError):
        say(f"reassure: this is a bug: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")
        say("Next: type the same command with --debug, and report what it prints")
        return BUG
    say(error.sentence if isinstance(error, ConfigError) else f"reassure: {error.sentence}")
    say(f"Next: {error.next_command}" if error.next_command else "Next: reassure --help")
    return error.code
