"""Files to start from: commented experiments that run as they stand."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from ..errors import BAD_INPUT, OTHER_EXPERIMENT, ExperimentError, command, disk_trouble
from ..folder.store import write
from .fields import no_such
from .schema import schema

TEMPLATES = ("workbench", "map", "screening", "treatment", "society")
"""What there is to start from; the first shows everything."""

SCHEMA = "reassure.schema.json"
"""The schema that the first line of every template names, so that an editor completes and checks."""


def text(name: str) -> str:
    """Return a template.

    Raises:
        ExperimentError: there is none of that name (64).
    """
    if name not in TEMPLATES:
        raise ExperimentError(BAD_INPUT, no_such(name, TEMPLATES, "template"), "reassure init --help")
    return files(__package__).joinpath("templates", f"{name}.yaml").read_text(encoding="utf-8")


def start(file: Path, name: str = TEMPLATES[0]) -> None:
    """Write a template to a file, and the schema beside it; ``file`` must not be there yet.

    Raises:
        ExperimentError: no such template (64), the file is there (76), or it cannot be written (74).
    """
    content = text(name)
    if file.exists() or file.is_symlink():
        say = f"{file} is there already, and nothing was overwritten"
        raise ExperimentError(OTHER_EXPERIMENT, say, command("init", file.with_stem(f"{file.stem}-2")))
    with disk_trouble(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        write(file.with_name(SCHEMA), (json.dumps(schema(), indent=2) + "\n").encode())
        write(file, content.encode())
