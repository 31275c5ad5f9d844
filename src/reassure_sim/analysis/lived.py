"""Tables of lives that are lived again: how a diary's column spreads, where couples drift, how relief wears.

Each asks a results folder for the first ``lives`` lives at some points, one point at a time, so that memory holds one
point's diaries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..experiment.designs import Block
from ..experiment.folder.results import Results
from ..experiment.folder.summary import describe
from ..layout import Day
from ..measures import EVENT_COLUMNS, KINDS

if TYPE_CHECKING:
    from pandas import DataFrame

WEEK = 7
QUANTILES = (5, 25, 50, 75, 95)
_CELLS = 11  # of the plane of a portrait, along each side
_FEW = 5  # weeks in a cell below which no drift is told
_WIDER = 1.5  # how much more laps each further stair holds


def fan(results: Results, block: Block, points: Sequence[int], lives: int, column: str, partner: str) -> DataFrame:
    """Return how a column of the diary spreads over lives (and, of ``both``, partners): one row a point and day.

    ``lives``: how many are still together and counted; ``q05`` to ``q95``: quantiles over these; ``one_life``: the mean
    of the day's week in the first life, of ``partner`` (of both: a), NaN after a parting.
    """
    import pandas

    who = {"a": [0], "b": [1], "both": [0, 1]}[partner]
    tables = []
    for point, pages in _diaries(results, block, points, lives):
        if not np.isfinite(pages).any():
            continue
        values = pages[..., Day._fields.index(column)][:, who]  # (lives, partners, days)
        days = values.shape[-1]
        quantiles = _quantiles(values.reshape(-1, days))
        one = np.repeat(_weeks(values[:1, 0])[0], WEEK)[:days]
        table: dict[str, Any] = {"point": point, "day": np.arange(days), "lives": _together(values[:, 0])}
        table |= {f"q{q:02d}": row for q, row in zip(QUANTILES, quantiles, strict=True)}
        tables.append(pandas.DataFrame({**table, "one_life": np.where(np.isnan(values[0, 0]), np.nan, one)}))
    return pandas.concat(tables, ignore_index=True) if tables else pandas.DataFrame()


def portrait(results: Results, block: Block, points: Sequence[int], lives: int, x: str, y: str) -> DataFrame:
    """Return where couples stand and drift in the plane of two states, named like ``felt_insecurity_a``.

    Rows of ``part`` ``course``: by week, the mean place over the lives still together. Rows of ``flow``: by cell of a
    coarse grid, its middle, and the mean change (``dx``, ``dy``) from one week's mean to the next week's over all
    ``weeks`` that any life spent there (at least 5).
    """
    import pandas

    found = []
    for point, pages in _diaries(results, block, points, lives):
        places = [_weeks(pages[:, "ab".index(name[-1]), :, Day._fields.index(name[:-2])]) for name in (x, y)]
        found.append((point, np.stack(places, axis=-1)))  # (lives, weeks, 2)
    found = [(point, places) for point, places in found if np.isfinite(places).all(axis=-1).any()]
    if not found:
        return pandas.DataFrame()
    everywhere = np.concatenate([places.reshape(-1, 2) for _, places in found])
    low, high = np.nanmin(everywhere, axis=0), np.nanmax(everywhere, axis=0)
    tables = [table for point, places in found for table in (_course(point, places), _flow(point, places, low, high))]
    return pandas.concat(tables, ignore_index=True)


def staircase(results: Results, block: Block, points: Sequence[int], lives: int, partner: str) -> DataFrame:
    """Return the hours of relief of the laps of who asks (docs/model.md, 7.10): one row a point and stair.

    A stair holds laps ``first`` to ``last``, later stairs hold more of them. ``hours``: mean over lives of each life's
    mean over these laps, with a 95 % t interval over lives (``ci_low``, ``ci_high``); ``lives``: those that had such
    laps, ``of`` so many.
    """
    import pandas

    tables = []
    for point in points:
        tables_of = results.live(block, [point], lives, record=("events",)).tables
        life, hours = _laps(tables_of.events(), "ab".index(partner))
        number = np.arange(len(life)) - np.searchsorted(life, life)  # laps of a life counted from 0
        edges = np.array(stairs(int(number.max()) + 1 if len(number) else 1))
        stair = np.searchsorted(edges, number, side="right") - 1
        shape = (len(edges) - 1, int(life.max()) + 1 if len(life) else 1)
        total, count = np.zeros(shape), np.zeros(shape)
        np.add.at(total, (stair, life), hours)
        np.add.at(count, (stair, life), 1.0)
        with np.errstate(invalid="ignore"):
            told = describe(total / count)
        table = {"point": point, "first": edges[:-1] + 1, "last": edges[1:], "lives": told.n, "of": tables_of.lives.n}
        table |= {"hours": told.mean, "ci_low": told.ci_low, "ci_high": told.ci_high}
        tables.append(pandas.DataFrame(table))
    return pandas.concat(tables, ignore_index=True)


def stairs(laps: int) -> list[int]:
    """Return where stairs begin and the last ends, counted from 0: single laps first, then half as many more each."""
    edges, width = [0], 1.0
    while edges[-1] < laps:
        edges.append(edges[-1] + int(width))
        width = width * _WIDER if len(edges) > 5 else 1.0
    return edges


def _diaries(
    results: Results, block: Block, points: Sequence[int], lives: int
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Yield point by point the diaries of its lives, (lives, 2 partners, days, columns), NaN after a parting."""
    for point in points:
        tables = results.live(block, [point], lives, record=("daily",)).tables
        pages = tables.diary().copy()
        lived = tables.runs["days_together"][:, None, None, None]
        with np.errstate(invalid="ignore"):
            yield point, np.where(np.arange(pages.shape[2])[:, None] < lived, pages, np.nan)


