"""What a step of a lesson shows, computed: the same couple and luck give the same bytes."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from ...experiment.view import NO_USE, USES, State, follow
from ...lessons import MEASURES, Lesson, Picture, Vote, outcomes, relief, said
from ...year import life
from ...year.curves import curves
from ...year.cycle import arcs, battery, percents, shares
from ...year.life import Life
from ...year.stairs import Stair, stairs
from ..pages.society.guest import guest
from ..parts.knobs import label, text
from ..words import figures, words
from ..year.pursuit import pursuit


def drawn(picture: Picture, lesson: Lesson, language: str) -> dict[str, Any]:
    """Return a picture as the browser draws it: its couples, or the strategies of one."""
    shown: dict[str, Any] = {"kind": picture.kind, "day": picture.day, "plays": picture.plays}
    shown["stages"] = picture.stages
    views = [view for view in (picture.view, picture.beside) if view is not None]
    shown["luck"] = list(dict.fromkeys(view.seed for view in views))
    if picture.kind == "strategies":
        return {**shown, "rows": strategies(picture.view, language)}
    if picture.kind == "stairs":
        votes = {beat.vote.name: beat.vote for scene in lesson.scenes for beat in scene.beats if beat.vote}
        shown["guess"] = _guess(votes[picture.guess], picture.view, language) if picture.guess else None
        if shown["guess"] and not picture.laps:  # votes are drawn over single laps
            picture = picture._replace(laps=shown["guess"]["to"])
        shown["laps"] = picture.laps
    names = [said(text, language) for text in picture.names] or [_name(view, lesson.view, language) for view in views]
    couples = [{"name": name, **_couple(view, picture)} for name, view in zip(names, views, strict=True)]
    if picture.kind == "stairs":
        highest = [step[2] for couple in couples for step in couple["stairs"]]
        highest += [mark["hours"] for mark in shown["guess"]["marks"]] if shown["guess"] else []
        shown["top"] = relief.top(highest)
    return {**shown, "couples": couples}


@functools.lru_cache(maxsize=64)
def lived(view: State) -> Life:
    """Return the year of a view's couple."""
    return life.of(follow(view)[0], view.seed, view.luck)


def _name(view: State, home: State, language: str) -> str:
    """Return who a couple is, in as few words as tell it from the lesson's own: it is read from the last row."""
    all_words = words(language)
    if view == home:
        return str(all_words["teach"]["ours"])
    if view.use != home.use and view._replace(use=home.use, since=home.since) == home:
        return str(all_words["strategies"][view.use]["name"])
    mine, ours = set(view.changes), set(home.changes)
    if view._replace(changes=home.changes) == home and mine > ours:
        (path, number), *others = sorted(mine - ours)
        more = [all_words["many"]["more"].format(n=len(others))] if others else []
        return "; ".join([f"{label(path, all_words)} {text(path, number, all_words)}", *more])
    name = guest(view, all_words) if view.couple else all_words["couples"][view.preset]
    return f"{name}, {all_words['compare']['changed']}" if mine or view.use != NO_USE else str(name)


def _couple(view: State, picture: Picture) -> dict[str, Any]:
    """Return what is drawn of a couple's year; lists over days are only as long as is shown."""
    year = lived(view)
    days = slice(0, picture.day) if picture.plays else slice(picture.day - 1, picture.day)
    found: dict[str, Any] = {"lived": year.lived}
    if picture.kind == "cycle":
        share = shares(year)[days]
        found["arcs"] = arcs(share).reshape(len(share), -1).tolist()
        found["percent"] = percents(share).tolist()
        found["energy"] = battery(year)[days].tolist()
    elif picture.kind == "pursuit":
        found["pursuit"] = pursuit(year)[days].tolist()
    elif picture.kind == "curves":
        found["curves"] = curves(year)
    else:
        found["stairs"] = [list(step) for step in steps_of(year, picture.laps)]
    return found


def steps_of(year: Life, laps: int) -> list[Stair]:
    """Return the first laps of a year, each a step; or if ``laps`` is 0 all of them, grouped where there are many."""
    if not laps:
        return stairs(year)
    first = year.laps()[:laps]
    return [Stair(i + 1, 1, round(lap.hours, 2), lap.step // year.per_day + 1) for i, lap in enumerate(first)]


def _guess(vote: Vote, view: State, language: str) -> dict[str, Any]:
    """Return where each choice of a vote would put the lap it asks about, and where the laps around it stand."""
    hours = relief.laps(view)
    first, around = relief.first(hours), relief.around(hours, vote.lap)
    return {
        "vote": vote.name,
        "lap": vote.lap,
        "from": max(vote.lap - relief.AROUND, 1),
        "to": vote.lap + relief.AROUND,
        "mean": None if around is None else round(around, 2),
        "marks": [
            {"text": said(choice.text, language), "hours": round((choice.share or 0.0) * first, 2)}
            for choice in vote.choices
        ],
    }


def strategies(view: State, language: str) -> list[dict[str, Any]]:
    """Return the same year as it goes on and with each of the five strategies, the one with most relief first."""
    found = {use: outcomes(view, use) for use in USES}
    most = {
        name: max((one[name] for one in found.values() if not np.isnan(one[name])), default=1.0) for name in MEASURES
    }
    order = sorted(USES[1:], key=lambda use: [-np.nan_to_num(found[use][name]) for name in MEASURES])
    return [_row(use, found, most, language) for use in (NO_USE, *order)]


def _row(
    use: str, found: Mapping[str, Mapping[str, float]], most: Mapping[str, float], language: str
) -> dict[str, Any]:
    """Return one strategy: what becomes of each measure, the change from going on as they are, and how long its bar is
    in hundredths (of the longest, or of 100 where that is the scale)."""
    all_words = words(language)
    cells = []
    for name in MEASURES:
        number, before = found[use][name], found[NO_USE][name]
        change = round(number, 1) - round(before, 1)
        full = max(most[name], 1e-9) if name == "relief" else 100.0
        known = not np.isnan(number)
        cells.append(
            {
                "name": name,
                "text": figures(f"{number:.1f}" if name == "relief" else f"{number:.0f}", all_words) if known else "–",
                "bar": round(100.0 * number / full, 1) if known else 0.0,
                "was": round(100.0 * before / full, 1) if not np.isnan(before) else 0.0,
                "mark": ""
                if use == NO_USE or np.isnan(change)
                else "▲"
                if change >= 1
                else "▼"
                if change <= -1
                else "=",
            }
        )
    return {"use": use, "name": all_words["strategies"][use]["name"], "cells": cells}


def payload(shown: Mapping[str, Any]) -> str:
    """Return what is shown as it is sent."""
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
