"""Ten of the model's rules as they are shown: states as words, numbers as letters, both explained."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ....parameters import NUMBERS
from ...parts.knobs import label
from ...words import figure, measure


class Equation(NamedTuple):
    """One rule of the model.

    name: what it is called in the words. rule: the function in ``rules`` that does it. form: the equation, with
    {states} by their name in the words, <numbers> by theirs among the constants, and ... for smaller terms; ' marks a
    state afterwards. knob: the number that moves it most plainly.
    """

    name: str
    rule: str
    form: str
    knob: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the numbers in it by path, each once, in their order."""
        return tuple(dict.fromkeys(f"constants.{name}" for name in re.findall(r"<(\w+)>", self.form)))


EQUATIONS = (
    Equation(
        "soothing",
        "soothed",
        "{insecurity}' = {rest} + ({insecurity} − {rest}) · exp(−<soothing_rate> · (1 + <soothing_coping> · "
        "({coping} − 0.5)) · {days})",
        "a.self_soothing",
    ),
    Equation(
        "felt",
        "felt_insecurity",
        "{felt} = {insecurity} − {relief} + <habituation_rebound> · <rebound_size> · {fear} · "
        "max({trace} − {relief}, 0)",
        "constants.habituation_rebound",
    ),
    Equation(
        "asking",
        "seek_rate",
        "{asking} = <seek_max> · logistic(<seek_base> + <seek_felt> · {felt} · (1 + <seek_fear> · ({fear} − {norm})) · "
        "{hope} − <seek_avoidance> · {guard} − <seek_avoidance_felt> · {guard} · {felt} − …)",
        "a.anxiety",
    ),
    Equation(
        "withdrawing",
        "withdraw_rate",
        "{withdrawing} = <withdraw_max> · logistic(<withdraw_base> + <withdraw_pressure> · {pressure} · "
        "(1 + <withdraw_pressure_guard> · ({guard} − {norm})) + <withdraw_felt> · {felt} · {guard} + "
        "<withdraw_strain> · {strain} + <withdraw_guard> · {guard})",
        "b.avoidance",
    ),
    Equation(
        "answering",
        "answer_odds",
        "{answering} = logistic(<answer_base> + <answer_intimacy> · ({closeness} − 0.5) + <answer_energy> · "
        "({strength} − 0.6) + <answer_need> · {shown} · (1 − <answer_need_guard> · ({guard} − {norm})) + "
        "<answer_direct> · {direct} − (<answer_guard> + <answer_guard_pressure> · {pressure}) · {guard} − "
        "<answer_pressure> · {pressure} − <answer_distress> · {felt} − <answer_criticism> · {criticised})",
        "a.clarity",
    ),
    Equation(
        "belief",
        "credibility",
        "{belief} = logistic(<credible_base> − <habituation_credibility> · <credible_seeking> · {recent} · "
        "(1 + <credible_fear> · ({fear} − {norm})) − <credible_mistrust> · ({norm} − {trust}) + "
        "<credible_esteem> · ({esteem} − {norm}))",
        "constants.habituation_credibility",
    ),
    Equation(
        "relief",
        "settle",
        "{relief}' = {relief} + <relief_gain> · {reassurance} · (1 − {relief})",
        "constants.relief_days",
    ),
    Equation(
        "strength",
        "settle",
        "{strength}' = {strength} + <giving_gain> · {reassurance} · (1 − {strength}) − <giving_cost> · "
        "(<giving_cost_base> + {pressure}) · (1 − <giving_effect> · {reassurance}) · {strength} + …",
        "b.stamina",
    ),
    Equation(
        "fear",
        "settle",
        "{fear}' = {fear} + <fear_rebuff> · (<learning_floor> + {fear}) · (1 − {fear})",
        "constants.fear_rebuff",
    ),
    Equation(
        "parting",
        "parting_rate",
        "{hazard} = <separation> · <parting_unmarried> · exp(<parting_commitment> · (0.6 − {commitment}) + "
        "<parting_trust> · (0.6 − {trust}) + <parting_satisfaction> · (0.6 − {satisfaction}))",
        "constants.separation",
    ),
)

_GREEK = {"lam": "λ", "sig": "σ", "gam": "γ", "kap": "κ", "tau": "τ", "rho": "ρ", "dlt": "δ", "nu": "ν"}
_PIECE = re.compile(r"\{(?P<state>\w+)\}|<(?P<number>\w+)>|(?P<text>[^{<]+)")


def letter(path: str) -> list[str]:
    """Return the letter of a number, and what stands below it ("" if nothing)."""
    sign, _, index = NUMBERS[path].symbol.partition("_")
    return [_GREEK.get(sign, sign), index]


def equations(words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the equations for the page: pieces as [kind, text, below], and each number with its meaning and value."""
    said = words["learn"]
    return [
        {
            **said["rules"][each.name],
            "key": each.name,
            "rule": each.rule,
            "pieces": [_shown(piece, words) for piece in _PIECE.finditer(each.form)],
            "numbers": [
                {
                    "letter": letter(path),
                    "label": label(path, words),
                    "value": measure(f"{NUMBERS[path].default:.4g}", NUMBERS[path].unit, words),
                }
                for path in each.paths
            ],
            "knob": each.knob,
            "turn": said["turn"].format(knob=label(each.knob, words)),
        }
        for each in EQUATIONS
    ]


def _shown(piece: re.Match[str], words: Mapping[str, Any]) -> list[str]:
    if piece["state"]:
        return ["state", words["learn"]["states"][piece["state"]], ""]
    if piece["number"]:
        return ["number", *letter(f"constants.{piece['number']}")]
    text = re.sub(r"\d+\.\d+", lambda number: figure(number[0], words), piece["text"])
    return ["text", text.replace("'", "′"), ""]
