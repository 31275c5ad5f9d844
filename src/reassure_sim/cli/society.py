"""The command that lives one society and draws it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .analyses import refuse_other
from .app import File, Sets, app
from .terminal import say

if TYPE_CHECKING:
    from ..result import Result

_TABLES = ("runs", "people", "series")
_MADE = (
    *(f"{name}.{kind}" for name in _TABLES for kind in ("csv", "parquet")),
    *(f"network.{kind}" for kind in ("svg", "png", "csv", "txt")),
    "society.graphml",
    "provenance.json",
)


@app.command()
def society(
    file: File,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for its tables, its graph and its picture.")],
    set_: Sets = None,
    run: Annotated[
        str, typer.Option(metavar="RUN_ID", help="Which society: an id of runs.csv; the first if not given.")
    ] = "",
    workers: Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 is one a core.")] = 0,
) -> None:
    """Live one society of an experiment: couples, course, graph for Gephi, and a picture of the network over time."""
    from ..experiment import load
    from ..experiment.errors import disk_trouble
    from ..experiment.living import live_society

    refuse_other(out, _MADE)
    lived = live_society(load(file, set_ or ()), run, workers or os.cpu_count() or 1)
    print(lived)
    with disk_trouble(out):
        print(write(lived, out))
    say(f"Next: look at {out / 'network.png'}; or open {out / 'society.graphml'} in Gephi and colour by regime_day_...")


def write(lived: Result, folder: Path) -> str:
    """Write tables, graph and picture of a society; return the picture in words."""
    from ..figures import draw_network, files
    from ..society_measures import couples_network

    for name in _MADE:
        (folder / name).unlink(missing_ok=True)
    lived.save(folder)
    for name in _TABLES:
        getattr(lived, name).to_csv(folder / f"{name}.csv", index=False)
    kept = lived.society
    assert kept is not None
    couples = couples_network(kept.society.network, kept.society.node, kept.society.couples)
    drawing = draw_network(couples, kept.snapshots)
    for kind, content in files(drawing).items():
        (folder / f"network.{kind}").write_bytes(content)
    return drawing.alt
