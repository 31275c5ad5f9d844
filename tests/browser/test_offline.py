"""The dashboard works with the network cable out."""

from typing import Any

import pytest

pytest.importorskip("solara", reason="needs the dashboard extra")

from reassure_sim.dashboard.words import languages, words
from reassure_sim.experiment.view import PATHS_OF

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")


def test_the_page_renders_with_nothing_asked_of_any_other_machine(page: Any, server_url: str, traffic: Any) -> None:
    page.goto(server_url)
    sync_api.expect(page.get_by_role("slider").first).to_be_attached(timeout=60_000)
    sync_api.expect(page).to_have_title("Play · reassure_sim")
    assert any(url.startswith("ws://") for url in traffic.requests)
    assert len(traffic.requests) > 8
    assert traffic.foreign() == []
    assert traffic.errors == []


@pytest.mark.parametrize("language", languages())
def test_no_page_asks_for_anything_of_any_other_machine(
    page: Any, server_url: str, traffic: Any, language: str
) -> None:
    for name, path in PATHS_OF.items():
        page.goto(f"{server_url}{path.strip('/')}?v=1&lang={language}")
        sync_api.expect(page).to_have_title(f"{words(language)['page'][name]} · reassure_sim", timeout=60_000)
        sync_api.expect(page.locator(".content h1").first).to_be_visible(timeout=60_000)
    assert traffic.foreign() == []
    assert traffic.errors == []


def test_a_slider_moved_by_the_keyboard_changes_the_page(page: Any, server_url: str, traffic: Any) -> None:
    page.goto(server_url)
    slider = page.locator('input[data-path="a.anxiety"]')
    number = page.locator(".knob .number").first
    sync_api.expect(slider).to_be_attached(timeout=60_000)
    before = number.inner_text()
    slider.press("ArrowRight")
    sync_api.expect(number).not_to_have_text(before)
    assert traffic.errors == []


def test_it_works_under_the_name_localhost_too(page: Any, server_url: str) -> None:
    page.goto(server_url.replace("127.0.0.1", "localhost"))
    sync_api.expect(page.get_by_role("slider").first).to_be_attached()


def test_the_browser_itself_refuses_to_ask_another_machine(page: Any, server_url: str, traffic: Any) -> None:
    page.goto(server_url)
    asked = "fetch('http://elsewhere.example/').then(() => 'answered', error => 'refused')"
    assert page.evaluate(asked) == "refused"
    assert any("Content Security Policy" in error for error in traffic.errors)
    traffic.requests[:] = [url for url in traffic.requests if "elsewhere.example" not in url]


def test_leaving_the_page_ends_its_kernel(page: Any, server_url: str) -> None:
    def kernels() -> int:
        count: int = page.request.get(f"{server_url}resourcez").json()["kernels"]["total"]
        return count

    for _ in range(50):  # pages of other tests may still be saying good-bye
        if kernels() == 0:
            break
        page.wait_for_timeout(100)
    before = kernels()
    page.goto(server_url)
    sync_api.expect(page.get_by_role("slider").first).to_be_attached()
    assert kernels() == before + 1
    page.goto("about:blank")
    for _ in range(50):
        if kernels() == before:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the kernel outlived its page")
