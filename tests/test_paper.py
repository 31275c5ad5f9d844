"""Worksheets, keys and plans: of any link and lesson, measured in that very run, on every paper, in both languages."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import threading
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from command import reassure
from reassure_sim.experiment.errors import ExperimentError
from reassure_sim.experiment.links import HOME, link
from reassure_sim.experiment.view import START, USES, State, follow
from reassure_sim.lessons import SHIPPED, Lesson, load, loads
from reassure_sim.lessons.paper import PAPERS, address, answers, contents, figures, html, plan, sheet, source
from reassure_sim.lessons.words import words
from reassure_sim.measures import EVENT_COLUMNS, REGIMES, SHADES
from reassure_sim.year import life, stairs
from reassure_sim.year.course import TOP, place

LANGUAGES = ("en", "ru")
AT = "http://192.168.1.20:8765"
LESSON = load(SHIPPED / "the_cycle.yaml")
SECURE = START._replace(preset="secure_secure")
SEEN = [START._replace(preset=name) for name in words()["paper"]["couples"] if name != "guest"]
SEEN += [LESSON.view, SECURE._replace(seed=3)]  # the last part within the year
SEEN += [  # a class link with much in it
    START._replace(seed=2, use="address_fear", since=100, held=1, only="seed,use", preset="anxious_anxious").changed(
        {"a.anxiety": 0.812, "a.clarity": 0.25, "b.stamina": 0.7, "constants.habituation_rebound": 0.1}
    )
]
OUTSIDE = re.compile(r"(?:src|href|url|@import|action|data)\s*[=(:]", re.IGNORECASE)
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, dict[str, Any]]]:
    return {language: contents(LESSON.view, LESSON, language, AT) for language in LANGUAGES}


def texts(of: Any) -> Iterator[str]:
    """Yield all texts that a sheet holds."""
    if isinstance(of, str):
        yield of
    elif isinstance(of, (dict, list)):
        for each in of.values() if isinstance(of, dict) else of:
            yield from texts(each)


def told(key: dict[str, Any]) -> list[list[str]]:
    """Return what a key says to each of the three questions."""
    return [item["told"] for item in key["parts"][2]["items"]]


class Read(HTMLParser):
    """What a browser would see: tags, and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


# -- on paper


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_is_a_pdf_of_its_paper_size_and_few_pages(made: Any, language: str, paper: str) -> None:
    pytest.importorskip("typst")
    from reassure_sim.lessons.paper import pdf

    wide, high = {"a4": (595.2756, 841.8898), "letter": (612.0, 792.0)}[paper]
    for name, content in made[language].items():
        found = pdf(content, paper)
        boxes = [tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox ?\[([\d. ]+)\]", found)]
        most = 2 if name in ("worksheet", "key") else 3
        assert boxes == [(0.0, 0.0, wide, high)] * len(boxes) and 1 <= len(boxes) <= most, name
        assert pdf(json.loads(json.dumps(content)), paper) == found, name
        assert b"CreationDate" not in found and b"ModDate" not in found
        fonts = {name.split(b"+")[-1].split(b"-")[0] for name in re.findall(rb"/BaseFont ?/([\w+-]+)", found)}
        assert b"LibertinusSerif" in fonts and fonts <= {b"LibertinusSerif", b"DejaVuSansMono"}


@pytest.mark.parametrize("view", SEEN, ids=lambda view: f"{view.preset}-{view.seed}")
def test_worksheet_and_key_of_every_couple_fit_on_two_sheets_of_the_smaller_paper(view: State) -> None:
    pytest.importorskip("typst")
    from reassure_sim.lessons.paper import pdf

    for key in (False, True):
        found = pdf(sheet(view, "ru", key=key, title="Цикл заверений", at=AT), "letter")
        assert len(re.findall(rb"/MediaBox", found)) == 2


def test_the_fonts_of_the_pdf_have_every_letter_of_every_sheet(made: Any) -> None:
    typst = pytest.importorskip("typst")

    def drawn(letters: str) -> set[str]:
        source = f'#set text(font: "Libertinus Serif", fallback: false)\n#{json.dumps(letters, ensure_ascii=False)}'
        svg = typst.compile(source.encode(), ignore_system_fonts=True, format="svg")
        return set(re.findall(r'<symbol id="([^"]+)"', bytes(svg).decode()))

    (missing,) = drawn("漢")  # what stands for a letter that the font does not have
    assert missing in drawn("aж漢")
    letters = {letter for content in made.values() for text in texts(content) for letter in text if letter > " "}
    assert {"ж", "é"} & letters == {"ж"} and missing not in drawn("".join(sorted(letters)))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_html_stands_alone_and_knows_its_paper(made: Any, language: str, paper: str) -> None:
    for content in made[language].values():
        page = html(content, paper)
        assert page == html(content, paper) and f"@page {{ size: {PAPERS[paper][1]};" in page
        assert f'<html lang="{language}">' in page
        read = Read(page)
        assert not read.tags & {"script", "link", "img", "iframe", "object", "embed", "input", "form", "a"}
        assert not [hit for hit in OUTSIDE.findall(re.sub(r"url\(#[a-z_-]+\)", "", page)) if hit], content["kind"]


def test_pictures_are_black_and_white_and_said_in_words(made: Any) -> None:
    for content in [made[language][name] for language in LANGUAGES for name in ("worksheet", "key")]:
        for figure in [figure for part in content["parts"] for figure in part["figures"]]:
            assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', figure["svg"])) <= {"#000", "#fff", "#999", "none"} | {
                f"url(#hatch-{name})" for name in ("relief", "felt_insecurity")
            }
            assert len(figure["alt"]) > 20 and not re.search(r"[{}]", figure["alt"])


