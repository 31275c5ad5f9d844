"""Templates: each is written once, valid, and runs as it stands."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from command import reassure
from reassure_sim.experiment import load, run
from reassure_sim.experiment.reading.template import SCHEMA, TEMPLATES, text

SHORT = ("model.days=20", "replicates.n=2")
SENSITIVITY = pytest.mark.skipif(find_spec("SALib") is None, reason="needs the extra sensitivity")
EACH = [pytest.param(name, marks=SENSITIVITY) if name == "screening" else name for name in TEMPLATES]


def init(*words: str) -> int:
    return reassure("init", *words)


@pytest.mark.parametrize("name", EACH)
def test_every_template_is_valid_and_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert init("mine.yaml", "--from", name) == 0
    whole = load(tmp_path / "mine.yaml")
    assert whole.question and whole.design[0].axes and whole.runs <= 3000
    jsonschema.validate(YAML(typ="safe").load(Path("mine.yaml").read_text()), json.loads(Path(SCHEMA).read_text()))
    small = ("model.population.couples=20", *SHORT) if name == "society" else SHORT
    outcome = run(load(tmp_path / "mine.yaml", small), tmp_path / "results", 1)
    assert outcome.state == "complete" and outcome.failures == 0


def test_what_is_commented_out_in_the_template_is_valid_too(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    head, body = text("workbench").split("\nexperiment:")
    assert body.count("\n#  ") >= 7
    (tmp_path / "all.yaml").write_text(head + "\nexperiment:" + body.replace("\n#  ", "\n  "))
    assert [block.kind for block in load(tmp_path / "all.yaml").design] == ["grid", "grid", "morris"]


def test_init_overwrites_nothing_and_says_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert init() == 0
    out, err = capsys.readouterr()
    assert out == "experiment.yaml\n" and err.endswith("Next: reassure validate experiment.yaml\n")
    Path("experiment.yaml").write_text("mine")
    assert init() == 76
    assert "there already" in capsys.readouterr().err and Path("experiment.yaml").read_text() == "mine"
    assert init("other.yaml", "--from", "mpa") == 64
    assert "nearest is 'map'" in capsys.readouterr().err and not Path("other.yaml").exists()
    assert init("experiment.yaml/deeper.yaml") == 74
