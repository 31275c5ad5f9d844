"""The dashboard's server keeps everything on this machine, and talks to nobody but its own pages."""

import asyncio
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

pytest.importorskip("solara", reason="needs the dashboard extra")

from reassure_sim.dashboard.__main__ import main
from reassure_sim.dashboard.server.environment import ASSETS, ASSETS_URL
from reassure_sim.dashboard.server.guard import TRY_AGAIN_LATER, Guard
from reassure_sim.dashboard.server.page import finished
from reassure_sim.dashboard.server.serve import DashboardError, listen
from reassure_sim.dashboard.words import words
from reassure_sim.experiment.view import PATHS_OF

# Says on standard error whenever the server process looks up a name or connects to somebody.
WATCHED = """
import sys
def tell(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        print("LOOKED UP", arguments[0], file=sys.stderr, flush=True)
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        print("CONNECTED", arguments[1][0], file=sys.stderr, flush=True)
sys.addaudithook(tell)
from reassure_sim.dashboard.__main__ import main
sys.exit(main(["--port", "0"]))
"""


class Server:
    """A dashboard in a process of its own, asked with plain HTTP."""

    def __init__(self, home: Path) -> None:
        self.errors = home / "stderr.txt"
        # The one thing that it may leave behind: compiled rules, in a folder of their own.
        compiled = {"REASSURE_CACHE_DIR": str(home.parent / "compiled")}
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-c", WATCHED],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                cwd=home,
                env={**os.environ, "HOME": str(home / "no such home"), "TMPDIR": str(home), **compiled},
            )
        assert self.process.stdout is not None
        self.ready = self.process.stdout.readline()
        assert self.ready, self.errors.read_text()
        self.port = int(self.ready.rstrip("/\n").rpartition(":")[2])

    def ask(self, path: str = "/", method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body; a header given as an empty string is not sent."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Host": f"127.0.0.1:{self.port}"} | {name.replace("_", "-"): given for name, given in headers.items()}
        connection.request(method, path, headers={name: given for name, given in sent.items() if given})
        answer = connection.getresponse()
        body = answer.read() if answer.status != http.HTTPStatus.SWITCHING_PROTOCOLS else b""
        connection.close()
        return answer.status, {name.lower(): given for name, given in answer.getheaders()}, body

    def shake_hands(self, origin: str, host: str = "") -> int:
        """Return the status of a websocket handshake: 101 is a yes."""
        words = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
        host = host or f"127.0.0.1:{self.port}"
        key = {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="}
        return self.ask("/jupyter/api/kernels/k/channels?session_id=s", Host=host, Origin=origin, **words, **key)[0]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("server"))
    yield started
    started.process.kill()
    started.process.wait(10)
    assert started.process.stdout is not None
    started.process.stdout.close()


def test_solara_is_told_to_be_silent_before_it_can_be_imported() -> None:
    code = (
        "import sys, reassure_sim; assert 'reassure_sim.dashboard' not in sys.modules\n"
        "import reassure_sim.dashboard; assert 'solara' not in sys.modules\n"
        "import solara.settings as s, solara.server.settings as t\n"
        "assert t.telemetry.mixpanel_enable is False and t.theme.show_banner is False and t.session.http_only is True\n"
        "assert s.assets.proxy is False and '//' not in s.assets.cdn and t.kernel.max_count\n"
        "assert t.main.root_path == ''\n"
    )
    loud = {"SOLARA_TELEMETRY_MIXPANEL_ENABLE": "True", "SOLARA_ASSETS_PROXY": "True"}
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, **loud})


def test_every_front_end_address_in_solaras_template_is_a_file_of_ours() -> None:
    spec = find_spec("solara")
    assert spec and spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0], "server", "templates")
    template = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.j2"))
    asked = {
        address.replace("{{ipywidget_major_version}}", "8")
        for address in re.findall(r"\{\{ *cdn *\}\}/([^\"]+)\"", template)
        if "vuetify3" not in address and "app{{ipywidget_major_version}}.js" not in address  # not asked in production
    }
    assert len(asked) >= 4
    assert {address for address in asked if not (ASSETS / address).is_file()} == set()


