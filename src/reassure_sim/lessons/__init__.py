"""Lessons: what a class is shown, asked and given on paper, as data that a teacher can write."""

from .answer import outcomes, shown_by, view_of
from .lesson import MEASURES, PICTURES, Beat, Choice, Lesson, Picture, Scene, Step, Text, Vote, said, steps
from .reading import SHIPPED, load, loads
from .relief import laps

__all__ = [
    "MEASURES",
    "PICTURES",
    "SHIPPED",
    "Beat",
    "Choice",
    "Lesson",
    "Picture",
    "Scene",
    "Step",
    "Text",
    "Vote",
    "laps",
    "load",
    "loads",
    "outcomes",
    "said",
    "shown_by",
    "steps",
    "view_of",
]