def test_a_text_from_elsewhere_stays_text() -> None:
    lesson = loads(
        LESSON_OF_ONE.replace("TITLE", json.dumps(EVIL)).replace("NOTES", json.dumps(f"#eval(1) $x$ {EVIL}"))
    )
    for content in contents(LESSON.view, lesson, "en", AT, f"{EVIL}.yaml").values():
        read = Read(html(content, "a4"))
        assert EVIL in read.text and not read.tags & {"script", "img"}
        if sys.modules.get("typst"):
            from reassure_sim.lessons.paper import pdf

            assert pdf(content, "a4").startswith(b"%PDF")


LESSON_OF_ONE = """
lesson: mine
title: TITLE
scenes:
  - scene: one
    title: First
    minutes: [3, 6]
    beats:
      - title: Look
        notes: NOTES
        show: {picture: stairs, laps: 4}
"""

# -- what the key says


def test_a_worksheet_gives_nothing_away_but_where_the_year_begins() -> None:
    for view in SEEN:
        empty, key = (sheet(view, "en", key=key, at=AT) for key in (False, True))
        assert [part["title"] for part in empty["parts"]] == [part["title"] for part in key["parts"]]
        assert [item["ask"] for part in empty["parts"] for item in part["items"]] == [
            item["ask"] for part in key["parts"] for item in part["items"]
        ]
        assert not any(item["told"] or item["table"] for part in empty["parts"] for item in part["items"])
        drawn = "".join(figure["svg"] for part in empty["parts"] for figure in part["figures"])
        assert "polyline" not in drawn and "url(#hatch" not in drawn
        assert not any(f">{name}<" in drawn for name in words()["paper"]["stages"].values())


def test_key_answers_come_from_the_run() -> None:
    for view in SEEN:
        year = answers.lived(view)
        key = sheet(view, "en", key=True, at=AT)
        steps = stairs.stairs(life.of(follow(view)[0], view.seed))
        svg = key["parts"][1]["figures"][0]["svg"]
        bars = [float(high) for high in re.findall(r'height="([\d.]+)" fill="url', svg)]
        ticks = [float(y) for y in re.findall(r'd="M92.0 ([\d.]+)H', svg)]
        full = max(ticks) - min(ticks)  # from none to a week
        high = [place("relief", step.hours) / TOP * full for step in steps]
        assert bars == pytest.approx(high, abs=0.11) if bars else len(steps) < 3
        lived = life.of(follow(view)[0], view.seed)
        got = lived.acts(0, "seek")
        count = int((got[:, EVENT_COLUMNS.index("answer")] == 1.0).sum())
        assert any(f" {count}" in line for line in key["parts"][1]["text"])
        later = told(key)[0][0]
        assert later.startswith(words()["key"][answers.verdict(year)].split("{")[0])
        rows = key["parts"][2]["items"][2]["table"][1:]
        assert [row[0] for row in rows] == [words()["paper"]["strategies"][use] for use in USES]
        for row, use in zip(rows, USES, strict=True):
            lived = life.of(follow(view._replace(use=use))[0], view.seed)
            name = SHADES[lived.shade[-1]] or REGIMES[lived.regime[-1]]
            assert row[4] == words()["paper"]["regimes"][name]
            weeks = min(lived.lived, 28)
            energy = lived.column(1, "energy")[lived.lived - weeks : lived.lived].mean()
            assert row[3] == f"{100 * energy:.0f}"


