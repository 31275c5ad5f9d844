"""Compare, as a student meets it."""

import re
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
expect = sync_api.expect

HEARD = """window.said = {};
new MutationObserver(() => document.querySelectorAll(".content [role=status]").forEach((live) => {
  const text = live.textContent.trim(), whose = (live.closest("section, details") || {}).className;
  if (text && text !== live.heard) (window.said[whose] = window.said[whose] || []).push(text);
  live.heard = text;
})).observe(document, { childList: true, subtree: true, characterData: true });"""
"""Keeps what every live region says."""

STAGES = ("trigger", "doubt", "ask", "answer", "relief", "calm")


def opened(page: Any, url: str) -> Any:
    """Open the page, and be patient with a busy machine from then on."""
    expect.set_options(timeout=30_000)
    page.set_default_timeout(30_000)
    page.goto(url)
    pair = page.locator(".compare-pair")
    expect(pair).to_be_visible(timeout=60_000)
    return pair


def loop(page: Any, side: str) -> list[str]:
    """Return the lengths of the arcs of one side."""
    return [page.locator(f'[data-side="{side}"] [data-stage="{s}"]').get_attribute("data-length") for s in STAGES]


def test_where_nothing_differs_the_page_says_so_and_shades_nothing(page: Any, server_url: str, traffic: Any) -> None:
    pair = opened(page, server_url + "compare")
    expect(page.get_by_role("heading", level=1)).to_have_text("What would help these two?")
    expect(page.locator(".answer .said")).to_contain_text("Nothing differs yet")
    expect(pair).to_have_attribute("data-same", "true")
    expect(page.locator("[data-shade]")).to_have_count(0)
    expect(page.locator('[data-side="one"]')).to_be_visible()
    expect(page.locator('[data-side="two"]')).to_have_count(0)  # the same life again would tell nothing
    expect(page.locator(".signs thead th")).to_have_count(1)
    assert all(image.get_attribute("aria-label") for image in page.get_by_role("img").all())
    assert traffic.errors == []


def test_a_strategy_changes_the_second_life_only_and_back_undoes_it(page: Any, server_url: str, traffic: Any) -> None:
    pair = opened(page, server_url + "compare?v=1&preset=anxious_secure&seed=8")
    left = loop(page, "one")
    page.get_by_role("button", name="Address the fear").click()
    expect(pair).to_have_attribute("data-same", "false")
    page.wait_for_url(re.compile("other_use=address_fear"))
    expect(page.locator(".answer .said")).to_contain_text("With “Address the fear” from day 60")
    assert page.locator('[data-shade="better"]').count() > 0
    assert loop(page, "one") == left
    assert loop(page, "two") != left
    page.go_back()
    expect(pair).to_have_attribute("data-same", "true")
    expect(page.locator('[data-side="two"]')).to_have_count(0)
    assert loop(page, "one") == left
    assert traffic.errors == []


def test_a_number_is_turned_for_the_second_life_only(page: Any, server_url: str, traffic: Any) -> None:
    pair = opened(page, server_url + "compare?v=1&seed=8")
    left = loop(page, "one")
    page.get_by_role("button", name="one number").click()
    page.locator('[data-number="b.stamina"]').click()
    turn = page.locator('input[data-path="b.stamina"]')
    turn.press("PageUp")
    turn.press("PageUp")
    expect(pair).to_have_attribute("data-same", "false")
    page.wait_for_url(re.compile(r"2\.b\.stamina=0\.65"))
    expect(page.locator(".answer .said")).to_contain_text("0.65 instead of 0.45")
    assert loop(page, "one") == left
    page.go_back()  # two key presses that follow each other are one gesture
    expect(pair).to_have_attribute("data-same", "true")
    assert traffic.errors == []


def test_another_couple_is_compared_and_opens_in_play(page: Any, server_url: str, traffic: Any) -> None:
    opened(page, server_url + "compare?v=1&seed=8")
    page.get_by_role("button", name="another couple").click()
    page.locator('[data-other="secure_secure"]').click()
    expect(page.locator('[data-side="two"] h2')).to_contain_text("Both secure")
    expect(page.locator('[data-side="two"] .badge')).to_have_attribute("data-regime", "stability")
    page.get_by_role("button", name="Open the second life in Play").click()
    page.wait_for_url(re.compile(r"/\?.*preset=secure_secure"))
    assert traffic.errors == []


def test_one_day_is_shown_of_both_lives(page: Any, server_url: str) -> None:
    pair = opened(page, server_url + "compare?v=1&day=30&other_use=address_fear")
    expect(pair).to_have_attribute("data-day", "30")
    assert loop(page, "one") == loop(page, "two"), "the strategy begins on day 60"
    page.locator("input.scrub").press("End")
    expect(pair).to_have_attribute("data-day", "365")
    page.wait_for_url(lambda url: "day=" not in url)


