"""The mechanisms of the model: what each claims, where the claim comes from, and the switch that knocks it out.

A knock-out sets the constants through which a mechanism works to values at which it has no effect;
nothing else changes. ``KNOCKOUTS[name]`` can be handed to ``Scenario.with_`` or, without the
prefix, to ``Population(constants=...)``. Sources stand for the structure, never for a size: sizes
are fitted or are assumptions (``docs/parameters.md``). Most sources are as cited, not re-read.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Mechanism(NamedTuple):
    """One mechanism: its ``name``, its ``claim`` in words, a ``source`` of the claim, and the paths and values that
    switch it ``off``."""

    name: str
    claim: str
    source: str
    off: Mapping[str, float]


def _off(*names: str, **values: float) -> Mapping[str, float]:
    return MappingProxyType({f"constants.{n}": v for n, v in {**dict.fromkeys(names, 0.0), **values}.items()})


_HABITUATION = ("duration", "amplitude", "rebound", "credibility", "operant")

MECHANISMS: tuple[Mechanism, ...] = (
    # what anxiety does
    Mechanism(
        "anxious_rest",
        "fear keeps distress up without any event, more so while apart",
        "Mikulincer & Shaver 2007 (hyperactivation); Diamond et al. 2008",
        _off("rest_fear", "rest_apart"),
    ),
    Mechanism(
        "anxious_asking",
        "fear steepens the wish to ask",
        "Shaver, Schachner & Mikulincer 2005; Evraire, Dozois & Wilde 2022",
        _off("seek_fear"),
    ),
    Mechanism("anxious_distrust", "the fearful expect less of a partner", "Mikulincer 1998", _off("trust_fear")),
    Mechanism(
        "anxious_hurt",
        "refusal hurts the fearful more",
        "Downey & Feldman 1996; Campbell et al. 2005",
        _off("hurt_fear", "trust_loss_fear"),
    ),
    Mechanism(
        "anxious_reactivity",
        "the fearful react more to the world's stress",
        "Campbell et al. 2005; Mikulincer & Shaver 2007",
        _off("stress_fear"),
    ),
    Mechanism("intrusive_doubt", "doubts come without evidence of rejection", "Doron et al. 2012", _off("doubt_rate")),
    Mechanism(
        "doubt_feeding",
        "answers that only soothe the surface feed later doubts",
        "Kobori & Salkovskis 2013; Salkovskis & Kobori 2015",
        _off("doubt_feed"),
    ),
    # what avoidance does
    Mechanism(
        "avoidant_restraint",
        "the avoidant hold back asking and showing distress, the more so the higher it is",
        "Simpson, Rholes & Nelligan 1992; Collins & Feeney 2000",
        _off("seek_avoidance", "seek_avoidance_felt", "expression_guard"),
    ),
    Mechanism(
        "avoidant_care",
        "the avoidant give less and colder care, least when the other's distress shows",
        "Simpson, Rholes & Nelligan 1992; Feeney & Collins 2001",
        _off("reach_guard", "reach_need_guard", "answer_guard", "answer_need_guard", "quality_avoidance"),
    ),
    Mechanism(
        "avoidant_distance",
        "avoidance lowers closeness and takes less reassurance in",
        "Li & Chan 2012; Girme et al. 2015",
        _off("intimacy_guard", "take_in"),
    ),
    Mechanism(
        "intrusion",
        "asking under pressure is felt as intrusion: withdrawal, refusal, more guard",
        "Christensen & Heavey 1990 (demand and withdraw)",
        _off("guard_intrusion", "answer_guard_pressure", "withdraw_pressure", "withdraw_pressure_guard"),
    ),
    # asking, hearing, answering
    Mechanism("asking", "distress is brought to the partner", "Bowlby 1969", _off("seek_max")),
    Mechanism(
        "despair",
        "without hope or energy protest turns to despair and detachment",
        "Bowlby 1973, 1980",
        _off("seek_hope", "seek_despair", seek_hope_width=0.01),
    ),
    Mechanism(
        "protest",
        "under distress and guard a need comes out indirectly",
        "Barbee & Cunningham 1995",
        _off("direct_felt", "direct_guard", "direct_cost", direct_base=6.0),
    ),
    Mechanism(
        "directness",
        "a need voiced directly is understood better and answered more",
        "Barbee & Cunningham 1995; Overall & McNulty 2017",
        _off("misread_direct", "answer_direct", "fear_understood"),
    ),
    Mechanism(
        "insight",
        "who knows the pattern hears the need behind a protest",
        "Bradbury & Fincham 1990",
        _off("misread_insight"),
    ),
    Mechanism(
        "criticism",
        "what is heard as criticism drains, costs trust and is refused",
        "Bradbury & Fincham 1990; Christensen & Heavey 1990",
        _off("criticism_drain", "criticism_trust", "answer_criticism", "giving_criticism"),
    ),
    Mechanism(
        "channels",
        "reassurance works in the channel, words or acts, in which it is hoped for",
        "Cutrona & Russell 1990; Taylor et al. 2007",
        _off("channel_cost"),
    ),
    Mechanism(
        "customs",
        "where asking openly is costly one asks less and hints, and hints are heard",
        "Kim, Sherman & Taylor 2008",
        _off("misread_custom", "pressure_norm", "seek_cost", "direct_cost"),
    ),
    Mechanism("pressure", "bids add up to felt demand", "Coyne 1976; Christensen & Heavey 1990", _off("pressure_gain")),
    # what reassurance does
    Mechanism(
        "esteem",
        "reassurance is believed more by those who think well of themselves",
        "Murray, Holmes & Griffin 2000",
        _off("credible_esteem"),
    ),
    Mechanism(
        "habituation",
        "relief shortens with repetition, by five rival ways",
        "Coyne 1976; Rachman 2002; Parrish & Radomsky 2010",
        _off(*(f"habituation_{form}" for form in _HABITUATION)),
    ),
    Mechanism("reliance", "leaning on reassurance erodes coping", "Parrish & Radomsky 2010", _off("coping_reliance")),
    Mechanism(
        "refusal_hurts",
        "refusal and withdrawal hurt and cost trust and closeness",
        "Murray, Holmes & Collins 2006",
        _off("hurt", "withdrawal_hurt", "trust_loss", "intimacy_loss", "rebuff_drain"),
    ),
    Mechanism(
        "fear_learning", "refusal teaches fear", "Bowlby 1973; Davila, Karney & Bradbury 1999", _off("fear_rebuff")
    ),
    Mechanism(
        "understanding",
        "being understood and encouraged to cope lowers fear and builds coping",
        "Reis, Clark & Holmes 2004; Arriaga et al. 2018",
        _off("fear_understood", "fear_support", "coping_encouraged"),
    ),
    Mechanism(
        "self_mastery",
        "distress that ends without asking builds coping and lowers fear, unless it was suppressed",
        "Arriaga et al. 2018",
        _off("fear_soothed", "coping_soothed"),
    ),
    Mechanism(
        "guard_learning",
        "guard rises with refusal and intrusion and falls with what is taken in, and with support",
        "Arriaga et al. 2018; Burgess Moser et al. 2016",
        _off("guard_rebuff", "guard_intrusion", "guard_trust", "guard_support"),
    ),
    # what giving does
    Mechanism(
        "giving_costs",
        "repeated, ineffective or inauthentic answers drain the giver",
        "Coyne et al. 1987; Lemay & Dudley 2011",
        _off("giving_cost"),
    ),
    Mechanism(
        "giving_is_good",
        "voluntary and effective care is good for the giver",
        "Inagaki & Orehek 2017; Berli, Schwaninger & Scholz 2021",
        _off("giving_gain", "voluntary_gain", "satisfaction_care"),
    ),
    Mechanism(
        "energy_in_care",
        "a tired partner cares less, and less well",
        "Neff & Karney 2009",
        _off("quality_energy", "answer_energy", "reach_energy"),
    ),
    # the slow layer and luck
    Mechanism(
        "commitment",
        "commitment, trust and satisfaction hold a couple together",
        "Rusbult 1983; Le et al. 2010",
        _off("parting_commitment", "parting_trust", "parting_satisfaction"),
    ),
    Mechanism(
        "contagion",
        "distress that shows is caught by the partner",
        "Bolger et al. 1989; Neff & Karney 2007",
        _off("contagion"),
    ),
    Mechanism(
        "day_s_distress",
        "a day's satisfaction departs from its level with acute distress and strain",
        "Thibaut & Kelley 1959 (comparison level); Neff & Karney 2009",
        _off("satisfaction_acute", "satisfaction_strain", "withdraw_strain", "reach_distress"),
    ),
    Mechanism("slow_luck", "set points drift over a year or two", "assumption", _off("drift_couple", "drift_person")),
)

FLOWS: tuple[Mechanism, ...] = (
    Mechanism(
        "comfort",
        "friends with energy to spare soothe, the guarded less",
        "Cohen & Wills 1985 (buffering); Cheung, Gardner & Anderson 2015; Florian, Mikulincer & Bucholtz 1995 (guard)",
        _off("comfort_gain"),
    ),
    Mechanism(
        "approval",
        "friends measure a relationship by their own; what they think of it moves commitment",
        "Sprecher & Felmlee 1992; Etcheverry & Agnew 2004 (approval and commitment); the yardstick is an assumption",
        _off("approval_gain"),
    ),
    Mechanism(
        "stress",
        "friends' distress adds to one's own life stress",
        "Westman 2001 (crossover); Rosenquist, Fowler & Christakis 2011",
        _off("spill_gain"),
    ),
    Mechanism(
        "norms",
        "norms of asking and of reassuring drift towards the friends' mean, the stubborn return to their own",
        "DeGroot 1974; Friedkin & Johnsen 1990",
        _off("norm_pull"),
    ),
    Mechanism(
        "partings",
        "a break-up among friends makes one's own more likely for a while",
        "McDermott, Fowler & Christakis 2013",
        _off("parting_nearby"),
    ),
)
"""What flows between friends once a day; without a network nothing does."""

KNOCKOUTS: Mapping[str, Mapping[str, float]] = MappingProxyType({m.name: m.off for m in MECHANISMS})
"""Name of a mechanism -> the numbers that switch it off."""
