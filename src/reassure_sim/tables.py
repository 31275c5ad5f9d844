"""The numbers of some lives as arrays, before they become tables with words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from .block import Lived, Lives
from .layout import SEEN
from .measures import EVENT_COLUMNS, PAGES, RUN_COLUMNS
from .society import Chronicle


class Tables(NamedTuple):
    """The numbers of some lives, still as arrays: ``runs`` holds one (n,) array for each of ``RUN_COLUMNS``."""

    lives: Lives
    days: int
    episodes_per_day: int
    runs: dict[str, NDArray[np.float64]]
    blocks: list[Lived]
    chronicle: Chronicle | None = None

    @classmethod
    def of(
        cls, lives: Lives, days: int, per_day: int, blocks: Sequence[Lived], chronicle: Chronicle | None = None
    ) -> Tables:
        """Gather what is kept of all blocks; of a society, its couples and not its singles."""
        table = np.concatenate([block.summary for block in blocks], axis=1)
        couples = lives if chronicle is None else chronicle.couples()
        runs = {c.name: table[i] for i, c in enumerate(RUN_COLUMNS)}
        return cls(couples, days, per_day, runs, list(blocks), chronicle)

    @property
    def since(self) -> NDArray[np.int64]:
        """Return the day on which each couple's days begin, (n,): later than 0 for those that formed on the way."""
        formed = np.zeros(0, np.int64) if self.chronicle is None else self.chronicle.formed.day
        return np.concatenate([np.zeros(self.lives.n - len(formed), np.int64), formed])

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
