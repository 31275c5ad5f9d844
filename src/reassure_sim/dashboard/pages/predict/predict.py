"""Predict: draw what you think will happen to a couple, then look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import solara

from ....experiment.gathering import Asked
from ....experiment.view import GUESSES, NO_USE, PATHS_OF, State, follow
from ....scenario import PRESETS
from ....year import life, reason
from ....year.course import Course, course
from ....year.course import said as value_said
from ....year.shapes import direction, shape
from ....year.stairs import stairs
from ...asked import is_one_of
from ...calm import Sorry, attempt
from ...parts import knobs, parts
from ...parts.couples import couples
from ...parts.question import question
from ..society.guest import guest
from .board import axes, points, truth
from .lives import Lives, use_lives
from .saying import because, sentences, spread

OTHERS = 20
"""Other lives that tell whether a guess could be sure."""

_CLOSE = 20.0  # places up to which lives lie close together, so that a guess can be fairly sure

LIVES_BY = ("preset", "changes", "use", "since", "seed", "couple", *Asked._fields)
"""What of a view says who lives, and with what luck."""

PAGE = {
    **parts("frame", "text"),
    "the-axes": (Path(__file__).parent / "axes.vue").read_text(encoding="utf-8"),
}
"""Of what the page is made."""


@solara.component_vue("predict.vue", vuetify=False)
def Page(
    words: dict[str, Any],
    frame: dict[str, Any],
    couples: list[dict[str, str]],
    view: dict[str, Any],
    axes: dict[str, Any] | None,
    guess: list[int],
    truth: dict[str, Any] | None,
    told: list[str] | None,
    why: list[str],
    others: list[Any] | None,
    luck: str,
    components: dict[str, str],
    event_choose: Callable[[Any], None],
    event_ask: Callable[[Any], None],
    event_draw: Callable[[Any], None],
    event_tell: Callable[[Any], None],
    event_again: Callable[[Any], None],
    event_live_others: Callable[[Any], None],
    event_visit: Callable[[Any], None],
) -> None:
    """Show what can be guessed, the axes to draw on, and the life once it was asked for."""


@solara.component
def Predict(state: State, words: Mapping[str, Any], go: Callable[[State], None]) -> None:
    """Let the visitor guess a course of one life; then show the life, what the guess saw of it, and why it went so."""
    said, about, couple = words["predict"], state.about, _couple(state)
    wanted, want = solara.use_state(("", couple))  # of what, and whose, other lives are wanted too

    def live() -> tuple[life.Life, Course | None]:
        found = life.of(follow(couple)[0], couple.seed, couple.luck)
        return found, course(found, about)

    drawn = solara.use_memo(lambda: attempt(live), [couple, about])
    lived, found = drawn or (None, None)
    told = bool(state.told and state.guess and found)
    twins = use_lives((about, couple) if told else None, lambda: reason.twins(couple, about))
    others = use_lives(
        ("others", *wanted) if told and wanted == (about, couple) else None, lambda: _others(couple, about)
    )
    if lived is None:
        Sorry(state, words, go)
        return
    guess = points(state.guess, found) if found else []

    def choose(name: Any) -> None:
        if is_one_of(name, PRESETS):
            go(state._replace(preset=name, couple=0, changes=(), told=0))

    def ask(name: Any) -> None:
        if is_one_of(name, GUESSES) and name != about:
            go(state._replace(about=name, guess="", told=0))

    def draw(digits: Any) -> None:
        if found and not told and _is_guess(digits, len(found.at)):
            go(state._replace(guess=digits, told=0))

    def visit(page: Any) -> None:
        if is_one_of(page, PATHS_OF):
            go(state._replace(page=page))

    question(said)
    Page(
        words={**said, **{name: words["stairs"][name] for name in ("axis_requests", "mean")}},
        frame=dict(words["frame"]),
        couples=couples(state, words),
        view={
            "preset": "" if state.couple else state.preset,
            "about": about,
            "whose": _whose(state, words),
            "asked": _asked(found, said) if found else _nothing(lived, about, said),
            "is_luck": said["is_luck"].format(n=OTHERS),
        },
        axes=axes(state, found, said, [step.day for step in stairs(lived)]) if found else None,
        guess=guess,
        truth=truth(lived, found, guess, said) if found and told else None,
        told=_told(lived, found, guess, said) if found and told else None,
        why=_why(twins, found, words) if found and told else [],
        others=[list(other.line) for other in others.found if other] if others.found else None,
        luck=_luck(others, words),
        components=PAGE,
        event_choose=choose,
        event_ask=ask,
        event_draw=draw,
        event_tell=lambda _: go(state._replace(told=1)),
        event_again=lambda _: go(state._replace(guess="", told=0)),
        event_live_others=lambda _: want((about, couple)),
        event_visit=visit,
    )


def _couple(state: State) -> State:
    """Return the view as far as it says who lives and with what luck, so that a guess lives nobody again."""
    return State(**{name: getattr(state, name) for name in LIVES_BY})


def _is_guess(digits: Any, points: int) -> bool:
    return isinstance(digits, str) and digits.isascii() and digits.isdigit() and len(digits) == 2 * points


def _others(couple: State, about: str) -> list[Callable[[], Course | None]]:
    """Return the other lives to live: the same couple with the next seeds."""
    scenario = follow(couple)[0]

    def lived(seed: int) -> Course | None:
        return course(life.of(scenario, seed, couple.luck), about)

    return [partial(lived, couple.seed + 1 + i) for i in range(OTHERS)]


def _whose(state: State, words: Mapping[str, Any]) -> list[str]:
    """Return who the two are, and what the link has changed about them, in sentences."""
    said = words["predict"]
    whose = guest(state, words) if state.couple else words["couples"][state.preset]
    lines = [said["who"].format(couple=whose.rstrip("."), seed=state.seed)]
    if state.use != NO_USE:
        lines.append(said["taken_up"].format(day=state.since, name=words["strategies"][state.use]["name"]))
    if state.changes:
        told = (f"{knobs.label(path, words)}: {knobs.text(path, number, words)}" for path, number in state.changes)
        lines.append(said["changed"].format(list="; ".join(told)))
    return lines


def _asked(found: Course, said: Mapping[str, str]) -> str:
    """Return the question, with the beginning of the course; a staircase begins with the mean of a few requests."""
    first, last = found.keys[0]
    name = f"ask_{found.about}" + ("_one" if found.about == "relief" and first == last else "")
    return said[name].format(n=last - first + 1, start=value_said(found.about, found.places[0], said))


def _nothing(lived: life.Life, about: str, said: Mapping[str, str]) -> str:
    """Say why there is nothing to guess."""
    return (
        said["too_few"].format(laps=len(lived.laps()))
        if about == "relief"
        else said["parted_early"].format(day=lived.lived)
    )


def _told(lived: life.Life, found: Course, guess: list[int], said: Mapping[str, str]) -> list[str]:
    """Return what the guess saw and what it did not, and a parting, if there is one."""
    parting = [said["ended"].format(day=lived.lived)] if lived.parted else []
    return [*sentences(guess, found, said), *parting]


def _why(twins: Lives, found: Course, words: Mapping[str, Any]) -> list[str]:
    said = words["predict"]
    if twins.state == "lived":
        return because(reason.late(found), dict(twins.found), found.about, said)
    return [said["thinking"] if twins.state == "living" else words["page"][twins.state or "sorry"]]


def _luck(others: Lives, words: Mapping[str, Any]) -> str:
    """Say how the other lives went: which way their courses go, and whether a guess could be sure."""
    said: Mapping[str, str] = words["predict"]
    if others.state == "living":
        return said["living"].format(n=OTHERS)
    if others.state != "lived":
        return str(words["page"].get(others.state, ""))
    counts = Counter(direction(shape(other.places)) if other else "too_little" for other in others.found)
    told = ", ".join(said["counted"].format(shape=said[name], n=n) for name, n in counts.most_common())
    return said["sure" if spread([other for other in others.found if other]) <= _CLOSE else "unsure"].format(list=told)
