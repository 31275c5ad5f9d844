"""What the documents say is so: equations, tables, commands, links, names of tests."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import math
import os
import re
import shlex
import shutil
import subprocess
import sys
import types
import warnings
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest

from reassure_sim import kernel, lessons, rules
from reassure_sim.cli import main
from reassure_sim.engines import live
from reassure_sim.experiment import loads
from reassure_sim.instrument import Instrument, Reference
from reassure_sim.interventions import STRATEGIES
from reassure_sim.layout import EPISODE_A, EPISODE_B, PAIR, SEEN, STATE_A, STATE_B
from reassure_sim.mechanisms import MECHANISMS
from reassure_sim.parameters import NUMBERS, PATHS, ConstantsRecord, CoupleRecord, PersonRecord, table
from reassure_sim.population import Likeness, Norms, Spread
from reassure_sim.scenario import CULTURES, PRESETS, Scenario, scenario_lives

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
MODEL = (DOCS / "model.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
LANGUAGES = {"", "text", "printed", "python", "r", "bash", "sh", "yaml", "diff"}

OTHERS = re.compile(r"\.git|\.venv.*|\..*_cache|\.hypothesis|__pycache__|assets|results|build|dist|.*\.egg-info")
"""Folders that hold nothing of ours."""


def ours() -> list[Path]:
    """Every file of the repository."""
    found, folders = [], [ROOT]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.is_dir() and not OTHERS.fullmatch(path.name):
                folders.append(path)
            elif path.is_file() and path.name != ".git":
                found.append(path)
    return found


def blocks(text: str) -> list[tuple[str, str]]:
    """The fenced blocks of a document, in order: language and content; ```` ```text printed ```` is a language of its own."""
    fences = re.finditer(r"^```(?:text (?=printed))?(\w*)[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [(m[1], m[2]) for m in fences]


def section_text(number: str) -> str:
    """A numbered section of the model's page with its unnumbered parts."""
    parts = re.split(r"^##+ (?=\d)", MODEL, flags=re.MULTILINE)
    return next(part for part in parts if part.startswith(f"{number} "))


def section(*numbers: str) -> list[str]:
    """The equations of some numbered sections of the model's page, as they follow each other there."""
    chosen = [section_text(number) for number in numbers]
    return [content for part in chosen for language, content in blocks(part) if language == "text"]


# -- the model's page ----------------------------------------------------------------------------


def test_the_model_page_has_the_seven_headings_of_odd_in_order() -> None:
    found = re.findall(r"^## (\d .*)$", MODEL, re.MULTILINE)
    assert found == [
        "1 Purpose and patterns",
        "2 Entities, state variables and scales",
        "3 Process overview and scheduling",
        "4 Design concepts",
        "5 Initialization",
        "6 Input data",
        "7 Submodels",
    ]


def test_the_model_page_names_every_rule_state_and_parameter() -> None:
    named = set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", MODEL, flags=re.DOTALL)))
    missing = [f.__name__ for f in kernel.RULES if f.__module__.startswith("reassure_sim.rules.")]
    assert [name for name in missing if name not in named] == []
    words = set(re.findall(r"\w+", MODEL))
    names = {path.partition(".")[2] for path in PATHS} | set(rules.State._fields) | set(rules.Pair._fields)
    assert sorted(names - words) == []


def test_the_model_page_gives_presets_and_cultures_as_they_are() -> None:
    for name, partners in PRESETS.items():
        assert f"`{name}`" in MODEL
        for word, traits in zip(name.split("_"), (partners["a"], partners["b"]), strict=True):
            line = f"| {word} | " + ", ".join(f"{trait} {value:g}" for trait, value in traits.items()) + " |"
            assert line in MODEL
    expressive, reserved = CULTURES["expressive"], CULTURES["reserved"]
    assert "`expressive` for " + ", ".join(f"{k} {v:g}" for k, v in expressive.items()) in MODEL.replace("\n", " ")
    assert "`reserved` for " + ", ".join(f"{v:g}" for v in reserved.values()) in MODEL.replace("\n", " ")


def test_the_table_of_mechanisms_is_that_of_the_code() -> None:
    table = section_text("4")
    rows = [f"| `{m.name}` | {m.claim} | {m.source} |" for m in MECHANISMS]
    assert [line for line in table.splitlines() if line.startswith("| `")] == rows


def test_the_table_of_strategies_is_that_of_the_code() -> None:
    table = section_text("7.14").partition("*The strategies")[2]
    for name, strategy in STRATEGIES.items():
        own = table.partition(f"| `{name}`")[2].partition("\n| `")[0]
        for move in strategy.moves:
            line = next(line for line in own.splitlines() if f"`{move.name}`" in line)
            sign = "+" if move.size > 0 else "-"
            size = f"{move.size:g} of the way" if move.how == "towards" else f"{sign} {abs(move.size):g}"
            assert f"`{move.name}` {size}" in line, (name, move)
            assert f"| {move.ramp:g} | {move.kept:g} |" in line, (name, move)


@pytest.mark.parametrize(
    ("where", "numbers"), [("5", (Norms, Spread, Likeness)), ("7.15", (Instrument, Reference))], ids=["5", "7.15"]
)
def test_the_tables_of_populations_and_of_measurement_are_those_of_the_code(where: str, numbers: Any) -> None:
    rows = [line for line in section_text(where).splitlines() if line.startswith("| `")]
    told = {m[1]: m[2] for m in (re.match(r"\| `(\w+)` \| (\S+) \|", row) for row in rows) if m}
    assert told == {name: f"{f.default:g}" for kind in numbers for name, f in kind.model_fields.items()}


EPISODE = ("7.2", "7.3", "7.4", "7.5", "7.6", "7.7")


class Written:
    """A couple that lives by the equations of the page, run as they stand there."""

    def __init__(self, values: np.ndarray, seed: int, couple: int, dt: float) -> None:
        self.partners: list[dict[str, Any]] = []
        given = dict(zip(PATHS, np.asarray(values).tolist(), strict=True))
        for person, who in enumerate("ab"):
            space: dict[str, Any] = {"sqrt": math.sqrt, "dt": dt, "person": person}
            space |= {"seed": seed, "replicate": 0, "couple": couple}
            groups = (who, "couple", "constants")
            space |= {path.partition(".")[2]: v for path, v in given.items() if path.partition(".")[0] in groups}
            self.partners.append(space)
        for part in section("2", "7.1", "5"):
            self._live(compile(part, "docs/model.md", "exec"))
        parts = section("7.8", *EPISODE)
        self.episode = [compile(part, "docs/model.md", "exec") for part in parts]

    def _live(self, part: types.CodeType) -> None:
        for space in self.partners:
            exec(part, space)
        a, b = ({k: v for k, v in s.items() if isinstance(v, (int, float))} for s in self.partners)
        for space, other in zip(self.partners, (b, a), strict=True):
            space |= {f"their_{name}": v for name, v in other.items() if not name.startswith("their_")}

    def step(self, step: int) -> None:
        for space in self.partners:
            space["step"] = step
        for part in self.episode:
            self._live(part)
        for space in self.partners:
            for name in (*rules.State._fields, *rules.Pair._fields):
                space[name] = space[f"new_{name}"]


NOTED = {
    "misread": "their_criticised",
    "answered": "reassured",
    "provided": "provides",
    "quality": "quality_noted",
    "felt_before": "felt_m",
    "satisfaction": "satisfied",
    "soothed_alone": "alone",
    "soothed_by_partner": "helped",
    **{name: name for name in ("act", "direct", "pulse", "given", "stress", "doubted", "felt")},
}
"""What is noted of an episode, and its name on the page (section 7.9)."""


def scenarios() -> list[Scenario]:
    """The presets at several lengths of an episode, and couples with numbers of their own."""
    found = [Scenario.preset(name, 25, n) for name, n in zip(PRESETS, (8, 5, 8, 11, 1), strict=True)]
    draw = np.random.default_rng(5)
    for preset in ("anxious_avoidant", "anxious_secure", "avoidant_avoidant"):
        base = Scenario.preset(preset, 25)
        chosen = draw.choice([p for p in PATHS if not p.startswith("couple.")], 60, replace=False)
        changes = {str(p): float(draw.uniform(NUMBERS[p].low, NUMBERS[p].high)) for p in chosen}
        weights = {f"constants.habituation_{w}": 0.6 for w in ("duration", "amplitude", "operant", "rebound")}
        found.append(base.with_({"couple.married": 0.5, "couple.bond": 0.05, **changes, **weights}))
    return found


@pytest.mark.parametrize("scenario", scenarios(), ids=range(8))
def test_the_equations_as_written_give_the_bits_of_the_compiled_engine(scenario: Scenario) -> None:
    """Section 5 and sections 7.1 to 7.8, copied from the page and run, live the same lives."""
    seed, couples, per_day = 2**40 + 7, 2, scenario.episodes_per_day
    lives = scenario_lives(scenario, couples, seed)
    seen = live(lives, scenario.days, per_day, record=("episodes",)).episodes()
    for couple in range(couples):
        page = Written(lives.values[:, couple], seed, couple, 1.0 / per_day)
        for step in range(scenario.days * per_day):
            page.step(step)
            kept = seen[couple, step]
            for space, states, noted in zip(page.partners, (STATE_A, STATE_B), (EPISODE_A, EPISODE_B), strict=True):
                for name in rules.State._fields:
                    assert space[name] == kept[states.row(name) - SEEN[0]], (step, name)
                for field, name in NOTED.items():
                    assert space[name] == kept[noted.row(field) - SEEN[0]], (step, field)
                for name in rules.Pair._fields:
                    assert space[name] == kept[PAIR.row(name) - SEEN[0]], (step, name)
            if not page.partners[0]["together"]:
                break


def test_the_chances_as_written_are_those_of_the_rules() -> None:
    """What a partner might have done agrees too: a rule says yes just below the page's chance, and no at it."""

    def record(kind: Any, space: dict[str, Any], **other: Any) -> Any:
        return kind(*(float({**space, **other}[name]) for name in kind._fields))

    for scenario in scenarios():
        page = Written(scenario_lives(scenario, 1, 3).values[:, 0], 3, 0, 1.0 / scenario.episodes_per_day)
        for step in range(30):
            before = [record(rules.State, space) for space in page.partners]
            page.step(step)
            for s, x in zip(before, page.partners, strict=True):
                p, c, k = (record(kind, x) for kind in (PersonRecord, CoupleRecord, ConstantsRecord))
                at = {name: x[f"{name}_m"] for name in ("insecurity", "relief", "overshoot", "felt")}
                m = record(rules.Moment, x, **at)
                assert x["seek"] == rules.seek_rate(s, m, p, k)
                assert x["reach"] == rules.reach_rate(s, m, k, x["their_shown"])
                assert x["leave"] == rules.withdraw_rate(s, m, k)
                after = record(rules.State, x)  # the new states have replaced the old ones
                assert x["parting"] == rules.parting_rate(after, x["satisfied"], c, k)
                asked = (x["their_shown"], x["their_direct"], x["heard"])
                reading = x["odds_read"] + x["misread_fear"] * (s.fear - x["FEAR_NORM"])
                for odds, decides in (
                    (x["ease"], partial(rules.speaks_directly, s, m, p, k)),
                    (reading, partial(rules.hears_criticism, s, m, p, k, x["their_direct"])),
                    (x["odds_give"], partial(rules.answers, s, m, k, *asked)),
                ):
                    chance = kernel.logistic(odds)
                    assert (decides(math.nextafter(chance, 0.0)), decides(chance)) == (1.0, 0.0)


def test_no_equation_gives_a_parameter_or_a_state_another_meaning() -> None:
    taken = {path.partition(".")[2] for path in PATHS} | set(rules.State._fields) | set(rules.Pair._fields)
    for content in section("7.1", *EPISODE, "7.8"):
        for node in ast.parse(content).body:
            names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
            assert isinstance(node, ast.FunctionDef) or not names & taken, ast.unparse(node)


def test_the_thresholds_of_the_regimes_are_those_of_the_code() -> None:
    from reassure_sim.measures import LAST_DAYS
    from reassure_sim.measures import THRESHOLDS as T

    exhaustion, escalation, stability = section("7.13")[0].splitlines()
    assert [float(x) for x in re.findall(r"[\d.]+", exhaustion)] == [
        T.exhausted_energy,
        T.detached_trust,
        T.frequent_bids,
    ]
    limits = [T.frequent_bids, T.many_rebuffed, T.high_felt, T.strained_trust, T.worn_energy]
    assert [float(x) for x in re.findall(r"[\d.]+", escalation)] == limits
    assert [float(x) for x in re.findall(r"[\d.]+", stability)] == [T.costly_energy, T.distant_intimacy]
    assert f"last {LAST_DAYS} days" in MODEL


# -- the other documents -------------------------------------------------------------------------


def test_the_table_of_parameters_is_that_of_the_code() -> None:
    assert (DOCS / "parameters.md").read_text(encoding="utf-8") == table.markdown()


def test_every_test_that_the_documents_name_exists() -> None:
    text = (DOCS / "verification.md").read_text(encoding="utf-8")
    claimed = re.findall(r"((?:browser/)?test_\w+\.py)::(test_\w+)", text)
    assert len(claimed) >= 15
    for file, name in claimed:
        tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
        assert name in {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}, f"{file}::{name}"
    for file in re.findall(r"tests/((?:browser/)?test_\w+\.py)", "".join(d.read_text("utf-8") for d in DOCUMENTS)):
        assert (ROOT / "tests" / file).is_file(), file


def test_the_vision_has_12_lines() -> None:
    assert len((ROOT / "VISION.md").read_text(encoding="utf-8").splitlines()) == 12


def test_a_decision_takes_at_most_25_lines() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [p.name[:4] for p in pages] == [f"{i:04}" for i in range(1, len(pages) + 1)]
    assert [p.name for p in pages if len(p.read_text(encoding="utf-8").splitlines()) > 25] == []


@pytest.mark.parametrize("document", [p for p in ours() if p.suffix == ".md"], ids=lambda p: p.name)
def test_relative_links_lead_to_files(document: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:|#", link):
            assert (document.parent / link.partition("#")[0]).exists(), link


MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home)/|/tmp/[w]")
INDEX = re.compile(r"pypi[.]org|pythonhosted[.]|index[-]url|artifactory[.]|devpi[.]", re.IGNORECASE)


def test_the_repository_names_no_machine_path_and_no_package_index() -> None:
    for path in ours():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture
            continue
        for number, line in enumerate(text.splitlines(), 1):
            assert not MACHINE.search(line), f"{path.relative_to(ROOT)}:{number}: a path of one machine: {line:.100}"
            assert not INDEX.search(line), f"{path.relative_to(ROOT)}:{number}: a package index: {line:.100}"


# -- what a reader can type ----------------------------------------------------------------------

ELSEWHERE = (
    "pip install ",
    "python -m pip install ",
    "python -m venv ",
    "python3 -m venv ",
    "source .venv/bin/activate",
    ". .venv/bin/activate",
    "git clone ",
    "cd ",
    "pytest",
    "python -m pytest",
    "ruff ",
    "mypy",
    "lint-imports",
    "python benchmarks/",
    "python experiments/",
    "reassure run configs/e",
    "python -m reassure_sim.parameters.table",
    "reassure dashboard",
    "reassure teach",
    "python -m reassure_sim.dashboard",
    "sphinx-build ",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE=False solara run ",
)
"""How a line begins that is not run here: it installs, tests, measures or serves, or runs a whole study; other tests do
it or hold it. The files that it names exist."""


def commands(text: str) -> list[str]:
    """The commands of a shell block: continued lines joined, ``a && b`` split, comments and prompts dropped."""
    lines = [line.strip().removeprefix("$ ") for line in text.replace("\\\n", " ").splitlines()]
    return [c.strip() for line in lines if line and not line.startswith("#") for c in line.split("&&")]


def typed(command: str) -> str:
    """Run one line of ``reassure`` that a reader types, in the current folder; return what it printed."""
    command, _, target = command.partition(" > ")
    words = shlex.split(command, comments=True)
    said = io.StringIO()
    before, sys.argv = sys.argv, words
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()) as trouble:
            with pytest.raises(SystemExit) as ended:
                main()
            assert not ended.value.code, f"{command}: {trouble.getvalue()}"
    finally:
        sys.argv = before
    if target:
        Path(target.strip()).write_text(said.getvalue(), encoding="utf-8")
    return said.getvalue()


