"""Whose lives are lived: the couple, what was changed about it, and what the two take up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....experiment.view import NO_USE, State
from ...parts.knobs import label, text
from ..society.guest import guest

_SHOWN = 3


def whose(state: State, words: Mapping[str, Any]) -> str:
    """Say which couple of a view it is; ``words``: all of the page's language."""
    told: str = guest(state, words) if state.couple else words["couples"][state.preset]
    changed = [f"{label(path, words)} {text(path, value, words)}" for path, value in state.changes[:_SHOWN]]
    more = len(state.changes) - len(changed)
    changed += [words["many"]["more"].format(n=more)] if more else []
    return f"{told} ({'; '.join(changed)})" if changed else told


def using(state: State, words: Mapping[str, Any]) -> str:
    """Say what the two take up and when; nothing if they take up nothing."""
    if state.use == NO_USE:
        return ""
    told: str = words["many"]["with"].format(strategy=words["strategies"][state.use]["name"], day=state.since)
    return told
