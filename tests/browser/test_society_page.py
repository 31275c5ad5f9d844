"""Society, as a student meets it."""

import re
from itertools import pairwise
from math import hypot
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
expect = sync_api.expect

SMALL = "society?v=1&couples=50"


def opened(page: Any, url: str) -> Any:
    """Open a society and wait for its picture."""
    page.goto(url)
    expect(page.locator(".field")).to_be_visible(timeout=90_000)
    return page.locator(".societyview")


def place(page: Any) -> dict[str, float]:
    """Return where the chosen couple is drawn."""
    expect(page.locator(".field")).to_have_attribute("data-place", re.compile(r"\d+ \d+"))
    x, y = page.locator(".field").get_attribute("data-place").split()
    return {"x": float(x), "y": float(y)}


def counted(page: Any) -> list[int]:
    return [int(text.replace(",", "")) for text in page.locator("[data-count]").all_inner_texts()]


def colours(page: Any) -> list[int]:
    """Return how many points of the layer of marks have each regime's own colour."""
    found: list[int] = page.evaluate("""() => {
      const canvas = document.querySelectorAll(".field canvas")[1];
      const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      const wanted = [[0x9f, 0xd3, 0xc7], [0xef, 0x8a, 0x17], [0x4b, 0x2e, 0x83], [0x8a, 0x94, 0x9c]];
      return wanted.map(([r, g, b]) => {
        let n = 0;
        for (let k = 0; k < data.length; k += 4)
          if (data[k + 3] > 200 && Math.abs(data[k] - r) + Math.abs(data[k + 1] - g) + Math.abs(data[k + 2] - b) < 12) n += 1;
        return n;
      });
    }""")
    return found


def test_a_question_a_picture_and_the_same_in_words(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + SMALL + "&week=52")
    expect(page.get_by_role("heading", level=1)).to_have_text("Do friends carry a couple through, or wear it down?")
    assert sum(counted(page)) == 50 and min(colours(page)) > 20
    tale = page.locator('.tale [role="status"]')
    expect(tale).to_contain_text("A society of 50 couples")
    expect(tale).to_contain_text("without friends, would end the year so")
    page.get_by_text("The same in numbers").click()
    expect(page.locator(".tale tbody tr")).to_have_count(52)
    last = [float(text.rstrip(" %")) for text in page.locator(".tale tbody tr").last.locator("td").all_inner_texts()]
    assert last == [2.0 * n for n in counted(page)]
    expect(page.get_by_role("img", name="Week 52 of 52")).to_be_visible()
    assert traffic.errors == []


def test_the_year_plays_by_itself_and_is_paused_stepped_and_scrubbed(page: Any, server_url: str, traffic: Any) -> None:
    society = opened(page, server_url + SMALL)
    expect(society).to_have_attribute("data-week", re.compile(r"^(?!1$)\d+$"))
    page.get_by_role("button", name="Pause").click()
    week = int(society.get_attribute("data-week"))
    page.wait_for_url(re.compile(f"week={week}"))
    page.get_by_role("button", name="+ Week").click()
    expect(society).to_have_attribute("data-week", str(week + 1))
    page.get_by_role("button", name="Back to the first week").click()
    expect(society).to_have_attribute("data-week", "1")
    before = counted(page)
    page.locator("input.scrub").press("End")
    expect(society).to_have_attribute("data-week", "52")
    assert counted(page) != before
    page.wait_for_url(re.compile("week=52"))
    traffic.requests.clear()
    page.get_by_role("button", name="Play the year").click()
    expect(society).to_have_attribute("data-week", re.compile(r"^[2-9]$"))
    page.get_by_role("button", name="Pause").click()
    assert [url for url in traffic.requests if "favicon" not in url] == [], "playing asks the server for nothing"
    assert traffic.errors == []


