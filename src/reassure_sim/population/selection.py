"""Which couples of a population to simulate: those that fit, in the order of their numbers, and their weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..block import Lives
from ..parameters import ROW, ParameterError, Problem
from .conditions import traits_fit
from .norms import STYLE_CUT, STYLES
from .population import Population

PATIENCE = 200
"""Candidates looked at for each couple wanted (but never fewer than ``FEWEST``) before the search is given up."""
FEWEST = 4096

PAIRS = tuple((one, other) for i, one in enumerate(STYLES) for other in STYLES[i:])
"""The strata of ``stratify="styles"``: pairs of attachment styles, whichever partner has which."""

_PAIR = np.array([[PAIRS.index((STYLES[min(i, j)], STYLES[max(i, j)])) for j in range(4)] for i in range(4)])

Look = Callable[[Lives], NDArray[np.bool_]]
"""Tells which of some candidates live as a population's ``where`` asks for."""


class Chosen(NamedTuple):
    """The couples to simulate and what each of them stands for: ``weight`` (n,), mean 1."""

    lives: Lives
    weight: NDArray[np.float64]


def styles(values: NDArray[np.float64], who: str) -> NDArray[np.int64]:
    """Return the place in ``STYLES`` of one partner's attachment style, (n,); no rule of the model knows these."""
    anxious, avoidant = (values[ROW[f"{who}.{name}"]] >= STYLE_CUT for name in ("anxiety", "avoidance"))
    return np.asarray(anxious + 2 * avoidant.astype(np.int64))


def named(values: NDArray[np.float64], seed: int, couple: NDArray[np.int64]) -> Lives:
    """Return lives with the luck of their couple numbers, nothing scheduled."""
    n = len(couple)
    return Lives(values, np.full(n, seed, np.uint64), np.zeros(n, np.int64), couple)


def choose(population: Population, seed: int, look: Look | None = None) -> Chosen:
    """Return the population's couples, nothing scheduled yet; each keeps its number, hence its people and its luck.

    ``look`` is needed when ``where`` names outcomes.

    Raises:
        ParameterError: too few candidates fit.
    """
    if not population.where and population.stratify is None:
        everyone = np.arange(population.couples, dtype=np.int64)
        return Chosen(named(population.values(seed, everyone), seed, everyone), np.ones(population.couples))
    quota = _quotas(population)
    open_ = quota.copy()
    most = min(max(PATIENCE * population.couples, FEWEST), 2**32)
    step = min(max(population.couples, 256), 32_768)
    kept: list[tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]] = []
    fitting: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    first = 0
    while open_.any() and first < most:
        couple = np.arange(first, min(first + step, most), dtype=np.int64)
        values = population.values(seed, couple)
        fits = traits_fit(population.where, values)
        if look is not None and fits.any():
            fits[fits] = look(named(values[:, fits], seed, couple[fits]))
        couple, values = couple[fits], values[:, fits]
        stratum = _strata(population, values)
        fitting.append((couple, stratum))
        keep = np.zeros(len(couple), dtype=bool)
        for s in np.flatnonzero(open_):
            found = np.flatnonzero(stratum == s)[: open_[s]]
            keep[found] = True
            open_[s] -= len(found)
        kept.append((couple[keep], values[:, keep], stratum[keep]))
        first += step
    if open_.any():
        raise ParameterError([_too_few(population, quota, open_, min(first, most))])
    couple = np.concatenate([k[0] for k in kept])
    values = np.concatenate([k[1] for k in kept], axis=1)
    seen = np.concatenate([s[np.asarray(c) <= couple[-1]] for c, s in fitting])
    share = np.bincount(seen, minlength=len(quota)) / len(seen)
    weight = (share / (quota / population.couples))[np.concatenate([k[2] for k in kept])]
    return Chosen(named(values, seed, couple), weight)


def _quotas(population: Population) -> NDArray[np.int64]:
    """Return how many couples of each stratum are wanted; the first strata get what is over."""
    strata = 1 if population.stratify is None else len(PAIRS)
    base, over = divmod(int(population.couples), strata)
    return base + (np.arange(strata) < over).astype(np.int64)


def _strata(population: Population, values: NDArray[np.float64]) -> NDArray[np.int64]:
    if population.stratify is None:
        return np.zeros(values.shape[1], np.int64)
    return np.asarray(_PAIR[styles(values, "a"), styles(values, "b")])


def _too_few(population: Population, quota: NDArray[np.int64], missing: NDArray[np.int64], seen: int) -> Problem:
    """Return the sentence for a search that was given up."""
    found = int(quota.sum() - missing.sum())
    say = f"found {found} of {population.couples} couples that fit among {seen} candidates"
    if population.stratify is None:
        return Problem("where", f"{say}; widen the ranges or ask for fewer couples")
    rarest = " and ".join(PAIRS[int(np.argmax(missing))])
    return Problem("stratify", f"{say} (most are missing of {rarest}); widen where or ask for fewer couples")
