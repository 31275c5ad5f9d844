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


def test_a_change_that_alters_nothing_says_so_and_another_couple_has_no_ghost(page: Any, server_url: str) -> None:
    picture = opened(page, server_url + "?v=1")
    expect(page.locator(".hardly")).to_have_count(0)
    before = picture.get_attribute("data-stamp")
    page.get_by_role("button", name="Words and acts that fit").click()
    expect(picture).not_to_have_attribute("data-stamp", before)
    expect(page.locator(".hardly")).to_contain_text("hardly alters this year")
    page.get_by_role("button", name="Both secure").click()
    expect(picture).to_have_attribute("data-stamp", re.compile("secure_secure"))
    expect(page.locator("path.past")).to_have_count(0)
    page.get_by_role("button", name="Back to this couple as it was").click()
    expect(picture).not_to_have_attribute("data-stamp", re.compile("words_and_actions"))


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


OVERLAPS = """() => {
  const boxes = (some) => [...document.querySelectorAll(some)].map((at) => at.getBoundingClientRect());
  const apart = (one, other) => one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
  return [".stairs .step text", ".stairs .tick text, .stairs .note"].flatMap((some) => boxes(some).filter((one, i, all) =>
    all.some((other, k) => k > i && !apart(one, other)))).length;
}"""
"""How many words of a staircase lie on others."""


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_staircase_says_which_requests_and_by_which_day(page: Any, server_url: str, width: int, lang: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, server_url + f"?v=1&lang={lang}")
    stairs = page.locator(".stairs")
    day = {"en": "day", "ru": "день"}[lang]
    first, last = (stairs.locator(".tick").nth(i).locator("text") for i in (0, -1))
    expect(first).to_have_text(["1–3", re.compile(rf"^{day} \d+$")])
    expect(last).to_have_text([re.compile(r"^\d+–\d+$"), f"{day} 365"])
    expect(stairs.locator(".note")).to_have_count(3)
    assert page.evaluate(OVERLAPS) == 0


def test_picture_titles_and_text_say_each_length_alike(page: Any, server_url: str) -> None:
    for couple, unit in (("anxious_avoidant", "min"), ("secure_secure", "days")):
        opened(page, server_url + f"?v=1&preset={couple}")
        stairs = page.locator(".stairs")
        drawn = stairs.locator(".step text").all_text_contents()
        titles = stairs.locator("title").all_text_contents()
        assert len(drawn) == len(titles) > 3 and len(set(drawn)) > 2
        for number, title in zip(drawn, titles, strict=True):
            assert f": {number} {unit} of relief on average" in title
        assert ", ".join(titles) == ", ".join(
            re.findall(r"requests [^;]*? on average", stairs.get_attribute("aria-label"))
        )
        zeros = stairs.get_by_text("0: felt insecurity did not fall by half")
        expect(zeros).to_have_count(1 if "0" in drawn else 0)


def test_a_life_that_parts_ends_on_its_last_day(page: Any, server_url: str) -> None:
    picture = opened(page, server_url + "?v=1&preset=anxious_anxious&seed=745")
    expect(page.locator(".sentence")).to_contain_text("parted on day 25")
    expect(picture).to_have_attribute("data-day", "25")
    expect(page.locator("output.day")).to_have_text("Day 25 of 365")
    expect(page.locator("input.scrub")).to_have_attribute("max", "25")
    expect(page.locator(".because")).to_have_count(0)
    page.get_by_role("button", name="+ Day").click()
    expect(picture).to_have_attribute("data-day", "25")
    page.locator("input.scrub").press("ArrowLeft")
    expect(picture).to_have_attribute("data-day", "24")
    expect(page.locator(".because")).to_have_count(1)


def test_a_strategy_goes_to_compare_on_one_side_only(page: Any, server_url: str) -> None:
    opened(page, server_url + "?v=1&use=talk_openly&since=90")
    page.get_by_role("button", name="Compare with and without").click()
    page.wait_for_url(re.compile(r"/compare\?(?!.*[?&]use=).*other_use=talk_openly"))
    expect(page.locator('.compare-pair[data-same="false"]')).to_be_visible(timeout=60_000)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_class_sees_loop_legend_and_staircase_at_once(page: Any, server_url: str, lang: str) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    opened(page, server_url + f"?v=1&look=projector&lang={lang}")
    boxes = [page.locator(part).bounding_box() for part in (".cycle", ".legend", ".stairs")]
    assert all(box["y"] + box["height"] <= 1080 for box in boxes)
    assert boxes[2]["x"] >= boxes[1]["x"] + boxes[1]["width"], "the staircase stands beside the loop"
    curves = [at.bounding_box() for at in page.locator(".curve").all()]
    assert len({round(box["x"]) for box in curves}) == 2


