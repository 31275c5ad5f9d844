"""The model once more, written from docs/model.md alone: no compiler, no engine, only NumPy.

Everything of a partner is an array of shape (2, n): partners a and b of n couples; ``other`` turns the partners
around. Everything of a couple, and every constant, has shape (n,). ``test_independent.py`` compares the outcome with
the engine. Numbers in brackets are sections of the page. Schedules are left out: parameters stay constant here.

The names: ``p`` holds the parameters, ``s`` the states at the start of the episode, ``now`` what holds at the moment of
deciding, ``u`` the draws, ``did`` what the partners did, ``after`` the new states.
"""

from types import SimpleNamespace as Names

import numpy as np

FEAR, GUARD, TRUST, ESTEEM, COST = 0.43, 0.32, 0.65, 0.5, 0.3  # fixed norms [2]
YEAR = 365.25
CARRY_ON, SEEK, REACH_OUT, WITHDRAW = range(4)
MOMENTARY = ["insecurity", "relief", "overshoot", "care", "strain", "busy", "mood"]
DAYS = ["energy", "pressure", "tolerance", "habit", "recent_seeking"]
SLOW = ["trust", "intimacy", "commitment", "fear", "guard", "coping", "doubt"]
STATES, PAIR = [*MOMENTARY, *DAYS, *SLOW], ["drift", "years", "together"]


def live(values, paths, seed, replicate, couple, steps, dt, first=0):
    """Live n couples for a number of episodes of ``dt`` days each.

    ``values`` (len(paths), n): parameters by the names ``paths``; ``seed``, ``replicate``, ``couple`` (n,) name the
    luck; ``first``: which person (0 or 1) partner a is. Returns, after each episode, every state and everything noted of
    the episode as (steps, 2, n), and the states of the couple as (steps, n).
    """
    p = parameters(values, paths)
    s = begin(p)
    rows = []
    for step in range(steps):
        s, noted = episode(p, s, luck(seed, replicate, couple, step, first), dt)
        rows.append({**vars(s), **vars(noted)})
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def episode(p, s, u, dt):
    """Live one episode [3]: the new states, and what is noted."""
    now = feel(p, s, u, dt)
    did = bid(p, s, now, u, dt)
    reply(p, s, now, did, u)
    reassure(p, s, did)
    after, noted = settle(p, s, now, did, u, dt)
    stay_together(p, s, after, noted, u, dt)
    lived = s.together == 1  # who has parted stays as it was, and nothing is noted
    noted = Names(**{name: np.where(lived, value, 0.0) for name, value in vars(noted).items()})
    return Names(**{name: np.where(lived, vars(after)[name], vars(s)[name]) for name in (*STATES, *PAIR)}), noted


def parameters(values, paths):
    """Both partners' traits as (2, n), the couple's numbers and the constants as (n,)."""
    rows = dict(zip(paths, np.asarray(values, float), strict=True))
    p = {path.partition(".")[2]: row for path, row in rows.items() if path[:2] not in ("a.", "b.")}
    p |= {path[2:]: np.stack([row, rows["b." + path[2:]]]) for path, row in rows.items() if path[:2] == "a."}
    return Names(**p)


def other(x):
    """What the other partner has."""
    return x[::-1]


def logistic(x):
    return 1 / (1 + np.exp(-x))


def clip01(x):
    return np.clip(x, 0.0, 1.0)


def grown(slope, x, norm):
    """The factor by which an effect grows with ``x``; 1 at the norm (``steeper`` on the page)."""
    return np.maximum(1 + slope * (x - norm), 0.0)


def towards(goal, x, much):
    """Exponential return of ``x`` to ``goal``; ``much``: for how many time constants."""
    return goal + (x - goal) * np.exp(-much)


def rise(x, share):
    """Fill a share of the room that ``x`` has up to 1."""
    return x + share * (1 - x)


# ---------------------------------------------------------------------------------------- functions of states [7.1]


def felt_insecurity(p, fear, insecurity, relief, overshoot):
    rebound = p.habituation_rebound * p.rebound_size * fear * (overshoot - relief)
    return clip01(insecurity - relief + np.maximum(rebound, 0))


def resting_insecurity(p, fear, trust):
    return clip01(p.rest_base + (p.rest_fear + p.rest_apart * p.apart) * fear + p.rest_mistrust * (TRUST - trust))


def invested(p, years):
    return years / (years + p.commitment_years)


