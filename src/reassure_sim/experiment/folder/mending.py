"""What of a results folder is gone or torn: all of it can be made again, and whoever finds it says so."""

from __future__ import annotations

from pathlib import Path

from ..errors import disk_trouble
from ..plan import Experiment
from . import disk, manifest


def gone(folder: Path, experiment: Experiment) -> list[str]:
    """Return a note for each file of a folder with runs that is missing, or not what its run wrote.

    A folder into which nobody has run an experiment yet, because its runs came from the parts of a job array, has
    lost nothing.

    Raises:
        ExperimentError: the disk cannot be read (74).
    """
    told = manifest.read(folder)
    with disk_trouble(folder):
        there = disk.names(folder)
        always = ["manifest.json", "resolved.json", *(["experiment.yaml"] if experiment.source else [])]
        if not any(name in there for name in always):
            return []
        missing = [name for name in always if name not in there]
        torn = [name for name in always[:2] if name in there and not manifest.read_json(folder / name)]
        for name, known in told.get("sha256", {}).items():
            if name not in there:
                missing.append(name)
            elif disk.sha256(folder / name) != known:
                torn.append(name)
    again = "it is made again"
    return [f"{name} was missing: {again}" for name in missing] + [
        f"{name} was changed or torn: {again}" for name in torn
    ]
