"""What an experiment is once its file is read: the couple, the design, the replicates, the figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .. import MODEL_VERSION
from ..interventions import axes
from ..parameters import NUMBERS, Number
from ..scenario import Scenario
from .designs import Block, total


@dataclass(frozen=True)
class Replicates:
    """``n`` lives at each point under ``seed``; ``pairing`` says whether the points share their luck."""

    n: int = 20
    seed: int = 1
    pairing: str = "common"


@dataclass(frozen=True)
class FigureRequest:
    """A figure to draw after the run: a recipe over two axes of a block."""

    name: str
    recipe: str
    block: str
    x: str
    y: str


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
    scenario: Scenario
    design: tuple[Block, ...] = (Block("base", "list"),)
    replicates: Replicates = Replicates()
    question: str = ""
    figures: tuple[FigureRequest, ...] = ()
    limits: Limits = Limits()
    source: bytes = field(default=b"", repr=False)
    settings: tuple[str, ...] = ()

    @property
    def numbers(self) -> dict[str, Number]:
        """Everything that a design may vary, by path: the parameters, and the numbers of the interventions."""
        return {**NUMBERS, **axes(self.scenario.interventions)}

    @property
    def runs(self) -> int:
        """The number of lives that the experiment asks for."""
        return total(self.design) * self.replicates.n

    def resolved(self) -> dict[str, Any]:
        """Return the whole experiment as plain values, nothing left to a default."""
        scenario = self.scenario
        model = {"days": scenario.days, "episodes_per_day": scenario.episodes_per_day}
        return {
            "experiment": self.name,
            "question": self.question,
            "model_version": MODEL_VERSION,
            "model": {
                **model,
                **scenario.parameters.model_dump(),
                "interventions": [one.plain() for one in scenario.interventions],
            },
            "design": [block.resolved() for block in self.design],
            "replicates": dict(vars(self.replicates)),
            "measure": {"per_run": "default"},
            "figures": [dict(vars(figure)) for figure in self.figures],
            "run": dict(vars(self.limits)),
        }
