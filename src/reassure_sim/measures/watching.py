"""Watching a block: after each episode, every measure that needs to see it."""

from __future__ import annotations

from typing import Any

from ..kernel import measure, rule
from ..layout import (
    DAY_A,
    DAY_B,
    EPISODE_A,
    EPISODE_B,
    LANES,
    PAIR,
    SEEN,
    STATE_A,
    STATE_B,
    STRIP,
    read_day,
    read_episode,
    read_pair,
    read_state,
    write_day,
)
from .diary import dawn, note
from .events import eventful, jot
from .laps import asks, follow, tally
from .sums import close_day

_DAY_FIRST, _DAY_ROWS = DAY_A.first, DAY_B.end - DAY_A.first
_SEEN_FIRST, _SEEN_ROWS = SEEN[0], SEEN[1] - SEEN[0]


@rule
def _write_page(block: Any, lane: int, day: int, state: int, episode: int, fresh: float) -> None:
    """Note the episode just lived on one partner's page; the numbers are first rows of records."""
    page = dawn(read_day(block, day, lane), fresh)
    s, e, pair = read_state(block, state, lane), read_episode(block, episode, lane), read_pair(block, PAIR.first, lane)
    write_day(block, day, lane, note(page, s, e, pair.together), True)


@measure
def _page(block: Any, day: int, state: int, episode: int, fresh: float, lanes: int) -> None:
    """Note the episode in one partner's diary, for the first ``lanes`` couples of the block."""
    for strip in range(0, lanes, STRIP):
        for i in range(STRIP):
            _write_page(block, strip + i, day, state, episode, fresh)


@measure
def watch(
    block: Any,
    recent: Any,
    counted: Any,
    diary: Any,
    memory: Any,
    events: Any,
    counts: Any,
    opened: Any,
    episodes: Any,
    step: int,
    per_day: int,
    dt: float,
    lanes: int,
) -> None:
    """Take note of the episode that ``block`` has just lived.

    recent, counted: the rings of ``sums``; memory: 2 partners x MEMORY rows as in a block; counts: lives, opened: 2 x
    lanes. diary: days x pages x lanes, events: capacity x lives x columns, episodes: steps x rows x lanes, each of no
    length where it is not kept.
    """
    memory_a, memory_b = memory[0], memory[1]
    fresh = 1.0 if step % per_day == 0 else 0.0
    _page(block, DAY_A.first, STATE_A.first, EPISODE_A.first, fresh, lanes)
    _page(block, DAY_B.first, STATE_B.first, EPISODE_B.first, fresh, lanes)
    tally(memory_a, block, EPISODE_A.first, dt, lanes)
    tally(memory_b, block, EPISODE_B.first, dt, lanes)
    for lane in range(len(counts)):
        # a call costs more than all that is done here for those who did nothing
        hours_a = hours_b = -1.0
        if asks(block, EPISODE_A.first, lane):
            hours_a = follow(memory_a, block, lane, STATE_A.first, EPISODE_A.first)
        if asks(block, EPISODE_B.first, lane):
            hours_b = follow(memory_b, block, lane, STATE_B.first, EPISODE_B.first)
        if events.shape[0] > 0:
            if eventful(block, EPISODE_A.first, lane):
                jot(
                    events,
                    counts,
                    opened,
                    lane,
                    step,
                    0,
                    read_episode(block, EPISODE_A.first, lane),
                    hours_a,
                    block,
                    dt,
                )
            if eventful(block, EPISODE_B.first, lane):
                jot(
                    events,
                    counts,
                    opened,
                    lane,
                    step,
                    1,
                    read_episode(block, EPISODE_B.first, lane),
                    hours_b,
                    block,
                    dt,
                )
    if episodes.shape[0] > 0:
        for i in range(_SEEN_ROWS):
            for lane in range(LANES):
                episodes[step, i, lane] = block[(_SEEN_FIRST + i) * LANES + lane]
    if (step + 1) % per_day == 0:
        close_day(block, recent, counted)
        if diary.shape[0] > 0:
            for i in range(_DAY_ROWS):
                for lane in range(LANES):
                    diary[step // per_day, i, lane] = block[(_DAY_FIRST + i) * LANES + lane]
