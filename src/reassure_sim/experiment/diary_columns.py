"""What the columns of diaries and events mean (docs/model.md, 7.9)."""

from __future__ import annotations

DAY = {
    "episodes": ("1", "episodes of the day that were lived together"),
    "asked": ("1", "bids for reassurance"),
    "asked_direct": ("1", "bids that were made directly"),
    "reassured": ("1", "own bids that were answered"),
    "rebuffed": ("1", "own bids that were not answered"),
    "misread": ("1", "bids of the partner that were heard as criticism"),
    "reached_out": ("1", "reassurance offered without being asked"),
    "withdrew": ("1", "times of turning away, refusals not counted"),
    "provided": ("1", "bids of the partner that were answered"),
    "stress": ("1", "sum of the shocks of life"),
    "doubts": ("1", "episodes with a doubt about the relationship"),
    "felt_insecurity": ("1", "mean felt insecurity over the day's episodes"),
    "soothed_alone": ("1", "insecurity that faded by itself"),
    "soothed_by_partner": ("1", "insecurity that the partner took away"),
    "trust": ("1", "trust at the end of the day"),
    "intimacy": ("1", "intimacy at the end of the day"),
    "energy": ("1", "energy for giving at the end of the day"),
    "satisfaction": ("1", "relationship satisfaction in the last episode lived"),
    "commitment": ("1", "commitment at the end of the day"),
    "fear": ("1", "fear of losing the partner at the end of the day"),
    "guard": ("1", "guard against closeness at the end of the day"),
    "together": ("1", "1 while the couple is together; 0 on the day of a separation"),
}
"""Columns of a diary: unit and meaning."""

EVENT = {
    "day": ("d", "day of the run, from 0"),
    "step": ("1", "episode of the run, from 0"),
    "person": ("1", "0 is partner a, 1 is partner b"),
    "partner": ("", "a or b"),
    "kind": ("", "seek, reach_out or withdraw; stress or doubt"),
    "style": ("", "of a bid: direct or indirect"),
    "read_as": ("", "how the partner read a bid: need or criticism"),
    "answer": ("", "what became of a bid: reassured or withdrew"),
    "quality": ("1", "quality of the answer"),
    "size": ("1", "of a shock or a doubt its size; of an act the pulse of reassurance received or given"),
    "d_insecurity": ("1", "change of the person's insecurity over the episode of an act"),
    "d_trust": ("1", "change of the person's trust over the episode of an act"),
    "hours_of_relief": ("h", "of an answered bid that a later one follows: hours until half of the insecurity is back"),
    "causes": ("", "the two largest causes of an act, with the log odds that each added"),
    "answer_causes": ("", "the two largest causes of the answer to a bid"),
}
"""Columns of a list of events: unit and meaning; what an event does not have is left out."""
