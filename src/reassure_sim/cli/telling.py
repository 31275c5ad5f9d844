"""The commands that tell what a folder holds: one page of everything, and the story of one run."""

from __future__ import annotations

from typing import Annotated

import typer

from .app import Folder, app
from .terminal import say


@app.command()
def report(
    folder: Folder,
    open_: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write one page that holds the question, the answer, figures, methods and provenance: report.html."""
    from ..analysis.gallery import draw
    from ..experiment.errors import command, disk_trouble
    from ..experiment.folder.results import Results
    from ..experiment.folder.store import write
    from ..experiment.kinds import LIVES
    from ..report.page import FILE, page

    results = Results(folder)
    with disk_trouble(folder):
        draw(folder, write, tell=say)  # anew: what lies there may have been drawn of fewer runs
        write(folder / FILE, page(results).encode())
    kind, total = results.experiment.kind, int(results.manifest["runs"])
    if not results.complete:
        say(f"partial: {results.done:,} of {total:,} {kind.many}")
    elif results.done < total:
        lost = f"{total - results.done:,} {kind.many} cannot be read and count nowhere"
        say(f"{lost}; {command('verify', folder)} says why")
    print(folder / FILE)
    if open_:
        import webbrowser

        webbrowser.open((folder / FILE).resolve().as_uri())
    story = f"; or the story of one run: {command('explain', folder)}" if kind is LIVES else ""
    say(f"Next: open {folder / FILE} in a browser{story}")


@app.command()
def explain(
    folder: Folder,
    run: Annotated[
        str,
        typer.Option(metavar="RUN_ID", help="First column of runs.csv; the most typical run if not given."),
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="Then list every event, a line each.")] = False,
    without: Annotated[
        str,
        typer.Option(metavar="STEP:PARTNER:KIND", help="Live it again without one event, like 331:b:withdraw."),
    ] = "",
) -> None:
    """Tell the story of one run in plain words, each event with its largest causes."""
    from ..experiment.errors import command
    from ..experiment.folder.results import Results
    from ..report.story import Told

    told = Told(Results(folder), run)
    if without:
        print(told.without(*_event(without)))
    else:
        print("\n".join(told.story()))
    if everything:
        print("\n".join(["", *told.log()]))
    say(f"Next: {command('report', folder)}   (all runs on one page; --run RUN_ID tells another of them)")


def _event(text: str) -> tuple[int, str, str]:
    step, _, rest = text.partition(":")
    partner, _, kind = rest.partition(":")
    if not (step.isdecimal() and partner and kind):
        raise typer.BadParameter(
            f"read {text!r}, allowed is STEP:PARTNER:KIND, like 331:b:withdraw", param_hint="--without"
        )
    return int(step), partner, kind
