"""The app that every command hangs on, and the words that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .terminal import say, typed

# Only typer and the standard library are imported at the top: `reassure --help` has to be quick.

ORDER = (
    *("demo", "dashboard", "teach", "paper"),
    *("init", "validate", "plan", "run", "status", "analyze", "figures", "report", "explain"),
    *("advise", "verify", "export", "share", "merge", "slurm", "twins", "society", "evidence", "calibrate", "schema"),
    *("doctor",),
)
"""Commands in the order in which people need them."""


class InOrder(TyperGroup):
    """Lists the commands in that order, and says what to type after a Ctrl-C that a command does not expect."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands."""
        return sorted(self.commands, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            say(f"stopped; what was saved before is safe\nNext: {typed()}")
            raise typer.Exit(130) from None


app = typer.Typer(
    name="reassure",
    cls=InOrder,
    help="Reassurance in couples, simulated: a teaching and research model, not a diagnosis and no advice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Argument(help="The experiment: a YAML or JSON file.", show_default=False)]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", help="Change a value, like a.anxiety=0.7; may be repeated.", show_default=False),
]
Folder = Annotated[Path, typer.Argument(help="A results folder.", show_default=False)]
Out = Annotated[
    Path | None,
    typer.Option("-o", "--out", help="Results folder; results/<experiment> if not given.", show_default=False),
]
Workers = Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 takes what the file says, or one a core.")]


def _version(wanted: bool) -> None:
    if wanted:
        from .. import MODEL_VERSION, __version__

        print(f"reassure_sim {__version__} (model version {MODEL_VERSION})")
        raise typer.Exit


@app.callback()
def everything(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the whole traceback of an error; goes with any command.")
    ] = False,
) -> None:
    """Take the options that go with every command."""
