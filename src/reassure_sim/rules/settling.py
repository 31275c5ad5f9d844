"""Blocks 8 to 10 of an episode: consequences for both, and the slow layer."""

from __future__ import annotations

from ..draws import Luck
from ..kernel import clip01, logistic, rule
from ..parameters import Constants, Couple, Person
from .derived import (
    commitment_target,
    felt_insecurity,
    intimacy_set_point,
    resting_insecurity,
    satisfaction,
    steeper,
    trust_set_point,
)
from .states import (
    CARRY_ON,
    ESTEEM_NORM,
    FEAR_NORM,
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


@rule
def credibility(s: State, p: Person, k: Constants, asked: float) -> float:
    """Return how far reassurance is believed; only what was ``asked`` for is discounted by own recent seeking."""
    discount = k.habituation_credibility * k.credible_seeking * s.recent_seeking * asked
    discount = discount * steeper(k.credible_fear, s.fear, FEAR_NORM)
    trusted = k.credible_mistrust * (TRUST_NORM - s.trust)
    return logistic(k.credible_base - discount - trusted + k.credible_esteem * (p.self_esteem - ESTEEM_NORM))


@rule
def reassurance(s: State, p: Person, k: Constants, mine: Bid, theirs: Bid, to_me: Reply) -> float:
    """Return the pulse of reassurance that reaches a partner in this episode, in [0, 1]."""
    asked = 1.0 if mine.act == SEEK else 0.0
    answered = to_me.provides * asked * credibility(s, p, k, 1.0)
    offered = (k.reach_share if theirs.act == REACH_OUT else 0.0) * credibility(s, p, k, 0.0)
    dulled = 1.0 - k.habituation_amplitude * k.tolerance_amplitude * s.tolerance
    return clip01(to_me.quality * (answered + offered) * dulled)


@rule
def mastery(m: Moment, k: Constants, dt: float) -> float:
    """Return the days' worth of experience that distress ends on one's own: it grows with what is soothed alone,
    less and less, and counts only as far as calm is reached. Otherwise more stress would cure fear."""
    flow = m.alone / dt
    calm = 1.0 - m.insecurity
    return dt * flow / (flow + k.soothed_half) * calm * calm


@rule
def encouraging(p: Person) -> float:
    """Return how far a partner's answers help the other to cope; professional support helps to find such answers."""
    return p.encouragement + (1.0 - p.encouragement) * p.support


@rule
def settle(
    s: State,
    m: Moment,
    p: Person,
    c: Couple,
    k: Constants,
    r: Rates,
    pair: Pair,
    mine: Bid,
    to_me: Reply,
    theirs: Bid,
    by_me: Reply,
    pulse: float,
    their_pulse: float,
    their_encouragement: float,
    seen: float,
    luck: Luck,
    dt: float,
) -> tuple[State, Episode]:
    """Return a partner after the episode, and what could be seen of it.

    ``mine`` and ``theirs`` are the bids, ``to_me`` the other's reply to mine, ``by_me`` one's own
    reply to theirs, ``pulse`` the reassurance received and ``their_pulse`` what the other received, ``seen`` the
    distress that the other shows.
    """
    asked = 1.0 if mine.act == SEEK else 0.0
    reassured = asked * to_me.provides
    rebuffed = asked - reassured
    reached = 1.0 if mine.act == REACH_OUT else 0.0
    left = 1.0 if mine.act == WITHDRAW else 0.0
    was_asked = 1.0 if theirs.act == SEEK else 0.0
    was_reached = 1.0 if theirs.act == REACH_OUT else 0.0
    was_left = 1.0 if theirs.act == WITHDRAW else 0.0
    provided = by_me.provides
    away = left if left > was_asked - provided else was_asked - provided  # withdrew, or refused when asked
    was_left = was_left * (1.0 - rebuffed)  # a withdrawal that is also a refusal hurts once
    criticised = by_me.criticised

    # the fast layer
    helped = m.insecurity * k.relief_drop * pulse
    insecurity = m.insecurity - helped
    hurt = (k.hurt * rebuffed + k.withdrawal_hurt * was_left) * steeper(k.hurt_fear, s.fear, FEAR_NORM)
    insecurity = clip01(insecurity + hurt + k.contagion * seen * (1.0 - c.apart) * dt)
    relief = clip01(m.relief + k.relief_gain * pulse * (1.0 - m.relief))
    overshoot = clip01(m.overshoot + k.relief_gain * pulse * (1.0 - m.overshoot))
    felt = felt_insecurity(insecurity, relief, overshoot, s.fear, k)

    # medium: what repetition does to the one who asks and to the one who is asked
    tolerance = s.tolerance * r.tolerance
    tolerance = tolerance + k.tolerance_gain * reassured * (1.0 - tolerance)
    recent_seeking = s.recent_seeking * r.recent_seeking
    recent_seeking = recent_seeking + k.seeking_gain * asked * (1.0 - recent_seeking)
    habit = s.habit * r.habit
    habit = habit + k.habituation_operant * k.habit_gain * helped * reassured * (1.0 - habit)
    pressure = s.pressure * r.pressure
    pressure = pressure + clip01(k.pressure_gain * steeper(-k.pressure_norm, p.asking_norm, 0.5)) * was_asked * (
        1.0 - pressure
    )
    pressure = pressure * (1.0 - k.withdraw_release * away)

    # energy: rest, distress, then what giving, being refused and being criticised do
    energy = 1.0 - (1.0 - s.energy) * r.energy
    energy = energy / (1.0 + k.energy_distress * m.felt * dt)
    burden = (k.giving_cost_base + s.pressure) * (1.0 - k.giving_effect * their_pulse)
    burden = burden * (1.0 + k.giving_criticism * criticised) * (1.0 + k.giving_guard * s.guard)
    burden = clip01(k.giving_cost * burden)
    lift = k.giving_gain * their_pulse * provided + k.voluntary_gain * reached + k.withdraw_rest * away
    lift = clip01(lift + k.good_gain * m.good)
    energy = energy + lift * (1.0 - energy) - burden * provided * energy
    energy = clip01(energy * (1.0 - k.criticism_drain * criticised) * (1.0 - k.rebuff_drain * rebuffed))

    # slow: trust and intimacy move by what is taken in, and return to their set points
    openness = 1.0 - k.take_in * s.guard
    taken_in = pulse * openness
    set_point = trust_set_point(p, c, k, s.mood, pair.drift, s.fear)
    trust = set_point + (s.trust - set_point) * r.trust
    trust = trust + k.trust_gain * taken_in * (1.0 - trust)
    loss = k.trust_loss * rebuffed * steeper(k.trust_loss_fear, s.fear, FEAR_NORM) + k.criticism_trust * criticised
    trust = clip01(trust * (1.0 - clip01(loss)))
    set_point = intimacy_set_point(p, c, k, s.mood, pair.drift, s.guard, pair.years)
    intimacy = set_point + (s.intimacy - set_point) * r.intimacy
    intimacy = intimacy + clip01(k.intimacy_gain * taken_in + k.good_gain * m.good) * (1.0 - intimacy)
    distance = k.intimacy_loss * rebuffed + k.withdrawal_distance * (away + was_left)
    intimacy = clip01(intimacy * (1.0 - clip01(distance)))

    # fear and guard, coping and doubt: surface answers do not reach them
    mastered = mastery(m, k, dt) * (1.0 - asked)
    understood = reassured * mine.direct * their_encouragement * pulse
    surface = reassured * (1.0 - their_encouragement) * pulse
    fear = p.anxiety + (s.fear - p.anxiety) * r.fear
    fear = fear + k.fear_rebuff * rebuffed * (k.learning_floor + fear) * (1.0 - fear)
    fear = fear * (1.0 - clip01(k.fear_understood * (1.0 + k.fear_support * p.support) * understood))
    fear = clip01(fear * (1.0 - clip01(k.fear_soothed * mastered * (1.0 - s.guard))))
    guard = p.avoidance + (s.guard - p.avoidance) * r.guard
    wary = k.guard_rebuff * rebuffed + k.guard_intrusion * was_asked * s.pressure
    guard = guard + wary * (k.learning_floor + guard) * (1.0 - guard)
    guard = clip01(guard * (1.0 - k.guard_trust * taken_in) * (1.0 - clip01(k.guard_support * p.support * dt)))
    coping = p.self_soothing + (s.coping - p.self_soothing) * r.coping
    learned = clip01(k.coping_soothed * mastered + k.coping_encouraged * their_encouragement * pulse)
    coping = clip01((coping + learned * (1.0 - coping)) * (1.0 - k.coping_reliance * surface))
    doubt = p.doubt_proneness + (s.doubt - p.doubt_proneness) * r.doubt
    doubt = clip01(doubt + k.doubt_feed * p.doubt_proneness * surface * (1.0 - doubt))

    # the day's giving and receiving, and what one makes of it all
    care = r.half_care * (r.half_care * s.care + reached + provided + reassured + was_reached)
    sting = rebuffed + was_left + criticised + was_asked * s.pressure
    strain = r.half_care * (r.half_care * s.strain + sting)
    busy = s.busy - dt
    since = k.refractory_days - 0.5 * dt  # an act falls, on average, in the middle of the episode
    busy = since if mine.act > CARRY_ON else busy
    busy = busy if busy > 0.0 else 0.0
    mood = s.mood * r.drift + r.drift_person * (luck.mood - 0.5)
    rest = resting_insecurity(c, k, s.fear, s.trust)
    while_acting = 0.5 * (m.felt + felt)  # an act falls, on average, in the middle of the episode
    satisfied = satisfaction(trust, intimacy, energy, while_acting, rest, care, strain, k)
    wanted = commitment_target(satisfied, pair.years, c.approval, k)
    commitment = wanted + (s.commitment - wanted) * r.commitment
    after = State(
        insecurity=insecurity,
        relief=relief,
        overshoot=overshoot,
        tolerance=tolerance,
        energy=energy,
        trust=trust,
        intimacy=intimacy,
        pressure=pressure,
        fear=fear,
        guard=guard,
        coping=coping,
        doubt=doubt,
        habit=habit,
        recent_seeking=recent_seeking,
        care=care,
        strain=strain,
        commitment=commitment,
        mood=mood,
        busy=busy,
    )
    quality = by_me.quality * reached + to_me.quality * asked
    return after, Episode(
        lived=1.0,
        act=mine.act,
        direct=mine.direct,
        misread=to_me.criticised,
        answered=reassured,
        provided=provided,
        quality=quality,
        pulse=pulse,
        given=their_pulse * (reached + provided * (1.0 - reached)),
        stress=m.stress,
        doubted=m.doubted,
        felt_before=m.felt,
        felt=felt,
        satisfaction=satisfied,
        soothed_alone=m.alone,
        soothed_by_partner=helped,
        d_insecurity=insecurity - m.insecurity,
        d_trust=trust - s.trust,
    )