def set_points(p, fear, guard, mood, drift, years):
    """Of trust and of intimacy."""
    shared, own = p.bond + drift, p.outlook + mood
    trust = p.trust_rest - p.trust_fear * (fear - FEAR)
    intimacy = p.intimacy_rest * (1 - p.intimacy_guard * guard) - p.intimacy_fade * invested(p, years)
    return clip01(trust + own + p.trust_bond * shared), clip01(intimacy + shared + p.intimacy_outlook * own)


def satisfaction(p, s, felt, rest):
    """With the states ``s``; ``rest``: the insecurity that one is used to."""
    good = s.trust + s.intimacy + p.satisfaction_energy * s.energy
    good = good + p.satisfaction_care * np.minimum(s.care, p.care_most)
    bad = p.satisfaction_felt * felt + p.satisfaction_acute * (felt - rest)
    bad = bad + p.satisfaction_strain * np.minimum(s.strain, p.care_most)
    return clip01((good - bad) / (2 + p.satisfaction_energy + 3 * p.satisfaction_care))


def commitment_target(p, satisfied, years):
    own = satisfied + p.commitment_investment * (invested(p, years) - satisfied)
    return clip01(own + p.approval_commitment * p.approval)


def begin(p, **brought):
    """The first states [5]: at the set points, rested, nothing learned but what is ``brought`` [7.16]."""
    s = Names(**{name: np.zeros_like(p.anxiety) for name in STATES})
    s.fear, s.guard, s.coping, s.doubt = p.anxiety, p.avoidance, p.self_soothing, p.doubt_proneness
    vars(s).update(brought)
    s.energy = s.energy + 0.8
    s.trust, s.intimacy = set_points(p, s.fear, s.guard, s.mood, 0, p.years_together)
    s.insecurity = resting_insecurity(p, s.fear, s.trust)
    s.commitment = commitment_target(p, satisfaction(p, s, s.insecurity, s.insecurity), p.years_together)
    s.drift, s.years, s.together = 0 * p.bond, p.years_together, np.ones_like(p.bond)
    return s


# ------------------------------------------------------------------------------------------------------- luck [7.8]


def philox(counter, key):
    """Philox4x32-10: four 32-bit words (kept in uint64) from a counter of four and a key of two."""
    low, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    (c0, c1, c2, c3), (k0, k1) = counter, key
    for _ in range(10):
        a, b = c0 * np.uint64(0xD2511F53), c2 * np.uint64(0xCD9E8D57)
        c0, c1, c2, c3 = (b >> half) ^ c1 ^ k0, b & low, (a >> half) ^ c3 ^ k1, a & low
        k0, k1 = (k0 + np.uint64(0x9E3779B9)) & low, (k1 + np.uint64(0xBB67AE85)) & low
    return np.stack([c0, c1, c2, c3])


def luck(seed, replicate, couple, step, first):
    """All draws of one episode, in (0, 1): six of each partner (2, n), four of the couple (n,)."""
    seed, replicate, couple = (np.asarray(x).astype(np.uint64) for x in (seed, replicate, couple))
    first = np.broadcast_to(np.asarray(first, np.uint64), seed.shape)
    persons = np.stack([first, np.uint64(1) - first])
    zero = np.zeros_like(seed)
    key = (seed & np.uint64(0xFFFFFFFF), replicate)

    def draws(owner):
        return (philox((couple, zero + np.uint64(step), owner, seed >> np.uint64(32)), key) + 0.5) * 2.0**-32

    u = Names()
    u.stress, u.doubt, u.act, u.style = draws(persons)
    u.reading, u.answer, u.mood, _ = draws(persons + np.uint64(4))
    u.both, u.good, u.drift, u.parting = draws(zero + np.uint64(2))
    return u


# ------------------------------------------------------------------------------------------- phase 1: decide [7.2, 7.3]


def strike(u, expected):
    """Summed size of the events of an episode, mean size 1 each."""
    chance = 1 - np.exp(-expected)
    some = np.where(chance > 0, chance, 1.0)
    return np.where(u < chance, 3 * (u / some) ** 2 * expected / some, 0.0)


