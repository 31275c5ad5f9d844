"""Each recipe of a figure is read with its keys, told by line and column where it is wrong, and drawn from its table."""

from __future__ import annotations

import csv
import itertools
import json
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from command import reassure
from reassure_sim.analysis.effects import effects
from reassure_sim.analysis.gallery import draw, picture
from reassure_sim.analysis.lived import fan, portrait, staircase, stairs
from reassure_sim.analysis.survival import survival
from reassure_sim.experiment import ConfigError, ExperimentError, loads, run, write
from reassure_sim.experiment.folder.results import Results
from reassure_sim.experiment.reading.recipes import ask
from reassure_sim.experiment.reading.repertoire import LIVES_AGAIN, RECIPES, helped
from reassure_sim.experiment.reading.schema import schema
from reassure_sim.figures import files, sensitivity

MODEL = (
    "experiment: x\n"
    "model: {preset: anxious_anxious, days: 60, interventions: [{use: talk_openly, start: 10}]}\n"
    "design:\n"
    "  - {name: pairs, kind: grid, over: {a.anxiety: [0.2, 0.9], interventions.0.dose: [0, 0.5, 1]}}\n"
    "  - {name: cube, kind: grid, over: {a.anxiety: [0, 1], b.anxiety: [0, 0.5, 1], b.stamina: [0.1, 0.9]}}\n"
    "  - {name: drawn, kind: lhs, points: 20, over: {a.anxiety: [0, 1]}}\n"
    "replicates: {n: 8, seed: 3}\n"
)
FIGURES = (
    "{recipe: regime_map, block: pairs, x: a.anxiety, y: interventions.0.dose}",
    "{recipe: regime_map, block: cube, name: held, x: a.anxiety, y: b.anxiety, at: {b.stamina: 0.9}}",
    "{recipe: staircase, block: pairs}",
    "{recipe: phase_portrait, block: pairs, points: [0, 3]}",
    "{recipe: survival, block: pairs, by: a.anxiety}",
    "{recipe: treatment, block: pairs, contrast: interventions.0.dose, by: a.anxiety, measure: bids_per_week_a}",
    "{recipe: fan, block: pairs, points: [0, 5], column: asked, partner: a, lives: 4}",
)
NAMES = ["regime_map", "held", "staircase", "phase_portrait", "survival", "treatment", "fan"]


