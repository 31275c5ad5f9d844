"""Lessons: what a class is shown, asked and given on paper, as data that a teacher can write."""

from .lesson import PICTURES, Beat, Choice, Lesson, Picture, Scene, Step, Text, Vote, said, steps
from .reading import SHIPPED, load, loads
from .relief import laps, shown_by

__all__ = [
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
    "said",
    "shown_by",
    "steps",
]
