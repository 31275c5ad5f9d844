"""What an experiment is once its file is read: the model, the design, the replicates, the figures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import MODEL_VERSION
from ..interventions import axes
from ..parameters import NUMBERS, ROW, Number
from ..scenario import Scenario
from .designs import Block, total
from .errors import BAD_INPUT, ExperimentError
from .kinds import LIVES, POPULATIONS, Kind
from .populations import NETWORK, Populations, fingerprint
from .words import WORDS, meanings, values, written


@dataclass(frozen=True)
class Until:
    """When a point has runs enough: as soon as half the width of the 95 % interval of ``metric``, a measure of
    ``summary.csv``, is at most ``ci_half_width``; at the latest after ``max`` runs."""

    metric: str
    ci_half_width: float
    max: int


@dataclass(frozen=True)
class Recorded:
    """How many runs of an experiment have their diary and their events written down, spread over its points."""

    diary: int = 0
    events: int = 0


@dataclass(frozen=True)
class Replicates:
    """``n`` runs at each point under ``seed``; ``pairing`` says whether the points share their luck.

    With ``until``, ``n`` is what each point starts with.
    """

    n: int = 20
    seed: int = 1
    pairing: str = "common"
    until: Until | None = None

    @property
    def most(self) -> int:
        """The largest number of runs that a point may come to."""
        return self.until.max if self.until else self.n

    @property
    def stages(self) -> tuple[int, ...]:
        """The numbers of runs after which a point may have enough: doubled each time, up to ``most``."""
        found = [self.n]
        while found[-1] < self.most:
            found.append(min(2 * found[-1], self.most))
        return tuple(found)


@dataclass(frozen=True)
class FigureRequest:
    """A figure to draw after the run: a recipe over a block, with what else the recipe needs (``options``)."""

    name: str
    recipe: str
    block: str
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Limits:
    """How the run may use the machine; ``workers`` 0 is one a core."""

    workers: int = 0
    max_hours: float = 24.0
    max_disk_gb: float = 20.0


@dataclass(frozen=True)
class Experiment:
    """Everything that an experiment file says, checked, with all defaults filled in."""

    name: str
    model: Scenario | Populations
    design: tuple[Block, ...] = (Block("base", "list"),)
    replicates: Replicates = Replicates()
    question: str = ""
    recorded: Recorded = Recorded()
    figures: tuple[FigureRequest, ...] = ()
    limits: Limits = Limits()
    source: bytes = field(default=b"", repr=False)
    settings: tuple[str, ...] = ()
    tree: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The couple's ``model`` as it stands in the file: what axes of words take their places in."""

    @property
    def scenario(self) -> Scenario:
        """The couple that the experiment is about.

        Raises:
            ExperimentError: it is about populations (64).
        """
        if isinstance(self.model, Scenario):
            return self.model
        say = f"the model of {self.name} is a population, and this is about the lives of one couple"
        raise ExperimentError(BAD_INPUT, say, "give a preset, or a file whose model is a couple")

    @property
    def kind(self) -> Kind:
        """What one run is."""
        return LIVES if isinstance(self.model, Scenario) else POPULATIONS

    @property
    def numbers(self) -> dict[str, Number]:
        """Every number that a design may vary and whose range is declared: parameters, and those of interventions."""
        return {**NUMBERS, **axes(self.model.interventions)}

    @property
    def runs(self) -> int:
        """The number of runs that the experiment asks for; where points may need more, that it starts with."""
        return total(self.design) * self.replicates.n

    @property
    def axes(self) -> tuple[str, ...]:
        """Everything that some block varies, in order of first appearance."""
        return tuple(dict.fromkeys(path for block in self.design for path in block.axes))

    def usual(self, path: str, block: Block, points: Sequence[Sequence[float]]) -> list[Any]:
        """Return what an axis of another block is at each of some points of a block that does not vary it.

        ``None``: nothing that all couples share.
        """
        if isinstance(self.model, Populations):
            return [self.model.usual(path, block.values(point)) for point in points]
        if path in ROW:
            return list(self.values(block, np.asarray(points))[ROW[path]].tolist())
        return [written(self.tree, path) if path in WORDS else self.numbers[path].default] * len(points)

    def values(self, block: Block, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the couple's parameter values at some points of a block, shape (len(PATHS), n)."""
        return values(self.scenario, self.tree, block, points)

    @cached_property
    def files(self) -> dict[str, str]:
        """The files that networks and lists are read from, as they are written, each with the hash of its bytes."""
        return {written: fingerprint(place) for written, place in self.places().items()}

    def places(self) -> dict[str, Path]:
        """Return where the files lie that networks and lists are read from, by what is written."""
        lists = {block.file.written: block.file.place for block in self.design if block.file}
        if not isinstance(self.model, Populations):
            return lists
        networks = [{axis: json.loads(w)} for b in self.design for axis in b.words for w in b.words[axis]]
        networks = [point for point in networks if next(iter(point)).startswith(NETWORK)]
        found = [place for point in [{}, *networks] for place in self.model.files(point).items()]
        return {**lists, **dict(found)}

    def meanings(self, block: Block) -> dict[str, Any]:
        """Return what the words of a block stand for, under ``words``; empty where it has none or populations."""
        worded = block.words and isinstance(self.model, Scenario)
        return {"words": meanings(self.scenario, self.tree, block)} if worded else {}

    def resolved(self) -> dict[str, Any]:
        """Return the whole experiment as plain values, nothing left to a default."""
        return {
            "experiment": self.name,
            "question": self.question,
            "model_version": MODEL_VERSION,
            "model": _resolved(self.model),
            **({"files": self.files} if self.files else {}),
            "design": [{**block.resolved(), **self.meanings(block)} for block in self.design],
            "replicates": _replicates(self.replicates),
            "measure": {"per_run": "default", **{k: {"couples": n} for k, n in vars(self.recorded).items() if n}},
            "figures": [{"name": f.name, "recipe": f.recipe, "block": f.block, **f.options} for f in self.figures],
            "run": dict(vars(self.limits)),
        }


def _replicates(replicates: Replicates) -> dict[str, Any]:
    """Return the replicates as they would stand in a file."""
    told = {name: value for name, value in vars(replicates).items() if name != "until"}
    return {**told, "until": dict(vars(replicates.until))} if replicates.until else told


def _resolved(model: Scenario | Populations) -> dict[str, Any]:
    """Return a model as it would stand in a file, defaults written out."""
    if isinstance(model, Populations):
        return {"population": model.plain({})}
    return {
        "days": model.days,
        "episodes_per_day": model.episodes_per_day,
        **model.parameters.model_dump(),
        "interventions": [one.plain() for one in model.interventions],
    }
