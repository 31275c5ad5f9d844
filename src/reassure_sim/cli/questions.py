"""The commands that ask a results folder: what it answers, how precisely, and whether it is what it says."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from .app import Folder, app
from .terminal import progress, say

if TYPE_CHECKING:
    from ..experiment.folder.results import Results


@app.command()
def analyze(
    folder: Folder,
    lives: Annotated[
        int,
        typer.Option(min=0, help="Lives of each block that are lived again for early warnings; 0 leaves these out."),
    ] = 2000,
    window: Annotated[int, typer.Option(min=20, help="Days before a tipping in which warnings are looked for.")] = 84,
) -> None:
    """Say what the results come to, with intervals: regimes, sensitivity, early warnings; writes analysis/*.csv."""
    from ..analysis.analyze import analyze as ask
    from ..analysis.analyze import save
    from ..analysis.digest import digest
    from ..experiment.errors import command
    from ..experiment.folder.results import Results

    results = Results(folder)
    answers = ask(results, lives, window, say)
    made = save(results, answers)
    print("\n".join(digest(results, answers)))
    say(f"written: {', '.join(str(path) for path in made)}")
    onward = command("figures" if results.experiment.figures else "report", folder)
    say(f"Next: {onward if results.complete else _go_on(results)}")


@app.command()
def advise(
    folder: Folder,
    half_width: Annotated[
        float | None,
        typer.Option(help="Half the width of the 95 % interval that is wanted; some if not given.", show_default=False),
    ] = None,
    measure: Annotated[str, typer.Option(help="A measure of summary.csv.")] = "share_escalation",
) -> None:
    """Say how many runs each point needs for an interval of a wanted width, and what they cost."""
    from ..analysis.advice import advice, half_widths, in_words, settings
    from ..experiment.folder.results import Results

    if half_width is not None and not 0.0 < half_width < float("inf"):
        raise typer.BadParameter(f"read {half_width:g}, allowed is a number above 0", param_hint="--half-width")
    results = Results(folder)
    wanted = half_widths(results, measure) if half_width is None else (half_width,)
    table = advice(results, measure, wanted)
    for line in in_words(results, measure, table):
        print(line)
    where = shlex.quote(str(folder))
    if not len(table):
        say(f"Next: {_go_on(results)}")
    elif half_width is None:
        asked = f"--measure {measure} --half-width {wanted[len(wanted) // 2]:g}"
        say(f"Next: reassure advise {where} {asked}   (prints the line for the file)")
    else:
        more = settings(results, measure, table)
        say(f"Next: {_go_on(results, *more)}" if more else f"Next: reassure analyze {where}")


@app.command()
def verify(
    folder: Folder,
    sample: Annotated[int, typer.Option(min=1, help="Runs that are lived again.")] = 20,
    everything: Annotated[bool, typer.Option("--all", help="Live all runs again.")] = False,
) -> None:
    """Check every file against its hash, and runs lived again against what is saved, bit for bit; writes nothing."""
    import time

    from ..analysis.verification import verify as check
    from ..experiment import ExperimentError, Progress
    from ..experiment.errors import CONTRADICTION
    from ..experiment.folder.results import Results

    results, began = Results(folder), time.monotonic()
    what = results.experiment.kind.many
    with progress() as tell:
        found = check(
            results,
            None if everything else sample,
            lambda done, total: tell(Progress(done, total, 0, time.monotonic() - began, what)),
        )
    for note in found.notes:
        say(f"note: {note}")
    for fault in found.faults:
        print(fault)
    if found.faults:
        again = any("lived again" in fault for fault in found.faults)
        fresh = "keep the folder as it is, run its experiment.yaml into a fresh one with -o, and compare"
        mend = f"{_go_on(results)}   (puts damaged files aside, lives their runs again, writes the tables anew)"
        count = f"{len(found.faults):,} thing{'s' * (len(found.faults) > 1)} in {folder}"
        raise ExperimentError(CONTRADICTION, f"{count} not as saved; see above", fresh if again else mend)
    print(f"{found.saved:,} {what} in {found.chunks:,} chunk files, and {found.tables} tables: each file has its hash")
    print(f"{found.lived:,} {what} lived again: {found.numbers:,} numbers, each the same to the last bit")
    if not results.complete:
        say("partial: the run is not finished, so there are no final tables yet")
        say(f"Next: {_go_on(results)}")
    elif everything:
        say(f"Next: reassure analyze {shlex.quote(str(folder))}")
    else:
        say(f"Next: reassure verify {shlex.quote(str(folder))} --all   (every run)")


def _go_on(results: Results, *settings: str) -> str:
    from ..experiment.folder import manifest

    return manifest.again(results.folder, results.manifest, *settings)
