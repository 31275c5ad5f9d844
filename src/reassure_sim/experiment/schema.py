"""The JSON schema of a config file, for editors: ranges and descriptions from the declared parameters."""

from __future__ import annotations

import math
from typing import Any

from ..interventions import FIELDS, FORMS, STRATEGIES, allowed
from ..parameters import GROUPS, NUMBERS, PATHS, Number
from ..scenario import COUPLE_CULTURES, CULTURES, EPISODES_PER_DAY, MAX_DAYS, PRESETS
from .config import MAX_COUPLES, PAIRINGS, RECIPES
from .designs import KINDS
from .plan import Limits, Replicates


def schema() -> dict[str, Any]:
    """Return the schema (JSON Schema, draft 2020-12) of an experiment file."""
    usual, limits = Replicates(), Limits()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An experiment of reassure_sim",
        **_object(
            {
                "experiment": {
                    "type": "string",
                    "pattern": r"^\w[\w.-]{0,63}$",
                    "description": "name of the experiment and of its results folder",
                },
                "question": {"type": "string", "maxLength": 2000, "description": "what you want to know"},
                "model": _model(),
                "design": {
                    "type": "array",
                    "minItems": 1,
                    "items": _block(),
                    "description": "what to vary, in named blocks",
                },
                "replicates": _object(
                    {
                        "n": _whole("lives at each point", 1, MAX_COUPLES, usual.n),
                        "seed": _whole("names the luck of the whole experiment", 0, 2**64 - 1, usual.seed),
                        "pairing": {
                            "enum": list(PAIRINGS),
                            "default": usual.pairing,
                            "description": "common: all points share their luck, so differences are due to the point",
                        },
                    }
                ),
                "measure": _object({"per_run": {"enum": ["default"]}}),
                "figures": {"type": "array", "minItems": 1, "items": _figure()},
                "run": _object(
                    {
                        "workers": {
                            "anyOf": [{"const": "auto"}, {"type": "integer", "minimum": 1, "maximum": 256}],
                            "description": "threads; auto is one a core",
                        },
                        "max_hours": _real("stop, resumable, after so many hours", 0, 100_000, limits.max_hours),
                        "max_disk_gb": _real("stop, resumable, at so many GB of results", 0, 1e6, limits.max_disk_gb),
                    }
                ),
            },
            required=("experiment", "model"),
        ),
    }


def _model() -> dict[str, Any]:
    parts: dict[str, Any] = {
        "preset": {"enum": list(PRESETS), "description": "one of five couples to start from"},
        "culture": {
            "enum": list(COUPLE_CULTURES),
            "description": "cultures of a and b; mixed: expressive and reserved",
        },
        "days": _whole("days that are simulated", 1, MAX_DAYS, 365),
        "episodes_per_day": _whole("steps a day", *EPISODES_PER_DAY, 8),
    }
    about = {
        "a": "partner a",
        "b": "partner b",
        "couple": "the pair",
        "constants": "the psychology that all couples share",
    }
    for group, model in GROUPS.items():
        numbers = {name: number(NUMBERS[f"{group}.{name}"]) for name in model.model_fields}
        if group in ("a", "b"):
            numbers["culture"] = {
                "enum": list(CULTURES),
                "description": "norms this partner grew up with: a name for four numbers",
            }
        parts[group] = {**_object(numbers), "description": about[group]}
    parts["interventions"] = {
        "type": "array",
        "items": {"anyOf": [_intervention(form) for form in FORMS]},
        "description": "what changes when, in the order in which the changes compose",
    }
    return _object(parts)


def _intervention(form: str) -> dict[str, Any]:
    """Return the schema of one form of intervention."""
    named = {"use": list(STRATEGIES), "set": [*PATHS, *GROUPS["a"].model_fields]}
    keys: dict[str, Any] = {key: number(FIELDS[key]) for key in FORMS[form] if key in FIELDS}
    keys |= {way: {"type": "number"} for way in FORMS[form] if way in ("to", "by")}
    keys[form] = {"enum": named[form]} if form in named else number(allowed(form, form))
    if "for" in FORMS[form]:
        spans = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "number"}}}
        keys["for"] = {"anyOf": [{"enum": ["a", "b", "both"]}, spans], "description": "for whom, by name or by traits"}
    return _object(keys, required=(form, "day") if "day" in FORMS[form] else (form,))


def number(declared: Number) -> dict[str, Any]:
    """Return the schema of one parameter."""
    unit = "" if declared.unit == "1" else f" [{declared.unit}]"
    told = _real(declared.meaning + unit, declared.low, declared.high, declared.default)
    return told if math.isfinite(declared.default) else {k: v for k, v in told.items() if k != "default"}


def _block() -> dict[str, Any]:
    axes = {}
    for path, declared in NUMBERS.items():
        value = {"type": "number", "minimum": declared.low, "maximum": declared.high}
        span = _object(
            {"from": value, "to": value, "steps": {"type": "integer", "minimum": 1}}, required=("from", "to")
        )
        axes[path] = {
            "anyOf": [{"type": "array", "minItems": 1, "items": value}, span],
            "description": declared.meaning,
        }
    value, timed = {"type": "number"}, r"^interventions\.[0-9]+\.[a-z]+$"  # their ranges hang on the form
    span = _object({"from": value, "to": value, "steps": {"type": "integer", "minimum": 1}}, required=("from", "to"))
    over = {timed: {"anyOf": [{"type": "array", "minItems": 1, "items": value}, span]}}
    point = _object({path: {"type": "number", "minimum": n.low, "maximum": n.high} for path, n in NUMBERS.items()})
    point["patternProperties"] = {timed: value}
    return _object(
        {
            "name": {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$"},
            "kind": {"enum": list(KINDS)},
            "over": {
                **_object(axes),
                "patternProperties": over,
                "minProperties": 1,
                "description": "parameters to vary: {from, to, steps} or a list of values",
            },
            "points": {
                "anyOf": [{"type": "integer", "minimum": 1}, {"type": "array", "minItems": 1, "items": point}],
                "description": "lhs and sobol: how many; list: the points themselves",
            },
        },
        required=("name", "kind"),
    )


def _figure() -> dict[str, Any]:
    text = {"type": "string"}
    axis = {"enum": list(NUMBERS)}
    fields = {"recipe": {"enum": list(RECIPES)}, "name": text, "block": text, "x": axis, "y": axis}
    return _object(fields, required=("recipe", "block", "x", "y"))


def _object(properties: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    content = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**content, "required": list(required)} if required else content


def _whole(description: str, low: int, high: int, default: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high, "default": default, "description": description}


def _real(description: str, low: float, high: float, default: float) -> dict[str, Any]:
    return {"type": "number", "minimum": low, "maximum": high, "default": default, "description": description}
