"""The commands that hand things on: results to a journal, a couple to a colleague, a sweep to a cluster."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from .app import File, Folder, Out, app
from .terminal import say


@app.command()
def export(
    folder: Folder,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Where to put it; DIR-export beside DIR if not given.", show_default=False),
    ] = None,
    zip_: Annotated[bool, typer.Option("--zip", help="Make one zip file instead of a folder.")] = False,
    licence: Annotated[
        str,
        typer.Option("--licence", "--license", help="Licence of your data, like CC-BY-4.0.", show_default=False),
    ] = "",
) -> None:
    """Put all tables (as CSV), figures and provenance of finished results into a bundle: an RO-Crate."""
    from ..report.bundle import export as write_bundle

    made = write_bundle(folder, out, zipped=zip_, licence=licence)
    print(made)
    if not licence:
        say("no licence is given, so nobody may reuse the data: --licence CC-BY-4.0 (or another) says that they may")
    say(f"Next: unzip {shlex.quote(str(made))}, and read README.txt" if zip_ else f"Next: read {made / 'README.txt'}")


@app.command()
def share(
    what: Annotated[
        str,
        typer.Argument(
            metavar="LINK|FILE", help="A link of the dashboard in quotes, or an experiment.", show_default=False
        ),
    ],
) -> None:
    """Turn a link of the dashboard into an experiment file, or a file into a link; says what either cannot hold."""
    from ..experiment import load
    from ..experiment.sharing import from_link
    from ..experiment.showing import to_link

    if Path(what).suffix.lower() in (".yaml", ".yml", ".json") and not {"?", "="} & set(what):
        address, notes = to_link(load(Path(what)))
        print(address)
        told = "reassure dashboard --no-browser   (then open the link)"
    else:
        text, notes = from_link(what)
        print(text, end="")
        told = "write that into a file (> couple.yaml), then: reassure run couple.yaml"
    for note in notes:
        say(f"note: {note}")
    say(f"Next: {told}")


@app.command()
def slurm(
    file: File,
    out: Out = None,
    shards: Annotated[int, typer.Option(min=1, max=1000, help="Tasks of the job array.")] = 16,
    cpus: Annotated[int, typer.Option(min=1, max=256, help="Threads of each task.")] = 4,
    time: Annotated[str, typer.Option(metavar="HH:MM:SS", help="Time of each task.")] = "04:00:00",
    mem: Annotated[str, typer.Option(help="Memory of each task.")] = "4G",
    partition: Annotated[str, typer.Option(help="Where to queue.", show_default=False)] = "",
    write: Annotated[
        Path | None, typer.Option(metavar="SCRIPT", help="Write it to this file.", show_default=False)
    ] = None,
) -> None:
    """Print a job-array script for a SLURM cluster: a shard a task, and a job that merges them."""
    from ..experiment import load
    from ..experiment import write as write_file
    from ..experiment.errors import disk_trouble
    from ..experiment.slurm import script

    experiment = load(file)
    folder = out or Path("results") / experiment.name
    text = script(
        experiment.name, file, folder, write, shards=shards, cpus=cpus, time=time, mem=mem, partition=partition
    )
    if write is None:
        print(text, end="")
        say("Next: write that into a file (> sweep.sh), then: bash sweep.sh")
        return
    with disk_trouble(write.parent):
        write_file(write, text.encode())
    print(write)
    say(f"Next: bash {shlex.quote(str(write))}")
