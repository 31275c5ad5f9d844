"""The agents: two partners and the couple they form. They hold states and call the rules.

``Partner`` and ``Couple`` are ordinary Mesa agents. A partner feels, decides, takes the other's bid
and settles, each from their own state and from what can be seen of the other; override any of these
methods in a subclass and hand it to ``ReassuranceModel(partner_class=...)``.
"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
from mesa.discrete_space import CellAgent
from numpy.typing import NDArray

from . import rules
from .draws import Key, Luck, SharedLuck, luck, shared_luck
from .rules import Bid, Episode, Moment, Morning, Pair, Public, Rates, Reply, Standing, State

NOTHING = Episode(*(0.0 for _ in Episode._fields))
"""The episode of somebody who no longer has a partner."""


def no_evening(partnered: bool) -> Public:
    """Return the evening of somebody whom nobody has seen yet."""
    return Public(*(0.0 for _ in Public._fields))._replace(partnered=float(partnered))


class Partner(CellAgent):  # type: ignore[misc]
    """One partner of a couple: traits, state, and what this partner did in the last episode.

    In a society ``cell`` is this person's place in the network, and ``evening`` what friends saw last.
    """

    other: Partner
    couple: Couple
    luck: Luck
    moment: Moment
    bid: Bid
    reply: Reply
    episode: Episode

    def __init__(self, model: Any, slot: str, person: int, traits: Any) -> None:
        super().__init__(model)
        self.slot = slot
        self.person = person
        self.traits = self.first_traits = traits
        self.pulse = 0.0
        self.episode = NOTHING
        self.evening = no_evening(True)
        self.origin = Morning(*(getattr(traits, name) for name in Morning._fields))

    def begin(self, couple: Couple, other: Partner) -> None:
        """Enter the couple: the first state follows from the traits."""
        self.couple, self.other = couple, other
        self.rates: Rates = rules.rates(self.traits, couple.constants, self.model.dt)
        self.state: State = rules.first_state(self.traits, couple.traits, couple.constants)

    @property
    def number(self) -> tuple[int, int]:
        """The couple's number and the place in it: an order among all people."""
        return self.couple.key.couple, self.person

    def brings(self) -> NDArray[np.float64]:
        """Return the traits that this person would bring to somebody new: as at the start, norms as they now are."""
        norms = {name: getattr(self.traits, name) for name in rules.NORMS}
        return np.array(self.first_traits._replace(**norms))

    def hear(self) -> tuple[Public, float]:
        """Return what the friends showed last evening, summed by weight, and the sum of weights."""
        total, friends = [0.0] * len(Public._fields), 0.0
        for evening, weight in self.model.friends.heard(self.cell):
            total = [x + weight * shown for x, shown in zip(total, evening, strict=True)]
            friends += weight
        return Public(*total), friends

    def wake(self, heard: Public, friends: float) -> None:
        """Begin the day, with what has been heard of the friends."""
        now = rules.morning(self.traits, self.origin, heard, friends, self.couple.constants)
        self.traits = self.traits._replace(**now._asdict())

    def show(self) -> None:
        """Let friends see the evening."""
        together = self.couple.pair.together
        self.evening = rules.evening(
            self.state, self.traits, self.couple.constants, self.episode, together, self.evening
        )

    def feel(self) -> None:
        """Meet the world and one's doubts, and soothe oneself."""
        self.luck = luck(self.couple.key, self.person, self.model.tick)
        self.moment = rules.feel(
            self.state,
            self.traits,
            self.couple.traits,
            self.couple.constants,
            self.luck,
            self.couple.luck,
            self.model.dt,
        )

    def decide(self) -> Bid:
        """Return what to do in this episode, from one's own state and the distress the other shows."""
        return rules.bid(
            self.state,
            self.moment,
            self.traits,
            self.couple.traits,
            self.couple.constants,
            self.other.moment.shown,
            self.luck,
            self.model.dt,
        )

    def respond(self, asked: Bid) -> Reply:
        """Return how the other's bid is heard and whether it is answered."""
        return rules.reply(
            self.state,
            self.moment,
            self.traits,
            self.other.traits,
            self.couple.constants,
            asked,
            self.other.moment.shown,
            self.luck,
        )

    def settle(self) -> tuple[State, Episode]:
        """Return the state after the episode, and what could be seen of it."""
        return rules.settle(
            self.state,
            self.moment,
            self.traits,
            self.couple.traits,
            self.couple.constants,
            self.rates,
            self.couple.pair,
            self.bid,
            self.other.reply,
            self.other.bid,
            self.reply,
            self.pulse,
            self.other.pulse,
            rules.encouraging(self.other.traits),
            self.other.moment.shown,
            self.luck,
            self.model.dt,
        )


