"""Measures: a summary is the measure of the saved tables, and each regime is read off as declared."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reassure_sim as rs
from reassure_sim import rules
from reassure_sim.layout import CONSTANTS, COUPLE
from reassure_sim.measures import REGIMES, RUN_COLUMNS, THRESHOLDS, LastWeeks, hours_of_relief, regime, shade
from reassure_sim.measures.laps import felt_after
from reassure_sim.parameters import Parameters, rows
from reassure_sim.parameters.registry import ConstantsRecord, CoupleRecord, PersonRecord

C = CoupleRecord(*rows(Parameters()).tolist()[COUPLE.first : COUPLE.end])
K = ConstantsRecord(*rows(Parameters()).tolist()[CONSTANTS.first : CONSTANTS.end])


@pytest.fixture(scope="module")
def life() -> rs.Result:
    couple = rs.Scenario.preset("anxious_avoidant", days=150)
    return rs.simulate(couple, couples=12, seed=11, record={"daily", "episodes", "events"})


def per_life(life: rs.Result, partner: str):
    for (run_id,), diary in life.diary[life.diary["partner"] == partner].groupby(["run_id"]):
        yield life.runs.set_index("run_id").loc[run_id], diary.set_index("day")


@pytest.mark.parametrize("partner", ["a", "b"])
def test_the_summary_is_the_measure_of_the_diary(life: rs.Result, partner: str) -> None:
    for run, diary in per_life(life, partner):
        n = len(diary)
        assert n == run["days_together"]
        assert run[f"bids_per_week_{partner}"] == pytest.approx(7 * diary["asked"].mean())
        assert run[f"provided_per_week_{partner}"] == pytest.approx(7 * diary["provided"].mean())
        for name in ("satisfaction", "trust", "intimacy", "energy", "felt_insecurity", "fear", "guard"):
            assert run[f"{name}_{partner}"] == pytest.approx(diary[name].iloc[-28:].mean())
        if diary["asked"].sum():
            assert run[f"rebuffed_share_{partner}"] == pytest.approx(diary["rebuffed"].sum() / diary["asked"].sum())
        slope = 365.25 * np.polyfit(diary.index, diary["trust"], 1)[0]
        assert run[f"trust_slope_{partner}"] == pytest.approx(slope)
        days = diary.index[diary["reassured"] > 0]
        days = days[days + 1 < n]
        changes = diary["trust"].loc[days + 1].to_numpy() - diary["trust"].loc[days].to_numpy()
        change = changes.mean() if len(changes) else np.nan
        assert run[f"trust_next_day_{partner}"] == pytest.approx(change, nan_ok=True)
        by, alone = diary["soothed_by_partner"].sum(), diary["soothed_alone"].sum()
        assert run[f"dependency_{partner}"] == pytest.approx(by / (by + alone))


def test_the_diary_counts_the_episodes(life: rs.Result) -> None:
    episodes = life.episodes
    lived = episodes[episodes["lived"] == 1.0]
    asked = lived["act"] == rules.SEEK
    keys = ["run_id", "partner"]
    counts = lived.assign(
        asked=asked,
        left=lived["act"] == rules.WITHDRAW,
        doubted=lived["doubted"] > 0,
        out=lived["act"] == rules.REACH_OUT,
    )
    counts = counts.groupby(keys)[["asked", "answered", "provided", "left", "out", "stress", "doubted"]].sum()
    diary = life.diary.groupby(keys)[
        ["asked", "reassured", "provided", "withdrew", "reached_out", "stress", "doubts"]
    ].sum()
    assert np.allclose(counts.to_numpy(float), diary.to_numpy(float))


def test_events_are_the_episodes_that_mattered(life: rs.Result) -> None:
    lived = life.episodes[life.episodes["lived"] == 1.0]
    bids = life.events[life.events["kind"] == "seek"]
    assert len(bids) == (lived["act"] == rules.SEEK).sum()
    assert (bids["answer"] == "reassured").sum() == lived["answered"].sum()
    assert life.events.loc[life.events["kind"] == "stress", "size"].sum() == pytest.approx(lived["stress"].sum())
    assert life.events.groupby("run_id")["step"].apply(lambda s: s.is_monotonic_increasing).all()
    assert bids.loc[bids["answer"] == "withdrew", "hours_of_relief"].isna().all()


def test_hours_of_relief_in_the_events_make_up_the_summary(life: rs.Result) -> None:
    for _, run in life.runs.iterrows():
        events = life.events[(life.events["run_id"] == run["run_id"]) & (life.events["partner"] == "a")]
        hours = events["hours_of_relief"].dropna().to_numpy()
        assert len(hours) == run["laps_a"]
        if len(hours) > 3:
            assert run["relief_early_a"] == pytest.approx(hours[:3].mean())
            assert run["relief_late_a"] == pytest.approx(hours[3:].mean())


def test_the_reseek_ratio_matches_on_felt_insecurity(life: rs.Result) -> None:
    """Recomputed from the episodes: risk ratio over quarters of felt insecurity, weighted as Mantel and Haenszel do."""
    episodes = life.episodes[(life.episodes["lived"] == 1.0) & (life.episodes["partner"] == "a")]
    for run_id, rows_ in episodes.groupby("run_id"):
        since, recent = 1e9, []
        for answered in rows_["answered"]:
            recent.append(since <= 1.0)
            since = 0.0 if answered == 1.0 else since + 0.125
        after = np.array(recent)
        asked = (rows_["act"] == rules.SEEK).to_numpy()
        bins = np.minimum(3, (rows_["felt_before"] * 4).astype(int)).to_numpy()
        above = below = 0.0
        for b in range(4):
            n1, n0 = (after & (bins == b)).sum(), (~after & (bins == b)).sum()
            if n1 + n0:
                above += (asked & after & (bins == b)).sum() * n0 / (n1 + n0)
                below += (asked & ~after & (bins == b)).sum() * n1 / (n1 + n0)
        expected = life.runs.set_index("run_id").loc[run_id, "reseek_ratio_a"]
        assert (above / below if below else np.nan) == pytest.approx(expected, nan_ok=True)


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0.01, 1),
    st.floats(0.125, 30),
)
def test_hours_of_relief_end_where_felt_insecurity_is_half_back(x, r, o, fear, trust, before, lap) -> None:
    s = rules.State(*[0.5] * len(rules.State._fields))._replace(
        insecurity=x, relief=r, overshoot=max(r, o), fear=fear, trust=trust, tolerance=0.0
    )
    hours = hours_of_relief(s, C, K, before, lap)
    assert 0.0 <= hours <= 24.0 * lap
    if 0.0 < hours < 24.0 * lap:
        assert felt_after(hours / 24.0, s, C, K) >= 0.5 * before
        assert felt_after(hours / 24.0 - lap / 20_000, s, C, K) < 0.5 * before
    elif hours == 0.0:
        assert felt_after(0.0, s, C, K) >= 0.5 * before


def weeks(**changes: float) -> LastWeeks:
    calm = LastWeeks(bids=3.0, rebuffed=0.05, felt=0.1, trust=0.7, intimacy=0.7, energy=0.85)
    return calm._replace(**changes)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (weeks(), "stability"),
        (weeks(bids=20.0), "stability"),  # asking much is not escalation while it is answered and calms
        (weeks(bids=20.0, rebuffed=0.4), "escalation"),
        (weeks(bids=20.0, felt=0.7), "escalation"),
        (weeks(bids=20.0, trust=0.2), "escalation"),
        (weeks(felt=0.7), "stability"),
        (weeks(energy=0.3), "exhaustion"),
        (weeks(energy=0.3, bids=20.0, rebuffed=0.4), "exhaustion"),
        (weeks(trust=0.2, bids=2.0), "exhaustion"),  # detached after protest
    ],
)
def test_regimes_follow_the_declared_rules(found: LastWeeks, expected: str) -> None:
    assert REGIMES[int(regime(found, THRESHOLDS))] == expected


def test_shades_of_stability() -> None:
    assert [float(shade(w, THRESHOLDS)) for w in (weeks(), weeks(energy=0.5), weeks(intimacy=0.3))] == [0.0, 1.0, 2.0]


@given(st.tuples(*[st.floats(0, 40), *[st.floats(0, 1)] * 5]))
def test_every_life_has_exactly_one_regime(numbers) -> None:
    assert float(regime(LastWeeks(*numbers), THRESHOLDS)) in (0.0, 1.0, 2.0)


def test_columns_are_named_once_and_explained() -> None:
    names = [c.name for c in RUN_COLUMNS]
    assert len(names) == len(set(names))
    assert all(c.unit and c.meaning for c in RUN_COLUMNS)


def test_a_separation_ends_the_diary_and_freezes_the_states() -> None:
    couple = rs.Scenario.preset("anxious_avoidant", days=200).with_({"constants.parting_unmarried": 1.0})
    result = rs.simulate(couple, couples=8, seed=3, record={"daily", "episodes"})
    parted = result.runs[result.runs["separated"] == 1.0]
    assert len(parted) > 0
    for _, run in parted.iterrows():
        diary = result.diary[(result.diary["run_id"] == run["run_id"]) & (result.diary["partner"] == "a")]
        assert diary["together"].tolist() == [1.0] * (len(diary) - 1) + [0.0]
        assert diary["day"].max() == run["separation_day"] == run["days_together"] - 1
        last = diary.iloc[-1]
        lived = result.episodes[(result.episodes["run_id"] == run["run_id"]) & (result.episodes["partner"] == "a")]
        lived = lived[(lived["step"] // 8 == run["separation_day"]) & (lived["lived"] == 1.0)]
        assert last["episodes"] == len(lived)
        assert last["satisfaction"] == lived["satisfaction"].iloc[-1]  # the last that was felt, not of empty episodes
        assert last["felt_insecurity"] == pytest.approx((0.5 * (lived["felt_before"] + lived["felt"])).mean())
        rest = result.episodes[(result.episodes["run_id"] == run["run_id"]) & (result.episodes["partner"] == "a")]
        rest = rest[rest["step"] >= 8 * (run["separation_day"] + 1)]
        assert (rest["act"] == 0.0).all()
        assert rest["trust"].nunique() <= 1
    whole = result.runs[result.runs["separated"] == 0.0]
    assert whole["separation_day"].isna().all()
    assert (whole["days_together"] == 200).all()


def test_causes_of_a_bid_are_what_the_rule_says_when_asked_again() -> None:
    """Recomputed with the interpreted rules from the states of the episode before, for every bid of a week."""
    couple = rs.Scenario.preset("anxious_avoidant", days=14)
    result = rs.simulate(couple, couples=2, seed=5, record={"episodes", "events"})
    p = PersonRecord(*(getattr(couple.parameters.a, name) for name in PersonRecord._fields))
    states = result.episodes[result.episodes["partner"] == "a"].set_index(["couple", "step"])
    bids = result.events[
        (result.events["partner"] == "a") & (result.events["kind"] == "seek") & (result.events["step"] > 8)
    ]
    assert len(bids) > 20
    for _, bid in bids.iterrows():
        before, now = states.loc[(bid["couple"], bid["step"] - 1)], states.loc[(bid["couple"], bid["step"])]
        s = rules.State(*(before[name] for name in rules.State._fields))
        felt = now["felt_before"]
        moment = rules.Moment(0, 0, 0, felt, 0, 0, 0, 0, 0)
        calm = moment._replace(felt=rules.resting_insecurity(C, K, s.fear, s.trust))

        def size(s: rules.State, m: rules.Moment, one: rules.State = s, now: rules.Moment = moment) -> float:
            return float(np.log(rules.seek_rate(one, now, p, K) / rules.seek_rate(s, m, p, K)))

        sizes = {
            "distress": size(s, calm),
            "fear": size(s._replace(fear=p.anxiety), moment),
            "guard": size(s._replace(guard=p.avoidance), moment),
            "energy": size(s._replace(energy=1.0), moment),
        }
        largest, told = max(sizes, key=lambda name: abs(sizes[name])), bid["causes"].split(", ")[0]
        if told:
            name, value = told.split()
            assert name in (largest, "trust"), (bid["step"], sizes, bid["causes"])
            if name == largest:
                assert float(value) == pytest.approx(sizes[name], abs=0.051)
        else:
            assert abs(sizes[largest]) < 0.051
