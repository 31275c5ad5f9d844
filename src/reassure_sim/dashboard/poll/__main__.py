"""Tries the network page: opens a room, asks for its page at each address, closes it, and prints what came of it."""

from __future__ import annotations

import json
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from reassure_sim.dashboard.poll.ballot import Ballot
from reassure_sim.dashboard.poll.poll import Poll, PollError
from reassure_sim.dashboard.teach.__main__ import PORT
from reassure_sim.dashboard.words import FIRST
from reassure_sim.experiment.view import START
from reassure_sim.lessons import Lesson

PATIENCE = 5.0


def answers() -> dict[str, bool]:
    """Return for each address, such as 192.168.1.23:8767, whether the page answers there.

    Raises:
        PollError: it cannot be had.
    """
    poll = Poll(Ballot(), Lesson("none", {}, (), (), START, ()), FIRST)
    poll.start()
    try:
        return {urlsplit(address).netloc: _answers(address) for address in poll.addresses}
    finally:
        poll.end()


def _answers(address: str) -> bool:
    parts = urlsplit(address)
    asked = HTTPConnection(parts.netloc, timeout=PATIENCE)
    try:
        asked.request("GET", parts.path)
        return asked.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def main() -> int:
    """Print JSON: ``port`` of the lesson's windows, and ``answers``; return 1 with a sentence if there is no page."""
    try:
        print(json.dumps({"port": PORT, "answers": answers()}))
    except PollError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
