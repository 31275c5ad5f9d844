"""The pages, a folder each: the component, its own parts, and its own look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...experiment.view import State
from .compare import Compare
from .learn import Learn
from .many import Many
from .map import Map
from .play import Play
from .predict import Predict
from .society import Society
from .why import Why

PAGES: Mapping[str, Callable[[State, Mapping[str, Any], Callable[[State], None]], Any]] = {
    "play": Play,
    "predict": Predict,
    "compare": Compare,
    "many": Many,
    "map": Map,
    "society": Society,
    "why": Why,
    "learn": Learn,
}
"""The component of each page, by its name in a view (``experiment/view.py::PATHS_OF``)."""
