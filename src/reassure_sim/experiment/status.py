"""How far a run is, read from the folder alone, also while it is running."""

from __future__ import annotations

import json
import shlex
import time
from pathlib import Path

from . import manifest
from .errors import BAD_INPUT, ExperimentError, disk_trouble
from .lock import held_by_another
from .store import Store


def describe(folder: Path) -> str:
    """Return some lines on what a results folder holds and whether anyone is at work in it.

    Raises:
        ExperimentError: there are no results (64).
    """
    told = manifest.read(folder)
    parts = Store(folder).names()
    if not told and not parts:
        say = f"{folder} holds no results" if folder.is_dir() else f"there is no folder {folder}"
        raise ExperimentError(BAD_INPUT, say, "reassure run configs/quickstart.yaml")
    with disk_trouble(folder):
        saved, began, last = _saved(parts)
    total = int(told.get("runs", 0))
    running = held_by_another(folder)
    complete = bool(told.get("complete")) and not running
    lines = [f"experiment  {told.get('experiment', 'unknown')}", f"folder      {folder}"]
    share = f" of {total:,} ({100 * min(saved, total) // total} %)" if total else ""
    lines.append(f"{told.get('unit', 'lives'):<11} {saved:,}{share} in {len(parts)} chunk files")
    undrawn = complete and any(not (folder / "figures" / f"{name}.png").is_file() for name in _asked(folder))
    if complete:
        drawn = "; the figures are not drawn yet" if undrawn else ""
        lines.append(f"state       complete, {told.get('failures', 0)} failed{drawn}")
    elif running:
        rate = saved / max(last - began, 1e-9)
        left = f", about {(total - saved) / rate:.0f} s left" if saved and last > began and total > saved else ""
        lines.append(f"state       running now{left}")
    else:
        lines.append("state       partial: stopped before the end; what is saved is safe")
    if (undrawn or not complete) and not running:
        words = ["reassure", "run", str(folder / "experiment.yaml"), "-o", str(folder)]
        words += [word for setting in told.get("settings", []) for word in ("--set", setting)]
        lines.append(f"next        {shlex.join(words)}")
    if last:
        lines.append(f"last saved  {time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(last))}")
    return "\n".join(lines)


def _asked(folder: Path) -> list[str]:
    """Return the names of the figures that the experiment asks for."""
    try:
        resolved = json.loads((folder / "resolved.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [figure["name"] for figure in resolved.get("figures", [])]


def _saved(parts: list[Path]) -> tuple[int, float, float]:
    """Return how many runs the chunk files hold, and when the first and the last were written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    runs = 0
    for path in parts:
        try:
            runs += int(pq.read_metadata(path).num_rows)
        except pa.ArrowInvalid:  # damaged; the next run finds and mends it
            continue
    times = [path.stat().st_mtime for path in parts]
    return runs, min(times, default=0.0), max(times, default=0.0)
