"""Every number once: default, range, unit, symbol, meaning and source.

Three frozen models hold them: ``Person`` (traits of one partner, called ``a`` and ``b``), ``Couple``
and ``Constants`` (the psychology that all couples share). Nothing else in the package repeats a
default, a range or a unit.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

REFERENCES = {
    "assumption": "neither fitted nor cited: a working value, set by hand with the findings in view",
    "fitted": "fitted to the findings of the role calibration (`reassure calibrate`; docs/decisions/0010-calibration.md)",
    "fraley-norms": "Fraley, ECR-R norms of more than 17,000 adults (as cited, not re-read)",
    "rosenfeld-2014": "Rosenfeld 2014, Journal of Marriage and Family 76:905",
    "burgess-moser-2016": "Burgess Moser et al. 2016, Journal of Marital and Family Therapy 42:231 (order of changes only; as "
    "cited, not re-read)",
    "buehler-2021": "Bühler, Krauss & Orth 2021, Psychological Bulletin 147:1012 (satisfaction falls over the first years; "
    "sign only; as cited, not re-read)",
    "mcdermott-2013": "McDermott, Fowler & Christakis 2013, Social Forces 92:491 (a friend's divorce makes one's own 75 % more "
    "likely; as cited, not re-read)",
    "diamond-2008": "Diamond, Hicks & Otter-Henderson 2008, Journal of Personality and Social Psychology 95:385 (sign "
    "only; as cited, not re-read)",
}
"""Citation keys that a parameter's ``source`` may name."""


def _number(
    default: float,
    low: float,
    high: float,
    unit: str,
    symbol: str,
    meaning: str,
    source: str = "assumption",
) -> Any:
    """Declare one number; ``source`` is a key of ``REFERENCES``."""
    return Field(
        default=default,
        ge=low,
        le=high,
        allow_inf_nan=False,
        strict=True,
        description=meaning,
        json_schema_extra={"unit": unit, "symbol": symbol, "source": source},
    )


def _share(default: float, symbol: str, meaning: str, source: str = "assumption") -> Any:
    return _number(default, 0.0, 1.0, "1", symbol, meaning, source)


