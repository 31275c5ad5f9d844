"""A population: how many couples, drawn at which norms, and which of them to keep."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from ..interventions import Intervention, checked, strangers
from ..measures import LAST_DAYS
from ..mechanisms import FLOWS
from ..networks import Description
from ..parameters import ROW, ParameterError, Parameters, Problem, rows, shown, unknown, validate_value, wrong_numbers
from ..scenario import COUPLE_CULTURES, CULTURES, EPISODES_PER_DAY, MAX_COUPLES, MAX_DAYS
from ..sheet import Sheet
from . import conditions
from .friends import blocks, checked_society
from .norms import LIKENESS, NORMS, Likeness, Spread
from .sampling import sample

_MAPPINGS = ("where", "constants", "fixed", "spread")

STRATA = ("styles",)

BASELINE = 180
"""Day of the look at how couples live, where none is given."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Population:
    """Couples drawn at published norms, each with people of its own.

    couples: how many, 1 to 10,000,000. norms: ``ecr_r`` or ``ecr``. married: the share who are. culture: ``None``,
    ``expressive``, ``reserved`` or ``mixed`` (a expressive, b reserved). interventions: as in a scenario.

    stratify: ``"styles"`` takes equally many of each of the ten pairs of attachment styles, with weights.
    where: keeps couples by traits, ``{"a.anxiety": [0.6, 1]}``, or by how they live on day ``baseline``,
    ``{"satisfaction": [0, 0.5]}`` (a column of ``runs``; without ``_a`` or ``_b`` the mean of both) or
    ``{"regime": ["escalation"]}``; couples that part before are left out.

    network: makes the couples friends, a society: ``{"kind": "watts_strogatz", "mean_degree": 10, "rewiring": 0.1}``,
    ``{"file": "friends.graphml"}`` (see ``networks.described``) or a ``networkx`` graph; communities called after
    cultures have these. flows: which of ``comfort``, ``approval``, ``stress``, ``norms``, ``partings`` go through it.
    pairing: ``{"trait": "anxiety", "correlation": 0.5}`` pairs people by a trait. singles: the share of people without
    a partner. repairing: ``{"days": 365, "wait": 90}`` lets singles find each other, see ``society.Repairing``. every:
    days between snapshots of the society.

    constants: ``{"fear_rebuff": 0}`` for everybody; fixed: any path, ``{"b.stamina": 0.2}``. spread: standard
    deviations by name, see ``Spread``; heterogeneity, in [0, 1], scales those of bond, outlook and life_stress.
    days and episodes_per_day: as in a scenario.

    Raises:
        ParameterError: listing every problem at once.
    """

    couples: int
    norms: str = "ecr_r"
    married: float = 0.5
    culture: str | None = None
    interventions: Any = ()
    stratify: str | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    baseline: int = 0
    constants: Mapping[str, float] = field(default_factory=dict)
    fixed: Mapping[str, float] = field(default_factory=dict)
    spread: Mapping[str, float] = field(default_factory=dict)
    heterogeneity: float = 1.0
    network: Any = None
    flows: Sequence[str] = tuple(flow.name for flow in FLOWS)
    pairing: Mapping[str, Any] | None = None
    singles: float = 0.0
    repairing: Any = None
    every: int = 7
    days: int = 365
    episodes_per_day: int = 8

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Population:
        """Return the population of a mapping as in a config file.

        Raises:
            ParameterError: listing every problem at once.
        """
        known = [f.name for f in fields(cls)]
        problems = [Problem(str(k), unknown(str(k), known, "key of population")) for k in given if k not in known]
        try:
            population = cls(**{"couples": None, **{k: v for k, v in given.items() if k in known}})
        except ParameterError as error:
            problems += error.problems
        if problems:
            raise ParameterError(problems)
        return population

    def __post_init__(self) -> None:
        problems = []
        for name in _MAPPINGS:
            value = getattr(self, name)
            if not isinstance(value, Mapping):
                problems.append(Problem(name, f"read {shown(value)}, allowed is a mapping from names"))
                value = {}
            self._set(name, {str(key): v for key, v in value.items()})
        looks = bool(conditions.outcomes(self.where))
        if looks and self.baseline == 0:
            self._set("baseline", BASELINE)
        problems += self._whole("couples", 1 if self.stratify is None else 10, MAX_COUPLES)
        problems += self._whole("baseline", LAST_DAYS + 1 if looks else 0, MAX_DAYS)
        problems += self._whole("days", 1, MAX_DAYS)
        problems += self._whole("episodes_per_day", *EPISODES_PER_DAY)
        for name in ("married", "heterogeneity"):
            value = getattr(self, name)
            if not conditions.is_number(value) or not 0.0 <= value <= 1.0:
                problems.append(Problem(name, f"read {shown(value)}, allowed is a number from 0 to 1"))
        for name, known, kind in (
            ("norms", tuple(NORMS), "set of norms"),
            ("culture", (None, *COUPLE_CULTURES), "culture of a couple"),
            ("stratify", (None, *STRATA), "stratification"),
        ):
            value = getattr(self, name)
            if not isinstance(value, (str, type(None))) or value not in known:
                problems.append(Problem(name, unknown(str(value), [k for k in known if k], kind)))
        for path, value in self._shared().items():
            try:
                validate_value(path, value)
            except ParameterError as error:
                problems += error.problems
        problems += _spread_problems(self.spread) + conditions.problems(self.where)
        problems += self._whole("every", 1, MAX_DAYS)
        for name, (value, found) in checked_society(self).items():
            problems += found
            self._set(name, value)
        try:
            self._set("interventions", checked(self.interventions))
            problems += strangers(self.interventions, blocks(self.network))
        except ParameterError as error:
            problems += error.problems
        if problems:
            raise ParameterError(problems)

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def _whole(self, name: str, low: int, high: int) -> list[Problem]:
        value = getattr(self, name)
        if isinstance(value, (int, np.integer)) and not isinstance(value, bool) and low <= value <= high:
            return []
        return [Problem(name, f"read {shown(value)}, allowed is a whole number from {low} to {high}")]

    def _given(self) -> dict[str, float]:
        """Return what everybody shares, by path; flows that are left out have no strength."""
        off = {path: value for flow in FLOWS if flow.name not in self.flows for path, value in flow.off.items()}
        return {**self._shared(), **off}

    def _shared(self) -> dict[str, float]:
        return {**{f"constants.{name}": value for name, value in self.constants.items()}, **self.fixed}

    def values(self, seed: int, couple: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the parameters of some couples by number, (len(PATHS), n), whether ``where`` keeps them or not."""
        return np.asarray(self.sheet(self.people(seed, couple, self.culture), len(couple)))

    def people(
        self, seed: int, couple: NDArray[np.int64], culture: str | None, likeness: Likeness = LIKENESS
    ) -> dict[str, NDArray[np.float64]]:
        """Return what differs between some couples of a ``culture``, by path, each (n,)."""
        a, b = ({}, {}) if culture is None else (CULTURES[name] for name in COUPLE_CULTURES[culture])
        norms, spread = NORMS[self.norms], Spread(**self.spread)
        return sample(seed, couple, norms, spread, (a, b), self.married, self.heterogeneity, likeness)

    def sheet(self, people: Mapping[str, NDArray[np.float64]], n: int) -> Sheet:
        """Return the parameters of n couples: theirs, then what everybody shares."""
        given, common = self._given(), rows(Parameters())
        for path, value in given.items():
            common[ROW[path]] = value
        return Sheet(common, {ROW[path]: own for path, own in people.items() if path not in given}, n)

    def provenance(self) -> dict[str, Any]:
        """Return every field as plain data, for the record of a result."""
        return {f.name: plain(getattr(self, f.name)) for f in fields(self)}

    def __repr__(self) -> str:
        given = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}
        given = {name: value for name, value in given.items() if value != {}}
        if self.interventions:
            given["interventions"] = [one.of or one.form for one in self.interventions]
        return f"Population({', '.join(f'{name}={value!r}' for name, value in given.items())})"


def plain(value: Any) -> Any:
    """Return checked fields as JSON takes them; infinite: none."""
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, Intervention):  # as it was written, so that it can be read again
        return plain(value.plain())
    if isinstance(value, Description):
        return plain(value.plain())
    if hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _spread_problems(spread: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with given standard deviations."""
    try:
        Spread(**spread)
    except ValidationError as error:
        return wrong_numbers(Spread, error, "spread", "spread.")
    return []
