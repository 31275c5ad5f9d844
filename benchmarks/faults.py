"""The long form of tests/test_faults.py: every call of the disk fails, and a thousand runs are killed.

    python benchmarks/faults.py --kills 1000
    python benchmarks/faults.py --calls ENOSPC EIO            (every call, once and from then on)
    python benchmarks/faults.py --calls EACCES --every 7      (every seventh call)

Run it on sources that nobody edits meanwhile. Everything is counted and printed; the exit code is 1 if a row was
lost, doubled or wrong, or a table differs.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import itertools
import os
import pickle
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from faults import CONFIG, SMALLER, Disk, Struck, Truth, attempt, small, standing_in, strike, truth
from kills import Told, ended, forked, kill_loop
from reassure_sim.experiment import loads
from reassure_sim.experiment.living import simulate
from reassure_sim.experiment.runs import every_chunk, runs_of


def killed(place: Path, kills: int, seed: int) -> int:
    """Kill runs of ``reassure run`` at random moments, and print what that did."""
    experiment = loads(CONFIG)
    chunk = next(every_chunk(experiment, 5))
    simulate(experiment, chunk, runs_of(experiment, chunk), "batch")  # so that no child compiles or loads it
    for name in ("pandas", "pyarrow.csv", "pyarrow.parquet", "reassure_sim.cli.entry", "reassure_sim.analysis.gallery"):
        importlib.import_module(name)  # nor imports it
    kept = place / "truth.pickle"
    if ended(forked(lambda: kept.write_bytes(pickle.dumps(truth(place / "true"))) * 0)) != 0:
        raise SystemExit("the undisturbed run failed")
    true: Truth = pickle.loads(kept.read_bytes())
    began, last = time.monotonic(), [0.0]

    def tell(told: Told) -> None:
        if time.monotonic() - last[0] > 20.0:
            last[0] = time.monotonic()
            print(f"  {told.kills.total():,} kills after {last[0] - began:.0f} s", file=sys.stderr, flush=True)

    told = kill_loop(place, true, kills, seed, tell)
    minutes = (time.monotonic() - began) / 60.0
    print(f"{told.kills.total():,} kills (SIGKILL) in {minutes:.1f} min, {told.kills.total() / minutes:.0f} a minute")
    for phase, count in told.kills.most_common():
        print(f"  {count:6,} {phase}")
    for end, count in told.ends.most_common():
        print(f"  {count:6,} not killed, {end}")
    print(f"  {told.slowest:.2f} s at most from SIGTERM or SIGINT to the end")
    return _close(told.wrong)


def called(place: Path, errors: Sequence[str], every: int) -> int:
    """Let every call of the disk fail, one after the other, and print what that did."""
    wrong: list[str] = []
    true = truth(place / "true")
    smaller = (place / "smaller", truth(place / "smaller", SMALLER))
    for name, before in (("a new folder", None), ("a folder that grows", smaller)):
        if before:
            shutil.copytree(before[0], place / "r")
        with standing_in(Disk()) as stand:
            attempt(CONFIG, place / "r")
        shutil.rmtree(place / "r")
        for error, how in itertools.product(errors, ("once", "onwards", "short")):
            began, count, calls = time.monotonic(), 0, range(0, len(stand.calls) + 1, every)
            for call in calls:
                if how == "short" and call < len(stand.calls) and stand.calls[call][0] != "write":
                    continue
                found = strike(Struck(call, getattr(errno, error), how), place / "r", true, before)
                wrong.extend(f"{name}: {one}" for one in found)
                count += 1
                shutil.rmtree(place / "r", ignore_errors=True)
            told = f"{name}: {count:,} of {len(stand.calls):,} calls, {error} {how}"
            print(f"{told}: {time.monotonic() - began:.0f} s, {len(wrong)} wrong", flush=True)
    return _close(wrong)


def _close(wrong: Sequence[str]) -> int:
    print(f"rows lost, doubled or wrong, tables that differ, other troubles: {len(wrong)}")
    for one in wrong[:20]:
        print(f"  {one}")
    return 1 if wrong else 0


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--kills", type=int, default=0)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--calls", nargs="*", metavar="ERROR", default=[], help="like ENOSPC EIO EDQUOT EROFS EACCES")
    words.add_argument("--every", type=int, default=1)
    words.add_argument("--on", type=Path, default=Path("/dev/shm") if Path("/dev/shm").is_dir() else None)
    asked = words.parse_args()
    os.environ.pop("REASSURE_TEST_SLOW_WRITE", None)
    with small(), tempfile.TemporaryDirectory(dir=asked.on) as place:
        code = killed(Path(place), asked.kills, asked.seed) if asked.kills else 0
        return max(code, called(Path(place), asked.calls, asked.every) if asked.calls else 0)


if __name__ == "__main__":
    sys.exit(main())
