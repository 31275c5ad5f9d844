"""The events of a life in everyday words, each with its one or two largest causes and with how likely it was."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .odds import Odds

if TYPE_CHECKING:
    from pandas import DataFrame

LANES = ("answered", "refused", "reach_out", "withdraw", "stress", "doubt")
"""What the events are sorted by: requests by what came of them, and the other kinds."""

_LOWERS = {"guard": ("seek", "reach_out", "answer"), "distress": ("reach_out", "answer")}
"""Decisions that become less likely the higher an input stands; what else may be a cause makes them likelier."""

NOTABLE = 1.05
"""How many times as long a bid must be waited for without felt insecurity for that to be called its cause."""

Row = Mapping[str, Any]
"""One row of ``Result.events``."""


class Cause(NamedTuple):
    """What moved a decision: a clause, and by how much (log-odds; positive: towards what was done)."""

    clause: str
    size: float


class Entry(NamedTuple):
    """An event in words: its sentences with and without why, the causes of an act and of the answer to it, and how it
    stood if it is an act."""

    step: int
    partner: str
    kind: str
    lane: str
    said: str
    explained: str
    act: list[Cause]
    answer: list[Cause]
    odds: Odds | None = None

    @property
    def name(self) -> str:
        """What a link calls the event."""
        return f"{self.step}-{self.partner}-{self.kind}"


def log(events: DataFrame, words: Mapping[str, Any], odds: Sequence[Odds | None] = ()) -> list[Entry]:
    """Return the events of one life in words, in their order; ``events``: its ``Result.events``; ``odds``: how each
    stood, if that is known."""
    names = ("step", "partner", "kind", "style", "read_as", "answer", "size", "hours_of_relief")
    columns = [events[name].tolist() for name in (*names, "causes", "answer_causes")]
    return [
        entry(dict(zip((*names, "causes", "answer_causes"), row, strict=True)), words, stood)
        for row, stood in zip(zip(*columns, strict=True), odds or [None] * len(events), strict=True)
    ]


def entry(event: Row, words: Mapping[str, Any], odds: Odds | None = None) -> Entry:
    """Return one event in words; where nothing recorded speaks for what is done, how likely it was is told."""
    said, kind = words["events"], event["kind"]
    who = words["curves"][event["partner"]]
    other = words["curves"]["ba"["ab".index(event["partner"])]]
    act = causes(event["causes"], kind, who, other, words)
    if kind != "seek":
        plain = said[kind].format(who=who, other=other, n=round(100.0 * event["size"]) or "<1")
        explained = " ".join([f"{plain}{because(act, words)}.", *due(kind, act, odds, who, words)])
        return Entry(event["step"], event["partner"], kind, kind, f"{plain}.", explained, act, [], odds)
    reassured = event["answer"] == "reassured"
    answer = causes(event["answer_causes"], "answer", other, who, words, reassured)
    asks = said[f"asks_{event['style']}"].format(who=who, other=other)
    replies = said[f"{event['read_as']}_{event['answer']}"].format(who=other, other=who)
    after = [relief(event["hours_of_relief"], words)] if event["hours_of_relief"] == event["hours_of_relief"] else []
    told = [asks + ".", replies + ".", *after]
    pressed = felt(act, odds, words)
    why = [asks + because(act, words, pressed) + ".", *([] if pressed else due(kind, act, odds, who, words))]
    why += [replies + because(answer, words) + ".", *answered(answer, odds, other, words), *after]
    lane = "answered" if reassured else "refused"
    return Entry(event["step"], event["partner"], kind, lane, " ".join(told), " ".join(why), act, answer, odds)


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


def because(moved: Iterable[Cause], words: Mapping[str, Any], usual: str = "") -> str:
    """Return the causes as clauses: what moved a decision (``usual`` if no cause did), and what could not hold it
    back."""
    said, moved = words["events"], list(moved)
    text = ""
    for link, sign in (("because", 1.0), ("although", -1.0)):
        clauses = [cause.clause for cause in moved if cause.size * sign > 0.0]
        clauses = clauses or ([usual] if usual and sign > 0.0 else [])
        text += said[link].format(why=said["and"].join(clauses)) if clauses else ""
    return text


def felt(act: Iterable[Cause], odds: Odds | None, words: Mapping[str, Any]) -> str:
    """Return the clause that felt insecurity itself makes a bid: nothing if a cause does already, if a cause says that
    it stands low, or if without it the bid would come as soon."""
    levels: Mapping[str, str] = words["causes"]["levels"]["distress"]
    told = any(cause.size > 0.0 or cause.clause in levels.values() for cause in act)
    if odds is None or told or odds.calm < NOTABLE * odds.due:
        return ""
    return str(words["events"]["felt"].format(felt=round(100.0 * odds.felt)))


def due(kind: str, act: Iterable[Cause], odds: Odds | None, who: str, words: Mapping[str, Any]) -> list[str]:
    """Return a sentence on how soon an act for which no cause speaks was due."""
    if odds is None or any(cause.size > 0.0 for cause in act):
        return []
    spans = {"due": span(odds.due, words), "calm": span(odds.calm, words)}
    return [words["events"][f"due_{kind}"].format(who=who, felt=round(100.0 * odds.felt), **spans)]


def answered(answer: Iterable[Cause], odds: Odds | None, who: str, words: Mapping[str, Any]) -> list[str]:
    """Return a sentence on how often a bid like one whose outcome no cause speaks for is answered."""
    if odds is None or any(cause.size > 0.0 for cause in answer):
        return []
    return [words["events"]["answered"].format(who=who, n=hundredths(odds.answered))]


def hundredths(share: float) -> str:
    """Return a share as a number out of 100; what is nearly none or nearly all is not called so."""
    return "<1" if share < 0.005 else ">99" if share > 0.995 else f"{100.0 * share:.0f}"


def relief(hours: float, words: Mapping[str, Any]) -> str:
    """Return a sentence on the hours of relief that an answer brought."""
    said = words["events"]
    return str(said["no_relief"] if hours < 1.0 / 60.0 else said["relief"].format(span=span(hours, words)))


def span(hours: float, words: Mapping[str, Any]) -> str:
    """Return a stretch of time in the unit that fits: days from two days on, minutes below an hour."""
    least = (("days", 24.0, 48.0), ("hours", 1.0, 1.0), ("minutes", 1.0 / 60.0, -math.inf))
    unit, size = next((unit, size) for unit, size, from_ in least if hours >= from_)
    digits = 1 if unit != "minutes" and hours < 10.0 * size else 0
    return str(words["events"][unit].format(n=number(hours / size, digits, words)))


def number(value: float, digits: int, words: Mapping[str, Any]) -> str:
    """Return a number as it is written in the page's language."""
    return f"{value:.{digits}f}".replace(".", words["events"]["decimal"]).replace("-", "\u2212")


def compact(entries: Iterable[Entry], words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the log as the browser gets it: ``texts``, and one row an event: step, partner (0 or 1), kind, lane (place
    in ``LANES``), sentence, causes of the act, causes of the answer (clause, size, ...), and how it stood (felt
    insecurity in points of 100, when it was due, when it would have been without, how many of 100 are answered).
    Sentence, clauses, times and how many are places in ``texts``."""
    places: dict[str, int] = {}

    def place(text: str) -> int:
        return places.setdefault(text, len(places))

    def flat(moved: list[Cause]) -> list[float]:
        return [value for cause in moved for value in (place(cause.clause), cause.size)]

    def stood(odds: Odds | None) -> list[int]:
        if odds is None:
            return []
        bid = [place(hundredths(odds.answered))] if odds.answered == odds.answered else []
        return [round(100.0 * odds.felt), place(span(odds.due, words)), place(span(odds.calm, words)), *bid]

    rows = [
        [
            e.step,
            "ab".index(e.partner),
            e.kind,
            LANES.index(e.lane),
            place(e.said),
            flat(e.act),
            flat(e.answer),
            stood(e.odds),
        ]
        for e in entries
    ]
    return {"texts": list(places), "events": rows}
