"""The commands that open something to look at: a year in the terminal, the dashboard, the schema of files."""

from __future__ import annotations

from typing import Annotated

import typer

from .app import app
from .serving import serve


@app.command()
def schema() -> None:
    """Print the JSON schema of experiment files, for editors that complete and check while you type."""
    import json

    from ..experiment.reading.schema import schema as build

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
def dashboard(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; 0 takes any free one.", show_default=False)
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser window.")] = False,
    public: Annotated[bool, typer.Option("--public", help="Let other devices on the network in, for a class.")] = False,
    host: Annotated[
        str | None,
        typer.Option(help="Address to listen on; this machine only, or with --public all of it.", show_default=False),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(help="A further host name to answer to; may be repeated.", show_default=False),
    ] = None,
) -> None:
    """Open the simulation in a browser."""
    words = ["--port", str(port)] if port is not None else []
    words += ["--public"] if public else []
    words += ["--host", host] if host is not None else []
    words += [part for one in name or [] for part in ("--name", one)]
    words += [] if no_browser else ["--open"]
    serve("reassure_sim.dashboard", "dashboard", *words)
