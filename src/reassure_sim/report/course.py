"""How a life reads: its diary, the regime up to each day, and the last weeks together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..analysis.tipping import readings
from ..layout import Day
from ..measures import LastWeeks, last_weeks
from ..measures.summary import Pages, days_lived

if TYPE_CHECKING:
    from ..tables import Tables


class Course(NamedTuple):
    """One life: ``pages`` (2 partners, days lived, len(Day)); ``regime`` (days lived,), what the last four weeks up to
    each day read as, NaN before there are four; and ``end``, the numbers from which the whole life is read."""

    pages: NDArray[np.float64]
    regime: NDArray[np.float64]
    end: LastWeeks

    @property
    def lived(self) -> int:
        """The days lived together, the day of a separation included."""
        return len(self.regime)

    def days(self, field: str) -> NDArray[np.float64]:
        """Return a number of both partners' diaries, (2, days lived)."""
        page: NDArray[np.float64] = self.pages[:, :, Day._fields.index(field)]
        return page


def course(tables: Tables) -> Course:
    """Return the course of the first life of tables that hold its diary."""
    pages = tables.diary()[0]
    lived = days_lived(pages[0, :, Day._fields.index("together")][:, None])
    pages = pages[:, : int(lived[0])]
    a, b = (Pages(page[:, :, None], lived) for page in pages)
    end = LastWeeks(*(float(np.asarray(value)[0]) for value in last_weeks(a, b)))
    return Course(pages, readings(pages[None], lived.astype(np.int64))[0], end)
