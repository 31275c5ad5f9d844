"""Early warnings: found where a process slows down, not found where it does not, and never from days after the change."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kendalltau

import reassure_sim as rs
from reassure_sim.analysis.early_warnings import warns
from reassure_sim.analysis.indicators import INDICATORS, kendall, residuals, surrogate, trends
from reassure_sim.analysis.matching import FEW, contrast, match, nobody, together
from reassure_sim.analysis.tipping import Course, course, readings
from reassure_sim.measures import LAST_DAYS, REGIMES

WINDOW, DAYS, TIPS = 84, 160, 130
REPLICATES = 24


def slowing(memory: np.ndarray, shared: np.ndarray, luck: np.random.Generator, couples: int) -> np.ndarray:
    """Two partners' AR(1) series, (couples, 2, DAYS): how much of a day lasts, and how much of its luck they share."""
    own, common = luck.normal(size=(couples, 2, DAYS)), luck.normal(size=(couples, 1, DAYS))
    push = np.sqrt(1.0 - shared) * own + np.sqrt(shared) * common
    found = np.zeros((couples, 2, DAYS))
    for day in range(1, DAYS):
        found[..., day] = memory[day] * found[..., day - 1] + push[..., day]
    return found


def steady(value: float) -> np.ndarray:
    return np.full(DAYS, value)


def rising(low: float, high: float) -> np.ndarray:
    """A course that rises over the window, up to where it ends."""
    end = TIPS - LAST_DAYS
    return np.interp(np.arange(DAYS), [end - WINDOW, end], [low, high])


def told(tipping: tuple, staying: tuple, seed: int, points: int = 4) -> dict[str, np.ndarray]:
    """What is told of points at each of which half of the couples tip."""
    luck, found, half = np.random.default_rng(seed), [nobody(REPLICATES, WINDOW)], REPLICATES // 2
    tips = np.where(np.arange(REPLICATES) < half, TIPS, -1)
    went = Course(np.ones(REPLICATES, bool), tips, np.full(REPLICATES, DAYS))
    for _ in range(points):
        series = np.concatenate([slowing(*tipping, luck, half), slowing(*staying, luck, half)])
        found.append(match(series, went, WINDOW))
    return contrast(together(found), seed)


def speaks(found: dict[str, np.ndarray]) -> np.ndarray:
    """Which indicators speak for a warning."""
    import pandas

    table = pandas.DataFrame({**found, "indicator": INDICATORS})
    return np.isin(INDICATORS, warns(table)["indicator"])


def test_a_process_that_slows_down_warns_by_every_indicator() -> None:
    found = told((rising(0.1, 0.98), rising(0.0, 0.9)), (steady(0.1), steady(0.0)), seed=1)
    assert speaks(found).all()
    assert (found["auc"] > (0.6, 0.8, 0.8)).all()  # detrending takes part of the variance away
    assert (found["tau_tipped"] > found["tau_stayed"] + 0.2).all()


def test_a_process_that_does_not_change_does_not_warn() -> None:
    found = [told((steady(0.5), steady(0.3)), (steady(0.5), steady(0.3)), seed) for seed in range(100, 106)]
    assert not np.any([speaks(one) for one in found])
    covered = sum(((one["ci_low"] < 0.0) & (one["ci_high"] > 0.0)).sum() for one in found)
    assert covered >= 15  # of 18 intervals of 95 %


def test_what_happens_to_everybody_is_no_warning() -> None:
    everybody = (rising(0.1, 0.95), rising(0.0, 0.8))
    found = told(everybody, everybody, seed=3)
    assert (found["tau_stayed"] > 0.2).all() and not speaks(found).any()


def test_nothing_from_the_last_four_weeks_before_a_tipping_is_used() -> None:
    luck = np.random.default_rng(4)
    series = slowing(steady(0.5), steady(0.2), luck, 6)
    went = Course(np.ones(6, bool), np.array([TIPS, -1, -1, -1, -1, -1]), np.full(6, DAYS))
    later = series.copy()
    later[..., TIPS - LAST_DAYS :] = 1e6
    earlier = series.copy()
    earlier[..., TIPS - LAST_DAYS - 1] += 1.0
    one, other, third = (match(values, went, WINDOW) for values in (series, later, earlier))
    assert np.array_equal(one.tau, other.tau) and np.array_equal(one.likes, other.likes, equal_nan=True)
    assert not np.array_equal(one.tau, third.tau)
    assert one.stayed == 5 and one.likes.shape == (1, 6, len(INDICATORS))


def test_who_tips_too_early_to_look_back_is_left_out() -> None:
    series = slowing(steady(0.5), steady(0.2), np.random.default_rng(5), 3)
    for day, pairs in ((WINDOW + LAST_DAYS - 1, 0), (WINDOW + LAST_DAYS, 1)):
        went = Course(np.ones(3, bool), np.array([day, -1, -1]), np.full(3, DAYS))
        assert len(match(series, went, WINDOW).tau) == pairs