def test_a_couple_is_told_in_words_and_a_click_opens_it_in_play(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + SMALL + "&week=30")
    expect(page.locator(".told")).to_contain_text("Point at a couple")
    page.get_by_role("spinbutton", name="Couple no.").fill("17")
    expect(page.locator(".told")).to_contain_text(re.compile(r"Couple 17: \w+ since week \d+\. \d+ friends: "))
    at = place(page)
    page.get_by_role("spinbutton", name="Couple no.").fill("3")
    expect(page.locator(".told")).to_contain_text("Couple 3:")
    page.locator(".field").hover(position=at)
    expect(page.locator(".told")).to_contain_text("Couple 17:")
    page.locator(".field").click(position=at)
    picture = page.locator("[data-stamp]")
    expect(picture).to_have_attribute("data-stamp", re.compile(r"^/\?.*couple=17"))
    expect(picture).to_have_attribute("data-day", "210")
    expect(page.locator(".guest")).to_contain_text("Couple 17 of 50, here without friends")
    expect(page.locator('.chip[aria-pressed="true"]')).to_have_count(0)
    page.get_by_role("button", name="Back to the society").click()
    expect(page.locator(".societyview")).to_have_attribute("data-week", "30")
    expect(page.locator(".told")).to_contain_text("Couple 17:")
    assert traffic.errors == []


def test_the_keyboard_walks_the_couples_and_opens_one(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + SMALL + "&week=52")
    page.locator(".field").focus()
    for key, number in (("ArrowRight", 1), ("PageDown", 11), ("End", 50), ("PageUp", 40), ("Home", 1)):
        page.keyboard.press(key)
        expect(page.locator(".told")).to_contain_text(f"Couple {number}:")
    page.keyboard.press("End")
    expect(page.locator(".told")).to_contain_text("Without friends the year would have ended")
    struggling = page.locator(".struggling .chip").first
    expect(struggling).to_have_accessible_name(re.compile("escalation|exhaustion"))
    struggling.press("Enter")
    number = struggling.inner_text().split()[-1]
    page.locator(".field").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".guest")).to_contain_text(f"Couple {number} of 50")
    assert traffic.errors == []


def test_an_arrow_key_goes_to_the_nearest_couple_on_that_side(page: Any, server_url: str) -> None:
    opened(page, server_url + SMALL + "&week=52")
    field, told = page.locator(".field"), page.locator("#couple-told")
    places = field.evaluate("(field) => Array.from(field.__vue__.x, (x, i) => [x, field.__vue__.y[i]])")
    for key, along, sign in (("ArrowRight", 0, 1), ("ArrowLeft", 0, -1), ("ArrowDown", 1, 1), ("ArrowUp", 1, -1)):
        for at in (4, 16, 39):
            away = [[one[axis] - places[at][axis] for axis in (along, 1 - along)] for one in places]
            side = {n: hypot(*off) for n, off in enumerate(away) if off[0] * sign > 0}
            straight = {n: far for n, far in side.items() if abs(away[n][1]) <= abs(away[n][0])}
            nearest = min(straight or side, key=lambda n, side=side: side[n], default=at)
            page.get_by_role("spinbutton", name="Couple no.").fill(str(at + 1))
            expect(told).to_contain_text(f"Couple {at + 1}:")
            field.press(key)
            expect(told).to_contain_text(f"Couple {nearest + 1}:")


def test_a_number_is_said_once_it_is_typed_and_enter_stays(page: Any, server_url: str) -> None:
    society = opened(page, server_url + SMALL + "&week=30")
    number, said = page.get_by_role("spinbutton", name="Couple no."), page.locator(".beside [aria-live]")
    # Between the digits the page may answer, but no timer runs.
    heard = number.evaluate("""async (box) => {
      const heard = [];
      for (const text of ["1", "17"]) {
        box.value = text;
        box.dispatchEvent(new Event("input", { bubbles: true }));
        for (let k = 0; k < 20; k += 1) await null;
        heard.push([document.querySelector(".beside [aria-live]").textContent, document.querySelector(".told").textContent]);
      }
      return heard;
    }""")
    assert [live for live, _ in heard] == ["", ""] and ["Couple 1:" in heard[0][1], "Couple 17:" in heard[1][1]] == [
        True
    ] * 2
    expect(said).to_contain_text("Couple 17:")
    number.press("Enter")
    page.wait_for_url(re.compile("couple=17"))
    expect(society).to_be_visible()
    expect(number).to_be_focused()


def test_the_headings_leave_out_no_level(page: Any, server_url: str) -> None:
    opened(page, server_url + SMALL + "&week=52&lang=ru&look=projector")
    levels = page.evaluate(
        "[...document.querySelectorAll('.content :is(h1, h2, h3, h4)')].map((each) => Number(each.tagName[1]))"
    )
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels)), levels


