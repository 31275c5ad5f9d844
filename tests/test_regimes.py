"""The cuts of the regimes: where they lie in valleys, where not, and that conclusions do not hang on them."""

from __future__ import annotations

import numpy as np
import pytest

import patterns
import reassure_sim as rs
from reassure_sim.layout import Day
from reassure_sim.measures import LAST_DAYS, THRESHOLDS, LastWeeks, Thresholds, regime
from reassure_sim.mechanisms import KNOCKOUTS
from reassure_sim.tables import Tables

DAYS = 365


def last_weeks(tables: Tables) -> LastWeeks:
    """What regimes are read from, written again: means of the last 28 days of couples who cannot part."""

    def mean(field: str) -> np.ndarray:
        return tables.diary()[:, :, -LAST_DAYS:, Day._fields.index(field)].mean(axis=2)

    asked = mean("asked").sum(1)
    rebuffed = np.divide(mean("rebuffed").sum(1), asked, out=np.zeros(len(asked)), where=asked > 0)
    felt, trust, intimacy, energy = (mean(f) for f in ("felt_insecurity", "trust", "intimacy", "energy"))
    return LastWeeks(7 * asked, rebuffed, felt.max(1), trust.min(1), intimacy.min(1), energy.min(1))


@pytest.fixture(scope="module")
def norms() -> LastWeeks:
    return last_weeks(patterns.people({}, 3000, DAYS, record=("daily",)).tables)


def depth(values: np.ndarray, cut: float, reach: float) -> float:
    """How deep a valley the cut lies in: couples within ``reach`` / 4 of it, over those in as wide a window at the
    lower of the two hills within ``reach`` on either side."""
    width = reach / 4

    def near(middle: float) -> int:
        return int((np.abs(values - middle) <= width).sum())

    below = max(near(cut - x) for x in np.linspace(2 * width, reach, 7))
    above = max(near(cut + x) for x in np.linspace(2 * width, reach, 7))
    return near(cut) / min(below, above)


def test_there_is_a_valley_between_few_bids_and_many_and_the_cut_lies_on_its_near_side(norms: LastWeeks) -> None:
    valley = min(np.arange(8.0, 20.0, 0.5), key=lambda bids: depth(norms.bids, bids, 8.0))
    assert depth(norms.bids, valley, 8.0) < 0.8
    assert valley - 6.0 < THRESHOLDS.frequent_bids < valley


def test_between_escalation_and_exhaustion_there_is_no_valley(norms: LastWeeks) -> None:
    """Said so, and why the next test matters: the cut is a convention among couples who ask often."""
    often = norms.energy[norms.bids > THRESHOLDS.frequent_bids]
    assert depth(often, THRESHOLDS.exhausted_energy, 0.1) > 0.8


SHIFTED = [
    THRESHOLDS._replace(**{name: getattr(THRESHOLDS, name) * factor})
    for name in Thresholds._fields
    for factor in (0.8, 1.2)
]


@pytest.mark.parametrize(
    "cuts",
    [THRESHOLDS, *SHIFTED],
    ids=lambda t: (
        ",".join(f"{n}={v:.3g}" for n, v in t._asdict().items() if v != getattr(THRESHOLDS, n)) or "as declared"
    ),
)
def test_conclusions_hold_with_cuts_20_percent_lower_and_higher(cuts: Thresholds, lives: dict[str, LastWeeks]) -> None:
    unstable = {name: float((regime(w, cuts) > 0).mean()) for name, w in lives.items()}
    assert unstable["secure_secure"] < 0.05
    assert unstable["secure_secure"] <= unstable["anxious_secure"] < unstable["anxious_avoidant"] - 0.4
    assert unstable["avoidant_avoidant"] < unstable["anxious_avoidant"] - 0.4
    assert unstable["anxious_anxious"] > unstable["anxious_secure"] + 0.4
    assert 0.1 < unstable["norms"] < 0.4
    assert unstable["treated"] < unstable["norms"]
    assert unstable["without fear learning"] < unstable["norms"]
    assert unstable["without anxious rest"] < unstable["norms"] - 0.03


@pytest.fixture(scope="module")
def lives(norms: LastWeeks) -> dict[str, LastWeeks]:
    support = [{"use": "professional_support", "start": 60, "uptake": 1.0}]
    people = {
        "treated": patterns.people({}, 800, DAYS, record=("daily",), interventions=support),
        "without fear learning": patterns.people(KNOCKOUTS["fear_learning"], 800, DAYS, record=("daily",)),
        "without anxious rest": patterns.people(KNOCKOUTS["anxious_rest"], 800, DAYS, record=("daily",)),
    }
    found = {name: last_weeks(result.tables) for name, result in people.items()}
    for name in rs.PRESETS:
        found[name] = last_weeks(patterns.lived(patterns.couple(name, {}), 150))
    return {"norms": norms, **found}
