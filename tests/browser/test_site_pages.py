"""The site of the documents in a browser: nothing is fetched from elsewhere, pages fit a phone, and search works offline."""

import functools
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Traffic

for needed in ("sphinx", "myst_parser", "furo"):
    pytest.importorskip(needed, reason="needs the docs extra")

DOCS = Path(__file__).parents[2] / "docs"


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that says nothing."""

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site, built just now and served from this machine."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", "-d", folder / "kept", DOCS, folder / "site"]
    subprocess.run(command, check=True, capture_output=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder / "site"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_fits_the_screen_and_fetches_nothing_from_elsewhere(
    page: "Page", traffic: "Traffic", site_url: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for name in ("index", "learn", "research/extend", "model", "parameters", "evidence", "gallery", "api"):
        page.goto(f"{site_url}/{name}.html")
        expect(page.locator("h1").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert len(traffic.requests) > 8
    assert traffic.errors == []


def test_search_finds_a_parameter_without_network(page: "Page", traffic: "Traffic", site_url: str) -> None:
    page.goto(f"{site_url}/index.html")
    page.get_by_role("textbox", name="Search").first.fill("doubt_proneness")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results").get_by_role("link", name="Parameters").first).to_be_visible()
    assert traffic.errors == []
