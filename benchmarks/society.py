"""What friends cost: a society beside the same couples without friends, in time and in memory, as both grow.

Run ``python benchmarks/society.py`` (``--quick``: a minute; ``--full``: also 100,000 couples for a year and a million
for 30 days). Every row is a process of its own, so that its peak memory is its own. The *uncoupled rate* is that of the
batch engine on the very same couples, days and threads in the same process; making people and network is reported apart
and enters neither. Networks are Watts-Strogatz with rewiring 0.1.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from typing import Any

PER_DAY = 8
QUICK = [(2_000, 10, 60), (4_000, 10, 60), (8_000, 10, 60)]
USUAL = [
    *((couples, 10, 60) for couples in (3_125, 6_250, 12_500, 25_000, 50_000)),
    *((25_000, degree, 60) for degree in (0, 2, 20, 40)),
]
FULL = [*USUAL, (100_000, 10, 365), (1_000_000, 10, 30)]
ALONE_AT_MOST = 200_000
"""Couples of which the uncoupled engine is timed too: beyond, it would set the peak of memory."""


def row(couples: int, degree: int, days: int, workers: int) -> dict[str, Any]:
    """Live one society, and the same couples alone, in this process; return times, peak memory and the ratio."""
    import numpy as np

    import reassure_sim as rs
    from reassure_sim import batch
    from reassure_sim.networks import Network
    from reassure_sim.population import gathered

    kind = {"kind": "watts_strogatz", "mean_degree": max(degree, 2), "rewiring": 0.1}
    small = gathered(rs.Population(couples=64, days=1, network=kind | {"mean_degree": 2}), 1)
    batch.live_society(small.lives, small.society, 1, PER_DAY, (), 1)  # compiled, or read from its cache
    batch.live(small.lives, 1, PER_DAY, (), 1)
    start = time.perf_counter()
    people = rs.Population(couples=couples, days=days, network=kind)
    lives, society = gathered(people, 7)
    if degree == 0:
        nobody = Network(np.zeros(couples + 1, np.int64), np.zeros(0, np.int64), np.zeros(0))
        society = society._replace(network=nobody)
    built = time.perf_counter() - start
    start = time.perf_counter()
    batch.live_society(lives, society, days, PER_DAY, (), workers)
    lived = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    told = {"couples": couples, "degree": degree, "days": days, "built": built, "lived": lived, "peak": peak}
    told["rate"] = couples * days * PER_DAY / lived
    if couples <= ALONE_AT_MOST:
        start = time.perf_counter()
        batch.live(lives, days, PER_DAY, (), workers)
        told["share"] = (time.perf_counter() - start) / lived
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--row", type=int, nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.row:
        print(json.dumps(row(*asked.row, asked.workers)))
        return
    print(f"{asked.workers} threads, load {os.getloadavg()[0]:.1f} at the start")
    heads = ("couples", "friends", "days", "building", "living", "couple-steps/s", "of uncoupled", "s/(M couple-days)")
    print("{:>10} {:>8} {:>6} {:>11} {:>9} {:>14} {:>14} {:>19} {:>9}".format(*heads, "peak GB"))
    for size in QUICK if asked.quick else FULL if asked.full else USUAL:
        command = [sys.executable, __file__, "--row", *map(str, size), "--workers", str(asked.workers)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        share = f"{told['share']:.2f}" if "share" in told else "-"
        each = told["lived"] / (told["couples"] * told["days"] / 1e6)
        print(
            f"{told['couples']:10,} {told['degree']:8} {told['days']:6} {told['built']:9.1f} s {told['lived']:7.1f} s "
            f"{told['rate'] / 1e6:12.2f} M {share:>14} {each:19.2f} {told['peak'] / 1e9:9.2f}"
        )


if __name__ == "__main__":
    main()
