"""Map, as a student meets it."""

import re
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
expect = sync_api.expect


def opened(page: Any, url: str) -> None:
    page.goto(url)
    expect(page.locator(".mapform")).to_be_visible(timeout=60_000)


def test_a_sweep_says_its_price_runs_and_tells_what_it_found(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + "map?v=1&cells=6&lives=10")
    expect(page.get_by_role("heading", level=1)).to_have_text("Where does this couple tip?")
    expect(page.locator(".cost")).to_contain_text("360 lives, about")
    page.get_by_role("button", name="Draw the map").click()
    expect(page.locator(".tally")).to_have_text("Done: 360 lives.", timeout=30_000)
    expect(page.locator(".cell")).to_have_count(36)
    expect(page.locator('.cell[data-regime=""]')).to_have_count(0)
    assert len({cell.get_attribute("data-regime") for cell in page.locator(".cell").all()}) > 1
    expect(page.locator("figcaption")).to_contain_text("Most frequent: stability")
    assert traffic.errors == []


def test_a_cell_opens_that_couple_in_play_by_mouse_and_by_keyboard(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + "map?v=1&cells=6&lives=5&y=b.stamina")
    cell = page.locator('.cell[data-x="0.4"][data-y="0.8"]')
    cell.click()
    expect(page.locator("[data-stamp]")).to_have_attribute("data-stamp", re.compile(r"a\.anxiety=0\.4&b\.stamina=0\.8"))
    assert page.locator('input[data-path="b.stamina"]').input_value() == "80"
    page.go_back()
    expect(page.locator(".mapform")).to_be_visible()
    page.locator('.cell[data-x="0"][data-y="0"]').focus()
    for key in ("ArrowRight", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("[data-stamp]")).to_have_attribute("data-stamp", re.compile(r"a\.anxiety=0\.2&b\.stamina=0\.2"))
    assert traffic.errors == []


def test_a_sweep_can_be_cancelled_and_begun_again(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + "map?v=1&cells=21&lives=50")
    page.get_by_role("button", name="Draw the map").click()
    expect(page.locator(".tally")).to_contain_text(re.compile(r"[1-9]\d* of 22050 lives lived"), timeout=30_000)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".tally")).to_contain_text("Cancelled after", timeout=5_000)
    expect(page.get_by_role("button", name="Draw the map")).to_be_enabled()
    page.locator('select[data-axis="cells"]').select_option("6")
    page.wait_for_url(re.compile("cells=6"))
    page.locator('select[data-axis="lives"]').select_option("5")
    page.wait_for_url(re.compile("lives=5"))
    page.get_by_role("button", name="Draw the map").click()
    expect(page.locator(".tally")).to_have_text("Done: 180 lives.", timeout=30_000)
    assert traffic.errors == []


def test_a_sweep_that_is_too_large_is_refused_at_once(page: Any, server_url: str) -> None:
    opened(page, server_url + "map?v=1&cells=31&lives=100")
    expect(page.locator(".cost")).to_contain_text("96100 lives are too many")
    expect(page.get_by_role("button", name="Draw the map")).to_be_disabled()


def test_the_couple_goes_along_from_play_to_map_and_back(page: Any, server_url: str) -> None:
    page.goto(server_url + "?v=1&preset=anxious_secure&b.stamina=0.3")
    expect(page.locator("[data-stamp]")).to_be_attached(timeout=60_000)
    page.get_by_role("link", name="Map").click()
    expect(page.locator(".mapform .whose")).to_have_text("Anxious and secure")
    page.get_by_role("link", name="Play").click()
    expect(page.locator("[data-stamp]")).to_have_attribute("data-stamp", re.compile(r"anxious_secure.*b\.stamina=0\.3"))


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Any, server_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, server_url + "map")
    assert page.evaluate("document.querySelector('.reassure').scrollWidth") <= width
