"""The page of a folder: it says what the tables say, asks nothing of the network, and trusts nothing that it reads."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from ruamel.yaml import YAML
from scipy import stats
from typer.testing import CliRunner

from reassure_sim.experiment import load, run
from reassure_sim.experiment.folder.results import Results
from reassure_sim.report import snippets
from reassure_sim.report.answer import answer
from reassure_sim.report.citation import AUTHORS, TITLE, licence
from reassure_sim.report.page import page
from reassure_sim.report.pictures import LARGE

HOSTILE = "<script>alert(1)</script>{{7*7}}{% raw %}"
FILE = f"""
experiment: hostile
question: "{HOSTILE}"
model: {{preset: anxious_avoidant, days: 60}}
design:
  - {{name: map, kind: grid, over: {{a.anxiety: [0.1, 0.9], b.avoidance: [0.1, 0.5, 0.9]}}}}
  - {{name: base, kind: list, points: [{{a.stamina: 0.5}}]}}
replicates: {{n: 8, seed: 5}}
figures: [{{recipe: regime_map, block: map, x: a.anxiety, y: b.avoidance}}]
"""
TOWN = """
experiment: town
model: {days: 30, population: {couples: 12}}
design: [{name: shape, kind: grid, over: {constants.comfort_gain: [0, 1]}}]
replicates: {n: 3, seed: 5}
"""


def lived(folder: Path, text: str) -> Path:
    (folder / "file.yaml").write_text(text)
    run(load(folder / "file.yaml"), folder / "out", 1)
    return folder / "out"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is only read, with its report made by the command."""
    folder = lived(tmp_path_factory.mktemp("report"), FILE)
    outcome = reassure("report", str(folder))
    assert outcome.exit_code == 0, outcome.output
    assert str(folder / "report.html") in outcome.output
    return folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    return Path(shutil.copytree(finished, tmp_path / "copy"))


def reassure(*words: str):  # type: ignore[no-untyped-def]
    from reassure_sim.cli import telling  # noqa: F401
    from reassure_sim.cli.app import app

    return CliRunner().invoke(app, list(words))


