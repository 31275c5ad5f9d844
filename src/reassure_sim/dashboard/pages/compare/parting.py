"""Where two lives with the same luck first part, and because of what, in the words of the page's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....analysis.turning import Turn, turn
from ....engines import live
from ....experiment.view import DAYS, State, follow
from ....scenario import scenario_lives
from ....tables import Tables


def parting(one: State, two: State, words: Mapping[str, Any]) -> str:
    """Return where the lives of two views part and why, "" where they never act otherwise."""
    found = turn(_lived(one), _lived(two))
    return said(found, two, words) if found else ""


def _lived(view: State) -> Tables:
    scenario = follow(view)[0]
    lives = scenario_lives(scenario, view.luck + 1, view.seed).part(view.luck, view.luck + 1)
    return live(lives, DAYS, scenario.episodes_per_day, record=("daily", "events", "episodes"))


def said(found: Turn, view: State, words: Mapping[str, Any]) -> str:
    """Return a turn as a sentence; ``view``: of the other life."""
    told, per_day = words["compare"], follow(view)[0].episodes_per_day
    does = told["does"][found.decision]
    who = told["they"] if found.partner == "both" else words["curves"][found.partner]
    act = told["act"].format(who=who, now=does[int(found.after)][0], old=does[int(found.before)][1])
    because = _because(found, words)
    return str(told["parting_because" if because else "parting"]).format(
        day=found.step // per_day + 1, act=act, cause=because
    )


def _because(found: Turn, words: Mapping[str, Any]) -> str:
    """Return the cause of a turn; "" for one that the page has no words for."""
    told = words["compare"]
    who, _, name = found.by.partition(".")
    if who not in words["curves"]:
        return ""
    if name == "direct":
        return str(told["asked_directly" if found.now else "protested"]).format(who=words["curves"][who])
    what = told["causes"].get(name)
    return (
        str(told["higher" if found.now > found.was else "lower"]).format(what=what, who=words["curves"][who])
        if what
        else ""
    )
