"""Each statistic on made-up samples with known answers."""

from __future__ import annotations

import numpy as np
import pytest

from reassure_sim.evidence import STATISTICS, Sample, Wave, register
from reassure_sim.evidence.living import persons
from reassure_sim.evidence.scoring import estimates
from reassure_sim.layout import Day
from reassure_sim.measurement import TRAITS
from reassure_sim.rules import Episode

TOLD = (*Day._fields, "true_satisfaction")


@pytest.fixture
def luck():
    return np.random.Generator(np.random.Philox(key=7))


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


def test_the_error_is_that_of_the_mean_over_studies():
    finding = register("calibration")[0]  # F12
    felt = [[0.0, 1.0], [2.0, 3.0], [0.0, 0.0], [1.0, 1.0]]

    class Two:
        def sample(self, design):
            people = {"anxiety": np.array(felt), "avoidance": np.ones((4, 2))}
            return Sample({design: wave(4, 21, people, felt_insecurity=felt)}, 2)

    assert finding.id == "F12"
    assert estimates(finding, Two()) == {"r2": (1.0, 0.0)}


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
    every = {t: np.zeros((6, 2)) for t in persons(np.zeros((400, 6)))}
    every |= {f"true_{t}": v for t, v in every.items()}
    fields = Episode._fields if design == "moments" else TOLD
    flat = wave(6, 42, every, {"spread": np.full(6, np.nan)}, fields)
    with np.errstate(all="ignore"):
        found = STATISTICS[id](dict.fromkeys(names.get(design, (design,)), flat))
    assert all(not np.isfinite(v) or abs(v) < 1e-12 for v in found.values())
