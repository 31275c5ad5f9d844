"""Axes of words: a preset or a culture on an axis is the couple that the file would have with that word in its place."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from reassure_sim.experiment import Experiment, loads, run
from reassure_sim.experiment.folder.results import Results
from reassure_sim.experiment.reading.schema import schema
from reassure_sim.experiment.runs import Chunk, Runs, hexadecimal, identity, runs_of
from reassure_sim.experiment.words import WORDS
from reassure_sim.parameters import ROW
from reassure_sim.scenario import COUPLE_CULTURES, PRESETS


def file(model: str, design: str = "", pairing: str = "common") -> Experiment:
    return loads(f"experiment: x\nmodel: {{{model}}}\n{design}\nreplicates: {{n: 2, seed: 4, pairing: {pairing}}}\n")


def grid(over: str) -> str:
    return f"design: [{{name: m, kind: grid, over: {{{over}}}}}]"


def runs(experiment: Experiment, block: int = 0) -> Runs:
    chosen = experiment.design[block]
    return runs_of(experiment, Chunk(chosen, range(chosen.size), range(experiment.replicates.n)))


def ids(experiment: Experiment) -> list[str]:
    return hexadecimal(runs(experiment).ids)


@pytest.mark.parametrize("pairing", ["common", "independent"])
@pytest.mark.parametrize("path", list(WORDS))
def test_a_run_of_a_word_on_an_axis_is_the_run_of_that_word_in_the_file(path: str, pairing: str) -> None:
    """Also beside numbers that the file gives, and that override what the word stands for."""
    rest = "days: 30, a: {asking_cost: 0.2, anxiety: 0.4}, interventions: [{use: address_fear}]"
    swept = file(rest, grid(f"{path}: [{', '.join(WORDS[path])}]"), pairing)
    singly = []
    for word in WORDS[path]:
        text = rest.replace("a: {", f"a: {{culture: {word}, ") if path == "a.culture" else f"{path}: {word}, {rest}"
        text = f"b: {{culture: {word}}}, {rest}" if path == "b.culture" else text
        singly += ids(file(text, pairing=pairing))
    assert ids(swept) == singly
    assert len(set(singly)) == len(singly)


def test_words_replace_words_and_numbers_override_words() -> None:
    """The file's word is replaced, its numbers stay, and a number of the design comes last."""
    model = "preset: secure_secure, culture: reserved, a: {clarity: 0.11, asking_cost: 0.22}"
    swept = file(model, grid("preset: [anxious_avoidant], culture: [expressive], b.avoidance: [0.33]"))
    values = {path: swept.values(swept.design[0], np.array([[0.0, 0.0, 0.33]]))[row, 0] for path, row in ROW.items()}
    assert values["a.anxiety"] == PRESETS["anxious_avoidant"]["a"]["anxiety"]  # the axis, not the file's preset
    assert values["b.asking_cost"] == 0.1  # the axis, not the file's culture
    assert (values["a.clarity"], values["a.asking_cost"]) == (0.11, 0.22)  # the file's numbers
    assert values["b.avoidance"] == 0.33  # the design's number
    one = "preset: anxious_avoidant, culture: expressive, a: {clarity: 0.11, asking_cost: 0.22}, b: {avoidance: 0.33}"
    assert ids(swept) == ids(file(one))


def test_a_setting_of_the_command_line_is_kept_beneath_a_word() -> None:
    text = f"experiment: x\nmodel: {{days: 30}}\n{grid('preset: [secure_secure, anxious_avoidant]')}\n"
    setting = loads(text, settings=["a.anxiety=0.5"])
    assert setting.values(setting.design[0], np.array([[0.0], [1.0]]))[ROW["a.anxiety"]].tolist() == [0.5, 0.5]


def test_experiments_differ_by_their_words_and_by_what_a_word_meets() -> None:
    """The identity of an experiment is that of its numbers, and those of a word depend on what the file overrides."""
    over = grid("preset: [secure_secure, anxious_secure]")
    same = "preset: secure_secure"
    told = [
        identity(file(same, over)),
        identity(file(same, grid("preset: [secure_secure, anxious_anxious]"))),
        identity(file(same + ", a: {anxiety: 0.2}", over)),  # no other couple, but another anxious_secure
        identity(file(same + ", culture: mixed", over)),
    ]
    assert len(set(told)) == len(told)
    assert identity(file("a: {anxiety: 0.2}, preset: secure_secure", over)) == told[2]


