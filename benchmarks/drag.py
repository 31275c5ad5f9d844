"""How long a student waits while dragging: from a slider's input event to the redrawn picture of a whole year.

Run: python benchmarks/drag.py [changes]. Needs the dashboard extra, playwright and a Chromium.
Measured inside the page: from the keystroke on a slider until the frame after the one that holds the new picture.
"""

import shutil
import subprocess
import sys

from playwright.sync_api import Page, sync_playwright

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


def quantile(sorted_times: list[float], share: float) -> float:
    return sorted_times[min(len(sorted_times) - 1, int(share * len(sorted_times)))]


def drag(page: Page, changes: int) -> list[float]:
    """Move two sliders to and fro, one place at a time, and return the milliseconds of each change."""
    times = []
    for i in range(changes):
        path = ("a.anxiety", "b.avoidance")[i // 10 % 2]
        times.append(page.evaluate(MEASURE, [path, "up" if i // 20 % 2 else "down"]))
    return times


def main() -> None:
    changes = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    browser_path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    command = [sys.executable, "-m", "reassure_sim.dashboard", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1]
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(url)
        page.wait_for_selector("[data-stamp]", timeout=60_000)
        drag(page, 10)
        times = sorted(drag(page, changes))
        browser.close()
        server.terminate()
    print(f"{changes} slider changes, a 365-day life recomputed and redrawn at each, Chromium, one page")
    print("milliseconds: " + "  ".join(f"p{int(100 * q)} {quantile(times, q):.0f}" for q in (0.5, 0.75, 0.95, 0.99)))


if __name__ == "__main__":
    main()
