"""What a study would have collected of some lives: questionnaires and diaries with their error.

A self-report is the truth, plus the person's lasting error, plus (in a diary) the day's error, kept on its scale. Each
error's spread follows from a declared reliability and a declared reference spread of the truth, never from the sample:
so one couple's answers do not hang on who else is in the table. Draws are keyed by seed, couple, partner, day and
column, and owners that neither lives nor populations use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import special

from .instrument import INSTRUMENT, REFERENCE, Instrument
from .parameters import NUMBERS
from .population import NORMS, Spread
from .population.sampling import uniforms

if TYPE_CHECKING:
    from pandas import DataFrame, Series

Values = NDArray[np.float64]

ATTACHMENT = ("anxiety", "avoidance")
TRAITS = (*ATTACHMENT, *(name for name in Spread.model_fields if f"a.{name}" in NUMBERS and name != "outlook"))
"""Traits that a questionnaire asks for; ``outlook`` and ``bond`` no study sees."""
GLOWING = ("satisfaction", "trust", "intimacy")
STATES = (*GLOWING, "felt_insecurity", "energy", "stress")
OWN_ASKING = ("reassured", "rebuffed")
COUNTS = (*OWN_ASKING, "asked_direct", "reached_out", "withdrew", "provided")

_PERSON = (*STATES, "glow", *TRAITS)  # the order of a person's lasting draws
_DAY = (*STATES, *COUNTS)  # the order of a day's draws
_BLOCKS = -(-len(_DAY) // 4)
_OWNER_PERSON, _OWNER_DAY = 3 + 4 * 16, 3 + 4 * 18  # of partner a; those of b are 4 more

_KEYS = ["run_id", "couple", "partner"]


def people(true: DataFrame, seed: int = 0, tool: Instrument = INSTRUMENT) -> DataFrame:
    """Return the people as questionnaires show them: each trait with a lasting error, kept on its scale.

    ``true``: the table ``people`` of a result. ``outlook`` and ``bond``, which no study sees, are left out.
    """
    errors = _lasting(true, seed, tool)
    seen = true.drop(columns=["outlook", "bond"])
    for name in TRAITS:
        seen[name] = _on_scale(name, true[name].to_numpy() + errors[name])
    return seen


def diary(true: DataFrame, who: DataFrame, seed: int = 0, tool: Instrument = INSTRUMENT) -> DataFrame:
    """Return the diary as the partners filled it in: states with a lasting and a daily error, acts as far as recalled.

    ``true``: the table ``diary`` of a result; ``who``: its table ``people``. What nobody notes is left out.
    """
    person = true[_KEYS].merge(_reporting(who, seed, tool), how="left", on=_KEYS)
    seen = true[[*_KEYS, "day"]].copy()
    for name, u in zip(_DAY, _draws_of_days(true, seed), strict=False):
        if name in STATES:
            error = _error(tool.day_reliability, getattr(REFERENCE, f"{name}_within")) * special.ndtri(u)
            seen[name] = _report(name, true[name], person, error)
        elif name == "asked_direct":
            seen["asked"] = seen["reassured"] + seen["rebuffed"]
            seen[name] = among(seen["asked"].to_numpy(), true[name].to_numpy(), true["asked"].to_numpy(), u)
        else:
            noted = tool.recall * (person["openness"] if name in OWN_ASKING else 1.0)
            seen[name] = thinned(true[name].to_numpy(), np.broadcast_to(noted, len(true)), u)
    seen["together"] = true["together"]
    return seen


def runs(true: DataFrame, who: DataFrame, seed: int = 0, tool: Instrument = INSTRUMENT) -> DataFrame:
    """Return what a last questionnaire and the register of separations show of each couple.

    ``true``: the table ``runs`` of a result; ``who``: its table ``people``. The states are means of the last weeks;
    their lasting errors are those of the diary.
    """
    seen = true[["run_id", "couple", "days_together", "separated", "separation_day"]].copy()
    reporting = _reporting(who, seed, tool)
    for partner, own in reporting.groupby("partner", sort=True):
        person = seen[["run_id", "couple"]].merge(own, how="left", on=["run_id", "couple"])
        for name in STATES:
            if f"{name}_{partner}" in true:
                seen[f"{name}_{partner}"] = _report(name, true[f"{name}_{partner}"], person, 0.0)
    return seen


def thinned(count: Values, chance: Values, u: Values) -> Values:
    """Return how many of ``count`` acts are noted, each with ``chance``: the binomial value at quantile ``u``."""

    def pmf(k: float, rows: NDArray[np.int64]) -> Values:
        n, p = count[rows], chance[rows]
        return np.asarray(special.binom(n, k) * p**k * (1.0 - p) ** (n - k))

    return _at_quantile(u, pmf)


def among(noted: Values, marked: Values, count: Values, u: Values) -> Values:
    """Return how many of ``noted`` acts are marked, of ``count`` with ``marked``: the hypergeometric value at ``u``."""

    def pmf(k: float, rows: NDArray[np.int64]) -> Values:
        n, of, drawn = count[rows], marked[rows], noted[rows]
        return np.asarray(special.binom(of, k) * special.binom(n - of, drawn - k) / special.binom(n, drawn))

    return _at_quantile(u, pmf)


def _at_quantile(u: Values, pmf: Callable[[float, NDArray[np.int64]], Values]) -> Values:
    """Return the least whole number up to which ``pmf`` sums to ``u`` or more."""
    found, left, k = np.zeros(len(u)), np.arange(len(u)), 0
    total = pmf(0.0, left)
    while (short := u[left] > total).any():
        left, total, k = left[short], total[short], k + 1
        found[left] = k
        total = total + pmf(float(k), left)
    return found


def _error(reliability: float, reference: float) -> float:
    """Return the spread of an error with which a truth of spread ``reference`` is measured with ``reliability``."""
    return float(reference * np.sqrt((1.0 - reliability) / reliability))


def _on_scale(name: str, values: Values) -> Values:
    """Return answers kept on their scale; a day's stress has no top."""
    top = NUMBERS[f"a.{name}"].high if name in TRAITS else np.inf if name == "stress" else 1.0
    return np.asarray(np.clip(values, 0.0, top))


