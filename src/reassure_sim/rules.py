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

from typing import NamedTuple

from .draws import Luck, SharedLuck
from .kernel import clip01, exp, logistic, rule, sqrt
from .parameters import Constants, Couple, Person

CARRY_ON, SEEK, REACH_OUT, WITHDRAW = 0.0, 1.0, 2.0, 3.0
"""What a partner may do in an episode."""

# Norms of the population around which effects are centred (ECR-R means mapped to [0, 1]).
FEAR_NORM = 0.43
GUARD_NORM = 0.3
TRUST_NORM = 0.65
ESTEEM_NORM = 0.5
FIRST_ENERGY = 0.8
DAYS_A_YEAR = 365.25


class State(NamedTuple):
    """One partner at the start of an episode."""

    insecurity: float
    relief: float
    overshoot: float
    tolerance: float
    energy: float
    trust: float
    intimacy: float
    pressure: float
    fear: float
    guard: float
    coping: float
    doubt: float
    habit: float
    recent_seeking: float
    care: float
    commitment: float
    mood: float
    busy: float


class Pair(NamedTuple):
    """What the two share: the drift of their bond, years together, and whether they still are."""

    drift: float
    years: float
    together: float


class Rates(NamedTuple):
    """What one partner's parameters and ``dt`` give once and for all, until a parameter changes."""

    tolerance: float
    pressure: float
    trust: float
    intimacy: float
    fear: float
    guard: float
    coping: float
    doubt: float
    habit: float
    recent_seeking: float
    care: float
    commitment: float
    energy: float
    drift: float
    drift_couple: float
    drift_person: float


class Moment(NamedTuple):
    """One partner at the moment of deciding: after the world, doubts and self-soothing."""

    insecurity: float
    relief: float
    overshoot: float
    felt: float
    shown: float
    stress: float
    doubted: float
    good: float
    alone: float


class Bid(NamedTuple):
    """What a partner does: the act, and whether an asking is direct."""

    act: float
    direct: float


class Reply(NamedTuple):
    """How a partner takes the other's bid: whether it is heard as criticism, whether it is answered,
    and the quality of any reassurance that this partner gives in the episode."""

    criticised: float
    provides: float
    quality: float


class Episode(NamedTuple):
    """What an observer may note of one partner in one episode, beside the states."""

    lived: float
    act: float
    direct: float
    misread: float
    answered: float
    provided: float
    quality: float
    pulse: float
    stress: float
    doubted: float
    felt_before: float
    felt: float
    satisfaction: float
    soothed_alone: float
    soothed_by_partner: float
    d_insecurity: float
    d_trust: float


# -- once per parameter change --------------------------------------------------------------------


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
        care=exp(-dt / k.care_days),
        commitment=exp(-dt / k.commitment_days),
        energy=exp(-dt * k.energy_recovery * (0.5 + p.stamina)),
        drift=drift,
        drift_couple=noise * k.drift_couple,
        drift_person=noise * k.drift_person,
    )


@rule
def trust_set_point(p: Person, c: Couple, k: Constants, mood: float, drift: float) -> float:
    """Return where trust settles for this person in this couple."""
    return clip01(k.trust_rest + c.bond + p.outlook + mood + drift)


@rule
def intimacy_set_point(p: Person, c: Couple, k: Constants, mood: float, drift: float, guard: float) -> float:
    """Return where intimacy settles; one's own guard keeps it low (its path of its own to satisfaction)."""
    return clip01(k.intimacy_rest * (1.0 - k.intimacy_guard * guard) + c.bond + p.outlook + mood + drift)


@rule
def resting_insecurity(k: Constants, fear: float, trust: float) -> float:
    """Return the level to which insecurity falls by itself: fear and mistrust keep it up."""
    return clip01(k.rest_base + k.rest_fear * fear + k.rest_mistrust * (TRUST_NORM - trust))


