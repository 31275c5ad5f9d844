"""The diary: what one partner would note of one day."""

from __future__ import annotations

from ..kernel import rule
from ..layout import Day
from ..rules import REACH_OUT, SEEK, WITHDRAW, Episode, State


@rule
def note(day: Day, s: State, e: Episode, together: float) -> Day:
    """Return the day with one more episode in it: acts are counted, ``felt_insecurity`` is a mean over the
    day's ``episodes``, slow states are the evening's. After a separation nothing is added."""
    asked = 1.0 if e.act == SEEK else 0.0
    reached = 1.0 if e.act == REACH_OUT else 0.0
    left = 1.0 if e.act == WITHDRAW else 0.0
    episodes = day.episodes + e.lived
    felt = 0.5 * (e.felt_before + e.felt)  # the episode's act falls, on average, in its middle
    felt = day.felt_insecurity + e.lived * (felt - day.felt_insecurity) / (episodes + 1e-300)
    doubted = 1.0 if e.doubted > 0.0 else 0.0
    satisfied = e.satisfaction if e.lived == 1.0 else day.satisfaction
    return Day(
        episodes=episodes,
        asked=day.asked + asked,
        asked_direct=day.asked_direct + e.direct,
        reassured=day.reassured + e.answered,
        rebuffed=day.rebuffed + (asked - e.answered),
        misread=day.misread + e.misread,
        reached_out=day.reached_out + reached,
        withdrew=day.withdrew + left,
        provided=day.provided + e.provided,
        stress=day.stress + e.stress,
        doubts=day.doubts + doubted,
        felt_insecurity=felt,
        soothed_alone=day.soothed_alone + e.soothed_alone,
        soothed_by_partner=day.soothed_by_partner + e.soothed_by_partner,
        trust=s.trust,
        intimacy=s.intimacy,
        energy=s.energy,
        satisfaction=satisfied,
        commitment=s.commitment,
        fear=s.fear,
        guard=s.guard,
        together=together,
    )


@rule
def dawn(day: Day, fresh: float) -> Day:
    """Return an empty page where ``fresh`` is 1.0, else the page as it stands."""
    kept = 1.0 - fresh
    return Day(
        episodes=day.episodes * kept,
        asked=day.asked * kept,
        asked_direct=day.asked_direct * kept,
        reassured=day.reassured * kept,
        rebuffed=day.rebuffed * kept,
        misread=day.misread * kept,
        reached_out=day.reached_out * kept,
        withdrew=day.withdrew * kept,
        provided=day.provided * kept,
        stress=day.stress * kept,
        doubts=day.doubts * kept,
        felt_insecurity=day.felt_insecurity * kept,
        soothed_alone=day.soothed_alone * kept,
        soothed_by_partner=day.soothed_by_partner * kept,
        trust=day.trust,
        intimacy=day.intimacy,
        energy=day.energy,
        satisfaction=day.satisfaction,
        commitment=day.commitment,
        fear=day.fear,
        guard=day.guard,
        together=day.together,
    )
