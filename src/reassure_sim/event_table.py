"""The table of events: what happened in each life, in words, with its causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .measures import CAUSES, EVENT_COLUMNS, KINDS
from .tables import Tables

if TYPE_CHECKING:
    from pandas import DataFrame

PARTNERS = ("a", "b")

_SMALL = 0.05
"""Causes below this size are not told."""


def event_table(tables: Tables, run_ids: Sequence[str]) -> DataFrame:
    """Return one row an event, in the order of each life; ``style``, ``read_as`` and ``answer`` belong to bids,
    ``causes`` to acts (docs/model.md, 7.9)."""
    import pandas

    rows = tables.events()
    life = rows[:, 0].astype(np.int64)
    named = dict(zip(EVENT_COLUMNS, rows[:, 1:].T, strict=True))
    step = named["step"].astype(np.int64)
    code = named["kind"].astype(np.int64)
    person = named["person"].astype(np.int64)
    asked = code == KINDS.index("seek")

    def words(flag: NDArray[np.float64], yes: str, no: str) -> Any:
        found = np.where(flag == 1.0, yes, no).astype(object)
        found[~asked] = None
        return pandas.array(found, dtype="string")

    return pandas.DataFrame(
        {
            "run_id": np.array(run_ids, dtype="U16")[life],
            "couple": tables.lives.couple[life],
            "day": step // tables.episodes_per_day,
            "step": step,
            "person": person,
            "partner": np.array(PARTNERS)[person],
            "kind": np.array(KINDS)[code],
            "style": words(named["style"], "direct", "indirect"),
            "read_as": words(named["read_as"], "criticism", "need"),
            "answer": words(named["answer"], "reassured", "withdrew"),
            **{name: named[name] for name in EVENT_COLUMNS[6 : EVENT_COLUMNS.index("cause")]},
            "causes": _told(
                named, ("cause", "cause_size"), ("second_cause", "second_size"), code <= KINDS.index("withdraw")
            ),
            "answer_causes": _told(
                named, ("answer_cause", "answer_cause_size"), ("answer_second_cause", "answer_second_size"), asked
            ),
        }
    )


def _told(
    named: Mapping[str, NDArray[np.float64]], first: tuple[str, str], second: tuple[str, str], which: NDArray[np.bool_]
) -> NDArray[np.object_]:
    """Return words like ``distress +2.1, fear +0.4`` for the events of which it is told, else None."""
    pairs = [
        zip(named[cause].astype(np.int64)[which].tolist(), named[size][which].tolist(), strict=True)
        for cause, size in (first, second)
    ]
    found = np.full(len(which), None, object)
    found[which] = [
        ", ".join(f"{CAUSES[cause]} {size:+.1f}" for cause, size in both if abs(size) >= _SMALL)
        for both in zip(*pairs, strict=True)
    ]
    return found
