"""The words on the page: the same in every language, plain, neutral, and none that no page uses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from reassure_sim.dashboard.parts.knobs import groups, label
from reassure_sim.dashboard.words import FOLDER, figure, figures, languages, measure, words
from reassure_sim.experiment.links import NOTES
from reassure_sim.interventions import STRATEGIES
from reassure_sim.parameters import NUMBERS
from reassure_sim.scenario import PRESETS

DERIVED = ("notes", "meanings")
"""Sections that stand in English elsewhere."""

KEYED = (
    "glossary",
    "knobs",
    "groups",
    "couples",
    "units",
    "learn.states",
    "learn.rules",
    "learn.misses",
    "learn.stages",
)
KEYED += ("why.turns", "why.points", "events", "compare.causes", "causes.inputs")
"""Sections whose keys come from data: glossary, numbers of the model, its states, its events."""

LATIN = {
    "reassure",
    "sim",
    "YAML",
    "SVG",
    "PNG",
    "CSV",
    "Tab",
    "Enter",
    "Space",
    "Page",
    "Up",
    "Down",
    "Escape",
    "Home",
    "End",
}
LATIN |= {"F", "Shift", "QR", "A", "D", "teach", "doctor", "classroom"}  # keys, choices and commands as they are typed
LATIN |= {
    "logistic",
    "log",
    "s",
    "f",
    "g",
    "R",
    "B",
    *(part for path in NUMBERS for part in path.split(".")[1].split("_")),
}
"""Latin letters that may stand in Russian: names, keys of the keyboard, formats, symbols and names of numbers."""

SCALES = {"1", "log-odds", "log", "insecurity", "trust"}
"""Units of scales, which are not said."""

TERMS = """reassurance relief trigger doubt ask answer calm cycle lap felt_insecurity strength trust satisfaction
commitment anxiety avoidance clarity stamina withdraw pursue refused habituation regime stability escalation exhaustion
costly distant parting luck life twin strategy interval fan tipping"""


def said(language: str) -> dict[str, str]:
    """Return every text of a language's own file by its path; texts of a list by their place."""
    return dict(_flat(tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))))


def _flat(tree: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping | list):
            yield from _flat(value if isinstance(value, Mapping) else dict(enumerate(value)), f"{before}{key}/")
        else:
            yield f"{before}{key}", value


EN, RU = said("en"), said("ru")
RUSSIAN = {path: text for path, text in RU.items() if path != "page/language"}


def holes(text: str) -> list[str]:
    return sorted(set(re.findall(r"\{(\w+)\}", text)))


def marks(text: str) -> list[str]:
    return sorted(set(re.findall(r"\[([a-z_]+)[|\]]", text)))


def test_there_are_two_languages_and_both_say_the_same_things() -> None:
    assert languages() == ("en", "ru")
    own = {path for path in RU if not path.startswith(tuple(f"{name}/" for name in DERIVED))}
    assert own == set(EN)
    assert all(text.strip() or path == "units/thousands" for path, text in (*EN.items(), *RU.items()))


def test_what_stands_elsewhere_in_english_is_whole_in_russian() -> None:
    notes = {path.split("/")[1]: text for path, text in RU.items() if path.startswith("notes/")}
    assert {name: holes(text) for name, text in notes.items()} == {name: holes(text) for name, text in NOTES.items()}
    assert {path.split("/")[1] for path in RU if path.startswith("meanings/")} == {
        path.split(".")[1] for path in NUMBERS
    }
    for language in languages():
        assert set(words(language)["meanings"]) == set(NUMBERS)
    assert words("ru")["meanings"]["b.anxiety"] == words("ru")["meanings"]["a.anxiety"] != NUMBERS["a.anxiety"].meaning


@pytest.mark.parametrize("path", EN)
def test_a_text_has_the_same_holes_and_glossary_words_in_every_language(path: str) -> None:
    assert holes(RU[path]) == holes(EN[path])
    assert marks(RU[path]) == marks(EN[path])
    assert set(marks(EN[path])) <= set(words()["glossary"])


def test_a_glossary_word_in_russian_is_shown_in_russian() -> None:
    assert [path for path, text in RU.items() if re.search(r"\[[a-z_]+\]", text)] == []


def test_the_glossary_explains_what_pages_may_mark() -> None:
    for language in languages():
        glossary = words(language)["glossary"]
        assert set(TERMS.split()) <= set(glossary)
        assert all(set(entry) == {"word", "means"} for entry in glossary.values())
        assert len({entry["word"] for entry in glossary.values()}) == len(glossary)


def test_no_latin_word_stands_in_russian() -> None:
    found = {}
    for path, text in RUSSIAN.items():
        plain = re.sub(r"\{\w+\}|\[[a-z_]+\||[a-z_]+/[a-z_/.]+|\bdocs/\S+", " ", text)
        strange = set(re.findall(r"[A-Za-z]+", plain)) - LATIN
        if strange:
            found[path] = strange
    assert found == {}


