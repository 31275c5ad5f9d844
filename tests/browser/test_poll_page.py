"""The page that a class votes on: a phone, the keyboard, two languages, no JavaScript, and a teacher's odd choices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python")

from test_access import FOCUSED, found  # noqa: E402

from reassure_sim.dashboard.poll import poll as polls  # noqa: E402
from reassure_sim.dashboard.poll.ballot import Ballot  # noqa: E402
from reassure_sim.dashboard.poll.poll import Poll  # noqa: E402
from reassure_sim.lessons import loads  # noqa: E402

expect = sync_api.expect
PHONE, TABLET = {"width": 390, "height": 844}, {"width": 768, "height": 1024}

LESSON = """
lesson: odd
title: {en: Odd, ru: Странно}
scenes:
  - scene: one
    title: {en: One, ru: Один}
    minutes: [1, 1]
    beats:
      - title: {en: "How long does relief last?", ru: "Сколько длится облегчение?"}
        text: {en: "On lap ten.", ru: "На десятом круге."}
        vote:
          name: relief
          choices: [{en: Longer, ru: Дольше}, {en: As long, ru: Столько же}, {en: Half, ru: Половину}, {en: Less, ru: Меньше}]
      - title: {en: "<img src=x onerror=window.hit=1>{{ 7 * 7 }}", ru: "<script>window.hit=1</script>"}
        text: {en: "</style><script>window.hit=1</script>", ru: "${window.hit=1}"}
        vote:
          name: odd
          choices:
            - {en: "\\"><svg onload=window.hit=1>", ru: "' autofocus onfocus='window.hit=1"}
            - {en: "a_word_without_any_end_that_is_longer_than_a_button_is_wide", ru: "Да"}
"""


@pytest.fixture
def poll(monkeypatch: pytest.MonkeyPatch) -> Iterator[Poll]:
    monkeypatch.setattr(polls, "PORT", 0)  # any free one: nobody else takes it while the room is closed
    poll = Poll(Ballot(), loads(LESSON), "en", host="127.0.0.1")
    poll.start()
    yield poll
    poll.stop()


@pytest.fixture
def phone(page: Any) -> Any:
    page.set_viewport_size(PHONE)
    return page


def choices(page: Any) -> Any:
    return page.locator("main button")


def test_a_question_comes_by_itself_is_answered_changed_and_goes(phone: Any, poll: Poll, traffic: Any) -> None:
    phone.goto(poll.addresses[0])
    expect(phone.locator("h1")).to_have_text("No question just now.")
    poll.ballot.open("relief", 4)
    expect(phone.locator("h1")).to_have_text("How long does relief last?")
    expect(choices(phone)).to_have_count(4)
    expect(phone.get_by_role("status")).to_be_empty()
    choices(phone).nth(2).click()
    expect(phone.get_by_role("status")).to_have_text("Your vote is in. You can change it until the result is told.")
    expect(choices(phone).nth(2)).to_have_attribute("aria-pressed", "true")
    choices(phone).nth(0).click()
    expect(phone.get_by_role("status")).to_have_text("Your vote is in. You can change it until the result is told.")
    expect(choices(phone).nth(2)).to_have_attribute("aria-pressed", "false")
    assert poll.ballot.counts("relief") == (1, 0, 0, 0) and poll.devices == 1
    poll.ballot.close()
    expect(phone.locator("h1")).to_have_text("No question just now.")
    expect(phone.get_by_role("status")).to_be_empty()
    assert traffic.errors == []


def test_a_page_that_is_opened_again_is_the_same_device(phone: Any, poll: Poll) -> None:
    poll.ballot.open("relief", 4)
    for choice in (1, 3):
        phone.goto(poll.addresses[0])
        choices(phone).nth(choice).click()
        expect(phone.get_by_role("status")).to_contain_text("Your vote is in")
    phone.reload()
    expect(choices(phone).nth(3)).to_have_attribute("aria-pressed", "true")
    assert poll.ballot.counts("relief") == (0, 0, 0, 1) and poll.devices == 1


def test_a_page_goes_on_by_itself_after_a_pause_and_after_all_was_forgotten(phone: Any, poll: Poll) -> None:
    poll.ballot.open("relief", 4)
    phone.goto(poll.addresses[0])
    choices(phone).nth(1).click()
    expect(phone.get_by_role("status")).to_contain_text("Your vote is in")
    poll.stop()
    expect(phone.get_by_role("status")).to_contain_text("There is no connection")
    poll.start()
    expect(phone.get_by_role("status")).to_contain_text("Your vote is in")
    poll.forget()
    poll.ballot.open("relief", 4)
    expect(choices(phone).nth(1)).to_have_attribute("aria-pressed", "false")
    choices(phone).nth(2).click()
    expect(phone.get_by_role("status")).to_contain_text("Your vote is in")
    assert poll.ballot.counts("relief") == (0, 0, 1, 0) and poll.devices == 1


def test_without_javascript_a_device_votes_and_sees_the_next_question(chromium: Any, poll: Poll) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    try:
        page = context.new_page()
        page.goto(poll.addresses[0])
        poll.ballot.open("relief", 4)
        page.locator("noscript a").click()
        page.get_by_role("link", name="Русский").click()
        choices(page).nth(1).click()
        expect(page.get_by_role("status")).to_contain_text("Голос учтён")
        expect(choices(page).nth(1)).to_have_attribute("aria-pressed", "true")
        choices(page).nth(2).click()
        expect(choices(page).nth(2)).to_have_attribute("aria-pressed", "true")
        assert poll.ballot.counts("relief") == (0, 0, 1, 0)
    finally:
        context.close()


def test_the_keyboard_alone_votes_and_stays_where_it_was(phone: Any, poll: Poll) -> None:
    poll.ballot.open("relief", 4)
    phone.goto(poll.addresses[0])
    stops = []
    for _ in range(6):
        phone.keyboard.press("Tab")
        stops.append(phone.evaluate(FOCUSED))
    assert all(stop and stop["name"] and stop["visible"] and stop["shown"] for stop in stops)
    assert [stop["name"].split() for stop in stops[2:]] == [
        ["A", "Longer"],
        ["B", "As", "long"],
        ["C", "Half"],
        ["D", "Less"],
    ]
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("status")).to_contain_text("Your vote is in")
    expect(choices(phone).nth(3)).to_be_focused()
    phone.keyboard.press("Shift+Tab")
    phone.keyboard.press("Space")
    expect(choices(phone).nth(2)).to_have_attribute("aria-pressed", "true")
    expect(phone.get_by_role("status")).to_contain_text("Your vote is in")
    assert poll.ballot.counts("relief") == (0, 0, 1, 0)


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("size", [PHONE, TABLET, {"width": 320, "height": 568}])
def test_everything_is_readable_and_nothing_is_wider_than_the_screen(
    page: Any, poll: Poll, lang: str, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)
    for name, count in (("relief", 4), ("odd", 2)):
        poll.ballot.open(name, count)
        page.goto(f"{poll.addresses[0]}?lang={lang}")
        choices(page).first.click()
        expect(page.get_by_role("status")).not_to_be_empty()
        assert found(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        boxes = [button.bounding_box() for button in choices(page).all()]
        assert all(box["height"] >= 80 and box["width"] >= 140 for box in boxes)
        assert page.locator("button svg").count() == len(
            {path.inner_html() for path in page.locator("button svg").all()}
        )
    poll.ballot.close()
    page.goto(f"{poll.addresses[0]}?lang={lang}")
    assert page.locator("html").get_attribute("lang") == lang and found(page) == []


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_what_a_teacher_wrote_does_not_run(phone: Any, poll: Poll, traffic: Any, lang: str) -> None:
    phone.goto(f"{poll.addresses[0]}?lang={lang}")
    poll.ballot.open("odd", 2)
    expect(choices(phone)).to_have_count(2)  # put into the page by its script
    phone.reload()
    said = phone.locator("main").inner_text()
    assert ("<img src=x onerror=window.hit=1>{{ 7 * 7 }}" if lang == "en" else "<script>window.hit=1</script>") in said
    assert phone.evaluate("window.hit") is None and traffic.errors == []


def test_a_link_runs_no_script(phone: Any, poll: Poll) -> None:
    phone.goto(f'{poll.addresses[0]}?lang="><script>window.hit=1</script>')
    assert phone.evaluate("window.hit") is None and phone.locator("html").get_attribute("lang") == "en"


def test_the_page_of_a_room_that_is_closed_says_so_and_comes_back(phone: Any, poll: Poll) -> None:
    phone.goto(poll.addresses[0])
    phone.route("**/now*", lambda route: route.abort())
    expect(phone.get_by_role("status")).to_have_text(
        "There is no connection to the class just now. This page keeps trying."
    )
    phone.unroute("**/now*")
    expect(phone.get_by_role("status")).to_be_empty()


def test_a_vote_that_is_refused_is_sent_again(phone: Any, poll: Poll) -> None:
    refused = []

    def refuse(route: Any) -> None:
        if route.request.method == "POST" and len(refused) < 2:
            refused.append(route.request.url)
            route.fulfill(status=429, body="Too much at once.")
        else:
            route.fallback()

    poll.ballot.open("relief", 4)
    phone.goto(poll.addresses[0])
    phone.route("**/*", refuse)
    choices(phone).nth(1).click()
    expect(phone.get_by_role("status")).to_contain_text("Your vote is in.")
    assert len(refused) == 2 and poll.ballot.counts("relief") == (0, 1, 0, 0)
