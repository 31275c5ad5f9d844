"""Processes that are killed while they run: a fork server, and a loop that kills ``reassure run`` again and again."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from faults import CONFIG, FINAL, RECORDED, Truth, wrongs
from reassure_sim.experiment.folder import manifest

SLOW = 0.006
"""Seconds between the last byte of a file and its renaming (REASSURE_TEST_SLOW_WRITE), so that a kill can hit there."""

AIMS = ("writing",) * 15 + ("tables",) * 3 + ("start",) + ("anywhere",) * 2 + ("signal",) * 2
FAILED_RUNS, PARTIAL, ENOUGH = 3, 12, 20


class Told(NamedTuple):
    """What a kill loop found: kills by the phase they hit, other ends, and everything that was wrong."""

    kills: Counter[str]
    ends: Counter[str]
    wrong: list[str]
    slowest: float
    """Seconds until a polite stop (SIGTERM, SIGINT) had ended."""


def forked(work: Callable[[], int], log: str = os.devnull) -> int:
    """Start ``work`` in a child, which has everything imported already, and return its id; it exits with the result.

    Nothing else may run in this process: a thread does not survive in a child.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        return child
    code = 70
    try:
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        os.dup2(out, 1)
        os.dup2(out, 2)
        code = work()
    except BaseException as error:
        print(f"{type(error).__name__}: {error}")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def command(*words: str) -> int:
    """Run ``reassure WORDS`` in this process and return its exit code."""
    from reassure_sim.cli.entry import main

    sys.argv = ["reassure", *words]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 70
    return 0


def ended(child: int, seconds: float = 60.0) -> int:
    """Wait for a child and return its exit code; 128 and the number where a signal ended it.

    Raises:
        TimeoutError: it goes on for too long.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    raise TimeoutError(f"child {child} was still running after {seconds:g} s")


def asked(work: Callable[[], list[str]], folder: Path) -> list[str]:
    """Return the lines that ``work`` finds, worked out in a child, so that this process has no threads."""
    log = folder.with_name("asked.txt")
    log.unlink(missing_ok=True)

    def tell() -> int:
        for line in work():
            print(line)
        return 0

    code = ended(forked(tell, str(log)))
    lines = log.read_text().splitlines()
    return lines if code == 0 else [f"looking at the folder ended with {code}", *lines]


def kill_loop(place: Path, true: Truth, kills: int, seed: int, tell: Callable[[Told], None] | None = None) -> Told:
    """Kill runs until ``kills`` have died, each folder going on until it is complete; ``place``: an empty folder.

    After every kill the folder is read back and held against ``true``.
    """
    luck = random.Random(seed)
    found = Told(Counter(), Counter(), [], 0.0)
    config = place / "small.yaml"
    config.write_text(CONFIG)
    os.environ["REASSURE_TEST_SLOW_WRITE"] = str(SLOW)
    number = deaths = 0
    while found.kills.total() < kills and len(found.wrong) < ENOUGH:
        folder = place / f"r{number}"
        aim = "none" if deaths >= PARTIAL else luck.choice(AIMS)
        before = _names(folder / "parts")
        words = ["run", str(config), "-o", str(folder), "--workers", str(luck.choice((1, 2)))]
        child = forked(lambda words=words: command(*words), str(place / "log.txt"))
        how, seconds = _strike(child, folder, aim, luck)
        deaths += 1
        try:
            code = ended(child)
        except TimeoutError as error:
            found.wrong.append(f"{aim}: {error}")
            break
        if how == signal.SIGKILL and code == 128 + signal.SIGKILL:
            found.kills[_phase(folder, child, before)] += 1
        else:
            began = time.monotonic() if not how else seconds
            found = found._replace(slowest=max(found.slowest, time.monotonic() - began))
            found.ends[f"{how.name if how else 'left alone'}: exit code {code}"] += 1
            if code not in ((FAILED_RUNS,) if not how or how == signal.SIGKILL else (FAILED_RUNS, 128 + how)):
                found.wrong.append(f"{aim}: ended with {code}")
        lines = asked(lambda folder=folder, code=code: looked(folder, true, code == FAILED_RUNS), folder)
        found.wrong.extend(f"{folder.name}, aimed at {aim}: {line}" for line in lines)
        if code == FAILED_RUNS:
            number, deaths = number + 1, 0
            shutil.rmtree(folder)
        if tell:
            tell(found)
    return found


def looked(folder: Path, true: Truth, complete: bool) -> list[str]:
    """Say what is wrong in a folder, whose run has come to its end (``complete``) or not."""
    short = complete and not manifest.read(folder).get("complete")
    return [*wrongs(folder, true), *(["its manifest does not say that it is complete"] if short else [])]


def _strike(child: int, folder: Path, aim: str, luck: random.Random) -> tuple[signal.Signals | None, float]:
    """Send a signal to a child at the moment that is aimed at; return it, and when."""
    if aim == "none":
        return None, 0.0
    if aim in ("writing", "tables"):
        place = folder / "parts" if aim == "writing" else folder
        _wait_for(child, place, luck.randint(1, 4) if aim == "writing" else luck.randint(1, 2), aim)
        time.sleep(luck.uniform(0.0, 0.6 * SLOW if aim == "writing" else 9 * SLOW))
    else:
        time.sleep(luck.uniform(0.0, 0.04 if aim == "start" else 0.5))
    how = luck.choice((signal.SIGTERM, signal.SIGINT)) if aim == "signal" else signal.SIGKILL
    os.kill(child, how)
    return how, time.monotonic()


def _wait_for(child: int, place: Path, count: int, aim: str) -> None:
    """Wait until a child has begun to write ``count`` files of a kind, or has ended."""
    seen: set[str] = set()
    while os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        for name in _names(place):
            if name.endswith(f".{child}.tmp") and (aim == "writing" or _written(name) in (*FINAL, *RECORDED)):
                seen.add(name)
        if len(seen) >= count:
            return


def _phase(folder: Path, child: int, before: list[str]) -> str:
    """Return in which phase a child was killed, as seen from what it left."""
    left = [_written(name) for name in _names(folder) if name.endswith(f".{child}.tmp")]
    parts = _names(folder / "parts")
    if any(name.endswith(f".{child}.tmp") for name in parts):
        return "writing a chunk"
    if any(name in (*FINAL, *RECORDED) for name in left):
        return "writing tables"
    if left:
        return "writing the manifest" if "manifest.json" in left else "writing another file"
    return "between two files" if parts != before else "before the first chunk"


def _written(name: str) -> str:
    """Return what a half-written file was going to be called."""
    return name.lstrip(".").rsplit(".", 2)[0]


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
