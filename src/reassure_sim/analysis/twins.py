"""Counterfactual twins: the same couple and the same luck, with one thing different."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .. import MODEL_VERSION, __version__
from ..block import RECORDS, Lives
from ..engines import live, run_ids
from ..interventions import Intervention, checked
from ..layout import EPISODE_A, EPISODE_B, PAIR, SEEN, STATE_A, STATE_B
from ..parameters import PATHS, ParameterError, Problem, rows, shown
from ..result import Result
from ..scenario import Scenario, scenario_lives
from .contrast import contrast, ends, told, variance_ratio
from .removal import Event, events, refuse_missing, removed
from .turning import TAKEN_OUT, Turn, spoken, turn

if TYPE_CHECKING:
    from pandas import DataFrame


def twins(
    couple: Scenario,
    change: Mapping[str, Any] | None = None,
    *,
    interventions: Sequence[Mapping[str, Any] | Intervention] = (),
    without: Iterable[Any] = (),
    seed: int = 7,
    couples: int = 1,
    workers: int = 1,
) -> Twins:
    """Return the same couple twice with the same luck: as it is, and with something different.

    ``change``: numbers that differ from day 0, like ``{"b.stamina": 0.8}``; ``interventions``: what happens besides
    those that the couple has; ``without``: events of one life (rows of ``result.events``) that do not happen.
    ``couples``: so many lives of the couple, each with its twin.

    Raises:
        ParameterError: with one sentence for each thing that is wrong.
    """
    scenario_lives(couple, couples, seed)  # says what is wrong with these before anything else is read
    if change is not None and not isinstance(change, Mapping):
        raise ParameterError(
            [Problem("change", f"read {shown(change)}, allowed is a mapping like {{'b.stamina': 0.8}}")]
        )
    changes, planned, taken = dict(change or {}), checked(interventions), events(without)
    problems = [
        Problem(name, "twins live for the same days in the same steps; change it in the couple itself, with_(...)")
        for name in ("days", "episodes_per_day")
        if name in changes
    ]
    if "interventions" in changes:
        problems.append(Problem("interventions", "give what is to happen besides as interventions=[...]"))
    if taken and couples != 1:
        say = f"read {shown(couples)}, but events belong to one life: leave it at 1 and name the couple in the event"
        problems.append(Problem("couples", say))
    if not (changes or planned or taken):
        problems.append(Problem("twins", "nothing differs; give change={...}, interventions=[...] or without=[...]"))
    if problems:
        raise ParameterError(problems)
    changed = couple.with_({**changes, "interventions": [*couple.interventions, *planned]})

    first = taken[0].couple if taken else 0
    lives, others = (
        scenario_lives(one, first + couples, seed).part(first, first + couples) for one in (couple, changed)
    )
    original = _told(couple, lives.part(0, 1), seed)
    if taken:
        refuse_missing(taken, original.events)
        others = removed(others, taken)
    other = _told(changed, others.part(0, 1), seed, taken)

    def lived(one: Scenario, own: Lives) -> dict[str, Any]:
        return ends(live(own, one.days, one.episodes_per_day, workers=workers))

    apart = scenario_lives(changed, 2 * couples, seed).part(couples, 2 * couples) if couples > 1 else None
    return Twins(
        _different(couple, changed, taken),
        original,
        other,
        contrast(lives.couple, lived(couple, lives), lived(changed, others)),
        None if apart is None else lived(changed, apart),
    )


class Twins:
    """A couple's life and its twin, which differs in one thing; printing it gives five plain lines.

    ``what``: what differs, in words; ``original`` and ``other``: both lives with diary, episodes and events (with many
    couples: of the first); ``outcomes``: one row a couple, each outcome in the original, in the other and, where it
    is a number, the difference.
    """

    def __init__(
        self, what: str, original: Result, other: Result, outcomes: DataFrame, unpaired: Mapping[str, Any] | None = None
    ) -> None:
        self.what = what
        self.original = original
        self.other = other
        self.outcomes = outcomes
        self._unpaired = unpaired  # how the other lives end with luck of their own

    @functools.cached_property
    def _unequal(self) -> NDArray[np.intp]:
        """Return the step and row of every number that differs, (2, m), in the order of steps."""
        one, two = (result.tables.episodes()[0] for result in (self.original, self.other))
        return np.array(np.nonzero(one != two))

    @property
    def step(self) -> int | None:
        """The first episode in which anything differs: a state, or what was done; ``None`` when nothing ever does."""
        return int(self._unequal[0, 0]) if self._unequal.size else None

    @property
    def day(self) -> int | None:
        """The day of ``step``."""
        return None if self.step is None else self.step // self.original.tables.episodes_per_day

    @functools.cached_property
    def turn(self) -> Turn | None:
        """The first decision that falls out otherwise, and because of what; ``None`` when none does."""
        return turn(self.original.tables, self.other.tables)

    @functools.cached_property
    def differences(self) -> DataFrame:
        """One row a partner and day lived together in both lives: the other life's diary less the original's."""
        one, two = (r.diary.drop(columns=["run_id"]).set_index(["couple", "partner", "day"]) for r in self._both)
        return (two - one).loc[one.index.intersection(two.index)].reset_index()

    @property
    def _both(self) -> tuple[Result, Result]:
        return self.original, self.other

    @property
    def reason(self) -> str:
        """Where the two lives part and why, in a sentence."""
        if self.step is None:
            return "Nothing differs: the two lives are the same to the last bit."
        here = f"The two lives part on day {self.day}"
        per_day, found = self.original.tables.episodes_per_day, self.turn
        if found is None:
            return f"{here}, in {self._first()}; but what they do never differs."
        if found.step > self.step:
            here += f", in {self._first()}; on day {found.step // per_day} the first act differs"
        if found.cause != TAKEN_OUT:
            return f"{here}: {found}."
        then = turn(self.original.tables, self.other.tables, found)
        if then is None:
            return f"{here}: {found}; nothing else that they do differs."
        return f"{here}: {found}; then, on day {then.step // per_day}, {then}."

    def _first(self) -> str:
        """Name the number that differs most in the first step that differs; a state, if any does."""
        step, places = self._unequal[0, 0], self._unequal[1, self._unequal[0] == self._unequal[0, 0]]
        gap = np.abs(np.subtract(*(r.tables.episodes()[0][step] for r in self._both)))
        states = places[places < PAIR.end - SEEN[0]]
        place = int(max(states if len(states) else places, key=lambda p: gap[p]))
        sections = (("a's", STATE_A), ("b's", STATE_B), ("the couple's", PAIR), ("a's", EPISODE_A), ("b's", EPISODE_B))
        names = [f"{owner} {spoken(name)}" for owner, section in sections for name in section.record._fields]
        return names[place]

    @property
    def variance_ratio(self) -> dict[str, float] | None:
        """Variance of the difference between lives with luck of their own over that between twins, for satisfaction
        and bids a week: how many times as many couples one would need without twins. ``None`` for a single couple;
        NaN when the twins of all couples differ alike."""
        return None if self._unpaired is None else variance_ratio(self.outcomes, self._unpaired)

    def summary(self) -> str:
        """Return five plain lines: what differs, where the lives part and why, and how they end."""
        n = len(self.outcomes)
        first = "The same couple" if n == 1 else f"{n:,} lives of the same couple"
        reason = self.reason if n == 1 else f"The first of them: {self.reason}"
        return "\n".join([f"{first} and the same luck, {self.what}", reason, *told(self.outcomes)])

    def plain(self) -> dict[str, Any]:
        """Return what is told of the twins as plain values, as for JSON."""
        ratio = self.variance_ratio
        return {
            "what": self.what,
            "step": self.step,
            "day": self.day,
            "reason": self.reason,
            "turn": None if self.turn is None else self.turn._asdict(),
            "couples": len(self.outcomes),
            "mean_outcomes": self.outcomes.drop(columns="couple").mean(numeric_only=True).to_dict(),
            "variance_ratio": ratio and {name: value if value == value else None for name, value in ratio.items()},
            "original": {"run_id": self.original.run_ids[0], **self.original.provenance},
            "other": {"run_id": self.other.run_ids[0], **self.other.provenance},
        }

    def __str__(self) -> str:
        return self.summary()

    __repr__ = __str__


def _told(couple: Scenario, lives: Lives, seed: int, taken: Sequence[Event] = ()) -> Result:
    """Return one life with all that can be recorded of it."""
    tables = live(lives, couple.days, couple.episodes_per_day, record=RECORDS)
    provenance: dict[str, Any] = {
        "package": __version__,
        "model": MODEL_VERSION,
        "seed": int(seed),
        "couple": int(lives.couple[0]),
        "days": couple.days,
        "episodes_per_day": couple.episodes_per_day,
        "parameters": couple.parameters.model_dump(),
        "interventions": [one.plain() for one in couple.interventions],
        "without": [event._asdict() for event in taken],
    }
    return Result(tables, run_ids(lives, couple.days, couple.episodes_per_day), provenance, RECORDS)


def _different(couple: Scenario, changed: Scenario, taken: Sequence[Event]) -> str:
    """Say in words what differs between twins."""
    old, new = rows(couple.parameters), rows(changed.parameters)
    parts = [f"{path} {y:g} instead of {x:g}" for path, x, y in zip(PATHS, old, new, strict=True) if x != y]
    for one in changed.interventions[len(couple.interventions) :]:
        name, when = (one.of if one.form in ("use", "set") else one.form), "from"
        size = "" if (one.how, one.size) == ("dose", 1.0) else f"{one.how} {one.size:g}"
        if one.form in ("shock", "good", "apart"):
            size, when = f"{one.size:g}", "from" if one.form == "apart" else "on"
        parts.append(" ".join(word for word in (name, size, f"{when} day {one.start:g}") if word))
    said = [f"with {' and '.join(parts)}"] if parts else []
    if taken:
        more = f" and {len(taken) - 2} more events" if len(taken) > 3 else ""
        said.append(f"without {' and '.join(map(str, taken[:2] if more else taken))}{more}")
    return ", ".join(said) or "with what changes nothing"