def ran(document: Path, content: str, space: dict[str, Any]) -> str:
    """Run a block of Python in the names of those before it; return what it printed."""
    with contextlib.redirect_stdout(io.StringIO()) as said, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*non-interactive")  # plt.show() without a screen
        exec(compile(content, str(document), "exec"), space)
    return said.getvalue()


def keep(content: str) -> None:
    """Check a file that a document shows whole, and save it where its first line names it (``# study.yaml``)."""
    whole = re.search(r"^(experiment|lesson):", content, re.MULTILINE)
    assert whole, f"neither a whole experiment nor a whole lesson: {content:.100}"
    (loads if whole[1] == "experiment" else lessons.loads)(content)
    if named := re.match(r"# ([\w-]+\.yaml)\n", content):
        Path(named[1]).write_text(content, encoding="utf-8")


def read_by_r(content: str) -> None:
    """Hold a block of R, which does not run here, against the files that it reads and the columns that it names."""
    tables = {
        name: pandas.read_csv(file) if file.endswith(".csv") else pandas.read_parquet(file)
        for name, file in re.findall(r'(\w+) <- [\w:.]*read\w*(?:\.csv)?\("([^"]+)"', content)
    }
    assert tables, "a block of R reads a file"
    named = re.findall(r"(\w+)\$([\w.]+)", content)
    for name, columns in re.findall(r"(\w+)\[[^\]]*c\(([^)]*)\)\]", content):
        named += [(name, column) for column in re.findall(r'"([^"]+)"', columns)]
    assert named, "a block of R names columns"
    assert [(name, column) for name, column in named if column not in tables[name].columns] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_what_a_document_tells_to_type_works(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block, in order, in a folder that holds the configs; Python blocks share their names."""
    found = blocks(document.read_text(encoding="utf-8"))
    assert {language for language, _ in found} <= LANGUAGES
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    for config in (tmp_path / "configs").glob("*.yaml"):  # the same experiments, with two lives at each point
        text = config.read_text(encoding="utf-8")
        config.write_text(re.sub(r"^(replicates: \{n: )\d+", r"\g<1>2", text, flags=re.MULTILINE), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    space: dict[str, Any] = {"__name__": "__main__"}
    said = ""
    for language, content in found:
        if language == "python":
            said = ran(document, content, space)
        elif language in ("bash", "sh"):
            said = ""
            for command in commands(content):
                elsewhere = command.startswith(ELSEWHERE) and not command.endswith(" --check")  # which serves nothing
                if command.startswith("reassure ") and not elsewhere:
                    said += typed(command)
                else:
                    assert elsewhere, f"neither run here nor known to be run elsewhere: {command}"
                    named = re.findall(r"(?:benchmarks|configs|docs|experiments)/[\w/]+[.]\w+", command)
                    assert [file for file in named if not (ROOT / file).is_file()] == []
        elif language == "printed":
            assert said == content, "the page shows other words than the block before it prints"
        elif language == "yaml":
            keep(content)
        elif language == "r":
            read_by_r(content)
        elif language == "diff":
            assert document == EXTEND, "a diff is applied by test_a_rule_made_permanent_lives_the_lives_of_the_subclass"


EXTEND = DOCS / "research" / "extend.md"

LIVE = """
import json
import reassure_sim as rs
couple = rs.Scenario.preset("anxious_avoidant", days=60)
for caution in (0.0, 0.3):
    couple = couple.with_({"constants.caution": caution})
    made = rs.simulate(couple, couples=5, seed=7, record="episodes").episodes
    last = made[made["step"] == made["step"].max()].sort_values(["couple", "partner"])
    print(json.dumps([last["trust"].tolist(), last["felt"].tolist(), last["energy"].tolist()]))
"""


def test_a_rule_made_permanent_lives_the_lives_of_the_subclass(tmp_path: Path) -> None:
    """The page's change, applied to a copy of the package: the compiled engine's bits are those of the page's agents."""
    found = blocks(EXTEND.read_text(encoding="utf-8"))
    space: dict[str, Any] = {"__name__": "__main__"}
    for content in [content for language, content in found if language == "python"][:2]:
        ran(EXTEND, content, space)
    (change,) = [content for language, content in found if language == "diff"]
    package = tmp_path / "src" / "reassure_sim"
    shutil.copytree(ROOT / "src" / "reassure_sim", package, ignore=shutil.ignore_patterns("__pycache__", "dashboard"))
    apply = ["git", "apply", "-"]
    subprocess.run(apply, input=change, text=True, cwd=tmp_path, check=True, capture_output=True)
    where = {**os.environ, "PYTHONPATH": str(tmp_path / "src"), "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    told = subprocess.run([sys.executable, "-c", LIVE], text=True, cwd=tmp_path, env=where, capture_output=True)
    assert told.returncode == 0, told.stderr
    for model, line in zip((space["usual"], space["cautious"]), told.stdout.splitlines(), strict=True):
        people = model.partners()
        names = ([p.state.trust for p in people], [p.episode.felt for p in people], [p.state.energy for p in people])
        assert json.loads(line) == list(names)


@pytest.mark.parametrize("config", sorted((ROOT / "configs").glob("*.yaml")), ids=lambda p: p.name)
def test_every_config_is_valid(config: Path) -> None:
    assert loads(config.read_text(encoding="utf-8")).name == config.stem
