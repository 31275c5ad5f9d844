"""Compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import solara

from ....experiment.view import State
from ...parts.question import question


@solara.component
def Compare(state: State, words: Mapping[str, Any], go: Callable[[State], None]) -> None:
    """Show the page."""
    question(words["compare"])
