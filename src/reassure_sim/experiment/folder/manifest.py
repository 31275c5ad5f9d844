"""Where results come from: versions, machine, seeds, counts and hashes, as ``manifest.json``."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from ... import MODEL_VERSION, __version__
from ...kernel import fingerprint
from ..errors import command, disk_trouble
from ..kinds import LIVES
from ..plan import Experiment
from ..runs import identity
from . import disk

DEPENDENCIES = (
    "numpy",
    "numba",
    "llvmlite",
    "scipy",
    "pydantic",
    "pyarrow",
    "mesa",
    "matplotlib",
    "ruamel.yaml",
    "pandas",
    "SALib",
    "distributed",
)


def again(folder: Path, told: Mapping[str, Any], *settings: str) -> str:
    """Return the command that goes on with the run of a folder, whose manifest is ``told``, with some settings more."""
    sets = [word for setting in (*told.get("settings", ()), *settings) for word in ("--set", setting)]
    return command("run", folder / "experiment.yaml", "-o", folder, *sets)


def describe(experiment: Experiment, state: Mapping[str, Any], tables: Mapping[str, str]) -> bytes:
    """Return the text of a manifest.

    ``state`` is what the run has come to (``complete``, counts, time); ``tables``: the hashes of the
    finished files, by name.
    """
    content = {
        "experiment": experiment.name,
        "question": experiment.question,
        "identity": identity(experiment),
        "complete": False,
        **state,
        "points": {block.name: block.size for block in experiment.design},
        "replicates": experiment.resolved()["replicates"],
        "luck": _luck(experiment),
        **({"files": experiment.files} if experiment.files else {}),
        "settings": list(experiment.settings),
        "config_sha256": config_sha256(experiment),
        "model_version": MODEL_VERSION,
        "package": {"name": "reassure-sim", "version": __version__, "sources": fingerprint(), "git": _git()},
        "python": platform.python_version(),
        "dependencies": {name: _version(name) for name in DEPENDENCIES},
        "machine": {"system": platform.platform(), "processor": platform.machine(), "cores": os.cpu_count()},
        "written": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "sha256": dict(sorted(tables.items())),
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def config_sha256(experiment: Experiment) -> str:
    """Return the hash of the file that an experiment was read from."""
    return hashlib.sha256(experiment.source).hexdigest()


def _luck(experiment: Experiment) -> str:
    """Say which luck each run has."""
    shared = experiment.replicates.pairing == "common"
    if experiment.kind is LIVES:
        whose = "all points share it" if shared else "each point's seed is a hash of its values"
        return f"the n-th replicate is couple n of replicate 0; {whose}"
    of = "of the experiment's seed, so all points share them" if shared else "of the experiment's seed and the point"
    return f"the n-th replicate is a population with the n-th seed of its point; the first seed is a hash {of}"


def read(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder; empty where there is none that can be read."""
    return read_json(folder / "manifest.json")


def changed_sources(folder: Path) -> list[str]:
    """Return a note when a folder's results come from other sources that call themselves the same model version."""
    before = read(folder).get("package", {}).get("sources")
    if before in (None, fingerprint()):
        return []
    return [
        f"the package's sources have changed since {folder} was made, its model version ({MODEL_VERSION}) has not: "
        "old and new lives count as equal; if you changed the model yourself, use a fresh folder (-o)"
    ]


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON object from a file; empty where there is no file, or where it holds no such thing.

    Raises:
        ExperimentError: the disk does not give it (74).
    """
    with disk_trouble(path.parent), suppress(FileNotFoundError, NotADirectoryError, ValueError):
        content = json.loads(disk.read(path))
        if isinstance(content, dict):
            return content
    return {}


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _git() -> str | None:
    """Return the revision when the package runs from its own checkout, ``+changes`` where it was edited."""
    package = Path(__file__).resolve().parents[1]
    if sys.platform == "emscripten" or package.parent.name != "src" or not (package.parents[1] / ".git").exists():
        return None
    try:
        said = subprocess.run(
            ["git", "-C", str(package.parents[1]), "describe", "--always", "--abbrev=40", "--dirty=+changes"],
            capture_output=True, text=True, timeout=5, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return said.stdout.strip() or None
