"""The JSON schema of a config file, for editors: ranges and descriptions from the declared parameters."""

from __future__ import annotations

from typing import Any

from ...interventions import FIELDS, FORMS, STRATEGIES, allowed
from ...parameters import GROUPS, NUMBERS, PATHS
from ...scenario import COUPLE_CULTURES, CULTURES, EPISODES_PER_DAY, MAX_DAYS, PRESETS
from ..designs import KEYS, KINDS, NEEDED, OPTIONAL
from ..folder.summary import measures
from ..kinds import LIVES, POPULATIONS
from ..plan import Limits, Replicates
from ..sampled import MOST_LEVELS, MOST_TRAJECTORIES
from ..words import WORDS
from .config import MAX_COUPLES, PAIRINGS
from .models import INSTEAD
from .repertoire import COLUMNS, CURVES, MOST_LIVES, PLACES, RECIPES, Key
from .schema_parts import number, objects, real, whole
from .schema_population import INSIDE, population


def schema() -> dict[str, Any]:
    """Return the schema (JSON Schema, draft 2020-12) of an experiment file."""
    usual, limits = Replicates(), Limits()
    written = whole("runs of which it is written down, spread over the design's points", 1, MAX_COUPLES)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An experiment of reassure_sim",
        **objects(
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
                "replicates": objects(
                    {
                        "n": whole("lives, or populations, at each point", 1, MAX_COUPLES, usual.n),
                        "seed": whole("names the luck of the whole experiment", 0, 2**64 - 1, usual.seed),
                        "pairing": {
                            "enum": list(PAIRINGS),
                            "default": usual.pairing,
                            "description": "common: all points share their luck, so differences are due to the point",
                        },
                        "until": objects(
                            {
                                "metric": {"enum": [*dict.fromkeys((*measures(LIVES), *measures(POPULATIONS)))]},
                                "ci_half_width": real("half of the 95 % interval at each point", 1e-6, 1e6),
                                "max": whole("most runs at a point", 2, MAX_COUPLES),
                            },
                            required=("metric", "ci_half_width", "max"),
                        ),
                    }
                ),
                "measure": objects(
                    {
                        "per_run": {"enum": ["default"]},
                        **{name: objects({"couples": written}, required=("couples",)) for name in ("diary", "events")},
                    }
                ),
                "figures": {"type": "array", "minItems": 1, "items": _figure()},
                "run": objects(
                    {
                        "workers": {
                            "anyOf": [{"const": "auto"}, {"type": "integer", "minimum": 1, "maximum": 256}],
                            "description": "threads; auto is one a core",
                        },
                        "max_hours": real("stop, resumable, after so many hours", 0, 100_000, limits.max_hours),
                        "max_disk_gb": real("stop, resumable, at so many GB of results", 0, 1e6, limits.max_disk_gb),
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
        "days": whole("days that are simulated", 1, MAX_DAYS, 365),
        "episodes_per_day": whole("steps a day", *EPISODES_PER_DAY, 8),
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
        parts[group] = {**objects(numbers), "description": about[group]}
    parts["interventions"] = {
        "type": "array",
        "items": {"anyOf": [_intervention(form) for form in FORMS]},
        "description": "what changes when, in the order in which the changes compose",
    }
    parts["population"] = population()
    one_couple = [{"required": [key]} for key in INSTEAD]
    return {**objects(parts), "dependentSchemas": {"population": {"not": {"anyOf": one_couple}}}}


def _intervention(form: str) -> dict[str, Any]:
    """Return the schema of one form of intervention."""
    named = {"use": list(STRATEGIES), "set": [*PATHS, *GROUPS["a"].model_fields]}
    keys: dict[str, Any] = {key: number(FIELDS[key]) for key in FORMS[form] if key in FIELDS}
    keys |= {way: {"type": "number"} for way in FORMS[form] if way in ("to", "by")}
    keys[form] = {"enum": named[form]} if form in named else number(allowed(form, form))
    if "for" in FORMS[form]:
        spans = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "number"}}}
        keys["for"] = {"anyOf": [{"enum": ["a", "b", "both"]}, spans], "description": "for whom, by name or by traits"}
    return objects(keys, required=(form, "day") if "day" in FORMS[form] else (form,))


