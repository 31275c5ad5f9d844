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
    folder: Annotated[Path, typer.Option(help="Where results would be written.")] = Path(),
) -> None:
    """Check this machine: Python, packages, engine, disk, dashboard. Asks nothing of any network.

    Exit codes: 0 a plain run will do; 2 something is missing or too old; 74 the folder or the disk; 65 the engine gives
    other numbers than the rules; 70 the engine does not work.
    """
    from .checkup import PROBLEM, findings

    problems = []
    for found in findings(folder):
        print(f"{found.state:<8} {found.about:<20} {found.said}", flush=True)
        if found.todo:
            print(f"{'':<8} {'':<20} -> {found.todo}")
        problems += [found] if found.state == PROBLEM else []
    if not problems:
        say("Next: reassure demo; or reassure init, for an experiment of your own")
        return
    say(f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'}: a run would not do well here")
    say(f"Next: {problems[0].todo}; then: reassure doctor")
    raise typer.Exit(problems[0].code)
