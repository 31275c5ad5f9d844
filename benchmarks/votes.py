"""A class votes from its devices while a hostile client floods the same page, and the speaker goes on.

Run: python benchmarks/votes.py [--clients 200] [--questions 4] [--seconds 15] [--hostile other|same|none]
Everything is on this machine: one process has the dashboard and the network page, as in a lesson; this one has the
class; a third one is hostile. The class comes from 127.0.0.1, the hostile client from 127.0.0.2 (``other``), or from
the class's own address (``same``), as behind a proxy or a phone.

* The class does what the page's script does: it asks every two seconds what is asked now, votes, and sends a vote
  again that was refused or got lost. A vote lasts from the first try to the answer that it is in.
* The hostile client has 60 connections that ask and vote without end, some with a mark of its own, some with none or
  an invented one, some malformed or huge; and 300 more that trickle.
* The speaker's side is a page of the dashboard in the same process: a gesture there lasts until its year is shown.

The last line is the verdict: no vote lost, none beyond one a device, 95 % of votes within two seconds, 95 % of the
speaker's gestures within one. Exit 1 if a promise is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from classroom import Seen, Visitor, quantile

PATIENCE = 30.0
CHOICES = 4
HOSTILE = CHOICES - 1
"""What only the hostile client chooses, so that its votes can be told from the class's."""


def server() -> int:
    """Have the dashboard and a room in this process; each line of standard input opens a vote, or asks for counts."""
    from reassure_sim.dashboard.poll.ballot import Ballot
    from reassure_sim.dashboard.poll.poll import Poll
    from reassure_sim.dashboard.server.serve import serve
    from reassure_sim.lessons import Beat, Choice, Lesson, Scene, Vote
    from reassure_sim.lessons import Text as Said

    def text(said: str) -> Said:
        return {"en": said, "ru": said}

    from reassure_sim.experiment.view import START

    votes = [Vote(f"q{i}", tuple(Choice(text(f"Choice {c}"), None) for c in range(CHOICES)), 0) for i in range(100)]
    beats = tuple(Beat(text(f"Question {vote.name}?"), {}, {}, None, vote) for vote in votes)
    lesson = Lesson("votes", text("Votes"), (), (), START, (Scene("votes", text("Votes"), (1, 1), (), beats),))
    ballot = Ballot()
    poll = Poll(ballot, lesson, "en")
    poll.start()
    print(json.dumps([poll.addresses[0]]), flush=True)

    def listen() -> None:
        for line in sys.stdin:
            if line.strip() == "counts":
                print(json.dumps([ballot.counts(ballot.now), poll.devices]), flush=True)
            else:
                ballot.open(line.strip(), CHOICES)

    threading.Thread(target=listen, daemon=True).start()
    serve(port=0)
    return 0