def test_on_a_phone_the_strip_comes_when_the_badge_is_gone(page: Any, server_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, server_url + "?v=1")
    expect(page.locator(".mini")).to_be_hidden()
    page.locator(".curves").scroll_into_view_if_needed()
    expect(page.locator(".mini")).to_be_visible()
    page.locator(".now").scroll_into_view_if_needed()
    expect(page.locator(".mini")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_numbers_at_the_curves_can_be_read(page: Any, server_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, server_url + "?v=1")
    page.wait_for_function("""() => [...document.querySelectorAll(".curve")].every((at) =>
      parseFloat(getComputedStyle(at.querySelector("text")).fontSize) * at.clientWidth / at.viewBox.baseVal.width >= 12)""")


def test_a_lock_and_a_verdict_do_not_look_like_links(page: Any, server_url: str) -> None:
    opened(page, server_url + "?v=1&only=a.clarity")
    lines = "(all) => all.map((at) => getComputedStyle(at).textDecorationLine)"
    locks, verdicts = (page.locator(some).evaluate_all(lines) for some in (".lock", ".gauge p span"))
    assert len(locks) == 3 and len(verdicts) == 8 and {*locks, *verdicts} == {"none"}
    assert page.locator(".lock").first.evaluate("(at) => getComputedStyle(at).borderTopStyle") == "solid"


def test_the_main_sliders_say_what_their_ends_mean(page: Any, server_url: str) -> None:
    opened(page, server_url + "?v=1")
    expect(slider(page, "a.anxiety")).to_have_accessible_name("Ari's anxiety")
    expect(slider(page, "a.anxiety")).to_have_accessible_description(re.compile("sure of being loved.*afraid"))
    expect(page.locator(".knob .ends")).to_have_count(4)
    assert [len(ends.locator("span").all()) for ends in page.locator(".knob .ends").all()] == [2] * 4


def choose(page: Any, view: str) -> None:
    page.locator(f"#tab-{view}").click()


def test_the_cycle_has_three_views_that_arrow_keys_choose(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url)
    page.locator("#tab-cycle").press("ArrowRight")
    expect(page.get_by_role("tab", name="Pursue and withdraw")).to_be_focused()
    expect(page.get_by_role("tabpanel").get_by_role("img")).to_have_attribute(
        "aria-label", re.compile("^Ari and Bo stand apart, distance")
    )
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="What feeds what")).to_have_attribute("aria-selected", "true")
    expect(page.locator("[data-link]")).to_have_count(10)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".cycle")).to_be_visible()
    assert traffic.errors == []


def test_arrows_thicken_as_the_year_goes_on(page: Any, server_url: str) -> None:
    opened(page, server_url + "?v=1&day=3")
    choose(page, "pursuit")
    gap, withdrawing = page.locator("[data-gap]"), page.locator('[data-arrow="withdraws"]')
    near, thin = (float(gap.get_attribute("data-length")), float(withdrawing.get_attribute("data-width")))
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "early")
    page.locator("input.scrub").press("End")
    expect(page.locator("[data-stamp]")).to_have_attribute("data-day", "365")
    assert float(gap.get_attribute("data-length")) > near
    assert float(withdrawing.get_attribute("data-width")) > thin
    expect(page.locator("[data-verdict]")).not_to_have_attribute("data-verdict", "early")


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def test_what_is_drawn_back_from_is_told_apart_and_adds_up(page: Any, server_url: str) -> None:
    opened(page, server_url + "?v=1&day=365")
    choose(page, "pursuit")
    asks, answers, back = (
        numbers(page.locator(f"text.{name}").text_content()) for name in ("asks", "answers", "draws")
    )
    refused, unasked = numbers(page.locator("text.small", has_text="unasked").text_content())
    assert (asks[0] - answers[0], back[0]) == (refused, refused + unasked) and refused and unasked
    assert page.locator("text.answers").text_content().endswith("times a week")


def test_each_loop_says_what_its_number_is_of(page: Any, server_url: str) -> None:
    opened(page, server_url + "?v=1&day=365")
    choose(page, "loops")
    said = ("relief 0 % of the time", "believed", "under pressure", "for lack of strength")
    for name, text in zip(("soothing", "wearing_off", "pursuing", "wearing_out"), said, strict=True):
        expect(page.locator(f'[data-loop="{name}"]')).to_contain_text(text)
    page.locator('[data-link="pressure_strength"]').dispatch_event("click")
    expect(page.locator(".loopview .told")).to_contain_text("when it is 80 of 100")