def _report(name: str, true: Series[float], person: DataFrame, error: Values | float) -> Values:
    """Return the answers to one state: what is not hidden of it, with the lasting error and another one."""
    felt = true.to_numpy() * (person["openness"].to_numpy() if name == "felt_insecurity" else 1.0)
    return _on_scale(name, felt + person[name].to_numpy() + error)


def _lasting(who: DataFrame, seed: int, tool: Instrument) -> dict[str, Values]:
    """Return each person's lasting error in every state and trait, (n,)."""
    couple, partner = _numbers(who)
    draws = special.ndtri(uniforms(seed, couple, _OWNER_PERSON + 4 * partner, len(_PERSON)))
    normal: dict[str, Values] = dict(zip(_PERSON, draws, strict=True))
    found = {}
    for name in STATES:
        between = getattr(REFERENCE, f"{name}_between")
        glow = tool.glow * between * normal["glow"] if name in GLOWING else 0.0
        found[name] = _error(tool.person_reliability, between) * normal[name] + glow
    norms, spread = NORMS["ecr_r"], Spread()
    for name in TRAITS:
        reliability, reference = tool.trait_reliability, getattr(spread, name, 0.0)
        if name in ATTACHMENT:
            reliability, reference = tool.attachment_reliability, getattr(norms, f"{name}_sd") / 6.0
        found[name] = _error(reliability, reference) * normal[name]
    return found


def _reporting(who: DataFrame, seed: int, tool: Instrument) -> DataFrame:
    """Return how each person reports states: the lasting errors, and the share of distress that is told."""
    errors = _lasting(who, seed, tool)
    told = 1.0 - tool.hiding * who["avoidance"]
    return who[_KEYS].assign(openness=told, **{name: errors[name] for name in STATES})


def _numbers(table: DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return couple and partner (0 for a, 1 for b) of each row."""
    return table["couple"].to_numpy(np.int64), (table["partner"] == "b").to_numpy().astype(np.int64)


def _draws_of_days(pages: DataFrame, seed: int) -> Iterator[Values]:
    """Yield one draw after the other for every page, (n,) each; four at a time are in memory."""
    couple, partner = _numbers(pages)
    day = pages["day"].to_numpy(np.int64)
    for block in range(_BLOCKS):
        yield from uniforms(seed, couple, _OWNER_DAY + 4 * partner, 4, day * _BLOCKS + block)
