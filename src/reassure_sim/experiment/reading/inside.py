"""Files that a config names: they lie in its folder or below, so that the folder is all there is to keep and share."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

from ...parameters import shown

KEPT = "files"
"""The folder within a results folder that holds copies of the files that its config names."""


def kept(written: str) -> Path:
    """Return where a results folder keeps its copy of a file, by the name that stands in the config."""
    return Path(KEPT, written)


def within(folder: Path, written: str) -> Path | str:
    """Return where a file lies that a config in ``folder`` names, or a sentence on why it cannot be read.

    A name counts from the folder and must not lead out of it, by itself or by a link on the way. Where nothing of that
    name is beside the config, it is looked for where a results folder keeps its copies.
    """
    read = f"read {shown(written)}"
    leaves = _leaves(written)
    if leaves:
        return f"{read}, {leaves}; put the file beside the config or below, and write it like graphs/friends.graphml"
    try:
        place = next((p for p in (folder / written, folder / kept(written)) if p.exists()), folder / written)
        if not place.resolve().is_relative_to(folder.resolve()):
            return f"{read}, a link that leads out of the config's folder; put the file itself there"
        if place.is_dir():
            return f"{read}, which is a folder; name a file in it"
        if not place.exists():
            return f"{read}, which does not exist; names count from the config's folder"
        if not place.is_file():  # to open a pipe would mean to wait for whoever writes into it
            return f"{read}, which is a device or a pipe and not an ordinary file"
    except (OSError, RuntimeError, ValueError) as error:  # a link to itself, a name that is too long
        return f"{read}, which cannot be opened: {getattr(error, 'strerror', None) or error}"
    return place


def _leaves(written: str) -> str:
    """Say why a name is not one of a file within a folder; empty if it is."""
    if not written.strip():
        return "allowed is the name of a file"
    if not written.isprintable():
        return "which holds a character that no name of a file should have"
    if ":" in written or "\\" in written:
        return "but a name has neither : nor \\ (an address, a drive, or folders as on Windows only)"
    if written.startswith("~") or PurePosixPath(written).is_absolute() or PureWindowsPath(written).anchor:
        return "which leaves the config's folder"
    return "which leaves the config's folder" if ".." in PurePosixPath(written).parts else ""
