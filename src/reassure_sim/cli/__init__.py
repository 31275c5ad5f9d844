"""The command line. Only here are typer and rich used."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Entry point of ``reassure``; its commands are imported here, so that Ctrl-C shows no traceback meanwhile."""
    try:
        from .entry import main as enter

        enter()
    except KeyboardInterrupt:
        sys.exit(130)