def test_relief_holds_in_the_key_of_the_secure_couple_and_shortens_in_that_of_the_lesson() -> None:
    secure, anxious, none = (
        told(sheet(view, "en", key=True, at=AT))[0][0]
        for view in (SECURE, LESSON.view, START._replace(preset="avoidant_avoidant"))
    )
    assert secure.startswith("Yes, it holds") and anxious.startswith("No. It shortens") and "hardly asks" in none
    assert told(sheet(SECURE, "ru", key=True, at=AT))[0][0].startswith("Да, оно держится")


def test_another_luck_gives_another_key() -> None:
    keys = [json.dumps(sheet(LESSON.view._replace(seed=seed), "en", key=True, at=AT)["parts"]) for seed in (1, 2, 3)]
    assert len(set(keys)) == 3


def test_without_its_mechanism_a_reason_leaves_the_key() -> None:
    reason = words()["key"]["because_credibility"]
    assert any(reason in line for line in told(sheet(LESSON.view, "en", key=True, at=AT))[0])
    off = LESSON.view.changed({"constants.habituation_credibility": 0.0})
    assert not any(reason in line for line in told(sheet(off, "en", key=True, at=AT))[0])


def test_shares_of_the_stages_add_up_and_stand_in_the_order_of_the_picture() -> None:
    found = answers.shares(answers.lived(LESSON.view))
    assert [name for name, _, _ in found] == list(words()["paper"]["stages"])
    assert sum(early for _, early, _ in found) == sum(late for _, _, late in found) == 100
    told = figures.loop(words(), found).svg
    assert [told.index(f">{name}<") for name, _, _ in found] == sorted(told.index(f">{name}<") for name, _, _ in found)


def test_a_small_difference_is_not_called_help() -> None:
    rows = [
        answers.Row(use, None, 0.0, 0.8, "stability", felt) for use, felt in zip(USES, [0.3, *[0.28] * 5], strict=True)
    ]
    assert answers.change(rows, words()).startswith("In this year none of the five")
    rows[3] = rows[3]._replace(felt=0.1)
    assert words()["paper"]["strategies"][rows[3].use] in answers.change(rows, words())


# -- plans


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("length", ["short", "long"])
def test_a_plan_says_all_that_the_lesson_says_and_when(language: str, length: str) -> None:
    found = plan(LESSON, language, length)
    which = ("short", "long").index(length)
    assert f"{LESSON.minutes(which):g}" in found["title"]
    ends = [scene["time"] for scene in found["scenes"]]
    assert ends[0].startswith("0") and f"{LESSON.minutes(which):g}" in ends[-1]
    whole = "\n".join(texts(found))
    for scene in LESSON.scenes:
        for beat in scene.beats:
            assert beat.title[language] in whole and beat.notes.get(language, "") in whole
            assert all(choice.text[language] in whole for choice in (beat.vote.choices if beat.vote else ()))
        assert all((ask[language] in whole) is (length == "long") for ask in scene.discuss)
    assert all(line in whole for line in words(language)["care"]["lines"])
    assert f"reassure teach --lang {language} --plan {length}" in whole and "reassure doctor --classroom" in whole


def test_a_plan_of_ones_own_lesson_names_its_file() -> None:
    own = loads(LESSON_OF_ONE.replace("TITLE", "My lesson").replace("NOTES", "Say it."))
    assert any(
        "reassure teach 'my lesson.yaml' --lang en" in line
        for line in plan(own, "en", "short", "my lesson.yaml")["prepare"]
    )


# -- words


