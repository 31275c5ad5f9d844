"""Which axes a measure depends on: Sobol indices and Morris' elementary effects, by SALib, and how much is luck.

A function whose indices are known can be put in the place of lives, through the same design and analysis::

    block = load("my.yaml").design[0]  # {name: sens, kind: saltelli, points: 1024, over: {...}}
    sobol_indices(block, function(block.points(0, block.size, seed=1)), seed=1)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..experiment import ExperimentError
from ..experiment.designs import Block
from ..experiment.errors import BAD_INPUT, CONTRADICTION
from ..experiment.folder import manifest
from ..experiment.folder.results import Results
from ..experiment.folder.summary import measures as known
from ..experiment.sampled import KINDS, problem

if TYPE_CHECKING:
    from pandas import DataFrame

COLUMNS = ("block", "method", "measure", "axis", "axis_2", "index", "value", "ci_low", "ci_high")
METHODS = {"saltelli": "sobol", "morris": "morris"}
RESAMPLES = {"sobol": 100, "morris": 1000, "noise": 200}
_AT_ONCE = 2**22
"""Numbers that a bootstrap holds at once, 32 MB an array."""

Row = tuple[str, str, str, float, float, float]
"""axis, axis_2, index, value, ci_low, ci_high."""


def sensitivity(results: Results, measures: Sequence[str] | None = None) -> DataFrame:
    """Return the sensitivity indices of the saltelli and morris blocks of a results folder, with 95 % intervals.

    The output of a point is the mean of a measure over its runs that have a value. ``measures`` are names of
    ``summary.csv``; ``None`` is all. Columns: ``COLUMNS``; an interval is empty where it cannot be told. Measures
    without indices, and why, stand in ``attrs["left_out"]`` by (block, measure): constant ones, and ones without a
    value at some points, since a point can neither be dropped nor made up.

    Raises:
        ExperimentError: the folder is partial, or runs have failed (65); no block is a saltelli or morris one, a
            measure is unknown (64).
    """
    from pandas import DataFrame

    blocks = [block for block in results.experiment.design if block.kind in KINDS]
    _refuse(results, blocks)
    replicates = results.experiment.replicates
    rows: list[tuple[Any, ...]] = []
    left_out: dict[tuple[str, str], str] = {}
    for block in blocks:
        for measure in known(results.experiment.kind) if measures is None else measures:
            values = results.values(block, measure)
            y, why = _means(block, values)
            if why:
                left_out[block.name, measure] = why
                continue
            indices = sobol_rows if block.kind == "saltelli" else morris_rows
            found = [*indices(block, y, replicates.seed), noise_share(block, values, replicates.pairing)]
            rows += [(block.name, METHODS[block.kind], measure, *row) for row in found]
    table = DataFrame(rows, columns=list(COLUMNS))
    table.attrs["left_out"] = left_out
    return table


def sobol_indices(block: Block, y: NDArray[np.float64], seed: int) -> DataFrame:
    """Return the Sobol indices of the axes of a saltelli block: S1, ST and, with ``second_order``, S2 of each pair.

    S1 is the share of the variance of ``y`` that an axis explains alone, ST the share in which it has any part, S2
    what a pair explains beyond its two S1. ``y``, (points,), is the output at ``block.points(0, block.size, seed)``
    and may be any function of them. An interval is the estimate and 1.96 standard errors of a bootstrap over base
    points (so it may leave 0..1; Sobol points are more even than the bootstrap takes them to be, which makes it wide
    rather than narrow). Estimators: Saltelli et al. 2010, https://doi.org/10.1016/j.cpc.2009.09.018, and for S2
    Saltelli 2002, https://doi.org/10.1016/S0010-4655(02)00280-1, as SALib has them. Where each point has luck of its
    own, an axis that does nothing comes out near the share of luck in ST, and not at 0.
    """
    from pandas import DataFrame

    return DataFrame(sobol_rows(block, y, seed), columns=list(COLUMNS[3:]))


def morris_effects(block: Block, y: NDArray[np.float64], seed: int) -> DataFrame:
    """Return Morris' measures of the axes of a morris block: mu, mu_star and sigma.

    An elementary effect is the change of ``y`` along one step of a trajectory, as if the axis ran through its whole
    range; mu is their mean, mu_star the mean of their sizes, sigma their standard deviation (large where an axis
    interacts or bends). ``y``, (points,), is the output at ``block.points(0, block.size, seed)``. Intervals are
    percentiles of a bootstrap over trajectories: of Ishigami's and Sobol's function they held the truth in 87 to 100 %
    of samples of 20 trajectories, in 80 to 100 % of samples of 10, and in 43 to 100 % of 4. Sources: Morris 1991,
    https://doi.org/10.1080/00401706.1991.10484804; mu_star: Campolongo et al. 2007,
    https://doi.org/10.1016/j.envsoft.2006.10.004, as SALib has them.
    """
    from pandas import DataFrame

    return DataFrame(morris_rows(block, y, seed), columns=list(COLUMNS[3:]))


def sobol_rows(block: Block, y: NDArray[np.float64], seed: int) -> list[Row]:
    """Return the rows of ``sobol_indices``."""
    from SALib.analyze import sobol

    rng, k = np.random.default_rng(seed), len(block.axes)
    at_once = max(min(_AT_ONCE // block.drawn, RESAMPLES["sobol"]), 2)
    parts = [
        sobol.analyze(problem(k), y, calc_second_order=block.second_order, num_resamples=at_once, seed=rng)
        for _ in range(-(-RESAMPLES["sobol"] // at_once))
    ]

    def row(index: str, place: int | tuple[int, int], axis: str, other: str = "") -> Row:
        value = float(parts[0][index][place])
        half = float(np.sqrt(np.mean([part[f"{index}_conf"][place] ** 2 for part in parts])))
        return axis, other, index, value, value - half, value + half

    found = [row(index, place, axis) for place, axis in enumerate(block.axes) for index in ("S1", "ST")]
    pairs = [(i, j) for i in range(k) for j in range(i + 1, k)] if block.second_order else []
    return [*found, *(row("S2", pair, block.axes[pair[0]], block.axes[pair[1]]) for pair in pairs)]


def morris_rows(block: Block, y: NDArray[np.float64], seed: int) -> list[Row]:
    """Return the rows of ``morris_effects``."""
    from SALib.analyze import morris
    from scipy.stats import bootstrap

    def statistic(effects: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
        return np.stack([effects.mean(axis), np.abs(effects).mean(axis), effects.std(axis, ddof=1)])

    points = block.points(0, block.size, seed)
    estimate = morris.analyze(problem(len(block.axes)), points, y, num_resamples=2, num_levels=block.steps, seed=1)
    effects = elementary_effects(block, points, y)
    interval = bootstrap(
        (effects,), statistic, n_resamples=RESAMPLES["morris"], batch=max(_AT_ONCE // effects.size, 1), axis=0,
        vectorized=True, method="percentile", rng=np.random.default_rng(seed),
    ).confidence_interval  # fmt: skip
    return [
        (axis, "", index, float(estimate[index][j]), float(interval.low[i, j]), float(interval.high[i, j]))
        for j, axis in enumerate(block.axes)
        for i, index in enumerate(("mu", "mu_star", "sigma"))
    ]


def elementary_effects(block: Block, points: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the elementary effects of a morris block, (trajectories, axes), in units of ``y`` a whole range.

    SALib tells what they come to but not the effects themselves, which a bootstrap needs.
    """
    low, high = np.array([(values[0], values[-1]) for values in block.levels]).T
    steps = np.diff(((points - low) / (high - low)).reshape(block.drawn, block.together, -1), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    effects = np.diff(y.reshape(block.drawn, -1), axis=1) / np.take_along_axis(steps, moved[:, :, None], 2)[:, :, 0]
    return np.take_along_axis(effects, np.argsort(moved, axis=1), 1)


def noise_share(block: Block, values: NDArray[np.float64], pairing: str, seed: int = 1) -> Row:
    """Return which share of the variance of the points' means is luck that more replicates would average away.

    ``values``, (points, replicates), NaN where there is none. The share is what luck adds to the variance of the
    means over points, divided by that variance: the reciprocal of the F of an analysis of variance. What luck adds is
    the mean variance of a point's mean less the mean covariance of two points' means. Under ``independent`` luck
    there is no covariance: it is the variance within a point over its number of runs. Under ``common`` luck the n-th
    run of all points is one couple, and what is peculiar to a couple raises or lowers all points alike and cancels;
    what is left is how differently couples respond to the axes (the interaction of points and couples). The share
    then speaks of differences between points, not of how well the level of any point is known. Where the number of
    runs with a value differs from point to point, nothing is sure to cancel, and the share is told as if luck were
    independent: an upper bound. It may exceed 1 by chance where the axes do nothing.

    The interval is of percentiles of a bootstrap over base points or trajectories, their points together; it is
    empty, like the share, where a point has fewer than two runs. Source of the decomposition: Searle, Casella and
    McCulloch 1992, Variance Components, https://doi.org/10.1002/9780470316856.
    """
    count = np.isfinite(values).sum(axis=1)
    if count.min() < 2:
        return "", "", "noise_share", np.nan, np.nan, np.nan
    means = np.nanmean(values, axis=1)
    if pairing == "common" and count.min() == values.shape[1]:
        own = values - means[:, None]
        own -= own.mean(axis=0)
        within = (own**2).sum(axis=1) / (values.shape[1] - 1) * len(values) / (len(values) - 1)
    else:
        within = np.nanvar(values, axis=1, ddof=1)
    y = means - means.mean()
    sums = np.stack([within / count, y, y * y], axis=1).reshape(-1, block.together, 3).sum(axis=1)
    rng, groups = np.random.default_rng(seed), len(sums)
    shares = [_share(np.ones(groups), sums, len(y))]
    for _ in range(RESAMPLES["noise"]):
        shares.append(_share(np.bincount(rng.integers(groups, size=groups), minlength=groups), sums, len(y)))
    low, high = np.nanpercentile(shares[1:], [2.5, 97.5])
    return "", "", "noise_share", shares[0], float(low), float(high)


def _share(times: NDArray[Any], sums: NDArray[np.float64], points: int) -> float:
    """Return the share of noise where each group of points counts so many ``times``; ``sums``: noise, y and y^2."""
    noise, y, squares = times @ sums
    variance = (squares - y * y / points) / (points - 1)
    return float(noise / points / variance) if variance > 0 else np.nan


def _means(block: Block, values: NDArray[np.float64]) -> tuple[NDArray[np.float64], str]:
    """Return the mean at each point, (points,), or why a measure has no indices."""
    seen = np.isfinite(values)
    count = seen.sum(axis=1)
    if not count.all():
        return count, f"no run has a value at {int((count == 0).sum()):,} of {len(count):,} points"
    y = np.where(seen, values, 0.0).sum(axis=1) / count
    base = y.reshape(-1, block.together)[:, [0, -1]] if block.kind == "saltelli" else y
    return y, "" if np.ptp(base) > 1e-12 * np.abs(base).max() else "it is the same at all points"


def _refuse(results: Results, blocks: Sequence[Block]) -> None:
    """Refuse what has no indices."""
    again = manifest.again(results.folder, results.manifest)
    if not blocks:
        wanted = "design: [{name: sens, kind: saltelli, points: 256, over: {a.anxiety: [0, 1], a.stamina: [0, 1]}}]"
        say = f"{results.experiment.name} has no block of the kinds {' and '.join(KINDS)}, which indices need"
        raise ExperimentError(BAD_INPUT, say, f"reassure validate FILE, with a block like {wanted}")
    if not results.complete:
        done, runs = results.done, int(results.manifest.get("runs", 0))
        say = f"{results.folder} is partial: {done:,} of {runs:,} runs are there, and indices need every point"
        raise ExperimentError(CONTRADICTION, say, again)
    failures = results.table("failures")
    failed = failures[failures["block"].astype(str).isin([block.name for block in blocks])]
    if len(failed):
        points = len(failed[["block", "point"]].drop_duplicates())
        say = f"{len(failed):,} runs failed, at {points:,} points of a saltelli or morris block; indices need every run"
        raise ExperimentError(CONTRADICTION, say, str(failed["rerun"].iloc[0]))