def _weeks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the means of whole weeks of daily values (..., days); a week with a day missing is NaN, the last may be
    short."""
    days = values.shape[-1]
    starts = range(0, days, WEEK)
    return np.stack([values[..., start : start + WEEK].mean(axis=-1) for start in starts], axis=-1)


def _together(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return how many lives have a value on each day, (days,)."""
    return np.asarray(np.isfinite(values).sum(axis=0))


def _quantiles(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``QUANTILES`` of each day over lives, (quantiles, days); NaN where nobody is left."""
    found = np.full((len(QUANTILES), values.shape[1]), np.nan)
    some = np.isfinite(values).any(axis=0)
    found[:, some] = np.nanpercentile(values[:, some], QUANTILES, axis=0)
    return found


def _course(point: int, places: NDArray[np.float64]) -> DataFrame:
    import pandas

    here = np.isfinite(places).all(axis=-1)
    told = np.flatnonzero(here.any(axis=0))
    mean = np.nanmean(places[:, told], axis=0)
    table = {"point": point, "part": "course", "week": told + 1, "x": mean[:, 0], "y": mean[:, 1]}
    return pandas.DataFrame({**table, "dx": np.nan, "dy": np.nan, "weeks": here.sum(axis=0)[told]})


def _flow(point: int, places: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> DataFrame:
    import pandas

    here, there = places[:, :-1].reshape(-1, 2), places[:, 1:].reshape(-1, 2)
    known = np.isfinite(here).all(axis=1) & np.isfinite(there).all(axis=1)
    here, change = here[known], (there - here)[known]
    wide = np.where(high > low, (high - low) / _CELLS, 1.0)
    cell = np.minimum(((here - low) / wide).astype(int), _CELLS - 1)
    place = cell[:, 0] * _CELLS + cell[:, 1]
    count = np.bincount(place, minlength=_CELLS**2)
    enough = np.flatnonzero(count >= _FEW)
    drift = [np.bincount(place, weights=part, minlength=_CELLS**2)[enough] / count[enough] for part in change.T]
    middle = low + (np.stack([enough // _CELLS, enough % _CELLS], axis=1) + 0.5) * wide
    table = {"point": point, "part": "flow", "week": 0, "x": middle[:, 0], "y": middle[:, 1]}
    return pandas.DataFrame({**table, "dx": drift[0], "dy": drift[1], "weeks": count[enough]})


def _laps(rows: NDArray[np.float64], person: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return of every lap of one partner that ended, in order, the life and the hours of relief."""
    named = dict(zip(("life", *EVENT_COLUMNS), rows.T, strict=True))
    ended = (named["person"] == person) & (named["kind"] == KINDS.index("seek")) & np.isfinite(named["hours_of_relief"])
    return named["life"][ended].astype(np.int64), named["hours_of_relief"][ended]
