"""Many."""

from .many import Many

__all__ = ["Many"]
