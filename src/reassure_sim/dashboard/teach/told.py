"""What the two windows say, as plain data: every text a text, every picture computed before."""

from __future__ import annotations

from typing import Any

from ...experiment.links import link
from ...experiment.view import START, State
from ...lessons import Picture, Vote, said, shown_by, view_of
from ...lessons.words import words as lesson_words
from ..words import words
from .pictures import drawn, payload
from .stage import CARD, Stage


def shown(stage: Stage, place: int) -> str:
    """Return what the class sees at a place, as it is sent: all but votes, which come and go."""
    step, beat = stage.step_at(place), stage.beat_at(place)
    if step is None or beat is None:
        return payload({"card": True, **card(stage.language)})
    told: dict[str, Any] = {
        "title": said(beat.title, stage.language),
        "text": said(beat.text, stage.language),
        "picture": drawn(beat.picture, stage.lesson, stage.language) if beat.picture else None,
        "vote": None,
    }
    if beat.vote:
        told["vote"] = {
            "choices": [said(choice.text, stage.language) for choice in beat.vote.choices],
            "told": step.told,
        }
    return payload(told)


def card(language: str) -> dict[str, Any]:
    """Return the safety card, but for the contact."""
    care = lesson_words(language)["care"]
    return {"title": care["title"], "lines": list(care["lines"]), "limits": care["limits"]}


def standing(stage: Stage) -> dict[str, Any]:
    """Return what changes on the class window while one step is shown."""
    vote, beat = stage.vote, stage.beat_at(stage.place)
    guess = beat.picture.guess if beat and beat.picture else ""
    return {
        "blank": stage.blank,
        "contact": contact(stage),
        "counts": list(stage.ballot.counts(vote.name)) if vote else [],
        "guessed": list(stage.ballot.counts(guess)) if guess else [],
        "address": stage.address if stage.asks and stage.phoning else "",
        "code": stage.poll.picture(stage.address) if stage.asks and stage.phoning and stage.address else "",
    }


def contact(stage: Stage) -> str:
    """Return whom one can turn to, as the safety card says it."""
    said_of: str = lesson_words(stage.language)["care"]["contact"]
    return said_of.replace("{contact}", stage.contact) if stage.contact else ""


def desk(stage: Stage) -> dict[str, Any]:
    """Return what the speaker sees: what the class sees now, notes, what comes next, clock and votes."""
    language, place = stage.language, stage.place
    beat, scene, vote = stage.beat_at(place), stage.scene_at(place), stage.vote
    care = lesson_words(language)["care"]
    begins, ends = planned(stage)
    return {
        "place": place,
        "places": len(stage.steps),
        "now": _line(stage, place),
        "next": _line(stage, place + 1),
        "scene": said(scene.title, language),
        "notes": said(beat.notes, language) if beat else "",
        "card": [*care["lines"], contact(stage), *care["notes"]] if place == CARD else [],
        "limits": {"text": care["limits"], "link": link(START._replace(page="learn", lang=language))},
        "discuss": [said(text, language) for text in scene.discuss],
        "blank": stage.blank,
        "began": stage.began,
        "plan": [begins, ends, stage.lesson.minutes(stage.plan)],
        "contact": stage.contact,
        "vote": _vote(stage, vote) if vote else None,
        "links": [link(view) for view in _views(beat.picture, language)] if beat and beat.picture else [],
        "phones": {
            "on": stage.phoning,
            "addresses": list(stage.addresses),
            "address": stage.address if stage.phoning else "",
            "devices": stage.poll.devices if stage.poll else 0,
            "sources": stage.poll.sources if stage.poll else 0,
            "trouble": stage.trouble,
        },
    }


def planned(stage: Stage) -> tuple[float, float]:
    """Return the minutes at which the plan begins the scene that is shown, and ends it."""
    now = stage.steps[max(stage.place - 1, 0)].scene
    minutes = [scene.minutes[stage.plan] for scene in stage.lesson.scenes]
    return sum(minutes[:now]), sum(minutes[: now + 1])


def _line(stage: Stage, place: int) -> dict[str, Any] | None:
    """Return a step in a line: its title and what kind of step it is; None after the last."""
    if place > len(stage.steps):
        return None
    step, beat = stage.step_at(place), stage.beat_at(place)
    if step is None or beat is None:
        return {"title": card(stage.language)["title"], "text": "", "kind": "card"}
    kind = beat.picture.kind if beat.picture else ("told" if step.told else "asked") if beat.vote else "text"
    return {"title": said(beat.title, stage.language), "text": said(beat.text, stage.language), "kind": kind}


def _vote(stage: Stage, vote: Vote) -> dict[str, Any]:
    answer = _answer(stage, vote)
    return {
        "open": stage.asks,
        "choices": [said(choice.text, stage.language) for choice in vote.choices],
        "hands": stage.hands(vote),
        "counts": list(stage.ballot.counts(vote.name)),
        "answer": -1 if answer is None else answer,
    }


def _answer(stage: Stage, vote: Vote) -> int | None:
    """Return which choice the year shows in which the vote is drawn, or else that of the lesson's own couple."""
    if vote.name not in stage.answers:
        stage.answers[vote.name] = shown_by(vote, view_of(vote, stage.lesson))
    return stage.answers[vote.name]


def _views(picture: Picture, language: str) -> list[State]:
    """Return the views of the dashboard that show what a picture shows."""
    page = "compare" if picture.kind == "strategies" else "play"
    views = [view for view in (picture.view, picture.beside) if view is not None]
    return [view._replace(page=page, lang=language, day=picture.day) for view in views]


def said_by(stage: Stage) -> dict[str, Any]:
    """Return the words of both windows."""
    found = words(stage.language)
    return {name: dict(found[name]) for name in ("teach", "cycle", "stairs", "pursuit", "curves")}
