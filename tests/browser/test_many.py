"""Many, as a student meets it."""

import re
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
expect = sync_api.expect

LIVED = '.many[data-state="whole"]'


def opened(page: Any, url: str) -> None:
    """Open a page and wait for its lives, which begin by themselves."""
    page.goto(url)
    expect(page.locator(LIVED)).to_be_attached(timeout=60_000)


def test_the_question_is_answered_in_a_sentence_and_in_pictures(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + "many?v=1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this luck?")
    expect(page.locator(".answer")).to_have_text(re.compile(r"Luck .* of 200 .* \(\d+ to \d+ %\)"))
    expect(page.locator(".beside")).to_contain_text(re.compile(r"In the life that Play shows \(luck no\. \d+\) they"))
    expect(page.locator(".fate .apart")).to_have_text("And of these 200 lives:")
    assert [bar.get_attribute("data-share") for bar in page.locator(".fate [data-share]").all()] == [
        "stability", "escalation", "exhaustion", "parted",
    ]  # fmt: skip
    expect(page.locator(".dot")).to_have_count(200)
    assert all(image.get_attribute("aria-label") for image in page.get_by_role("img").all())
    expect(page.locator('.content [role="status"].sr', has_text="Luck")).to_be_attached()
    assert traffic.errors == []


def test_another_measure_changes_the_fan_and_the_dots_and_leaves_the_shares(page: Any, server_url: str) -> None:
    opened(page, server_url + "many?v=1")
    fan, dot, shares = page.locator("svg.fan path.median"), page.locator(".dot.this"), page.locator("svg.fate")
    before, place, bars = fan.get_attribute("d"), dot.get_attribute("transform"), shares.inner_html()
    page.get_by_role("button", name="Strength").click()
    page.get_by_role("button", name="Bo", exact=True).click()
    expect(page.get_by_role("heading", name="Bo: Strength")).to_be_visible()
    expect(fan).not_to_have_attribute("d", before)
    expect(dot).not_to_have_attribute("transform", place)
    assert shares.inner_html() == bars


def test_every_dot_is_a_life_that_opens_in_play_by_keyboard_and_by_mouse(page: Any, server_url: str) -> None:
    opened(page, server_url + "many?v=1&seed=300")
    page.locator(".dot.this").focus()
    page.keyboard.press("End")
    last = page.locator(".dot:focus")
    luck, values = (
        last.get_attribute("data-luck"),
        [dot.get_attribute("data-value") for dot in page.locator(".dot").all()],
    )
    assert float(last.get_attribute("data-value")) == max(map(float, values))
    page.keyboard.press("Enter")
    expect(page.locator("[data-stamp]")).to_have_attribute("data-stamp", re.compile(rf"seed={luck}\b"))
    page.go_back()
    expect(page.locator(LIVED)).to_be_attached()  # kept, so at once
    chip = page.locator('[data-end="luckiest"]')
    luck = re.search(r"luck no\. (\d+)", chip.inner_text())[1]  # type: ignore[index]
    chip.click()
    expect(page.locator("[data-stamp]")).to_have_attribute("data-stamp", re.compile(rf"seed={luck}\b"))


def test_a_click_near_a_dot_opens_it(page: Any, server_url: str) -> None:
    opened(page, server_url + "many?v=1&seed=300")
    page.locator(".dots svg").scroll_into_view_if_needed()
    dot = page.locator(".dot").first
    luck, box = dot.get_attribute("data-luck"), dot.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("[data-stamp]")).to_have_attribute("data-stamp", re.compile(rf"seed={luck}\b"))


