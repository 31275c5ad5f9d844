"""Lets `python -m reassure_sim.dashboard.teach` teach a lesson."""

import argparse
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from reassure_sim.dashboard.server.serve import BAD_INPUT, DashboardError, serve

PORT = 8766
"""Beside that of the dashboard, so that both can run."""

PLANS = ("short", "long")


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the windows of a lesson and return the exit code once it is over.

    Args:
        arguments: the words after the command; those of this process if not given.
    """
    from reassure_sim.dashboard.words import FIRST, languages
    from reassure_sim.lessons import SHIPPED, load

    parser = argparse.ArgumentParser(prog="python -m reassure_sim.dashboard.teach", description="Teach a lesson.")
    parser.add_argument("file", nargs="?", type=Path, default=SHIPPED / "the_cycle.yaml")
    parser.add_argument("--contact", default="", help="whom one can turn to, shown on the safety card")
    parser.add_argument("--lang", choices=languages(), help="language (default: the lesson's first)")
    parser.add_argument("--plan", choices=PLANS, default=PLANS[0], help="whose minutes the clock goes by")
    parser.add_argument("--port", type=int, default=PORT, help=f"port, 0 for any free one (default: {PORT})")
    parser.add_argument("--open", action="store_true", help="open the speaker's window in the default browser")
    given = parser.parse_args(arguments)
    from reassure_sim.experiment.errors import ExperimentError

    try:
        lesson = load(given.file)
    except ExperimentError as error:
        print(error.sentence, file=sys.stderr)
        return BAD_INPUT
    language = given.lang or next((known for known in lesson.languages if known in languages()), FIRST)
    # Windows are derived from the stage alone, so one that finds a new server goes on there by itself.
    os.environ.update({"SOLARA_APP": "reassure_sim.dashboard.teach.app", "SOLARA_STATE_AUTO_REMOUNT": "True"})
    from reassure_sim.dashboard.teach import stage
    from reassure_sim.dashboard.teach.told import shown

    settings = {"language": language, "plan": PLANS.index(given.plan), "contact": given.contact}
    teaching = stage.begin(lesson, settings)
    threading.Thread(target=teaching.draw, args=(shown,), name="draw", daemon=True).start()
    try:
        serve(port=given.port, what="lesson", open_browser=given.open)
    except DashboardError as error:
        print(f"reassure teach: {error}", file=sys.stderr)
        return error.code
    except KeyboardInterrupt:  # told to stop while still loading
        return 0
    finally:
        teaching.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
