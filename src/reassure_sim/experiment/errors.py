"""What can go wrong around an experiment, each with the exit code of the command line."""

from __future__ import annotations

import errno
import shlex
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

FAILED_RUNS = 3
LIMIT = 4
BAD_INPUT = 64
CONTRADICTION = 65
BUG = 70
DISK = 74
IN_USE = 75
OTHER_EXPERIMENT = 76
"""Exit codes; an interruption is 128 plus the number of the signal (130, 143)."""


TOLD = 50
"""Faults of a file that are told one by one."""


def command(*words: object) -> str:
    """Return a command of ``reassure`` as it can be typed: words that a shell would take apart are quoted."""
    return shlex.join(["reassure", *map(str, words)])


class Fault(NamedTuple):
    """One thing wrong in a file: where (counted from 1), which key, and a sentence saying what is allowed."""

    line: int
    column: int
    path: str
    sentence: str


class ExperimentError(Exception):
    """An experiment cannot go on: an exit ``code``, a sentence, and the ``next_command`` to type."""

    def __init__(self, code: int, sentence: str, next_command: str = "") -> None:
        self.code = code
        self.sentence = sentence
        self.next_command = next_command
        super().__init__(sentence)


class ConfigError(ExperimentError):
    """A config file is not valid; ``faults`` holds everything wrong in it, in the order of its lines."""

    def __init__(self, file: str, faults: Iterable[Fault]) -> None:
        self.file = file
        self.faults = sorted(set(faults))
        told = [self._line(fault) for fault in self.faults[:TOLD]]
        if len(self.faults) > TOLD:
            told.append(f"{file}: and {len(self.faults) - TOLD:,} more, which may be due to these")
        super().__init__(BAD_INPUT, "\n".join(told), self._next())

    def _next(self) -> str:
        if all((f.line, f.column, f.path) == (1, 1, "") for f in self.faults):  # the file as a whole is not one
            return "reassure validate FILE, with a file like configs/quickstart.yaml"
        return f"mend these lines, then: reassure validate {self.file}"

    def _line(self, fault: Fault) -> str:
        place = f"{self.file}:{fault.line}:{fault.column}" if fault.line else "--set"  # line 0: the command line
        return ": ".join(part for part in (place, fault.path, fault.sentence) if part)


@contextmanager
def disk_trouble(folder: Path) -> Iterator[None]:
    """Turn an I/O error into one sentence and the exit code of the disk."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        reasons = {
            errno.ENOSPC: "the disk is full",
            errno.EDQUOT: "this user's share of the disk is full",
            errno.EROFS: "it cannot be written to (read-only)",
            errno.EACCES: "this user may not write there",
            errno.EPERM: "this user may not write there",
            errno.ENOENT: "there is no such place, and it cannot be made",
            errno.ENOTDIR: "a part of its path is a file and not a folder",
            errno.EEXIST: "a file of that name is in the way",
            errno.EIO: "the disk reports an error",
            errno.ENOLCK: "its file system has no locks",
            errno.ENOSYS: "its file system has no locks",
            errno.EOPNOTSUPP: "its file system has no locks",
        }
        reason = reasons.get(error.errno or 0, (error.strerror or str(error)).lower())
        which = str(error.filename or "")
        where = which if which and not which.endswith(".tmp") and Path(folder) in Path(which).parents else folder
        say = f"cannot read or write {where}: {reason}; what was saved before is safe"
        what = "make room" if full else "see to the disk"
        raise ExperimentError(
            DISK, say, f"{what}, or work in another folder, and type the same command again"
        ) from error
