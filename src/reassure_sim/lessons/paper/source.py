"""Whose year a sheet is about: the view of a link, where the link leads, and what of it could not be followed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from ...experiment.errors import BAD_INPUT, ExperimentError
from ...experiment.links import HOME
from ...experiment.sharing import opened
from ...experiment.view import SAME, State, follow
from ..reading import LANGUAGES

A_SOCIETY = "The link shows a society; the sheets are about the couple that Play shows with it."
ONE_OF_TWO = "The link compares two years; the sheets are about the first."


_PLACE = re.compile(r"[a-z0-9.:\[\]_-]{1,255}", re.ASCII | re.IGNORECASE)


class Source(NamedTuple):
    """The view that sheets are made of, the address before its path, and what is to be told of the link."""

    view: State
    at: str
    notes: list[str]


def source(text: str) -> Source:
    """Return what a link of the dashboard names; its host is kept, and without one it is this machine's.

    Raises:
        ExperimentError: it is no link (64).
    """
    view, found = opened(text, LANGUAGES)
    parts = urlsplit(text.strip())
    return Source(view, address(f"{parts.scheme}://{parts.netloc}") if parts.scheme else HOME, noted(view, found))


def noted(view: State, found: Iterable[object]) -> list[str]:
    """Return what is to be told of a link: ``found``: what could not be followed."""
    notes = [*map(str, found), follow(view)[1]]
    notes.append(A_SOCIETY if view.page == "society" and not view.couple else "")
    notes.append(ONE_OF_TWO if view.page == "compare" and _two(view) else "")
    return [note for note in notes if note]


def address(text: str) -> str:
    """Return where a dashboard answers, such as ``http://192.168.1.20:8765``, without anything after it.

    Raises:
        ExperimentError: it is no such address (64).
    """
    try:
        parts = urlsplit(text.strip())
        good = parts.scheme in ("http", "https") and _PLACE.fullmatch(parts.netloc) and parts.port != 0
    except ValueError:  # a port that is no number
        good = False
    if not good:
        say = f"read {text!r} as the address of a dashboard, allowed is one like http://192.168.1.20:8765"
        raise ExperimentError(BAD_INPUT, say, "reassure paper --at http://ADDRESS:PORT")
    return f"{parts.scheme}://{parts.netloc}"


def _two(view: State) -> bool:
    return view.other != SAME or view.compared != view
