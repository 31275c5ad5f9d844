"""The five couples, as pages offer them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...experiment.view import State
from ...scenario import PRESETS


def couples(state: State, words: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return which couples can be chosen, by name and in words; none in a class link, which keeps its own."""
    return [] if state.held else [{"name": name, "label": words["couples"][name]} for name in PRESETS]
