"""Compare."""

from .compare import Compare

__all__ = ["Compare"]