def asking(*figures: str) -> str:
    return MODEL + "figures:\n" + "".join(f"  - {figure}\n" for figure in figures)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished folder with 8 lives of 60 days at each of 38 points."""
    place = tmp_path_factory.mktemp("results")
    run(loads(asking(*FIGURES)), place)
    return place


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    return Results(folder)


BROKEN = [
    ("{block: pairs}", "9:5", "figures[0].recipe", "'recipe' is missing"),
    ("{recipe: staircase}", "9:5", "figures[0].block", "'block' is missing"),
    ("{recipe: stair, block: pairs}", "9:14", "figures[0].recipe", "'staircase'"),
    ("{recipe: fan, block: pairs, colum: asked}", "9:33", "figures[0].colum", "nearest is 'column'"),
    ("{recipe: fan, block: pairs, column: askd}", "9:41", "figures[0].column", "nearest is 'asked'"),
    ("{recipe: fan, block: pairs, partner: c}", "9:42", "figures[0].partner", "known: a, b, both"),
    ("{recipe: fan, block: pairs, lives: 0}", "9:40", "figures[0].lives", "whole number from 1 to 10000"),
    ("{recipe: staircase, block: pairs, points: 3}", "9:47", "figures[0].points", "list of points"),
    ("{recipe: staircase, block: pairs, points: [6]}", "9:48", "figures[0].points", "from 0 to 5"),
    ("{recipe: staircase, block: pairs, points: [1, 1]}", "9:47", "figures[0].points", "all different"),
    ("{recipe: staircase, block: cube}", "9:5", "figures[0].points", "has 12 points; name up to 6"),
    ("{recipe: phase_portrait, block: pairs, x: trust}", "9:47", "figures[0].x", "nearest is 'trust_"),
    ("{recipe: survival, block: drawn, by: a.anxiety}", "9:42", "figures[0].by", "at most 6"),
    ("{recipe: survival, block: pairs, by: a.anxiety, points: [0]}", "9:5", "figures[0]", "one of them"),
    (
        "{recipe: treatment, block: drawn, contrast: a.anxiety, measure: laps_a}",
        "9:32",
        "figures[0].block",
        "of kind lhs",
    ),
    ("{recipe: treatment, block: pairs, measure: laps_a}", "9:5", "figures[0].contrast", "'contrast' is missing"),
    (
        "{recipe: treatment, block: pairs, contrast: a.anxiety, by: a.anxiety, measure: laps_a}",
        "9:5",
        "figures[0]",
        "a.anxiety twice",
    ),
    (
        "{recipe: treatment, block: pairs, contrast: a.anxiety, levels: [0.2, 0.3], measure: laps_a}",
        "9:74",
        "figures[0].levels",
        "read 0.3, allowed is a level of a.anxiety: 0.2, 0.9",
    ),
    (
        "{recipe: treatment, block: pairs, contrast: a.anxiety, measure: lap_a}",
        "9:69",
        "figures[0].measure",
        "'laps_a'",
    ),
    ("{recipe: sensitivity, block: pairs, measure: laps_a}", "9:34", "figures[0].block", "saltelli or morris"),
    (
        "{recipe: regime_map, block: cube, x: a.anxiety, y: b.anxiety}",
        "9:5",
        "figures[0]",
        "hold b.stamina at a level",
    ),
    (
        "{recipe: regime_map, block: cube, x: a.anxiety, y: b.anxiety, at: {b.stamina: 0.5}}",
        "9:83",
        "figures[0].at.b.stamina",
        "allowed is a level of b.stamina: 0.1, 0.9",
    ),
    (
        "{recipe: regime_map, block: cube, x: a.anxiety, y: b.anxiety, at: {b.stamin: 0.9}}",
        "9:72",
        "figures[0].at.b.stamin",
        "nearest is 'b.stamina'",
    ),
]


@pytest.mark.parametrize(("figure", "place", "path", "words"), BROKEN, ids=[b[0][:60] for b in BROKEN])
def test_a_wrong_figure_is_told_by_line_column_and_key(figure: str, place: str, path: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loads(asking(figure))
    (fault,) = caught.value.faults
    assert (f"{fault.line}:{fault.column}", fault.path) == (place, path), fault
    assert words in fault.sentence


def test_all_faults_of_all_figures_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        loads(asking(*(figure for figure, *_ in BROKEN)))
    assert len(caught.value.faults) == len(BROKEN)


def test_defaults_are_filled_in_so_that_resolved_leaves_nothing_open(folder: Path) -> None:
    told = json.loads((folder / "resolved.json").read_text())["figures"]
    assert [one["name"] for one in told] == NAMES
    assert told[2] == {
        "name": "staircase",
        "recipe": "staircase",
        "block": "pairs",
        "points": list(range(6)),
        "partner": "a",
        "lives": LIVES_AGAIN,
    }


def test_the_schema_takes_what_the_reader_takes_and_refuses_a_key_of_another_recipe() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from ruamel.yaml import YAML

    told = schema()
    jsonschema.validate(YAML(typ="safe").load(asking(*FIGURES)), told)
    for wrong in ("{recipe: survival, block: pairs, column: asked}", "{recipe: treatment, block: pairs, measure: x}"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(YAML(typ="safe").load(asking(wrong)), told)


def test_the_help_names_every_recipe_and_key() -> None:
    text = helped()
    assert all(name in text and all(key.name in text for key in recipe.keys) for name, recipe in RECIPES.items())


def test_every_recipe_leaves_svg_png_csv_and_words_with_n_seed_and_version(folder: Path) -> None:
    made = draw(folder, write)
    assert sorted(p.name for p in made) == sorted(f"{n}.{s}" for n in NAMES for s in ("svg", "png", "csv", "txt"))
    for name in NAMES:
        ElementTree.fromstring((folder / "figures" / f"{name}.svg").read_bytes())
        with (folder / "figures" / f"{name}.csv").open(newline="") as file:
            assert len(list(csv.DictReader(file))) > 0
        words = " ".join((folder / "figures" / f"{name}.txt").read_text().split())
        assert "8 lives of 60 days" in words and "seed 3" in words and "model version" in words


def test_the_same_folder_gives_the_same_bytes(folder: Path) -> None:
    draw(folder, write)
    before = {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}
    draw(folder, write)
    assert {path.name: path.read_bytes() for path in (folder / "figures").iterdir()} == before


def test_a_figure_without_data_is_told_in_a_sentence_and_the_others_are_drawn(tmp_path: Path) -> None:
    text = MODEL.replace("preset: anxious_anxious, days: 60", "days: 2, a: {anxiety: 0}, b: {anxiety: 0}")
    wanted = (
        "figures: [{recipe: staircase, block: pairs, points: [0]}, {recipe: survival, block: pairs, points: [0]}]\n"
    )
    run(loads(text + wanted), tmp_path)
    told: list[str] = []
    made = draw(tmp_path, write, tell=told.append)
    assert {path.stem for path in made} == {"survival"}
    (sentence,) = told
    assert sentence.startswith("figure staircase is not drawn: most lives there end no lap of partner a; next: ")


def test_a_figure_of_ones_own_is_read_like_one_of_the_file(results: Results) -> None:
    asked = ask(results.experiment, "fan", "pairs", ["points=[0, 2]", "column=trust", "name=mine"])
    assert (asked.name, asked.options["points"], asked.options["partner"]) == ("mine", [0, 2], "both")
    assert "trust" in picture(results, asked).alt
    with pytest.raises(ExperimentError) as caught:
        ask(results.experiment, "fan", "pairs", ["points=[9]", "colum=trust", "lives"])
    sentences = caught.value.sentence.splitlines()
    assert len(sentences) == 3
    assert "fan.points: read 9" in caught.value.sentence and "key=value" in caught.value.sentence


def test_a_fans_quantiles_are_those_of_the_lives_lived_again(results: Results) -> None:
    block = results.block("pairs")
    table = fan(results, block, [5], 8, "felt_insecurity", "b")
    diary = results.live(block, [5], 8, record=("daily",)).diary
    days = diary[diary["partner"] == "b"].groupby("day")["felt_insecurity"]
    for q in (5, 25, 50, 75, 95):
        np.testing.assert_allclose(table[f"q{q:02d}"], days.quantile(q / 100), rtol=1e-12)
    assert (table["lives"].to_numpy() == days.count().to_numpy()).all()
    first = diary[(diary["partner"] == "b") & (diary["couple"] == 0)]["felt_insecurity"].to_numpy()
    np.testing.assert_allclose(table["one_life"][:7], first[:7].mean(), rtol=1e-12)


def test_a_staircase_is_made_of_the_hours_of_relief_in_the_events(results: Results) -> None:
    block = results.block("pairs")
    table = staircase(results, block, [3], 8, "a")
    events = results.live(block, [3], 8, record=("events",)).events
    laps = events[(events["partner"] == "a") & events["hours_of_relief"].notna()].copy()
    laps["lap"] = laps.groupby("couple").cumcount() + 1
    for _, stair in table.iterrows():
        here = laps[laps["lap"].between(stair["first"], stair["last"])].groupby("couple")["hours_of_relief"].mean()
        assert stair["lives"] == len(here)
        assert stair["hours"] == pytest.approx(here.mean(), abs=1e-12)
    assert table["last"].max() >= laps["lap"].max()


@pytest.mark.parametrize("laps", [1, 2, 7, 100, 5000])
def test_stairs_hold_every_lap_once(laps: int) -> None:
    edges = stairs(laps)
    assert edges[0] == 0 and edges[-2] < laps <= edges[-1]
    assert all(b > a for a, b in itertools.pairwise(edges))


def test_a_portraits_course_is_the_mean_of_weeks_and_its_arrows_their_change(results: Results) -> None:
    block = results.block("pairs")
    table = portrait(results, block, [5], 8, "felt_insecurity_a", "energy_b")
    diary = results.live(block, [5], 8, record=("daily",)).diary
    diary = diary[diary["day"] < 7 * 8].assign(week=diary["day"] // 7 + 1)
    whole = diary.groupby(["partner", "couple", "week"])[["felt_insecurity", "energy"]].mean()
    course = table[table["part"] == "course"].set_index("week")
    mean = whole.loc["a"].groupby("week")["felt_insecurity"].mean()
    np.testing.assert_allclose(course["x"].reindex(mean.index), mean, rtol=1e-12)
    flow = table[table["part"] == "flow"]
    assert (flow["weeks"] >= 5).all()
    assert flow["weeks"].sum() <= 8 * 8


@pytest.fixture(scope="module")
def partings(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Couples that part, at two points; and at two more that differ in nothing that matters before the last day."""
    place = tmp_path_factory.mktemp("partings")
    text = (
        "experiment: x\nmodel: {preset: anxious_anxious, days: 150, interventions: [{shock: 0.3, day: 149}]}\n"
        "design:\n  - {name: m, kind: grid, over: {a.anxiety: [0.6, 0.95]}}\n"
        "  - {name: same, kind: grid, over: {interventions.0.shock: [0.3, 0.31]}}\nreplicates: {n: 60}\n"
    )
    run(loads(text), place)
    return Results(place)


