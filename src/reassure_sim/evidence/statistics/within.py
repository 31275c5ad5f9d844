"""Statistics within persons: days against other days, moments, and the same people under two conditions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...rules import REACH_OUT, SEEK
from ..living import PER_DAY
from ..wave import Array, Wave
from .regression import in_sd, own, slopes

Study = Mapping[str, Wave]
Estimates = dict[str, float]


def f26_giving(study: Study) -> Estimates:
    """Return how giving goes with own satisfaction the same day, at equal stress of both, in deviations from means."""
    wave = study["diary"].part(slice(99)).days(0, 14)

    def deviations(values: Array) -> Array:
        return np.asarray(values - values.mean(axis=2, keepdims=True)).reshape(-1)

    giving = wave.daily("provided") + wave.daily("reached_out")
    stress = wave.daily("stress")
    found = slopes(*(deviations(v) for v in (wave.daily("satisfaction"), giving, stress, stress[:, ::-1])))
    return {"giving": float(found[0])}


def f29_pulse(study: Study) -> Estimates:
    """Return the fall of felt insecurity at an unasked act of care, in SD of momentary felt insecurity."""
    wave = study["moments"]
    reached = (wave.daily("act")[:, ::-1] == REACH_OUT) & (wave.daily("act") != SEEK)
    fall = wave.daily("felt_before") - wave.daily("felt")
    return {"d": in_sd(fall[reached], wave.daily("felt_before"))}


def f21_return(study: Study) -> Estimates:
    """Return relief by an answered bid and, over the day after it, the return of discomfort and of the urge to ask.

    The most anxious third. Discomfort: those to whom no reassurance comes in that day.
    """
    wave = study["moments"]
    anxiety = own(wave.trait("anxiety"))
    chosen = anxiety >= np.quantile(anxiety, 2.0 / 3.0)
    before, felt, act, pulse, answered = (
        wave.daily(name).reshape(2 * wave.n, -1)[chosen] for name in ("felt_before", "felt", "act", "pulse", "answered")
    )
    who, when = np.nonzero(answered[:, :-PER_DAY] == 1.0)
    after = when[:, None] + np.arange(1, PER_DAY + 1)
    bids = act[who[:, None], after] == SEEK
    alone = (pulse[who[:, None], after] == 0.0).all(axis=1)
    spread = own(wave.daily("felt_before"))
    return {
        "relief": in_sd(before[who, when] - felt[who, when], spread),
        "discomfort": in_sd((felt[who, when + PER_DAY] - felt[who, when])[alone], spread),
        "urge": float(PER_DAY * (bids[:, PER_DAY // 2 :].mean() - bids[:, : PER_DAY // 4].mean()))
        if len(who)
        else float("nan"),
    }


def f36_threat(study: Study) -> Estimates:
    """Return how bids and care rise with a threat to partner a, by avoidance, and how care goes with b's anxiety."""
    low, high = study["low"], study["high"]

    def thirds(avoidance: Array, rise: Array) -> tuple[float, float]:
        cuts = np.quantile(avoidance, (1.0 / 3.0, 2.0 / 3.0))
        return float(rise[avoidance <= cuts[0]].mean()), float(rise[avoidance >= cuts[1]].mean())

    def rise(partner: int, *fields: str) -> Array:
        return np.asarray(sum(high.mean(f)[:, partner] - low.mean(f)[:, partner] for f in fields))

    seeking, avoidant_seeking = thirds(high.trait("avoidance")[:, 0], rise(0, "asked"))
    giving, avoidant_giving = thirds(high.trait("avoidance")[:, 1], rise(1, "provided", "reached_out"))
    acts = (high.mean("provided") + high.mean("reached_out"))[:, 1]
    cared = acts > 0.0
    care = high.mean("soothed_by_partner")[cared, 0] / acts[cared]
    receiver = [high.trait(name)[cared, 0] for name in ("anxiety", "avoidance")]
    return {
        "seeking": seeking,
        "seeking_gap": 0.5 * seeking - avoidant_seeking,
        "giving": giving,
        "giving_gap": 0.5 * giving - avoidant_giving,
        "care_anxiety": float(slopes(care, high.trait("anxiety")[cared, 1], *receiver)[0])
        if cared.any()
        else float("nan"),
    }


def f25_coping(study: Study) -> Estimates:
    """Return by how much supporting coping raises a's satisfaction and changes a's bids against withholding, in SD."""
    support, withhold = study["support"], study["withhold"]

    def d(field: str) -> float:
        without = withhold.mean(field)[:, 0]
        return in_sd(support.mean(field)[:, 0] - without, without)

    return {"helpfulness": d("satisfaction"), "bids": d("asked")}


def f47_channels(study: Study) -> Estimates:
    """Return how much more words soothe than acts in two cultures, and the difference of satisfaction before."""

    def felt(arm: str) -> Array:
        return study[arm].days(-14).mean("felt_insecurity")[:, 0]

    found = {c: in_sd(felt(f"{c}_acts") - felt(f"{c}_words"), felt(f"{c}_acts")) for c in ("expressive", "reserved")}
    before = {c: own(study[f"{c}_words"].days(0, -14).mean("satisfaction")) for c in found}
    difference = before["expressive"] - before["reserved"].mean()
    return {**found, "culture": in_sd(difference, before["reserved"])}
