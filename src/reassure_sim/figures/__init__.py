"""Pictures of tables: each recipe takes a table and returns a matplotlib ``Figure``, its numbers and its words.

Nothing here computes results; nothing uses pyplot, so figures can be drawn in any thread and never open
a window.
"""

from .drawing import Drawing, axis_words, files
from .fan import fan
from .network import LOOKS, draw_network
from .phase_portrait import phase_portrait
from .regime_map import COLOURS, MARKS, regime_map
from .sensitivity import sensitivity
from .staircase import staircase
from .survival import survival
from .treatment import treatment

__all__ = [
    "COLOURS",
    "LOOKS",
    "MARKS",
    "Drawing",
    "axis_words",
    "draw_network",
    "fan",
    "files",
    "phase_portrait",
    "regime_map",
    "sensitivity",
    "staircase",
    "survival",
    "treatment",
]