def feel(p, s, u, dt):
    """Distress fades over the episode; shocks and doubts strike in its middle."""
    now = Names()
    half = np.exp(-0.5 * dt * p.soothing_rate * grown(p.soothing_coping, s.coping, 0.5))
    now.rest = resting_insecurity(p, s.fear, s.trust)
    settled = now.rest + (s.insecurity - now.rest) * half**2
    comforted = np.exp(-0.5 * dt * p.comfort_rate * p.comfort * (1 - p.comfort_guard * s.guard))
    calm = settled - np.maximum(settled - now.rest, 0) * (1 - comforted**2)
    speed = 1 + p.habituation_duration * p.tolerance_duration * s.tolerance
    now.relief = s.relief * np.exp(-dt * speed / p.relief_days)
    now.overshoot = s.overshoot * np.exp(-dt / p.rebound_days)

    alone = strike(u.stress, (1 - p.stress_shared) * p.stress_rate * (p.life_stress + p.spillover) * dt)
    shared = strike(u.both, p.stress_shared * p.stress_rate * dt)
    now.stress = p.stress_size * (alone + shared) * p.meets_stress + p.shock  # as the world sent it
    often = p.doubt_rate * s.doubt * np.exp(p.doubt_fear * (s.fear - FEAR) + p.doubt_mistrust * (TRUST - s.trust))
    now.doubted = p.meets_doubts * clip01(p.doubt_size * strike(u.doubt, often * dt)) * (1 - calm)

    struck = now.stress * grown(p.stress_fear, s.fear, FEAR) + now.doubted
    now.insecurity = clip01(calm + half * comforted * struck)
    now.soothed = np.maximum(s.insecurity - settled + (1 - half) * struck, 0)  # "alone" on the page
    now.good = np.where(u.good < 1 - np.exp(-p.good_rate * dt), 1.0, p.good)
    now.felt = felt_insecurity(p, s.fear, now.insecurity, now.relief, now.overshoot)
    now.shown = now.felt * (1 - p.expression_guard * s.guard)
    return now


def bid(p, s, now, u, dt):
    """At most one act: three hazards compete for the time that is free."""
    hope = logistic((s.trust - p.seek_hope) / p.seek_hope_width)
    ask = p.seek_base + p.seek_felt * now.felt * grown(p.seek_fear, s.fear, FEAR) * hope
    ask = ask - (p.seek_avoidance + p.seek_avoidance_felt * now.felt) * s.guard - p.seek_cost * (p.asking_cost - COST)
    ask = ask - p.seek_despair * np.maximum(p.seek_spent - s.energy, 0)
    ask = ask + p.habituation_operant * p.habit_seek * s.habit

    reach = p.reach_base + p.reach_intimacy * (s.intimacy - 0.5) + p.reach_energy * (s.energy - 0.6)
    reach = reach - p.reach_guard * s.guard + p.reach_need * other(now.shown) * (1 - p.reach_need_guard * s.guard)
    reach = reach - p.reach_distress * now.felt

    leave = p.withdraw_base + p.withdraw_guard * s.guard + p.withdraw_felt * now.felt * s.guard
    leave = leave + p.withdraw_strain * s.strain
    leave = leave + p.withdraw_pressure * s.pressure * grown(p.withdraw_pressure_guard, s.guard, GUARD)

    rates = np.stack([p.seek_max * logistic(ask), p.reach_max * logistic(reach), p.withdraw_max * logistic(leave)])
    until = np.cumsum(p.acts * (1 - p.apart) * rates, axis=0)
    chance = 1 - np.exp(-until[2] * np.maximum(dt - s.busy, 0))
    which = u.act * until[2] / np.where(chance > 0, chance, 1.0)
    act = np.select([u.act >= chance, which < until[0], which < until[1]], [CARRY_ON, SEEK, REACH_OUT], WITHDRAW)

    direct = p.direct_base + p.direct_clarity * (p.clarity - 0.5) - p.direct_felt * now.felt
    direct = direct - p.direct_guard * (s.guard - GUARD) - p.direct_cost * (p.asking_cost - COST)
    did = Names(asked=1 * (act == SEEK), reached=1 * (act == REACH_OUT), left=1 * (act == WITHDRAW), act=act)
    did.direct = did.asked * (u.style < logistic(direct))
    return did


# ----------------------------------------------------------------------------------------- phase 2: settle [7.4 to 7.7]


def reply(p, s, now, did, u):
    """Each partner reads and answers the other's bid of this episode; the result is added to ``did``."""
    did.was_asked, hint = other(did.asked), 1 - other(did.direct)
    hears = p.misread_base - p.misread_direct * (1 - hint) + p.misread_pressure * s.pressure
    hears = hears + p.misread_felt * now.felt + p.misread_mistrust * (TRUST - s.trust)
    hears = hears - p.misread_insight * (p.insight - 0.5) + p.misread_fear * (s.fear - FEAR)
    hears = hears - p.misread_custom * (p.asking_cost - COST) * (2 * hint - 1)
    criticism = u.reading < logistic(hears)

    gives = p.answer_base + p.answer_intimacy * (s.intimacy - 0.5) + p.answer_energy * (s.energy - 0.6)
    gives = gives + p.answer_need * other(now.shown) * grown(-p.answer_need_guard, s.guard, GUARD)
    gives = gives + p.answer_direct * (1 - hint) - p.answer_criticism * criticism - p.answer_distress * now.felt
    gives = gives - p.answer_guard * s.guard - p.answer_guard_pressure * s.pressure * s.guard
    gives = gives - p.answer_pressure * s.pressure

    did.criticised = did.was_asked * criticism
    did.provides = did.was_asked * (u.answer < logistic(gives))
    match = 1 - p.channel_cost * np.abs(p.words_given - other(p.words_wanted))
    warmth = 1 - p.quality_avoidance * s.guard - p.quality_anxiety * s.fear
    did.quality = clip01(warmth * (1 - p.quality_energy * (1 - s.energy)) * match)


