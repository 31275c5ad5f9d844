"""A run in parts, for job arrays: each part has a folder of its own, and they are put together afterwards."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from ..errors import BAD_INPUT, OTHER_EXPERIMENT, ExperimentError, disk_trouble
from ..plan import Experiment
from ..reading.config import load
from ..runs import identity
from . import disk, manifest
from .store import SHARDS, Store


class Shard(NamedTuple):
    """Part ``number`` (from 1) ``of`` so many; which runs it has hangs on these two and the experiment alone."""

    number: int
    of: int

    def folder(self, whole: Path) -> Path:
        """Return where this part keeps what it makes, below the folder of the whole."""
        return whole / SHARDS / f"{self.number:04d}-of-{self.of:04d}"

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def named(text: str) -> Shard:
    """Return the part that ``i/n`` names.

    Raises:
        ExperimentError: it names none (2).
    """
    found = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text.strip())
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        say = f"--shard reads {text!r}, allowed is i/n, like 3/16: part 3 of 16, counted from 1"
        raise ExperimentError(2, say, "reassure run --help")
    return Shard(int(found[1]), int(found[2]))


def parts(folder: Path) -> list[Path]:
    """Return the folders of parts below a results folder, by name."""
    below = folder / SHARDS
    with disk_trouble(folder):
        return [below / name for name in disk.names(below) if disk.size(below / name / "manifest.json")]


def gathered(folder: Path) -> Experiment:
    """Take the chunk files of all parts over into the folder of the whole; return the experiment they are of.

    Doing it again takes what has come since. Damaged files stay where they are, so that their runs are missing.

    Raises:
        ExperimentError: there are no parts (64), they are of different experiments (76), or the disk (74).
    """
    found = parts(folder)
    if not found:
        say = f"{folder} holds no parts of a run"
        raise ExperimentError(BAD_INPUT, say, "reassure run FILE -o DIR --shard 1/16")
    told = [manifest.read(part) for part in found]
    experiments = [
        load(part / "experiment.yaml", read.get("settings", [])) for part, read in zip(found, told, strict=True)
    ]
    for part, experiment in zip(found, experiments, strict=True):
        if identity(experiment) != identity(experiments[0]):
            say = f"{part} is of another experiment than {found[0]}"
            raise ExperimentError(OTHER_EXPERIMENT, say, "move the parts that do not belong here elsewhere")
    store = Store(folder)
    with store.held():
        for part in found:
            for path in Store(part).names():
                store.take(path)
    return experiments[0]


def unfinished(folder: Path) -> list[str]:
    """Return the parts that have not come to their end, like ``3/16``; also those of which there is nothing."""
    told = {str(manifest.read(part).get("shard")): manifest.read(part).get("state") for part in parts(folder)}
    counts = {int(name.partition("/")[2]) for name in told if "/" in name}
    everyone = [str(Shard(number, max(counts))) for number in range(1, max(counts) + 1)] if counts else []
    return [name for name in everyone if told.get(name) != "shard"]
