"""For everyone: what axe finds, the keyboard alone, narrow screens, large type, no motion, and colours of one's own."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python")

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from visiting import at_rest, visit  # noqa: E402

from reassure_sim.experiment.view import PATHS_OF  # noqa: E402

expect = sync_api.expect
AXE = Axe()

PAGES = pytest.mark.parametrize("path", [path.strip("/") for path in PATHS_OF.values()])
LANGUAGES = pytest.mark.parametrize("lang", ["en", "ru"])

FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
  if (at === document.body) return null;
  const label = at.labels && at.labels[0], titled = at.getAttribute("aria-labelledby");
  const first = at.firstElementChild && getComputedStyle(at.firstElementChild);
  return {
    what: at.outerHTML.slice(0, 160),
    name: (at.getAttribute("aria-label") || (titled && document.getElementById(titled).textContent) || (label && label.innerText)
      || at.textContent || at.title || "").trim(),
    visible: (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2)
      || (at instanceof SVGElement && Boolean(first) && parseFloat(first.strokeWidth) >= 3),
    shown: box.width > 0 && box.height > 0,
    top: Math.round(box.top + window.scrollY), tall: Math.round(box.height), inside: Boolean(at.closest(".content")),
    part: (at.closest(".content .card") || {}).className,
  };
}"""


def found(page: Any) -> list[str]:
    """Return what axe finds that is serious or critical: which rule, where, and why."""
    violations = AXE.run(page).response["violations"]
    return [
        f"{rule['id']} at {node['target']}: {node['failureSummary']}"
        for rule in violations
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


@PAGES
@LANGUAGES
def test_axe_finds_nothing_serious(page: Any, server_url: str, path: str, lang: str) -> None:
    visit(page, f"{server_url}{path}?v=1&lang={lang}")
    assert found(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    at_rest(page)
    assert found(page) == []


@PAGES
def test_axe_finds_nothing_serious_in_projector_mode(page: Any, server_url: str, path: str) -> None:
    visit(page, f"{server_url}{path}?v=1&look=projector")
    assert found(page) == []


@pytest.mark.parametrize(
    "opener", ['[data-tool="share"]', '[data-tool="help"]', ".menu", ".content [data-term]", ".content summary"]
)
@LANGUAGES
def test_axe_finds_nothing_serious_in_what_opens(page: Any, server_url: str, opener: str, lang: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, f"{server_url}?v=1&lang={lang}")
    page.locator(opener).first.click()
    at_rest(page)
    assert found(page) == []


@PAGES
def test_the_keyboard_alone_walks_the_page_in_its_order(page: Any, server_url: str, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, f"{server_url}{path}?v=1")
    stops = []
    for _ in range(300):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            break
        stops.append(stop)
    else:
        raise AssertionError(f"Tab never leaves the page; last at {stops[-1]}")
    assert len(stops) > 6
    assert [stop for stop in stops if not (stop["name"] and stop["visible"] and stop["shown"])] == []
    assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0
    inside = [stop for stop in stops if stop["inside"]]
    back = [
        (one["what"], other["what"])
        for one, other in pairwise(inside)
        if one["part"] == other["part"] and other["top"] + other["tall"] < one["top"]
    ]
    assert back == [], "within a part of the page, Tab goes up"


@PAGES
@LANGUAGES
def test_nothing_is_wider_than_a_narrow_screen_in_large_type(page: Any, server_url: str, path: str, lang: str) -> None:
    # 320 px is also what 1280 px are at a zoom of 400 %, and 640 what they are at 200 %
    page.set_viewport_size({"width": 320, "height": 700})
    visit(page, f"{server_url}{path}?v=1&lang={lang}&size=150")
    for width in (320, 390, 640, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        at_rest(page)
        sizes = page.evaluate(
            "['html', '.reassure', '.head', '.content'].map((at) => document.querySelector(at).scrollWidth)"
        )
        assert max(sizes) <= width, f"{sizes} on {width}"


@PAGES
def test_without_motion_nothing_moves_by_itself(page: Any, server_url: str, path: str) -> None:
    visit(page, f"{server_url}{path}?v=1")
    assert page.evaluate("document.getAnimations().length") == 0
    shown = page.locator(".content").inner_html()
    page.wait_for_timeout(700)
    assert page.locator(".content").inner_html() == shown


def test_with_colours_of_ones_own_the_pictures_keep_theirs(page: Any, server_url: str) -> None:
    relief = "getComputedStyle(document.querySelector('.arc.relief')).stroke"
    visit(page, server_url)
    before = page.evaluate(relief)
    page.emulate_media(forced_colors="active")
    assert page.evaluate(relief) == before
    pressed = page.locator('.chip[aria-pressed="true"]').first
    assert pressed.evaluate("(chip) => getComputedStyle(chip).outlineStyle") == "solid"
