"""The smallest parts of the JSON schema: mappings and numbers."""

from __future__ import annotations

import math
from typing import Any

from ...parameters import Number


def number(declared: Number) -> dict[str, Any]:
    """Return the schema of one parameter."""
    unit = "" if declared.unit == "1" else f" [{declared.unit}]"
    told = real(declared.meaning + unit, declared.low, declared.high, declared.default)
    return told if math.isfinite(declared.default) else {k: v for k, v in told.items() if k != "default"}


def objects(properties: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the schema of a mapping with these keys and no others."""
    content = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**content, "required": list(required)} if required else content


def whole(description: str, low: int, high: int, default: int | None = None) -> dict[str, Any]:
    """Return the schema of a whole number."""
    return {**real(description, low, high, default), "type": "integer"}


def real(description: str, low: float, high: float, default: float | None = None) -> dict[str, Any]:
    """Return the schema of a number."""
    usual = {} if default is None else {"default": default}
    return {"type": "number", "minimum": low, "maximum": high, **usual, "description": description}
