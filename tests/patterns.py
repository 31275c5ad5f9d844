"""The patterns that must emerge (docs/model.md, section 1), each as numbers with the margin that they must exceed.

A pattern is a function of constants that differ from the defaults (a knock-out; none: the model itself) and returns
claims ``name -> (value, margin)``; it holds when every value exceeds its margin. Seeds are fixed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

import reassure_sim as rs
from reassure_sim.layout import EPISODE_A, EPISODE_B, SEEN, STATE_A, STATE_B, Day
from reassure_sim.measures import THRESHOLDS
from reassure_sim.rules import SEEK

Off = Mapping[str, float]
Claims = dict[str, tuple[float, float]]
TOGETHER = {"constants.separation": 0.0}


def couple(preset: str, off: Off, days: int = 365, **changes: Any) -> rs.Scenario:
    given = {name.replace("__", "."): value for name, value in changes.items()}
    return rs.Scenario.preset(preset, days=days).with_({**TOGETHER, **off, **given})


def lived(scenario: rs.Scenario, couples: int = 100, seed: int = 20, record: tuple[str, ...] = ("daily",)) -> Any:
    return rs.simulate(scenario, couples=couples, seed=seed, record=record, workers=2).tables


def people(
    off: Off, couples: int = 600, days: int = 180, seed: int = 21, record: tuple[str, ...] = (), **more: Any
) -> Any:
    constants = {"separation": 0.0, **{path.removeprefix("constants."): value for path, value in off.items()}}
    population = rs.Population(couples=couples, constants=constants, **more)
    return rs.simulate(population, days=days, seed=seed, record=record, workers=2)


def day(tables: Any, field: str) -> np.ndarray:
    """One number of every diary page, (lives, 2 partners, days)."""
    return tables.diary()[..., Day._fields.index(field)]


def state(episodes: np.ndarray, field: str, partner: int = 0) -> np.ndarray:
    return episodes[..., (STATE_A, STATE_B)[partner].row(field) - SEEN[0]]


def noted(episodes: np.ndarray, field: str, partner: int = 0) -> np.ndarray:
    return episodes[..., (EPISODE_A, EPISODE_B)[partner].row(field) - SEEN[0]]


def both(runs: Mapping[str, np.ndarray], field: str) -> np.ndarray:
    return np.concatenate([runs[f"{field}_a"], runs[f"{field}_b"]])


def slope(y: np.ndarray, *x: np.ndarray) -> float:
    """The standardised least-squares slope of ``y`` on the first ``x``, the others held equal."""
    z = [(v - v.mean()) / (v.std() + 1e-12) for v in (y, *x)]
    return float(np.linalg.lstsq(np.column_stack(z[1:]), z[0], rcond=None)[0][0])


def auc(one: np.ndarray, other: np.ndarray) -> float:
    """The chance that a value of ``one`` exceeds a value of ``other`` (Mann-Whitney), ties half."""
    difference = one[:, None] - other[None, :]
    return float((difference > 0).mean() + 0.5 * (difference == 0).mean())


def s1(off: Off, preset: str = "secure_secure") -> Claims:
    """Secure pairs: asking is occasional and answered; trust and intimacy hold steady."""
    tables = lived(couple(preset, off))
    r = tables.runs
    change = [day(tables, f)[:, :, -28:].mean(2) - day(tables, f)[:, :, :28].mean(2) for f in ("trust", "intimacy")]
    return {
        "asking is occasional": (-float(both(r, "bids_per_week").mean()), -3.0),
        "it is answered": (-float(np.nanmean(both(r, "rebuffed_share"))), -0.1),
        "trust and intimacy hold": (-float(np.abs([c.mean() for c in change]).max()), -0.1),
    }


def s2(off: Off) -> Claims:
    """Anxiety: more asking, also without any sign of rejection."""
    result = people(off)
    r, p = result.tables.runs, result.people
    anxiety = np.concatenate([p[p.partner == who].anxiety for who in "ab"])
    bids = both(r, "bids_per_week")
    unhurt = np.nan_to_num(both(r, "rebuffed_share")) == 0.0
    return {
        "more asking": (float(np.corrcoef(anxiety, bids)[0, 1]), 0.25),
        "never refused": (float(np.corrcoef(anxiety[unhurt], bids[unhurt])[0, 1]), 0.25),
    }


def s3(off: Off) -> Claims:
    """Avoidance: frequent asking intrudes; distance grows and the partner becomes less secure."""
    avoidant, open_ = (lived(couple("anxious_secure", off, a__anxiety=0.65, b__avoidance=v)) for v in (0.75, 0.15))
    quiet = lived(couple("anxious_secure", off, a__anxiety=0.1, b__avoidance=0.75))
    late = {name: t.runs for name, t in (("avoidant", avoidant), ("open", open_), ("quiet", quiet))}
    fear = [day(t, "fear")[:, 0, -28:].mean() for t in (avoidant, open_)]
    return {
        "asking intrudes: the avoidant withdraw more where much is asked": (
            float(late["avoidant"]["withdrew_per_week_b"].mean() - late["quiet"]["withdrew_per_week_b"].mean()),
            0.3,
        ),
        "the partner grows less secure": (float(fear[0] - fear[1]), 0.1),
    }


def s4(off: Off) -> Claims:
    """Relief per lap shrinks in the excessive cycle only, within a bout, at equal trust, energy, fear and insecurity."""
    excessive, healthy = (worn(couple(name, off, 120)) for name in ("anxious_avoidant", "secure_secure"))
    return {"it shrinks in the cycle": (excessive, 0.1), "but not elsewhere": (-healthy, -0.05)}


def worn(scenario: rs.Scenario) -> float:
    """The share of an asked reassurance's pulse that ten more bids in the week before take away, at equal trust, giver's
    energy, fear and insecurity (regression of its logarithm)."""
    e = lived(scenario, 80, record=("episodes",)).episodes()
    asked = noted(e, "act") == SEEK
    week = 7 * 8
    bids = np.stack([np.convolve(row, np.r_[0.0, np.ones(week)])[: row.size] for row in asked.astype(float)])
    at = (noted(e, "answered") == 1.0)[:, week:]
    equal = (("trust", 0), ("energy", 1), ("fear", 0), ("insecurity", 0))
    held = [state(e, name, partner)[:, week - 1 : -1][at] for name, partner in equal]
    x = np.column_stack([np.ones(at.sum()), bids[:, week:][at], *held])
    decline = np.linalg.lstsq(x, np.log(noted(e, "pulse")[:, week:][at] + 1e-3), rcond=None)[0][1]
    return float(1.0 - np.exp(10.0 * decline))


def s5(off: Off) -> Claims:
    """The giver drains under repetition, with less trust and intimacy after it; a day of giving is a better day."""
    tables = lived(couple("anxious_avoidant", off, days=180))
    energy, intimacy = (day(tables, f)[:, 1] for f in ("energy", "intimacy"))
    weeks = np.arange(12)
    drain = np.polyfit(weeks, energy[:, :84].reshape(-1, 12, 7).mean((0, 2)), 1)[0]
    some = people(off, 300, 60, record=("daily",)).tables
    giving = (day(some, "provided") + day(some, "reached_out"))[..., 30:]
    satisfied, stress = day(some, "satisfaction")[..., 30:], day(some, "stress")[..., 30:]
    centred = [x - x.mean(2, keepdims=True) for x in (satisfied, giving, stress, stress[:, ::-1])]
    return {
        "energy falls by the week": (-float(drain), 0.015),
        "intimacy follows": (float(intimacy[:, :14].mean() - intimacy[:, -28:].mean()), 0.02),
        "giving goes with a better day": (slope(*(x.ravel() for x in centred)), 0.02),
    }


def s6(off: Off) -> Claims:
    """Reaching the fear ends the spiral; answering only the surface does not."""
    willing = {"constants__answer_base": 6.0}
    fear, surface = (
        lived(couple("anxious_avoidant", off, 300, a__anxiety=0.7, b__avoidance=0.5, b__encouragement=e, **willing))
        for e in (0.9, 0.0)
    )
    asked = [day(t, "asked")[:, 0, -56:].mean() for t in (fear, surface)]
    start = day(surface, "asked")[:, 0, :56].mean()
    return {
        "asking is halved": (float(1.0 - asked[0] / asked[1]), 0.5),
        "answers to the surface leave it": (float(asked[1] / start), 0.8),
        "fear falls": (float(surface.runs["fear_a"].mean() - fear.runs["fear_a"].mean()), 0.1),
    }


def s7(off: Off) -> Claims:
    """A need voiced directly joins; unexplained, the same need is heard as criticism and costs trust."""
    e = lived(couple("anxious_avoidant", off, 120, b__avoidance=0.4), 120, record=("episodes",)).episodes()
    asked = noted(e, "act")[:, 1:] == SEEK
    direct, felt = noted(e, "direct")[:, 1:][asked], noted(e, "felt_before")[:, 1:][asked]
    heard, answered = noted(e, "misread")[:, 1:][asked], noted(e, "answered")[:, 1:][asked]
    trust = np.diff(state(e, "trust", 1), axis=1)[asked]  # the reader's
    spread = noted(e, "felt_before")[:, 1:][asked].std() + 1e-12
    x = [direct, felt / spread]
    refused = [np.average(1.0 - answered[direct == d], weights=_alike(felt, direct, d)) for d in (0.0, 1.0)]
    return {
        "heard as criticism less (defensiveness)": (-slope(heard, *x), 0.1),
        "refused less (empathy)": (float(refused[0] / refused[1] - 1.0), 0.2),
        "keeps the reader's trust": (slope(trust, *x), 0.05),
    }


def _alike(felt: np.ndarray, direct: np.ndarray, which: float) -> np.ndarray:
    """Weights that give bids of one style the distress of all bids, in tenths of it."""
    tenth = np.searchsorted(np.quantile(felt, np.linspace(0, 1, 11)[1:-1]), felt)
    of_all, of_these = (np.bincount(t, minlength=10) for t in (tenth, tenth[direct == which]))
    return (of_all / np.maximum(of_these, 1))[tenth[direct == which]]


def s8(off: Off) -> Claims:
    """Matched channels work, mismatched ones waste reassurance; no culture is better."""
    wanted = {"a__words_wanted": 0.9, "b__words_wanted": 0.9}
    match, clash = (
        lived(couple("anxious_secure", off, 180, a__words_given=w, b__words_given=w, **wanted)) for w in (0.9, 0.1)
    )
    worth = [both(t.runs, "satisfaction").mean() for t in (match, clash)]
    cultures = [both(people(off, 1500, 180, culture=c).tables.runs, "satisfaction") for c in ("expressive", "reserved")]
    gap = abs(cultures[0].mean() - cultures[1].mean()) / cultures[0].std()
    return {
        "a match is worth satisfaction": (float(worth[0] - worth[1]), 0.02),
        "no culture is better": (-float(gap), -0.1),
    }


def s9(off: Off) -> Claims:
    """Intrusive doubts make a dependency that worsens: relief, then more doubt."""
    doubting, sure = (
        lived(couple("anxious_secure", off, a__anxiety=0.5, a__doubt_proneness=d, b__encouragement=0.0), 200)
        for d in (0.5, 0.0)
    )
    asked = [day(t, "asked")[:, 0, -90:].mean() for t in (doubting, sure)]
    doubts = day(doubting, "doubts")[:, 0]
    return {
        "more asking": (float(asked[0] / asked[1] - 1.0), 0.1),
        "doubts come more often than at first": (
            float(doubts[:, -90:].mean() / (doubts[:, :30].mean() + 1e-9) - 1.0),
            0.05,
        ),
    }


STRATEGY_COUPLES: Mapping[str, Mapping[str, Any]] = {
    "recognise_styles": {"a__clarity": 0.2, "b__insight": 0.2, "b__avoidance": 0.45},
    "talk_openly": {"a__clarity": 0.2, "b__avoidance": 0.45},
    "words_and_actions": {"b__words_given": 0.1, "a__words_wanted": 0.9, "b__avoidance": 0.3},
    "address_fear": {"b__encouragement": 0.1, "b__avoidance": 0.45},
    "professional_support": {"b__avoidance": 0.6},
}
"""A couple in whom the strategy's mechanism has something to mend."""


