"""The equations: what happens to one partner, or one couple, in one episode.

Every function is scalar and pure: no arrays, no randomness (draws come in as ``u``), no branches
with side effects. The Mesa agents call them as they stand; the batch engine compiles the very same
functions. ``docs/model.md`` explains each under the same name.

Arguments, throughout: ``s`` a partner's ``State`` at the start of the episode, ``m`` the ``Moment``
in which that partner decides, ``p`` a ``Person``'s traits, ``c`` the ``Couple``, ``k`` the
``Constants``, ``r`` the ``Rates`` of that partner, ``u`` a uniform draw in (0, 1), ``dt`` the length
of an episode in days. States lie in [0, 1] unless said. Flags are 0.0 or 1.0.
"""

from __future__ import annotations

from .answers import answer_odds, answers, giving_quality, hears_criticism, reply
from .bids import bid, choose, reach_rate, seek_rate, speaks_directly, withdraw_rate
from .derived import (
    commitment_target,
    felt_insecurity,
    first_pair,
    first_state,
    intimacy_set_point,
    invested,
    rates,
    resting_insecurity,
    satisfaction,
    start_state,
    steeper,
    trust_set_point,
)
from .friends import NORMS, Morning, Public, Standing, among, drawn, evening, measured, morning, spare_comfort, standing
from .parting import pair_on, parting_rate
from .settling import credibility, encouraging, mastery, reassurance, settle
from .states import (
    CARRY_ON,
    COST_NORM,
    DAYS_A_YEAR,
    ESTEEM_NORM,
    FEAR_NORM,
    FIRST_ENERGY,
    GUARD_NORM,
    REACH_OUT,
    SEEK,
    TRUST_NORM,
    WITHDRAW,
    Bid,
    Episode,
    Moment,
    Pair,
    Rates,
    Reply,
    State,
)
from .world import eased, fading, feel, soothed, strike

__all__ = [
    "CARRY_ON",
    "COST_NORM",
    "DAYS_A_YEAR",
    "ESTEEM_NORM",
    "FEAR_NORM",
    "FIRST_ENERGY",
    "GUARD_NORM",
    "NORMS",
    "REACH_OUT",
    "SEEK",
    "TRUST_NORM",
    "WITHDRAW",
    "Bid",
    "Episode",
    "Moment",
    "Morning",
    "Pair",
    "Public",
    "Rates",
    "Reply",
    "Standing",
    "State",
    "among",
    "answer_odds",
    "answers",
    "bid",
    "choose",
    "commitment_target",
    "credibility",
    "drawn",
    "eased",
    "encouraging",
    "evening",
    "fading",
    "feel",
    "felt_insecurity",
    "first_pair",
    "first_state",
    "giving_quality",
    "hears_criticism",
    "intimacy_set_point",
    "invested",
    "mastery",
    "measured",
    "morning",
    "pair_on",
    "parting_rate",
    "rates",
    "reach_rate",
    "reassurance",
    "reply",
    "resting_insecurity",
    "satisfaction",
    "seek_rate",
    "settle",
    "soothed",
    "spare_comfort",
    "speaks_directly",
    "standing",
    "start_state",
    "steeper",
    "strike",
    "trust_set_point",
    "withdraw_rate",
]
