"""The page Learn: its equations are those of the model, its scorecard is that of the report."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from reassure_sim import rules
from reassure_sim.dashboard.pages.learn.equations import EQUATIONS, Equation, equations
from reassure_sim.dashboard.pages.learn.learn import ends
from reassure_sim.dashboard.pages.learn.scorecard import SCORECARD, failures, sources
from reassure_sim.dashboard.words import languages, words
from reassure_sim.evidence import register
from reassure_sim.parameters import NUMBERS

DOCS = Path(__file__).parent.parent / "docs"
REPORT = (DOCS / "evidence.md").read_text(encoding="utf-8")
LIMITS = (DOCS / "limits.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("each", EQUATIONS, ids=lambda each: each.name)
def test_an_equation_names_a_rule_and_numbers_that_this_rule_reads(each: Equation) -> None:
    rule = getattr(rules, each.rule)
    source = inspect.getsource(getattr(rule, "py_func", rule))
    assert each.paths
    for path in each.paths:
        assert path in NUMBERS
        assert re.search(rf"\bk\.{path.removeprefix('constants.')}\b", source), path
    assert each.knob in NUMBERS


@pytest.mark.parametrize("language", languages())
def test_every_equation_is_told_in_every_language_with_its_numbers(language: str) -> None:
    told = equations(words(language))
    assert len(told) == len({each["key"] for each in told}) == 10
    for each, equation in zip(told, EQUATIONS, strict=True):
        assert each["means"]
        assert len(each["numbers"]) == len(equation.paths)
        assert {kind for kind, _, _ in each["pieces"]} == {"state", "number", "text"}


def test_a_decimal_in_an_equation_has_the_mark_of_the_language_and_a_comma_stays() -> None:
    text = {
        name: "".join(piece[1] for each in equations(words(name)) for piece in each["pieces"]) for name in ("en", "ru")
    }
    assert "0.5" in text["en"] and "0,5" in text["ru"] and "0.5" not in text["ru"]
    assert text["ru"].count(", 0)") == text["en"].count(", 0)") == 1


def test_the_scorecard_is_that_of_the_report() -> None:
    rows = re.findall(r"^\| \*\*(\w+)\*\* [^|]*\| (\w+) \| (\w+) \|", REPORT, re.MULTILINE)
    assert len(rows) == len(register())
    shown = {
        (name, role, verdict) for role, found in SCORECARD.items() for verdict, names in found.items() for name in names
    }
    assert shown == set(rows)


def test_all_that_one_must_not_use_it_for_is_told() -> None:
    limits = LIMITS.partition("## It must not be used")[2].partition("\n## ")[0]
    heads = re.findall(r"^\* \*\*(.+?)\*\*", limits, re.MULTILINE)
    shown = {language: words(language)["learn"]["limits_never_list"] for language in languages()}
    assert len(heads) == 5 and {len(told) for told in shown.values()} == {5}
    assert all(told.startswith(head) for told, head in zip(shown["en"], heads, strict=True))


@pytest.mark.parametrize("language", languages())
def test_every_failure_is_told_and_nothing_else(language: str) -> None:
    assert set(words(language)["learn"]["misses"]) == set(failures())


def test_every_finding_has_its_source() -> None:
    assert [each["id"] for each in sources()] == [finding.id for finding in register()]
    assert all(each["source"] and each["finding"] for each in sources())


def test_the_couple_after_the_lap_is_lived_and_not_drawn() -> None:
    first, last = ends()
    for each in (first, last):
        assert sum(each["percent"]) == 100 and len(each["arcs"]) == 12 and 0 <= each["energy"] <= 100
    assert first["percent"][4] > last["percent"][4]
    assert first["energy"] > last["energy"]
