"""What stands on a worksheet and on its key: the same sheet, empty, or filled in from the year of its link."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ...experiment.links import link, written
from ...experiment.view import NO_USE, State
from ...year.course import said
from ..words import words as words_of
from . import answers, figures
from .answers import Year

LINES = 5
"""Lines to write an answer on."""


def sheet(view: State, language: str, *, key: bool, title: str = "", at: str) -> dict[str, Any]:
    """Return the worksheet of a view, or its key, as plain values.

    ``title``: of the lesson it belongs to; ``at``: where the dashboard answers, such as ``http://127.0.0.1:8765``.
    """
    words, year = words_of(language), answers.lived(view)
    ask = words["sheet"]
    return {
        "kind": "key" if key else "worksheet",
        "lang": language,
        "title": words["paper"]["key" if key else "worksheet"],
        "of": title,
        "about": about(view, words),
        "framing": words["paper"]["framing"],
        "link": _link(at.rstrip("/") + link(view._replace(lang=language)), ask, key),
        "parts": [
            _loop(year, words, key),
            _guess(year, words, key),
            _questions(year, words, key),
            _ticket(year, words, key),
        ],
    }


def about(view: State, words: Mapping[str, Any]) -> list[str]:
    """Return who the couple is, and what of it was changed."""
    paper = words["paper"]
    name = paper["couples"]["guest"].format(n=view.couple) if view.couple else paper["couples"][view.preset]
    told = [paper["couple"].format(couple=name, seed=view.seed)]
    if view.changes:
        listed = ", ".join(f"{path} = {written(number)}" for path, number in view.changes)
        told.append(paper["changed"].format(list=listed))
    if view.use != NO_USE:
        told.append(paper["strategy"].format(day=view.since, name=paper["strategies"][view.use]))
    return told


def is_near(address: str) -> bool:
    """Tell whether an address leads to the reader's own machine, so that a phone cannot follow it."""
    host = urlsplit(address).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def _link(address: str, ask: Mapping[str, str], key: bool) -> dict[str, str]:
    if key:
        return {"text": "", "address": address, "note": "", "code": ""}
    near = is_near(address)
    shown = "" if near else code(address)
    note = ask["nearby"] if near else ask["scan"] if shown else ""
    return {"text": ask["link_text"], "address": address, "note": note, "code": shown}


def code(address: str) -> str:
    """Return the QR code of an address as SVG; empty where segno is not installed."""
    try:
        import segno
    except ImportError:
        return ""
    text = io.BytesIO()
    segno.make(address, micro=False).save(text, kind="svg", xmldecl=False, omitsize=True, border=2)
    return text.getvalue().decode()


def _loop(year: Year, words: Mapping[str, Any], key: bool) -> dict[str, Any]:
    ask, stages = words["sheet"], words["paper"]["stages"]
    bank = f"{ask['words']} {', '.join(sorted(stages.values()))}."
    figure = figures.loop(words, answers.shares(year) if key else ())
    text = [words["key"]["loop_text"]] if key else [ask["loop_text"], bank]
    return _part(ask["loop"], text, [figure])


def _guess(year: Year, words: Mapping[str, Any], key: bool) -> dict[str, Any]:
    ask, told, days = words["sheet"], words["key"], year.life.diary.shape[1]
    drawn = [
        figures.axes(name, found, words, filled=key, days=days)
        for name, found in (("relief", year.relief), ("felt_insecurity", year.felt))
    ]
    text = [told["guess_text"] if key else ask["guess_text"]]
    if key:
        form = "wide" if year.relief else "few"
        text.append(told[form].format(n=answers.answered(year)))
        text += [told["parted"].format(day=year.life.lived)] if year.life.parted else []
    return _part(ask["guess"], text, drawn)


def _questions(year: Year, words: Mapping[str, Any], key: bool) -> dict[str, Any]:
    ask, told = words["sheet"], words["key"]
    if not key:
        return _part(ask["questions"], [], [], [_item(ask[name]) for name in ("later", "cost", "change")])
    tried = answers.strategies(year)
    open_ended = [told["open"].format(day=year.view.since)]
    return _part(
        ask["questions"],
        [],
        [],
        [
            _item(ask["later"], answers.later(year, words)),
            _item(ask["cost"], answers.cost(year, words)),
            _item(ask["change"], open_ended, _table(tried, words), [answers.change(tried, words), told["one_life"]]),
        ],
    )


def _ticket(year: Year, words: Mapping[str, Any], key: bool) -> dict[str, Any]:
    ask, told = words["sheet"], words["key"]
    cycle = [told[f"cycle_{answers.verdict(year)}"], told["both"]] if key else []
    items = [_item(ask["sentence"], cycle, lines=3), _item(ask["missing"], [told["missing"]] if key else [], lines=3)]
    return _part(ask["ticket"], [], [], items)


def _table(found: list[answers.Row], words: Mapping[str, Any]) -> list[list[str]]:
    told, paper = words["key"], words["paper"]
    head = [told["strategy"], *(told[f"course_{name}"] for name in ("relief", "asks", "energy", "regime"))]
    return [
        head,
        *(
            [
                paper["strategies"][row.use],
                "–" if row.relief is None else said("relief", row.relief, paper["numbers"]),
                f"{row.asks:.0f}",
                f"{100 * row.energy:.0f}",
                paper["regimes"][row.regime],
            ]
            for row in found
        ),
    ]


def _part(
    title: str, text: list[str], drawn: list[figures.Figure], items: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {"title": title, "text": text, "figures": [figure._asdict() for figure in drawn], "items": items or []}


def _item(
    ask: str,
    told: list[str] | None = None,
    table: list[list[str]] | None = None,
    after: list[str] | None = None,
    lines: int = LINES,
) -> dict[str, Any]:
    """Return a question: with lines to write on, or with what the key says."""
    return {"ask": ask, "told": told or [], "table": table or [], "after": after or [], "lines": 0 if told else lines}
