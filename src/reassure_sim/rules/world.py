"""Blocks 1 to 3 of an episode: the world, doubt, self-soothing."""

from __future__ import annotations

from ..draws import Luck, SharedLuck
from ..kernel import clip01, exp, rule
from ..parameters import Constants, Couple, Person
from .derived import felt_insecurity, resting_insecurity, steeper
from .states import FEAR_NORM, TRUST_NORM, Moment, State


@rule
def soothed(s: State, k: Constants, days: float) -> float:
    """Return the share of distress above rest that is left after ``days`` of soothing oneself."""
    return exp(-days * k.soothing_rate * steeper(k.soothing_coping, s.coping, 0.5))


@rule
def eased(s: State, p: Person, k: Constants, days: float) -> float:
    """Return the share of distress above rest that is left after ``days`` of friends' comfort; guard keeps it out."""
    return exp(-days * k.comfort_rate * p.comfort * (1.0 - k.comfort_guard * s.guard))


@rule
def fading(s: State, c: Couple, k: Constants, days: float, left: float) -> tuple[float, float, float]:
    """Return insecurity, relief and overshoot after ``days`` alone, given the share ``left`` of distress above
    rest: exact decay, towards rest or zero."""
    rest = resting_insecurity(c, k, s.fear, s.trust)
    speed = 1.0 + k.habituation_duration * k.tolerance_duration * s.tolerance
    relief = s.relief * exp(-days * speed / k.relief_days)
    overshoot = s.overshoot * exp(-days / k.rebound_days)
    return rest + (s.insecurity - rest) * left, relief, overshoot


@rule
def strike(u: float, expected: float) -> float:
    """Return the summed size of the events of an episode in which ``expected`` are due, each of mean size 1.

    One draw serves both whether and how hard: below the chance of any, ``v = u / chance`` is uniform and
    3 v^2 has mean 1 and variance 0.8, close to an exponential but bounded. The mean is exact for any ``dt``.
    """
    chance = 1.0 - exp(-expected)
    v = u / (chance + 1e-300)
    return 3.0 * v * v * expected / (chance + 1e-300) if u < chance else 0.0


@rule
def feel(s: State, p: Person, c: Couple, k: Constants, luck: Luck, shared: SharedLuck, dt: float) -> Moment:
    """Return the moment before deciding: soothing oneself and being comforted over ``dt``, then stress and doubts."""
    half = soothed(s, k, 0.5 * dt)  # what strikes within the episode has, on average, half of it to fade
    insecurity, relief, overshoot = fading(s, c, k, dt, half * half)
    alone = s.insecurity - insecurity
    above = insecurity - resting_insecurity(c, k, s.fear, s.trust)
    comforted = eased(s, p, k, 0.5 * dt)
    insecurity = insecurity - (above if above > 0.0 else 0.0) * (1.0 - comforted * comforted)
    rate = k.stress_rate * (p.life_stress + p.spillover) * dt
    own = strike(luck.stress, (1.0 - k.stress_shared) * rate)
    both = strike(shared.stress, k.stress_shared * k.stress_rate * dt)
    stress = k.stress_size * (own + both) * p.meets_stress + p.shock
    doubts = (
        k.doubt_rate * s.doubt * exp(k.doubt_fear * (s.fear - FEAR_NORM) + k.doubt_mistrust * (TRUST_NORM - s.trust))
    )
    doubted = strike(luck.doubt, doubts * dt)
    doubted = p.meets_doubts * clip01(k.doubt_size * doubted) * (1.0 - insecurity)
    struck = stress * steeper(k.stress_fear, s.fear, FEAR_NORM) + doubted
    insecurity = clip01(insecurity + half * comforted * struck)
    alone = alone + (1.0 - half) * struck
    good = 1.0 if shared.good < 1.0 - exp(-k.good_rate * dt) else c.good
    felt = felt_insecurity(insecurity, relief, overshoot, s.fear, k)
    return Moment(
        insecurity=insecurity,
        relief=relief,
        overshoot=overshoot,
        felt=felt,
        shown=felt * (1.0 - k.expression_guard * s.guard),  # avoidance reduces what is expressed, not the distress
        stress=stress,
        doubted=doubted,
        good=good,
        alone=alone if alone > 0.0 else 0.0,
    )