def test_every_address_in_the_rendered_page_answers_and_none_is_elsewhere(server: Server) -> None:
    page = server.ask()[2].decode()
    addresses = set(re.findall(r"(?:src|href)=\"([^\"#]+)\"", page))
    assert {address for address in addresses if urlsplit(address).netloc} == set()
    ours = {address for address in addresses if address.startswith(ASSETS_URL)}
    assert len(ours) >= 4
    assert dict.fromkeys(addresses, 200) == {address: server.ask(address)[0] for address in addresses}


def test_every_font_that_a_style_sheet_names_is_there() -> None:
    sheets = list(ASSETS.rglob("*.css"))
    fonts = [(sheet.parent / font) for sheet in sheets for font in re.findall(r"url\((\w+\.woff2)", sheet.read_text())]
    assert len(fonts) > 20
    assert [font.name for font in fonts if not font.is_file()] == []


def test_a_missing_file_is_a_404_and_asking_for_a_folder_deletes_nothing(server: Server) -> None:
    before = sorted(ASSETS.rglob("*"))
    for path in (
        "/x.js",
        "/requirejs@2.3.6",
        "/requirejs@2.3.6/",
        "/@widgetti/solara-vuetify-app@10.1.1",
        "/../page.py",
    ):
        assert server.ask(ASSETS_URL + path)[0] == 404, path
    assert server.ask("/_solara/cdn/requirejs@2.3.6/require.js")[0] == 404
    assert sorted(ASSETS.rglob("*")) == before


def test_the_page_has_a_title_a_language_zoom_a_word_without_javascript_and_a_lock(server: Server) -> None:
    status, headers, body = server.ask("/?lang=ru", Accept_Encoding="gzip")
    page = body.decode()
    assert status == 200 and "content-encoding" not in headers
    assert '<html lang="ru">' in page and "<title>reassure_sim</title>" in page and "<noscript>" in page
    assert "user-scalable=no" not in page
    assert "default-src 'self'" in headers["content-security-policy"] and headers["referrer-policy"] == "same-origin"
    assert '<html lang="en">' in finished("<html>", '"><script>')


def test_only_pages_of_this_server_get_a_websocket(server: Server) -> None:
    own = f"127.0.0.1:{server.port}"
    for host in (own, f"localhost:{server.port}", f"[::1]:{server.port}"):
        assert server.shake_hands(f"http://{host}", host) == 101, host
    for origin in (
        "",
        "null",
        "http://evil.example",
        f"http://127.0.0.1:{server.port + 1}",
        f"http://{own}.evil.example",
    ):
        assert server.shake_hands(origin) == 403, origin


def test_only_pages_of_this_server_can_post(server: Server) -> None:
    close = "/_solara/api/close/k?session_id=s"
    assert server.ask(close, "POST", Origin=f"http://127.0.0.1:{server.port}")[0] == 200
    for origin in ("", "null", "https://evil.example"):
        assert server.ask(close, "POST", Origin=origin)[0] == 403, origin


def test_a_foreign_host_name_is_refused(server: Server) -> None:
    for host in (
        "evil.example",
        f"evil.example:{server.port}",
        "127.0.0.1.evil.example",
        "0.0.0.0",
        "192.168.1.5",
        "[",
        "x@localhost",
        "localhost:1;x",
    ):
        assert server.ask(Host=host)[0] == 403, host
    assert server.shake_hands("http://evil.example", "evil.example") == 403


def test_headers_of_a_proxy_change_nothing(server: Server) -> None:
    server.ask(X_Script_Name="/evil", X_Forwarded_Host="evil.example", X_Forwarded_Proto="https")
    assert "evil" not in server.ask()[2].decode()


