"""Map: where a couple tips, over two numbers at once."""

from .map import Map

__all__ = ["Map"]