def test_a_switch_is_answered_at_once_and_back_undoes_it(page: Any, server_url: str, traffic: Any) -> None:
    society = opened(page, server_url + SMALL + "&week=52")
    expect(society).to_have_attribute("data-stamp", re.compile("couples=50$"))
    expect(page.get_by_role("button", name="who end otherwise because of friends")).not_to_contain_text("Ring the 0")
    for name in ("comfort", "approval", "stress", "norms", "partings"):
        page.locator(f'input[data-ask="{name}"]').uncheck()
        page.wait_for_url(lambda url, name=name: name not in url and "flows=" in url)
    expect(society).to_have_attribute("data-stamp", re.compile("flows=none"), timeout=30_000)
    expect(page.get_by_role("button", name="who end otherwise because of friends")).to_contain_text(
        "Ring the 0 couples"
    )
    page.go_back()
    expect(society).to_have_attribute("data-stamp", re.compile("flows=partings"), timeout=30_000)
    page.locator('input[data-ask="trouble"]').check()
    expect(page.locator(".halo")).to_contain_text("weeks 13 to 16", timeout=30_000)
    assert traffic.errors == []


def test_a_link_restores_the_view(page: Any, server_url: str) -> None:
    society = opened(
        page, server_url + SMALL + "&joined=two&friends=4&flows=comfort.norms&people=11&trouble=month&week=14&couple=9"
    )
    expect(society).to_have_attribute("data-week", "14")
    expect(page.locator(".told")).to_contain_text("Couple 9:")
    assert page.locator('select[data-ask="joined"]').input_value() == "two"
    assert page.locator('select[data-ask="friends"]').input_value() == "4"
    checked = [box.is_checked() for box in page.locator("fieldset input").all()]
    assert checked == [True, False, False, True, False, True]
    expect(page.locator('button[data-ask="people"]')).to_contain_text("luck no. 11")


def test_a_large_society_waits_to_be_begun_and_can_be_cancelled(page: Any, server_url: str, traffic: Any) -> None:
    page.goto(server_url + "society?v=1&couples=5000&people=91")
    begin = page.get_by_role("button", name="Let them live a year")
    expect(begin).to_be_visible(timeout=60_000)
    expect(page.locator(".cost")).to_contain_text(re.compile(r"5,000 couples for a year: about \d+ seconds"))
    begin.click()
    expect(page.locator(".tally")).to_contain_text("Living:", timeout=30_000)
    said = page.locator(".societyview > [role='status']")
    expect(said).to_have_text("")  # what is shown changes four times a second; only how it ends is said
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".tally")).to_contain_text("Cancelled", timeout=5_000)
    expect(said).to_contain_text("Cancelled")
    expect(begin).to_be_enabled()
    expect(page.locator(".field")).to_have_count(0)
    assert traffic.errors == []


def test_five_thousand_couples_are_drawn_and_play_without_a_stutter(page: Any, server_url: str, traffic: Any) -> None:
    page.goto(server_url + "society?v=1&couples=5000&joined=hubs&week=1")
    page.get_by_role("button", name="Let them live a year").click(timeout=60_000)
    expect(page.locator(".field")).to_be_visible(timeout=180_000)
    assert sum(counted(page)) == 5000 and min(colours(page)[:3]) > 100
    page.get_by_role("button", name="Play the year").click()
    frames = page.evaluate("""() => new Promise((done) => {
      let n = 0;
      const until = performance.now() + 3000;
      const count = () => { n += 1; performance.now() < until ? requestAnimationFrame(count) : done(n / 3); };
      requestAnimationFrame(count);
    })""")
    assert frames > 4, f"{frames:.0f} frames a second"  # about 55 on two idle cores without a graphics card
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("spinbutton", name="Couple no.").fill("4321")
    page.get_by_role("button", name="Meet them in Play").click()
    expect(page.locator(".guest")).to_contain_text("Couple 4321 of 5,000")
    assert traffic.errors == []


def test_without_motion_nothing_plays_by_itself(chromium: Any, server_url: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    society = opened(page, server_url + SMALL)
    page.wait_for_timeout(600)
    expect(society).to_have_attribute("data-week", "52")
    expect(page.get_by_role("button", name="Play the year")).to_be_visible()
    page.goto("about:blank")
    context.close()


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Any, server_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, server_url + SMALL + "&week=20&trouble=month")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('.reassure').scrollWidth") <= width


