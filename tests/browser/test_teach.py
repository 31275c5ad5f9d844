"""A lesson on two windows: what drives them, what each shows, and that both come back."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python")

from axe_playwright_python.sync_playwright import Axe  # noqa: E402

expect = sync_api.expect
AXE = Axe()

LARGE = 32
"""CSS pixels that 24 pt are."""

SIZES = ((1024, 768), (1920, 1080))

# Every text of the class window that is smaller than 24 pt on the screen, reaches out of it, is cut off, or lies on
# another one.
FAULTS = """(least) => {
  const found = [], sheet = document.querySelector(".teach-class");
  if (!sheet || sheet.querySelector(".waiting")) return ["not there yet"];
  const seen = (part) => getComputedStyle(part).visibility !== "hidden" && part.getClientRects().length && !part.closest(".sr")
    && part.tagName !== "title";
  const texts = [...sheet.querySelectorAll("*")].filter((part) => seen(part)
    && [...part.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()));
  for (const part of texts) {
    const grown = part instanceof SVGElement ? part.getScreenCTM() : null, box = part.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(part).fontSize) * (grown ? Math.hypot(grown.a, grown.b) : 1);
    const what = part.textContent.trim().slice(0, 40);
    if (!(size >= least)) found.push(`${what}: ${size} px`);
    if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
      found.push(`${what}: reaches out, ${[box.left, box.top, box.right, box.bottom].map(Math.round)}`);
  }
  for (const part of [document.documentElement, document.body, ...sheet.querySelectorAll("*")]) {
    if (part instanceof SVGElement || getComputedStyle(part).overflowY === "visible" || part.closest(".sr")) continue;
    if (part.scrollHeight > part.clientHeight + 2 || part.scrollWidth > part.clientWidth + 2)
      found.push(`${part.tagName}.${part.className}: cut off, ${part.scrollWidth} in ${part.clientWidth}, ${part.scrollHeight} in ${part.clientHeight}`);
  }
  texts.forEach((one, i) => texts.slice(i + 1).forEach((other) => {
    if (one.contains(other) || other.contains(one)) return;
    const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 4 && tall > 12) found.push(`${one.textContent.trim()} lies on ${other.textContent.trim()}`);
  }));
  return found;
}"""


class Lesson:
    """A lesson that a process of its own teaches."""

    def __init__(self, *words: str, port: int = 0) -> None:
        command = [sys.executable, "-m", "reassure_sim.dashboard.teach", "--port", str(port), *words]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        ready = self.process.stdout.readline()
        assert ready, "the lesson did not start"
        self.url = ready.split()[-1].rstrip("/")

    def end(self, how: int = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.communicate(timeout=30)


@pytest.fixture(scope="module", params=["en", "ru"])
def lesson(request: Any) -> Iterator[Lesson]:
    taught = Lesson("--lang", request.param)
    yield taught
    taught.end()


@pytest.fixture(scope="module")
def english() -> Iterator[Lesson]:
    taught = Lesson("--lang", "en", "--contact", "Ms Young, room 12")
    yield taught
    taught.end()


def windows(page: Any, lesson: Lesson, place: int = 0) -> tuple[Any, Any]:
    """Open the class's window and the speaker's, without motion, at a step of the lesson."""
    speaker = page.context.new_page()
    for window, name in ((page, "class"), (speaker, "speaker")):
        window.emulate_media(reduced_motion="reduce")
        window.goto(f"{lesson.url}/{name}")
        expect(window.locator(".teach h1")).to_be_visible(timeout=60_000)
    speaker.keyboard.press("Home")
    at(page, 0), at(speaker, 0)
    for n in range(place):
        speaker.keyboard.press("PageDown")
        at(page, n + 1), at(speaker, n + 1)
    return page, speaker


def at(window: Any, place: int) -> None:
    """Wait until a window shows a step."""
    expect(window.locator(".teach")).to_have_attribute("data-at", str(place))


def to_vote(window: Any, speaker: Any) -> int:
    """Go from the safety card to the first vote and return its place."""
    speaker.keyboard.press("Home")
    at(window, 0), at(speaker, 0)
    for place in range(1, 30):
        speaker.keyboard.press("PageDown")
        at(window, place), at(speaker, place)
        if speaker.locator(".voting").count():
            return place
    raise AssertionError("no vote in this lesson")


def test_the_door_says_which_window_is_which_and_opens_both(page: Any, english: Lesson) -> None:
    page.goto(english.url)
    for name, path in (("class", "/class"), ("speaker", "/speaker")):
        with page.expect_popup() as opened:
            page.get_by_role("link", name=f"Open the {name} window").click()
        expect(opened.value.locator(f".teach-{name}")).to_be_visible()
        assert urlsplit(opened.value.url).path == path
        opened.value.close()


def test_a_press_in_either_window_moves_both(page: Any, english: Lesson) -> None:
    room, speaker = windows(page, english)
    for window, key, place in (
        (speaker, "ArrowRight", 1),
        (room, "PageDown", 2),
        (room, "ArrowDown", 3),
        (speaker, " ", 4),
        (room, "Enter", 5),
        (room, "PageUp", 4),
        (speaker, "ArrowLeft", 3),
        (room, "ArrowUp", 2),
        (room, "Home", 0),
        (room, "PageUp", 0),
    ):
        window.keyboard.press(key)
        at(room, place)
        at(speaker, place)
        expect(room.locator("h1")).to_have_text(speaker.locator("h1").inner_text())


def test_a_key_held_down_is_one_step(page: Any, english: Lesson) -> None:
    room, speaker = windows(page, english)
    for _ in range(8):  # the second down without an up is a repetition
        room.keyboard.down("PageDown")
    room.keyboard.up("PageDown")
    room.keyboard.press("ArrowRight")
    at(speaker, 2)
    at(room, 2)


def test_keys_of_a_clicker_that_mean_something_else_are_left_alone(page: Any, english: Lesson) -> None:
    room, speaker = windows(page, english, 1)
    for key in ("Escape", "F5", "Tab", "Control+b", "Shift+PageDown", "x"):
        room.keyboard.press(key)
    expect(room.locator(".teach h1")).to_be_visible()
    expect(room.locator(".blank")).to_have_count(0)
    at(room, 1)
    at(speaker, 1)


def test_b_makes_the_class_window_black_and_brings_it_back(page: Any, english: Lesson) -> None:
    room, speaker = windows(page, english, 1)
    for key, window in (("b", speaker), (".", room)):
        window.keyboard.press(key)
        black = room.locator(".blank")
        expect(black).to_be_visible()
        assert black.bounding_box() == {"x": 0, "y": 0, **room.viewport_size}
        assert black.evaluate("(part) => getComputedStyle(part).backgroundColor") == "rgb(0, 0, 0)"
        expect(speaker.locator(".mark")).to_be_visible()
        window.keyboard.press(key)
        expect(black).to_have_count(0)
    at(room, 1)


def test_the_speaker_goes_by_mouse_too_and_space_still_means_the_next_step(page: Any, english: Lesson) -> None:
    room, speaker = windows(page, english)
    speaker.get_by_role("button", name="Next").click()
    at(room, 1)
    speaker.get_by_role("button", name="Black").click()
    expect(room.locator(".blank")).to_be_visible()
    speaker.keyboard.press(" ")
    at(room, 2)
    expect(room.locator(".blank")).to_have_count(0)
    speaker.get_by_role("button", name="Back").click()
    at(room, 1)


def test_a_window_that_is_loaded_again_or_opened_late_is_where_the_lesson_stands(page: Any, english: Lesson) -> None:
    room, speaker = windows(page, english, 3)
    for window in (room, speaker):
        window.reload()
        at(window, 3)
    room.goto(f"{english.url}/class?at=1")  # an old address moves nothing
    at(room, 3)
    late = page.context.new_page()
    late.goto(f"{english.url}/class")
    at(late, 3)
    speaker.keyboard.press("PageDown")
    for window in (room, speaker, late):
        at(window, 4)


def test_the_cycle_is_revealed_stage_by_stage(page: Any, english: Lesson) -> None:
    room, speaker = windows(page, english)
    names = ["trigger", "doubt", "ask", "answer", "relief", "calm"]
    for place in range(1, 7):
        speaker.keyboard.press("PageDown")
        at(room, place)
        expect(room.locator(".arc")).to_have_count(place)
        expect(room.locator(".stages span")).to_have_text(names[:place])
        alt = room.locator("svg.cycle").get_attribute("aria-label")
        assert [name for name in names if name in alt] == names[:place]


def test_hands_are_counted_by_keys_and_told_on_the_next_step_and_drawn_over_the_staircase(
    page: Any, english: Lesson
) -> None:
    room, speaker = windows(page, english)
    place = to_vote(room, speaker)
    for key in ("1", "3", "3", "3", "4", "4", "Shift+Digit1"):
        speaker.keyboard.press(key)
    speaker.get_by_role("spinbutton", name="B: hands").fill("12")
    speaker.get_by_role("button", name="D: one hand more").click()
    totals = speaker.locator("[data-total]")
    expect(totals).to_have_text(["0 in all", "12 in all", "3 in all", "3 in all"])
    room.keyboard.press("2")  # counts for nothing there
    expect(room.locator("[data-votes]")).to_have_text("Votes so far: 18")
    expect(room.locator("[data-count]")).to_have_count(0)
    for window in (room, speaker):
        window.reload()
        at(window, place)
    expect(totals).to_have_text(["0 in all", "12 in all", "3 in all", "3 in all"])
    speaker.keyboard.press("PageDown")
    expect(room.locator("[data-count]")).to_have_text(["0", "12", "3", "3"])
    bars = [part.bounding_box()["width"] for part in room.locator(".count i").all()]
    assert bars[1] == max(bars) and bars[2] == bars[3] and 3 < bars[1] / bars[2] < 5
    while not room.locator(".teach-guess").count():
        speaker.keyboard.press("PageDown")
        place += 1
        at(room, place + 1)
    expect(room.locator("[data-mark]")).to_have_text(["A 0", "B 12", "C 3", "D 3"])
    expect(room.locator("[data-mark].most")).to_have_text("B 12")
    to_vote(room, speaker)
    speaker.get_by_role("button", name="Clear the votes of all questions").click()
    expect(totals).to_have_text(["0 in all"] * 4)


def test_what_is_typed_stays_while_the_clock_runs_and_a_clicker_still_moves_on(page: Any, english: Lesson) -> None:
    room, speaker = windows(page, english, 1)
    clock = speaker.locator(".time")
    expect(clock).to_have_attribute("data-running", "true")
    field = speaker.get_by_label("Whom one can turn to")
    field.fill("")
    field.press_sequentially("Mr B. Low 1")  # letters that mean something elsewhere
    before = clock.inner_text()
    expect(clock).not_to_have_text(before)
    expect(field).to_have_value("Mr B. Low 1")
    at(room, 1)
    expect(room.locator(".blank")).to_have_count(0)
    speaker.keyboard.press("PageDown")
    at(room, 2)
    speaker.keyboard.press("Home")
    at(room, 0)
    expect(room.locator(".care .contact")).to_contain_text("Mr B. Low 1")
    field.fill("Ms Young, room 12")
    field.press("Enter")
    expect(room.locator(".care .contact")).to_contain_text("Ms Young, room 12")


def test_the_clock_says_how_the_lesson_stands_against_the_plan(page: Any, english: Lesson) -> None:
    room, speaker = windows(page, english, 1)
    speaker.get_by_role("button", name="Start the clock anew").click()
    expect(speaker.locator(".pace")).to_have_attribute("data-pace", "on_time")
    to_vote(room, speaker)
    expect(speaker.locator(".pace")).to_have_attribute("data-pace", "ahead")


def test_the_days_play_by_themselves_and_stand_at_the_end_where_motion_is_not_wanted(
    page: Any, english: Lesson
) -> None:
    room, speaker = windows(page, english)
    day = room.locator(".luck")
    for place in range(1, 30):
        speaker.keyboard.press("PageDown")
        at(room, place)
        at(speaker, place)
        if speaker.locator("h1").inner_text() == "A year goes by":
            break
    expect(day).to_contain_text("day 365 of 365")
    assert room.evaluate("document.getAnimations().length") == 0
    room.emulate_media(reduced_motion="no-preference")
    talked = []
    room.on("websocket", lambda socket: socket.on("framereceived", lambda frame: talked.append(len(frame))))
    room.reload()
    passed = (
        "(n) => Number(/day (\\d+)/.exec((document.querySelector('.luck') || document.body).textContent)?.[1]) >= n"
    )
    room.wait_for_function(passed, arg=45)
    assert not room.evaluate(passed, 365)
    heard = len(talked)
    room.wait_for_function(passed, arg=120)
    assert len(talked) == heard, "the server is asked for nothing while the days play"


def test_voting_by_phone_shows_address_and_code_only_while_a_vote_is_open(page: Any, english: Lesson) -> None:
    room, speaker = windows(page, english)
    place = to_vote(room, speaker)
    expect(room.locator(".phone")).to_have_count(0)
    speaker.get_by_role("button", name="Let the class vote by phone").click()
    address = speaker.locator(".address[aria-pressed=true]")
    expect(address).to_contain_text("http://")
    expect(room.locator(".phone figcaption")).to_have_text(address.inner_text())
    image = room.locator(".phone img")
    if image.count():
        expect(image).to_have_attribute("src", re.compile("^data:image/svg"))
        assert image.evaluate("(part) => part.complete && part.naturalWidth > 0")
    for width, height in SIZES:
        room.set_viewport_size({"width": width, "height": height})
        fits(room, f"vote by phone at {width}")
    phone = page.context.browser.new_context().new_page()
    own = urlsplit(address.inner_text())
    phone.goto(f"http://127.0.0.1:{own.port}{own.path}")
    phone.locator("button").first.click()
    expect(speaker.locator("[data-total]").first).to_have_attribute("data-total", "1")
    phone.context.close()
    speaker.keyboard.press("PageDown")
    at(room, place + 1)
    expect(room.locator(".phone")).to_have_count(0)
    speaker.keyboard.press("PageUp")
    expect(room.locator(".phone")).to_be_visible()
    expect(speaker.locator(".devices")).to_contain_text("Count hands instead.")
    speaker.get_by_role("button", name="Pause voting by phone").click()
    expect(room.locator(".phone")).to_have_count(0)
    expect(speaker.locator("[data-total]").first).to_have_attribute("data-total", "1")
    speaker.get_by_role("button", name="Clear the votes of all questions").click()


def fits(window: Any, where: str) -> None:
    """Wait until all that the class sees is large, whole and on the screen."""
    try:
        window.wait_for_function(f"(least) => !({FAULTS})(least).length", arg=LARGE, timeout=10_000)
    except sync_api.TimeoutError:
        assert window.evaluate(FAULTS, LARGE) == [], where


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_step_fits_the_projector_in_letters_of_24_points_and_more(
    page: Any, lesson: Lesson, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    room, speaker = windows(page, lesson)
    for place in range(60):
        if speaker.locator(".voting").count():
            for key, times in (("1", 3), ("2", 1), ("4", 9)):
                for _ in range(times):
                    speaker.keyboard.press(key)
        fits(room, f"step {place}")
        for stairs in room.locator(".stairs").all():
            hours = [float(step.get_attribute("data-hours")) for step in stairs.locator("[data-hours]").all()]
            numbers = stairs.locator(".step text").count()
            assert numbers >= len(hours) // 3 if max(hours, default=0.0) <= 24.0 else not numbers, f"step {place}"
        assert room.locator("button, a, input, select, textarea, summary").count() == 0, "the class has no controls"
        if speaker.locator(".steps .main").is_disabled():
            break
        speaker.keyboard.press("PageDown")
        at(room, place + 1), at(speaker, place + 1)
    assert place > 20


LONGEST = "Wörtermachen und lange Sätze " * 10
OWN = """
lesson: own
title: {title}
scenes:
  - scene: one
    title: {title}
    minutes: [2, 4]
    discuss: [{title}]
    beats:
      - {{title: {title}, text: {text}, notes: {text}}}
      - {{title: {title}, text: {text}, show: {{picture: cycle}}}}
      - {{title: {title}, text: {text}, show: {{picture: cycle, beside: {{preset: secure_secure, a.clarity: 0.9}}}}}}
      - {{title: {title}, text: {text}, show: {{picture: pursuit, beside: {{preset: secure_secure}}}}}}
      - {{title: {title}, text: {text}, show: {{picture: pursuit}}}}
      - {{title: {title}, text: {text}, show: {{picture: curves}}}}
      - {{title: {title}, text: {text}, show: {{picture: curves, beside: {{preset: secure_secure}}}}}}
      - title: {title}
        text: {text}
        vote: {{name: v, lap: 10, choices: [{{text: {choice}, share: 1}}, {{text: {choice}, share: 0.9}}, {{text: {choice}, share: 0.8}}, {{text: {choice}, share: 0}}]}}
      - {{title: {title}, text: {text}, show: {{picture: stairs, laps: 12, guess: v}}}}
      - {{title: {title}, text: {text}, show: {{picture: stairs, laps: 40}}}}
      - {{title: {title}, text: {text}, show: {{picture: stairs, beside: {{preset: secure_secure}}}}}}
      - {{title: {title}, text: {text}, show: {{picture: strategies}}}}
