"""The plan of a lesson on paper: enough to give it by somebody who has never seen the tool."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from ...experiment.links import link
from ..answer import shown_by, view_of
from ..lesson import Beat, Lesson, Picture, said
from ..words import words as words_of
from .sheet import about

PLANS = ("short", "long")


def plan(lesson: Lesson, language: str, length: str, file: str = "") -> dict[str, Any]:
    """Return the short or the long plan of a lesson as plain values; ``file``: of a lesson that is not shipped."""
    words, which = words_of(language), PLANS.index(length)
    told, care = words["plan"], words["care"]
    command = shlex.join(["reassure", "teach", *([file] if file else []), "--lang", language, "--plan", length])
    ends = list(accumulate(scene.minutes[which] for scene in lesson.scenes))
    starts = [0.0, *ends[:-1]]
    return {
        "kind": "plan",
        "lang": language,
        "title": told["plan"].format(minutes=f"{lesson.minutes(which):g}"),
        "of": said(lesson.title, language),
        "about": about(lesson.view, words),
        "framing": words["paper"]["framing"],
        "said": told,
        "aims": [said(aim, language) for aim in lesson.aims],
        "prepare": [line.format(command=command) for line in told["prepare_lines"]],
        "card": {"title": care["title"], "lines": care["lines"], "notes": care["notes"]},
        "scenes": [
            {
                "title": said(scene.title, language),
                "time": told["from_to"].format(start=f"{start:g}", end=f"{end:g}"),
                "beats": [_beat(beat, lesson, words, language) for beat in scene.beats],
                "discuss": [said(ask, language) for ask in scene.discuss] if length == "long" else [],
            }
            for scene, start, end in zip(lesson.scenes, starts, ends, strict=True)
        ],
        "follow_up": [said(one, language) for one in lesson.follow_up],
    }


def _beat(beat: Beat, lesson: Lesson, words: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return one press of the clicker: what the class sees, and what the speaker says."""
    sees = [said(beat.title, language), said(beat.text, language)]
    does = [said(beat.notes, language)]
    if beat.picture:
        sees.append(_picture(beat.picture, lesson, words))
    if beat.vote:
        choices = [said(choice.text, language) for choice in beat.vote.choices]
        does.append(words["plan"]["vote"].format(choices=" / ".join(choices)))
        shown = shown_by(beat.vote, view_of(beat.vote, lesson))
        does.append(
            words["plan"]["answer_none"] if shown is None else words["plan"]["answer"].format(choice=choices[shown])
        )
    return {"sees": [text for text in sees if text], "does": [text for text in does if text]}


def _picture(picture: Picture, lesson: Lesson, words: Mapping[str, Any]) -> str:
    """Return what is shown, in words."""
    told = words["plan"]
    parts = [told["kinds"][picture.kind].format(stages=picture.stages)]
    if picture.kind in ("cycle", "pursuit") or picture.plays:
        parts.append(told["until" if picture.plays else "day"].format(day=picture.day))
    if picture.laps:
        parts.append(told["first_laps"].format(n=picture.laps))
    if picture.guess:
        parts.append(told["over_guess"])
    if link(picture.view) != link(lesson.view):
        parts.append(" ".join(about(picture.view, words)).rstrip("."))
    if picture.beside:
        parts.append(told["beside"].format(couple=" ".join(about(picture.beside, words)).rstrip(".")))
    return f"[{'; '.join(parts)}]"
