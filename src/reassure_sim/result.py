"""What a run is: tables, and where they came from. No plotting here.

Keys of the tables: ``(run_id, couple[, partner, day | step])``. A table that was not recorded is empty.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from .block import Lived, Lives
from .layout import EPISODE_A, PAIR, SEEN, STATE_A, STATE_B, Day
from .measures import EVENT_COLUMNS, KINDS, PAGES, REGIMES, RUN_COLUMNS, SHADES, code_names
from .parameters import PATHS, Person
from .rules import Episode, State

if TYPE_CHECKING:
    from pandas import DataFrame

PARTNERS = ("a", "b")


class Tables(NamedTuple):
    """The numbers of some lives, still as arrays: ``runs`` holds one (n,) array for each of ``RUN_COLUMNS``."""

    lives: Lives
    days: int
    episodes_per_day: int
    runs: dict[str, NDArray[np.float64]]
    blocks: list[Lived]

    @classmethod
    def of(cls, lives: Lives, days: int, per_day: int, blocks: Sequence[Lived]) -> Tables:
        """Gather what is kept of all blocks."""
        table = np.concatenate([block.summary for block in blocks], axis=1)
        return cls(lives, days, per_day, {c.name: table[i] for i, c in enumerate(RUN_COLUMNS)}, list(blocks))

    def diary(self) -> NDArray[np.float64]:
        """Return every page, (n, 2 partners, days, len(Day)); empty when ``daily`` was not recorded."""
        empty = np.empty((self.days, 2 * PAGES, 0))
        pages = np.concatenate([empty, *(b.diary for b in self.blocks if b.diary is not None)], axis=2)
        return pages.reshape(self.days, 2, PAGES, -1).transpose(3, 1, 0, 2)

    def episodes(self) -> NDArray[np.float64]:
        """Return every episode, (n, steps, rows seen); empty when ``episodes`` was not recorded."""
        empty = np.empty((self.days * self.episodes_per_day, SEEN[1] - SEEN[0], 0))
        kept = np.concatenate([empty, *(b.episodes for b in self.blocks if b.episodes is not None)], axis=2)
        return kept.transpose(2, 0, 1)

    def events(self) -> NDArray[np.float64]:
        """Return every event, one row each: the life's place, then ``EVENT_COLUMNS``."""
        rows, life = [np.empty((0, 1 + len(EVENT_COLUMNS)))], 0
        for block in self.blocks:
            for lane, count in enumerate(block.counts if block.events is not None else ()):
                found = cast(NDArray[np.float64], block.events)[lane, :count]
                rows.append(np.column_stack([np.full(count, life + lane), found]))
            life += len(block.counts)
        return np.concatenate(rows)


