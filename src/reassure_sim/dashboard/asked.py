"""What somebody asks for arrives as any JSON: these tell whether it can be meant, whatever kind of thing it is."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, TypeGuard

MOST = 2**31
"""One more than the largest whole number that anything here is about."""


def is_one_of(asked: Any, names: Container[str]) -> TypeGuard[str]:
    """Tell whether this is one of the names; a list or an object is none, and cannot even be looked up."""
    return isinstance(asked, str) and asked in names


def is_whole(asked: Any, low: int = 0, beyond: int = MOST) -> TypeGuard[int]:
    """Tell whether this is a whole number from ``low`` on and below ``beyond``; true and false are none."""
    return type(asked) is int and low <= asked < beyond


def counted(asked: dict[str, Any]) -> int:
    """Return how often a slider says that it has been turned; 0 if it says nothing that can be meant."""
    count = asked.get("count")
    return count if is_whole(count) else 0
