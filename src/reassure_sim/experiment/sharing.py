"""From a link of the dashboard to an experiment file and back, and what either cannot say of the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any
from urllib.parse import urlsplit

from ..parameters import NUMBERS, PATHS, ROW, Parameters, nested, rows
from ..population import Population
from ..scenario import PRESETS, Scenario
from .designs import Block
from .errors import BAD_INPUT, ExperimentError
from .gathering import COUPLES, FRIENDS, JOINED, Asked
from .gathering import DAYS as SOCIETY_DAYS
from .links import CELLS, DAYS, HOME, LIVES, LONGEST, PATHS_OF, START, State, follow, link, read, written
from .plan import Experiment
from .populations import Populations

NAMES = {"play": "shared-couple", "map": "shared-map", "society": "shared-society"}
"""What the experiment of a link is called, by its page."""

_TOWN = "who the people of this town are (they are drawn anew)"


def from_link(text: str) -> tuple[str, list[str]]:
    """Return the experiment file (YAML) that says what a link says, and a sentence for each thing that it cannot.

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
    state, notes = read(parts.path, parts.query)
    if state.page == "society":
        lines, lost = _society(state)
    else:
        lines, lost = _couple(state)
        notes += [note for note in [follow(state)[1]] if note]
    if state.lang != START.lang:
        lost.append(f"the language ({state.lang})")
    notes += [f"A file cannot say {', '.join(lost)}; that was left out."] if lost else []
    head = [f"# The same in the dashboard: {link(state)}", f"experiment: {NAMES[state.page]}", "model:"]
    return "\n".join([*head, *lines]) + "\n", notes


def _couple(state: State) -> tuple[list[str], list[str]]:
    """Return the lines of a couple's file below ``model:``, and what of the view they leave out."""
    scenario = follow(state)[0]
    lines = [f"  days: {DAYS}"]
    origin = Scenario.of({})
    if not state.couple:
        lines.insert(0, f"  preset: {state.preset}")
        origin = Scenario.preset(state.preset)
    for group, values in nested(_differences(scenario.parameters, origin.parameters)).items():
        lines.append(f"  {group}: {_flow(values)}")
    if scenario.interventions:
        lines.append("  interventions:")
        lines += [f"    - {_flow(one.plain())}" for one in scenario.interventions]
    lives = state.lives if state.page == "map" else 1
    if state.page == "map":
        lines += ["design:", "  - name: map", "    kind: grid", "    over:"]
        for path in (state.x, state.y):
            ends = {"from": NUMBERS[path].low, "to": NUMBERS[path].high, "steps": state.cells}
            lines.append(f"      {path}: {_flow(ends)}")
    # couple n of a seed is replicate n, so the life that is shown is the last
    lines.append(f"replicates: {_flow({'n': state.luck + lives, 'seed': state.seed, 'pairing': 'common'})}")
    if state.page == "map":
        lines.append(f"figures: [{_flow({'recipe': 'regime_map', 'block': 'map', 'x': state.x, 'y': state.y})}]")
    lost = [f"which day is shown ({state.day})"] if state.day != START.day else []
    lost += [f"who the friends of couple {state.couple} are (it lives alone here)"] if state.couple else []
    return lines, lost


def _society(state: State) -> tuple[list[str], list[str]]:
    """Return the lines of a society's file below ``model:``, and what of the view they leave out."""
    lines = ["  population:", *(f"    {key}: {_flow(value)}" for key, value in _population(state.asked).items())]
    lines.append(f"replicates: {_flow({'n': 1, 'seed': state.people})}")
    lost = [_TOWN]
    lost += ["the hard month of one neighbourhood"] if state.trouble != START.trouble else []
    lost += [f"which week is shown ({state.week})"] if state.week != START.week else []
    lost += [f"which couple is looked at ({state.couple})"] if state.couple else []
    lost += ["changed numbers of a couple"] if state.changes else []
    return lines, lost


def _population(asked: Asked) -> dict[str, Any]:
    """Return a society of the dashboard as a file describes it; without its hard month."""
    network = {**JOINED[asked.joined], "mean_degree": asked.friends}
    return {"couples": asked.couples, "network": network, "flows": list(asked.flowing), "days": SOCIETY_DAYS}


