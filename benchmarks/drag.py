"""How long a student waits while dragging: from a slider's input event to the redrawn picture of a whole year.

Run: python benchmarks/drag.py [changes]. Needs the dashboard extra, playwright and a Chromium.
Measured inside the page: from the keystroke on a slider until the frame after the one that holds the new picture, with
each view of the cycle open; then what of it the server computes, and how much it sends.
"""

import json
import shutil
import statistics
import subprocess
import sys
import time

from playwright.sync_api import Page, sync_playwright

from reassure_sim.dashboard.parts import knobs
from reassure_sim.dashboard.words import words
from reassure_sim.dashboard.year.picture import payload
from reassure_sim.experiment.view import START, follow
from reassure_sim.year import life

MEASURE = """
async ([path, key]) => {
  const slider = document.querySelector(`input[data-path="${path}"]`);
  const picture = document.querySelector("[data-stamp]");
  const before = picture.dataset.stamp;
  const began = performance.now();
  slider.value = Number(slider.value) + (key === "up" ? 1 : -1);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((drawn) => {
    const watch = new MutationObserver(() => {
      if (picture.dataset.stamp !== before) { watch.disconnect(); drawn(); }
    });
    watch.observe(picture, { attributes: true });
  });
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted, 0)));
  return performance.now() - began;
}
"""
VIEWS = ("cycle", "pursuit", "loops")


def quantiles(times: list[float]) -> str:
    ordered = sorted(times)
    at = {share: ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.75, 0.95, 0.99)}
    return "  ".join(f"p{int(100 * share)} {value:.0f}" for share, value in at.items())


def drag(page: Page, changes: int) -> list[float]:
    """Move two sliders to and fro, one place at a time, and return the milliseconds of each change."""
    times = []
    for i in range(changes):
        path = ("a.anxiety", "b.avoidance")[i // 10 % 2]
        times.append(page.evaluate(MEASURE, [path, "up" if i // 20 % 2 else "down"]))
    return times


def milliseconds(compute, times: int = 40) -> float:  # type: ignore[no-untyped-def]
    found = []
    for _ in range(times):
        began = time.perf_counter()
        compute()
        found.append(1000.0 * (time.perf_counter() - began))
    return statistics.median(found)


def split() -> str:
    """Return what the server does for one change, in this process."""
    said, scenario = words(), follow(START)[0]
    lived = life.of(scenario, START.seed)
    sent = payload(lived, said)
    parts = {
        "living": lambda: life.of(scenario, START.seed),
        "picture": lambda: payload(lived, said),
        "sliders": lambda: json.dumps(knobs.settings(START, said)),
    }
    took = "  ".join(f"{name} {milliseconds(compute):.1f}" for name, compute in parts.items())
    return f"{took}; sent {len(sent.encode()) / 1000:.0f} kB"


def main() -> None:
    changes = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    browser_path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    command = [sys.executable, "-m", "reassure_sim.dashboard", "--port", "0"]
    print(f"{changes} slider changes, a 365-day life recomputed and redrawn at each, Chromium, one page; milliseconds")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1]
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(url)
        page.wait_for_selector("[data-stamp]", timeout=60_000)
        for view in VIEWS:
            page.click(f"#tab-{view}")
            drag(page, 10)
            print(f"{view:>8}: {quantiles(drag(page, changes))}")
        browser.close()
        server.terminate()
    print(f"  server: {split()}")


if __name__ == "__main__":
    main()