def s10(off: Off, names: Iterable[str] = STRATEGY_COUPLES) -> Claims:
    """Each of the five strategies helps where its mechanism applies."""
    claims: Claims = {}
    for name in names:
        traits = STRATEGY_COUPLES[name]
        scenario = couple("anxious_avoidant", off, 320, a__anxiety=0.65, **traits)
        helped = scenario.with_({"interventions": [{"use": name, "start": 60, "uptake": 1.0}]})
        before, after = (both(lived(s, 150).runs, "satisfaction") for s in (scenario, helped))
        claims[name] = (float((after - before).mean() / before.std()), 0.05)
    return claims


def over_a_population(strategy: str) -> float:
    """What a strategy is worth to couples at the norms, in standard deviations of satisfaction."""
    use = [{"use": strategy, "start": 30, "uptake": 1.0}]
    before, after = (both(people({}, 800, 180, interventions=i).tables.runs, "satisfaction") for i in ([], use))
    return float((after - before).mean() / before.std())


def s11(off: Off) -> Claims:
    """Support lowers the need for constant reassurance, builds coping and intimacy, and leaves resilience behind."""
    scenario = couple("anxious_avoidant", off, 60 + 140 + 240, a__anxiety=0.65, b__avoidance=0.5)
    month = [{"set": "life_stress", "times": 4.0, "start": 380, "end": 410}]
    support = [{"use": "professional_support", "start": 60, "uptake": 1.0, "relapse": 0.0}]
    with_, without = (
        lived(scenario.with_({"interventions": [*s, *month]}), 100, record=("daily", "episodes")) for s in (support, [])
    )
    after = slice(210, 370)
    gain = {f: day(with_, f)[..., after].mean() - day(without, f)[..., after].mean() for f in ("asked", "intimacy")}
    coping = [state(t.episodes(), "coping")[:, -8 * 60].mean() for t in (with_, without)]
    shaken = [day(t, "felt_insecurity")[:, 0, 385:410].mean() for t in (with_, without)]
    return {
        "less need to ask": (-float(gain["asked"]), 0.1),
        "intimacy": (float(gain["intimacy"]), 0.03),
        "coping": (float(coping[0] - coping[1]), 0.05),
        "a bad month later shakes them less": (float(shaken[1] - shaken[0]), 0.05),
    }


