"""Hostile config files: nothing leaves the folder, nothing hangs or grows, and every mutant is named or means its key."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reassure_sim.experiment import ConfigError, ExperimentError, load, loads, run
from reassure_sim.experiment.populations import Populations
from reassure_sim.experiment.reading import fields
from reassure_sim.experiment.reading.inside import kept, within

HEAD = "experiment: x\nmodel: {preset: anxious_avoidant}\n"
SOCIETY = "experiment: x\nmodel: {population: {couples: 20, network: {file: %s}, marrid: 1}}\n"


def benchmark(name: str) -> ModuleType:
    """A long form, of which the tests here run a short one."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / "benchmarks" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


mutants, bombs = benchmark("mutants"), benchmark("bombs")


def refused(text: str, file: str = "f.yaml") -> list[str]:
    with pytest.raises(ConfigError) as caught:
        loads(text, file)
    return str(caught.value).splitlines()


def test_three_hundred_mutants_are_named_by_line_and_key_or_change_that_key_only() -> None:
    """The short form of benchmarks/mutants.py; keys and letters of every file in configs, of templates, of all words."""
    ended, violations = mutants.judge(300, 6)
    assert violations == []
    assert sum(ended.values()) == 300
    assert not any(end == "crashed" for _, end in ended)
    assert sum(count for (_, end), count in ended.items() if end == "accepted") >= 10
    assert sum(count for (_, end), count in ended.items() if end == "refused") >= 150


def test_a_mutant_that_changes_what_it_does_not_say_is_a_violation(tmp_path: Path) -> None:
    """The judge sees a key that works on another, a fault that names nothing, and a value that does nothing."""
    original = next(o for o in mutants.originals(tmp_path) if o.name == "quickstart.yaml")
    text = "\n".join(line.text() for line in original.lines)
    path, said = ("question",), ("question",)
    elsewhere = mutants.Mutant(
        text.replace('"experiment": "', '"experiment": "other-'), "value", path, range(99, 99), said
    )
    assert mutants.judged(original, elsewhere, tmp_path) == ("accepted", "")
    moved = original._replace(tree=mutants.leaves(mutants.tree_of(elsewhere.text)))
    assert "but changed" in mutants.judged(moved, elsewhere, tmp_path)[1]
    unnamed = mutants.Mutant(text.replace('"days": ', '"days": -'), "value", path, range(1, 2), said)
    assert "named elsewhere" in mutants.judged(original, unnamed, tmp_path)[1]
    silent = original._replace(resolved=mutants.leaves(loads(elsewhere.text).resolved()))
    assert "nothing changed" in mutants.judged(silent, elsewhere._replace(path=("experiment",)), tmp_path)[1]


@pytest.mark.parametrize("name", list(bombs.BOMBS))
def test_a_bomb_ends_in_faults_or_in_an_experiment(name: str, tmp_path: Path) -> None:
    """The files of benchmarks/bombs.py, which measures time and memory; here only that none ends in a traceback."""
    path = tmp_path / "f.yaml"
    path.write_bytes(bombs.filled(*bombs.BOMBS[name], 8 * 1024).encode())
    assert bombs.outcome(path)


def test_of_many_faults_the_first_fifty_are_told_and_the_rest_is_counted() -> None:
    told = refused(HEAD + "design: [" + "7," * 5000 + "]\n")
    assert len(told) == 51
    assert told[0].startswith("f.yaml:3:10: design[0]: read 7")
    assert told[-1] == "f.yaml: and 4,950 more, which may be due to these"


def test_the_nearest_name_is_sought_for_a_few_hundred_names_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """To look for it is slow, so a file cannot ask for it without end."""
    asked = []
    monkeypatch.setattr(fields, "nearest", lambda name, known: asked.append(name))
    points = "".join(f"    - {{a.anxeit{i}: 1}}\n" for i in range(2000))
    told = refused(f"{HEAD}design:\n  - name: m\n    kind: list\n    points:\n{points}")
    assert len(told) == 51
    assert len(asked) == fields.SOUGHT


