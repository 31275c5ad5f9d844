"""Why?, as a student meets it."""

import re
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
expect = sync_api.expect

HERE = "why?v=1&seed=8&preset=anxious_avoidant"


def opened(page: Any, url: str) -> Any:
    page.goto(url)
    whole = page.locator(".why[data-stamp]")
    expect(whole).to_be_attached(timeout=60_000)
    return whole


def curve(page: Any) -> str:
    return str(page.locator('[data-curve="a"]').get_attribute("d"))


def refusal(page: Any) -> Any:
    """The turning point that is the first request without an answer."""
    return page.locator("[data-point]", has=page.get_by_role("heading", name=re.compile("without an answer")))


def test_the_question_is_answered_in_a_few_sentences_first(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + HERE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Why did it go this way?")
    assert 3 <= page.locator("[data-point]").count() <= 6
    expect(refusal(page)).to_contain_text("draws back, because")
    picture = page.get_by_role("img")
    expect(picture).to_have_count(1)
    expect(picture).to_have_attribute("aria-label", re.compile(r"Ari's felt insecurity goes from \d+ to \d+"))
    assert traffic.errors == []


def test_a_mark_goes_to_its_day_and_changes_nothing_else(page: Any, server_url: str, traffic: Any) -> None:
    whole = opened(page, server_url + HERE + "&day=300")
    before, points = curve(page), page.locator(".answer").inner_text()
    stamp = whole.get_attribute("data-stamp")
    mark = page.locator("[data-turning]").last
    day = mark.get_attribute("data-turning")
    mark.locator("text").click()
    expect(whole).to_have_attribute("data-day", day)
    expect(page.locator(f'.today[data-log-day="{day}"]')).to_be_visible()
    page.wait_for_url(re.compile(rf"day={day}\b"))
    assert (curve(page), page.locator(".answer").inner_text()) == (before, points)
    assert whole.get_attribute("data-stamp") == stamp
    expect(page.locator(".twin")).to_have_count(0)
    page.go_back()
    expect(whole).to_have_attribute("data-day", "300")
    assert traffic.errors == []


def test_a_row_of_marks_leads_to_days_with_such_an_event(page: Any, server_url: str) -> None:
    whole = opened(page, server_url + HERE + "&day=300")
    page.locator('.chip[data-filter="refused"]').click()
    page.locator('[data-lane="refused"] .hit').click()
    expect(whole).not_to_have_attribute("data-day", "300")
    assert page.locator(".today [data-event]").count() > 0


def test_days_and_filters_are_reached_with_the_keyboard(page: Any, server_url: str) -> None:
    whole = opened(page, server_url + HERE + "&day=40")
    slider = page.get_by_role("slider", name=re.compile("Day shown"))
    slider.press("ArrowRight")
    expect(whole).to_have_attribute("data-day", "41")
    expect(page.locator("[aria-live]").filter(has_text="Day 41 of 365")).to_have_count(1)
    page.wait_for_url(re.compile("day=41"))
    drawn = curve(page)
    all_events = page.locator("[data-event]").count()
    page.locator('.chip[data-filter="doubt"]').press("Enter")
    expect(page.locator('.chip[data-filter="doubt"]')).to_have_attribute("aria-pressed", "true")
    names = [e.get_attribute("data-event") for e in page.locator("[data-event]").all()]
    assert names and all(name.endswith("-doubt") for name in names) and len(names) < all_events
    page.locator("[data-later]").press("Enter")
    expect(whole).not_to_have_attribute("data-day", "41")
    assert page.locator(".today [data-event]").count() > 0 and curve(page) == drawn


def test_an_event_shows_its_causes_as_words_bars_and_numbers(page: Any, server_url: str) -> None:
    opened(page, server_url + HERE + "&day=6")
    for cause in page.locator(".causes dd", has=page.locator(".bar")).all():
        size = float(cause.locator("b").inner_text().replace("−", "-"))
        assert cause.locator("span").inner_text()
        expect(cause.locator(".bar i")).to_have_class("towards" if size > 0 else "against")


def test_an_event_says_first_what_speaks_for_it_and_at_last_how_likely_it_was(page: Any, server_url: str) -> None:
    opened(page, server_url + "why?v=1&day=365")
    asked = page.locator(".today [data-event$='-a-seek']")
    assert asked.count() > 0
    for one in asked.all():
        heads = one.locator("dt").all_inner_texts()
        assert heads[0] == "What speaks for what Ari does:" and "What speaks for what Bo does:" in heads
        due, answered = one.locator("[data-odds]").all_inner_texts()
        assert re.fullmatch(
            r"As things stand, with felt insecurity at \d+ of 100, Ari asks after .+; with none, after .+\.", due
        )
        assert re.fullmatch(r"As things stand, Bo answers [<>]?\d+ of 100 such requests\.", answered)
        for group in one.locator(".causes").all():
            against = [bar.get_attribute("class") == "against" for bar in group.locator(".bar i").all()]
            assert against == sorted(against)
            assert ("What speaks against it:" in group.locator("dt").all_inner_texts()) == any(against)


def test_a_regime_in_the_answer_can_be_tapped(page: Any, server_url: str) -> None:
    opened(page, server_url + "why?v=1")
    page.locator(".answer [data-term='exhaustion']").first.click()
    expect(page.locator("dialog.meaning")).to_contain_text("hardly any strength left")


def test_a_day_with_a_request_tells_where_the_one_who_asks_stands(page: Any, server_url: str) -> None:
    opened(page, server_url + HERE)
    expect(page.locator(".answer [data-stands]").first).to_contain_text("in the first week")
    page.locator('[data-lane="refused"] .hit').click()
    stands = page.locator(".today [data-stands]")
    expect(stands.first).to_contain_text(re.compile(r"Felt insecurity: \d+ of 100 \(\d+\)"))
    assert stands.count() <= 2 and page.locator("[data-log-day]:not(.today) [data-stands]").count() == 0
    page.locator('.chip[data-filter="doubt"]').click()
    expect(stands).to_have_count(0)


def test_what_a_cause_is_stands_above_the_log(page: Any, server_url: str) -> None:
    opened(page, server_url + HERE)
    expect(page.locator(".about")).to_contain_text("2.7 times as likely")
    expect(page.locator(".about + .log")).to_have_count(1)


def test_what_if_takes_one_event_out_and_back_puts_it_in_again(page: Any, server_url: str, traffic: Any) -> None:
    whole = opened(page, server_url + HERE)
    drawn = curve(page)
    name = str(refusal(page).get_attribute("data-point"))
    refusal(page).get_by_role("button", name=re.compile("What if")).click()
    expect(whole).to_have_attribute("data-without", name)
    twin = page.locator(".twin")
    expect(twin).to_be_focused()
    expect(twin).to_contain_text("The first thing that goes otherwise")
    expect(twin).to_contain_text("Days on which something differs")
    expect(twin.get_by_role("row")).to_have_count(7)
    assert curve(page) == drawn and page.locator('[data-twin="a"]').get_attribute("d") != drawn
    expect(page.locator("[aria-live]").filter(has_text="Days on which something differs")).to_have_count(1)
    page.wait_for_url(re.compile(f"without={name}"))
    page.go_back()
    expect(twin).to_have_count(0)
    page.go_forward()
    expect(twin).to_be_visible()
    page.get_by_role("button", name="Put it back").click()
    expect(twin).to_have_count(0)
    expect(page.locator("[data-twin]")).to_have_count(0)
    assert traffic.errors == []


@pytest.mark.parametrize("part", [".answer", ".log"])
def test_who_puts_an_event_back_goes_on_where_it_was_taken_out(page: Any, server_url: str, part: str) -> None:
    opened(page, server_url + HERE)
    name = str(refusal(page).get_attribute("data-point"))
    refusal(page).locator("[data-go]").click()
    taker = page.locator(f'{part} [data-take="{name}"]')
    taker.press("Enter")
    page.locator("[data-back]").press("Enter")
    expect(page.locator(".twin")).to_have_count(0)
    expect(taker).to_be_focused()


def test_going_from_day_to_day_keeps_the_focus(page: Any, server_url: str) -> None:
    opened(page, server_url + HERE + "&day=2")
    page.locator(".log h3 button").last.press("Enter")
    expect(page.locator(".today h3")).to_be_focused()
    earlier = page.locator("[data-earlier]")
    for _ in range(3):
        earlier.focus()
        page.keyboard.press("Enter")
    expect(page.locator(".why")).to_have_attribute("data-day", "1")
    expect(earlier).to_be_disabled()
    expect(earlier).to_be_focused()


def test_a_day_and_a_filter_are_said_as_a_number_of_events(page: Any, server_url: str) -> None:
    opened(page, server_url + "why?v=1&day=40")
    said = page.locator(".why > [aria-live]")
    page.get_by_role("slider", name=re.compile("Day shown")).press("ArrowRight")
    expect(said).to_have_text(re.compile(r"^Day 41 of 365\. Events on this day: \d+\.$"))
    assert said.inner_text().endswith(f": {page.locator('.today [data-event]').count()}.")
    shown = []
    for lane in ("answered", "refused", "reach_out", "withdraw", "stress", "doubt"):
        page.locator(f'[data-filter="{lane}"]').press("Enter")
        expect(page.locator(f'[data-filter="{lane}"]')).to_have_attribute("aria-pressed", "true")
        n = page.locator(".today [data-event]").count()
        now = f"Events on this day: {n}." if n else "Nothing of this kind on this day."
        if page.locator("[data-event]").count():
            expect(said).to_have_text(re.compile(rf"^{re.escape(now)} In the whole year: [1-9]\d*\.$"))
        else:
            expect(said).to_have_text("Nothing of this kind in the whole year.")
            expect(page.locator(".today")).to_contain_text("Nothing of this kind in the whole year.")
        shown.append(n)
    assert 0 in shown and max(shown) > 0


def test_a_link_that_takes_out_no_event_is_told_calmly(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + HERE + "&without=2919-a-seek")
    expect(page.get_by_text("this life does not have")).to_be_visible()
    opened(page, server_url + HERE + "&without=<img src=x onerror=window.hit=1>{{constructor.constructor('hit=1')()}}")
    expect(page.locator(".notes")).to_contain_text("was left out")
    assert page.evaluate("window.hit") is None
    assert traffic.errors == []


def test_another_couple_is_another_story(page: Any, server_url: str) -> None:
    whole = opened(page, server_url + HERE + "&without=0-a-seek")
    before = page.locator(".answer").inner_text()
    page.locator('[data-preset="secure_secure"]').click()
    expect(whole).to_have_attribute("data-stamp", re.compile("secure_secure"))
    assert page.locator(".answer").inner_text() != before
    expect(page.locator(".calmnote")).to_have_count(0)


def test_a_busy_year_stays_a_small_page_and_fits_a_phone(page: Any, server_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, server_url + "why?v=1&seed=8&preset=anxious_anxious&lang=ru&without=0-a-seek")
    expect(page.get_by_role("heading", level=1)).to_have_text("Почему вышло именно так?")
    assert page.locator(".why *").count() < 2500
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
