"""The studies of ``experiments/`` as the tests use them: imported, run once in a process, and seen."""

from __future__ import annotations

import functools
import importlib
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

TOP = Path(__file__).parent.parent
STUDIES = sorted(path.stem for path in (TOP / "experiments").glob("e[0-9][0-9]_*.py"))
SMALL = {
    "e08_friends": ("model.population.couples=120", "replicates.n=3"),
    "e09_norms": ("model.population.couples=160", "replicates.n=2"),
    "e10_cascades": ("model.population.couples=400", "replicates.n=2"),
    "e11_pairing": ("model.population.couples=300", "replicates.n=4", "model.days=180"),
}
"""Studies that take long, and what makes them small: their things to notice show on the small run too."""

_results = tempfile.TemporaryDirectory()


def study(name: str) -> ModuleType:
    """Import a module of ``experiments/`` as Python would for a program there: with its folder on the path."""
    if str(TOP / "experiments") not in sys.path:
        sys.path.insert(0, str(TOP / "experiments"))
    return importlib.import_module(name)


def run(name: str, folder: Path, *settings: str) -> Path:
    """Run a shipped config as a user would, in a process of its own; ``settings``: what is set otherwise."""
    words = ["run", str(TOP / "configs" / f"{name}.yaml"), "-o", str(folder), "--workers", "2"]
    words += [word for setting in settings for word in ("--set", setting)]
    subprocess.run([sys.executable, "-m", "reassure_sim.cli", *words], check=True, capture_output=True)
    return folder


@functools.cache
def results(name: str) -> Path:
    """Return the results folder of a study, run once in this process; small where the study takes long."""
    return run(name, Path(_results.name) / name, *SMALL.get(name, ()))


@functools.cache
def seen(name: str) -> Any:
    """Return what a study sees in its results."""
    return study(name).see(results(name))
