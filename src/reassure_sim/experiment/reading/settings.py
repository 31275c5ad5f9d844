"""Values given on the command line (``--set a.anxiety=0.7``), put into the tree of a config."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...parameters import shown
from ..errors import ExperimentError
from ..plan import Experiment
from ..populations import inside
from .source import BROKEN, MAX_DEPTH, Node, scalar


def with_settings(root: Node, settings: Sequence[str], top: Sequence[str]) -> Node:
    """Return the tree with each ``key=value`` in its place; a key that is not at the top belongs to the model."""
    for setting in settings:
        key, equals, text = setting.partition("=")
        parts = [part.strip() for part in key.split(".")]
        if not equals or not all(parts) or len(parts) > MAX_DEPTH:
            say = f"--set reads {shown(setting)}, allowed is key=value, like a.anxiety=0.7"
            raise ExperimentError(2, say, "reassure run --help")
        path = _meant(root, parts if parts[0] in top else ["model", *parts])
        root = _put(root, path, Node(scalar(text.strip()), 0, 0))
    return root


def _meant(root: Node, path: list[str]) -> list[str]:
    """Return the keys on the way to what a setting names: inside the population where the file has it there."""
    model = root.value.get("model") if isinstance(root.value, dict) else None
    people = model.value.get("population") if model and isinstance(model.value, dict) else None
    if path[0] == "model" and people and isinstance(people.value, dict) and people.value.keys() & set(path[1:2]):
        path = ["model", "population", *path[1:]]
    if path[:2] == ["model", "population"] and len(path) > 2:
        return [*path[:2], *inside(".".join(path[2:]))]
    return path


def _put(node: Node, path: Sequence[str], value: Node) -> Node:
    """Return a copy of a tree with one entry set, mappings on the way made where they are missing."""
    if not path:
        return value
    if isinstance(node.value, list):
        entries: list[Node] = list(node.value)
        if not path[0].isdigit() or int(path[0]) >= len(entries):
            say = f"--set reads {shown(path[0])}, allowed is a place in a list of {len(entries)}, counted from 0"
            raise ExperimentError(2, say, "reassure run --help")
        entries[int(path[0])] = _put(entries[int(path[0])], path[1:], value)
        return node._replace(value=entries)
    held: Mapping[str, Node] = node.value if isinstance(node.value, dict) else {}
    child = held.get(path[0], Node({}, 0, 0))
    changed = {**held, path[0]: _put(child if child.value is not BROKEN else Node({}, 0, 0), path[1:], value)}
    return node._replace(
        value=changed, keys={**node.keys, path[0]: (0, 0) if len(path) == 1 else node.keys.get(path[0], (0, 0))}
    )


def refuse_swept(experiment: Experiment, settings: Sequence[str]) -> None:
    """A value set on the command line that every block sweeps would change nothing: say so."""
    for setting in settings:
        key = setting.partition("=")[0].strip().removeprefix("model.").removeprefix("population.fixed.")
        key = key.removeprefix("population.") if key.startswith("population.constants.") else key
        if all(any(f"{key}.".startswith(f"{axis}.") for axis in block.axes) for block in experiment.design):
            say = f"--set {key}: every block of the design sweeps it, so a fixed value changes nothing"
            raise ExperimentError(2, say, "take it out of `design` in a copy of the file, and run that")
