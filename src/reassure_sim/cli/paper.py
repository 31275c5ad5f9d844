"""The command that puts a lesson on paper."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .app import app
from .terminal import say


class Language(StrEnum):
    """Languages of paper."""

    en = "en"
    ru = "ru"


class Paper(StrEnum):
    """Sizes of paper."""

    a4 = "a4"
    letter = "letter"


@app.command()
def paper(
    link: Annotated[
        str | None,
        typer.Argument(help="A link of the dashboard in quotes; the lesson's couple if not given.", show_default=False),
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the files.")] = Path("results/paper"),
    lesson: Annotated[
        Path | None, typer.Option(help="A lesson of your own; the shipped one if not given.", show_default=False)
    ] = None,
    lang: Annotated[
        Language | None, typer.Option(help="Language; that of the link if not given.", show_default=False)
    ] = None,
    size: Annotated[Paper, typer.Option("--paper", help="Size of paper.")] = Paper.a4,
    at: Annotated[
        str | None,
        typer.Option(help="Where the class reaches the dashboard, like http://192.168.1.20:8765.", show_default=False),
    ] = None,
) -> None:
    """Write a worksheet, its key, and plans for 20 and 45 minutes, as PDF and HTML, for a link and a lesson."""
    from ..experiment.errors import disk_trouble
    from ..experiment.folder.disk import make
    from ..experiment.folder.store import write
    from ..experiment.links import HOME
    from ..lessons import SHIPPED, load
    from ..lessons import paper as on_paper

    given = load(lesson or SHIPPED / "the_cycle.yaml")
    found = on_paper.source(link) if link else on_paper.Source(given.view, HOME, [])
    where = on_paper.address(at) if at else found.at
    language = lang.value if lang else found.view.lang if link else next(iter(given.languages), found.view.lang)
    made = on_paper.contents(found.view, given, language, where, str(lesson or ""))
    with disk_trouble(out):
        make(out)
        for name, content in on_paper.files(made, size.value):
            write(out / name, content)
            print(out / name)
    for note in found.notes:
        say(f"note: {note}")
    if not on_paper.can_pdf():
        say(f"note: {on_paper.MISSING}")
    if on_paper.is_near(where):
        say("note: the link leads to this machine only, so there is no QR code; --at says where the class finds it")
    say(f"Next: print worksheet and plan from {out}, and read the key")
