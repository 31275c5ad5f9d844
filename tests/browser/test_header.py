"""The header: the way to each page, language, type, projector, sharing, help, and the glossary."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")

from visiting import at_rest, visit  # noqa: E402

from command import reassure  # noqa: E402
from reassure_sim.dashboard.words import words  # noqa: E402
from reassure_sim.experiment.view import PATHS_OF  # noqa: E402

expect = sync_api.expect

ROOT_TYPE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
FOCUS = "document.activeElement.outerHTML"


def test_each_page_is_one_click_away_and_takes_its_title_and_the_focus_along(page: Any, server_url: str) -> None:
    visit(page, server_url + "?v=1&seed=3")
    for name in [*PATHS_OF][1:]:
        label = words()["page"][name]
        page.get_by_role("navigation").get_by_role("link", name=label, exact=True).click()
        expect(page).to_have_url(re.compile(f"{PATHS_OF[name]}\\?.*seed=3"))
        expect(page).to_have_title(f"{label} · reassure_sim")
        expect(page.get_by_role("navigation").locator("[aria-current]")).to_have_text(label)
        expect(page.locator("h1")).to_have_text(words()[name]["question"])
        expect(page.locator("h1")).to_be_focused()
        expect(page.locator(".head [aria-live]")).to_have_text(label)
    page.go_back()
    expect(page.locator("h1")).to_have_text(words()["why"]["question"])
    expect(page.locator("h1")).to_be_focused()


def test_compare_shows_a_strategy_on_one_side_until_something_else_differs(page: Any, server_url: str) -> None:
    compare = words()["page"]["compare"]
    visit(page, server_url + "?v=1&use=talk_openly&since=90")
    page.get_by_role("navigation").get_by_role("link", name=compare, exact=True).click()
    page.wait_for_url(re.compile(r"/compare\?(?!.*[?&]use=).*other_use=talk_openly"))
    expect(page.locator('.compare-pair[data-same="false"]')).to_be_visible(timeout=60_000)
    visit(page, server_url + "?v=1&use=talk_openly&other=secure_secure")
    link = page.get_by_role("navigation").get_by_role("link", name=compare, exact=True)
    expect(link).to_have_attribute("href", re.compile(r"/compare\?.*[?&]use=talk_openly.*other=secure_secure"))


def test_the_skip_link_leads_to_the_page_itself(page: Any, server_url: str) -> None:
    visit(page, server_url + "many?v=1")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()


def test_the_language_turns_all_of_the_page_and_is_part_of_the_link(page: Any, server_url: str) -> None:
    visit(page, server_url + "why?v=1&seed=3")
    page.get_by_role("button", name="RU: Русский").click()
    russian = words("ru")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page).to_have_title(f"{russian['page']['why']} · reassure_sim")
    expect(page).to_have_url(re.compile("seed=3.*lang=ru"))
    expect(page.locator("h1")).to_have_text(russian["why"]["question"])
    expect(page.locator("footer")).to_have_text(russian["page"]["framing"])
    expect(page.get_by_role("button", name="RU: Русский")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("h1")).to_have_text(russian["why"]["question"])


def test_type_grows_in_steps_and_comes_back(page: Any, server_url: str) -> None:
    visit(page, server_url + "many?v=1")
    button, sizes = page.locator('[data-tool="size"]'), []
    for size in (125, 150, 100):
        sizes.append(page.evaluate(ROOT_TYPE))
        button.click()
        expect(button).to_have_attribute("aria-label", f"Size of type: {size} %")
        expect(page.locator(".head [aria-live]")).to_have_text(f"Size of type: {size} %")
    assert sizes == [16, 20, 24]
    assert page.evaluate(ROOT_TYPE) == 16


def test_a_projector_gets_black_on_white_in_type_for_the_last_row(page: Any, server_url: str) -> None:
    visit(page, server_url)
    words_before = page.locator(".content").inner_text()
    page.locator('[data-tool="projector"]').click()
    expect(page.locator("html")).to_have_attribute("data-look", "projector")
    at_rest(page)
    look = page.evaluate("""() => {
      const { color, backgroundColor, fontSize } = getComputedStyle(document.querySelector(".reassure"));
      return [color, backgroundColor, parseFloat(fontSize) >= 20];
    }""")
    assert look == ["rgb(0, 0, 0)", "rgb(255, 255, 255)", True]
    assert page.locator(".content").inner_text() == words_before


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_what_does_not_fit_in_the_row_is_in_the_menu(page: Any, server_url: str, width: int, lang: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    visit(page, f"{server_url}many?v=1&lang={lang}")
    rows = page.evaluate(
        "new Set([...document.querySelectorAll('.head .brand, .head .menu, .head nav, .head .settings, .head .tools')]"
        ".map((at) => at.getBoundingClientRect()).filter((box) => box.width).map((box) => Math.round(box.top + box.height / 2))).size"
    )
    assert rows == 1
    links, menu = page.locator(".head nav a"), page.locator(".menu")
    expect(links.first).to_be_visible(visible=width == 1280)
    if width < 1280:
        menu.click()
        expect(menu).to_have_attribute("aria-expanded", "true")
        expect(page.locator('[data-tool="projector"]')).to_be_visible()
        page.keyboard.press("Escape")
        expect(menu).to_be_focused()
        expect(links.first).not_to_be_visible()
        menu.press("Enter")
        links.nth(6).click()
        expect(page.locator("h1")).to_have_text(words(lang)["why"]["question"])
        expect(links.first).not_to_be_visible()
        expect(page.locator("h1")).to_be_focused()


def test_what_is_shared_is_the_very_view(page: Any, server_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, server_url + "why?v=1&preset=anxious_secure&seed=3&day=77&b.stamina=0.25")
    page.locator('[data-tool="share"]').click()
    field = page.get_by_role("textbox", name="Link")
    expect(field).to_have_value(page.url)
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("dialog")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator('[data-tool="share"]')).to_be_focused()


@pytest.mark.parametrize("name", PATHS_OF)
def test_the_config_of_each_page_runs_on_the_command_line(
    page: Any, server_url: str, tmp_path: Path, name: str, capsys: Any
) -> None:
    visit(
        page,
        f"{server_url}{PATHS_OF[name].strip('/')}?v=1&preset=anxious_secure&a.clarity=0.7&cells=6&lives=5&couples=50",
    )
    page.locator('[data-tool="share"]').click()
    with page.expect_download() as download:
        page.locator('[data-share="config"]').click()
    assert download.value.suggested_filename == f"reassure-{name}.yaml"
    file = tmp_path / "config.yaml"
    download.value.save_as(file)
    assert reassure("run", str(file), "-o", str(tmp_path / "out")) == 0, capsys.readouterr().err
    assert (tmp_path / "out" / "summary.csv").is_file()


def test_a_word_of_the_glossary_is_explained_and_gives_the_focus_back(page: Any, server_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    visit(page, server_url + "many?v=1")
    relief = words()["glossary"]["relief"]
    page.evaluate("""() => { // wherever it stands: here at the very end of the page
      document.querySelector(".content").insertAdjacentHTML("beforeend", '<button class="term" data-term="relief">relief</button>');
    }""")
    word, meaning = page.locator(".content [data-term]").last, page.locator(".meaning")
    word.press("Enter")
    expect(meaning).to_contain_text(relief["means"])
    expect(meaning).to_be_focused()
    expect(meaning).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(meaning).not_to_be_visible()
    expect(word).to_be_focused()
    word.click()
    expect(meaning).to_be_visible()
    page.mouse.click(380, 20)
    expect(meaning).not_to_be_visible()
    expect(word).to_be_focused()


def test_another_word_beside_an_open_meaning_opens_at_once(page: Any, server_url: str) -> None:
    page.goto(server_url)
    regime, title, meaning = (
        page.locator(".now .badge .term"),
        page.locator(".multiples .term").first,
        page.locator(".meaning"),
    )
    expect(title).to_be_visible(timeout=60_000)
    regime.click()
    expect(meaning).to_contain_text(words()["glossary"][str(regime.get_attribute("data-term"))]["means"])
    title.evaluate("part => part.scrollIntoView({ block: 'center', behavior: 'instant' })")
    for shown in (True, False):  # on another word, then on the one that is explained already
        place = title.bounding_box()
        page.mouse.click(place["x"] + 9, place["y"] + 9)
        if shown:
            expect(meaning).to_contain_text(words()["glossary"]["felt_insecurity"]["means"])
    expect(meaning).not_to_be_visible()


def test_a_word_inside_a_dialog_is_explained_above_it(page: Any, server_url: str) -> None:
    visit(page, server_url + "many?v=1")
    page.locator('[data-tool="help"]').click()
    help_, meaning = page.get_by_role("dialog", name="Help"), page.locator(".meaning")
    word = help_.locator("[data-term]").first
    word.click()
    expect(meaning).to_contain_text(words()["glossary"]["cycle"]["means"])
    page.keyboard.press("Escape")
    expect(meaning).not_to_be_visible()
    expect(help_).to_be_visible()
    expect(word).to_be_focused()
    page.mouse.click(5, 5)
    expect(help_).not_to_be_visible()