def test_where_no_loop_turns_fast_the_sentence_is_true_of_the_asking(page: Any, server_url: str) -> None:
    opened(page, server_url + "?v=1&day=1")
    expect(page.locator(".because").first).to_contain_text("Ari asks, but relief fills only 2 % of Ari's time")
    page.get_by_role("button", name="Both avoidant").click()
    expect(page.locator(".because").first).to_contain_text("there is little asking")


def test_the_long_term_gauge_says_who_lost_how_much_trust(page: Any, server_url: str) -> None:
    opened(page, server_url + "?v=1&preset=anxious_anxious&day=365")
    gauge = page.locator('[data-gauge="long_term_outcome"]')
    expect(gauge.locator(".reading")).to_have_text("Bo: −29 points of trust")
    expect(gauge).to_have_class(re.compile("excessive"))
    expect(gauge.get_by_role("img")).to_have_attribute(
        "aria-label", "Long-term outcome: Bo: −29 points of trust, harmful"
    )
    expect(page.locator('[data-gauge="emotional_impact"] .reading')).to_contain_text("hardly any change")
    page.locator("input.scrub").press("Home")
    expect(gauge.locator(".reading")).to_have_text("too early to tell")


def test_a_link_and_a_loop_tell_themselves_in_a_sentence(page: Any, server_url: str) -> None:
    opened(page, server_url)
    choose(page, "loops")
    told, link = page.locator(".loopview .told"), page.locator('[data-link="asking_relief"]')
    number = link.get_attribute("data-strength")
    link.dispatch_event("click")
    expect(told).to_contain_text(f"believed {number} % less")
    expect(page.locator(".because")).to_contain_text(f"believed {number} % less")
    loop = page.locator('[data-loop="wearing_out"]')
    loop.press("Enter")
    expect(told).to_contain_text("wearing out")
    expect(page.locator('[data-link="answer_relief"]')).to_have_class(re.compile("dim"))
    expect(page.locator('[data-link="strength_answer"]')).not_to_have_class(re.compile("dim"))
    loop.press("Enter")
    expect(page.locator(".loops .dim")).to_have_count(0)


def test_with_one_knob_the_others_are_locked_and_the_luck_is_kept(page: Any, server_url: str, traffic: Any) -> None:
    picture = opened(page, server_url + "?v=1&b.avoidance=0.3")
    page.get_by_role("switch", name="One knob only").click()
    page.wait_for_url(re.compile("only=b.avoidance"))
    for path in ("a.anxiety", "a.clarity", "b.stamina"):
        expect(slider(page, path)).to_be_disabled()
    expect(slider(page, "b.avoidance")).to_be_enabled()
    expect(page.get_by_role("button", name="Another life of the same couple")).to_be_disabled()
    before = picture.get_attribute("data-stamp")
    # Not even a message can turn a locked one.
    page.evaluate("""() => {
      const at = document.querySelector("input[data-path='a.anxiety']");
      at.disabled = false;
      at.value = 3;
      at.dispatchEvent(new Event("input", { bubbles: true }));
      at.dispatchEvent(new Event("change", { bubbles: true }));
    }""")
    page.get_by_role("button", name="Unlock this one instead: How clearly Ari voices needs").press("Enter")
    page.wait_for_url(re.compile("only=a.clarity"))
    expect(slider(page, "a.clarity")).to_be_enabled()
    expect(slider(page, "a.clarity")).to_be_focused()
    expect(slider(page, "b.avoidance")).to_be_disabled()
    expect(picture).to_have_attribute("data-stamp", before)
    page.get_by_role("switch", name="One knob only").click()
    expect(slider(page, "a.anxiety")).to_be_enabled()
    assert traffic.errors == []


def test_all_locks_are_one_stop_of_the_tab_key_and_arrows_go_between_them(page: Any, server_url: str) -> None:
    opened(page, server_url + "?v=1&only=a.clarity")
    page.locator(".fold button").first.click()
    locks = page.locator(".lock")
    expect(locks.nth(5)).to_be_visible()
    page.get_by_role("switch", name="One knob only").focus()
    for key, reached in (("Tab", 0), ("Down", 1), ("Down", 2), ("Up", 1), ("Up", 0), ("Up", -1)):
        page.keyboard.press(key if key == "Tab" else f"Arrow{key}")
        expect(locks.nth(reached)).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.fold button')"), "no other lock is passed on the way"
    page.keyboard.press("Shift+Tab")
    expect(locks.last).to_be_focused()