@rule
def first_state(p: Person, c: Couple, k: Constants) -> State:
    """Return a partner on day 0: at the set points, rested, with nothing yet learned of this couple."""
    trust = trust_set_point(p, c, k, 0.0, 0.0)
    intimacy = intimacy_set_point(p, c, k, 0.0, 0.0, p.avoidance)
    insecurity = resting_insecurity(k, p.anxiety, trust)
    satisfied = satisfaction(trust, intimacy, FIRST_ENERGY, insecurity, 0.0, k)
    return State(
        insecurity=insecurity,
        relief=0.0,
        overshoot=0.0,
        tolerance=0.0,
        energy=FIRST_ENERGY,
        trust=trust,
        intimacy=intimacy,
        pressure=0.0,
        fear=p.anxiety,
        guard=p.avoidance,
        coping=p.self_soothing,
        doubt=p.doubt_proneness,
        habit=0.0,
        recent_seeking=0.0,
        care=0.0,
        commitment=commitment_target(satisfied, c.years_together, k),
        mood=0.0,
        busy=0.0,
    )


@rule
def first_pair(c: Couple) -> Pair:
    """Return the couple on day 0."""
    return Pair(drift=0.0, years=c.years_together, together=1.0)


# -- derived in one place -------------------------------------------------------------------------


@rule
def felt_insecurity(insecurity: float, relief: float, overshoot: float, fear: float, k: Constants) -> float:
    """Return what one feels: insecurity less relief, plus the overshoot that outlasts relief in the fearful."""
    rebound = k.habituation_rebound * k.rebound_size * fear * (overshoot - relief)
    felt = insecurity - relief + (rebound if rebound > 0.0 else 0.0)
    return clip01(felt)


@rule
def satisfaction(trust: float, intimacy: float, energy: float, felt: float, care: float, k: Constants) -> float:
    """Return relationship satisfaction from trust, intimacy, energy, felt insecurity and the day's care."""
    kept = care if care < 6.0 else 6.0
    total = trust + intimacy + k.satisfaction_energy * energy
    total = total - k.satisfaction_felt * felt + k.satisfaction_care * kept
    return clip01(total / (2.0 + k.satisfaction_energy + 3.0 * k.satisfaction_care))


@rule
def commitment_target(satisfied: float, years: float, k: Constants) -> float:
    """Return the level to which commitment moves: satisfaction, and the time invested (half at five years)."""
    return (1.0 - k.commitment_investment) * satisfied + k.commitment_investment * years / (years + 5.0)


# -- 1 to 3: the world, doubt, self-soothing ------------------------------------------------------


@rule
def soothed(s: State, k: Constants, days: float) -> float:
    """Return the share of distress above rest that is left after ``days`` of soothing oneself."""
    return exp(-days * k.soothing_rate * (0.4 + 1.2 * s.coping))


@rule
def fading(s: State, k: Constants, days: float, left: float) -> tuple[float, float, float]:
    """Return insecurity, relief and overshoot after ``days`` alone, given the share ``left`` of distress above
    rest: exact decay, towards rest or zero."""
    rest = resting_insecurity(k, s.fear, s.trust)
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
def feel(
    s: State, p: Person, k: Constants, luck: Luck, shared: SharedLuck, dt: float
) -> Moment:
    """Return the moment before deciding: self-soothing over ``dt``, then stress and doubts."""
    half = soothed(s, k, 0.5 * dt)  # what strikes within the episode has, on average, half of it to fade
    insecurity, relief, overshoot = fading(s, k, dt, half * half)
    alone = s.insecurity - insecurity
    rate = k.stress_rate * p.life_stress * dt
    own = strike(luck.stress, (1.0 - k.stress_shared) * rate)
    both = strike(shared.stress, k.stress_shared * k.stress_rate * dt)
    gain = 1.0 + k.stress_fear * (s.fear - FEAR_NORM)
    stress = k.stress_size * (own + both) * (gain if gain > 0.0 else 0.0)
    doubts = k.doubt_rate * s.doubt * exp(
        k.doubt_fear * (s.fear - FEAR_NORM) + k.doubt_mistrust * (TRUST_NORM - s.trust)
    )
    doubted = strike(luck.doubt, doubts * dt)
    struck = stress + clip01(k.doubt_size * doubted) * (1.0 - insecurity)
    insecurity = clip01(insecurity + half * struck)
    alone = alone + (1.0 - half) * struck
    good = 1.0 if shared.good < 1.0 - exp(-k.good_rate * dt) else 0.0
    felt = felt_insecurity(insecurity, relief, overshoot, s.fear, k)
    return Moment(
        insecurity=insecurity,
        relief=relief,
        overshoot=overshoot,
        felt=felt,
        shown=felt * (1.0 - 0.7 * s.guard),  # avoidance reduces what is expressed, not the distress
        stress=stress,
        doubted=doubted,
        good=good,
        alone=alone if alone > 0.0 else 0.0,
    )


