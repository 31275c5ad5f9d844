"""From a link of the dashboard to an experiment file, and what a file cannot say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from ..interventions import Intervention
from ..parameters import NUMBERS, PATHS, ROW, Parameters, nested, rows
from ..scenario import Scenario
from .errors import BAD_INPUT, ExperimentError
from .gathering import DAYS as SOCIETY_DAYS
from .gathering import JOINED, Asked
from .links import Note, link, read, written
from .view import DAYS, PATHS_OF, START, State, follow

NAMES = {"compare": "shared-comparison", "many": "shared-lives", "map": "shared-map", "society": "shared-society"}
"""What the experiment of a link is called, by its page; of the others: ``shared-couple``."""

MANY = 200
"""Lives of a couple where the page shows many."""

LOCKS = "which knobs are locked"

A_TOWN = "who the people of this town are (they are drawn anew)"


def opened(text: str, languages: Iterable[str] = (START.lang,)) -> tuple[State, list[Note]]:
    """Return the view of a link, and a note on each part of it that could not be followed.

    ``text``: a whole link, or the part from its path or its question mark on.

    Raises:
        ExperimentError: it is no link (64).
    """
    text = text.strip()
    try:
        parts = urlsplit(text if "?" in text or "=" not in text else f"?{text}")
    except ValueError:
        parts = urlsplit("")
    if not parts.query and parts.path not in PATHS_OF.values():
        say = "this is no link of the dashboard, and no file: a link is like /map?preset=anxious_avoidant&seed=8"
        raise ExperimentError(BAD_INPUT, say, "reassure dashboard, and copy a link from there")
    return read(parts.path, parts.query, languages)


def from_link(text: str) -> tuple[str, list[str]]:
    """Return the experiment file (YAML) that says what a link says, and a sentence for each thing that it cannot.

    ``text``: a whole link, or the part from its path or its question mark on.

    Raises:
        ExperimentError: it is no link (64).
    """
    state, found = opened(text)
    notes = list(map(str, found))
    if state.page == "society":
        lines, lost = _society(state)
    else:
        lines, lost = _couple(state)
        notes += [note for note in [follow(state)[1]] if note]
    if state.lang != START.lang:
        lost.append(f"the language ({state.lang})")
    notes += [f"A file cannot say {', '.join(lost)}; that was left out."] if lost else []
    head = [
        f"# The same in the dashboard: {link(state)}",
        f"experiment: {NAMES.get(state.page, 'shared-couple')}",
        "model:",
    ]
    return "\n".join([*head, *lines]) + "\n", notes


def _couple(state: State) -> tuple[list[str], list[str]]:
    """Return the lines of a couple's file below ``model:``, and what of the view they leave out."""
    scenario = follow(state)[0]
    lines = [f"  days: {DAYS}"]
    origin = Scenario.of({})
    if not state.couple:
        lines.insert(0, f"  preset: {state.preset}")
        origin = Scenario.preset(state.preset)
    for group, values in nested(differences(scenario.parameters, origin.parameters)).items():
        lines.append(f"  {group}: {_flow(values)}")
    planned, design = list(scenario.interventions), []
    if state.page == "map":
        design = ["  - name: map", "    kind: grid", "    over:"]
        for path in (state.x, state.y):
            ends = {"from": NUMBERS[path].low, "to": NUMBERS[path].high, "steps": state.cells}
            design.append(f"      {path}: {_flow(ends)}")
    if state.page == "compare":
        planned, points = _two(scenario, follow(state.compared)[0])
        if points[0]:
            design = [
                "  - name: compare",
                "    kind: list",
                "    points:",
                *(f"      - {_flow(one)}" for one in points),
            ]
    if planned:
        lines.append("  interventions:")
        lines += [f"    - {_flow(one.plain())}" for one in planned]
    lines += ["design:", *design] if design else []
    # couple n of a seed is replicate n, so the life that is shown is the last
    lives = {"map": state.lives, "many": MANY, "compare": MANY}.get(state.page, 1)
    lines.append(f"replicates: {_flow({'n': state.luck + lives, 'seed': state.seed, 'pairing': 'common'})}")
    if state.page == "map":
        lines.append(f"figures: [{_flow({'recipe': 'regime_map', 'block': 'map', 'x': state.x, 'y': state.y})}]")
    lost = [f"which day is shown ({state.day})"] if state.day != START.day else []
    lost += [f"who the friends of couple {state.couple} are (it lives alone here)"] if state.couple else []
    lost += (
        ["the luck of the lives after the first (on the page each has a seed of its own)"]
        if state.page in ("many", "compare")
        else []
    )
    lost += [LOCKS] if state.only or state.held else []
    lost += ["a guess"] if state.guess else []
    lost += [f"the event that is taken out ({state.without})"] if state.without else []
    return lines, lost


def _two(one: Scenario, other: Scenario) -> tuple[list[Intervention], list[dict[str, float]]]:
    """Return what is planned for either of two couples, and what makes each of them out of the first.

    An intervention that only one of them has is in both, at dose 0 in the couple that has it not.
    """
    paths = differences(one.parameters, other.parameters)
    points = [dict(zip(paths, [float(rows(c.parameters)[ROW[p]]) for p in paths], strict=True)) for c in (one, other)]
    planned = list(dict.fromkeys([*one.interventions, *other.interventions]))
    for place, planned_for in enumerate(planned):
        has = [planned_for in couple.interventions for couple in (one, other)]
        for point, mine in zip(points, has, strict=True):
            point.update({} if all(has) else {f"interventions.{place}.dose": 1.0 if mine else 0.0})
    return planned, points


def _society(state: State) -> tuple[list[str], list[str]]:
    """Return the lines of a society's file below ``model:``, and what of the view they leave out."""
    lines = ["  population:", *(f"    {key}: {_flow(value)}" for key, value in population(state.asked).items())]
    lines.append(f"replicates: {_flow({'n': 1, 'seed': state.people})}")
    lost = [A_TOWN]
    lost += ["the hard month of one neighbourhood"] if state.trouble != START.trouble else []
    lost += [f"which week is shown ({state.week})"] if state.week != START.week else []
    lost += [f"which couple is looked at ({state.couple})"] if state.couple else []
    lost += ["changed numbers of a couple"] if state.changes else []
    lost += [LOCKS] if state.only or state.held else []
    return lines, lost


def population(asked: Asked) -> dict[str, Any]:
    """Return a society of the dashboard as a file describes it; without its hard month."""
    network = {**JOINED[asked.joined], "mean_degree": asked.friends}
    return {"couples": asked.couples, "network": network, "flows": list(asked.flowing), "days": SOCIETY_DAYS}


def differences(one: Parameters, other: Parameters) -> dict[str, float]:
    """Return the numbers of one couple that are others in another, by path."""
    pairs: Sequence[tuple[str, float, float]] = list(zip(PATHS, rows(one).tolist(), rows(other).tolist(), strict=True))
    return {path: value for path, value, usual in pairs if value != usual}


def _flow(value: Any) -> str:
    """Return plain values as YAML within one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return written(value) if isinstance(value, float) else str(value)
