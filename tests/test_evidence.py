"""The evidence: the register, verdicts, the samples of designs and nulls, and the card."""

from __future__ import annotations

import numpy as np
import pandas
import pytest

from reassure_sim import ParameterError, evidence
from reassure_sim.analysis import scorecard
from reassure_sim.evidence import STATISTICS, Claim, Studies, nulls, register
from reassure_sim.evidence import findings as registry
from reassure_sim.evidence.scoring import Score, estimates
from reassure_sim.mechanisms import KNOCKOUTS

SMALL = 0.1


@pytest.fixture(scope="module")
def small():
    return Studies(size=SMALL)


# ---- the register


def test_the_register_is_complete_and_every_finding_has_a_statistic_and_a_design():
    findings = register()
    assert len(findings) == 26 == len({f.id for f in findings})
    assert {f.role for f in findings} == {"input", "calibration", "test"}
    assert {f.id for f in findings} == set(STATISTICS)
    assert {f.design for f in findings} == set(evidence.DESIGNS)
    assert all(f.claims and f.measured for f in findings)


def test_every_claim_is_about_an_estimate_of_its_statistic(small):
    for finding in register():
        assert set(finding.claims) <= set(estimates(finding, small)), finding.id


def test_numbers_that_were_not_re_read_say_so():
    caution = {f.id: f.caution for f in register()}
    assert caution["F9"] == "as cited, not re-read"
    assert caution["F50"] == "as cited, not re-read (read: avoidance only)"
    assert caution["F41"] == ""


@pytest.mark.parametrize(
    "broken",
    [
        {"margin": 0.1},
        {"range": [0, 1], "sign": 1, "margin": 0.1},
        {"sign": 1, "margin": -0.1},
        {"sign": 0, "margin": 0},
    ],
)
def test_a_claim_is_a_range_or_a_sign_with_a_margin(broken):
    with pytest.raises(ValueError, match=r"claim|sign"):
        Claim.model_validate(broken)


# ---- verdicts


@pytest.mark.parametrize(
    ("claim", "value", "error", "verdict"),
    [
        ({"range": (0.3, 0.4), "margin": 0.03}, 0.42, 0.004, "reproduced"),
        ({"range": (0.3, 0.4), "margin": 0.03}, 0.42, 0.006, "missed"),  # the error reaches out of the region
        ({"range": (0.3, 0.4), "margin": 0.03}, -0.2, 0.05, "reversed"),
        ({"range": (-0.04, 0.29), "margin": 0.0}, -0.5, 0.01, "missed"),  # zero is within: nothing to reverse
        ({"range": (None, 0.21), "margin": 0.03}, 0.1, 0.01, "reproduced"),
        ({"range": (None, 0.21), "margin": 0.03}, 0.5, 0.01, "missed"),
        ({"sign": 1, "margin": 0.05}, 0.2, 0.05, "reproduced"),
        ({"sign": 1, "margin": 0.05}, 0.04, 0.001, "missed"),  # too small to count
        ({"sign": 1, "margin": 0.05}, -0.04, 0.001, "missed"),
        ({"sign": -1, "margin": 0.05}, 0.2, 0.05, "reversed"),
        ({"sign": -1, "margin": 0.05}, -0.2, 0.05, "reproduced"),
        ({"sign": 1, "margin": 0.0}, float("nan"), float("nan"), "missed"),
    ],
)
def test_a_verdict_asks_where_the_estimate_with_its_error_lies(claim, value, error, verdict):
    assert Claim(**claim).verdict(value, error) == verdict


def test_a_finding_is_as_good_as_its_worst_claim():
    one = register("test")[0]
    worst = Score(one, {}, {"first": "reproduced", "second": "reversed", "third": "missed"})
    assert (worst.verdict, worst.decides) == ("reversed", "second")
    assert Score(one, {}, {"first": "reproduced"}).verdict == "reproduced"
    assert Score(one, {}, {}).verdict == "not testable"


# ---- samples of the model


def test_couples_of_a_design_are_the_same_whatever_the_size(small):
    larger = Studies(size=2 * SMALL)
    one, two = small.survey.waves["survey"], larger.survey.waves["survey"]
    assert one.n < two.n
    np.testing.assert_array_equal(one.pages, two.pages[: one.n])


def test_arms_of_an_experiment_share_people_and_luck(small):
    low, high = (small.threat.waves[arm] for arm in ("low", "high"))
    np.testing.assert_array_equal(low.trait("anxiety"), high.trait("anxiety"))
    assert (high.mean("stress") - low.mean("stress"))[:, 0].mean() == pytest.approx(0.5, abs=0.2)
    assert np.abs(high.daily("felt_insecurity") - low.daily("felt_insecurity")).max() > 0.0


