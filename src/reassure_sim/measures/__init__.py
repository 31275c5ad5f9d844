"""What is read off a life: the diary, laps, the summary row and its regime."""

from .causes import CAUSES, remember
from .diary import dawn, note
from .events import EVENT_COLUMNS, KINDS
from .laps import MEMORY, NEVER, M, follow, hours_of_relief
from .regimes import LAST_DAYS, REGIMES, SHADES, THRESHOLDS, LastWeeks, Thresholds, regime, shade
from .summary import PAGES, RUN_COLUMNS, Column, code_names, last_weeks, summarise
from .sums import COUNTS, RECENT, Passed, close_day, late_means
from .watching import watch

__all__ = [
    "CAUSES",
    "COUNTS",
    "EVENT_COLUMNS",
    "KINDS",
    "LAST_DAYS",
    "MEMORY",
    "NEVER",
    "PAGES",
    "RECENT",
    "REGIMES",
    "RUN_COLUMNS",
    "SHADES",
    "THRESHOLDS",
    "Column",
    "LastWeeks",
    "M",
    "Passed",
    "Thresholds",
    "close_day",
    "code_names",
    "dawn",
    "follow",
    "hours_of_relief",
    "last_weeks",
    "late_means",
    "note",
    "regime",
    "remember",
    "shade",
    "summarise",
    "watch",
]
