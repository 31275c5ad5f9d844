"""Verify finds whatever differs from what was saved: a bit, a number, a byte, a file, an engine; and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from command import reassure
from reassure_sim.analysis import reruns
from reassure_sim.analysis.verification import verify
from reassure_sim.experiment import ExperimentError, Store, loads, run
from reassure_sim.experiment.folder.index import decode
from reassure_sim.experiment.folder.results import Results

SMALL = """\
experiment: small
model: {preset: anxious_avoidant, days: 5}
design:
  - {name: map, kind: grid, over: {a.anxiety: {from: 0, to: 1, steps: 4}, b.avoidance: [0.2, 0.8]}}
  - {name: spots, kind: list, points: [{couple.bond: 0.5}, {couple.bond: -0.5}, {couple.bond: 0.5}]}
replicates: {n: 6, seed: 11}
"""
TOWN = """\
experiment: town
model: {days: 4, population: {couples: 12, network: {kind: watts_strogatz, mean_degree: 4, rewiring: 0.1}}}
design:
  - {name: comfort, kind: grid, over: {constants.comfort_gain: [0, 1]}}
replicates: {n: 2, seed: 3}
"""
COLUMNS = 55


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished folder of several chunk files."""
    folder = tmp_path_factory.mktemp("verify") / "made"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REASSURE_TEST_CHUNK_LIVES", "13")
        run(loads(SMALL), folder, workers=1)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it, elsewhere."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def faults(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """Return what is said to differ; a fault costs exit code 65, and says what to type next."""
    before = contents(folder)
    assert reassure("verify", str(folder), *more) == 65
    out, err = capsys.readouterr()
    assert "Next: " in err and "Traceback" not in err
    assert contents(folder) == before
    return out


def test_a_folder_that_nothing_happened_to_is_verified_and_left_as_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(folder)
    for words, lives in (([], "20 lives"), (["--all"], "66 lives"), (["--sample", "7"], "7 lives")):
        assert reassure("verify", str(folder), *words) == 0
        out, err = capsys.readouterr()
        assert f"{lives} lived again: {int(lives.split()[0]) * COLUMNS:,} numbers, each the same" in out
        assert "60 lives in 6 chunk files, and 6 tables: each file has its hash" in out
        assert "Next: reassure" in err
    assert contents(folder) == before


def test_a_flipped_bit_in_a_chunk_file_is_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Store(folder).names()[2]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    out = faults(folder, capsys)
    assert f"parts/{path.name} was changed" in out
    assert "lacks 12 runs" in out or "lacks 13 runs" in out


def test_an_edited_number_in_runs_csv_is_found_with_its_run_and_column(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "runs.csv"
    lines = path.read_text().splitlines(keepends=True)
    names, cells = lines[0].strip().split(","), lines[9].split(",")
    place = names.index("bids_per_week_b")
    cells[place] = str(float(cells[place]) + 1e-9)
    lines[9] = ",".join(cells)
    path.write_text("".join(lines))
    out = faults(folder, capsys)
    assert "runs.csv was changed" in out and f"bids_per_week_b of run {cells[0].strip(chr(34))}" in out
    assert out.count("of run") == 1


@pytest.mark.parametrize("name", ["summary.csv", "design.csv", "runs.parquet", "dictionary.csv", "experiment.yaml"])
def test_a_changed_byte_in_any_other_file_is_found(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    path = folder / name
    content = path.read_bytes()
    path.write_bytes(content.replace(b"small", b"smell", 1) if name == "experiment.yaml" else content[:-2] + b"7\n")
    out = faults(folder, capsys)
    assert f"{name} was changed" in out and len(out.splitlines()) == 1


def test_a_missing_table_and_a_missing_chunk_file_are_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "summary.csv").unlink()
    path = Store(folder).names()[0]
    lost = len(decode(path.read_bytes()).columns["run_id"])
    path.unlink()
    out = faults(folder, capsys)
    assert "summary.csv is missing" in out and f"parts/ lacks {lost} runs" in out


def test_another_number_of_the_engine_is_found_with_its_run_and_column(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last bit of one number of one run, of all that are lived again."""
    real, struck = reruns.simulate, []

    def other(experiment: Any, chunk: Any, runs: Any, engine: str) -> Any:
        told = real(experiment, chunk, runs, engine)
        if chunk.block.name == "spots" and not struck:
            struck.append(f"{int(runs.ids[0]):016x}")
            told["trust_a"] = told["trust_a"].copy()
            told["trust_a"][0] = np.nextafter(told["trust_a"][0], 1.0)
        return told

    monkeypatch.setattr(reruns, "simulate", other)
    out = faults(folder, capsys)
    assert out.splitlines() == [f"run {struck[0]}, lived again, differs from what is saved in trust_a"]


