"""A link for a class: which page comes first, whose couple it is, what can be turned, and in which language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ...experiment.links import LONGEST, link, unlocked
from ...experiment.view import LOCKABLE, LUCK, NO_USE, NOTHING, PATHS_OF, SAME, START, STRATEGY, State
from ...parameters import NUMBERS
from ...scenario import PRESETS
from ..pages.society.guest import guest
from ..parts.knobs import MAIN, groups, label
from ..server import reach
from ..words import languages

AS_HERE = ""
"""Stands for the couple just as the page shows it."""

_ORIGIN = re.compile(r"https?://[\w.:\[\]-]{1,255}", re.ASCII)
_NAMED = 6  # knobs that are named one by one


def class_link(asked: Any, state: State) -> State | None:
    """Return the view that a link for a class opens; None for anything that the dialog cannot ask for.

    Args:
        asked: ``page``, ``preset`` (or ``AS_HERE``), ``free`` (names of ``LOCKABLE``; None: the usual) and ``lang``.
        state: what the page shows now: its couple, if it is to be that one, its luck and its day.
    """
    if not isinstance(asked, dict):
        return None
    free = _usual(state) if asked.get("free") is None else asked["free"]
    if not isinstance(free, list):
        return None
    page, preset, lang = (str(asked.get(name)) for name in ("page", "preset", "lang"))
    known = page in PATHS_OF and preset in (AS_HERE, *PRESETS) and lang in languages()
    if not known or any(name not in LOCKABLE for name in free):
        return None
    if preset:
        state = state._replace(preset=preset, couple=0, changes=(), use=NO_USE, without="")
        state = state._replace(other=SAME, differ=(), other_use=NO_USE)
    state = state._replace(page=page, lang=lang, only=unlocked(free), held=1)
    return state._replace(guess="", told=0, size=START.size, look=START.look)


def _usual(state: State) -> list[str]:
    """Return what is left free if nothing else is said: what can be turned here, where that is not everything."""
    return [name for name in LOCKABLE if state.turns(name)] if state.only else [*MAIN, STRATEGY]


def invitation(asked: Any, state: State, said: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what the dialog can offer and what it has made, in the words of a language; None within a class link.

    It is many words, so nothing until it is asked for. ``asked``: that of ``class_link``, with the ``origin`` under
    which the browser has asked for the page, and the address ``at`` which the class is to ask for it, where there are
    several.
    """
    if state.held or asked is None:
        return None if state.held else {}
    couples = [{"name": AS_HERE, "label": said["class_link"]["as_here"]}]
    couples += [{"name": name, "label": said["couples"][name]} for name in PRESETS]
    folded = [group for outer in groups(said) for group in (outer, *outer["groups"]) if group["paths"]]
    return {
        "couples": couples,
        "first": [*MAIN, STRATEGY, LUCK],
        "free": _usual(state),
        "groups": [{"title": group["title"], "paths": group["paths"]} for group in folded],
        "labels": {path: label(path, said) for path in NUMBERS} | {n: said["class_link"][n] for n in (STRATEGY, LUCK)},
        "made": _made(asked, class_link(asked, state)),
    }


def _made(asked: Any, view: State | None) -> dict[str, Any] | None:
    """Return the whole address as text and as a picture, under which hosts it could be, and whether it is too ``long``
    for a link or leads to this machine ``alone``."""
    if view is None:
        return None
    origin = str(asked.get("origin"))
    host = _host(origin)
    hosts = [origin] if host else []
    if not host or reach.is_loopback(host):
        hosts = [*reach.OTHERS] or hosts
    target = link(view)
    if not hosts:
        return None
    if len(target) > LONGEST:
        return {"hosts": hosts, "long": True}
    at = asked["at"] if asked.get("at") in hosts else hosts[0]
    return {"address": at + target, "qr": _qr(at + target), "hosts": hosts, "alone": reach.is_loopback(_host(at))}


def _host(origin: str) -> str:
    """Return the host of an origin, nothing for what is none."""
    try:
        return urlsplit(origin).hostname or "" if _ORIGIN.fullmatch(origin) else ""
    except ValueError:  # an address of version 6 that is none
        return ""


def _qr(address: str) -> str:
    """Return an address as a QR code, an SVG picture in a `data:` address; nothing without the `teach` extra."""
    try:
        import segno
    except ImportError:
        return ""
    found: str = segno.make(address, micro=False).svg_data_uri(scale=4, light="#fff")
    return found


def lock_told(state: State, said: Mapping[str, Any]) -> str:
    """Return in a sentence or two what a class link keeps as it is, and what can be turned."""
    own = said["class_link"]
    free = [name for name in state.only.split(",") if name in NUMBERS]
    named = [label(path, said) for path in free[:_NAMED]]
    named += [own["others"].format(n=len(free) - _NAMED)] if len(free) > _NAMED else []
    named += [own["all"]] if not state.only else []
    named += [own[f"turns_{name}"] for name in (STRATEGY, LUCK) if state.only and state.turns(name)]
    couple = guest(state, said).rstrip(".") if state.couple else said["couples"][state.preset]
    told = [own["keeps_couple" if state.turns(LUCK) else "keeps"].format(couple=couple, seed=state.seed)]
    told.append(own["watch"] if state.only == NOTHING else own["turns"].format(list="; ".join(named)))
    return " ".join(told)