def reassure(p, s, did):
    """The pulse that reaches a partner: by an answer, or by the other's reaching out."""
    believed = p.credible_base - p.credible_mistrust * (TRUST - s.trust) + p.credible_esteem * (p.self_esteem - ESTEEM)
    discount = p.habituation_credibility * p.credible_seeking * s.recent_seeking * grown(p.credible_fear, s.fear, FEAR)
    did.reassured = did.asked * other(did.provides)
    pulse = did.reassured * logistic(believed - discount) + p.reach_share * other(did.reached) * logistic(believed)
    dulled = 1 - p.habituation_amplitude * p.tolerance_amplitude * s.tolerance
    did.pulse = clip01(other(did.quality) * pulse * dulled)


def settle(p, s, now, did, u, dt):
    """All consequences for the two partners [7.6]: their new states, and what is noted of the episode [7.9]."""
    after = Names()
    pulse, reassured, reached = did.pulse, did.reassured, did.reached
    rebuffed = did.asked - reassured
    was_left = other(did.left) * (1 - rebuffed)
    away = np.maximum(did.left, did.was_asked - did.provides)

    helped = now.insecurity * p.relief_drop * pulse
    pain = (p.hurt * rebuffed + p.withdrawal_hurt * was_left) * grown(p.hurt_fear, s.fear, FEAR)
    caught = p.contagion * other(now.shown) * (1 - p.apart) * dt
    after.insecurity = clip01(now.insecurity - helped + pain + caught)
    after.relief = clip01(rise(now.relief, p.relief_gain * pulse))
    after.overshoot = clip01(rise(now.overshoot, p.relief_gain * pulse))
    felt = felt_insecurity(p, s.fear, after.insecurity, after.relief, after.overshoot)

    after.tolerance = rise(towards(0, s.tolerance, dt / p.tolerance_days), p.tolerance_gain * reassured)
    after.recent_seeking = rise(towards(0, s.recent_seeking, dt / p.seeking_days), p.seeking_gain * did.asked)
    learned = p.habituation_operant * p.habit_gain * helped * reassured
    after.habit = rise(towards(0, s.habit, dt / p.habit_days), learned)
    demand = clip01(p.pressure_gain * grown(-p.pressure_norm, p.asking_norm, 0.5)) * did.was_asked
    after.pressure = rise(towards(0, s.pressure, dt / p.pressure_days), demand) * (1 - p.withdraw_release * away)

    energy = 1 - (1 - s.energy) * np.exp(-dt * p.energy_recovery * (0.5 + p.stamina))
    energy = energy / (1 + p.energy_distress * now.felt * dt)
    burden = p.giving_cost * (p.giving_cost_base + s.pressure) * (1 - p.giving_effect * other(pulse))
    burden = clip01(burden * (1 + p.giving_criticism * did.criticised) * (1 + p.giving_guard * s.guard))
    lift = p.giving_gain * other(pulse) * did.provides + p.voluntary_gain * reached + p.withdraw_rest * away
    lift = clip01(lift + p.good_gain * now.good)
    energy = energy + lift * (1 - energy) - burden * did.provides * energy
    after.energy = clip01(energy * (1 - p.criticism_drain * did.criticised) * (1 - p.rebuff_drain * rebuffed))

    trust_goal, intimacy_goal = set_points(p, s.fear, s.guard, s.mood, s.drift, s.years)
    taken_in = pulse * (1 - p.take_in * s.guard)
    trust = rise(towards(trust_goal, s.trust, dt / p.trust_days), p.trust_gain * taken_in)
    loss = p.trust_loss * rebuffed * grown(p.trust_loss_fear, s.fear, FEAR) + p.criticism_trust * did.criticised
    after.trust = clip01(trust * (1 - clip01(loss)))
    gain = clip01(p.intimacy_gain * taken_in + p.good_gain * now.good)
    intimacy = rise(towards(intimacy_goal, s.intimacy, dt / p.intimacy_days), gain)
    distance = p.intimacy_loss * rebuffed + p.withdrawal_distance * (away + was_left)
    after.intimacy = clip01(intimacy * (1 - clip01(distance)))

    learn_alone(p, s, now, did, after, rebuffed, taken_in, dt)

    kept = np.exp(-0.5 * dt / p.care_days)
    after.care = kept * (kept * s.care + reached + did.provides + reassured + other(reached))
    sting = rebuffed + was_left + did.criticised + did.was_asked * s.pressure
    after.strain = kept * (kept * s.strain + sting)
    after.busy = np.maximum(np.where(did.act > CARRY_ON, p.refractory_days - 0.5 * dt, s.busy - dt), 0)
    after.mood = drifted(p, s.mood, p.drift_person, u.mood, dt)
    satisfied = satisfaction(p, after, 0.5 * (now.felt + felt), now.rest)
    after.commitment = towards(commitment_target(p, satisfied, s.years), s.commitment, dt / p.commitment_days)

    noted = Names(lived=np.ones_like(felt), act=did.act, direct=did.direct, misread=other(did.criticised))
    noted.answered, noted.provided, noted.pulse = reassured, did.provides, pulse
    noted.quality = did.quality * reached + other(did.quality) * did.asked
    noted.given = other(pulse) * np.maximum(reached, did.provides)
    noted.stress, noted.doubted, noted.felt_before, noted.felt = now.stress, now.doubted, now.felt, felt
    noted.satisfaction, noted.soothed_alone, noted.soothed_by_partner = satisfied, now.soothed, helped
    noted.d_insecurity, noted.d_trust = after.insecurity - now.insecurity, after.trust - s.trust
    return after, noted


