"""What a guess saw of a life and what it did not: calm sentences made of the two courses, never a score."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ....year.course import POINTS, Course, said
from ....year.reason import largest
from ....year.shapes import direction, shape

NEAR = 12.0
"""Places within which two courses are together."""


class Contrast(NamedTuple):
    """A guess beside what was lived, on one scale."""

    guessed: str  # shape of the guess
    lived: str  # shape of the life
    worst: int  # the point at which they are furthest apart
    apart: float  # places between them there
    level: float  # mean places by which the life lies above the guess
    end: float  # the same at the end


def contrast(guess: ArrayLike, places: ArrayLike) -> Contrast:
    """Compare a guess with a life, point by point (at least two each)."""
    drawn, lived = np.asarray(guess, float), np.asarray(places, float)
    gap = lived - drawn
    worst = int(np.argmax(np.abs(gap)))
    return Contrast(shape(drawn), shape(lived), worst, abs(float(gap[worst])), float(gap.mean()), float(gap[-1]))


def sentences(guess: Sequence[float], found: Course, words: Mapping[str, str]) -> list[str]:
    """Return the first sentence, which says all, and then the others; ``words``: of the section predict."""
    about, places = found.about, found.places
    seen = contrast(guess[: len(places)], places)
    ends = {
        "what": words[f"what_{about}"],
        "start": said(about, places[0], words),
        "end": said(about, places[-1], words),
    }
    same = seen.guessed == seen.lived
    first = words["drew"].format(what=ends["what"], shape=words[seen.guessed]) + " "
    first += words["same" if same else "lived"].format(shape=words[seen.lived], **ends)
    if seen.apart <= NEAR:
        return [first, words["together"]]
    told = [first]
    if not same and direction(seen.guessed) == direction(seen.lived):
        told.append(words["direction"])
    elif abs(seen.end) <= NEAR:
        told.append(words["end"])
    if abs(seen.level) > NEAR:
        told.append(words["higher" if seen.level > 0 else "lower"])
    low, high = found.keys[seen.worst]
    when = words["at_request" if about == "relief" else "at_day"].format(n=(low + high) // 2)
    there = {"guess": said(about, guess[seen.worst], words), "life": said(about, places[seen.worst], words)}
    return [*told, words["apart"].format(when=when, **there)]


def spread(courses: Sequence[Course]) -> float:
    """Return how far apart several courses of one number lie: the middle 80 % of them, in places, at the median of the
    points; infinite if fewer than two reach any point."""
    if len(courses) < 2:
        return math.inf
    way = np.linspace(0.0, 1.0, POINTS)

    def reached(found: Course) -> NDArray[np.float64]:
        line: NDArray[np.float64] = np.array(found.line)
        # A staircase ends a little before the end of the way, a curve only with a parting.
        after = float(line[-1, 1]) if found.about == "relief" else math.nan
        return np.interp(way, line[:, 0], line[:, 1], right=after)

    places = np.array([reached(found) for found in courses])
    places = places[:, np.isfinite(places).sum(axis=0) > 1]
    low, high = np.nanpercentile(places, (10, 90), axis=0)
    return float(np.median(high - low))


def because(lived: float, tried: Mapping[str, float], about: str, words: Mapping[str, str]) -> list[str]:
    """Return the reasons that count most in words: how late this life stood, and how late each twin without one."""
    chosen = largest(lived, tried)
    if not chosen:
        return [words["no_reason"]]

    def twin(name: str) -> str:
        return words["without"].format(instead=said(about, tried[name], words), life=said(about, lived, words))

    return [words["why_lead"], *(f"{words[f'because_{name}']} {twin(name)}" for name in chosen)]
