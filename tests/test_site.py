"""The site of the documents is built without a warning, is whole, and loads nothing from anywhere."""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import reassure_sim

for needed in ("sphinx", "myst_parser", "furo"):
    pytest.importorskip(needed, reason="needs the docs extra")

DOCS = Path(__file__).parents[1] / "docs"
LOADS = {"src", "srcset", "data", "poster", "action", "background"}
"""Attributes whose address a browser opens by itself; of ``link`` also ``href``."""
SECTIONS = [
    "learn",
    "teach",
    "research/index",
    "model",
    "parameters",
    "evidence",
    "verification",
    "limits",
    "gallery",
    "decisions",
    "api",
]


class Page(HTMLParser):
    """What one page loads, where its links lead, and the anchors that it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, given in attrs:
            if name == "id" and given:
                self.anchors.add(given)
            elif name in LOADS or (name == "href" and tag == "link"):
                self.loads.append(given or "")
            elif name == "href":
                self.links.append(given or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site that was built just now, by the command that the README names."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d", folder / "kept"]
    built = subprocess.run([*command, DOCS, folder / "site"], text=True, capture_output=True)
    assert built.returncode == 0, built.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Every page of the site by its path."""
    return {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def test_the_site_has_every_section_and_every_page_of_the_repository(site: Path) -> None:
    toctree = re.search(r"```\{toctree\}\n:hidden:\n\n(.*?)```", (DOCS / "index.md").read_text("utf-8"), re.DOTALL)
    assert toctree
    assert toctree[1].split() == SECTIONS
    for written in DOCS.rglob("*.md"):
        assert (site / written.relative_to(DOCS)).with_suffix(".html").is_file(), written.name
    told = (DOCS / "index.md").read_text("utf-8")
    assert [name for name in SECTIONS if f"]({name}.md)" not in told] == []


def test_no_page_loads_anything_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    assert len(pages) > len(SECTIONS)
    for path, page in pages.items():
        for address in page.loads:
            assert not urlsplit(address).netloc, f"{path.name} loads {address}"
            assert not urlsplit(address).scheme or address.startswith("data:"), f"{path.name} loads {address}"
    for style in [*site.rglob("*.css"), *site.rglob("*.html")]:
        asked = re.findall(r"""@import[^;]+|url\(\s*["']?([^"')]*)""", style.read_text(encoding="utf-8"))
        assert [a for a in asked if not a.startswith("data:") and (urlsplit(a).netloc or not a)] == [], style.name
    for script in site.rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"""(?:fetch|importScripts|import|\.src\s*=|\.open)\s*\(?\s*["'`]https?:""", text), (
            script.name
        )


def test_every_link_within_the_site_leads_to_a_page_and_an_anchor(site: Path, pages: dict[Path, Page]) -> None:
    followed = 0
    for path, page in pages.items():
        for address in [*page.links, *page.loads]:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path.name}: {address}"
            if parts.fragment and target.suffix == ".html":
                assert unquote(parts.fragment) in pages[target].anchors, f"{path.name}: {address}"
                followed += 1
    assert followed > 100


def test_the_api_page_has_every_public_name(site: Path) -> None:
    inventory = zlib.decompress((site / "objects.inv").read_bytes().split(b"zlib.\n", 1)[1]).decode()
    known = {line.split()[0] for line in inventory.splitlines()}
    assert [name for name in reassure_sim.__all__ if f"reassure_sim.{name}" not in known] == []
    assert "reassure_sim.agents.Partner.decide" in known
    assert "reassure_sim.Result.runs" in known


def test_evidence_shows_failures_first() -> None:
    text = (DOCS / "evidence.md").read_text(encoding="utf-8")
    found = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert found[:2] == ["Not reproduced", "Reproduced"]
