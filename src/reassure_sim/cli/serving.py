"""Starting a part of the browser side as a process of its own, and staying until it ends."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from typing import NoReturn

import typer

from .terminal import say


def serve(module: str, extra: str, *words: str) -> NoReturn:
    """Run a module of the dashboard with further words, and leave with its exit code; ``extra``: what installs it.

    Raises:
        typer.Exit: always, once it has ended; 2 where the packages that it needs are not installed.
    """
    if importlib.util.find_spec("solara") is None:
        say("reassure: the dashboard needs packages that are not installed")
        clone = f'pip install -c constraints.txt -e ".[{extra}]"'
        say(f'Next: pip install "reassure-sim[{extra}]" (in a clone: {clone})')
        raise typer.Exit(2)
    # Whoever ends the command means the server: left alone it would go on listening. That its input ends tells it so
    # even where the command had no time to.
    tied = {**os.environ, "REASSURE_TIED": "1"}
    with subprocess.Popen([sys.executable, "-m", module, *words], stdin=subprocess.PIPE, env=tied) as server:
        for told in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, told):
                signal.signal(getattr(signal, told), lambda *_: server.terminate())
        while True:
            try:
                raise typer.Exit(server.wait())
            except KeyboardInterrupt:  # the server hears the same Ctrl-C and ends by itself
                continue
