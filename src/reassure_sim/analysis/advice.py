"""What to write into an experiment file for an interval of a wanted width, and what it would cost."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from .precision import MOST, Need, need

if TYPE_CHECKING:
    from pandas import DataFrame

    from ..experiment.folder.results import Results

SHARES = (0.1, 0.05, 0.02, 0.01)
"""Half-widths that are told of a share when none is asked for."""


def half_widths(results: Results, measure: str) -> tuple[float, ...]:
    """Return the half-widths to tell of a measure: of a share ``SHARES``, of a number the present one and less."""
    if measure in results.experiment.kind.shares:
        return SHARES
    now = np.concatenate([need(results, block, measure, math.inf).half_width for block in results.experiment.design])
    widest = float(now[now > 0.0].max(initial=0.0))
    return tuple(float(f"{widest / part:.1g}") for part in (1, 2, 5, 10)) if widest else (0.01,)


def advice(results: Results, measure: str, wanted: Sequence[float]) -> DataFrame:
    """Return one row a block and half-width: what its points have now, how many runs they need, and what that costs.

    ``n`` to ``n_most`` runs are there; ``now_*`` present half-widths; ``median``, ``most_points`` and ``worst``: runs
    that half of the points, 90 % of them and all of them need; ``at_most`` what the worst may need, as its spread is
    uncertain itself; ``runs`` further runs if all points have what the worst needs, ``runs_until`` if each has what it
    needs (``replicates.until``).

    Raises:
        ExperimentError: no measure is called so (64).
    """
    import pandas

    rows = []
    for half_width in wanted:
        for block in results.experiment.design:
            found = need(results, block, measure, half_width)
            if len(found.n):
                now = dict(zip(("now_median", "now_worst"), np.quantile(found.half_width, (0.5, 1.0)), strict=True))
                key = {"block": block.name, "half_width": half_width, "points": block.size, "told": len(found.n)}
                there = {"n": int(found.n.min()), "n_most": int(found.n.max())}
                rows.append({**key, **there, **now, **_needed(found, block.size)})
    return pandas.DataFrame(rows)


def _needed(found: Need, points: int) -> dict[str, int]:
    middle, most, worst = (int(np.quantile(found.needed, q, method="higher")) for q in (0.5, 0.9, 1.0))
    there, share = int(found.n.sum()), points / len(found.n)  # points without runs need as many as the others
    each = np.maximum(found.needed, found.n)
    # a point is looked at whenever it has doubled
    stages = found.n * 2 ** np.ceil(np.log2(each / found.n)).astype(np.int64)
    at_most = int(found.at_most.max())
    until = np.minimum(stages, max(at_most, int(found.n.max())))
    runs = {"runs": max(worst, int(found.n.max())) * points - there, "runs_until": int(until.sum() * share) - there}
    return {"median": middle, "most_points": most, "worst": worst, "at_most": at_most, **runs}


def in_words(results: Results, measure: str, table: DataFrame) -> Iterator[str]:
    """Yield lines that say what is advised; of one half-width also what to write into the file."""
    if not len(table):
        yield f"no point has two runs with {measure}: there is nothing to go by yet"
        return
    for name, of_block in table.groupby("block", sort=False):
        row = of_block.iloc[0]
        told = (
            f"{row['told']:,} of {row['points']:,} points"
            if row["told"] < row["points"]
            else f"{row['points']:,} points"
        )
        each = (
            f"{row['n']:,} runs each" if row["n"] == row["n_most"] else f"{row['n']:,} to {row['n_most']:,} runs each"
        )
        yield (
            f"{name}: {measure} at {told}, {each}: the half-width of its 95 % interval is now "
            f"{row['now_median']:.3g} at the middle point and {row['now_worst']:.3g} at the worst"
        )
        yield "  half-width  needs at half the points  at 90 %  at all   (at most)  further runs     about"
        for _, row in of_block.iterrows():
            runs = [_runs(row[column]) for column in ("median", "most_points", "worst", "at_most")]
            cost = f"{row['runs']:>13,}  {_time(results, row['runs']):>8}"
            yield f"  {row['half_width']:<10g}{runs[0]:>26}{runs[1]:>9}{runs[2]:>8}{'(' + runs[3] + ')':>12} {cost}"
    if table["half_width"].nunique() == 1:
        yield from _lines(results, measure, table)


def _lines(results: Results, measure: str, table: DataFrame) -> Iterator[str]:
    """Yield what to write into the file."""
    replicates, half_width = results.experiment.replicates, float(table["half_width"].iloc[0])
    worst, at_most = rounded(int(table["worst"].max())), rounded(int(table["at_most"].max()))
    luck = f"seed: {replicates.seed}, pairing: {replicates.pairing}"
    if worst <= replicates.n or _enough(table):
        yield "every point has as many runs as it needs; nothing has to change"
        return
    if worst >= MOST:
        yield f"no number of runs that can be had gives a half-width of {half_width:g} everywhere; ask for a wider one"
        return
    yield "in the file, the same number at every point:"
    yield f"  replicates: {{n: {worst}, {luck}}}"
    runs = int(table["runs_until"].sum())
    yield f"or as many as each point needs ({runs:,} further runs, about {_time(results, runs)}):"
    until = f"{{metric: {measure}, ci_half_width: {half_width:g}, max: {max(at_most, replicates.n + 1)}}}"
    yield f"  replicates: {{n: {replicates.n}, {luck}, until: {until}}}"


def _enough(table: DataFrame) -> bool:
    """Tell whether every point has an interval as narrow as is wanted."""
    return bool(((table["now_worst"] <= table["half_width"]) & (table["told"] == table["points"])).all())


def settings(results: Results, measure: str, table: DataFrame) -> tuple[str, ...]:
    """Return the settings (``--set``) that give a run what is advised; none where it has that, or cannot have it."""
    worst, replicates = int(table["worst"].max()), results.experiment.replicates
    if worst >= MOST or not table["runs"].any() or _enough(table):
        return ()
    if replicates.until is None:
        return (f"replicates.n={rounded(worst)}",)
    most = max(rounded(int(table["at_most"].max())), replicates.n + 1)
    until = {"metric": measure, "ci_half_width": f"{table['half_width'].iloc[0]:g}", "max": most}
    return tuple(f"replicates.until.{name}={value}" for name, value in until.items())


def rounded(n: int) -> int:
    """Return a number of runs rounded up to two digits."""
    unit = int(10 ** max(len(str(n)) - 2, 0))
    return -(-n // unit) * unit


def _runs(n: int) -> str:
    return f"{n:,}" if n < MOST else f"> {MOST // 1_000_000}M"


def _time(results: Results, runs: int) -> str:
    """Say how long some runs take, from what those of the last call took."""
    seconds, done = float(results.manifest.get("seconds", 0.0)), int(results.manifest.get("runs_computed", 0))
    if not seconds or not done:
        return "unknown"
    took = runs * seconds / done
    return f"{took:.0f} s" if took < 120.0 else f"{took / 60.0:.0f} min" if took < 7200.0 else f"{took / 3600.0:.0f} h"
