"""The commands that run experiments: each checks its words, calls one function, and tells how it went."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .app import File, Folder, Out, Sets, Workers, app
from .terminal import progress, say, stoppable, tidy, typed

if TYPE_CHECKING:
    from ..experiment import Experiment, Outcome

Anyway = Annotated[bool, typer.Option("--anyway", help="Do not mind the limits that the file sets.")]


@app.command()
def run(
    file: File,
    out: Out = None,
    workers: Workers = 0,
    set_: Sets = None,
    engine: Annotated[str, typer.Option(help="batch (fast) or mesa (the same numbers, slowly).")] = "batch",
    only: Annotated[
        str, typer.Option(metavar="RUN_ID", help="Live this one run again and print it; writes nothing.")
    ] = "",
    shard: Annotated[
        str, typer.Option(metavar="I/N", help="Only part I of N, for job arrays; `reassure merge` joins them.")
    ] = "",
    dask: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Let a Dask cluster work: its scheduler's address or file.")
    ] = "",
    anyway: Anyway = False,
) -> None:
    """Run an experiment, or go on where it was stopped."""
    from ..experiment import load
    from ..experiment import run as run_experiment
    from ..experiment.folder.shards import named

    if engine not in ("batch", "mesa"):
        raise typer.BadParameter("the engines are batch and mesa", param_hint="--engine")
    experiment = load(file, set_ or ())
    if only:
        _print_one(experiment, only, engine)
        return
    folder, piece = out or Path("results") / experiment.name, named(shard) if shard else None
    if not (anyway or piece or dask):  # what others do cannot be timed here
        from ..experiment.estimate import refuse_above

        with tidy():
            refuse_above(experiment, folder, workers)
    with stoppable() as stopped, progress() as tell:
        outcome = run_experiment(
            experiment, folder, workers, tell, engine=engine, stop=stopped.event, shard=piece, dask=dask
        )
    _report(outcome, typed(), stopped.number, folder)


@app.command()
def merge(folder: Folder) -> None:
    """Put together what the parts of a job array have made, and build the tables."""
    from ..experiment import run as run_experiment
    from ..experiment.folder.shards import gathered, unfinished

    experiment = gathered(folder)
    left = unfinished(folder)
    for name in left:
        say(f"part {name} has not come to its end")
    outcome = run_experiment(experiment, folder, compute=False)
    _report(outcome, f"reassure merge {shlex.quote(str(folder))}", 0, folder)


@app.command()
def plan(
    file: File,
    out: Out = None,
    workers: Workers = 0,
    set_: Sets = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Do not mind the limits.")] = False,
) -> None:
    """Say how many runs there are, how long they will take and how much disk; measured on a sample."""
    from ..experiment import load
    from ..experiment.designs import told
    from ..experiment.errors import LIMIT, ExperimentError
    from ..experiment.estimate import estimate, hours, size

    experiment = load(file, set_ or ())
    folder = out or Path("results") / experiment.name
    n, kind = experiment.replicates.n, experiment.kind
    with tidy():
        found = estimate(experiment, folder, workers)
    print(f"design   {told(experiment.design, n)}")
    until = f" to {found.most:,}, until the interval is narrow enough" if found.most > found.runs else ""
    print(f"runs     {found.runs:,}{until}: {kind.many} of {experiment.model.days} days")
    print(f"there    {found.there:,} in {folder}")
    sample = f"{found.sample:,} timed on {found.workers} thread{'s' * (found.workers > 1)}"
    print(f"time     about {hours(found.seconds)} for the rest ({sample}: {found.sample_seconds:.1f} s)")
    print(f"disk     about {size(found.bytes)} in all")
    if found.most > found.runs:
        times = found.most / found.runs
        print(f"         up to {times:.3g} times the time and the disk where points need the most runs")
    above = found.above(experiment, folder)
    if above and not anyway:
        raise ExperimentError(
            LIMIT, "this is above a limit: " + "; ".join(above), "raise the limit in the file, or give --anyway"
        )
    say(f"Next: {typed('run')}")


@app.command()
def validate(file: File, set_: Sets = None) -> None:
    """Check an experiment file and say everything that is wrong with it."""
    from ..experiment import load
    from ..experiment.designs import told

    experiment = load(file, set_ or ())
    points = experiment.runs // experiment.replicates.n
    n, what, days = experiment.replicates.n, experiment.kind.many, experiment.model.days
    print(f"{file} is valid: {points:,} points x {n:,} {what} = {experiment.runs:,} runs of {days} days")
    if experiment.axes:
        print(told(experiment.design, n))
    say(f"Next: {typed('plan')}")


@app.command()
def status(folder: Folder) -> None:
    """Say how far a run is."""
    from ..experiment.folder.status import describe

    print(describe(folder))


def _report(outcome: Outcome, again: str, number: int, folder: Path) -> None:
    """Say how a run ended and what to type next, and leave with its exit code."""
    from ..experiment import write
    from ..experiment.errors import FAILED_RUNS, LIMIT, command, disk_trouble

    for note in outcome.notes:
        say(f"note: {note}")
    saved = outcome.reused + outcome.computed
    if outcome.state in ("interrupted", "limit"):
        why = "stopped" if outcome.state == "interrupted" else f"stopped by a limit ({outcome.notes[-1]})"
        say(f"{why}: {saved:,} of {outcome.total:,} {outcome.what} are saved in {outcome.folder}")
        say(f"Next: {again}   (goes on from there)")
        raise typer.Exit(128 + number if outcome.state == "interrupted" else LIMIT)
    if outcome.state == "shard":
        say(f"done: this part's {saved:,} {outcome.what} in {outcome.seconds:.1f} s")
        print(outcome.folder)
        say(f"Next, when all parts are done: reassure merge {shlex.quote(str(folder))}")
        return
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
    tables = [path for path in (outcome.folder / "summary.csv", outcome.folder / "summary.parquet") if path.is_file()]
    picture = next(path for path in [*(path for path in made if path.suffix == ".png"), *tables])
    say(f"look at {picture}; every column is explained in {outcome.folder / 'dictionary.csv'}")
    say(f"Next: {command('analyze', outcome.folder)}")


def _print_one(experiment: Experiment, run_id: str, engine: str) -> None:
    from ..experiment.living import live_one

    for name, value in live_one(experiment, run_id, engine).items():
        print(f"{name},{value}")
