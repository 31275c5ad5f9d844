"""The seven recipes: of each, the table that it shows, its words, and its picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import figures
from ..experiment.designs import Block
from ..experiment.errors import BAD_INPUT, ExperimentError, command
from ..experiment.folder.results import Results
from ..experiment.kinds import LIVES
from ..figures import Drawing
from ..measures import REGIMES
from .captions import again, captioned, measured
from .points import level_words, named, value_words

if TYPE_CHECKING:
    from pandas import DataFrame


def _regime_map(results: Results, block: Block, options: Mapping[str, Any]) -> Drawing:
    from .regimes import shares

    found = [shares(results, block, regime) for regime in REGIMES]
    if not any(one.n.any() for one in found):
        raise ExperimentError(BAD_INPUT, "no life is there", command("status", results.folder))
    points, k = results.points(block), len(REGIMES)
    table = {
        axis: np.array([block.meant(axis, level) for level in levels] * k)
        for axis, levels in zip(block.axes, points.T.tolist(), strict=True)
    }
    table |= {
        "block": np.full(k * len(points), block.name),
        "measure": np.repeat([f"share_{r}" for r in REGIMES], len(points)),
    }
    table |= {
        name: np.concatenate([getattr(one, name) for one in found]) for name in ("n", "mean", "ci_low", "ci_high")
    }
    held = options.get("at", {})
    fixed = f"Held: {', '.join(level_words(results, *one) for one in held.items())}. " if held else ""
    interval = "Wilson" if results.experiment.kind is LIVES else "t"
    note = f"{fixed}Hatched: the 95 % {interval} intervals of the two most frequent regimes overlap."
    x, y, numbers = options["x"], options["y"], results.experiment.numbers
    caption = captioned(results, block, note)
    return figures.regime_map(table, x, y, block=block.name, at=held, numbers=numbers, caption=caption)


def _staircase(results: Results, block: Block, options: Mapping[str, Any]) -> Drawing:
    from .lived import staircase

    points, lives, partner = options["points"], options["lives"], options["partner"]
    table = staircase(results, block, points, lives, partner)
    _some(table[2 * table["lives"] >= table["of"]], f"most lives there end no lap of partner {partner}")
    told = named(results, block, points)
    note = (
        f"{again(results, lives)} Whiskers: 95 % t intervals over the lives that came so far; a staircase "
        "ends where fewer than half did. Later stairs hold more laps. Relief ends when felt insecurity is "
        "back at half its level before the bid (docs/model.md, 7.10)."
    )
    return figures.staircase(
        table,
        dict(zip(points, told.names, strict=True)),
        partner=partner,
        caption=captioned(results, block, note, told.common),
    )


def _phase_portrait(results: Results, block: Block, options: Mapping[str, Any]) -> Drawing:
    from .lived import portrait

    points, lives, x, y = (options[key] for key in ("points", "lives", "x", "y"))
    table = _some(portrait(results, block, points, lives, x, y), "no life has a day there")
    told = named(results, block, points)
    note = (
        f"{again(results, lives)} Means of weeks. Grey arrows, true to scale: mean change to the next week where "
        "lives spent at least 5 weeks. The course is the mean over lives still together."
    )
    return figures.phase_portrait(
        table,
        dict(zip(points, told.names, strict=True)),
        x=x,
        y=y,
        caption=captioned(results, block, note, told.common),
    )


def _fan(results: Results, block: Block, options: Mapping[str, Any]) -> Drawing:
    from .lived import fan

    points, lives, column, partner = (options[key] for key in ("points", "lives", "column", "partner"))
    table = _some(fan(results, block, points, lives, column, partner), "no life has a day there")
    told = named(results, block, points)
    whose = "both partners" if partner == "both" else f"partner {partner}"
    note = f"{again(results, lives)} Quantiles over the days of {whose} in lives still together."
    return figures.fan(
        table,
        dict(zip(points, told.names, strict=True)),
        column=column,
        whose=whose,
        caption=captioned(results, block, note, told.common),
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
    return figures.survival(table, names, caption=captioned(results, block, note, common))


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
    words, unit, meaning = measured(results.experiment.kind, measure)
    paired = results.experiment.replicates.pairing == "common"
    how = "differences of runs that share their luck, Student's t" if paired else "differences of means, Welch's t"
    few, many = int(table["replicates"].min()), int(table["replicates"].max())
    note = f"{meaning}{how[0].upper()}{how[1:]}; n = {few if few == many else f'{few} to {many}'} replicates a row."
    if (table["ci_low"] == table["ci_high"]).any():
        note += " Where the interval has no width, all runs changed alike."
    versus = (level_words(results, contrast, high), value_words(low))
    return figures.treatment(
        table, names, versus=versus, measure=words, unit=unit, caption=captioned(results, block, note)
    )


def _sensitivity(results: Results, block: Block, options: Mapping[str, Any]) -> Drawing:
    from .sensitivity import sensitivity

    measure = options["measure"]
    table = sensitivity(results, measures=[measure])
    told = table[table["block"] == block.name]
    why = table.attrs["left_out"].get((block.name, measure), "it does not vary")
    _some(told, f"{measure} has no indices over the block {block.name!r}: {why}")
    words, unit, meaning = measured(results.experiment.kind, measure)
    noise = float(told.loc[told["index"] == "noise_share", "value"].iloc[0])
    share = f" Luck of the replicates makes {100 * noise:.1f} % of the variance between points."
    share = share if np.isfinite(noise) else " With one run at a point, nobody can tell how much of it is luck."
    method = "Morris (1991), mu* of Campolongo et al. (2007)" if block.kind == "morris" else "Sobol indices"
    note = f"{meaning}{method}, by SALib; whiskers: 95 % bootstrap intervals.{share}"
    return figures.sensitivity(
        told,
        measure=words,
        unit="" if unit == "%" else unit,
        numbers=results.experiment.numbers,
        caption=captioned(results, block, note),
    )


PICTURES: dict[str, Callable[[Results, Block, Mapping[str, Any]], Drawing]] = {
    "regime_map": _regime_map,
    "staircase": _staircase,
    "phase_portrait": _phase_portrait,
    "survival": _survival,
    "treatment": _treatment,
    "fan": _fan,
    "sensitivity": _sensitivity,
}
"""How each recipe is drawn from a results folder, a block and what was read of its keys."""


def _some(table: DataFrame, without: str) -> DataFrame:
    """Return a table that has rows.

    Raises:
        ExperimentError: it has none, because of ``without`` (64).
    """
    if not len(table):
        raise ExperimentError(BAD_INPUT, without, "reassure figures --recipes")
    return table
