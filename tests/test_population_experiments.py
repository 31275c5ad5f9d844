"""An experiment over whole populations: what its file may say, and what its tables hold."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

import reassure_sim as rs
from reassure_sim.cli import main
from reassure_sim.experiment import ConfigError, Experiment, ExperimentError, Progress, living, load, loads, run
from reassure_sim.experiment.folder.status import describe
from reassure_sim.experiment.folder.tables import told
from reassure_sim.experiment.kinds import POPULATIONS
from reassure_sim.experiment.populations import Populations
from reassure_sim.experiment.reading.schema import schema
from reassure_sim.experiment.runs import every_chunk, hexadecimal, identity, runs_of

TABLES = ("design.csv", "runs.parquet", "runs.csv", "summary.csv", "failures.csv", "dictionary.csv", "resolved.json")
PLAIN = """\
experiment: plain
model:
  days: 5
  population:
    couples: 12
    married: 0.5
    fixed: {b.stamina: 0.4}
    interventions: [{use: professional_support, start: 1}]
design:
  - {name: map, kind: grid, over: {population.married: [0, 1], interventions.0.dose: [0, 1]}}
  - {name: spots, kind: list, points: [{constants.fear_rebuff: 0, population.spread.bond: 0.1}]}
  - {name: drawn, kind: lhs, points: 2, over: {a.stamina: [0.2, 0.8], population.heterogeneity: [0, 1]}}
replicates: {n: 2, seed: 11}
"""
SOCIETY = """\
experiment: towns
model:
  population:
    couples: 24
    days: 8
    network: {kind: watts_strogatz, mean_degree: 4, rewiring: 0.1}
    flows: [comfort, stress]
design:
  - name: topology
    kind: grid
    over:
      population.network:
        - null
        - {kind: watts_strogatz, mean_degree: 4, rewiring: 0}
        - {kind: barabasi_albert, mean_degree: 4}
  - {name: rewiring, kind: grid, over: {population.network.rewiring: [0, 0.5], constants.fear_rebuff: [0, 1]}}
  - {name: flows, kind: list, points: [{population.flows: []}, {population.flows: [comfort]}]}
replicates: {n: 2, seed: 5}
"""
FILED = """\
experiment: filed
model: {population: {couples: 10, days: 3, network: {file: graphs/friends.graphml}}}
replicates: {n: 2}
"""


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of three populations, so that a small experiment has several."""
    monkeypatch.setenv("REASSURE_TEST_CHUNK_LIVES", "3")


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ids(text: str) -> list[str]:
    experiment = loads(text)
    return [i for chunk in every_chunk(experiment) for i in hexadecimal(runs_of(experiment, chunk).ids)]


def seeds(text: str) -> dict[tuple[str, int], list[int]]:
    """The seeds of each point."""
    experiment = loads(text)
    found: dict[tuple[str, int], list[int]] = {}
    for chunk in every_chunk(experiment):
        runs = runs_of(experiment, chunk)
        for point, seed in zip(runs.point.tolist(), runs.seeds.tolist(), strict=True):
            found.setdefault((chunk.block.name, point), []).append(seed)
    return found


def population(text: str, *changes: str) -> rs.Population:
    """The population of a file where nothing is varied."""
    model = loads(text, settings=changes).model
    assert isinstance(model, Populations)
    return model.population


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of populations without a network."""
    folder = tmp_path_factory.mktemp("plain") / "r"
    run(loads(PLAIN), folder, workers=1)
    return folder


@pytest.fixture(scope="module")
def societies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of populations with networks."""
    folder = tmp_path_factory.mktemp("societies") / "r"
    run(loads(SOCIETY), folder, workers=1)
    return folder