def test_a_number_changed_together_with_its_hash_is_found_when_all_runs_are_lived_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever changes a number and every hash that tells of it is still contradicted by the model."""
    store = Store(folder)
    path = store.names()[1]
    columns = dict(decode(path.read_bytes()).columns)
    columns["energy_b"] = columns["energy_b"].copy()
    columns["energy_b"][3] += 1e-15
    run_id = f"{int(columns['run_id'][3]):016x}"
    path.unlink()
    store.add(path.stem.rpartition("-")[0], columns)
    out = faults(folder, capsys, "--all")
    assert f"run {run_id}, lived again, differs from what is saved in energy_b" in out


def test_the_sample_is_the_same_every_time_and_spread_over_blocks_and_chunk_files(made: Path) -> None:
    results, index = Results(made), Store(made).load(mend=False)
    first, second = (
        {chunk.block.name: runs.ids.tolist() for chunk, runs in reruns.sampled(results, index, 20)} for _ in range(2)
    )
    assert first == second and list(first) == ["map", "spots"]
    assert len(first["map"]) == 15 and len(set(first["map"])) == 15  # 48 of 66 runs
    files = [set(decode(path.read_bytes()).columns["run_id"].tolist()) for path in Store(made).names()]
    chosen = {run for ids in first.values() for run in ids}
    assert all(chosen & file for file in files)


def test_other_versions_are_noted_and_are_no_fault_when_the_numbers_agree(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "manifest.json"
    told = json.loads(path.read_text())
    told["dependencies"]["numpy"] = "1.0"
    told["package"]["sources"] = "0" * 16
    path.write_text(json.dumps(told))
    assert reassure("verify", str(folder)) == 0
    notes = [line for line in capsys.readouterr().err.splitlines() if line.startswith("note: ")]
    assert notes[0].startswith("note: the hash of its sources was 0000000000000000")
    assert notes[1] == f"note: numpy was 1.0 and is {np.__version__} here" and len(notes) == 2


def test_another_model_version_is_said_and_not_called_a_contradiction(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "manifest.json"
    told = json.loads(path.read_text())
    told["model_version"] = "1"
    path.write_text(json.dumps(told))
    assert reassure("verify", str(folder)) == 76
    assert "was made by model version 1" in capsys.readouterr().err


def test_a_partial_folder_is_verified_as_far_as_it_goes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import threading

    stop, experiment = threading.Event(), loads(SMALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REASSURE_TEST_CHUNK_LIVES", "6")
        run(experiment, tmp_path, workers=1, on_progress=lambda _: stop.set(), stop=stop)
    results = Results(tmp_path)
    found = verify(results)
    assert not results.complete and 0 < found.saved < 66
    assert found.lived > 0 and not found.faults
    assert reassure("verify", str(tmp_path)) == 0
    assert "partial: the run is not finished" in capsys.readouterr().err


def test_populations_are_verified_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(loads(TOWN), tmp_path, workers=1)
    found = verify(Results(tmp_path), None)
    assert (found.saved, found.lived, found.faults) == (4, 4, ())
    real = reruns.simulate

    def other(*words: Any) -> Any:
        return {name: v + 1 if name == "bids_per_week_a" else v for name, v in real(*words).items()}

    monkeypatch.setattr(reruns, "simulate", other)
    assert len(verify(Results(tmp_path), None).faults) == 4


def test_a_folder_without_results_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match="holds no results"):
        verify(Results(tmp_path))
