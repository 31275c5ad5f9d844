"""Populations: people at the norms, named by number; strata, conditions and weights; what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

import reassure_sim as rs
from reassure_sim.draws import Words, philox, uniform
from reassure_sim.engines import live, population_lives
from reassure_sim.parameters import NUMBERS, PATHS, ROW, rows
from reassure_sim.population import LIKENESS, NORMS, STYLES, Norms, Spread, choose, styles
from reassure_sim.population.sampling import PRIMARY, Marginal, _log_median, latent, marginals, uniforms
from reassure_sim.scenario import CULTURES

MANY = 40_000
NEAR = 5.0 / np.sqrt(MANY)  # five standard errors of a mean, in standard deviations; also of a correlation


def drawn(couples: int = MANY, seed: int = 11, **fields: object) -> dict[str, np.ndarray]:
    values = rs.Population(couples=1, **fields).values(seed, np.arange(couples))  # type: ignore[arg-type]
    return {path: values[row] for path, row in ROW.items()}


@pytest.fixture(scope="module")
def everyone() -> dict[str, np.ndarray]:
    return drawn()


@pytest.mark.parametrize("who", ["a", "b"])
def test_means_and_spreads_are_those_of_the_norms(everyone: dict[str, np.ndarray], who: str) -> None:
    for trait, marginal in marginals(NORMS["ecr_r"], Spread(), {}).items():
        found = everyone[f"{who}.{trait}"]
        assert abs(found.mean() - marginal.mean) < NEAR * marginal.sd, trait
        assert abs(found.std() / marginal.sd - 1.0) < NEAR, trait
    assert marginals(NORMS["ecr_r"], Spread(), {})["anxiety"].mean == pytest.approx(
        NUMBERS["a.anxiety"].default, abs=0.01
    )


def test_pearson_correlations_are_those_declared(everyone: dict[str, np.ndarray]) -> None:
    def r(one: str, other: str) -> float:
        return float(np.corrcoef(everyone[one], everyone[other])[0, 1])

    for who in "ab":
        assert r(f"{who}.anxiety", f"{who}.avoidance") == pytest.approx(NORMS["ecr_r"].correlation, abs=NEAR)
        for name, declared in LIKENESS.model_dump().items():
            trait, _, other = name.rpartition("_")
            if other != "partners":
                assert r(f"{who}.{trait}", f"{who}.{other}") == pytest.approx(declared, abs=NEAR), name
    for trait in PRIMARY:
        assert r(f"a.{trait}", f"b.{trait}") == pytest.approx(getattr(LIKENESS, f"{trait}_partners"), abs=NEAR)
    assert r("a.stamina", "a.anxiety") == pytest.approx(0.0, abs=NEAR)


def test_the_older_norms_differ_in_the_correlation_only() -> None:
    older = drawn(norms="ecr")
    assert np.corrcoef(older["a.anxiety"], older["a.avoidance"])[0, 1] == pytest.approx(0.11, abs=NEAR)
    differ = {name for name, value in NORMS["ecr"].model_dump().items() if value != getattr(Norms(), name)}
    assert differ == {"correlation"}


def test_the_solved_correlation_is_exact() -> None:
    one, other = Marginal(0.4, 0.19), Marginal(0.3, 0.15)
    x, weight = np.polynomial.legendre.leggauss(120)
    u, weight = 0.5 * (x + 1.0), 0.5 * weight
    from scipy import special

    rho = latent(one, other, -0.45)
    z = special.ndtri(u)
    partner = other.quantile(special.ndtr(rho * z[:, None] + np.sqrt(1.0 - rho**2) * z))
    covariance = weight @ (one.quantile(u)[:, None] * partner) @ weight - one.mean * other.mean
    assert covariance / (one.sd * other.sd) == pytest.approx(-0.45, abs=1e-3)


def test_nothing_lies_outside_its_range_and_nothing_is_clipped(everyone: dict[str, np.ndarray]) -> None:
    for path, found in everyone.items():
        number = NUMBERS[path]
        assert ((found >= number.low) & (found <= number.high)).all(), path
        if np.ptp(found) > 0.0 and path != "couple.married":
            assert ((found > number.low) & (found < number.high)).all(), path


def test_stress_has_mean_1_at_any_spread() -> None:
    from scipy import integrate, stats

    for spread in (0.3, 1.0, 2.0):
        cut = stats.norm(_log_median(spread, 6.0), spread)
        mean = integrate.quad(lambda x, cut=cut: np.exp(x) * cut.pdf(x), -20.0, np.log(6.0))[0] / cut.cdf(np.log(6.0))
        assert mean == pytest.approx(1.0, abs=1e-6)


def test_couples_and_their_time_together_are_as_declared(everyone: dict[str, np.ndarray]) -> None:
    spread = Spread()
    assert everyone["couple.bond"].std() == pytest.approx(spread.bond, rel=NEAR)
    assert everyone["a.outlook"].std() == pytest.approx(spread.outlook, rel=NEAR)
    assert everyone["a.life_stress"].mean() == pytest.approx(1.0, abs=NEAR)
    assert everyone["couple.married"].mean() == pytest.approx(0.5, abs=NEAR)
    assert set(everyone["couple.married"]) == {0.0, 1.0}
    for married, mean in ((0.0, spread.years_unmarried), (1.0, spread.years_married)):
        years = everyone["couple.years_together"][everyone["couple.married"] == married]
        assert years.mean() == pytest.approx(mean, rel=0.02)


def test_partners_are_exchangeable(everyone: dict[str, np.ndarray]) -> None:
    one = np.corrcoef(everyone["a.anxiety"], everyone["b.avoidance"])[0, 1]
    other = np.corrcoef(everyone["b.anxiety"], everyone["a.avoidance"])[0, 1]
    assert one == pytest.approx(other, abs=NEAR)


def test_draws_are_those_of_their_names_and_no_life_uses_them() -> None:
    seed = 7 + 2**40
    found = uniforms(seed, np.arange(5), 11, 7, step=2)
    for couple in range(5):
        for i in range(7):
            words = philox(Words(couple, 2 + i // 4, 11, seed >> 32), seed & 0xFFFFFFFF, 0)
            assert found[i, couple] == uniform(words[i % 4])


def test_a_couple_is_the_same_whoever_else_there_is() -> None:
    people = rs.Population(couples=100)
    some = people.values(5, np.array([17, 3, 60_000]))
    assert (some[:, :2] == people.values(5, np.arange(100))[:, [17, 3]]).all()
    assert (some != people.values(6, np.array([17, 3, 60_000])))[ROW["a.anxiety"]].all()
    few, more = (rs.simulate(rs.Population(couples=n), days=20, seed=5).runs for n in (6, 70))
    assert few.equals(more.iloc[:6])


def test_both_engines_live_the_same_population() -> None:
    people = rs.Population(couples=3, interventions=[{"use": "talk_openly", "start": 5}])
    batch, mesa = (rs.simulate(people, days=10, seed=5, engine=engine) for engine in ("batch", "mesa"))
    assert batch.runs.equals(mesa.runs)


def test_without_heterogeneity_couples_differ_in_other_traits_only(everyone: dict[str, np.ndarray]) -> None:
    alike = drawn(300, heterogeneity=0.0)
    for path in PATHS:
        if path in ("couple.bond", "a.outlook", "b.outlook"):
            assert not alike[path].any()
        elif path.endswith("life_stress"):
            assert (alike[path] == 1.0).all()
        else:
            assert (alike[path] == everyone[path][:300]).all()


def test_what_is_given_holds_for_everybody() -> None:
    found = drawn(
        50, constants={"fear_rebuff": 0.0}, fixed={"b.stamina": 0.2, "couple.married": 1.0}, spread={"bond": 0.0}
    )
    assert not found["constants.fear_rebuff"].any() and not found["couple.bond"].any()
    assert (found["b.stamina"] == 0.2).all() and (found["couple.married"] == 1.0).all()
    standard = rs.Population(couples=1).values(3, np.arange(2))[:, 0]
    untouched = [ROW[p] for p in PATHS if p.startswith("constants.") or p.endswith((".support", ".acts", ".apart"))]
    assert (standard[untouched] == rows(rs.Parameters())[untouched]).all()


def test_a_culture_centres_four_traits() -> None:
    mixed = drawn(8000, culture="mixed")
    for who, culture in (("a", "expressive"), ("b", "reserved")):
        for trait, mean in CULTURES[culture].items():
            found = mixed[f"{who}.{trait}"]
            assert found.mean() == pytest.approx(mean, abs=0.005)
            assert found.std() == pytest.approx(Spread().within_culture, rel=0.05)


def test_styles_come_near_the_published_shares(everyone: dict[str, np.ndarray]) -> None:
    share = np.bincount(styles(np.stack(list(everyone.values())), "a"), minlength=4) / MANY
    named = dict(zip(STYLES, share, strict=True))
    assert named["secure"] == pytest.approx(0.56, abs=0.02)
    assert named["anxious"] == pytest.approx(0.19, abs=0.06)
    assert named["avoidant"] + named["fearful"] == pytest.approx(0.25, abs=0.07)


def test_strata_are_equal_and_weights_restore_the_population(everyone: dict[str, np.ndarray]) -> None:
    chosen = choose(rs.Population(couples=1003, stratify="styles"), 11)
    values = chosen.lives.values
    pair = np.sort([styles(values, "a"), styles(values, "b")], axis=0)
    counts = np.unique(pair, axis=1, return_counts=True)[1]
    assert sorted(counts) == [100] * 7 + [101] * 3
    assert chosen.weight.mean() == pytest.approx(1.0)
    both_secure = (pair == 0).all(axis=0)
    expected = (
        (styles(np.stack(list(everyone.values())), "a") == 0) & (styles(np.stack(list(everyone.values())), "b") == 0)
    ).mean()
    assert np.average(both_secure, weights=chosen.weight) == pytest.approx(expected, abs=0.02)
    mean = np.average(values[ROW["a.anxiety"]], weights=chosen.weight)
    assert mean == pytest.approx(everyone["a.anxiety"].mean(), abs=0.02)
    assert abs(values[ROW["a.anxiety"]].mean() - mean) > 0.03  # the sample alone is not the population
    assert (np.diff(chosen.lives.couple) > 0).all()


def test_weights_reach_the_people() -> None:
    result = rs.simulate(rs.Population(couples=10, stratify="styles"), days=2, seed=1)
    assert result.people["weight"].mean() == pytest.approx(1.0)
    assert result.people["weight"].nunique() > 5
    assert (rs.simulate(rs.Population(couples=2), days=2).people["weight"] == 1.0).all()


def test_where_keeps_couples_by_their_traits_and_they_keep_their_numbers() -> None:
    chosen = choose(rs.Population(couples=40, where={"a.anxiety": [0.6, 1.0], "couple.married": (1, 1)}), 3)
    everybody = rs.Population(couples=1).values(3, np.arange(1000))
    fits = np.flatnonzero((everybody[ROW["a.anxiety"]] >= 0.6) & (everybody[ROW["couple.married"]] == 1.0))[:40]
    assert (chosen.lives.couple == fits).all()
    assert (chosen.lives.values == everybody[:, fits]).all()


def test_where_keeps_couples_by_how_they_live_and_they_live_it_again() -> None:
    asked = {"satisfaction": [0.0, 0.5], "regime": ["escalation", "exhaustion"], "a.avoidance": [0.2, 1.0]}
    people = rs.Population(couples=8, where=asked, baseline=60, episodes_per_day=4)
    runs = rs.simulate(people, days=60, seed=2).runs
    everybody = rs.Population(couples=int(runs["couple"].max()) + 1, episodes_per_day=4)
    plain = rs.simulate(everybody, days=60, seed=2)
    table = plain.runs
    fits = (table["satisfaction_a"] + table["satisfaction_b"] <= 1.0) & table["regime"].isin(asked["regime"])
    fits &= (table["separated"] == 0) & (plain.people.query("partner == 'a'")["avoidance"].to_numpy() >= 0.2)
    assert runs.equals(table[fits].reset_index(drop=True))


def test_treatment_from_the_baseline_leaves_the_days_before_as_they_were() -> None:
    fields = {"couples": 4, "where": {"satisfaction": [0, 0.6]}, "baseline": 30, "days": 60}
    kinds: list[list[dict[str, object]]] = [[], [{"set": "a.clarity", "to": 1.0, "start": 30}]]
    plain, treated = (
        rs.simulate(rs.Population.of({**fields, "interventions": kind}), seed=4, record="daily") for kind in kinds
    )
    before = [table.query("day < 30").drop(columns="run_id") for table in (plain.diary, treated.diary)]
    assert before[0].equals(before[1])
    assert not plain.diary["satisfaction"].equals(treated.diary["satisfaction"])
    assert set(plain.runs["run_id"]).isdisjoint(treated.runs["run_id"])


def test_the_luck_of_the_lives_is_that_of_the_couple_number() -> None:
    people = rs.Population(couples=3, where={"a.anxiety": [0.7, 1.0]})
    lives = population_lives(people, 9).lives
    alone = live(lives.part(2, 3), 15, 8).runs
    assert alone["satisfaction_a"][0] == rs.simulate(people, days=15, seed=9).runs["satisfaction_a"][2]


def test_a_search_that_finds_too_few_says_how_many() -> None:
    with pytest.raises(rs.ParameterError, match=r"where: found \d of 30 couples that fit among 6000 candidates; widen"):
        choose(rs.Population(couples=30, where={"a.anxiety": [0.97, 1.0], "b.anxiety": [0.5, 1.0]}), 1)
    with pytest.raises(rs.ParameterError, match=r"most are missing of secure and secure"):
        choose(rs.Population(couples=10, stratify="styles", where={"a.anxiety": [0.5, 1.0]}), 1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"couples": 0}, "couples: read 0, allowed is a whole number from 1 to 10000000"),
        ({"couples": 9, "stratify": "styles"}, "couples: read 9, allowed is a whole number from 10"),
        ({"norms": "ecr-r"}, "norms: no set of norms is called 'ecr-r'; the nearest is 'ecr_r'"),
        ({"culture": "loud"}, "culture: no culture of a couple is called 'loud'; known: expressive, reserved, mixed"),
        ({"stratify": "style"}, "stratify: no stratification is called 'style'; the nearest is 'styles'"),
        ({"married": 1.5}, "married: read 1.5, allowed is a number from 0 to 1"),
        ({"heterogeneity": True}, "heterogeneity: read True, allowed is a number from 0 to 1"),
        ({"days": 0}, "days: read 0, allowed is a whole number from 1 to 3660"),
        ({"where": 3}, "where: read 3, allowed is a mapping from names"),
        (
            {"where": {"a.anxeity": [0, 1]}},
            "where.a.anxeity: no trait or outcome is called 'a.anxeity'; the nearest is",
        ),
        ({"where": {"a.anxiety": [0.9, 0.1]}}, "where.a.anxiety: read [0.9, 0.1], allowed is a pair [lowest, highest]"),
        ({"where": {"satisfied": [0, 1]}}, "where.satisfied: no trait or outcome is called 'satisfied'; the nearest"),
        (
            {"where": {"regime": "exhausted"}},
            "where.regime: no regime is called 'exhausted'; the nearest is 'exhaustion'",
        ),
        ({"where": {"trust": [0, 1]}, "baseline": 28}, "baseline: read 28, allowed is a whole number from 29 to 3660"),
        ({"constants": {"fear_rebuf": 0}}, "constants.fear_rebuf: no parameter is called 'constants.fear_rebuf'"),
        ({"fixed": {"a.anxiety": 3}}, "a.anxiety: read 3, allowed is a number from 0 to 1"),
        ({"spread": {"bond": 3}}, "spread.bond: read 3, allowed is a number from 0 to 0.5"),
        ({"spread": {"bonds": 0.1}}, "spread.bonds: no spread is called 'bonds'; the nearest is 'bond'"),
        ({"interventions": [{"use": "talk"}]}, "talk"),
        ({"number": 5}, "number: no key of population is called 'number'"),
    ],
)
def test_a_population_says_what_is_wrong(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(rs.ParameterError) as caught:
        rs.Population.of({"couples": 20, **wrong})
    assert sentence in str(caught.value)


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(rs.ParameterError) as caught:
        rs.Population.of({"norms": "x", "married": 2, "where": {"trust": 3}, "cuples": 4, "interventions": 3})
    assert [p.path for p in caught.value.problems] == [
        "cuples",
        "couples",
        "married",
        "norms",
        "where.trust",
        "interventions",
    ]


def test_a_population_brings_its_own_number_of_couples() -> None:
    with pytest.raises(rs.ParameterError, match=r"couples: read 5, but a population brings its own number"):
        rs.simulate(rs.Population(couples=3), couples=5)
    with pytest.raises(rs.ParameterError, match="seed: read -1"):
        rs.simulate(rs.Population(couples=3), seed=-1)
    with pytest.raises(rs.ParameterError, match="days: read 0"):
        rs.simulate(rs.Population(couples=3), days=0)


def test_it_prints_short_and_its_record_is_plain_data() -> None:
    people = rs.Population(couples=2, where={"trust": [0, 1]}, interventions=[{"use": "address_fear", "start": 200}])
    assert repr(rs.Population(couples=2)) == "Population(couples=2)"
    assert len(repr(people)) < 150
    record = rs.simulate(rs.Population(couples=2), days=3).provenance
    assert record["population"]["couples"] == record["couples"] == 2
    assert record["days"] == record["population"]["days"] == 3
    assert json.loads(json.dumps(people.provenance(), allow_nan=False))["baseline"] == 180


def test_a_block_in_which_nothing_is_scheduled_lives_beside_one_in_which_something_is() -> None:
    rare = [{"use": "talk_openly", "start": 3, "uptake": 0.01}]
    result = rs.simulate(rs.Population(couples=150, days=10, interventions=rare), seed=2)
    assert len(result.runs) == 150


def test_a_population_is_drawn_again_from_its_provenance() -> None:
    plan = [{"use": "talk_openly", "start": 3, "uptake": 0.5}, {"shock": 0.3, "day": 2, "for": "a"}]
    first = rs.simulate(rs.Population(couples=6, days=10, interventions=plan), seed=2)
    told = json.loads(json.dumps(first.provenance["population"]))
    again = rs.simulate(rs.Population.of({k: v for k, v in told.items() if v is not None}), seed=2)
    assert again.run_ids == first.run_ids