EDITS = st.lists(
    st.tuples(
        st.integers(0, len(SOCIETY)),
        st.integers(0, 8),
        st.sampled_from(
            ["\n", ": ", "{", "]", ".nan", "null", "0", "-", "kind", "x", "population.", "1.5", "[]", "{}"]
        ),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(EDITS)
def test_a_mutant_is_named_or_accepted_and_never_a_crash(edits: list[tuple[int, int, str]]) -> None:
    """Random edits of a valid file end in an experiment or in faults with a place."""
    text = SOCIETY
    for start, length, inserted in edits:
        text = text[:start] + inserted + text[start + length :]
    try:
        assert isinstance(loads(text), Experiment)
        told = []
    except ConfigError as error:
        told = str(error).splitlines() or ["nothing told"]
    assert all(line.startswith("config:") for line in told), told


def test_a_run_is_a_population_and_its_row_the_means_and_shares_of_its_couples(plain: Path) -> None:
    """The same population lived by ``rs.simulate`` with the seed that stands in the row."""
    found = rows(plain, "runs.csv")
    assert [r["block"] for r in found] == ["map"] * 8 + ["spots"] * 2 + ["drawn"] * 4
    one = next(r for r in found if (r["point"], r["replicate"]) == ("3", "1"))
    plan = [{"use": "professional_support", "start": 1, "dose": 1}]
    people = rs.Population(couples=12, married=1, fixed={"b.stamina": 0.4}, interventions=plan)
    lived = rs.simulate(people, days=5, seed=int(one["seed"])).runs
    assert one["couples"] == "12"
    for name in ("trust_a", "bids_per_week_b", "reseek_ratio_a", "relief_early_b"):
        assert float(one[name] or "nan") == pytest.approx(lived[name].mean(), nan_ok=True)
    for regime in ("stability", "escalation", "exhaustion"):
        assert float(one[f"share_{regime}"]) == pytest.approx((lived["regime"] == regime).mean())
    assert float(one["share_separated"]) == pytest.approx(lived["separated"].mean())
    assert {r["mean_friends"] for r in found} == {""}  # there is no network to measure


def test_weights_of_strata_count_in_every_mean() -> None:
    text = "experiment: w\nmodel: {population: {couples: 40, stratify: styles, days: 4}}\nreplicates: {n: 1}\n"
    experiment = loads(text)
    chunk = next(iter(every_chunk(experiment)))
    runs = runs_of(experiment, chunk)
    told = living.simulate(experiment, chunk, runs, "batch")
    lived = rs.simulate(rs.Population(couples=40, stratify="styles", days=4), seed=int(runs.seeds[0]))
    expected = np.average(lived.runs["felt_insecurity_a"], weights=lived.weight)
    assert told["felt_insecurity_a"][0] == pytest.approx(expected)
    assert told["felt_insecurity_a"][0] != pytest.approx(lived.runs["felt_insecurity_a"].mean())


def test_the_summary_is_over_populations_and_says_so(plain: Path) -> None:
    """Mean and Student's interval of two populations, by other means; shares are told in the same way."""
    found = [r for r in rows(plain, "runs.csv") if (r["block"], r["point"]) == ("map", "2")]
    told = {r["measure"]: r for r in rows(plain, "summary.csv") if (r["block"], r["point"]) == ("map", "2")}
    for name in ("trust_a", "share_stability"):
        values = np.array([float(r[name]) for r in found])
        half = 12.706204736432095 * values.std(ddof=1) / 2**0.5  # Student's t, 1 degree of freedom
        assert float(told[name]["mean"]) == pytest.approx(values.mean())
        assert float(told[name]["ci_high"]) == pytest.approx(values.mean() + half)
        assert told[name]["n"] == "2"
    explained = {(r["table"], r["column"]): r["meaning"] for r in rows(plain, "dictionary.csv")}
    for name in ("design.csv", "runs.csv", "summary.csv", "failures.csv"):
        header = (plain / name).read_text().splitlines()[0].split(",")
        assert {(name, column) for column in header} <= set(explained)
    assert {("summary.csv", f"measure = {m}") for m in told} <= set(explained)
    assert "over populations" in explained["summary.csv", "ci_low"]
    assert "model.population.married" in explained["runs.csv", "population.married"]


def test_the_columns_of_a_population_have_names_of_their_own() -> None:
    names = [column.name for column in POPULATIONS.columns]
    assert len(set(names)) == len(names)


def test_axes_that_a_block_does_not_vary_are_told_as_they_were(plain: Path) -> None:
    """A default, a number of the file, a number of the plan; of what differs between couples: nothing."""
    points = {(r["block"], r["point"]): r for r in rows(plain, "design.csv")}
    spot = points["spots", "0"]
    assert (spot["population.married"], spot["interventions.0.dose"], spot["a.stamina"]) == ("0.5", "1", "")
    assert points["map", "0"]["population.spread.bond"] == ""
    assert float(points["map", "0"]["constants.fear_rebuff"]) == rs.Parameters().constants.fear_rebuff
    assert points["map", "0"]["populations"] == "2"


@pytest.mark.parametrize("workers", [2, 30])
def test_tables_do_not_depend_on_workers_or_chunks(
    workers: int, plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where there are more workers than runs, so that several work at each."""
    monkeypatch.setenv("REASSURE_TEST_CHUNK_LIVES", "1")
    run(loads(PLAIN), tmp_path / "r", workers)
    assert tables(tmp_path / "r") == tables(plain)


def test_a_stopped_run_goes_on_and_a_damaged_chunk_is_lived_again(plain: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    told: list[Progress] = []

    def heard(progress: Progress) -> None:
        told.append(progress)
        stop.set()

    outcome = run(loads(PLAIN), tmp_path / "r", 1, heard, stop=stop)
    assert outcome.state == "interrupted"
    assert (told[0].what, told[0].total) == ("populations", 14)
    assert "populations" in describe(tmp_path / "r")
    assert "partial" in describe(tmp_path / "r")
    path = sorted((tmp_path / "r" / "parts").iterdir())[0]
    path.write_bytes(path.read_bytes()[:-3])
    outcome = run(loads(PLAIN), tmp_path / "r")
    assert (outcome.state, outcome.computed + outcome.reused) == ("complete", 14)
    assert tables(tmp_path / "r") == tables(plain)
    assert run(loads(PLAIN), tmp_path / "r").computed == 0


def test_a_kill_while_writing_loses_and_doubles_nothing(plain: Path, tmp_path: Path) -> None:
    (tmp_path / "plain.yaml").write_text(PLAIN)
    command = [sys.executable, "-m", "reassure_sim.cli", "run", "plain.yaml", "-o", "r", "--workers", "1"]
    slow = {**os.environ, "REASSURE_TEST_SLOW_WRITE": "0.2"}
    with subprocess.Popen(command, cwd=tmp_path, env=slow, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and child.poll() is None:
            if list((tmp_path / "r").glob("parts/*.parquet")) and list((tmp_path / "r").glob("parts/.*.tmp")):
                break
            time.sleep(0.005)
        child.kill()
        child.communicate()
    outcome = run(loads(PLAIN), tmp_path / "r")
    assert 0 < outcome.reused < 14
    assert tables(tmp_path / "r") == tables(plain)


def test_a_population_that_is_not_a_number_is_a_failure_and_in_no_mean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = living.row

    def fails(result: rs.Result, couples: int) -> dict[str, float]:
        unlucky = result.provenance["seed"] == seeds(PLAIN)["map", 0][1]
        return {**real(result, couples), **({"trust_a": np.nan} if unlucky else {})}

    monkeypatch.setattr(living, "row", fails)
    assert run(loads(PLAIN), tmp_path / "r").failures == 7  # the second population of every point
    failed = rows(tmp_path / "r", "failures.csv")
    assert {(f["replicate"], f["what"]) for f in failed} == {("1", "not finite: trust_a")}
    assert {r["missing"] for r in rows(tmp_path / "r", "summary.csv") if r["measure"] == "energy_a"} == {"1"}


def test_growing_an_experiment_lives_only_the_new_populations(tmp_path: Path) -> None:
    run(loads(PLAIN), tmp_path / "r")
    larger = PLAIN.replace("n: 2", "n: 3").replace("population.married: [0, 1]", "population.married: [0, 0.25, 1]")
    outcome = run(loads(larger), tmp_path / "r")
    assert outcome.computed == (6 + 1 + 2) * 3 - 14
    run(loads(larger), tmp_path / "fresh")
    assert tables(tmp_path / "r") == tables(tmp_path / "fresh")
    with pytest.raises(ExperimentError, match=r"model.population.married is 0.5 there and 0.6 here|another experiment"):
        run(loads(PLAIN.replace("married: 0.5", "married: 0.6")), tmp_path / "r")


def test_one_population_can_be_lived_again_by_its_id(plain: Path) -> None:
    found = rows(plain, "runs.csv")[5]
    again = living.live_one(loads(PLAIN), found["run_id"])
    assert (again["block"], again["point"], again["replicate"]) == ("map", 2, 1)
    assert again["trust_a"] == float(found["trust_a"])
    with pytest.raises(ExperimentError, match="no run of this experiment"):
        living.live_one(loads(PLAIN), "0" * 16)


def test_run_ids_are_what_decides_the_numbers_and_nothing_else() -> None:
    """Where a number is written, and how, does not matter; every number, word and the seed do."""
    known = ids(PLAIN)
    assert len(set(known)) == 14
    assert ids(PLAIN.replace("plain", "other").replace("name: map", "name: chart")) == known
    assert ids(PLAIN.replace("married: 0.5", "married: 0.50\n    norms: ecr_r\n    culture: null")) == known
    assert ids(PLAIN.replace("  days: 5\n", "").replace("couples: 12", "couples: 12\n    days: 5")) == known
    alone = "experiment: x\nmodel: {days: 5, population: {couples: 12, KEYS}}\nreplicates: {n: 1}\n"

    def one(keys: str) -> str:
        return ids(alone.replace("KEYS", keys))[0]

    assert one("constants: {fear_rebuff: 0}") == one("fixed: {constants.fear_rebuff: 0.0}")
    assert one("constants: {fear_rebuff: -0.0}") == one("constants: {fear_rebuff: 0}")
    assert ids(alone.replace("KEYS", "").replace("days: 5,", "days: 5, constants: {fear_rebuff: 0},"))[0] == one(
        "constants: {fear_rebuff: 0}"
    )
    assert one("married: 0.5") == one("heterogeneity: 1")
    different = ["married: 0.4", "norms: ecr", "fixed: {a.stamina: 0.3}", "spread: {bond: 0}", "culture: mixed"]
    different += ["where: {a.anxiety: [0.5, 1]}", "interventions: [{good: 1, day: 2}]", "episodes_per_day: 4"]
    assert len({one(keys) for keys in ["norms: ecr_r", *different]}) == 1 + len(different)
    for change in (("seed: 11", "seed: 12"), ("days: 5", "days: 6"), ("couples: 12", "couples: 13")):
        assert not set(ids(PLAIN.replace(*change))) & set(known)
    assert identity(loads(PLAIN)) != identity(loads(PLAIN.replace("n: 2", "n: 3")))


def test_points_share_their_seeds_or_have_their_own_by_what_they_are() -> None:
    """The n-th populations of all points meet the same luck, unless the pairing is ``independent``."""
    shared = seeds(PLAIN)
    assert len({tuple(found) for found in shared.values()}) == 1
    first, second = shared["map", 0]
    assert second == (first + 1) % 2**64
    assert first not in seeds(PLAIN.replace("seed: 11", "seed: 10"))["map", 0]
    own = seeds(PLAIN.replace("seed: 11", "seed: 11, pairing: independent"))
    assert len({seed for found in own.values() for seed in found}) == 14
    larger = PLAIN.replace("seed: 11", "seed: 11, pairing: independent").replace(
        "married: [0, 1]", "married: [0.3, 0, 1]"
    )
    assert seeds(larger)["map", 2] == own["map", 0]


def test_settings_reach_into_the_population() -> None:
    """Each value goes where the file has it; a value that every block varies is refused."""
    people = population(PLAIN, "population.couples=7", "days=9", "population.fixed.a.stamina=0.1")
    assert (people.couples, people.days) == (7, 9)
    assert people.fixed == {"b.stamina": 0.4, "a.stamina": 0.1}
    inside = PLAIN.replace("  days: 5\n", "").replace("couples: 12", "days: 5\n    couples: 12")
    assert population(inside, "days=9", "interventions.0.dose=0.2").days == 9
    assert population(PLAIN, "constants.fear_rebuff=0").constants == {"fear_rebuff": 0}
    with pytest.raises(ConfigError, match=r"--set: model.population.couples: read 0, allowed is a whole number"):
        loads(PLAIN, settings=["population.couples=0"])
    with pytest.raises(ConfigError, match=r"--set: model: read 3, allowed is a mapping"):
        loads(PLAIN, settings=["model=3"])
    with pytest.raises(ConfigError, match=r"--set: model.a: 'a' describes one couple"):
        loads(PLAIN, settings=["a.stamina=0.3"])
    swept = PLAIN.partition("design:")[0] + "design:\n  - {name: m, kind: grid, over: {population.married: [0, 1]}}\n"
    with pytest.raises(ExperimentError, match="sweeps it"):
        loads(swept, settings=["population.married=0.2"])


def test_a_resolved_population_reads_back_as_itself() -> None:
    for text in (PLAIN, SOCIETY):
        resolved = loads(text).resolved()
        again = loads(json.dumps({"experiment": "x", "model": resolved["model"]}))
        assert again.resolved()["model"] == resolved["model"]
        assert resolved["model"]["population"]["heterogeneity"] == 1.0


def test_what_needs_one_couple_says_so() -> None:
    with pytest.raises(ExperimentError, match="the model of plain is a population"):
        _ = loads(PLAIN).scenario


def test_a_population_that_cannot_be_put_together_is_a_row_of_failures_with_its_reason(tmp_path: Path) -> None:
    """It costs itself and no other, and asking for it alone says the same."""
    text = (
        "experiment: rare\nmodel: {days: 2, population: {couples: 9, where: {a.anxiety: [0, 1]}}}\n"
        "design: [{name: m, kind: list, points: [{population.where.a.anxiety: [0, 1]},"
        " {population.where.a.anxiety: [0.99999, 1]}]}]\nreplicates: {n: 1}\n"
    )
    outcome = run(loads(text), tmp_path / "r")
    assert (outcome.state, outcome.failures) == ("complete", 1)
    (failed,) = rows(tmp_path / "r", "failures.csv")
    assert failed["what"].startswith("population 0 at point 1 of the block 'm': where: found 0 of 9")
    assert len(rows(tmp_path / "r", "runs.csv")) == 1
    with pytest.raises(ExperimentError, match="found 0 of 9"):
        living.live_one(loads(text), failed["run_id"])
    again = run(loads(text), tmp_path / "r")  # asked again, it is tried again
    assert (again.reused, again.computed, again.failures) == (1, 1, 1)


def test_axes_of_words_are_written_as_in_a_file() -> None:
    assert told({"kind": "barabasi_albert", "mean_degree": 10}) == "{kind: barabasi_albert, mean_degree: 10}"
    assert told(["comfort", None, True, 0.5]) == "[comfort, null, true, 0.5]"
    text = "experiment: x\nmodel: {population: {couples: 12, days: 2}}\ndesign:\n"
    text += (
        "  - {name: m, kind: grid, over: {population.culture: [null, mixed, reserved], population.couples: [12, 20]}}\n"
    )
    block = loads(text).design[0]
    assert block.values(block.points(2, 3, 1)[0]) == {"population.culture": "mixed", "population.couples": 12.0}
    assert loads(text).resolved()["design"][0]["over"]["population.culture"] == [None, "mixed", "reserved"]


def test_the_command_line_speaks_of_populations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plain.yaml").write_text(PLAIN)

    def reassure(*words: str) -> str:
        monkeypatch.setattr("sys.argv", ["reassure", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        said = capsys.readouterr()
        return said.out + said.err

    assert "7 points x 2 populations = 14 runs of 5 days" in reassure("validate", "plain.yaml")
    assert "done: 14 populations" in reassure("run", "plain.yaml", "-o", "r")
    assert "populations 14 of 14 (100 %)" in reassure("status", "r")
    named = rows(tmp_path / "r", "runs.csv")[0]["run_id"]
    assert f"run_id,{named}" in reassure("run", "plain.yaml", "--only", named)
    assert '"watts_strogatz"' in reassure("schema")


def test_the_schema_accepts_what_the_reader_accepts() -> None:
    """Populations and axes inside them, in an editor's eyes; beside a preset they are refused."""
    editor = pytest.importorskip("jsonschema").Draft202012Validator(schema())
    plain, society, filed = (YAML(typ="safe").load(text) for text in (PLAIN, SOCIETY, FILED))
    for content in (plain, society, filed):
        assert editor.is_valid(content)
    plain["model"]["preset"] = "anxious_avoidant"
    society["model"]["population"]["network"]["rewirng"] = 0.1
    filed["model"]["population"]["marrid"] = 1
    for content in (plain, society, filed):
        assert not editor.is_valid(content)


def test_one_file_compares_topologies(societies: Path) -> None:
    """Networks are an axis like any other, told in words; without one there is nothing to measure of it."""
    found = rows(societies, "runs.csv")
    column = "population.network"
    by = {r[column]: r for r in found if r["block"] == "topology"}
    assert list(by) == [
        "null",
        "{kind: watts_strogatz, mean_degree: 4, rewiring: 0}",
        "{kind: barabasi_albert, mean_degree: 4}",
    ]
    assert by["null"]["mean_friends"] == by["null"]["cascade_ratio"] == ""
    ring, grown = (by[name] for name in list(by)[1:])
    assert float(ring["mean_friends"]) == 4
    assert float(ring["clustering"]) == pytest.approx(0.5)  # of a ring lattice of degree 4
    assert 3 < float(grown["mean_friends"]) <= 4
    told = {(r[column], r["population.network.rewiring"]) for r in found}
    assert ("{kind: watts_strogatz, mean_degree: 4, rewiring: 0.5}", "0.5") in told  # whichever of the two is varied
    assert {("null", ""), ("{kind: barabasi_albert, mean_degree: 4}", "")} < told
    assert [r["population.flows"] for r in found if r["block"] == "flows"] == ["[]", "[]", "[comfort]", "[comfort]"]


def test_a_society_of_the_file_is_the_one_that_python_lives(societies: Path) -> None:
    one = next(
        r for r in rows(societies, "runs.csv") if (r["block"], r["point"], r["replicate"]) == ("rewiring", "2", "1")
    )
    assert (one["population.network.rewiring"], one["constants.fear_rebuff"]) == ("0.5", "0")
    network = {"kind": "watts_strogatz", "mean_degree": 4, "rewiring": 0.5}
    people = rs.Population(
        couples=24, days=8, network=network, flows=("comfort", "stress"), constants={"fear_rebuff": 0}
    )
    lived = rs.simulate(people, seed=int(one["seed"])).runs
    assert float(one["trust_a"]) == pytest.approx(lived["trust_a"][:24].mean())


def test_without_flows_a_society_is_a_population_without_a_network(societies: Path) -> None:
    """Points share their luck, so the same people live the same lives when nobody hears anybody."""
    found = rows(societies, "runs.csv")
    alone = next(r for r in found if (r["block"], r["point"], r["replicate"]) == ("topology", "0", "0"))
    among = next(r for r in found if (r["block"], r["point"], r["replicate"]) == ("flows", "0", "0"))
    heard = next(r for r in found if (r["block"], r["point"], r["replicate"]) == ("topology", "1", "0"))
    assert alone["seed"] == among["seed"] == heard["seed"]
    assert alone["felt_insecurity_a"] == among["felt_insecurity_a"] != heard["felt_insecurity_a"]


def test_societies_are_the_same_with_any_workers(societies: Path, tmp_path: Path) -> None:
    run(loads(SOCIETY), tmp_path / "r", workers=30)
    assert tables(tmp_path / "r") == tables(societies)


def test_both_engines_give_the_same_populations(plain: Path, societies: Path) -> None:
    """One run of each kind, lived again by the agents of Mesa."""
    for text, folder, place in ((PLAIN, plain, 3), (SOCIETY, societies, 2)):
        known = rows(folder, "runs.csv")[place]
        again = living.live_one(loads(text), known["run_id"], "mesa")
        for column in POPULATIONS.columns:
            assert float(known[column.name] or "nan") == pytest.approx(again[column.name], abs=0, rel=0, nan_ok=True)


def write_friends(folder: Path, edges: list[tuple[int, int]]) -> None:
    (folder / "graphs").mkdir(parents=True, exist_ok=True)
    graph = nx.cycle_graph(10)
    graph.add_edges_from(edges)
    nx.write_graphml(graph, folder / "graphs" / "friends.graphml")


def test_a_network_file_counts_from_the_config_and_is_kept_with_the_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its content, not its place, names the runs; the results folder can be run on where it is."""
    here = tmp_path / "here"
    write_friends(here, [(0, 5)])
    (here / "filed.yaml").write_text(FILED)
    run(load(here / "filed.yaml"), tmp_path / "r")
    manifest = json.loads((tmp_path / "r" / "manifest.json").read_text())
    assert list(manifest["files"]) == ["graphs/friends.graphml"]
    assert len(manifest["files"]["graphs/friends.graphml"]) == 16
    before = [r["run_id"] for r in rows(tmp_path / "r", "runs.csv")]
    shutil.move(here, tmp_path / "there")
    assert run(load(tmp_path / "there" / "filed.yaml"), tmp_path / "r").computed == 0
    shutil.rmtree(tmp_path / "there")
    assert run(load(tmp_path / "r" / "experiment.yaml"), tmp_path / "r").computed == 0
    monkeypatch.chdir(tmp_path)
    write_friends(here, [(0, 5), (1, 6)])
    (here / "filed.yaml").write_text(FILED)
    experiment = load(here / "filed.yaml")
    changed = [i for chunk in every_chunk(experiment) for i in hexadecimal(runs_of(experiment, chunk).ids)]
    assert not set(changed) & set(before)
    with pytest.raises(ExperimentError, match=r"files.graphs/friends.graphml is \w+ there and \w+ here"):
        run(experiment, tmp_path / "r")


def test_a_network_file_that_is_not_there_is_told_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text(FILED)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "f.yaml")
    told = str(caught.value).splitlines()
    assert len(told) == 1
    assert told[0].startswith(f"{tmp_path / 'f.yaml'}:2:60: model.population.network.file: ")
