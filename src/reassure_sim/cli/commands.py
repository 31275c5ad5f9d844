"""The commands that run experiments: each checks its words, calls one function, and tells how it went."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .app import File, Folder, Out, Sets, app
from .terminal import progress, say, stoppable

if TYPE_CHECKING:
    from ..experiment import Experiment, Outcome


@app.command()
def run(
    file: File,
    out: Out = None,
    workers: Annotated[
        int, typer.Option(min=0, max=256, help="Threads; 0 takes what the file says, or one a core.")
    ] = 0,
    set_: Sets = None,
    engine: Annotated[str, typer.Option(help="batch (fast) or mesa (the same numbers, slowly).")] = "batch",
    only: Annotated[
        str, typer.Option(metavar="RUN_ID", help="Live this one run again and print it; writes nothing.")
    ] = "",
) -> None:
    """Run an experiment, or go on where it was stopped."""
    from ..experiment import load
    from ..experiment import run as run_experiment

    if engine not in ("batch", "mesa"):
        raise typer.BadParameter("the engines are batch and mesa", param_hint="--engine")
    experiment = load(file, set_ or ())
    if only:
        _print_one(experiment, only, engine)
        return
    folder = out or Path("results") / experiment.name
    with stoppable() as stopped, progress() as tell:
        outcome = run_experiment(experiment, folder, workers, tell, engine=engine, stop=stopped.event)
    _report(outcome, _again(file, out, set_ or ()), stopped.number)


@app.command()
def validate(file: File, set_: Sets = None) -> None:
    """Check an experiment file and say everything that is wrong with it."""
    from ..experiment import load

    experiment = load(file, set_ or ())
    points = experiment.runs // experiment.replicates.n
    n, what, days = experiment.replicates.n, experiment.kind.many, experiment.model.days
    print(f"{file} is valid: {points:,} points x {n:,} {what} = {experiment.runs:,} runs of {days} days")
    say(f"Next: reassure run {file}")


@app.command()
def schema() -> None:
    """Print the JSON schema of experiment files, for editors that complete and check while you type."""
    import json

    from ..experiment.schema import schema as build

    print(json.dumps(build(), indent=2))


@app.command()
def demo(
    seed: Annotated[int, typer.Option(min=0, help="Another seed is the same couple with other luck.")] = 7,
    preset: Annotated[str, typer.Option(help="The couple.")] = "anxious_avoidant",
) -> None:
    """Watch one couple's year in ten seconds."""
    from .demo import picture

    print(picture(preset, seed))


@app.command()
def status(folder: Folder) -> None:
    """Say how far a run is."""
    from ..experiment.status import describe

    print(describe(folder))


@app.command()
def dashboard(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; 0 takes any free one.", show_default=False)
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser window.")] = False,
) -> None:
    """Open the simulation in a browser."""
    import importlib.util
    import subprocess

    if importlib.util.find_spec("solara") is None:
        say("reassure: the dashboard needs packages that are not installed")
        say(
            'Next: pip install "reassure-sim[dashboard]" (in a clone: pip install -c constraints.txt -e ".[dashboard]")'
        )
        raise typer.Exit(2)
    words = [sys.executable, "-m", "reassure_sim.dashboard"]
    words += ["--port", str(port)] if port is not None else []
    words += [] if no_browser else ["--open"]
    with subprocess.Popen(words) as server:
        while True:
            try:
                raise typer.Exit(server.wait())
            except KeyboardInterrupt:  # the server hears the same Ctrl-C and ends by itself
                continue


def _report(outcome: Outcome, again: str, number: int) -> None:
    """Say how a run ended and what to type next, and leave with its exit code."""
    from ..experiment import write
    from ..experiment.errors import FAILED_RUNS, LIMIT, disk_trouble

    for note in outcome.notes:
        say(f"note: {note}")
    saved = outcome.reused + outcome.computed
    if outcome.state != "complete":
        why = "stopped" if outcome.state == "interrupted" else f"stopped by a limit ({outcome.notes[-1]})"
        say(f"{why}: {saved:,} of {outcome.total:,} {outcome.what} are saved in {outcome.folder}")
        say(f"Next: {again}   (goes on from there)")
        raise typer.Exit(128 + number if outcome.state == "interrupted" else LIMIT)
    from ..analysis.gallery import draw

    with disk_trouble(outcome.folder):
        made = draw(outcome.folder, write)
    reused = f", {outcome.reused:,} of them were there already" if outcome.reused else ""
    say(f"done: {outcome.total:,} {outcome.what} in {outcome.seconds:.1f} s{reused}")
    print(outcome.folder)
    if outcome.failures:
        say(f"{outcome.failures:,} {outcome.what} failed and are left out of every table; failures.csv names them")
        say(f"Next: the command in the last column of {outcome.folder / 'failures.csv'}")
        raise typer.Exit(FAILED_RUNS)
    picture = next((path for path in made if path.suffix == ".png"), outcome.folder / "summary.csv")
    say(f"Next: look at {picture}; every column is explained in {outcome.folder / 'dictionary.csv'}")


def _again(file: Path, out: Path | None, settings: Sequence[str]) -> str:
    """Return the command that goes on with a run."""
    words = ["reassure", "run", str(file), *(["-o", str(out)] if out else [])]
    for setting in settings:
        words += ["--set", setting]
    return shlex.join(words)


def _print_one(experiment: Experiment, run_id: str, engine: str) -> None:
    from ..experiment.living import live_one

    for name, value in live_one(experiment, run_id, engine).items():
        print(f"{name},{value}")
