"""Screenshots of every page, for eyes: written into the folder that REASSURE_SHOTS names, and only then."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="needs playwright")

from visiting import at_rest, visit

from reassure_sim.experiment.view import PATHS_OF

FOLDER = Path(os.environ.get("REASSURE_SHOTS", "test-artifacts"))
SCREENS = {
    "paper": [(390, 844), (768, 1024), (1280, 800)],
    "projector": [(1024, 768), (1920, 1080)],
}


@pytest.mark.parametrize("look", SCREENS)
@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("name", PATHS_OF)
def test_a_page_fits_its_screen_and_is_kept_as_a_picture(
    page: Any, server_url: str, traffic: Any, name: str, lang: str, look: str
) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    visit(page, f"{server_url}{PATHS_OF[name].strip('/')}?v=1&lang={lang}&look={look}")
    for width, height in SCREENS[look]:
        page.set_viewport_size({"width": width, "height": height})
        at_rest(page)
        page.screenshot(path=FOLDER / f"{name}-{lang}-{look}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert traffic.errors == []
