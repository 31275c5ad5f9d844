"""Saving what is on screen: pictures that stand alone, and the numbers behind them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")

from matplotlib.image import imread  # noqa: E402
from visiting import visit  # noqa: E402

import reassure_sim as rs  # noqa: E402
from reassure_sim.dashboard.words import words  # noqa: E402
from reassure_sim.experiment.links import read  # noqa: E402
from reassure_sim.experiment.view import PATHS_OF, follow  # noqa: E402

expect = sync_api.expect
SVG = "{http://www.w3.org/2000/svg}"
VIEW = "?v=1&preset=anxious_secure&seed=3&b.stamina=0.25"


def saved(page: Any, name: str, kind: str, folder: Path) -> Path:
    """Save a picture of the page and return the file."""
    picture = page.locator(f'[data-picture="{name}"]')
    details = picture.locator("details.save")
    if not details.evaluate("(details) => details.open"):
        details.locator("summary").click()
    with page.expect_download() as download:
        picture.locator(f'[data-save="{kind}"]').click()
    assert download.value.suggested_filename == f"reassure-{name}.{kind}"
    expect(picture.locator('details.save [role="status"]')).to_have_text(f"Saved as reassure-{name}.{kind}")
    file = folder / f"{name}.{kind}"
    download.value.save_as(file)
    return file


def pictures(page: Any) -> list[str]:
    return [frame.get_attribute("data-picture") for frame in page.locator("[data-picture]").all()]


def assert_not_blank(file: Path) -> None:
    """Hold that a picture has a white corner, is opaque, and has several colours."""
    dots = imread(file)
    assert min(dots.shape[:2]) >= 200 and max(dots.shape[:2]) >= 400
    assert (dots[1, 1, :3] == 1.0).all()
    assert (dots[..., 3] == 1.0).all() if dots.shape[2] == 4 else True
    assert len(np.unique((dots[..., :3] * 255).astype(np.uint8).reshape(-1, 3), axis=0)) > 8


def test_a_saved_drawing_stands_alone(page: Any, server_url: str, tmp_path: Path) -> None:
    visit(page, server_url + VIEW)
    file = saved(page, "cycle", "svg", tmp_path)
    text = file.read_text(encoding="utf-8")
    assert "var(" not in text and "class=" not in text and "http" not in text.replace("http://www.w3.org/", "")
    whole = ElementTree.parse(file).getroot()
    title = whole.findtext(f"{SVG}title")
    assert title is not None and title.startswith(words()["cycle"]["title"] + ". ") and "Ari" in title
    assert VIEW.split("preset=")[1] in (whole.findtext(f"{SVG}desc") or "")
    ground = whole.find(f"{SVG}rect")
    assert ground is not None and ground.get("fill") == "#ffffff"
    assert [ground.get(name) for name in ("width", "height")] == [whole.get(name) for name in ("width", "height")]
    expect(page.locator('[data-stage="relief"]')).to_have_count(1)
    relief = page.evaluate("getComputedStyle(document.querySelector('[data-stage=relief]')).stroke")
    assert text.count(f"stroke:{relief}") == 1
    # opened alone, with nothing of the page around it, it looks the same
    alone = page.context.new_page()
    alone.set_content(text)
    shown = alone.evaluate(
        "[...document.querySelectorAll('svg circle')].map((at) => [getComputedStyle(at).stroke, getComputedStyle(at).strokeWidth])"
    )
    here = page.evaluate(
        "[...document.querySelectorAll('[data-picture=cycle] svg.cycle circle')]"
        ".map((at) => [getComputedStyle(at).stroke, getComputedStyle(at).strokeWidth])"
    )
    assert shown == here
    alone.close()


@pytest.mark.parametrize("name", PATHS_OF)
def test_every_picture_of_every_page_can_be_saved(page: Any, server_url: str, tmp_path: Path, name: str) -> None:
    visit(page, server_url + PATHS_OF[name].strip("/") + VIEW + "&couples=50")
    for picture in pictures(page):
        assert_not_blank(saved(page, picture, "png", tmp_path))
        frame = page.locator(f'[data-picture="{picture}"]')
        if frame.locator('[data-save="svg"]').count():
            whole = ElementTree.parse(saved(page, picture, "svg", tmp_path)).getroot()
            assert whole.findtext(f"{SVG}title")
        if frame.locator('[data-save="csv"]').count():
            rows = list(csv.reader(io.StringIO(saved(page, picture, "csv", tmp_path).read_text(encoding="utf-8"))))
            assert len(rows) > 1 and len({len(row) for row in rows}) == 1
            assert len(set(rows[0])) == len(rows[0]) and all(rows[0])


@pytest.mark.parametrize("field", ["energy", "trust", "satisfaction"])
def test_the_numbers_behind_a_curve_are_those_of_the_same_couple(
    page: Any, server_url: str, tmp_path: Path, field: str
) -> None:
    visit(page, server_url + VIEW)
    file = saved(page, field, "csv", tmp_path)
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert [*rows[0]] == ["day", f"{field}_a", f"{field}_b"]
    state, notes = read("/", VIEW[1:])
    assert notes == []
    diary = rs.simulate(follow(state)[0], seed=state.seed, record=("daily",)).diary
    for partner in ("a", "b"):
        expected = diary.loc[diary["partner"] == partner, field].to_numpy()
        assert [int(row["day"]) for row in rows] == [*range(1, len(expected) + 1)]
        np.testing.assert_allclose([float(row[f"{field}_{partner}"]) for row in rows], expected, atol=0.00051)


def test_what_was_saved_is_what_is_on_screen_now(page: Any, server_url: str, tmp_path: Path) -> None:
    visit(page, server_url + VIEW)
    before = saved(page, "energy", "csv", tmp_path).read_text(encoding="utf-8")
    curve = page.locator('[data-curve="energy"] path.b')
    drawn = curve.get_attribute("d")
    page.locator('input[data-path="b.stamina"]').press("PageUp")
    expect(curve).not_to_have_attribute("d", drawn)
    assert saved(page, "energy", "csv", tmp_path).read_text(encoding="utf-8") != before
