"""What stands under a figure: how many runs, under which luck, of which version, and what its marks are."""

from __future__ import annotations

from ..experiment.designs import Block
from ..experiment.folder.results import Results
from ..experiment.kinds import Kind
from ..measures import REGIMES


def measured(kind: Kind, measure: str) -> tuple[str, str, str]:
    """Return what a measure is called in plain words, its unit ("%" for a share), and a sentence with its meaning."""
    if measure.startswith("share_"):
        who, what = kind.many if measure in kind.shares else "couples", measure.removeprefix("share_")
        return f"share of {who} {'in ' if what in REGIMES else ''}{what}", "%", ""
    column = next(c for c in kind.columns if c.name == measure)
    name, _, who = measure.rpartition("_")
    words = f"{name.replace('_', ' ')} of partner {who}" if who in ("a", "b") else measure.replace("_", " ")
    return words, column.unit, f"{measure}: {column.meaning}. "


def again(results: Results, lives: int) -> str:
    """Say how many lives were lived again for a figure."""
    replicates = results.experiment.replicates
    if lives >= replicates.most and not replicates.until:
        return "All of them lived again."
    told = f"The first {min(lives, replicates.most):,} lives at each point shown, lived again"
    return f"{told}, also where the run needed fewer." if replicates.until else f"{told}."


def captioned(results: Results, block: Block, note: str, common: str = "") -> str:
    """Say how many runs, under which luck, of which version a figure shows, and what its marks are."""
    from .. import MODEL_VERSION, __version__

    experiment = results.experiment
    replicates = experiment.replicates
    luck = "all points share their luck" if replicates.pairing == "common" else "each point has luck of its own"
    count = f"{replicates.n:,}" + (f" to {replicates.most:,}" if replicates.until else "")
    partial = "" if results.complete else "PARTIAL: not all runs are there yet. "
    points = "point" if block.size == 1 else "points"
    return (
        f"{partial}{count} {experiment.kind.many} of {experiment.model.days:,} days at each of "
        f"{block.size:,} {points}{f' ({common})' if common else ''}; seed {replicates.seed}, {luck}. {note} "
        f"A model of couples in general, not a diagnosis. {experiment.name}, reassure_sim {__version__}, "
        f"model version {MODEL_VERSION}."
    )
