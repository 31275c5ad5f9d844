"""The evidence: the register, each statistic on made-up samples with known answers, verdicts, nulls and the card."""

from __future__ import annotations

import numpy as np
import pandas
import pytest

from reassure_sim import ParameterError, evidence
from reassure_sim.analysis import scorecard
from reassure_sim.evidence import STATISTICS, Claim, Sample, Studies, Wave, nulls, register
from reassure_sim.evidence import findings as registry
from reassure_sim.evidence.scoring import Score, estimates
from reassure_sim.layout import Day
from reassure_sim.mechanisms import KNOCKOUTS
from reassure_sim.rules import Episode

TOLD = (*Day._fields, "true_satisfaction")
SMALL = 0.1


@pytest.fixture
def luck():
    return np.random.Generator(np.random.Philox(key=7))


@pytest.fixture(scope="module")
def small():
    return Studies(size=SMALL)


def wave(n, days=28, people=None, facts=None, fields=TOLD, **pages):
    """A wave whose numbers are 0 but those given, each broadcast to (n, 2, days)."""
    table = np.zeros((n, 2, days, len(fields)))
    for name, values in pages.items():
        values = np.asarray(values, float)
        table[..., fields.index(name)] = values[..., None] if values.ndim == 2 else values
    return Wave(people or {}, table, facts or {}, fields)


def traits(luck, n, *names):
    """Independent standard normal traits: correlations and slopes are then plain arithmetic."""
    return {name: luck.standard_normal((n, 2)) for name in names}


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


def test_the_error_is_that_of_the_mean_over_studies():
    finding = register("calibration")[0]  # F12
    felt = [[0.0, 1.0], [2.0, 3.0], [0.0, 0.0], [1.0, 1.0]]

    class Two:
        def sample(self, design):
            people = {"anxiety": np.array(felt), "avoidance": np.ones((4, 2))}
            return Sample({design: wave(4, 21, people, felt_insecurity=felt)}, 2)

    assert finding.id == "F12"
    assert estimates(finding, Two()) == {"r2": (1.0, 0.0)}


# ---- each statistic on a sample with a known answer


def compute(id, **waves):
    return STATISTICS[id](waves)


def test_norms_styles_and_likeness_are_read_off_the_traits():
    anxiety = np.array([[0.5, 0.5], [0.2, 0.2], [0.8, 0.8], [0.3, 0.3]])
    people = {"anxiety": anxiety, "avoidance": 1.0 - anxiety, "doubt_proneness": anxiety}
    asked = {"people": wave(4, 0, people)}
    norms = STATISTICS["F1"](asked)
    assert norms["anxiety_mean"] == pytest.approx(1 + 6 * 0.45)
    assert norms["avoidance_sd"] == pytest.approx(6 * anxiety.std())
    assert STATISTICS["F2"](asked)["correlation"] == pytest.approx(-1)
    assert STATISTICS["F3"](asked) == {"secure": 0.0, "avoidant": 0.75, "anxious": 0.25}
    assert STATISTICS["F7"](asked) == pytest.approx({"anxiety": 1, "avoidance": 1})
    assert STATISTICS["F50"](asked) == pytest.approx({"anxiety": 1, "avoidance": -1})


def test_traits_explain_the_share_of_felt_insecurity_that_they_make(luck):
    people = traits(luck, 4000, "anxiety", "avoidance")
    felt = people["anxiety"] + people["avoidance"] + 2.0 * luck.standard_normal((4000, 2))
    assert compute("F12", diary=wave(4000, 21, people, felt_insecurity=felt))["r2"] == pytest.approx(1 / 3, abs=0.03)


def test_individual_differences_explain_their_share_of_satisfaction(luck):
    from reassure_sim.measurement import TRAITS

    people = traits(luck, 4000, *TRAITS)
    people |= {f"true_{name}": values for name, values in people.items()}
    told = people["stamina"] + 2.0 * luck.standard_normal((4000, 2))
    found = compute("F10", survey=wave(4000, people=people, satisfaction=told, true_satisfaction=people["clarity"]))
    assert found["r2"] == pytest.approx(0.2, abs=0.03)
    assert found["r2_true"] == pytest.approx(1)


