"""What helps these two, and why not that one; and whether it would help another couple."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import solara

from ....experiment.view import NO_USE, STRATEGY, USES, State
from ....layout import LANES
from ....scenario import PRESETS
from ...parts import parts
from . import helps
from .living import Living, use_living

FEW = LANES * len(USES)
"""Lives of each couple when all five are compared."""


@solara.component_vue("helps.vue", vuetify=False)
def Helps(
    words: dict[str, Any],
    rows: list[dict[str, Any]],
    chosen: str,
    progress: dict[str, Any],
    components: dict[str, str],
    shut: str,
    event_begin: Callable[[Any], None],
    event_cancel: Callable[[Any], None],
    event_put: Callable[[str], None],
) -> None:
    """Show what became of the lives with each strategy, and why; ``shut``: why none can be put into the comparison."""


@solara.component_vue("across.vue", vuetify=False)
def Across(
    words: dict[str, Any],
    rows: list[dict[str, Any]],
    uses: list[str],
    progress: dict[str, Any],
    event_begin: Callable[[Any], None],
    event_cancel: Callable[[Any], None],
    event_put: Callable[[dict[str, str]], None],
) -> None:
    """Show what each strategy does for each of the five couples."""


@solara.component
def Which(state: State, words: Mapping[str, Any], put: Callable[[Mapping[str, Any]], None]) -> None:
    """Live the couple's lives with nothing new and with each strategy, and tell which help; ``put`` shows one."""
    wanted = helps.couple(state)
    living = use_living(wanted, lambda: helps.tasks(wanted))
    known = min(map(len, living.found.values()))
    told = solara.use_memo(lambda: helps.told(helps.rows(living.found), words), [wanted, known, state.lang])
    said = words["compare"]
    Helps(
        words={**said, "regimes": words["regimes"], "frame": words["frame"]},
        rows=told,
        chosen=state.other_use,
        progress=_progress(living, helps.LIVES, said),
        components=parts("frame"),
        shut=words["class_link"]["locked"] if state.held and not state.turns(STRATEGY) else "",
        event_begin=lambda _: None if living.running else living.begin(),
        event_cancel=lambda _: living.cancel(),
        event_put=lambda use: put({"use": use}),
    )


@solara.component
def Others(state: State, words: Mapping[str, Any], put: Callable[[Mapping[str, Any]], None]) -> None:
    """Live the five couples' lives with each strategy, and tell whom each helps."""
    five = {name: helps.couple(State(preset=name, seed=state.seed, since=state.since)) for name in PRESETS}

    def tasks() -> Iterator[Callable[[], helps.Part]]:
        for whose in five.values():
            yield from helps.tasks(whose, LANES)

    living = use_living((state.seed, state.since), tasks)

    def table() -> list[dict[str, Any]]:
        rows = []
        for name, whose in five.items():
            own = living._replace(parts=tuple(part for part in living.parts if part.whose == whose))
            cells = {row["use"]: row["numbers"][0] for row in helps.told(helps.rows(own.found), words)}
            rows.append({"couple": name, "label": words["couples"][name], "cells": cells})
        return rows

    told = solara.use_memo(table, [five, len(living.parts) // len(USES), state.lang])
    said = words["compare"]
    Across(
        words={**said, "strategies": {use: words["strategies"][use]["name"] for use in USES}},
        rows=told if living.parts else [],
        uses=[use for use in USES if use != NO_USE],
        progress=_progress(living, FEW * len(five), said),
        event_begin=lambda _: None if living.running else living.begin(),
        event_cancel=lambda _: living.cancel(),
        event_put=put,
    )


def _progress(living: Living, lives: int, said: Mapping[str, str]) -> dict[str, Any]:
    """Return how far it is, in words and as a share."""
    return {
        "running": living.running,
        "share": living.lives / lives,
        "text": said[living.status].format(done=living.lives, lives=lives) if living.status else "",
        "cost": said["cost"].format(lives=lives),
    }
