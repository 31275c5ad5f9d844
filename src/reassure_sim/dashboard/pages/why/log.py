"""The events of a life in everyday words, each with its one or two largest causes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pandas import DataFrame

LANES = ("answered", "refused", "reach_out", "withdraw", "stress", "doubt")
"""What the events are sorted by: requests by what came of them, and the other kinds."""

_LOWERS = {"guard": ("seek", "reach_out", "answer"), "distress": ("reach_out", "answer")}
"""Decisions that become less likely the higher an input stands; what else may be a cause makes them likelier."""

Row = Mapping[str, Any]
"""One row of ``Result.events``."""


class Cause(NamedTuple):
    """What moved a decision: a clause, and by how much (log-odds; positive: towards what was done)."""

    clause: str
    size: float


class Entry(NamedTuple):
    """An event in words: its sentences with and without why, and the causes of an act and of the answer to it."""

    step: int
    partner: str
    kind: str
    lane: str
    said: str
    explained: str
    act: list[Cause]
    answer: list[Cause]

    @property
    def name(self) -> str:
        """What a link calls the event."""
        return f"{self.step}-{self.partner}-{self.kind}"


def log(events: DataFrame, words: Mapping[str, Any]) -> list[Entry]:
    """Return the events of one life in words, in their order; ``events``: its ``Result.events``."""
    names = ("step", "partner", "kind", "style", "read_as", "answer", "size", "hours_of_relief")
    columns = [events[name].tolist() for name in (*names, "causes", "answer_causes")]
    return [
        entry(dict(zip((*names, "causes", "answer_causes"), row, strict=True)), words)
        for row in zip(*columns, strict=True)
    ]


def entry(event: Row, words: Mapping[str, Any]) -> Entry:
    """Return one event in words."""
    said, kind = words["events"], event["kind"]
    who = words["curves"][event["partner"]]
    other = words["curves"]["ba"["ab".index(event["partner"])]]
    act = causes(event["causes"], kind, who, other, words)
    if kind != "seek":
        plain = said[kind].format(who=who, other=other, n=round(100.0 * event["size"]) or "<1")
        explained = f"{plain}{because(act, words)}."
        return Entry(event["step"], event["partner"], kind, kind, f"{plain}.", explained, act, [])
    reassured = event["answer"] == "reassured"
    answer = causes(event["answer_causes"], "answer", other, who, words, reassured)
    asks = said[f"asks_{event['style']}"].format(who=who, other=other)
    replies = said[f"{event['read_as']}_{event['answer']}"].format(who=other, other=who)
    after = [relief(event["hours_of_relief"], words)] if event["hours_of_relief"] == event["hours_of_relief"] else []
    told = [asks + ".", replies + ".", *after]
    why = [asks + because(act, words) + ".", replies + because(answer, words) + ".", *after]
    lane = "answered" if reassured else "refused"
    return Entry(event["step"], event["partner"], kind, lane, " ".join(told), " ".join(why), act, answer)


def causes(told: Any, decision: str, who: str, other: str, words: Mapping[str, Any], yes: bool = True) -> list[Cause]:
    """Return the causes of a decision, the largest first; ``told``: a cell of the column ``causes`` or
    ``answer_causes`` of ``Result.events``; ``yes``: whether it was what the rule's odds are about."""
    found = []
    for one in told.split(", ") if isinstance(told, str) and told else []:
        name, size = one.rsplit(" ", 1)
        raised = (float(size) > 0.0) == yes
        levels: Mapping[str, str] = words["causes"]["levels"][name]
        level = "high" if raised != (decision in _LOWERS.get(name, ())) else "low"
        # What rests at none, or at its most, is only ever off its rest on one side: then there is one clause.
        clause = levels[level] if len(levels) > 1 else next(iter(levels.values()))
        found.append(Cause(clause.format(who=who, other=other), float(size)))
    return found


def because(moved: Iterable[Cause], words: Mapping[str, Any]) -> str:
    """Return the causes as clauses: what moved a decision, and what could not hold it back."""
    said, moved = words["events"], list(moved)
    text = ""
    for link, sign in (("because", 1.0), ("although", -1.0)):
        clauses = [cause.clause for cause in moved if cause.size * sign > 0.0]
        text += said[link].format(why=said["and"].join(clauses)) if clauses else ""
    return text


def relief(hours: float, words: Mapping[str, Any]) -> str:
    """Return a sentence on the hours of relief that an answer brought."""
    said = words["events"]
    if hours < 1.0 / 60.0:
        return str(said["no_relief"])
    for unit, size, least in (("days", 24.0, 48.0), ("hours", 1.0, 1.0), ("minutes", 1.0 / 60.0, 0.0)):
        if hours >= least:
            digits = 1 if unit != "minutes" and hours < 10.0 * size else 0
            span = said[unit].format(n=number(hours / size, digits, words))
            break
    return str(said["relief"].format(span=span))


def number(value: float, digits: int, words: Mapping[str, Any]) -> str:
    """Return a number as it is written in the page's language."""
    return f"{value:.{digits}f}".replace(".", words["events"]["decimal"]).replace("-", "\u2212")


def compact(entries: Iterable[Entry]) -> dict[str, Any]:
    """Return the log as the browser gets it: ``texts``, and one row an event: step, partner (0 or 1), kind, lane (place
    in ``LANES``), sentence, causes of the act, causes of the answer (clause, size, ...). Sentence and clauses are
    places in ``texts``."""
    places: dict[str, int] = {}

    def place(text: str) -> int:
        return places.setdefault(text, len(places))

    def flat(moved: list[Cause]) -> list[float]:
        return [value for cause in moved for value in (place(cause.clause), cause.size)]

    rows = [
        [e.step, "ab".index(e.partner), e.kind, LANES.index(e.lane), place(e.said), flat(e.act), flat(e.answer)]
        for e in entries
    ]
    return {"texts": list(places), "events": rows}
