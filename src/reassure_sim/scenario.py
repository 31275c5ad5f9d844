"""What to run: a couple's parameters, for how long, what changes on the way; the five presets and the cultures."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from .block import Lives
from .interventions import Intervention, checked, schedule, strangers
from .parameters import (
    GROUPS,
    PATHS,
    ParameterError,
    Parameters,
    Problem,
    check,
    nested,
    rows,
    shown,
    unknown,
)

MAX_DAYS = 3660
EPISODES_PER_DAY = (1, 48)

# Presets differ in traits only; no rule knows them. Low is about one standard deviation below the
# norm on the 1-7 scale, high about two above: clear cases, away from the edge where luck decides.
_SECURE = {"anxiety": 0.2, "avoidance": 0.15, "self_soothing": 0.65, "clarity": 0.7, "self_esteem": 0.65}
_ANXIOUS = {
    "anxiety": 0.78,
    "avoidance": 0.2,
    "self_soothing": 0.35,
    "clarity": 0.4,
    "self_esteem": 0.4,
    "doubt_proneness": 0.6,
}
_AVOIDANT = {"anxiety": 0.3, "avoidance": 0.74, "self_soothing": 0.55, "clarity": 0.45, "stamina": 0.45}

PRESETS: Mapping[str, Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {
        "secure_secure": {"a": _SECURE, "b": _SECURE},
        "anxious_secure": {"a": _ANXIOUS, "b": _SECURE},
        "anxious_avoidant": {"a": _ANXIOUS, "b": _AVOIDANT},
        "anxious_anxious": {"a": _ANXIOUS, "b": _ANXIOUS},
        "avoidant_avoidant": {"a": _AVOIDANT, "b": _AVOIDANT},
    }
)

CULTURES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "expressive": {"words_given": 0.7, "words_wanted": 0.7, "asking_norm": 0.7, "asking_cost": 0.1},
        "reserved": {"words_given": 0.3, "words_wanted": 0.3, "asking_norm": 0.3, "asking_cost": 0.6},
    }
)
"""Norms that one partner grew up with: a name for four numbers, any of which can be given as well."""

COUPLE_CULTURES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "expressive": ("expressive", "expressive"),
        "reserved": ("reserved", "reserved"),
        "mixed": ("expressive", "reserved"),
    }
)
"""Cultures of a couple: those of partner a and of partner b."""


class Scenario(NamedTuple):
    """One couple to simulate: ``parameters``, ``days`` (1 to 3660), ``episodes_per_day`` (1 to 48, dt = 1/n) and
    ``interventions`` (as ``interventions.checked`` returns them)."""

    parameters: Parameters
    days: int = 365
    episodes_per_day: int = 8
    interventions: tuple[Intervention, ...] = ()

    @classmethod
    def preset(cls, name: str, days: int = 365, episodes_per_day: int = 8) -> Scenario:
        """Return one of the five couples: ``secure_secure``, ``anxious_secure``, ``anxious_avoidant``,
        ``anxious_anxious``, ``avoidant_avoidant``.

        Raises:
            ParameterError: no preset of that name, or days out of range.
        """
        return cls.of({"preset": name, "days": days, "episodes_per_day": episodes_per_day})

    @classmethod
    def of(cls, model: Mapping[str, Any]) -> Scenario:
        """Return the scenario of a ``model:`` mapping as in a config file.

        Keys: ``preset``, ``culture`` (``expressive``, ``reserved`` or ``mixed``), ``days``, ``episodes_per_day``,
        ``a``, ``b``, ``couple``, ``constants``, ``interventions``; ``a.culture``, ``b.culture``: of one partner.

        Raises:
            ParameterError: listing every problem at once.
        """
        problems: list[Problem] = []
        known = ("preset", "culture", "days", "episodes_per_day", "interventions", *GROUPS)
        for key in model:
            if key not in known:
                problems.append(Problem(str(key), unknown(str(key), (*known, *PATHS), "key of model")))
        days = _whole(model.get("days", 365), "days", 1, MAX_DAYS, problems)
        episodes = _whole(model.get("episodes_per_day", 8), "episodes_per_day", *EPISODES_PER_DAY, problems)
        tree: dict[str, Any] = {}
        if "preset" in model:
            name = model["preset"]
            if isinstance(name, str) and name in PRESETS:
                tree = {group: dict(values) for group, values in PRESETS[name].items()}
            elif not isinstance(name, str):
                problems.append(Problem("preset", f"read {shown(name)}, allowed is one of {', '.join(PRESETS)}"))
            else:
                problems.append(Problem("preset", unknown(str(name), PRESETS, "preset")))
        for slot, name in zip("ab", _couple_culture(model, problems), strict=False):
            tree[slot] = {**tree.get(slot, {}), **CULTURES[name]}
        for group in GROUPS:
            if group not in model:
                continue
            if not isinstance(model[group], Mapping):
                problems.append(Problem(group, f"read {shown(model[group])}, allowed is a group of parameters"))
                continue
            given = dict(model[group])
            tree[group] = {**tree.get(group, {}), **_culture(group, given, problems), **given}
        interventions: tuple[Intervention, ...] = ()
        try:
            interventions = checked(model.get("interventions", ()))
            problems += strangers(interventions, ())
        except ParameterError as error:
            problems += error.problems
        try:
            parameters = check(tree)
        except ParameterError as error:
            problems += error.problems
        if problems:
            raise ParameterError(problems)
        return cls(parameters, days, episodes, interventions)

    def with_(self, changes: Mapping[str, Any]) -> Scenario:
        """Return a checked copy with some things changed, e.g. ``{"a.anxiety": 0.8, "days": 90}``; ``interventions``
        replaces all of them.

        Raises:
            ParameterError: listing every problem at once.
        """
        if not isinstance(changes, Mapping):
            say = f"read {shown(changes)}, allowed is a mapping like {{'a.anxiety': 0.8}}"
            raise ParameterError([Problem("changes", say)])
        own = {key: value for key, value in changes.items() if key in ("days", "episodes_per_day", "interventions")}
        model: dict[str, Any] = {**self._asdict(), **own}
        del model["parameters"]
        for group, values in self.parameters.model_dump().items():
            model[group] = values
        problems: list[Problem] = []
        for slot, name in zip("ab", _couple_culture(changes, problems), strict=False):
            model[slot] = {**model[slot], **CULTURES[name]}
        for group, values in nested({k: v for k, v in changes.items() if k not in (*own, "culture")}).items():
            if group not in GROUPS:
                problems += [Problem(f"{group}.{n}", unknown(f"{group}.{n}", PATHS)) for n in values]
                continue
            model[group] = {**model[group], **_culture(group, values, problems), **values}
        try:
            scenario = Scenario.of(model)
        except ParameterError as error:
            problems += error.problems
        if problems:
            raise ParameterError(problems)
        return scenario


def _couple_culture(given: Mapping[str, Any], problems: list[Problem]) -> tuple[str, ...]:
    """Return the cultures of a and b that a couple's ``culture`` names; none without one."""
    name = given.get("culture")
    if isinstance(name, str) and name in COUPLE_CULTURES:
        return COUPLE_CULTURES[name]
    if "culture" in given:
        problems.append(Problem("culture", unknown(str(name), COUPLE_CULTURES, "culture of a couple")))
    return ()