def test_survival_is_kaplan_meiers_and_counts_every_couple(partings: Results) -> None:
    """Nobody is lost sight of before the end, so the curve is the share that has not parted."""
    block = partings.block("m")
    over, day = partings.values(block, "share_separated"), partings.values(block, "separation_day")
    assert over.sum() > 5
    table = survival(partings, block, [[1], [0, 1]])
    for group, points in ((0, [1]), (1, [0, 1])):
        told, parted = table[table["group"] == group], day[points][over[points] == 1.0]
        share = [1.0 - (parted <= d).sum() / over[points].size for d in told["day"]]
        np.testing.assert_allclose(told["together"], share, rtol=1e-12)
        assert told["parted"].sum() == len(parted)
        inside = told["ci_low"].notna()
        assert ((told["ci_low"] < told["together"]) & (told["together"] < told["ci_high"]))[inside].all()
        assert (inside == ((told["together"] > 0) & (told["together"] < 1))).all()


def test_twins_at_several_points_do_not_narrow_the_interval_of_survival(partings: Results) -> None:
    """Points that share their luck and differ in nothing live the same lives: together they tell no more than one."""
    table = survival(partings, partings.block("same"), [[0], [0, 1]])
    one, both = (table[table["group"] == g].set_index("day").loc[148] for g in (0, 1))
    assert 0.0 < one["together"] < 1.0 and one["together"] == pytest.approx(both["together"])
    assert both["ci_high"] - both["ci_low"] == pytest.approx(one["ci_high"] - one["ci_low"], rel=0.05)


