"""A link for a class: made in the share dialog, kept on every page, and not to be unlocked from one."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")

from visiting import at_rest, visit  # noqa: E402

from reassure_sim.dashboard.words import words  # noqa: E402
from reassure_sim.experiment.view import PATHS_OF  # noqa: E402

expect = sync_api.expect

HELD = "v=1&preset=anxious_secure&seed=8&only=b.stamina&held=1&a.clarity=0.9"
KEPT = {"preset": ["anxious_secure"], "seed": ["8"], "only": ["b.stamina"], "held": ["1"], "a.clarity": ["0.9"]}


def kept(url: str) -> bool:
    said = parse_qs(urlsplit(url).query)
    return all(said.get(name) == text for name, text in KEPT.items())


def slider(page: Any, path: str) -> Any:
    return page.locator(f'input[data-path="{path}"]')


def open_dialog(page: Any) -> Any:
    page.locator('[data-tool="share"]').press("Enter")
    dialog = page.locator("dialog[open]")
    dialog.locator(".for-class > summary").press("Enter")
    expect(dialog.locator('[data-class="address"]')).to_be_visible()
    return dialog


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_teacher_makes_a_class_link_by_keyboard(page: Any, server_url: str, traffic: Any, lang: str) -> None:
    said = words(lang)
    visit(page, f"{server_url}?v=1&lang={lang}&seed=8&a.clarity=0.9")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    dialog = open_dialog(page)
    expect(dialog).to_contain_text(said["class_link"]["plain"])
    expect(dialog).to_contain_text(said["class_link"]["alone"])
    expect(dialog.locator(".for-class code")).to_have_text("reassure dashboard --public")
    address = dialog.get_by_role("textbox", name=said["class_link"]["address"])
    expect(address).to_have_value(re.compile(r"a\.clarity=0\.9"))
    dialog.get_by_role("combobox", name=said["class_link"]["page"]).press("End")  # the last page
    expect(address).to_have_value(re.compile("/learn\\?"))
    dialog.get_by_role("combobox", name=said["class_link"]["page"]).press("Home")
    dialog.get_by_role("combobox", name=said["class_link"]["couple"]).select_option("secure_secure")
    for name in ("a.anxiety", "b.avoidance", "a.clarity", "use"):
        dialog.locator(f'[data-free="{name}"]').press("Space")
    expect(address).to_have_value(re.compile(r"only=b\.stamina&"))
    expected = f"{server_url}?v=1&preset=secure_secure&seed=8&only=b.stamina&held=1" + (
        f"&lang={lang}" * (lang != "en")
    )
    expect(address).to_have_value(expected)
    expect(dialog.get_by_role("img", name=said["class_link"]["qr"])).to_be_visible()
    dialog.locator('[data-class="copy"]').press("Enter")
    expect(dialog.locator(".for-class [role=status]")).to_have_text(said["head"]["copied"])
    assert page.evaluate("navigator.clipboard.readText()") == expected
    page.keyboard.press("Escape")
    expect(page.locator('[data-tool="share"]')).to_be_focused()
    visit(page, expected)
    expect(page.locator(".classlink")).to_contain_text(said["couples"]["secure_secure"])
    page.locator('[data-tool="share"]').click()
    expect(page.locator("dialog[open]")).to_be_visible()
    expect(page.locator(".for-class")).to_have_count(0)
    assert traffic.errors == []


def test_a_locked_slider_takes_the_focus_says_why_and_does_not_move(page: Any, server_url: str, traffic: Any) -> None:
    visit(page, f"{server_url}?{HELD}")
    locked, picture = slider(page, "a.anxiety"), page.locator("[data-stamp]")
    before, stamp = locked.input_value(), picture.get_attribute("data-stamp")
    expect(locked).to_be_disabled()
    assert locked.get_attribute("aria-disabled") == "true" and locked.get_attribute("disabled") is None
    expect(locked).to_have_accessible_description(re.compile("^Locked by this class link"))
    expect(page.locator(".knob.held .why")).to_have_count(3)
    locked.focus()
    expect(locked).to_be_focused()
    for key in ("ArrowRight", "ArrowLeft", "PageDown", "Home", "End"):
        page.keyboard.press(key)
        assert locked.input_value() == before
    expect(page.get_by_role("switch")).to_have_count(0)
    expect(page.get_by_role("button", name="Another life of the same couple")).to_be_disabled()
    expect(page.get_by_role("button", name="Both secure")).to_have_count(0)
    expect(page.locator("[data-use]")).to_have_count(0)
    slider(page, "b.stamina").press("PageUp")
    page.wait_for_url(re.compile(r"b\.stamina="))
    expect(picture).not_to_have_attribute("data-stamp", stamp)
    assert kept(page.url)
    # The couple as it was is that of the link, and not the one of five behind it: the way there is Back.
    expect(page.get_by_role("button", name="Back to this couple as it was")).to_be_disabled()
    page.go_back()
    page.wait_for_url(lambda url: "b.stamina=" not in url)
    assert kept(page.url)
    assert traffic.errors == []


def test_what_is_forged_in_the_pages_own_script_changes_nothing(page: Any, server_url: str, traffic: Any) -> None:
    visit(page, f"{server_url}?{HELD}")
    picture, entries = page.locator("[data-stamp]"), page.evaluate("history.length")
    before = picture.get_attribute("data-stamp")
    # As in the console of the browser: the parts themselves are told to say what no button says.
    page.evaluate("""() => {
      const part = (where) => document.querySelector(where).__vue__;
      const [knobs, couples, help, head] = [".knobs", ".couples", ".help", ".head"].map(part);
      knobs.only = ""; knobs.held = "";
      for (const path of ["a.anxiety", "a.clarity", "couple.bond", "constants.relief_days"]) {
        knobs.turn({ path, place: 3, count: 1 });
        knobs.settle({ path, place: 3 });
        knobs.lock(path);
      }
      knobs.lock("");
      couples.choose("secure_secure"); couples.another();
      help.take("talk_openly"); help.begin(3);
      head.set_up({ held: 0, only: "", preset: "secure_secure", seed: 3 });
      head.invite({ page: "play", preset: "secure_secure", free: [], lang: "en", origin: location.origin });
      const at = document.querySelector("input[data-path='a.anxiety']");
      at.removeAttribute("aria-disabled");
      at.value = 3;
      at.dispatchEvent(new Event("input", { bubbles: true }));
      at.dispatchEvent(new Event("change", { bubbles: true }));
    }""")
    expect(page.locator(".notes")).to_contain_text(words()["class_link"]["kept"])
    # Messages are heard in their order: once this one is answered, so are those.
    slider(page, "b.stamina").press("PageUp")
    page.wait_for_url(re.compile(r"b\.stamina="))
    stamp = re.compile(r"b\.stamina=.*a\.clarity=0\.9|a\.clarity=0\.9.*b\.stamina=")
    expect(picture).to_have_attribute("data-stamp", stamp)
    assert kept(page.url) and page.evaluate("history.length") == entries + 1
    page.go_back()
    expect(picture).to_have_attribute("data-stamp", before)
    assert "a.anxiety" not in before and traffic.errors == []


def test_a_locked_slider_that_is_told_to_move_draws_no_other_year(page: Any, server_url: str, traffic: Any) -> None:
    visit(page, f"{server_url}?{HELD}")
    picture = page.locator("[data-stamp]")
    before = picture.get_attribute("data-stamp")
    page.evaluate("""document.querySelector(".knobs").__vue__.turn({ path: "a.anxiety", place: 3, count: 1 })""")
    page.get_by_role("button", name="RU: Русский").click()  # heard after it
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(picture).to_have_attribute("data-stamp", before)
    visit(page, f"{server_url}compare?{HELD}")
    told = page.locator(".content p.said")
    expect(told).to_have_text(words()["compare"]["nothing"])
    page.evaluate(
        """document.querySelector(".compare-choose").__vue__.turn({ path: "a.anxiety", place: 3, count: 1 })"""
    )
    page.get_by_role("button", name="RU: Русский").click()
    expect(told).to_have_text(words("ru")["compare"]["nothing"])
    assert traffic.errors == []


ROADS = {
    "compare": ("compare-choose", """part.pick({ preset: "secure_secure" }); part.pick({ luck: 1 });
        part.turn({ path: "a.anxiety", place: 3, count: 1 }); part.settle({ path: "a.anxiety", place: 3 });
        part.pick({ use: "talk_openly" })"""),
    "many": ("many", """part.choose("secure_secure"); part.use("talk_openly"); part.open({ group: 0, life: 7 })"""),
    "map": ("map-grid", "part.open(3)"),
    "predict": ("predict", """part.choose("secure_secure")"""),
    "why": ("whose", """part.choose("secure_secure"); part.another()"""),
}  # fmt: skip


@pytest.mark.parametrize("name", ROADS)
def test_no_other_page_leads_around_the_lock(page: Any, server_url: str, traffic: Any, name: str) -> None:
    where, forged = ROADS[name]
    visit(page, f"{server_url}{name}?{HELD}")
    expect(page.locator(".classlink")).to_contain_text("Anxious and secure")
    expect(page.get_by_role("button", name="Both anxious")).to_have_count(0)
    page.evaluate(f"""() => {{ const part = document.querySelector(".{where}").__vue__; {forged}; }}""")
    expect(page.locator(".notes")).to_contain_text(words()["class_link"]["kept"])
    assert urlsplit(page.url).path == PATHS_OF[name] and kept(page.url)
    page.get_by_role("button", name="Close this note").click()
    expect(page.locator(".notes")).to_have_count(0)
    page.get_by_role("navigation").get_by_role("link", name="Play", exact=True).click()
    expect(page.locator(".knob.held")).to_have_count(3)
    assert kept(page.url)
    assert traffic.errors == []


def test_a_class_may_look_at_the_society_and_meets_nobody_else(page: Any, server_url: str, traffic: Any) -> None:
    visit(page, f"{server_url}society?{HELD}&couples=50")
    page.locator('[data-ask="couple"]').fill("7")
    expect(page.get_by_role("button", name="Meet them in Play")).to_be_disabled()
    page.locator('[data-ask="couple"]').press("Enter")
    page.get_by_role("navigation").get_by_role("link", name="Why?", exact=True).click()
    expect(page.locator("h1")).to_have_text(words()["why"]["question"])
    assert kept(page.url) and "couple=" not in page.url
    assert traffic.errors == []


def test_language_size_look_and_page_are_free_and_the_lock_stays(page: Any, server_url: str, traffic: Any) -> None:
    visit(page, f"{server_url}?{HELD}")
    page.get_by_role("button", name="RU: Русский").click()
    expect(page.locator(".classlink")).to_contain_text(words("ru")["class_link"]["held"])
    expect(page.locator(".knob.held .why").first).to_contain_text(words("ru")["class_link"]["locked"])
    page.locator('[data-tool="projector"]').click()
    expect(page.locator("html")).to_have_attribute("data-look", "projector")
    page.locator('[data-tool="size"]').click()
    page.wait_for_url(re.compile("size=125"))
    assert kept(page.url) and traffic.errors == []


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("width", [390, 1280])
def test_dialog_and_locks_are_fit_for_everyone(page: Any, server_url: str, width: int, lang: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python").Axe()
    page.set_viewport_size({"width": width, "height": 844})
    for path in (f"?{HELD}&lang={lang}", f"?v=1&lang={lang}"):
        visit(page, server_url + path)
        if "held" not in path:
            open_dialog(page)
            at_rest(page)
            box = page.locator("dialog[open]").bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= width
            assert page.evaluate(
                "(() => { const d = document.querySelector('dialog[open]'); return d.scrollWidth <= d.clientWidth; })()"
            )
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = axe.run(page).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
