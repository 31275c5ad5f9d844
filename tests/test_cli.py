"""The command line: exit codes, what goes to stdout, and a next command after every error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from command import reassure
from reassure_sim.cli import entry

ROOT = Path(__file__).parents[1]
SMALL = "experiment: small\nmodel: {preset: anxious_avoidant, days: 3}\nreplicates: {n: 4}\n"
HEAVY = ("numba", "pandas", "mesa", "matplotlib", "pyarrow", "solara", "scipy", "numpy")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder that holds one small experiment."""
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text(SMALL)


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["run", "--help"],
        ["twins", "--help"],
        ["evidence", "--help"],
        ["calibrate", "--help"],
        ["society", "--help"],
        ["--version"],
        [],
    ],
)
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    """`reassure --help` is quick because it loads neither engine nor tables nor pictures."""
    script = (
        "import sys\nfrom reassure_sim.cli import main\nsys.argv = ['reassure', *sys.argv[1:]]\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print([m for m in {HEAVY} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"


def test_an_interruption_ends_every_command_with_130_and_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also while the commands are imported, before anything could say so."""

    def interrupted(*words: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reassure_sim.experiment.load", interrupted)
    assert reassure("validate", "small.yaml") == 130
    assert "Next: reassure validate small.yaml" in capsys.readouterr().err
    script = (
        "import sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'typer': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\n"
        "from reassure_sim.cli import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "")


def test_a_run_prints_its_folder_and_goes_on_where_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    """stdout holds the folder alone, stderr the progress; the second time nothing is simulated."""
    assert reassure("run", "small.yaml") == 0
    told = capsys.readouterr()
    assert told.out == f"{Path('results/small')}\n"
    assert "4 of 4 lives" in told.err
    assert "Next: reassure analyze" in told.err
    assert reassure("run", "small.yaml") == 0
    assert "4 of them were there already" in capsys.readouterr().err
    assert reassure("status", "results/small") == 0
    assert "complete" in capsys.readouterr().out


def test_either_engine_gives_the_same_tables(capsys: pytest.CaptureFixture[str]) -> None:
    """`--engine mesa` writes the same bytes, slowly."""
    for engine in ("batch", "mesa"):
        assert reassure("run", "small.yaml", "-o", engine, "--engine", engine, "--set", "replicates.n=2") == 0
    for name in ("runs.csv", "summary.csv", "runs.parquet"):
        assert Path("batch", name).read_bytes() == Path("mesa", name).read_bytes()
    assert reassure("run", "small.yaml", "--engine", "steam") == 2


def test_one_life_again(capsys: pytest.CaptureFixture[str]) -> None:
    """`--only` prints one life as lines of name and value, equal to its row."""
    assert reassure("run", "small.yaml", "-o", "r") == 0
    header, row = (line.split(",") for line in Path("r/runs.csv").read_text().splitlines()[:2])
    capsys.readouterr()
    assert reassure("run", "small.yaml", "--only", row[0].strip('"')) == 0
    told = dict(line.split(",") for line in capsys.readouterr().out.splitlines())
    assert float(told["trust_a"]) == float(row[header.index("trust_a")])
    assert reassure("run", "small.yaml", "--only", "nonsense") == 64


def test_exit_codes_and_the_next_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each way to fail has its code, one sentence and a next step, and no traceback."""
    monkeypatch.setenv("REASSURE_TEST_CHUNK_LIVES", "2")
    Path("bad.yaml").write_text("experiment: x\nmodel: {preset: nobody}\n")
    Path("mine").mkdir()
    Path("mine/diary.txt").write_text("mine")
    Path("file").write_text("in the way")
    assert reassure("run", "small.yaml", "-o", "r") == 0
    for words, code, sentence in [
        (["run"], 2, "Missing argument"),
        (["frobnicate"], 2, "No such command"),
        (["run", "small.yaml", "--set", "days"], 2, "key=value"),
        (["demo", "--preset", "nobody"], 2, "no preset"),
        (["validate", "bad.yaml"], 64, "bad.yaml:2:17: model.preset: no preset is called 'nobody'"),
        (["run", "none.yaml"], 64, "no such file"),
        (["status", "nowhere"], 64, "no folder"),
        (["run", "small.yaml", "-o", "file/r"], 74, "cannot read or write"),
        (["run", "small.yaml", "-o", "mine"], 76, "diary.txt"),
        (["run", "small.yaml", "-o", "r", "--set", "replicates.seed=2"], 76, "replicates.seed is 1 there and 2 here"),
        (["run", "small.yaml", "-o", "new", "--set", "run.max_hours=0", "--set", "replicates.n=40"], 4, "by a limit"),
        (["evidence", "--model", "nobody"], 2, "no model is called 'nobody'"),
        (["evidence", "-o", "mine"], 76, "diary.txt"),
        (["evidence", "-o", "file/r"], 74, "cannot read or write"),
        (["calibrate", "-o", "fit", "--points", "3"], 2, "allowed is a whole number from 64"),
        (["calibrate"], 2, "Missing option"),
        (["calibrate", "-o", "mine"], 76, "diary.txt"),
        (["twins", "small.yaml"], 2, "nothing differs"),
        (["twins", "small.yaml", "--change", "a.anxiety"], 2, "allowed is path=value"),
        (["twins", "small.yaml", "--change", "a.anxity=1"], 2, "the nearest is 'a.anxiety'"),
        (["twins", "small.yaml", "--change", "a.anxiety=high"], 2, "read 'high', allowed is a number from 0 to 1"),
        (["twins", "small.yaml", "--use", "adress_fear"], 2, "the nearest is 'address_fear'"),
        (["twins", "small.yaml", "--use", "address_fear:1:2:3"], 2, "STRATEGY[:START[:DOSE]]"),
        (["twins", "small.yaml", "--without-event", "0:b:seek"], 2, "COUPLE:STEP:PARTNER:KIND"),
        (["twins", "small.yaml", "--without-event", "0:x:b:seek"], 2, "read 'x', allowed is a whole number"),
        (["twins", "small.yaml", "--without-event", "0:999:b:seek"], 2, "couple 0 has no seek of b at step 999"),
        (["twins", "anxious_avoidnt", "--change", "a.anxiety=1"], 2, "the nearest is 'anxious_avoidant'"),
        (["twins", "none.yaml", "--change", "a.anxiety=1"], 64, "no such file"),
        (["twins", "bad.yaml", "--change", "a.anxiety=1"], 64, "bad.yaml:2:17"),
        (["twins", "small.yaml", "--change", "a.anxiety=1", "-o", "mine"], 76, "diary.txt"),
        (["twins", "small.yaml", "--change", "a.anxiety=1", "-o", "file/r"], 74, "cannot read or write"),
    ]:
        capsys.readouterr()
        assert reassure(*words) == code, words
        said = capsys.readouterr().err
        assert sentence in said, said
        assert "Next: " in said or "Try 'reassure" in said
        assert "Traceback" not in said


def test_a_folder_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    """Two runs in one folder: the second is sent away with 75."""
    from reassure_sim.experiment import Store

    with Store(Path("r")).held():
        assert reassure("run", "small.yaml", "-o", "r") == 75
        assert "in use" in capsys.readouterr().err


def test_a_failed_life_is_code_3(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A life that is not a number is named, and the command that lives it again works."""
    from reassure_sim.experiment import pool

    real = pool.simulate

    def fails(*words: object) -> object:
        told = real(*words)  # type: ignore[arg-type]
        told["energy_a"][0] = float("nan")
        return told

    monkeypatch.setattr(pool, "simulate", fails)
    assert reassure("run", "small.yaml", "-o", "r") == 3
    assert "failures.csv" in capsys.readouterr().err
    monkeypatch.setattr(pool, "simulate", real)
    again = Path("r/failures.csv").read_text().splitlines()[1].rsplit(",", 1)[1].strip('"')
    assert reassure(*again.split()[1:]) == 0


def test_a_bug_is_code_70_and_shows_its_traceback_on_demand(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody foresaw is one sentence; `--debug` shows the rest."""

    def breaks(*words: object, **more: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(entry, "app", breaks)
    assert reassure("schema") == 70
    said = capsys.readouterr().err
    assert "bug: ZeroDivisionError: oops" in said
    assert "Traceback" not in said
    assert "--debug" in said
    assert reassure("schema", "--debug") == 70
    assert "Traceback" in capsys.readouterr().err


def test_the_schema_accepts_the_quickstart_and_refuses_a_typo(capsys: pytest.CaptureFixture[str]) -> None:
    """What editors check agrees with what `validate` checks."""
    jsonschema = pytest.importorskip("jsonschema")
    assert reassure("schema") == 0
    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    from ruamel.yaml import YAML

    content = YAML(typ="safe", pure=True).load((ROOT / "configs" / "quickstart.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(content, schema)
    for change in ({"modle": {}}, {"model": {"a": {"anxiety": 2}}}, {"replicates": {"n": 0}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**content, **change}, schema)


def test_the_demo_is_a_year_in_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Rows of bars, the staircase, an end in words, and what to try next; narrow enough for a terminal."""
    assert reassure("demo") == 0
    told = capsys.readouterr().out
    for words in (
        "asks for reassurance",
        "felt insecurity",
        "staircase of relief",
        "answers",
        "Try next",
        "not a diagnosis",
    ):
        assert words in told
    assert max(map(len, told.splitlines())) <= 120


def test_twins_say_where_they_part_and_write_the_differences(capsys: pytest.CaptureFixture[str]) -> None:
    """Five plain lines; with many couples a sixth, on what the shared luck is worth; and three files with -o."""
    import pandas

    words = ["twins", "small.yaml", "--change", "b.stamina=0.9", "--days", "5"]
    assert reassure(*words) == 0
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 5
    assert told[0] == "The same couple and the same luck, with b.stamina 0.9 instead of 0.45"
    assert told[1].startswith("The two lives part on day 0, in b's energy")
    assert reassure(*words, "--couples", "12", "--seed", "3", "-o", "t") == 0
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 6 and told[0].startswith("12 lives of the same couple") and "times as many for" in told[5]
    assert sorted(path.name for path in Path("t").iterdir()) == ["differences.csv", "outcomes.csv", "twins.json"]
    assert json.loads(Path("t/twins.json").read_text())["other"]["parameters"]["b"]["stamina"] == 0.9
    days = pandas.read_csv("t/differences.csv")
    assert list(days.columns[:3]) == ["couple", "partner", "day"] and len(days) == 10
    assert reassure(*words, "--couples", "12", "--seed", "3", "-o", "t") == 0  # its own files are written anew


def test_twins_with_a_strategy_and_without_an_event(capsys: pytest.CaptureFixture[str]) -> None:
    """What is given in short is what Python is given; the file's seed is the luck of its own runs."""
    import reassure_sim as rs

    couple = rs.Scenario.preset("anxious_avoidant", days=3)
    event = rs.simulate(couple, couples=4, seed=1, record="events").events.query("couple > 0").iloc[0]
    named = ":".join(str(event[key]) for key in ("couple", "step", "partner", "kind"))
    assert reassure("twins", "small.yaml", "--without-event", named, "--use", "talk_openly:1:0.5") == 0
    plan = [{"use": "talk_openly", "start": 1, "dose": 0.5}]
    assert capsys.readouterr().out == f"{rs.twins(couple, interventions=plan, without=[event], seed=1)}\n"


def test_evidence_is_a_scorecard_with_failures_first(capsys: pytest.CaptureFixture[str]) -> None:
    """One line a finding, those not reproduced first; then a line a model; and the same in three files."""
    import pandas

    assert reassure("evidence", "--quick", "--model", "full", "-o", "card", "--workers", "1") == 0
    told = capsys.readouterr()
    card = pandas.read_csv("card/scorecard.csv")
    held = card[card["role"] != "input"]
    lines = told.out.split("\n\n")[0].splitlines()[1:]
    assert len(lines) == len(held)
    good = [" reproduced " in line for line in lines]
    assert good == sorted(good) and sum(good) == (held["verdict"] == "reproduced").sum()
    assert sorted(path.name for path in Path("card").iterdir()) == ["claims.csv", "scorecard.csv", "scorecard.md"]
    assert "full: " in told.err and "scorecard.md" in told.err


def test_calibrate_prints_its_folder(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The command hands on what was asked, and goes on in a folder that holds a design of its own."""
    from reassure_sim.analysis import calibration

    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(calibration, "run", lambda out, workers, say, points: asked.append((out, workers, points)))
    Path("fit").mkdir()
    Path("fit/design.json").write_text("{}")
    Path("fit/design.csv").write_text("")
    assert reassure("calibrate", "-o", "fit", "--workers", "3", "--points", "64") == 0
    assert asked == [(Path("fit"), 3, 64)]
    told = capsys.readouterr()
    assert told.out == "fit\n" and "report.md" in told.err


def test_the_dashboard_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the extra: a sentence and the command that installs it."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert reassure("dashboard") == 2
    assert "pip install" in capsys.readouterr().err


def test_the_module_is_the_command() -> None:
    """`python -m reassure_sim.cli` works where scripts are not on the path."""
    words = [sys.executable, "-m", "reassure_sim.cli", "validate", "small.yaml"]
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONWARNINGS": "error"}
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "small.yaml is valid: 1 points x 4 lives = 4 runs of 3 days\n"


TOWN = """experiment: town
model:
  days: 9
  population:
    couples: 30
    network: {kind: watts_strogatz, mean_degree: 4, rewiring: 0.1}
replicates: {n: 2}
"""


def test_a_society_of_a_file_is_lived_drawn_and_written_for_others(capsys: pytest.CaptureFixture[str]) -> None:
    import networkx as nx
    import pandas

    Path("town.yaml").write_text(TOWN)
    assert reassure("society", "town.yaml", "-o", "lived", "--workers", "1") == 0
    told = capsys.readouterr().out
    assert "30 lives of 9 days" in told and "On day 9" in told
    assert reassure("run", "town.yaml", "-o", "all") == 0
    rows = pandas.read_csv("all/runs.csv")
    lived = pandas.read_csv("lived/runs.csv")
    assert lived["satisfaction_a"].mean() == pytest.approx(rows["satisfaction_a"][0])
    assert list(pandas.read_csv("lived/series.csv")["day"]) == [7, 9]
    graph = nx.read_graphml("lived/society.graphml")
    assert len(graph) == 30 and {data["regime"] for _, data in graph.nodes(data=True)} <= {
        "stability",
        "escalation",
        "exhaustion",
        "apart",
    }
    assert Path("lived/network.png").read_bytes().startswith(b"\x89PNG")
    second = rows["run_id"][1]
    capsys.readouterr()
    assert reassure("society", "town.yaml", "-o", "lived", "--run", second) == 0  # its own folder may be written again
    other = pandas.read_csv("lived/runs.csv")
    assert other["satisfaction_a"].mean() == pytest.approx(rows["satisfaction_a"][1])


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["small.yaml", "-o", "x"], 64, "not a society"),
        (["town.yaml", "-o", "x", "--run", "abc"], 64, "no run of this experiment"),
        (["town.yaml", "-o", "x", "--set", "population.network=null"], 64, "know nobody"),
        (["town.yaml", "-o", "town.yaml"], 74, "in the way"),
        (["town.yaml", "-o", "."], 76, "holds"),
    ],
)
def test_a_society_that_cannot_be_is_told_in_a_sentence(
    words: list[str], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("town.yaml").write_text(TOWN)
    assert reassure("society", *words) == code
    told = capsys.readouterr().err
    assert sentence in told and "Next:" in told and "Traceback" not in told