def test_paired_effects_are_means_of_differences_life_by_life(results: Results) -> None:
    block = results.block("pairs")
    table = effects(results, block, "interventions.0.dose", (0.0, 1.0), "a.anxiety", "bids_per_week_a")
    values = results.values(block, "bids_per_week_a")
    gaps = values[5] - values[3]  # a.anxiety 0.9: dose 0 is point 3, dose 1 is point 5
    row = table.iloc[1]
    assert (row["by"], row["pairs"], row["replicates"]) == (0.9, 1, 8)
    assert row["difference"] == pytest.approx(gaps.mean())
    from scipy.stats import ttest_1samp

    interval = ttest_1samp(gaps, 0.0).confidence_interval(0.95)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((interval.low, interval.high))
    every = table.iloc[-1]
    assert (every["by"], every["pairs"]) == ("all", 2)
    assert every["difference"] == pytest.approx(table["difference"][:2].mean())


def test_effects_under_independent_luck_are_welchs(tmp_path: Path) -> None:
    from scipy.stats import ttest_ind

    run(loads(MODEL.replace("seed: 3", "seed: 3, pairing: independent")), tmp_path)
    results = Results(tmp_path)
    block = results.block("pairs")
    row = effects(results, block, "interventions.0.dose", (0.0, 1.0), "a.anxiety", "bids_per_week_a").iloc[0]
    values = results.values(block, "bids_per_week_a")
    told = ttest_ind(values[2], values[0], equal_var=False).confidence_interval(0.95)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((told.low, told.high))


@pytest.mark.parametrize(("method", "bars", "mark"), [("sobol", "ST", "S1"), ("morris", "mu_star", "sigma")])
def test_sensitivity_bars_stand_in_the_order_of_influence(method: str, bars: str, mark: str) -> None:
    rows = [
        ("s", method, "laps_a", axis, "", index, value, value - 0.1, value + 0.1)
        for axis, value in (("b.stamina", 0.2), ("a.anxiety", 0.7))
        for index in (bars, mark)
    ]
    names = ("block", "method", "measure", "axis", "axis_2", "index", "value", "ci_low", "ci_high")
    drawing = sensitivity(pd.DataFrame(rows, columns=names), measure="laps", unit="1", caption="8 lives")
    assert drawing.alt.index("a.anxiety") < drawing.alt.index("b.stamina")
    assert drawing.table["value"].tolist() == [0.2, 0.2, 0.7, 0.7]
    assert files(drawing) == files(drawing)


