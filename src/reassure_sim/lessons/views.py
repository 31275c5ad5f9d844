"""Which couple and luck a lesson's picture is of, said in the words of a dashboard link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from ..experiment.gathering import Asked
from ..experiment.links import Note, read
from ..experiment.reading.fields import Fields, seen
from ..experiment.reading.source import Node, plain
from ..experiment.view import PATHS_OF, USES, State, follow
from ..parameters import NUMBERS
from ..scenario import PRESETS

WORDS = ("preset", "use", "since", "seed", *Asked._fields, "couple")
"""What of a view a lesson can set, besides any of the model's numbers: all that says who lives with whose luck."""


_KNOWN = {"preset": PRESETS, "use": USES}


def read_view(fields: Fields, node: Node | None, path: str, home: State) -> State:
    """Return the view that differs from ``home`` as a mapping says; what is wrong with it goes to ``fields``."""
    if node is None:
        return home
    before = len(fields.faults)
    found = fields.mapping(node, path, (*WORDS, *NUMBERS), kind="word of a link")
    given = {name: plain(child) for name, child in found.items()}
    for name, child in found.items():
        if isinstance(child.value, (dict, list)) or child.value is None or isinstance(child.value, bool):
            say = f"read {seen(child.value)}, allowed is a number or a name, as in a link of the dashboard"
            fields.fault(child, f"{path}.{name}", say)
            continue
        for note in read(PATHS_OF["play"], urlencode({name: given[name]}))[1]:
            if note.name != "couple":  # how many couples there are is said beside it
                fields.fault(child, f"{path}.{name}", _sentence(fields, name, given[name], note))
    if len(fields.faults) > before:
        return home
    state, notes = read(PATHS_OF["play"], urlencode(given))
    kept: Mapping[str, Any] = {name: getattr(state, name) for name in given if name in WORDS}
    base = home._replace(changes=()) if "preset" in kept else home  # what was changed about others is not theirs
    view = base._replace(**kept).changed(dict(state.changes))
    for say in filter(None, [*map(str, notes), follow(view)[1]]):  # each word is right, but not beside the others
        fields.fault(node, path, say)
    return view


def _sentence(fields: Fields, name: str, given: Any, note: Note) -> str:
    """Return what is allowed where a link could not say this."""
    if note.name == "range":
        return f"read {seen(given)}, allowed is a number from {note.about['low']} to {note.about['high']}"
    if name in _KNOWN and isinstance(given, str):
        return fields.no_such(given, _KNOWN[name], name)
    return f"read {seen(given)}, which a link of the dashboard cannot say of {name}; copy it from a link"
