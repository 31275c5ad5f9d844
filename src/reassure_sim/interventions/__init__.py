"""What changes when: timed changes of the model's numbers, and five named strategies.

``checked`` reads interventions as they stand in a file, ``schedule`` turns them into absolute settings of
single numbers at single episodes (``block.Changes``). The engines know only those.
"""

from .reading import checked, strangers
from .specs import FIELDS, FORMS, WAYS, Intervention, allowed, axes, swept
from .strategies import STRATEGIES, Move, Strategy
from .timing import schedule

__all__ = [
    "FIELDS",
    "FORMS",
    "STRATEGIES",
    "WAYS",
    "Intervention",
    "Move",
    "Strategy",
    "allowed",
    "axes",
    "checked",
    "schedule",
    "strangers",
    "swept",
]