def _culture(group: str, given: dict[str, Any], problems: list[Problem]) -> Mapping[str, float]:
    """Take ``culture`` out of a partner's values and return the numbers that it stands for."""
    if group not in ("a", "b") or "culture" not in given:
        return {}
    name = given.pop("culture")
    if isinstance(name, str) and name in CULTURES:
        return CULTURES[name]
    problems.append(Problem(f"{group}.culture", unknown(str(name), CULTURES, "culture")))
    return {}


def _whole(value: object, path: str, low: int, high: int, problems: list[Problem]) -> int:
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool) and low <= value <= high:
        return int(value)
    problems.append(Problem(path, f"read {shown(value)}, allowed is a whole number from {low} to {high}"))
    return low


MAX_COUPLES = 10_000_000
"""Most lives of one call: their parameters alone take about 13 GB."""


def scenario_lives(scenario: Scenario, couples: int, seed: int) -> Lives:
    """Return ``couples`` lives of one scenario: life n has the luck of couple n of replicate 0.

    Raises:
        ParameterError: not a scenario, or couples, seed, days or episodes_per_day out of range.
    """
    if not isinstance(scenario, Scenario):
        say = f"read {shown(scenario)}, allowed is a Scenario, like Scenario.preset('anxious_avoidant')"
        raise ParameterError([Problem("scenario", say)])
    problems: list[Problem] = []
    couples = _whole(couples, "couples", 1, MAX_COUPLES, problems)
    seed = _whole(seed, "seed", 0, 2**64 - 1, problems)
    _whole(scenario.days, "days", 1, MAX_DAYS, problems)
    _whole(scenario.episodes_per_day, "episodes_per_day", *EPISODES_PER_DAY, problems)
    if problems:
        raise ParameterError(problems)
    values = np.repeat(rows(scenario.parameters)[:, None], couples, axis=1)
    seeds, numbers = np.full(couples, seed, np.uint64), np.arange(couples, dtype=np.int64)
    planned = checked(scenario.interventions)
    changes = schedule(planned, values, seeds, numbers, scenario.days, scenario.episodes_per_day)
    return Lives(values, seeds, np.zeros(couples, np.int64), numbers, changes=changes)