class Outline(HTMLParser):
    """What a page consists of: tags with attributes in order, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.text += " " if tag in ("td", "th", "p", "li", "h1", "h2", "h3", "caption", "summary") else ""

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def text_of(folder: Path) -> str:
    return " ".join(Outline(page(Results(folder))).text.split())


def test_the_page_asks_for_no_other_file(finished: Path) -> None:
    html = (finished / "report.html").read_text()
    outline = Outline(html)
    asked = [value for _, attributes in outline.tags for name, value in attributes.items()
             if name in ("src", "href", "srcset", "data", "action", "poster", "xlink:href")]  # fmt: skip
    assert asked and all(value and value.startswith("data:image/") for value in asked)
    assert not re.search(r"url\(|@import|<(link|script|iframe|object|embed|base|form)\b", html, re.I)
    policy = next(a["content"] for a in outline.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy and policy.startswith("default-src 'none'")


def test_a_hostile_folder_is_text_and_nothing_else(folder: Path) -> None:
    (folder / "figures" / "regime_map.txt").write_text('"><img src=x onerror=alert(1)>{{ e }}')
    (folder / "figures" / "regime_map.csv").write_text("<b>name</b>\n<svg onload=alert(1)>\n")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["machine"]["system"] = "<script src=//x></script>"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    outline = Outline(page(Results(folder)))
    assert HOSTILE in outline.text
    assert "<svg onload=alert(1)>" in outline.text and "<script src=//x></script>" in outline.text
    assert not outline.all("script") and not outline.all("svg") and not outline.all("b")
    assert not [a for _, a in outline.tags if any(name.startswith("on") for name in a)]
    assert len(outline.all("img")) == 1
    assert "{{ e }}" in (outline.all("figcaption") and outline.text)


def test_the_page_can_be_read_by_everybody(finished: Path) -> None:
    outline = Outline((finished / "report.html").read_text())
    assert outline.open == []
    assert outline.all("html")[0]["lang"] == "en"
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert all((attributes.get("alt") or "").strip(".") for attributes in outline.all("img"))
    assert len(outline.all("table")) == len(outline.all("caption")) > 4
    assert all(attributes.get("scope") in ("col", "row") for attributes in outline.all("th"))
    named = {attributes["id"] for _, attributes in outline.tags if "id" in attributes}
    for attribute in ("aria-labelledby", "aria-describedby"):
        assert {a[attribute] for _, a in outline.tags if attribute in a} <= named


def test_the_ink_has_enough_contrast_with_the_paper() -> None:
    style = (Path(snippets.__file__).parent / "page.html.j2").read_text()

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    papers = re.findall(r"background: (#[0-9a-f]{6})", style)
    inks = re.findall(r"[^-]color: (#[0-9a-f]{6})", style)
    assert len(papers) >= 3 and len(inks) >= 3
    for ink in inks:
        for paper in papers:
            assert (light(paper) + 0.05) / (light(ink) + 0.05) >= 4.5, (ink, paper)


def test_the_extremes_are_those_of_the_summary(finished: Path) -> None:
    results = Results(finished)
    summary = results.table("summary")
    for block in results.experiment.design:
        for measure, overall, lowest, highest in answer(results, block).found:
            rows = summary[(summary["block"] == block.name) & (summary["measure"] == measure)]
            assert overall.mean == pytest.approx(rows["mean"].mean())
            for end, at in ((lowest, rows["mean"].idxmin()), (highest, rows["mean"].idxmax())):
                expected = rows.loc[at, ["mean", "ci_low", "ci_high", "n"]].astype(float).tolist()
                assert list(end[:4]) == pytest.approx(expected)


def test_the_interval_over_all_points_is_of_replicates_and_stays_in_range(finished: Path) -> None:
    results = Results(finished)
    block = results.block("map")
    runs = results.table("runs")
    means = runs[runs["block"] == "map"].groupby("couple")["satisfaction_a"].mean()
    low, high = stats.t.interval(0.95, len(means) - 1, means.mean(), stats.sem(means))
    told = {f.measure: f for f in answer(results, block).found}
    assert (told["satisfaction_a"].overall.low, told["satisfaction_a"].overall.high) == pytest.approx((low, high))
    shares = {name: f.overall for name, f in told.items() if name.startswith("share_")}
    for name, one in shares.items():
        by_replicate = results.values(block, name).mean(axis=0)
        if by_replicate.std() == 0.0:  # as when nobody parts: a width of 0 would claim too much
            assert one.low != one.low and one.high != one.high
        else:
            assert 0.0 <= one.low <= one.mean <= one.high <= 1.0
    assert sum(one.low == one.low for one in shares.values()) >= 2


def test_the_numbers_on_the_page_are_those_of_the_tables(finished: Path) -> None:
    text, results = text_of(finished), Results(finished)
    runs = results.table("runs").query("block == 'map'")
    shares = runs["regime"].value_counts(normalize=True)
    told = ", ".join(
        f"{name} {100 * shares.get(name, 0.0):.1f} %" for name in ("stability", "escalation", "exhaustion")
    )
    assert f"Over all points: {told}, separated {100 * runs['separated'].mean():.1f} %." in text
    top = runs.groupby("point")["regime"].agg(lambda words: words.value_counts().index[0]).value_counts()
    for name, count in answer(results, results.block("map")).leading.counts.items():
        assert count == top.get(name, 0)
        assert f"{name} is the most frequent regime at {count}" in text
    assert "56 lives of 60 days were simulated: 8 lives at each point of 2 blocks" in text


def test_figures_are_drawn_and_told_with_the_numbers_behind_them(finished: Path) -> None:
    html = (finished / "report.html").read_text()
    words = " ".join((finished / "figures" / "regime_map.txt").read_text().split())
    assert words in " ".join(Outline(html).text.split())
    kind = "png+" if (finished / "figures" / "regime_map.svg").stat().st_size > LARGE else "svg+xml"
    assert f"data:image/{kind.rstrip('+')};base64," in html
    assert "Out of figures/regime_map.csv." in html


def test_the_same_folder_gives_the_same_page(finished: Path) -> None:
    assert page(Results(finished)) == page(Results(finished)) == (finished / "report.html").read_text()


def test_an_unfinished_folder_says_so_first(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest |= {
        "complete": False,
        "state": "running",
        "runs_done": 0,
    }  # killed: it could not write down how far it was
    (folder / "manifest.json").write_text(json.dumps(manifest))
    next((folder / "parts").glob("base-*")).unlink()
    for name in ("runs.csv", "runs.parquet", "summary.csv", "failures.csv", "design.csv", "dictionary.csv"):
        (folder / name).unlink()
    outcome = reassure("report", str(folder))
    assert outcome.exit_code == 0, outcome.output
    assert "partial: 48 of 56 lives" in outcome.output
    text = " ".join(Outline((folder / "report.html").read_text()).text.split())
    assert "Partial: 48 of 56 runs." in text.partition("The answer in numbers")[0]
    assert "the numbers are partial" in text


def test_runs_that_are_lost_are_told_first_and_figures_are_those_of_what_is_there(folder: Path) -> None:
    next((folder / "parts").glob("base-*")).unlink()
    drawn = (folder / "figures" / "regime_map.svg").read_bytes()
    (folder / "figures" / "regime_map.svg").write_text("<svg>of fewer runs</svg>")
    outcome = reassure("report", str(folder))
    assert "8 lives cannot be read and count nowhere; reassure verify" in outcome.output
    assert (folder / "figures" / "regime_map.svg").read_bytes() == drawn
    text = " ".join(Outline((folder / "report.html").read_text()).text.split())
    assert "8 of 56 lives cannot be read" in text.partition("The answer in numbers")[0]


def test_failed_runs_are_counted_with_the_command_that_lives_them_again(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    head = (folder / "failures.csv").read_text().splitlines()[0]
    empty = "," * (head.count(",") - 5)
    rows = [f"{i:016x},map,0,{i},{empty}trust_a is nan,reassure run x.yaml --only {i:016x}" for i in range(2)]
    content = "\n".join([head, *rows]) + "\n"
    (folder / "failures.csv").write_text(content)
    hashes = {**manifest["sha256"], "failures.csv": hashlib.sha256(content.encode()).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps({**manifest, "failures": 2, "sha256": hashes}))
    text = text_of(folder)
    assert "2 of 56 lives failed." in text and "2 times: trust_a is nan" in text
    assert "reassure run x.yaml --only 0000000000000001" in text
    assert "2 runs failed and were left out." in text


def test_sensitivity_is_shown_where_it_was_analysed(folder: Path) -> None:
    assert "What matters most" not in text_of(folder)
    (folder / "analysis").mkdir(exist_ok=True)
    (folder / "analysis" / "sensitivity.csv").write_text(
        "block,method,measure,axis,axis_2,index,value,ci_low,ci_high\n"
        "sens,sobol,share_escalation,a.anxiety,,S1,0.41234,0.3,0.5\n"
        "sens,sobol,share_escalation,a.anxiety,,ST,0.61234,0.5,0.7\n"
        "sens,sobol,share_escalation,a.anxiety,b.avoidance,S2,0.777,0.5,0.9\n"
        "sens,sobol,share_escalation,,,noise_share,0.05,0.01,0.09\n"
        "sens,sobol,laps_a,a.anxiety,,ST,0.9,0.8,1.0\n"
    )
    text = text_of(folder)
    row = "share in escalation a.anxiety 0.412 (0.3 to 0.5) 0.612 (0.5 to 0.7) 0.05 (0.01 to 0.09)"
    assert "What matters most" in text and row in " ".join(text.split())
    assert "laps_a" not in text and "0.777" not in text


def test_early_warnings_are_shown_where_they_were_looked_for(folder: Path) -> None:
    assert "Early warnings" not in text_of(folder)
    (folder / "analysis").mkdir(exist_ok=True)
    (folder / "analysis" / "warnings.csv").write_text("block,series,auc\nmap,felt_insecurity,0.51234\n")
    assert "Early warnings before tipping" in text_of(folder) and "0.5123" in text_of(folder)


def test_populations_have_a_page_too(tmp_path: Path) -> None:
    folder = lived(tmp_path, TOWN)
    assert reassure("report", str(folder)).exit_code == 0
    text = text_of(folder)
    assert "6 populations of 30 days were simulated: 3 populations at each point of one block" in text
    assert "A run was a whole population" in text and "Wilson" not in text


def test_the_methods_say_what_the_manifest_says(finished: Path) -> None:
    text, manifest = text_of(finished), json.loads((finished / "manifest.json").read_text())
    assert f"reassure_sim {manifest['package']['version']} (model version {manifest['model_version']})" in text
    assert "8 lives of 60 days were simulated under seed 5. All points shared their random numbers" in text
    assert "a full grid of 6 points over a.anxiety from 0.1 to 0.9, b.avoidance from 0.1 to 0.9" in text
    assert all(digest in text for digest in manifest["sha256"].values())


def test_the_citation_is_that_of_the_repository() -> None:
    cff = YAML(typ="safe").load(Path(__file__).parents[1] / "CITATION.cff")
    assert (cff["title"], cff["authors"][0]["name"], cff["license"]) == (TITLE, AUTHORS, licence())


def test_the_python_lines_read_the_folder_in_a_fresh_interpreter(finished: Path) -> None:
    program = snippets.python(Results(finished))
    assert "reassure" not in program
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=finished, capture_output=True, text=True, check=True
    )
    summary = pd.read_csv(finished / "summary.csv").query("block == 'map' and measure == 'share_escalation'")
    for value in summary["ci_high"]:
        assert f"{value:.6f}" in told.stdout
    assert told.stdout.count(" 8\n") == 7  # eight runs at each of seven points


def test_the_r_lines_are_whole_and_name_the_same_tables(finished: Path) -> None:
    program = snippets.r(Results(finished))
    code = re.sub(r'"[^"]*"|#.*', "", program)
    for one, other in ("()", "[]"):
        assert code.count(one) == code.count(other)
    assert program.count('"') % 2 == 0
    for file in re.findall(r'"([\w.]+\.(?:csv|parquet))"', program):
        assert (finished / file).is_file()
    if shutil.which("Rscript"):
        subprocess.run(["Rscript", "-e", program], cwd=finished, check=True, capture_output=True)


def test_a_folder_without_results_is_refused_in_a_sentence(tmp_path: Path) -> None:
    from reassure_sim.experiment.errors import ExperimentError

    outcome = reassure("report", str(tmp_path))
    assert isinstance(outcome.exception, ExperimentError) and outcome.exception.code == 64
    assert not (tmp_path / "report.html").exists()


def test_a_folder_without_any_run_has_a_page_that_says_so(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "complete": False, "runs_done": 0}))
    for part in (folder / "parts").iterdir():
        part.unlink()
    text = text_of(folder)
    assert "Partial: 0 of 56 runs." in text
    assert text.count("No run of this block is there yet.") == 2


def test_points_that_are_not_there_yet_are_not_spoken_for(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "complete": False, "runs_done": 48}))
    for part in (folder / "parts").glob("base-*"):
        part.unlink()
    text = text_of(folder)
    assert text.count("No run of this block is there yet.") == 1
    assert text.count("Over all points: ") == 1
