"""A class on one server: sessions that play, change something now and then, and sweep maps, all at once.

Run: python benchmarks/classroom.py [--sessions 100] [--minutes 10] [--sweepers 10] [--turns 2] [--opened 500]
The clients are plain websockets on this machine that say what a browser says; nothing leaves it. Three phases:

* **playing**: every session reads five frames a second from the block that it was sent. What the server's processor
  does meanwhile, divided by the frames, is the price of a frame.
* **class**: they go on playing; every ten seconds or so each moves a slider to two places and lets go, and waits for
  the new year each time, while the sweepers draw one map after another (one that stands still for a minute is an
  error). A gesture lasts from the message to the arrival of the picture.
* **opening**: sessions are opened and closed one after another.

The last line is the verdict: 95 % of gestures under a second, no errors, no frame missing, memory under 2 GB, and flat:
less than 10 % more at the end of the class than after its first fifth, and less than 20 kB for each of the last half of
the sessions opened and closed. Exit 1 if a promise is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

FRAMES = 5
BETWEEN = 10.0
PATIENCE = 60.0
MEGABYTE = 2**20


@dataclass
class Seen:
    """What all clients together have seen."""

    frames: int = 0
    missing: int = 0
    sweeps: list[float] = field(default_factory=list)
    gestures: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Visitor:
    """One open page, spoken to as a browser does."""

    def __init__(self, url: str, path: str, seen: Seen) -> None:
        self.url, self.path, self.seen = url.rstrip("/"), path, seen
        self.kernel, self.page = str(uuid.uuid4()), str(uuid.uuid4())
        self.control = str(uuid.uuid4())
        self.widgets: dict[str, dict[str, Any]] = {}
        self.changed = asyncio.Event()
        self.turned = 0

    async def open(self) -> None:
        """Ask for the page and connect as its script does; return once the page is drawn."""
        self.cookie = await asyncio.to_thread(self._ask)
        address = f"ws{self.url[4:]}/jupyter/api/kernels/{self.kernel}/channels?session_id={self.page}"
        self.socket: ClientConnection = await connect(
            address, origin=self.url, additional_headers={"Cookie": self.cookie}, max_size=None
        )
        self.listening = asyncio.create_task(self._listen())
        await self._say("kernel_info_request", {})
        await self._say("comm_open", {"comm_id": self.control, "target_name": "solara.control", "data": {}})
        themes: dict[str, Any] = {"light": {}, "dark": {}}
        run = {"method": "run", "args": {"path": self.path, "dark": False, "themes": themes, "appName": None}}
        await self._say("comm_msg", {"comm_id": self.control, "data": run})

    async def close(self) -> None:
        """Say good-bye as a browser does when a page is left."""
        await asyncio.to_thread(self._leave)
        await self.socket.close()
        self.listening.cancel()

    async def event(self, trait: str, name: str, data: Any) -> None:
        """Tell the part of the page that has this trait what has been done to it."""
        content = {"method": "custom", "content": {"event": name, "data": data}}
        await self._say("comm_msg", {"comm_id": self.part(trait), "data": content})

    def part(self, trait: str) -> str:
        """Return the id of the part that has this trait."""
        return next(model for model, state in self.widgets.items() if trait in state)

    def trait(self, name: str) -> Any:
        """Return a trait of the part that has it, or None if no part has."""
        return next((state[name] for state in self.widgets.values() if name in state), None)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds of what has been sent."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self.changed.clear()
                if self.listening.done():
                    raise ConnectionError("the server hung up")
                await self.changed.wait()

    async def play(self, until: float) -> None:
        """Read five frames a second from the block at hand."""
        day, text, block = 0, "", {}
        while time.monotonic() < until:
            latest = self.trait("year")
            if latest is not text:
                text, block = latest, json.loads(latest)
            try:
                shown = [block[name][day] for name in ("arcs", "percent", "energy", "regime", "sentence")]
                self.seen.frames += len(shown) == 5
            except (KeyError, IndexError):
                self.seen.missing += 1
            day = (day + 1) % 365
            await asyncio.sleep(1.0 / FRAMES)

    async def meddle(self, until: float, turns: int, luck: random.Random) -> None:
        """Move a slider, see the new year each time, and let go; then think for a while."""
        while True:
            await asyncio.sleep(luck.uniform(0.5, 1.5) * BETWEEN)
            if time.monotonic() > until:
                return
            path = luck.choice(("a.anxiety", "b.avoidance"))
            here = json.loads(self.trait("settings"))[path][0]
            for place in luck.sample([place for place in range(5, 95) if place != here], turns):
                self.turned += 1
                before, began = self.trait("year"), time.monotonic()
                await self.event("board", "turn", {"path": path, "place": place, "count": self.turned})
                await self.until(lambda before=before: self.trait("year") is not before)  # type: ignore[misc]
                self.seen.gestures.append(time.monotonic() - began)
                await asyncio.sleep(0.1)
            await self.event("board", "settle", {"path": path, "place": place})

    async def sweep(self, until: float, first: int) -> None:
        """Draw one map after another, each of another luck, so that none is known already."""
        for seed in itertools.count(first):
            if time.monotonic() > until:
                return
            there = {"method": "update", "state": {"location": f"{self.path}&seed={seed}"}, "buffer_paths": []}
            await self._say("comm_msg", {"comm_id": self.part("location"), "data": there})
            await self.event("chart", "begin", {})
            await self.until(lambda: self.trait("progress")["running"])
            began = time.monotonic()
            while (shown := self.trait("progress"))["running"]:  # to be slow is no error, to stand still is one
                await self.until(lambda shown=shown: self.trait("progress") is not shown)  # type: ignore[misc]
            self.seen.sweeps.append(time.monotonic() - began)

    async def _say(self, kind: str, content: dict[str, Any]) -> None:
        header = {"date": "", "msg_id": str(uuid.uuid4()), "msg_type": kind, "session": self.page, "version": "5.2"}
        message = {"buffers": [], "channel": "shell", "content": content, "header": {**header, "username": ""}}
        await self.socket.send(json.dumps({**message, "metadata": {}, "parent_header": {}}))

    async def _listen(self) -> None:
        async for text in self.socket:
            if "Traceback" in text:
                self.seen.errors.append(text[:2000])
            message = json.loads(text)
            content = message["content"]
            if message["msg_type"] == "comm_open":
                self.widgets[content["comm_id"]] = content["data"].get("state", {})
            elif message["msg_type"] == "comm_close":
                self.widgets.pop(content["comm_id"], None)
            elif message["msg_type"] == "comm_msg" and content["data"].get("method") == "update":
                self.widgets[content["comm_id"]].update(content["data"]["state"])
            else:
                continue
            self.changed.set()

    def _ask(self) -> str:
        request = urllib.request.Request(self.url + self.path, headers={"Accept": "text/html"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return str(answer.headers["Set-Cookie"]).partition(";")[0]

    def _leave(self) -> None:
        address = f"{self.url}/_solara/api/close/{self.kernel}?session_id={self.page}"
        request = urllib.request.Request(address, b"", {"Origin": self.url, "Cookie": self.cookie})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            answer.read()


class Server:
    """A dashboard in a process of its own, watched from outside (Linux)."""

    def __init__(self, errors: Path) -> None:
        began = time.monotonic()
        command = [sys.executable, "-m", "reassure_sim.dashboard", "--port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors.open("w"), text=True)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().split()[-1]
        self.ready = time.monotonic() - began
        self.status = Path(f"/proc/{self.process.pid}")

    def megabytes(self) -> float:
        """Return the resident memory."""
        pages = int((self.status / "statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE

    def seconds(self) -> float:
        """Return the processor time used so far."""
        numbers = (self.status / "stat").read_text().rpartition(")")[2].split()
        return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")

    def threads(self) -> int:
        """Return how many there are now."""
        return len(list((self.status / "task").iterdir()))


async def lesson(
    server: Server, sessions: int, minutes: float, sweepers: int, turns: int, seen: Seen
) -> dict[str, float]:
    """Hold the first two phases and return what was measured."""
    first = Visitor(server.url, "/?v=1", seen)  # everything is loaded once there is a page
    await first.open()
    await first.until(lambda: first.trait("year") is not None)
    await first.close()
    empty = server.megabytes()
    class_ = [Visitor(server.url, "/?v=1", seen) for _ in range(sessions)]
    sweeping = [Visitor(server.url, "/map?v=1&lives=20", seen) for _ in range(sweepers)]
    opening: list[float] = []
    for visitor in class_ + sweeping:
        began = time.monotonic()
        await visitor.open()
        await visitor.until(lambda v=visitor: v.trait("year" if v in class_ else "progress") is not None)  # type: ignore[misc]
        opening.append(time.monotonic() - began)
    full = server.megabytes()
    for visitor in sweeping:  # a small map draws itself: frames are measured while nobody sweeps
        await visitor.until(lambda v=visitor: not v.trait("progress")["running"])  # type: ignore[misc]

    quiet = min(20.0, 20.0 * minutes)
    await asyncio.sleep(2.0)
    frames, used, began = seen.frames, server.seconds(), time.monotonic()
    await asyncio.gather(*(visitor.play(began + quiet) for visitor in class_))
    frame = 1000.0 * (server.seconds() - used) / max(1, seen.frames - frames)

    used, began = server.seconds(), time.monotonic()
    until = began + 60.0 * minutes
    memory: list[float] = []

    async def watch() -> None:
        while time.monotonic() < until:
            await asyncio.sleep(min(30.0, 6.0 * minutes))
            memory.append(server.megabytes())
            done = sorted(seen.gestures)
            late = f", p95 {1000 * quantile(done, 0.95):.0f} ms" if done else ""
            print(
                f"  {time.monotonic() - began:5.0f} s  {memory[-1]:6.0f} MB  {server.threads()} threads  "
                f"{len(done)} gestures{late}  {len(seen.sweeps)} maps  {len(seen.errors)} errors",
                flush=True,
            )

    jobs = [visitor.play(until) for visitor in class_]
    jobs += [visitor.meddle(until, turns, random.Random(number)) for number, visitor in enumerate(class_)]
    jobs += [visitor.sweep(until, 1000 * number) for number, visitor in enumerate(sweeping, 1)]
    for outcome in await asyncio.gather(watch(), *jobs, return_exceptions=True):
        if isinstance(outcome, BaseException):
            seen.errors.append(repr(outcome))
    busy = (server.seconds() - used) / (time.monotonic() - began)
    await asyncio.gather(*(visitor.close() for visitor in class_ + sweeping))
    return {
        "memory_empty": empty,
        "memory_per_session": (full - empty) / max(1, sessions + sweepers),
        "memory_first": memory[max(0, len(memory) // 5 - 1)],
        "memory_last": memory[-1],
        "memory_most": max(memory),
        "open_median": statistics.median(opening),
        "frame_ms": frame,
        "cores": busy,
    }


async def opening(server: Server, opened: int, seen: Seen) -> tuple[float, float]:
    """Open and close sessions one after another; return the memory at the end, and kB a session of the last half."""
    points: list[tuple[int, float]] = []
    for number in range(opened):
        visitor = Visitor(server.url, "/?v=1", seen)
        try:
            await visitor.open()
            await visitor.until(lambda v=visitor: v.trait("year") is not None)  # type: ignore[misc]
            await visitor.close()
        except Exception as error:
            seen.errors.append(repr(error))
        if number % 10 == 9:
            points.append((number + 1, server.megabytes()))
        if number % 100 == 99:
            print(f"  {number + 1} opened and closed  {points[-1][1]:6.0f} MB  {server.threads()} threads", flush=True)
    later = [point for point in points if point[0] > opened // 2]
    slope = statistics.linear_regression(*zip(*later, strict=True)).slope if len(later) > 2 else 0.0
    return points[-1][1] if points else 0.0, 1024.0 * slope


def quantile(sorted_times: list[float], share: float) -> float:
    return sorted_times[min(len(sorted_times) - 1, int(share * len(sorted_times)))] if sorted_times else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description="A class on one server.")
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--sweepers", type=int, default=10)
    parser.add_argument("--turns", type=int, default=2, help="places through which a slider goes in one gesture")
    parser.add_argument("--opened", type=int, default=500)
    parser.add_argument("--errors", type=Path, default=Path(os.devnull), help="where the server's log goes")
    given = parser.parse_args()
    seen = Seen()
    server = Server(given.errors)
    try:
        found = asyncio.run(lesson(server, given.sessions, given.minutes, given.sweepers, given.turns, seen))
        memory, slope = asyncio.run(opening(server, given.opened, seen))
    finally:
        if server.process.poll() is not None:
            seen.errors.append(f"the server ended by itself, with code {server.process.returncode}")
        server.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.process.wait(20)
        server.process.kill()
    times = sorted(seen.gestures)
    p50, p95, p99 = (quantile(times, share) for share in (0.5, 0.95, 0.99))
    growth = found["memory_last"] / found["memory_first"] - 1.0
    promises = {
        "95 % of gestures under a second": bool(times) and p95 < 1.0,
        "no errors": not seen.errors,
        "no frame missing": seen.frames > 0 and not seen.missing,
        "a frame costs the server half a millisecond or less": found["frame_ms"] <= 0.5,
        "memory under 2 GB": max(found["memory_most"], memory) < 2048.0,
        "memory flat in class": growth < 0.1,
        "memory flat while pages open and close": slope < 20.0,
    }
    print(f"{given.sessions} sessions, {given.sweepers} sweeping, {given.minutes:g} minutes, {os.cpu_count()} cores")
    print(f"ready after {server.ready:.1f} s; a page opens in {1000 * found['open_median']:.0f} ms (median)")
    print(f"gestures {len(times)}: p50 {1000 * p50:.0f}  p95 {1000 * p95:.0f}  p99 {1000 * p99:.0f} ms")
    print(f"frames {seen.frames}, missing {seen.missing}; server time a frame {found['frame_ms']:.3f} ms")
    swept = statistics.median(seen.sweeps) if seen.sweeps else 0.0
    print(f"maps swept {len(seen.sweeps)}, {swept:.0f} s each (median); processor in class {found['cores']:.2f} cores")
    print(
        f"memory: empty {found['memory_empty']:.0f} MB, {found['memory_per_session']:.2f} MB a session, "
        f"most {found['memory_most']:.0f} MB, in class {100 * growth:+.1f} %"
    )
    print(f"opened and closed {given.opened}: {memory:.0f} MB at the end, {slope:+.1f} kB for each of the last half")
    for error in seen.errors[:5]:
        print(f"error: {error}")
    for promise, kept in promises.items():
        print(f"{'kept  ' if kept else 'BROKEN'} {promise}")
    print("verdict: " + ("all promises kept" if all(promises.values()) else "a promise is broken"))
    return 0 if all(promises.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
