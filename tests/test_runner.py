"""A run can be killed, stopped, grown and damaged, and still ends in the same tables."""

from __future__ import annotations

import contextlib
import csv
import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reassure_sim.experiment import Experiment, ExperimentError, Outcome, loads, pool, run
from reassure_sim.experiment.folder import disk
from reassure_sim.experiment.folder import tables as tables_module
from reassure_sim.experiment.folder.dictionary import dictionary
from reassure_sim.experiment.folder.results import Results
from reassure_sim.experiment.living import live_one
from reassure_sim.experiment.runs import every_chunk, hexadecimal, identity, lives_of, runs_of

TABLES = ("design.csv", "runs.parquet", "runs.csv", "summary.csv", "failures.csv", "dictionary.csv", "resolved.json")
SMALL = """\
experiment: small
model: {preset: anxious_avoidant, days: 4}
design:
  - {name: map, kind: grid, over: {a.anxiety: {from: 0, to: 1, steps: 3}, b.avoidance: [0.2, 0.8]}}
  - {name: spots, kind: list, points: [{couple.bond: 0.5}, {couple.bond: -0.5}]}
replicates: {n: 6, seed: 11}
"""
RUNS = 8 * 6


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of seven lives, so that a small experiment has several."""
    monkeypatch.setenv("REASSURE_TEST_CHUNK_LIVES", "7")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tables of a run that nothing happened to."""
    folder = tmp_path_factory.mktemp("undisturbed") / "results"
    run(loads(SMALL), folder, workers=1)
    return tables(folder)


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lived(experiment: Experiment, folder: Path, **more: Any) -> tuple[Outcome, list[str]]:
    """Run, and also return the ids of the lives that were really simulated."""
    told: list[str] = []
    real = pool.simulate

    def watched(experiment: Experiment, chunk: Any, runs: Any, engine: str, *more: Any) -> Any:
        told.extend(hexadecimal(runs.ids))
        return real(experiment, chunk, runs, engine, *more)

    pool.simulate = watched
    try:
        return run(experiment, folder, **more), told
    finally:
        pool.simulate = real


def test_tables_hold_every_life_once(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """One row a life, one summary row a point and measure, every column explained."""
    outcome, told = lived(loads(SMALL), tmp_path / "r")
    assert (outcome.state, outcome.computed, outcome.failures) == ("complete", RUNS, 0)
    assert len(told) == RUNS
    found = rows(tmp_path / "r", "runs.csv")
    assert len({(r["block"], r["point"], r["couple"]) for r in found}) == len(found) == RUNS
    assert {r["regime"] for r in found} <= {"stability", "escalation", "exhaustion"}
    explained = {(r["table"], r["column"]) for r in rows(tmp_path / "r", "dictionary.csv")}
    for name in ("design.csv", "runs.csv", "summary.csv", "failures.csv"):
        header = (tmp_path / "r" / name).read_text().splitlines()[0].split(",")
        assert {(name, column) for column in header} <= explained
    measures = {r["measure"] for r in rows(tmp_path / "r", "summary.csv")}
    assert {("summary.csv", f"measure = {m}") for m in measures} <= explained
    manifest = json.loads((tmp_path / "r" / "manifest.json").read_text())
    assert manifest["complete"]
    assert manifest["runs"] == manifest["runs_done"] == RUNS
    assert manifest["replicates"] == {"n": 6, "seed": 11, "pairing": "common"}


@pytest.mark.parametrize(("pairing", "says"), [("common", "share their luck"), ("independent", "luck of its own")])
def test_the_dictionary_says_whether_lives_share_their_luck(pairing: str, says: str) -> None:
    told = dictionary(loads(SMALL.replace("seed: 11", f"seed: 11, pairing: {pairing}")))
    couple = told["meaning"][(told["table"] == "runs.csv") & (told["column"] == "couple")]
    assert says in couple[0]


def test_the_summary_is_what_the_runs_say(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """Mean, sd, quantiles and shares recomputed from runs.csv by other means."""
    run(loads(SMALL), tmp_path / "r")
    found = [r for r in rows(tmp_path / "r", "runs.csv") if (r["block"], r["point"]) == ("map", "4")]
    told = {r["measure"]: r for r in rows(tmp_path / "r", "summary.csv") if (r["block"], r["point"]) == ("map", "4")}
    values = np.array([float(r["energy_a"]) for r in found])
    line = told["energy_a"]
    assert float(line["mean"]) == pytest.approx(values.mean())
    assert float(line["sd"]) == pytest.approx(values.std(ddof=1))
    assert float(line["q05"]) == pytest.approx(np.quantile(values, 0.05))
    half = 2.570581835636314 * values.std(ddof=1) / 6**0.5  # Student's t, 5 degrees of freedom
    assert float(line["ci_high"]) == pytest.approx(values.mean() + half)
    share = np.mean([r["regime"] == "stability" for r in found])
    line = told["share_stability"]
    assert float(line["mean"]) == pytest.approx(share)
    assert float(line["ci_low"]) <= share <= float(line["ci_high"])
    assert 0.3 < float(line["ci_high"]) - float(line["ci_low"]) < 0.7  # six lives say little


@pytest.mark.parametrize("workers", [1, 2])
def test_tables_do_not_depend_on_workers_or_chunks(
    workers: int, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte the same on one thread and on two, in chunks of 7 and of 5."""
    monkeypatch.setenv("REASSURE_TEST_CHUNK_LIVES", "5")
    run(loads(SMALL), tmp_path / "r", workers)
    assert tables(tmp_path / "r") == undisturbed


def test_a_finished_run_is_not_run_again(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """Running again, with another name, question and figures, simulates nothing."""
    run(loads(SMALL), tmp_path / "r")
    renamed = SMALL.replace("small", "renamed") + (
        "question: why?\nfigures: [{recipe: regime_map, block: map, x: a.anxiety, y: b.avoidance}]\n"
    )
    outcome, told = lived(loads(renamed), tmp_path / "r")
    assert (outcome.state, outcome.reused, outcome.computed, told) == ("complete", RUNS, 0, [])


def test_a_finished_folder_that_is_whole_is_not_written_again(
    tmp_path: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The very same file finds everything as it should be; a table that was changed is made again."""
    run(loads(SMALL), tmp_path / "r")
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "r").glob("*.csv")}
    outcome = run(loads(SMALL), tmp_path / "r")
    assert (outcome.state, outcome.computed, outcome.total) == ("complete", 0, RUNS)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "r").glob("*.csv")} == times
    (tmp_path / "r" / "summary.csv").write_text("block\n")
    outcome = run(loads(SMALL), tmp_path / "r")
    assert "summary.csv was changed or torn" in outcome.notes[0]
    assert tables(tmp_path / "r") == undisturbed


