"""Block 11 of an episode: staying together."""

from __future__ import annotations

from ..draws import SharedLuck
from ..kernel import exp, rule
from ..parameters import Constants, Couple
from .states import DAYS_A_YEAR, Pair, Rates, State


@rule
def parting_rate(s: State, satisfied: float, c: Couple, k: Constants) -> float:
    """Return one partner's hazard of ending the relationship (1/year); the couple's is the mean of both."""
    base = k.parting_unmarried + (k.parting_married - k.parting_unmarried) * c.married
    lift = k.parting_commitment * (0.6 - s.commitment) + k.parting_trust * (0.6 - s.trust)
    lift = lift + k.parting_nearby * c.nearby
    return k.separation * base * exp(lift + k.parting_satisfaction * (0.6 - satisfied))


@rule
def pair_on(pair: Pair, rate: float, r: Rates, shared: SharedLuck, dt: float) -> Pair:
    """Return the couple after the episode; ``rate`` is its yearly hazard of parting."""
    parted = shared.parting < 1.0 - exp(-rate * dt / DAYS_A_YEAR)
    return Pair(
        drift=pair.drift * r.drift + r.drift_couple * (shared.drift - 0.5),
        years=pair.years + dt / DAYS_A_YEAR,
        together=0.0 if parted else pair.together,
    )
