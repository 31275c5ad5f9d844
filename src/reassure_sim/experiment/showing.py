"""From an experiment file to a link of the dashboard, and what a link cannot say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any
from urllib.parse import urlsplit

from ..parameters import NUMBERS, ROW
from ..population import Population
from ..scenario import PRESETS, Scenario
from .designs import Block
from .errors import BAD_INPUT, ExperimentError
from .gathering import COUPLES, FRIENDS, JOINED, Asked
from .links import HOME, LONGEST, link, written
from .plan import Experiment
from .populations import Populations
from .sharing import A_TOWN, differences, population
from .view import CELLS, DAYS, LIVES, START, USES, State


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
        lost.append(A_TOWN)
    else:
        state, more = _nearest(model)._replace(seed=seed), _length(model)
        state, more = state._replace(**_used(model)), more + _planned(model)
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
        changes = differences(scenario.parameters, Scenario.preset(preset).parameters)
        views.append(START._replace(preset=preset).changed(changes))
    return min(views, key=lambda view: len(view.changes))


def _length(scenario: Scenario) -> list[str]:
    """Return what of a couple's time a link cannot say."""
    usual = Scenario.of({"days": DAYS})
    lost = [f"{scenario.days} days (it shows {DAYS})"] if scenario.days != usual.days else []
    if scenario.episodes_per_day != usual.episodes_per_day:
        lost.append(f"{scenario.episodes_per_day} episodes a day (it shows {usual.episodes_per_day})")
    return lost


def _used(scenario: Scenario) -> dict[str, Any]:
    """Return the strategy that the two take up and when, as a view says it; nothing if a view cannot."""
    for one in scenario.interventions:
        since = one.start
        view = START._replace(use=str(one.of), since=int(since))
        if one.of in USES and 0 <= since < DAYS and scenario.interventions == view.scenario().interventions:
            return {"use": view.use, "since": view.since}
    return {}


def _planned(scenario: Scenario) -> list[str]:
    """Return which interventions a link cannot say."""
    named = [] if _used(scenario) else [str(one.of or one.form) for one in scenario.interventions]
    return [f"interventions ({', '.join(named)})"] if named else []


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
            if couples == model.population.couples and Population.of(population(asked)).provenance() == told:
                return asked
    say = f"the model of {name} is a population, and no link can say it: links know the societies of their own page"
    raise ExperimentError(BAD_INPUT, say, "reassure society FILE -o DIR, or share a file about a couple")
