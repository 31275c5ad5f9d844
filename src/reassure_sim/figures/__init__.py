"""Pictures of tables: each recipe takes a summary and returns a matplotlib ``Figure``, its numbers and its words.

Nothing here computes results; nothing uses pyplot, so figures can be drawn in any thread and never open
a window.
"""

from .drawing import Drawing, axis_words, files
from .network import LOOKS, draw_network
from .regime_map import COLOURS, MARKS, regime_map

__all__ = [
    "COLOURS",
    "LOOKS",
    "MARKS",
    "Drawing",
    "axis_words",
    "draw_network",
    "files",
    "regime_map",
]