def test_tables_that_would_be_too_long_as_text_are_parquet(
    tmp_path: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same numbers; what is left of the other form is taken away, and the folder can be opened."""
    monkeypatch.setattr(tables_module, "MOST_LINES", 8)
    run(loads(SMALL), tmp_path / "r")
    made = {path.name for path in (tmp_path / "r").iterdir() if path.suffix in (".csv", ".parquet")}
    assert made == {"design.csv", "summary.parquet", "runs.parquet", "failures.csv", "dictionary.csv"}
    large = Results(tmp_path / "r").table("summary")
    monkeypatch.undo()
    (tmp_path / "r" / "summary.parquet").unlink()  # so that the tables are made again
    run(loads(SMALL), tmp_path / "r")
    assert not (tmp_path / "r" / "summary.parquet").exists()
    assert tables(tmp_path / "r") == undisturbed
    small = Results(tmp_path / "r").table("summary")
    for name in small:
        assert ((small[name] == large[name]) | (small[name].isna() & large[name].isna())).all()


def test_growing_an_experiment_simulates_only_what_is_new(tmp_path: Path) -> None:
    """More lives, more levels and another block re-use what is there, and equal a fresh run."""
    run(loads(SMALL), tmp_path / "r")
    larger = SMALL.replace("n: 6", "n: 8").replace("steps: 3", "steps: 5") + "\n"
    larger = larger.replace("replicates", "  - {name: more, kind: zip, over: {a.clarity: [0.1, 0.9]}}\nreplicates")
    outcome, told = lived(loads(larger), tmp_path / "r")
    assert outcome.computed == len(told) == 14 * 8 - RUNS
    run(loads(larger), tmp_path / "fresh")
    assert tables(tmp_path / "r") == tables(tmp_path / "fresh")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("days: 4", "days: 5"), "model.days is 4 there and 5 here"),
        (("seed: 11", "seed: 12"), "replicates.seed is 11 there and 12 here"),
        (("n: 6", "n: 5"), "replicates.n is 6 there and 5 here"),
        (("days: 4", "days: 4, a: {clarity: 0.9}"), "model.a.clarity is 0.4 there and 0.9 here"),
        (("steps: 3", "steps: 4"), "design differs"),
    ],
)
def test_a_folder_of_another_experiment_is_refused(change: tuple[str, str], words: str, tmp_path: Path) -> None:
    """Exit code 76, what differs, and not a file touched."""
    run(loads(SMALL), tmp_path / "r")
    before = {p: p.read_bytes() for p in (tmp_path / "r").rglob("*") if p.is_file()}
    with pytest.raises(ExperimentError) as caught:
        run(loads(SMALL.replace(*change)), tmp_path / "r")
    assert caught.value.code == 76
    assert words in str(caught.value)
    assert before == {p: p.read_bytes() for p in (tmp_path / "r").rglob("*") if p.is_file()}


def test_another_model_version_is_another_experiment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results of an older model are never mixed with new ones."""
    run(loads(SMALL), tmp_path / "r")
    for module in ("engines", "experiment.runs", "experiment.plan", "experiment.folder.manifest"):
        monkeypatch.setattr(f"reassure_sim.{module}.MODEL_VERSION", "another")
    with pytest.raises(ExperimentError, match=r"model_version is .* there and another here") as caught:
        run(loads(SMALL), tmp_path / "r")
    assert caught.value.code == 76


def test_a_damaged_chunk_is_said_and_computed_again(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """One flipped bit costs one chunk."""
    run(loads(SMALL), tmp_path / "r")
    path = sorted((tmp_path / "r" / "parts").iterdir())[2]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    outcome, told = lived(loads(SMALL), tmp_path / "r")
    assert path.name in outcome.notes[0]
    assert "computed again" in outcome.notes[0]
    assert 0 < len(told) <= 7
    assert tables(tmp_path / "r") == undisturbed


def test_a_full_disk_ends_the_run_and_loses_nothing(
    undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ENOSPC at every single renaming, one after the other: code 74, and the next run goes on."""
    real = os.replace
    count = 0

    def fails_at(number: int) -> Any:
        def replace(one: Any, other: Any) -> None:
            nonlocal count
            count += 1
            if count == number:
                raise OSError(errno.ENOSPC, "no space")
            real(one, other)

        return replace

    for number in range(1, 20):
        count = 0
        monkeypatch.setattr(disk.os, "replace", fails_at(number))
        if number <= 9:  # there are at least as many files: two at the start, six tables, the manifest
            with pytest.raises(ExperimentError, match="disk is full") as caught:
                run(loads(SMALL), tmp_path / "r", workers=1)
            assert caught.value.code == 74
        else:
            with contextlib.suppress(ExperimentError):
                run(loads(SMALL), tmp_path / "r", workers=1)
    monkeypatch.setattr(disk.os, "replace", real)
    run(loads(SMALL), tmp_path / "r", workers=1)
    assert tables(tmp_path / "r") == undisturbed


def test_stopping_saves_what_is_at_hand_and_goes_on_later(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """A stop after the first chunk ends as interrupted, with a partial manifest and no final tables."""
    stop = threading.Event()
    outcome = run(loads(SMALL), tmp_path / "r", 1, lambda progress: stop.set(), stop=stop)
    assert outcome.state == "interrupted"
    assert 0 < outcome.computed < RUNS
    assert not json.loads((tmp_path / "r" / "manifest.json").read_text())["complete"]
    assert not (tmp_path / "r" / "runs.csv").exists()
    outcome, told = lived(loads(SMALL), tmp_path / "r")
    assert len(told) == outcome.computed == RUNS - outcome.reused
    assert tables(tmp_path / "r") == undisturbed


def test_a_limit_stops_the_run_and_it_goes_on_later(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """``max_hours`` and ``max_disk_gb`` end a run that a larger limit takes up again."""
    for limit in ("max_hours: 0", "max_disk_gb: 0.000001"):
        outcome = run(loads(SMALL + f"run: {{{limit}}}\n"), tmp_path / limit[:7], 1)
        assert outcome.state == "limit"
        assert outcome.computed < RUNS
        run(loads(SMALL), tmp_path / limit[:7])
        assert tables(tmp_path / limit[:7]) == undisturbed


def test_a_life_that_is_not_a_number_is_a_row_of_failures_and_in_no_mean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep goes on; the life is named with the command that lives it again."""
    real = pool.simulate
    experiment = loads(SMALL)

    def fails(experiment: Experiment, chunk: Any, runs: Any, engine: str, *more: Any) -> Any:
        told = real(experiment, chunk, runs, engine, *more)
        told["trust_a"][(runs.point == 1) & (runs.couple == 2)] = np.nan
        return told

    monkeypatch.setattr(pool, "simulate", fails)
    outcome = run(experiment, tmp_path / "r")
    assert outcome.failures == 2  # the point 1 of each block
    failed = rows(tmp_path / "r", "failures.csv")
    assert [(f["block"], f["point"], f["couple"]) for f in failed] == [("map", "1", "2"), ("spots", "1", "2")]
    assert "trust_a" in failed[0]["what"]
    assert failed[0]["rerun"].endswith(f"--only {failed[0]['run_id']}")
    assert len(rows(tmp_path / "r", "runs.csv")) == RUNS - 2
    line = next(r for r in rows(tmp_path / "r", "summary.csv") if r["point"] == "1" and r["measure"] == "energy_a")
    assert (line["n"], line["missing"]) == ("5", "1")
    results = Results(tmp_path / "r")  # nor does it count in what analyses and figures look at
    energy = results.values(results.block("map"), "energy_a")[1]
    assert np.isnan(energy[2]) and np.nanmean(energy) == pytest.approx(float(line["mean"]), rel=1e-12)
    monkeypatch.setattr(pool, "simulate", real)
    again = live_one(experiment, failed[0]["run_id"])
    assert (again["block"], again["point"], again["couple"]) == ("map", 1, 2)
    assert np.isfinite(again["trust_a"])


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_kills_in_the_writing_phase_lose_and_double_nothing(
    number: signal.Signals, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    """Three blows between writing and renaming, then a quiet run: the same bytes as undisturbed."""
    (tmp_path / "small.yaml").write_text(SMALL)
    command = [sys.executable, "-m", "reassure_sim.cli", "run", "small.yaml", "-o", "r", "--workers", "1"]
    saved = 0
    for _ in range(3):
        slow = {**os.environ, "REASSURE_TEST_SLOW_WRITE": "0.1", "REASSURE_TEST_CHUNK_LIVES": "2"}
        with subprocess.Popen(
            command, cwd=tmp_path, env=slow, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as child:
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline and child.poll() is None:
                if list((tmp_path / "r" / "parts").glob(".*.tmp")) and parts(tmp_path) > saved:
                    break
                time.sleep(0.005)
            child.send_signal(number)
            _, said = child.communicate(timeout=30)
            expected = {signal.SIGKILL: -9, signal.SIGTERM: 143, signal.SIGINT: 130}[number]
            assert child.returncode == expected, said
            if number != signal.SIGKILL:
                assert "are saved in r" in said
                assert "Next: reassure run small.yaml" in said
        assert parts(tmp_path) > saved
        saved = parts(tmp_path)
    outcome, told = lived(loads(SMALL), tmp_path / "r")
    assert outcome.state == "complete"
    assert len(told) == RUNS - outcome.reused < RUNS
    assert tables(tmp_path / "r") == undisturbed


def parts(folder: Path) -> int:
    return len(list((folder / "r" / "parts").glob("*.parquet")))


def test_run_ids_are_what_decides_the_numbers_and_nothing_else() -> None:
    """The same life has the same id in another design; another seed, day or value gives another."""

    def ids(text: str) -> list[str]:
        experiment = loads(text)
        return [i for chunk in every_chunk(experiment) for i in hexadecimal(runs_of(experiment, chunk).ids)]

    known = ids(SMALL)
    assert len(set(known)) == RUNS
    assert ids(SMALL.replace("small", "x").replace("name: map", "name: chart")) == known
    assert set(ids(SMALL.replace("steps: 3", "steps: 5"))) > set(known)
    for change in (("seed: 11", "seed: 12"), ("days: 4", "days: 5"), ("days: 4", "days: 4, episodes_per_day: 4")):
        assert not set(ids(SMALL.replace(*change))) & set(known)
    assert identity(loads(SMALL)) != identity(loads(SMALL.replace("n: 6", "n: 7")))


def test_points_share_their_luck_or_have_their_own_by_value() -> None:
    """``independent`` seeds hang on the point's values, not on its place."""
    common = loads(SMALL)
    for chunk in every_chunk(common):
        runs = runs_of(common, chunk)
        assert set(runs.seeds.tolist()) == {11}
        lanes = lives_of(common, chunk.block, runs)
        assert not np.asarray(lanes.replicate).any()
        np.testing.assert_array_equal(lanes.couple, runs.couple)

    def seeds(text: str) -> dict[tuple[float, ...], set[int]]:
        experiment = loads(text)
        found: dict[tuple[float, ...], set[int]] = {}
        runs = runs_of(experiment, next(iter(every_chunk(experiment))))
        for axes, seed in zip(runs.axes.tolist(), runs.seeds.tolist(), strict=True):
            found.setdefault(tuple(axes), set()).add(seed)
        return found

    own = SMALL.replace("seed: 11", "seed: 11, pairing: independent")
    alone = seeds(own)
    assert all(len(one) == 1 for one in alone.values())
    assert len(set.union(*alone.values())) == len(alone)
    larger = seeds(own.replace("steps: 3", "steps: 5"))
    assert all(larger[point] == seed for point, seed in alone.items())


TIMED = """\
experiment: timed
model:
  preset: anxious_avoidant
  days: 12
  interventions: [{use: professional_support, dropout: 0.5}, {shock: 1, day: 5, for: a}]
design:
  - {name: map, kind: grid, over: {interventions.0.dose: [0, 0.5, 1], interventions.1.day: [3, 5], a.anxiety: [0.2, 0.8]}}
  - {name: drawn, kind: lhs, points: 3, over: {interventions.1.shock: [0, 2]}}
replicates: {n: 4, seed: 11}
"""


def test_interventions_and_their_numbers_are_swept_like_parameters(tmp_path: Path) -> None:
    """Both engines, chunks of any size, a stop and a resumption end in the same tables."""
    stop = threading.Event()
    assert run(loads(TIMED), tmp_path / "r", 1, lambda progress: stop.set(), stop=stop).state == "interrupted"
    run(loads(TIMED), tmp_path / "r")
    run(loads(TIMED), tmp_path / "mesa", engine="mesa")
    assert tables(tmp_path / "r") == tables(tmp_path / "mesa")
    points = rows(tmp_path / "r", "design.csv")
    assert [float(p["interventions.0.dose"]) for p in points[:12:4]] == [0.0, 0.5, 1.0]
    assert {p["interventions.1.shock"] for p in points[:12]} == {"1"}  # not varied in this block
    found = {r["run_id"]: r for r in rows(tmp_path / "r", "runs.csv")}
    one = next(r for r in found.values() if (r["block"], r["point"], r["couple"]) == ("map", "9", "2"))
    assert live_one(loads(TIMED), one["run_id"])["trust_a"] == float(one["trust_a"])
    alone = TIMED.partition("design:")[0].replace("dropout: 0.5", "dropout: 0.5, dose: 1").replace("day: 5", "day: 3")
    alone = alone.replace("days: 12", "days: 12\n  a: {anxiety: 0.8}") + "replicates: {n: 4, seed: 11}\n"
    assert one["interventions.0.dose"] == "1"
    assert one["run_id"] in hexadecimal(runs_of(loads(alone), next(iter(every_chunk(loads(alone))))).ids)


def test_a_plan_is_part_of_what_a_run_is() -> None:
    """Another plan is another experiment, with other runs where the plan changes a life."""

    def ids(text: str) -> set[str]:
        experiment = loads(text)
        return {i for chunk in every_chunk(experiment) for i in hexadecimal(runs_of(experiment, chunk).ids)}

    timed = SMALL.replace("days: 4", "days: 4, interventions: [{shock: 1, day: 2}]")
    assert not ids(SMALL) & ids(timed)
    assert identity(loads(SMALL)) != identity(loads(timed))
    late = SMALL.replace("days: 4", "days: 4, interventions: [{shock: 1, day: 4}]")
    assert ids(late) == ids(SMALL)  # a plan that begins after the end changes no life


def test_independent_seeds_hang_on_the_numbers_of_interventions_too() -> None:
    """Each point has luck of its own, and a point that two blocks name has the same in both."""
    text = TIMED.replace("seed: 11", "seed: 11, pairing: independent")
    text = text.replace(
        "{name: drawn, kind: lhs, points: 3, over: {interventions.1.shock: [0, 2]}}",
        "{name: one, kind: list, points: [{interventions.0.dose: 0.5, a.anxiety: 0.8}]}",
    )
    experiment = loads(text)
    found: dict[str, list[int]] = {}
    for chunk in every_chunk(experiment, 4):
        found.setdefault(chunk.block.name, []).extend(runs_of(experiment, chunk).seeds[:1].tolist())
    assert len(set(found["map"])) == 12
    assert found["one"][0] == found["map"][7]


def test_changed_sources_under_the_same_model_version_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever edits the model without a new version is told before old and new lives are mixed."""
    run(loads(SMALL), tmp_path / "r")
    assert not run(loads(SMALL), tmp_path / "r").notes
    monkeypatch.setattr("reassure_sim.experiment.folder.manifest.fingerprint", lambda: "0" * 16)
    assert "sources have changed" in run(loads(SMALL), tmp_path / "r").notes[0]
