"""The commands before the first run: a file to start from, and whether this machine is ready."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from .app import app
from .terminal import say


@app.command()
def init(
    file: Annotated[Path, typer.Argument(help="The file to write.")] = Path("experiment.yaml"),
    template: Annotated[
        str, typer.Option("--from", metavar="NAME", help="workbench, map, screening, treatment or society.")
    ] = "workbench",
) -> None:
    """Write a commented experiment to start from, and the schema that helps editors; overwrites no experiment."""
    from ..experiment.reading.template import SCHEMA, start

    start(file, template)
    print(file)
    say(f"{file.with_name(SCHEMA)} lets an editor complete and check while you type")
    say(f"Next: reassure validate {shlex.quote(str(file))}")


@app.command()
def doctor(
    lesson: Annotated[
        Path | None,
        typer.Argument(help="With --classroom: a lesson of your own, instead of the shipped one.", show_default=False),
    ] = None,
    folder: Annotated[Path, typer.Option(help="Where results would be written.")] = Path(),
    classroom: Annotated[bool, typer.Option("--classroom", help="Check what a lesson needs, and the lesson.")] = False,
) -> None:
    """Check this machine: Python, packages, engine, disk, dashboard. Asks nothing of any network.

    With --classroom: offline files, fonts, port, network page, paper, projector, and a dry run of the lesson.

    Exit codes: 0 a plain run, or the lesson, will do; 2 something is missing or too old; 64 the lesson's file is not
    valid; 74 the folder or the disk; 65 the engine gives other numbers than the rules; 70 the engine does not work.
    """
    from . import classroom as room
    from .checkup import PROBLEM, findings

    if lesson and not classroom:
        raise typer.BadParameter("a lesson is tried with --classroom: reassure doctor --classroom FILE")
    problems = []
    for found in room.findings(lesson) if classroom else findings(folder):
        print(f"{found.state:<8} {found.about:<20} {found.said}", flush=True)
        if found.todo:
            print(f"{'':<8} {'':<20} -> {found.todo}")
        problems += [found] if found.state == PROBLEM else []
    if not problems and classroom:
        say(f"Next: reassure teach{f' {shlex.quote(str(lesson))}' if lesson else ''}")
        return
    if not problems:
        say("Next: reassure demo; or reassure init, for an experiment of your own")
        return
    what, again = ("a lesson", " --classroom") if classroom else ("a run", "")
    say(f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'}: {what} would not do well here")
    say(f"Next: {problems[0].todo}; then: reassure doctor{again}")
    raise typer.Exit(problems[0].code)
