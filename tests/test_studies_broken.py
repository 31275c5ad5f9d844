"""Every thing to notice shows on the run of its study, and can fail: it does not show where conditions are exchanged.

A row of the table names a study, a thing to notice (from 1), and a change of what the study sees under which it must not
show: as if conditions had changed places, or a mechanism did nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from studies import STUDIES, results, seen, study

Change = Callable[[Any], Any]
COMFORT, NEAR = "comfort", "share of friends who are struck too"


def exchanged(column: str, one: Any, other: Any) -> Change:
    """Rows of two conditions change places: a column of a table, or a level of its index."""
    places = {one: other, other: one}

    def change(table: Any) -> Any:
        if column in table.index.names:
            return table.rename(index=places, level=column)
        return table.assign(**{column: table[column].replace(places)})

    return change


def only(column: str, level: Any, change: Change) -> Change:
    """A change of those rows of a table where a level of its index is as given."""

    def changed(table: pd.DataFrame) -> pd.DataFrame:
        here = table.index.get_level_values(column) == level
        return pd.concat([change(table[here]), table[~here]])

    return changed


def within(key: str, change: Change) -> Change:
    """A change of one of several tables that a study sees."""
    return lambda tables: {**tables, key: change(tables[key])}


def turned(table: pd.DataFrame) -> pd.DataFrame:
    """The columns of a table change places, the first with the last."""
    return table.iloc[:, ::-1].set_axis(table.columns, axis=1)


BROKEN: list[tuple[str, int, Change]] = [
    *(("e01_staircase", number, turned) for number in (1, 2)),
    ("e02_none", 1, exchanged("form", "none", "rebound")),
    ("e02_none", 2, exchanged("form", "none", "operant")),
    ("e03_duration", 1, exchanged("form", "none", "duration")),
    ("e03_duration", 2, exchanged("form", "none", "amplitude")),
    ("e04_amplitude", 1, exchanged("form", "amplitude", "credibility")),
    ("e04_amplitude", 2, exchanged("form", "duration", "credibility")),
    ("e05_rebound", 1, exchanged("form", "none", "rebound")),
    ("e05_rebound", 2, exchanged("a.anxiety", 0.05, 0.84)),
    ("e06_credibility", 1, exchanged("form", "none", "credibility")),
    ("e06_credibility", 2, exchanged("form", "amplitude", "credibility")),
    ("e07_operant", 1, exchanged("form", "none", "operant")),
    ("e07_operant", 2, lambda numbers: numbers.assign(late=numbers["learned"])),  # never forgotten
    ("e07_operant", 3, exchanged("form", "amplitude", "operant")),
    ("e07_operant", 4, exchanged("form", "none", "operant")),
    ("e08_friends", 1, within("shock", lambda shock: 0 * shock)),
    ("e08_friends", 2, within("off", exchanged(NEAR, 0.05, 0.95))),
    ("e08_friends", 3, within("off", exchanged(COMFORT, 0.4, 1.6))),
    ("e08_friends", 4, within("felt", exchanged(COMFORT, 0.0, 0.4))),
    ("e09_norms", 1, within("course", exchanged("within", 0.5, 0.95))),
    ("e09_norms", 2, within("course", exchanged("stubbornness", 0.0, 0.3))),
    ("e09_norms", 3, within("course", lambda course: course.assign(south=course["north"]))),  # no delay
    ("e09_norms", 4, within("ends", turned)),
    ("e10_cascades", 1, only("block", "partings", exchanged("strength", 0.56, 10.0))),
    ("e10_cascades", 2, only("block", "partings", exchanged("strength", 3.0, 10.0))),
    ("e10_cascades", 3, exchanged("network", "ring", "hubs")),
    ("e10_cascades", 4, only("block", "stress", exchanged("strength", 0.6, 10.0))),
    ("e11_pairing", 1, exchanged("trait", "anxiety", "avoidance")),
    ("e11_pairing", 2, lambda shares: shares.assign(exhausted=0.0)),  # by escalation alone
    ("e11_pairing", 3, exchanged("trait", "anxiety", "avoidance")),
    ("e11_pairing", 4, exchanged("friends", "with friends", "without friends")),
    ("e11_pairing", 5, only("friends", "with friends", exchanged("trait", "anxiety", "avoidance"))),
    *(("e12_pairs", number, exchanged("Bo", "secure", "avoidant")) for number in (1, 3, 4)),
    *(("e12_pairs", number, exchanged("Bo", "avoidant", "anxious")) for number in (2, 5)),
    *(("e13_clarity", number, exchanged("Bo", "secure", "avoidant")) for number in (1, 2)),
    ("e13_clarity", 3, exchanged("Ari's clarity", 0.1, 1.0)),
    ("e13_clarity", 4, exchanged("Bo", "secure", "anxious")),
    *(
        ("e14_culture", number, exchanged("cultures", "expressive\nexpressive", "expressive\nreserved"))
        for number in (1, 2, 4)
    ),
    ("e14_culture", 3, exchanged("couple", "anxious_secure", "secure_secure")),
    *(("e15_doubts", number, exchanged("proneness", 0.0, 0.9)) for number in (1, 2)),
    ("e15_doubts", 3, exchanged("feeding", 0.0, 0.12)),
    ("e15_doubts", 4, exchanged("couple", "anxious_secure", "anxious_avoidant")),
    # -- e16 to e19
    ("e16_fear_or_request", 1, exchanged("way", "neither", "reach_the_fear")),
    ("e16_fear_or_request", 2, exchanged("way", "more_answers", "reach_the_fear")),
    ("e16_fear_or_request", 3, exchanged("couple", "anxious_secure", "anxious_avoidant")),
    ("e16_fear_or_request", 4, exchanged("way", "neither", "both")),
    ("e17_strategies", 1, exchanged("strategy", "professional_support", "address_fear")),
    ("e17_strategies", 2, exchanged("strategy", "nothing", "address_fear")),
    ("e17_strategies", 3, exchanged("couple", "anxious_avoidant", "anxious_secure")),
    ("e17_strategies", 4, exchanged("couple", "anxious_secure", "anxious_anxious")),
    ("e18_tipping", 1, exchanged("anxiety", 0.43, 0.78)),
    ("e18_tipping", 2, exchanged("learning", "as it is", "no slow learning")),
    ("e18_tipping", 3, lambda share: share.rename(columns={26: 51, 51: 26})),  # left for good
    ("e18_tipping", 4, exchanged("learning", "as it is", "no slow learning")),
    ("e19_luck", 1, within("parts", turned)),
    ("e19_luck", 2, within("parts", turned)),
    ("e19_luck", 3, within("parts", turned)),
    ("e19_luck", 4, within("known", lambda known: known[::-1].set_axis(known.index))),
]


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_shows_what_it_tells_to_notice(name: str) -> None:
    reading = study("study").read(study(name), results(name))
    assert reading.missing == []
    assert re.search(r"\d", reading.told)
    assert len(reading.told) < 500
    assert all(axes.get_xlabel() or axes.get_ylabel() for axes in reading.figure.axes)


@pytest.mark.parametrize(
    ("name", "number", "change"), BROKEN, ids=[f"{row[0]}-{row[1]}-{i}" for i, row in enumerate(BROKEN)]
)
def test_a_broken_run_does_not_show_the_thing_to_notice(name: str, number: int, change: Change) -> None:
    assert study(name).notice(seen(name))[number - 1]
    assert not study(name).notice(change(seen(name)))[number - 1]


def test_every_thing_to_notice_is_broken_somewhere() -> None:
    broken = {(name, number) for name, number, _ in BROKEN}
    expected = {(name, number) for name in STUDIES for number in range(1, len(study(name).notice(seen(name))) + 1)}
    assert broken == expected


# -- what else is known of the long studies ------------------------------------------------------


def test_e08_without_comfort_it_does_not_matter_where_friends_live_and_with_it_fewer_struck_help_more() -> None:
    shock, buffer = (seen("e08_friends")[name].groupby([COMFORT, NEAR]).mean() for name in ("shock", "buffer"))
    assert (shock > 0.08).all()
    assert shock[0.0].nunique() == 1
    for rates, least, most in ((buffer[0.4], 0.001, 0.01), (buffer[1.6], 0.01, 0.035)):
        assert -most < rates[0.05] < rates[0.5] < rates[0.95] < -least, rates
        assert rates[0.95] > 0.85 * rates[0.05], rates


def test_e09_the_south_asks_more_too() -> None:
    asks = seen("e09_norms")["ends"].xs("bids_per_week", level="end")
    assert asks["north"].min() > 2 * asks["south"].max() > 0.1


def test_e10_as_cited_the_shape_of_the_network_does_not_matter() -> None:
    runs = pd.read_parquet(results("e10_cascades") / "runs.parquet")
    by = runs[runs["block"] == "partings"].groupby(["constants.parting_nearby", "population.network"])
    parted = by["parted_at_end"].mean()[0.56]
    assert parted.max() - parted.min() < 0.03
    alone = (runs["cascade_ratio"] / runs["cascade_null_mean"])[runs["constants.parting_nearby"] == 0.0]
    assert alone.mean() < 1.3


def test_e11_likeness_in_anxiety_not_in_avoidance_lowers_satisfaction() -> None:
    runs = pd.read_parquet(results("e11_pairing") / "runs.parquet")
    satisfaction = 0.5 * (runs["satisfaction_a"] + runs["satisfaction_b"])
    keys = ["population.pairing.correlation", "population.pairing.trait", "population.flows"]
    mean = satisfaction.groupby([runs[key] for key in keys]).mean()
    very = mean[0.8] - mean[0.0]
    assert (very["anxiety"] < -0.01).all()
    assert (very["avoidance"] > -0.008).all()