def test_the_resolved_experiment_says_what_each_word_stands_for() -> None:
    model = "preset: secure_secure, culture: mixed, a: {words_given: 0.6}"
    (block,) = file(model, grid("culture: [mixed, reserved]")).resolved()["design"]
    assert block["over"] == {"culture": ["mixed", "reserved"]}
    usual, reserved = block["words"]
    assert usual == {"culture": "mixed"}
    assert reserved == {
        "culture": "reserved", "a.words_wanted": 0.3, "a.asking_norm": 0.3, "a.asking_cost": 0.6,
    }  # fmt: skip
    assert "words" not in file(model, grid("a.clarity: [0, 1]")).resolved()["design"][0]
    assert set(COUPLE_CULTURES["mixed"]) == {"expressive", "reserved"}


def test_words_need_the_model_as_it_stands_in_the_file() -> None:
    """An experiment that is put together in Python without it is refused, and not lived with other couples."""
    read = file("preset: anxious_secure", grid("culture: [mixed, reserved]"))
    assert ids(dataclasses.replace(read, name="y")) == ids(read)
    with pytest.raises(ValueError, match="`tree`"):
        ids(dataclasses.replace(read, tree={}))


def test_the_schema_knows_the_words() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    text = f"experiment: x\nmodel: {{days: 3}}\n{grid('preset: [secure_secure], a.culture: [reserved]')}\n"
    content = YAML(typ="safe").load(text)
    told = schema()
    jsonschema.validate(content, told)
    content["design"][0]["over"]["preset"] = ["secure"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, told)


BLOCKS = """\
design:
  - {name: pairs, kind: grid, over: {preset: [secure_secure, anxious_avoidant], b.stamina: [0.2, 0.8]}}
  - {name: norms, kind: zip, over: {a.culture: [expressive, reserved], a.anxiety: [0.1, 0.9]}}
  - {name: both, kind: list, points: [{culture: mixed, interventions.0.dose: 0}, {culture: reserved, interventions.0.dose: 1}]}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder of words in grid, zip and list."""
    place = tmp_path_factory.mktemp("words") / "r"
    run(file("preset: secure_secure, days: 10, interventions: [{use: address_fear}]", BLOCKS), place)
    return place


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_tables_show_the_word_of_each_point_and_of_other_blocks_the_files(folder: Path) -> None:
    """Where neither a block nor the file gives a word, the cell is empty; numbers are those of the point's couple."""
    told = [[r["preset"], r["a.culture"], r["culture"], r["a.anxiety"]] for r in rows(folder, "design.csv")]
    assert told == [
        ["secure_secure", "", "", "0.2"],
        ["secure_secure", "", "", "0.2"],
        ["anxious_avoidant", "", "", "0.78"],
        ["anxious_avoidant", "", "", "0.78"],
        ["secure_secure", "expressive", "", "0.1"],
        ["secure_secure", "reserved", "", "0.9"],
        ["secure_secure", "", "mixed", "0.2"],
        ["secure_secure", "", "reserved", "0.2"],
    ]
    assert {r["preset"] for r in rows(folder, "runs.csv")} == {"secure_secure", "anxious_avoidant"}
    meant = {r["column"]: r for r in rows(folder, "dictionary.csv") if r["table"] == "summary.csv"}
    assert "model.preset" in meant["preset"]["meaning"]
    assert "anxious_avoidant" in meant["preset"]["meaning"]


def test_a_results_folder_with_words_can_be_opened_and_lived_again(folder: Path) -> None:
    """Its own experiment has the same identity, and a run lived again is that of the table."""
    (folder / "experiment.yaml").write_text(
        "experiment: x\nmodel: {preset: secure_secure, days: 10, interventions: [{use: address_fear}]}\n"
        f"{BLOCKS}\nreplicates: {{n: 2, seed: 4, pairing: common}}\n"
    )
    results = Results(folder)
    block = results.block("pairs")
    assert block.values(results.points(block)[2].tolist()) == {"preset": "anxious_avoidant", "b.stamina": 0.2}
    lived = results.live(block, [2], 2).runs
    assert lived["satisfaction_a"].tolist() == results.values(block, "satisfaction_a")[2].tolist()
    assert json.loads((folder / "manifest.json").read_text())["identity"] == identity(results.experiment)
