"""The small SolaraViz app opens in a browser, without network: it steps, and its sliders make another model."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import reassure_sim as rs
from reassure_sim.dashboard.server.environment import ASSETS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("altair", reason="Mesa's viewer needs altair: the docs extra")

APP = Path(__file__).parents[2] / "docs" / "mesa" / "solara_viz.py"


@pytest.fixture(scope="module")
def viewer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app. Solara's own server looks for its front end in a folder that it may write to: a copy of ours."""
    folder = tmp_path_factory.mktemp("viewer")
    shutil.copytree(ASSETS, folder / "assets")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
        "SOLARA_ASSETS_PROXY_CACHE_DIR": str(folder / "assets"),
        "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    others = {
        name: said for name, said in os.environ.items() if not name.startswith("SOLARA_")
    }  # those of the dashboard
    command = [sys.executable, "-m", "solara", "run", str(APP), "--port", str(port), "--no-open", "--production"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env={**others, **settings})
    address = f"http://127.0.0.1:{port}/"
    try:
        while not answers(address):
            assert server.poll() is None, (folder / "log").read_text()
            time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def answers(address: str) -> bool:
    """Tell whether somebody serves there yet."""
    try:
        with urllib.request.urlopen(address, timeout=60):
            return True
    except OSError:
        return False


def sentence(days: int, **changes: float) -> str:
    """What the app says after some days, counted by the compiled engine."""
    couple = rs.Scenario.preset("anxious_avoidant", days=days).with_(changes)
    diary = rs.simulate(couple, couples=20, seed=7, record="daily").diary.query(f"day == {days - 1}")
    return f"Day {days}: {diary['asked'].sum():.0f} requests, mean trust {diary['trust'].mean():.4f}."


def test_the_viewer_steps_and_a_slider_makes_another_model(page: "Page", viewer: str) -> None:
    page.goto(viewer)
    step = page.get_by_role("button", name="Step", exact=True)
    for day in (1, 2, 3):
        step.click()
        expect(page.get_by_text(f"Day {day}: ")).to_have_text(sentence(day))
    expect(page.locator("img")).to_have_count(2)
    slider = page.get_by_role("slider", name="Anxiety of a, who asks")
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuenow", "0")
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_text("Step: 0", exact=True)).to_be_visible()
    step.click()
    expect(page.get_by_text("Day 1: ")).to_have_text(sentence(1, **{"a.anxiety": 0.0}))
