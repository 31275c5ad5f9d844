"""Play: one couple, one year, and what one change makes of it."""

from .play import Play

__all__ = ["Play"]
