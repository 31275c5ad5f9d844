"""Reading the ``model`` of a config: one couple, or a whole population."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...parameters import GROUPS, ParameterError, Problem
from ...scenario import Scenario
from ..populations import Populations
from .fields import Fields
from .source import Node, plain
from .text import named

KEYS = ("preset", "culture", "days", "episodes_per_day", *GROUPS, "interventions", "population")
EITHER = ("days", "episodes_per_day", "interventions", "constants")
"""Keys that go with a population, in it or beside it."""

UNKNOWN = ("no key of", "no parameter", "no spread", "no trait or outcome")
"""How sentences begin that are about a key and not about what stands under it."""

INSTEAD = {
    "preset": "say who the couples are under population, like {norms: ecr_r, where: {a.anxiety: [0.6, 1]}}",
    "culture": "write population: {culture: mixed}",
    "a": "write population: {fixed: {a.stamina: 0.2}}, which is for everybody",
    "b": "write population: {fixed: {b.stamina: 0.2}}, which is for everybody",
    "couple": "write population: {fixed: {couple.bond: 0.2}}, which is for everybody",
}


def read_model(node: Node, fields: Fields, folder: Path) -> Scenario | Populations | None:
    """Return what an experiment is about, or ``None`` when something in it is wrong; files count from ``folder``."""
    found = fields.mapping(node, "model", KEYS)
    if "population" in found:
        return _populations(found, node, fields, folder)
    given: dict[str, Any] = {}
    for key, child in found.items():
        if key in GROUPS:
            known = [*GROUPS[key].model_fields, *(["culture"] if key in ("a", "b") else [])]
            group = fields.mapping(child, f"model.{key}", known, kind=f"parameter of {key}")
            given[key] = {name: plain(value) for name, value in group.items()}
        else:
            given[key] = plain(child)
    fields.tree = given
    try:
        return Scenario.of(given)
    except ParameterError as error:
        for problem in error.problems:
            fields.fault(node_at(node, problem), f"model.{problem.path}", as_written(problem.sentence))
        return None


def _populations(found: dict[str, Node], node: Node, fields: Fields, folder: Path) -> Populations | None:
    before, people = len(fields.faults), found["population"]
    for key in found:
        if key in INSTEAD:
            say = f"{key!r} describes one couple, and a population has many: {INSTEAD[key]}"
            fields.fault_key(node, key, f"model.{key}", say)
    if not isinstance(people.value, dict):
        fields.mapping(people, "model.population", ("couples", "norms", "network"))
        return None
    beside = {key: found[key] for key in EITHER if key in found}
    for key in beside:
        if key in people.value:
            fields.fault_key(node, key, f"model.{key}", "this stands in model.population too; keep one of the two")
    whole = Node({**beside, **people.value}, people.line, people.column, {**node.keys, **people.keys})
    populations = Populations(plain(whole), folder)
    try:
        populations.content({})
    except ParameterError as error:
        if "couples" not in whole.value:
            fields.fault(people, "model.population.couples", "the key 'couples' is missing: how many are there?")
        for problem in error.problems:
            if problem.path == "couples" and "couples" not in whole.value:
                continue
            path = _placed(problem.path, populations.tree)
            inside = path.partition(".")[0] not in beside
            say = as_written(problem.sentence)
            fields.fault(node_at(whole, problem._replace(path=path)), f"model.{'population.' * inside}{path}", say)
    return populations if len(fields.faults) == before else None


def _placed(path: str, tree: Mapping[str, Any]) -> str:
    """Return where in a population's description a problem lies: a parameter of everybody may be in ``fixed``."""
    fixed = tree.get("fixed")
    return f"fixed.{path}" if isinstance(fixed, Mapping) and path in fixed else path


def node_at(node: Node, problem: Problem) -> Node:
    """Return the node that a problem is about, or the nearest one above it; of a key that nobody knows, its key.

    Keys may hold dots of their own, like those of ``fixed``.
    """
    parts, line, column = problem.path.split("."), node.line, node.column
    while parts:
        held: dict[str, Node] = node.value if isinstance(node.value, dict) else {}
        if isinstance(node.value, list) and parts[0].isdigit() and int(parts[0]) < len(node.value):
            held = {parts[0]: node.value[int(parts[0])]}
        taken = next((n for n in range(len(parts), 0, -1) if ".".join(parts[:n]) in held), 0)
        if not taken:
            break
        key, parts = ".".join(parts[:taken]), parts[taken:]
        line, column = node.keys.get(key, (node.line, node.column))
        node = held[key]
    return Node(node.value, line, column) if problem.sentence.startswith(UNKNOWN) else node


def as_written(sentence: str) -> str:
    """Say values as they stand in the file and not as Python shows them, and which letters only look like others."""
    foreign = "".join(letter for letter in sentence if not letter.isascii())
    if foreign and sentence.startswith(("no ", "read '")):  # a name that is not what it looks like
        sentence += f" (it holds {named(foreign)}, which is not a plain Latin letter)"
    words = {"read None,": "read nothing,", "read True,": "read true,", "read False,": "read false,"}
    for python, written in words.items():
        sentence = sentence.replace(python, written)
    if sentence.startswith("read {"):
        sentence = (
            "read a mapping,"
            + sentence.partition(", allowed")[1].removeprefix(",")
            + sentence.partition(", allowed")[2]
        )
    return sentence
