"""The Mesa model stands on its own: agents decide for themselves, and a notebook user can change how."""

from __future__ import annotations

import numpy as np
import pytest

import reassure_sim as rs
from reassure_sim.agents import Couple, Partner
from reassure_sim.rules import CARRY_ON, SEEK, Bid


def test_a_model_runs_and_collects_a_row_a_day() -> None:
    model = rs.ReassuranceModel(rs.Scenario.preset("anxious_secure"), couples=3, seed=5)
    model.run_days(4)
    days = model.datacollector.get_model_vars_dataframe()
    assert days["day"].tolist() == [1, 2, 3, 4]
    assert days["together"].tolist() == [3] * 4
    partners = model.datacollector.get_agenttype_vars_dataframe(Partner)
    assert len(partners) == 4 * 6
    assert partners["trust"].between(0, 1).all()


def test_it_is_the_same_life_as_simulate_gives() -> None:
    couple = rs.Scenario.preset("anxious_avoidant", days=10)
    model = rs.ReassuranceModel(couple, couples=2, seed=8)
    model.run_days(10)
    result = rs.simulate(couple, couples=2, seed=8, record="episodes")
    last = result.episodes[result.episodes["step"] == 79]
    trust = [one.state.trust for one in model.partners()]
    assert trust == last.sort_values(["couple", "partner"])["trust"].tolist()


class Silent(Partner):
    """Somebody who never asks."""

    def decide(self) -> Bid:
        """Decide as usual, but swallow the asking."""
        bid = super().decide()
        return Bid(CARRY_ON, 0.0) if bid.act == SEEK else bid


def test_a_subclass_that_decides_otherwise_changes_the_life() -> None:
    couple = rs.Scenario.preset("anxious_avoidant")
    usual, silent = (rs.ReassuranceModel(couple, 2, 4, partner_class=c) for c in (Partner, Silent))
    asked = {usual: 0, silent: 0}
    for model in asked:
        for _ in range(80):
            model.step()
            asked[model] += sum(one.bid.act == SEEK for one in model.partners())
    assert asked[usual] > 10
    assert asked[silent] == 0
    assert usual.partners()[0].state != silent.partners()[0].state
    assert len(silent.datacollector.get_agenttype_vars_dataframe(Silent)) == 40


def test_the_order_of_couples_does_not_matter() -> None:
    couple = rs.Scenario.preset("anxious_anxious")
    one, other = (rs.ReassuranceModel(couple, 5, 3) for _ in range(2))
    for _ in range(40):
        one.step()
        shuffled = other.agents_by_type[Couple].shuffle()
        shuffled.do("decide")
        shuffled.do("settle")
        other.tick += 1
    assert [p.state for p in one.partners()] == [p.state for p in other.partners()]


def test_both_decide_before_anything_settles() -> None:
    """Two phases: while couples decide, no state changes."""
    model = rs.ReassuranceModel(couples=2, seed=1)
    before = [one.state for one in model.partners()]
    for couple in model.couples:
        couple.decide()
    assert [one.state for one in model.partners()] == before
    for couple in model.couples:
        couple.settle()
    assert [one.state for one in model.partners()] != before


def test_a_couple_that_has_parted_lives_no_more_episodes() -> None:
    model = rs.ReassuranceModel(couples=1, seed=1)
    model.step()
    couple = model.couples[0]
    couple.pair = couple.pair._replace(together=0.0)
    state = couple.a.state
    model.step()
    assert couple.a.state is state
    assert couple.a.episode.lived == 0.0


@pytest.mark.parametrize("seed", [0, 2**40 + 3])
def test_seeds_above_32_bits_work(seed: int) -> None:
    assert np.isfinite(rs.ReassuranceModel(couples=1, seed=seed).partners()[0].state).all()


def test_the_collector_counts_the_day_s_asking_and_only_couples_together() -> None:
    couple = rs.Scenario.preset("anxious_avoidant", days=10)
    model = rs.ReassuranceModel(couple, couples=4, seed=8)
    model.run_days(10)
    asked = model.datacollector.get_model_vars_dataframe()["asked"]
    diary = rs.simulate(couple, couples=4, seed=8, record="daily").diary
    assert asked.tolist() == diary.groupby("day")["asked"].sum().astype(int).tolist()


@pytest.mark.parametrize("wrong", [{"couples": 0}, {"seed": -1}, {"scenario": "anxious_avoidant"}])
def test_wrong_input_gets_a_sentence(wrong: dict[str, object]) -> None:
    with pytest.raises(rs.ParameterError, match="allowed is"):
        rs.ReassuranceModel(**wrong)  # type: ignore[arg-type]
