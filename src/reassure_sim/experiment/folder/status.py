"""How far a run is, read from the folder alone, also while it is running."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

from ..errors import BAD_INPUT, ExperimentError, command, disk_trouble
from . import manifest
from .lock import held_by_another
from .shards import parts, unfinished
from .store import Store

_RECENT = 33
"""Chunk files whose times tell how fast it goes now: older ones may be of another day."""


class Saved(NamedTuple):
    """Runs in the chunk files of a folder, how many files there are, when the last was written, how many runs a second
    the newest of them came to, and the names of files that cannot be read as tables."""

    runs: int
    files: int
    last: float
    rate: float
    damaged: tuple[str, ...] = ()


def describe(folder: Path) -> str:
    """Return some lines on what a results folder holds and whether anyone is at work in it.

    Raises:
        ExperimentError: there are no results (64).
    """
    told, pieces = manifest.read(folder), parts(folder)
    with disk_trouble(folder):
        saved = _saved(folder)
    if not told and not saved.files and not pieces:
        say = f"{folder} holds no results" if folder.is_dir() else f"there is no folder {folder}"
        raise ExperimentError(BAD_INPUT, say, "reassure run configs/quickstart.yaml")
    if pieces and not told.get("complete"):
        return "\n".join(_parts(folder, pieces))
    return "\n".join(_lines(folder, told, saved))


def _lines(folder: Path, told: dict[str, object], saved: Saved) -> list[str]:
    """Return what is told of one folder."""
    total = int(str(told.get("runs", 0)))
    running = held_by_another(folder)
    short = bool(told.get("complete")) and saved.runs < total
    complete = bool(told.get("complete")) and not running and not short
    lines = [f"experiment  {told.get('experiment', 'unknown')}", f"folder      {folder}"]
    counted = f"{_share(saved.runs, total)} in {saved.files} chunk files"
    lines.append(f"{told.get('unit', 'lives'):<11} {counted}")
    undrawn = complete and any(not (folder / "figures" / f"{name}.png").is_file() for name in _asked(folder))
    if complete:
        drawn = "; the figures are not drawn yet" if undrawn else ""
        lines.append(f"state       complete, {told.get('failures', 0)} failed{drawn}")
    elif running:
        lines.append(f"state       running now{_left(saved, total)}")
    elif short:
        lines.append("state       partial: manifest.json says that all is there, and chunk files are missing")
    else:
        lines.append("state       partial: stopped before the end; what is saved is safe")
    if saved.damaged:
        lines.append(
            f"damaged     {', '.join(saved.damaged[:3])}{' ...' * (len(saved.damaged) > 3)}: made again by the next run"
        )
    if not running:
        lines.append(f"next        {_next(folder, told, complete, undrawn)}")
    if saved.last:
        lines.append(f"last saved  {time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(saved.last))}")
    return lines


def _next(folder: Path, told: dict[str, object], complete: bool, undrawn: bool) -> str:
    """Return the command that goes on with a folder."""
    if not (folder / "experiment.yaml").is_file():
        return f"{command('run', 'FILE', '-o', folder)}   (experiment.yaml is gone; FILE is yours)"
    if complete:
        return command("figures" if undrawn else "analyze", folder)
    return manifest.again(folder, told)


def _parts(folder: Path, pieces: list[Path]) -> list[str]:
    """Return what is told of the parts of a job array."""
    told = [manifest.read(piece) for piece in pieces]
    lines = [f"experiment  {told[0].get('experiment', 'unknown')}", f"parts       {len(pieces)} in {folder}"]
    for piece, read in zip(pieces, told, strict=True):
        saved, total = _saved(piece), int(str(read.get("runs", 0)))
        state = "running now" + _left(saved, total) if held_by_another(piece) else "stopped before the end"
        if read.get("state") == "shard":
            state = "done"
        lines.append(f"  {read.get('shard', '?'):<9} {_share(saved.runs, total)}, {state}")
    left, merge = unfinished(folder), command("merge", folder)
    return [*lines, f"not done    {', '.join(left)}" if left else f"next        {merge}"]


def _share(runs: int, total: int) -> str:
    """Say how many runs there are of those that are asked for; a folder may hold those of a larger experiment, too."""
    if not total:
        return f"{runs:,}"
    more = f", and {runs - total:,} more" if runs > total else ""
    return f"{min(runs, total):,} of {total:,} ({100 * min(runs, total) // total} %){more}"


def _left(saved: Saved, total: int) -> str:
    """Say how long the rest will take."""
    return f", about {(total - saved.runs) / saved.rate:.0f} s left" if saved.rate and total > saved.runs else ""


def _asked(folder: Path) -> list[str]:
    """Return the names of the figures that the experiment asks for."""
    return [figure["name"] for figure in manifest.read_json(folder / "resolved.json").get("figures", [])]


def _saved(folder: Path) -> Saved:
    """Count what the chunk files hold by what they say of themselves; whether it is sound is seen when it is used."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    written: list[tuple[float, int]] = []
    damaged: list[str] = []
    for path in Store(folder).names():
        try:
            written.append((path.stat().st_mtime, int(pq.read_metadata(path).num_rows)))
        except (pa.ArrowInvalid, OSError):
            if os.path.lexists(path):  # else a run has just put it aside
                damaged.append(path.name)
    written.sort()
    recent = written[-_RECENT:]
    seconds = recent[-1][0] - recent[0][0] if recent else 0.0
    rate = sum(count for _, count in recent[1:]) / seconds if seconds > 0.0 else 0.0
    return Saved(
        sum(count for _, count in written), len(written), recent[-1][0] if recent else 0.0, rate, tuple(damaged)
    )
