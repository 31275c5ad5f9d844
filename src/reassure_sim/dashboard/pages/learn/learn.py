"""Learn: what is in the model and what is not, in chapters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import solara

from ....experiment.view import DAYS, START, State
from ....parameters import NUMBERS
from ....rules import FIRST_ENERGY
from ....year import cycle, life
from ...asked import is_one_of
from ...calm import attempt
from ...parts import parts
from ...parts.question import question
from .equations import equations
from .scorecard import references, shown, sources

CHAPTERS = ("lap", "glossary", "equations", "limits", "tested", "sources", "teachers")
HERE = Path(__file__).parent
FIRST_DAYS = 7
"""Of the couple that is shown after the lap."""
OWN = {f"the-{name}": (HERE / f"{name}.vue").read_text(encoding="utf-8") for name in ("lap", "terms", "rules")}
"""The chapters that are more than a list."""


@solara.component_vue("learn.vue", vuetify=False)
def Chapters(
    words: dict[str, Any],
    chapters: list[str],
    glossary: dict[str, dict[str, str]],
    equations: list[dict[str, Any]],
    score: dict[str, Any],
    sources: list[dict[str, str]],
    references: list[str],
    couple: list[dict[str, Any]],
    rested: int,
    components: dict[str, str],
    event_turn: Callable[[str], None],
) -> None:
    """Show one chapter at a time; the browser turns the pages."""


@solara.component
def Learn(state: State, words: Mapping[str, Any], go: Callable[[State], None]) -> None:
    """Show the question and its chapters; a number in an equation can be turned in Play."""
    said = words["learn"]
    couple = solara.use_memo(lambda: attempt(ends) or [], [])

    def turn(path: Any) -> None:
        if is_one_of(path, NUMBERS):
            # A class link keeps its own locks, and leads to the sliders all the same.
            go(state._replace(page="play", only=state.only if state.held else path))

    question(said)
    Chapters(
        words={**{name: words[name] for name in ("cycle", "frame")}, **said},
        chapters=list(CHAPTERS),
        glossary={name: dict(entry) for name, entry in words["glossary"].items()},
        equations=[{**one, "locked": bool(state.held) and not state.turns(one["knob"])} for one in equations(words)],
        score=shown(words),
        sources=sources(),
        references=references(),
        couple=couple,
        rested=round(100 * FIRST_ENERGY),
        components={**OWN, **parts("frame", "cycle", "stages", "text")},
        event_turn=turn,
    )


def ends() -> list[dict[str, Any]]:
    """Return how the couple of the start shares its time in its first week and its last ones."""
    lived = life.of(START.scenario(), START.seed)
    share, energy = cycle.shares(lived), cycle.battery(lived)
    return [
        {
            "arcs": cycle.arcs(share[day]).reshape(-1).tolist(),
            "percent": cycle.percents(share[day]).tolist(),
            "energy": int(energy[day]),
        }
        for day in (FIRST_DAYS - 1, DAYS - 1)
    ]
