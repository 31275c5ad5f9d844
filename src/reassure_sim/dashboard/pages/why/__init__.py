"""Why."""

from .why import Why

__all__ = ["Why"]