# -- 4 and 5: bid and style -----------------------------------------------------------------------


@rule
def seek_rate(s: State, m: Moment, k: Constants) -> float:
    """Return how often one asks for reassurance (1/day)."""
    hope = logistic((s.trust - k.seek_hope) / k.seek_hope_width)
    wish = k.seek_felt * m.felt * (0.4 + k.seek_fear * s.fear) * hope
    held = k.seek_avoidance * s.guard + k.seek_avoidance_felt * s.guard * m.felt
    spent = 0.4 - s.energy
    despair = k.seek_despair * (spent if spent > 0.0 else 0.0)
    habit = k.habituation_operant * k.habit_seek * s.habit
    return k.seek_max * logistic(k.seek_base + wish - held - despair + habit)


@rule
def reach_rate(s: State, m: Moment, k: Constants, seen: float) -> float:
    """Return how often one reassures or shows affection unasked (1/day); ``seen``: the other's visible distress."""
    readiness = k.reach_base + k.reach_intimacy * (s.intimacy - 0.5) + k.reach_energy * (s.energy - 0.6)
    return k.reach_max * logistic(
        readiness - k.reach_guard * s.guard + k.reach_need * seen * (1.0 - 2.0 * s.guard)
    )


@rule
def withdraw_rate(s: State, m: Moment, k: Constants) -> float:
    """Return how often one withdraws unasked (1/day): the guarded under pressure and in distress."""
    push = k.withdraw_pressure * s.pressure * (0.3 + s.guard) + k.withdraw_felt * m.felt * s.guard
    return k.withdraw_max * logistic(k.withdraw_base + push + k.withdraw_guard * s.guard)


@rule
def choose(seek: float, reach: float, withdraw: float, busy: float, u: float, dt: float) -> float:
    """Return the act of this episode: competing hazards over the time not ``busy``; else carry on."""
    total = seek + reach + withdraw
    free = dt - busy
    acts = 1.0 - exp(-total * (free if free > 0.0 else 0.0))
    v = u * total / (acts + 1e-300)  # uniform on (0, total) when there is an act at all
    act = SEEK if v < seek else (REACH_OUT if v < seek + reach else WITHDRAW)
    return act if u < acts else CARRY_ON


@rule
def speaks_directly(s: State, m: Moment, p: Person, k: Constants, u: float) -> float:
    """Return 1.0 when the need is voiced directly, 0.0 when it comes out as protest."""
    ease = k.direct_base + k.direct_clarity * (p.clarity - 0.5) - k.direct_felt * m.felt
    ease = ease - k.direct_guard * (s.guard - GUARD_NORM) - k.direct_cost * (p.asking_cost - 0.3)
    return 1.0 if u < logistic(ease) else 0.0


@rule
def bid(s: State, m: Moment, p: Person, k: Constants, seen: float, luck: Luck, dt: float) -> Bid:
    """Return what a partner does, given their own state and the distress they see."""
    act = choose(seek_rate(s, m, k), reach_rate(s, m, k, seen), withdraw_rate(s, m, k), s.busy, luck.act, dt)
    direct = speaks_directly(s, m, p, k, luck.style)
    return Bid(act=act, direct=direct if act == SEEK else 0.0)


# -- 6 and 7: reading and answer ------------------------------------------------------------------


@rule
def hears_criticism(s: State, m: Moment, k: Constants, direct: float, u: float) -> float:
    """Return 1.0 when the other's bid is heard as criticism: indirect bids, under stress, pressure, mistrust."""
    odds = k.misread_base - k.misread_direct * direct + k.misread_pressure * s.pressure
    odds = odds + k.misread_felt * m.felt + k.misread_mistrust * (TRUST_NORM - s.trust)
    return 1.0 if u < logistic(odds + k.misread_fear * (s.fear - FEAR_NORM)) else 0.0


