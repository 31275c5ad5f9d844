"""How people differ, as numbers: norms, spreads, likenesses, and where attachment styles are cut.

A norm's standard deviation is one of observed scores; it is taken as that of the true trait.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ..parameters import NUMBERS, Numbers

REFERENCES = {
    "assumption": "neither fitted nor cited: a working value, set by hand with the findings in view",
    "fitted": "fitted to the findings of the role calibration (`reassure calibrate`)",
    "fraley-norms": "Fraley, ECR-R norms of more than 17,000 adults (as cited, not re-read)",
    "cameron-2012": "Cameron, Finnegan & Morry 2012, Journal of Research in Personality 46:472: anxiety and avoidance "
    "correlate weakly in the ECR, more in the ECR-R (sizes as cited, not re-read)",
    "zhang-2022": "Zhang et al. 2022, Journal of Personality and Social Psychology 123:1089: avoidance and anxiety go "
    "with poorer mental health (size for anxiety as cited, not re-read); here for intrusive doubts",
    "strauss-2012": "Strauss, Morry & Kito 2012: partners are slightly alike in security (sign only; size: assumption)",
}
"""Citation keys that a number's ``source`` may name."""


def _number(default: float, low: float, high: float, unit: str, meaning: str, source: str = "assumption") -> Any:
    return Field(
        default=default,
        ge=low,
        le=high,
        allow_inf_nan=False,
        description=meaning,
        json_schema_extra={"unit": unit, "source": source},
    )


def _sd(default: float, meaning: str, high: float = 0.25) -> Any:
    return _number(default, 0.0, high, "1", meaning)


def _correlation(default: float, meaning: str, source: str = "assumption") -> Any:
    return _number(default, -0.9, 0.9, "1", meaning, source)


class Norms(Numbers):
    """Attachment as a questionnaire finds it among adults; scores from 1 to 7 map to (score - 1) / 6."""

    anxiety_mean: float = _number(3.56, 1.0, 7.0, "score", "mean of attachment anxiety", "fraley-norms")
    anxiety_sd: float = _number(1.12, 0.0, 2.5, "score", "standard deviation of anxiety", "fraley-norms")
    avoidance_mean: float = _number(2.92, 1.0, 7.0, "score", "mean of attachment avoidance", "fraley-norms")
    avoidance_sd: float = _number(1.19, 0.0, 2.5, "score", "standard deviation of avoidance", "fraley-norms")
    correlation: float = _correlation(0.41, "of a person's anxiety and avoidance", "cameron-2012")


NORMS = {"ecr_r": Norms(), "ecr": Norms(correlation=0.11)}
"""Norms by the questionnaire: ECR-R, and the older ECR, which tells anxiety and avoidance better apart."""


class Spread(Numbers):
    """Standard deviations between people, on the traits' own scales unless the unit says otherwise.

    The means are the parameters' defaults; with a culture, those of the culture.
    """

    self_soothing: float = _sd(0.2, "of inner stability")
    clarity: float = _sd(0.2, "of how directly needs are voiced")
    self_esteem: float = _sd(0.18, "of self-esteem")
    doubt_proneness: float = _sd(0.15, "of the resting level of intrusive doubts")
    stamina: float = _sd(0.18, "of how fast spent energy comes back")
    insight: float = _sd(0.15, "of how far the need behind a protest is heard")
    encouragement: float = _sd(0.15, "of how far answers help the other to cope")
    words_given: float = _sd(0.15, "of the share of words in reassurance given")
    words_wanted: float = _sd(0.15, "of the share of words in reassurance hoped for")
    asking_norm: float = _sd(0.15, "of how normal asking is")
    asking_cost: float = _sd(0.15, "of the social cost of asking openly")
    within_culture: float = _sd(0.08, "of the last four among people of one culture", high=0.1)
    life_stress: float = _number(1.0, 0.0, 2.0, "log", "of the logarithm of life_stress, before the cut at its top")
    outlook: float = _number(0.19, 0.0, 0.5, "1", "of a person's lasting shift of set points")
    bond: float = _number(0.193, 0.0, 0.5, "1", "of a couple's lasting shift of set points", "fitted")
    years_unmarried: float = _number(6.0, 0.5, 20.0, "years", "mean time together of the unmarried (exponential)")
    years_married: float = _number(12.0, 0.5, 20.0, "years", "mean time together of the married (gamma of shape 2)")


class Likeness(Numbers):
    """Pearson correlations of traits; what is not listed follows from these and from nothing else."""

    anxiety_partners: float = _correlation(0.1, "of two partners' anxiety", "strauss-2012")
    avoidance_partners: float = _correlation(0.1, "of two partners' avoidance", "strauss-2012")
    self_esteem_anxiety: float = _correlation(-0.45, "of self-esteem and anxiety")
    self_esteem_avoidance: float = _correlation(-0.2, "of self-esteem and avoidance")
    doubt_proneness_anxiety: float = _correlation(0.42, "of proneness to doubts and anxiety", "zhang-2022")
    doubt_proneness_avoidance: float = _correlation(0.28, "of proneness to doubts and avoidance", "zhang-2022")
    self_soothing_anxiety: float = _correlation(-0.3, "of inner stability and anxiety")
    self_soothing_avoidance: float = _correlation(0.0, "of inner stability and avoidance")
    clarity_anxiety: float = _correlation(-0.1, "of clarity and anxiety")
    clarity_avoidance: float = _correlation(-0.2, "of clarity and avoidance")
    insight_anxiety: float = _correlation(-0.1, "of insight and anxiety")
    insight_avoidance: float = _correlation(-0.2, "of insight and avoidance")
    encouragement_anxiety: float = _correlation(0.0, "of encouragement and anxiety")
    encouragement_avoidance: float = _correlation(-0.2, "of encouragement and avoidance")


LIKENESS = Likeness()

STYLES = ("secure", "anxious", "avoidant", "fearful")
STYLE_CUT = 0.5
"""Where attachment styles are cut on both scales: 4, the middle of 1 to 7. *secure* is below on both, *anxious* and
*avoidant* above on one, *fearful* above on both. At the ECR-R norms 57 % are secure, 23 % anxious, 8 % avoidant and
11 % fearful; of three forced choices, Hazan & Shaver (1987) found 56 % secure, 19 % anxious and 25 % avoidant (the
last holds the fearful too)."""


def mean_of(trait: str) -> float:
    """Return the mean of a trait that no culture has moved: the default of the parameter."""
    return NUMBERS[f"a.{trait}"].default
