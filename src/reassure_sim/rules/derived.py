"""Derived in one place: set points, felt insecurity, satisfaction, commitment; rates and first states."""

from __future__ import annotations

from ..kernel import clip01, exp, rule, sqrt
from ..parameters import Constants, Couple, Person
from .states import FEAR_NORM, FIRST_ENERGY, TRUST_NORM, Pair, Rates, State


@rule
def steeper(slope: float, x: float, norm: float) -> float:
    """Return the factor by which an effect grows with a state: 1 at the norm, ``slope`` per unit, never below 0."""
    factor = 1.0 + slope * (x - norm)
    return factor if factor > 0.0 else 0.0


@rule
def felt_insecurity(insecurity: float, relief: float, overshoot: float, fear: float, k: Constants) -> float:
    """Return what one feels: insecurity less relief, plus the overshoot that outlasts relief in the fearful."""
    rebound = k.habituation_rebound * k.rebound_size * fear * (overshoot - relief)
    felt = insecurity - relief + (rebound if rebound > 0.0 else 0.0)
    return clip01(felt)


@rule
def satisfaction(
    trust: float, intimacy: float, energy: float, felt: float, rest: float, care: float, strain: float, k: Constants
) -> float:
    """Return relationship satisfaction: trust, intimacy and energy; felt insecurity, more so as far as it departs from
    what one is used to (``rest``); and the day's care and strain."""
    kept = care if care < k.care_most else k.care_most
    borne = strain if strain < k.care_most else k.care_most
    total = trust + intimacy + k.satisfaction_energy * energy
    total = total - k.satisfaction_felt * felt - k.satisfaction_acute * (felt - rest)
    total = total + k.satisfaction_care * kept - k.satisfaction_strain * borne
    return clip01(total / (2.0 + k.satisfaction_energy + 3.0 * k.satisfaction_care))


@rule
def rates(p: Person, k: Constants, dt: float) -> Rates:
    """Return the share of each slow state that is left after ``dt`` (exact decay), and the drift's noise."""
    drift = exp(-dt / k.drift_days)
    # a uniform draw has sd 1/sqrt(12); the stationary sd of the drift is the parameter
    noise = sqrt(12.0 * (1.0 - drift * drift))
    return Rates(
        tolerance=exp(-dt / k.tolerance_days),
        pressure=exp(-dt / k.pressure_days),
        trust=exp(-dt / k.trust_days),
        intimacy=exp(-dt / k.intimacy_days),
        fear=exp(-dt * k.fear_pull),
        guard=exp(-dt * k.guard_pull),
        coping=exp(-dt / k.coping_days),
        doubt=exp(-dt / k.doubt_days),
        habit=exp(-dt / k.habit_days),
        recent_seeking=exp(-dt / k.seeking_days),
        half_care=exp(-0.5 * dt / k.care_days),
        commitment=exp(-dt / k.commitment_days),
        energy=exp(-dt * k.energy_recovery * (0.5 + p.stamina)),
        drift=drift,
        drift_couple=noise * k.drift_couple,
        drift_person=noise * k.drift_person,
    )


@rule
def trust_set_point(p: Person, c: Couple, k: Constants, mood: float, drift: float, fear: float) -> float:
    """Return where trust settles for this person in this couple; the fearful expect less of a partner."""
    own = p.outlook + mood
    return clip01(k.trust_rest - k.trust_fear * (fear - FEAR_NORM) + own + k.trust_bond * (c.bond + drift))


@rule
def invested(years: float, k: Constants) -> float:
    """Return how far time together counts, in [0, 1): half at ``commitment_years``."""
    return years / (years + k.commitment_years)


@rule
def commitment_target(satisfied: float, years: float, approval: float, k: Constants) -> float:
    """Return the level to which commitment moves: satisfaction, the time invested, and what friends think of it."""
    own = (1.0 - k.commitment_investment) * satisfied + k.commitment_investment * invested(years, k)
    return clip01(own + k.approval_commitment * approval)


@rule
def intimacy_set_point(
    p: Person, c: Couple, k: Constants, mood: float, drift: float, guard: float, years: float
) -> float:
    """Return where intimacy settles; one's own guard keeps it low (its path of its own to satisfaction), and it fades
    with the years."""
    shared = c.bond + drift
    level = k.intimacy_rest * (1.0 - k.intimacy_guard * guard) - k.intimacy_fade * invested(years, k)
    return clip01(level + shared + k.intimacy_outlook * (p.outlook + mood))


@rule
def resting_insecurity(c: Couple, k: Constants, fear: float, trust: float) -> float:
    """Return the level to which insecurity falls by itself: fear and mistrust keep it up, more so while apart."""
    lift = k.rest_fear + k.rest_apart * c.apart
    return clip01(k.rest_base + lift * fear + k.rest_mistrust * (TRUST_NORM - trust))


@rule
def start_state(
    p: Person, c: Couple, k: Constants, fear: float, guard: float, coping: float, doubt: float, mood: float
) -> State:
    """Return a partner on the first day together: at the set points, rested, with nothing yet learned of this couple;
    what was learned of oneself (``fear`` and so on) comes along."""
    trust = trust_set_point(p, c, k, mood, 0.0, fear)
    intimacy = intimacy_set_point(p, c, k, mood, 0.0, guard, c.years_together)
    insecurity = resting_insecurity(c, k, fear, trust)
    satisfied = satisfaction(trust, intimacy, FIRST_ENERGY, insecurity, insecurity, 0.0, 0.0, k)
    return State(
        insecurity=insecurity,
        relief=0.0,
        overshoot=0.0,
        tolerance=0.0,
        energy=FIRST_ENERGY,
        trust=trust,
        intimacy=intimacy,
        pressure=0.0,
        fear=fear,
        guard=guard,
        coping=coping,
        doubt=doubt,
        habit=0.0,
        recent_seeking=0.0,
        care=0.0,
        strain=0.0,
        commitment=commitment_target(satisfied, c.years_together, c.approval, k),
        mood=mood,
        busy=0.0,
    )


@rule
def first_state(p: Person, c: Couple, k: Constants) -> State:
    """Return a partner on day 0: nothing has been learned yet, fear and guard are as the traits say."""
    return start_state(p, c, k, p.anxiety, p.avoidance, p.self_soothing, p.doubt_proneness, 0.0)


@rule
def first_pair(c: Couple) -> Pair:
    """Return the couple on day 0."""
    return Pair(drift=0.0, years=c.years_together, together=1.0)
