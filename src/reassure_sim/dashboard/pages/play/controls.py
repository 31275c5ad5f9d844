"""What can be changed on Play: whose year it is, the sliders, and what could help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara


@solara.component_vue("../../parts/couples.vue", vuetify=False)
def Couples(
    words: dict[str, Any],
    couples: list[dict[str, str]],
    preset: str,
    luck: str,
    changed: bool,
    kept: str,
    guest: str,
    event_choose: Callable[[str], None],
    event_another: Callable[[Any], None],
    event_reset: Callable[[Any], None],
    event_back: Callable[[Any], None],
) -> None:
    """Show the five couples, or who else is here as a ``guest``; another life, unless it says why the luck is ``kept``,
    and back to the couple as it was."""


@solara.component_vue("../../parts/knobs.vue", vuetify=False)
def Knobs(
    words: dict[str, Any],
    board: dict[str, Any],
    settings: str,
    only: str,
    held: str,
    heard: int,
    event_turn: Callable[[dict[str, Any]], None],
    event_settle: Callable[[dict[str, Any]], None],
    event_lock: Callable[[str], None],
) -> None:
    """Show the sliders; ``turn`` while one moves, ``settle`` when it has come to rest, ``lock`` all but one; ``held``:
    why nobody here can unlock one, or ""."""


@solara.component_vue("../../parts/help.vue", vuetify=False)
def Help(
    words: dict[str, Any],
    strategies: list[dict[str, str]],
    shut: str,
    use: str,
    since: int,
    pages: list[dict[str, str]],
    event_take: Callable[[str], None],
    event_begin: Callable[[int], None],
    event_open: Callable[[str], None],
) -> None:
    """Show what the two could ``take`` up and when it would ``begin``, unless it says why that is ``shut``, and other
    pages to ``open`` about them."""
