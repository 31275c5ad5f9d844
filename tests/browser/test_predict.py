"""Predict, as a student meets it: guess, then look."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
expect = sync_api.expect

SEED = "v=1&seed=8"
GUESS = "47" * 13


def opened(page: Any, url: str) -> Any:
    """Open a page and wait for its axes, which wait for the model."""
    page.goto(url)
    board = page.locator(".predict")
    expect(board).to_be_attached(timeout=60_000)
    return board


def stroke(page: Any, *points: tuple[float, float]) -> None:
    """Draw with the mouse through places of the axes, as shares of their width and height."""
    page.locator(".pad").scroll_into_view_if_needed()
    box = page.locator(".pad").bounding_box()
    x, y = (
        [box[k] + box[size] * p[i] for p in points] for i, (k, size) in enumerate((("x", "width"), ("y", "height")))
    )
    page.mouse.move(x[0], y[0])
    page.mouse.down()
    for at in zip(x[1:], y[1:], strict=True):
        page.mouse.move(*at, steps=6)
    page.mouse.up()


def guess(page: Any) -> list[int]:
    digits = page.locator(".predict").get_attribute("data-guess") or ""
    return [int(digits[i : i + 2]) for i in range(0, len(digits), 2)]


def drawn(page: Any) -> Any:
    """Wait until the guess on the page is that of the link, and return it."""
    page.wait_for_url(re.compile(r"guess=\d+"))
    return guess(page)


def test_a_stroke_is_the_guess_one_entry_and_back_takes_it_back(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + f"predict?{SEED}&about=energy")
    expect(page.get_by_role("heading", level=1)).to_have_text("Can you see it coming?")
    expect(page.get_by_role("button", name="Now look")).to_be_disabled()
    stroke(page, (0.1, 0.2), (0.5, 0.2), (0.95, 0.8))
    first = drawn(page)
    assert len(first) == 13 and first[3] > 70 and first[12] < 35
    assert first[2:] == sorted(first[2:], reverse=True)
    link = page.url
    stroke(page, (0.45, 0.85), (0.56, 0.85))
    page.wait_for_url(lambda url: url != link)
    second = guess(page)
    assert (
        [a for a, b in zip(first, second, strict=True) if a != b] and second[12] == first[12] and second[2] == first[2]
    )
    page.go_back()
    expect(page.locator(".predict")).to_have_attribute("data-guess", "".join(f"{p:02}" for p in first))
    page.go_back()
    expect(page.locator(".predict")).to_have_attribute("data-guess", "")
    assert traffic.errors == []


def test_a_staircase_to_guess_says_of_how_many_requests_its_first_bar_is(page: Any, server_url: str) -> None:
    opened(page, server_url + "predict?v=1")
    expect(page.locator(".asked")).to_contain_text("after the first 3 requests it lasts 40\u00a0min on average")
    marks = page.locator(".axes .mark text")
    expect(marks.nth(0)).to_have_text("1–3")
    expect(marks.nth(-1)).to_have_text("day 365")
    expect(page.locator('[data-point="1"]')).to_have_attribute("aria-label", re.compile(r"requests 4 to \d+$"))
    page.goto(server_url + "predict?v=1&about=energy")
    expect(page.locator(".axes .way")).to_have_text(["day 1", "day 365 →"])


TOUCHING = """() => {
  const boxes = [...document.querySelectorAll(".axes .mark text, .axes > text.way")].map((at) => at.getBoundingClientRect());
  const apart = (one, other) => one.right + 3 <= other.left || other.right + 3 <= one.left || one.bottom <= other.top + 4 || other.bottom <= one.top + 4;
  const whole = document.querySelector(".axes").getBoundingClientRect();
  return boxes.filter((one, i) => one.left < whole.left || one.right > whole.right + 1 || boxes.some((other, k) => k > i && !apart(one, other))).length;
}"""
"""How many words under the steps are cut off, lie on others, or beside them with no gap; a line of type may reach 4 pixels into the next."""


@pytest.mark.parametrize(
    ("width", "larger"),
    [(390, ""), (390, "&size=150"), (390, "&look=projector"), (1280, "&look=projector&size=150")],
)
def test_the_words_under_the_steps_stand_apart_in_any_type(page: Any, server_url: str, width: int, larger: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, server_url + f"predict?{SEED}&lang=ru{larger}")
    expect(page.locator(".axes .mark text").nth(3)).to_be_visible()
    assert page.evaluate(TOUCHING) == 0


def test_drawing_changes_the_guess_and_nothing_else(page: Any, server_url: str) -> None:
    opened(page, server_url + f"predict?{SEED}&about=felt_insecurity")
    asked = page.locator(".asked").inner_text()
    scale = page.locator(".axes .scale").all_inner_texts()
    stroke(page, (0.1, 0.5), (0.9, 0.3))
    drawn(page)
    assert page.locator(".asked").inner_text() == asked
    assert page.locator(".axes .scale").all_inner_texts() == scale
    expect(page.locator(".life, .steps, .answer")).to_have_count(0)
    expect(page.locator(".guess .mark")).to_have_count(12)


def test_a_ready_shape_can_be_taken_bent_and_looked_at(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + f"predict?{SEED}&preset=anxious_avoidant")
    page.get_by_role("button", name="stays about the same").click()
    whole = drawn(page)
    assert len(set(whole)) == 1
    expect(page.get_by_role("button", name="stays about the same")).to_have_attribute("aria-pressed", "true")
    point = page.get_by_role("slider").nth(4)
    point.press("ArrowUp")
    page.wait_for_url(lambda url: "".join(f"{p:02}" for p in whole) not in url)
    bent = guess(page)
    assert [b - a for a, b in zip(whole, bent, strict=True)] == [2 if i == 5 else 0 for i in range(len(whole))]
    page.get_by_role("button", name="Now look").click()
    expect(page.locator(".predict")).to_have_attribute("data-told", "1")
    assert guess(page) == bent, "the guess stays"
    expect(page.locator(".guess .mark")).to_have_count(len(bent) - 1)
    expect(page.locator(".steps rect")).to_have_count(len(bent))
    expect(page.locator(".answer h2")).to_contain_text("You drew: relief stays about the same.")
    expect(page.locator(".answer .why").nth(1)).to_contain_text("Without that:")
    expect(page.locator("[role=slider]")).to_have_count(0)
    page.go_back()
    expect(page.locator(".answer")).to_have_count(0)
    assert guess(page) == bent
    assert traffic.errors == []


def test_the_keyboard_alone_draws_looks_and_is_told(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + f"predict?{SEED}&about=satisfaction")
    page.locator('[data-point="1"]').focus()
    for key in ("PageUp", "ArrowRight", "ArrowRight", "PageDown"):
        page.keyboard.press(key)
    expect(page.locator('[data-point="3"]')).to_be_focused()
    expect(page.locator('[data-point="3"]')).to_have_attribute("aria-valuetext", re.compile(r"^\d+ of 100$"))
    start, one, two, three = drawn(page)[:4]
    assert (one, two, three) == (start + 10, start, start - 10), "one gesture, though on two points"
    expect(page.locator(".predict")).to_have_attribute("data-guess", re.search(r"guess=(\d+)", page.url)[1])
    expect(page.locator("[aria-live=polite].sr").last).to_have_text("")  # each point has told its own place
    shape = page.locator(".ready button").first
    shape.press("Enter")
    expect(page.locator("[aria-live=polite].sr").last).to_contain_text("Your guess: day 1:")
    page.locator('[data-point="3"]').press("PageUp")
    expect(page.locator("[aria-live=polite].sr").last).to_have_text("")
    shape.press("Enter")
    expect(page.locator("[aria-live=polite].sr").last).to_contain_text("Your guess: day 1:")
    page.get_by_role("button", name="Now look").press("Enter")
    expect(page.locator("#predict-answer")).to_be_focused()
    expect(page.locator("[aria-live=polite].sr").last).to_contain_text(re.compile("You drew|The same life"))
    expect(page.locator(".axes")).to_have_attribute("aria-label", re.compile("Your guess: .*This life: "))
    assert traffic.errors == []


def test_a_link_restores_guess_and_life(page: Any, server_url: str) -> None:
    url = (
        f"predict?{SEED}&about=energy&preset=anxious_secure&guess={GUESS}&told=1&use=talk_openly&since=90&a.anxiety=0.6"
    )
    opened(page, server_url + url)
    expect(page.locator('[data-couple="anxious_secure"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator('[data-ask="energy"]')).to_have_attribute("aria-pressed", "true")
    assert guess(page)[1:] == [47] * 12
    expect(page.locator(".life.b")).to_be_visible()
    expect(page.locator(".whose")).to_contain_text("From day 90 the two take up a strategy: Talk openly.")
    expect(page.locator(".whose")).to_contain_text("0.6")
    expect(page.locator(".since").first).to_be_visible()


def test_the_same_guess_goes_to_another_couple(page: Any, server_url: str) -> None:
    opened(page, server_url + f"predict?{SEED}&about=energy&preset=anxious_avoidant&guess={GUESS}&told=1")
    page.locator(".answer").get_by_role("button", name="Both secure").click()
    expect(page.locator(".predict")).to_have_attribute("data-told", "0")
    assert guess(page)[1:] == [47] * 12
    page.get_by_role("button", name="Now look").click()
    expect(page.locator(".answer h2")).to_contain_text("In this life")


def test_other_lives_tell_whether_a_guess_could_be_sure(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + f"predict?{SEED}&about=felt_insecurity&guess={GUESS}&told=1")
    page.get_by_role("button", name="Is this luck?").click()
    expect(page.locator(".luck")).to_contain_text("Other lives of the same two people", timeout=30_000)
    told = page.locator(".luck").inner_text()
    assert sum(int(n) for n in re.findall(r": (\d+)", told)) == 20
    too_short = re.search(r"too little to tell: (\d+)", told)
    expect(page.locator(".axes .other")).to_have_count(20 - int(too_short[1] if too_short else 0))
    page.locator("[data-next=many]").click()
    page.wait_for_url(re.compile(r"/many\?"))
    assert traffic.errors == []


def test_a_life_without_a_staircase_says_so_and_offers_another_question(page: Any, server_url: str) -> None:
    opened(page, server_url + f"predict?{SEED}&preset=avoidant_avoidant")
    expect(page.locator(".nothing")).to_contain_text("Ari hardly asks")
    page.get_by_role("button", name="Ari's satisfaction").click()
    expect(page.locator(".axes")).to_be_visible()


def test_a_hostile_guess_falls_back_with_a_note(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + "predict?v=1&told=1&guess={{constructor.constructor('window.hit=1')()}}")
    expect(page.locator(".notes li")).to_have_count(1)
    expect(page.locator(".predict")).to_have_attribute("data-guess", "")
    assert page.evaluate("window.hit") is None
    assert traffic.errors == []


def test_guess_and_life_are_saved_side_by_side(page: Any, server_url: str, tmp_path: Path) -> None:
    opened(page, server_url + f"predict?{SEED}&about=energy&guess={GUESS}&told=1")
    page.locator(".save summary").click()
    with page.expect_download() as saved:
        page.locator('[data-save="csv"]').click()
    saved.value.save_as(tmp_path / "guess.csv")
    header, *rows = list(csv.reader((tmp_path / "guess.csv").read_text().splitlines()))
    assert header == ["from_day", "to_day", "guess_energy", "life_energy"]
    assert len(rows) == 13 and [row[0] for row in rows][::12] == ["1", "365"]
    assert {row[2] for row in rows[1:]} == {"0.4747"} and all(0 < float(row[3]) < 1 for row in rows)


def test_a_finger_draws_and_the_page_does_not_scroll_away(chromium: Any, server_url: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    opened(page, server_url + f"predict?{SEED}&about=energy")
    page.locator(".pad").scroll_into_view_if_needed()
    assert page.locator(".pad").evaluate("pad => getComputedStyle(pad).touchAction") == "none"
    before, box = page.evaluate("window.scrollY"), page.locator(".pad").bounding_box()
    touch = context.new_cdp_session(page)
    spots = [(box["x"] + box["width"] * s, box["y"] + box["height"] * (0.2 + 0.5 * s)) for s in (0.15, 0.4, 0.7, 0.95)]
    for i, (x, y) in enumerate(spots):
        kind = "touchMove" if i else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    assert page.evaluate("window.scrollY") == before
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_url(re.compile("guess="))
    assert len(set(guess(page))) > 5
    page.goto("about:blank")
    context.close()


def test_without_motion_the_life_is_there_at_once(chromium: Any, server_url: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    opened(page, server_url + f"predict?{SEED}&about=energy&guess={GUESS}&told=1")
    assert page.locator(".life").evaluate("life => getComputedStyle(life).animationName") == "none"
    page.goto("about:blank")
    context.close()


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Any, server_url: str, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, server_url + f"predict?{SEED}&guess={GUESS}&told=1&lang={language}")
    expect(page.locator(".why").nth(1)).to_be_attached()
    page.wait_for_function("width => document.querySelector('.reassure').scrollWidth <= width", arg=width)


def test_a_parting_ends_the_life_and_is_told(page: Any, server_url: str) -> None:
    opened(page, server_url + f"predict?v=1&seed=3&preset=anxious_anxious&about=satisfaction&guess={GUESS}&told=1")
    expect(page.locator(".answer")).to_contain_text(re.compile(r"The two part on day \d+"))
    expect(page.locator(".axes .since text")).to_have_text("they part")
    expect(page.locator(".guess .mark")).to_have_count(12)
