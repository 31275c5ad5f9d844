"""The JSON schema of a population in an experiment's file."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from ...networks import KINDS
from ...parameters import PATHS
from ...population import NORMS, Population, Spread
from ...scenario import COUPLE_CULTURES, MAX_COUPLES
from .models import EITHER
from .schema_parts import objects

INSIDE = r"^population\..+$"
"""What an axis inside a population is called."""

_SHARE = {"type": "number", "minimum": 0, "maximum": 1}


def population() -> dict[str, Any]:
    """Return the schema of a population; what it checks by itself and better is left open."""
    numbers = {path: _as_in_model(*path.split(".")) for path in PATHS}
    told: dict[str, dict[str, Any]] = {
        "couples": {"type": "integer", "minimum": 1, "maximum": MAX_COUPLES, "description": "how many couples"},
        "norms": {"enum": list(NORMS), "description": "who people are: norms of attachment"},
        "married": {**_SHARE, "description": "share of couples that are married"},
        "culture": {"enum": [*COUPLE_CULTURES, None], "description": "cultures of a and b"},
        "stratify": {"enum": ["styles", None], "description": "equally many of each pair of styles, with weights"},
        "where": {"type": "object", "description": "keeps couples by traits or by how they live"},
        "fixed": {**objects(numbers), "description": "numbers that are the same for everybody, by path"},
        "spread": objects({name: {"type": "number"} for name in Spread.model_fields}),
        "heterogeneity": {**_SHARE, "description": "scales how far bond, outlook and life_stress differ"},
        "network": {"anyOf": [*_networks(), {"type": "null"}], "description": "who is friends with whom"},
        "singles": {**_SHARE, "maximum": 0.9, "description": "share of people without a partner"},
        **{key: _as_in_model(key) for key in EITHER},
    }
    usual: dict[str, Any] = {f.name: f.default for f in fields(Population)}
    found: dict[str, Any] = {}
    for name, default in usual.items():
        found[name] = dict(told.get(name, {}))
        if isinstance(default, (int, float, str)):
            found[name]["default"] = default
    return {**objects(found, ("couples",)), "description": "many couples as they differ; a run is all of them at once"}


def _as_in_model(*keys: str) -> dict[str, Any]:
    """Return a reference to what the schema says of a key of ``model``."""
    return {"$ref": "#/" + "/".join(part for key in ("model", *keys) for part in ("properties", key))}


def _networks() -> list[dict[str, Any]]:
    """Return the schema of each way to describe a network."""
    told = {"mean_degree": {"type": "number", "exclusiveMinimum": 0}, "rewiring": _SHARE, "within": _SHARE}
    blocks = {"type": "object", "additionalProperties": {"type": "number", "exclusiveMinimum": 0}}
    generated = [
        objects({"kind": {"const": kind}, **{k: told.get(k, blocks) for k in keys}}, ("kind",))
        for kind, keys in KINDS.items()
    ]
    file = {"type": "string", "description": "GraphML or CSV; its path counts from the config's folder"}
    return [*generated, objects({"file": file, "nodes": {"enum": ["couples", "persons"]}}, ("file",))]