def test_a_design_over_populations_is_looked_at_in_a_limited_number_of_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many blocks there are; the first has most of them, and of each its first and last are seen."""
    seen: list[Any] = []
    content = Populations.content
    monkeypatch.setattr(Populations, "content", lambda self, values: [seen.append(values), content(self, values)][1])
    entry = "  - {{name: b{}, kind: grid, over: {{population.married: {{from: 0.{}, to: 1, steps: 900}}}}}}\n"
    text = "experiment: x\nmodel: {population: {couples: 20}}\ndesign:\n"
    loads(text + "".join(entry.format(i, i + 1) for i in range(30)))
    assert len(seen) <= fields.LOOKS + 2 * 30 + 1
    assert sum(values.get("population.married") == 1.0 for values in seen) == 30


def test_a_point_that_nobody_looked_at_costs_its_own_runs_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two values that do not go together, too far inside a design to be looked at: among the failures, not the end."""
    monkeypatch.setattr(fields, "LOOKS", 6)
    text = (
        "experiment: x\nmodel: {population: {couples: 60, days: 2, network: {kind: watts_strogatz, mean_degree: 4}}}\n"
    )
    over = "population.couples: [60, 30], population.network.mean_degree: [2, 30], population.married: [0, 1]"
    text += f"design:\n  - {{name: m, kind: grid, over: {{{over}}}}}\n  - {{name: n, kind: grid, over: {{b.stamina: [1]}}}}\n"
    outcome = run(loads(text + "replicates: {n: 1}\n"), tmp_path / "r")
    assert (outcome.state, outcome.total, outcome.failures) == ("complete", 9, 2)
    failures = (tmp_path / "r" / "failures.csv").read_text().splitlines()[1:]
    assert all("read 30 friends, but 30 nodes" in line for line in failures)


def test_ranges_cannot_fill_the_memory() -> None:
    entry = "  - {{name: b{}, kind: grid, over: {{a.anxiety: {{from: 0, to: 1, steps: 100000}}}}}}\n"
    told = refused(HEAD + "design:\n" + "".join(entry.format(i) for i in range(7)))
    assert [line.split(":")[1] for line in told] == ["9", "10"]
    assert "more than 500,000 levels" in told[0]


def test_more_keys_than_any_config_needs_are_refused() -> None:
    (told,) = refused(HEAD + "a: {" + ",".join(f"k{i}: 1" for i in range(1500)) + "}\n")
    assert "more than 1000 keys in one mapping" in told


# files that a config names

