"""The report of a calibration, a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from ... import MODEL_VERSION
from . import posterior
from .confirm import DRAWS, REPEATS
from .fit import Calibration, directions
from .free import FREE, NAMES, scaled


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(str(cell) for cell in row) + " |"
    yield ""


def markdown(found: Calibration) -> str:
    """Return the report."""
    unit, wanted = found.posterior.unit, {t.name: t for t in found.wanted}
    tolds = posterior.told(unit)
    missed = [row for row in found.rows if row.verdict != "reproduced"]
    lines = [
        _HEAD.format(version=MODEL_VERSION, points=found.points, free=len(FREE), targets=len(wanted)),
        f"* Of {len(found.rows)} claims {len(found.rows) - len(missed)} are reproduced at the fitted values"
        + (f"; missed: {', '.join(row.name for row in missed)}." if missed else "."),
        f"* The targets leave over {100 * found.match.left:.2g} % of the prior (no target further off than three"
        " standard deviations).",
    ]
    lines.append(f"* {100 * found.inside:.0f} % of the posterior lie inside all regions.")
    apart = [f"{one} with {other}" for one, other in found.match.apart]
    lines.append(f"* Cannot be met together anywhere in the prior: {', '.join(apart) or 'no pair of claims'}.")
    edges = [f"{name} ({told.edge})" for name, told in zip(NAMES, tolds, strict=True) if told.edge]
    lines.append(f"* Against an end of its prior runs: {', '.join(edges) or 'no posterior'}.")
    loose = [name for name, told in zip(NAMES, tolds, strict=True) if told.pinned == "not pinned"]
    lines += [f"* Not pinned by the data: {', '.join(loose) or 'none'}.", "", "## Targets", ""]
    lines += _table(
        ("claim", "finding", "wanted", "simulated", "verdict", "reached by prior", "by posterior", "source"),
        (
            (
                row.name,
                row.finding.finding,
                row.target,
                f"{row.estimate.value:.3f} ± {row.estimate.error:.3f}",
                row.verdict,
                *(f"{at[row.name]:.2f}" if row.name in at else "" for at in (found.match.prior, found.match.posterior)),
                row.finding.source + (f" ({row.finding.caution})" if row.finding.caution else ""),
            )
            for row in found.rows
        ),
    )
    lines += [
        f"Simulated: {REPEATS} times the usual number of studies, on couples that the fit has not seen."
        " Reached: share of prior and posterior where the emulated statistic lies in the region.",
        "",
        "## Fitted numbers",
        "",
        "Values are medians of the draws that miss the fewest regions (`confirm.chosen`), to three digits.",
        "",
    ]
    low, high = scaled(np.quantile(unit, (0.05, 0.95), axis=0))
    lines += _table(
        ("number", "prior", "value", "90 % of the posterior", "shrinkage", "", "why it is free"),
        (
            (
                f"`{name}`",
                f"{free.low:g} to {free.high:g}",
                f"{found.values[i]:g}",
                f"{low[i]:.3g} to {high[i]:.3g}",
                f"{tolds[i].shrinkage:.2f}",
                tolds[i].pinned + (f"; at its {tolds[i].edge} end" if tolds[i].edge else ""),
                free.why,
            )
            for i, (name, free) in enumerate(FREE.items())
        ),
    )
    lines += [
        f"Shrinkage: 1 - SD of the posterior / SD of the prior; pinned from {posterior.PINNED:g}, not pinned below"
        f" {posterior.UNPINNED:g}. Draws of the posterior: `posterior.csv`; longest memory of the chains:"
        f" {found.posterior.memory:.0f} of {posterior.STEPS - posterior.STEPS // 3} steps; {posterior.WALKERS} chains.",
        "",
        "## Directions that the data do not pin",
        "",
        "Principal directions of the posterior, all numbers in units of their priors' ranges; a share of 1 of the"
        " prior's variance: nothing learned. Least pinned first.",
        "",
    ]
    lines += _table(
        ("share of the prior's variance", "mixture (weights of .3 or more)"),
        (
            (f"{share:.2f}", ", ".join(f"{weight:+.2f} {name}" for name, weight in mixture.items()))
            for share, mixture in zip(*directions(unit), strict=True)
        ),
    )
    truths = len(found.recovery.truth)
    lines += [
        "## Recovery of known truths",
        "",
        f"{truths} held-out points of the design took the place of the findings, each statistic as a point with two"
        " Monte-Carlo errors of margin. Covered: the truth lies in the central 90 % of its posterior. Rank: share of"
        " the posterior below the truth, one for each truth; they should be spread over 0 to 1.",
        "",
    ]
    covered, shrunk, ranks = found.recovery.covered, found.recovery.shrinkage, found.recovery.rank
    error = np.abs(found.recovery.median - found.recovery.truth).mean(axis=0)
    lines += _table(
        ("number", "covered", "ranks", "mean miss of the median, in prior ranges", "shrinkage"),
        (
            (
                f"`{name}`",
                f"{covered[:, i].sum()} of {truths}",
                " ".join(f"{rank:.2f}" for rank in np.sort(ranks[:, i])),
                f"{error[i]:.2f}",
                f"{shrunk[:, i].mean():.2f}",
            )
            for i, name in enumerate(NAMES)
        ),
    )
    lines += [
        f"Together {covered.sum()} of {covered.size} truths are covered.",
        "",
        "## The emulator",
        "",
        "At held-out points of the design: share of variance explained, typical miss against what was said (1: as"
        f" said), share within two standard deviations; last, the typical miss at {DRAWS} draws of the posterior.",
        "",
    ]
    lines += _table(
        ("statistic", "explained", "miss / said", "within 2 SD", "Monte-Carlo error", "at the posterior"),
        (
            (
                c.name,
                f"{c.explained:.2f}",
                f"{c.ratio:.2f}",
                f"{c.inside:.2f}",
                f"{c.noise:.3f}",
                f"{found.surprise[c.name]:.2f}",
            )
            for c in found.checks
        ),
    )
    lines += ["## What traits explain of satisfaction (F10)", ""]
    lines += _table(
        ("population", "R2, as measured", "R2, true satisfaction and traits"),
        (
            (name, *(f"{e.value:.3f} ± {e.error:.3f}" for e in one))
            for name, one in (("as fitted", found.explained), ("heterogeneity off", found.uniform))
        ),
    )
    lines += ["## Hazards of separation (F41), solved after the fit", ""]
    lines += _table(("constant", "value"), ((f"`{name}`", f"{value:.3g}") for name, value in found.solved.items()))
    lines += [
        "Reliabilities come from sources and were not fitted. Numbers neither fitted, solved nor cited are assumptions:"
        " docs/parameters.md names each one's source.",
    ]
    return "\n".join(lines) + "\n"


_HEAD = """# Calibration

Written by `reassure calibrate -o DIR`, for version {version} of the model: {free} numbers fitted to {targets} claims
of the findings of the role *calibration*; no finding of the role *test* is read. {points} simulated points of the
prior; a Gaussian process for each statistic; a posterior by Markov chains on these; confirmed by simulation.
"""
