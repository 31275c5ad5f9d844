"""The batch engine without SIMD: the same source compiled with LLVM's vectorisers off, one couple after the other.

Numba reads ``NUMBA_LOOP_VECTORIZE`` once, so this runs as a process of its own (``Scalar`` starts it, with an empty
cache of compiled code) and lives couples whenever it is told to.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any


def engine(couples: int, days: int, workers: int = 1, record: tuple[str, ...] = ()) -> tuple[float, float, str]:
    """Live anxious-avoidant couples in the batch engine; return CPU seconds, seconds, and a hash of the summaries."""
    from reassure_sim import batch
    from reassure_sim.scenario import Scenario, scenario_lives

    scenario = Scenario.preset("anxious_avoidant", days=days)
    lives = scenario_lives(scenario, couples, 1)
    cpu, wall = time.process_time(), time.perf_counter()
    blocks = batch.live(lives, days, scenario.episodes_per_day, record, workers)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block.summary.tobytes())
    return cpu, wall, digest.hexdigest()


class Scalar:
    """The process that lives couples without SIMD; it begins, and compiles, with ``couples`` for ``days`` days."""

    def __init__(self, couples: int, days: int) -> None:
        self.first = (couples, days)

    def __enter__(self) -> Scalar:
        self.folder = tempfile.TemporaryDirectory(prefix="reassure-scalar-")
        switches = {"NUMBA_LOOP_VECTORIZE": "0", "NUMBA_SLP_VECTORIZE": "0", "REASSURE_CACHE_DIR": self.folder.name}
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            env=os.environ | switches,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.ask(*self.first)
        return self

    def ask(self, couples: int, days: int) -> None:
        """Have couples lived."""
        assert self.process.stdin
        print(json.dumps([couples, days]), file=self.process.stdin, flush=True)

    def answer(self) -> tuple[float, float, str]:
        """Return what ``engine`` returned there."""
        assert self.process.stdout
        cpu, wall, digest = json.loads(self.process.stdout.readline())
        return cpu, wall, digest

    def live(self, couples: int, days: int) -> tuple[float, float, str]:
        """Have couples lived, and wait for the answer."""
        self.ask(couples, days)
        return self.answer()

    def __exit__(self, *_: Any) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()
        self.folder.cleanup()


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(engine(*json.loads(line))), flush=True)