def test_the_server_listens_on_this_machine_only(server: Server) -> None:
    assert re.fullmatch(r"reassure_sim dashboard: http://127\.0\.0\.1:\d+/\n", server.ready)
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.2", server.port))  # free: the server does not hold every address


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_looks_up_nobody_writes_no_word_and_stops_when_told(number: signal.Signals, tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.ask()
    server.ask(f"{ASSETS_URL}/nothing@1.0.0/there.js")
    server.process.send_signal(number)
    rest, _ = server.process.communicate(timeout=20)
    assert server.process.returncode == 0 and rest == ""
    assert set(server.errors.read_text().splitlines()) <= {"LOOKED UP 127.0.0.1"}
    assert list(tmp_path.iterdir()) == [server.errors]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_server_does_not_outlive_its_command(number: signal.Signals, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "reassure_sim.cli", "dashboard", "--no-browser", "--port", "0"]
    with (tmp_path / "stderr.txt").open("w") as errors:
        command = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors, text=True)
    assert command.stdout is not None
    port = int(command.stdout.readline().rstrip("/\n").rpartition(":")[2])
    command.send_signal(number)
    assert command.communicate(timeout=30)[0] == ""  # it ends only when nobody holds it, the server neither
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    assert (tmp_path / "stderr.txt").read_text() == ""


def test_an_address_that_others_can_reach_must_be_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--host", "0.0.0.0", "--port", "0"]) == 2
    assert "--public" in capsys.readouterr().err
    with listen("0.0.0.0", 0, public=True) as listening:
        assert listening.getsockname()[0] == "0.0.0.0"


def test_a_taken_port_and_a_wrong_port_are_said_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["--port", port]) == 64
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and f"http://127.0.0.1:{port}/" in said and "--port 0" in said
    assert main(["--port", "70000"]) == 2
    with pytest.raises(DashboardError, match="no address"):
        listen("not an address", 0)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr("reassure_sim.dashboard.server.serve.find_spec", lambda name: None)
    assert main(["--port", "0"]) == 64
    assert "reassure-sim[dashboard]" in capsys.readouterr().err


def test_a_client_cannot_hold_more_pages_than_its_share() -> None:
    async def scenario() -> None:
        live: dict[str, None] = {}
        leave = asyncio.Event()

        async def inside(scope: Any, receive: Any, send: Any) -> None:
            live[scope["path"].split("/")[4]] = None
            await leave.wait()

        def close(kernel: str) -> None:
            closed.append(kernel)
            del live[kernel]

        closed: list[str] = []
        guard = Guard(inside, live=live, close=close, per_client=2, total=3)

        async def ask(kernel: str, client: str) -> list[dict[str, Any]]:
            said: list[dict[str, Any]] = []
            scope: dict[str, Any] = {"headers": [(b"host", b"localhost"), (b"origin", b"http://localhost")]}
            scope |= {"client": (client, 1), "query_string": b""}
            if kernel:
                scope |= {"type": "websocket", "path": f"/jupyter/api/kernels/{kernel}/channels"}
                scope["query_string"] = b"session_id=one"
            else:
                scope |= {"type": "http", "method": "GET", "path": "/"}
                scope["headers"].append((b"accept", b"text/html"))

            async def receive() -> dict[str, str]:
                return {"type": "websocket.connect"}

            async def send(message: Any) -> None:
                said.append(message)

            task = asyncio.create_task(guard(scope, receive, send))
            await asyncio.wait([task], timeout=0.5)
            return said

        stray = {
            "type": "websocket",
            "path": "/jupyter/api/kernels/k/channels",
            "query_string": b"",
            "client": ("x", 1),
        }
        stray["headers"] = [(b"host", b"localhost"), (b"origin", b"http://localhost")]
        refused: list[dict[str, Any]] = []

        async def note(message: Any) -> None:
            refused.append(message)

        await guard(stray, lambda: None, note)  # no session: Solara would answer 500
        assert [message["code"] for message in refused] == [1008]
        assert await ask("k1", "ann") == [] == await ask("k2", "ann")
        assert [m.get("code") for m in await ask("k3", "ann")] == [None, TRY_AGAIN_LATER]
        refusal = await ask("", "ann")
        assert refusal[0]["status"] == 503 and (b"retry-after", b"30") in refusal[0]["headers"]
        assert words()["page"]["crowded"] in refusal[1]["body"].decode()
        assert await ask("k4", "ben") == []
        assert (await ask("k5", "cat"))[-1]["code"] == TRY_AGAIN_LATER  # full in all
        assert not closed

        leave.set()
        await asyncio.sleep(0.5)
        leave.clear()
        assert await ask("k1", "ann") == []  # her kernels waited for her to come back
        assert await ask("k6", "ann") == [] and closed == ["k2"]  # her own page that is away gives way
        assert await ask("k7", "cat") == [] and closed == ["k2", "k4"]  # and so does anybody's where it is full
        assert (await ask("", "dan"))[0]["status"] == 503

    asyncio.run(scenario())


