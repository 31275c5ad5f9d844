"""Map, as a student meets it."""

import re
from pathlib import Path
from typing import Any

import pytest

from reassure_sim.experiment import loads

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
expect = sync_api.expect


def opened(page: Any, url: str) -> None:
    page.goto(url)
    expect(page.locator(".mapform")).to_be_visible(timeout=60_000)


def test_a_sweep_says_its_price_runs_and_tells_what_it_found(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + "map?v=1&cells=6&lives=10")
    expect(page.get_by_role("heading", level=1)).to_have_text("Where does this couple tip?")
    expect(page.locator(".cost")).to_contain_text("360 lives, about")
    expect(page.locator(".tally")).to_have_text("Done: 360 lives.", timeout=30_000)  # so few begin by themselves
    expect(page.get_by_role("button", name="Draw the map")).to_have_count(0)
    expect(page.locator(".cell")).to_have_count(36)
    expect(page.locator('.cell[data-regime=""]')).to_have_count(0)
    assert len({cell.get_attribute("data-regime") for cell in page.locator(".cell").all()}) > 1
    expect(page.locator(".mapview .answer")).to_contain_text("Of 36 cells,")
    expect(page.locator(".mapview .answer")).to_contain_text("too close to call")
    expect(page.locator(".mapview .answer")).to_contain_text(
        re.compile(r"[1-9]\d* of all 360 lives part within the year")
    )
    striped = page.locator('.cell rect[fill="url(#doubtful)"]').count()
    assert f"; {striped} of these are too close to call" in page.locator(".mapview .answer").inner_text()
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
    expect(page.locator(".cell")).to_have_count(0)  # no grey square before there is something to see
    page.get_by_role("button", name="Draw the map").click()
    expect(page.locator(".tally")).to_contain_text(re.compile(r"[1-9]\d* of 22050 lives lived"), timeout=30_000)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".tally")).to_contain_text("Cancelled after", timeout=5_000)
    expect(page.get_by_role("button", name="Draw the map")).to_be_enabled()
    page.locator('select[data-axis="cells"]').select_option("6")
    page.wait_for_url(re.compile("cells=6"))
    page.locator('select[data-axis="lives"]').select_option("5")
    page.wait_for_url(re.compile(r"lives=5\b(?!0)"))
    expect(page.locator(".tally")).to_have_text("Done: 180 lives.", timeout=30_000)
    assert traffic.errors == []


def test_a_sweep_that_is_too_large_is_refused_at_once_with_its_config(page: Any, server_url: str) -> None:
    opened(page, server_url + "map?v=1&cells=31&lives=100&y=b.stamina")
    expect(page.locator(".cost")).to_contain_text("96100 lives are too many")
    expect(page.get_by_role("button", name="Draw the map")).to_be_disabled()
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Download the config").click()
    experiment = loads(Path(downloaded.value.path()).read_text(encoding="utf-8"))
    assert experiment.design[0].axes == ("a.anxiety", "b.stamina")
    assert experiment.design[0].size * experiment.replicates.n == 96_100


def test_a_finished_map_is_there_again_after_leaving_and_in_another_language(page: Any, server_url: str) -> None:
    opened(page, server_url + "map?v=1&cells=6&lives=5&seed=21")
    expect(page.locator(".tally")).to_have_text("Done: 180 lives.", timeout=30_000)
    seen = [cell.get_attribute("data-regime") for cell in page.locator(".cell").all()]
    page.locator(".cell").first.click()
    expect(page.locator("[data-stamp]")).to_be_attached()
    page.go_back()
    expect(page.locator(".tally")).to_have_text("Done: 180 lives.")
    assert [cell.get_attribute("data-regime") for cell in page.locator(".cell").all()] == seen
    page.goto(server_url + "map?v=1&cells=6&lives=5&seed=21&lang=ru")
    expect(page.locator(".tally")).to_contain_text("180")
    assert [cell.get_attribute("data-regime") for cell in page.locator(".cell").all()] == seen


def test_the_couple_of_the_link_is_marked_and_the_keyboard_begins_there(page: Any, server_url: str) -> None:
    opened(page, server_url + "map?v=1&cells=6&lives=5&a.anxiety=0.4&b.avoidance=0.8")
    mark = page.locator(".regimes path.here")
    before = mark.get_attribute("transform")
    expect(page.locator('.cell[tabindex="0"]')).to_have_attribute("data-x", "0.4")
    page.goto(server_url + "map?v=1&cells=6&lives=5&a.anxiety=0.6&b.avoidance=0.8")
    expect(page.locator('.cell[tabindex="0"][data-x="0.6"]')).to_be_attached()
    assert mark.get_attribute("transform").split(" ")[1] == before.split(" ")[1] != before