def test_with_a_strategy_both_groups_stand_side_by_side(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + "many?v=1&seed=300")
    alone = page.locator(".answer").inner_text()
    page.locator("select[data-use]").select_option("address_fear")
    page.wait_for_url(re.compile("use=address_fear"))
    expect(page.locator(".fates .answer")).to_have_count(2, timeout=30_000)
    expect(page.locator('.fates [data-group="0"] h2')).to_contain_text("Address the fear")
    assert page.locator(".fates .answer").nth(1).inner_text() == alone
    titles = [page.locator(f'.fates [data-group="{i}"] h2').inner_text() for i in (0, 1)]
    for picture in (".fate", ".fan", ".dots svg"):
        alts = [image.get_attribute("aria-label") for image in page.locator(picture).all()]
        assert [alt.split(". ")[0] for alt in alts] == titles
        assert not any(alone in alt for alt in alts)  # said once, beside the picture
    page.get_by_role("button", name="Trust", exact=True).click()
    live = page.locator('.content [role="status"].sr', has_text="Ari: Trust")
    expect(live).to_have_text(re.compile(rf"Ari: Trust\. {titles[0]}\. At the end .*{titles[1]}\. At the end "))
    page.locator('[data-group="1"] [data-end="luckiest"]').click()
    expect(page.locator("[data-stamp]")).not_to_have_attribute("data-stamp", re.compile("use="))
    assert traffic.errors == []


def test_the_lives_can_be_cancelled_and_lived_after_all(page: Any, server_url: str, traffic: Any) -> None:
    page.add_init_script("""new MutationObserver(() => {
      const cancel = window.done ? null : document.querySelector(".many .cancel");
      if (cancel) { window.done = true; cancel.click(); }
    }).observe(document, { childList: true, subtree: true });""")
    page.goto(server_url + "many?v=1&seed=91000&use=professional_support")
    expect(page.locator(".tally")).to_contain_text("Cancelled after", timeout=60_000)
    page.get_by_role("button", name="Live them now").click()
    expect(page.locator(LIVED)).to_be_attached(timeout=30_000)
    assert traffic.errors == []


def test_all_lives_can_be_saved_as_csv(page: Any, server_url: str) -> None:
    opened(page, server_url + "many?v=1&seed=300")
    picture = page.locator('[data-picture="lives-felt_insecurity_a"]')
    picture.locator("summary").click()
    with page.expect_download() as downloaded:
        picture.locator('[data-save="csv"]').click()
    rows = [line.split(",") for line in Path(downloaded.value.path()).read_text(encoding="utf-8").splitlines()]
    assert rows[0][:4] == ["luck", "regime", "parted_on_day", "felt_insecurity_a"]
    assert [row[0] for row in rows[1:]] == [str(seed) for seed in range(300, 500)]
    ends = [row[1] for row in rows[1:]].count("exhaustion")
    expect(page.locator('.fate [data-share="exhaustion"]')).to_have_attribute("data-value", str(ends / 200).rstrip("0"))


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Any, server_url: str, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, server_url + f"many?v=1&seed=300&use=address_fear&lang={language}")
    assert page.evaluate("document.querySelector('.reassure').scrollWidth") <= width


def test_the_axis_of_relief_names_what_it_measures_in_a_unit_that_fits(page: Any, server_url: str) -> None:
    for preset, unit in (("secure_secure", "days"), ("anxious_anxious", "minutes")):
        opened(page, server_url + f"many?v=1&preset={preset}&seed=300")
        page.get_by_role("button", name="How long relief lasts").click()
        expect(page.locator(".dots svg")).to_contain_text(f"Ari: How long relief lasts, {unit} →")
        expect(page.locator("svg.fan").locator("text").first).to_have_text(
            "days" if unit == "days" else re.compile(".")
        )
        axis = page.locator(".dots line.axis").bounding_box()
        last = max(dot.bounding_box()["x"] for dot in page.locator(".dot").all())
        assert last - axis["x"] > axis["width"] / 4


def test_lives_that_were_kept_are_told_from_the_first(page: Any, server_url: str) -> None:
    for _ in range(2):
        opened(page, server_url + "many?v=1&seed=300")
        expect(page.locator('.content [role="status"].sr', has_text="of 200")).to_be_attached()
