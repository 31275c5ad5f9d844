"""The command line. Only here are typer and rich used."""

from .entry import main

__all__ = ["main"]
