"""Couples among friends once more, written from section 7.16 of docs/model.md alone: plain, slow Python.

As in ``independent.py``, everything of a partner is an array of shape (2, n), for partners a and b of n lives, and
everything of a couple, and every constant, has shape (n,). ``test_independent_society.py`` compares the outcome with
the engines.
"""

from types import SimpleNamespace as Names

import numpy as np
from scipy.special import ndtri

import independent as alone
from independent import clip01

NORMS = ["asking_norm", "asking_cost", "words_given", "words_wanted"]
PUBLIC = ["spare", "shown", "contented", "partnered", "parted", *NORMS]


def live(values, paths, luck, days, per_day, friends, node, couples, *, repairing=None, scheduled=()):
    """Live a society. ``values`` (len(paths), n); ``luck``: seed, replicate, couple and first person, each (n,).

    ``friends``: for each node, whom it hears and how much, as a list of (node, weight). ``node`` (2, n): where each
    person stands, -1 for nobody. The first ``couples`` lives begin as couples, the others hold two singles each; persons
    2 i and 2 i + 1 are a and b of life i. ``repairing``: days, wait and spread of bonds, or None. ``scheduled``: rows of
    (step, path, life, value).

    Returns what ``independent.live`` returns, with couples that formed after the n lives; what every node shows each
    evening, (days, nodes, len(PUBLIC)); and who formed a couple, as rows of (day, a, b).
    """
    p, node, luck = alone.parameters(values, paths), np.array(node), Names(of=[np.asarray(x) for x in luck])
    s = alone.begin(p)
    s.together = np.where(np.arange(node.shape[1]) < couples, 1.0, 0.0)
    origin = Names(**{name: x.copy() for name, x in vars(p).items()})  # as at the start of the life
    was = Names(partnered=np.stack([s.together] * 2), parted=0 * p.anxiety, contented=0 * p.anxiety)
    place = {i: (i % 2, i // 2) for i in range(node.size) if node[i % 2, i // 2] >= 0}
    people = Names(place=place, since={}, formed=[])  # who is where, single since when, and who found each other
    rows, evenings = [], []
    for day in range(days):
        if day and repairing:
            for pair in meet(day, people, was, repairing, luck.of[0]):
                places = [people.place[person] for person in pair]
                begin_again(p, s, origin, was, luck, places, repairing)
                node = moved(node, places)
                people.place |= {person: (who, node.shape[1] - 1) for who, person in enumerate(pair)}
                people.formed.append((day, *pair))
        if day:
            morning(p, origin, was, friends, node, evenings[-1])
        for step in range(day * per_day, (day + 1) * per_day):
            schedule(p, [what for at, *what in scheduled if at == step])
            s, noted = alone.episode(p, s, alone.luck(*luck.of[:3], step, luck.of[3]), 1 / per_day)
            rows.append({**vars(s), **vars(noted)})
        shows = evening(p, s, noted, was)
        was = Names(**{name: shows[name] for name in ("partnered", "parted", "contented")})
        evenings.append(mean_of_nodes(shows, node, len(friends)))
    return {name: stacked([row[name] for row in rows]) for name in rows[0]}, np.array(evenings), people.formed


def stacked(rows):
    """The rows as one array; before a couple formed, zeros."""
    n = rows[-1].shape[-1]
    return np.array([np.pad(row, [(0, 0)] * (row.ndim - 1) + [(0, n - row.shape[-1])]) for row in rows])


def schedule(p, settings):
    for path, life, value in settings:
        who, name = path.split(".")
        place = {"a": (0, life), "b": (1, life)}.get(who, life)
        vars(p)[name][place] = value


def spare_comfort(p, energy):
    room = np.where(p.comfort_spent < 1, 1 - p.comfort_spent, 1.0)
    return clip01((energy - p.comfort_spent) / room)  # at ``comfort_spent`` 1 nobody has any


def evening(p, s, noted, was):
    """What each person shows after the last episode of the day."""
    together = np.stack([s.together] * 2)
    parted = (1 - together) * np.where(was.partnered == 1, 1.0, was.parted * np.exp(-1 / p.nearby_days))
    spare = np.where(together == 1, spare_comfort(p, s.energy), spare_comfort(p, 0.8) * (1 - parted))
    shown = together * noted.felt * (1 - p.expression_guard * s.guard)
    shows = {"spare": spare, "shown": shown, "contented": together * noted.satisfaction, "partnered": together}
    return {**shows, "parted": parted, **{name: vars(p)[name].copy() for name in NORMS}}


def mean_of_nodes(shows, node, nodes):
    """What each node shows, (nodes, len(PUBLIC)): the mean of its people."""
    each = np.stack([shows[name] for name in PUBLIC], axis=-1)
    people = [each[node == i] for i in range(nodes)]
    return np.array([some.mean(axis=0) if len(some) else np.zeros(len(PUBLIC)) for some in people])


def morning(p, origin, was, friends, node, shown):
    """Everybody hears of the friends' evening before; the numbers that friends move are changed in ``p``."""
    loud = np.array([sum(weight for _, weight in some) for some in friends] + [0.0])[node]  # ``friends`` on the page
    silence = np.zeros(len(PUBLIC))
    total = np.array([sum((weight * shown[j] for j, weight in some), silence) for some in friends] + [silence])[node]
    heard = Names(**{name: total[..., i] for i, name in enumerate(PUBLIC)})

    def share(x, of, none=0.0):
        return np.where(of > 0, x / np.where(of > 0, of, 1.0), none)

    p.comfort = clip01(origin.comfort + p.comfort_gain * share(heard.spare, p.friends_half + loud))
    p.spillover = np.minimum(origin.spillover + p.spill_gain * share(heard.shown, loud), 6.0)
    for name in NORMS:
        x, first = vars(p)[name], vars(origin)[name]
        friendly = share(vars(heard)[name], loud, none=x) - x
        pull = (1 - p.stubbornness) * friendly + p.stubbornness * (first - x)
        vars(p)[name] = clip01(x + p.norm_pull * pull)
    content = was.contented.mean(axis=0)
    above = content - share(heard.contented, heard.partnered, none=content)
    p.approval = np.clip(origin.approval + p.approval_gain * above.mean(axis=0), -1.0, 1.0)
    p.nearby = clip01(origin.nearby + share(heard.parted, loud).mean(axis=0))


# ------------------------------------------------------------------------------------------------------ new couples


def two_draws(seed, number, step, owner):
    """Two numbers of 52 bits in (0, 1), each from two words."""
    seed, low, half = np.uint64(seed), np.uint64(0xFFFFFFFF), np.uint64(32)
    counter = [np.uint64(x) for x in (number, step, owner)]
    w = alone.philox([*counter, seed >> half], (seed & low, np.uint64(0))).astype(float)
    return [(high * 2.0**20 + rest // 2**12 + 0.5) * 2.0**-52 for high, rest in (w[:2], w[2:])]


def meet(day, people, was, repairing, seeds):
    """Who forms a couple at dawn of a day: pairs of persons, in the order in which they pair off."""
    looking = []
    for person, place in people.place.items():
        if was.partnered[place] == 0:
            since = people.since.setdefault(person, day if was.parted[place] == 1 else 0)
            look, order = two_draws(seeds[0], person, day, 1043)
            if day - since >= repairing.wait and look < 1 - np.exp(-1 / repairing.days):
                looking.append((order, person))
    found = [person for _, person in sorted(looking)]
    for person in found[: len(found) // 2 * 2]:
        del people.since[person]
    return list(zip(found[::2], found[1::2], strict=False))


def moved(node, places):
    """``node`` with a new life in which two persons now live."""
    node = np.concatenate([node, [[node[place]] for place in places]], axis=1)
    for place in places:
        node[place] = -1
    return node


def begin_again(p, s, origin, was, luck, places, repairing):
    """Two singles begin as a couple: every table gets one life more. What all couples share is as in the first life."""
    norms = {name: [vars(p)[name][place] for place in places] for name in NORMS}
    for table, source in ((p, origin), (origin, origin), (s, s), (was, was)):
        for name, x in vars(source).items():
            last = [[x[place]] for place in places] if x.ndim == 2 else x[:1]
            vars(table)[name] = np.concatenate([vars(table)[name], last], axis=-1)
    for name, last in norms.items():  # what a schedule has made of other numbers stays behind
        vars(p)[name][:, -1] = last
    number = len(p.bond) - 1
    luck.of = [np.append(x, x[:1]) for x in luck.of]
    luck.of[2][-1], luck.of[3][-1] = number, 0
    p.married[-1] = p.years_together[-1] = 0.0
    bond = repairing.bond * ndtri(two_draws(luck.of[0][0], number, 0, 1047)[0])
    p.bond[-1] = np.clip(bond, -1.0, 1.0)

    one = Names(**{name: x[..., -1:] for name, x in vars(p).items()})
    brought = {name: vars(s)[name][:, -1:] for name in ("fear", "guard", "coping", "doubt", "mood")}
    first = alone.begin(one, **brought)
    for name in (*alone.STATES, *alone.PAIR):
        vars(s)[name][..., -1] = vars(first)[name][..., 0]
    was.partnered[:, -1], was.parted[:, -1] = 1.0, 0.0
    was.contented[:, -1] = alone.satisfaction(one, first, first.insecurity, first.insecurity)[:, 0]
