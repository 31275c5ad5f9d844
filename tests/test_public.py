"""A dashboard for a class: who can reach it is asked for, said, and found without a word to the network."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest

pytest.importorskip("solara", reason="needs the dashboard extra")

from command import reassure
from reassure_sim.dashboard import __main__ as started
from reassure_sim.dashboard.server import reach, serve

# Says on standard error whatever a socket is asked to send or look up.
WATCHED = """
import sys
def tell(event, arguments):
    if event in ("socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        print(event, file=sys.stderr)
sys.addaudithook(tell)
import socket
made = socket.socket
class Watched(made):
    def send(self, *given): print("send", file=sys.stderr)
    sendall = send
socket.socket = Watched
from reassure_sim.dashboard.server import reach
print(*reach.addresses())
"""


def test_the_machines_addresses_are_found_without_sending_anything() -> None:
    done = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.split() == reach.addresses()
    assert not any(ip_address(found).is_loopback for found in done.stdout.split())


def told(*own: str) -> dict[str, list[SimpleNamespace]]:
    """What the system tells of its interfaces, each of which has an address of the other kind too."""
    kinds = {socket.AF_INET6: "fe80::1"}
    return {
        f"if{n}": [SimpleNamespace(family=family, address=at) for family, at in {socket.AF_INET: one, **kinds}.items()]
        for n, one in enumerate(own)
    }


def test_every_interface_is_named_once_and_the_way_out_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "_way_out", lambda: "192.168.7.5")
    monkeypatch.setattr(reach.psutil, "net_if_addrs", lambda: told("127.0.0.1", "10.0.0.5", "192.168.7.5"))
    assert reach.addresses() == ["192.168.7.5", "10.0.0.5"]
    monkeypatch.setattr(reach, "_way_out", str)
    monkeypatch.setattr(reach.psutil, "net_if_addrs", lambda: told("127.0.0.1"))
    assert reach.addresses() == []


def test_loopback_is_told_from_the_rest() -> None:
    assert all(map(reach.is_loopback, ("127.0.0.1", "127.9.9.9", "::1", "localhost")))
    assert not any(map(reach.is_loopback, ("192.168.7.5", "2001:db8::5", "lab.example.org", "")))


@pytest.mark.parametrize(
    ("words", "host", "public"),
    [
        ([], "127.0.0.1", False),
        (["--public"], "0.0.0.0", True),
        (["--public", "--host", "192.168.7.5"], "192.168.7.5", True),
        (["--host", "::1"], "::1", False),
    ],
)
def test_only_public_lets_others_in(words: list[str], host: str, public: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(started, "serve", lambda *given, **named: asked.append((given[0], named["public"])))
    assert started.main(words) == 0
    assert asked == [(host, public)]


def test_the_command_passes_on_who_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    class Started:
        words: list[str]

        def __init__(self, words: list[str], **_: object) -> None:
            Started.words = words

        def __enter__(self) -> Started:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def wait(self) -> int:
            return 0

    monkeypatch.setattr(subprocess, "Popen", Started)
    assert reassure("dashboard", "--no-browser", "--public", "--name", "lab", "--name", "lab.example.org") == 0
    assert Started.words[1:] == [
        "-m",
        "reassure_sim.dashboard",
        "--public",
        "--name",
        "lab",
        "--name",
        "lab.example.org",
    ]
    assert reassure("dashboard", "--host", "::1", "--port", "0") == 0
    assert Started.words[3:] == ["--port", "0", "--host", "::1", "--open"]


def test_an_address_of_others_without_public_is_refused_with_what_to_type(capfd: pytest.CaptureFixture[str]) -> None:
    assert reassure("dashboard", "--no-browser", "--host", "0.0.0.0", "--port", "0") == serve.USAGE
    said = capfd.readouterr().err
    assert "--public" in said and "Traceback" not in said


def test_a_public_dashboard_says_where_others_reach_it_and_answers_there(tmp_path: Path) -> None:
    errors = tmp_path / "stderr.txt"
    with errors.open("w") as told:
        words = [sys.executable, "-m", "reassure_sim.dashboard", "--public", "--port", "0", "--name", "lab.example.org"]
        server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=told, text=True)
    try:
        assert server.stdout is not None
        ready = server.stdout.readline()
        port = urlsplit(ready.split()[-1]).port
        others = [f"http://{host}:{port}/" for host in [*reach.addresses(), "lab.example.org"]]
        for host in reach.addresses():
            connection = http.client.HTTPConnection(host, port, timeout=30)
            connection.request("GET", "/?v=1", headers={"Accept": "text/html"})
            assert connection.getresponse().status == 200
            connection.close()
            connection.request("GET", "/resourcez")
            assert connection.getresponse().status == 404, "others are not told who is there"
            connection.close()
    finally:
        server.terminate()
        server.communicate(timeout=20)
    assert ready == f"reassure_sim dashboard: http://127.0.0.1:{port}/\n"
    # Said right after the line on standard output, so read once the server has ended.
    said = errors.read_text().splitlines()
    assert [line for line in said if line.startswith("Other devices")] == [
        serve.ELSEWHERE.format(url=other) for other in others
    ]
