"""People, pairing and friendships: what makes many couples a society."""

from .among import APART, Chronicle, Formed, Repairing, Snapshots, Society, regimes
from .meeting import Beginning, Meeting, Side

__all__ = [
    "APART",
    "Beginning",
    "Chronicle",
    "Formed",
    "Meeting",
    "Repairing",
    "Side",
    "Snapshots",
    "Society",
    "regimes",
]
