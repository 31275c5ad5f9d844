"""Opening a page the way that tests do: until it is there and has come to rest."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

QUIET = """() => new Promise((done) => {
  let rest = setTimeout(done, 400);
  const late = setTimeout(done, 8000);
  const watch = new MutationObserver(() => { clearTimeout(rest); rest = setTimeout(done, 400); });
  watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
})"""


def visit(page: Any, url: str) -> None:
    """Open a page and wait until nothing on it changes any more; what would play by itself stays at rest."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(url)
    expect(page.locator(".content h1")).to_be_visible(timeout=60_000)
    at_rest(page)
    expect(page.locator(".content progress")).to_have_count(0, timeout=60_000)
    at_rest(page)


def at_rest(page: Any) -> None:
    """Wait until nothing on the page has changed for a moment."""
    page.evaluate(QUIET)