def test_both_languages_have_all_words_and_the_names_of_the_dashboard() -> None:
    def names(of: Any, before: str = "") -> set[str]:
        return {n for k, v in of.items() for n in (names(v, f"{before}{k}.") if isinstance(v, dict) else {before + k})}

    assert names(dict(words("en"))) == names(dict(words("ru")))
    folder = Path(sys.modules["reassure_sim"].__file__ or "").parent / "dashboard" / "words"
    for language in LANGUAGES:
        there, paper = tomllib.loads((folder / f"{language}.toml").read_text()), words(language)["paper"]
        assert all(paper["couples"][name] == there["couples"][name] for name in there["couples"])
        assert all(paper["strategies"][use] == there["strategies"][use]["name"] for use in USES)
        assert all(paper["stages"][name] == there["cycle"][name] for name in paper["stages"])
        assert all(paper["regimes"][name] == there["regimes"][name] for name in paper["regimes"])
        predict, key = there["predict"], words(language)["key"]
        assert all(key[name] == predict[name] for name in key if name.startswith("because_"))
        assert all(paper["numbers"][name] == predict[name] for name in paper["numbers"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_on_paper_asks_about_the_reader_or_gives_advice(made: Any, language: str) -> None:
    whole = "\n".join(text for text in texts(made[language])).lower()
    for word in ("your relationship", "your partner", "have you ever", "in your life", "anxious one", "в ваших отношениях",
                 "ваш партнёр", "ваша пара", "в вашей жизни", "тревожный партнёр"):  # fmt: skip
        assert word not in whole


# -- links and the command


def test_the_address_on_the_sheet_is_that_of_the_link() -> None:
    found = source(f"{AT}/why?preset=anxious_anxious&seed=5&lang=ru&a.clarity=0.9")
    assert (found.at, found.notes, found.view.lang) == (AT, [], "ru")
    shown = sheet(found.view, "ru", key=False, at=found.at)["link"]["address"]
    assert shown == AT + link(found.view) and source(shown) == found


def test_a_code_stands_only_where_a_phone_can_follow_it() -> None:
    pytest.importorskip("segno")
    near, far = (sheet(START, "en", key=False, at=at)["link"]["code"] for at in (HOME, AT))
    assert near == "" and far.startswith("<svg") and far == sheet(START, "en", key=False, at=AT)["link"]["code"]
    assert far != sheet(START._replace(seed=1), "en", key=False, at=AT)["link"]["code"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello", "this is no link of the dashboard"),
        ("http://[::1", "this is no link of the dashboard"),
        ("http:///?v=1", "as the address of a dashboard"),
        ("file:///?v=1", "as the address of a dashboard"),
        ("http://a<b>/?v=1", "as the address of a dashboard"),
        ("http://h:99999999/?v=1", "as the address of a dashboard"),
    ],
)
def test_what_is_no_link_is_refused_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(ExperimentError, match=said) as refused:
        source(text)
    assert refused.value.code == 64 and "\n" not in refused.value.sentence and refused.value.next_command


def test_what_cannot_be_followed_is_told() -> None:
    assert source("/?seed=<script>&foo=1").notes == [
        "The link asks for seed '<script>', which does not exist; it was left out.",
        "The link names 'foo', which is unknown.",
    ]
    assert "society" in source("/society?v=1").notes[0] and source("/society?couple=3").notes == []
    assert "first" in source("/compare?other=secure_secure").notes[0] and source("/compare?v=1").notes == []
    assert address(" http://[fe80::1]:80/map?x=1 ") == "http://[fe80::1]:80"


def test_the_command_writes_everything_and_says_what_to_do_next(tmp_path: Path, capsys: Any) -> None:
    assert reassure("paper", f"{AT}/?preset=secure_secure&lang=ru", "-o", str(tmp_path / "deep" / "er")) == 0
    told = capsys.readouterr()
    files = {path.name for path in (tmp_path / "deep" / "er").iterdir()}
    forms = ("html", "pdf") if sys.modules.get("typst") else ("html",)
    assert files == {f"{name}.{form}" for name in ("worksheet", "key", "plan-short", "plan-long") for form in forms}
    assert all(str(tmp_path / "deep" / "er" / name) in told.out for name in files) and "Next: print" in told.err
    assert "Да, оно держится" in (tmp_path / "deep" / "er" / "key.html").read_text()


def test_a_lesson_of_ones_own_is_printed_and_a_broken_one_refused(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(LESSON_OF_ONE.replace("TITLE", "Моё занятие").replace("NOTES", "Скажите это."))
    assert reassure("paper", "--lesson", str(file), "-o", str(tmp_path), "--lang", "ru", "--paper", "letter") == 0
    assert "Моё занятие" in (tmp_path / "plan-short.html").read_text()
    file.write_text("lesson: mine\n")
    assert reassure("paper", "--lesson", str(file), "-o", str(tmp_path)) == 64
    assert "mine.yaml" in capsys.readouterr().err


def test_without_typst_there_is_html_and_one_sentence(tmp_path: Path, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)  # to import it is an ImportError, as where it is missing or broken
    assert reassure("paper", "-o", str(tmp_path)) == 0
    assert {path.suffix for path in tmp_path.iterdir()} == {".html"}
    assert "pip install 'reassure-sim[teach]'" in capsys.readouterr().err


def test_the_shipped_lesson_is_a_lesson() -> None:
    assert isinstance(LESSON, Lesson) and LESSON.languages == LANGUAGES


# -- from the dashboard


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_the_dashboard_hands_out_the_sheets_of_what_is_on_screen(form: str) -> None:
    pytest.importorskip("starlette")
    if form == "pdf":
        pytest.importorskip("typst")
    from starlette.requests import Request

    from reassure_sim.dashboard.server import paper

    def worksheet(request: Request) -> Any:
        return asyncio.run(paper.worksheet(request))

    def key(request: Request) -> Any:
        return asyncio.run(paper.key(request))

    def asked(query: str, form: str = form, host: str = "192.168.1.20:8765") -> Request:
        headers = [(b"host", host.encode())]
        asked = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "server": ("127.0.0.1", 8765),
            "path": f"/key.{form}",
        }
        return Request({**asked, "query_string": query.encode(), "headers": headers, "path_params": {"form": form}})

    query = "page=why&v=1&preset=secure_secure&lang=ru&paper=letter"
    view = SECURE._replace(page="why", lang="ru")
    for answer, filled in ((worksheet(asked(query)), False), (key(asked(query)), True)):
        assert answer.status_code == 200 and "default-src 'none'" in answer.headers["content-security-policy"]
        content = sheet(view, "ru", key=filled, title=LESSON.title["ru"], at=AT)
        if form == "html":
            assert answer.body == html(content, "letter").encode() and answer.media_type == "text/html; charset=utf-8"
        else:
            from reassure_sim.lessons.paper import pdf

            assert answer.body == pdf(content, "letter") and answer.headers["content-type"] == "application/pdf"
    hostile = worksheet(asked(f"page={EVIL}&seed={EVIL}&paper={EVIL}&lang={EVIL}", "html"))
    assert hostile.status_code == 200 and not Read(bytes(hostile.body).decode()).tags & {"script", "img"}
    assert worksheet(asked("", "exe")).status_code == 404


def test_sheets_are_made_one_after_another_and_hold_up_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("starlette")
    from anyio import CapacityLimiter
    from anyio.to_thread import run_sync
    from starlette.requests import Request

    from reassure_sim.dashboard.server import paper

    go, making = threading.Event(), []

    def made(view: Any, *_: Any) -> bytes:
        making.append(view.seed)
        go.wait(60.0)
        return b"sheet"

    monkeypatch.setattr(paper, "_made", made)
    monkeypatch.setattr(paper, "_ROOM", CapacityLimiter(61))

    async def ask(seed: int) -> Any:
        scope = {"type": "http", "method": "GET", "scheme": "http", "server": ("127.0.0.1", 8765), "path": "/key.html"}
        asked = {"query_string": f"v=1&seed={seed}".encode(), "headers": [], "path_params": {"form": "html"}}
        return await paper.key(Request({**scope, **asked}))

    async def class_() -> list[Any]:
        asking = [asyncio.create_task(ask(seed)) for seed in range(80)]
        while sum(task.done() for task in asking) < 19 or not making:  # sixty wait, the others hear it at once
            await asyncio.sleep(0.01)
        assert await asyncio.wait_for(run_sync(lambda: "a file of the page"), 60.0) and len(making) == 1
        go.set()
        return await asyncio.gather(*asking)

    answers = asyncio.run(class_())
    assert [answer.status_code for answer in answers].count(503) == 19 and len(making) == 61
    assert all("Retry-After" in answer.headers for answer in answers if answer.status_code == 503)