"""


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_longest_texts_that_a_lesson_can_have_fit_too(page: Any, tmp_path: Path, lang: str) -> None:
    from reassure_sim.lessons.reading import CHOICE, LINE, TITLE

    file = tmp_path / "long.yaml"
    file.write_text(OWN.format(title=LONGEST[:TITLE], text=LONGEST[:LINE], choice=LONGEST[:CHOICE]))
    taught = Lesson(str(file), "--lang", lang, "--contact", LONGEST[:200])
    try:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            room, speaker = windows(page, taught)
            for place in range(14):
                fits(room, f"{lang} {width}: step {place}")
                if place < 13:
                    speaker.keyboard.press("PageDown")
                    at(room, place + 1)
            speaker.close()
    finally:
        taught.end()


def test_texts_of_a_lesson_reach_both_windows_as_text_only(page: Any, traffic: Any, tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>{{1+1}}"
    file = tmp_path / "evil.yaml"
    file.write_text(OWN.format(title=f"'{evil}'", text=f"'{evil}'", choice=f"'{evil}'"))
    taught = Lesson(str(file), "--contact", evil)
    try:
        room, speaker = windows(page, taught)
        alarms: list[str] = []
        for window in (room, speaker):
            window.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
        expect(room.locator(".contact")).to_contain_text(evil)
        for place in range(13):
            for window in (room, speaker):
                assert window.locator("img[src='x']").count() == 0
            if place:
                expect(room.locator("h1")).to_have_text(evil)
                expect(speaker.locator(".shows h1")).to_have_text(evil)
            speaker.keyboard.press("PageDown")
            at(room, place + 1), at(speaker, place + 1)
            if speaker.locator(".voting").count():
                expect(room.locator(".teach-choices p").first).to_have_text(evil)
        assert alarms == []
    finally:
        taught.end()


def test_a_lesson_whose_server_was_killed_goes_on_where_it_stood(page: Any, traffic: Any) -> None:
    taught = Lesson()
    room, speaker = windows(page, taught, 4)
    title = room.locator("h1").inner_text()
    taught.end(signal.SIGKILL)
    expect(speaker.locator(".lost")).to_be_visible()
    expect(room.locator("h1")).to_have_text(title)  # the class goes on looking
    expect(room.locator(".v-overlay--active")).not_to_be_visible()
    again = Lesson(port=urlsplit(taught.url).port or 0)
    try:
        for window in (room, speaker):
            expect(window.locator(".v-overlay--active")).to_have_count(0, timeout=90_000)
            at(window, 4)
        expect(speaker.locator(".lost")).not_to_be_visible()
        expect(speaker.locator(".time")).to_have_attribute("data-running", "true")
        speaker.keyboard.press("PageDown")
        at(room, 5)
    finally:
        again.end()


def test_the_very_couple_opens_in_the_dashboard_beside_it(page: Any, english: Lesson) -> None:
    room, speaker = windows(page, english, 1)
    with page.context.expect_page() as opened:
        speaker.locator(".links a").first.click()
    play = opened.value
    expect(play.locator(".content h1")).to_be_visible(timeout=60_000)
    seed = room.locator(".luck").inner_text().split(",")[0].split()[-1]
    expect(play.locator(".couples")).to_contain_text(seed)
    assert "b.avoidance" in play.url


@pytest.mark.parametrize("kind", ["", "class", "speaker"])
def test_axe_finds_nothing_serious_in_any_window(page: Any, lesson: Lesson, kind: str) -> None:
    room, speaker = windows(page, lesson)
    window = {"": room, "class": room, "speaker": speaker}[kind]
    if not kind:
        window.goto(lesson.url)
        expect(window.locator(".teach-home h1")).to_be_visible()
    seen = set()
    for place in range(60):
        kind_of_step = speaker.locator(".shows .quiet").first.inner_text().split("·")[-1]
        if kind_of_step not in seen:
            seen.add(kind_of_step)
            assert found(window) == [], f"step {place}"
        if not kind or speaker.locator(".steps .main").is_disabled():
            break
        speaker.keyboard.press("PageDown")
        at(room, place + 1), at(speaker, place + 1)
    assert not kind or len(seen) >= 8


def found(window: Any) -> list[str]:
    """Return what axe finds that is serious or critical: which rule, where, and why."""
    return [
        f"{rule['id']} at {node['target']}: {node['failureSummary']}"
        for rule in AXE.run(window).response["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


def test_the_language_of_the_windows_is_that_of_the_lesson(page: Any, lesson: Lesson) -> None:
    room, speaker = windows(page, lesson)
    lang = lesson.process.args[lesson.process.args.index("--lang") + 1]  # type: ignore[attr-defined]
    for window in (room, speaker):
        expect(window.locator("html")).to_have_attribute("lang", lang)
