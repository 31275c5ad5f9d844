"""The command that teaches: checks a lesson, then opens its two windows."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .app import app
from .serving import serve
from .terminal import say


class Plan(StrEnum):
    """Whose minutes the clock goes by."""

    short = "short"
    long = "long"


@app.command()
def teach(
    file: Annotated[
        Path | None, typer.Argument(help="A lesson: a YAML file; the shipped one if not given.", show_default=False)
    ] = None,
    contact: Annotated[str, typer.Option(help="Whom one can turn to; shown on the safety card.")] = "",
    lang: Annotated[
        str | None, typer.Option(help="Language; the first that the lesson has.", show_default=False)
    ] = None,
    plan: Annotated[Plan, typer.Option(help="Whose minutes the clock goes by.")] = Plan.short,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; 0 takes any free one.", show_default=False)
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser window.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Only check the file, and say how long it takes.")] = False,
) -> None:
    """Teach a lesson on two windows: one for the class, one for you."""
    from ..lessons import SHIPPED, load, steps
    from ..lessons.reading import LANGUAGES

    if lang not in (None, *LANGUAGES):
        say(f"reassure: --lang {lang}: allowed are {', '.join(LANGUAGES)}")
        say("Next: reassure teach --lang en")
        raise typer.Exit(2)
    path = file or SHIPPED / "the_cycle.yaml"
    lesson = load(path)
    if check:
        short, long = (lesson.minutes(n) for n in range(2))
        print(f"{lesson.name}: {len(lesson.scenes)} scenes, {len(steps(lesson))} steps, after the safety card")
        print(f"minutes: {short:g} (short plan), {long:g} (long plan)")
        print(f"languages: {', '.join(lesson.languages) or 'one, which it does not name'}")
        return
    words = [str(path), "--plan", plan.value]
    words += [f"--contact={contact}"] if contact else []
    words += ["--lang", lang] if lang else []
    words += ["--port", str(port)] if port is not None else []
    words += [] if no_browser else ["--open"]
    serve("reassure_sim.dashboard.teach", "teach", *words)
