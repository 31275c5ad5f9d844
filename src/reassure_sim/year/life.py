"""One year of one couple, computed in one go: everything that the pictures are drawn from."""

from __future__ import annotations

import functools
import gc
import threading
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..engines import live
from ..experiment.gathering import COUPLES, EPISODES, Asked, gather
from ..layout import Day
from ..measures import EVENT_COLUMNS, KINDS, REGIMES, SHADES, THRESHOLDS, regime, shade
from ..measures.regimes import LastWeeks
from ..measures.summary import Pages, days_lived, last_weeks
from ..parameters import Parameters
from ..scenario import Scenario, scenario_lives

WARM = threading.Event()
"""Set once the compiled rules are loaded, so that nobody waits for them unawares."""

_TOGETHER = Day._fields.index("together")


class Lap(NamedTuple):
    """From one reassured bid to that person's next bid."""

    step: int
    hours: float  # of relief


@dataclass(frozen=True, eq=False)
class Life:
    """A life as it is shown: both diaries, A's acts, and what was measured up to each day."""

    per_day: int
    lived: int  # days, of which the last is that of a parting if there was one
    parted: bool
    diary: NDArray[np.float64]  # (2 partners, days, len(Day))
    events: NDArray[np.float64]  # (events, len(EVENT_COLUMNS))
    weeks: LastWeeks  # up to each day, (days,) each
    regime: NDArray[np.int64]  # up to each day, place in REGIMES
    shade: NDArray[np.int64]
    felt_next_day: NDArray[np.float64]  # A's, so far
    couple: Parameters  # on the first day

    def column(self, partner: int, field: str) -> NDArray[np.float64]:
        """Return one number of every day of a partner's diary."""
        page: NDArray[np.float64] = self.diary[partner, :, Day._fields.index(field)]
        return page

    def acts(self, partner: int, kind: str) -> NDArray[np.float64]:
        """Return one partner's events of one kind."""
        who, what = EVENT_COLUMNS.index("person"), EVENT_COLUMNS.index("kind")
        chosen: NDArray[np.float64] = self.events[
            (self.events[:, who] == partner) & (self.events[:, what] == KINDS.index(kind))
        ]
        return chosen

    def laps(self) -> list[Lap]:
        """Return A's laps in order; one that nobody saw the end of is left out."""
        return self._laps

    @functools.cached_property
    def _laps(self) -> list[Lap]:
        bids = self.acts(0, "seek")
        hours = bids[:, EVENT_COLUMNS.index("hours_of_relief")]
        seen = np.isfinite(hours)
        steps = bids[seen, EVENT_COLUMNS.index("step")].astype(int)
        return list(map(Lap, steps.tolist(), hours[seen].tolist()))


def of(scenario: Scenario, seed: int, couple: int = 0) -> Life:
    """Live one life and return what is shown of it; ``couple``: whose luck of those that live with this seed."""
    lives = scenario_lives(scenario, 1, seed)._replace(couple=np.array([couple], np.int64))
    tables = live(lives, scenario.days, scenario.episodes_per_day, record=("daily", "events"))
    return measured(tables.diary()[0], tables.events()[:, 1:], scenario.episodes_per_day, scenario.parameters)


def measured(
    diary: NDArray[np.float64], events: NDArray[np.float64], per_day: int, couple: Parameters | None = None
) -> Life:
    """Measure a life up to each of its days.

    diary: (2, days, len(Day)); events: (n, len(EVENT_COLUMNS)); couple: who they are, by default all as usual. The
    measures are those of a finished run, taken of as many runs as there are days, each of which ends one day later.
    """
    days = diary.shape[1]
    together = diary[0, :, _TOGETHER]
    lived = int(days_lived(together[:, None])[0])
    until = np.minimum(np.arange(1.0, days + 1.0), float(lived))
    a, b = (Pages(np.broadcast_to(page[:, :, None], (*page.shape, days)), until) for page in diary)
    weeks = last_weeks(a, b)
    codes = regime(weeks, THRESHOLDS).astype(int)
    return Life(
        per_day=per_day,
        lived=lived,
        parted=bool(together[-1] == 0.0),
        diary=diary,
        events=events,
        weeks=weeks,
        regime=codes,
        shade=np.where(codes == 0, shade(weeks, THRESHOLDS), 0).astype(int),
        felt_next_day=a.next_day("felt_insecurity"),
        couple=couple or Parameters(),
    )


def regime_name(life: Life, day: int) -> str:
    """Return the regime up to a day (0 is the first), or the shade of a stable couple's."""
    shade = SHADES[life.shade[day]]
    return shade or REGIMES[life.regime[day]]


def warm() -> None:
    """Load the compiled rules by living one short life, alone and among others."""
    live(scenario_lives(Scenario.preset("secure_secure", 1), 1, 0), 1, 8, record=("daily", "events"))
    few = gather(Asked(couples=COUPLES[0]))
    live(few.lives, 1, EPISODES, society=few.society)
    gc.freeze()  # what is loaded by now stays, so nobody need look through it for rubbish
    WARM.set()
