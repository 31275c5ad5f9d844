"""Who two partners are, in words: each trait that departs from the model's usual value, with its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..interventions import Intervention
from ..parameters import NUMBERS

_WORDS: Mapping[str, tuple[str, str]] = {
    "self_soothing": ("calms down alone more easily than usual", "finds it harder than usual to calm down alone"),
    "clarity": ("voices needs more directly than usual", "voices needs less directly than usual"),
    "self_esteem": ("thinks better of oneself than usual", "thinks less well of oneself than usual"),
    "doubt_proneness": ("has more intrusive doubts than usual", "has fewer intrusive doubts than usual"),
    "stamina": ("regains strength faster than usual", "regains strength more slowly than usual"),
    "encouragement": ("encourages coping more than usual", "encourages coping less than usual"),
    "words_given": ("reassures more in words than usual", "reassures more in acts than usual"),
    "words_wanted": ("hopes for words more than usual", "hopes for acts more than usual"),
    "asking_norm": ("finds asking more normal than usual", "finds asking less normal than usual"),
    "asking_cost": ("pays more than usual for asking openly", "pays less than usual for asking openly"),
    "insight": ("hears the need behind a protest more than usual", "hears the need behind a protest less than usual"),
    "life_stress": ("is hit by life more often than usual", "is hit by life less often than usual"),
    "outlook": (
        "sees the relationship more brightly than usual",
        "sees the relationship more darkly than usual",
    ),
    "bond": ("a closer bond than usual", "a weaker bond than usual"),
}
"""What a trait above and below the model's default means."""

_LEVELS = ("very low", "low", "middling", "high", "very high")
MOST = 3
"""Traits told of one partner besides anxiety and avoidance, the most unusual first."""


def level(share: float) -> str:
    """Return a number in [0, 1] in words, by fifths."""
    return _LEVELS[min(int(share * 5.0), 4)]


def partner(who: str, traits: Mapping[str, Any]) -> str:
    """Return one sentence on a partner; ``traits``: a row of ``Result.people``."""
    anxiety, avoidance = float(traits["anxiety"]), float(traits["avoidance"])
    said = f"Partner {who}: {level(anxiety)} attachment anxiety ({anxiety:.2f}), {level(avoidance)} avoidance"
    return "; ".join([f"{said} ({avoidance:.2f})", *_unusual(f"{who}.", traits)[:MOST]]) + "."


def couple(traits: Mapping[str, Any]) -> str:
    """Return one sentence on what the pair brings; ``traits``: a row of ``Result.people``."""
    married = float(traits["married"])
    wed = {0.0: "unmarried", 1.0: "married"}.get(married, f"between unmarried (0) and married (1): {married:g}")
    said = f"Together for {float(traits['years_together']):g} years on day 0, {wed}"
    return "; ".join([said, *_unusual("couple.", traits)]) + "."


def _unusual(group: str, traits: Mapping[str, Any]) -> list[str]:
    """Return the traits of a group that are not the default, by how much of their range they depart from it."""
    found = []
    for name, (above, below) in _WORDS.items():
        number = NUMBERS.get(group + name)
        if number is None or float(traits[name]) == number.default:
            continue
        gap = (float(traits[name]) - number.default) / (number.high - number.low)
        found.append((-abs(gap), f"{above if gap > 0 else below} ({float(traits[name]):.2f})"))
    return [words for _, words in sorted(found)]


def planned(interventions: Sequence[Intervention]) -> list[str]:
    """Return what is scheduled for the couple, a phrase each."""
    told = []
    for one in interventions:
        size = "" if one.form in ("good",) else f", {one.how} {float(one.size):g}"
        what = f"{one.form} {one.of}".strip() if one.form in ("use", "set") else one.form
        told.append(f"{what}{size}, {'on' if one.form in ('shock', 'good') else 'from'} day {float(one.start):g}")
    return told
