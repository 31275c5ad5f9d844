"""A real browser and a real server, with every request between the browser and the world written down."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("solara", reason="needs the dashboard extra")
sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
sync_api.expect.set_options(timeout=30_000)  # on a busy machine too, what is waited for comes

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
HERE = {"127.0.0.1", "localhost", "::1"}

collect_ignore = [] if os.environ.get("REASSURE_SHOTS") else ["test_screenshots.py"]


@dataclass
class Traffic:
    """What a page asked for, and what it complained about."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def foreign(self) -> list[str]:
        """Return the requests to any other machine; `data:` and `blob:` never leave the page."""
        parts = [(url, urlsplit(url)) for url in self.requests]
        return [
            url for url, part in parts if part.scheme not in {"data", "blob", "about"} and part.hostname not in HERE
        ]


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The address of a dashboard that runs in a process of its own, ending in a slash."""
    command = [sys.executable, "-m", "reassure_sim.dashboard", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    ready = process.stdout.readline()
    assert ready, "the dashboard did not start"
    yield ready.split()[-1]
    process.terminate()
    process.communicate(timeout=20)


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """The system's Chromium, without a window; for one file, since its event loop keeps others from starting."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        why = "no Chromium on this machine (Debian: apt-get install chromium)"
        if os.environ.get("REASSURE_REQUIRE_BROWSER") == "1":
            pytest.fail(why)
        pytest.skip(why)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def traffic() -> Traffic:
    """What the page of this test asks for and complains about."""
    return Traffic()


@pytest.fixture
def page(chromium: "Browser", traffic: Traffic) -> Iterator["Page"]:
    """A fresh page in a fresh profile; the test fails if a request leaves the machine."""
    context = chromium.new_context()
    context.set_default_timeout(30_000)
    context.on("request", lambda request: traffic.requests.append(request.url))
    opened = context.new_page()
    opened.on("websocket", lambda websocket: traffic.requests.append(websocket.url))
    opened.on("pageerror", lambda error: traffic.errors.append(str(error)))
    opened.on("console", lambda said: traffic.errors.append(said.text) if said.type == "error" else None)
    yield opened
    opened.goto("about:blank")  # the page says good-bye, so that its kernel ends now and not in ten minutes
    context.close()
    assert traffic.foreign() == [], "these requests left the machine"
