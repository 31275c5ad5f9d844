"""The agents: two partners and the couple they form. They hold states and call the rules.

``Partner`` and ``Couple`` are ordinary Mesa agents. A partner feels, decides, takes the other's bid
and settles, each from their own state and from what can be seen of the other; override any of these
methods in a subclass and hand it to ``ReassuranceModel(partner_class=...)``.
"""

from __future__ import annotations

from typing import Any

import mesa

from . import rules
from .draws import Key, Luck, SharedLuck, luck, shared_luck
from .rules import Bid, Episode, Moment, Pair, Rates, Reply, State

NOTHING = Episode(*(0.0 for _ in Episode._fields))
"""The episode of somebody who no longer has a partner."""


class Partner(mesa.Agent):  # type: ignore[misc]
    """One partner of a couple: traits, state, and what this partner did in the last episode."""

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
        self.traits = traits
        self.pulse = 0.0
        self.episode = NOTHING

    def begin(self, couple: Couple, other: Partner) -> None:
        """Enter the couple: the first state follows from the traits."""
        self.couple, self.other = couple, other
        self.rates: Rates = rules.rates(self.traits, couple.constants, self.model.dt)
        self.state: State = rules.first_state(self.traits, couple.traits, couple.constants)

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
        a.begin(self, b)
        b.begin(self, a)

    @property
    def together(self) -> bool:
        """Tell whether the two are still a couple."""
        return self.pair.together == 1.0

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
