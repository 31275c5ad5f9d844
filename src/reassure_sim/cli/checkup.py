"""What ``reassure doctor`` looks at: each check tries what a run does and says what to do where it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from packaging.requirements import Requirement

OK, NOTE, PROBLEM = "ok", "note", "problem"
NAME = "reassure-sim"
LITTLE, TOO_LITTLE = 2.0, 0.1  # GB of free disk


class Finding(NamedTuple):
    """What a check found: ``ok``, a ``note`` (a plain run does without) or a ``problem`` with the exit code of its
    kind; and what to do about it."""

    state: str
    about: str
    said: str
    todo: str = ""
    code: int = 0


def findings(folder: Path) -> Iterator[Finding]:
    """Yield what every check finds; results would be written to ``folder``."""
    yield _python()
    yield from _packages()
    yield _engine()
    yield _cache()
    yield Finding(OK, "cores", f"{os.cpu_count()}; a run uses them all, or as many as --workers says")
    yield _space(folder)
    yield _disk(folder)
    yield from _dashboard()


def _python() -> Finding:
    version, wanted = ".".join(map(str, sys.version_info[:3])), ">=3.11"
    from packaging.specifiers import SpecifierSet

    with suppress(metadata.PackageNotFoundError):
        wanted = str(metadata.metadata(NAME)["Requires-Python"])
    if SpecifierSet(wanted).contains(version, prereleases=True):
        return Finding(OK, "Python", version)
    return Finding(PROBLEM, "Python", f"{version}, needed is {wanted}", "install a newer Python", 2)


def _packages() -> Iterator[Finding]:
    """Yield one finding for what is always needed, and one for each extra."""
    from packaging.requirements import Requirement

    try:
        needed = [Requirement(text) for text in metadata.requires(NAME) or ()]
    except metadata.PackageNotFoundError:
        say = f"{NAME} is not installed here, so it does not say what it needs"
        yield Finding(NOTE, "packages", say, "pip install -c constraints.txt -e .  (in a clone)")
        return
    for extra in ("", *(e for e in metadata.metadata(NAME).get_all("Provides-Extra") or () if e != "dev")):
        ours = [one for one in needed if _belongs(one, extra)]
        wrong = [said for said in map(_wrong, ours) if said]
        about = f"extra {extra}" if extra else "packages"
        todo = f'pip install "{NAME}[{extra}]"' if extra else f"pip install --upgrade {NAME}"
        if not wrong:
            yield Finding(OK, about, f"{len(ours)} as needed")
        elif extra:
            yield Finding(NOTE, about, ", ".join(wrong), todo)
        else:
            yield Finding(PROBLEM, about, ", ".join(wrong), todo, 2)


def _belongs(requirement: Requirement, extra: str) -> bool:
    """Tell whether a requirement is one of an extra; of "": always needed."""
    marker = requirement.marker
    if marker is None or marker.evaluate({"extra": ""}):
        return not extra
    return bool(extra) and marker.evaluate({"extra": extra})


def _wrong(requirement: Requirement) -> str:
    """Return what is wrong with a package; nothing if it is as needed."""
    name, allowed = requirement.name, requirement.specifier
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name} is missing"
    return "" if allowed.contains(version, prereleases=True) else f"{name} is {version}, needed is {allowed}"


def _engine() -> Finding:
    """Live two short lives in the compiled engine and by the interpreted rules, and compare every bit."""
    from ..engines import live
    from ..experiment.errors import BUG, CONTRADICTION
    from ..scenario import Scenario, scenario_lives

    lives = scenario_lives(Scenario.preset("anxious_avoidant"), 2, 7)
    began = time.perf_counter()
    try:
        compiled = live(lives, 5, 8)
        took = time.perf_counter() - began
        interpreted = live(lives, 5, 8, engine="mesa")
    except Exception as error:  # whatever is wrong with a compiler: it is told, and the other checks go on
        said = f"it does not work: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        return Finding(PROBLEM, "engine", said, "pip install --upgrade --force-reinstall numba llvmlite", BUG)
    if any(compiled.runs[name].tobytes() != values.tobytes() for name, values in interpreted.runs.items()):
        said = "the compiled engine and the interpreted rules give different numbers on this machine"
        return Finding(PROBLEM, "engine", said, "report this with what `reassure doctor` prints", CONTRADICTION)
    return Finding(OK, "engine", f"ready in {took:.1f} s; its lives equal the interpreted ones bit for bit")


def _cache() -> Finding:
    from ..kernel import cache_folder

    folder = cache_folder()
    if folder is not None:
        return Finding(OK, "compiled code", f"is kept in {folder}")
    said = "cannot be kept: there is no folder for it that can be written to, so every command compiles anew"
    return Finding(NOTE, "compiled code", said, "set REASSURE_CACHE_DIR to a folder that can")


def _space(folder: Path) -> Finding:
    from ..experiment.errors import DISK

    there = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    free = shutil.disk_usage(there).free / 1e9
    said = f"{free:,.1f} GB are free"
    if free >= LITTLE:
        return Finding(OK, "disk space", said)
    todo = "make room, or write elsewhere with -o; `reassure plan FILE` says how much a run needs"
    return Finding(NOTE, "disk space", said, todo) if free >= TOO_LITTLE else Finding(PROBLEM, "disk", said, todo, DISK)


def _disk(folder: Path) -> Finding:
    """Do once what a run does all the time: write, sync, rename, read again, lock."""
    import tempfile

    from ..experiment import ExperimentError, write
    from ..experiment.errors import DISK, disk_trouble
    from ..experiment.folder.lock import held_by_another, locked

    try:
        with disk_trouble(folder), tempfile.TemporaryDirectory(dir=folder, prefix=".doctor-") as scratch:
            place, content = Path(scratch, "written"), os.urandom(4096)
            write(place, content)
            same = place.read_bytes() == content
            with locked(place.parent):
                alone = held_by_another(place.parent)
    except ExperimentError as error:
        return Finding(PROBLEM, "folder", error.sentence, "go to another folder, or name one with --folder", DISK)
    if not same:
        return Finding(
            PROBLEM, "folder", f"{folder} gives back other bytes than were written", "use another disk", DISK
        )
    if not alone:
        said = f"{folder} cannot be locked, so two runs could write to one results folder at a time"
        return Finding(PROBLEM, "folder", said, "use a disk of this machine", DISK)
    return Finding(OK, "folder", f"{folder} takes a write, a sync, a rename and a lock")


def _dashboard() -> Iterator[Finding]:
    """Yield whether the dashboard would open, also without a network; a plain run does without it."""
    import socket

    from ..experiment.links import HOME

    if find_spec("solara") is None:
        yield Finding(NOTE, "dashboard", "is not installed", f'pip install "{NAME}[dashboard]"')
        return
    words = [sys.executable, "-m", "reassure_sim.dashboard.server.offline"]
    asked = subprocess.run(words, capture_output=True, text=True, check=False)
    lost = asked.stdout.split()
    if asked.returncode or lost:
        said = f"files of its page are missing: {', '.join(lost[:3]) or 'nobody can tell which'}"
        yield Finding(NOTE, "dashboard", said, f'pip install --force-reinstall "{NAME}[dashboard]"')
    else:
        yield Finding(OK, "dashboard", "every file of its page is here, so it works without a network")
    port = int(HOME.rpartition(":")[2])
    try:
        with socket.socket() as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(("127.0.0.1", port))
        yield Finding(OK, "port", f"{port} is free")
    except OSError:
        yield Finding(NOTE, "port", f"{port} is taken, perhaps by a dashboard", "reassure dashboard --port 0")
