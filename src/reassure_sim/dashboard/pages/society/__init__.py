"""Society: many couples who are friends, and what friends make of a year."""

from .society import Society

__all__ = ["Society"]
