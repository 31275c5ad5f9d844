"""Who a couple is: traits with the marginals and correlations of the norms, named by seed and couple number.

Traits on [0, 1] have Beta marginals with the declared mean and standard deviation, joined by a Gaussian copula whose
correlations are solved so that the traits' own (Pearson) correlations are the declared ones. The two partners'
anxiety and avoidance come first; a person's other traits depend on these two and on nothing else.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ..draws import Words, philox
from ..parameters import NUMBERS
from .norms import LIKENESS, Likeness, Norms, Spread, mean_of

Values = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(48)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()

OWNER = 3
"""The first owner of draws that no life uses: the couple, then person 0, then person 1, in steps of 4."""

PRIMARY = ("anxiety", "avoidance")
OTHERS = (
    "self_soothing",
    "clarity",
    "self_esteem",
    "doubt_proneness",
    "stamina",
    "encouragement",
    "words_given",
    "words_wanted",
    "asking_norm",
    "asking_cost",
    "insight",
)
LUCK = ("life_stress", "outlook")


def uniforms(
    seed: int,
    couple: NDArray[np.int64],
    owner: int | NDArray[np.int64],
    count: int,
    step: int | NDArray[np.int64] = 0,
) -> Values:
    """Return ``count`` draws in (0, 1) for each of n couples, (count, n), of replicate 0: each hangs on its name only.

    Draw i is word i % 4 of the block at step ``step + i // 4``; ``owner`` in [0, 2**32), as in ``draws``, and ``step``
    are one number or (n,).
    """
    steps = step + np.arange(-(-count // 4), dtype=np.int64)[:, None]
    couple = np.asarray(couple, np.int64)[None, :]
    seed = int(seed)
    words = philox(Words(couple, steps, owner, seed >> 32), seed & 0xFFFFFFFF, 0)  # type: ignore[arg-type]
    blocks = np.stack(np.broadcast_arrays(*words), axis=1).reshape(4 * len(steps), couple.shape[1])
    return np.asarray((blocks[:count] + 0.5) * 2.0**-32)


class Marginal(NamedTuple):
    """A Beta distribution on [0, 1] by its mean and standard deviation; 0 spread: everybody at the mean."""

    mean: float
    sd: float

    def quantile(self, u: Values) -> Values:
        """Return the value below which a share ``u`` of people lies."""
        if self.sd == 0.0:
            return np.full_like(u, self.mean)
        weight = self.mean * (1.0 - self.mean) / self.sd**2 - 1.0
        return np.asarray(special.betaincinv(self.mean * weight, (1.0 - self.mean) * weight, u))


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a function of one number, of different signs at both ends, is 0."""
    from scipy import optimize  # imported when needed: a scenario does not need it

    return float(optimize.brentq(function, low, high, xtol=1e-12))


@functools.lru_cache(maxsize=256)
def latent(one: Marginal, other: Marginal, correlation: float) -> float:
    """Return the correlation of two normals that gives two traits the Pearson ``correlation``."""
    if correlation == 0.0 or one.sd == 0.0 or other.sd == 0.0:
        return 0.0
    first = one.quantile(special.ndtr(_NODES))[:, None]

    def missing(rho: float) -> float:
        z = rho * _NODES[:, None] + np.sqrt(1.0 - rho * rho) * _NODES
        product = _WEIGHTS @ (first * other.quantile(special.ndtr(z))) @ _WEIGHTS
        return float((product - one.mean * other.mean) / (one.sd * other.sd) - correlation)

    return _root(missing, -0.999, 0.999)


@functools.lru_cache(maxsize=64)
def _log_median(spread: float, top: float) -> float:
    """Return the log-median of a lognormal, cut off at ``top``, whose mean is then 1."""

    def above(median: float) -> float:
        z = (np.log(top) - median) / spread
        ratio = special.log_ndtr(z - spread) - special.log_ndtr(z)
        return float(median + 0.5 * spread**2 + ratio)

    return _root(above, -20.0, 20.0)


def _stress(u: Values, spread: float) -> Values:
    """Return life_stress: lognormal with mean 1 and ``spread`` of the logarithm, cut off (not clipped) at its top."""
    if spread == 0.0:
        return np.ones_like(u)
    top = NUMBERS["a.life_stress"].high
    median = _log_median(spread, top)
    z = special.ndtri(u * special.ndtr((np.log(top) - median) / spread))
    return np.asarray(np.minimum(np.exp(median + spread * z), top))


def _shift(u: Values, spread: float, path: str) -> Values:
    """Return a normal shift around 0, cut off at the range of ``path``."""
    if spread == 0.0:
        return np.zeros_like(u)
    outside = special.ndtr(NUMBERS[path].low / spread)
    return np.asarray(spread * special.ndtri(outside + u * (1.0 - 2.0 * outside)))