def test_actor_and_partner_effects_are_told_apart(luck):
    people = traits(luck, 4000, "anxiety", "avoidance")
    satisfied = -0.3 * people["anxiety"] - 0.6 * people["avoidance"] - 0.2 * people["avoidance"][:, ::-1]
    satisfied = satisfied + np.sqrt(1 - 0.49) * luck.standard_normal((4000, 2))
    found = compute("F9", survey=wave(4000, people=people, satisfaction=satisfied))
    wanted = {"own_anxiety": -0.3, "own_avoidance": -0.6, "partner_anxiety": 0.0, "partner_avoidance": -0.2}
    wanted |= {"own_over_partner": 0.35, "avoidance_over_anxiety": 0.3}
    assert found == pytest.approx(wanted, abs=0.05)


def test_seeking_has_slopes_on_attachment_and_goes_with_mistrust(luck):
    people = traits(luck, 4000, "anxiety", "avoidance")
    asked = 0.6 * people["anxiety"] - 0.2 * people["avoidance"] + np.sqrt(0.6) * luck.standard_normal((4000, 2))
    found = compute("F15", diary=wave(4000, 21, people, asked=asked, trust=-asked))
    assert found == pytest.approx({"anxiety": 0.6, "avoidance": -0.2, "trust": -1}, abs=0.04)


def test_discordant_couples_are_those_not_in_stability():
    calm = np.full((10, 2), 0.8)
    energy = calm.copy()
    energy[:3, 1] = 0.1
    study = wave(10, energy=energy, trust=calm, intimacy=calm)
    assert compute("D1", survey=study) == {"share": 0.3}


def test_retest_is_the_correlation_over_two_years():
    first = np.arange(20.0).reshape(10, 2)
    study = {"first": wave(10, satisfaction=first), "later": wave(10, satisfaction=5.0 - 2.0 * first)}
    assert STATISTICS["F42"](study)["r"] == pytest.approx(-1)


def test_responsiveness_is_care_received_less_harm():
    care = np.arange(20.0).reshape(10, 2)
    one = wave(10, satisfaction=care, reached_out=care[:, ::-1])
    two = wave(10, satisfaction=care, rebuffed=care)
    assert compute("F45", survey=one)["r"] == pytest.approx(1)
    assert compute("F45", survey=two)["r"] == pytest.approx(-1)


def test_the_order_of_avoidance_and_anxiety_is_that_of_the_harm(luck):
    people = traits(luck, 2000, "anxiety", "avoidance")
    tense, cold = (5.0 + people[name] for name in ("anxiety", "avoidance"))
    study = wave(
        2000,
        people=people,
        satisfaction=-cold,
        intimacy=-tense,
        asked=np.full((2000, 2), 20.0),
        reassured=20 - cold,
        rebuffed=tense,
    )
    found = compute("F8", survey=study)
    assert found["satisfaction"] == pytest.approx(1, abs=0.05)
    assert found["connectedness"] == pytest.approx(-1, abs=0.05)
    assert found["support"] == pytest.approx(1, abs=0.05)
    assert found["conflict"] < -0.5


def test_reassurance_that_pleases_one_and_costs_the_other_is_asymmetric(luck):
    people = traits(luck, 2000, "anxiety", "avoidance")
    given = luck.standard_normal((2000, 2))
    noise = luck.standard_normal((2000, 2))
    study = wave(
        2000,
        people=people,
        reassured=given[:, ::-1],
        provided=given,
        asked=noise,
        trust=given[:, ::-1] + 0.1 * noise,
        satisfaction=-given,
    )
    found = compute("F17", survey=study)
    assert found["valued"] > 0.9
    assert found["cost"] == pytest.approx(-1, abs=0.01)