def test_an_unknown_page_names_the_pages_that_there_are() -> None:
    from starlette.responses import PlainTextResponse

    from reassure_sim.dashboard.server.page import Page

    said: list[dict[str, Any]] = []

    async def note(message: Any) -> None:
        said.append(message)

    scope = {
        "type": "http",
        "path": "/nope",
        "method": "GET",
        "query_string": b"lang=%22%3E%3Cscript%3E&lang=ru",
        "headers": [(b"host", b"localhost")],
    }
    asyncio.run(Page(PlainTextResponse("Page not found by Solara router", 404))(scope, lambda: None, note))
    assert said[0]["status"] == 404
    body = said[1]["body"].decode()
    assert '<html lang="ru">' in body and words("ru")["page"]["absent"] in body and "script" not in body
    assert all(f'href="{path}?lang=ru"' in body for path in PATHS_OF.values())


def test_the_config_of_what_is_on_screen_is_a_file_that_the_command_line_accepts(
    server: Server, tmp_path: Path
) -> None:
    from reassure_sim.experiment import load

    asked = "a.anxiety=0.31&seed=4&use=regular_messages&x=a.anxiety&y=b.avoidance&lang=ru"
    for page in PATHS_OF:
        status, headers, body = server.ask(f"/config.yaml?page={page}&v=1&{asked}")
        assert status == 200 and headers["content-type"].startswith("application/yaml"), page
        assert headers["content-disposition"] == f'attachment; filename="reassure-{page}.yaml"'
        assert headers["x-content-type-options"] == "nosniff" and "default-src" in headers["content-security-policy"]
        path = tmp_path / f"{page}.yaml"
        path.write_bytes(body)
        load(path)


def test_no_link_can_put_a_header_or_a_name_into_the_config(server: Server) -> None:
    for hostile in (
        "page=../../x",
        "page=play%0d%0aSet-Cookie:%20x=1",
        "page=%22;evil",
        "page=play&page=<script>",
        "v=1&a.anxiety=%0a%20%20evil:%20true",
        "v=1&evil%0aname:%20x=1",
        "v=1&use=%00",
        "lang=%ff&" + "a" * 3000,
    ):
        status, headers, body = server.ask(f"/config.yaml?{hostile}".replace("<", "%3C").replace(">", "%3E"))
        assert status in (200, 400) and "set-cookie" not in headers, hostile
        name = headers.get("content-disposition", 'filename="reassure-play.yaml"')
        assert re.search(r'filename="reassure-[a-z]+\.yaml"$', name), hostile
        assert not re.search(rb"^\s*evil", body, re.MULTILINE), hostile


def test_what_no_page_says_when_it_leaves_ends_nothing_and_fails_nothing(server: Server) -> None:
    own = {"Origin": f"http://127.0.0.1:{server.port}"}
    for path in ("k", "k?session_id=", "k?session_id=nobody", "%00?session_id=s", "k/../../x?session_id=s"):
        assert server.ask(f"/_solara/api/close/{path}", "POST", **own)[0] in (200, 404, 405), path
