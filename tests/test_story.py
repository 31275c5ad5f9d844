"""The story of a run says what its tables say."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reassure_sim.experiment import load, run
from reassure_sim.experiment.errors import ExperimentError
from reassure_sim.experiment.folder.results import Results
from reassure_sim.measures import CAUSES
from reassure_sim.report.story import WIDTH, Told
from reassure_sim.report.typical import NEAR, typical
from reassure_sim.report.wording import CAUSES as WORDS
from reassure_sim.report.wording import happened

FILE = """
experiment: several
model: {preset: anxious_avoidant, days: 150, interventions: [{use: address_fear, start: 60, dose: 0.5}]}
design:
  - name: map
    kind: list
    points:
      - {a.anxiety: 0.1, b.avoidance: 0.2, interventions.0.dose: 0.0, constants.parting_unmarried: 0.0}
      - {a.anxiety: 0.9, b.avoidance: 0.9, interventions.0.dose: 1.0, constants.parting_unmarried: 0.0}
      - {a.anxiety: 0.8, b.avoidance: 0.8, interventions.0.dose: 0.5, constants.parting_unmarried: 1.0}
replicates: {n: 6, seed: 11, pairing: PAIRING}
"""
NOTHING = """
experiment: nothing
model:
  preset: secure_secure
  days: 40
  constants: {seek_max: 0, reach_max: 0, withdraw_max: 0, stress_rate: 0, doubt_rate: 0, good_rate: 0,
              parting_unmarried: 0}