def _years(u: Values, married: Values, spread: Spread) -> Values:
    """Return the years together before day 0, cut off at the range's top."""
    top = NUMBERS["couple.years_together"].high
    shape = np.where(married == 1.0, 2.0, 1.0)
    scale = np.where(married == 1.0, spread.years_married, spread.years_unmarried) / shape
    return np.asarray(np.minimum(scale * special.gammaincinv(shape, u * special.gammainc(shape, top / scale)), top))


def marginals(norms: Norms, spread: Spread, culture: Mapping[str, float]) -> dict[str, Marginal]:
    """Return the distribution of every Beta trait; ``culture`` moves the means that it names."""
    found = {
        "anxiety": Marginal((norms.anxiety_mean - 1.0) / 6.0, norms.anxiety_sd / 6.0),
        "avoidance": Marginal((norms.avoidance_mean - 1.0) / 6.0, norms.avoidance_sd / 6.0),
    }
    for trait in OTHERS:
        sd = spread.within_culture if trait in culture else getattr(spread, trait)
        found[trait] = Marginal(culture.get(trait, mean_of(trait)), sd)
    return found


def _weights(traits: Mapping[str, Marginal], trait: str, between: float) -> tuple[float, float]:
    """Return how far a trait's normal hangs on those of anxiety and of avoidance, which correlate ``between``."""
    declared = LIKENESS.model_dump()
    r = [latent(traits[p], traits[trait], declared.get(f"{trait}_{p}", 0.0)) for p in PRIMARY]
    rest = 1.0 - between * between
    return (r[0] - between * r[1]) / rest, (r[1] - between * r[0]) / rest


def sample(
    seed: int,
    couple: NDArray[np.int64],
    norms: Norms,
    spread: Spread,
    cultures: tuple[Mapping[str, float], Mapping[str, float]],
    married: float,
    heterogeneity: float,
    likeness: Likeness = LIKENESS,
) -> dict[str, Values]:
    """Return the traits of some couples by path, each (n,): couple k is the same whatever other couples there are.

    ``cultures``: the culture's numbers for a and for b, empty without; ``married``: the share who are;
    ``heterogeneity`` in [0, 1] scales the spread of bond, outlook and life_stress; ``likeness``: of the two partners.
    """
    people = [marginals(norms, spread, culture) for culture in cultures]
    anxiety, avoidance = (people[0][trait] for trait in PRIMARY)
    between = latent(anxiety, avoidance, norms.correlation)
    alike = {
        "anxiety": latent(anxiety, anxiety, likeness.anxiety_partners),
        "avoidance": latent(avoidance, avoidance, likeness.avoidance_partners),
    }
    across = between * np.sqrt(max(alike["anxiety"] * alike["avoidance"], 0.0))
    root = np.linalg.cholesky(
        np.array(
            [  # a's anxiety and avoidance, then b's
                [1.0, between, alike["anxiety"], across],
                [between, 1.0, across, alike["avoidance"]],
                [alike["anxiety"], across, 1.0, between],
                [across, alike["avoidance"], between, 1.0],
            ]
        )
    )
    own = [uniforms(seed, couple, OWNER + 4 * (1 + person), 2 + len(OTHERS) + len(LUCK)) for person in (0, 1)]
    ours = uniforms(seed, couple, OWNER, 3)
    independent = special.ndtri(np.concatenate([own[0][:2], own[1][:2]]))
    primary = np.stack([_row(root[i], independent) for i in range(4)])
    found: dict[str, Values] = {}
    for person, who in enumerate("ab"):
        traits, draws, z = people[person], own[person], primary[2 * person : 2 * person + 2]
        for i, trait in enumerate(PRIMARY):
            found[f"{who}.{trait}"] = traits[trait].quantile(special.ndtr(z[i]))
        for i, trait in enumerate(OTHERS):
            by_anxiety, by_avoidance = _weights(traits, trait, between)
            explained = by_anxiety**2 + by_avoidance**2 + 2.0 * between * by_anxiety * by_avoidance
            normal = by_anxiety * z[0] + by_avoidance * z[1] + np.sqrt(1.0 - explained) * special.ndtri(draws[2 + i])
            found[f"{who}.{trait}"] = traits[trait].quantile(special.ndtr(normal))
        last = 2 + len(OTHERS)
        found[f"{who}.life_stress"] = _stress(draws[last], heterogeneity * spread.life_stress)
        found[f"{who}.outlook"] = _shift(draws[last + 1], heterogeneity * spread.outlook, f"{who}.outlook")
    found["couple.bond"] = _shift(ours[0], heterogeneity * spread.bond, "couple.bond")
    found["couple.married"] = np.where(ours[1] < married, 1.0, 0.0)
    found["couple.years_together"] = _years(ours[2], found["couple.married"], spread)
    return found


def _row(weights: Values, normals: Values) -> Values:
    """Return one row of a product, summed in order, so that its bits do not hang on the number of couples."""
    total = weights[0] * normals[0]
    for weight, normal in zip(weights[1:], normals[1:], strict=True):
        total = total + weight * normal
    return np.asarray(total)
