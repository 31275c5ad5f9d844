"""What an analysis comes to in a few plain lines: what differs most, where regimes turn, and what is uncertain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ..experiment.designs import Block
from ..experiment.folder.summary import measures
from ..experiment.rounds import half_width
from ..measures import REGIMES
from .analyze import Answers
from .early_warnings import warns
from .points import named
from .turns import axes_of, spread

if TYPE_CHECKING:
    from pandas import DataFrame

    from ..experiment.folder.results import Results

LINES = 25
"""Lines that a digest is kept to."""

_BOTH = ("satisfaction", "trust", "energy", "felt_insecurity", "bids_per_week")
TOLD = (
    *(f"share_{name}" for name in (*REGIMES, "separated")),
    *(f"{name}_{who}" for name in _BOTH for who in "ab"),
)
"""Measures that are looked at for what differs most."""

_AXES = 3  # of a block that are told
_MOST = 2  # measures that are told to differ most


def digest(results: Results, answers: Answers) -> list[str]:
    """Return at most ``LINES`` lines."""
    experiment = results.experiment
    done, (total, failed) = results.done, (int(results.manifest.get(name, 0)) for name in ("runs", "failures"))
    lines = [f"{experiment.name}: {experiment.question}" if experiment.question else experiment.name]
    if results.complete:
        lines.append(f"{total:,} {experiment.kind.many} at {_points(sum(block.size for block in experiment.design))}")
    else:
        lines.append(f"partial: {done:,} of {total:,} runs; what follows is of these alone")
    if failed:
        lines.append(f"{failed:,} runs failed and count nowhere; failures.csv names them")
    if results.complete and done < total:
        lines.append(f"{total - done:,} runs cannot be read and count nowhere; reassure verify says why")
    parts = [list(_block(results, block, answers)) for block in experiment.design]
    room = LINES - len(lines) - len(answers.unanswered)
    told: list[str] = []
    for place, part in enumerate(parts):
        left = len(parts) - place
        if len(told) + len(part) + (left > 1) > room:
            told.append(f"{left} of {len(parts)} blocks are not told here; all are in the tables")
            break
        told += part
    return [*lines, *told, *answers.unanswered]


def _block(results: Results, block: Block, answers: Answers) -> Iterator[str]:
    over = f" over {', '.join(block.axes)}" if block.axes else ""
    yield f"{block.name}: {_points(block.size)}{over}"
    yield from ("  " + line for line in (
        *_regimes(answers.tables["regimes"], block),
        *_differs(results, block),
        *_turns(results, answers.tables["regimes"], block),
        *(_sensitivity(answers.tables["sensitivity"], block) if "sensitivity" in answers.tables else ()),
        *(_warnings(answers.tables["warnings"], block) if "warnings" in answers.tables else ()),
    ))  # fmt: skip


def _points(n: int) -> str:
    return f"{n:,} point{'s' * (n != 1)}"


def _regimes(table: DataFrame, block: Block) -> Iterator[str]:
    """Say which regime is the most frequent at how many points, and where that is uncertain."""
    own = table[table["block"] == block.name]
    top = own[own["most_frequent"] == 1]
    if not len(top):
        yield "no run is there yet"
    elif block.size == 1:
        ends = own[["share", "ci_low", "ci_high"]].to_numpy(float)
        shares = ", ".join(f"{name} {_percent(*told)}" for name, told in zip(own["regime"], ends.tolist(), strict=True))
        yield f"{shares}; {int(own['n'].iloc[0]):,} runs"
    else:
        counts = ", ".join(f"{name} at {int((top['regime'] == name).sum()):,}" for name in REGIMES)
        yield f"most frequent: {counts} points; at {int(top['uncertain'].sum()):,} of them too close to call"


def _percent(share: float, low: float, high: float) -> str:
    return f"{100 * share:.0f} % ({100 * low:.0f} to {100 * high:.0f})"


def _differs(results: Results, block: Block) -> Iterator[str]:
    """Say which measures differ most between points."""
    if block.size == 1:
        return
    known = [name for name in TOLD if name in measures(results.experiment.kind)]
    found = {name: results.values(block, name) for name in known}
    ranked = sorted(found, key=lambda name: -np.nan_to_num(spread(found[name]), nan=-1.0))
    stems: list[str] = []
    for name in ranked:
        stem, share = name.removesuffix("_a").removesuffix("_b"), spread(found[name])
        if stem in stems or len(stems) == _MOST or not share > 0.0:
            continue
        stems.append(stem)
        seen = np.isfinite(found[name])
        total = np.where(seen, found[name], 0.0).sum(axis=1)
        mean = np.where(seen.any(axis=1), total / np.maximum(seen.sum(axis=1), 1), np.nan)
        low, high = int(np.nanargmin(mean)), int(np.nanargmax(mean))
        where = [named(results, block, [at]).names[0] for at in (low, high)]
        half = float(np.nanmedian(half_width(found[name], name in results.experiment.kind.shares)))
        ends = f"{mean[low]:.2f} ({where[0]}) to {mean[high]:.2f} ({where[1]})"
        explained = f"the point explains {100 * share:.0f} % of the variance between {results.experiment.kind.many}"
        yield f"differs most: {name}, {ends}, each to within {half:.2g}; {explained}"


def _turns(results: Results, table: DataFrame, block: Block) -> Iterator[str]:
    """Say how regimes change along the axes that matter most, each over all others."""
    if block.size == 1:
        return
    mean = table.loc[table["block"] == block.name, "share"].to_numpy(float).reshape(-1, len(REGIMES)).T
    for axis in axes_of(block, results.points(block), mean)[:_AXES]:
        first, last = (
            ", ".join(f"{name} {100 * axis.shares[i, end]:.0f} %" for i, name in enumerate(REGIMES)) for end in (0, -1)
        )
        where = "at" if axis.name in block.words else "from about"
        turns = "".join(f"; {regime} leads {where} {at}" for regime, at in axis.turns)
        matters = f"{axis.name} ({100 * axis.explains:.0f} % of the differences between points)"
        yield f"{matters}: {first} at {axis.ends[0]}, {last} at {axis.ends[1]}{turns}"


def _sensitivity(table: DataFrame, block: Block) -> Iterator[str]:
    """Say which axes matter most by Sobol's total index or Morris' mu_star, of the regime that luck blurs least."""
    own = table[(table["block"] == block.name) & table["measure"].isin([f"share_{name}" for name in REGIMES])]
    luck = own[own["index"] == "noise_share"]
    if not len(luck):
        return
    clearest = luck.sort_values("value", kind="stable").iloc[0]
    rows = own[(own["measure"] == clearest["measure"]) & own["index"].isin(["ST", "mu_star"])]
    best = rows.sort_values("value", ascending=False, kind="stable").head(_AXES)
    told = ", ".join(f"{r.axis} {r.value:.2f} ({r.ci_low:.2f} to {r.ci_high:.2f})" for r in best.itertuples())
    which = f"{best['method'].iloc[0]} {best['index'].iloc[0]} of {clearest['measure']}"
    share = clearest["value"]
    blurred = f"{100 * share:.0f} % of its variance is luck" if share == share else "one run a point: luck unknown"
    yield f"{which}: {told}; {blurred}"


def _warnings(table: DataFrame, block: Block) -> Iterator[str]:
    """Say whether anything warned before couples left stability."""
    own = table[table["block"] == block.name]
    tipped, stayed = int(own["tipped"].max()), int(own["stayed"].max())
    if own["difference"].isna().all():
        counts = f"{tipped:,} couples left stability late enough to look back, beside {stayed:,} that stayed"
        yield f"early warnings: too few to tell; {counts}"
        return
    found = warns(own)
    for row in found.itertuples():
        more = f"{row.difference:+.2f} ({row.ci_low:+.2f} to {row.ci_high:+.2f})"
        yield (
            f"early warning: {row.indicator} of {row.series} rises before {tipped:,} couples leave stability: "
            f"tau {more} against {stayed:,} that stay, AUC {row.auc:.2f}"
        )
    if not len(found):
        low, high = own["auc"].min(), own["auc"].max()
        yield (
            f"no early warning: before {tipped:,} couples left stability nothing rose clearly more than in {stayed:,} "
            f"that stayed (AUC {low:.2f} to {high:.2f}; 0.5 is chance)"
        )
