"""The sliders: which numbers stand where, and how a place on a slider becomes a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...experiment.view import State, follow
from ...parameters import NUMBERS
from ..words import measure

MAIN = ("a.anxiety", "b.avoidance", "a.clarity", "b.stamina")
PLACES = 100
"""Places on a slider, counted from 0."""

_RIVALS = "constants.habituation_"
_SEPARATION = "constants.separation"


def _bend(path: str) -> int:
    """Return how a slider is spaced: evenly, or finer below where the usual value lies far down its range."""
    number = NUMBERS[path]
    usual = (number.default - number.low) / (number.high - number.low)
    return 3 if number.low >= 0.0 and 0.0 < usual < 0.08 and number.high > 1.0 else 1


def value_at(path: str, place: int) -> float:
    """Return the number at a place of its slider, rounded to what can be told apart there."""
    number = NUMBERS[path]
    share = min(max(place, 0), PLACES) / PLACES
    exact = number.low + (number.high - number.low) * share ** _bend(path)
    return min(max(float(f"{exact:.4g}"), number.low), number.high)


def place_of(path: str, value: float) -> int:
    """Return the place of a slider that is nearest to a number."""
    number = NUMBERS[path]
    share = max(0.0, (value - number.low) / (number.high - number.low))
    return round(PLACES * float(share ** (1.0 / _bend(path))))


def text(path: str, value: float, words: Mapping[str, Any]) -> str:
    """Return a number as the slider shows it, in the words of a language."""
    return measure(f"{value:.3g}", NUMBERS[path].unit, words)


def label(path: str, words: Mapping[str, Any]) -> str:
    """Return a slider's words: its own, or those of its name."""
    group, _, name = path.partition(".")
    found: str = words["knobs"].get(path) or words["knobs"][name]
    return found.format(who=words["curves"].get(group, ""))


def groups(words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the folded groups: title, paths, and groups within."""
    rest = [path for path in NUMBERS if path not in MAIN]
    own = [path for path in rest if path.startswith("constants.") and not path.startswith(_RIVALS)]
    blocks = list(dict.fromkeys(NUMBERS[path].block for path in own))
    named = words["groups"]
    return [
        *(
            {"title": named[group], "paths": [p for p in rest if p.startswith(f"{group}.")], "groups": []}
            for group in ("a", "b")
        ),
        {
            "title": named["couple"],
            "paths": [*(p for p in rest if p.startswith("couple.")), _SEPARATION],
            "groups": [],
        },
        {"title": named["rivals"], "paths": [p for p in rest if p.startswith(_RIVALS)], "groups": []},
        {
            "title": named["constants"],
            "paths": [],
            "groups": [
                {
                    "title": named.get(block, block),
                    "paths": [p for p in own if NUMBERS[p].block == block and p != _SEPARATION],
                    "groups": [],
                }
                for block in blocks
            ],
        },
    ]


def board(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that stays the same about the sliders: words, places, groups, what the ends of the main ones mean."""
    return {
        "main": list(MAIN),
        "groups": groups(words),
        "places": PLACES,
        "ends": dict(words["ends"]),
        "knobs": {path: {"label": label(path, words), "help": words["meanings"][path]} for path in NUMBERS},
    }


def values(state: State) -> dict[str, float]:
    """Return every number of a view's couple by its path."""
    parameters = follow(state)[0].parameters
    return {path: getattr(getattr(parameters, path.partition(".")[0]), path.partition(".")[2]) for path in NUMBERS}


def settings(state: State, words: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return where each slider stands: place, text, and whether it was changed from the couple's own number."""
    own = values(state._replace(changes=()))
    return {path: [place_of(path, v), text(path, v, words), v != own[path]] for path, v in values(state).items()}