def test_a_finger_is_told_first_and_opens_second(chromium: Any, server_url: str) -> None:
    context = chromium.new_context(has_touch=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    opened(page, server_url + SMALL + "&week=30&couple=17")
    at = place(page)
    page.get_by_role("spinbutton", name="Couple no.").fill("3")
    page.locator(".field").tap(position=at)
    expect(page.locator(".told")).to_contain_text("Couple 17:")
    expect(page.locator(".guest")).to_have_count(0)
    page.locator(".field").tap(position=at)
    expect(page.locator(".guest")).to_contain_text("Couple 17 of 50")
    page.goto("about:blank")
    context.close()


def test_the_year_is_told_in_the_language_of_the_page(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + SMALL + "&week=52&lang=ru&couple=17")
    expect(page.get_by_role("heading", level=1)).to_have_text("Друзья поддерживают пару или изматывают?")
    expect(page.locator(".societyview > .sentence")).to_contain_text("Через год с друзьями устойчивых пар")
    expect(page.locator('.tale [role="status"]')).to_contain_text("Общество, пар: 50; друзей у каждой в среднем: 6,0.")
    expect(page.locator(".told")).to_contain_text(re.compile(r"Пара 17: .+Друзей: \d+ \(.+: \d"))
    page.get_by_text("То же числами").click()
    expect(page.locator(".tale tbody td").first).to_have_text(re.compile(r"^\d+,0 %$"))
    read = page.locator(".content").inner_text()
    assert re.findall(r"[A-Za-z]{3,}", read) == ["Enter"], "no English is left"
    assert traffic.errors == []


def test_the_answer_counts_the_steady_with_and_without_friends(page: Any, server_url: str) -> None:
    opened(page, server_url + SMALL + "&week=52")
    steady = counted(page)[0]
    expect(page.locator(".societyview > .sentence")).to_contain_text(
        f"After a year among friends, {steady} of 50 couples"
    )
    page.locator("input.scrub").press("Home")
    expect(page.locator(".societyview")).to_have_attribute("data-week", "1")
    expect(page.locator(".societyview > .sentence")).to_contain_text(
        f"After a year among friends, {steady} of 50 couples"
    )


def test_the_pictures_are_saved_with_the_numbers_behind_them(page: Any, server_url: str) -> None:
    opened(page, server_url + SMALL + "&week=52")
    for picture, kinds in (("society", ["png", "csv"]), ("shares", ["svg", "png", "csv"])):
        frame = page.locator(f'[data-picture="{picture}"]')
        frame.locator("summary").click()
        expect(frame.locator("[data-save]")).to_have_count(len(kinds))
        assert [each.get_attribute("data-save") for each in frame.locator("[data-save]").all()] == kinds
        with page.expect_download() as saved:
            frame.locator('[data-save="csv"]').click()
        rows = saved.value.path().read_text(encoding="utf-8").splitlines()
        assert len(rows) == 1 + (50 if picture == "society" else 52)
        if picture == "shares":
            assert [int(cell) for cell in rows[-1].split(",")] == [52, *counted(page)]


def test_the_answer_waits_for_the_end_of_the_year_that_plays(page: Any, server_url: str) -> None:
    opened(page, server_url + SMALL + "&week=2")
    answer, wait = (
        page.locator(".societyview > .sentence > span").first,
        page.get_by_text("The answer comes at the end"),
    )
    ends = [answer, page.locator(".rings .chip"), page.locator(".tale [role='status']"), page.locator(".tale summary")]
    for end in ends:
        expect(end).to_be_visible()
    page.locator(".transport .main").click()
    for end in ends:
        expect(end).to_be_hidden()
    for each in wait.all():
        expect(each).to_be_visible()
    page.locator(".transport .main").click()
    for end in ends:
        expect(end).to_be_visible()
    expect(wait.filter(visible=True)).to_have_count(0)


def test_the_bands_have_an_axis_of_couples_and_a_click_goes_to_its_week(page: Any, server_url: str) -> None:
    society = opened(page, server_url + SMALL + "&week=52")
    drawn = page.locator(".shares svg[role=img]")
    assert [text.strip() for text in drawn.locator("g text").all_text_contents()] == ["0", "25", "50"]
    for week in (1, 20, 52):
        drawn.evaluate(
            """(svg, week) => {
          const at = new DOMPoint(10 * week - 5, 90).matrixTransform(svg.getScreenCTM());
          svg.dispatchEvent(new MouseEvent("click", { clientX: at.x, clientY: at.y, bubbles: true }));
        }""",
            week,
        )
        expect(society).to_have_attribute("data-week", str(week))
    expect(page.locator('.tale [role="status"]')).to_contain_text("In week 52:")
