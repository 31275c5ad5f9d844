"""The command that draws figures of a results folder."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from .app import app
from .terminal import say


def _recipes(wanted: bool) -> None:
    if wanted:
        from ..experiment.reading.repertoire import helped

        print(helped())
        raise typer.Exit


@app.command()
def figures(
    folder: Annotated[Path, typer.Argument(help="A results folder.", show_default=False)],
    recipe: Annotated[str, typer.Option(help="Draw this one instead of those the experiment asks for.")] = "",
    block: Annotated[str, typer.Option(help="Its block of the design; the first if not given.")] = "",
    option: Annotated[
        list[str] | None,
        typer.Option(
            "--option", help="A key of the recipe, like 'points=[0, 12]'; may be repeated.", show_default=False
        ),
    ] = None,
    name: Annotated[str, typer.Option(help="What its files are called; the recipe's name if not given.")] = "",
    recipes: Annotated[
        bool, typer.Option("--recipes", help="List the recipes and their keys.", callback=_recipes, is_eager=True)
    ] = False,
) -> None:
    """Draw the figures that an experiment asks for, or one of your own."""
    from ..analysis.gallery import draw
    from ..experiment.errors import BAD_INPUT, disk_trouble
    from ..experiment.folder.results import Results
    from ..experiment.folder.store import write
    from ..experiment.reading.recipes import ask

    if not recipe and (block or option or name):
        raise typer.BadParameter("--block, --option and --name go with --recipe", param_hint="--recipe")
    results = Results(folder)
    asked = list(results.experiment.figures)
    if recipe:
        asked = [ask(results.experiment, recipe, block, [*(option or ()), *([f"name={name}"] if name else [])])]
    missing: list[str] = []
    with disk_trouble(folder):
        made = draw(folder, write, asked, missing.append)
    for sentence in missing:
        say(sentence)
    for path in made:
        print(path)
    if not asked:
        say("the experiment asks for no figures")
    if missing or not asked:
        say("Next: reassure figures --recipes   (what can be drawn, and from what)")
        raise typer.Exit(BAD_INPUT if missing else 0)
    picture = next(path for path in made if path.suffix == ".png")
    say(f"Next: look at {picture}, then: reassure report {shlex.quote(str(folder))}")
