"""The measurement layer: reliabilities come out as declared, each person's answers are their own, the truth stays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import reassure_sim as rs
from reassure_sim import measurement
from reassure_sim.draws import SHARED
from reassure_sim.instrument import INSTRUMENT, REFERENCE, Instrument
from reassure_sim.measurement import STATES, TRAITS, among, thinned
from reassure_sim.population import NORMS, Spread

EXACT = Instrument(
    attachment_reliability=1.0, trait_reliability=1.0, person_reliability=1.0, day_reliability=1.0,
    glow=0.0, hiding=0.0, recall=1.0,
)  # fmt: skip
COUPLES, DAYS = 3000, 8


@pytest.fixture(scope="module")
def lived() -> rs.Result:
    return rs.simulate(rs.Population(couples=12, stratify="styles"), days=30, seed=4, record={"daily", "events"})


@pytest.fixture(scope="module")
def made_up() -> tuple[pd.DataFrame, pd.DataFrame]:
    """People and a diary in the middle of every scale, with the declared spreads of the truth."""
    rng = np.random.default_rng(8)
    keys = {"couple": np.repeat(np.arange(COUPLES), 2), "partner": np.tile(["a", "b"], COUPLES)}
    keys = {"run_id": keys["couple"].astype(str), **keys}
    who = pd.DataFrame({**keys, "outlook": 0.0, "bond": 0.0})
    for trait in TRAITS:
        spread = getattr(NORMS["ecr_r"], f"{trait}_sd") / 6 if trait in ("anxiety", "avoidance") else 0.0
        who[trait] = 0.5 + (spread or min(getattr(Spread(), trait, 0.0), 0.15)) * rng.normal(size=len(who))
    pages = who[["run_id", "couple", "partner"]].loc[who.index.repeat(DAYS)].reset_index(drop=True)
    pages["day"] = np.tile(np.arange(DAYS), len(who))
    for state in STATES:
        between, within = (getattr(REFERENCE, f"{state}_{level}") for level in ("between", "within"))
        person = np.repeat(0.35 * between * rng.normal(size=len(who)), DAYS)
        pages[state] = (5.0 if state == "stress" else 0.5) + person + within * rng.normal(size=len(pages))
    for count in ("reassured", "rebuffed", "reached_out", "withdrew", "provided"):
        pages[count] = rng.poisson(1.0, len(pages)).astype(float)
    pages["asked"] = pages["reassured"] + pages["rebuffed"]
    pages["asked_direct"] = np.floor(pages["asked"] / 2)
    pages["together"] = 1.0
    return who, pages


def test_an_exact_instrument_shows_the_truth(lived: rs.Result) -> None:
    seen = lived.observed(3, EXACT)
    for table, true in ((seen.people, lived.people), (seen.diary, lived.diary), (seen.runs, lived.runs)):
        pd.testing.assert_frame_equal(table, true[list(table)], check_exact=True)
    assert not {"outlook", "bond", "regime", "fear_a"} & {*seen.people, *seen.runs}
    assert not {"fear", "guard", "soothed_alone"} & {*seen.diary}


def test_traits_are_as_reliable_as_declared(made_up: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    who, _ = made_up
    seen = measurement.people(who, 1)
    near = 5 / np.sqrt(len(who))
    for trait in ("anxiety", "avoidance"):
        true = np.clip(who[trait], 0.1, 0.9)
        error = (seen[trait] - who[trait])[(who[trait] == true)]
        declared = INSTRUMENT.attachment_reliability
        sd = getattr(NORMS["ecr_r"], f"{trait}_sd") / 6
        assert sd**2 / (sd**2 + error.var()) == pytest.approx(declared, abs=0.01)
    for trait in ("stamina", "clarity"):
        inside = (who[trait] > 0.3) & (who[trait] < 0.7)
        error, sd = (seen[trait] - who[trait])[inside], getattr(Spread(), trait)
        assert sd**2 / (sd**2 + error.var()) == pytest.approx(INSTRUMENT.trait_reliability, abs=0.02)
        assert abs(error.mean()) < near * sd


def test_between_and_within_are_as_reliable_as_declared(made_up: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    who, pages = made_up
    tool = Instrument(glow=0.0, hiding=0.0)
    seen = measurement.diary(pages, who, 1, tool)
    keys = [pages["couple"], pages["partner"]]
    for state in STATES:
        error = seen[state] - pages[state]
        person = error.groupby(keys).transform("mean")
        within = (error - person).var() * DAYS / (DAYS - 1)
        between = error.groupby(keys).mean().var() - within / DAYS
        for level, found, declared in (
            ("between", between, tool.person_reliability),
            ("within", within, tool.day_reliability),
        ):
            true = getattr(REFERENCE, f"{state}_{level}") ** 2
            assert true / (true + found) == pytest.approx(declared, abs=0.02), (state, level)


def test_glow_tints_three_states_alike(made_up: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    who, pages = made_up
    tool = Instrument(person_reliability=1.0, day_reliability=1.0, hiding=0.0)
    error = measurement.diary(pages, who, 1, tool)[list(STATES)] - pages[list(STATES)]
    first = error[(pages["day"] == 0) & (pages[list(STATES[:3])].sub(0.5).abs().max(axis=1) < 0.15)]
    assert (first["trust"] / REFERENCE.trust_between).std() == pytest.approx(tool.glow, rel=0.05)
    assert first[["satisfaction", "trust", "intimacy"]].corr().to_numpy().min() > 0.99
    assert np.abs(first[["felt_insecurity", "energy"]].to_numpy()).max() < 1e-12


def test_the_avoidant_hide_distress_and_asking_and_nothing_else(made_up: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    who, pages = made_up
    tool = EXACT.model_copy(update={"hiding": 0.4})
    seen = measurement.diary(pages, who, 1, tool)
    told = 1.0 - 0.4 * np.repeat(who["avoidance"].to_numpy(), DAYS)
    assert np.allclose(seen["felt_insecurity"], np.clip(pages["felt_insecurity"], 0, 1 / told) * told)
    high = np.repeat((who["avoidance"] > 0.6).to_numpy(), DAYS)
    for group in (high, ~high):
        share = seen["asked"][group].sum() / pages["asked"][group].sum()
        assert share == pytest.approx(told[group].mean(), abs=0.02)
    for name in ("trust", "energy", "reached_out", "withdrew", "provided"):
        assert (seen[name] == pages[name].clip(0, 1 if name in STATES else None)).all()


def test_acts_are_recalled_with_the_declared_chance(made_up: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    who, pages = made_up
    seen = measurement.diary(pages, who, 1, Instrument(hiding=0.0))
    for name in ("reassured", "rebuffed", "reached_out", "withdrew", "provided", "asked"):
        assert seen[name].sum() / pages[name].sum() == pytest.approx(INSTRUMENT.recall, abs=0.01)
        assert (seen[name] <= pages[name]).all()
    assert (seen["asked"] == seen["reassured"] + seen["rebuffed"]).all()
    assert (seen["asked_direct"] <= seen["asked"]).all()
    share = [table["asked_direct"].sum() / table["asked"].sum() for table in (seen, pages)]
    assert share[0] == pytest.approx(share[1], abs=0.01)


def test_what_is_noted_is_binomial_and_what_is_marked_among_it_hypergeometric() -> None:
    from scipy import stats

    u = (np.arange(20_000) + 0.5) / 20_000

    def shares(found: np.ndarray) -> np.ndarray:
        return np.bincount(found.astype(int), minlength=6) / len(u)

    def full(*values: float) -> list[np.ndarray]:
        return [np.full(len(u), value) for value in values]

    assert shares(thinned(*full(5.0, 0.3), u)) == pytest.approx(stats.binom(5, 0.3).pmf(range(6)), abs=1e-4)
    marked = stats.hypergeom(5, 2, 3).pmf(range(6))
    assert shares(among(*full(3.0, 2.0, 5.0), u)) == pytest.approx(marked, abs=1e-4)
    assert not thinned(*full(4.0, 0.0), u).any() and not thinned(*full(0.0, 0.5), u).any()
    assert (thinned(*full(4.0, 1.0), u) == 4.0).all()
    assert (among(*full(4.0, 2.0, 4.0), u) == 2.0).all() and not among(*full(0.0, 0.0, 0.0), u).any()


def test_a_couple_answers_the_same_whoever_else_is_asked(lived: rs.Result) -> None:
    seen = lived.observed(3)
    some = lived.people["couple"].unique()[[2, 7]]
    who, pages = (table[table["couple"].isin(some)] for table in (lived.people, lived.diary))
    pd.testing.assert_frame_equal(measurement.people(who, 3), seen.people[seen.people["couple"].isin(some)])
    pd.testing.assert_frame_equal(measurement.diary(pages, who, 3), seen.diary[seen.diary["couple"].isin(some)])


def test_errors_hang_on_the_seed_the_partner_and_the_day(lived: rs.Result) -> None:
    seen, same, other = lived.observed(3), lived.observed(3), lived.observed(4)
    assert seen.diary.equals(same.diary) and seen.people.equals(same.people)
    assert not np.isclose(seen.diary["stress"], other.diary["stress"])[seen.diary["stress"] > 0.0].any()
    error = seen.people["stamina"] - lived.people["stamina"]
    assert error.nunique() == len(error)
    error = (seen.diary["trust"] - lived.diary["trust"])[seen.diary["trust"].between(0.001, 0.999)]
    assert error.nunique() == len(error) > 500


def test_a_last_questionnaire_errs_as_the_diary_does(lived: rs.Result) -> None:
    tool = Instrument(day_reliability=1.0)
    seen = lived.observed(3, tool)
    last = (seen.runs["energy_a"] - lived.runs["energy_a"]).to_numpy()
    pages = seen.diary[seen.diary["partner"] == "a"]
    error = (seen.diary["energy"] - lived.diary["energy"])[pages.index].groupby(pages["couple"]).first().to_numpy()
    inside = pages["energy"].groupby(pages["couple"]).max().to_numpy() < 1.0
    assert inside.sum() >= 5 and np.abs(last).min() > 0.0
    assert np.allclose(last[inside], error[inside], atol=1e-9)


def test_answers_stay_on_their_scales_and_the_truth_is_not_touched(lived: rs.Result) -> None:
    before = [table.copy() for table in (lived.runs, lived.people, lived.diary)]
    seen = lived.observed(1, Instrument(day_reliability=0.1, person_reliability=0.1, attachment_reliability=0.05))
    for table, names in ((seen.people, ("anxiety", "avoidance")), (seen.diary, ("trust", "energy", "felt_insecurity"))):
        for name in names:
            assert table[name].between(0.0, 1.0).all() and table[name].isin([0.0, 1.0]).any()
    assert seen.diary["stress"].min() == 0.0
    for table, old in zip((lived.runs, lived.people, lived.diary), before, strict=True):
        pd.testing.assert_frame_equal(table, old)


def test_simulate_can_return_what_a_study_would_have_seen(lived: rs.Result, tmp_path: Path) -> None:
    people = rs.Population(couples=12, stratify="styles")
    seen = rs.simulate(people, days=30, seed=4, record={"daily", "events"}, observed=True)
    assert seen.diary.equals(lived.observed(4).diary)
    assert seen.provenance["observed"]["recall"] == INSTRUMENT.recall
    assert len(seen.events) == 0 < len(lived.events)
    assert repr(seen).startswith("12 couples over 30 days, as a study would have seen them\nsatisfaction")
    back = rs.load(seen.save(tmp_path / "seen"))
    assert set(back) == {"runs", "people", "diary", "provenance"}
    pd.testing.assert_frame_equal(back["diary"], seen.diary, check_dtype=False)


def test_without_a_diary_there_are_questionnaires() -> None:
    seen = rs.simulate(rs.Scenario.preset("secure_secure", days=5), observed=True)
    assert len(seen.people) == 2 and len(seen.diary) == 0 and len(seen.runs) == 1
    with pytest.raises(rs.ParameterError, match="seed: read -1, allowed"):
        seen.true.observed(-1)  # type: ignore[attr-defined]


def test_no_life_no_population_and_no_schedule_uses_the_luck_of_errors() -> None:
    owners = [
        first + 4 * partner for first in (measurement._OWNER_PERSON, measurement._OWNER_DAY) for partner in (0, 1)
    ]
    assert all(owner % 4 == SHARED + 1 and 11 < owner < 259 for owner in owners)
    assert len(set(owners)) == 4


def test_what_is_observed_can_be_observed_again_and_a_wrong_instrument_gets_one_sentence() -> None:
    seen = rs.simulate(rs.Population(couples=3, days=30), seed=4, record="daily", observed=True)
    assert seen.observed(seen.seed).people.equals(seen.people)
    for given, sentence in (
        ({"day_reliability": 5}, "allowed is a number from 0.05 to 1"),
        ({"glow": float("nan")}, "allowed is a number from 0 to 2"),
        ({"recal": 0.5}, "the nearest is 'recall'"),
    ):
        with pytest.raises(rs.ParameterError, match=sentence):
            Instrument(**given)
    with pytest.raises(rs.ParameterError, match="allowed is an Instrument"):
        seen.observed(1, {})
    with pytest.raises(rs.ParameterError, match="allowed is True or False"):
        rs.simulate(rs.Population(couples=3, days=30), observed=3)