class Result:
    """Tables of a simulation with their provenance; printing it gives five plain lines.

    ``runs`` one row a life; ``diary`` one row a life, partner and day; ``people`` one row a life and partner
    with the traits; ``events`` one row an event; ``episodes`` one row a life, partner and step. All are
    pandas DataFrames, made when first asked for.
    """

    def __init__(self, tables: Tables, run_ids: Sequence[str], provenance: Mapping[str, Any], record: Sequence[str]):
        self.tables = tables
        self.run_ids = list(run_ids)
        self.provenance = dict(provenance)
        self.record = tuple(record)

    def _keys(self, times: int) -> dict[str, Any]:
        return {
            "run_id": np.repeat(np.array(self.run_ids, dtype="U16"), times),
            "couple": np.repeat(self.tables.lives.couple, times),
        }

    @functools.cached_property
    def runs(self) -> DataFrame:
        """One row a life: the four rows, regime and shade in words, separation (see ``dictionary()``)."""
        import pandas

        columns: dict[str, Any] = dict(self.tables.runs)
        columns["regime"] = code_names(columns["regime"], REGIMES)
        columns["shade"] = code_names(columns["shade"], SHADES)
        return pandas.DataFrame({**self._keys(1), **columns})

    @functools.cached_property
    def people(self) -> DataFrame:
        """One row a life and partner: the traits at the start."""
        import pandas

        n = self.tables.lives.n
        columns = self._keys(2)
        columns["partner"] = np.tile(PARTNERS, n)
        for name in Person.model_fields:
            rows = [PATHS.index(f"{who}.{name}") for who in PARTNERS]
            columns[name] = self.tables.lives.values[rows].T.reshape(-1)
        return pandas.DataFrame(columns)

    @functools.cached_property
    def diary(self) -> DataFrame:
        """One row a life, partner and day lived together; ``together`` is 0 on the day of a separation."""
        import pandas

        pages = self.tables.diary()
        n, partners, days, _ = pages.shape
        columns = self._keys(partners * days if n else 0)
        columns["partner"] = np.tile(np.repeat(PARTNERS, days), n)
        columns["day"] = np.tile(np.arange(days), n * partners)
        numbers = pages.reshape(-1, PAGES)
        for i, name in enumerate(Day._fields):
            columns[name] = numbers[:, i]
        table = pandas.DataFrame(columns)
        lived = np.repeat(self.tables.runs["days_together"], partners * days) if n else np.empty(0)
        return table[table["day"].to_numpy() < lived].reset_index(drop=True)

    @functools.cached_property
    def events(self) -> DataFrame:
        """One row an event, in the order of each life; words for kind, style, reading and answer."""
        import pandas

        rows = self.tables.events()
        life = rows[:, 0].astype(np.int64)
        named = dict(zip(EVENT_COLUMNS, rows[:, 1:].T, strict=True))
        step = named["step"].astype(np.int64)
        code = named["kind"].astype(np.int64)
        kind = np.array(KINDS)[code]
        person = named["person"].astype(np.int64)
        asked = code == KINDS.index("seek")

        def words(flag: NDArray[np.float64], yes: str, no: str) -> Any:
            found = np.where(flag == 1.0, yes, no).astype(object)
            found[~asked] = None
            return pandas.array(found, dtype="string")

        return pandas.DataFrame(
            {
                "run_id": np.array(self.run_ids, dtype="U16")[life],
                "couple": self.tables.lives.couple[life],
                "day": step // self.tables.episodes_per_day,
                "step": step,
                "person": person,
                "partner": np.array(PARTNERS)[person],
                "kind": kind,
                "style": words(named["style"], "direct", "indirect"),
                "read_as": words(named["read_as"], "criticism", "need"),
                "answer": words(named["answer"], "reassured", "withdrew"),
                **{name: named[name] for name in EVENT_COLUMNS[6:]},
            }
        )

    @functools.cached_property
    def episodes(self) -> DataFrame:
        """One row a life, partner and step: every state after the episode, and what was seen of it."""
        import pandas

        seen = self.tables.episodes()
        n, steps, _ = seen.shape
        columns = self._keys(2 * steps if n else 0)
        columns["partner"] = np.tile(np.repeat(PARTNERS, steps), n)
        columns["step"] = np.tile(np.arange(steps), 2 * n)
        states, episode, origin = STATE_B.first - STATE_A.first, len(Episode._fields), SEEN[0]
        fields = [(f"{name}", i, states) for i, name in enumerate(State._fields)]
        fields += [(name, EPISODE_A.first - origin + i, episode) for i, name in enumerate(Episode._fields)]
        for name, place, stride in fields:
            columns[name] = np.stack([seen[..., place], seen[..., place + stride]], axis=1).reshape(-1)
        columns["together"] = np.repeat(seen[:, None, :, PAIR.row("together") - origin], 2, axis=1).reshape(-1)
        return pandas.DataFrame(columns)

    def save(self, folder: str | Path) -> Path:
        """Write every recorded table as Parquet, with ``provenance.json``; return the folder.

        Raises:
            FileExistsError: the folder holds something already.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FileExistsError(f"{folder} is not empty; name a new folder")
        for name in ("runs", "people", *({"daily": "diary"}.get(r, r) for r in self.record)):
            getattr(self, name).to_parquet(folder / f"{name}.parquet")
        (folder / "provenance.json").write_text(json.dumps(self.provenance, indent=2) + "\n", encoding="utf-8")
        return folder

    def __repr__(self) -> str:
        runs = self.tables.runs
        n = self.tables.lives.n
        share = {name: int(np.sum(runs["regime"] == code)) for code, name in enumerate(REGIMES)}
        bids = runs["bids_per_week_a"] + runs["bids_per_week_b"]
        satisfied = 0.5 * (runs["satisfaction_a"] + runs["satisfaction_b"])
        return "\n".join(
            [
                f"{n} {'life' if n == 1 else 'lives'} of {self.tables.days} days",
                "regimes: " + ", ".join(f"{count} {name}" for name, count in share.items()),
                f"bids for reassurance: {np.mean(bids):.1f} a week",
                f"satisfaction at the end: {np.mean(satisfied):.2f} of 1",
                f"separated: {int(np.sum(runs['separated']))} of {n}",
            ]
        )


def load(folder: str | Path) -> dict[str, Any]:
    """Return the tables that ``Result.save`` wrote, by name, and ``provenance``.

    Raises:
        FileNotFoundError: the folder holds no saved result.
    """
    import pandas

    folder = Path(folder)
    note = folder / "provenance.json"
    if not note.is_file():
        raise FileNotFoundError(f"{folder} holds no saved result; save one with result.save(folder)")
    tables: dict[str, Any] = {path.stem: pandas.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
    tables["provenance"] = json.loads(note.read_text(encoding="utf-8"))
    return tables