OUT = ["../out.csv", "a/../../out.csv", "a/..", "/etc/passwd", "//host/x.csv", "~/out.csv", "~root/x.csv", "C:/x.csv", "C:x.csv",
       "C:\\x.csv", "\\\\host\\x.csv", "a\\..\\..\\x.csv", "file:///etc/passwd", "https://example.org/x.csv", "..", ".", "",
       " ", "a\0b", "a\nb", "a\u202eb.csv", "a\u00a0b.csv", "x" * 300 + ".csv", "x/" * 3000 + "y.csv", "link.csv", "up/out.csv",
       "loop.csv", "pipe.csv", "door.csv", "sub", "none.csv", "dangling.csv"]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of good files, and of ways out of it."""
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    for place in (tmp_path / "out.csv", folder / "in.csv", folder / "sub" / "in.csv"):
        place.write_text("a,b\n1,2\n")
    (folder / "link.csv").symlink_to(tmp_path / "out.csv")
    (folder / "up").symlink_to(tmp_path)
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    (folder / "dangling.csv").symlink_to(folder / "none.csv")
    (folder / "inner.csv").symlink_to(folder / "sub" / "in.csv")
    os.mkfifo(folder / "pipe.csv")
    here = os.getcwd()
    os.chdir(folder)  # the name of a socket may not be long
    try:
        with socket.socket(socket.AF_UNIX) as door:
            door.bind("door.csv")
    finally:
        os.chdir(here)
    return folder


@pytest.mark.parametrize("written", OUT)
def test_a_file_outside_of_the_folder_or_no_file_is_a_sentence(written: str, folder: Path) -> None:
    told = within(folder, written)
    assert isinstance(told, str)
    assert told.startswith("read '")
    assert told.isprintable()


@pytest.mark.parametrize("written", ["in.csv", "./in.csv", "sub/in.csv", "sub//in.csv", "inner.csv"])
def test_a_file_in_the_folder_or_below_is_found(written: str, folder: Path) -> None:
    told = within(folder, written)
    assert isinstance(told, Path)
    assert told.read_text() == "a,b\n1,2\n"
    (folder.parent / "alias").symlink_to(folder)  # the folder itself may be reached through a link
    assert isinstance(within(folder.parent / "alias", written), Path)


def test_a_results_folder_finds_its_own_copies(folder: Path) -> None:
    """They lie under files/ by the same name; what is beside the config comes first."""
    (folder / "files" / "sub").mkdir(parents=True)
    (folder / kept("sub/copy.csv")).write_text("copied")
    (folder / kept("in.csv")).write_text("copied")
    assert within(folder, "sub/copy.csv") == folder / "files" / "sub" / "copy.csv"
    assert within(folder, "in.csv") == folder / "in.csv"


@given(st.text(max_size=30))
def test_whatever_is_written_leads_into_the_folder_or_to_a_sentence(written: str) -> None:
    told = within(Path(__file__).parent, written)
    assert isinstance(told, str) or told.resolve().is_relative_to(Path(__file__).parent)


@pytest.mark.parametrize(
    "written", ["../out.csv", "/etc/passwd", "link.csv", "pipe.csv", "sub", "'~/x.csv'", "'C:/x.csv'"]
)
def test_a_network_file_that_leaves_the_folder_is_told_at_its_place_beside_all_else(written: str, folder: Path) -> None:
    told = refused(SOCIETY % written, str(folder / "f.yaml"))
    assert len(told) == 2
    assert told[0].startswith(f"{folder / 'f.yaml'}:2:51: model.population.network.file: read '")
    assert "nearest is 'married'" in told[1]


def test_a_network_file_on_an_axis_is_told_at_its_place(folder: Path) -> None:
    text = "experiment: x\nmodel: {population: {couples: 20}}\ndesign:\n"
    text += "  - {name: m, kind: grid, over: {population.network: [null, {file: ../out.csv}]}}\n"
    (told,) = refused(text, str(folder / "f.yaml"))
    assert told.startswith(
        f"{folder / 'f.yaml'}:4:68: design.m.over.population.network.file: read '../out.csv', which leaves"
    )


def test_a_list_of_points_that_leaves_the_folder_is_told_at_its_place(folder: Path) -> None:
    for written in ("../out.csv", "link.csv", "pipe.csv"):
        (told,) = refused(f"{HEAD}design: [{{name: m, kind: list, points: {written}}}]\n", str(folder / "f.yaml"))
        assert told.startswith(f"{folder / 'f.yaml'}:3:40: design.m.points: ")


@pytest.mark.parametrize("name", ["pipe.csv", "door.csv", "/dev/zero", "a\0b"])
def test_a_config_that_is_no_ordinary_file_is_refused_and_not_waited_for(name: str, folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"not an ordinary file|no file can be called so"):
        load(folder / name)


# the command line


@pytest.mark.parametrize("setting", ["a.b." * 3000 + "c=1", "x" * 9000 + "=1", "a.anxiety=" + "9" * 9000, "=", "a..b=1", "a.anxiety=.nan", "days=1e400",
                                     "a.\u0430nxiety=0.5", "a.anxiety=\u202e", "model=3", "design=7", "population.network.file=../x.csv"])  # fmt: skip
def test_a_hostile_setting_is_one_sentence(setting: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        loads(HEAD, settings=[setting])
    assert caught.value.code in (2, 64)
    assert all(len(line) < 700 for line in str(caught.value).splitlines())


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_key_and_any_value_are_named_or_taken(key: str, value: str) -> None:
    """Keys and values of any letters, quoted as JSON quotes them or not at all."""
    for text in (f"{HEAD}{key}: {value}\n", f"experiment: x\nmodel: {{{key}: {value}}}\n"):
        told = []
        try:
            made = loads(text).resolved()["experiment"]
        except ConfigError as error:
            made, told = "", error.faults
        assert (made == "x") != bool(told)
        assert all(fault.line >= 1 and fault.column >= 1 and len(fault.sentence) > 14 for fault in told)