def test_few_couples_are_counted_and_nothing_is_told_of_them() -> None:
    series = slowing(steady(0.5), steady(0.2), np.random.default_rng(6), 30)
    went = Course(np.ones(30, bool), np.where(np.arange(30) < FEW - 1, TIPS, -1), np.full(30, DAYS))
    pairs = match(series, went, WINDOW)
    assert (len(pairs.tau), pairs.stayed) == (FEW - 1, 30 - FEW + 1)
    assert all(np.isnan(values).all() for values in contrast(pairs, 1).values())
    assert all(np.isnan(values).all() for values in contrast(nobody(5, WINDOW), 1).values())


def test_trends_are_those_of_indicators_taken_window_by_window() -> None:
    """Each window by itself with NumPy, and Kendall's tau by SciPy."""
    rest = residuals(slowing(steady(0.6), steady(0.4), np.random.default_rng(7), 3)[..., :WINDOW])
    width = WINDOW // 2
    for couple, found in zip(rest, trends(rest), strict=True):
        windows = [couple[:, first : first + width] for first in range(WINDOW - width + 1)]
        place = np.arange(len(windows))
        variance = [kendalltau(place, [w[who].var() for w in windows])[0] for who in (0, 1)]
        memory = [kendalltau(place, [np.corrcoef(w[who, :-1], w[who, 1:])[0, 1] for w in windows])[0] for who in (0, 1)]
        across = kendalltau(place, [np.corrcoef(w)[0, 1] for w in windows])[0]
        assert found == pytest.approx([np.mean(variance), np.mean(memory), across], abs=1e-12)


def test_kendalls_tau_of_what_only_rises_is_one() -> None:
    assert kendall(np.array([[1.0, 2.0, 5.0], [3.0, 2.0, 1.0], [1.0, 3.0, 2.0]])) == pytest.approx([1.0, -1.0, 1 / 3])


def test_surrogates_are_as_variable_and_as_closely_coupled_as_what_they_stand_for() -> None:
    luck = np.random.default_rng(8)
    rest = residuals(slowing(steady(0.7), steady(0.6), luck, 5))
    rest -= rest.mean(axis=-1, keepdims=True)
    other = surrogate(rest, luck.uniform(0.0, 2.0 * np.pi, (5, DAYS // 2 + 1)))
    for one, turned in zip(rest, other, strict=True):
        assert np.abs(np.fft.rfft(turned))[:, :-1] == pytest.approx(np.abs(np.fft.rfft(one))[:, :-1], abs=1e-9)
        assert np.corrcoef(turned)[0, 1] == pytest.approx(np.corrcoef(one)[0, 1], abs=0.05)
        assert not np.allclose(turned, one)


def test_the_reading_of_the_last_day_together_is_the_regime_of_the_life() -> None:
    couple = rs.Scenario.preset("anxious_avoidant", days=200).with_({"a.anxiety": 0.7, "couple.bond": -0.5})
    lived = rs.simulate(couple, couples=150, seed=7, record="daily")
    runs = lived.tables.runs
    days = runs["days_together"].astype(int)
    read = readings(lived.tables.diary(), days)
    long = days >= LAST_DAYS
    assert (days < 200).any() and long.any() and len(set(runs["regime"])) > 1
    assert np.array_equal(read[long, days[long] - 1], runs["regime"][long])
    assert np.isnan(read[:, : LAST_DAYS - 1]).all()
    assert all(np.isnan(read[life, day:]).all() for life, day in enumerate(days))


def test_stability_is_left_when_it_does_not_come_back_for_four_weeks() -> None:
    stable, worse = (float(REGIMES.index(name)) for name in ("stability", "escalation"))
    read = np.full((5, 120), stable)
    read[:, : LAST_DAYS - 1] = np.nan
    read[0, 50 : 50 + LAST_DAYS - 1] = worse  # too short
    read[1, 60 : 60 + LAST_DAYS] = worse  # comes back afterwards, but that was long enough
    read[2, 110:] = worse  # up to the end
    read[3, 90:] = np.nan  # parted while stable
    read[4, LAST_DAYS - 1 :] = worse  # never stable
    lived = np.array([120, 120, 120, 90, 120])
    went = course(read, lived, np.array([False, False, False, True, False]))
    assert went.tipped.tolist() == [-1, 60, 110, 89, LAST_DAYS - 1]
    assert went.stable.tolist() == [True, True, True, True, False]
    assert went.stayed.tolist() == [True, False, False, False, False]


def test_a_run_too_short_for_any_reading_has_nobody_who_tips() -> None:
    went = course(np.full((2, 10), np.nan), np.array([10, 10]), np.array([False, False]))
    assert not went.stable.any() and not went.stayed.any() and (went.tipped == -1).all()