def test_nobody_is_a_kind_of_person() -> None:
    kind = r"the (anxious|avoidant|insecure|needy|clingy)( one| partner| person)?\b(?! and)|\b(anxious|avoidant|needy) (one|ones|person|partner)\b"
    assert [path for path, text in EN.items() if re.search(kind, text, re.IGNORECASE)] == []
    kind = (
        r"(тревожн|избегающ|ненадёжн)(ый|ая|ого|ой|ому|ую|ые|ых) (партн|человек|людь|люди|тип|сторон)|избегающ(ий|ая)"
    )
    assert [path for path, text in RU.items() if re.search(kind, text, re.IGNORECASE)] == []


def test_ari_and_bo_have_no_gender() -> None:
    of_one = re.compile(
        r"\b(he|she|him|her|his|hers|himself|herself|boyfriend|girlfriend|husband|wife)\b", re.IGNORECASE
    )
    assert [path for path, text in EN.items() if of_one.search(text)] == []
    noun = {"сил", "сила", "числа", "числ", "начала"}  # not verbs in the past
    past = re.compile(r"\b\w+(?:л|ла|лся|лась|ен|ена|ёл)\b")
    found = {}
    for path, text in RU.items():
        for sentence in re.split(r"(?<=[.?!:;])\s", text):
            gendered = [word for word in past.findall(sentence) if word not in noun]
            if re.search(r"\b(Ари|Бо)\b", sentence) and gendered:
                found[path] = gendered
    assert found == {}
    assert [path for path, text in RU.items() if re.search(r"\bАри[а-яё]", text)] == [], "the names are not inflected"


def test_a_number_stands_before_no_russian_noun_that_would_have_to_agree() -> None:
    noun = r"\{\w+\} (дн|день|жизн|просьб|пар\b|пары|недел|раз\b|раза|час|лет\b|год|круг|ответ|друз|люд|человек|событи|повод|сомнени)"
    assert {path: text for path, text in RU.items() if re.search(noun, text)} == {}


def test_every_number_of_the_model_has_words_of_its_own() -> None:
    for language in languages():
        known = words(language)
        assert {path for path in NUMBERS if not {path, path.split(".")[1]} & set(known["knobs"])} == set()
        shown = [label(path, known) for path in NUMBERS]
        assert len(set(shown)) == len(shown), "no two sliders are called the same"
        assert all("{" not in text and "_" not in text for text in shown)
    assert set(words()["knobs"]) <= {*NUMBERS, *(path.split(".")[1] for path in NUMBERS)}


def test_every_group_of_sliders_has_a_name() -> None:
    def titles(found: list[dict[str, Any]]) -> list[str]:
        return [title for group in found for title in (group["title"], *titles(group["groups"]))]

    for language in languages():
        known = words(language)["groups"]
        assert set(titles(groups(words(language)))) <= set(known.values())


def test_every_unit_is_said_or_is_one_of_a_scale() -> None:
    units = {number.unit for number in NUMBERS.values()}
    for language in languages():
        assert units - SCALES == set(words(language)["units"]) - {"decimal", "thousands"}


def test_numbers_have_the_marks_of_their_language() -> None:
    assert figure("12,345.6", words("en")) == "12,345.6"
    assert re.fullmatch(r"12\s345,6", figure("12,345.6", words("ru")))
    assert measure("0.64", "days", words("en")) == "0.64 days"
    assert "0,64" in measure("0.64", "days", words("ru"))
    assert measure("0.5", "1", words("ru")) == "0,5"
    assert (figure("-0.5", words("en")), figure("-0.5", words("ru"))) == ("−0.5", "−0,5")
    assert (
        figures("from -0.5 to -12, 3-4 times, a 95-day run", words("en")) == "from −0.5 to −12, 3-4 times, a 95-day run"
    )


def test_what_can_be_chosen_has_a_name() -> None:
    for language in languages():
        known = words(language)
        assert set(known["couples"]) == set(PRESETS)
        assert set(STRATEGIES) <= set(known["strategies"])


def test_no_word_is_left_that_no_page_uses() -> None:
    folder = FOLDER.parent
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted(
            [
                *folder.rglob("*.py"),
                *folder.rglob("*.vue"),
                *folder.rglob("*.html"),
                *(folder.parent / "year").glob("*.py"),
            ]
        )
        if "assets" not in path.parts
    )
    unused = []
    for path in EN:
        *sections, name = [part for part in path.split("/") if not part.isdigit()]
        if sections and (".".join(sections) in KEYED or sections[0] in KEYED or name in ("name", "means", "word")):
            continue
        if not _used(name, source):
            unused.append(path)
    assert unused == []


def _used(name: str, source: str) -> bool:
    """Tell whether a key stands in the sources, whole or put together of a part and what follows or goes before."""
    if re.search(rf"\b{re.escape(name)}\b", source):
        return True
    parts = name.split("_")
    for cut in range(1, len(parts)):
        first, last = re.escape("_".join(parts[:cut])), re.escape("_".join(parts[cut:]))
        if re.search(rf"[\"'`]{first}_(?:[\"'`{{]|\$\{{)", source) or re.search(rf"[\"'`}}]_{last}[\"'`]", source):
            return True
    return False


def test_words_are_files_of_this_folder_only() -> None:
    assert sorted(path.name for path in FOLDER.iterdir() if path.is_file()) == ["en.toml", "ru.toml"]
    assert words("../ru")["page"] == words("en")["page"]