def test_mediation_is_told_from_a_direct_effect(luck):
    esteem, free = (luck.standard_normal((4000, 2)) for _ in range(2))
    fear = -0.6 * esteem + 0.8 * luck.standard_normal((4000, 2))
    through = wave(4000, people={"true_self_esteem": esteem}, fear=fear, guard=free, true_satisfaction=-fear)
    direct = wave(4000, people={"true_self_esteem": esteem}, fear=free, guard=free[:, ::-1], true_satisfaction=esteem)
    assert compute("F44", survey=through) == pytest.approx({"indirect": 0.6, "direct": 0}, abs=0.03)
    assert compute("F44", survey=direct) == pytest.approx({"indirect": 0, "direct": 1}, abs=0.03)


def test_parting_counts_those_together_at_the_start_of_the_year():
    facts = {
        "married": np.array([0.0, 0, 0, 0, 1, 1]),
        "together": np.array([1.0, 1, 1, 0, 1, 1]),
        "parted": np.array([1.0, 0, 0, 1, 0, 1]),
    }
    assert compute("F41", year=wave(6, 0, facts=facts)) == pytest.approx({"unmarried": 1 / 3, "married": 0.5})


def test_change_in_a_trial_is_in_the_spread_of_all_couples():
    before = wave(4, facts={"spread": np.full(4, 0.2)}, satisfaction=np.full((4, 2), 0.5))
    study = {"before": before, "treated": wave(4, satisfaction=np.full((4, 2), 0.7))}
    study["waited"] = wave(4, satisfaction=np.full((4, 2), 0.4))
    assert STATISTICS["F30"](study)["d"] == pytest.approx(1.0)
    assert STATISTICS["F31"](study)["d"] == pytest.approx(-0.5)


def test_education_raises_the_share_of_direct_bids_of_those_who_ask():
    asked = np.array([[10.0, 10.0], [10.0, 0.0]])
    untaught = wave(2, asked=asked, asked_direct=[[2.0, 4.0], [6.0, 0.0]])
    taught = wave(2, asked=asked, asked_direct=[[4.0, 6.0], [8.0, 0.0]])
    assert compute("F32", taught=taught, untaught=untaught)["d"] == pytest.approx(0.2 / np.std([0.2, 0.4, 0.6]))


def test_giving_is_compared_with_the_giver_s_other_days_at_equal_stress(luck):
    giving, stress = luck.standard_normal((99, 2, 14)), luck.standard_normal((99, 2, 14))
    person = 100.0 * luck.standard_normal((99, 2, 1))  # who gives more is less satisfied: no matter
    satisfied = giving - person - 3.0 * stress
    study = wave(99, 14, provided=giving + person, stress=stress, satisfaction=satisfied)
    assert compute("F26", diary=study)["giving"] == pytest.approx(1 / np.sqrt(10), abs=0.03)


def test_a_pulse_is_measured_at_unasked_care():
    act, fall = np.zeros((1, 2, 4)), np.zeros((1, 2, 4))
    act[0, 1, 2], fall[0, 0, 2] = 2.0, 0.5  # b reaches out, a's insecurity falls
    before = np.tile([0.0, 1.0, 1.0, 0.0], (1, 2, 1))
    study = wave(1, 4, fields=Episode._fields, act=act, felt_before=before, felt=before - fall)
    assert compute("F29", moments=study)["d"] == pytest.approx(0.5 / 0.5)


def test_relief_return_and_urge_are_read_around_answered_bids():
    n, steps = 6, 24
    felt = np.full((n, 2, steps), 0.6)
    felt[..., 4:12] = np.linspace(0.1, 0.6, 8)  # relief at the bid, gone a day later
    before = np.full((n, 2, steps), 0.6)
    before[..., ::2] = 0.4
    act, answered = np.zeros((n, 2, steps)), np.zeros((n, 2, steps))
    act[..., 4] = answered[..., 4] = 1.0
    act[..., 12] = 1.0
    people = {"anxiety": np.arange(12.0).reshape(n, 2)}
    study = wave(n, steps, people, fields=Episode._fields, felt=felt, felt_before=before, act=act, answered=answered)
    found = compute("F21", moments=study)
    assert found == pytest.approx({"relief": 0.3 / 0.1, "discomfort": 0.5 / 0.1, "urge": 8 / 4})