def _block() -> dict[str, Any]:
    axes: dict[str, Any] = {}
    for path, declared in NUMBERS.items():
        value = {"type": "number", "minimum": declared.low, "maximum": declared.high}
        span = objects(
            {"from": value, "to": value, "steps": {"type": "integer", "minimum": 1}}, required=("from", "to")
        )
        axes[path] = {
            "anyOf": [{"type": "array", "minItems": 1, "items": value}, span],
            "description": declared.meaning,
        }
    for path, words in WORDS.items():
        axes[path] = {"type": "array", "minItems": 1, "items": {"enum": list(words)}, "description": "words to compare"}
    value, timed = {"type": "number"}, r"^interventions\.[0-9]+\.[a-z]+$"  # their ranges hang on the form
    span = objects({"from": value, "to": value, "steps": {"type": "integer", "minimum": 1}}, required=("from", "to"))
    over: dict[str, Any] = {timed: {"anyOf": [{"type": "array", "minItems": 1, "items": value}, span]}}
    over[INSIDE] = {
        "anyOf": [{"type": "array", "minItems": 1}, span],
        "description": "anything inside the population: {from, to, steps}, or a list of numbers, words or mappings",
    }
    point = objects({path: {"type": "number", "minimum": n.low, "maximum": n.high} for path, n in NUMBERS.items()})
    point["properties"] |= {path: {"enum": list(words)} for path, words in WORDS.items()}
    point["patternProperties"] = {timed: value, INSIDE: {}}
    several = {"type": "array", "minItems": 1, "items": point}
    file = {"type": "string", "description": "a CSV file beside the config: its header names parameters"}
    block = objects(
        {
            "name": {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$"},
            "kind": {"enum": list(KINDS)},
            "over": {
                **objects(axes),
                "patternProperties": over,
                "minProperties": 1,
                "description": "parameters to vary: {from, to, steps} or a list of values",
            },
            "points": {
                "anyOf": [{"type": "integer", "minimum": 1}, several, file],
                "description": "lhs and sobol: how many; saltelli: how many base points; list: the points themselves",
            },
            "second_order": {
                "type": "boolean",
                "default": False,
                "description": "saltelli: indices of pairs too, from twice as many points",
            },
            "trajectories": whole("morris: how many, each of one point more than axes", 2, MOST_TRAJECTORIES, 40),
            "levels": {**whole("morris: levels of each axis", 2, MOST_LEVELS, 4), "multipleOf": 2},
        },
        required=("name", "kind"),
    )
    return {**block, "allOf": [_of_kind(kind) for kind in KINDS]}


def _of_kind(kind: str) -> dict[str, Any]:
    """Return which keys go with a kind of block."""
    needed, also = NEEDED[kind], OPTIONAL.get(kind, ())
    others = {key: False for key in KEYS if key not in ("name", "kind", *needed, *also)}
    chosen = {"required": ["kind"], "properties": {"kind": {"const": kind}}}
    return {"if": chosen, "then": {"required": list(needed), "properties": others}}


def _figure() -> dict[str, Any]:
    """Return the schema of a figure: one form for each recipe."""
    recipes = []
    for name, recipe in RECIPES.items():
        keys = {key.name: {**_taken(key), "description": key.meaning} for key in recipe.keys}
        fixed = {"recipe": {"const": name, "description": recipe.shows}, "block": _TEXT, "name": _TEXT}
        recipes.append(
            objects({**fixed, **keys}, required=("recipe", "block", *(k.name for k in recipe.keys if k.required)))
        )
    return {"anyOf": recipes}


_TEXT = {"type": "string"}


def _taken(key: Key) -> dict[str, Any]:
    """Return the schema of what a key of a recipe takes."""
    forms: dict[str, dict[str, Any]] = {
        "at": {"type": "object"},
        "levels": {"type": "array", "minItems": 2, "maxItems": 2},
        "points": {"type": "array", "minItems": 1, "maxItems": CURVES, "items": {"type": "integer", "minimum": 0}},
        "partner": {"enum": ["a", "b"]},
        "partner or both": {"enum": ["a", "b", "both"]},
        "column": {"enum": list(COLUMNS)},
        "state": {"enum": list(PLACES)},
        "lives": {"type": "integer", "minimum": 1, "maximum": MOST_LIVES},
    }
    return {**forms.get(key.form, _TEXT), **({} if key.default is None else {"default": key.default})}