@pytest.mark.parametrize(("lang", "size"), [("en", 100), ("ru", 150)])
def test_what_the_keyboard_reaches_is_not_under_the_strip(page: Any, server_url: str, lang: str, size: int) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, server_url + f"?v=1&lang={lang}&size={size}")
    page.locator("input.scrub").focus()
    covered, met = [], 0
    for _ in range(40):
        page.keyboard.press("Tab")
        below, strip, name = page.evaluate("""() => {
          const at = document.activeElement, mini = document.querySelector(".mini").getBoundingClientRect();
          return [at.getBoundingClientRect().bottom, mini.height ? mini.top : innerHeight, at.outerHTML.slice(0, 80)];
        }""")
        met += strip < 844
        covered += [name] if below > strip + 1 and name[:5] != "<body" else []
    assert met > 10, "the strip was there"
    assert covered == []


def test_a_day_is_told_in_whole_sentences(page: Any, server_url: str) -> None:
    opened(page, server_url + "?v=1&lang=ru&day=200")
    page.locator("input.scrub").press("End")
    told = page.locator(".now [aria-live=polite]")
    expect(told).to_have_text(re.compile(r"^День 365 из 365: [а-я]"))
    assert re.search(r"[.!?] [а-я]", told.inner_text()) is None, "every sentence begins with a capital"


def test_a_gauge_is_read_once(page: Any, server_url: str) -> None:
    opened(page, server_url)
    for gauge in page.locator(".gauge").all():
        picture = gauge.get_by_role("img").get_attribute("aria-label")
        reading = gauge.locator(".reading")
        assert reading.inner_text() in picture, "the picture's text says the number and its word"
        heard = gauge.aria_snapshot()
        assert heard.count(reading.inner_text()) == 1
        assert heard.count("paragraph") == 0


def test_a_strategy_is_lived_from_its_day_on_and_the_year_before_stays_as_a_ghost(page: Any, server_url: str) -> None:
    opened(page, server_url)
    curve = page.locator('[data-curve="energy"] path.b')
    drawn = curve.get_attribute("d")
    fear = page.get_by_role("button", name="Address the fear")
    fear.click()
    expect(fear).to_have_attribute("aria-pressed", "true")
    page.wait_for_url(re.compile("use=address_fear"))
    expect(page.locator(".help .means")).to_contain_text("reach the fear")
    expect(page.locator('[data-curve="energy"] line.since')).to_have_attribute("x1", "60")
    expect(page.locator('[data-curve="energy"] path.past').nth(1)).to_have_attribute("d", drawn)
    expect(curve).not_to_have_attribute("d", drawn)
    early = "L".join(drawn.split("L")[:60])
    assert curve.get_attribute("d").startswith(early), "until the day it begins, the year is the same"
    fear.click()
    expect(curve).to_have_attribute("d", drawn)
    expect(page.locator("line.since")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "address"), [("Why did it go this way?", "/why"), ("Is this luck?", "/many"), ("Compare with", "/compare")]
)
def test_the_same_couple_is_met_on_other_pages(page: Any, server_url: str, name: str, address: str) -> None:
    opened(page, server_url + "?v=1&seed=3&a.anxiety=0.4")
    page.get_by_role("button", name=name).press("Enter")
    page.wait_for_url(re.compile(rf"{address}\?v=1&seed=3&a\.anxiety=0\.4"))


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
    seen: list[Any] = []
    while not seen or (seen[-1][0] != "BODY" and len(seen) < 90):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("""() => {
          const at = document.activeElement;
          const name = at === document.body ? "BODY" : at.dataset.path || at.className || at.id || at.tagName;
          const label = at.getAttribute("aria-label") || at.labels?.[0]?.innerText || at.innerText || at.title || "";
          return [name, getComputedStyle(at).outlineStyle, label.trim()];
        }""")
        )
    names = {name for name, _, _ in seen}
    assert {"a.anxiety", "b.avoidance", "a.clarity", "b.stamina", "scrub", "chip", "main", "only", "tab-cycle"} <= names
    assert [at for at in seen if at[0] != "BODY" and (at[1] == "none" or not at[2])] == []


def test_without_motion_the_year_goes_by_in_weeks(chromium: Any, server_url: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    picture = opened(page, server_url + "?v=1&day=1")
    page.get_by_role("button", name="Play the year").click()
    expect(picture).not_to_have_attribute("data-day", "1")
    assert (int(picture.get_attribute("data-day")) - 1) % 7 == 0
    page.goto("about:blank")
    context.close()
