"""Drawing what a results folder asks for: each recipe's table is made, drawn, captioned and written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import figures
from ..experiment.designs import Block
from ..experiment.errors import BAD_INPUT, ExperimentError
from ..experiment.kinds import Kind
from ..experiment.plan import FigureRequest
from ..experiment.results import Results
from ..experiment.store import write
from ..figures import Drawing
from ..measures import REGIMES
from .points import level_words, named, value_words

if TYPE_CHECKING:
    from pandas import DataFrame


def _aloud(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def draw(
    folder: Path,
    write: Callable[[Path, bytes], None] = write,
    asked: Iterable[FigureRequest] | None = None,
    tell: Callable[[str], None] = _aloud,
) -> list[Path]:
    """Draw every figure that a folder asks for (or those ``asked``) and return the files, all through ``write``.

    Each figure is svg, png, the csv behind it, and txt with its words. One that cannot be drawn is told in a sentence,
    and the others are drawn.

    Raises:
        ExperimentError: the folder holds no results (64).
        OSError: the folder cannot be written to.
    """
    results, made = Results(folder), []
    for one in results.experiment.figures if asked is None else asked:
        try:
            drawing = picture(results, one)
        except ExperimentError as error:
            if error.code != BAD_INPUT:
                raise
            tell(f"figure {one.name} is not drawn: {error.sentence}")
            continue
        (folder / "figures").mkdir(exist_ok=True)
        for suffix, content in figures.files(drawing).items():
            made.append(folder / "figures" / f"{one.name}.{suffix}")
            write(made[-1], content)
    return made


def picture(results: Results, asked: FigureRequest) -> Drawing:
    """Return one figure of a results folder.

    Raises:
        ExperimentError: there is nothing to draw, in a sentence (64).
    """
    return _RECIPES[asked.recipe](results, results.block(asked.block), asked.options)


def _regime_map(results: Results, block: Block, options: Mapping[str, Any]) -> Drawing:
    from .regimes import axis_values, shares

    found = [shares(results, block, regime) for regime in REGIMES]
    points, k = results.points(block), len(REGIMES)
    table = {axis: np.tile(axis_values(block, axis, points), k) for axis in block.axes}
    table |= {
        "block": np.full(k * len(points), block.name),
        "measure": np.repeat([f"share_{r}" for r in REGIMES], len(points)),
    }
    table |= {
        name: np.concatenate([getattr(one, name) for one in found]) for name in ("n", "mean", "ci_low", "ci_high")
    }
    held = options.get("at", {})
    fixed = f"Held: {', '.join(level_words(results, *one) for one in held.items())}. " if held else ""
    note = f"{fixed}Hatched: the 95 % Wilson intervals of the two most frequent regimes overlap."
    x, y, numbers = options["x"], options["y"], results.experiment.numbers
    caption = _caption(results, block, note)
    return figures.regime_map(table, x, y, block=block.name, at=held, numbers=numbers, caption=caption)


def _staircase(results: Results, block: Block, options: Mapping[str, Any]) -> Drawing:
    from .lived import staircase

    points, lives, partner = options["points"], options["lives"], options["partner"]
    table = staircase(results, block, points, lives, partner)
    _some(table[2 * table["lives"] >= table["of"]], f"most lives there end no lap of partner {partner}")
    told = named(results, block, points)
    note = (
        f"{_again(results, lives)} Whiskers: 95 % t intervals over the lives that came so far; a staircase "
        "ends where fewer than half did. Later stairs hold more laps. Relief ends when felt insecurity is "
        "back at half its level before the bid (docs/model.md, 7.10)."
    )
    return figures.staircase(
        table,
        dict(zip(points, told.names, strict=True)),
        partner=partner,
        caption=_caption(results, block, note, told.common),
    )


def _phase_portrait(results: Results, block: Block, options: Mapping[str, Any]) -> Drawing:
    from .lived import portrait

    points, lives, x, y = (options[key] for key in ("points", "lives", "x", "y"))
    table = _some(portrait(results, block, points, lives, x, y), "no life has a day there")
    told = named(results, block, points)
    note = (
        f"{_again(results, lives)} Means of weeks. Grey arrows, true to scale: mean change to the next week where "
        "lives spent at least 5 weeks. The course is the mean over lives still together."
    )
    return figures.phase_portrait(
        table, dict(zip(points, told.names, strict=True)), x=x, y=y, caption=_caption(results, block, note, told.common)
    )


def _fan(results: Results, block: Block, options: Mapping[str, Any]) -> Drawing:
    from .lived import fan

    points, lives, column, partner = (options[key] for key in ("points", "lives", "column", "partner"))
    table = _some(fan(results, block, points, lives, column, partner), "no life has a day there")
    told = named(results, block, points)
    whose = "both partners" if partner == "both" else f"partner {partner}"
    note = f"{_again(results, lives)} Quantiles over the days of {whose} in lives still together."
    return figures.fan(
        table,
        dict(zip(points, told.names, strict=True)),
        column=column,
        whose=whose,
        caption=_caption(results, block, note, told.common),
    )


def _survival(results: Results, block: Block, options: Mapping[str, Any]) -> Drawing:
    from .survival import survival

    by, common = options.get("by"), ""
    if by is None:
        names, common = named(results, block, options["points"])
        groups = [[point] for point in options["points"]]
    else:
        level = results.points(block)[:, block.axes.index(by)].tolist()
        names = tuple(level_words(results, by, block.meant(by, one)) for one in dict.fromkeys(level))
        groups = [[place for place, other in enumerate(level) if other == one] for one in dict.fromkeys(level)]
    table = _some(survival(results, block, groups), "no life is there")
    pooled = by is not None and max(map(len, groups)) > 1
    over = f" Each curve takes all points of the block with that {by} together." if pooled else ""
    note = f"Kaplan-Meier curves; shaded: pointwise 95 % intervals ({_variance(results, pooled)}).{over}"
    return figures.survival(table, names, caption=_caption(results, block, note, common))


def _variance(results: Results, pooled: bool) -> str:
    """Say where the intervals of survival curves come from."""
    twins = pooled and results.experiment.replicates.pairing == "common"
    return "log-log, over replicates, whose lives share their luck" if twins else "log-log, Greenwood"


def _treatment(results: Results, block: Block, options: Mapping[str, Any]) -> Drawing:
    from .effects import effects

    contrast, by, measure = options["contrast"], options.get("by"), options["measure"]
    seen = sorted(set(results.points(block)[:, block.axes.index(contrast)].tolist()))
    low, high = options.get("levels") or (block.meant(contrast, seen[0]), block.meant(contrast, seen[-1]))
    table = effects(results, block, contrast, (low, high), by, measure)
    _some(
        table[table["replicates"] > 0], f"no pair of points with {contrast} {low} and {high} has {measure} in any run"
    )
    names = [level_words(results, by, level) if by and level != "all" else "all" for level in table["by"]]
    words, unit, meaning = _measured(results.experiment.kind, measure)
    paired = results.experiment.replicates.pairing == "common"
    how = "differences of runs that share their luck, Student's t" if paired else "differences of means, Welch's t"
    few, many = int(table["replicates"].min()), int(table["replicates"].max())
    note = f"{meaning}{how[0].upper()}{how[1:]}; n = {few if few == many else f'{few} to {many}'} replicates a row."
    if (table["ci_low"] == table["ci_high"]).any():
        note += " Where the interval has no width, no run changed at all."
    versus = (level_words(results, contrast, high), value_words(low))
    return figures.treatment(
        table, names, versus=versus, measure=words, unit=unit, caption=_caption(results, block, note)
    )


def _sensitivity(results: Results, block: Block, options: Mapping[str, Any]) -> Drawing:
    import pandas

    measure, path = options["measure"], results.folder / "analysis" / "sensitivity.csv"
    if path.is_file():
        table = pandas.read_csv(path)
    else:
        from .sensitivity import sensitivity

        table = sensitivity(results, measures=[measure])
    told = table[(table["block"] == block.name) & (table["measure"] == measure)]
    indices = told["index"].isin(["ST", "mu_star"])
    _some(told[indices & told["value"].notna()], f"{measure} does not vary over the block {block.name!r}")
    words, unit, meaning = _measured(results.experiment.kind, measure)
    noise = told[told["index"] == "noise_share"]
    share = (
        f" Luck of the replicates makes {100 * noise['value'].iloc[0]:.1f} % of the variance between points."
        if len(noise)
        else ""
    )
    method = "Morris (1991), mu* of Campolongo et al. (2007)" if block.kind == "morris" else "Sobol indices"
    note = f"{meaning}{method}, by SALib; whiskers: 95 % bootstrap intervals.{share}"
    return figures.sensitivity(
        told,
        measure=words,
        unit="" if unit == "%" else unit,
        numbers=results.experiment.numbers,
        caption=_caption(results, block, note),
    )


_RECIPES: dict[str, Callable[[Results, Block, Mapping[str, Any]], Drawing]] = {
    "regime_map": _regime_map,
    "staircase": _staircase,
    "phase_portrait": _phase_portrait,
    "survival": _survival,
    "treatment": _treatment,
    "fan": _fan,
    "sensitivity": _sensitivity,
}


def _some(table: DataFrame, without: str) -> DataFrame:
    """Return a table that has rows.

    Raises:
        ExperimentError: it has none, because of ``without`` (64).
    """
    if not len(table):
        raise ExperimentError(BAD_INPUT, without, "reassure figures --recipes")
    return table


def _measured(kind: Kind, measure: str) -> tuple[str, str, str]:
    """Return what a measure is called in plain words, its unit ("%" for a share), and a sentence with its meaning."""
    if measure.startswith("share_"):
        return f"share of {kind.many if measure in kind.shares else 'couples'} in {measure[6:]}", "%", ""
    column = next(c for c in kind.columns if c.name == measure)
    name, _, who = measure.rpartition("_")
    words = f"{name.replace('_', ' ')} of partner {who}" if who in ("a", "b") else measure.replace("_", " ")
    return words, column.unit, f"{measure}: {column.meaning}. "


def _again(results: Results, lives: int) -> str:
    """Say how many lives were lived again for a figure."""
    replicates = results.experiment.replicates
    if lives >= replicates.most and not replicates.until:
        return "All of them lived again."
    again = f"The first {min(lives, replicates.most):,} lives at each point shown, lived again"
    return f"{again}, also where the run needed fewer." if replicates.until else f"{again}."


def _caption(results: Results, block: Block, note: str, common: str = "") -> str:
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
