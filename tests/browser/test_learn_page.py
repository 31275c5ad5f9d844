"""Learn, as a student meets it: one lap step by step, words to look up, equations that lead to a slider, limits."""

import re
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
expect = sync_api.expect


def opened(page: Any, url: str, chapter: str = "") -> Any:
    """Open Learn at a chapter and return its card."""
    page.goto(url)
    card = page.locator(".chapter")
    expect(card).to_be_visible(timeout=90_000)
    if chapter:
        page.locator(f'[data-chapter="{chapter}"]').click()
        expect(card).to_have_attribute("data-shown", chapter)
    return card


def lengths(page: Any) -> list[float]:
    return [float(arc.get_attribute("data-length")) for arc in page.locator(".lap circle.arc").all()]


def test_a_lap_is_shown_stage_by_stage_and_ends_with_a_lived_couple(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + "learn?v=1")
    expect(page.get_by_role("heading", level=1)).to_have_text("What is in this model, and what is not?")
    told = page.locator('.lap p[role="status"]')
    for step, stage in enumerate(("trigger", "doubt", "ask", "answer", "relief", "calm")):
        expect(page.locator(".lap")).to_have_attribute("data-step", str(step))
        expect(told).to_contain_text(f"Step {step + 1} of 8")
        expect(page.get_by_role("img", name=re.compile(f"Shown so far: .*{stage}\\.$"))).to_be_visible()
        assert [length > 0 for length in lengths(page)] == [place <= step for place in range(6)]
        page.get_by_role("button", name="Next stage").click()
    expect(told).to_contain_text(re.compile(r"first week: \d+ % of Ari's time is calm"))
    first = lengths(page)
    page.get_by_role("button", name="Next stage").click()
    expect(told).to_contain_text("The same couple")
    assert lengths(page) != first and abs(sum(lengths(page)) - 100) < 0.1
    further = page.get_by_role("button", name="Next stage")
    expect(further).to_be_disabled()
    expect(further).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".lap")).to_have_attribute("data-step", "7")
    page.get_by_role("button", name="Stage before").click()
    assert lengths(page) == first
    further.press("Enter")
    page.locator('[data-go="start"]').press("Enter")
    expect(page.locator(".lap")).to_have_attribute("data-step", "0")
    expect(further).to_be_focused()
    assert traffic.errors == []


def test_chapters_are_turned_with_the_keyboard_alone(page: Any, server_url: str) -> None:
    card = opened(page, server_url + "learn?v=1")
    page.get_by_role("tab", name="One lap").focus()
    for key, shown in (
        ("ArrowDown", "glossary"),
        ("End", "teachers"),
        ("ArrowRight", "lap"),
        ("ArrowLeft", "teachers"),
        ("Home", "lap"),
    ):
        page.keyboard.press(key)
        expect(card).to_have_attribute("data-shown", shown)
        expect(page.locator(f'[data-chapter="{shown}"]')).to_be_focused()


def test_a_word_is_found_by_a_part_of_it(page: Any, server_url: str) -> None:
    opened(page, server_url + "learn?v=1", "glossary")
    every = page.locator("[data-entry]").count()
    page.get_by_label("Find a word").fill("BREAK")
    expect(page.get_by_text("No such word here")).to_be_visible()
    page.get_by_label("Find a word").fill("tipp")
    expect(page.locator("[data-entry]")).to_have_count(1)
    expect(page.get_by_text("Words found: 1")).to_be_visible()
    page.get_by_label("Find a word").fill("<img src=x onerror=alert(1)>")
    expect(page.locator(".terms img")).to_have_count(0)
    page.get_by_label("Find a word").fill("")
    expect(page.locator("[data-entry]")).to_have_count(every)


def test_an_equation_explains_its_letters_and_leads_to_its_slider(page: Any, server_url: str) -> None:
    opened(page, server_url + "learn?v=1&lang=ru", "equations")
    expect(page.locator("[data-equation]")).to_have_count(10)
    relief = page.locator('[data-equation="relief"]')
    expect(relief.locator(".form")).to_have_text(re.compile(r"облегчение′ = облегчение \+ p"))
    relief.get_by_text("Что значат буквы").click()
    expect(relief.locator("tbody tr")).to_have_count(1)
    expect(relief.locator("tbody")).to_contain_text("0,325")
    page.locator('[data-equation="strength"] button').click()
    page.wait_for_url(re.compile(r"only=b\.stamina"))
    assert page.url.startswith(server_url + "?"), "in Play"


def test_what_the_model_gets_wrong_comes_first(page: Any, server_url: str) -> None:
    card = opened(page, server_url + "learn?v=1", "tested")
    expect(card.locator("h3").first).to_have_text("What it gets wrong")
    assert card.locator('[data-list="failures"] li').count() == 6
    expect(card.locator("tbody tr")).to_have_count(3)
    opened(page, server_url + "learn?v=1", "limits")
    expect(card).to_contain_text("Where there is fear of a partner, reassurance is the wrong frame")
    opened(page, server_url + "learn?v=1", "sources")
    expect(card.locator("ul").first.locator("li")).to_have_count(26)


@pytest.mark.parametrize("width", [390, 768, 1280])
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_no_chapter_is_wider_than_the_screen(page: Any, server_url: str, width: int, lang: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, server_url + f"learn?v=1&lang={lang}")
    for chapter in page.locator("[data-chapter]").all():
        chapter.click()
        expect(page.locator(".chapter")).to_have_attribute("data-shown", chapter.get_attribute("data-chapter"))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.querySelector('.reassure').scrollWidth") <= width
