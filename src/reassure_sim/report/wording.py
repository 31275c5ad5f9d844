"""The words for one event of a life: what happened, what came of it, and what moved it most."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

CAUSES: Mapping[str, str] = {
    "fear": "fear",
    "guard": "guard",
    "trust": "trust",
    "intimacy": "closeness",
    "energy": "strength",
    "pressure": "felt pressure",
    "strain": "strain",
    "habit": "habit",
    "distress": "own distress",
    "their_distress": "the other's distress",
    "criticism": "criticism heard",
}
"""Inputs of a decision as a story names them (``measures/causes.py``)."""

LEGEND = "in brackets what moved a decision most by being off its usual level; a minus held it back"
"""How the causes of an event are to be read."""

Row = Mapping[str, Any]
"""One row of ``Result.events``."""


def happened(event: Row) -> str:
    """Return a sentence on what happened, with the largest causes of the act and of the answer."""
    who, other = event["partner"], "ba"["ab".index(event["partner"])]
    match event["kind"]:
        case "stress":
            return f"Life hits {who} (size {event['size']:.2f})."
        case "doubt":
            return f"A doubt comes to {who} (size {event['size']:.2f})."
        case "reach_out":
            return f"{who} reaches out unasked{_moved(event['causes'])}."
        case "withdraw":
            return f"{who} withdraws unasked{_moved(event['causes'])}."
    asks = f"{who} asks {'directly' if event['style'] == 'direct' else 'indirectly'}{_moved(event['causes'])}"
    hears = f"{other} hears {'criticism' if event['read_as'] == 'criticism' else 'a need'}"
    answers = "answers" if event["answer"] == "reassured" else "draws back"
    said = f"{asks}; {hears} and {answers}{_moved(event['answer_causes'])}."
    return f"{said} {relief(event['hours_of_relief'])}".rstrip()


def relief(hours: float) -> str:
    """Return a sentence on the hours of relief that an answer brought; empty where none are known."""
    if math.isnan(hours):
        return ""
    return f"It brings {span(hours)} of relief." if hours > 0.0 else "It brings no lasting relief."


def span(hours: float) -> str:
    """Return a span of time: in minutes up to an hour, in hours up to two days, then in days."""
    if hours < 1.0:
        return f"{60.0 * hours:.0f} minutes"
    return f"{hours:.1f} hours" if hours < 48.0 else f"{hours / 24.0:.1f} days"


def _moved(causes: Any) -> str:
    """Return the largest causes as a clause, like ``(own distress +2.1, strength -0.3)``."""
    if not isinstance(causes, str) or not causes:
        return ""
    pairs = (cause.rsplit(" ", 1) for cause in causes.split(", "))
    return f" ({', '.join(f'{CAUSES[name]} {size}' for name, size in pairs)})"


def counted(number: float, noun: str) -> str:
    """Return a whole number with its noun."""
    return f"{number:,.0f} {noun if number == 1 else noun + 's'}"


def often(number: float) -> str:
    """Return how many times, in words."""
    return {0.0: "never", 1.0: "once", 2.0: "twice"}.get(number, f"{number:,.0f} times")


def beside(value: float, cut: float) -> str:
    """Return a number with as many digits, from two, as tell it apart from a cut."""
    digits = next((d for d in range(2, 9) if f"{value:.{d}f}" != f"{cut:.{d}f}"), 9)
    return f"{value:.{digits}f}"