def learn_alone(p, s, now, did, after, rebuffed, taken_in, dt):
    """Fear, guard, coping and doubt: return to the trait, then experience."""
    flow = now.soothed / dt
    mastered = dt * flow / (flow + p.soothed_half) * (1 - now.insecurity) ** 2 * (1 - did.asked)
    encouraged = rise(other(p.encouragement), other(p.support))
    understood = did.reassured * did.direct * encouraged * did.pulse
    surface = did.reassured * (1 - encouraged) * did.pulse

    fear = towards(p.anxiety, s.fear, dt * p.fear_pull)
    fear = rise(fear, p.fear_rebuff * rebuffed * (p.learning_floor + fear))
    fear = fear * (1 - clip01(p.fear_understood * (1 + p.fear_support * p.support) * understood))
    after.fear = clip01(fear * (1 - clip01(p.fear_soothed * mastered * (1 - s.guard))))

    guard = towards(p.avoidance, s.guard, dt * p.guard_pull)
    wary = p.guard_rebuff * rebuffed + p.guard_intrusion * did.was_asked * s.pressure
    guard = rise(guard, wary * (p.learning_floor + guard))
    after.guard = clip01(guard * (1 - p.guard_trust * taken_in) * (1 - clip01(p.guard_support * p.support * dt)))

    coping = towards(p.self_soothing, s.coping, dt / p.coping_days)
    coping = rise(coping, clip01(p.coping_soothed * mastered + p.coping_encouraged * encouraged * did.pulse))
    after.coping = clip01(coping * (1 - p.coping_reliance * surface))
    doubt = towards(p.doubt_proneness, s.doubt, dt / p.doubt_days)
    after.doubt = clip01(rise(doubt, p.doubt_feed * p.doubt_proneness * surface))


def drifted(p, x, spread, u, dt):
    """A slow random walk around 0, with ``spread`` as its standard deviation in the long run."""
    left = np.exp(-dt / p.drift_days)
    return x * left + np.sqrt(12 * (1 - left**2)) * spread * (u - 0.5)


def stay_together(p, s, after, noted, u, dt):
    """The couple [7.7], from both partners' new states; added to ``after``."""
    base = p.parting_unmarried + (p.parting_married - p.parting_unmarried) * p.married
    excess = p.parting_commitment * (0.6 - after.commitment) + p.parting_trust * (0.6 - after.trust)
    hazard = p.separation * base * np.exp(excess + p.parting_satisfaction * (0.6 - noted.satisfaction))
    hazard = hazard * np.exp(p.parting_nearby * p.nearby)
    parts = u.parting < 1 - np.exp(-hazard.mean(axis=0) * dt / YEAR)
    after.together = np.where(parts, 0.0, s.together)
    after.drift = drifted(p, s.drift, p.drift_couple, u.drift, dt)
    after.years = s.years + dt / YEAR