def test_what_helps_is_told_with_why_and_can_be_shown_above(page: Any, server_url: str, traffic: Any) -> None:
    page.add_init_script(HEARD)
    opened(page, server_url + "compare?v=1&preset=anxious_anxious&seed=8")
    expect(page.locator(".compare-helps .cost")).to_contain_text("1200 lives")
    page.get_by_role("button", name="Try all five").click()
    expect(page.locator(".compare-helps .tally")).to_have_text("Done: 1200 lives.", timeout=60_000)
    said = page.evaluate("window.said['compare-helps card']")
    assert said == ["Done: 1200 lives. What helps these two most is “Professional support”."]  # once, at the end
    expect(page.locator("[data-strategy]")).to_have_count(5)
    expect(page.locator("[data-bar]")).to_have_count(6)
    first = page.locator("[data-strategy]").first
    expect(first).to_have_attribute("data-strategy", "professional_support")
    expect(first.locator("[data-verdict]")).to_have_attribute("data-verdict", "helps")
    expect(first.locator(".why")).to_contain_text("Bo's strength is higher")
    parted = [float(row.get_attribute("data-parted")) for row in page.locator("[data-parted]").all()]
    texts = page.locator("[data-parted]").all_text_contents()
    assert parted[0] > parted[1] and len(parted) == 6
    assert all(re.fullmatch(r"part: \d+ of 100", text) for text in texts)
    best = page.locator('[data-said="best"]')
    expect(best).to_contain_text(
        f"in {texts[0].split()[1]} of 100 lives with nothing new, and in {texts[1].split()[1]}"
    )
    expect(page.locator(".compare-helps")).to_contain_text("no evidence for a decision about treatment")
    expect(page.locator(".gain")).to_have_count(5)
    bars, gaps = (page.locator(f"[{name}]") for name in ("data-bar", "data-interval"))
    tops = {bar.get_attribute("data-bar"): bar.locator("text").first.bounding_box()["y"] for bar in bars.all()}
    for gap in gaps.all():  # one row, one strategy, in both pictures
        assert abs(gap.locator("text").first.bounding_box()["y"] - tops[gap.get_attribute("data-interval")]) < 2
    idle = page.locator('[data-strategy="words_and_actions"]')
    expect(idle.locator("[data-verdict]")).to_have_attribute("data-verdict", "hardly")
    expect(idle.locator(".why")).to_contain_text("moves nothing here")
    first.get_by_role("button", name="Show one life with it").click()
    expect(page.locator(".answer .said")).to_contain_text("With “Professional support”")
    expect(page.locator("[data-strategy]")).to_have_count(5)
    page.locator('[data-couple="secure_secure"]').click()
    expect(page.locator("[data-strategy]")).to_have_count(0)
    assert traffic.errors == []


def test_the_way_to_the_answer_comes_before_the_single_year(page: Any, server_url: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    opened(page, server_url + "compare?v=1&other_use=talk_openly")
    tops = [
        page.locator(name).first.bounding_box()["y"]
        for name in (".compare-who", ".compare-helps .start", ".compare-choose", ".compare-pair")
    ]
    assert tops == sorted(tops) and tops[1] < 800


def test_the_numbers_behind_a_curve_can_be_saved(page: Any, server_url: str) -> None:
    opened(page, server_url + "compare?v=1&other_use=address_fear")
    frame = page.locator('[data-picture="trust-a"]')
    frame.locator("summary").click()
    with page.expect_download() as download:
        frame.locator('[data-save="csv"]').click()
    lines = download.value.path().read_text().splitlines()
    assert lines[0] == "day,one,two"
    assert len(lines) == 366


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Any, server_url: str, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, server_url + f"compare?v=1&other_use=talk_openly&lang={language}")
    page.locator(".compare-helps .start").click()
    expect(page.locator("[data-strategy]")).to_have_count(5, timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_everything_with_a_visible_focus(page: Any, server_url: str) -> None:
    opened(page, server_url + "compare?v=1&other_use=talk_openly")
    page.locator('[data-couple="secure_secure"]').focus()
    script = """[document.activeElement.className, getComputedStyle(document.activeElement).outlineStyle,
      !!document.activeElement.closest(".compare-across")]"""
    seen = []
    while not seen or (not seen[-1][2] and len(seen) < 60):  # the last control of the page
        page.keyboard.press("Tab")
        seen.append(page.evaluate(script))
    assert {"chip", "kind", "plain", "scrub", "main", "start"} <= {name for name, *_ in seen}
    assert [at for at in seen if at[1] == "none"] == []


def test_a_cell_shows_whether_it_helps_another_couple_and_opens_it(page: Any, server_url: str, traffic: Any) -> None:
    page.add_init_script(HEARD)
    opened(page, server_url + "compare?v=1&seed=8")
    page.get_by_text("Would it help another couple too?").click()
    page.get_by_role("button", name="Try all five couples").click()
    expect(page.locator(".compare-across .tally")).to_have_text("Done: 1920 lives.", timeout=60_000)
    expect(page.locator("[data-cell]")).to_have_count(25)
    names = page.locator(".compare-across thead th").all_inner_texts()
    helped = [page.locator(f'td:nth-of-type({i + 1}) [class^="helps"]').count() for i in range(len(names))]
    best = ", ".join(f"“{name}”" for name, n in zip(names, helped, strict=True) if n == max(helped))
    finding = f"What helps the most couples: {best} ({max(helped)} of 5)."
    expect(page.locator('[data-said="most"]')).to_have_text(finding)
    page.get_by_role("button", name="Try all five couples").click()
    expect(page.locator(".compare-across .tally")).not_to_have_text("Done: 1920 lives.")
    expect(page.locator(".compare-across .tally")).to_have_text("Done: 1920 lives.", timeout=60_000)
    said = page.evaluate("window.said['compare-across card']")
    assert said == [f"Done: 1920 lives. {finding}"] * 2  # a second run says no end before its own
    page.locator('[data-couple-row="anxious_secure"] [data-cell="address_fear"]').click()
    page.wait_for_url(re.compile("preset=anxious_secure.*other_use=address_fear"))
    expect(page.locator(".answer .said")).to_contain_text("Address the fear")
    assert traffic.errors == []
