"""From interventions to settings: who takes part and when, and what each number then is at each episode."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..block import Changes
from ..draws import Words, philox
from ..parameters import NUMBERS, PATHS, ROW
from .specs import Intervention
from .strategies import STRATEGIES, Move

OWNER = 3 + 4 * 64
"""The owner of the luck of taking part: a counter word that no partner, couple or population uses."""

_WEEK = 7.0
_MONTH, _YEAR = 30.0, 365.25
_LIVES = 4096  # lives that are worked out at a time
_LOW = np.array([NUMBERS[path].low for path in PATHS])
_HIGH = np.array([NUMBERS[path].high for path in PATHS])

Floats = NDArray[np.float64]


def schedule(
    interventions: Sequence[Intervention],
    values: Any,
    seed: NDArray[np.uint64],
    couple: NDArray[np.int64],
    days: int,
    episodes_per_day: int,
    block: NDArray[np.object_] | None = None,
) -> Changes | None:
    """Return what the interventions change in each life, as settings of single numbers; ``None``: nothing.

    ``values``: (len(PATHS), n) as at the start, an array or a ``Sheet``; ``seed``, ``couple``: (n,), the names of the
    lives' luck; ``block``: (n,), the name of each life's community, if there are any. Changes of the same number
    compose in the order given. The settings are sorted by life, row and step, one for each of these.
    """
    found = []
    for first in range(0, values.shape[1] if interventions else 0, _LIVES):
        part = slice(first, first + _LIVES)
        own = [_of_lives(one, values.shape[1], part, block) for one in interventions]
        life, *rest = _settings(
            own, values[:, part], seed[part], couple[part], days * episodes_per_day, episodes_per_day
        )
        found.append((life + first, *rest))
    columns = [np.concatenate(column) for column in zip(*found, strict=True)]
    return Changes(*columns) if columns and len(columns[0]) else None


def _of_lives(one: Intervention, n: int, part: slice, block: NDArray[np.object_] | None) -> Intervention:
    """Return an intervention with its numbers as arrays, one value for each life of a part; elsewhere than in its
    community nobody takes part."""
    fields = one._asdict().items()
    numbers: dict[str, Any] = {k: np.broadcast_to(v, n)[part] for k, v in fields if not isinstance(v, (str, tuple))}
    if one.block and block is not None:
        numbers["uptake"] = np.where(block[part] == one.block, numbers["uptake"], 0.0)
    return one._replace(**numbers)


def _settings(
    interventions: Sequence[Intervention],
    values: Any,
    seed: NDArray[np.uint64],
    couple: NDArray[np.int64],
    last: int,
    per_day: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], Floats]:
    """Return life, row, step and value of every setting, sorted."""
    courses = [_Course(one, _luck(seed, couple, index), last, per_day) for index, one in enumerate(interventions)]
    steps = np.sort(np.concatenate([course.breaks for course in courses]), axis=0)  # (breaks, lives)
    now: dict[int, Floats] = {}  # row -> its value after each break, as far as composed

    def at(row: int) -> Floats:
        return now[row] if row in now else np.broadcast_to(values[row], steps.shape)

    for one, course in zip(interventions, courses, strict=True):
        for move in one.moves:
            weight = course.weight(steps, move)
            for path, takes in _targets(one, move, values):
                row = ROW[path]
                old = at(row)
                goal = _goal(move, path, old, at)
                w = weight * takes
                new = np.where(w == 1.0, goal, old + w * (goal - old))  # exact at both ends
                now[row] = np.where(w == 0.0, old, np.clip(new, _LOW[row], _HIGH[row]))
    found: list[tuple[NDArray[Any], ...]] = []
    for row, after in now.items():
        before = np.vstack([values[row], after[:-1]])
        place, life = np.nonzero((after != before) & (steps < last))
        found.append((life, np.full(len(life), row), steps[place, life].astype(np.int64), after[place, life]))
    life, rows, when, value = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((when, rows, life))
    return life[order], rows[order], when[order], value[order]


def _luck(seed: NDArray[np.uint64], couple: NDArray[np.int64], index: int) -> Floats:
    """Return three draws in (0, 1) a life, (3, n): for uptake, drop-out and relapse of the intervention ``index``."""
    low, high = (seed & np.uint64(0xFFFFFFFF)).astype(np.int64), (seed >> np.uint64(32)).astype(np.int64)
    words = philox(Words(np.asarray(couple, np.int64), index, OWNER, high), low, 0)  # type: ignore[arg-type]
    return (np.array(words[:3]) + 0.5) * 2.0**-32


class _Course:
    """When an intervention begins, stops and is lost in each life: steps as (n,) floats, never later than ``last``."""

    def __init__(self, one: Intervention, luck: Floats, last: int, per_day: int) -> None:
        def step(day: Floats) -> Floats:
            return np.minimum(np.rint(day * per_day), last)

        strategy = STRATEGIES.get(one.of) if one.form == "use" else None
        self.week = _WEEK * per_day
        self.strength = one.size * strategy.strength if strategy else np.ones_like(luck[0])
        self.part = luck[0] < one.uptake
        begin = np.asarray(one.start)
        end = np.where(np.isinf(one.end), begin + (strategy.length if strategy else np.inf), one.end)
        end = np.minimum(end, begin + _waiting(luck[1], one.dropout, _MONTH))
        once = one.form in ("shock", "good")
        self.start = step(begin)
        self.stop = self.start + 1.0 if once else np.maximum(step(end), self.start)
        self.lost = np.maximum(step(end + _waiting(luck[2], one.relapse, _YEAR)), self.stop)
        longest = max(float(np.max(move.ramp)) for move in one.moves)
        weeks = np.arange(1, int(np.ceil(longest / _WEEK)) + 1) * self.week
        growing = np.minimum(self.start + weeks[:, None], last)
        self.breaks = np.vstack([self.start, self.stop, self.lost, growing])

    def weight(self, steps: Floats, move: Move) -> Floats:
        """Return how much of a move holds from each of ``steps`` (k, n) on."""

        def grown(step: Floats) -> Floats:
            ramp = np.asarray(move.ramp)
            share = np.floor((step - self.start) / self.week) * _WEEK / np.where(ramp > 0.0, ramp, 1.0)
            return np.where(ramp > 0.0, np.minimum(share, 1.0), 1.0)

        during = (steps >= self.start) & (steps < self.stop)
        after = (steps >= self.stop) & (steps < self.lost)
        share = np.where(during, grown(steps), np.where(after, move.kept * grown(self.stop), 0.0))
        return np.asarray(share * self.strength * self.part)


def _waiting(u: Floats, share: Floats | float, period: float) -> Floats:
    """Return the days until it happens, when the ``share`` of those left meets it in each ``period`` of days.

    The last bit of a logarithm may differ between machines; rounded to an episode, the time does not."""
    with np.errstate(divide="ignore", over="ignore"):  # a share next to nothing: it never happens
        return np.where(np.asarray(share) > 0.0, period * np.log(u) / np.log1p(-np.asarray(share)), np.inf)


def _targets(one: Intervention, move: Move, values: Floats) -> list[tuple[str, NDArray[np.bool_]]]:
    """Return the paths that a move changes, each with the lives (n,) in which it does."""
    everyone = np.ones(values.shape[1], dtype=bool)
    if "." in move.name:
        return [(move.name, everyone)]
    if one.form in ("good", "apart"):
        return [(f"couple.{move.name}", everyone)]
    if isinstance(one.whom, str):
        return [(f"{slot}.{move.name}", everyone) for slot in "ab" if one.whom in (slot, "both")]
    found = []
    for slot in "ab":
        takes = everyone
        for trait, low, high in one.whom:
            own = values[ROW[f"{slot}.{trait}"]]
            takes = takes & (own >= low) & (own <= high)
        found.append((f"{slot}.{move.name}", takes))
    return found


def _goal(move: Move, path: str, old: Floats, at: Callable[[int], Floats]) -> Floats:
    """Return where a move would bring a number if it held whole; ``at(row)`` is what another number now is."""
    if move.how == "towards":
        other = "b" if path.startswith("a.") else "a"
        return old + move.size * (at(ROW[f"{other}.{move.goal}"]) - old)
    if move.how == "by":
        return old + move.size
    return old * move.size if move.how == "times" else np.broadcast_to(move.size, old.shape)
