"""The shipped configs run, and each study has the form that explains and checks it; the gallery tells what fails."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from studies import STUDIES, TOP, results, run, seen, study


def test_the_quickstart_makes_the_picture_that_the_readme_shows(tmp_path: Path) -> None:
    folder = run("quickstart", tmp_path / "quickstart")
    for name in ("experiment.yaml", "resolved.json", "manifest.json", "design.csv", "runs.parquet", "runs.csv"):
        assert (folder / name).stat().st_size > 0, name
    for name in ("summary.csv", "dictionary.csv", "figures/regime_map.svg", "figures/regime_map.png"):
        assert (folder / name).stat().st_size > 0, name
    assert list((folder / "parts").glob("*.parquet"))
    assert len(pd.read_csv(folder / "runs.csv")) == 21 * 21 * 20
    shown = (TOP / "docs" / "figures" / "regime_map.csv").read_text(encoding="utf-8")
    assert (folder / "figures" / "regime_map.csv").read_text(encoding="utf-8") == shown


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_is_short_and_explains_itself(name: str) -> None:
    assert len((TOP / "experiments" / f"{name}.py").read_text(encoding="utf-8").splitlines()) <= 60
    assert (TOP / "configs" / f"{name}.yaml").is_file()
    form = study("study")
    title, parts = form.info(study(name).__doc__)
    assert title
    assert all(parts[heading] for heading in form.HEADINGS)
    assert form.things(parts["Things to notice"])
    assert all(callable(getattr(study(name), step)) for step in ("see", "notice", "draw", "tell"))


def test_an_info_tab_with_a_part_missing_or_sentences_out_of_order_is_refused() -> None:
    form = study("study")
    with pytest.raises(ValueError, match="Extending"):
        form.info("Title.\n\nWhat is it?      A study.\nHow it works     By itself.\n")
    with pytest.raises(ValueError, match="in order"):
        form.things("(1) One thing. (3) Another.")


def test_there_are_twelve_studies_and_more_each_with_a_number_of_its_own() -> None:
    numbers = [name[:3] for name in STUDIES]
    assert len(numbers) >= 12
    assert numbers == [f"e{number:02}" for number in range(1, len(numbers) + 1)]


def test_the_studies_of_the_six_forms_relive_the_very_lives_of_the_results_folder() -> None:
    saved = pd.read_parquet(results("e07_operant") / "runs.parquet")
    relived = [run_id for _, _, result in study("forms").relived(results("e07_operant")) for run_id in result.run_ids]
    assert relived == list(saved["run_id"])


def test_a_study_is_a_program_that_prints_what_shows_and_writes_its_picture() -> None:
    folder = results("e12_pairs")
    program = [sys.executable, str(TOP / "experiments" / "e12_pairs.py"), str(folder)]
    done = subprocess.run(program, check=True, capture_output=True, text=True)
    assert done.stdout.count(") holds: ") == len(study("e12_pairs").notice(seen("e12_pairs")))
    assert (folder / "figures" / "e12_pairs.png").stat().st_size > 0


def test_a_study_whose_mechanism_is_knocked_out_ends_with_3(tmp_path: Path) -> None:
    folder = run("e01_staircase", tmp_path / "e01", "model.constants.habituation_credibility=0")
    program = [sys.executable, str(TOP / "experiments" / "e01_staircase.py"), str(folder)]
    done = subprocess.run(program, capture_output=True, text=True)
    assert done.returncode == 3, done.stderr
    assert done.stdout.count(") does not hold: ") == 2


def test_a_program_without_results_says_how_to_make_them(tmp_path: Path) -> None:
    program = [sys.executable, str(TOP / "experiments" / "e12_pairs.py"), str(tmp_path / "none")]
    done = subprocess.run(program, capture_output=True, text=True)
    assert done.returncode == 2
    assert "reassure run configs/e12_pairs.yaml" in done.stderr


def made(top: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Make a gallery with the program in a copy of the repository."""
    program = [sys.executable, str(top / "experiments" / "gallery.py"), *words]
    return subprocess.run(program, cwd=top, capture_output=True, text=True)


def test_a_gallery_names_what_does_not_show_and_what_failed_shows_the_rest_and_ends_with_3(tmp_path: Path) -> None:
    for folder in ("configs", "experiments"):
        shutil.copytree(TOP / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file, text, other in (
        ("configs/e12_pairs.yaml", "n: 600", "n: 20"),
        ("experiments/e12_pairs.py", 'secure["stability"] > 0.9', 'secure["stability"] > 1.9'),
        ("configs/e01_staircase.yaml", "days: 180", "days: never"),
    ):
        source = (tmp_path / file).read_text(encoding="utf-8")
        assert text in source
        (tmp_path / file).write_text(source.replace(text, other), encoding="utf-8")
    first = made(tmp_path, "-o", "out", "e01_staircase", "e12_pairs")
    assert first.returncode == 3, first.stderr
    assert "e12_pairs: does not hold: Beside a secure Bo over 90 % of couples are stable" in first.stdout
    assert re.search("e01_staircase: failed: .*model.days.*never", first.stdout)
    page, picture = tmp_path / "out" / "gallery.md", tmp_path / "out" / "figures" / "e12_pairs.png"
    assert "1. **does not hold**: Beside a secure Bo" in page.read_text(encoding="utf-8")
    assert "4. **holds**: A secure Bo keeps" in page.read_text(encoding="utf-8")
    assert "](figures/e12_pairs.png)" in page.read_text(encoding="utf-8")
    before = page.read_bytes(), picture.read_bytes()
    assert made(tmp_path, "-o", "out", "e01_staircase", "e12_pairs").returncode == 3
    assert (page.read_bytes(), picture.read_bytes()) == before


def test_a_gallery_of_some_studies_does_not_take_the_place_of_that_of_all() -> None:
    for words, said in ((["e12_pairs"], "-o"), (["-o", "out", "e12_peers"], "read e12_peers, allowed are e01_")):
        refused = made(TOP, *words)
        assert refused.returncode == 2
        assert said in refused.stderr


def test_the_gallery_in_the_documents_shows_every_study_as_holding() -> None:
    page = (TOP / "docs" / "gallery.md").read_text(encoding="utf-8")
    assert "does not hold" not in page
    assert "failed" not in page
    for name in STUDIES:
        title, parts = study("study").info(study(name).__doc__)
        assert f"## {name[:3]} {title}\n" in page, name
        assert f"](figures/{name}.png)" in page
        assert (TOP / "docs" / "figures" / f"{name}.png").stat().st_size < 150_000
        for sentence in study("study").things(parts["Things to notice"]):
            assert f"**holds**: {sentence}\n" in page, name