replicates: {n: 2, seed: 3}
"""


@pytest.fixture(scope="module", params=["common", "independent"])
def results(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Results:
    return lived(tmp_path_factory.mktemp("story"), FILE.replace("PAIRING", request.param))


def lived(folder: Path, text: str) -> Results:
    (folder / "file.yaml").write_text(text)
    run(load(folder / "file.yaml"), folder / "out", 1)
    return Results(folder / "out")


def ids(results: Results) -> list[str]:
    return [str(one) for block in results.experiment.design for one in results.run_ids(block).ravel()]


def numbers(text: str) -> list[float]:
    return [float(n) for n in re.findall(r"[-+]?\d+(?:\.\d+)?", text)]


def unwrapped(told: Told) -> list[str]:
    """Return the story as one string a paragraph or item."""
    lines: list[str] = []
    for line in told.story():
        if lines and re.match(r" {4,}", line):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
    return [line.strip() for line in lines]


def said(told: Told, begins: str) -> str:
    found = [line for line in unwrapped(told) if re.match(begins, line)]
    assert len(found) == 1, (begins, unwrapped(told))
    return found[0]


def test_the_run_that_is_told_is_the_run_of_the_folder(results: Results) -> None:
    runs = pd.read_csv(results.folder / "runs.csv").set_index("run_id")
    for run_id in ids(results)[::5]:
        told = Told(results, run_id)
        row = told.result.runs.iloc[0]
        for column in ("days_together", "satisfaction_a", "bids_per_week_b", "energy_b"):
            assert row[column] == runs.loc[run_id, column]
        assert (told.block.name, told.point, told.replicate) == tuple(runs.loc[run_id, ["block", "point", "couple"]])


def test_every_story_is_short_and_of_plain_width(results: Results) -> None:
    lengths = []
    for run_id in ids(results):
        lines = Told(results, run_id).story()
        lengths.append(len(lines))
        assert all(len(line) <= WIDTH for line in lines if "reassure " not in line)
    assert max(lengths) <= 46
    assert np.median(lengths) <= 42


def test_the_first_weeks_are_those_of_the_diary(results: Results) -> None:
    for run_id in ids(results)[::3]:
        told = Told(results, run_id)
        diary = told.result.diary
        last = min(27, int(diary["day"].max()))
        first = diary[diary["day"] <= last]
        assert f"The first weeks (days 0 to {last})" in told.story()
        for partner in "ab":
            own = first[first["partner"] == partner]
            words = {0.0: "never", 1.0: "once", 2.0: "twice"}
            asked, reassured = (words.get(own[c].sum(), f"{own[c].sum():.0f} times") for c in ("asked", "reassured"))
            line = said(told, rf"{partner} (asks|never asks)")
            assert line.startswith(
                f"{partner} never asks" if asked == "never" else f"{partner} asks {asked} and is answered {reassured};"
            )
            felt, energy = numbers(line.partition("averages")[2])
            assert felt == pytest.approx(own["felt_insecurity"].mean(), abs=0.0051)
            assert energy == pytest.approx(own["energy"].iloc[-1], abs=0.0051)


def test_each_turning_point_is_an_event_of_the_tables_with_its_causes(results: Results) -> None:
    for run_id in ids(results)[::2]:
        told = Told(results, run_id)
        events, story = told.result.events, "\n".join(unwrapped(told))
        bids = events[events["kind"] == "seek"]
        for title, chosen in (
            ("first request", bids),
            ("first refusal", bids[bids["answer"] == "withdrew"]),
            ("first request heard as criticism", bids[bids["read_as"] == "criticism"]),
        ):
            line = re.search(rf"day (\d+): (?:.*, )?[Tt]?(?:he )?{title}(?:,[^:]*)?: (.*)", story)
            assert (line is None) == chosen.empty, title
            if line:
                row = chosen.iloc[0]
                assert (int(line[1]), line[2]) == (row["day"], happened(row))
        hours = bids["hours_of_relief"].dropna()
        longest = re.search(
            r"day (\d+): [^:]*longest relief[^:]*: .*It brings ([\d.]+) (minutes|hours|days) of relief\.", story
        )
        assert (longest is None) == (not (hours > 0).any())
        if longest:
            hour = {"minutes": 1 / 60, "hours": 1, "days": 24}[longest[3]]
            assert float(longest[2]) * hour == pytest.approx(hours.max(), abs=0.051 * max(hour, 10 / 60))
            assert int(longest[1]) == bids.loc[hours.idxmax(), "day"]
        blow = events[events["kind"] == "stress"].sort_values("size").iloc[-1]
        assert f"day {blow['day']}: The hardest blow from outside: Life hits {blow['partner']}" in story


def test_the_worst_week_is_the_worst_of_the_diary(results: Results) -> None:
    for run_id in ids(results)[::4]:
        told = Told(results, run_id)
        daily = told.result.diary.groupby("day")[["felt_insecurity", "asked", "rebuffed"]]
        felt, counts = daily.mean()["felt_insecurity"], daily.sum()
        if len(felt) < 14:
            continue
        weeks = felt.rolling(7).mean()
        day = int(weeks.idxmax())
        line = said(told, rf"day {day - 6}: The worst week")
        assert f"(days {day - 6} to {day})" in line
        asked, refused = (counts.loc[day - 6 : day, name].sum() for name in ("asked", "rebuffed"))
        told_of = numbers(line.partition("averages")[2])
        expected = [weeks.max(), felt.mean(), *((asked, refused) if asked else ())]
        assert told_of == pytest.approx(expected, abs=0.0051)


def test_changes_of_regime_are_what_runs_that_end_that_day_read(results: Results) -> None:
    """The regime up to a day is that of the same couple in an experiment which ends with that day."""
    from reassure_sim.block import Lives
    from reassure_sim.engines import live
    from reassure_sim.measures import REGIMES

    told = Told(results, next(one for one in ids(results) if "From here on" in "\n".join(Told(results, one).story())))
    lives: Lives = told.result.tables.lives
    changes = re.findall(r"day (\d+): From here on the last four weeks read as (\w+) \(before: (\w+)\)",
                         "\n".join(unwrapped(told)))  # fmt: skip
    assert changes
    for day, now, before in changes:
        for days, expected in ((int(day) + 1, now), (int(day), before)):
            assert REGIMES[int(live(lives, days, 8).runs["regime"][0])] == expected


def test_the_end_tells_the_row_of_the_run_and_why_it_reads_so(results: Results) -> None:
    parted = 0
    for run_id in ids(results):
        told = Told(results, run_id)
        row = told.result.runs.iloc[0]
        for begins, columns, scale, within in (
            ("frequency", ("bids_per_week_a", "bids_per_week_b"), 1, 0.051),
            ("emotional impact", ("felt_next_day_a", "felt_next_day_b"), 1, 0.00051),
            ("long-term", ("trust_slope_a", "trust_slope_b", "fear_slope_a", "fear_slope_b"), 1, 0.0051),
            ("partner", ("rebuffed_share_a", "rebuffed_share_b", "misread_share_a", "misread_share_b"), 100, 0.51),
        ):
            expected = [scale * row[c] for c in columns if np.isfinite(row[c])]
            assert numbers(said(told, begins)) == pytest.approx(expected, abs=within), begins
        assert f": {row['regime']}" in said(told, "last weeks")
        if row["separated"]:
            parted += 1
            assert said(told, "How it ended") == f"How it ended: they parted on day {row['separation_day']:.0f}"
            last = told.result.diary.groupby("partner").last()
            line = said(told, f"day {row['separation_day']:.0f}: They part")
            expected = [last.loc[who, name] for name in ("commitment", "satisfaction", "trust") for who in "ab"]
            assert numbers(line.partition("part,")[2]) == pytest.approx(expected, abs=0.0051)
        else:
            assert said(told, "How it ended") == f"How it ended: together after {row['days_together']:.0f} days"
            assert "They part" not in "\n".join(told.story())
    assert 0 < parted < len(ids(results))


def test_traits_and_plans_are_those_of_the_point(results: Results) -> None:
    told = Told(results, ids(results)[6])
    assert "very high attachment anxiety (0.90), low avoidance (0.20)" in said(told, "Partner a")
    assert "very high avoidance (0.90)" in said(told, "Partner b")
    assert said(told, "Planned") == "Planned: use address_fear, dose 1, from day 60."


def test_the_couple_lives_the_same_life_again_and_its_twin_lacks_the_event(results: Results) -> None:
    for run_id in ids(results)[::4]:
        told = Told(results, run_id)
        command = next(line for line in told.story() if "--without" in line)
        step, partner, kind = re.search(r"--without (\d+):(\w):(\w+)", command).groups()  # type: ignore[union-attr]
        pair = told.without(int(step), partner, kind)
        assert pair.original.run_ids == [run_id]
        pd.testing.assert_frame_equal(pair.original.events, told.result.events)
        gone = pair.other.events.query("step == @step and partner == @partner and kind == @kind", local_dict={
            "step": int(step), "partner": partner, "kind": kind})  # fmt: skip
        assert gone.empty


def test_a_life_in_which_nothing_happens_is_told_as_such(tmp_path: Path) -> None:
    told = Told(lived(tmp_path, NOTHING))
    assert told.result.events.empty
    assert said(told, "day 0") == "day 0: Nobody ever asks for reassurance."
    assert said(told, "a never asks") and said(told, "b never asks")
    assert "--without" not in "\n".join(told.story())
    assert said(told, "How it ended") == "How it ended: together after 40 days"
    assert told.log() == []


def test_the_log_has_one_line_an_event(results: Results) -> None:
    told = Told(results, ids(results)[8])
    log = told.log()
    assert len(log) == len(told.result.events) > 50
    assert [numbers(line)[:2] for line in log] == told.result.events[["day", "step"]].to_numpy().tolist()


def test_every_cause_has_words_and_keeps_its_size() -> None:
    assert set(WORDS) == set(CAUSES) - {""}
    row = {"partner": "b", "kind": "withdraw", "causes": "energy -0.3, pressure +1.2"}
    assert happened(row) == "b withdraws unasked (strength -0.3, felt pressure +1.2)."


def test_the_typical_run_is_nearest_to_the_middle_of_the_most_frequent_regime(results: Results) -> None:
    runs = pd.read_csv(results.folder / "runs.csv")
    most = runs[runs["regime"] == runs["regime"].value_counts().index[0]]
    near = most[list(NEAR)]
    distance = ((near - near.median()).abs() / near.std(ddof=0).replace(0.0, 1.0)).sum(axis=1)
    assert typical(results) == most.loc[distance.idxmin(), "run_id"] == Told(results).run_id


def test_no_kind_of_person_and_no_advice_is_spoken_of(results: Results) -> None:
    for run_id in ids(results)[::3]:
        text = "\n".join(Told(results, run_id).story()).lower()
        assert not re.search(r"\bthe (anxious|avoidant|secure)\b|\bshould\b|disorder|pathol|patient|nan\b", text)


def test_an_unknown_run_and_a_population_are_refused_in_a_sentence(results: Results, tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match=r"no run of .* has the id 'ffff'") as found:
        Told(results, "ffff")
    assert found.value.code == 64
    town = "experiment: town\nmodel: {days: 30, population: {couples: 5}}\nreplicates: {n: 1}\n"
    with pytest.raises(ExperimentError, match="about populations") as found:
        Told(lived(tmp_path, town))
    assert "reassure society" in found.value.next_command


def test_the_command_tells_the_story_the_log_and_the_twin(results: Results) -> None:
    from typer.testing import CliRunner

    from reassure_sim.cli import telling  # noqa: F401
    from reassure_sim.cli.app import app

    def explain(*words: str):  # type: ignore[no-untyped-def]
        return CliRunner().invoke(app, ["explain", str(results.folder), *words])

    run_id = ids(results)[8]
    told = Told(results, run_id)
    assert explain("--run", run_id).stdout.splitlines() == told.story()
    assert explain("--run", run_id, "--all").stdout.splitlines() == [*told.story(), "", *told.log()]
    assert explain().stdout.startswith(f"Run {typical(results)}, the most typical run: ")
    row = told.result.events.iloc[3]
    twins = explain("--run", run_id, "--without", f"{row['step']}:{row['partner']}:{row['kind']}")
    assert twins.stdout.startswith("The same couple and the same luck, without ")
    for wrong in ("3", "x:a:seek", "3:a"):
        assert explain("--run", run_id, "--without", wrong).exit_code == 2
