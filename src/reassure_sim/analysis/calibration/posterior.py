"""The posterior of the free numbers: drawn by Markov chains on the emulator, and told constant by constant."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .emulator import Emulator
from .targets import Target, distance, implausibility, log_likelihood

Array = NDArray[np.float64]

WALKERS, STEPS, BURN, THIN = 64, 2_400, 800, 8
"""Chains, steps of each, steps forgotten at the beginning, and of how many steps one is kept."""
SEED = 42_000_000
"""Names the draws of the chains."""
UNPINNED, PINNED = 0.2, 0.5
"""Shrinkage below which the data do not pin a number, and above which they do."""
EDGE, AT_EDGE = 0.05, 0.2
"""A posterior runs against an end of its prior if a share of AT_EDGE of it lies in the outer EDGE of the range."""


class Posterior(NamedTuple):
    """Draws (n, p) in the unit box of the prior, and the longest autocorrelation of the chains in steps."""

    unit: Array
    memory: float


def sample(
    log_probability: Callable[[Array], Array], free: int, seed: int = SEED, steps: int = STEPS, burn: int = BURN
) -> Posterior:
    """Draw from a density on the unit box of ``free`` numbers, given as a function of (n, free) places.

    The chains start at well-spread points, taken by their probability.
    """
    import emcee
    from scipy.stats import qmc

    start = qmc.Sobol(free, scramble=True, rng=np.random.default_rng(seed)).random_base2(11)
    random = np.random.RandomState(np.random.MT19937(seed))
    weight = log_probability(start)
    # the Gumbel trick: the largest of these are draws without replacement by their probability
    first = start[np.argsort(weight + random.gumbel(size=len(weight)))[-WALKERS:]]

    def inside(unit: Array) -> Array:
        there = ((unit >= 0.0) & (unit <= 1.0)).all(axis=1)
        return np.where(there, log_probability(np.clip(unit, 0.0, 1.0)), -np.inf)

    moves = [(emcee.moves.DEMove(), 0.8), (emcee.moves.StretchMove(), 0.2)]
    sampler = emcee.EnsembleSampler(WALKERS, free, inside, moves=moves, vectorize=True)
    sampler.random_state = random.get_state()
    sampler.run_mcmc(first, steps)
    memory = float(np.max(sampler.get_autocorr_time(discard=burn, tol=0)))
    return Posterior(np.asarray(sampler.get_chain(discard=burn, thin=THIN, flat=True)), memory)


def fitted(emulator: Emulator, wanted: Sequence[Target], seed: int = SEED, steps: int = STEPS) -> Posterior:
    """Draw from the posterior of an emulated model: a uniform prior on the box, and the regions of the targets."""

    from threadpoolctl import threadpool_limits

    def log_probability(unit: Array) -> Array:
        return log_likelihood(*emulator.predict(unit), emulator.noise, wanted)

    with threadpool_limits(1):  # the same bits on any number of cores
        return sample(log_probability, emulator.processes[0].seen.shape[1], seed, steps, steps // 3)


class Told(NamedTuple):
    """One number's posterior in the unit box: median, central 90 %, shrinkage (1 - SD / prior's SD), and the end of the
    prior against which it runs (``low``, ``high`` or empty)."""

    median: float
    low: float
    high: float
    shrinkage: float
    edge: str

    @property
    def pinned(self) -> str:
        """Return how far the data pin the number, in a word."""
        return "pinned" if self.shrinkage >= PINNED else "partly" if self.shrinkage >= UNPINNED else "not pinned"


def told(unit: Array) -> list[Told]:
    """Return what draws (n, p) say of each number."""
    low, median, high = np.quantile(unit, (0.05, 0.5, 0.95), axis=0)
    shrinkage = 1.0 - unit.std(axis=0) * np.sqrt(12.0)
    at = {"low": np.mean(unit < EDGE, axis=0), "high": np.mean(unit > 1.0 - EDGE, axis=0)}
    edges = [next((end for end in at if at[end][i] >= AT_EDGE), "") for i in range(unit.shape[1])]
    numbers = zip(median.tolist(), low.tolist(), high.tolist(), shrinkage.tolist(), edges, strict=True)
    return [Told(*row) for row in numbers]


def directions(unit: Array) -> tuple[Array, Array]:
    """Return the posterior's principal directions (p, p; one a column) and their variances against the prior's (p,).

    From the least pinned to the best: a share near 1 says that the data leave this mixture of numbers as it was.
    """
    shares, vectors = np.linalg.eigh(np.cov(unit.T) * 12.0)
    return vectors[:, ::-1], shares[::-1]


class Match(NamedTuple):
    """History matching: share of the prior where no target is further than three standard deviations, and by name the
    share of prior and of posterior where each target's own region is reached. apart: pairs of targets that no point of
    the prior reaches together, though each is reached by a hundredth of it or more."""

    left: float
    prior: dict[str, float]
    posterior: dict[str, float]
    apart: tuple[tuple[str, str], ...]


def matched(emulator: Emulator, wanted: Sequence[Target], drawn: Posterior) -> Match:
    """Return how much of the prior the targets leave over, and how much of prior and posterior reaches each."""
    from scipy.stats import qmc

    free = emulator.processes[0].seen.shape[1]
    mean, variance = emulator.predict(qmc.Sobol(free, scramble=True, rng=np.random.default_rng(SEED)).random_base2(12))
    off = implausibility(mean, variance, emulator.noise, wanted)
    after = distance(emulator.predict(drawn.unit)[0], wanted)
    names = [t.name for t in wanted]
    prior, later = (dict(zip(names, np.mean(x == 0.0, axis=0).tolist(), strict=True)) for x in (off, after))
    apart = tuple(
        (names[i], names[j])
        for i, j in itertools.combinations(range(len(names)), 2)
        if min(prior[names[i]], prior[names[j]]) >= 0.01 and not ((off[:, i] == 0.0) & (off[:, j] == 0.0)).any()
    )
    return Match(float(np.mean(off.max(axis=1) < 3.0)), prior, later, apart)
