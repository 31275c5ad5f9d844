"""What a paper says of how results were made: the design in words, the methods paragraph, the limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..experiment.designs import Block
from ..experiment.folder.results import Results
from ..experiment.kinds import LIVES
from ..measures import LAST_DAYS, THRESHOLDS
from .citation import WORKS, citation

_KINDS: Mapping[str, str] = {
    "grid": "a full grid of",
    "list": "a list of",
    "zip": "paired values,",
    "lhs": "a Latin hypercube of",
    "sobol": "a scrambled Sobol sequence of",
    "saltelli": "a Saltelli sample of",
    "morris": "Morris trajectories,",
}

LIMITS = (
    "It is a model of couples in general, for teaching and research: not a diagnosis, no advice, and nothing here is "
    "about a real person.",
    "It was not fitted to your data. Twelve numbers are fitted to a few published findings, which pin none of them "
    "singly; the others are cited or assumed.",
    "The numbers hold, at best, for averages over many invented couples: two lives with the same traits part ways by "
    "luck alone.",
    "Intervals cover the luck of the runs only, not whether the model is right. More runs make them narrower, not "
    "truer.",
    "A mean over the points of a design describes that design. It is no estimate for any population.",
    "The lowest and the highest of many points are so partly by luck; their intervals do not allow for that choice.",
    "Coercive control, violence and threats are not modelled. Where there is fear of a partner, reassurance is the "
    "wrong frame, and so is this tool.",
    "That a strategy helps here means that its mechanism was written so; the size is no evidence.",
)


class Methods(NamedTuple):
    """The paragraphs for a paper, and the works that they refer to."""

    paragraphs: list[str]
    works: list[str]


def design(block: Block) -> str:
    """Return a block of a design in words: its kind, its points, and what it varies between which ends."""
    if not block.axes:
        return "the one couple or population that the model describes"
    spans = [f"{axis} {_ends(block, axis, set(levels))}" for axis, levels in zip(block.axes, block.levels, strict=True)]
    return f"{_KINDS.get(block.kind, block.kind)} {block.size:,} points over {', '.join(spans)}"


def _ends(block: Block, axis: str, levels: set[float]) -> str:
    """Return between which ends an axis lies; of an axis of words the first few."""
    if axis not in block.words:
        return f"from {min(levels):g} to {max(levels):g}"
    words = [str(block.meant(axis, level)) for level in sorted(levels)]
    return f"({', '.join(words[:5])}{', ...' if len(words) > 5 else ''})"


def methods(results: Results) -> Methods:
    """Return what a paper says of how the results were made."""
    e, told = results.experiment, results.manifest
    lives = e.kind is LIVES
    kinds = {block.kind for block in e.design}
    version, model = told["package"]["version"], told["model_version"]
    shared = e.replicates.pairing == "common"
    luck = (
        "All points shared their random numbers (common random numbers), so that differences between points owe as "
        "little as possible to luck."
        if shared
        else "Each point had random numbers of its own."
    )
    if e.replicates.until is not None:
        luck += " Where the runs themselves decide how many there are, intervals are a little too narrow, of very "
        luck += "skewed measures clearly so."
    blocks = "; ".join(f"{block.name}: {design(block)}" for block in e.design)
    t = THRESHOLDS
    regimes = (
        f"A couple was read as in exhaustion, escalation or stability by its last {LAST_DAYS} days together "
        f"(exhaustion: strength below {t.exhausted_energy:g}, or trust below {t.detached_trust:g} with at most "
        f"{t.frequent_bids:g} requests a week; escalation: more than {t.frequent_bids:g} requests a week of which more "
        f"than {t.many_rebuffed:g} were refused, or with felt insecurity above {t.high_felt:g}, trust below "
        f"{t.strained_trust:g} or strength below {t.worn_energy:g}; stability: otherwise)."
    )
    intervals = (
        "Shares of lives have Wilson's 95 % intervals (Wilson, 1927), means have Student's t."
        if lives
        else "A run was a whole population, whose couples influence each other; intervals are Student's t over "
        "populations."
    )
    failures = int(told.get("failures") or 0)
    paragraphs = [
        f"Simulations were made with reassure_sim {version} (model version {model}), an agent-based model of two "
        "partners who feel insecure, ask for reassurance, answer, withdraw and learn what to expect of each other, in "
        f"{e.model.episodes_per_day} episodes a day. It is described by the ODD protocol (Grimm et al., 2020) in the "
        f"documentation of the package. The design had {len(e.design)} {'block' if len(e.design) == 1 else 'blocks'}: "
        f"{blocks}. At each point {replicates(results)} of {e.model.days} days were simulated under seed "
        f"{e.replicates.seed}. {luck}",
        f"{regimes} {intervals} Runs were computed by the {told.get('engine', 'batch')} engine; the compiled engine "
        "and the model of agents give the same numbers. "
        + (f"{failures:,} runs failed and were left out. " if failures else "No run failed. ")
        + ("" if results.complete else "The run was not finished: the numbers are partial."),
    ]
    return Methods([part.strip() for part in paragraphs], _works(kinds, lives, citation(version, model)))


def replicates(results: Results) -> str:
    """Return how many runs each point has, in words."""
    many, asked = results.experiment.kind.many, results.experiment.replicates
    if asked.until is None:
        return f"{asked.n:,} {many}"
    until = asked.until
    width = f"until the half-width of the 95 % interval of {until.metric} was at most {until.ci_half_width:g}"
    return f"from {asked.n:,} to {until.max:,} {many}, {width},"


def _works(kinds: set[str], lives: bool, own: str) -> list[str]:
    wanted = ["odd", *(["wilson"] if lives else [])]
    if "morris" in kinds:
        wanted.append("morris")
    if "saltelli" in kinds:
        wanted.append("saltelli")
    if kinds & {"morris", "saltelli"}:
        wanted.append("salib")
    return [own, *(WORKS[name] for name in wanted)]


def provenance(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the manifest as names and values, nested names joined by dots."""
    rows: list[tuple[str, str]] = []
    for name, value in manifest.items():
        if isinstance(value, Mapping):
            rows += [(f"{name}.{inner}", said) for inner, said in provenance(value)]
        else:
            rows.append((name, ", ".join(map(str, value)) if isinstance(value, list) else str(value)))
    return rows