def test_calibration_never_opens_a_test_finding(monkeypatch):
    def guarded(row, original=registry.finding):
        assert row["role"] == "calibration"
        return original(row)

    monkeypatch.setattr(registry, "finding", guarded)
    found = evidence.calibration_statistics({"fear_rebuff": 0.02}, {"bond": 0.1}, seed=3, ids=["F41", "F8"], size=SMALL)
    assert set(found) == {"F41.unmarried", "F41.married"}
    assert all(np.isfinite(e.value) for e in found.values())
    with pytest.raises(AssertionError):
        register()


def test_constants_and_seed_reach_the_studies():
    def married(**given):
        return evidence.calibration_statistics(ids=["F41"], size=SMALL, **given)["F41.unmarried"].value

    assert married(constants={"parting_unmarried": 0.0}) == 0.0
    assert married(seed=5) != married(seed=6)


def test_nulls_know_no_experiments_and_keep_what_they_are_fitted_to(small):
    original = small.survey.waves["survey"]
    for name in ("traits_only", "autoregression"):
        null = nulls.NULLS[name](small)
        assert null.sample("trial") is None and null.sample("moments") is None
        survey, panel = null.sample("survey").waves["survey"], null.sample("panel").waves
        assert survey.pages.shape == original.pages.shape
        assert panel["later"].pages.shape == panel["first"].pages.shape
        difference = survey.mean("satisfaction").mean() - original.mean("satisfaction").mean()
        assert abs(difference) < 0.5 * original.mean("satisfaction").std()


def test_a_null_of_traits_only_has_no_days_that_hang_together(small):
    satisfied = nulls.TraitsOnly(small).sample("survey").waves["survey"].daily("satisfaction")
    within = satisfied - satisfied.mean(axis=2, keepdims=True)
    assert np.corrcoef(within[..., :-1].ravel(), within[..., 1:].ravel())[0, 1] < 0.05


def test_shuffled_partners_have_nothing_to_do_with_each_other(small):
    original, shuffled = small.survey.waves["survey"], nulls.Shuffled(small).sample("survey").waves["survey"]
    np.testing.assert_array_equal(shuffled.pages[:, 0], original.pages[:, 0])
    np.testing.assert_array_equal(shuffled.pages[1:, 1], original.pages[:-1, 1])
    np.testing.assert_array_equal(shuffled.trait("anxiety")[1:, 1], original.trait("anxiety")[:-1, 1])


# ---- the card


def test_models_are_the_full_one_every_knock_out_and_the_nulls():
    assert tuple(scorecard.MODELS) == ("full", *KNOCKOUTS, "traits_only", "autoregression", "shuffled")


def test_the_card_holds_every_finding_failures_included(tmp_path, monkeypatch, small):
    monkeypatch.setattr(scorecard, "QUICK", SMALL)
    monkeypatch.setattr(
        scorecard, "studied", lambda constants, size: evidence.studied(constants, size=size) if constants else small
    )
    said = []
    models = ("full", "asking", "traits_only")
    table = scorecard.run(tmp_path, quick=True, workers=2, say=said.append, models=models)
    assert tuple(table.columns) == scorecard.COLUMNS
    full = table[table["model"] == "full"]
    assert list(full["finding"]) == [f.id for f in register()]
    assert set(table["verdict"]) == {"reproduced", "missed", "reversed", "not testable"} & set(table["verdict"])
    assert len(said) == 3
    null = table[table["model"] == "traits_only"].set_index("finding")
    assert null.loc["F30", "verdict"] == "not testable"
    asking = table[table["model"] == "asking"].set_index("finding")
    assert asking.loc["F15", "verdict"] == "missed"  # nobody asks: undefined
    claims = pandas.read_csv(tmp_path / "claims.csv")
    assert set(claims["model"]) == set(models)
    page = (tmp_path / "scorecard.md").read_text(encoding="utf-8")
    assert page == scorecard.markdown(table)
    assert page.index("## Not reproduced") < page.index("## Reproduced") < page.index("## What each knock-out loses")
    assert "as cited, not re-read" in page
    pandas.testing.assert_frame_equal(pandas.read_csv(tmp_path / "scorecard.csv").iloc[:, :3], table.iloc[:, :3])


def test_an_unknown_model_is_named_with_its_nearest():
    with pytest.raises(ParameterError, match="asking"):
        scorecard.run(models=("askin",))
