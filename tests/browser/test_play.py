"""Play, as a student meets it."""

import re
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
expect = sync_api.expect


def opened(page: Any, url: str) -> Any:
    """Open a page and wait for its picture, which waits for the model."""
    page.goto(url)
    picture = page.locator("[data-stamp]")
    expect(picture).to_be_attached(timeout=60_000)
    return picture


def slider(page: Any, path: str) -> Any:
    return page.locator(f'input[data-path="{path}"]')


def arc(page: Any, stage: str) -> float:
    return float(page.locator(f'[data-stage="{stage}"]').get_attribute("data-length"))


def test_a_question_is_asked_and_answered_in_words_and_pictures(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Why does reassurance stop lasting?")
    expect(page.locator(".sentence")).to_contain_text("Ari")
    expect(page.get_by_role("img")).to_have_count(10)
    assert all(image.get_attribute("aria-label") for image in page.get_by_role("img").all())
    for name in ("Frequency", "Emotional impact", "Partner response", "Long-term outcome"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_text("not a diagnosis, no advice")).to_be_visible()
    assert traffic.errors == []


def test_a_slider_redraws_the_year_and_leaves_the_last_one_as_a_ghost(page: Any, server_url: str, traffic: Any) -> None:
    picture = opened(page, server_url)
    before, curve = picture.get_attribute("data-stamp"), page.locator('[data-curve="trust"] path.a')
    drawn = curve.get_attribute("d")
    slider(page, "a.anxiety").press("PageDown")
    expect(picture).not_to_have_attribute("data-stamp", before)
    expect(curve).not_to_have_attribute("d", drawn)
    expect(page.locator('[data-curve="trust"] path.past').first).to_have_attribute("d", drawn)
    page.wait_for_url(re.compile(r"a\.anxiety=0\.\d"))
    assert traffic.errors == []


def test_one_gesture_is_one_entry_in_the_history_and_back_undoes_it(page: Any, server_url: str) -> None:
    picture = opened(page, server_url)
    first = picture.get_attribute("data-stamp")
    for _ in range(4):
        slider(page, "a.clarity").press("ArrowRight")
    page.wait_for_url(re.compile(r"a\.clarity="))
    page.get_by_role("button", name="Both secure").click()
    expect(picture).to_have_attribute("data-stamp", re.compile("secure_secure"))
    page.go_back()
    expect(picture).to_have_attribute("data-stamp", re.compile(r"a\.clarity="))
    page.go_back()
    expect(picture).to_have_attribute("data-stamp", first)
    expect(page.get_by_role("button", name="Anxious and avoidant")).to_have_attribute("aria-pressed", "true")


def test_step_play_and_pause_move_the_day(page: Any, server_url: str, traffic: Any) -> None:
    picture = opened(page, server_url + "?v=1&day=20")
    expect(picture).to_have_attribute("data-day", "20")
    page.get_by_role("button", name="+ Day").click()
    expect(picture).to_have_attribute("data-day", "21")
    page.get_by_role("button", name="+ Lap").click()
    expect(picture).not_to_have_attribute("data-day", "21")
    page.get_by_role("button", name="Back to the first day").click()
    expect(picture).to_have_attribute("data-day", "1")
    traffic.requests.clear()
    page.get_by_role("button", name="Play the year").click()
    expect(picture).to_have_attribute("data-day", re.compile(r"^[1-9]\d$"))
    page.get_by_role("button", name="Pause").click()
    shown = picture.get_attribute("data-day")
    page.wait_for_url(re.compile(f"day={shown}"))
    expect(picture).to_have_attribute("data-day", shown)
    assert [url for url in traffic.requests if "favicon" not in url] == [], "playing asks the server for nothing"
    assert traffic.errors == []


def test_relief_shrinks_in_the_picture(page: Any, server_url: str) -> None:
    opened(page, server_url + "?v=1&day=6")
    early = arc(page, "relief")
    page.locator("input.scrub").press("End")
    expect(page.locator("[data-stamp]")).to_have_attribute("data-day", "365")
    assert arc(page, "relief") < early


def test_a_link_restores_the_view(page: Any, server_url: str) -> None:
    picture = opened(page, server_url + "?v=1&preset=anxious_secure&seed=3&day=77&b.stamina=0.25&couple.bond=0.1")
    expect(picture).to_have_attribute("data-day", "77")
    expect(page.get_by_role("button", name="Anxious and secure")).to_have_attribute("aria-pressed", "true")
    assert slider(page, "b.stamina").input_value() == "25"
    page.get_by_role("button", name="The two together").click()
    expect(slider(page, "couple.bond")).to_have_attribute("aria-valuetext", "0.1")


def test_a_broken_link_falls_back_with_a_note_and_runs_no_script(page: Any, server_url: str, traffic: Any) -> None:
    opened(
        page,
        server_url + "?v=1&preset={{constructor.constructor('window.hit=1')()}}&a.anxiety=<img src=x onerror=hit=1>",
    )
    expect(page.locator(".notes li")).to_have_count(2)
    expect(page.locator(".notes")).to_contain_text("was left out")
    assert page.evaluate("window.hit") is None
    page.get_by_role("button", name="Close this note").click()
    expect(page.locator(".notes")).to_have_count(0)
    assert traffic.errors == []


def test_another_life_and_back_to_the_couple_as_it_was(page: Any, server_url: str) -> None:
    picture = opened(page, server_url + "?v=1&a.anxiety=0.2")
    page.get_by_role("button", name="Another life of the same couple").click()
    expect(picture).to_have_attribute("data-stamp", re.compile("seed="))
    page.get_by_role("button", name="Back to this couple as it was").click()
    expect(picture).not_to_have_attribute("data-stamp", re.compile(r"a\.anxiety"))


def test_two_visitors_do_not_share_a_couple(chromium: Any, page: Any, server_url: str) -> None:
    mine = opened(page, server_url)
    context = chromium.new_context()
    other = context.new_page()
    theirs = opened(other, server_url)
    before = theirs.get_attribute("data-stamp")
    slider(page, "a.anxiety").press("PageDown")
    expect(mine).not_to_have_attribute("data-stamp", before)
    other.wait_for_timeout(500)
    expect(theirs).to_have_attribute("data-stamp", before)
    slider(other, "b.avoidance").press("PageDown")
    expect(theirs).not_to_have_attribute("data-stamp", before)
    assert "a.anxiety" not in (theirs.get_attribute("data-stamp") or "")
    other.goto("about:blank")
    context.close()


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Any, server_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, server_url)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('.reassure').scrollWidth") <= width


def test_the_keyboard_reaches_everything_with_a_visible_focus(page: Any, server_url: str) -> None:
    opened(page, server_url)
    seen = []
    for _ in range(26):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("""() => {
          const at = document.activeElement;
          const name = at === document.body ? "BODY" : at.dataset.path || at.className || at.tagName;
          return [name, getComputedStyle(at).outlineStyle, (at.getAttribute("aria-label") || at.innerText || "").trim()];
        }""")
        )
    names = {name for name, _, _ in seen}
    assert {"a.anxiety", "b.avoidance", "a.clarity", "b.stamina", "scrub", "chip", "main"} <= names
    assert [at for at in seen if at[1] == "none" and at[0] != "BODY"] == []


def test_without_motion_the_year_goes_by_in_weeks(chromium: Any, server_url: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    picture = opened(page, server_url + "?v=1&day=1")
    page.get_by_role("button", name="Play the year").click()
    expect(picture).not_to_have_attribute("data-day", "1")
    assert (int(picture.get_attribute("data-day")) - 1) % 7 == 0
    page.goto("about:blank")
    context.close()
