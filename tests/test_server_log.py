"""A client that makes faults by the thousand does not fill the disk of whoever runs the server."""

import logging

import pytest

pytest.importorskip("starlette", reason="needs the dashboard extra")

from reassure_sim.dashboard.server.log import Seldom


def test_a_minute_has_so_many_faults_and_the_last_one_says_that_there_may_be_more() -> None:
    now = 0.0
    seldom = Seldom(most=3, seconds=60.0, clock=lambda: now)

    def told(n: int) -> list[str]:
        records = [logging.LogRecord("a", logging.ERROR, "", 0, "fault %d", (i,), None) for i in range(n)]
        return [record.getMessage() for record in records if seldom.filter(record)]

    assert told(2) == ["fault 0", "fault 1"]
    assert told(1000) == ["fault 0 (what else fails in this minute is not told)"]
    now = 61.0
    assert told(1) == ["fault 0"]
