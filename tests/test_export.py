"""A bundle holds everything that a reader needs, says of itself what it is, and changes nothing."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pandas
import pytest

from reassure_sim import __version__
from reassure_sim.cli import main
from reassure_sim.experiment import ExperimentError, loads, run, write
from reassure_sim.report import crate
from reassure_sim.report.bundle import export

SMALL = """\
experiment: small
question: "Does it last? <b>&"
model: {preset: anxious_avoidant, days: 30}
design: [{name: map, kind: grid, over: {a.anxiety: [0.1, 0.9], b.avoidance: [0.1, 0.9]}}]
replicates: {n: 4, seed: 3}
measure: {per_run: default, diary: {couples: 3}, events: {couples: 2}}
figures: [{recipe: regime_map, block: map, x: a.anxiety, y: b.avoidance}]
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "small"
    assert run(loads(SMALL), folder, 1).state == "complete"
    from reassure_sim.analysis.gallery import draw

    draw(folder, write)
    (folder / "notes of my own.txt").write_text("private")
    (folder / "analysis").mkdir()
    (folder / "analysis" / "regimes.partial.csv").write_text("of fewer runs")
    (folder / "report.html").write_text("<!doctype html>")
    (folder / "figures" / "secret.txt").symlink_to("/etc/hostname")
    return folder


def graph_of(bundle: Path) -> dict[str, Any]:
    content = json.loads((bundle / crate.NAME).read_text())
    assert content["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    graph = {entity["@id"]: entity for entity in content["@graph"]}
    assert len(graph) == len(content["@graph"])
    return graph


def test_every_file_is_part_of_the_crate_with_its_size_and_hash(results: Path, tmp_path: Path) -> None:
    bundle = export(results, tmp_path / "bundle")
    graph = graph_of(bundle)
    files = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()} - {crate.NAME}
    assert "analysis/regimes.partial.csv" not in files
    assert {part["@id"] for part in graph["./"]["hasPart"]} == files
    for name in files:
        content = (bundle / name).read_bytes()
        assert graph[name]["@type"] == "File" and graph[name]["encodingFormat"], name
        assert graph[name]["contentSize"] == str(len(content)), name
        assert graph[name]["sha256"] == hashlib.sha256(content).hexdigest(), name
    wanted = {"experiment.yaml", "resolved.json", "manifest.json", "dictionary.csv", "design.csv", "runs.csv",
              "summary.csv", "failures.csv", "diary.csv", "people.csv", "events.jsonl", "report.html", "README.txt",
              "CITATION.txt", "read.py", "read.R", "figures/regime_map.svg", "figures/regime_map.csv"}  # fmt: skip
    assert wanted <= files
    assert not [name for name in files if "notes" in name or "secret" in name or name.startswith((".", "parts"))]


def test_the_crate_names_the_run_the_software_and_nobody_who_is_unknown(results: Path, tmp_path: Path) -> None:
    graph = graph_of(export(results, tmp_path / "bundle"))
    assert graph[crate.NAME]["about"] == {"@id": "./"} and graph[crate.NAME]["conformsTo"]["@id"].endswith("/crate/1.1")
    root, action = graph["./"], graph["#run"]
    assert root["name"] and "Does it last?" in root["description"] and "16 simulated lives" in root["description"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", root["datePublished"]) and "author" not in root
    assert graph[root["license"]["@id"]]["name"] == "No licence chosen yet"
    assert root["mentions"] == {"@id": "#run"} and action["@type"] == "CreateAction"
    assert action["object"] == {"@id": "experiment.yaml"} and {"@id": "runs.csv"} in action["result"]
    software = graph[action["instrument"]["@id"]]
    assert software["@type"] == "SoftwareApplication" and software["softwareVersion"] == __version__
    assert graph[software["author"]["@id"]]["name"] == "The reassure_sim developers"
    referred = re.findall(r'\{"@id": "([^"]+)"\}', json.dumps(list(graph.values())))
    assert set(referred) - set(graph) == {"https://w3id.org/ro/crate/1.1"}


def test_nothing_of_this_machine_is_in_what_the_bundle_adds(results: Path, tmp_path: Path) -> None:
    bundle = export(results, tmp_path / "bundle")
    for name in (crate.NAME, "README.txt", "CITATION.txt", "read.py", "read.R"):
        text = (bundle / name).read_text()
        assert str(results.parent) not in text and str(Path.home()) + "/" not in text, name


def test_the_tables_of_a_bundle_are_those_of_the_folder(results: Path, tmp_path: Path) -> None:
    bundle = export(results, tmp_path / "bundle")
    for name in ("diary", "people"):
        pandas.testing.assert_frame_equal(
            pandas.read_csv(bundle / f"{name}.csv"),
            pandas.read_parquet(results / f"{name}.parquet"),
            check_dtype=False, rtol=1e-14,
        )  # fmt: skip
    assert (bundle / "runs.csv").read_bytes() == (results / "runs.csv").read_bytes()
    done = subprocess.run([sys.executable, "read.py"], cwd=bundle, capture_output=True, text=True, check=True)
    assert done.stdout


def test_a_zip_holds_the_same_and_is_the_same_every_time(results: Path, tmp_path: Path) -> None:
    bundle = export(results, tmp_path / "bundle", licence="CC-BY-4.0")
    first, again = (export(results, tmp_path / f"{n}.zip", zipped=True, licence="CC-BY-4.0") for n in range(2))
    assert first.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert archive.testzip() is None
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == {p.relative_to(bundle).as_posix(): p.read_bytes() for p in bundle.rglob("*") if p.is_file()}
    assert graph_of(bundle)["./"]["license"] == {"@id": "https://spdx.org/licenses/CC-BY-4.0"}
    assert sorted(os.listdir(tmp_path)) == ["0.zip", "1.zip", "bundle"]


def test_what_cannot_be_handed_in_is_refused(results: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed"
    export(results, tmp_path / "there")
    for wrong, code, message in (
        (lambda: export(results, tmp_path / "there"), 76, "there already"),
        (lambda: export(tmp_path / "nowhere"), 64, "there is no folder"),
        (lambda: export(results, tmp_path / "x", licence="CC BY\n"), 2, "SPDX"),
        (lambda: export(changed, tmp_path / "x"), 65, r"runs\.csv is not the table that the run wrote"),
    ):
        if not changed.exists():
            subprocess.run(["cp", "-r", str(results), str(changed)], check=True)
            (changed / "runs.csv").write_text((changed / "runs.csv").read_text().replace("0", "1", 1))
        with pytest.raises(ExperimentError, match=message) as refused:
            wrong()
        assert refused.value.code == code and not (tmp_path / "x").exists()
    manifest = json.loads((changed / "manifest.json").read_text())
    (changed / "manifest.json").write_text(json.dumps({**manifest, "complete": False}))
    with pytest.raises(ExperimentError, match="partial"):
        export(changed, tmp_path / "x")
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".")]


def test_the_command_says_where_it_is_and_what_is_missing(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["reassure", "export", str(results), "-o", str(tmp_path / "b.zip"), "--zip"])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    assert ended.value.code == 0 and out == f"{tmp_path / 'b.zip'}\n"
    assert "--licence CC-BY-4.0" in err and "Next: " in err
