"""The text of a config file: read with care, and what its letters hide."""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from pathlib import Path

from ..errors import Fault

MAX_BYTES = 64 * 1024

_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u0085\u2028\u2029]")
"""Characters that turn the reading order around or break lines unseen: a text with them is not what it looks like."""


def read_text(path: Path) -> str | Fault:
    """Return the text of a config file, or why it cannot be read."""

    def no(sentence: str) -> Fault:
        return Fault(1, 1, "", sentence)

    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            return no("this is a folder; give the config file in it")
        if not stat.S_ISREG(kind):  # to open a pipe would mean to wait for whoever writes into it
            return no("this is a device or a pipe and not an ordinary file; save the config as a file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return no("there is no such file")
    except ValueError:  # a NUL in the name
        return no("no file can be called so")
    except OSError as error:
        reason = "this user may not read it" if error.errno == errno.EACCES else os.strerror(error.errno or errno.EIO)
        return no(f"the file cannot be read: {reason}")
    if len(content) > MAX_BYTES:
        return no(f"the file is longer than {MAX_BYTES // 1024} kB, the most that a config may have")
    if b"\0" in content:
        return no("this is a binary file; a config is text (YAML or JSON, UTF-8)")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        return Fault(line, column, "", "a byte here is not UTF-8; save the file as UTF-8 text")
    return (
        text if text.strip() else no("the file is empty; `reassure run configs/quickstart.yaml` shows what one holds")
    )


def turned(text: str) -> list[Fault]:
    """Return a fault for each character that makes a line look like what it is not."""
    found = []
    for match in _TURNS.finditer(text):
        say = f"{named(match[0])} is not allowed: with it a line does not say what it seems to say; delete it"
        found.append(Fault(*place(text, match.start()), "", say))
    return found


def named(letters: str) -> str:
    """Return what characters are called, each once and at most three: CYRILLIC SMALL LETTER A (U+0430)."""
    once = list(dict.fromkeys(letters))[:3]
    return ", ".join(f"{unicodedata.name(c, 'a control character')} (U+{ord(c):04X})" for c in once)


def hidden(text: str) -> str:
    """Return the characters of a text that cannot be seen or told from a space."""
    return "" if text.isprintable() else "".join(c for c in text if not c.isprintable() and c not in "\n\t")


def place(text: str, position: int) -> tuple[int, int]:
    """Return the line and the column of a position in a text."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
