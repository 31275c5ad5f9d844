"""How a model does: the statistic of each finding on its simulated studies, and the verdict."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from .designs import Studies
from .findings import VERDICTS, Finding, Verdict, register
from .statistics import STATISTICS
from .wave import Sample


class Estimate(NamedTuple):
    """The mean of a statistic over studies, and the Monte-Carlo error of that mean."""

    value: float
    error: float


class Score(NamedTuple):
    """What a model makes of one finding: estimates by name, and the verdict of each claim."""

    finding: Finding
    estimates: Mapping[str, Estimate]
    verdicts: Mapping[str, Verdict]

    @property
    def decides(self) -> str:
        """Return the claim on which the verdict hangs: the first of the worst; empty when nothing could be tested."""
        return min(self.verdicts, key=lambda claim: VERDICTS.index(self.verdicts[claim]), default="")

    @property
    def verdict(self) -> Verdict:
        """Return the verdict of the worst claim."""
        return self.verdicts[self.decides] if self.verdicts else "not testable"


class Samples(Protocol):
    """Anything that can be studied: the model, a version of it, or a null model."""

    def sample(self, design: str) -> Sample | None:
        """Return the sample of a study design; ``None``: no such study can be made."""


def estimates(finding: Finding, samples: Samples) -> dict[str, Estimate]:
    """Return the finding's statistic, by name of the estimate; empty when it cannot be computed."""
    statistic = STATISTICS.get(finding.id)
    sample = samples.sample(finding.design) if finding.design and statistic else None
    if sample is None or statistic is None:
        return {}
    with np.errstate(divide="ignore", invalid="ignore"):
        found = [statistic(study) for study in sample.studies()]
    return {name: _mean([one[name] for one in found]) for name in found[0]} if found else {}


def _mean(values: Sequence[float]) -> Estimate:
    """Return the mean over studies; undefined when it is undefined in half of them, or in all but one."""
    there = np.array([v for v in values if np.isfinite(v)])
    if len(there) < max(2.0, 0.5 * len(values)):
        return Estimate(float("nan"), float("nan"))
    return Estimate(float(there.mean()), float(there.std(ddof=1) / np.sqrt(len(there))))


def judged(finding: Finding, samples: Samples) -> Score:
    """Return what a model makes of a finding."""
    found = estimates(finding, samples)
    verdicts = {name: claim.verdict(*found[name]) for name, claim in finding.claims.items() if name in found}
    return Score(finding, found, verdicts)


def score(
    ids: Collection[str] | None = None,
    *,
    constants: Mapping[str, float] | None = None,
    spread: Mapping[str, float] | None = None,
    seed: int | None = None,
    size: float = 1.0,
    workers: int = 1,
) -> dict[str, Score]:
    """Return the scores of the model by id of the finding; ``ids``: only these; the rest as in ``Source``."""
    studies = studied(constants, spread, seed, size, workers)
    return {f.id: judged(f, studies) for f in register() if ids is None or f.id in ids}


def calibration_statistics(
    constants: Mapping[str, float] | None = None,
    spread: Mapping[str, float] | None = None,
    seed: int | None = None,
    *,
    ids: Collection[str] | None = None,
    size: float = 1.0,
    workers: int = 1,
) -> dict[str, Estimate]:
    """Return the estimates that constants may be fitted to, named like ``F9.own_anxiety``; ``ids``: of these findings.

    Only findings of the role *calibration* are read; no test finding is opened, and its studies are not simulated.
    """
    studies = studied(constants, spread, seed, size, workers)
    return {
        f"{finding.id}.{name}": estimate
        for finding in register("calibration")
        if ids is None or finding.id in ids
        for name, estimate in estimates(finding, studies).items()
    }


def studied(
    constants: Mapping[str, float] | None = None,
    spread: Mapping[str, float] | None = None,
    seed: int | None = None,
    size: float = 1.0,
    workers: int = 1,
) -> Studies:
    """Return the studies of a version of the model; what is ``None`` is as usual."""
    named = {} if seed is None else {"seed": seed}
    return Studies(constants=constants or {}, spread=spread or {}, size=size, workers=workers, **named)
