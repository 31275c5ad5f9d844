"""Statistics between persons or couples: surveys, person means of diaries, panels, trials."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ... import measurement
from ...measures import THRESHOLDS, regime
from ...measures.summary import Pages, last_weeks
from ..wave import Array, Wave
from .regression import correlation, explained, in_sd, own, partners, slopes

Study = Mapping[str, Wave]
Estimates = dict[str, float]


def f12_insecurity(study: Study) -> Estimates:
    """Return how much of person means of felt insecurity the two attachment traits explain (adjusted R2)."""
    wave = study["diary"]
    felt = own(wave.mean("felt_insecurity"))
    return {"r2": explained(felt, own(wave.trait("anxiety")), own(wave.trait("avoidance")))}


def f10_differences(study: Study) -> Estimates:
    """Return how much of satisfaction all own measured traits explain (adjusted R2), as told and in truth."""
    wave = study["survey"]

    def share(prefix: str) -> float:
        traits = [own(wave.trait(f"{prefix}{name}")) for name in measurement.TRAITS]
        return explained(own(wave.mean(f"{prefix}satisfaction")), *traits)

    return {"r2": share(""), "r2_true": share("true_")}


def f9_actor_partner(study: Study) -> Estimates:
    """Return correlations of satisfaction with own and the partner's attachment, and two orders of their sizes."""
    wave = study["survey"]
    satisfied = own(wave.mean("satisfaction"))
    r = {
        f"{who}_{name}": correlation(satisfied, side(wave.trait(name)))
        for who, side in (("own", own), ("partner", partners))
        for name in ("anxiety", "avoidance")
    }
    mine, theirs = r["own_anxiety"] + r["own_avoidance"], r["partner_anxiety"] + r["partner_avoidance"]
    return {
        **r,
        "own_over_partner": 0.5 * (theirs - mine),
        "avoidance_over_anxiety": r["own_anxiety"] - r["own_avoidance"],
    }


def f15_seeking(study: Study) -> Estimates:
    """Return the slopes of a fortnight's bids on own attachment, and their correlation with trust."""
    wave = study["diary"].days(0, 14)
    asked = own(wave.mean("asked"))
    anxiety, avoidance = slopes(asked, own(wave.trait("anxiety")), own(wave.trait("avoidance")))
    return {
        "anxiety": float(anxiety),
        "avoidance": float(avoidance),
        "trust": correlation(asked, own(wave.mean("trust"))),
    }


def d1_discordant(study: Study) -> Estimates:
    """Return the share of couples whose regime over the survey's weeks is not stability."""
    wave = study["survey"]
    days = wave.pages.shape[2]
    a, b = (Pages(wave.pages[:, who].transpose(1, 2, 0), np.full(wave.n, float(days))) for who in (0, 1))
    return {"share": float(np.mean(regime(last_weeks(a, b), THRESHOLDS) != 0.0))}


def f42_stability(study: Study) -> Estimates:
    """Return the retest correlation of satisfaction over two years."""
    return {"r": correlation(own(study["first"].mean("satisfaction")), own(study["later"].mean("satisfaction")))}


def _received(wave: Wave) -> Array:
    """Return unasked care received a day, (couples, 2)."""
    return wave.mean("reached_out")[:, ::-1]


def f45_responsiveness(study: Study) -> Estimates:
    """Return the correlation of satisfaction with responsiveness received: care less refusals and criticism."""
    wave = study["survey"]
    harm = wave.mean("rebuffed") + wave.mean("withdrew")[:, ::-1] + wave.mean("misread")
    return {"r": correlation(own(wave.mean("satisfaction")), own(wave.mean("reassured") + _received(wave) - harm))}


def f8_order(study: Study) -> Estimates:
    """Return by how much the harm that goes with own avoidance exceeds that which goes with own anxiety."""
    wave = study["survey"]
    welcome = wave.mean("reassured") + _received(wave)
    met = wave.mean("asked") + _received(wave)
    conflict = wave.mean("misread") + wave.mean("rebuffed") + wave.mean("asked") - wave.mean("asked_direct")
    good = {
        "satisfaction": wave.mean("satisfaction"),
        "connectedness": wave.mean("intimacy"),
        "support": np.where(met > 0.0, welcome / np.maximum(met, 1e-9), np.nan),
        "conflict": -(conflict + conflict[:, ::-1]),
    }
    anxiety, avoidance = own(wave.trait("anxiety")), own(wave.trait("avoidance"))
    found = {}
    for name, values in good.items():
        there = np.isfinite(own(values))
        outcome = own(values)[there]
        found[name] = correlation(outcome, anxiety[there]) - correlation(outcome, avoidance[there])
    return found


def f17_asymmetry(study: Study) -> Estimates:
    """Return, for the most anxious third, how reassurance goes with own trust and with the giver's satisfaction."""
    wave = study["survey"]
    anxiety = own(wave.trait("anxiety"))
    chronic = anxiety >= np.quantile(anxiety, 2.0 / 3.0)

    def mine(values: Array) -> Array:
        return own(values)[chronic]

    def theirs(values: Array) -> Array:
        return partners(values)[chronic]

    traits = [side(wave.trait(name)) for side in (mine, theirs) for name in ("anxiety", "avoidance")]
    valued = slopes(mine(wave.mean("trust")), mine(wave.mean("reassured")), mine(wave.mean("asked")), *traits)
    cost = slopes(theirs(wave.mean("satisfaction")), theirs(wave.mean("provided")), *traits)
    return {"valued": float(valued[0]), "cost": float(cost[0])}


def f44_esteem(study: Study) -> Estimates:
    """Return the effect of self-esteem on satisfaction through fear and guard, and what is left beside them.

    Latent variables: the truth of all four, since errors in a mediator would pass for a direct effect.
    """
    wave = study["survey"]
    satisfied, esteem = own(wave.mean("true_satisfaction")), own(wave.trait("true_self_esteem"))
    direct = float(slopes(satisfied, esteem, own(wave.mean("fear")), own(wave.mean("guard")))[0])
    return {"indirect": correlation(satisfied, esteem) - direct, "direct": direct}


def f41_parting(study: Study) -> Estimates:
    """Return the share of couples that part within a year, unmarried and married."""
    facts = study["year"].facts
    there = facts["together"] == 1.0
    return {
        name: float(np.mean(facts["parted"][there & (facts["married"] == married)]))
        for name, married in (("unmarried", 0.0), ("married", 1.0))
    }


def _change(study: Study, arm: str) -> Estimates:
    before = study["before"]
    change = study[arm].mean("satisfaction") - before.mean("satisfaction")
    return {"d": float(change.mean() / before.facts["spread"].mean())}


def f31_untreated(study: Study) -> Estimates:
    """Return the change of distressed couples' satisfaction over a year of waiting, in SD of all couples."""
    return _change(study, "waited")


def f30_therapy(study: Study) -> Estimates:
    """Return the change of distressed couples' satisfaction over a programme of support, in SD of all couples."""
    return _change(study, "treated")


def f32_education(study: Study) -> Estimates:
    """Return how much more of their bids the taught voice directly than the untaught, in SD of the untaught."""

    def share(wave: Wave) -> Array:
        asked = own(wave.mean("asked"))
        return own(wave.mean("asked_direct"))[asked > 0.0] / asked[asked > 0.0]

    taught, untaught = share(study["taught"]), share(study["untaught"])
    if not (taught.size and untaught.size):
        return {"d": float("nan")}
    return {"d": in_sd(taught - untaught.mean(), untaught)}
