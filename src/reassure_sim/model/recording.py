"""Lives of agents, taken note of as the batch engine does."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from typing import Any

import numpy as np

from .. import measures
from ..block import Blocks, Lived, Lives
from ..kernel import can_cache, numba_ready
from ..layout import (
    BEFORE_A,
    BEFORE_B,
    CONSTANTS,
    COUPLE,
    EPISODE_A,
    EPISODE_B,
    LANES,
    PAIR,
    ROWS,
    STATE_A,
    STATE_B,
    SUMS_A,
    SUMS_B,
    A,
    B,
)
from ..parameters import PATHS
from ..society import Chronicle, Snapshots, Society, regimes
from .model import ReassuranceModel


def live(
    lives: Lives,
    days: int,
    per_day: int,
    record: Collection[str],
    society: Society | None = None,
    tell: Callable[[int], None] | None = None,
) -> tuple[list[Lived], Chronicle | None]:
    """Return what is kept of each block of ``lives``, lived by agents, and of their society; the same bits as
    ``batch``."""
    blocks = Blocks.of(lives, days, per_day, record, whole=society is not None)
    model = ReassuranceModel.of(lives, per_day, society=society)
    friends, shots = model.friends, []
    couples = lives.n if society is None else society.couples
    _idle(blocks, couples)
    for day in range(1, days + 1):
        if friends is not None:
            there = len(model.couples)
            friends.meet()
            for life in range(there, len(model.couples)):
                if life == blocks.n * LANES:
                    more = Blocks.of(lives.part(0, 1), days, per_day, record, whole=True)
                    _idle(more, 0)
                    blocks = blocks.grown(more)
                blocks.seat(life, friends.joined[life - lives.n], model.couples[life].key, {})
        _live_day(model, blocks)
        if day == days or (society is not None and day % society.every == 0):
            for block in range(blocks.n):
                _look(blocks, block)
            if friends is not None:
                evenings = np.array(list(friends.evenings.values())).astype(np.float32)
                shots.append((day, regimes(blocks, couples), evenings))
        if tell is not None and society is not None:
            tell(day)
    kept = blocks.lived(0, couples, record)
    if society is None or friends is None:
        return kept, None
    if friends.joined:
        kept += blocks.lived(lives.n, lives.n + len(friends.joined), record)
    values = np.array(friends.joined).reshape(-1, len(PATHS)).T
    return kept, Chronicle(society, lives, Snapshots.of(shots), friends.meeting.formed, values, friends.last())


def _idle(blocks: Blocks, first: int) -> None:
    """Let no day count in the lanes from ``first`` on: they hold singles, or nobody."""
    for section in (SUMS_A, SUMS_B):
        over = blocks.laid(section)[:, section.record._fields.index("over")]
        for life in range(first, blocks.n * LANES):
            over[blocks.at(life)] = 1.0


def _live_day(model: ReassuranceModel, blocks: Blocks) -> None:
    """Let the agents live a day, and take note of it as the batch engine does."""
    watch = _compiled("watch")
    rows = blocks.numbers.reshape(blocks.n, ROWS, LANES)
    for _ in range(model.per_day):
        for life, couple in enumerate(model.couples):
            numbers = rows[life // LANES, :, life % LANES]
            for section, state in ((BEFORE_A, couple.a.state), (BEFORE_B, couple.b.state)):
                numbers[section.first : section.end] = state
        step = model.tick
        model.step()
        for life, couple in enumerate(model.couples):
            numbers = rows[life // LANES, :, life % LANES]
            for section, values in (
                (STATE_A, couple.a.state),
                (STATE_B, couple.b.state),
                (PAIR, couple.pair),
                (EPISODE_A, couple.a.episode),
                (EPISODE_B, couple.b.episode),
                (A, couple.a.traits),
                (B, couple.b.traits),
                (COUPLE, couple.traits),
                (CONSTANTS, couple.constants),
            ):
                numbers[section.first : section.end] = values
        for b in range(blocks.n):
            watched = (blocks.recent, blocks.counted, blocks.diary, blocks.memory, blocks.events)
            counts = blocks.counts[b, : len(model.couples) - b * LANES]
            arrays = (blocks.numbers[b], *(kept[b] for kept in watched), counts, blocks.opened[b], blocks.episodes[b])
            watch(*arrays, step, model.per_day, model.dt, LANES)


def _look(blocks: Blocks, block: int) -> None:
    """Take the means of the last weeks of a block."""
    days = blocks.laid(SUMS_A)[block, SUMS_A.record._fields.index("days")]
    _compiled("late_means")(days, blocks.recent[block], blocks.counted[block], blocks.means[block])


@functools.cache
def _compiled(name: str) -> Any:
    """Return a measure, compiled: what is noted of a life has one statement, too."""
    return numba_ready().njit(nogil=True, error_model="numpy", cache=can_cache())(getattr(measures, name))