class Couple(mesa.Agent):  # type: ignore[misc]
    """Two partners, what they share, and the luck that strikes both."""

    luck: SharedLuck

    def __init__(self, model: Any, a: Partner, b: Partner, traits: Any, constants: Any, key: Key) -> None:
        super().__init__(model)
        self.a, self.b = a, b
        self.traits, self.constants, self.key = traits, constants, key
        self.pair: Pair = rules.first_pair(traits)
        self.origin = Standing(*(getattr(traits, name) for name in Standing._fields))
        a.begin(self, b)
        b.begin(self, a)

    @property
    def together(self) -> bool:
        """Tell whether the two are still a couple."""
        return self.pair.together == 1.0

    def hear(self) -> None:
        """Let both hear of the friends' evening, before the day begins."""
        heard = [(one, *one.hear()) for one in (self.a, self.b) if one.cell is not None]
        for one, what, friends in heard:
            one.wake(what, friends)
        if len(heard) == 2:
            (_, by_a, friends_a), (_, by_b, friends_b) = heard
            satisfied = 0.5 * (self.a.evening.satisfied + self.b.evening.satisfied)
            now = rules.standing(self.origin, satisfied, by_a, friends_a, by_b, friends_b, self.constants)
            self.traits = self.traits._replace(**now._asdict())

    def show(self) -> None:
        """Let friends see the evening of both."""
        for one in (self.a, self.b):
            if one.cell is not None:
                one.show()

    def change(self, path: str, value: float) -> None:
        """Take a new value of one number, from the next episode on."""
        group, _, name = path.partition(".")
        if group == "constants":
            self.constants = self.constants._replace(**{name: value})
        elif group == "couple":
            self.traits = self.traits._replace(**{name: value})
        else:
            one = self.a if group == "a" else self.b
            one.traits = one.traits._replace(**{name: value})
        for one in (self.a, self.b):
            one.rates = rules.rates(one.traits, self.constants, self.model.dt)

    def decide(self) -> None:
        """First phase: both feel, then both decide, from the state at the start of the episode."""
        if not self.together:
            self.a.episode = self.b.episode = NOTHING
            return
        self.luck = shared_luck(self.key, self.model.tick)
        self.a.feel()
        self.b.feel()
        self.a.bid, self.b.bid = self.a.decide(), self.b.decide()

    def settle(self) -> None:
        """Second phase: both reply, then everything settles at once. States freeze after a separation."""
        if not self.together:
            return
        a, b = self.a, self.b
        a.reply, b.reply = a.respond(b.bid), b.respond(a.bid)
        for one in (a, b):
            one.pulse = rules.reassurance(
                one.state, one.traits, self.constants, one.bid, one.other.bid, one.other.reply
            )
        (state_a, a.episode), (state_b, b.episode) = a.settle(), b.settle()
        a.state, b.state = state_a, state_b
        rate_a, rate_b = (
            rules.parting_rate(one.state, one.episode.satisfaction, self.traits, self.constants) for one in (a, b)
        )
        self.pair = rules.pair_on(self.pair, 0.5 * (rate_a + rate_b), a.rates, self.luck, self.model.dt)
