"""Calibration: what is fitted, to what, and that the machinery finds what is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from reassure_sim.analysis import calibration
from reassure_sim.analysis.calibration import confirm, design, emulator, free, intercepts, posterior, recovery, targets
from reassure_sim.evidence import Estimate, findings, register, scoring
from reassure_sim.parameters import Constants, ParameterError
from reassure_sim.population.norms import Spread

TRUTH = np.linspace(0.3, 0.7, len(free.FREE))
WEIGHTS = np.random.default_rng(5).normal(size=(18, len(free.FREE)))
NAMES = tuple(f"T.{i}" for i in range(len(WEIGHTS)))
NOISE = 0.02


def toy(values: np.ndarray, seed: int, size: float) -> Mapping[str, Estimate]:
    """A model whose statistics are linear in the free numbers, with an error named by the seed."""
    exact = WEIGHTS @ free.placed(values)
    noisy = exact + NOISE * np.random.default_rng(seed).normal(size=len(exact))
    return {name: Estimate(float(v), NOISE) for name, v in zip(NAMES, noisy, strict=True)}


def quiet(_: str) -> None:
    return None


@pytest.fixture(scope="module")
def toy_design(tmp_path_factory: pytest.TempPathFactory) -> design.Design:
    return design.build(tmp_path_factory.mktemp("toy"), 96, 1, quiet, toy)


@pytest.fixture(scope="module")
def toy_emulator(toy_design: design.Design) -> emulator.Emulator:
    return emulator.fit(toy_design.part(slice(80)), NAMES)


def test_every_free_number_is_a_constant_or_a_spread_and_its_prior_lies_in_its_range() -> None:
    assert 9 <= len(free.FREE) <= 12
    for name, own in free.FREE.items():
        field = {**Constants.model_fields, **Spread.model_fields}[name]
        low, high = (next(getattr(m, end) for m in field.metadata if hasattr(m, end)) for end in ("ge", "le"))
        assert low <= own.low < own.high <= high, name
        assert own.why
    constants, spread = free.split(free.scaled(TRUTH))
    assert {**constants, **spread}.keys() == free.FREE.keys()
    assert spread.keys() == {"bond"}
    np.testing.assert_allclose(free.placed(free.scaled(TRUTH)), TRUTH)


def test_no_test_finding_is_opened_or_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    simulated: list[str] = []
    make, statistics = findings.finding, scoring.STATISTICS

    def noticed(row: Mapping[str, object]) -> findings.Finding:
        opened.append(str(row["role"]))
        return make(row)

    class Watched(dict):  # type: ignore[type-arg]
        def get(self, key, default=None):  # type: ignore[no-untyped-def]
            simulated.append(key)
            return super().get(key, default)

    monkeypatch.setattr(findings, "finding", noticed)
    monkeypatch.setattr(scoring, "STATISTICS", Watched(statistics))
    found = design.statistics(free.scaled(TRUTH), 3, 0.1)
    wanted = targets.fitted_targets()
    intercepts.published()
    parted = {"F41.unmarried": Estimate(0.0, 0.0), "F41.married": Estimate(0.0, 0.0)}
    confirm.rows({**{t.name: Estimate(0.0, 0.0) for t in wanted}, **parted})
    assert set(opened) == {"calibration"}
    monkeypatch.undo()
    tested = {f.id for f in register("test")}
    assert tested and simulated and not tested & set(simulated)
    assert not tested & {t.name.partition(".")[0] for t in wanted}
    assert {t.name for t in wanted} <= found.keys()


def test_what_is_fitted_holds_every_calibration_claim_but_the_hazards_that_are_solved() -> None:
    claims = {f"{f.id}.{name}" for f in register("calibration") for name in f.claims if f.id != "F41"}
    assert {t.name for t in targets.fitted_targets()} == claims
    assert intercepts.published() == pytest.approx({"unmarried": 0.217, "married": 0.015})


def test_nothing_is_lost_inside_a_region_and_outside_the_loss_is_gaussian_in_the_distance() -> None:
    wanted = [targets.Target("a", 0.1, 0.3, 0.08), targets.Target("b", -np.inf, -0.05, 0.05)]
    mean = np.array([[0.1, -0.05], [0.25, -0.9], [0.4, -0.2], [0.05, 0.1]])
    variance, noise = np.full((4, 2), 0.02**2), np.array([0.03, 0.01])
    np.testing.assert_allclose(targets.distance(mean, wanted), [[0, 0], [0, 0], [0.1, 0], [0.05, 0.15]], atol=1e-12)
    first, second = 0.04**2 + 0.03**2 + 0.02**2, 0.025**2 + 0.01**2 + 0.02**2
    expected = [0.0, 0.0, -0.5 * 0.01 / first, -0.5 * (0.0025 / first + 0.0225 / second)]
    np.testing.assert_allclose(targets.log_likelihood(mean, variance, noise, wanted), expected)


def test_the_emulator_foretells_a_linear_model_as_well_as_it_says(
    toy_design: design.Design, toy_emulator: emulator.Emulator
) -> None:
    for check in emulator.validate(toy_emulator, toy_design.part(slice(80, None))):
        assert check.explained > 0.99
        assert 0.5 < check.ratio < 1.6
    np.testing.assert_allclose(toy_emulator.noise, NOISE)
    mean, variance = toy_emulator.predict(TRUTH[None])
    assert (np.abs(mean[0] - WEIGHTS @ TRUTH) < 3.0 * np.sqrt(variance[0])).all()
    assert (variance < NOISE**2).all()


def test_the_chains_find_the_posterior_of_a_linear_model(toy_emulator: emulator.Emulator) -> None:
    wanted = [targets.Target(n, v, v, 2.0 * NOISE) for n, v in zip(NAMES, (WEIGHTS @ TRUTH).tolist(), strict=True)]
    drawn = posterior.fitted(toy_emulator, wanted, steps=700)
    tolds = posterior.told(drawn.unit)
    # half a margin and the Monte-Carlo error add up; the box cuts nothing off
    spread = np.sqrt(np.diag(np.linalg.inv(WEIGHTS.T @ WEIGHTS / (2.0 * NOISE**2))))
    assert spread.max() < 0.06
    assert all(t.low < truth < t.high for t, truth in zip(tolds, TRUTH, strict=True))
    np.testing.assert_allclose(drawn.unit.std(axis=0), spread, rtol=0.25)
    one, again = (posterior.fitted(toy_emulator, wanted, steps=60).unit for _ in range(2))
    np.testing.assert_array_equal(one, again)


def test_chains_on_a_flat_density_give_back_the_prior_and_say_that_nothing_is_pinned() -> None:
    drawn = posterior.sample(lambda unit: np.zeros(len(unit)), 3, steps=1_200, burn=400)
    assert all(
        t.pinned == "not pinned" and not t.edge and abs(t.median - 0.5) < 0.06 for t in posterior.told(drawn.unit)
    )
    shares = posterior.directions(drawn.unit)[1]
    np.testing.assert_allclose(shares, 1.0, atol=0.15)


def test_a_posterior_at_the_end_of_its_prior_is_told_and_the_loosest_direction_comes_first() -> None:
    random = np.random.default_rng(1)
    unit = np.column_stack([random.random(4_000), 1.0 - 0.1 * random.random(4_000)])
    assert [t.edge for t in posterior.told(unit)] == ["", "high"]
    assert [t.pinned for t in posterior.told(unit)] == ["not pinned", "pinned"]
    vectors, shares = posterior.directions(unit)
    assert abs(vectors[0, 0]) == pytest.approx(1.0, abs=0.02)
    np.testing.assert_allclose(shares, [1.0, 0.01], atol=0.05)


def test_the_fitted_values_are_medians_of_the_draws_that_miss_the_fewest_regions(
    toy_emulator: emulator.Emulator,
) -> None:
    unit = np.random.default_rng(2).random((4_000, len(free.FREE)))
    means = toy_emulator.predict(unit)[0]
    wanted = [targets.Target(NAMES[0], -np.inf, float(np.median(means[:, 0])), 0.1)]
    wanted += [targets.Target(name, -np.inf, np.inf, 0.1) for name in NAMES[1:]]
    values, inside = confirm.chosen(posterior.Posterior(unit, 1.0), toy_emulator, wanted)
    expected = free.scaled(np.median(unit[means[:, 0] <= wanted[0].high], axis=0))
    np.testing.assert_allclose(values, expected, rtol=6e-3)
    assert inside == pytest.approx(0.5, abs=0.001)
    nowhere = [wanted[0], targets.Target(NAMES[1], 99.0, 99.0, 0.1), *wanted[2:]]
    again, inside = confirm.chosen(posterior.Posterior(unit, 1.0), toy_emulator, nowhere)
    assert inside == 0.0
    np.testing.assert_array_equal(again, values)
    few = confirm.chosen(posterior.Posterior(unit[: confirm.FEW - 1], 1.0), toy_emulator, wanted)[0]
    np.testing.assert_allclose(few, free.scaled(np.median(unit[: confirm.FEW - 1], axis=0)), rtol=6e-3)


def test_targets_that_cannot_be_met_together_are_named(toy_emulator: emulator.Emulator) -> None:
    anything = [targets.Target(name, -np.inf, np.inf, 0.1) for name in NAMES]
    middle = float(np.median(toy_emulator.predict(np.random.default_rng(3).random((500, len(free.FREE))))[0][:, 0]))
    twice = emulator.Emulator(
        (*NAMES, "T.opposite"),
        (*toy_emulator.processes, toy_emulator.processes[0]),
        np.append(toy_emulator.noise, NOISE),
    )
    low = anything[0]._replace(high=middle - 0.1)
    wanted = [low, *anything[1:], targets.Target("T.opposite", middle + 0.1, np.inf, 0.1)]
    found = posterior.matched(twice, wanted, posterior.Posterior(np.full((1, len(free.FREE)), 0.5), 1.0))
    assert found.apart == ((NAMES[0], "T.opposite"),)
    assert 0.2 < found.prior[NAMES[0]] < 0.5
    assert found.posterior[NAMES[1]] == 1.0


def test_known_truths_are_recovered_from_their_own_statistics(
    toy_design: design.Design, toy_emulator: emulator.Emulator
) -> None:
    found = recovery.recover(toy_emulator, toy_design.part(slice(80, None)), truths=2, steps=500)
    assert found.rank.shape == (2, len(free.FREE))
    assert found.covered.mean() >= 0.7
    assert found.shrinkage.mean() > 0.5


def test_a_whole_run_writes_what_it_found_and_says_which_numbers_were_not_re_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = targets.fitted_targets()
    weights = np.random.default_rng(6).normal(size=(len(wanted), len(free.FREE))) * 0.2
    ends = np.array([[t.low, t.high] for t in wanted])
    middle = np.where(
        np.isfinite(ends).all(axis=1), ends.mean(axis=1), np.where(np.isfinite(ends), ends, 0).sum(axis=1)
    )

    def near(values: np.ndarray, seed: int, size: float) -> Mapping[str, Estimate]:
        exact = (
            middle
            + weights @ (free.placed(values) - TRUTH)
            + 0.001 * np.random.default_rng(seed).normal(size=len(middle))
        )
        return {t.name: Estimate(float(v), 0.001) for t, v in zip(wanted, exact, strict=True)}

    one = confirm.Explained(Estimate(0.1, 0.01), Estimate(0.2, 0.01))
    monkeypatch.setattr(confirm, "explained", lambda values, heterogeneity=True: one)
    monkeypatch.setattr(intercepts, "solved", lambda constants, spread, workers: {"parting_married": 0.01})
    parted = {"F41.unmarried": Estimate(0.2, 0.01), "F41.married": Estimate(0.01, 0.001)}
    monkeypatch.setattr(confirm, "parting", lambda values, solved: parted)
    heard: list[str] = []
    found = calibration.run(tmp_path, 1, heard.append, 64, near, steps=240, truths=1)
    data = json.loads((tmp_path / "calibrated.json").read_text())
    assert data["fitted"].keys() == free.FREE.keys()
    assert data["solved"] == {"parting_married": 0.01}
    assert data["held"] == free.held()
    assert {name for name, t in data["targets"].items() if t["caution"]} == {t.name for t in wanted if t.caution}
    report = (tmp_path / "report.md").read_text()
    for row in found.rows:
        [line] = [line for line in report.splitlines() if line.startswith(f"| {row.name} ") and row.target in line]
        assert (findings.NOT_READ in line) == (row.finding.verified is not True)
    draws = np.loadtxt(tmp_path / "posterior.csv", delimiter=",", skiprows=1)
    np.testing.assert_allclose(draws, free.scaled(found.posterior.unit), rtol=1e-4)
    assert "report.md" in heard[-1]


def test_a_design_goes_on_where_it_was_stopped_and_gives_the_same_numbers(tmp_path: Path) -> None:
    calls: list[int] = []

    def counted(values: np.ndarray, seed: int, size: float) -> Mapping[str, Estimate]:
        calls.append(seed - design.SEED)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return toy(values, seed, size)

    with pytest.raises(KeyboardInterrupt):
        design.build(tmp_path, 12, 1, quiet, counted)
    file = tmp_path / "design.csv"
    file.write_text(file.read_text().rstrip("\n")[:-7])  # a kill in the middle of the fifth line
    found = design.build(tmp_path, 12, 1, quiet, counted)
    assert sorted(calls) == sorted([*range(12), 4, 5])  # the torn point and the one that was under way, once more
    whole = design.build(tmp_path / "whole", 12, 1, quiet, toy)
    for one, other in zip(found, whole, strict=True):
        np.testing.assert_array_equal(one, other)
    longer = design.build(tmp_path, 16, 1, quiet, counted)
    assert len(calls) == 18
    np.testing.assert_array_equal(longer.value[:12], whole.value)


def test_a_design_of_another_model_is_refused_with_what_differs(tmp_path: Path) -> None:
    design.build(tmp_path, 2, 1, quiet, toy)
    file = tmp_path / "design.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "size": 3.0}))
    with pytest.raises(ParameterError, match="another size; this version cannot go on"):
        design.build(tmp_path, 2, 1, quiet, toy)


def test_too_few_points_are_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="allowed is a whole number from 64"):
        calibration.run(tmp_path, points=8)


def test_intercepts_are_solved_for_hazards_that_grow_slower_than_they_do() -> None:
    def shares(at: Mapping[str, float]) -> dict[str, float]:
        return {"unmarried": 1 - np.exp(-1.4 * at["unmarried"] ** 0.8), "married": 1 - np.exp(-0.7 * at["married"])}

    wanted = {"unmarried": 0.217, "married": 0.015}
    found = intercepts.solve(shares, wanted, {"unmarried": 0.2, "married": 0.02})
    assert shares(found) == pytest.approx(wanted, rel=0.01)
    with pytest.raises(ParameterError, match="do not come near"):
        intercepts.solve(lambda at: {"unmarried": 0.5, "married": 0.5}, wanted, wanted)


def test_the_shipped_calibration_is_the_default_of_every_number_that_it_fitted_or_solved() -> None:
    shipped, constants, spread = calibration.shipped(), Constants().model_dump(), Spread().model_dump()
    usual = {**constants, **{name: spread[name] for name in free.FREE if name in spread}}
    fitted = {name: own["value"] for name, own in shipped["fitted"].items()}
    assert fitted.keys() == free.FREE.keys()
    assert {name: usual[name] for name in fitted} == fitted
    assert {name: usual[name] for name in free.SOLVED} == {name: shipped["solved"][name] for name in free.SOLVED}


def test_a_number_that_changed_since_the_fit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    then = {**free.held(), "constants.trust_rest": 0.1, "constants.gone": 1.0}
    then.pop("regimes.high_felt")
    monkeypatch.setattr(calibration, "shipped", lambda: {"held": then})
    assert calibration.stale().keys() == {"constants.trust_rest", "constants.gone", "regimes.high_felt"}
    groups = {path.partition(".")[0] for path in then}
    assert groups >= {"person", "constants", "norms", "spread", "likeness", "instrument", "reference", "regimes"}
    assert not {f"constants.{name}" for name in (*free.FREE, *free.SOLVED)} & then.keys()


def test_the_numbers_that_the_shipped_calibration_took_as_given_have_not_changed_since() -> None:
    assert calibration.stale() == {}