def to_link(experiment: Experiment) -> tuple[str, list[str]]:
    """Return the link that shows what an experiment is about, and a sentence for each thing that it cannot say.

    Raises:
        ExperimentError: no link can hold it: a population of its own making, or too many numbers (64).
    """
    seed, lost = experiment.replicates.seed, []
    if seed >= 2**32:
        lost.append(f"the seed {seed} (a link's are below {2**32})")
        seed = START.seed
    model = experiment.model
    if isinstance(model, Populations):
        asked = _asked(experiment.name, model)._replace(people=seed)
        state = START._replace(page="society", **asked._asdict())
        lost += _unsaid(block.name for block in experiment.design if block.axes)
        lost.append(_TOWN)
    else:
        state, more = _nearest(model)._replace(seed=seed), _length(model)
        lost += more
        chosen = next((block for block in experiment.design if _is_map(block)), None)
        if chosen is not None:
            state, more = _map(state, chosen, experiment.replicates.n)
            lost += more
        elif experiment.replicates.n > 1:
            lost.append(f"{experiment.replicates.n} lives (it shows the first)")
        if experiment.replicates.until is not None:
            lost.append("when there are lives enough (until)")
        if experiment.replicates.pairing != "common":
            lost.append("independent luck (all its couples share theirs)")
        lost += _unsaid(block.name for block in experiment.design if block.axes and block is not chosen)
    address = HOME + link(state)
    if len(urlsplit(address).query) > LONGEST:
        say = f"the couple differs from every preset in too many numbers for a link of {LONGEST} characters"
        raise ExperimentError(BAD_INPUT, say, "reassure run FILE")
    return address, [f"A link cannot say {one}." for one in lost] + ["Name, question, figures and limits stay behind."]


def _nearest(scenario: Scenario) -> State:
    """Return a view of a couple: the preset that is nearest to it, and every number that differs."""
    views = []
    for preset in dict.fromkeys([START.preset, *PRESETS]):
        changes = _differences(scenario.parameters, Scenario.preset(preset).parameters)
        views.append(START._replace(preset=preset).changed(changes))
    return min(views, key=lambda view: len(view.changes))


def _length(scenario: Scenario) -> list[str]:
    """Return what of a couple's time a link cannot say."""
    usual = Scenario.of({"days": DAYS})
    lost = [f"{scenario.days} days (it shows {DAYS})"] if scenario.days != usual.days else []
    if scenario.episodes_per_day != usual.episodes_per_day:
        lost.append(f"{scenario.episodes_per_day} episodes a day (it shows {usual.episodes_per_day})")
    named = [str(one.of or one.form) for one in scenario.interventions]
    return lost + ([f"interventions ({', '.join(named)})"] if named else [])


def _is_map(block: Block) -> bool:
    return block.kind == "grid" and len(block.axes) == 2 and all(path in ROW for path in block.axes)


def _map(state: State, block: Block, lives: int) -> tuple[State, list[str]]:
    """Return the map of a grid over two numbers, and what is another in it."""
    cells = min(CELLS, key=lambda known: abs(known - max(map(len, block.levels))))
    shown = min(LIVES, key=lambda known: abs(known - lives))
    lost = []
    for path, levels in zip(block.axes, block.levels, strict=True):
        there, here = (NUMBERS[path].low, NUMBERS[path].high, cells), (levels[0], levels[-1], len(levels))
        if there != here:
            has = f"{path} from {written(here[0])} to {written(here[1])} in {here[2]} steps"
            lost.append(f"{has} (its map goes from {there[0]:g} to {there[1]:g} in {cells})")
    if shown != lives:
        lost.append(f"{lives} lives a point (its map has {shown})")
    return state._replace(page="map", x=block.axes[0], y=block.axes[1], cells=cells, lives=shown), lost


def _unsaid(blocks: Iterable[str]) -> list[str]:
    return [f"the block {name!r} of the design" for name in blocks]


def _asked(name: str, model: Populations) -> Asked:
    """Return the society of the dashboard that a population is."""
    told, flows = model.plain({}), ".".join(model.population.flows)
    network = model.tree.get("network")
    if isinstance(network, Mapping) and "file" not in network:
        for joined, couples, friends in product(JOINED, COUPLES, FRIENDS):
            asked = Asked(joined, couples, friends, flows or "none")
            if couples == model.population.couples and Population.of(_population(asked)).provenance() == told:
                return asked
    say = f"the model of {name} is a population, and no link can say it: links know the societies of their own page"
    raise ExperimentError(BAD_INPUT, say, "reassure society FILE -o DIR, or share a file about a couple")


def _differences(one: Parameters, other: Parameters) -> dict[str, float]:
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
