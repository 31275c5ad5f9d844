"""The shipped configs run, and the studies' things to notice are claims that hold on the run."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

TOP = Path(__file__).parent.parent
STUDIES = sorted(path.stem for path in (TOP / "experiments").glob("e*.py"))


def run(name: str, folder: Path) -> Path:
    """Run a shipped config as a user would, in a process of its own."""
    words = ["run", str(TOP / "configs" / f"{name}.yaml"), "-o", str(folder), "--workers", "2"]
    subprocess.run([sys.executable, "-m", "reassure_sim.cli", *words], check=True, capture_output=True)
    return folder


def study(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TOP / "experiments" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
    source = (TOP / "experiments" / f"{name}.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 60
    assert (TOP / "configs" / f"{name}.yaml").is_file()
    for heading in ("What is it?", "How it works", "Things to notice", "Things to try", "Extending", "References"):
        assert heading in source, heading


def test_e01_the_staircase_is_a_step_and_comes_earlier_beside_an_avoidant_partner(tmp_path: Path) -> None:
    folder = run("e01_staircase", tmp_path / "e01")
    runs = pd.read_parquet(folder / "runs.parquet")
    e01 = study("e01_staircase")
    kept = e01.kept(runs)
    open_, avoidant = kept[0.15], kept[0.68]
    assert (open_[open_.index < 0.75] > 0.9).all()
    assert open_[1.0] < 0.3
    assert (avoidant[avoidant.index < 0.45] > 0.9).all()
    assert (avoidant[avoidant.index > 0.65] < 0.2).all()
    assert e01.draw(runs).axes
