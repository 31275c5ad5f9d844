"""Events that are taken out of a life: named, looked up, and removed without touching anything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..block import Changes, Lives
from ..event_table import PARTNERS
from ..parameters import ROW, ParameterError, Problem, shown, unknown

if TYPE_CHECKING:
    from pandas import DataFrame

REMOVED: Mapping[str, tuple[str, ...]] = {
    "seek": ("acts",),
    "reach_out": ("acts",),
    "withdraw": ("acts",),
    "stress": ("meets_stress", "shock"),
    "doubt": ("meets_doubts",),
}
"""The numbers of a partner that are 0 for one episode when an event of that kind is taken out."""

_NOUNS = {"seek": "bid for reassurance", "reach_out": "reaching out", "withdraw": "withdrawal"}

MAX_COUPLE = 99_999
"""Highest number of a couple whose event can be named."""

_HOW = "a row of result.events, or a mapping like {couple: 0, step: 331, partner: 'b', kind: 'withdraw'}"


class Event(NamedTuple):
    """One event of a life, as ``result.events`` names it."""

    couple: int
    step: int
    partner: str
    kind: str

    def __str__(self) -> str:
        return f"{self.partner}'s {_NOUNS.get(self.kind, self.kind)} at step {self.step}"


def events(rows: Iterable[Any]) -> tuple[Event, ...]:
    """Return the events that ``rows`` name: mappings, rows of ``result.events``, or a table of such rows.

    Raises:
        ParameterError: listing every problem at once; the events of one call belong to one couple.
    """
    table: Any = rows
    if hasattr(table, "iterrows"):
        rows = table.to_dict("records")
    if isinstance(rows, (str, Mapping)) or not isinstance(rows, Iterable):
        raise ParameterError([Problem("without", f"read {shown(rows)}, allowed is a list of events, each {_HOW}")])
    problems: list[Problem] = []
    found = [event for i, row in enumerate(rows) if (event := _event(row, f"without.{i}", problems))]
    couples = sorted({event.couple for event in found})
    if len(couples) > 1:
        say = f"read events of the couples {', '.join(map(str, couples))}, allowed are events of one couple"
        problems.append(Problem("without", say))
    if problems:
        raise ParameterError(problems)
    return tuple(found)


def _event(row: Any, here: str, problems: list[Problem]) -> Event | None:
    if not hasattr(row, "keys"):
        problems.append(Problem(here, f"read {shown(row)}, allowed is {_HOW}"))
        return None
    given = {str(key): row[key] for key in row.keys()}  # noqa: SIM118 -- a row of a table iterates over its values
    before = len(problems)
    numbers = []
    for key, most in (("couple", MAX_COUPLE), ("step", 10**6)):
        value = given.get(key)
        whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
        if not whole or not 0 <= value <= most:  # type: ignore[operator]
            problems.append(
                Problem(f"{here}.{key}", f"read {shown(value)}, allowed is a whole number from 0 to {most}")
            )
        numbers.append(value)
    person = given.get("person")
    partner = given.get("partner", PARTNERS[int(person)] if person in (0, 1) else person)
    if partner not in PARTNERS:
        problems.append(Problem(f"{here}.partner", f"read {shown(partner)}, allowed is a or b"))
    if given.get("kind") not in REMOVED:
        problems.append(Problem(f"{here}.kind", unknown(str(given.get("kind")), REMOVED, "kind of event")))
    if len(problems) > before:
        return None
    return Event(int(numbers[0]), int(numbers[1]), str(partner), str(given["kind"]))  # type: ignore[arg-type]


def refuse_missing(wanted: Sequence[Event], happened: DataFrame) -> None:
    """Refuse events that are not among those that ``happened`` (a table ``result.events`` of that couple).

    Raises:
        ParameterError: naming the nearest events of that kind.
    """
    problems = []
    for i, event in enumerate(wanted):
        like = happened[(happened["partner"] == event.partner) & (happened["kind"] == event.kind)]
        steps = like["step"].to_numpy()
        if event.step in steps:
            continue
        near = np.sort(steps[np.argsort(np.abs(steps - event.step), kind="stable")[:3]])
        instead = f"the nearest are at {', '.join(map(str, near))}" if len(near) else "there is none in that life"
        say = f"couple {event.couple} has no {event.kind} of {event.partner} at step {event.step}; {instead}"
        problems.append(Problem(f"without.{i}", say))
    if problems:
        raise ParameterError(problems)


def removed(lives: Lives, taken: Sequence[Event]) -> Lives:
    """Return one life (n = 1) without some events: the numbers of ``REMOVED`` are 0 in that episode, and in the next
    one again what they would have been."""
    planned: dict[tuple[int, int], float] = {}
    if lives.changes is not None:
        for step, changes in lives.changes.by_step():
            planned |= {(row, step): v for row, v in zip(changes.row.tolist(), changes.value.tolist(), strict=True)}
    gone: dict[int, set[int]] = {}
    for event in taken:
        for name in REMOVED[event.kind]:
            gone.setdefault(ROW[f"{event.partner}.{name}"], set()).add(event.step)
    settings = dict(planned)
    for row, steps in gone.items():
        for step in steps | {step + 1 for step in steps}:
            before = [at for own, at in planned if own == row and at <= step]
            usual = planned[row, max(before)] if before else float(lives.values[row, 0])
            settings[row, step] = 0.0 if step in steps else usual
    rows, at = np.array(sorted(settings), np.int64).reshape(-1, 2).T
    values = np.array([settings[key] for key in sorted(settings)], np.float64)
    return lives._replace(changes=Changes(np.zeros(len(rows), np.int64), rows, at, values))
