"""What a run is: tables, and where they came from. No plotting here.

Keys of the tables: ``(run_id, couple[, partner, day | step])``. A table that was not recorded is empty.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .. import society_measures
from ..event_table import PARTNERS, event_table
from ..instrument import INSTRUMENT, Instrument
from ..layout import EPISODE_A, PAIR, SEEN, STATE_A, STATE_B, Day
from ..measures import PAGES, REGIMES, SHADES, code_names
from ..parameters import ROW, SET_BY_FRIENDS, Couple, ParameterError, Person, Problem, shown
from ..rules import Episode, State
from ..society import Chronicle
from ..tables import Tables

if TYPE_CHECKING:
    from pandas import DataFrame

    from .observed import Observed

SCHEDULED = ("support", "shock", "meets_stress", "meets_doubts", "acts", "apart", "good")
"""Numbers that only schedules move: neither traits nor what a couple brings."""
TRAITS = tuple(name for name in Person.model_fields if name not in (*SCHEDULED, *SET_BY_FRIENDS))
BROUGHT = tuple(name for name in Couple.model_fields if name not in (*SCHEDULED, *SET_BY_FRIENDS))


class Result:
    """Tables of a simulation with their provenance; printing it gives five plain lines.

    ``runs`` one row a life; ``diary`` one row a life, partner and day; ``people`` one row a life and partner
    with the traits; ``events`` one row an event; ``episodes`` one row a life, partner and step. All are
    pandas DataFrames, made when first asked for.
    """

    def __init__(
        self,
        tables: Tables,
        run_ids: Sequence[str],
        provenance: Mapping[str, Any],
        record: Sequence[str],
        weight: NDArray[np.float64] | None = None,
    ):
        self.tables = tables
        self.run_ids = list(run_ids)
        self.provenance = dict(provenance)
        self.record = tuple(record)
        self.weight = np.ones(tables.lives.n) if weight is None else weight

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
        """One row a life and partner: the traits at the start, what the couple brings, and how many couples of the
        population one of the sample stands for (``weight``, mean 1)."""
        import pandas

        n = self.tables.lives.n
        columns = self._keys(2)
        columns["partner"] = np.tile(PARTNERS, n)
        values = self.tables.lives.values
        for name in TRAITS:
            columns[name] = values[[ROW[f"{who}.{name}"] for who in PARTNERS]].T.reshape(-1)
        for name in BROUGHT:
            columns[name] = np.repeat(values[ROW[f"couple.{name}"]], 2)
        columns["weight"] = np.repeat(self.weight, 2)
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
        since = np.repeat(self.tables.since, partners * days if n else 0)
        lived = np.repeat(self.tables.runs["days_together"], partners * days) if n else np.empty(0)
        day = table["day"].to_numpy() - since
        return table[(day >= 0) & (day < lived)].reset_index(drop=True)

    @functools.cached_property
    def events(self) -> DataFrame:
        """One row an event, in the order of each life; words for kind, style, reading, answer and causes."""
        return event_table(self.tables, self.run_ids)

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
        since = np.repeat(self.tables.since * self.tables.episodes_per_day, 2 * steps if n else 0)
        table = pandas.DataFrame(columns)
        return table[table["step"].to_numpy() >= since].reset_index(drop=True)

    @property
    def society(self) -> Chronicle | None:
        """Who knows whom, and how it went; ``None`` where couples know nobody."""
        return self.tables.chronicle

    def _chronicle(self) -> Chronicle:
        if self.society is None:
            say = "these couples know nobody; simulate a Population with a network, like {'kind': 'watts_strogatz'}"
            raise ParameterError([Problem("network", say)])
        return self.society

    @functools.cached_property
    def series(self) -> DataFrame:
        """One row a snapshot of the society: shares of regimes and partings, means of what friends see.

        Raises:
            ParameterError: couples know nobody.
        """
        return society_measures.shares(self._chronicle().snapshots)

    def graph(self) -> Any:
        """Return the society as a ``networkx`` graph with the states as node attributes, see
        ``society_measures.states``.

        Raises:
            ParameterError: couples know nobody.
        """
        kept = self._chronicle()
        return society_measures.graph(kept.society.network, kept.society.node, kept.snapshots, self.tables.runs)

    def observed(self, seed: int = 0, tool: Instrument = INSTRUMENT) -> Observed:
        """Return what a study would have collected of these lives: questionnaires and diaries with their error.

        ``seed`` in [0, 2**64) names the luck of the errors; ``tool`` says how well is measured, see ``Instrument``.

        Raises:
            ParameterError: seed out of range.
        """
        if not isinstance(seed, (int, np.integer)) or isinstance(seed, bool) or not 0 <= seed < 2**64:
            say = f"read {shown(seed)}, allowed is a whole number from 0 to {2**64 - 1}"
            raise ParameterError([Problem("seed", say)])
        if not isinstance(tool, Instrument):
            raise ParameterError([Problem("tool", f"read {shown(tool)}, allowed is an Instrument")])
        from .observed import Observed

        return Observed(self, seed, tool)

    def save(self, folder: str | Path) -> Path:
        """Write every recorded table as Parquet, with ``provenance.json``; return the folder. A society adds ``series``
        and its graph with the states, ``society.graphml``.

        Raises:
            FileExistsError: the folder holds something already.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FileExistsError(f"{folder} is not empty; name a new folder")
        for name in ("runs", "people", *({"daily": "diary"}.get(r, r) for r in self.record)):
            getattr(self, name).to_parquet(folder / f"{name}.parquet")
        if self.society is not None:
            network, node = self.society.society[:2]
            self.series.to_parquet(folder / "series.parquet")
            society_measures.write_graphml(
                folder / "society.graphml", network, node, self.society.snapshots, self.tables.runs
            )
        (folder / "provenance.json").write_text(json.dumps(self.provenance, indent=2) + "\n", encoding="utf-8")
        return folder

    def __repr__(self) -> str:
        runs = self.tables.runs
        n = self.tables.lives.n
        share = {name: int(np.sum(runs["regime"] == code)) for code, name in enumerate(REGIMES)}
        apart = " (of those who parted: in their last weeks together)" if np.any(runs["separated"]) else ""
        bids = runs["bids_per_week_a"] + runs["bids_per_week_b"]
        satisfied = 0.5 * (runs["satisfaction_a"] + runs["satisfaction_b"])
        return "\n".join(
            [
                f"{n} {'life' if n == 1 else 'lives'} of {self.tables.days} days",
                "regimes: " + ", ".join(f"{count} {name}" for name, count in share.items()) + apart,
                f"bids for reassurance: {np.mean(bids):.1f} a week",
                f"satisfaction at the end: {np.mean(satisfied):.2f} of 1",
                f"separated: {int(np.sum(runs['separated']))} of {n}",
            ]
        )
