"""Lets `python -m reassure_sim.dashboard` start the dashboard."""

import argparse
import sys
from collections.abc import Sequence

from reassure_sim.dashboard.server.serve import PORT, DashboardError, serve

HERE, EVERYWHERE = "127.0.0.1", "0.0.0.0"
"""What to listen on if nothing is said: this machine only, or whatever network it is on."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the dashboard and return the exit code once it has stopped.

    Args:
        arguments: the words after the command; those of this process if not given.
    """
    parser = argparse.ArgumentParser(
        prog="python -m reassure_sim.dashboard", description="Open the simulation in a browser."
    )
    parser.add_argument("--host", help="address to listen on (default: this machine only; with --public: all of it)")
    parser.add_argument("--port", type=int, default=PORT, help=f"port, 0 for any free one (default: {PORT})")
    parser.add_argument("--public", action="store_true", help="let other machines in, for a class")
    parser.add_argument("--name", action="append", default=[], help="a further host name to answer to; may be repeated")
    parser.add_argument("--open", action="store_true", help="open the page in the default browser")
    given = parser.parse_args(arguments)
    try:
        host = given.host or (EVERYWHERE if given.public else HERE)
        serve(host, given.port, public=given.public, names=given.name, open_browser=given.open)
    except DashboardError as error:
        print(f"reassure dashboard: {error}", file=sys.stderr)
        return error.code
    except KeyboardInterrupt:  # told to stop while still loading
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
