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
    from ..experiment.errors import disk_trouble
    from ..experiment.folder.results import Results
    from ..experiment.folder.store import write
    from ..report.page import FILE, page

    results = Results(folder)
    figures = results.experiment.figures  # those of an unfinished run are drawn anew each time
    missing = [f for f in figures if not results.complete or not (folder / "figures" / f"{f.name}.svg").is_file()]
    with disk_trouble(folder):
        draw(folder, write, missing, say)
        write(folder / FILE, page(results).encode())
    if not results.complete:
        say(
            f"partial: {results.manifest['runs_done']:,} of {results.manifest['runs']:,} {results.experiment.kind.many}"
        )
    print(folder / FILE)
    if open_:
        import webbrowser

        webbrowser.open((folder / FILE).resolve().as_uri())
    say(f"Next: open {folder / FILE} in a browser; or the story of one run: reassure explain {folder}")


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
    from ..experiment.folder.results import Results
    from ..report.story import Told

    told = Told(Results(folder), run)
    if without:
        print(told.without(*_event(without)))
    else:
        print("\n".join(told.story()))
    if everything:
        print("\n".join(["", *told.log()]))
    say(f"Next: another run of {folder / 'runs.csv'} with --run; all of them at once: reassure report {folder}")


def _event(text: str) -> tuple[int, str, str]:
    step, _, rest = text.partition(":")
    partner, _, kind = rest.partition(":")
    if not (step.isdecimal() and partner and kind):
        raise typer.BadParameter(
            f"read {text!r}, allowed is STEP:PARTNER:KIND, like 331:b:withdraw", param_hint="--without"
        )
    return int(step), partner, kind