def s12(off: Off, kinds: tuple[str, str] = ("anxious_avoidant", "secure_secure")) -> Claims:
    """Four rows of numbers separate excessive from healthy asking."""
    one, other = (lived(couple(kind, off), 100, seed).runs for kind, seed in zip(kinds, (20, 22), strict=True))
    rows = {
        "frequency": ("bids_per_week_a", 1),
        "emotional impact": ("felt_insecurity_a", 1),
        "partner response": ("rebuffed_share_a", 1),
        "long-term outcome": ("fear_slope_a", 1),
    }
    return {row: (auc(sign * one[c], sign * other[c]), 0.8) for row, (c, sign) in rows.items()}


def unsettled(tables: Any, on: int) -> np.ndarray:
    """Which couples are distressed in the four weeks around a day: the cuts of the regimes, without asking."""
    window = slice(on - 14, on + 14)
    felt, trust = (day(tables, f)[..., window].mean(2) for f in ("felt_insecurity", "trust"))
    return (felt.max(1) > THRESHOLDS.high_felt) | (trust.min(1) < THRESHOLDS.strained_trust)


def s13(off: Off) -> Claims:
    """The same couple can settle in either basin by one bad month; recovery needs more than the loss did."""

    def after(interventions: list[dict[str, Any]], days: int = 460) -> Any:
        return people(off, 600, days, record=("daily",), interventions=interventions).tables

    month = [{"set": "life_stress", "times": 5.0, "start": 60, "end": 90}]
    calm, shaken = (unsettled(after(i), 440) for i in ([], month))
    steps = [*np.geomspace(0.4, 5.0, 7), *np.geomspace(5.0, 0.4, 7)]
    ramp = [
        {"set": "life_stress", "times": float(x), "start": 98 * i, "end": 98 * (i + 1)} for i, x in enumerate(steps)
    ]
    swept, steady = (
        [unsettled(t, 98 * i + 84).mean() for i in range(14)] for t in (after(ramp, 1372), after([], 1372))
    )
    gap = np.subtract(swept, steady)  # less what time alone does
    return {
        "lost by one bad month": (float((shaken & ~calm).mean()), 0.01),
        "hysteresis": (float(np.mean(gap[:6:-1] - gap[:7])), 0.03),
    }


PATTERNS: Mapping[str, Callable[..., Claims]] = {
    f.__name__.upper(): f for f in (s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13)
}