class Numbers(BaseModel):
    """Base of the three sets: frozen, no unknown names, no NaN or infinity, no text for a number."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(Numbers):
    """Traits of one partner. All lie in [0, 1] unless the range says otherwise."""

    anxiety: float = _share(
        0.43, "A", "attachment anxiety; a score s on the 1-7 scale maps to (s - 1) / 6", "fraley-norms"
    )
    avoidance: float = _share(
        0.32, "V", "attachment avoidance; a score s on the 1-7 scale maps to (s - 1) / 6", "fraley-norms"
    )
    self_soothing: float = _share(0.5, "S", "inner stability: how fast distress falls without the partner")
    clarity: float = _share(0.5, "Q", "how directly needs are voiced ('I feel more secure when ...')")
    self_esteem: float = _share(0.5, "E", "acts only through how credible reassurance feels")
    doubt_proneness: float = _share(0.3, "D", "resting level of intrusive doubts")
    stamina: float = _share(0.5, "R", "how fast spent energy comes back")
    encouragement: float = _share(
        0.3, "G", "how far one's answers help the other to cope, instead of answering the surface request only"
    )
    words_given: float = _share(0.5, "w+", "share of words, as against acts, in the reassurance one gives")
    words_wanted: float = _share(0.5, "w-", "share of words, as against acts, in the reassurance one hopes for")
    asking_norm: float = _share(0.5, "n", "how normal asking is to this person: lowers the pressure one bid causes")
    asking_cost: float = _share(0.3, "o", "social cost of asking openly: fewer bids, fewer of them direct; hints are heard better")
    insight: float = _share(0.5, "U", "how far one hears the need behind a protest")
    life_stress: float = _number(1.0, 0.0, 6.0, "x mean", "z", "how often life hits this person, against the mean")
    outlook: float = _number(
        0.0, -1.0, 1.0, "1", "m", "this person's lasting shift of set points: whole on trust, intimacy_outlook of it on intimacy"
    )
    stubbornness: float = _share(0.0, "st", "how far one holds on to the norms one came with, instead of taking on the friends'")
    # moved by schedules, not traits
    support: float = _share(0.0, "W", "professional support at this time: its dose")
    shock: float = _number(0.0, 0.0, 2.0, "insecurity", "X", "a scheduled shock in this episode: its size")
    meets_stress: float = _share(1.0, "m_s", "share of the world's stress that strikes; 0 removes the events of an episode")
    meets_doubts: float = _share(1.0, "m_d", "share of intrusive doubts that strike; 0 removes the doubt of an episode")
    acts: float = _share(1.0, "m_a", "share of one's own impulses that become acts; 0 removes the act of an episode")
    # moved by friends, each morning
    comfort: float = _share(0.0, "F", "comfort that friends give at this time")
    spillover: float = _number(0.0, 0.0, 6.0, "x mean", "z_F", "life stress that friends' distress adds at this time")


class Couple(Numbers):
    """What belongs to the pair and to neither partner alone."""

    bond: float = _number(0.0, -1.0, 1.0, "1", "B", "lasting shift of the pair's set points: whole on intimacy, trust_bond of it on trust")
    married: float = _share(0.0, "M", "1 takes the married hazard of separation, 0 the unmarried; between: interpolated")
    years_together: float = _number(3.0, 0.0, 60.0, "years", "Y", "time together before day 0 (investment)")
    # moved by schedules
    apart: float = _share(0.0, "O", "separation spell: the share of contact that is missing at this time")
    good: float = _share(0.0, "O_g", "1: a scheduled good event in this episode")
    # moved by friends, each morning
    approval: float = _number(0.0, -1.0, 1.0, "1", "H", "how friends see the relationship: approval above 0, disapproval below")
    nearby: float = _share(0.0, "N", "share of friends whose break-up is still fresh")


class Constants(Numbers):
    """The psychology that all couples share, block by block of one episode."""

    # the world
    stress_rate: float = _number(0.926, 0.0, 8.0, "1/day", "lam", "stress events at life_stress 1")
    stress_size: float = _number(0.185, 0.0, 2.0, "insecurity", "sig", "mean size of a stress event")
    stress_shared: float = _share(0.15, "lam_s", "share of stress events that strike both partners at once")
    stress_fear: float = _number(1.0, 0.0, 3.0, "1", "gam", "extra gain of a shock per unit of fear above its norm")
    good_rate: float = _number(0.15, 0.0, 8.0, "1/day", "lam_g", "good events that both partners share")
    good_gain: float = _share(0.02, "gam_g", "share of the missing intimacy and energy that a good event gives")
    # doubt
    doubt_rate: float = _number(1.2, 0.0, 12.0, "1/day", "lam_d", "intrusive doubts at doubt 1 and norm trust")
    doubt_size: float = _share(0.195, "sig_d", "mean rise of insecurity by one doubt (room to 1)")
    doubt_fear: float = _number(0.0, 0.0, 6.0, "1", "dlt_f", "growth of the doubt rate with fear (log per unit)")
    doubt_mistrust: float = _number(1.5, 0.0, 6.0, "1", "dlt_T", "growth of the doubt rate with mistrust (log per unit)")
    doubt_feed: float = _share(0.12, "dlt_r", "rise of doubt by a pulse of reassurance that only answers the surface")
    doubt_days: float = _number(90.0, 1.0, 2000.0, "days", "tau_d", "return of doubt to its resting level")
    # soothing
    soothing_rate: float = _number(1.46, 0.05, 20.0, "1/day", "kap", "fall of insecurity on one's own, at coping 0.5")
    rest_base: float = _share(0.02, "x0", "resting insecurity without fear or mistrust")
    rest_fear: float = _number(0.579, 0.0, 2.0, "1", "x_f", "resting insecurity per unit of fear", "fitted")
    rest_apart: float = _number(0.065, 0.0, 2.0, "1", "x_O", "resting insecurity per unit of fear while apart", "diamond-2008")
    rest_mistrust: float = _number(0.163, 0.0, 2.0, "1", "x_T", "resting insecurity per unit of mistrust")
    soothing_coping: float = _number(1.2, 0.0, 2.0, "1", "kap_c", "how much coping speeds self-soothing (per unit above 0.5)")
    expression_guard: float = _share(0.7, "x_g", "share of distress that full guard keeps from showing")
    relief_days: float = _number(0.641, 0.02, 30.0, "days", "tau_r", "time constant of felt reassurance")
    # bid
    refractory_days: float = _number(0.125, 0.0, 2.0, "days", "rho", "least time between two acts of one partner")
    seek_max: float = _number(5.5, 0.0, 24.0, "1/day", "b_max", "highest rate of asking")
    seek_base: float = _number(-5.26, -12.0, 6.0, "log-odds", "b_0", "readiness to ask without felt insecurity", "fitted")
    seek_felt: float = _number(11.7, 0.0, 30.0, "log-odds", "b_y", "wish to ask per unit of felt insecurity")
    seek_fear: float = _number(0.659, 0.0, 2.3, "1", "b_f", "how fear steepens the wish to ask (per unit above its norm)", "fitted")
    seek_cost: float = _number(3.0, 0.0, 12.0, "log-odds", "b_o", "asking held back per unit of asking_cost above 0.3")
    seek_avoidance: float = _number(3.4, 0.0, 12.0, "log-odds", "b_g", "asking held back by guard")
    seek_avoidance_felt: float = _number(6.15, 0.0, 20.0, "log-odds", "b_gy", "guard holds back more, the higher the distress")
    seek_hope: float = _share(0.164, "T_h", "trust at which hope in asking is half gone (protest turns to despair)")
    seek_hope_width: float = _number(0.07, 0.01, 1.0, "trust", "w_h", "width of that fall of hope")
    seek_despair: float = _number(0.97, 0.0, 12.0, "log-odds", "b_e", "asking held back per unit of energy below seek_spent")
    seek_spent: float = _share(0.4, "b_s", "energy below which one asks less")
    reach_max: float = _number(2.2, 0.0, 24.0, "1/day", "r_max", "highest rate of unasked affection")
    reach_base: float = _number(-0.2, -12.0, 6.0, "log-odds", "r_0", "readiness to reach out at norm states")
    reach_intimacy: float = _number(0.304, 0.0, 12.0, "log-odds", "r_I", "reaching out per unit of intimacy above 0.5", "fitted")
    reach_energy: float = _number(1.5, 0.0, 12.0, "log-odds", "r_e", "reaching out per unit of energy above 0.6")
    reach_guard: float = _number(1, 0.0, 12.0, "log-odds", "r_g", "reaching out held back by guard")
    reach_distress: float = _number(0.6, 0.0, 12.0, "log-odds", "r_d", "reaching out held back per unit of one's own felt insecurity")
    reach_need: float = _number(2.31, 0.0, 12.0, "log-odds", "r_y", "reaching out to a partner whose distress shows, without guard")
    reach_need_guard: float = _number(2.0, 0.0, 6.0, "1", "r_yg", "how guard turns that answer to distress around (per unit)")
    withdraw_max: float = _number(3.0, 0.0, 24.0, "1/day", "v_max", "highest rate of withdrawing unasked")
    withdraw_base: float = _number(-4.5, -12.0, 6.0, "log-odds", "v_0", "readiness to withdraw at norm states")
    withdraw_pressure: float = _number(2.5, 0.0, 20.0, "log-odds", "v_L", "withdrawing per unit of pressure")
    withdraw_pressure_guard: float = _number(1.6, 0.0, 3.1, "1", "v_Lg", "how guard steepens that (per unit above its norm)")
    withdraw_guard: float = _number(1.5, 0.0, 12.0, "log-odds", "v_g", "withdrawing per unit of guard")
    withdraw_felt: float = _number(3.08, 0.0, 12.0, "log-odds", "v_y", "withdrawing per unit of distress, with guard")
    withdraw_strain: float = _number(0.6, 0.0, 12.0, "log-odds", "v_s", "withdrawing per unit of the day's strain")
    # style and reading
    direct_base: float = _number(0.8, -6.0, 6.0, "log-odds", "s_0", "readiness to ask directly at norm states")
    direct_clarity: float = _number(4.0, 0.0, 12.0, "log-odds", "s_Q", "directness per unit of clarity above 0.5")
    direct_felt: float = _number(3.85, 0.0, 12.0, "log-odds", "s_y", "directness lost per unit of felt insecurity")
    direct_guard: float = _number(1.5, 0.0, 12.0, "log-odds", "s_g", "directness lost per unit of guard above its norm")
    direct_cost: float = _number(2.0, 0.0, 12.0, "log-odds", "s_o", "directness lost per unit of asking_cost above 0.3")
    misread_base: float = _number(-1.8, -8.0, 6.0, "log-odds", "c_0", "an indirect bid heard as criticism at norm states")
    misread_direct: float = _number(2.5, 0.0, 12.0, "log-odds", "c_d", "how much less a direct bid is heard as criticism")
    misread_pressure: float = _number(2.0, 0.0, 12.0, "log-odds", "c_L", "misreading per unit of the reader's pressure")
    misread_felt: float = _number(2.31, 0.0, 12.0, "log-odds", "c_y", "misreading per unit of the reader's felt insecurity")
    misread_mistrust: float = _number(2.0, 0.0, 12.0, "log-odds", "c_T", "misreading per unit of the reader's mistrust")
    misread_insight: float = _number(3.0, 0.0, 12.0, "log-odds", "c_U", "misreading avoided per unit of the reader's insight above 0.5")
    misread_custom: float = _number(2.0, 0.0, 12.0, "log-odds", "c_o", "per unit of the reader's asking_cost above 0.3: hints are heard better, direct bids worse")
    misread_fear: float = _number(1.0, 0.0, 12.0, "log-odds", "c_f", "misreading per unit of the reader's fear above its norm")
    # answer
    answer_base: float = _number(4.94, -8.0, 12.0, "log-odds", "a_0", "readiness to answer at norm states without guard", "fitted")
    answer_intimacy: float = _number(1.0, 0.0, 12.0, "log-odds", "a_I", "answering per unit of intimacy above 0.5")
    answer_energy: float = _number(3.0, 0.0, 12.0, "log-odds", "a_e", "answering per unit of energy above 0.6")
    answer_need: float = _number(0.923, 0.0, 12.0, "log-odds", "a_n", "answering per unit of distress that shows")
    answer_need_guard: float = _number(1.0, 0.0, 3.1, "1", "a_ng", "how guard flattens that (per unit above its norm)")
    answer_guard: float = _number(0.7, 0.0, 12.0, "log-odds", "a_g", "refusing per unit of guard")
    answer_guard_pressure: float = _number(1.4, 0.0, 12.0, "log-odds", "a_gL", "refusing per unit of guard and of pressure (intrusion)")
    answer_pressure: float = _number(1.2, 0.0, 12.0, "log-odds", "a_L", "refusing per unit of pressure")
    answer_distress: float = _number(0.615, 0.0, 12.0, "log-odds", "a_y", "refusing per unit of one's own felt insecurity")
    answer_criticism: float = _number(1.5, 0.0, 12.0, "log-odds", "a_c", "refusing a bid that was heard as criticism")
    answer_direct: float = _number(0.8, 0.0, 12.0, "log-odds", "a_d", "answering a bid that was voiced directly")
    quality_avoidance: float = _share(0.37, "q_g", "quality lost per unit of the giver's guard (cold)")
    quality_anxiety: float = _share(0.15, "q_f", "quality lost per unit of the giver's fear (mis-attuned)")
    quality_energy: float = _share(0.55, "q_e", "share of quality that hangs on the giver's energy")
    channel_cost: float = _share(0.6, "q_w", "quality lost per unit of mismatch between words given and wanted")
    # the one who asked
    credible_base: float = _number(2.2, -6.0, 8.0, "log-odds", "k_0", "credibility of reassurance at norm states")
    credible_seeking: float = _number(2.7, 0.0, 20.0, "log-odds", "k_s", "discount per unit of own recent seeking")
    credible_fear: float = _number(1.55, 0.0, 2.3, "1", "k_f", "how fear steepens that discount (per unit above its norm)")
    credible_mistrust: float = _number(3.6, 0.0, 20.0, "log-odds", "k_T", "discount per unit of mistrust")
    credible_esteem: float = _number(1.0, 0.0, 12.0, "log-odds", "k_E", "credibility per unit of self-esteem above 0.5")
    relief_gain: float = _share(0.325, "p_r", "relief that a full pulse gives (room to 1)")
    relief_drop: float = _share(0.35, "p_x", "share of insecurity that a full pulse takes away")
    reach_share: float = _share(0.6, "p_u", "strength of an unasked pulse against an asked one")
    take_in: float = _share(0.85, "p_g", "how much guard keeps reassurance from reaching trust and intimacy")
    trust_gain: float = _share(0.015, "t_+", "trust gained by a full pulse (room to 1)")
    trust_loss: float = _share(0.013, "t_-", "trust lost by one rebuff")
    trust_loss_fear: float = _number(0.85, 0.0, 2.3, "1", "t_f", "how fear deepens that loss (per unit above its norm)")
    intimacy_gain: float = _share(0.0121, "i_+", "intimacy gained by a full pulse (room to 1)")
    intimacy_loss: float = _share(0.01, "i_-", "intimacy lost by one rebuff")
    hurt: float = _share(0.107, "h", "rise of insecurity by one rebuff")
    contagion: float = _number(0.15, 0.0, 5.0, "1/day", "x_c", "rise of insecurity per unit of distress that the other shows")
    hurt_fear: float = _number(2.0, 0.0, 2.3, "1", "h_f", "how fear deepens hurt (per unit above its norm)")
    rebuff_drain: float = _share(0.02, "e_h", "energy lost by one rebuff")
    withdrawal_hurt: float = _share(0.0299, "h_v", "rise of insecurity when the partner withdraws unasked")
    withdrawal_distance: float = _share(0.01, "i_v", "intimacy that both lose when one withdraws; a refusal costs the refuser as much")
    # the one who answered
    giving_gain: float = _share(0.08, "e_+", "energy given back by an answer that helped (room to 1)")
    giving_cost: float = _share(0.12, "e_-", "energy that a repeated, ineffective answer costs")
    giving_cost_base: float = _share(0.15, "e_b", "share of that cost that a single answer already has")
    voluntary_gain: float = _share(0.04, "e_u", "energy given by an unasked act of care (room to 1)")
    giving_effect: float = _share(0.7, "e_p", "share of that cost that a full pulse in the other spares")
    giving_criticism: float = _number(0.6, 0.0, 5.0, "1", "e_cc", "how much criticism heard adds to that cost")
    giving_guard: float = _number(0.5, 0.0, 5.0, "1", "e_g", "how much guard adds to that cost (inauthentic care)")
    criticism_drain: float = _share(0.03, "e_c", "energy lost to a bid that is heard as criticism")
    criticism_trust: float = _share(0.008, "t_c", "trust lost to a bid that is heard as criticism")
    withdraw_rest: float = _share(0.01, "e_v", "energy spared by withdrawing or refusing (room to 1)")
    withdraw_release: float = _share(0.15, "L_v", "share of pressure shed by withdrawing or refusing")
    energy_recovery: float = _number(0.12, 0.0, 5.0, "1/day", "e_r", "recovery of energy at stamina 0.5")
    energy_distress: float = _number(0.225, 0.0, 5.0, "1/day", "e_y", "energy lost per day at felt insecurity 1", "fitted")
    pressure_gain: float = _share(0.04, "L_+", "pressure added by one bid (room to 1) at asking_norm 0.5")
    pressure_norm: float = _number(1.0, 0.0, 2.0, "1", "L_n", "how much less pressure a bid causes per unit of asking_norm above 0.5")
    pressure_days: float = _number(15.0, 0.1, 200.0, "days", "tau_L", "time constant of pressure")
    # the slow layer
    trust_rest: float = _share(0.65, "T0", "set point of trust")
    trust_fear: float = _number(0.315, 0.0, 1.0, "1", "T_f", "set point of trust lost per unit of fear above its norm", "fitted")
    trust_bond: float = _share(0.5, "T_B", "share of bond and of the couple's drift that reaches trust")
    trust_days: float = _number(50.0, 1.0, 2000.0, "days", "tau_T", "return of trust to its set point")
    intimacy_rest: float = _share(0.82, "I0", "set point of intimacy without guard")
    intimacy_guard: float = _share(0.73, "I_g", "share of intimacy's set point that guard takes", "fitted")
    intimacy_fade: float = _share(0.12, "I_Y", "fall of intimacy's set point over the years together", "buehler-2021")
    intimacy_outlook: float = _share(0.5, "I_m", "share of outlook and of a person's drift that reaches intimacy")
    intimacy_days: float = _number(40.0, 1.0, 2000.0, "days", "tau_I", "return of intimacy to its set point")
    fear_pull: float = _number(0.0058, 0.0, 1.0, "1/day", "nu_f", "return of fear to anxiety")
    learning_floor: float = _share(0.05, "l_0", "what rebuffs teach also those who know no fear or guard yet")
    fear_rebuff: float = _share(0.0486, "f_+", "rise of fear by a rebuff, times (floor + f) (1 - f)", "fitted")
    fear_understood: float = _share(0.06, "f_u", "fall of fear by an understanding, encouraging answer, times f")
    fear_support: float = _number(4.0, 0.0, 40.0, "1", "f_W", "how much support multiplies that fall (a softening event)", "burgess-moser-2016")
    fear_soothed: float = _number(0.006, 0.0, 1.0, "1/day", "f_s", "fall of fear by distress that ends soothed alone and openly, times f")
    guard_pull: float = _number(0.0058, 0.0, 1.0, "1/day", "nu_g", "return of guard to avoidance")
    guard_rebuff: float = _share(0.004, "g_r", "rise of guard by a rebuff, times (floor + g) (1 - g)")
    guard_intrusion: float = _share(0.01, "g_L", "rise of guard by a bid under pressure, times (floor + g) (1 - g)")
    guard_trust: float = _share(0.006, "g_-", "fall of guard by a pulse that is taken in, times g")
    guard_support: float = _number(0.0164, 0.0, 1.0, "1/day", "g_W", "fall of guard under full support, times g", "fitted")
    coping_days: float = _number(120.0, 1.0, 4000.0, "days", "tau_c", "return of coping to self_soothing")
    coping_soothed: float = _number(0.01, 0.0, 1.0, "1/day", "c_s", "coping gained by distress that ends soothed alone (room to 1)")
    soothed_half: float = _number(0.065, 0.01, 10.0, "insecurity/day", "x_s", "distress soothed alone a day at which half its lesson is learned")
    coping_encouraged: float = _share(0.03, "c_+", "coping gained by an encouraging pulse (room to 1)")
    coping_reliance: float = _share(0.006, "c_-", "coping lost by a pulse that only answers the surface")
    # rival reasons why relief shortens (weights in [0, 1]; all zero = none)
    habituation_duration: float = _share(0.0, "H_d", "weight: relief decays faster with tolerance")
    habituation_amplitude: float = _share(0.0, "H_a", "weight: each reassurance relieves less with tolerance")
    habituation_rebound: float = _share(0.5, "H_r", "weight: overshoot after relief, with fear")
    habituation_credibility: float = _share(1.0, "H_c", "weight: own recent seeking discounts the next reassurance")
    habituation_operant: float = _share(0.0, "H_o", "weight: seeking is learned by negative reinforcement")
    tolerance_gain: float = _share(0.106, "u_+", "tolerance added by one asked reassurance (room to 1)")
    tolerance_days: float = _number(7.0, 0.1, 400.0, "days", "tau_u", "time constant of tolerance")
    tolerance_duration: float = _number(3.0, 0.0, 20.0, "1", "u_d", "how much tolerance 1 speeds the decay of relief")
    tolerance_amplitude: float = _share(0.7, "u_a", "share of a pulse that tolerance 1 takes away")
    rebound_size: float = _number(0.8, 0.0, 4.0, "1", "o_x", "insecurity felt per unit of overshoot, with fear")
    rebound_days: float = _number(1.5, 0.05, 60.0, "days", "tau_o", "time constant of the overshoot (longer than relief)")
    seeking_gain: float = _share(0.04, "s_+", "recent seeking added by one bid (room to 1)")
    seeking_days: float = _number(15.0, 0.1, 200.0, "days", "tau_s", "time constant of recent seeking")
    habit_gain: float = _share(0.3, "j_+", "habit added per unit of insecurity that an answer took away")
    habit_seek: float = _number(4.0, 0.0, 20.0, "log-odds", "j_b", "readiness to ask at habit 1")
    habit_days: float = _number(30.0, 0.5, 1000.0, "days", "tau_j", "extinction of habit")
    # satisfaction, commitment, staying together
    satisfaction_energy: float = _share(0.15, "y_e", "weight of energy in satisfaction (trust and intimacy weigh 1)")
    satisfaction_felt: float = _share(0.154, "y_y", "weight of felt insecurity in satisfaction")
    satisfaction_acute: float = _number(1.0, 0.0, 4.0, "1", "y_a", "weight of felt insecurity minus what one is used to; below it, satisfaction rises")
    satisfaction_strain: float = _share(0.05, "y_s", "weight of one rebuff or withdrawal met, criticism heard, or bid under pressure, a day")
    satisfaction_care: float = _share(0.04, "y_c", "weight of one act of care, given or received, a day")
    care_most: float = _number(6.0, 0.5, 40.0, "acts", "y_k", "acts of care, or of strain, fading, beyond which more adds nothing")
    care_days: float = _number(1.0, 0.1, 30.0, "days", "tau_k", "time constant of felt care and strain")
    commitment_days: float = _number(60.0, 1.0, 2000.0, "days", "tau_C", "time over which commitment averages")
    commitment_investment: float = _share(0.5, "C_Y", "share of commitment that time together gives")
    commitment_years: float = _number(3.0, 0.1, 60.0, "years", "Y_C", "time together at which half of that is reached")
    separation: float = _share(1.0, "P", "1: couples may part; 0: never (for teaching)")
    parting_unmarried: float = _number(0.161, 0.0, 1.0, "1/year", "P_u", "hazard at states of 0.6, unmarried: solved so that 21.7 % of couples at the norms part in a year", "rosenfeld-2014")
    parting_married: float = _number(0.0132, 0.0, 1.0, "1/year", "P_m", "hazard at states of 0.6, married: solved so that 1.5 % of couples at the norms part in a year", "rosenfeld-2014")
    parting_commitment: float = _number(6.0, 0.0, 30.0, "log", "P_C", "fall of the hazard per unit of commitment above 0.6")
    parting_trust: float = _number(0.5, 0.0, 30.0, "log", "P_T", "fall of the hazard per unit of trust above 0.6")
    parting_satisfaction: float = _number(0.5, 0.0, 30.0, "log", "P_S", "fall of the hazard per unit of satisfaction above 0.6")
    # slow luck
    drift_days: float = _number(400.0, 5.0, 4000.0, "days", "tau_B", "time constant of the slow drift of set points")
    drift_couple: float = _number(0.15, 0.0, 1.0, "1", "sd_B", "spread of the couple's drift")
    drift_person: float = _number(0.317, 0.0, 1.0, "1", "sd_m", "spread of a person's drift", "fitted")
    # friends (without a network, only those that work on comfort, approval and nearby)
    friends_half: float = _number(3.0, 0.0, 100.0, "friends", "F_h", "friends that give half of the comfort that many friends give")
    comfort_gain: float = _share(1.0, "F_+", "strength of comfort: of what many friends with energy to spare give")
    comfort_spent: float = _share(0.3, "F_s", "energy below which a friend has no comfort to give")
    comfort_rate: float = _number(0.4, 0.0, 20.0, "1/day", "F_k", "fall of distress above rest at comfort 1")
    comfort_guard: float = _share(0.6, "F_g", "share of comfort that full guard keeps out")
    spill_gain: float = _number(0.6, 0.0, 10.0, "x mean", "z_+", "life stress added per unit of distress that friends show")
    approval_gain: float = _number(1.0, 0.0, 5.0, "1", "H_+", "approval per unit of satisfaction above that of the friends' own couples")
    approval_commitment: float = _share(0.3, "H_C", "shift of commitment's target per unit of approval")
    norm_pull: float = _number(0.004, 0.0, 1.0, "1/day", "n_+", "share of the way to the friends' mean that norms go in a day")
    parting_nearby: float = _number(0.56, 0.0, 10.0, "log", "P_N", "rise of the hazard when every friend has just parted (0.56: of an only friend)", "mcdermott-2013")
    nearby_days: float = _number(365.0, 1.0, 4000.0, "days", "tau_N", "time over which a break-up among friends fades")


BLOCKS = {
    "the world": "stress_rate",
    "doubt": "doubt_rate",
    "soothing": "soothing_rate",
    "bid": "refractory_days",
    "style and reading": "direct_base",
    "answer": "answer_base",
    "the one who asked": "credible_base",
    "the one who answered": "giving_gain",
    "the slow layer": "trust_rest",
    "why relief shortens": "habituation_duration",
    "satisfaction and staying together": "satisfaction_energy",
    "slow luck": "drift_days",
    "friends": "friends_half",
}
"""Blocks of ``Constants`` in the order of an episode, each with its first field."""


SET_BY_FRIENDS = ("comfort", "spillover", "approval", "nearby")
"""Numbers of a person or couple that friends set anew each morning, where there are any."""


class Parameters(Numbers):
    """Everything that a couple's life depends on, apart from luck and time."""

    a: Person = Person()
    b: Person = Person()
    couple: Couple = Couple()
    constants: Constants = Constants()
