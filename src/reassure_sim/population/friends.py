"""What a population says of its society, read and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..mechanisms import FLOWS
from ..networks import Description, described
from ..parameters import SET_BY_FRIENDS, ParameterError, Problem, shown, unknown
from ..society import Repairing
from .conditions import is_number
from .sampling import LUCK, OTHERS, PRIMARY

if TYPE_CHECKING:
    from .population import Population

PAIRED_BY = (*PRIMARY, *OTHERS, *LUCK)
"""Traits by which people can be paired."""

Checked = dict[str, tuple[Any, list[Problem]]]


def checked_society(people: Population) -> Checked:
    """Return the fields of a population that make it a society, each with its checked value and what is wrong."""
    network, wrong = people.network, []
    if network is not None and not isinstance(network, Description):
        try:
            network = described(network)
        except ParameterError as error:
            network, wrong = None, error.problems
    found: Checked = {"network": (network, wrong)}
    found["flows"] = _flows(people.flows)
    found["pairing"] = _pairing(people.pairing)
    found["repairing"] = _repairing(people.repairing)
    found["singles"] = (people.singles, [])
    share: Any = people.singles
    singles = bool(is_number(share) and 0.0 <= share <= 0.9)
    if not singles:
        say = f"read {shown(people.singles)}, allowed is a share from 0 to 0.9"
        found["singles"] = (0.0, [Problem("singles", say)])
    if network is None:
        if not wrong:
            for name in ("pairing", "singles", "repairing"):  # flows may stay: a design compares networks with none
                if getattr(people, name) and not found[name][1]:
                    say = "only in a society: give a network as well (with flows: [] nothing goes through it)"
                    found[name][1].append(Problem(name, say))
        return found
    whole = isinstance(people.couples, (int, np.integer)) and not isinstance(people.couples, bool)
    if whole and people.couples >= 1 and singles and not wrong:
        found["network"][1].extend(_room(network, int(people.couples), people.singles))
    for name in ("where", "stratify"):
        if getattr(people, name):
            found["network"][1].append(Problem(name, "a society takes everybody; leave it out, or leave out network"))
    paths = [str(getattr(one, "of", "")) for one in people.interventions] if _listed(people.interventions) else []
    specs = people.interventions if _listed(people.interventions) else ()
    paths += [str(one.get("set", "")) for one in specs if isinstance(one, Mapping)]
    for path in paths:
        if path.rpartition(".")[2] in SET_BY_FRIENDS:
            say = f"friends set {path!r} anew each morning; take away a flow, or change the constants of comfort"
            found["network"][1].append(Problem("interventions", say))
    return found


def _listed(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _room(network: Description, couples: int, singles: float) -> list[Problem]:
    """Return why a network does not fit so many couples and singles."""
    alone = count_singles(couples, singles)
    if alone and network.form.get("nodes") == "persons":
        return [Problem("singles", "the file says who is single; leave it out")]
    return network.problems(couples + alone)


def _flows(value: Any) -> tuple[Any, list[Problem]]:
    known = [flow.name for flow in FLOWS]
    if not _listed(value) and not isinstance(value, (set, frozenset)):
        return (), [Problem("flows", f"read {shown(value)}, allowed are any of {', '.join(known)}")]
    problems = [Problem("flows", unknown(str(name), known, "flow")) for name in value if name not in known]
    return tuple(name for name in known if name in value), problems


def _pairing(value: Any) -> tuple[Any, list[Problem]]:
    if value is None:
        return None, []
    if not isinstance(value, Mapping):
        say = f"read {shown(value)}, allowed is a mapping like {{'trait': 'anxiety', 'correlation': 0.5}}"
        return None, [Problem("pairing", say)]
    keys = ("trait", "correlation")
    problems = [Problem(f"pairing.{k}", unknown(str(k), keys, "key of pairing")) for k in value if k not in keys]
    trait: Any = value.get("trait", "anxiety")
    correlation: Any = value.get("correlation")
    if trait not in PAIRED_BY:
        problems.append(Problem("pairing.trait", unknown(str(trait), PAIRED_BY, "trait")))
    if not is_number(correlation) or not -1.0 <= correlation <= 1.0:
        say = f"read {shown(correlation)}, allowed is a number from -1 to 1"
        problems.append(Problem("pairing.correlation", say))
    return {"trait": trait, "correlation": correlation}, problems


def _repairing(value: Any) -> tuple[Any, list[Problem]]:
    if value is None or isinstance(value, Repairing):
        return value, []
    if not isinstance(value, Mapping):
        return None, [
            Problem("repairing", f"read {shown(value)}, allowed is a mapping like {{'days': 365, 'wait': 90}}")
        ]
    ranges = {"days": (1.0, 36_600.0), "wait": (0.0, 3660.0)}
    problems = [
        Problem(f"repairing.{k}", unknown(str(k), ranges, "key of repairing")) for k in value if k not in ranges
    ]
    for key, (low, high) in ranges.items():
        one = value.get(key, None if key == "days" else Repairing(1.0).wait)
        if not isinstance(one, (int, float)) or not is_number(one) or not low <= one <= high:
            problems.append(
                Problem(f"repairing.{key}", f"read {shown(value.get(key))}, allowed is {low:g} to {high:g} days")
            )
    if problems:
        return None, problems
    return Repairing(float(value["days"]), float(value.get("wait", Repairing(1.0).wait))), []


def blocks(network: Any) -> tuple[str, ...]:
    """Return the names of the communities of a described network."""
    if not isinstance(network, Description):
        return ()
    if network.found is not None:
        return network.found.network.block_names
    return tuple(network.form.get("blocks", ()))


def count_singles(couples: int, share: float) -> int:
    """Return how many singles make up ``share`` of all people."""
    return round(2 * couples * share / (1.0 - share))
