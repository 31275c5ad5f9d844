"""The command line, typed in this process."""

from __future__ import annotations

import sys

import pytest

from reassure_sim.cli import main


def reassure(*words: str) -> int:
    """Run ``reassure WORDS`` and return its exit code."""
    before, sys.argv = sys.argv, ["reassure", *words]
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        sys.argv = before
    return int(ended.value.code or 0)
