"""The pictures of worksheet and key, as SVG in black and white: the loop to label, and axes to guess on."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import jinja2

from ...year.course import TOP, Course, place, said
from .answers import hours

TEMPLATES = Path(__file__).parent / "templates"

_HOURS = (0.0, 1.0, 6.0, 24.0, 72.0, 168.0)
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_STAGES = 6
_RING = (260.0, 110.0, 170.0, 80.0)  # middle and radii of the loop
_BOX = (92.0, 102.0, 510.0, 14.0, 130.0)  # left, first point, right, top and bottom of the axes


class Figure(NamedTuple):
    """A picture: what stands above it, the SVG, and the words for who cannot see it."""

    title: str
    svg: str
    alt: str


@functools.cache
def machine() -> jinja2.Environment:
    """Return the templates of this folder; whatever is put into them is escaped."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def loop(words: Mapping[str, Any], shares: Sequence[tuple[str, int, int]] = ()) -> Figure:
    """Return the ring of six stages: empty boxes, or named with their ``shares`` of time (first and last, per cent)."""
    x, y, wide, high = _RING
    names = [words["paper"]["stages"][name] for name, _, _ in shares]
    places = [2.0 * math.pi * i / _STAGES for i in range(_STAGES)]
    boxes = [
        {
            "x": _round(x + wide * math.sin(angle)),
            "y": _round(y - high * math.cos(angle)),
            "n": i + 1,
            "name": names[i] if names else "",
            "share": f"({shares[i][1]} % → {shares[i][2]} %)" if names else "",
        }
        for i, angle in enumerate(places)
    ]
    half = math.pi / _STAGES
    arrows = [
        {
            "x": _round(x + wide * math.sin(angle + half)),
            "y": _round(y - high * math.cos(angle + half)),
            "turn": _round(math.degrees(math.atan2(high * math.sin(angle + half), wide * math.cos(angle + half)))),
        }
        for angle in places
    ]
    svg = machine().get_template("loop.svg.j2").render(ring=_RING, boxes=boxes, arrows=arrows)
    told = ", ".join(f"{box['name']} {box['share']}" for box in boxes)
    return Figure("", svg, words["sheet"]["loop_alt"].format(stages=told) if names else words["sheet"]["loop_blank"])


def axes(about: str, found: Course | None, words: Mapping[str, Any], *, filled: bool, days: int) -> Figure:
    """Return the axes on which a course is guessed, with the dot where it begins; ``filled``: with what was measured.

    ``found``: the course, None where there is too little of it to draw; ``days``: of the year.
    """
    sheet, numbers, steps = words["sheet"], words["paper"]["numbers"], about == "relief"
    marks = [(place(about, n), n) for n in (_HOURS if steps else _SHARES)]
    ticks = [{"y": _y(at), "said": said(about, at, numbers) if steps else f"{100 * n:.0f}"} for at, n in marks]
    days_at = [1, 92, 183, 274, days]
    ends = [(0.0, sheet["first_request"]), (1.0, sheet["last_request"])]
    ends = ends if steps else [((day - 1) / (days - 1), sheet["day"].format(n=day)) for day in days_at]
    places = found.places if found else []
    bars = _bars(found) if found and filled and steps else []
    line = [(_x(at), _y(up)) for at, up in found.line] if found and filled and not steps else []
    start = {"x": _x(found.at[0]), "y": _y(places[0])} if found else None
    svg = (
        machine()
        .get_template("axes.svg.j2")
        .render(
            box=_BOX,
            ticks=ticks,
            ends=[{"x": _x(at), "said": text} for at, text in ends],
            bars=bars,
            line=" ".join(f"{x},{y}" for x, y in line),
            last=line[-1] if line and found and len(places) < len(found.at) else None,
            start=start,
            about=about,
            begins=sheet["begins"].format(start=said(about, places[0], numbers)) if places else "",
            filled=filled,
        )
    )
    title = sheet[about]
    if found and filled:
        return Figure(title, svg, sheet["course_alt"].format(title=title, list=_listed(about, places, numbers)))
    low, high = (said(about, at, numbers) for at in (0, TOP))
    return Figure(title, svg, sheet["axes_alt"].format(title=title, low=low, high=high))


def _bars(found: Course) -> list[dict[str, Any]]:
    """Return the staircase: a bar a step, and the hours above it."""
    wide = _round(0.8 * (_BOX[2] - _BOX[1]) / len(found.at))
    return [
        {"x": _round(_x(at) - wide / 2), "y": _y(up), "wide": wide, "high": _round(_BOX[4] - _y(up)), "said": hours(up)}
        for at, up in zip(found.at, found.places, strict=False)
    ]


def _listed(about: str, places: Sequence[float], numbers: Mapping[str, str]) -> str:
    return ", ".join(said(about, at, numbers) for at in places)


def _x(at: float) -> float:
    return _round(_BOX[1] + at * (_BOX[2] - _BOX[1]))


def _y(at: float) -> float:
    return _round(_BOX[4] - at / TOP * (_BOX[4] - _BOX[3]))


def _round(number: float) -> float:
    return round(number, 1) + 0.0
