"""The entry point of ``reassure``."""

from __future__ import annotations

import os
import sys

# each of these hangs its commands on the app
from . import analyses, handing, opening, paper, pictures, questions, running, society, teaching, telling, tools  # noqa: F401
from .app import app
from .terminal import told


def main() -> None:
    """Entry point: run the command, and end every error with a sentence, the next command and its exit code."""
    words = sys.argv[1:]
    debug = "--debug" in words
    try:
        code = app([word for word in words if word != "--debug"], prog_name="reassure", standalone_mode=False)
    except BrokenPipeError:  # the reader of our stdout has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = 0
    except Exception as error:  # the last net: no traceback without --debug
        code = told(error, debug)
    sys.exit(code if isinstance(code, int) else 0)