@rule
def answers(s: State, m: Moment, k: Constants, seen: float, direct: float, criticised: float, u: float) -> float:
    """Return 1.0 when the one who is asked provides, 0.0 when they withdraw."""
    odds = k.answer_base + k.answer_intimacy * (s.intimacy - 0.5) + k.answer_energy * (s.energy - 0.6)
    odds = odds + k.answer_need * seen * (1.3 - s.guard) + k.answer_direct * direct
    odds = odds - k.answer_guard * (s.guard - GUARD_NORM) * (0.5 + s.pressure) - k.answer_pressure * s.pressure
    odds = odds - k.answer_distress * m.felt - k.answer_criticism * criticised
    return 1.0 if u < logistic(odds) else 0.0


@rule
def giving_quality(s: State, p: Person, other: Person, k: Constants) -> float:
    """Return the quality of reassurance given: less when cold, mis-attuned, tired, or in the wrong channel."""
    gap = p.words_given - other.words_wanted
    match = 1.0 - k.channel_cost * (gap if gap > 0.0 else -gap)
    warmth = 1.0 - k.quality_avoidance * s.guard - k.quality_anxiety * s.fear
    return clip01(warmth * (1.0 - k.quality_energy * (1.0 - s.energy)) * match)


@rule
def reply(
    s: State, m: Moment, p: Person, other: Person, k: Constants, asked: Bid, seen: float, luck: Luck
) -> Reply:
    """Return how a partner takes the other's bid ``asked``, given the distress ``seen``."""
    criticised = hears_criticism(s, m, k, asked.direct, luck.reading)
    provides = answers(s, m, k, seen, asked.direct, criticised, luck.answer)
    sought = 1.0 if asked.act == SEEK else 0.0
    return Reply(
        criticised=criticised * sought,
        provides=provides * sought,
        quality=giving_quality(s, p, other, k),
    )


# -- 8 to 10: consequences and the slow layer -----------------------------------------------------


