"""Learn."""

from .learn import Learn

__all__ = ["Learn"]