def test_only_the_less_avoidant_rise_under_threat():
    n = 9
    avoidance = np.repeat(np.arange(9.0)[:, None], 2, axis=1)
    near = (avoidance <= 2.0) * 1.0
    anxious = np.tile([1.0, 2.0, 3.0], 3)
    people = {"avoidance": avoidance, "anxiety": np.column_stack([np.arange(9.0) % 2, anxious])}
    low = wave(n, 1, people, reached_out=np.ones((n, 2)))
    soothed = np.column_stack([-anxious * (1.0 + near[:, 1]), np.zeros(n)])
    high = wave(n, 1, people, asked=near, reached_out=1.0 + near, soothed_by_partner=soothed)
    found = compute("F36", low=low, high=high)
    assert found["care_anxiety"] == pytest.approx(-1)
    assert {k: found[k] for k in ("seeking", "seeking_gap", "giving", "giving_gap")} == pytest.approx(
        {"seeking": 1, "seeking_gap": 0.5, "giving": 1, "giving_gap": 0.5}
    )


def test_coping_and_withholding_are_compared_in_the_spread_of_withholding():
    level = np.array([[0.0, 9.0], [2.0, 9.0]])
    withhold = wave(2, 14, satisfaction=level, asked=level)
    support = wave(2, 14, satisfaction=level + 3.0, asked=level - 1.0)
    assert compute("F25", support=support, withhold=withhold) == pytest.approx({"helpfulness": 3, "bids": -1})


def test_channels_cross_over_between_cultures():
    level = np.array([[1.0, 0.0], [3.0, 0.0]])

    def arm(felt, satisfied):
        days = np.zeros((2, 2, 42))
        days[:, :, -14:] = felt[..., None]
        return wave(2, 42, felt_insecurity=days, satisfaction=satisfied)

    study = {"expressive_words": arm(level - 1.0, level + 1.0), "expressive_acts": arm(level, level)}
    study |= {"reserved_words": arm(level + 2.0, level), "reserved_acts": arm(level, level)}
    found = STATISTICS["F47"](study)
    assert found["expressive"] == pytest.approx(1)
    assert found["reserved"] == pytest.approx(-2)
    assert found["culture"] == pytest.approx(1 / np.std([1, 3, 0, 0]))


@pytest.mark.parametrize("id", sorted(set(STATISTICS) - {"F41", "F3", "F4", "F1", "D1"}))
def test_a_statistic_of_what_does_not_vary_is_undefined_not_wrong(id):
    design = next(f.design for f in register() if f.id == id)
    names = {"panel": ("first", "later"), "trial": ("before", "treated", "waited"), "education": ("taught", "untaught")}
    names |= {"threat": ("low", "high"), "coping": ("support", "withhold")}
    names |= {"culture": ("expressive_words", "expressive_acts", "reserved_words", "reserved_acts")}
    every = {t: np.zeros((6, 2)) for t in evidence.designs.persons(np.zeros((400, 6)))}
    every |= {f"true_{t}": v for t, v in every.items()}
    fields = Episode._fields if design == "moments" else TOLD
    flat = wave(6, 42, every, {"spread": np.full(6, np.nan)}, fields)
    with np.errstate(all="ignore"):
        found = STATISTICS[id](dict.fromkeys(names.get(design, (design,)), flat))
    assert all(not np.isfinite(v) or abs(v) < 1e-12 for v in found.values())


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
    assert married() != married(seed=5)


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


def test_the_card_holds_every_finding_failures_included(tmp_path, monkeypatch):
    monkeypatch.setattr(scorecard, "QUICK", SMALL)
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