class Client:
    """A device that speaks HTTP by itself."""

    def __init__(self, address: str, source: str) -> None:
        parts = urlsplit(address)
        self.port, self.path, self.source = int(parts.port or 80), parts.path, source
        self.host = f"127.0.0.1:{self.port}"
        self.cookie = ""
        self.answers: Counter[int] = Counter()

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request on a connection of its own; the status is 0 if the server hung up."""
        writer = None
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.source, 0))
                writer.write(request)
                answer = await reader.read()
        except (OSError, TimeoutError):
            answer = b""
        finally:
            if writer:
                writer.close()
        status = int(answer[9:12] or 0)
        self.answers[status] += 1
        return status, answer

    def get(self, what: str = "") -> bytes:
        """Return the request for the page, or for what is asked now."""
        return f"GET {self.path}{what} HTTP/1.1\r\nHost: {self.host}\r\nCookie: {self.cookie}\r\n\r\n".encode()

    def post(self, body: str) -> bytes:
        """Return the request that votes."""
        return (
            f"POST {self.path} HTTP/1.1\r\nHost: {self.host}\r\nOrigin: http://{self.host}\r\nCookie: {self.cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    async def join(self) -> None:
        """Open the page, and come back with the mark that it gives."""
        for wait in itertools.count(1):
            mark = re.search(rb"set-cookie: (device=[^;]+)", (await self.ask(self.get()))[1])
            if mark:
                self.cookie = mark[1].decode()
                return
            await asyncio.sleep(min(wait, 5))


async def vote(client: Client, luck: random.Random, until: asyncio.Event, took: list[float]) -> Counter[str]:
    """Do what the page does until the class is over; return the last votes by question and choice."""
    done: dict[str, int] = {}
    while not until.is_set():
        await asyncio.sleep(luck.uniform(1.5, 2.5))
        status, answer = await client.ask(client.get("/now"))
        question = answer.rpartition(b"\r\n\r\n")[2].partition(b".")[0].decode()
        if status != 200 or not question or question in done:
            continue
        await asyncio.sleep(luck.uniform(0, 2))  # to think
        choice, began = luck.randrange(HOSTILE), time.monotonic()
        for tries in range(30):
            if (await client.ask(client.post(f"vote={question}&choice={choice}")))[0] == 303:
                took.append(time.monotonic() - began)
                done[question] = choice
                break
            await asyncio.sleep(min(0.3 + 0.3 * tries, 2) * luck.uniform(0.75, 1.25))
    return Counter(f"{question} {choice}" for question, choice in done.items())


async def flood(address: str, source: str) -> None:
    """Ask, vote and trickle without end, and print how often each answer came once standard input is closed."""
    luck = random.Random(7)
    member, stranger = Client(address, source), Client(address, source)
    stranger.cookie = f"device={'A' * 22}.{'0' * 32}"
    await member.join()
    requests = [
        *(member.post(f"vote=q{q}&choice={HOSTILE}") for q in range(8)),
        member.get(),
        stranger.get(),
        stranger.get("/now"),
        stranger.post(f"vote=q0&choice={HOSTILE}"),
        stranger.get("/../../etc/passwd"),
        b"GET /" + b"A" * 60_000 + b" HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00" * 20,
        member.post("vote=q0&choice=3" + "x" * 50_000),
        member.get() * 20,
    ]

    async def ask() -> None:
        while True:
            await member.ask(luck.choice(requests))

    async def trickle() -> None:
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", member.port, local_addr=(source, 0))
                for byte in member.get():
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(1.0)
            except OSError:
                await asyncio.sleep(0.2)

    running = [asyncio.create_task(ask()) for _ in range(60)] + [asyncio.create_task(trickle()) for _ in range(300)]
    await asyncio.to_thread(sys.stdin.read)
    for task in running:
        task.cancel()
    print(json.dumps(member.answers))


async def press(visitor: Visitor, until: asyncio.Event, times: list[float]) -> None:
    """Move a slider of the dashboard once a second and note when its year is shown."""
    for place in itertools.cycle(range(5, 95)):
        if until.is_set():
            return
        before, began = visitor.trait("year"), time.monotonic()
        visitor.turned += 1
        await visitor.event("board", "turn", {"path": "a.anxiety", "place": place, "count": visitor.turned})
        with contextlib.suppress(TimeoutError):
            await visitor.until(lambda before=before: visitor.trait("year") is not before)  # type: ignore[misc]
        times.append(time.monotonic() - began)
        await asyncio.sleep(1.0)


class Process:
    """This file again, with other words, asked by lines."""

    def __init__(self, *words: str) -> None:
        command = [sys.executable, __file__, *words]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def say(self, line: str) -> None:
        """Send a line."""
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self) -> Any:
        """Wait for a line of JSON."""
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())


async def lesson(given: argparse.Namespace, room: Process, found: dict[str, Any]) -> None:
    """Hold the lesson and note what is found."""
    assert room.process.stdout
    (address,) = room.hear()
    url = room.process.stdout.readline().split()[-1]
    visitor = Visitor(url, "/?v=1", Seen())
    await visitor.open()
    await visitor.until(lambda: visitor.trait("year") is not None)
    calm, over = asyncio.Event(), asyncio.Event()
    found["before"], found["during"], found["took"] = [], [], []
    pressing = asyncio.create_task(press(visitor, calm, found["before"]))
    await asyncio.sleep(10.0)
    calm.set()
    await pressing

    class_ = [Client(address, "127.0.0.1") for _ in range(given.clients)]
    await asyncio.gather(*(client.join() for client in class_))
    voting = [
        asyncio.create_task(vote(client, random.Random(i), over, found["took"])) for i, client in enumerate(class_)
    ]
    hostile = None
    if given.hostile != "none":
        hostile = Process("--flood", address, "--source", "127.0.0.2" if given.hostile == "other" else "127.0.0.1")
    await asyncio.sleep(2.0)
    pressing = asyncio.create_task(press(visitor, over, found["during"]))
    counted: Counter[str] = Counter()
    for question in (f"q{i}" for i in range(given.questions)):
        room.say(question)
        await asyncio.sleep(given.seconds)
        room.say("counts")
        counts, found["devices"] = await asyncio.to_thread(room.hear)
        counted.update({f"{question} {choice}": count for choice, count in enumerate(counts)})
    over.set()
    cast = sum(await asyncio.gather(*voting), Counter())
    await pressing
    if hostile:
        assert hostile.process.stdin
        hostile.process.stdin.close()
        found["hostile"] = Counter({int(status): n for status, n in hostile.hear().items()})
    found["due"] = given.clients * given.questions
    found["right"] = sum((cast & counted).values())
    found["beyond"] = max(counted[f"q{i} {HOSTILE}"] for i in range(given.questions))
    found["answers"] = sum((client.answers for client in class_), Counter())
    await visitor.close()


def spread(times: list[float]) -> str:
    times = sorted(times)
    return f"median {1000 * quantile(times, 0.5):.0f}, p95 {1000 * quantile(times, 0.95):.0f} ms ({len(times)})"


def main() -> int:
    parser = argparse.ArgumentParser(description="A class votes, and a hostile client floods.")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--questions", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=15.0, help="for each question")
    parser.add_argument("--hostile", choices=("other", "same", "none"), default="other")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--flood", help=argparse.SUPPRESS)
    parser.add_argument("--source", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        return server()
    if given.flood:
        asyncio.run(flood(given.flood, given.source))
        return 0
    found: dict[str, Any] = {}
    room = Process("--serve")
    try:
        asyncio.run(lesson(given, room, found))
        alive = room.process.poll() is None
    finally:
        room.process.terminate()
        room.process.wait(20)
    took, during = sorted(found["took"]), sorted(found["during"])
    print(f"{given.clients} devices, {given.questions} questions, hostile: {given.hostile}, {os.cpu_count()} cores")
    print(f"a vote: {spread(took)}; lost {found['due'] - found['right']} of {found['due']}")
    print(f"the class's answers by status (0: hung up): {dict(sorted(found['answers'].items()))}")
    if "hostile" in found:
        answers = found["hostile"]
        refused = sum(n for status, n in answers.items() if status not in (200, 303))
        print(f"hostile requests {answers.total()}, refused {refused}: {dict(sorted(answers.items()))}")
    print(f"devices {found['devices']}; the hostile device's votes in one question: {found['beyond']}")
    print(f"the speaker's gesture: before {spread(found['before'])}; during {spread(during)}")
    promises = {
        "no vote lost": found["right"] == found["due"],
        "a device has one vote": found["beyond"] <= 1,
        "95 % of votes within two seconds": bool(took) and quantile(took, 0.95) < 2.0,
        "95 % of the speaker's gestures within a second": bool(during) and quantile(during, 0.95) < 1.0,
        "the server lives": alive,
    }
    for promise, kept in promises.items():
        print(f"{'kept  ' if kept else 'BROKEN'} {promise}")
    print("verdict: " + ("all promises kept" if all(promises.values()) else "a promise is broken"))
    return 0 if all(promises.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