def test_the_couple_goes_along_from_play_to_map_and_back(page: Any, server_url: str) -> None:
    page.goto(server_url + "?v=1&preset=anxious_secure&b.stamina=0.3")
    expect(page.locator("[data-stamp]")).to_be_attached(timeout=60_000)
    page.get_by_role("link", name="Map").click()
    expect(page.locator(".mapform .whose")).to_have_text(re.compile(r"^Anxious and secure \(.* 0\.3\)$"))
    page.get_by_role("link", name="Play").click()
    expect(page.locator("[data-stamp]")).to_have_attribute("data-stamp", re.compile(r"anxious_secure.*b\.stamina=0\.3"))


def test_another_couple_is_mapped_at_a_press_and_numbers_stand_at_their_cells(page: Any, server_url: str) -> None:
    opened(page, server_url + "map?v=1&cells=6&lives=5")
    expect(page.locator(".tally")).to_have_text("Done: 180 lives.", timeout=30_000)
    for cell in page.locator('.cell[data-y="0"]').all():
        box = cell.locator("rect").first.bounding_box()
        tick = page.locator("[data-tick]", has_text=re.compile(f"^{cell.get_attribute('data-x')}$")).bounding_box()
        assert abs(box["x"] + box["width"] / 2 - tick["x"] - tick["width"] / 2) < 2
    before = page.locator(".mapview .answer").inner_text()
    page.locator('[data-couple="secure_secure"]').click()
    page.wait_for_url(re.compile("preset=secure_secure"))
    expect(page.locator(".tally")).to_have_text("Done: 180 lives.", timeout=30_000)
    expect(page.locator(".mapview .answer")).not_to_have_text(before)


def test_the_number_of_the_other_axis_cannot_be_chosen(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + "map?v=1&cells=6&lives=5")
    x, y = (page.locator(f'select[data-axis="{axis}"]') for axis in "xy")
    for one, other in ((x, y), (y, x)):
        expect(one.locator("option:disabled")).to_have_count(1)
        expect(one.locator("option:disabled")).to_have_attribute("value", other.input_value())
    wanted = y.input_value()
    page.evaluate("(x) => document.querySelector('.map-grid').__vue__.ask({ x })", wanted)  # what no option says
    x.focus()
    while x.input_value() != "b.stamina":  # past the number of the other axis
        before = x.input_value()
        page.keyboard.press("ArrowDown")
        expect(x).not_to_have_value(before)
        assert x.input_value() != wanted
    page.wait_for_url(re.compile(r"x=b\.stamina"))
    expect(x).to_be_focused()
    expect(y).to_have_value(wanted)
    assert traffic.errors == []


def test_home_and_end_go_to_the_ends_of_a_row_and_with_ctrl_of_the_map(page: Any, server_url: str) -> None:
    opened(page, server_url + "map?v=1&cells=6&lives=5")
    page.locator('.cell[data-x="0.4"][data-y="0.4"]').focus()
    for key, x, y in (("Home", 0, 0.4), ("End", 1, 0.4), ("Control+Home", 0, 0), ("Control+End", 1, 1)):
        page.keyboard.press(key)
        expect(page.locator(f'.cell[data-x="{x}"][data-y="{y}"]')).to_be_focused()


COUNTED = """new MutationObserver(() => {
  window.begun = window.begun || 0;
  const cancel = !!document.querySelector(".mapform .cancel");
  if (cancel && !window.was) window.begun += 1;
  window.was = cancel;
}).observe(document, { childList: true, subtree: true });"""


def test_a_map_that_is_there_is_not_drawn_again(page: Any, server_url: str, traffic: Any) -> None:
    page.add_init_script(COUNTED)
    opened(page, server_url + "map?v=1&cells=6&lives=50&seed=33")
    expect(page.locator(".tally")).to_have_text("Done: 1800 lives.", timeout=30_000)
    begun = page.evaluate("window.begun")
    page.get_by_role("button", name="RU: Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator(".tally")).to_contain_text("1800")
    page.locator('.cell[data-x="0"][data-y="0"]').click()
    expect(page.locator("[data-stamp]")).to_be_attached()
    page.go_back()
    expect(page.locator(".tally")).to_contain_text("1800")
    page.go_back()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".tally")).to_have_text("Done: 1800 lives.")
    assert page.evaluate("window.begun") == begun and traffic.errors == []


def test_the_focus_goes_on_where_the_button_that_had_it_is_gone(page: Any, server_url: str) -> None:
    opened(page, server_url + "map?v=1&cells=11&lives=50&seed=34")
    page.get_by_role("button", name="Draw the map").press("Enter")
    expect(page.get_by_role("button", name="Cancel").or_(page.locator(".cell[tabindex='0']"))).not_to_have_count(0)
    expect(page.locator(".tally")).to_have_text("Done: 6050 lives.", timeout=60_000)
    expect(page.locator(".cell[tabindex='0']")).to_be_focused()


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Any, server_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, server_url + "map")
    assert page.evaluate("document.querySelector('.reassure').scrollWidth") <= width
