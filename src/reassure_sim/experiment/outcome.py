"""What is told of a run: how far it is, and how it ended."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Progress(NamedTuple):
    """How far a run is: runs saved, all, those that were there before, seconds since the start, what runs are."""

    done: int
    total: int
    reused: int
    seconds: float
    what: str = "lives"


class Outcome(NamedTuple):
    """How a run ended: ``complete``, ``shard`` (a part of it is), ``interrupted`` or ``limit``, with counts, things
    worth saying, what runs are."""

    state: str
    folder: Path
    total: int
    reused: int
    computed: int
    failures: int
    seconds: float
    notes: tuple[str, ...] = ()
    what: str = "lives"
