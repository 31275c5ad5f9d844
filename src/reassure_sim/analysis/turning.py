"""Where two lives with the same luck first do something different, and because of what.

No formula stands here. The decision is made again by its very rule, with the inputs of that episode; what decides is
found by handing the rule one input of the other life at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from .. import rules
from ..draws import Key, Luck, luck, shared_luck
from ..layout import CONSTANTS, COUPLE, EPISODE_A, EPISODE_B, PAIR, SEEN, STATE_A, STATE_B, A, B
from ..rules import CARRY_ON, REACH_OUT, SEEK, WITHDRAW, Bid, Episode, Moment, State
from ..tables import Tables

_DONE: Mapping[str, Mapping[float, tuple[str, str]]] = {
    "act": {
        CARRY_ON: ("carries on", "carried on"),
        SEEK: ("asks for reassurance", "asked for reassurance"),
        REACH_OUT: ("reaches out", "reached out"),
        WITHDRAW: ("withdraws", "withdrawn"),
    },
    "direct": {0.0: ("protests", "protested"), 1.0: ("asks directly", "asked directly")},
    "misread": {0.0: ("hears a need", "heard a need"), 1.0: ("hears criticism", "heard criticism")},
    "answered": {0.0: ("draws back when asked", "drawn back"), 1.0: ("answers", "answered")},
    "together": {0.0: ("separate", "separated"), 1.0: ("stay together", "stayed together")},
}
_ALONG = (SEEK, REACH_OUT, WITHDRAW, CARRY_ON)  # how the acts lie along their draw, from 0 to 1

_WORDS = {
    "felt": "felt insecurity",
    "pressure": "felt pressure",
    "busy": "pause after acting",
    "satisfied": "satisfaction",
}
TAKEN_OUT = "that act was taken out"
"""The cause of a turn that is itself what was changed."""

Inputs = dict[str, Any]
"""What a rule is given: names of its arguments, as in ``rules``."""


class Turn(NamedTuple):
    """The first decision that falls out otherwise: at ``step``, of ``partner`` (a, b or both), ``decision`` one of
    act, direct, misread, answered, together; its code ``before`` (in the original) and ``after`` (in the other life);
    ``cause``: a clause on the input that moves the log-odds of the decision most; its value ``was`` and ``now``;
    ``by``: whose input it is and which, like ``a.felt`` or ``couple.married``."""

    step: int
    partner: str
    decision: str
    before: float
    after: float
    cause: str
    was: float
    now: float
    by: str

    def __str__(self) -> str:
        new, old = _DONE[self.decision][self.after][0], _DONE[self.decision][self.before][1]
        who = "they" if self.partner == "both" else self.partner
        return f"{who} {new} where {who} had {old}, because {self.cause}"


def turn(original: Tables, other: Tables, after: Turn | None = None) -> Turn | None:
    """Return where the first lives of two tables first decide differently, ``None`` when they never do; given
    ``after``, the turn that follows that one. Both tables hold their episodes."""
    seen = [tables.episodes()[0] for tables in (original, other)]
    fields = [(d, slot) for d in _DONE if d != "together" for slot in "ab"]
    places = [{"a": EPISODE_A, "b": EPISODE_B}[slot].row(d) - SEEN[0] for d, slot in fields]
    places.append(PAIR.row("together") - SEEN[0])
    differ = seen[0][:, places] != seen[1][:, places]
    if after is not None:  # what was done in that episode is told; whether the couple went on is not
        differ[: after.step + 1, :-1] = False
    if not differ.any():
        return None
    step, column = (int(place) for place in np.argwhere(differ)[0])
    old, new = (float(rows[step, places[column]]) for rows in seen)
    scenes = [_Scene(tables, step) for tables in (original, other)]
    if column == len(fields):
        return Turn(step, "both", "together", old, new, *_parting(scenes[0], scenes[1], new))
    decision, slot = fields[column]
    who = slot if decision in ("act", "direct") else "ba"["ab".index(slot)]  # who hears and answers is the other one
    one, two = (scene.inputs(who, decision) for scene in scenes)
    cut, yes = 0, new == 1.0
    if decision == "act":
        cut = min(_ALONG.index(old), _ALONG.index(new))
        yes = _ALONG.index(new) <= cut
    lift = 1.0 if yes else -1.0
    name, field, was, now = _decisive(lambda given: lift * _log_odds(decision, cut, given), one, two)
    return Turn(step, who, decision, old, new, _because(name, field, who, was, now), was, now, _path(name, field, who))


class _Side(NamedTuple):
    """One partner in one episode: state before and after it, traits, moment, luck, bid, and what was seen."""

    s: State
    after: State
    p: Any
    luck: Luck
    m: Moment
    seen: Episode


class _Scene:
    """The first life of some tables in one episode: what every rule was given then."""

    def __init__(self, tables: Tables, step: int) -> None:
        lives = tables.lives.part(0, 1)
        self.dt = 1.0 / tables.episodes_per_day
        records = (A, B, COUPLE, CONSTANTS)

        def read(row: Any, section: Any, origin: int = 0) -> Any:
            return section.record(*row[section.first - origin : section.end - origin].tolist())

        values = lives.values[:, 0].copy()
        *people, couple, constants = (read(values, section) for section in records)
        rows = tables.episodes()[0]
        if step:
            states = [read(rows[step - 1], section, SEEN[0]) for section in (STATE_A, STATE_B)]
        else:
            states = [rules.first_state(p, couple, constants) for p in people]
        for at, changes in lives.changes.by_step() if lives.changes is not None else ():
            if at <= step:
                values[changes.row] = changes.value
        *people, self.c, self.k = (read(values, section) for section in records)
        key = Key(*(int(word) for word in lives.keys()[:, 0]))
        shared = shared_luck(key, step)
        self.sides: dict[str, _Side] = {}
        for i, slot in enumerate("ab"):
            own = luck(key, key.first if slot == "a" else 1 - key.first, step)
            moment = rules.feel(states[i], people[i], self.c, self.k, own, shared, self.dt)
            after, seen = (
                read(rows[step], section, SEEN[0]) for section in ((STATE_A, EPISODE_A), (STATE_B, EPISODE_B))[i]
            )
            self.sides[slot] = _Side(states[i], after, people[i], own, moment, seen)

    def inputs(self, who: str, decision: str) -> Inputs:
        """Return what the rule of a decision of ``who`` was given: ``bid`` or ``reply``."""
        me, them = self.sides[who], self.sides["ba"["ab".index(who)]]
        given = {"s": me.s, "m": me.m, "p": me.p, "k": self.k, "seen": them.m.shown, "luck": me.luck}
        if decision in ("act", "direct"):
            return {**given, "c": self.c, "dt": self.dt}
        # what was heard is settled before it is answered: the draw of the reading is set to what came of it
        heard = me.luck._replace(reading=0.0 if them.seen.misread else 1.0) if decision == "answered" else me.luck
        asked = Bid(them.seen.act, them.seen.direct)
        return {**given, "asked": asked, "other": them.p, "luck": heard}


def _log_odds(decision: str, cut: int, given: Inputs) -> float:
    """Return the log-odds of a decision: the rule is asked with other draws until the chance of a yes is known.

    A yes is, for ``act``, one of the acts of ``_ALONG`` up to ``cut``; a rule says yes to draws below its chance."""

    def yes(u: float) -> bool:
        drawn = given["luck"]
        if decision == "act":
            return _ALONG.index(rules.bid(**{**given, "luck": drawn._replace(act=u)}).act) <= cut
        if decision == "direct":  # of somebody who asks: the draw of the act is set to the one that always asks
            return rules.bid(**{**given, "luck": drawn._replace(act=0.0, style=u)}).direct == 1.0
        if decision == "misread":
            return rules.reply(**{**given, "luck": drawn._replace(reading=u)}).criticised == 1.0
        return rules.reply(**{**given, "luck": drawn._replace(answer=u)}).provides == 1.0

    low, high = 0.0, 1.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if yes(middle) else (low, middle)
    chance = min(max(0.5 * (low + high), 1e-12), 1.0 - 1e-12)
    return math.log(chance / (1.0 - chance))


def _swaps(one: Inputs, two: Inputs) -> Iterator[tuple[str, str, float, float, Inputs]]:
    """Yield each number in which two inputs differ: argument, field, both values, and ``one`` with it swapped."""
    for name, mine in one.items():
        theirs = two[name]
        if isinstance(mine, float):
            if mine != theirs:
                yield name, "", mine, theirs, {**one, name: theirs}
            continue
        for field, was, now in zip(mine._fields, mine, theirs, strict=True):
            if was != now:
                yield name, field, was, now, {**one, name: mine._replace(**{field: now})}


def _decisive(score: Callable[[Inputs], float], one: Inputs, two: Inputs) -> tuple[str, str, float, float]:
    """Return the number (argument, field, both values) that alone raises ``score`` most, taken from ``two``."""
    name, field, was, now, _ = max(_swaps(one, two), key=lambda swap: score(swap[-1]))
    return name, field, was, now


def _parting(one: _Scene, two: _Scene, together: float) -> tuple[str, float, float, str]:
    """Return what makes the couple separate in one life only: of both partners, what moves the hazard most."""
    lift = -1.0 if together == 1.0 else 1.0

    def score(given: Inputs) -> float:
        return lift * math.log(rules.parting_rate(**given) + 1e-300)

    found = []
    for slot in "ab":
        first, second = (
            {"s": x.sides[slot].after, "satisfied": x.sides[slot].seen.satisfaction, "c": x.c, "k": x.k}
            for x in (one, two)
        )
        found += [
            (score(swapped) - score(first), _because(name, field, slot, was, now), was, now, _path(name, field, slot))
            for name, field, was, now, swapped in _swaps(first, second)
        ]
    return max(found)[1:]


def _because(name: str, field: str, who: str, was: float, now: float) -> str:
    """Return in words how an input of the rule by which ``who`` decides differs between the lives."""
    other = "ba"["ab".index(who)]
    if (name, field) == ("p", "acts"):
        return TAKEN_OUT
    if name == "asked":
        return f"{other} " + ("asked directly" if now else "protested")
    word = field or name
    owner = {"c": "the couple's", "k": "the constant"}.get(name, f"{who}'s")
    what = f"the distress that {other} showed" if name == "seen" else f"{owner} {spoken(word)}"
    return f"{what} was {'higher' if now > was else 'lower'} ({_against(now, was)})"


def _path(name: str, field: str, who: str) -> str:
    """Return the path of an input of the rule by which ``who`` decides: whose it is, and its name."""
    other = "ba"["ab".index(who)]
    owner = {"c": "couple", "k": "constants", "asked": other, "seen": other}.get(name, who)
    return f"{owner}.{'shown' if name == 'seen' else field or name}"


def spoken(field: str) -> str:
    """Return the name of a number in words."""
    return _WORDS.get(field, field.replace("_", " "))


def _against(now: float, was: float) -> str:
    """Return two numbers with as many digits as tell them apart."""
    digits = next((d for d in range(2, 9) if f"{now:.{d}f}" != f"{was:.{d}f}"), 0)
    return f"{now:.{digits}f} against {was:.{digits}f}" if digits else "by less than 1e-8"