@rule
def credibility(s: State, p: Person, k: Constants, asked: float) -> float:
    """Return how far reassurance is believed; only what was ``asked`` for is discounted by own recent seeking."""
    discount = k.habituation_credibility * k.credible_seeking * s.recent_seeking * (0.3 + 1.4 * s.fear) * asked
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
    luck: Luck,
    dt: float,
) -> tuple[State, Episode]:
    """Return a partner after the episode, and what could be seen of it.

    ``mine`` and ``theirs`` are the bids, ``to_me`` the other's reply to mine, ``by_me`` one's own
    reply to theirs, ``pulse`` the reassurance received and ``their_pulse`` what the other received.
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
    criticised = by_me.criticised
    wound = 0.4 + 1.2 * s.fear

    # the fast layer
    helped = m.insecurity * k.relief_drop * pulse
    insecurity = m.insecurity - helped
    hurt = (k.hurt * rebuffed + k.withdrawal_hurt * was_left) * wound
    insecurity = clip01(insecurity + hurt * (1.0 - insecurity))
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
    pressure = pressure + k.pressure_gain * (1.5 - p.asking_norm) * was_asked * (1.0 - pressure)
    pressure = pressure * (1.0 - k.withdraw_release * left)

    # energy: rest, distress, then what giving, being refused and being criticised do
    energy = 1.0 - (1.0 - s.energy) * r.energy
    energy = energy / (1.0 + k.energy_distress * m.felt * dt)
    burden = (k.giving_cost_base + s.pressure) * (1.0 - 0.7 * their_pulse)
    burden = clip01(k.giving_cost * burden * (1.0 + 0.6 * criticised) * (1.0 + 0.5 * s.guard))
    lift = k.giving_gain * their_pulse * provided + k.voluntary_gain * reached + k.withdraw_rest * left
    lift = clip01(lift + k.good_gain * m.good)
    energy = energy + lift * (1.0 - energy) - burden * provided * energy
    energy = clip01(energy * (1.0 - k.criticism_drain * criticised) * (1.0 - k.rebuff_drain * rebuffed))

    # slow: trust and intimacy move by what is taken in, and return to their set points
    openness = 1.0 - k.take_in * s.guard
    taken_in = pulse * openness
    set_point = trust_set_point(p, c, k, s.mood, pair.drift)
    trust = set_point + (s.trust - set_point) * r.trust
    trust = trust + k.trust_gain * taken_in * (1.0 - trust)
    loss = k.trust_loss * rebuffed * (0.6 + 0.8 * s.fear) + k.criticism_trust * criticised
    trust = clip01(trust * (1.0 - clip01(loss)))
    set_point = intimacy_set_point(p, c, k, s.mood, pair.drift, s.guard)
    intimacy = set_point + (s.intimacy - set_point) * r.intimacy
    intimacy = intimacy + clip01(k.intimacy_gain * taken_in + k.good_gain * m.good) * (1.0 - intimacy)
    distance = k.intimacy_loss * rebuffed + k.withdrawal_distance * (left + was_left)
    intimacy = clip01(intimacy * (1.0 - clip01(distance)))

    # fear and guard, coping and doubt: surface answers do not reach them
    understood = reassured * mine.direct * their_encouragement * pulse
    surface = reassured * (1.0 - their_encouragement) * pulse
    fear = p.anxiety + (s.fear - p.anxiety) * r.fear
    fear = fear + k.fear_rebuff * rebuffed * fear * (1.0 - fear)
    fear = fear * (1.0 - k.fear_understood * understood)
    fear = clip01(fear * (1.0 - k.fear_soothed * m.alone * (1.0 - s.guard) * (1.0 - asked)))
    guard = p.avoidance + (s.guard - p.avoidance) * r.guard
    guard = guard + (k.guard_rebuff * rebuffed + k.guard_intrusion * was_asked * s.pressure) * guard * (1.0 - guard)
    guard = clip01(guard * (1.0 - k.guard_trust * taken_in))
    coping = p.self_soothing + (s.coping - p.self_soothing) * r.coping
    learned = k.coping_soothed * m.alone * (1.0 - asked) + k.coping_encouraged * their_encouragement * pulse
    coping = clip01((coping + learned * (1.0 - coping)) * (1.0 - k.coping_reliance * surface))
    doubt = p.doubt_proneness + (s.doubt - p.doubt_proneness) * r.doubt
    doubt = clip01(doubt + k.doubt_feed * p.doubt_proneness * surface * (1.0 - doubt))

    # the day's giving and receiving, and what one makes of it all
    care = s.care * r.care + reached + provided + reassured + was_reached
    busy = s.busy - dt
    since = k.refractory_days - 0.5 * dt  # an act falls, on average, in the middle of the episode
    busy = since if mine.act > CARRY_ON else busy
    busy = busy if busy > 0.0 else 0.0
    mood = s.mood * r.drift + r.drift_person * (luck.mood - 0.5)
    satisfied = satisfaction(trust, intimacy, energy, felt, care, k)
    wanted = commitment_target(satisfied, pair.years, k)
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
        commitment=commitment,
        mood=mood,
        busy=busy,
    )
    doubted = 1.0 if m.doubted > 0.0 else 0.0
    return after, Episode(
        lived=1.0,
        act=mine.act,
        direct=mine.direct,
        misread=to_me.criticised,
        answered=reassured,
        provided=provided,
        quality=to_me.quality,
        pulse=pulse,
        stress=m.stress,
        doubted=doubted,
        felt_before=m.felt,
        felt=felt,
        satisfaction=satisfied,
        soothed_alone=m.alone,
        soothed_by_partner=helped,
        d_insecurity=insecurity - m.insecurity,
        d_trust=trust - s.trust,
    )


# -- 11: staying together -------------------------------------------------------------------------


@rule
def parting_rate(s: State, satisfied: float, c: Couple, k: Constants) -> float:
    """Return one partner's hazard of ending the relationship (1/year); the couple's is the mean of both."""
    base = k.parting_unmarried + (k.parting_married - k.parting_unmarried) * c.married
    lift = k.parting_commitment * (0.6 - s.commitment) + k.parting_trust * (0.6 - s.trust)
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
