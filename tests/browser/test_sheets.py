"""The worksheet and its key are at hand in the share panel, for the very year on screen."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from visiting import visit


def test_the_share_panel_hands_out_the_worksheet_of_what_is_on_screen(page: Any, server_url: str) -> None:
    visit(page, server_url.rstrip("/") + "/?v=1&preset=secure_secure&seed=4&lang=ru")
    page.locator("[data-tool=share]").click()
    for name, begins in (("worksheet", b"%PDF"), ("key", b"%PDF")):
        address = page.locator(f"[data-share={name}]").get_attribute("href")
        answer = page.request.get(server_url.rstrip("/") + address)
        assert answer.ok and answer.body().startswith(begins)
    sheet = page.request.get(server_url.rstrip("/") + address.replace(".pdf", ".html")).text()
    assert "№ 4" in sheet and 'lang="ru"' in sheet


def test_a_class_link_hands_out_the_questions_and_not_the_answers(page: Any, server_url: str) -> None:
    visit(page, server_url.rstrip("/") + "/?v=1&held=1&only=a.anxiety")
    page.locator("[data-tool=share]").click()
    expect(page.locator("[data-share=worksheet]")).to_be_visible()
    expect(page.locator("[data-share=key]")).to_have_count(0)
