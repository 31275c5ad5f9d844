"""The mechanisms of the model, and for each the switch that knocks it out.

A knock-out sets the constants through which a mechanism works to the values at which it has no
effect; nothing else changes. ``KNOCKOUTS[name]`` can be handed to ``Scenario.with_`` or, without the
prefix, to ``Population(constants=...)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _off(*names: str, **values: float) -> Mapping[str, float]:
    return MappingProxyType(
        {f"constants.{name}": 0.0 for name in names} | {f"constants.{n}": v for n, v in values.items()}
    )


KNOCKOUTS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        # what anxiety does
        "anxious_rest": _off("rest_fear", "rest_apart"),  # fear keeps distress up
        "anxious_asking": _off("seek_fear"),  # fear steepens the wish to ask
        "anxious_distrust": _off("trust_fear"),  # the fearful expect less
        "anxious_hurt": _off("hurt_fear", "trust_loss_fear"),  # refusal hurts the fearful more
        "intrusive_doubt": _off("doubt_rate"),
        "doubt_feeding": _off("doubt_feed"),  # surface answers feed doubts
        # what avoidance does
        "avoidant_restraint": _off("seek_avoidance", "seek_avoidance_felt", "expression_guard"),
        "avoidant_care": _off(
            "reach_guard", "reach_need_guard", "answer_guard", "answer_need_guard", "quality_avoidance"
        ),
        "avoidant_distance": _off("intimacy_guard", "take_in"),
        "intrusion": _off("guard_intrusion", "answer_guard_pressure", "withdraw_pressure", "withdraw_pressure_guard"),
        # asking, hearing, answering
        "asking": _off("seek_max"),
        "despair": _off("seek_hope", "seek_despair", seek_hope_width=1.0),
        "protest": _off("direct_felt", "direct_guard", "direct_cost", direct_base=6.0),  # every need is voiced directly
        "directness": _off("misread_direct", "answer_direct", "fear_understood"),  # direct bids are nothing special
        "insight": _off("misread_insight"),
        "criticism": _off("criticism_drain", "criticism_trust", "answer_criticism", "giving_criticism"),
        "channels": _off("channel_cost"),
        "customs": _off("misread_custom", "pressure_norm", "seek_cost", "direct_cost"),
        "pressure": _off("pressure_gain"),
        # what reassurance does
        "esteem": _off("credible_esteem"),
        "habituation": _off(
            *(f"habituation_{form}" for form in ("duration", "amplitude", "rebound", "credibility", "operant"))
        ),
        "reliance": _off("coping_reliance"),
        "refusal_hurts": _off("hurt", "withdrawal_hurt", "trust_loss", "intimacy_loss", "rebuff_drain"),
        "fear_learning": _off("fear_rebuff"),  # refusal teaches fear
        "understanding": _off("fear_understood", "fear_support", "coping_encouraged"),  # being understood lowers fear
        "self_mastery": _off("fear_soothed", "coping_soothed"),
        "guard_learning": _off("guard_rebuff", "guard_intrusion", "guard_trust", "guard_support"),
        # what giving does
        "giving_costs": _off("giving_cost"),
        "giving_is_good": _off("giving_gain", "voluntary_gain", "satisfaction_care"),
        "energy_in_care": _off("quality_energy", "answer_energy", "reach_energy"),
        # the slow layer and luck
        "commitment": _off("parting_commitment", "parting_trust", "parting_satisfaction"),
        "slow_luck": _off("drift_couple", "drift_person"),
    }
)
"""Name of a mechanism -> the numbers that switch it off."""
