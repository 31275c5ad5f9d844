"""What is read off a life: the diary, laps, the summary row and its regime."""

from .causes import CAUSES, remember
from .diary import dawn, note
from .events import EVENT_COLUMNS, KINDS
from .laps import MEMORY, NEVER, M, follow, hours_of_relief
from .regimes import LAST_DAYS, REGIMES, SHADES, THRESHOLDS, LastWeeks, Thresholds, regime, shade
from .summary import PAGES, RUN_COLUMNS, Column, code_names, summarise
from .watching import watch

__all__ = [
    "CAUSES",
    "EVENT_COLUMNS",
    "KINDS",
    "LAST_DAYS",
    "MEMORY",
    "NEVER",
    "PAGES",
    "REGIMES",
    "RUN_COLUMNS",
    "SHADES",
    "THRESHOLDS",
    "Column",
    "LastWeeks",
    "M",
    "Thresholds",
    "code_names",
    "dawn",
    "follow",
    "hours_of_relief",
    "note",
    "regime",
    "remember",
    "shade",
    "summarise",
    "watch",
]