def test_shares_are_told_in_percentage_points_and_kinds_of_couples_by_name(tmp_path: Path) -> None:
    text = (
        "experiment: x\nmodel: {days: 40}\ndesign:\n"
        "  - {name: m, kind: grid, over: {preset: [secure_secure, anxious_anxious], a.stamina: [0.1, 0.9]}}\n"
        "replicates: {n: 6}\nfigures:\n"
        "  - {recipe: treatment, block: m, contrast: a.stamina, by: preset, measure: share_escalation}\n"
        "  - {recipe: survival, block: m, by: preset}\n"
    )
    run(loads(text), tmp_path)
    draw(tmp_path, write)
    words = " ".join((tmp_path / "figures" / "treatment.txt").read_text().split())
    assert "percentage points" in words and "anxious-anxious: " in words and "all together: " in words
    assert "secure-secure: " in (tmp_path / "figures" / "survival.txt").read_text()


def test_over_populations_only_what_counts_runs_is_drawn(tmp_path: Path) -> None:
    text = (
        "experiment: x\nmodel: {population: {couples: 10, days: 5}}\ndesign:\n"
        "  - {name: m, kind: grid, over: {a.stamina: [0.1, 0.9], b.stamina: [0.1, 0.9]}}\nreplicates: {n: 3}\nfigures:\n"
    )
    with pytest.raises(ConfigError, match="counts lives"):
        loads(f"{text}  - {{recipe: survival, block: m, by: a.stamina}}\n")
    run(loads(f"{text}  - {{recipe: treatment, block: m, contrast: a.stamina, measure: share_stability}}\n"), tmp_path)
    draw(tmp_path, write)
    assert "3 populations of 5 days" in " ".join((tmp_path / "figures" / "treatment.txt").read_text().split())


def test_of_an_unfinished_folder_what_can_be_drawn_is_labelled_partial(tmp_path: Path) -> None:
    run(loads(asking(*FIGURES)), tmp_path)
    shutil.rmtree(tmp_path / "parts")
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps({**manifest, "complete": False}))
    told: list[str] = []
    made = draw(tmp_path, write, tell=told.append)
    assert {path.stem for path in made} == {"staircase", "phase_portrait", "fan"}  # of lives lived again
    assert [sentence.split()[1] for sentence in told] == ["regime_map", "held", "survival", "treatment"]
    assert all("PARTIAL" in path.read_text() for path in made if path.suffix == ".txt")


def test_sensitivity_is_drawn_from_its_blocks_and_says_how_much_is_luck(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    text = (
        "experiment: x\nmodel: {preset: anxious_avoidant, days: 10}\ndesign:\n"
        "  - {name: screen, kind: morris, trajectories: 4, over: {a.anxiety: [0, 1], b.stamina: [0, 1]}}\n"
        "replicates: {n: 3}\nfigures: [{recipe: sensitivity, block: screen, measure: bids_per_week_a}]\n"
    )
    run(loads(text), tmp_path)
    draw(tmp_path, write)
    words = " ".join((tmp_path / "figures" / "sensitivity.txt").read_text().split())
    assert "a.anxiety: mu* " in words and "% of the variance between points" in words


def test_the_command_draws_what_it_is_asked_for_and_says_what_next(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--recipe", "fan", "--block", "pairs", "--option", "points=[1]", "--option", "lives=2", "--name", "own")
    assert reassure("figures", str(folder), *words) == 0
    out, err = capsys.readouterr()
    assert [Path(line).name for line in out.splitlines()] == [f"own.{s}" for s in ("svg", "png", "csv", "txt")]
    assert "Next: look at" in err
    assert reassure("figures", str(folder), "--recipe", "fan", "--option", "colum=trust") == 64
    assert "nearest is 'column'" in capsys.readouterr().err
    assert reassure("figures", str(folder), "--name", "own") == 2
    assert "--recipe" in capsys.readouterr().err
    assert reassure("figures", "--recipes") == 0
    assert capsys.readouterr().out.strip() == helped()
